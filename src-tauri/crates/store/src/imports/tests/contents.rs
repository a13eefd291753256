//! What an import writes, and what it leaves alone.

use super::*;

const CIVIC: &str = "1HGCM82633A004352";

fn file() -> Vec<FileCustomer> {
    let rich = customer("7")
        .with(Field::FirstName, "Zoë")
        .with(Field::Language, "fr")
        .at(PhoneKind::Cell, "(416) 555-0134")
        .at(PhoneKind::Work, "416-555-0190 ext 12")
        .at(PhoneKind::Home, "call after 5")
        .reached("2026-11-02", "No answer")
        .owns(CIVIC, &[(Field::Year, "2021"), (Field::Odometer, "42000"), (Field::LastRoOn, "2026-01-13")]);
    vec![rich, customer("8")]
}

#[test]
fn everything_that_a_file_says_is_on_file_with_its_type() {
    let mut world = World::new();
    assert_eq!(world.would(&file()), (2, 0, 1));
    let import = world.import(&file());
    let of = |column| world.of_customer("7", column);
    assert_eq!((of("first_name"), of("language")), (Some("Zoë".to_owned()), Some("fr".to_owned())));
    assert_eq!((of("customer_type"), of("made_by_import")), (Some("retail".to_owned()), Some(import.to_string())));
    assert_eq!(of("search_text"), Some("zoe roy 7 14165550134 5 14165550190 1hgcm82633a004352".to_owned()));
    let id = world.customer("7");
    let phones = world.store.read::<_, StoreError>(|db| customers::phones(db, id)).unwrap();
    let numbers: Vec<_> =
        phones.iter().map(|p| (p.number.as_ref().map(E164::as_str), p.extension.as_deref())).collect();
    assert_eq!(numbers, [(Some("+14165550134"), None), (None, None), (Some("+14165550190"), Some("12"))]);
    assert_eq!(world.of_vehicle(CIVIC, "typeof(odometer) || ' ' || odometer"), Some("integer 42000".to_owned()));
    assert_eq!(world.of_vehicle(CIVIC, "last_ro_on"), Some("2026-01-13".to_owned()));
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let mut world = World::new();
    world.import(&file());
    let before = (contents(&world), world.count("import_change"));
    assert_eq!(world.would(&file()), (0, 0, 0));
    world.import(&file());
    assert_eq!((contents(&world), world.count("import_change")), before);
    assert_eq!((world.count("import"), world.count("audit")), (2, 2));
}

/// Every row that is about customers.
fn contents(world: &World) -> Vec<Option<String>> {
    let tables = [
        ("customer", "id || number || last_name || search_text || ifnull(last_contact_at, '')"),
        ("phone", "customer_id || kind || typed"),
        ("vehicle", "id || vin || customer_id || odometer"),
        ("contact", "id || comment"),
        ("file_value", "thing || row_id || said"),
        ("number", "e164"),
        ("consent", "id"),
    ];
    tables.map(|(table, row)| world.value(&format!("SELECT group_concat({row}, ',') FROM {table}"))).to_vec()
}

#[test]
fn a_blank_cell_erases_nothing_and_a_missing_customer_is_kept() {
    let mut world = World::new();
    world.import(&file());
    world.import(&[customer("7").owns(CIVIC, &[])]);
    assert_eq!(world.of_customer("7", "first_name"), Some("Zoë".to_owned()));
    assert_eq!(world.typed("7", PhoneKind::Cell), Some("(416) 555-0134".to_owned()));
    assert_eq!(world.of_vehicle(CIVIC, "odometer"), Some("42000".to_owned()));
    assert_eq!(world.count("customer"), 2);
}

