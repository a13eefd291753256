//! Undo: what goes, what is put back, what stays and why.

use super::{contents::turn_off, *};

const CIVIC: &str = "1HGCM82633A004352";

fn first() -> Vec<FileCustomer> {
    let seven = customer("7").with(Field::City, "Laval").at(PhoneKind::Cell, "416 555 0134");
    vec![seven.owns(CIVIC, &[(Field::Odometer, "42000"), (Field::PurchasedOn, "2021-05-06")]), customer("8")]
}

#[test]
fn undo_removes_what_the_import_made_and_nothing_refers_to() {
    let mut world = World::new();
    let import = world.import(&[first()[0].clone().reached("2026-11-02", "Booked"), customer("8")]);
    let undone = world.undo(import).unwrap();
    let expected =
        Undone { removed_customers: 2, removed_vehicles: 1, removed_events: 0, restored_values: 0, left: vec![] };
    assert_eq!(undone, expected);
    for table in ["customer", "vehicle", "phone", "contact", "file_value", "data_source WHERE source = 'customers'"] {
        assert_eq!(world.count(table), 0, "{table}");
    }
    assert_eq!(world.would(&first()), (2, 0, 1), "as if it had never been");
    assert!(!world.store.read::<_, StoreError>(|db| stores::has_imports(db, STORE, DataSource::Customers)).unwrap());
}

#[test]
fn undo_puts_back_what_nobody_changed_since() {
    let mut world = World::new();
    world.import(&first());
    let as_of = world.now;
    turn_off(&world);
    let second = [customer("7")
        .with(Field::City, "Montréal")
        .with(Field::Email, "zoe@example.com")
        .at(PhoneKind::Cell, "416 555 0177")
        .at(PhoneKind::Home, "416 555 0178")
        .reached("2026-11-02", "Booked")
        .owns(CIVIC, &[(Field::Odometer, "50000"), (Field::PurchasedOn, "2026-05-06")])];
    let import = world.import(&second);
    let undone = world.undo(import).unwrap();
    // City, e-mail, two phones, odometer, delivery date, owned, and the turn-off.
    assert_eq!((undone.restored_values, undone.left), (8, vec![]));
    assert_eq!((world.of_customer("7", "city"), world.of_customer("7", "email")), (Some("Laval".to_owned()), None));
    assert_eq!(world.typed("7", PhoneKind::Cell), Some("416 555 0134".to_owned()));
    assert_eq!(world.typed("7", PhoneKind::Home), None);
    assert_eq!((world.of_customer("7", "last_contact_at"), world.count("contact")), (None, 0));
    assert_eq!(world.of_vehicle(CIVIC, "odometer || ' ' || owned"), Some("42000 0".to_owned()));
    assert_eq!(world.value("SELECT reason FROM turn_off"), Some("asked".to_owned()));
    assert!(!world.of_customer("7", "search_text").unwrap().contains("0178"));
    let fresh = world.store.read::<_, StoreError>(|db| stores::data_as_of(db, STORE, "customers")).unwrap();
    assert_eq!(fresh, Some(as_of));
    assert_eq!(world.would(&first()), (0, 0, 0));
    assert_eq!(world.would(&second), (0, 1, 0), "what the file said is forgotten too");
}

#[test]
fn undo_leaves_what_somebody_changed_since_and_says_so() {
    let mut world = World::new();
    world.import(&first());
    let import = world.import(&[customer("7").with(Field::City, "Montréal").at(PhoneKind::Cell, "416 555 0177")]);
    world.correct_phone("7", PhoneKind::Cell, "416 555 0188");
    let undone = world.undo(import).unwrap();
    assert_eq!(undone.restored_values, 1);
    assert_eq!(undone.left, ["Customer 7: the cell phone stays, because it was changed since."]);
    assert_eq!(world.typed("7", PhoneKind::Cell), Some("416 555 0188".to_owned()));
}

#[test]
fn undo_leaves_what_something_refers_to_and_says_what() {
    let mut world = World::new();
    let import = world.import(&[first(), vec![customer("9"), customer("10"), customer("11")]].concat());
    world.run(&format!(
        "INSERT INTO turn_off (vehicle_id, contact_type, reason, at, by)
         VALUES ({}, 'maintenance', 'asked', 1000, 'Ana');
         INSERT INTO contact (store_id, customer_id, user_name, started_at, finished_at, comment)
         VALUES (1, {}, 'Ana', 1000, 1000, 'Spoke to them');
         INSERT INTO call_back (customer_id, at, called_on, by, outcome) VALUES ({}, 1000, '2026-11-20', 'Ana', 'booked');",
        world.vehicle(CIVIC),
        world.customer("8"),
        world.customer("9"),
    ));
    world.correct_phone("10", PhoneKind::Cell, "416 555 0188");
    let undone = world.undo(import).unwrap();
    assert_eq!((undone.removed_customers, undone.removed_vehicles), (1, 0));
    let expected = [
        "Vehicle 1HGCM82633A004352 stays: a person turned it off.",
        "Customer 10 stays: a person corrected a phone.",
        "Customer 7 stays: their vehicle stays.",
        "Customer 8 stays: there are contacts in their history.",
        "Customer 9 stays: they called back.",
    ];
    assert_eq!(undone.left, expected);
}

#[test]
fn undo_gives_a_vehicle_back_to_its_owner_before() {
    let mut world = World::new();
    world.import(&first());
    let import = world.import(&[customer("9").owns(CIVIC, &[(Field::PurchasedOn, "2026-05-06")])]);
    let undone = world.undo(import).unwrap();
    assert_eq!((undone.removed_customers, undone.removed_vehicles), (1, 0));
    assert_eq!(world.of_vehicle(CIVIC, "customer_id"), Some(world.customer("7").to_string()));
    assert_eq!(world.of_vehicle(CIVIC, "purchased_on"), Some("2021-05-06".to_owned()));
    assert!(world.of_customer("7", "search_text").unwrap().contains("1hgcm"));
}

#[test]
fn a_consent_goes_with_its_import_and_a_refusal_stays() {
    let mut world = World::new();
    world.import(&first());
    let consents = |number, kind: &str, given| {
        let consent = FileConsent { kind: kind.to_owned(), given, on: None };
        FileCustomer { consent: Some(consent), ..customer(number) }
    };
    let import = world.import(&[consents("7", "express", true), consents("8", "refused", false)]);
    world.undo(import).unwrap();
    assert_eq!(world.value("SELECT group_concat(source) FROM consent"), Some("refused in export.csv".to_owned()));
}

#[test]
fn imports_are_taken_back_from_the_newest_and_each_once() {
    let mut world = World::new();
    let (older, newer) = (world.import(&first()), world.import(&first()));
    let can_undo = |world: &World| {
        let rows = world.store.read::<_, StoreError>(|db| list(db, STORE)).unwrap();
        rows.into_iter().map(|row| (row.id, row.can_undo)).collect::<Vec<_>>()
    };
    assert_eq!(can_undo(&world), [(newer, true), (older, false)]);
    assert!(matches!(world.undo(older), Err(ImportError::NewerFirst)));
    world.undo(newer).unwrap();
    assert!(matches!(world.undo(newer), Err(ImportError::AlreadyUndone)));
    assert_eq!(can_undo(&world), [(newer, false), (older, true)]);
    world.undo(older).unwrap();
    assert_eq!(world.count("customer"), 0);
    assert!(matches!(world.undo(ImportId(99)), Err(ImportError::Store(StoreError::NotFound))));
}
