//! The stand-in's ledger against what the program says of its runs.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::Deserialize;
use serde_json::json;

use crate::{
    Failure,
    program::{Program, StandIn},
};

/// What was found.
pub struct Compared {
    pub accepted: u64,
    pub delivered: u64,
    pub unknown: u64,
    /// A sentence for each thing that must not be.
    pub broken: Vec<String>,
}

/// What the stand-in did.
#[derive(Deserialize)]
struct Ledger {
    drops: Vec<Drop>,
}

/// A drop that it accepted.
#[derive(Debug, Deserialize)]
struct Drop {
    client_ref: String,
    port: i64,
    to: String,
    /// RFC 3339, UTC, of one length: sorts as text.
    accepted_at: String,
    freed_at: Option<String>,
    result: Option<String>,
}

impl Drop {
    fn is_delivered(&self) -> bool {
        self.result.as_deref() == Some("delivered")
    }
}

#[derive(Deserialize)]
struct Reports {
    runs: Vec<Report>,
}

#[derive(Deserialize)]
struct Report {
    run: u64,
    state: String,
    counts: Counts,
}

#[derive(Debug, Deserialize)]
struct Counts {
    chosen: u64,
    delivered: u64,
    failed: u64,
    unknown: u64,
    in_progress: u64,
    skipped: u64,
    released: u64,
    to_do: u64,
}

#[derive(Deserialize)]
struct Page {
    targets: Vec<Target>,
    after: Option<u64>,
}

/// A customer of a run, as its report says.
#[derive(Debug, Deserialize)]
struct Target {
    number: Option<String>,
    state: String,
}

/// Holds both against each other when all is over.
pub async fn compare(program: &Program, stand_in: &StandIn, folder: &Path) -> Result<Compared, Failure> {
    let ledger: Ledger = stand_in.ledger().await?;
    let listed = program.call(folder, "report_list", &json!({})).await?;
    let reports: Reports = serde_json::from_value(listed)?;
    let mut broken = among_themselves(&ledger);
    let mut targets = vec![];
    for report in &reports.runs {
        broken.extend(in_itself(report));
        targets.extend(targets_of(program, folder, report.run).await?);
    }
    broken.extend(against(&ledger, &targets));
    let many = |count: fn(&Counts) -> u64| reports.runs.iter().map(|report| count(&report.counts)).sum();
    Ok(Compared {
        accepted: ledger.drops.len() as u64,
        delivered: ledger.drops.iter().filter(|drop| drop.is_delivered()).count() as u64,
        unknown: many(|counts| counts.unknown),
        broken,
    })
}

async fn targets_of(program: &Program, folder: &Path, run: u64) -> Result<Vec<Target>, Failure> {
    let (mut targets, mut after) = (vec![], None);
    loop {
        let page = program.call(folder, "run_targets", &json!({ "run": run, "after": after })).await?;
        let page: Page = serde_json::from_value(page)?;
        targets.extend(page.targets);
        after = page.after;
        if after.is_none() {
            return Ok(targets);
        }
    }
}

