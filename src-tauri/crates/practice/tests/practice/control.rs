use practice::stand_in::{
    Control, Dial, Outage, OutageAnswer, RequestKind, Scenario, StandIn, StandInConfig, StandInError,
};
use reqwest::Method;
use serde_json::json;

use crate::world::{KEY, ManualClock, PortClient, World, code, read, text, thirty_seconds, wav};

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let mut config = StandInConfig::new(ManualClock::new(), KEY);
    config.listen = "0.0.0.0:0".parse().unwrap();
    assert!(matches!(StandIn::start(config).await, Err(StandInError::NotLoopback(_))));
}

#[tokio::test]
async fn it_needs_a_key_and_a_port() {
    let no_key = StandInConfig::new(ManualClock::new(), "");
    assert!(matches!(StandIn::start(no_key).await, Err(StandInError::BadConfig)));
    let mut no_port = StandInConfig::new(ManualClock::new(), KEY);
    no_port.ports = 0;
    assert!(matches!(StandIn::start(no_port).await, Err(StandInError::BadConfig)));
}

#[tokio::test]
async fn a_config_does_not_show_its_key() {
    assert!(!format!("{:?}", StandInConfig::new(ManualClock::new(), KEY)).contains(KEY));
}

#[tokio::test]
async fn without_the_key_nothing_is_told() {
    let world = World::start().await;
    let stranger = PortClient::new(world.stand_in.base_url(), "another-key");
    for path in ["/v1/account", "/v1/events", "/v1/drops/x", "/stand-in/ledger", "/stand-in/scenario"] {
        assert_eq!(code(&stranger.get(path).await), (401, "unauthorized"), "{path}");
    }
    assert_eq!(code(&stranger.submit("k", json!({})).await), (401, "unauthorized"));
}

#[tokio::test]
async fn as_a_program_of_its_own_it_can_open_its_ledger_to_this_machine() {
    let world = World::with(|config| config.control = Control::Open).await;
    let stranger = PortClient::new(world.stand_in.base_url(), "another-key");
    assert_eq!(stranger.get("/stand-in/ledger").await.0, 200);
    assert_eq!(code(&stranger.get("/v1/account").await), (401, "unauthorized"));
}

#[tokio::test]
async fn a_page_in_a_browser_is_not_served() {
    let world = World::start().await;
    let from_page = world.client.request(Method::GET, "/v1/account").header("Origin", "http://evil.example");
    assert_eq!(code(&read(from_page).await), (403, "not_local"));
    let rebound = world.client.request(Method::GET, "/v1/account").header("Host", "evil.example");
    assert_eq!(code(&read(rebound).await), (403, "not_local"));
}

#[tokio::test]
async fn the_ledger_is_the_same_over_http() {
    let world = World::start().await;
    world.client.taken("a", 1, "+14165550100").await;
    world.clock.advance(30);
    let (status, ledger) = world.client.get("/stand-in/ledger").await;
    assert_eq!(status, 200);
    assert_eq!(serde_json::to_value(world.ledger().await).unwrap(), ledger);
    assert_eq!((&ledger["delivered"], &ledger["distinct_numbers"]), (&1.into(), &1.into()));
}

#[tokio::test]
async fn a_posted_scenario_is_in_force_and_replaces_the_one_before() {
    let world = World::start().await;
    let scenario = json!({ "latency_min_ms": 5000, "latency_max_ms": 5000, "lost_answers": { "next": 1 } });
    let (status, answer) = world.client.post("/stand-in/scenario", scenario).await;
    assert_eq!((status, &answer["latency_min_ms"]), (200, &5000.into()));
    world.client.post("/stand-in/scenario", json!({})).await;
    let now: Scenario = serde_json::from_value(world.client.get("/stand-in/scenario").await.1).unwrap();
    assert_eq!(now, Scenario::default());
}

#[tokio::test]
async fn a_scenario_that_cannot_be_played_is_refused_and_changes_nothing() {
    let world = World::start().await;
    let bad = json!({ "lost_answers": { "rate": 2.0 }, "credits": 0 });
    assert_eq!(code(&world.client.post("/stand-in/scenario", bad).await), (422, "bad_scenario"));
    assert_eq!(code(&world.client.post("/stand-in/scenario", json!({ "typo": 1 })).await), (400, "bad_request"));
    world.client.taken("a", 1, "+14165550100").await;
}

#[tokio::test]
async fn an_outage_befalls_its_requests_as_often_as_said_and_does_nothing_for_them() {
    let world = World::start().await;
    let order = world.client.order("a", 1, "+14165550100").await;
    let outage = Outage::of(OutageAnswer::Unavailable).on(RequestKind::Submit).for_next(1);
    world.stand_in.play(Scenario { outage: Some(outage), ..thirty_seconds() }).await.unwrap();

    assert_eq!(world.client.get("/v1/account").await.0, 200);
    assert_eq!(world.client.submit("k", order.clone()).await.0, 503);
    assert_eq!(world.ledger().await.drops, []);
    assert_eq!(world.client.submit("k", order).await.0, 202);
}

#[tokio::test]
async fn a_lost_answer_loses_the_answer_and_not_the_drop() {
    let world = World::with(|config| config.scenario.lost_answers = Dial::next(1)).await;
    let order = world.client.order("a", 1, "+14165550100").await;
    assert!(world.client.submit_request("k", order).send().await.is_err());
    assert_eq!(world.only_drop().await.client_ref, "a");
    world.client.taken("b", 2, "+14165550100").await;
}

#[tokio::test]
async fn a_recording_is_kept_once_and_named_the_same_again() {
    let world = World::start().await;
    let (first_status, first) = world.client.upload(wav(6)).await;
    let (again_status, again) = world.client.upload(wav(6)).await;
    assert_eq!((first_status, again_status), (201, 200));
    assert_eq!(first, again);
    assert_eq!(first["duration_ms"], 6000);
    assert_ne!(text(&world.client.upload(wav(7)).await.1["audio_id"]), text(&first["audio_id"]));
}

#[tokio::test]
async fn what_is_no_recording_is_refused() {
    let world = World::start().await;
    assert_eq!(code(&world.client.upload(b"%PDF-1.7".to_vec()).await), (422, "bad_audio"));
    let audio = || world.client.request(Method::POST, "/v1/audio").body(wav(1));
    let unhashed = audio().header("Content-Type", "audio/wav");
    assert_eq!(code(&read(unhashed).await), (422, "bad_audio"));
    assert_eq!(code(&read(audio().header("Content-Type", "text/html")).await), (415, "unsupported_audio"));
}

#[tokio::test]
async fn too_long_a_body_and_an_unknown_path_get_the_protocols_errors() {
    let world = World::start().await;
    assert_eq!(code(&world.client.submit("k", "x".repeat(70_000).into()).await), (413, "bad_body"));
    assert_eq!(code(&world.client.get("/v1/nothing").await), (404, "not_found"));
    assert_eq!(code(&world.client.get("/v1/events?wait=soon").await), (400, "bad_request"));
}

#[tokio::test]
async fn a_stand_in_without_a_key_of_its_own_takes_any_but_none() {
    let config = StandInConfig { key: None, ..StandInConfig::new(ManualClock::new(), KEY) };
    let stand_in = StandIn::start(config).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let account = || http.get(format!("{}/v1/account", stand_in.base_url()));
    assert_eq!(account().bearer_auth("whatever").send().await.unwrap().status(), 200);
    assert_eq!(account().send().await.unwrap().status(), 401);
}
