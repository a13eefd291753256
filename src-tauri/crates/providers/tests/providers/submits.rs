use std::time::Duration;

use chrono::TimeDelta;
use domain::disposition::Disposition;
use engine::clock::Clock;
use engine::provider::{AudioRef, DropStatus, NotNow, Provider, SubmitOutcome};
use practice::stand_in::{Outage, OutageAnswer, RequestKind, RetryAfter, Scenario};

use crate::canned::{Canned, nobody};
use crate::world::{KEY, World, accepted, adapter, result, thirty_seconds};

#[tokio::test]
async fn an_accepted_drop_is_in_progress_and_bears_our_reference() {
    let world = World::start().await;
    let order = world.order(1, "+14165550100");
    let report = accepted(world.stratics.submit(&world.stratics.prepare(&order)).await);
    assert_eq!((report.client_ref, &report.status), (Some(order.client_ref), &DropStatus::InProgress));
    assert!(report.accepted_at_raw.is_some());

    let ledger = world.stand_in.ledger().await.unwrap();
    assert_eq!((ledger.drops[0].port, ledger.drops[0].to.as_str()), (1, "+14165550100"));
    assert_eq!(ledger.drops[0].client_ref, order.client_ref.to_string());
}

#[tokio::test]
async fn the_same_bytes_again_find_the_same_drop_also_when_it_is_complete() {
    let world = World::start().await;
    let prepared = world.prepared(1, "+14165550102");
    let first = accepted(world.stratics.submit(&prepared).await);
    assert_eq!(accepted(world.stratics.submit(&prepared).await), first);

    world.clock.advance(30);
    let later = accepted(world.stratics.submit(&prepared).await);
    assert_eq!(later.ticket, first.ticket);
    assert_eq!(result(&later), (Disposition::Busy, "busy"), "the answer does not say how it ended, so it is fetched");
    assert_eq!(world.drops_made().await, 1);
}

#[tokio::test]
async fn a_complete_drop_whose_result_cannot_be_fetched_is_accepted_and_open() {
    let world = World::start().await;
    let prepared = world.prepared(1, "+14165550102");
    world.stratics.submit(&prepared).await;
    world.clock.advance(30);
    world.outage(RequestKind::LookUp, OutageAnswer::Html).await;
    assert_eq!(accepted(world.stratics.submit(&prepared).await).status, DropStatus::InProgress);
}

#[tokio::test]
async fn a_key_that_was_used_with_other_bytes_is_a_doubt() {
    let world = World::start().await;
    let prepared = world.prepared(1, "+14165550100");
    world.stratics.submit(&prepared).await;
    let mut other = world.prepared(2, "+14165550100");
    other.idempotency_key = prepared.idempotency_key;
    assert!(matches!(world.stratics.submit(&other).await, SubmitOutcome::Unknown { .. }));
}

#[tokio::test]
async fn a_busy_port_is_not_now() {
    let world = World::start().await;
    world.accepted(1, "+14165550100").await;
    assert_eq!(world.submit(1, "+14165550101").await, SubmitOutcome::NotNow(NotNow::PortBusy));
}

#[tokio::test]
async fn a_number_that_cannot_be_dialled_is_refused_for_good() {
    let world = World::start().await;
    let refused = SubmitOutcome::Refused { disposition: Disposition::BadNumber, raw_word: "bad_number".to_owned() };
    assert_eq!(world.submit(1, "+11165550100").await, refused);
}

#[tokio::test]
async fn a_recording_that_is_not_known_is_not_now() {
    let mut world = World::start().await;
    world.audio = AudioRef("audio_gone".to_owned());
    assert_eq!(world.submit(1, "+14165550100").await, SubmitOutcome::NotNow(NotNow::BadAudio));
}

#[tokio::test]
async fn a_refused_key_is_not_now() {
    let world = World::start().await;
    let stranger = adapter(&world.stand_in.base_url(), "another-key");
    let outcome = stranger.submit(&world.prepared(1, "+14165550100")).await;
    assert_eq!(outcome, SubmitOutcome::NotNow(NotNow::Unauthorized));
}

#[tokio::test]
async fn an_account_without_credits_is_not_now() {
    let world = World::start().await;
    world.play(Scenario { credits: Some(0), ..thirty_seconds() }).await;
    assert_eq!(world.submit(1, "+14165550100").await, SubmitOutcome::NotNow(NotNow::NoFunds));
}

#[tokio::test]
async fn asking_too_often_is_not_now_and_tells_how_long() {
    let world = World::start().await;
    for (retry_after, seconds) in
        [(RetryAfter::None, None), (RetryAfter::Seconds(7), Some(7)), (RetryAfter::DateInSeconds(90), Some(90))]
    {
        let outage = Outage { retry_after, ..Outage::of(OutageAnswer::RateLimited) };
        world.play(Scenario { outage: Some(outage), ..thirty_seconds() }).await;
        let limited = NotNow::RateLimited { retry_after: seconds.map(Duration::from_secs) };
        assert_eq!(world.submit(1, "+14165550100").await, SubmitOutcome::NotNow(limited));
    }
    assert_eq!(world.drops_made().await, 0);
}

#[tokio::test]
async fn a_refusal_that_the_protocol_does_not_name_is_a_fault_of_ours() {
    let world = World::start().await;
    match world.submit(99, "+14165550100").await {
        SubmitOutcome::NotNow(NotNow::RequestFault { code, .. }) => assert_eq!(code, "bad_port"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn without_a_connection_it_is_certain_that_nothing_was_sent() {
    let world = World::start().await;
    let outcome = adapter(&nobody(), KEY).submit(&world.prepared(1, "+14165550100")).await;
    assert!(matches!(outcome, SubmitOutcome::NotNow(NotNow::NotConnected { .. })), "{outcome:?}");
}

#[tokio::test]
async fn a_last_instant_goes_along_and_ends_the_drop() {
    let world = World::start().await;
    let mut order = world.order(1, "+14165550100");
    order.not_after = Some(world.clock.now() + TimeDelta::seconds(10));
    let report = accepted(world.stratics.submit(&world.stratics.prepare(&order)).await);
    world.clock.advance(30);
    let ended = world.stratics.poll(&report.ticket).await.unwrap().unwrap();
    assert_eq!(result(&ended), (Disposition::Cancelled, "cancelled"));
}

#[tokio::test]
async fn preparing_twice_gives_the_same_bytes() {
    let world = World::start().await;
    let order = world.order(1, "+14165550100");
    assert_eq!(world.stratics.prepare(&order), world.stratics.prepare(&order));
}

#[tokio::test]
async fn a_key_that_the_server_repeats_goes_no_further() {
    let world = World::start().await;
    let body = format!(r#"{{"error":{{"code":"odd","message":"no account has {KEY}"}}}}"#);
    let server = Canned::with("400 Bad Request", "", &body);
    match adapter(&server.base_url, KEY).submit(&world.prepared(1, "+14165550100")).await {
        SubmitOutcome::NotNow(NotNow::RequestFault { message, .. }) => assert_eq!(message, "no account has [key]"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_adapter_does_not_show_its_key() {
    assert!(!format!("{:?}", adapter("http://127.0.0.1:1", KEY)).contains(KEY));
}
