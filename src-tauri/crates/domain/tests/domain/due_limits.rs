//! What a person may set in the due rules.

use domain::{contact_type::ContactType, due::DueSettings, due_limits::WITH_SETTINGS, facts::PayType};

fn fields(settings: &DueSettings) -> Vec<&'static str> {
    settings.faults().into_iter().map(|(field, _)| field).collect()
}

#[test]
fn the_defaults_can_be_saved() {
    assert!(fields(&DueSettings::default()).is_empty());
}

#[test]
fn both_ends_of_every_range_can_be_the_same() {
    let narrow = DueSettings {
        maintenance_from_months: 6,
        maintenance_to_months: 6,
        regulars_months: (6, 6),
        thin_ice_months: 6,
        confirm_open_days: (1, 1),
        confirm_early_days: (15, 15),
        no_show_days: 1,
        follow_up_days: (0, 0),
        follow_up_pay: vec![PayType::Warranty],
        parts_days: 0,
        parts_recycle_days: 0,
        inspection_days: (0, 0),
        declined_days: (0, 0),
    };
    assert!(fields(&narrow).is_empty(), "{:?}", narrow.faults());
}

#[test]
fn what_cannot_be_stands_beside_its_field() {
    let usual = DueSettings::default;
    for (settings, field) in [
        (DueSettings { maintenance_from_months: 19, ..usual() }, "maintenance_from_months"),
        (DueSettings { maintenance_to_months: 121, ..usual() }, "maintenance_to_months"),
        (DueSettings { maintenance_to_months: u32::MAX, ..usual() }, "maintenance_to_months"),
        (DueSettings { regulars_months: (15, 14), ..usual() }, "regulars_months"),
        (DueSettings { regulars_months: (4, 121), ..usual() }, "regulars_months"),
        (DueSettings { thin_ice_months: 0, ..usual() }, "thin_ice_months"),
        (DueSettings { thin_ice_months: 19, ..usual() }, "thin_ice_months"),
        (DueSettings { confirm_open_days: (0, 3), ..usual() }, "confirm_open_days"),
        (DueSettings { confirm_open_days: (4, 3), ..usual() }, "confirm_open_days"),
        (DueSettings { confirm_open_days: (1, 31), ..usual() }, "confirm_open_days"),
        (DueSettings { confirm_early_days: (0, 30), ..usual() }, "confirm_early_days"),
        (DueSettings { confirm_early_days: (31, 30), ..usual() }, "confirm_early_days"),
        (DueSettings { confirm_early_days: (15, 366), ..usual() }, "confirm_early_days"),
        (DueSettings { no_show_days: 0, ..usual() }, "no_show_days"),
        (DueSettings { no_show_days: 366, ..usual() }, "no_show_days"),
        (DueSettings { follow_up_days: (16, 15), ..usual() }, "follow_up_days"),
        (DueSettings { follow_up_days: (3, 366), ..usual() }, "follow_up_days"),
        (DueSettings { follow_up_pay: vec![], ..usual() }, "follow_up_pay"),
        (DueSettings { parts_days: 366, parts_recycle_days: 366, ..usual() }, "parts_days"),
        (DueSettings { parts_recycle_days: 366, ..usual() }, "parts_recycle_days"),
        (DueSettings { parts_recycle_days: 2, ..usual() }, "parts_recycle_days"),
        (DueSettings { inspection_days: (366, 60), ..usual() }, "inspection_days"),
        (DueSettings { inspection_days: (30, 366), ..usual() }, "inspection_days"),
        (DueSettings { declined_days: (731, 90), ..usual() }, "declined_days"),
        (DueSettings { declined_days: (14, 731), ..usual() }, "declined_days"),
    ] {
        assert_eq!(fields(&settings).first(), Some(&field), "{settings:?}");
        assert!(settings.faults().iter().all(|(_, words)| words.ends_with('.')));
    }
}

#[test]
fn every_type_with_settings_says_what_they_mean_and_the_others_nothing() {
    let settings = DueSettings::default();
    for contact_type in ContactType::ALL {
        let sentence = settings.sentence(contact_type);
        assert_eq!(sentence.is_some(), WITH_SETTINGS.contains(&contact_type), "{contact_type:?}");
    }
    let maintenance = settings.sentence(ContactType::Maintenance).unwrap();
    assert!(maintenance.starts_with("last visit, or purchase if never serviced, 3 to 18 months back"), "{maintenance}");
    let follow_up = settings.sentence(ContactType::ServiceFollowUp).unwrap();
    assert_eq!(follow_up, "closed 3 to 15 days ago; customer, warranty, internal");
}
