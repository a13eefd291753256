//! What was seen of the program so far, and what must hold after every event.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    disposition::Disposition,
    ids::{AttemptId, CampaignId, CustomerId, PortNumber, RunId, TargetId},
    phone::E164,
    states::{AttemptState, RunState, TargetState},
};
use store::{
    Db,
    attempts::{self, Attempt},
    numbers,
    runs::{self, Run},
    simulation, targets,
};
use testkit::invariants::{self, Checked, Violation, hold};

use crate::{
    checks::Numbers,
    ledger::{KnownTo, Ledger, Record},
    restored::{Held, Known, Restored},
};

/// No result so long after its submit, and the drop is shown as unknown (engine page, section 1.6), with the longest
/// pause between two questions.
const UNKNOWN_AFTER: TimeDelta = TimeDelta::minutes(63);
const OVERDUE_AFTER: TimeDelta = TimeDelta::minutes(13);
/// Rest between two marketing drops to a number (P2).
const REST_DAYS: i64 = 7;

/// Why a customer gets nothing: a file that was put aside says so, too.
pub const SWITCHED_OFF: &str = "is switched off";
/// More runs than one tick can plan and skip.
const RUNS_AT_ONCE: usize = 16;

/// An attempt as it was when it was last looked at.
#[derive(Clone, Debug)]
struct Seen {
    run: Option<RunId>,
    on: NaiveDate,
    state: AttemptState,
    disposition: Option<Disposition>,
}

#[derive(Clone, Default)]
pub struct Book {
    pub numbers: Numbers,
    /// Customers who must get nothing, and why; the screen said so.
    pub held_back: BTreeMap<CustomerId, &'static str>,
    attempts: BTreeMap<AttemptId, Seen>,
    open: BTreeSet<AttemptId>,
    by_number: BTreeMap<E164, Vec<AttemptId>>,
    by_customer: BTreeMap<CustomerId, Vec<AttemptId>>,
    runs: BTreeMap<RunId, Run>,
    targets: BTreeMap<TargetId, TargetState>,
    starts: BTreeMap<(CampaignId, NaiveDate), u32>,
    /// Whom runs held, in the order in which it was seen, in this file and in those that were put aside.
    held: Vec<Held>,
    /// Numbers that may have heard a drop which stands in a file that was put aside.
    heard: Vec<(E164, NaiveDate)>,
    /// Every restore of the file that is in place, the oldest first.
    pub restores: Vec<Restored>,
}

/// Where an event can have changed something, beside the attempts and runs that look different.
#[derive(Clone, Copy, Debug)]
pub enum Where {
    Everywhere,
    AtPort(PortNumber),
    AtAttempts,
}

/// The file that a backup took the place of, to what can be known of it.
pub enum Earlier {
    Gone,
    Read {
        /// It began as that backup, and not as another one that was restored meanwhile.
        is_its_future: bool,
        /// Numbers of drops that are not over in the backup.
        open: BTreeSet<E164>,
        /// Numbers that may have heard a drop since, and when.
        heard: Vec<(E164, NaiveDate)>,
    },
}

/// What changed, for the trace.
pub type News = Vec<String>;

impl Book {
    /// Bytes of it go out: it is known from now on, even if it ends before anybody looks.
    pub fn on_wire(&mut self, attempt: &Attempt) {
        self.enter(attempt);
    }

    fn enter(&mut self, attempt: &Attempt) {
        if self.attempts.contains_key(&attempt.id) {
            return;
        }
        let seen = Seen { run: attempt.run, on: attempt.intended_on, state: AttemptState::Intended, disposition: None };
        self.attempts.insert(attempt.id, seen);
        self.open.insert(attempt.id);
        self.by_number.entry(attempt.number).or_default().push(attempt.id);
        if let Some(customer) = attempt.customer {
            self.by_customer.entry(customer).or_default().push(attempt.id);
        }
    }

