//! `demo`: runs side by side to their end, once per folder, also across a kill.

use std::time::Duration;

use app::demo::{self, Demo, DemoReport};
use domain::{campaign::COUNT_MAX, states::RunState};
use tokio::runtime::Runtime;

use crate::{
    support::refusal,
    world::{Folder, Program, Seat, Start, outside, until_free},
};

fn wanted(customers: u32, drops: u32, runs: u32) -> Demo {
    Demo { customers, drops, runs, speed: 2_000.0, seed: 11, stratics: None }
}

async fn run(folder: &Folder, demo: Demo) -> Result<DemoReport, app::error::CommandError> {
    demo::run(outside(folder, Start::new_file(1.0), &Seat::default()), demo, None).await
}

/// The same folder again, as the terminal does it: without a clock for a new file.
async fn again(folder: &Folder, demo: Demo) -> Result<DemoReport, app::error::CommandError> {
    demo::run(outside(folder, Start::again(), &Seat::default()), demo, None).await
}

fn assert_sound(report: &DemoReport, runs: usize) {
    assert!(report.is_sound(), "{report:#?}");
    assert_eq!(report.runs.len(), runs);
    for run in &report.runs {
        let took = run.started_at.zip(run.finished_at).map(|(from, to)| (to - from).num_milliseconds());
        assert_eq!(run.duration_ms, took);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_ends_sound_and_the_same_folder_says_the_same_and_sends_nothing() {
    let folder = Folder::new();
    let report = run(&folder, wanted(60, 5, 3)).await.unwrap();
    assert_sound(&report, 3);
    assert!(report.runs.iter().all(|run| run.delivered + run.failed + run.unknown == 5), "{report:#?}");
    let ports: std::collections::BTreeSet<_> = report.runs.iter().map(|run| run.port).collect();
    assert_eq!(ports.len(), 3, "side by side, each on its own port");
    let ledger = report.ledger.unwrap();
    assert!(ledger.delivered > 0 && ledger.distinct_numbers == ledger.delivered);
    until_free(&folder).await;

    for _ in 0..2 {
        assert_eq!(again(&folder, wanted(60, 5, 3)).await.unwrap(), report);
        until_free(&folder).await;
    }
    let program = Program::start(&folder, Start::again()).await;
    let drops = program.stand_in().ledger().await.unwrap().drops;
    assert_eq!(drops.len(), 15, "the stand-in heard of no drop more");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_with_something_else_in_it_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    let demo = wanted(20, 1, 1);
    let report = run(&folder, demo.clone()).await.unwrap();
    until_free(&folder).await;
    for other in [
        Demo { customers: 21, ..demo.clone() },
        Demo { drops: 2, ..demo.clone() },
        Demo { runs: 2, ..demo.clone() },
        Demo { speed: 100.0, ..demo.clone() },
        Demo { seed: 12, ..demo.clone() },
    ] {
        assert_eq!(refusal(again(&folder, other).await).0, "demo.other_arguments");
        until_free(&folder).await;
    }
    let elsewhere = Demo { stratics: Some("http://127.0.0.1:9".to_owned()), ..demo.clone() };
    let outside = outside(&folder, Start::again(), &Seat::default());
    assert_eq!(refusal(demo::run(outside, elsewhere, Some("key".to_owned())).await).0, "demo.other_arguments");
    until_free(&folder).await;
    assert_eq!(again(&folder, demo.clone()).await.unwrap(), report);

    let folder = Folder::new();
    Program::own_file(&folder, 1.0).await.close().await;
    until_free(&folder).await;
    assert_eq!(refusal(again(&folder, demo).await).0, "demo.not_a_demo");
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_cannot_be_are_refused_beside_their_field_and_make_nothing() {
    let folder = Folder::new();
    for (demo, field) in [
        (wanted(0, 1, 1), "customers"),
        (wanted(1_000_001, 1, 1), "customers"),
        (wanted(1, 0, 1), "drops"),
        (wanted(1, COUNT_MAX + 1, 1), "drops"),
        (wanted(1, 1, 0), "runs"),
        (wanted(1, 1, 201), "runs"),
        (Demo { speed: 0.0, ..wanted(1, 1, 1) }, "speed"),
        (Demo { speed: -1.0, ..wanted(1, 1, 1) }, "speed"),
        (Demo { speed: f64::NAN, ..wanted(1, 1, 1) }, "speed"),
        (Demo { speed: f64::INFINITY, ..wanted(1, 1, 1) }, "speed"),
    ] {
        let refused = refusal(run(&folder, demo).await);
        assert_eq!(refused, ("demo.bad_arguments".into(), Some(field.into())));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_takes_its_speed_from_one_place_only() {
    let folder = Folder::new();
    let outside = outside(&folder, Start::new_file(60.0), &Seat::default());
    let refused = refusal(demo::run(outside, wanted(20, 1, 1), None).await);
    assert_eq!(refused, ("demo.two_speeds".into(), Some("practice_clock".into())));
    assert!(!folder.db().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn more_runs_than_an_account_has_ports_get_one_each() {
    let folder = Folder::new();
    let report = run(&folder, wanted(60, 1, 12)).await.unwrap();
    assert_sound(&report, 12);
    let ports: std::collections::BTreeSet<_> = report.runs.iter().filter_map(|run| run.port).collect();
    assert_eq!(ports.len(), 12);
    assert!(report.runs.iter().all(|run| run.delivered + run.failed + run.unknown == 1), "{report:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_drops_than_customers_end_with_everybody() {
    let folder = Folder::new();
    let report = run(&folder, wanted(6, 50, 2)).await.unwrap();
    assert_sound(&report, 2);
    let chosen: Vec<u32> = report.runs.iter().map(|run| run.chosen).collect();
    assert_eq!(chosen, [6, 0], "the first took everybody, and nobody was left for the second");
    until_free(&folder).await;
    let program = Program::start(&folder, Start::again()).await;
    let first = program.report(report.runs[0].run_id).await;
    assert!(first.shortfall.unwrap().starts_with("6 of 50"));
    let second = program.report(report.runs[1].run_id).await;
    assert_eq!(second.head.state, RunState::Skipped);
    program.close().await;
}

/// Killed as far as a test can: everything is dropped at once, without an orderly end.
#[test]
fn killed_in_the_middle_it_goes_on_and_sends_to_nobody_twice() {
    let folder = Folder::new();
    let demo = Demo { speed: 300.0, ..wanted(60, 8, 3) };
    let seat = Seat::default();
    let first = Runtime::new().unwrap();
    let begun = first.spawn(demo::run(outside(&folder, Start::new_file(1.0), &seat), demo.clone(), None));
    let seen = first.block_on(async {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
        while tokio::time::Instant::now() < deadline {
            let running = seat.lock().unwrap().upgrade();
            if let Some(running) = running {
                let drops = running.ledger().await.unwrap().drops;
                if drops.len() > 6 && drops.iter().any(|drop| drop.freed_at.is_none()) {
                    return Some(drops.len());
                }
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        None
    });
    let seen = seen.expect("drops are in flight");
    assert!(!begun.is_finished() && seen < 24);
    first.shutdown_timeout(Duration::from_secs(30));

    let second = Runtime::new().unwrap();
    second.block_on(async {
        until_free(&folder).await;
        let report = again(&folder, demo).await.unwrap();
        assert_sound(&report, 3);
        until_free(&folder).await;
        let program = Program::start(&folder, Start::again()).await;
        let drops = program.stand_in().ledger().await.unwrap().drops;
        let numbers: std::collections::BTreeSet<_> = drops.iter().map(|drop| &drop.to).collect();
        assert_eq!(numbers.len(), drops.len(), "nobody got two");
        let sent: u32 = report.runs.iter().map(|run| run.delivered + run.failed + run.unknown).sum();
        assert_eq!((sent as usize, drops.len()), (24, 24));
        program.close().await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_gets_the_drops_and_keeps_its_own_ledger() {
    use engine::clock::PracticeClock;
    use practice::stand_in::{StandIn, StandInConfig};
    let clock = PracticeClock::new(crate::support::at(crate::world::START), 2_000.0);
    let server = StandIn::start(StandInConfig::new(std::sync::Arc::new(clock), "key")).await.unwrap();
    let folder = Folder::new();
    let demo = Demo { stratics: Some(server.base_url()), ..wanted(20, 3, 1) };
    let outside = outside(&folder, Start::new_file(1.0), &Seat::default());
    let report = demo::run(outside, demo.clone(), Some("key".to_owned())).await.unwrap();
    assert_sound(&report, 1);
    assert_eq!((report.ledger, report.runs[0].chosen), (None, 3));
    assert_eq!(server.ledger().await.unwrap().drops.len(), 3);
    until_free(&folder).await;
    // Opened without that server's key, it is never asked of the built-in one, which knows nothing of these drops.
    let opened = Program::start(&folder, Start::again()).await;
    assert_eq!(opened.status().await["state"], "open");
    assert!(opened.desk().stand_in.is_none());
    opened.close().await;
    until_free(&folder).await;
    let far = Demo { stratics: Some("https://api.stratics.com".to_owned()), ..demo };
    let elsewhere = Folder::new();
    let outside = crate::world::outside(&elsewhere, Start::new_file(1.0), &Seat::default());
    let refused = refusal(demo::run(outside, far, Some("key".to_owned())).await);
    assert_eq!(refused, ("connection.invalid".into(), Some("base_url".into())));
    assert!(!elsewhere.db().exists(), "and no folder belongs to that address now");
    let keyless = Demo { stratics: Some(server.base_url()), ..wanted(20, 3, 1) };
    let refused = refusal(run(&elsewhere, keyless).await);
    assert_eq!(refused, ("demo.bad_arguments".into(), Some("key".into())));
    server.stop().await;
}
