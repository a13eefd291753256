//! P15: how old each source may grow.

use chrono::{DateTime, Utc};
use domain::{
    contact_type::ContactType,
    due,
    fetch::{About, check, parse},
    source::DataSource,
    zone::Zone,
};

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

/// What a typed query rests on.
fn rests_on(about: About, line: &str) -> Vec<DataSource> {
    let query = parse(about, line).unwrap_or_else(|error| panic!("{line}: {error:?}"));
    DataSource::of_query(&check(&query).unwrap()).into_iter().collect()
}

#[test]
fn p15_a_query_rests_on_whom_it_finds_and_on_the_source_of_every_rule_and_every_has() {
    use DataSource as D;
    let vehicles = |line: &str| rests_on(About::Vehicles, line);
    let customers = |line: &str| rests_on(About::Customers, line);
    assert_eq!(vehicles("Make = Honda"), [D::Customers]);
    assert_eq!(customers("City = Ottawa"), [D::Customers]);
    assert_eq!(vehicles("Make = Honda and City = Ottawa"), [D::Customers], "a vehicle's owner is of the same file");
    assert_eq!(customers("has Deals"), [D::Customers, D::Deal]);
    assert_eq!(customers("has no Deals"), [D::Customers, D::Deal], "what is not there is asked as well");
    assert_eq!(customers("has Lists within the last 6 months"), [D::Customers, D::ListEntry]);
    assert_eq!(
        vehicles("has \"Repair Orders\" where (Amount > 300) and (Make = Honda or not (has Recalls))"),
        [D::Customers, D::RepairOrder, D::Recall],
        "however deep it stands"
    );
    let within = "has Vehicles where (Make = Honda and has no \"Parts Orders\")";
    assert_eq!(customers(within), [D::Customers, D::PartsOrder], "related rows of related rows");
}

#[test]
fn p15_a_query_may_name_every_relation_and_what_this_program_writes_itself_is_never_old() {
    use domain::fetch::Relation;
    for relation in Relation::ALL {
        let line = format!("has \"{}\"", relation.label());
        let beside: Vec<_> =
            rests_on(About::Customers, &line).into_iter().filter(|of| *of != DataSource::Customers).collect();
        match relation {
            Relation::Vehicles
            | Relation::FormerVehicles
            | Relation::Contacts
            | Relation::Drops
            | Relation::CallBacks
            | Relation::TurnOffs
            | Relation::FetchCampaigns => assert_eq!(beside, [], "{relation:?}"),
            _ => assert_eq!(beside.len(), 1, "{relation:?} has a file of its own"),
        }
    }
    let all = DataSource::ALL.iter().copied().filter(|of| *of != DataSource::Customers);
    let named = Relation::ALL.iter().flat_map(|of| rests_on(About::Customers, &format!("has \"{}\"", of.label())));
    let named: std::collections::BTreeSet<_> = named.filter(|of| *of != DataSource::Customers).collect();
    assert!(all.eq(named), "every file that can be taken in can be asked about");
}
