//! Contact types that live by single events: the appointments and repair orders on file, read and sent about.

use chrono::{Days, NaiveDate};
use domain::{
    campaign::CampaignSpec,
    contact_type::ContactType,
    facts::{AppointmentState, MatterKind, PayType},
    ids::{CampaignId, MatterId},
    reason::Reason,
    states::RunSkip,
};
use store::{
    facts::{self, Scope},
    matters::{self, NewMatter},
    targets,
};
use testkit::{Day, What};

use crate::cells;

fn put(day: &Day, n: usize, source_key: &str, kind: MatterKind) -> MatterId {
    let new = NewMatter { store: day.id, customer: day.customer(n), vehicle: None, source_key, kind };
    day.write(|db| matters::put(db, &new))
}

fn appointment(on: NaiveDate, state: AppointmentState) -> MatterKind {
    MatterKind::Appointment { on, booked_on: None, state, known_at: None }
}

fn daily(day: &Day, contact_type: ContactType) -> CampaignId {
    day.campaign(|spec| {
        spec.contact_type = contact_type;
        spec.days_between = 0;
    })
}

fn tomorrow(day: &Day) {
    day.until(day.day_at(day.today() + Days::new(1), "09:00"));
    day.refresh();
}

fn about(day: &Day, campaign: CampaignId) -> Vec<MatterId> {
    let target = day.targets(day.run_today(campaign).id).remove(0);
    day.read(|db| targets::matters(db, target.id))
}

#[test]
fn s10_a_drop_about_one_appointment_holds_back_that_appointment_only() {
    let day = Day::new(1, 1);
    let campaign = daily(&day, ContactType::Confirm);
    let first = put(&day, 1, "A1", appointment(day.today() + Days::new(3), AppointmentState::Booked));
    day.run_all_from("10:00");
    assert_eq!(about(&day, campaign), [first]);

    tomorrow(&day);
    day.run_all_from("10:00");
    assert_eq!(day.run_today(campaign).skip_reason, Some(RunSkip::NobodyEligible), "it is out");

    tomorrow(&day);
    let second = put(&day, 1, "A2", appointment(day.today() + Days::new(2), AppointmentState::Booked));
    day.run_all_from("10:00");
    assert_eq!(about(&day, campaign), [second], "the other one is due all the same");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1, 1]));
}

#[test]
fn an_appointment_that_was_confirmed_meanwhile_gets_no_drop() {
    let day = Day::new(2, 1);
    daily(&day, ContactType::Confirm);
    let coming = day.today() + Days::new(2);
    for n in [1, 2] {
        put(&day, n, &format!("A{n}"), appointment(coming, AppointmentState::Booked));
    }
    day.until_time("10:00");
    // The second is confirmed while the first is in progress: the gate reads all facts again (P12).
    put(&day, 2, "A2", appointment(coming, AppointmentState::Confirmed));
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([1]));
}

#[test]
fn s3_whoever_booked_since_the_reservation_gets_no_follow_up_and_the_report_says_so() {
    let day = Day::new(3, 1);
    let campaign = daily(&day, ContactType::ServiceFollowUp);
    let (opened_on, closed_on) = (day.today() - Days::new(9), Some(day.today() - Days::new(5)));
    for n in [1, 2, 3] {
        put(&day, n, &format!("R{n}"), MatterKind::RepairOrder { opened_on, closed_on, pay: PayType::Customer });
    }
    let book = |n, key: &str, known_at| {
        let (on, state) = (day.today() + Days::new(6), AppointmentState::Booked);
        put(&day, n, key, MatterKind::Appointment { on, booked_on: None, state, known_at });
    };
    // An appointment that was there before keeps nobody from being asked how the last visit was.
    book(3, "A3", Some(day.now()));
    day.until_time("10:00");
    // While the first is in progress.
    book(2, "A2", Some(day.now()));
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1, 3]));
    assert_eq!(day.target(day.run_today(campaign).id, 2).reason, Some(Reason::Booked));
}

#[test]
fn a_matter_taken_in_twice_stays_one_and_follows_its_file() {
    let day = Day::new(1, 1);
    let (opened_on, closed_on) = (day.today() - Days::new(9), day.today() - Days::new(5));
    let order = |closed_on| MatterKind::RepairOrder { opened_on, closed_on, pay: PayType::Warranty };
    let first = put(&day, 1, "R1", order(None));
    assert_eq!(put(&day, 1, "R1", order(Some(closed_on))), first);
    let read = |contact_type| {
        let spec = CampaignSpec::new(contact_type, day.today());
        let scope =
            Scope { store: day.id, spec: &spec, campaign: None, today: day.today(), customer: None, except: None };
        let facts = day.read(|db| facts::read(db, &scope));
        facts.into_iter().flat_map(|customer| customer.matters).map(|matter| matter.kind).collect::<Vec<_>>()
    };
    assert_eq!(read(ContactType::ServiceFollowUp), [order(Some(closed_on))]);
    assert_eq!(read(ContactType::Recall), [], "a recall asks for no repair orders");
}

#[test]
fn every_kind_is_read_back_as_it_was_put() {
    let day = Day::new(1, 1);
    let on = day.today();
    for (contact_type, kind) in [
        (
            ContactType::NoShow,
            MatterKind::Appointment { on, booked_on: Some(on), state: AppointmentState::NoShow, known_at: None },
        ),
        (ContactType::SpecialOrderParts, MatterKind::PartsOrder { arrived_on: Some(on), is_open: true, counter: None }),
        (
            ContactType::Recall,
            MatterKind::Recall { is_open: true, has_remedy: Some(false), campaign: Some("21V-900".to_owned()) },
        ),
        (ContactType::Mvi, MatterKind::Inspection { due_on: on }),
        (ContactType::DeclinedWork, MatterKind::DeclinedWork { due_on: on, is_open: false }),
    ] {
        let id = put(&day, 1, contact_type.word(), kind.clone());
        let spec = CampaignSpec::new(contact_type, on);
        let scope = Scope { store: day.id, spec: &spec, campaign: None, today: on, customer: None, except: None };
        let customer = day.read(|db| facts::read(db, &scope)).remove(0);
        let own = customer.matters.iter().find(|matter| matter.kind.source() == kind.source());
        assert_eq!(own.map(|matter| (matter.id, matter.kind.clone())), Some((id, kind)));
    }
}
