use std::time::Duration;

use engine::provider::{Audio, Provider, ProviderFault, Ticket};
use practice::stand_in::{Outage, OutageAnswer, RequestKind, RetryAfter, Scenario};
use providers::{ApiKey, Connection, ConnectionError, Reach, Stratics};
use uuid::Uuid;

use crate::canned::{Canned, nobody};
use crate::world::{KEY, World, adapter, impatient, recording, thirty_seconds, ticket};

/// What every question that can fail says.
async fn faults(stratics: &Stratics) -> Vec<ProviderFault> {
    let drop: Ticket = ticket("drop_x");
    vec![
        stratics.check_account().await.unwrap_err(),
        stratics.ensure_audio(&recording(6)).await.unwrap_err(),
        stratics.look_up(Uuid::new_v4()).await.unwrap_err(),
        stratics.poll(&drop).await.unwrap_err(),
        stratics.events(None, Duration::ZERO).await.unwrap_err(),
        stratics.cancel(&drop).await.unwrap_err(),
    ]
}

async fn faults_in(answer: OutageAnswer) -> Vec<ProviderFault> {
    let world = World::start().await;
    world.outage(RequestKind::All, answer).await;
    faults(&world.stratics).await
}

#[tokio::test]
async fn the_account_is_read() {
    let world = World::start().await;
    let account = world.stratics.check_account().await.unwrap();
    assert_eq!((account.name.as_str(), account.ports, account.test_mode), ("Stratics stand-in", 10, true));
}

#[tokio::test]
async fn what_the_provider_can_do_is_said() {
    let capabilities = adapter("http://127.0.0.1:1", KEY).capabilities();
    assert_eq!(capabilities.idempotency_key_life, Some(Duration::from_secs(24 * 3600)));
    assert!(capabilities.has_event_feed && capabilities.can_look_up && capabilities.can_cancel);
}

#[tokio::test]
async fn the_same_recording_has_the_same_name_and_a_bad_one_is_refused() {
    let world = World::start().await;
    assert_eq!(world.stratics.ensure_audio(&recording(6)).await, Ok(world.audio.clone()));
    assert_ne!(world.stratics.ensure_audio(&recording(7)).await, Ok(world.audio.clone()));
    let bad = Audio { wav: b"no audio".to_vec(), ..recording(6) };
    match world.stratics.ensure_audio(&bad).await {
        Err(ProviderFault::Refused { code, .. }) => assert_eq!(code, "bad_audio"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_server_out_of_order_or_of_another_kind_cannot_be_read() {
    for answer in [OutageAnswer::InternalError, OutageAnswer::Unavailable, OutageAnswer::Html, OutageAnswer::Garbled] {
        for fault in faults_in(answer).await {
            assert!(matches!(fault, ProviderFault::Unreadable(_)), "{answer:?}: {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_closes_or_floods_is_out_of_reach() {
    for answer in [OutageAnswer::Close, OutageAnswer::Flood] {
        for fault in faults_in(answer).await {
            assert!(matches!(fault, ProviderFault::Unreachable(_)), "{answer:?}: {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_out_of_reach_in_time() {
    let world = World::start().await;
    world.outage(RequestKind::All, OutageAnswer::Nothing).await;
    let stratics = impatient(&world.stand_in.base_url());
    let fault = stratics.check_account().await.unwrap_err();
    assert!(matches!(fault, ProviderFault::Unreachable(_)), "{fault:?}");
    let fault = stratics.events(None, Duration::ZERO).await.unwrap_err();
    assert!(matches!(fault, ProviderFault::Unreachable(_)), "{fault:?}");
}

#[tokio::test]
async fn where_nobody_listens_nothing_is_reached() {
    for fault in faults(&adapter(&nobody(), KEY)).await {
        assert!(matches!(fault, ProviderFault::Unreachable(_)), "{fault:?}");
    }
}

#[tokio::test]
async fn a_refused_key_is_said_as_such() {
    let world = World::start().await;
    for fault in faults(&adapter(&world.stand_in.base_url(), "another-key")).await {
        assert_eq!(fault, ProviderFault::Unauthorized);
    }
    for fault in faults_in(OutageAnswer::KeyRefused).await {
        assert_eq!(fault, ProviderFault::Unauthorized);
    }
}

#[tokio::test]
async fn asking_too_often_is_said_with_its_wait() {
    let world = World::start().await;
    let outage = Outage { retry_after: RetryAfter::Seconds(3), ..Outage::of(OutageAnswer::RateLimited) };
    world.play(Scenario { outage: Some(outage), ..thirty_seconds() }).await;
    for fault in faults(&world.stratics).await {
        assert_eq!(fault, ProviderFault::RateLimited { retry_after: Some(Duration::from_secs(3)) });
    }
}

#[tokio::test]
async fn an_account_without_funds_is_said_as_such() {
    let server = Canned::with("402 Payment Required", "", "");
    assert_eq!(adapter(&server.base_url, KEY).check_account().await, Err(ProviderFault::NoFunds));
}

#[tokio::test]
async fn no_fault_shows_the_key_or_the_reference() {
    let world = World::start().await;
    world.outage(RequestKind::All, OutageAnswer::Close).await;
    let reference = Uuid::new_v4();
    let fault = world.stratics.look_up(reference).await.unwrap_err();
    let shown = format!("{fault} {fault:?}");
    assert!(!shown.contains(KEY) && !shown.contains(&reference.to_string()), "{shown}");
}

#[test]
fn an_address_out_of_reach_is_refused_before_anything_is_sent() {
    let connection = Connection::parse("https://api.example.com").unwrap();
    let refused = Stratics::new(connection, ApiKey::parse(KEY).unwrap(), Reach::LoopbackOnly);
    assert_eq!(refused.unwrap_err(), ConnectionError::NotLoopback);
}

#[tokio::test]
async fn localhost_is_this_machine_by_its_name_too() {
    let world = World::start().await;
    let by_name = world.stand_in.base_url().replace("127.0.0.1", "localhost");
    assert!(adapter(&by_name, KEY).check_account().await.is_ok());
}
