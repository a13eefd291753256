//! Opting out at once, on every file that bears the number, and back only with a reason.

use app::{
    dto::customers::{CustomerDto, HistoryRequest, OptIn, OptOut},
    error::CommandError,
    handlers::customers,
};
use domain::{ids::CustomerId, phone::PhoneKind, reason::NumberFault};

use super::page::{page, phone};
use crate::support::{With, World, person, refusal};

async fn opt_out(world: &World, customer: CustomerId, reason: &str) -> Result<CustomerDto, CommandError> {
    customers::opt_out(&world.house, &world.caller, OptOut { customer, reason: reason.to_owned() }).await
}

async fn opt_in(world: &World, customer: CustomerId, reason: &str) -> Result<CustomerDto, CommandError> {
    customers::opt_in(&world.house, &world.caller, OptIn { customer, reason: reason.to_owned() }).await
}

#[tokio::test]
async fn s15_an_opt_out_holds_on_every_file_that_bears_the_number() {
    let world = World::new();
    let ids = world.take_in(&[
        person("1", "Ann Lee").cell("416 555 0134").home("416 555 0177").phone(PhoneKind::Work, "416 555 0190"),
        person("2", "Bob Lee").cell("416 555 0177"),
    ]);
    let shown = opt_out(&world, ids[0], " Asked for it ").await.unwrap();
    assert_eq!(shown.voice_off.as_deref(), Some("Asked for it"));
    assert!(shown.impossible);
    for phone in &shown.phones {
        let out = phone.opted_out.as_ref().expect("every number on the file");
        assert_eq!((out.by.as_str(), out.reason.as_str(), out.at), ("A. Snyder", "Asked for it", world.house.now()));
        assert_eq!((phone.fault, phone.used_first), (Some(NumberFault::OptedOut), false));
    }
    let other = page(&world, ids[1]).await;
    assert_eq!(phone(&other, PhoneKind::Cell).fault, Some(NumberFault::OptedOut));
    assert_eq!(other.voice_off, None, "the number is opted out, not the other customer");
}

#[tokio::test]
async fn an_opt_out_is_a_note_in_history_and_stands_in_the_audit_trail() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let before = page(&world, id).await.last_contact_at;
    let shown = opt_out(&world, id, "Asked for it").await.unwrap();
    assert_eq!(shown.last_contact_at, before, "a note is no contact (S2)");
    let request = HistoryRequest { customer: id, before: None };
    let rows = customers::history(&world.house, &world.caller, request).await.unwrap().rows;
    assert_eq!(rows[0].comment, "Opted out of voice drops: Asked for it");
    assert_eq!(rows[0].user_name, "A. Snyder");
    let trail = &world.audit()[0];
    assert_eq!((trail.who.as_str(), trail.what.as_str()), ("A. Snyder", "Voice of Ann Lee (1)"));
    assert_eq!(trail.old.as_deref(), Some("on"));
    assert_eq!(trail.new.as_deref(), Some("off: Asked for it; (416) 555-0134"));
}

#[tokio::test]
async fn p13_do_not_call_on_a_file_is_lifted_only_by_a_person_with_a_reason() {
    let world = World::new();
    let people = [person("1", "Ann Lee").cell("416 555 0134").do_not_call()];
    let id = world.take_in(&people)[0];
    let shown = page(&world, id).await;
    assert!(shown.voice_off.is_some());
    assert!(phone(&shown, PhoneKind::Cell).opted_out.is_some());
    world.take_in(&[person("1", "Ann Lee").cell("416 555 0134")]);
    assert!(page(&world, id).await.voice_off.is_some(), "a later import does not turn it on");

    assert_eq!(refusal(opt_in(&world, id, "  ").await), ("customer.reason_empty".into(), Some("reason".into())));
    let shown = opt_in(&world, id, "Called and asked for reminders").await.unwrap();
    assert_eq!(shown.voice_off, None);
    let cell = phone(&shown, PhoneKind::Cell);
    assert!(cell.opted_out.is_none() && cell.used_first);
    let trail = &world.audit()[0];
    assert!(trail.old.as_deref().unwrap().contains("(416) 555-0134 opted out by"), "{trail:?}");
    assert_eq!(trail.new.as_deref(), Some("on: Called and asked for reminders; (416) 555-0134"));
}

#[tokio::test]
async fn reasons_are_needed_and_fit_on_a_line() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let long = "x".repeat(201);
    let field = Some("reason".to_owned());
    assert_eq!(refusal(opt_out(&world, id, "").await), ("customer.reason_empty".into(), field.clone()));
    assert_eq!(refusal(opt_out(&world, id, &long).await), ("customer.reason_long".into(), field.clone()));
    assert_eq!(refusal(opt_in(&world, id, &long).await), ("customer.reason_long".into(), field));
    assert_eq!(refusal(opt_in(&world, id, "Why not").await).0, "customer.not_opted_out");
    assert_eq!(refusal(opt_out(&world, CustomerId(77), "Asked").await).0, "store.not_found");
    assert_eq!(page(&world, id).await.voice_off, None);
}

#[tokio::test]
async fn a_second_opt_out_keeps_the_first_reason() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    opt_out(&world, id, "Asked for it").await.unwrap();
    let shown = opt_out(&world, id, "Asked again").await.unwrap();
    assert_eq!(shown.voice_off.as_deref(), Some("Asked for it"));
    assert_eq!(phone(&shown, PhoneKind::Cell).opted_out.as_ref().unwrap().reason, "Asked for it");
}

#[tokio::test]
async fn p13_a_number_stays_opted_out_while_another_file_that_bears_it_has_voice_off() {
    let world = World::new();
    let ids = world.take_in(&[
        person("1", "Ann Lee").cell("416 555 0134").home("416 555 0177"),
        person("2", "Bob Lee").cell("416 555 0188").home("416 555 0177"),
    ]);
    opt_out(&world, ids[0], "Asked for it").await.unwrap();
    opt_out(&world, ids[1], "Asked for it too").await.unwrap();

    let shown = opt_in(&world, ids[0], "Changed her mind").await.unwrap();
    assert_eq!(shown.voice_off, None);
    assert!(phone(&shown, PhoneKind::Cell).opted_out.is_none());
    assert!(phone(&shown, PhoneKind::Home).opted_out.is_some(), "Bob did not say yes");
    let stays = "(416) 555-0177 stays opted out: voice is off for Bob Lee (2)";
    assert!(world.audit()[0].new.as_ref().unwrap().ends_with(stays), "{:?}", world.audit()[0]);
    let request = HistoryRequest { customer: ids[0], before: None };
    let rows = customers::history(&world.house, &world.caller, request).await.unwrap().rows;
    assert!(rows[0].comment.ends_with(stays), "{}", rows[0].comment);

    let error = opt_in(&world, ids[0], "Once more").await.unwrap_err();
    assert_eq!(error.code, "customer.other_file_opted_out");
    assert!(error.message.contains("Bob Lee (2)"), "{}", error.message);

    let other = opt_in(&world, ids[1], "He too").await.unwrap();
    assert!(other.voice_off.is_none() && other.phones.iter().all(|phone| phone.opted_out.is_none()));
}
