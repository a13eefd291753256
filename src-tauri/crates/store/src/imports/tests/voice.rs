//! P13: Do Not Call is taken from every row and given back by no file.

use domain::event::Who;

use super::{
    events::{cell, lead},
    *,
};

fn barred() -> [FileCustomer; 1] {
    [customer("7")
        .barred()
        .at(PhoneKind::Cell, "416 555 0134")
        .at(PhoneKind::Home, "416 555 0135")
        .at(PhoneKind::Work, "416 555 0136 ext 4")]
}

fn is_off(world: &World) -> bool {
    world.of_customer("7", "voice_off_at").is_some()
}

/// As a person with a reason does, leaving an audit row.
fn turn_on(world: &World) {
    let id = world.customer("7");
    world
        .store
        .write::<_, StoreError>(|db| {
            customers::set_voice_off(db, id, None)?;
            for phone in customers::phones(db, id)? {
                numbers::lift_opt_out(db, &phone.number.expect("a number"))?;
            }
            let entry = crate::audit::Change { who: "Dana", what: "Voice", old: None, new: Some("on") };
            crate::audit::add(db, world.now, &entry)
        })
        .unwrap();
}

#[test]
fn p13_do_not_call_turns_voice_off_and_opts_every_number_out() {
    let mut world = World::new();
    world.import(&barred());
    assert_eq!(world.of_customer("7", "voice_off_reason"), Some("Do Not Call in export.csv".to_owned()));
    for number in ["+14165550134", "+14165550135", "+14165550136"] {
        assert!(world.is_opted_out(number), "{number}");
    }
}

#[test]
fn p13_a_customer_on_file_is_barred_by_a_later_file_with_the_numbers_it_does_not_repeat() {
    let mut world = World::new();
    world.import(&[customer("7").at(PhoneKind::Cell, "416 555 0134")]);
    assert_eq!(world.would(&[customer("7").barred()]), (0, 1, 0));
    world.import(&[customer("7").barred()]);
    assert!(is_off(&world) && world.is_opted_out("+14165550134"));
}

#[test]
fn p13_no_later_file_turns_voice_on_and_a_number_that_joins_is_barred_too() {
    let mut world = World::new();
    world.import(&barred());
    world.import(&[customer("7").at(PhoneKind::Cell, "416 555 0199")]);
    assert!(is_off(&world));
    assert!(world.is_opted_out("+14165550134") && world.is_opted_out("+14165550199"));
}

#[test]
fn p13_what_a_person_turned_on_stays_on_while_the_file_says_the_same() {
    let mut world = World::new();
    world.import(&barred());
    turn_on(&world);
    world.import(&barred());
    assert!(!is_off(&world) && !world.is_opted_out("+14165550134"));

    let without = FileCustomer { do_not_call: false, ..barred()[0].clone() };
    world.import(&[without]);
    world.import(&barred());
    assert!(is_off(&world), "it went and came back, so it was said anew");
    assert!(world.is_opted_out("+14165550134"));
}

#[test]
fn p13_an_undo_keeps_the_opt_outs_and_the_customer_comes_back_barred() {
    let mut world = World::new();
    let import = world.import(&barred());
    let undone = world.undo(import).unwrap();
    assert_eq!((undone.removed_customers, world.count("customer")), (1, 0));
    assert_eq!(
        undone.left,
        ["Do Not Call of one customer and all numbers on file stands: only a person with a reason takes it back."]
    );
    assert!(world.is_opted_out("+14165550134"));

    world.import(&[customer("7").at(PhoneKind::Cell, "416 555 0199")]);
    assert_eq!(world.of_customer("7", "voice_off_reason"), Some("Do Not Call in export.csv".to_owned()));
    assert!(world.is_opted_out("+14165550199"));
}

#[test]
fn p13_whom_an_undo_took_off_the_file_comes_back_barred_by_a_lead_too() {
    let mut world = World::new();
    let import = world.import(&barred());
    world.undo(import).unwrap();
    assert_eq!(world.count("voice_off_kept"), 1);

    let (who, event) = lead("T1", "Roy");
    let who = Who { customer_number: Some("7".to_owned()), phones: vec![cell("416 555 0199")], ..who };
    let (import, ..) = world.take(&[(who, event)]);
    assert_eq!(world.of_customer("7", "voice_off_reason"), Some("Do Not Call in export.csv".to_owned()));
    assert!(world.is_opted_out("+14165550199"), "the number that came with them is barred like those before");
    assert_eq!(world.count("voice_off_kept"), 0, "it stands with the customer now");

    world.undo(import).unwrap();
    world.import(&[customer("7")]);
    assert!(is_off(&world), "undone again, and still barred");
}

#[test]
fn p13_an_undo_never_lifts_the_do_not_call_of_a_customer_who_was_there_before() {
    let mut world = World::new();
    world.import(&[customer("7").at(PhoneKind::Cell, "416 555 0134")]);
    let import = world.import(&[customer("7").barred().at(PhoneKind::Cell, "416 555 0199")]);
    world.undo(import).unwrap();
    assert_eq!(world.typed("7", PhoneKind::Cell), Some("416 555 0134".to_owned()));
    assert!(is_off(&world) && world.is_opted_out("+14165550134") && world.is_opted_out("+14165550199"));
}

#[test]
fn p13_do_not_call_in_a_file_makes_an_opt_out_of_a_persons_switch() {
    let mut world = World::new();
    world.import(&[customer("7").at(PhoneKind::Cell, "416 555 0134")]);
    let id = world.customer("7");
    let switch = |db: &Db<'_>| customers::switch_voice_off(db, id, "Dana", "Moved away", world.now);
    assert!(world.store.write::<_, StoreError>(switch).unwrap());

    world.import(&[customer("7").at(PhoneKind::Cell, "416 555 0135")]);
    assert_eq!(world.of_customer("7", "voice_off_by"), Some("Dana".to_owned()));
    assert!(!world.is_opted_out("+14165550135"), "a switch bars the customer and no number");

    world.import(&barred());
    assert_eq!(world.of_customer("7", "voice_off_by"), None);
    assert_eq!(world.of_customer("7", "voice_off_reason"), Some("Do Not Call in export.csv".to_owned()));
    assert!(world.is_opted_out("+14165550134"));
}

#[test]
fn a_customer_whose_voice_a_person_switched_off_stays_when_the_import_is_taken_back() {
    let mut world = World::new();
    let import = world.import(&[customer("7").at(PhoneKind::Cell, "416 555 0134")]);
    let id = world.customer("7");
    let switch = |db: &Db<'_>| customers::switch_voice_off(db, id, "Dana", "House account: stock", world.now);
    assert!(world.store.write::<_, StoreError>(switch).unwrap());
    let undone = world.undo(import).unwrap();
    assert_eq!(undone.left, ["Customer 7 stays: a person switched their voice off."]);
    assert_eq!(world.count("voice_off_kept"), 0, "only Do Not Call is kept");
}

#[test]
fn p13_do_not_call_on_a_lead_opts_out_the_number_it_names_though_the_field_holds_another() {
    let mut world = World::new();
    world.import(&[customer("7").at(PhoneKind::Cell, "416 555 0134")]);
    let (who, event) = lead("T1", "Roy");
    let who =
        Who { customer_number: Some("7".to_owned()), phones: vec![cell("416 555 0199")], do_not_call: true, ..who };
    world.take(&[(who, event)]);
    assert!(is_off(&world) && world.is_opted_out("+14165550134"));
    assert!(world.is_opted_out("+14165550199"), "whoever bears it wants no drop on it");
}