    /// P2, and W1 over all runs of a day: prevention by customer, and seven days of rest for the number. Failures use up
    /// neither.
    pub fn p2_its_clocks_allow_it(&self, ledger: &Ledger, attempt: &Attempt, is_first: bool) -> Checked {
        let Some(customer) = attempt.customer.filter(|_| is_first) else { return Ok(()) };
        let of = |ids: Option<&Vec<AttemptId>>| ids.into_iter().flatten().copied().collect::<Vec<_>>();
        let counts = |id: &AttemptId| {
            let seen = &self.attempts[id];
            let failed = seen.state == AttemptState::Final && !seen.disposition.is_some_and(|d| d.is_delivered());
            *id != attempt.id && seen.run.is_some() && seen.state != AttemptState::NotSent && !failed
        };
        let same_day = of(self.by_customer.get(&customer))
            .into_iter()
            .filter(counts)
            .find(|id| self.attempts[id].on == attempt.intended_on);
        hold(same_day.is_none(), "E13", || {
            format!(
                "customer {} has a drop of this day already: {:?}",
                customer.0,
                same_day.map(|id| &self.attempts[&id])
            )
        })?;
        let rests = of(self.by_number.get(&attempt.number))
            .into_iter()
            .filter(counts)
            .find(|id| (attempt.intended_on - self.attempts[id].on).num_days().abs() < REST_DAYS);
        hold(rests.is_none(), "E9", || {
            format!("{} rests: {:?}", attempt.number.display(), rests.map(|id| &self.attempts[&id]))
        })?;
        let is_near = |on: NaiveDate| (attempt.intended_on - on).num_days().abs() < REST_DAYS;
        let heard = self.heard.iter().find(|(number, on)| *number == attempt.number && is_near(*on));
        hold(heard.is_none(), "E9", || format!("before the restore it may have heard a drop: {heard:?}"))?;
        let (number, on) = (&attempt.number, attempt.intended_on);
        let told = self.restores.iter().find_map(|restored| restored.may_have_heard(ledger, number, on, REST_DAYS));
        hold(told.is_none(), "E9", || format!("the feed told of drop {told:?} to {}", number.display()))
    }

    /// W12, for every restore of this file.
    pub fn w12_no_restored_backup_bars_it(&self, ledger: &Ledger, run: &Run, attempt: &Attempt) -> Checked {
        self.restores.iter().try_for_each(|restored| restored.w12_lets_it_go_out(ledger, &self.held, run, attempt))
    }

    pub fn is_barred(&self, run: &Run) -> bool {
        self.restores.iter().any(|restored| restored.bars(run))
    }

    pub fn release(&mut self, run: &Run) {
        self.restores.iter_mut().filter(|restored| restored.bars(run)).for_each(|restored| restored.release(run));
    }

    pub fn go_on_without_knowing(&mut self) {
        let is_open = |restored: &&mut Restored| matches!(restored.known, Known::NotYet | Known::Never);
        if let Some(restored) = self.restores.iter_mut().find(is_open) {
            restored.known = Known::Person;
        }
    }

    /// The restores of this file that another one has not seen.
    pub fn restores_beside(&self, other: &Self) -> Vec<Restored> {
        let is_there = |restored: &Restored| other.restores.iter().any(|there| there.at == restored.at);
        self.restores.iter().filter(|restored| !is_there(restored)).cloned().collect()
    }

    pub fn waits_for_the_feed(&self) -> bool {
        self.restores.iter().any(|restored| restored.known == Known::NotYet)
    }

    pub fn many_held(&self) -> usize {
        self.held.len()
    }

    /// What is remembered when a backup takes the place of the file: `self` is what was known when it was made, `before`
    /// what is known of the file that was there.
    pub fn go_back(&self, mut before: Self, earlier: &Earlier) -> Self {
        let mut after = self.clone();
        if let Earlier::Read { is_its_future, open, heard } = earlier {
            let switched_off = before.held_back.into_iter().filter(|(_, why)| *why == SWITCHED_OFF);
            after.held_back.extend(switched_off);
            if *is_its_future {
                after.numbers = before.numbers;
            } else {
                after.numbers.join(&before.numbers, open);
            }
            after.heard = [before.heard, heard.clone()].concat();
        } else {
            before.held[self.held.len()..].iter_mut().for_each(|held| held.is_forgotten = true);
        }
        after.held = before.held;
        after
    }

