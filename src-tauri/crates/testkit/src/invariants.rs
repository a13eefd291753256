//! What holds after every step, whatever happened (product page, section 4; the W rules of the research page). Each is a
//! function of its own; tests panic with what it says, the simulator tells the story of it.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use chrono::NaiveDate;
use domain::{
    ids::{CampaignId, RunId, TargetId},
    phone::E164,
    states::{AttemptState, Counts, RunState, TargetState},
};
use store::{
    Db, Store, StoreError, accounts,
    attempts::{self, Attempt},
    runs::{self, Run},
    targets,
};
use uuid::Uuid;

use crate::ledger::{Ledger, What};

/// A rule that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// As the research page or the product page numbers it: "W4", "S1".
    pub rule: &'static str,
    pub what: String,
}

impl Violation {
    pub fn of(rule: &'static str, what: impl Into<String>) -> Self {
        Self { rule, what: what.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.what)
    }
}

impl std::error::Error for Violation {}

/// A file that cannot be read is as bad as a wrong one (R1).
impl From<StoreError> for Violation {
    fn from(error: StoreError) -> Self {
        Self::of("R1", format!("the file could not be read: {error}"))
    }
}

pub type Checked = Result<(), Violation>;

/// Says which rule is broken unless it holds.
pub fn hold(holds: bool, rule: &'static str, what: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(Violation::of(rule, what())) }
}

/// Panics with what is broken between a data file and what the provider has on record. `put_aside` are the files that
/// stood in its place before a restore, the oldest first.
pub fn check(store: &Store, put_aside: &[Arc<Store>], ledger: &Ledger) {
    if let Err(violation) = store.read(|db| all(db, put_aside, ledger)) {
        panic!("{violation}");
    }
}

fn all(db: &Db<'_>, put_aside: &[Arc<Store>], ledger: &Ledger) -> Checked {
    let runs = runs::page(db, None, 1_000)?;
    let mut drops = BTreeMap::new();
    for run in &runs {
        check_run(db, run)?;
        for attempt in attempts::of_run(db, run.id)? {
            drops.insert(attempt.client_ref, attempt);
        }
    }
    w7_a_run_has_one_port_and_a_port_one_run(db, &runs)?;
    let open = attempts::unsettled(db)?;
    w8_one_open_attempt_per_number(&open)?;
    w6_one_drop_in_flight_per_port(&open)?;
    w12_a_restore_sends_nothing_again(db, put_aside, ledger)?;
    check_ledger(ledger, &drops)
}

/// What a run delivered before a restore, whether the restored file knows of that or not, the same run does not deliver
/// again. And nothing was delivered that no file has an intent of (W3).
fn w12_a_restore_sends_nothing_again(db: &Db<'_>, put_aside: &[Arc<Store>], ledger: &Ledger) -> Checked {
    let mut had = BTreeSet::new();
    for delivery in ledger.of(What::Deliver) {
        let mut intent = Intent::of(db, delivery.client_ref)?;
        for earlier in put_aside {
            intent = intent.or(earlier.read(|db| Intent::of(db, delivery.client_ref))?);
        }
        let intent = intent.filter(|intent| intent.request == delivery.body);
        let intent = intent.ok_or_else(|| Violation::of("W3", format!("delivered without an intent: {delivery:?}")))?;
        if let Some(run) = intent.run {
            hold(had.insert((run, &delivery.to)), "W12", || format!("a run delivered again: {delivery:?}"))?;
        }
    }
    Ok(())
}

struct Intent {
    request: Vec<u8>,
    /// Campaign and day: the same in every file, whatever the run's id. A test drop belongs to no run.
    run: Option<(CampaignId, NaiveDate)>,
}

impl Intent {
    fn of(db: &Db<'_>, client_ref: Uuid) -> Result<Option<Self>, StoreError> {
        let Some(attempt) = attempts::find(db, Some(client_ref), "")? else { return Ok(None) };
        let run = attempt.run.map(|run| runs::get(db, run)).transpose()?;
        Ok(Some(Self { request: attempt.request, run: run.map(|run| (run.campaign, run.on)) }))
    }
}

/// A target, and how it stands.
pub type Standing = (TargetId, TargetState);

/// All that concerns one run. Gives how its targets stand, in order of reservation.
pub fn check_run(db: &Db<'_>, run: &Run) -> Result<Vec<Standing>, Violation> {
    let counts = runs::counts(db, run.id)?;
    let targets = targets::states(db, run.id)?;
    l6_counts_close(run, counts)?;
    s3_holds_whom_it_works_on(db, run, &targets)?;
    s4_in_progress_is_what_is_in_flight(db, run, &targets)?;
    if matches!(run.state, RunState::Running | RunState::Paused) {
        s1_holds_its_count(run, counts)?;
    }
    l8_over_means_nothing_left(run, counts)?;
    Ok(targets)
}

