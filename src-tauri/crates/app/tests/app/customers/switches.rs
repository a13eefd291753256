//! Voice switched off by a person: a turn-off and no opt-out, for a customer and for a number on every file.

use app::{
    dto::{
        customer_page::{NumberSwitch, VoiceSwitch},
        customers::{CustomerDto, HistoryRequest, OptIn, OptOut, PhoneSave},
    },
    error::CommandError,
    handlers::customers,
};
use domain::{
    audience::{Question, Standing, judge},
    campaign::{CampaignSpec, Language},
    contact_type::ContactType,
    ids::CustomerId,
    phone::PhoneKind,
    reason::{NumberFault, ReasonGroup},
};
use store::{
    facts::{self, Scope},
    stores,
};

use super::page::{page, phone};
use crate::support::{STORE, With, World, e164, person, refusal};

type Answer = Result<CustomerDto, CommandError>;

async fn switch_off(world: &World, customer: CustomerId, reason: &str) -> Answer {
    let request = VoiceSwitch { customer, reason: reason.to_owned() };
    customers::switch_voice_off(&world.house, &world.caller, request).await
}

async fn switch_on(world: &World, customer: CustomerId, reason: &str) -> Answer {
    let request = VoiceSwitch { customer, reason: reason.to_owned() };
    customers::switch_voice_on(&world.house, &world.caller, request).await
}

async fn number_off(world: &World, customer: CustomerId, number: &str, reason: &str) -> Answer {
    let request = NumberSwitch { customer, number: e164(number), reason: reason.to_owned() };
    customers::switch_number_off(&world.house, &world.caller, request).await
}

async fn number_on(world: &World, customer: CustomerId, number: &str, reason: &str) -> Answer {
    let request = NumberSwitch { customer, number: e164(number), reason: reason.to_owned() };
    customers::switch_number_on(&world.house, &world.caller, request).await
}

async fn opt_out(world: &World, customer: CustomerId) -> CustomerDto {
    let request = OptOut { customer, reason: "Asked for it".to_owned() };
    customers::opt_out(&world.house, &world.caller, request).await.unwrap()
}

async fn opt_in(world: &World, customer: CustomerId) -> Answer {
    let request = OptIn { customer, reason: "Changed her mind".to_owned() };
    customers::opt_in(&world.house, &world.caller, request).await
}

/// Under which line of a preview of Maintenance the customer stands today.
fn group(world: &World, customer: CustomerId) -> Option<ReasonGroup> {
    let (today, now) = (world.today(), world.house.now());
    let spec = CampaignSpec::new(ContactType::Maintenance, today);
    let scope = Scope { store: STORE, spec: &spec, campaign: None, today, customer: None, except: None };
    let (store, facts) = world.db(|db| Ok((stores::get(db, STORE)?, facts::read_one(db, &scope, customer)?)));
    let question = Question {
        spec: &spec,
        due: &store.due,
        calendar: &store.calendar,
        store_language: Language::English,
        today,
        now,
        run: None,
        standing: Standing::Choosing,
    };
    judge(&facts, &question).barred.first().map(|barred| barred.reason.group())
}

fn crowd(world: &World) -> Vec<CustomerId> {
    world.take_in(&[
        person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"),
        person("2", "Bob Lee").cell("416 555 0135").car("2HGFC2F59KH500002", "Civic").do_not_call(),
        person("3", "Cleo Roy").cell("416 555 0136").car("2HGFC2F59KH500003", "Fit"),
        person("4", "Dan Roy").cell("416 555 0137").car("2HGFC2F59KH500004", "Fit"),
    ])
}

#[tokio::test]
async fn a_preview_counts_do_not_call_as_opted_out_and_a_switch_as_turned_off() {
    let world = World::new();
    let ids = crowd(&world);
    switch_off(&world, ids[0], "Moved away").await.unwrap();
    opt_out(&world, ids[2]).await;
    assert_eq!(group(&world, ids[0]), Some(ReasonGroup::TurnedOff));
    assert_eq!(group(&world, ids[1]), Some(ReasonGroup::OptedOut), "Do Not Call in a file");
    assert_eq!(group(&world, ids[2]), Some(ReasonGroup::OptedOut), "an opt-out by a person stays one");
    assert_eq!(group(&world, ids[3]), None);
}

#[tokio::test]
async fn a_switch_says_who_when_and_why_and_bars_no_number() {
    let world = World::new();
    let ids = crowd(&world);
    let shown = switch_off(&world, ids[0], " Moved away ").await.unwrap();
    let off = shown.voice_switch.as_ref().unwrap();
    assert_eq!((off.reason.as_str(), off.by.as_deref()), ("Moved away", Some("A. Snyder")));
    assert_eq!((off.at, shown.voice_off.as_deref()), (Some(world.house.now()), None));
    let cell = phone(&shown, PhoneKind::Cell);
    assert!(cell.opted_out.is_none() && cell.fault.is_none() && !cell.used_first);

    // A number that joins the file is no opt-out either.
    let save = PhoneSave { customer: ids[0], kind: PhoneKind::Home, typed: "416 555 0177".to_owned() };
    let shown = customers::save_phone(&world.house, &world.caller, save).await.unwrap();
    assert!(phone(&shown, PhoneKind::Home).opted_out.is_none());

    let shown = switch_on(&world, ids[0], "Moved back").await.unwrap();
    assert!(shown.voice_switch.is_none() && phone(&shown, PhoneKind::Cell).used_first);
    let trail = world.audit();
    let line = |row: usize| (trail[row].what.as_str(), trail[row].old.as_deref(), trail[row].new.as_deref());
    assert_eq!(line(0), ("Voice of Ann Lee (1)", Some("switched off: Moved away"), Some("on: Moved back")));
    assert_eq!(line(2), ("Voice of Ann Lee (1)", Some("on"), Some("switched off: Moved away")));
    let request = HistoryRequest { customer: ids[0], before: None };
    let rows = customers::history(&world.house, &world.caller, request).await.unwrap().rows;
    let said: Vec<_> = rows.iter().map(|row| row.comment.as_str()).collect();
    assert_eq!(said, ["Voice switched on: Moved back", "Voice switched off: Moved away"]);
}

