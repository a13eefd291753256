use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{
    campaign::CustomerType,
    facts::{AppointmentState, Counter, PayType},
    ids::StoreId,
    on_file::{RecallOutcome, SoldAs, UndoneWork},
};

use super::*;
use crate::{
    Store,
    bulk::{self, NewCustomer, NewVehicle},
};

const ONE_OF_EACH: &str = "
    INSERT INTO appointment (store_id, customer_id, vehicle_id, source_key, appointment_on, booked_on, state, at_local,
        team, advisor, services)
    VALUES (1, 1, 1, 'A1', '2026-12-02', '2026-11-20', 'confirmed', '09:30:00', 'Blue', 'Kim', 'Oil, brakes');
    INSERT INTO repair_order (store_id, customer_id, vehicle_id, source_key, opened_on, closed_on, pay, opcodes, advisor,
        technician, odometer, amount_cents)
    VALUES (1, 1, 1, '55821', '2026-05-04', '2026-05-05', 'warranty', '|LOF|BRK|', 'Kim', 'Lou', 84210, 41250);
    INSERT INTO parts_order (store_id, customer_id, source_key, ordered_on, arrived_on, is_open, counter, parts,
        amount_cents)
    VALUES (1, 1, 'P7', '2026-11-01', NULL, 1, 'back', 'Mirror', 9900);
    INSERT INTO recall (store_id, customer_id, vehicle_id, source_key, campaign, title, opened_on, is_open, has_remedy,
        outcome)
    VALUES (1, 1, 1, 'R1', '26-V114', 'Fuel pump', '2026-03-01', 0, 1, 'done_elsewhere');
    INSERT INTO inspection (store_id, customer_id, vehicle_id, source_key, name, due_on)
    VALUES (1, 1, 1, 'I1', 'Annual', '2026-12-15');
    INSERT INTO declined_work (store_id, customer_id, vehicle_id, source_key, declined_on, due_on, is_open, kind,
        services, ro_number, amount_cents)
    VALUES (1, 1, 1, 'D1', '2026-05-05', '2026-11-05', 1, 'deferred', 'Rear brakes', '55821', 62000);
    INSERT INTO deal (store_id, customer_id, vehicle_id, source_key, sold_on, delivered_on, is_unwound, kind, salesperson,
        amount_cents, ends_on)
    VALUES (1, 1, 1, 'S9', '2019-03-02', '2019-03-05', 0, 'new', 'Ray', 3129900, '2024-03-05');
    INSERT INTO traffic_entry (store_id, customer_id, source_key, entered_at, entered_on, status, traffic_type,
        lost_reason, follow_up_on, appointment_on, is_lead, salesperson, interest, lead_source, comment)
    VALUES (1, 1, 'T4', 1764000000000, '2025-11-24', 'Lost', 'Phone', 'Too expensive', '2025-12-01', NULL, 1, 'Ray',
        '2026 CR-V', 'Website', 'Asked twice');
    INSERT INTO list_entry (store_id, customer_id, source_key, list, listed_on, note)
    VALUES (1, 1, 'L1', 'Lease ends 2027', '2026-10-01', 'call after 5');
    INSERT INTO fetch_query (id, store_id, name, query, saved_at, saved_by) VALUES (1, 1, 'Thin', '{}', 0, 'Kim');
    INSERT INTO fetch_campaign (id, store_id, query_id, name, expires_on, made_at, made_by, ended_at)
    VALUES (1, 1, 1, 'Winter tires', '2026-12-31', 1764000000000, 'Kim', 1764000000001);
    INSERT INTO fetch_member (store_id, customer_id, source_key, fetch_campaign_id, expires_on, is_open)
    VALUES (1, 1, 'F1', 1, '2026-12-31', 1);";

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Customer 1 with vehicle 1, and customer 2 with nothing.
fn with_customers() -> Store {
    let file = Store::in_memory().unwrap();
    let customer = |number: &'static str| NewCustomer {
        number,
        first_name: Some("Marie"),
        last_name: Some("Costa"),
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
    let car = NewVehicle {
        vin: "2HGFC2F59KH000001",
        year: 2019,
        make: "Honda",
        model: "CR-V",
        odometer: None,
        owns_off_reason: None,
        has_open_repair_order: false,
        last_ro_on: None,
        last_ro_number: None,
        purchased_on: None,
        next_appointment_on: None,
    };
    file.write(|db| -> Result<(), StoreError> {
        db.0.execute_batch(
            "INSERT INTO store (id, name, country, region, zone, language)
             VALUES (1, 'Northgate Honda', 'CA', 'ON', 'America/Toronto', 'en')",
        )?;
        let first = bulk::add_customer(db, StoreId(1), &customer("1"))?;
        bulk::add_vehicle(db, StoreId(1), first, &car)?;
        bulk::add_customer(db, StoreId(1), &customer("2"))?;
        Ok(())
    })
    .unwrap();
    file
}

fn run(file: &Store, sql: &str) {
    file.write(|db| -> Result<(), StoreError> { Ok(db.0.execute_batch(sql)?) }).unwrap();
}

fn read(file: &Store, source: EventSource, before: Option<&EventCursor>, limit: usize) -> Vec<EventRow> {
    file.read(|db| page(db, CustomerId(1), source, before, limit)).unwrap()
}

