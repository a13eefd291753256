//! Drops whose ending nobody knows, settled by a person.

use app::dto::runs::{RunReport, RunTargets};
use domain::{
    disposition::Disposition,
    ids::{AttemptId, RunId},
    states::RunState,
};
use serde_json::{Value, json};

use super::campaign;
use crate::world::{Folder, Program, people};

fn settle(attempt: AttemptId, choice: &str) -> Value {
    json!({ "attempt": attempt, "choice": choice })
}

/// A run over whose three drops never got a result.
async fn in_doubt(folder: &Folder) -> (Program, RunId) {
    let program = Program::own_file(folder, 600.0).await;
    program.take_in(&[people::on_line(0, 107), people::on_line(1, 107), people::on_line(2, 107)]);
    let campaign = campaign(&program, "Tires", 3).await;
    let run = program.run_now(campaign).await;
    (program, run)
}

async fn unchanged_but_counts(program: &Program, before: &RunReport) -> RunReport {
    let after = program.report(before.head.run).await;
    let times = |r: &RunReport| (r.head.started_at, r.head.ended_at, r.head.duration_ms, r.head.state);
    assert_eq!(times(&after), times(before), "what comes after the end never changes the run's times");
    after
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_knows_is_settled_by_a_person_and_written_down() {
    let folder = Folder::new();
    let (program, run) = in_doubt(&folder).await;
    let report = program.until_over(run).await;
    assert_eq!((report.head.state, report.head.counts.unknown), (RunState::Finished, 3));
    let today = program.today().await;
    let [first, second, third] = [0, 1, 2].map(|n| today.decisions[n].attempt);
    assert_eq!((today.decisions.len(), today.unknown, today.drops.iter().filter(|d| d.unknown).count()), (3, 3, 3));
    let decision = &today.decisions[0];
    assert_eq!((decision.name.as_str(), decision.campaign_name.as_str()), ("Marie Number0", "Tires"));
    assert!(decision.accepted_at.is_some() && decision.known.starts_with("Stratics accepted the drop"));
    assert_eq!(program.status().await["decisions"], 3);

    program.call("decision_settle", settle(first, "treat_as_delivered")).await.unwrap();
    assert_eq!(program.audited(0).await, "Unknown drop to Marie Number0: unknown > treated as delivered");
    program.call("decision_settle", settle(second, "treat_as_not_delivered")).await.unwrap();
    assert_eq!(program.audited(0).await, "Unknown drop to Marie Number1: unknown > treated as not delivered");
    program.call("decision_settle", settle(third, "ask_again")).await.unwrap();
    let asked_again = "Unknown drop to Marie Number2: unknown > asked again: Stratics says: still in progress.";
    assert_eq!(program.audited(0).await, asked_again);

    let today = program.today().await;
    let left: Vec<_> = today.decisions.iter().map(|d| (d.attempt, d.last_answer.as_deref())).collect();
    assert_eq!(left, [(third, Some("Stratics says: still in progress."))]);
    assert_eq!((today.delivered, today.failed, today.unknown), (1, 1, 1));
    let report = unchanged_but_counts(&program, &report).await;
    assert_eq!((report.late_results, report.newly_blocked), (2, 0));
    let targets: RunTargets = program.ask("run_targets", json!({ "run": run, "after": null })).await;
    let told: Vec<_> = targets.targets.iter().map(|t| (t.disposition, t.is_late, t.follows.as_deref())).collect();
    let unknown = Some("may have heard the drop; number locked until settled");
    let expected = [
        (Some(Disposition::TreatedAsDelivered), true, Some("back on Call Select 4 Dec 2026")),
        (Some(Disposition::TreatedAsNotDelivered), true, Some("back on Call Select")),
        (None, false, unknown),
    ];
    assert_eq!(told, expected);

    for choice in ["treat_as_delivered", "treat_as_not_delivered", "ask_again"] {
        for attempt in [first, second] {
            assert_eq!(program.code("decision_settle", settle(attempt, choice)).await, "run.not_now", "{choice}");
        }
    }
    assert_eq!(program.today().await.decisions.len(), 1);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_when_asked_again_settles_it() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 600.0).await;
    // In the mailbox in time; its result is told after twenty minutes, when its run is over.
    program.take_in(&[people::on_line(0, 108)]);
    let campaign = campaign(&program, "Tires", 1).await;
    let run = program.run_now(campaign).await;
    let report = program.until_over(run).await;
    assert_eq!(report.head.counts.unknown, 1);
    let settled = program
        .until("the late result", async |p| Some(p.report(run).await).filter(|r| r.head.counts.delivered == 1))
        .await;
    assert_eq!((settled.late_results, settled.head.ended_at), (1, report.head.ended_at));
    assert_eq!(program.today().await.decisions.len(), 0);
    program.close().await;
}