    /// Looks at everything that may have changed.
    pub fn look(&mut self, db: &Db<'_>, ledger: &Ledger, where_to: Where) -> Result<News, Violation> {
        let mut news = vec![];
        let open_runs = runs::open(db)?;
        let mut touched = self.look_at_attempts(db, ledger, &mut news)?;
        let is_touched = |run: &&Run| match where_to {
            Where::Everywhere => true,
            Where::AtPort(port) => run.port == Some(port),
            Where::AtAttempts => false,
        };
        touched.extend(open_runs.iter().filter(is_touched).map(|run| run.id));
        self.look_at_runs(db, &open_runs, &touched, &mut news)?;
        if matches!(where_to, Where::Everywhere) {
            self.look_for_unseen_runs(db, &mut news)?;
        }
        invariants::w7_a_run_has_one_port_and_a_port_one_run(db, &open_runs)?;
        Ok(news)
    }

    /// Gives the runs whose attempts changed.
    fn look_at_attempts(
        &mut self,
        db: &Db<'_>,
        ledger: &Ledger,
        news: &mut News,
    ) -> Result<BTreeSet<RunId>, Violation> {
        let mut touched = BTreeSet::new();
        let unsettled = attempts::unsettled(db)?;
        invariants::w8_one_open_attempt_per_number(&unsettled)?;
        invariants::w6_one_drop_in_flight_per_port(&unsettled)?;
        for attempt in &unsettled {
            self.enter(attempt);
            if self.advance(attempt, ledger, news)? {
                touched.extend(attempt.run);
            }
        }
        let still: BTreeSet<AttemptId> = unsettled.iter().map(|attempt| attempt.id).collect();
        let ended: Vec<AttemptId> = self.open.difference(&still).copied().collect();
        for id in ended {
            let attempt = attempts::get(db, id)?;
            self.advance(&attempt, ledger, news)?;
            self.open.remove(&id);
            self.at_the_end(db, ledger, &attempt)?;
            touched.extend(attempt.run);
        }
        Ok(touched)
    }

    /// L2: an attempt moves forward only. Gives whether it moved.
    fn advance(&mut self, attempt: &Attempt, ledger: &Ledger, news: &mut News) -> Result<bool, Violation> {
        let Some(seen) = self.attempts.get_mut(&attempt.id) else { return Ok(true) };
        if seen.state == attempt.state {
            return Ok(false);
        }
        let is_forward = rank(attempt.state) > rank(seen.state);
        hold(is_forward, "L2", || format!("an attempt went from {:?} to {:?}", seen.state, attempt.state))?;
        let nr = ledger.of(attempt.client_ref).map_or(0, |record| record.nr);
        let word = attempt.disposition.map_or(String::new(), |disposition| format!(" ({})", disposition.word()));
        news.push(format!("      drop {nr}: {} -> {}{word}", seen.state.word(), attempt.state.word()));
        seen.state = attempt.state;
        seen.disposition = attempt.disposition;
        Ok(true)
    }

    fn at_the_end(&mut self, db: &Db<'_>, ledger: &Ledger, attempt: &Attempt) -> Checked {
        if attempt.state == AttemptState::NotSent {
            w4_what_is_called_not_sent_was_not_sent(ledger, attempt)?;
        }
        l4_one_row_of_history(db, attempt)?;
        let Some(disposition) = attempt.disposition else { return Ok(()) };
        l3_no_result_that_nobody_told(ledger, attempt, disposition)?;
        if attempt.target.is_some() {
            let files = simulation::recycled_by(db, attempt.id)?;
            hold((files > 0) == disposition.is_delivered(), "S10", || {
                format!("{disposition:?} put {files} files to recycle: {attempt:?}")
            })?;
        }
        self.numbers.count(attempt, disposition);
        self.numbers.l5_strikes_move_once_per_result(&attempt.number, &numbers::get(db, &attempt.number)?)
    }

    fn look_at_runs(&mut self, db: &Db<'_>, open: &[Run], touched: &BTreeSet<RunId>, news: &mut News) -> Checked {
        let still: BTreeSet<RunId> = open.iter().map(|run| run.id).collect();
        let over: Vec<RunId> = self
            .runs
            .values()
            .filter(|run| run.state.is_open() && !still.contains(&run.id))
            .map(|run| run.id)
            .collect();
        for id in over {
            let run = runs::get(db, id)?;
            self.look_at_run(db, &run, news)?;
            l7_its_times_and_parts_add_up(db, &run)?;
        }
        for run in open {
            if touched.contains(&run.id) || self.runs.get(&run.id) != Some(run) {
                self.look_at_run(db, run, news)?;
            }
        }
        Ok(())
    }