fn one(file: &Store, source: EventSource) -> EventRow {
    let mut found = read(file, source, None, 10);
    assert_eq!(found.len(), 1, "{source:?}");
    found.remove(0)
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_row_of_the_workshop_is_read_back_with_all_that_its_file_said() {
    let file = with_customers();
    run(&file, ONE_OF_EACH);
    let order = one(&file, EventSource::RepairOrder);
    assert_eq!((order.vehicle.as_deref(), order.vin.as_deref()), (Some("2019 Honda CR-V"), Some("2HGFC2F59KH000001")));
    let expected = Event::RepairOrder {
        number: "55821".to_owned(),
        opened_on: on("2026-05-04"),
        closed_on: Some(on("2026-05-05")),
        pay: PayType::Warranty,
        opcodes: vec!["LOF".to_owned(), "BRK".to_owned()],
        advisor: text("Kim"),
        technician: text("Lou"),
        odometer: Some(84_210),
        amount_cents: Some(41_250),
    };
    assert_eq!(order.event, expected);
    let Event::Appointment { state, at_local, services, .. } = one(&file, EventSource::Appointment).event else {
        panic!("an appointment")
    };
    assert_eq!((state, at_local.map(|t| t.to_string())), (AppointmentState::Confirmed, text("09:30:00")));
    assert_eq!(services, text("Oil, brakes"));
    let parts = one(&file, EventSource::PartsOrder);
    assert_eq!((parts.vehicle, parts.cursor.sorted_by.as_str()), (None, "2026-11-01"));
    assert!(matches!(parts.event, Event::PartsOrder { arrived_on: None, counter: Some(Counter::Back), .. }));
    let recall = one(&file, EventSource::Recall).event;
    assert!(matches!(recall, Event::Recall { is_open: false, outcome: Some(RecallOutcome::DoneElsewhere), .. }));
    let inspection = Event::Inspection { name: text("Annual"), due_on: on("2026-12-15") };
    assert_eq!(one(&file, EventSource::Inspection).event, inspection);
    let declined = one(&file, EventSource::DeclinedWork).event;
    assert!(matches!(declined, Event::DeclinedWork { kind: Some(UndoneWork::Deferred), .. }), "{declined:?}");
}

#[test]
fn a_row_of_the_showroom_is_read_back_with_all_that_its_file_said() {
    let file = with_customers();
    run(&file, ONE_OF_EACH);
    let deal = one(&file, EventSource::Deal).event;
    assert!(matches!(deal, Event::Deal { sold_as: Some(SoldAs::New), amount_cents: Some(3_129_900), .. }), "{deal:?}");
    let Event::TrafficEntry { is_lead, lost_reason, interest, .. } = one(&file, EventSource::TrafficEntry).event else {
        panic!("an entry")
    };
    assert_eq!((is_lead, lost_reason, interest), (true, text("Too expensive"), text("2026 CR-V")));
    let list = Event::ListEntry {
        list: "Lease ends 2027".to_owned(),
        listed_on: on("2026-10-01"),
        note: text("call after 5"),
    };
    assert_eq!(one(&file, EventSource::ListEntry).event, list);
    let Event::FetchMember { campaign_name, is_open, is_ended, .. } = one(&file, EventSource::FetchMember).event else {
        panic!("a member")
    };
    assert_eq!((campaign_name.as_str(), is_open, is_ended), ("Winter tires", true, true));
}

#[test]
fn every_source_is_counted_and_another_customer_has_none_of_it() {
    let file = with_customers();
    run(&file, ONE_OF_EACH);
    let of = |id| file.read(|db| counts(db, CustomerId(id))).unwrap();
    assert_eq!(of(1), EventSource::ALL.iter().map(|source| (*source, 1)).collect::<Vec<_>>());
    assert!(of(2).iter().all(|(_, count)| *count == 0));
}

#[test]
fn pages_come_newest_first_each_row_once_whatever_share_a_day_or_have_none() {
    let file = with_customers();
    for n in 0..50 {
        let opened_on = if n % 5 == 4 { "NULL".to_owned() } else { format!("'2026-0{}-01'", 1 + n % 4) };
        run(
            &file,
            &format!(
                "INSERT INTO recall (store_id, customer_id, source_key, opened_on, is_open) VALUES (1, 1, 'R{n}', \
                 {opened_on}, 1)"
            ),
        );
    }
    let (mut seen, mut before): (Vec<EventRow>, Option<EventCursor>) = (vec![], None);
    loop {
        let rows = read(&file, EventSource::Recall, before.as_ref(), 7);
        before = rows.last().map(|row| row.cursor.clone());
        if rows.is_empty() {
            break;
        }
        seen.extend(rows);
    }
    assert_eq!(seen.iter().map(|row| row.id).collect::<BTreeSet<_>>().len(), 50);
    assert_eq!(seen.len(), 50);
    let key = |row: &EventRow| (row.cursor.sorted_by.clone(), row.id);
    assert!(seen.is_sorted_by(|a, b| key(a) > key(b)));
}

#[test]
fn events_are_found_along_the_index_of_the_customer() {
    let file = Store::in_memory().unwrap();
    for source in EventSource::ALL {
        let plan = file.explain(&page_sql(*source)).unwrap().join("\n");
        assert!(plan.contains(&format!("{}_by_customer", source.word())), "{plan}");
        assert!(!plan.contains("SCAN"), "{plan}");
    }
}
