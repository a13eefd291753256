//! P15: how old each source may grow.

use chrono::{DateTime, Utc};
use domain::{contact_type::ContactType, due, source::DataSource, zone::Zone};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn toronto() -> Zone {
    Zone::parse("America/Toronto").unwrap()
}

#[test]
fn p15_appointments_and_the_traffic_log_are_of_the_same_day_at_the_store_and_not_in_utc() {
    for source in [DataSource::Appointment, DataSource::TrafficEntry] {
        // 00:10 at the store: 05:10 in UTC.
        let as_of = at("2026-11-24T05:10:00Z");
        let is_old = |now| source.is_too_old(Some(as_of), at(now), &toronto());
        assert!(!is_old("2026-11-25T04:59:59Z"), "23:59:59 of the same day there, though another one in UTC");
        assert!(is_old("2026-11-25T05:00:00Z"));
        // Midnight of UTC lies inside the store's day.
        assert!(!source.is_too_old(Some(at("2026-11-24T23:50:00Z")), at("2026-11-25T00:10:00Z"), &toronto()));
    }
}

#[test]
fn p15_repair_orders_and_customers_may_be_three_days_old_and_the_others_seven() {
    let as_of = at("2026-11-20T15:00:00Z");
    for (source, last, after) in [
        (DataSource::Customers, "2026-11-23T15:00:00Z", "2026-11-23T15:00:01Z"),
        (DataSource::RepairOrder, "2026-11-23T15:00:00Z", "2026-11-23T15:00:01Z"),
        (DataSource::Recall, "2026-11-27T15:00:00Z", "2026-11-27T15:00:01Z"),
        (DataSource::Deal, "2026-11-27T15:00:00Z", "2026-11-27T15:00:01Z"),
    ] {
        assert!(!source.is_too_old(Some(as_of), at(last), &toronto()), "{source:?}");
        assert!(source.is_too_old(Some(as_of), at(after), &toronto()), "{source:?}");
        assert!(source.is_too_old(None, at(last), &toronto()), "never taken in");
    }
}

#[test]
fn what_is_too_old_is_said_by_the_name_of_its_file() {
    let as_of = Some(at("2026-11-20T15:00:00Z"));
    assert_eq!(DataSource::Appointment.too_old(as_of), "The appointment file is not of today. Import a new one.");
    assert_eq!(DataSource::Customers.too_old(as_of), "The customer file is older than 3 days. Import a new one.");
    assert_eq!(DataSource::Deal.too_old(None), "No deal file has been taken in.");
}

#[test]
fn a_contact_type_rests_on_the_source_of_its_own_matters() {
    for contact_type in ContactType::ALL {
        let own = due::own_source(contact_type);
        let source = DataSource::of(contact_type);
        match contact_type {
            // A Fetch Campaign's members come from a query, and that from the customers.
            ContactType::Marketing => assert_eq!(source, DataSource::Customers),
            _ => assert_eq!(source.matter(), own, "{contact_type:?}"),
        }
    }
}