pub fn l6_counts_close(run: &Run, counts: Counts) -> Checked {
    hold(counts.close(), "L6", || format!("the counts of {run:?} do not close: {counts:?}"))
}

/// A run with a port holds everybody it works on or knows nothing of, and nobody else; without one it holds nobody.
pub fn s3_holds_whom_it_works_on(db: &Db<'_>, run: &Run, targets: &[Standing]) -> Checked {
    let is_held = |state| matches!(state, TargetState::Reserved | TargetState::InProgress | TargetState::Unknown);
    let expected: BTreeSet<TargetId> = match run.state.holds_port() {
        true => targets.iter().filter(|(_, state)| is_held(*state)).map(|(id, _)| *id).collect(),
        false => BTreeSet::new(),
    };
    let held = targets::reservations(db, run.id)?;
    hold(held == expected, "S3", || format!("{run:?} holds {held:?} and not {expected:?}"))
}

pub fn s4_in_progress_is_what_is_in_flight(db: &Db<'_>, run: &Run, targets: &[Standing]) -> Checked {
    let in_flight: Vec<TargetId> = attempts::in_flight_of(db, run.id)?.and_then(|a| a.target).into_iter().collect();
    let in_progress: Vec<TargetId> =
        targets.iter().filter(|(_, state)| *state == TargetState::InProgress).map(|(id, _)| *id).collect();
    hold(in_progress == in_flight, "S4", || {
        format!("in progress are {in_progress:?}, in flight {in_flight:?}, in {run:?}")
    })
}

/// S1 and P1: a run under way holds its count at every moment. Less only when there is nobody else, more only when that
/// was sent before the count was lowered.
pub fn s1_holds_its_count(run: &Run, counts: Counts) -> Checked {
    let (holds, limit) = (counts.held_or_sent() as usize, run.count.limit());
    let is_as_it_should = match holds.cmp(&limit) {
        Ordering::Less => run.is_list_over,
        Ordering::Equal => true,
        Ordering::Greater => counts.to_do == 0,
    };
    hold(is_as_it_should, "S1", || format!("{holds} of {limit} in {run:?}: {counts:?}"))
}

/// A run that is over left nothing undone and nothing in progress.
pub fn l8_over_means_nothing_left(run: &Run, counts: Counts) -> Checked {
    let is_done = run.state.is_open() || counts.to_do + counts.in_progress == 0;
    hold(is_done, "L8", || format!("{run:?} is over with work left: {counts:?}"))
}

/// `runs` are at least all that are open.
pub fn w7_a_run_has_one_port_and_a_port_one_run(db: &Db<'_>, runs: &[Run]) -> Checked {
    let given: BTreeMap<RunId, _> =
        accounts::ports(db)?.into_iter().filter_map(|port| Some((port.run?, Some(port.number)))).collect();
    let held: BTreeMap<RunId, _> =
        runs.iter().filter(|run| run.state.holds_port()).map(|run| (run.id, run.port)).collect();
    hold(given == held, "W7", || format!("ports are given to {given:?} and held by {held:?}"))?;
    let waits_with_port = runs.iter().find(|run| run.state == RunState::WaitingForPort && run.port.is_some());
    hold(waits_with_port.is_none(), "W7", || format!("waits for a port and has one: {waits_with_port:?}"))
}

pub fn w8_one_open_attempt_per_number(open: &[Attempt]) -> Checked {
    let numbers: BTreeSet<&E164> = open.iter().map(|attempt| &attempt.number).collect();
    hold(numbers.len() == open.len(), "W8", || format!("two open attempts on one number: {open:?}"))
}

pub fn w6_one_drop_in_flight_per_port(open: &[Attempt]) -> Checked {
    let in_flight: Vec<_> = open.iter().filter(|a| a.state != AttemptState::Overdue).map(|a| a.port).collect();
    hold(BTreeSet::from_iter(&in_flight).len() == in_flight.len(), "W6", || {
        format!("two drops in flight on one port: {open:?}")
    })
}

/// W1 and W2: what the provider delivered, it delivered once per attempt, and once per number of a run.
fn check_ledger(ledger: &Ledger, drops: &BTreeMap<Uuid, Attempt>) -> Checked {
    ledger.assert_one_at_a_time();
    let mut attempts = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for delivery in ledger.of(What::Deliver) {
        hold(attempts.insert(delivery.client_ref), "W2", || format!("delivered twice: {delivery:?}"))?;
        // A test drop belongs to no run.
        if let Some(attempt) = drops.get(&delivery.client_ref) {
            hold(attempt.state != AttemptState::NotSent, "W4", || format!("delivered, called not sent: {attempt:?}"))?;
            hold(numbers.insert((attempt.run, &delivery.to)), "W13", || {
                format!("a run delivered twice to {}", delivery.to)
            })?;
        }
    }
    Ok(())
}
