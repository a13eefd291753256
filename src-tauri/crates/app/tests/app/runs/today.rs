//! The screen that is open all day.

use app::dto::runs::{RunReport, Today};
use chrono::NaiveTime;
use domain::{
    campaign::CampaignSpec,
    disposition::Disposition,
    states::{RunSkip, RunState},
};
use serde_json::json;

use super::{lane, with_crowd};
use crate::{
    support::{With, at, on, person},
    world::{Folder, Program, people},
};

/// What the tiles say is the sum of what the runs say.
fn assert_sums(today: &Today, reports: &[&RunReport]) {
    let sum = |of: fn(&RunReport) -> u32| reports.iter().map(|r| of(r)).sum::<u32>();
    assert_eq!(today.delivered, sum(|r| r.head.counts.delivered));
    assert_eq!(today.failed, sum(|r| r.head.counts.failed));
    assert_eq!(today.unknown, sum(|r| r.head.counts.unknown));
    assert_eq!(today.in_progress, sum(|r| r.head.counts.in_progress));
    assert_eq!(today.planned, sum(|r| r.head.asked));
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_and_lists_tell_the_day() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 300.0).await;
    let ids = program.take_in(&[
        people::on_line(0, 100),
        people::on_line(1, 100),
        people::on_line(2, 101),
        people::on_line(3, 100),
        person("2000", "No Phone").car("2HGFC2F59KH002000", "Civic"),
    ]);
    let message = program.message().await;
    let first = program.campaign(&people::spec("First", message, 3)).await;
    let second = program.campaign(&people::spec("Second", message, 1)).await;
    let nobody = program.campaign(&people::spec("Nobody", message, 1)).await;
    let time_local = NaiveTime::from_hms_opt(17, 0, 0).unwrap();
    let later = CampaignSpec { time_local, ..people::spec("Later", message, 2) };
    let later = program.campaign(&later).await;
    let one = program.run_now(first).await;
    let one = program.until_over(one).await;
    let two = program.run_now(second).await;
    let two = program.until_over(two).await;
    let none = program.run_now(nobody).await;
    let none = program.until_over(none).await;
    assert_eq!(none.head.skip, Some(RunSkip::NobodyEligible));
    let call_back = json!({ "customer": ids[0], "outcome": "booked", "note": "Books for Friday" });
    let logged = program.call("call_back_log", call_back).await;
    assert!(logged.is_ok(), "{logged:?}");

    let today = program.today().await;
    assert_eq!(today.on, on("2026-11-24"));
    assert_sums(&today, &[&one, &two]);
    assert_eq!((today.delivered, today.failed, today.call_backs), (3, 1, 1));
    let ended: Vec<_> = today.ended.iter().map(|run| (run.campaign_name.as_str(), run.state)).collect();
    let expected = [("Nobody", RunState::Skipped), ("Second", RunState::Finished), ("First", RunState::Finished)];
    assert_eq!(ended, expected, "newest first");
    let next: Vec<_> = today.next.iter().map(|run| (run.campaign, run.at, run.count)).collect();
    assert_eq!(next, [(later, at("2026-11-24T22:00:00Z"), Some(2))]);
    assert_eq!((today.blocked_until, today.blocked_for_ever), (1, 0));
    assert_eq!(today.impossible, 2, "one without a number, one whose only number is blocked");
    let results: Vec<_> = today.drops.iter().map(|drop| drop.disposition.unwrap()).collect();
    use Disposition::{Delivered, Impossible};
    assert_eq!(results, [Delivered, Impossible, Delivered, Delivered], "newest first");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lanes_stand_by_port_and_those_in_line_come_last() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 24).await;
    let message = program.message().await;
    let mut runs = vec![];
    for n in 0..11 {
        let campaign = program.campaign(&people::spec(&format!("Campaign {n}"), message, 2)).await;
        runs.push(program.run_now(campaign).await);
    }
    for run in &runs[..10] {
        lane(&program, *run, |lane| lane.in_flight.is_some()).await;
    }
    let last = lane(&program, runs[10], |lane| lane.state == RunState::WaitingForPort).await;
    assert_eq!(last.note.as_deref(), Some("All 10 ports are in use; starts when one is free."));
    let today = program.today().await;
    let ports: Vec<_> = today.lanes.iter().map(|lane| lane.port.map(|port| port.0)).collect();
    assert_eq!(ports, (1..=10).map(Some).chain([None]).collect::<Vec<_>>());
    assert_eq!((today.in_progress, today.planned, today.drops.len()), (10, 22, 10));
    let numbers: std::collections::BTreeSet<_> =
        today.lanes.iter().filter_map(|lane| lane.in_flight.as_ref()).map(|drop| drop.number.as_str()).collect();
    assert_eq!(numbers.len(), 10, "no two ports call the same number");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_says_with_which_version_it_runs() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 4).await;
    let message = program.message().await;
    let campaign = program.campaign(&people::spec("Before", message, 2)).await;
    let run = program.run_now(campaign).await;
    lane(&program, run, |lane| lane.is_newest_version && lane.in_flight.is_some()).await;
    let spec = people::spec("After", message, 2);
    program.call("campaign_save", json!({ "id": campaign, "spec": spec, "based_on": null })).await.unwrap();
    let shown = lane(&program, run, |lane| !lane.is_newest_version).await;
    assert_eq!(shown.campaign_name, "Before");
    let dto: app::dto::campaigns::CampaignDto = program.ask("campaign_get", json!({ "id": campaign })).await;
    let running = dto.running.unwrap();
    assert_eq!((running.run, running.is_newest, running.version_saved_at), (run, false, shown.version_saved_at));
}
