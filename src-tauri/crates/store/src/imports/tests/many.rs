//! What is done otherwise so that large files are quick, and that it comes to the same.

use domain::event::{Event, RepairOrder, Who};

use super::*;
use crate::roster::changes::TOLD_MAX;

const CIVIC: &str = "1HGCM82633A004352";

fn rich() -> FileCustomer {
    let mut rich = customer("7")
        .with(Field::FirstName, "Zo\u{EB}")
        .with(Field::CustomerType, "fleet")
        .at(PhoneKind::Cell, "(416) 555-0134")
        .at(PhoneKind::Work, "416-555-0190 ext 12")
        .at(PhoneKind::Home, "call \"after\" 5")
        .barred()
        .owns(CIVIC, &[(Field::Year, "2021"), (Field::Odometer, "42000"), (Field::LastRoOn, "2026-01-13")]);
    rich.consent = Some(FileConsent { kind: "express".to_owned(), given: true, on: Some(day("2026-02-03")) });
    rich
}

#[test]
fn what_is_worked_out_beforehand_of_somebody_new_is_what_is_worked_out_of_somebody_on_file() {
    let mut new = World::new();
    new.import(&[rich()]);
    let mut known = World::new();
    known.run(&format!(
        "INSERT INTO customer (store_id, number) VALUES (1, '7');
         INSERT INTO vehicle (store_id, vin, customer_id) VALUES (1, '{CIVIC}', 1)"
    ));
    known.import(&[rich()]);
    for (what, sql) in [
        ("said", "SELECT group_concat(thing || row_id || said, char(10)) FROM file_value"),
        ("searched", "SELECT search_text FROM customer"),
        ("phones", "SELECT group_concat(kind || typed || ifnull(e164, '') || ifnull(extension, '')) FROM phone"),
        ("person", "SELECT first_name || last_name || customer_type || voice_off_reason FROM customer"),
        ("vehicle", "SELECT year || odometer || last_ro_on FROM vehicle"),
        ("consent", "SELECT given || given_on || source FROM consent"),
    ] {
        let of_new = new.value(sql);
        assert!(of_new.is_some(), "{what}");
        assert_eq!(of_new, known.value(sql), "{what}");
    }
}

#[test]
fn a_vin_that_stays_with_its_owner_is_not_searched_under_whom_an_old_file_names() {
    let mut world = World::new();
    world.import(&[customer("7").owns(CIVIC, &[(Field::PurchasedOn, "2024-05-01")])]);
    world.import(&[customer("8").owns(CIVIC, &[(Field::PurchasedOn, "2020-01-31")])]);
    assert_eq!(world.of_customer("8", "search_text"), Some("roy 8".to_owned()));
    assert_eq!(world.of_customer("7", "search_text"), Some(format!("roy 7 {}", CIVIC.to_lowercase())));
}

#[test]
fn triggers_that_a_large_file_does_without_tell_again_who_is_touched_however_it_ends() {
    let world = World::new();
    let triggers = |db: &Db<'_>| {
        let sql = "SELECT count(*) FROM sqlite_temp_schema WHERE type = 'trigger'";
        db.0.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap()
    };
    let source = Source { file_name: "export.csv", sha256: "", by: "Dana", now: world.now };
    let before = world.store.read::<_, StoreError>(|db| Ok(triggers(db))).unwrap();
    assert!(before > 0);
    for is_taken in [false, true] {
        world.run("UPDATE roster_version SET version = 0");
        let outcome = world.store.write(|db| {
            let mut customers = Customers::begin(db, STORE, source)?;
            customers.expect(TOLD_MAX + 1);
            customers.take(&rich())?;
            assert_eq!(triggers(db), 0);
            if is_taken { customers.finish(Summary::default(), &[]) } else { Err(StoreError::NotFound) }
        });
        assert_eq!((outcome.is_ok(), world.count("customer")), (is_taken, i64::from(is_taken)));
        assert_eq!(world.store.read::<_, StoreError>(|db| Ok(triggers(db))).unwrap(), before);
        let version = world.value("SELECT CAST(version AS TEXT) FROM roster_version").unwrap();
        assert_ne!(version == "0", is_taken, "the roster is told that it is behind");
        let told = world.store.write::<_, StoreError>(|db| {
            db.0.execute("INSERT INTO customer (store_id, number) VALUES (1, '100')", [])?;
            let id = db.0.last_insert_rowid();
            let told = db.told();
            db.0.execute("DELETE FROM customer WHERE id = ?1", [id])?;
            Ok(told == Some(vec![id]))
        });
        assert!(told.unwrap());
    }
}

#[test]
fn a_file_of_few_leaves_the_triggers_where_they_are() {
    let world = World::new();
    let source = Source { file_name: "export.csv", sha256: "", by: "Dana", now: world.now };
    world
        .store
        .write(|db| {
            let mut customers = Customers::begin(db, STORE, source)?;
            customers.expect(TOLD_MAX);
            customers.take(&rich())?;
            assert!(db.told().is_some_and(|ids| !ids.is_empty()));
            customers.finish(Summary::default(), &[])
        })
        .unwrap();
}

#[test]
fn an_order_that_stands_twice_in_the_first_file_of_all_is_one() {
    let mut world = World::new();
    world.import(&[customer("7")]);
    let order = |opened: &str| {
        let order = RepairOrder { number: "R1".to_owned(), opened_on: Some(day(opened)), ..RepairOrder::default() };
        (Who { customer_number: Some("7".to_owned()), ..Who::default() }, Event::RepairOrder(order))
    };
    let source = DataSource::RepairOrder;
    let file = EventSource { source, file_name: "ro.csv", sha256: "", by: "Dana", now: world.now };
    let fates = world.store.write::<_, ImportError>(|db| {
        let mut events = Events::begin(db, STORE, file)?;
        let rows = [order("2026-11-10"), order("2026-11-10"), order("2026-11-12")];
        let fates = rows.iter().map(|(who, event)| events.take(who, event)).collect::<Result<Vec<_>, _>>()?;
        events.finish(Summary::default(), &[])?;
        Ok(fates)
    });
    assert_eq!(fates.unwrap(), [Fate::New, Fate::Same, Fate::Same]);
    assert_eq!(world.count("repair_order"), 1);
    assert_eq!(world.value("SELECT opened_on FROM repair_order"), Some("2026-11-12".to_owned()));
}
