//! What keeps a run whose time has come from starting, and what it says then: P4, P15.

use chrono::{Days, Months};
use domain::{
    campaign::{CampaignState, CustomerType, Language, MessageChoice},
    contact_type::{ContactType, Department},
    ids::CampaignId,
    phone::PhoneKind,
    source::DataSource,
    states::{RunSkip, RunState},
};
use store::{
    bulk::{self, NewCustomer, NewVehicle},
    campaigns, customers,
    stores::Lines,
};
use testkit::{Day, Person, What, at_once, cell};

use crate::{cells, number};

/// The run of today: why it was skipped, and what it says.
fn skipped(day: &Day, campaign: CampaignId) -> (Option<RunSkip>, Option<String>) {
    let run = day.run_today(campaign);
    (run.skip_reason, run.note)
}

#[test]
fn p15_a_campaign_whose_file_is_older_than_three_days_does_not_start_and_says_so() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    day.until(day.day_at(day.today() + Days::new(3), "10:00"));
    let note = "The customer file is older than 3 days. Import a new one.".to_owned();
    assert_eq!(skipped(&day, campaign), (Some(RunSkip::DataTooOld), Some(note)));
}

/// A customer whom no file brought, as in the sample dealership.
fn add_sample_customer(day: &Day) {
    let today = day.today();
    day.write(|db| {
        let customer = NewCustomer {
            number: "1",
            first_name: None,
            last_name: Some("Tremblay"),
            company: None,
            email: None,
            address: "",
            city: "",
            region: "",
            postal_code: "",
            language: None,
            customer_type: CustomerType::Retail,
            day_preference: None,
            hold: None,
            complaint_open: false,
        };
        let id = bulk::add_customer(db, day.id, &customer)?;
        let number = Some(cell(1));
        let phone = customers::Phone { kind: PhoneKind::Cell, typed: cell(1).display(), number, extension: None };
        customers::save_phone(db, id, &phone)?;
        let vehicle = NewVehicle {
            vin: "2HGFC000000010000",
            year: 2020,
            make: "Honda",
            model: "Civic",
            odometer: None,
            owns_off_reason: None,
            has_open_repair_order: false,
            last_ro_on: Some(today - Months::new(6)),
            last_ro_number: None,
            purchased_on: None,
            next_appointment_on: None,
        };
        bulk::add_vehicle(db, day.id, id, &vehicle).map(drop)
    });
}

#[test]
fn p15_the_sample_dealership_is_as_of_today_until_a_file_is_taken_in() {
    let day = Day::new(0, 1);
    add_sample_customer(&day);
    let campaign = day.campaign(|spec| spec.days_between = 0);
    day.run_all_from("10:00");
    // Recycled for ten days; the file that was made is ten days old then.
    day.until(day.day_at(day.today() + Days::new(10), "10:00"));
    assert_eq!(day.run_today(campaign).state, RunState::Running);
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1, 1]));
    day.add([Person::n(2, day.today())]);
    day.until(day.day_at(day.today() + Days::new(4), "10:00"));
    assert_eq!(day.run_today(campaign).skip_reason, Some(RunSkip::DataTooOld));
}

#[test]
fn a_campaign_whose_message_is_not_approved_does_not_start() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    day.withdraw(day.message);
    day.until_time("10:00");
    let note = "Service reminder is not approved.".to_owned();
    assert_eq!(skipped(&day, campaign), (Some(RunSkip::MessageNotApproved), Some(note)));
}

#[test]
fn a_live_file_refuses_to_send_until_the_rules_are_installed() {
    let day = Day::new(1, 1);
    day.restart_with(|policy| policy.sending = engine::Sending::RulesNotInstalled);
    let campaign = day.campaign(|_| {});
    day.until_time("11:00");
    assert_eq!(day.run_today(campaign).skip_reason, Some(RunSkip::RulesNotInstalled));
    assert!(day.provider.ledger().0.is_empty());
}

#[test]
fn a_department_without_a_number_to_show_does_not_start_a_run_nor_a_test_drop() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    day.change_store(|store| {
        store.departments.insert(Department::Service, Lines::default());
    });
    day.until_time("10:00");
    let note = "The department has no caller ID. Set one under Stores and Hours.";
    assert_eq!(skipped(&day, campaign), (Some(RunSkip::NoCallerId), Some(note.to_owned())));
    let refusal = at_once(day.engine().test_drop(day.message, &cell(90))).unwrap().unwrap_err();
    assert_eq!(refusal.to_string(), note);
    assert!(day.provider.ledger().0.is_empty());
}

