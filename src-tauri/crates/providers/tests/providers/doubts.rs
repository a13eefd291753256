use domain::disposition::Disposition;
use engine::provider::{DropReport, Provider, SubmitOutcome};
use practice::stand_in::{Dial, OutageAnswer, RequestKind, Scenario};

use crate::canned::Canned;
use crate::world::{KEY, World, accepted, adapter, impatient, result, thirty_seconds};

fn is_doubt(outcome: &SubmitOutcome) -> bool {
    matches!(outcome, SubmitOutcome::Unknown { .. })
}

#[tokio::test]
async fn an_answer_that_proves_nothing_leaves_a_doubt() {
    let world = World::start().await;
    for answer in [
        OutageAnswer::InternalError,
        OutageAnswer::Unavailable,
        OutageAnswer::Html,
        OutageAnswer::Garbled,
        OutageAnswer::Flood,
        OutageAnswer::Close,
    ] {
        world.outage(RequestKind::Submit, answer).await;
        let outcome = world.submit(1, "+14165550100").await;
        assert!(is_doubt(&outcome), "{answer:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn no_answer_in_time_leaves_a_doubt() {
    let world = World::start().await;
    world.outage(RequestKind::Submit, OutageAnswer::Nothing).await;
    let outcome = impatient(&world.stand_in.base_url()).submit(&world.prepared(1, "+14165550100")).await;
    assert!(is_doubt(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn half_an_answer_leaves_a_doubt() {
    let world = World::start().await;
    let prepared = world.prepared(1, "+14165550100");
    for half in ["HTTP/1.1 202 Acc", "HTTP/1.1 202 Accepted\r\nContent-Length: 90\r\n\r\n{\"drop_id\":", "not http"] {
        let outcome = adapter(&Canned::answering(half).base_url, KEY).submit(&prepared).await;
        assert!(is_doubt(&outcome), "{half}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_leaves_a_doubt() {
    let world = World::start().await;
    let elsewhere = format!("Location: {}/v1/drops\r\n", world.stand_in.base_url());
    for status in ["301 Moved Permanently", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let server = Canned::with(status, &elsewhere, "");
        assert!(is_doubt(&adapter(&server.base_url, KEY).submit(&world.prepared(1, "+14165550100")).await));
    }
    assert_eq!(world.drops_made().await, 0);
}

#[tokio::test]
async fn bytes_go_out_once_and_a_closed_connection_is_not_tried_again() {
    let world = World::start().await;
    let server = Canned::answering("");
    assert!(is_doubt(&adapter(&server.base_url, KEY).submit(&world.prepared(1, "+14165550100")).await));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn after_a_lost_answer_the_drop_is_found_by_its_reference() {
    let world = World::start().await;
    world.play(Scenario { lost_answers: Dial::next(1), ..thirty_seconds() }).await;
    let order = world.order(1, "+14165550100");
    assert!(is_doubt(&world.stratics.submit(&world.stratics.prepare(&order)).await));

    let found = world.stratics.look_up(order.client_ref).await.unwrap().unwrap();
    assert_eq!(found.client_ref, Some(order.client_ref));
    world.clock.advance(30);
    let polled = world.stratics.poll(&found.ticket).await.unwrap().unwrap();
    assert_eq!(result(&polled), (Disposition::Delivered, "delivered"));
}

#[tokio::test]
async fn after_a_lost_answer_the_same_key_and_bytes_find_the_drop_and_deliver_it_once() {
    let world = World::start().await;
    let order = world.order(1, "+14165550109");
    let prepared = world.stratics.prepare(&order);
    assert!(is_doubt(&world.stratics.submit(&prepared).await));

    // The answer to a submit does not repeat whom it is for.
    let again = DropReport { to: Some(order.to), ..accepted(world.stratics.submit(&prepared).await) };
    assert_eq!(Some(again), world.stratics.look_up(order.client_ref).await.unwrap());
    world.clock.advance(30);
    let ledger = world.stand_in.ledger().await.unwrap();
    assert_eq!((ledger.drops.len(), ledger.delivered, ledger.distinct_numbers), (1, 1, 1));
    assert!(ledger.drops[0].answer_lost);
}

#[tokio::test]
async fn a_drop_that_never_arrived_is_not_found() {
    let world = World::start().await;
    world.outage(RequestKind::Submit, OutageAnswer::Close).await;
    let order = world.order(1, "+14165550100");
    assert!(is_doubt(&world.stratics.submit(&world.stratics.prepare(&order)).await));
    assert_eq!(world.stratics.look_up(order.client_ref).await, Ok(None));
}
