use practice::stand_in::Scenario;

use crate::world::{World, code, text, thirty_seconds};

#[tokio::test]
async fn the_same_key_and_bytes_give_the_same_drop_with_its_status_of_now_and_send_nothing_again() {
    let world = World::start().await;
    let order = world.client.order("a", 1, "+14165550100").await;
    let (first_status, first) = world.client.submit("k", order.clone()).await;
    let (again_status, again) = world.client.submit("k", order.clone()).await;
    assert_eq!((first_status, again_status), (202, 200));
    assert_eq!(first, again);

    world.clock.advance(30);
    let (_, later) = world.client.submit("k", order).await;
    assert_eq!((later["drop_id"].clone(), text(&later["status"])), (first["drop_id"].clone(), "complete".into()));
    assert_eq!(world.ledger().await.drops.len(), 1);
}

#[tokio::test]
async fn the_same_key_with_other_bytes_is_refused() {
    let world = World::start().await;
    world.client.submit("k", world.client.order("a", 1, "+14165550100").await).await;
    let other = world.client.order("a", 2, "+14165550100").await;
    assert_eq!(code(&world.client.submit("k", other).await), (409, "key_reused"));
}

#[tokio::test]
async fn a_key_is_looked_up_before_port_funds_and_number() {
    let world = World::start().await;
    let order = world.client.order("a", 1, "+14165550100").await;
    world.client.submit("k", order.clone()).await;
    world.stand_in.play(Scenario { credits: Some(0), ..thirty_seconds() }).await.unwrap();

    assert_eq!(world.client.submit("k", order).await.0, 200, "though its port is busy and the funds are gone");
    let hopeless = world.client.order("a", 1, "+1416").await;
    assert_eq!(code(&world.client.submit("k", hopeless).await), (409, "key_reused"));
}

#[tokio::test]
async fn a_key_lives_for_a_day() {
    let world = World::start().await;
    let order = world.client.order("a", 1, "+14165550100").await;
    world.client.submit("k", order.clone()).await;
    world.clock.advance(24 * 3600 - 1);
    assert_eq!(world.client.submit("k", order.clone()).await.0, 200);
    world.clock.advance(1);
    assert_eq!(world.client.submit("k", order).await.0, 202);
    assert_eq!(world.ledger().await.drops.len(), 2);
}

#[tokio::test]
async fn a_refused_drop_leaves_its_key_free() {
    let world = World::start().await;
    world.client.taken("a", 1, "+14165550100").await;
    assert_eq!(code(&world.client.drop("b", 1, "+14165550101").await), (409, "port_busy"));
    world.clock.advance(30);
    assert_eq!(world.client.drop("b", 1, "+14165550101").await.0, 202);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_with_its_reason_and_leaves_no_drop() {
    let world = World::start().await;
    for number in ["", "4165550100", "+1416555010", "+11165550100", "+14160550100", "+442079460000", "+1416555010x"] {
        assert_eq!(code(&world.client.drop("a", 1, number).await), (422, "bad_number"), "{number}");
    }
    let mut order = world.client.order("a", 1, "+14165550100").await;
    order["audio_id"] = "audio_x".into();
    assert_eq!(code(&world.client.submit("a", order).await), (422, "bad_audio"));
    assert_eq!(code(&world.client.submit("a", "nonsense".into()).await), (400, "bad_request"));
    let order = world.client.order("a", 1, "+14165550100").await;
    assert_eq!(code(&world.client.submit("", order).await), (400, "bad_request"));
    assert_eq!(world.ledger().await.drops, []);
}

#[tokio::test]
async fn every_drop_costs_a_credit_until_none_is_left() {
    let world = World::with(|config| config.credits = 1).await;
    world.client.taken("a", 1, "+14165550100").await;
    assert_eq!(code(&world.client.drop("b", 2, "+14165550101").await), (402, "no_funds"));
    assert_eq!(world.client.get("/v1/account").await.1["credits"], 0);
}