#[test]
fn p4_a_message_in_another_language_than_its_place_keeps_the_run_from_starting() {
    let day = Day::new(1, 1);
    day.add([Person { language: Some(Language::French), ..Person::n(2, day.today()) }]);
    let french = day.message("Rappel");
    let per_language = MessageChoice::PerLanguage { english: day.message, french };
    let campaign = day.campaign(|spec| spec.message = Some(per_language));
    day.until_time("10:00");
    let note = "Rappel is in another language than its place in the campaign.".to_owned();
    assert_eq!(skipped(&day, campaign), (Some(RunSkip::MessageNotApproved), Some(note)));
    day.set_language(french, Language::French);
    day.set_language(day.message, Language::French);
    let also_wrong = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    let note = "Service reminder is in another language than its place in the campaign.";
    assert_eq!(day.run(also_wrong).note.as_deref(), Some(note));
    day.set_language(day.message, Language::English);
    let right = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.until_over();
    let heard: Vec<_> = (1..=2).map(|n| day.target(right, n).message).collect();
    assert_eq!(heard, [day.message, french], "no language on file means the store's");
}

#[test]
fn p4_a_single_message_may_be_in_any_language() {
    let day = Day::new(1, 1);
    day.set_language(day.message, Language::French);
    let campaign = day.campaign(|_| {});
    day.run_all_from("10:00");
    assert_eq!(day.run_today(campaign).state, RunState::Finished);
}

#[test]
fn a_campaign_made_inactive_while_its_run_waits_for_a_port_does_not_start_it_and_says_so() {
    let day = Day::new(4, 1);
    let [first, second] = [0; 2].map(|_| day.campaign(|spec| spec.count = number(2)));
    day.until_time("10:00");
    assert_eq!(day.run_today(second).state, RunState::WaitingForPort);
    let now = day.now();
    day.write(|db| campaigns::set_state(db, second, CampaignState::Inactive, now));
    day.until_over();
    let note = "The campaign was made inactive.".to_owned();
    assert_eq!(skipped(&day, second), (Some(RunSkip::ByPerson), Some(note)));
    assert_eq!(day.run_today(second).ended_at, day.run_today(first).ended_at, "when it would have had the port");
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=2));
}

#[test]
fn a_message_whose_approval_is_taken_back_while_its_run_waits_for_a_port_keeps_it_from_starting() {
    let day = Day::new(4, 1);
    let other = day.message("Another");
    day.campaign(|spec| spec.count = number(2));
    let second = day.campaign(|spec| spec.message = Some(MessageChoice::Single { message: other }));
    day.until_time("10:00");
    day.withdraw(other);
    day.until_over();
    assert_eq!(skipped(&day, second).0, Some(RunSkip::MessageNotApproved));
}

#[test]
fn p15_confirm_needs_appointments_of_today_and_maintenance_does_not() {
    let day = Day::new(1, 2);
    let of = |contact_type| day.campaign(|spec| spec.contact_type = contact_type);
    let (confirm, maintenance) = (of(ContactType::Confirm), of(ContactType::Maintenance));
    day.take_in_nothing(DataSource::Appointment);
    day.until(day.day_at(day.today() + Days::new(1), "10:00"));
    let note = "The appointment file is not of today. Import a new one.".to_owned();
    assert_eq!(skipped(&day, confirm), (Some(RunSkip::DataTooOld), Some(note)));
    assert_ne!(day.run_today(maintenance).skip_reason, Some(RunSkip::DataTooOld));
}

#[test]
fn p15_no_show_rests_on_repair_orders_once_they_were_taken_in() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|spec| spec.contact_type = ContactType::NoShow);
    day.take_in_nothing(DataSource::RepairOrder);
    day.until(day.day_at(day.today() + Days::new(4), "10:00"));
    let note = "The repair order file is older than 3 days. Import a new one.".to_owned();
    assert_eq!(skipped(&day, campaign), (Some(RunSkip::DataTooOld), Some(note)));
}
