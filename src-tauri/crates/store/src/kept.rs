//! The roster of an open file, and when it can be trusted.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use domain::ids::StoreId;

use crate::{
    Db, StoreError,
    columns::change,
    roster::{self, Roster, changes::Touched},
};

/// More changed customers than these are not read again one by one while somebody waits: an import. The rows answer
/// until the roster is read anew.
const CATCH_UP_MAX: usize = 20_000;
/// More than these in the transaction under way: the rows answer.
const UNDER_WAY_MAX: usize = 5_000;

/// At most one roster, and what changed since it was read.
#[derive(Default)]
pub(crate) struct Kept {
    roster: RwLock<Option<Arc<Roster>>>,
    log: Mutex<Log>,
    pub touched: Touched,
}

#[derive(Default)]
struct Log {
    /// Changes are noted only when a roster is there, or being read.
    is_wanted: bool,
    /// Whom each transaction touched, by the count of changes that it made.
    batches: VecDeque<(i64, Vec<i64>)>,
    /// Read inside a transaction that had changed them: until it commits, and if it comes to nothing, that was too early.
    suspects: Vec<i64>,
}

impl Log {
    /// Changes are noted no more. Whoever was read too early still has to be read again: the transaction under way may come
    /// to nothing yet.
    fn drop_batches(&mut self) {
        self.is_wanted = false;
        self.batches.clear();
    }

    fn noted(&self) -> usize {
        self.batches.iter().map(|(_, ids)| ids.len()).sum::<usize>() + self.suspects.len()
    }
}

/// What a reader sees: the customers as of the last commit, and those whom the transaction under way changed. However long
/// it is looked at, it stays as it is and keeps nobody waiting: whoever brings the roster up to date meanwhile leaves this
/// one behind.
pub(crate) struct Seen {
    roster: Arc<Roster>,
    /// In ascending order.
    pub under_way: Vec<i64>,
    pub changed: Option<Roster>,
}

impl Seen {
    pub fn roster(&self) -> &Roster {
        &self.roster
    }
}

impl Kept {
    /// Before a commit: counts the change, if it was one, and notes whom it touched.
    pub fn before_commit(&self, db: &Db<'_>) -> Result<(), StoreError> {
        self.touched.hear_again(db.0)?;
        let ids = self.touched.ids();
        if ids.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        change(db.0, "UPDATE roster_version SET version = version + 1", [])?;
        let version = roster::version(db)?;
        let mut log = lock(&self.log);
        let Some(ids) = ids else {
            // Without a batch of this count nobody catches up with it: the roster is given up by whoever asks next.
            log.drop_batches();
            return Ok(());
        };
        if log.is_wanted {
            // Nobody can see this count before the commit. One that failed before had the same.
            log.batches.retain(|(earlier, _)| *earlier < version);
            log.batches.push_back((version, ids));
        }
        if log.noted() > 2 * CATCH_UP_MAX {
            log.drop_batches();
        }
        Ok(())
    }

    /// From now on changes are noted. To be said before the roster is read.
    pub fn want(&self) {
        let mut log = lock(&self.log);
        log.drop_batches();
        log.is_wanted = true;
    }

    pub fn set(&self, read: Roster) {
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(read));
    }

    #[cfg(test)]
    pub fn forget(&self) {
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether a roster is there that need not be read anew.
    pub fn is_fit(&self) -> bool {
        let is_there = self.roster.read().unwrap_or_else(PoisonError::into_inner).is_some();
        let log = lock(&self.log);
        is_there && log.is_wanted && log.noted() <= CATCH_UP_MAX
    }

    pub fn bytes(&self) -> usize {
        self.roster.read().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(0, |roster| roster.bytes())
    }

    /// The roster as this transaction sees the file; `None` if the rows themselves have to be read.
    pub fn see(&self, db: &Db<'_>, store: StoreId, side: Side) -> Result<Option<Seen>, StoreError> {
        let under_way = match side {
            Side::Read => vec![],
            Side::Write => match self.touched.ids() {
                Some(ids) if ids.len() <= UNDER_WAY_MAX => ids,
                Some(_) | None => return Ok(None),
            },
        };
        let here = roster::version(db)?;
        let Some(mut roster) = self.held().filter(|roster| roster.store == store) else { return Ok(None) };
        if roster.version > here {
            // Another reader is ahead of this one's view of the file.
            return Ok(None);
        }
        let is_behind = roster.version < here || !lock(&self.log).suspects.is_empty();
        if is_behind {
            // Nobody else holds it: then it is brought up to date where it lies.
            drop(roster);
            let Some(now) = self.catch_up(db, here, &under_way)? else { return Ok(None) };
            roster = now;
        }
        let changed = if under_way.is_empty() { None } else { Some(Roster::of(db, store, &under_way)?) };
        Ok(Some(Seen { roster, under_way, changed }))
    }

    fn held(&self) -> Option<Arc<Roster>> {
        self.roster.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn catch_up(&self, db: &Db<'_>, here: i64, under_way: &[i64]) -> Result<Option<Arc<Roster>>, StoreError> {
        let mut guard = self.roster.write().unwrap_or_else(PoisonError::into_inner);
        let Some(roster) = guard.as_mut() else { return Ok(None) };
        if roster.version > here {
            return Ok(None);
        }
        let (ids, is_whole) = {
            let log = lock(&self.log);
            let since = log.batches.iter().filter(|(version, _)| roster.version < *version && *version <= here);
            let is_whole = since.clone().count() as i64 == here - roster.version;
            let mut ids: Vec<i64> = since.flat_map(|(_, ids)| ids).chain(&log.suspects).copied().collect();
            ids.sort_unstable();
            ids.dedup();
            (ids, is_whole)
        };
        if !is_whole || ids.len() > CATCH_UP_MAX {
            *guard = None;
            return Ok(None);
        }
        // Whoever looks at it goes on looking at what it was: little more than the order of the customers is copied for that.
        let roster = Arc::make_mut(roster);
        if let Err(error) = roster.read_again(db, &ids) {
            // Half of it may be new.
            *guard = None;
            return Err(error);
        }
        roster.version = here;
        let mut log = lock(&self.log);
        log.batches.retain(|(version, _)| *version > here);
        log.suspects.clear();
        log.suspects.extend(ids.iter().filter(|id| under_way.binary_search(id).is_ok()));
        Ok(guard.clone())
    }
}

/// Which kind of transaction asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Read,
    Write,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