#[tokio::test]
async fn p13_an_opt_out_is_never_weakened_to_a_switch_and_never_lifted_by_one() {
    let world = World::new();
    let ids = crowd(&world);
    assert_eq!(refusal(switch_off(&world, ids[1], "Why not").await).0, "customer.opted_out");
    assert_eq!(refusal(switch_on(&world, ids[1], "Why not").await).0, "customer.opted_out");
    assert_eq!(group(&world, ids[1]), Some(ReasonGroup::OptedOut));

    switch_off(&world, ids[0], "Moved away").await.unwrap();
    assert_eq!(refusal(switch_off(&world, ids[0], "Again").await).0, "customer.voice_is_off");
    assert_eq!(refusal(opt_in(&world, ids[0]).await).0, "customer.not_opted_out", "a switch is no opt-out");
    let shown = opt_out(&world, ids[0]).await;
    assert_eq!((shown.voice_off.as_deref(), shown.voice_switch.is_none()), (Some("Asked for it"), true));
    assert_eq!(world.audit()[0].old.as_deref(), Some("switched off: Moved away"));
    assert_eq!(group(&world, ids[0]), Some(ReasonGroup::OptedOut));
    let shown = opt_in(&world, ids[0]).await.unwrap();
    assert!(shown.voice_off.is_none() && shown.voice_switch.is_none());
    assert_eq!(refusal(switch_on(&world, ids[0], "Why not").await).0, "customer.voice_is_on");
}

#[tokio::test]
async fn another_files_switch_does_not_keep_a_number_opted_out() {
    let world = World::new();
    let ids =
        world.take_in(&[person("1", "Ann Lee").cell("416 555 0134"), person("2", "Bob Lee").cell("416 555 0134")]);
    opt_out(&world, ids[0]).await;
    switch_off(&world, ids[1], "Moved away").await.unwrap();
    let shown = opt_in(&world, ids[0]).await.unwrap();
    assert!(phone(&shown, PhoneKind::Cell).opted_out.is_none());
    assert!(page(&world, ids[1]).await.voice_switch.is_some(), "his own switch stands");
}

#[tokio::test]
async fn s15_a_number_that_is_switched_off_says_so_on_every_file_that_bears_it() {
    let world = World::new();
    let ids = world.take_in(&[
        person("1", "Ann Lee").cell("416 555 0134").home("416 555 0177").car("2HGFC2F59KH500001", "CR-V"),
        person("2", "Bob Lee").home("416 555 0134"),
    ]);
    let shown = number_off(&world, ids[0], "+14165550134", "A shop phone").await.unwrap();
    let other = page(&world, ids[1]).await;
    for (page, kind) in [(&shown, PhoneKind::Cell), (&other, PhoneKind::Home)] {
        let bears = phone(page, kind);
        let off = bears.switched_off.as_ref().unwrap();
        assert_eq!((off.reason.as_str(), off.by.as_deref()), ("A shop phone", Some("A. Snyder")));
        assert_eq!((bears.fault, bears.opted_out.is_none()), (Some(NumberFault::SwitchedOff), true));
    }
    assert!(phone(&shown, PhoneKind::Home).used_first);
    assert_eq!(refusal(number_off(&world, ids[1], "+14165550134", "Again").await).0, "number.is_off");
    assert_eq!(refusal(number_off(&world, ids[1], "+14165550177", "Not his").await).0, "store.not_found");

    let back = number_on(&world, ids[1], "+14165550134", "Their own now").await.unwrap();
    assert!(phone(&back, PhoneKind::Home).switched_off.is_none());
    assert!(phone(&page(&world, ids[0]).await, PhoneKind::Cell).used_first);
    assert_eq!(refusal(number_on(&world, ids[1], "+14165550134", "Again").await).0, "number.is_on");
    let trail = &world.audit()[0];
    assert_eq!(trail.what, "Voice of (416) 555-0134, on every file (Bob Lee (2))");
    assert_eq!(trail.old.as_deref(), Some("switched off: A shop phone"));
    assert_eq!(trail.new.as_deref(), Some("on: Their own now"));
}

#[tokio::test]
async fn every_switch_needs_a_reason_that_fits_on_a_line() {
    let world = World::new();
    let ids = crowd(&world);
    let field = Some("reason".to_owned());
    for (reason, code) in [(" ".to_owned(), "customer.reason_empty"), ("x".repeat(201), "customer.reason_long")] {
        let expected = (code.to_owned(), field.clone());
        assert_eq!(refusal(switch_off(&world, ids[0], &reason).await), expected);
        assert_eq!(refusal(switch_on(&world, ids[0], &reason).await), expected);
        assert_eq!(refusal(number_off(&world, ids[0], "+14165550134", &reason).await), expected);
        assert_eq!(refusal(number_on(&world, ids[0], "+14165550134", &reason).await), expected);
    }
}