/// Never twice, and one at a time on each port.
fn among_themselves(ledger: &Ledger) -> Vec<String> {
    let mut broken = vec![];
    let (mut references, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    let mut free_from: BTreeMap<i64, Option<&str>> = BTreeMap::new();
    for drop in &ledger.drops {
        if !references.insert(&drop.client_ref) {
            broken.push(format!("One attempt was accepted twice: {drop:?}."));
        }
        // No two runs of a day may drop to one number (P2's clocks), whatever came of the first.
        if !numbers.insert(&drop.to) {
            broken.push(format!("Two drops to one number: {drop:?}."));
        }
        match free_from.insert(drop.port, drop.freed_at.as_deref()) {
            Some(None) => broken.push(format!("The port was not free: {drop:?}.")),
            Some(Some(at)) if at > drop.accepted_at.as_str() => broken.push(format!("The port was busy: {drop:?}.")),
            Some(Some(_)) | None => {}
        }
    }
    broken
}

/// A run is over and its counts close.
fn in_itself(report: &Report) -> Vec<String> {
    let Report { run, state, counts } = report;
    let mut broken = vec![];
    if state != "finished" {
        broken.push(format!("Run {run} is {state} when all is over."));
    }
    let ended = counts.delivered + counts.failed + counts.unknown + counts.skipped + counts.released;
    if counts.chosen != ended || counts.in_progress + counts.to_do != 0 {
        broken.push(format!("The counts of run {run} do not close: {counts:?}."));
    }
    broken
}

/// Never lost, and never said otherwise than it was.
fn against(ledger: &Ledger, targets: &[Target]) -> Vec<String> {
    let mut broken = vec![];
    let tried = |target: &&Target| matches!(target.state.as_str(), "delivered" | "failed" | "unknown" | "in_progress");
    let tried: BTreeMap<&str, &Target> =
        targets.iter().filter(tried).filter_map(|target| Some((target.number.as_deref()?, target))).collect();
    let drops: BTreeMap<&str, &Drop> = ledger.drops.iter().map(|drop| (drop.to.as_str(), drop)).collect();
    for (number, drop) in &drops {
        match tried.get(number).map(|target| target.state.as_str()) {
            None => broken.push(format!("The program knows nothing of {drop:?}.")),
            Some("delivered") if !drop.is_delivered() => {
                broken.push(format!("Not delivered, and called so: {drop:?}."))
            }
            Some("failed") if drop.is_delivered() => broken.push(format!("Delivered, and called failed: {drop:?}.")),
            Some(_) => {}
        }
    }
    for (number, target) in &tried {
        if target.state == "in_progress" {
            broken.push(format!("In progress when all is over: {target:?}."));
        }
        if target.state == "delivered" && !drops.contains_key(number) {
            broken.push(format!("Called delivered, and never accepted: {target:?}."));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drop(to: &str, port: i64, from: &str, until: Option<&str>, result: Option<&str>) -> Drop {
        Drop {
            client_ref: format!("ref-{to}-{from}"),
            port,
            to: to.to_owned(),
            accepted_at: from.to_owned(),
            freed_at: until.map(str::to_owned),
            result: result.map(str::to_owned),
        }
    }

    fn target(number: &str, state: &str) -> Target {
        Target { number: Some(number.to_owned()), state: state.to_owned() }
    }

    #[test]
    fn two_drops_to_one_number_are_seen() {
        let twice = ["10:00", "10:05"].map(|at| drop("+1", 1, at, Some(at), Some("delivered")));
        assert_eq!(among_themselves(&Ledger { drops: twice.into() }).len(), 1);
    }

    #[test]
    fn a_drop_on_a_port_that_is_not_free_is_seen() {
        for until in [None, Some("10:06")] {
            let drops = vec![drop("+1", 1, "10:00", until, None), drop("+2", 1, "10:05", Some("10:07"), None)];
            assert_eq!(among_themselves(&Ledger { drops }).len(), 1, "{until:?}");
        }
        let drops = vec![drop("+1", 1, "10:00", Some("10:05"), None), drop("+2", 1, "10:05", None, None)];
        assert!(among_themselves(&Ledger { drops }).is_empty());
    }

    #[test]
    fn what_the_program_does_not_know_or_tells_otherwise_is_seen() {
        let delivered = || Ledger { drops: vec![drop("+1", 1, "10:00", Some("10:01"), Some("delivered"))] };
        let busy = || Ledger { drops: vec![drop("+1", 1, "10:00", Some("10:01"), Some("busy"))] };
        assert_eq!(against(&delivered(), &[target("+2", "skipped")]).len(), 1);
        assert_eq!(against(&delivered(), &[target("+1", "skipped")]).len(), 1);
        assert_eq!(against(&delivered(), &[target("+1", "failed")]).len(), 1);
        assert_eq!(against(&busy(), &[target("+1", "delivered")]).len(), 1);
        assert_eq!(against(&Ledger { drops: vec![] }, &[target("+1", "delivered")]).len(), 1);
        assert_eq!(against(&busy(), &[target("+1", "in_progress")]).len(), 1);
        for (ledger, state) in
            [(delivered(), "delivered"), (delivered(), "unknown"), (busy(), "failed"), (busy(), "unknown")]
        {
            assert!(against(&ledger, &[target("+1", state)]).is_empty(), "{state}");
        }
    }
}
