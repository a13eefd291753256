use domain::ids::VehicleId;

use super::*;
use crate::{Store, customers, stores};

const OWN_LINE: &str = "+14165550100";

/// A store, and customers of these ids with last names.
fn with(people: &[(i64, &str)]) -> Store {
    let file = Store::in_memory().unwrap();
    run(
        &file,
        "INSERT INTO store (id, name, country, region, zone, language)
         VALUES (1, 'Northgate Honda', 'CA', 'ON', 'America/Toronto', 'en');
         INSERT INTO store_line (store_id, e164) VALUES (1, '+14165550100')",
    );
    for (id, name) in people {
        let sql = format!("INSERT INTO customer (id, store_id, number, last_name) VALUES ({id}, 1, 'N{id}', '{name}')");
        run(&file, &sql);
    }
    file
}

fn run(file: &Store, sql: &str) {
    file.write(|db| -> Result<(), StoreError> { Ok(db.0.execute_batch(sql)?) }).unwrap();
}

fn now() -> DateTime<Utc> {
    "2026-11-24T15:00:00Z".parse().unwrap()
}

fn found(file: &Store) -> Vec<(i64, Vec<String>)> {
    let all = file.read(|db| candidates(db, &stores::get(db, StoreId(1))?)).unwrap();
    let said = |one: Candidate| (one.customer.0, one.findings.iter().map(Finding::words).collect());
    all.into_iter().map(said).collect()
}

fn call(file: &Store, customer: i64, kind: &str, number: &str) {
    let sql =
        format!("INSERT INTO phone (customer_id, kind, typed, e164) VALUES ({customer}, '{kind}', 'x', '{number}')");
    run(file, &sql);
}

fn cars(file: &Store, customer: i64, many: usize) {
    for n in 0..many {
        run(
            file,
            &format!("INSERT INTO vehicle (store_id, vin, customer_id) VALUES (1, 'V{customer}-{n}', {customer})"),
        );
    }
}

#[test]
fn names_lines_and_vehicles_are_found_and_nobody_else() {
    let file = with(&[(1, "Cash Sale"), (2, "Costa"), (3, "Tremblay"), (4, "Roy"), (5, "Lease Fleet"), (6, "Okafor")]);
    call(&file, 2, "cell", OWN_LINE);
    call(&file, 3, "home", OWN_LINE);
    call(&file, 3, "cell", "+14165550134");
    call(&file, 6, "work", OWN_LINE);
    cars(&file, 4, 100);
    cars(&file, 5, 100);
    run(&file, "UPDATE customer SET customer_type = 'fleet' WHERE id = 5");
    let said = |words: &str| vec![words.to_owned()];
    let line = said("(416) 555-0100 is a line of the store");
    assert_eq!(found(&file), [(1, said("cash sale")), (2, line), (4, said("100 vehicles on one file"))]);
}

#[test]
fn what_a_person_said_is_remembered_and_what_is_off_already_is_not_offered() {
    let file = with(&[(1, "Cash Sale"), (2, "Stock"), (3, "Internal"), (4, "Inventory")]);
    file.write(|db| -> Result<(), StoreError> {
        keep(db, CustomerId(1), "Kim", now())?;
        keep(db, CustomerId(1), "Kim", now())?;
        customers::set_voice_off(db, CustomerId(2), Some((now(), "Do Not Call")))?;
        let reason = format!("{REASON}internal");
        assert!(customers::switch_voice_off(db, CustomerId(3), "Kim", &reason, now())?);
        Ok(())
    })
    .unwrap();
    assert_eq!(found(&file).into_iter().map(|(id, _)| id).collect::<Vec<_>>(), [4]);
    let out = file.read(|db| excluded(db, StoreId(1), 10)).unwrap();
    let only = Excluded {
        customer: CustomerId(3),
        name: "Internal".to_owned(),
        number: "N3".to_owned(),
        reason: "internal".to_owned(),
        at: now(),
        by: "Kim".to_owned(),
    };
    assert_eq!(out, [only]);
}

#[test]
fn a_switch_is_weaker_than_an_opt_out_in_both_directions() {
    let file = with(&[(1, "Costa")]);
    let id = CustomerId(1);
    let state = |db: &Db<'_>| {
        let customer = customers::get(db, StoreId(1), id)?;
        Ok::<_, StoreError>((customer.voice_off, customer.voice_switch.map(|off| off.reason)))
    };
    let word = |text: &str| Some(text.to_owned());
    file.write(|db| -> Result<(), StoreError> {
        assert!(customers::switch_voice_off(db, id, "Kim", "Moved", now())?);
        assert!(!customers::switch_voice_off(db, id, "Kim", "Again", now())?);
        assert_eq!(state(db)?, (None, word("Moved")));
        customers::set_voice_off(db, id, Some((now(), "Asked for it")))?;
        assert_eq!(state(db)?, (word("Asked for it"), None), "the opt-out's own reason");
        assert!(!customers::switch_voice_off(db, id, "Kim", "Moved", now())?);
        assert!(!customers::switch_voice_on(db, id)?, "a switch does not lift an opt-out");
        assert_eq!(state(db)?, (word("Asked for it"), None));
        customers::set_voice_off(db, id, None)?;
        assert_eq!(state(db)?, (None, None));
        Ok(())
    })
    .unwrap();
}

#[test]
fn who_turned_a_vehicle_off_and_why_is_kept_until_it_is_on_again() {
    let file = with(&[(1, "Costa")]);
    cars(&file, 1, 1);
    let vehicle = VehicleId(1);
    file.write(|db| -> Result<(), StoreError> {
        use crate::turn_offs;
        use domain::contact_type::ContactType::Recall;
        turn_offs::set_not_owned(db, vehicle, "Kim", "traded", now())?;
        let off = customers::vehicles(db, CustomerId(1))?.remove(0).owns_off.unwrap();
        assert_eq!((off.reason.as_str(), off.by.as_deref(), off.at), ("traded", Some("Kim"), Some(now())));
        turn_offs::set_owned(db, vehicle)?;
        assert_eq!(customers::vehicles(db, CustomerId(1))?.remove(0).owns_off, None);
        assert!(turn_offs::turn_off(db, vehicle, Recall, "Kim", "done elsewhere", now())?);
        assert!(!turn_offs::turn_off(db, vehicle, Recall, "Lou", "again", now())?);
        assert_eq!(turn_offs::usual_reasons(db, StoreId(1), 5)?, ["done elsewhere"]);
        assert!(turn_offs::turn_on(db, vehicle, Recall)? && !turn_offs::turn_on(db, vehicle, Recall)?);
        assert!(turn_offs::of_customer(db, CustomerId(1))?.is_empty());
        Ok(())
    })
    .unwrap();
}
