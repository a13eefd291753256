use std::sync::Arc;

use engine::clock::PracticeClock;
use practice::stand_in::{Cursors, EventOrder, Scenario, StandIn, StandInConfig};

use crate::world::{KEY, PortClient, World, code, text, thirty_seconds};

#[tokio::test]
async fn the_feed_begins_with_the_oldest_event_and_goes_on_after_a_cursor() {
    let world = World::start().await;
    world.client.taken("a", 1, "+14165550100").await;
    world.clock.advance(30);
    let (_, first) = world.client.get("/v1/events").await;
    assert_eq!(first["events"].as_array().unwrap().len(), 1);

    let cursor = text(&first["cursor"]);
    let (_, nothing) = world.client.get(&format!("/v1/events?after={cursor}")).await;
    assert_eq!((nothing["events"].as_array().unwrap().len(), text(&nothing["cursor"])), (0, cursor.clone()));

    world.client.taken("b", 1, "+14165550101").await;
    world.clock.advance(30);
    let (_, second) = world.client.get(&format!("/v1/events?after={cursor}")).await;
    assert_eq!(second["events"][0]["client_ref"], "b");
}

#[tokio::test]
async fn a_cursor_that_nobody_gave_is_gone() {
    let world = World::start().await;
    let cursor = text(&world.client.get("/v1/events").await.1["cursor"]);
    for unknown in ["x", "1", "", &format!("{cursor}9")] {
        let reply = world.client.get(&format!("/v1/events?after={unknown}")).await;
        assert_eq!(code(&reply), (410, "cursor_gone"), "{unknown}");
    }
    world.stand_in.play(Scenario { cursors: Cursors::Forget, ..thirty_seconds() }).await.unwrap();
    assert_eq!(code(&world.client.get(&format!("/v1/events?after={cursor}")).await), (410, "cursor_gone"));
}

#[tokio::test]
async fn events_are_kept_for_a_week_and_a_cursor_into_what_is_gone_is_gone_too() {
    let world = World::start().await;
    let before_all = text(&world.client.get("/v1/events").await.1["cursor"]);
    world.client.taken("a", 1, "+14165550100").await;
    world.clock.advance(30);
    assert_eq!(world.client.all_events().await.len(), 1);
    world.clock.advance(8 * 24 * 3600);
    world.client.taken("b", 1, "+14165550101").await;
    world.clock.advance(30);

    assert_eq!(world.client.all_events().await, [("b".into(), "impossible".into())]);
    let reply = world.client.get(&format!("/v1/events?after={before_all}")).await;
    assert_eq!(code(&reply), (410, "cursor_gone"));
}

/// Real waiting, at ten thousand times life's pace: the answer must come because of the event, not of the time limit.
#[tokio::test]
async fn a_waiting_request_is_answered_when_a_result_falls_due() {
    let clock = Arc::new(PracticeClock::new(chrono::DateTime::UNIX_EPOCH, 10_000.0));
    let mut config = StandInConfig::new(clock, KEY);
    // A third of a second of machine time: the request is surely waiting when it falls due.
    (config.scenario.latency_min_ms, config.scenario.latency_max_ms) = (3_300_000, 3_300_000);
    let stand_in = StandIn::start(config).await.unwrap();
    let client = PortClient::new(stand_in.base_url(), KEY);
    client.taken("a", 1, "+14165550100").await;
    let (_, page) = client.get("/v1/events?wait=30").await;
    assert_eq!(page["events"][0]["client_ref"], "a");
}

#[tokio::test]
async fn a_request_that_waits_for_nothing_is_answered_when_the_stand_in_stops() {
    let world = World::start().await;
    let waiting = tokio::spawn({
        let client = world.client.clone();
        async move { client.request(reqwest::Method::GET, "/v1/events?wait=30").send().await }
    });
    // Whether it already waits or has not even connected, it must not hold the stop up.
    tokio::task::yield_now().await;
    tokio::time::timeout(std::time::Duration::from_secs(20), world.stand_in.stop()).await.unwrap();
    let _ = waiting.await.unwrap();
}

#[tokio::test]
async fn a_scenario_can_reverse_the_order_and_add_results_of_others() {
    let world = World::start().await;
    world.client.taken("a", 1, "+14165550100").await;
    world.client.taken("b", 2, "+14165550101").await;
    world.clock.advance(30);
    let reversed = Scenario { event_order: EventOrder::Reversed, foreign_results: 2, ..thirty_seconds() };
    world.stand_in.play(reversed).await.unwrap();
    let names: Vec<_> = world.client.all_events().await.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 4);
    assert_eq!(names[2..], ["b", "a"]);
    assert!(names[0].starts_with("other-desk"));
}

#[tokio::test]
async fn a_drop_is_found_by_its_id_and_by_its_reference() {
    let world = World::start().await;
    let drop_id = world.client.taken("a", 3, "+14165550100").await;
    let (status, drop) = world.client.get(&format!("/v1/drops/{drop_id}")).await;
    assert_eq!((status, text(&drop["client_ref"]), &drop["port"]), (200, "a".into(), &3.into()));
    let (_, found) = world.client.get("/v1/drops?client_ref=a").await;
    assert_eq!(found["drops"], serde_json::json!([drop]));
    let (status, none) = world.client.get("/v1/drops?client_ref=b").await;
    assert_eq!((status, &none["drops"]), (200, &serde_json::json!([])));
    assert_eq!(code(&world.client.get("/v1/drops/drop_x").await), (404, "not_found"));
}
