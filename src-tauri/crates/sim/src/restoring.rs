//! A backup is made, and later put in the place of the file (F17). The provider goes on and remembers everything; the people
//! at the desk release what waits for them.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    backups::RestoreKnown,
    ids::CustomerId,
    phone::E164,
    states::{AttemptState, RunState, TargetState},
};
use engine::clock::Clock;
use rand::RngExt;
use store::{
    Db, Store, StoreError, accounts, attempts, house,
    restores::{self, Since},
    runs::{self, Run},
    targets,
};
use testkit::invariants::{Checked, Violation};
use uuid::Uuid;

use crate::{
    book::{self, Book},
    dice::Kind,
    ledger::Record,
    restored::{Known, Restored},
    world::World,
};

/// How rarely a backup is made or restored, between two steps.
const RARELY: u32 = 150;
/// More runs than any file of a simulation has.
const RUNS_MAX: usize = 1_000;

/// What a backup holds, and what was known when it was made.
pub struct Backup {
    store: Store,
    at: DateTime<Utc>,
    book: Book,
    /// How many drops the provider had seen, and how many were told that are not ours.
    drops: usize,
    foreign: u32,
}

/// What can be read of the file that a backup takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Earlier {
    Whole,
    /// All of it can be read, and nobody can rely on that.
    Damaged,
    Gone,
}

impl World {
    pub fn back_up_or_restore(&mut self) -> Checked {
        let Some(mut rng) = self.chance(Kind::Restored, RARELY) else { return Ok(()) };
        if self.scene.state().is_dead {
            return Ok(());
        }
        if self.backups.is_empty() || rng.random_range(0..3) == 0 {
            return self.back_up();
        }
        let which = rng.random_range(0..self.backups.len());
        let earlier = match rng.random_range(0..4) {
            0 => Earlier::Damaged,
            1 => Earlier::Gone,
            _ => Earlier::Whole,
        };
        self.restore(which, earlier)
    }

    fn back_up(&mut self) -> Checked {
        let store = self.scene.store().snapshot()?;
        let at = self.scene.clock.now();
        let state = self.scene.state();
        let (book, drops, foreign) = (state.book.clone(), state.server.ledger.records().len(), state.foreign);
        drop(state);
        self.backups.push(Backup { store, at, book, drops, foreign });
        self.scene.say(&format!("backup {} is made", self.backups.len()));
        Ok(())
    }

    /// The program is closed for it, and started again afterwards.
    fn restore(&mut self, which: usize, earlier: Earlier) -> Checked {
        let words = match earlier {
            Earlier::Whole => "was whole",
            Earlier::Damaged => "was damaged",
            Earlier::Gone => "is gone",
        };
        self.scene.say(&format!("BACKUP {} TAKES THE PLACE OF THE FILE; the one that was there {words}", which + 1));
        self.beside.clear();
        self.test_drop = None;
        self.program.is_over = true;
        let (before, now) = (self.scene.store(), self.scene.clock.now());
        let backup = &self.backups[which];
        let file = backup.restored(&before, earlier, now)?;
        self.remember(&self.backups[which], &before, earlier, now)?;
        self.scene.put_in_place(file);
        self.looked_at = 0;
        Ok(())
    }

    /// What is known goes back to the moment of the backup, but for what the file that was put aside says of the time since.
    fn remember(&self, backup: &Backup, before: &Store, earlier: Earlier, now: DateTime<Utc>) -> Checked {
        let mut guard = self.scene.state();
        let state = &mut *guard;
        let (old, ledger) = (std::mem::take(&mut state.book), &mut state.server.ledger);
        let can_read = earlier != Earlier::Gone;
        let lost = old.restores_beside(&backup.book);
        let is_known = lost.iter().all(|restored| matches!(restored.known, Known::File | Known::Feed));
        let cursor = backup.store.read(accounts::get)?.and_then(|account| account.event_cursor);
        let known = match earlier {
            Earlier::Whole if is_known => Known::File,
            _ if cursor.is_some() => Known::NotYet,
            _ => Known::Never,
        };
        let seen_at = if can_read { before.read(house::require)?.highest_at } else { now };
        let restored = Restored {
            at: now,
            on: old.numbers.date_at(now.max(seen_at)),
            known,
            in_line: backup.store.read(in_line)?,
            in_doubt: backup.store.read(attempts::unsettled)?.iter().map(|attempt| attempt.client_ref).collect(),
            held: backup.book.many_held()..old.many_held(),
            drops: backup.drops..ledger.records().len(),
            foreign: backup.foreign,
            released: BTreeSet::new(),
        };
        let since = &ledger.records()[restored.drops.clone()];
        let open = backup.store.read(attempts::unsettled)?;
        let read = book::Earlier::Read {
            is_its_future: lost.is_empty(),
            open: open.iter().map(|attempt| attempt.number).collect(),
            heard: before.read(|db| heard_since(db, since))?,
        };
        state.book = backup.book.go_back(old, if can_read { &read } else { &book::Earlier::Gone });
        state.book.restores.push(restored);
        let known = backup.store.read(|db| known_drops(db, ledger.records()))?;
        ledger.restore(can_read, |client_ref| known.contains(&client_ref));
        Ok(())
    }

