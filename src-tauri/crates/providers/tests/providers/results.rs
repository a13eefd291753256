use std::time::Duration;

use domain::disposition::Disposition;
use engine::provider::{CancelOutcome, DropStatus, Provider, ProviderFault};
use practice::stand_in::{Cursors, Dial, EventOrder, Scenario, UNKNOWN_WORD};

use crate::world::{World, result, thirty_seconds, ticket};

#[tokio::test]
async fn results_come_by_the_feed_and_by_polling_alike() {
    let world = World::start().await;
    let lines = [
        ("0100", Disposition::Delivered),
        ("0101", Disposition::Impossible),
        ("0102", Disposition::Busy),
        ("0103", Disposition::Unavailable),
        ("0104", Disposition::MailboxFull),
        ("0105", Disposition::NoAnswer),
        ("0106", Disposition::Landline),
    ];
    let mut tickets = Vec::new();
    for (port, (line, _)) in (1..).zip(lines) {
        tickets.push(world.accepted(port, &format!("+1416555{line}")).await.ticket);
    }
    world.clock.advance(30);
    let reports = world.all_results().await;
    for (ticket, (_, disposition)) in tickets.iter().zip(lines) {
        let report = reports.iter().find(|report| report.ticket == *ticket).unwrap();
        assert_eq!(result(report).0, disposition);
        assert_eq!(world.stratics.poll(ticket).await.unwrap().as_ref(), Some(report));
    }
}

#[tokio::test]
async fn a_word_that_is_not_listed_is_a_failure_and_the_word_is_kept() {
    let world = World::start().await;
    world.accepted(1, "+14165550111").await;
    world.clock.advance(30);
    assert_eq!(result(&world.all_results().await[0]), (Disposition::Failed, UNKNOWN_WORD));
}

#[tokio::test]
async fn the_providers_own_stamps_and_its_price_are_kept_as_they_came() {
    let world = World::start().await;
    world.accepted(1, "+14165550100").await;
    world.clock.advance(30);
    let report = &world.all_results().await[0];
    assert_eq!(report.accepted_at_raw.as_deref(), Some("2027-01-15T08:00:00.000000Z"));
    assert_eq!(report.completed_at_raw.as_deref(), Some("2027-01-15T08:00:30.000000Z"));
    assert_eq!(report.cost_micros, Some(20_000));
}

#[tokio::test]
async fn a_result_can_come_twice_and_late() {
    let world = World::start().await;
    world.accepted(1, "+14165550110").await;
    let late = world.accepted(2, "+14165550108").await;
    world.clock.advance(30);
    let reports = world.all_results().await;
    assert_eq!(reports.len(), 2);
    assert_eq!(reports[0], reports[1]);
    assert_eq!(world.stratics.poll(&late.ticket).await.unwrap().unwrap().status, DropStatus::InProgress);

    world.clock.advance(20 * 60);
    assert_eq!(world.all_results().await.len(), 3);
}

#[tokio::test]
async fn contradictory_and_foreign_results_are_handed_on_in_any_order() {
    let world = World::start().await;
    world.play(Scenario { contradictory_results: Dial::next(1), foreign_results: 2, ..thirty_seconds() }).await;
    let ours = world.accepted(1, "+14165550100").await;
    world.clock.advance(30);
    world.play(Scenario { event_order: EventOrder::Reversed, ..thirty_seconds() }).await;

    let reports = world.all_results().await;
    assert_eq!(reports.len(), 4);
    assert_eq!((result(&reports[0]).1, result(&reports[1]).1), ("failed", "delivered"));
    assert!(reports[..2].iter().all(|report| report.ticket == ours.ticket));
    assert_eq!(reports[2].client_ref, None, "a reference that is no UUID is not ours, and its result is still shown");
    assert!(reports[3].client_ref.is_some_and(|reference| Some(reference) != ours.client_ref));
}

#[tokio::test]
async fn the_feed_goes_on_after_its_cursor_and_says_when_that_is_gone() {
    let world = World::start().await;
    world.accepted(1, "+14165550100").await;
    world.clock.advance(30);
    let first = world.stratics.events(None, Duration::ZERO).await.unwrap();
    assert_eq!(first.reports.len(), 1);
    let second = world.stratics.events(Some(&first.cursor), Duration::ZERO).await.unwrap();
    assert_eq!((second.reports.len(), &second.cursor), (0, &first.cursor));

    world.play(Scenario { cursors: Cursors::Forget, ..thirty_seconds() }).await;
    let gone = world.stratics.events(Some(&first.cursor), Duration::ZERO).await;
    assert_eq!(gone, Err(ProviderFault::CursorGone));
    assert_eq!(world.all_results().await.len(), 1);
}

#[tokio::test]
async fn a_cancel_in_time_ends_the_drop_and_frees_its_port() {
    let world = World::start().await;
    let report = world.accepted(1, "+14165550100").await;
    match world.stratics.cancel(&report.ticket).await.unwrap() {
        CancelOutcome::Cancelled(ended) => assert_eq!(result(&ended), (Disposition::Cancelled, "cancelled")),
        CancelOutcome::TooLate => panic!("it was in time"),
    }
    world.accepted(1, "+14165550101").await;
    world.clock.advance(30);
    assert_eq!(world.stand_in.ledger().await.unwrap().delivered, 0);
}

#[tokio::test]
async fn a_cancel_that_is_too_late_frees_the_port_and_the_result_still_comes() {
    let world = World::start().await;
    let report = world.accepted(1, "+14165550108").await;
    assert_eq!(world.stratics.cancel(&report.ticket).await, Ok(CancelOutcome::TooLate));
    world.accepted(1, "+14165550101").await;
    world.clock.advance(20 * 60);
    let reports = world.all_results().await;
    let late = reports.iter().find(|late| late.ticket == report.ticket).unwrap();
    assert_eq!(result(late).0, Disposition::Delivered);
}

#[tokio::test]
async fn a_drop_that_is_not_there_cannot_be_polled_or_cancelled() {
    let world = World::start().await;
    assert_eq!(world.stratics.poll(&ticket("drop_x")).await, Ok(None));
    match world.stratics.cancel(&ticket("drop_x")).await {
        Err(ProviderFault::Refused { code, .. }) => assert_eq!(code, "not_found"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_ticket_of_odd_signs_leads_nowhere_else() {
    let world = World::start().await;
    for odd in ["../account", "a/b", "x?y=z", "%2e%2e", "é"] {
        assert_eq!(world.stratics.poll(&ticket(odd)).await, Ok(None), "{odd}");
    }
}
