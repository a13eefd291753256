use practice::stand_in::{Dial, Scenario, UNKNOWN_WORD};

use crate::world::{World, number, text, thirty_seconds};

#[tokio::test]
async fn the_fixed_lines_are_reported_as_the_protocol_page_says() {
    let world = World::with(|config| config.ports = 12).await;
    for line in 0..12 {
        // 0109 gets no answer, which is another test's business.
        let name = format!("01{line:02}");
        let order = world.client.order(&name, line + 1, &format!("+1613555{name}")).await;
        let _ = world.client.submit_request(&name, order).send().await;
    }
    world.clock.advance(30);
    let word = |line: &str, word: &str| (line.to_owned(), word.to_owned());
    let mut events = world.client.all_events().await;
    events.sort();
    let mut expected = vec![
        word("0100", "delivered"),
        word("0101", "impossible"),
        word("0102", "busy"),
        word("0103", "unavailable"),
        word("0104", "mailbox_full"),
        word("0105", "no_answer"),
        word("0106", "landline"),
        word("0109", "delivered"),
        word("0110", "delivered"),
        word("0110", "delivered"),
        word("0111", UNKNOWN_WORD),
    ];
    assert_eq!(events, expected);
    assert_eq!(world.ledger().await.delivered, 4, "0108 counts although it is not reported; 0110 counts once");

    world.clock.advance(20 * 60 - 31);
    assert_eq!(world.client.all_events().await.len(), expected.len());
    world.clock.advance(1);
    expected.push(word("0108", "delivered"));
    let mut events = world.client.all_events().await;
    events.sort();
    expected.sort();
    assert_eq!(events, expected);

    world.clock.advance(3 * 24 * 3600);
    let events = world.client.all_events().await;
    assert!(!events.iter().any(|(name, _)| name == "0107"), "0107 never has a result");
    assert_eq!((events.len(), world.ledger().await.delivered), (expected.len(), 4));
}

#[tokio::test]
async fn line_0109_is_accepted_while_its_connection_closes_and_a_second_try_with_its_key_is_answered() {
    let world = World::start().await;
    let order = world.client.order("a", 1, "+14165550109").await;
    assert!(world.client.submit_request("k", order.clone()).send().await.is_err());
    let (status, body) = world.client.submit("k", order).await;
    assert_eq!(status, 200);
    let drop = world.only_drop().await;
    assert_eq!((drop.drop_id, drop.answer_lost), (text(&body["drop_id"]), true));
}

#[tokio::test]
async fn a_drop_ends_as_cancelled_at_its_last_instant() {
    let world = World::start().await;
    let mut order = world.client.order("a", 1, "+14165550100").await;
    let last = engine::clock::Clock::now(&*world.clock) + chrono::TimeDelta::seconds(10);
    order["not_after"] = last.to_rfc3339().into();
    assert_eq!(world.client.submit("a", order).await.0, 202);
    world.clock.advance(60);
    assert_eq!(world.client.all_events().await, [("a".into(), "cancelled".into())]);
    let drop = world.only_drop().await;
    assert_eq!((drop.outcome_at, drop.freed_at, drop.result.as_deref()), (Some(last), Some(last), Some("cancelled")));
}

#[tokio::test]
async fn a_last_instant_that_is_not_reached_changes_nothing() {
    let world = World::start().await;
    let mut order = world.client.order("a", 1, "+14165550100").await;
    let last = engine::clock::Clock::now(&*world.clock) + chrono::TimeDelta::seconds(30);
    order["not_after"] = last.to_rfc3339().into();
    world.client.submit("a", order).await;
    world.clock.advance(60);
    assert_eq!(world.client.all_events().await, [("a".into(), "delivered".into())]);
}

#[tokio::test]
async fn a_drop_counts_as_delivered_when_it_is_and_not_when_it_is_reported() {
    let world = World::with(|config| config.scenario.late_results = Dial::always()).await;
    let drop_id = world.client.taken("a", 1, "+14165550100").await;
    world.clock.advance(29);
    assert_eq!(world.ledger().await.delivered, 0);
    world.clock.advance(1);
    assert_eq!(world.ledger().await.delivered, 1);
    assert_eq!(world.client.get(&format!("/v1/drops/{drop_id}")).await.1["status"], "in_progress");

    world.clock.advance(20 * 60);
    let (_, drop) = world.client.get(&format!("/v1/drops/{drop_id}")).await;
    assert_eq!((text(&drop["status"]), text(&drop["result"])), ("complete".into(), "delivered".into()));
}

#[tokio::test]
async fn a_number_that_hears_two_drops_counts_twice_but_is_one_number() {
    let world = World::start().await;
    for name in ["a", "b"] {
        world.client.taken(name, 1, "+14165550100").await;
        world.clock.advance(30);
    }
    let ledger = world.ledger().await;
    assert_eq!((ledger.delivered, ledger.distinct_numbers), (2, 1));
}

#[tokio::test]
async fn a_scenario_can_repeat_and_contradict_results() {
    let world = World::with(|config| {
        config.scenario.duplicate_results = Dial::next(1);
        config.scenario.contradictory_results = Dial::next(1);
    })
    .await;
    world.client.taken("a", 1, "+14165550100").await;
    world.client.taken("b", 2, "+14165550100").await;
    world.clock.advance(30);
    let event = |name: &str, word: &str| (name.to_owned(), word.to_owned());
    assert_eq!(
        world.client.all_events().await,
        [event("a", "delivered"), event("a", "delivered"), event("a", "failed"), event("b", "delivered")]
    );
    assert_eq!(world.ledger().await.delivered, 2, "what is said about a drop does not change what it was");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_results_in_another_stand_in() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let world = World::with(|config| config.ports = 50).await;
        for n in 0..50 {
            world.client.taken(&n.to_string(), n as u16 + 1, &number(n)).await;
        }
        world.clock.advance(30);
        runs.push(world.client.all_events().await);
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].iter().any(|(_, word)| word != "delivered"));
}

#[tokio::test]
async fn a_scenario_sets_which_words_the_mix_has() {
    let world = World::start().await;
    let mix = [("no_answer".to_owned(), 1.0)].into();
    world.stand_in.play(Scenario { mix, ..thirty_seconds() }).await.unwrap();
    world.client.taken("a", 1, &number(1)).await;
    world.clock.advance(30);
    assert_eq!(world.client.all_events().await, [("a".into(), "no_answer".into())]);
}
