//! Run now, pause, resume, stop, Pause all: done, or refused with a code and a sentence.

use app::dto::runs::{Lane, PausedRuns};
use domain::{
    campaign::CampaignSpec,
    ids::{CampaignId, RunId},
    reason::Reason,
    states::{PauseCause, RunState},
};
use serde_json::{Value, json};

use super::{campaign, lane, of, with_crowd};
use crate::world::{Folder, Program, people};

fn is_sending(lane: &Lane) -> bool {
    lane.in_flight.is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_runs_now_once_at_a_time_and_says_so() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 5).await;
    let campaign = campaign(&program, "Tires", 3).await;
    let run = program.run_now(campaign).await;
    let shown = lane(&program, run, is_sending).await;
    assert_eq!((shown.campaign_name.as_str(), shown.state, shown.asked), ("Tires", RunState::Running, 3));
    assert!(shown.port.is_some() && shown.is_newest_version && shown.note.is_none());
    assert_eq!(shown.in_flight.unwrap().number.as_str(), "+16135550112", "the first in order");
    assert_eq!(program.audit().await[0], "Run now: run of Tires");
    assert_eq!(program.code("run_now", json!({ "campaign": campaign })).await, "run.not_now");
    let today = program.today().await;
    assert_eq!((today.planned, today.in_progress, today.lanes.len()), (3, 1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_a_run_from_starting_by_hand_is_refused() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 2).await;
    let message = program.message().await;
    let draft = program.save_campaign(&people::spec("Draft", message, 1)).await.id;
    let latest_local = chrono::NaiveTime::from_hms_opt(10, 5, 0);
    let over = program.campaign(&CampaignSpec { latest_local, ..people::spec("Over", message, 1) }).await;
    let good = program.campaign(&people::spec("Good", message, 1)).await;
    let run_now = async |id: CampaignId| program.refused("run_now", json!({ "campaign": id })).await;
    let not_now = ("run.not_now".to_owned(), None);
    assert_eq!(run_now(draft).await, not_now);
    assert_eq!(run_now(over).await, not_now);
    let mut closed = people::store();
    closed["closed_days"] = json!([{ "on": "2026-11-24", "name": "Inventory" }]);
    let _: Value = program.ask("store_save", closed).await;
    assert_eq!(run_now(good).await, not_now);
    assert_eq!(program.today().await.lanes.len(), 0);
    let _: Value = program.ask("store_save", people::store()).await;
    program.run_now(good).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_paused_resumed_and_stopped_and_each_only_where_it_can_be() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 5).await;
    let campaign = campaign(&program, "Tires", 4).await;
    let run = program.run_now(campaign).await;
    lane(&program, run, is_sending).await;
    assert_eq!(program.code("run_resume", of(run)).await, "run.not_now");
    program.call("run_pause", of(run)).await.unwrap();
    let paused = lane(&program, run, |lane| lane.state == RunState::Paused).await;
    assert_eq!((paused.paused_by.as_deref(), paused.pause_cause), (Some("A. Snyder"), Some(PauseCause::Person)));
    assert!(paused.port.is_some() && paused.counts.to_do == 3, "a paused run keeps port and people");
    assert_eq!(program.code("run_pause", of(run)).await, "run.not_now");
    program.call("run_resume", of(run)).await.unwrap();
    lane(&program, run, |lane| lane.state == RunState::Running).await;

    program.call("run_stop", of(run)).await.unwrap();
    let ending = lane(&program, run, |lane| lane.state == RunState::Ending).await;
    assert_eq!((ending.counts.in_progress, ending.counts.released, ending.counts.to_do), (1, 3, 0));
    assert_eq!(ending.note.as_deref(), Some("Ends when the drop in flight is final."));
    let released: Vec<_> = program.report(run).await.released.iter().map(|r| (r.reason, r.targets)).collect();
    assert_eq!(released, [(Reason::Stopped, 3)]);
    for command in ["run_pause", "run_resume", "run_stop"] {
        assert_eq!(program.code(command, of(run)).await, "run.not_now", "{command}");
    }
    let trail = program.audit().await;
    let said = ["Ended for today", "Resumed", "Paused", "Run now"].map(|what| format!("{what}: run of Tires"));
    assert_eq!(trail[..4], said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_not_there_is_not_found_by_any_command() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    for id in [77, 0, -1, i64::MAX] {
        let run = RunId(id);
        for command in ["run_pause", "run_resume", "run_stop", "run_report"] {
            assert_eq!(program.code(command, of(run)).await, "store.not_found", "{command} {id}");
        }
        let count = json!({ "run": run, "count": { "kind": "all_due" } });
        assert_eq!(program.code("run_set_count", count).await, "store.not_found");
        let export = json!({ "list": { "kind": "report", "run": run }, "format": "csv" });
        assert_eq!(program.code("list_export", export).await, "store.not_found");
        let settle = json!({ "attempt": id, "choice": "treat_as_delivered" });
        assert_eq!(program.code("decision_settle", settle).await, "store.not_found");
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pause_all_pauses_everything_and_lifting_it_resumes_nothing_by_itself() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 9).await;
    let message = program.message().await;
    let (mut runs, mut campaigns) = (vec![], vec![]);
    for name in ["One", "Two", "Three"] {
        campaigns.push(program.campaign(&people::spec(name, message, 2)).await);
    }
    for campaign in &campaigns[..2] {
        let run = program.run_now(*campaign).await;
        lane(&program, run, is_sending).await;
        runs.push(run);
    }
    let paused: PausedRuns = program.ask("pause_all", json!({})).await;
    assert_eq!(paused.runs, runs);
    assert_eq!(program.status().await["paused_all"], true);
    for run in &runs {
        let shown = lane(&program, *run, |lane| lane.state == RunState::Paused).await;
        assert_eq!(shown.pause_cause, Some(PauseCause::PauseAll));
        assert_eq!(program.code("run_resume", of(*run)).await, "run.not_now");
    }
    let waiting = program.run_now(campaigns[2]).await;
    let shown = lane(&program, waiting, |lane| lane.state == RunState::WaitingForPort).await;
    assert_eq!((shown.note.as_deref(), shown.counts.chosen), (Some("Everything is paused."), 0), "it holds nobody");
    let staff = json!({ "id": message, "to": "613 555 0100" });
    assert_eq!(program.code("message_test_drop", staff).await, "run.not_now");
    let again: PausedRuns = program.ask("pause_all", json!({})).await;
    assert_eq!(again.runs, []);

    let left: PausedRuns = program.ask("pause_all_end", json!({})).await;
    assert_eq!(left.runs, runs, "each is resumed by itself");
    assert_eq!(program.status().await["paused_all"], false);
    lane(&program, waiting, |lane| lane.state == RunState::Running).await;
    lane(&program, runs[1], |lane| lane.state == RunState::Paused).await;
    program.call("run_resume", of(runs[0])).await.unwrap();
    lane(&program, runs[0], |lane| lane.state == RunState::Running).await;
    let left: PausedRuns = program.ask("pause_all_end", json!({})).await;
    assert_eq!(left.runs, [runs[1]]);
    let trail = program.audit().await;
    assert!(["Pause all", "Pause all lifted"].iter().all(|what| trail.iter().any(|row| row == what)), "{trail:?}");
}
