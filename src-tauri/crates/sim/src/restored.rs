//! What a restored backup must not lead to (W12), told from outside: from what was seen when the backup was made and when
//! it took the place of the file, not from what the file remembers of it.

use std::{collections::BTreeSet, ops::Range};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    ids::{CustomerId, RunId},
    phone::E164,
};
use store::{attempts::Attempt, runs::Run};
use testkit::invariants::{Checked, hold};
use uuid::Uuid;

use crate::ledger::{KnownTo, Ledger, Record};

/// What was in flight when the backup was restored has ended by then, or counts as unknown (decision 0014).
const TOLD_AFTER: TimeDelta = TimeDelta::minutes(60);

/// Somebody whom a run held.
#[derive(Clone, Debug)]
pub struct Held {
    pub customer: CustomerId,
    pub number: E164,
    /// By a file that is gone, so that nobody can know.
    pub is_forgotten: bool,
}

/// How it is known to whom drops went since the backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// From the file that was put aside.
    File,
    /// Not yet: the feed has to tell.
    NotYet,
    Feed,
    /// The feed cannot tell.
    Never,
    /// A person said that nobody can tell.
    Person,
}

/// One restore of the file that is in place.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Wall clock.
    pub at: DateTime<Utc>,
    /// Runs of this day and of those before could have gone on since the backup.
    pub on: NaiveDate,
    pub known: Known,
    /// In line, in flight or unknown when the backup was made.
    pub in_line: BTreeSet<(CustomerId, E164)>,
    /// Of the drops that were not over when the backup was made.
    pub in_doubt: BTreeSet<Uuid>,
    /// Whom runs held, and what the provider saw, between the backup and its restore: places in the book and the ledger.
    pub held: Range<usize>,
    pub drops: Range<usize>,
    /// How many reports there were of drops that are not ours.
    pub foreign: u32,
    pub released: BTreeSet<RunId>,
}

impl Restored {
    pub fn bars(&self, run: &Run) -> bool {
        run.on <= self.on && !self.released.contains(&run.id)
    }

    pub fn release(&mut self, run: &Run) {
        self.released.insert(run.id);
    }

    /// The feed answered that there is nothing more.
    pub fn feed_is_empty(&mut self, wall_at: DateTime<Utc>) {
        if self.known == Known::NotYet && wall_at >= self.at + TOLD_AFTER {
            self.known = Known::Feed;
        }
    }

    /// The feed told of a drop, the n-th that is not ours, without saying whom it went to.
    pub fn hears_of_nobody(&mut self, nr: u32) {
        if nr > self.foreign {
            self.feed_is_not_whole();
        }
    }

    pub fn feed_is_not_whole(&mut self) {
        if self.known == Known::NotYet {
            self.known = Known::Never;
        }
    }

    /// Drops of the time since that a file or the feed knows of.
    fn known_drops<'a>(&'a self, ledger: &'a Ledger) -> impl Iterator<Item = &'a Record> {
        let is_known = |record: &&Record| matches!(record.known_to, KnownTo::FilePutAside | KnownTo::Feed);
        ledger.records()[self.drops.clone()].iter().filter(is_known)
    }

    /// W12: nothing goes out that could have gone on since, until a person releases it, and then never to those who were in
    /// line, held or attempted since the backup.
    pub fn w12_lets_it_go_out(&self, ledger: &Ledger, held: &[Held], run: &Run, attempt: &Attempt) -> Checked {
        if run.on > self.on {
            let is_known = matches!(self.known, Known::File | Known::Feed | Known::Person);
            return hold(is_known, "W12", || "sent while nobody knows to whom drops went since the backup".to_owned());
        }
        let is_released = self.released.contains(&run.id);
        hold(is_released, "W12", || format!("sent after a restore, and nobody released run {}", run.id.0))?;
        let is_new = !self.in_doubt.contains(&attempt.client_ref);
        hold(is_new, "W12", || "what was not over when the backup was made went out again".to_owned())?;
        let is_them = |customer, number: &E164| Some(customer) == attempt.customer || *number == attempt.number;
        let was_in_line = self.in_line.iter().any(|(customer, number)| is_them(*customer, number));
        hold(!was_in_line, "W12", || format!("{} was in line when the backup was made", attempt.number.display()))?;
        let mut since = held[self.held.clone()].iter().filter(|held| !held.is_forgotten);
        let was_held = since.any(|held| is_them(held.customer, &held.number));
        hold(!was_held, "W12", || format!("{} was held since the backup", attempt.number.display()))?;
        let had = self.known_drops(ledger).find(|r| r.of.is_some_and(|of| is_them(of.customer, &r.order.to)));
        hold(had.is_none(), "W12", || {
            let nr = had.map_or(0, |record| record.nr);
            format!("{} had drop {nr} since the backup", attempt.number.display())
        })
    }

    /// P2: what the feed told of is a drop that may have been heard.
    pub fn may_have_heard(&self, ledger: &Ledger, number: &E164, on: NaiveDate, rest_days: i64) -> Option<usize> {
        let rests = |record: &&Record| {
            record.known_to == KnownTo::Feed
                && record.order.to == *number
                && record.of.is_some_and(|of| (on - of.on).num_days().abs() < rest_days)
        };
        if self.known == Known::Person { None } else { self.known_drops(ledger).find(rests).map(|record| record.nr) }
    }
}