    /// Those that were over before anybody saw them: skipped, with the reason.
    fn look_for_unseen_runs(&mut self, db: &Db<'_>, news: &mut News) -> Checked {
        let unseen: Vec<Run> =
            runs::page(db, None, RUNS_AT_ONCE)?.into_iter().filter(|run| !self.runs.contains_key(&run.id)).collect();
        for run in unseen.iter().rev() {
            self.look_at_run(db, run, news)?;
        }
        Ok(())
    }

    fn look_at_run(&mut self, db: &Db<'_>, run: &Run, news: &mut News) -> Checked {
        let before = self.runs.get(&run.id);
        if before.is_none() && !run.by_hand {
            self.r4_at_most_once_a_day(run)?;
        }
        let before = self.runs.get(&run.id).map(|run| run.state);
        if before != Some(run.state) {
            let cause = run.pause_cause.map_or(String::new(), |cause| format!(" ({})", cause.word()));
            let was = before.map_or("new", RunState::word);
            news.push(format!("      run {}: {was} -> {}{cause}", run.id.0, run.state.word()));
            hold(before.is_none_or(|state| state.is_open()), "L2", || format!("a run that was over moved: {run:?}"))?;
        }
        self.runs.insert(run.id, run.clone());
        for (target, state) in invariants::check_run(db, run)? {
            let before = self.targets.insert(target, state);
            if before.is_none() {
                let target = targets::get(db, target)?;
                self.held.push(Held { customer: target.customer, number: target.number, is_forgotten: false });
            }
            let is_allowed = before.is_none_or(|before| before == state || may_become(before, state));
            hold(is_allowed, "L2", || format!("target {} went from {before:?} to {state:?}", target.0))?;
        }
        Ok(())
    }

    fn r4_at_most_once_a_day(&mut self, run: &Run) -> Checked {
        let starts = self.starts.entry((run.campaign, run.on)).or_default();
        *starts += 1;
        hold(*starts == 1, "R4", || format!("campaign {} started {starts} times on {}", run.campaign.0, run.on))
    }

    /// Duplicates change nothing afterwards either: strikes of the numbers whose drops are over (L3, L5).
    pub fn look_at_numbers(&self, db: &Db<'_>) -> Checked {
        for number in self.by_number.keys() {
            self.numbers.l5_strikes_move_once_per_result(number, &numbers::get(db, number)?)?;
        }
        Ok(())
    }

    /// R2: what the screen confirmed is there.
    pub fn r2_what_was_confirmed_is_there(&self, db: &Db<'_>) -> Checked {
        for number in &self.numbers.opted_out {
            let is_there = numbers::get(db, number)?.opted_out_at.is_some();
            hold(is_there, "R2", || format!("the opt-out of {} is gone", number.display()))?;
        }
        Ok(())
    }

    /// L1: with nothing left to do at this moment, no drop is without a word for longer than it may be.
    pub fn l1_nothing_in_limbo(&self, db: &Db<'_>, wall_at: DateTime<Utc>) -> Checked {
        for attempt in attempts::unsettled(db)?.iter().filter(|a| a.state != AttemptState::Overdue) {
            let accepted_at = attempt.accepted_at.unwrap_or(attempt.intended_at);
            let until = (attempt.intended_at + UNKNOWN_AFTER).max(accepted_at + OVERDUE_AFTER);
            hold(wall_at <= until, "L1", || format!("no word of {attempt:?} at {wall_at}"))?;
        }
        Ok(())
    }

    /// Never lost, never silent: what was delivered is known as delivered, or said to be unknown, unless the provider
    /// itself said something else.
    pub fn never_silent(&self, db: &Db<'_>, ledger: &Ledger) -> Checked {
        let is_of_this_file = |record: &&Record| record.is_delivered && record.known_to == KnownTo::File;
        for record in ledger.records().iter().filter(is_of_this_file) {
            let found = attempts::find(db, Some(record.order.client_ref), "")?;
            let is_known = found.as_ref().is_some_and(|attempt| match attempt.state {
                AttemptState::Final => true,
                AttemptState::Overdue => true,
                AttemptState::Intended | AttemptState::Accepted | AttemptState::NotSent => false,
            });
            hold(is_known, "L1", || format!("drop {} was delivered, and the program says {found:?}", record.nr))?;
        }
        Ok(())
    }