#[test]
fn a_phone_corrected_by_hand_stays_until_the_file_brings_a_new_one() {
    let mut world = World::new();
    world.import(&file());
    world.correct_phone("7", PhoneKind::Cell, "416 555 0177");
    assert_eq!(world.would(&file()), (0, 0, 0));
    world.import(&file());
    assert_eq!(world.typed("7", PhoneKind::Cell), Some("416 555 0177".to_owned()));

    let new = [customer("7").at(PhoneKind::Cell, "416 555 0188")];
    assert_eq!(world.would(&new), (0, 1, 0));
    world.import(&new);
    assert_eq!(world.typed("7", PhoneKind::Cell), Some("416 555 0188".to_owned()));
    assert!(world.of_customer("7", "search_text").unwrap().contains("14165550188"));
}

#[test]
fn the_same_number_written_differently_is_no_news() {
    let mut world = World::new();
    world.import(&file());
    let spelled = [customer("7").at(PhoneKind::Cell, "+1 416.555.0134")];
    assert_eq!(world.would(&spelled), (0, 0, 0));
    world.import(&spelled);
    assert_eq!(world.typed("7", PhoneKind::Cell), Some("(416) 555-0134".to_owned()));
}

#[test]
fn a_vin_under_another_customer_goes_to_the_newer_delivery() {
    let mut world = World::new();
    let sold = |number, on| [customer(number).owns(CIVIC, &[(Field::PurchasedOn, on)])];
    world.import(&sold("7", "2021-05-06"));
    world.import(&sold("8", "2024-05-06"));
    let owner = |world: &World| world.of_vehicle(CIVIC, "customer_id");
    assert_eq!(owner(&world), Some(world.customer("8").to_string()));
    assert!(!world.of_customer("7", "search_text").unwrap().contains("1hgcm"));

    world.import(&sold("7", "2021-05-06"));
    assert_eq!(owner(&world), Some(world.customer("8").to_string()), "an older delivery takes nothing back");
    assert_eq!(world.of_vehicle(CIVIC, "purchased_on"), Some("2024-05-06".to_owned()));
}

#[test]
fn p9_a_new_purchase_turns_the_vin_on_and_a_first_known_date_does_not() {
    let mut world = World::new();
    let bought = |on| [customer("7").owns(CIVIC, &[(Field::PurchasedOn, on)])];
    world.import(&[customer("7").owns(CIVIC, &[])]);
    turn_off(&world);
    world.import(&bought("2021-05-06"));
    assert_eq!(world.count("turn_off"), 1, "the same purchase, only now with its date");
    world.import(&bought("2026-05-06"));
    assert_eq!((world.count("turn_off"), world.of_vehicle(CIVIC, "owned")), (0, Some("1".to_owned())));
    turn_off(&world);
    world.import(&bought("2026-05-06"));
    assert_eq!(world.count("turn_off"), 1, "that purchase was known");
}

/// As two persons do: the VIN is sold, and Maintenance is off.
pub(super) fn turn_off(world: &World) {
    let id = world.vehicle(CIVIC);
    world.run(&format!(
        "UPDATE vehicle SET owned = 0, owns_off_reason = 'sold' WHERE id = {id};
         INSERT INTO turn_off (vehicle_id, contact_type, reason, at, by)
         VALUES ({id}, 'maintenance', 'asked', 1000, 'Ana');"
    ));
}

#[test]
fn a_contact_of_the_file_is_added_once_and_moves_the_clocks() {
    let mut world = World::new();
    world.run(
        "INSERT INTO recycle_code (store_id, contact_type, name, days, active, productive, made_at)
         VALUES (1, 'maintenance', 'Left Message', 5, 1, 0, 0);",
    );
    world.import(&[customer("7").reached("2026-11-02", "left message").reached("2026-11-02", "left MESSAGE")]);
    let older = [customer("7").reached("2026-11-02", "Left message").reached("2026-10-01", "Booked")];
    world.import(&older);
    assert_eq!(world.count("contact"), 2);
    let at = day("2026-11-02").and_hms_opt(17, 0, 0).unwrap().and_utc().timestamp_millis().to_string();
    assert_eq!(world.of_customer("7", "last_contact_at"), Some(at.clone()));
    assert_eq!(world.of_customer("7", "last_agent_contact_at"), Some(at));
    let rows = "SELECT group_concat(user_name || ' ' || comment || ' ' || (code_id IS NOT NULL), ', ') FROM contact";
    assert_eq!(world.value(rows), Some("Ana left MESSAGE 1, Ana Booked 0".to_owned()));
}

