//! S4 and S5 with the whole program against the real stand-in, asserted from its ledger.

use std::{collections::BTreeMap, sync::Arc};

use app::demo::{self, Demo};
use engine::clock::PracticeClock;
use practice::stand_in::{LedgerDrop, StandIn, StandInConfig};

use crate::{
    support::at,
    world::{Folder, START, Seat, Start, outside},
};

const SPEED: f64 = 1_000.0;
const PORTS: u16 = 5;
const DROPS: u32 = 6;

/// The drops of `runs` runs due at one moment, by port, each in the order in which it was accepted.
async fn drops_by_port(runs: u32) -> BTreeMap<i64, Vec<LedgerDrop>> {
    let clock = PracticeClock::new(at(START), SPEED);
    let config = StandInConfig { ports: PORTS, ..StandInConfig::new(Arc::new(clock), "key") };
    let server = StandIn::start(config).await.unwrap();
    let folder = Folder::new();
    let wanted = Demo { customers: 60, drops: DROPS, runs, speed: SPEED, seed: 4, stratics: Some(server.base_url()) };
    let outside = outside(&folder, Start::new_file(1.0), &Seat::default());
    let report = demo::run(outside, wanted, Some("key".to_owned())).await.unwrap();
    assert!(report.is_sound(), "{report:#?}");
    let mut ports: BTreeMap<i64, Vec<LedgerDrop>> = BTreeMap::new();
    for drop in server.ledger().await.unwrap().drops {
        ports.entry(drop.port).or_default().push(drop);
    }
    server.stop().await;
    for drops in ports.values_mut() {
        drops.sort_by_key(|drop| drop.accepted_at);
    }
    ports
}

fn freed_at(drop: &LedgerDrop) -> chrono::DateTime<chrono::Utc> {
    drop.freed_at.expect("every drop of a run that is over gave its port back")
}

#[tokio::test(flavor = "multi_thread")]
async fn s4_five_runs_use_five_ports_side_by_side_and_each_port_sends_strictly_one_after_another() {
    let ports = drops_by_port(5).await;
    assert_eq!(ports.keys().copied().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    for drops in ports.values() {
        assert_eq!(drops.len(), DROPS as usize);
        for (before, next) in drops.iter().zip(&drops[1..]) {
            assert!(freed_at(before) <= next.accepted_at, "{before:?} was under way when {next:?} began");
        }
    }
    let all_began = ports.values().map(|drops| drops[0].accepted_at).max();
    let first_over = ports.values().filter_map(|drops| drops.last().map(freed_at)).min();
    assert!(all_began < first_over, "all five were under way at one moment");
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_with_more_runs_than_ports_the_later_ones_wait_until_a_run_has_ended() {
    let ports = drops_by_port(7).await;
    let sent: usize = ports.values().map(Vec::len).sum();
    assert_eq!(sent, 7 * DROPS as usize, "those that waited came to their turn");
    assert!(ports.keys().all(|port| (1..=i64::from(PORTS)).contains(port)));
    let twice = ports.values().filter(|drops| drops.len() == 2 * DROPS as usize).count();
    assert_eq!(twice, 2, "two ports served a second run, whole, after the first");
}
