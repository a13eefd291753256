//! The count of a run under way (S1): what cannot be, and what raising and lowering do.

use app::dto::runs::RunReport;
use domain::{
    ids::RunId,
    reason::Reason,
    states::{Counts, RunState},
};
use serde_json::{Value, json};

use super::{campaign, lane, of, with_crowd};
use crate::world::{Folder, Program};

fn number(run: RunId, number: u32) -> Value {
    json!({ "run": run, "count": { "kind": "number", "number": number } })
}

fn sent(counts: &Counts) -> u32 {
    counts.delivered + counts.failed + counts.unknown
}

/// A run of three of twelve that is paused after its first drop, with none in flight.
async fn paused(folder: &Folder) -> (Program, RunId, u32) {
    let program = with_crowd(folder, 200.0, 12).await;
    let campaign = campaign(&program, "Tires", 6).await;
    let run = program.run_now(campaign).await;
    lane(&program, run, |lane| sent(&lane.counts) > 0).await;
    program.call("run_pause", of(run)).await.unwrap();
    let rests = lane(&program, run, |lane| lane.state == RunState::Paused && lane.counts.in_progress == 0).await;
    assert_eq!(rests.counts.chosen, 6);
    (program, run, sent(&rests.counts))
}

async fn to_the_end(program: &Program, run: RunId, count: Value) -> RunReport {
    program.call("run_set_count", count).await.unwrap();
    program.call("run_resume", of(run)).await.unwrap();
    let report = program.until_over(run).await;
    let c = &report.head.counts;
    assert_eq!(c.chosen, sent(c) + c.skipped + c.released, "the counts close");
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_cannot_be_is_refused_beside_its_field() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 3).await;
    let campaign = campaign(&program, "Tires", 2).await;
    let run = program.run_now(campaign).await;
    for many in [0, 100_001, 10_000_000, u32::MAX] {
        let refused = program.refused("run_set_count", number(run, many)).await;
        assert_eq!(refused, ("run.count".into(), Some("count".into())));
    }
    program.call("run_stop", of(run)).await.unwrap();
    assert_eq!(program.code("run_set_count", number(run, 3)).await, "run.not_now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lowered_count_releases_from_the_end() {
    let folder = Folder::new();
    let (program, run, already) = paused(&folder).await;
    let report = to_the_end(&program, run, number(run, already + 2)).await;
    let counts = report.head.counts;
    assert_eq!((sent(&counts), counts.released, report.head.asked), (already + 2, 4 - already, already + 2));
    let released: Vec<_> = report.released.iter().map(|line| (line.reason, line.targets)).collect();
    assert_eq!(released, if already < 4 { vec![(Reason::CountLowered, 4 - already)] } else { vec![] });
    assert_eq!(program.audited(1).await, format!("Count: run of Tires: 6 > {}", already + 2));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_below_what_was_sent_takes_nothing_back() {
    let folder = Folder::new();
    let (program, run, already) = paused(&folder).await;
    let report = to_the_end(&program, run, number(run, 1)).await;
    let counts = report.head.counts;
    assert_eq!((sent(&counts), counts.released), (already.max(1), 6 - already));
    assert_eq!(report.head.state, RunState::Finished);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raised_count_reserves_more_and_all_due_takes_everybody() {
    let folder = Folder::new();
    let (program, run, _) = paused(&folder).await;
    let report = to_the_end(&program, run, number(run, 8)).await;
    assert_eq!((report.head.counts.chosen, sent(&report.head.counts)), (8, 8));
    program.close().await;

    let folder = Folder::new();
    let (program, run, _) = paused(&folder).await;
    let report = to_the_end(&program, run, json!({ "run": run, "count": { "kind": "all_due" } })).await;
    assert_eq!((sent(&report.head.counts), report.head.asked), (12, 12));
    assert_eq!(program.audited(1).await, "Count: run of Tires: 6 > all due");
    assert!(report.head.paused_ms > 0 && report.head.paused_ms < report.head.duration_ms.unwrap());
    program.close().await;
}