#[test]
fn consent_is_recorded_when_the_file_says_something_new() {
    let mut world = World::new();
    let consents = |kind: &str, given| {
        let consent = FileConsent { kind: kind.to_owned(), given, on: Some(day("2024-02-03")) };
        [FileCustomer { consent: Some(consent), ..customer("7") }]
    };
    world.import(&consents("express", true));
    world.import(&consents("express", true));
    assert_eq!(world.count("consent"), 1);
    world.import(&consents("refused", false));
    let rows = "SELECT group_concat(given || ' ' || given_on || ' ' || source, ', ') FROM consent";
    assert_eq!(
        world.value(rows),
        Some("1 2024-02-03 express in export.csv, 0 2024-02-03 refused in export.csv".to_owned())
    );
}

#[test]
fn an_import_makes_the_customers_fresh() {
    let mut world = World::new();
    world.import(&file());
    let as_of = world.store.read::<_, StoreError>(|db| stores::data_as_of(db, STORE, "customers")).unwrap();
    assert_eq!(as_of, Some(world.now));
}

#[test]
fn what_was_taken_of_a_file_that_does_not_end_is_not_there() {
    let world = World::new();
    let source = Source { file_name: "export.csv", sha256: "", by: "Dana", now: world.now };
    let outcome = world.store.write(|db| {
        let mut customers = Customers::begin(db, STORE, source)?;
        customers.take(&file()[0])?;
        Err::<ImportId, _>(ImportError::Cancelled)
    });
    assert!(matches!(outcome, Err(ImportError::Cancelled)));
    assert_eq!((world.count("customer"), world.count("import"), world.count("audit")), (0, 0, 0));
}

#[test]
fn a_full_disk_is_told_and_nothing_is_written() {
    let world = World::new();
    let many: Vec<FileCustomer> = (0..500).map(|n| customer(&n.to_string()).with(Field::City, "Toronto")).collect();
    let pages: i64 = world.value("SELECT CAST(page_count AS TEXT) FROM pragma_page_count").unwrap().parse().unwrap();
    world.store.read::<_, StoreError>(|db| Ok(db.0.pragma_update(None, "max_page_count", pages + 2)?)).unwrap();
    let outcome = world.take_customers(&many);
    assert!(matches!(outcome, Err(StoreError::DiskFull)), "{outcome:?}");
    assert_eq!((world.count("customer"), world.count("import")), (0, 0));
}

#[test]
fn an_import_of_more_customers_than_are_told_apart_gives_the_roster_up_until_it_is_read_anew() {
    let world = World::new();
    let version = |world: &World| world.value("SELECT CAST(version AS TEXT) FROM roster_version").unwrap();
    let is_seen = |world: &World| world.store.read::<_, StoreError>(|db| Ok(db.see(STORE)?.is_some())).expect("a look");
    let add = |world: &World, from: u32, to: u32| {
        world.run(&format!(
            "INSERT INTO customer (store_id, number) WITH RECURSIVE n(x) AS (VALUES ({from}) UNION ALL
                SELECT x + 1 FROM n WHERE x < {to}) SELECT 1, x FROM n"
        ));
    };
    world.store.keep_roster(STORE).unwrap();
    add(&world, 1, 2);
    assert!(is_seen(&world), "few are read again");
    let before = version(&world);
    add(&world, 10, 90_100);
    assert_ne!(version(&world), before, "another connection knows that something changed");
    assert!(!is_seen(&world), "the rows answer");
    assert!(!world.store.has_roster());
    world.store.keep_roster(STORE).unwrap();
    add(&world, 3, 4);
    assert!(is_seen(&world), "the next transaction tells whom it touches again");
}
