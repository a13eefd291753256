//! Section 6: when a vehicle is due for Maintenance.

use domain::{
    audience::Question,
    contact_type::ContactType,
    due::{DueSettings, Occasion, is_barred_by_appointment},
    facts::{CustomerFacts, VehicleFacts},
    reason::Reason,
    zone::Zone,
};

use crate::builders::{at, calendar, customer, measure, on, question, reasons, spec, today, vehicle};

fn due_by(settings: &DueSettings, vehicle: &VehicleFacts, today: chrono::NaiveDate) -> bool {
    let calendar = calendar();
    let measure = measure(settings, &calendar, today);
    let occasion = Occasion { vehicle: Some(vehicle), matter: None };
    measure.is_due(ContactType::Maintenance, &occasion, &customer())
}

fn due_on(vehicle: &VehicleFacts, today: &str) -> bool {
    due_by(&DueSettings::default(), vehicle, on(today))
}

fn visited(text: &str) -> VehicleFacts {
    VehicleFacts { last_ro_on: Some(on(text)), ..vehicle() }
}

#[test]
fn maintenance_is_due_3_to_18_months_after_the_last_visit_both_ends_included() {
    for (today, visit, due) in [
        ("2026-11-24", "2026-08-25", false),
        ("2026-11-24", "2026-08-24", true),
        ("2026-11-24", "2025-05-24", true),
        ("2026-11-24", "2025-05-23", false),
        ("2026-11-24", "2026-11-24", false),
        ("2026-11-24", "2026-12-24", false),
        // Clamped to the month's end: 31 May less three months is 28 February.
        ("2026-05-31", "2026-02-28", true),
        ("2026-05-31", "2026-03-01", false),
        ("2026-05-28", "2026-02-28", true),
        ("2026-05-27", "2026-02-28", false),
        ("2028-05-31", "2028-02-29", true),
        ("2028-05-28", "2028-02-29", false),
        ("2028-05-29", "2028-02-29", true),
        // 18 months before 31 August 2027 is 28 February 2026, before 31 August 2029 the leap-less end as well.
        ("2027-08-31", "2026-02-28", true),
        ("2027-08-31", "2026-02-27", false),
        ("2029-08-31", "2028-02-29", true),
        ("2029-08-31", "2028-02-28", false),
        // From a leap day.
        ("2028-02-29", "2027-11-29", true),
        ("2028-02-29", "2026-08-29", true),
        ("2028-02-29", "2026-08-28", false),
        ("2027-01-31", "2026-10-31", true),
        ("2027-01-30", "2026-10-31", false),
    ] {
        assert_eq!(due_on(&visited(visit), today), due, "visit {visit}, today {today}");
    }
}

#[test]
fn a_vehicle_never_serviced_goes_by_its_purchase_and_one_with_neither_is_not_due() {
    let bought = |text: &str| VehicleFacts { last_ro_on: None, purchased_on: Some(on(text)), ..vehicle() };
    assert!(due_on(&bought("2026-08-24"), "2026-11-24"));
    assert!(!due_on(&bought("2026-08-25"), "2026-11-24"));
    let serviced_lately = VehicleFacts { purchased_on: Some(on("2026-02-01")), ..visited("2026-11-01") };
    assert!(!due_on(&serviced_lately, "2026-11-24"));
    let blank = VehicleFacts { last_ro_on: None, purchased_on: None, ..vehicle() };
    assert!(!due_on(&blank, "2026-11-24"));
}

#[test]
fn the_date_is_the_stores_and_not_that_of_utc() {
    let toronto = Zone::parse("America/Toronto").expect("known");
    let evening = at("2026-11-25T03:00:00Z");
    let today = toronto.date_at(evening).to_string();
    assert_eq!(today, "2026-11-24");
    assert!(!due_on(&visited("2026-08-25"), &today));
    assert!(due_on(&visited("2026-08-25"), &evening.date_naive().to_string()));
}

#[test]
fn a_store_can_set_the_months() {
    let settings = DueSettings { maintenance_from_months: 4, maintenance_to_months: 14, ..DueSettings::default() };
    let due = |text| due_by(&settings, &visited(text), today());
    assert_eq!(["2026-07-25", "2026-07-24", "2025-09-24", "2025-09-23"].map(due), [false, true, true, false]);
}

#[test]
fn a_vehicle_not_owned_or_with_an_open_repair_order_is_never_due() {
    assert!(due_on(&vehicle(), "2026-11-24"));
    assert!(!due_on(&VehicleFacts { owned: false, ..vehicle() }, "2026-11-24"));
    assert!(!due_on(&VehicleFacts { has_open_repair_order: true, ..vehicle() }, "2026-11-24"));
}

#[test]
fn a_vehicle_turned_off_or_booked_is_kept_out_under_its_own_reason() {
    let booked = |text| VehicleFacts { next_appointment_on: Some(on(text)), ..vehicle() };
    for (vehicle, expected) in [
        (VehicleFacts { turned_off: true, ..vehicle() }, vec![Reason::TurnedOff]),
        (booked("2026-11-25"), vec![Reason::Booked]),
        (booked("2026-11-24"), vec![Reason::Booked]),
        (booked("2026-11-23"), vec![]),
    ] {
        let facts = CustomerFacts { vehicles: vec![vehicle], ..customer() };
        assert_eq!(reasons(&facts, &question(&spec())), expected, "{:?}", facts.vehicles);
    }
}

#[test]
fn a_future_appointment_bars_the_types_the_product_page_names() {
    let barred: Vec<_> = ContactType::ALL.into_iter().filter(|t| is_barred_by_appointment(*t)).collect();
    let expected = [
        ContactType::Maintenance,
        ContactType::SpecialOrderParts,
        ContactType::Recall,
        ContactType::Mvi,
        ContactType::DeclinedWork,
    ];
    assert_eq!(barred, expected);
}

#[test]
fn a_customer_falls_due_on_the_very_day() {
    let facts = CustomerFacts { vehicles: vec![visited("2026-08-24")], ..customer() };
    let spec = spec();
    let reasons_on = |day| reasons(&facts, &Question { today: on(day), ..question(&spec) });
    assert_eq!(reasons_on("2026-11-23"), [Reason::NotDue]);
    assert_eq!(reasons_on("2026-11-24"), []);
}
