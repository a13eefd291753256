//! The customer calls after a drop.

use app::{
    dto::customers::{CallBackLog, CallBackLogged, CallBackOutcome, HistoryRequest},
    error::CommandError,
    events::Topic,
    handlers::customers,
};
use chrono::TimeDelta;
use domain::{
    contact_type::ContactType, disposition::Disposition, ids::CustomerId, phone::PhoneKind, reason::NumberFault,
};

use super::page::{maintenance, page, phone};
use crate::support::{Running, With, World, person, refusal};

async fn log(
    world: &World,
    customer: CustomerId,
    outcome: CallBackOutcome,
    note: &str,
) -> Result<CallBackLogged, CommandError> {
    let request = CallBackLog { customer, outcome, note: note.to_owned() };
    customers::log_call_back(&world.house, &world.caller, request).await
}

fn world_with_a_drop() -> (World, Running, CustomerId) {
    let world = World::new();
    let person = person("1", "Ann Lee").cell("416 555 0134").home("416 555 0177").car("2HGFC2F59KH500001", "CR-V");
    let id = world.take_one_in(person);
    let run = world.run("Fall maintenance");
    world.delivered(&run, id);
    (world, run, id)
}

#[tokio::test]
async fn a_call_back_is_attributed_to_the_drop_and_stands_in_history() {
    let (world, _, id) = world_with_a_drop();
    let mut changes = world.house.changes();
    let logged = log(&world, id, CallBackOutcome::Booked, " Tuesday 9:00 ").await.unwrap();
    assert_eq!(logged.from_drop.as_deref(), Some("Fall maintenance, 10:21, cell (416) 555-0134"));
    assert_eq!(changes.try_recv().unwrap().changed, [Topic::Customers, Topic::Runs]);

    let request = HistoryRequest { customer: id, before: None };
    let row = customers::history(&world.house, &world.caller, request).await.unwrap().rows.remove(0);
    assert_eq!((row.comment.as_str(), row.user_name.as_str()), ("Call-back: booked. Tuesday 9:00", "A. Snyder"));
    assert!(row.inbound && !row.in_progress);
    assert_eq!((row.vehicle.as_deref(), row.contact_type), (Some("2019 Honda CR-V"), Some(ContactType::Maintenance)));
    assert_eq!(row.campaign_name.as_deref(), Some("Fall maintenance"));
    assert_eq!(page(&world, id).await.last_contact_at, Some(world.house.now()));
    let trail = &world.audit()[0];
    assert_eq!(
        (trail.what.as_str(), trail.new.as_deref()),
        ("Call-back of Ann Lee (1)", Some("Call-back: booked. Tuesday 9:00"))
    );
}

#[tokio::test]
async fn s3_a_call_back_sets_the_time_by_which_a_run_skips_who_called_in() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"));
    log(&world, id, CallBackOutcome::Informed, "").await.unwrap();
    let scope = store::facts::Scope {
        store: crate::support::STORE,
        spec: &domain::campaign::CampaignSpec::new(ContactType::Maintenance, world.today()),
        campaign: None,
        today: world.today(),
        customer: Some(id),
        except: None,
    };
    let facts = world.db(|db| store::facts::read_one(db, &scope, id));
    assert_eq!(facts.last_called_in_at, Some(world.house.now()));
}

#[tokio::test]
async fn a_call_after_fourteen_days_answers_no_drop_and_is_logged_all_the_same() {
    let (world, _, id) = world_with_a_drop();
    world.pass(TimeDelta::days(13));
    assert!(log(&world, id, CallBackOutcome::Other, "").await.unwrap().from_drop.is_some());
    world.pass(TimeDelta::days(1));
    for outcome in [CallBackOutcome::Other, CallBackOutcome::WrongNumber, CallBackOutcome::NoLongerOwns] {
        assert_eq!(log(&world, id, outcome, "").await.unwrap().from_drop, None);
    }
    let shown = page(&world, id).await;
    assert!(shown.vehicles[0].owned && phone(&shown, PhoneKind::Cell).fault.is_none(), "nothing could be meant");
}

#[tokio::test]
async fn a_failed_drop_does_not_take_the_call_from_the_one_that_arrived() {
    let (world, _, id) = world_with_a_drop();
    world.pass(TimeDelta::days(2));
    let second = world.run("Second try");
    let attempt = world.drop_to(&second, id);
    world.finish(&second, attempt, Disposition::NoAnswer);
    let logged = log(&world, id, CallBackOutcome::Informed, "").await.unwrap();
    let from_drop = logged.from_drop.unwrap();
    assert_eq!(from_drop, "Fall maintenance, 20 Nov 2026, 10:21, cell (416) 555-0134");
}

#[tokio::test]
async fn a_wrong_number_is_invalid_from_then_on() {
    let (world, _, id) = world_with_a_drop();
    log(&world, id, CallBackOutcome::WrongNumber, "").await.unwrap();
    let shown = page(&world, id).await;
    assert_eq!(phone(&shown, PhoneKind::Cell).fault, Some(NumberFault::Invalid));
    assert!(phone(&shown, PhoneKind::Home).used_first);
    assert_eq!(world.audit()[0].what, "(416) 555-0134 of Ann Lee (1)");
}

#[tokio::test]
async fn p9_a_vehicle_that_was_sold_counts_for_nothing() {
    let (world, _, id) = world_with_a_drop();
    log(&world, id, CallBackOutcome::NoLongerOwns, "").await.unwrap();
    let car = page(&world, id).await.vehicles.remove(0);
    assert!(!car.owned && !maintenance(&car).due);
    assert_eq!(car.owns_off.as_ref().and_then(|off| off.by.as_deref()), Some("A. Snyder"));
    let trail = &world.audit()[0];
    assert_eq!(trail.what, "Owns, 2019 Honda CR-V of Ann Lee (1)");
    assert_eq!((trail.old.as_deref(), trail.new.as_deref()), (Some("on"), Some("off: Said in a call-back")));
}

#[tokio::test]
async fn an_opt_out_in_a_call_back_is_a_whole_opt_out() {
    let (world, _, id) = world_with_a_drop();
    log(&world, id, CallBackOutcome::OptOut, "Was angry").await.unwrap();
    let shown = page(&world, id).await;
    assert_eq!(shown.voice_off.as_deref(), Some("Asked for it in a call-back: Was angry"));
    assert!(shown.phones.iter().take(2).all(|phone| phone.opted_out.is_some()));
}

#[tokio::test]
async fn a_note_has_its_limit_and_an_unknown_customer_is_refused() {
    let (world, _, id) = world_with_a_drop();
    let refused = refusal(log(&world, id, CallBackOutcome::Other, &"x".repeat(501)).await);
    assert_eq!(refused, ("call_back.note_long".into(), Some("note".into())));
    assert_eq!(refusal(log(&world, CustomerId(77), CallBackOutcome::Other, "").await).0, "store.not_found");
}
