//! What holds after every step, whatever happened (product page, section 4; the W rules of the research page).

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use chrono::NaiveDate;
use domain::{
    ids::{CampaignId, RunId, TargetId},
    phone::E164,
    states::{AttemptState, Counts, RunState, TargetState},
};
use store::{
    Db, StoreError, accounts,
    attempts::{self, Attempt},
    runs::{self, Run},
    targets,
};
use uuid::Uuid;

use crate::{
    dealership::Dealership,
    ledger::{Ledger, What},
};

/// Panics with what is broken.
pub(crate) fn check(dealership: &Dealership) {
    let ledger = dealership.provider.ledger();
    dealership.read(|db| {
        let runs = runs::page(db, None, 1_000)?;
        let mut drops = BTreeMap::new();
        for run in &runs {
            check_run(db, run)?;
            for attempt in attempts::of_run(db, run.id)? {
                drops.insert(attempt.client_ref, attempt);
            }
        }
        check_ports(db, &runs)?;
        check_open_attempts(&attempts::unsettled(db)?);
        for delivery in ledger.of(What::Deliver) {
            let mut attempt = attempts::find(db, Some(delivery.client_ref), "")?;
            for earlier in &dealership.put_aside {
                attempt = attempt.or(earlier.read(|db| attempts::find(db, Some(delivery.client_ref), ""))?);
            }
            assert_eq!(
                attempt.map(|attempt| attempt.request).as_ref(),
                Some(&delivery.body),
                "delivered without an intent"
            );
        }
        check_restored(dealership, db, &ledger)?;
        check_ledger(&ledger, &drops);
        Ok(())
    });
}

/// W1 and W12 over a restore: what a run delivered before it, whether the restored file knows of that or not, the same run
/// does not deliver again.
fn check_restored(dealership: &Dealership, db: &Db<'_>, ledger: &Ledger) -> Result<(), StoreError> {
    if dealership.put_aside.is_empty() {
        return Ok(());
    }
    let mut had = BTreeSet::new();
    for delivery in ledger.of(What::Deliver) {
        let mut key = run_of(db, delivery.client_ref)?;
        for earlier in &dealership.put_aside {
            key = key.or(earlier.read(|db| run_of(db, delivery.client_ref))?);
        }
        let Some(key) = key else { continue };
        assert!(had.insert((key, &delivery.to)), "delivered again after a restore: {delivery:?}");
    }
    Ok(())
}

/// Campaign and day: the same in both files, whatever the run's id.
fn run_of(db: &Db<'_>, client_ref: Uuid) -> Result<Option<(CampaignId, NaiveDate)>, StoreError> {
    let run = attempts::find(db, Some(client_ref), "")?.and_then(|attempt| attempt.run);
    run.map(|run| runs::get(db, run).map(|run| (run.campaign, run.on))).transpose()
}

fn check_run(db: &Db<'_>, run: &Run) -> Result<(), StoreError> {
    let counts = runs::counts(db, run.id)?;
    assert!(counts.close(), "the counts of {run:?} do not close: {counts:?}");
    let targets = targets::of_run(db, run.id)?;
    let is_held = |state| matches!(state, TargetState::Reserved | TargetState::InProgress | TargetState::Unknown);
    let expected: BTreeSet<TargetId> = match run.state.holds_port() {
        true => targets.iter().filter(|t| is_held(t.state)).map(|t| t.id).collect(),
        false => BTreeSet::new(),
    };
    assert_eq!(targets::reservations(db, run.id)?, expected, "reservations of {run:?}");
    let in_flight = attempts::in_flight_of(db, run.id)?.and_then(|attempt| attempt.target);
    let in_progress: Vec<TargetId> =
        targets.iter().filter(|t| t.state == TargetState::InProgress).map(|t| t.id).collect();
    assert_eq!(in_progress, Vec::from_iter(in_flight), "in progress is what is in flight, in {run:?}");
    if matches!(run.state, RunState::Running | RunState::Paused) {
        check_count(run, counts);
    }
    if !run.state.is_open() {
        assert_eq!(counts.to_do + counts.in_progress, 0, "{run:?} is over with work left: {counts:?}");
    }
    Ok(())
}

/// S1 and P1: a run under way holds its count at every moment. Less only when there is nobody else, more only when that
/// was sent before the count was lowered.
fn check_count(run: &Run, counts: Counts) {
    let (holds, limit) = (counts.held_or_sent() as usize, run.count.limit());
    let is_as_it_should = match holds.cmp(&limit) {
        Ordering::Less => run.is_list_over,
        Ordering::Equal => true,
        Ordering::Greater => counts.to_do == 0,
    };
    assert!(is_as_it_should, "{holds} of {limit} in {run:?}: {counts:?}");
}

/// W7: a run holds one port at a time, and a port one run.
fn check_ports(db: &Db<'_>, runs: &[Run]) -> Result<(), StoreError> {
    let given: BTreeMap<RunId, _> =
        accounts::ports(db)?.into_iter().filter_map(|port| Some((port.run?, Some(port.number)))).collect();
    let held: BTreeMap<RunId, _> =
        runs.iter().filter(|run| run.state.holds_port()).map(|run| (run.id, run.port)).collect();
    assert_eq!(given, held, "the ports of the runs");
    assert!(runs.iter().all(|run| run.state != RunState::WaitingForPort || run.port.is_none()));
    Ok(())
}

/// W6 and W8: at most one open attempt per number, and one in flight per port.
fn check_open_attempts(open: &[Attempt]) {
    let numbers: BTreeSet<&E164> = open.iter().map(|attempt| &attempt.number).collect();
    assert_eq!(numbers.len(), open.len(), "two open attempts on one number: {open:?}");
    let in_flight: Vec<_> = open.iter().filter(|a| a.state != AttemptState::Overdue).map(|a| a.port).collect();
    assert_eq!(BTreeSet::from_iter(&in_flight).len(), in_flight.len(), "two drops in flight on one port");
}

/// W1 and W2: what the provider delivered, it delivered once per attempt, and once per number of a run.
fn check_ledger(ledger: &Ledger, drops: &BTreeMap<Uuid, Attempt>) {
    ledger.assert_one_at_a_time();
    let mut attempts = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for delivery in ledger.of(What::Deliver) {
        assert!(attempts.insert(delivery.client_ref), "delivered twice: {delivery:?}");
        // A test drop belongs to no run.
        if let Some(attempt) = drops.get(&delivery.client_ref) {
            assert!(attempt.state != AttemptState::NotSent, "delivered, and called not sent: {attempt:?}");
            assert!(numbers.insert((attempt.run, &delivery.to)), "a run delivered twice to {}", delivery.to);
        }
    }
}