    /// R5: every day of a campaign whose start has passed has one run by the schedule, or one that says why not.
    pub fn r5_every_day_has_its_run(&self, starts: &[(CampaignId, NaiveDate)]) -> Checked {
        // Of the days between a backup and its restore the file knows nothing.
        let known_from = self.restores.iter().map(|restored| restored.on).max();
        for (campaign, on) in starts.iter().filter(|(_, on)| known_from.is_none_or(|from| *on >= from)) {
            let many = self.starts.get(&(*campaign, *on)).copied().unwrap_or_default();
            hold(many == 1, "R5", || format!("campaign {} has {many} runs on {on}", campaign.0))?;
        }
        Ok(())
    }
}

fn rank(state: AttemptState) -> u8 {
    match state {
        AttemptState::Intended => 0,
        AttemptState::Accepted => 1,
        AttemptState::Overdue => 2,
        AttemptState::Final | AttemptState::NotSent => 3,
    }
}

/// What the product page lists in section 4, with what can happen between two looks.
fn may_become(before: TargetState, after: TargetState) -> bool {
    use TargetState as T;
    match before {
        T::Reserved | T::InProgress => true,
        T::Unknown => matches!(after, T::Delivered | T::Failed),
        T::Delivered | T::Failed | T::Skipped | T::Released => false,
    }
}

fn w4_what_is_called_not_sent_was_not_sent(ledger: &Ledger, attempt: &Attempt) -> Checked {
    let record = ledger.of(attempt.client_ref);
    let is_certain = record.is_none_or(|record| record.came_to_nothing);
    hold(is_certain, "W4", || format!("called not sent, and nobody said so: drop {}", record.map_or(0, |r| r.nr)))
}

/// L3: nothing is final but by a word of the provider about this drop, or of a person.
fn l3_no_result_that_nobody_told(ledger: &Ledger, attempt: &Attempt, disposition: Disposition) -> Checked {
    let by_person = matches!(disposition, Disposition::TreatedAsDelivered | Disposition::TreatedAsNotDelivered);
    let was_told = ledger.of(attempt.client_ref).is_some_and(|record| record.told.contains(&disposition));
    hold(by_person || was_told, "L3", || format!("nobody told {disposition:?} of {attempt:?}"))
}

/// L4: one row under "Voice Drop", which says how it ended.
fn l4_one_row_of_history(db: &Db<'_>, attempt: &Attempt) -> Checked {
    let history = simulation::history_of(db, attempt.id)?;
    if attempt.customer.is_none() {
        return hold(history.is_empty(), "L4", || format!("a test drop stands in the history: {history:?}"));
    }
    let says = attempt.disposition.map_or("Not sent", Disposition::title);
    let is_right = match history.as_slice() {
        [row] => row.user_name == "Voice Drop" && row.comment == says && row.finished_at.is_some(),
        _ => false,
    };
    hold(is_right, "L4", || format!("the history of {attempt:?} is {history:?}"))
}

fn l7_its_times_and_parts_add_up(db: &Db<'_>, run: &Run) -> Checked {
    let is_in_order = match (run.started_at, run.ended_at) {
        (Some(started_at), Some(ended_at)) => started_at <= ended_at,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    hold(is_in_order, "L7", || format!("the times of {run:?}"))?;
    let parts = run.paused_ms + run.waited_ms;
    let took = run.started_at.zip(run.ended_at).map(|(from, to)| (to - from).num_milliseconds());
    let is_within = run.paused_ms >= 0 && took.is_none_or(|took| run.paused_ms <= took);
    hold(is_within, "L7", || format!("{parts} ms of pausing and waiting in {took:?} ms of {run:?}"))?;
    let mut rows = 0;
    let attempts = attempts::of_run(db, run.id)?;
    for attempt in &attempts {
        rows += simulation::history_of(db, attempt.id)?.len();
    }
    hold(rows == attempts.len(), "L7", || format!("{rows} rows of history for {} attempts of {run:?}", attempts.len()))
}
