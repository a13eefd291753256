//! A number corrected by hand.

use app::{
    dto::customers::{CustomerDto, CustomerSearch, OptOut, PhoneSave},
    error::CommandError,
    handlers::customers,
};
use domain::{ids::CustomerId, numbers::NumberRecord, phone::PhoneKind, reason::NumberFault};
use store::numbers;

use super::page::{page, phone};
use crate::support::{With, World, e164, person, refusal};

async fn save(world: &World, id: CustomerId, kind: PhoneKind, typed: &str) -> Result<CustomerDto, CommandError> {
    let request = PhoneSave { customer: id, kind, typed: typed.to_owned() };
    customers::save_phone(&world.house, &world.caller, request).await
}

async fn finds(world: &World, text: &str) -> usize {
    let request = CustomerSearch { text: text.to_owned() };
    customers::search(&world.house, &world.caller, request).await.unwrap().hits.len()
}

#[tokio::test]
async fn a_corrected_number_is_used_found_and_written_down() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 01"));
    let shown = save(&world, id, PhoneKind::Cell, " 416-555-0134 ").await.unwrap();
    let cell = phone(&shown, PhoneKind::Cell);
    assert_eq!(cell.number.as_ref().map(|n| n.as_str()), Some("+14165550134"));
    assert!(cell.used_first && cell.fault.is_none());
    assert_eq!(finds(&world, "5550134").await, 1);
    let trail = &world.audit()[0];
    assert_eq!((trail.who.as_str(), trail.what.as_str()), ("A. Snyder", "Cell phone of Ann Lee (1)"));
    assert_eq!((trail.old.as_deref(), trail.new.as_deref()), (Some("416 555 01"), Some("416-555-0134")));
}

#[tokio::test]
async fn an_empty_text_empties_the_field() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let shown = save(&world, id, PhoneKind::Cell, " ").await.unwrap();
    assert_eq!(phone(&shown, PhoneKind::Cell).fault, Some(NumberFault::Empty));
    assert_eq!(finds(&world, "5550134").await, 0);
}

#[tokio::test]
async fn an_extension_is_kept_and_bars_the_number() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee"));
    let shown = save(&world, id, PhoneKind::Home, "416 555 0134 ext 12").await.unwrap();
    assert_eq!(phone(&shown, PhoneKind::Home).fault, Some(NumberFault::Extension));
}

#[tokio::test]
async fn a_text_that_is_no_number_is_refused_beside_its_field_and_nothing_is_lost() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let long = "4".repeat(100_000);
    for typed in ["555", "call me", long.as_str(), "416 555 0134 / 0135"] {
        let refused = refusal(save(&world, id, PhoneKind::Cell, typed).await);
        assert_eq!(refused, ("phone.invalid".into(), Some("typed".into())), "{typed:.20}");
    }
    assert_eq!(phone(&page(&world, id).await, PhoneKind::Cell).typed, "416 555 0134");
}

#[tokio::test]
async fn p13_a_new_number_on_a_customer_whose_voice_is_off_is_opted_out_too() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let reason = "Asked for it".to_owned();
    customers::opt_out(&world.house, &world.caller, OptOut { customer: id, reason }).await.unwrap();
    let shown = save(&world, id, PhoneKind::Cell, "416 555 0199").await.unwrap();
    let out = phone(&shown, PhoneKind::Cell).opted_out.as_ref().expect("opted out with the others");
    assert_eq!(out.reason, "Asked for it");
}

#[tokio::test]
async fn typing_a_number_again_confirms_it_and_its_kind() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let doubted = NumberRecord { is_bad: true, is_landline: true, impossible_strikes: 2, ..Default::default() };
    world.db(|db| numbers::save(db, &e164("+14165550134"), &doubted));
    assert_eq!(phone(&page(&world, id).await, PhoneKind::Cell).fault, Some(NumberFault::Invalid));
    let shown = save(&world, id, PhoneKind::Cell, "416 555 0134").await.unwrap();
    let cell = phone(&shown, PhoneKind::Cell);
    assert_eq!((cell.fault, cell.strikes), (None, 2), "strikes stay (S12)");
}