    /// A person looks at the screen after a restore, and does the next thing that it asks for. Gives whether there was any.
    pub fn release_what_waits(&mut self) -> bool {
        if self.scene.state().book.restores.is_empty() {
            return false;
        }
        let store = self.scene.store();
        let unknown = store.read(restores::unknown).ok().flatten();
        if let Some(restore) = unknown {
            return !restore.is_feed_whole && self.go_on_without_knowing();
        }
        let can_go = |run: &Run| {
            matches!(run.state, RunState::WaitingForPort | RunState::Running | RunState::Paused)
                && self.scene.state().book.is_barred(run)
        };
        let Some(run) = store.read(runs::open).unwrap_or_default().into_iter().find(can_go) else { return false };
        let all = store.read(restores::all).unwrap_or_default();
        let nobody_knows = |restore: &restores::Restore| matches!(restore.known, Some((RestoreKnown::Person, _)));
        if all.iter().any(|restore| run.on <= restore.restored_on && nobody_knows(restore)) {
            return self.act(&format!("run {} is ended, nobody can tell", run.id.0), |acts| acts.stop(run.id));
        }
        let is_done =
            self.act(&format!("run {} is released", run.id.0), |acts| acts.release(run.id, "Alex", "Checked"));
        if is_done {
            self.scene.state().book.release(&run);
        }
        is_done
    }

    fn go_on_without_knowing(&mut self) -> bool {
        let is_done = self.act("nobody will ever tell, so the other days go on", |acts| acts.go_on_without_knowing());
        if is_done {
            self.scene.state().book.go_on_without_knowing();
        }
        is_done
    }
}

impl Backup {
    /// The file as it is put in the place of another.
    fn restored(&self, before: &Store, earlier: Earlier, now: DateTime<Utc>) -> Result<Store, Violation> {
        let file = self.store.snapshot()?;
        let marks = file.read(restores::marks)?;
        let read = |is_sound| before.read(|db| restores::read_since(db, marks, is_sound));
        let since: Option<Since> = match earlier {
            Earlier::Whole => Some(read(true)?),
            Earlier::Damaged => Some(read(false)?),
            Earlier::Gone => None,
        };
        let order = restores::Order {
            backup_at: self.at,
            now,
            by: "Alex",
            put_aside: None,
            since: since.as_ref(),
            reason: "A disk failed",
        };
        file.write(|db| restores::begin(db, &order))?;
        Ok(file)
    }
}

/// Everybody who could have had their drop a moment after the backup was made.
fn in_line(db: &Db<'_>) -> Result<BTreeSet<(CustomerId, E164)>, StoreError> {
    let mut found = BTreeSet::new();
    for run in runs::page(db, None, RUNS_MAX)? {
        let open = targets::of_run(db, run.id)?.into_iter().filter(|target| {
            matches!(target.state, TargetState::Reserved | TargetState::InProgress | TargetState::Unknown)
        });
        found.extend(open.map(|target| (target.customer, target.number)));
    }
    Ok(found)
}

fn known_drops(db: &Db<'_>, records: &[Record]) -> Result<BTreeSet<Uuid>, StoreError> {
    let refs = records.iter().map(|record| record.order.client_ref);
    refs.filter_map(|client_ref| match attempts::find(db, Some(client_ref), "") {
        Ok(None) => None,
        Ok(Some(_)) => Some(Ok(client_ref)),
        Err(error) => Some(Err(error)),
    })
    .collect()
}

/// Drops that were delivered, or may have been, as far as a file knows.
fn heard_since(db: &Db<'_>, records: &[Record]) -> Result<Vec<(E164, NaiveDate)>, StoreError> {
    let mut heard = vec![];
    for record in records {
        let Some(attempt) = attempts::find(db, Some(record.order.client_ref), "")? else { continue };
        let counts = match attempt.state {
            AttemptState::Intended | AttemptState::Accepted | AttemptState::Overdue => true,
            AttemptState::Final => attempt.disposition.is_some_and(|disposition| disposition.is_delivered()),
            AttemptState::NotSent => false,
        };
        if counts && attempt.target.is_some() {
            heard.push((attempt.number, attempt.intended_on));
        }
    }
    Ok(heard)
}
