use std::collections::HashMap;
use std::sync::Arc;

use engine::clock::PracticeClock;
use practice::stand_in::{LedgerDrop, StandIn, StandInConfig};

use crate::world::{KEY, PortClient, World, code, number, text};

#[tokio::test]
async fn a_port_carries_one_drop_at_a_time_and_others_carry_theirs_beside_it() {
    let world = World::start().await;
    world.client.taken("a", 1, "+14165550100").await;

    assert_eq!(code(&world.client.drop("b", 1, "+14165550101").await), (409, "port_busy"));
    world.client.taken("c", 2, "+14165550102").await;

    world.clock.advance(30);
    world.client.taken("b", 1, "+14165550101").await;
    assert_eq!(world.ledger().await.drops.len(), 3);
}

#[tokio::test]
async fn a_port_that_the_account_does_not_have_is_refused() {
    let world = World::with(|config| config.ports = 2).await;
    for port in [0, 3] {
        assert_eq!(code(&world.client.drop("a", port, "+14165550100").await), (422, "bad_port"));
    }
    let (_, account) = world.client.get("/v1/account").await;
    assert_eq!((&account["ports"], &account["test_mode"]), (&2.into(), &true.into()));
}

#[tokio::test]
async fn a_cancel_before_the_outcome_ends_the_drop_as_cancelled_and_frees_its_port() {
    let world = World::start().await;
    let drop_id = world.client.taken("a", 1, "+14165550100").await;
    world.clock.advance(29);

    for _ in 0..2 {
        let (status, drop) = world.client.post(&format!("/v1/drops/{drop_id}/cancel"), "".into()).await;
        assert_eq!(
            (status, text(&drop["status"]), text(&drop["result"])),
            (200, "complete".into(), "cancelled".into())
        );
    }
    world.client.taken("b", 1, "+14165550101").await;
    world.clock.advance(300);
    assert_eq!(world.ledger().await.delivered, 0);
    assert_eq!(world.client.all_events().await[0], ("a".into(), "cancelled".into()));
}

#[tokio::test]
async fn a_cancel_after_the_outcome_is_too_late_and_the_result_stands() {
    let world = World::start().await;
    let drop_id = world.client.taken("a", 1, "+14165550100").await;
    world.clock.advance(30);

    let reply = world.client.post(&format!("/v1/drops/{drop_id}/cancel"), "".into()).await;
    assert_eq!(code(&reply), (409, "too_late"));
    assert_eq!(world.client.all_events().await, [("a".into(), "delivered".into())]);
}

#[tokio::test]
async fn lines_0107_and_0108_are_always_cancelled_too_late_and_still_give_their_port_back() {
    let world = World::start().await;
    for (name, to) in [("silent", "+14165550107"), ("late", "+14165550108")] {
        let drop_id = world.client.taken(name, 1, to).await;
        assert_eq!(code(&world.client.drop("other", 1, "+14165550100").await), (409, "port_busy"));
        let reply = world.client.post(&format!("/v1/drops/{drop_id}/cancel"), "".into()).await;
        assert_eq!(code(&reply), (409, "too_late"));
    }
    world.client.taken("next", 1, "+14165550101").await;
    world.clock.advance(30);
    assert_eq!(world.ledger().await.delivered, 1, "0108 is in the mailbox, though its result is not out");
}

#[tokio::test]
async fn a_cancel_of_a_drop_that_is_not_there_is_not_found() {
    let world = World::start().await;
    assert_eq!(code(&world.client.post("/v1/drops/drop_x/cancel", "".into()).await), (404, "not_found"));
}

/// Five ports at ten thousand times life's pace; the ledger alone must prove the order on each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_full_speed_every_port_still_carries_its_drops_strictly_one_after_another() {
    const PORTS: u16 = 5;
    const DROPS: u32 = 20;
    let clock = Arc::new(PracticeClock::new(chrono::DateTime::UNIX_EPOCH, 10_000.0));
    let stand_in = StandIn::start(StandInConfig::new(clock, KEY)).await.unwrap();
    let lanes: Vec<_> = (1..=PORTS)
        .map(|port| tokio::spawn(send_one_after_another(PortClient::new(stand_in.base_url(), KEY), port, DROPS)))
        .collect();
    for lane in lanes {
        lane.await.unwrap();
    }

    let ledger = stand_in.ledger().await.unwrap();
    let mut by_port: HashMap<i64, Vec<LedgerDrop>> = HashMap::new();
    for drop in ledger.drops {
        by_port.entry(drop.port).or_default().push(drop);
    }
    assert_eq!(by_port.len(), usize::from(PORTS));
    for drops in by_port.values() {
        assert_eq!(drops.len(), DROPS as usize);
        assert!(drops.windows(2).all(|pair| pair[0].freed_at.unwrap() <= pair[1].accepted_at));
    }
}

/// Waits for each result in the feed before the next drop goes out.
async fn send_one_after_another(client: PortClient, port: u16, drops: u32) {
    let mut cursor = None;
    for n in 0..drops {
        let name = format!("{port}-{n}");
        client.taken(&name, port, &number(u32::from(port) * 100 + n)).await;
        loop {
            let after = cursor.map(|cursor| format!("&after={cursor}")).unwrap_or_default();
            let (_, page) = client.get(&format!("/v1/events?wait=30{after}")).await;
            cursor = Some(text(&page["cursor"]));
            if page["events"].as_array().unwrap().iter().any(|event| event["client_ref"] == name.as_str()) {
                break;
            }
        }
    }
}
