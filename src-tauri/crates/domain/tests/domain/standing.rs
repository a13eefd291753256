//! How a vehicle stands with a contact type, on the customer's page.

use chrono::NaiveDate;
use domain::{
    contact_type::ContactType,
    due::DueSettings,
    facts::{AppointmentState, CustomerFacts, LogEntry, Matter, MatterKind, PayType, VehicleFacts},
    ids::{MatterId, VehicleId},
    recycle::Recycled,
    standing::{Standing, by_vehicle},
};

use super::builders::{at, calendar, customer, measure, on, today, vehicle};

const DUE: Standing = Standing { is_due: true, returns_on: None };
const NOTHING: Standing = Standing { is_due: false, returns_on: None };

fn out(until: &str) -> Standing {
    Standing { is_due: false, returns_on: Some(on(until)) }
}

fn of(contact_type: ContactType, facts: &CustomerFacts, vehicle: Option<i64>) -> Option<Standing> {
    let (settings, calendar) = (DueSettings::default(), calendar());
    let found = by_vehicle(contact_type, facts, &measure(&settings, &calendar, today()));
    found.get(&vehicle.map(VehicleId)).copied()
}

fn with(vehicle: VehicleFacts) -> CustomerFacts {
    CustomerFacts { vehicles: vec![vehicle], ..customer() }
}

fn recycled(days_ago: i64, days: u16) -> Option<Recycled> {
    Some(Recycled { on: today() - chrono::TimeDelta::days(days_ago), days })
}

fn matter(id: i64, vehicle: Option<i64>, kind: MatterKind) -> Matter {
    Matter { id: MatterId(id), vehicle: vehicle.map(VehicleId), kind, recycled: None, had_step: false }
}

fn closed(on: NaiveDate) -> MatterKind {
    MatterKind::RepairOrder { opened_on: on, closed_on: Some(on), pay: PayType::Customer }
}

#[test]
fn maintenance_is_due_by_its_dates_and_not_while_off_booked_or_out() {
    let maintenance = |vehicle| of(ContactType::Maintenance, &with(vehicle), Some(1));
    assert_eq!(maintenance(vehicle()), Some(DUE));
    assert_eq!(maintenance(VehicleFacts { last_ro_on: Some(on("2026-11-01")), ..vehicle() }), Some(NOTHING));
    assert_eq!(maintenance(VehicleFacts { turned_off: true, ..vehicle() }), Some(NOTHING));
    let next_appointment_on = Some(on("2026-12-02"));
    assert_eq!(maintenance(VehicleFacts { next_appointment_on, ..vehicle() }), Some(NOTHING));
    assert_eq!(maintenance(VehicleFacts { recycled: recycled(3, 10), ..vehicle() }), Some(out("2026-12-01")));
    assert_eq!(maintenance(VehicleFacts { recycled: recycled(10, 10), ..vehicle() }), Some(DUE), "it is back");
}

#[test]
fn p9_a_vehicle_that_is_not_owned_counts_for_nothing() {
    let sold = VehicleFacts { owned: false, recycled: recycled(1, 10), ..vehicle() };
    let facts = CustomerFacts { matters: vec![matter(1, Some(1), closed(on("2026-11-20")))], ..with(sold) };
    for contact_type in ContactType::ALL {
        assert_eq!(of(contact_type, &facts, Some(1)), None, "{contact_type:?}");
    }
}

#[test]
fn an_event_is_due_for_its_own_vehicle_and_without_one_for_the_customer() {
    let matters = vec![matter(1, Some(1), closed(on("2026-11-20"))), matter(2, None, closed(on("2026-11-19")))];
    let second = VehicleFacts { id: VehicleId(2), ..vehicle() };
    let facts = CustomerFacts { vehicles: vec![vehicle(), second], matters, ..customer() };
    assert_eq!(of(ContactType::ServiceFollowUp, &facts, Some(1)), Some(DUE));
    assert_eq!(of(ContactType::ServiceFollowUp, &facts, Some(2)), None);
    assert_eq!(of(ContactType::ServiceFollowUp, &facts, None), Some(DUE));
}

#[test]
fn of_two_events_the_one_that_is_not_out_makes_the_vehicle_due() {
    let first = Matter { recycled: recycled(1, 10), ..matter(1, Some(1), closed(on("2026-11-20"))) };
    let alone = CustomerFacts { matters: vec![first.clone()], ..customer() };
    assert_eq!(of(ContactType::ServiceFollowUp, &alone, Some(1)), Some(out("2026-12-03")));
    let both = CustomerFacts { matters: vec![first, matter(2, Some(1), closed(on("2026-11-19")))], ..customer() };
    assert_eq!(of(ContactType::ServiceFollowUp, &both, Some(1)).map(|s| s.is_due), Some(true));
}

#[test]
fn an_event_that_is_over_does_not_come_back() {
    let expired = Matter { recycled: recycled(20, 365), ..matter(1, Some(1), closed(on("2026-10-01"))) };
    let facts = CustomerFacts { matters: vec![expired], ..customer() };
    assert_eq!(of(ContactType::ServiceFollowUp, &facts, Some(1)), Some(NOTHING));
}

#[test]
fn sales_and_unsold_are_never_due_here_but_say_that_they_are_out() {
    let deal = MatterKind::Deal { sold_on: on("2026-11-20"), is_unwound: false };
    let sold = Matter { recycled: recycled(1, 10), ..matter(1, Some(1), deal.clone()) };
    let facts = CustomerFacts { matters: vec![sold], ..customer() };
    assert_eq!(of(ContactType::Sales, &facts, Some(1)), Some(out("2026-12-03")));
    let facts = CustomerFacts { matters: vec![matter(1, Some(1), deal)], ..customer() };
    assert_eq!(of(ContactType::Sales, &facts, Some(1)), Some(NOTHING));
    let entry = MatterKind::TrafficEntry(Box::new(LogEntry {
        entered_at: at("2026-11-23T15:00:00Z"),
        status: "Working".into(),
        traffic_type: None,
        lost_reason: None,
        follow_up_on: None,
        appointment_on: None,
    }));
    let facts = CustomerFacts { matters: vec![matter(1, None, entry)], ..customer() };
    assert_eq!(of(ContactType::Unsold, &facts, None), Some(NOTHING));
}

#[test]
fn a_no_show_with_a_new_appointment_is_not_due() {
    let appointment = |id, day: &str, state| {
        matter(id, Some(1), MatterKind::Appointment { on: on(day), booked_on: None, state, known_at: None })
    };
    let missed = appointment(1, "2026-11-20", AppointmentState::NoShow);
    let facts = CustomerFacts { matters: vec![missed.clone()], ..customer() };
    assert_eq!(of(ContactType::NoShow, &facts, Some(1)), Some(DUE));
    let again = appointment(2, "2026-12-02", AppointmentState::Booked);
    let facts = CustomerFacts { matters: vec![missed, again], ..customer() };
    assert_eq!(of(ContactType::NoShow, &facts, Some(1)), Some(NOTHING));
}
