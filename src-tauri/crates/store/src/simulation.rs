//! What the simulator needs of the store and the program does not: a word in every commit, and a look at rows that no
//! screen asks for one by one. Compiled with the feature `simulation` only.

use std::{
    cell::Cell,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use domain::ids::AttemptId;

use crate::{
    Db, StoreError,
    columns::{Columns, row, rows},
};

/// A moment of a writing transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// All is written, nothing is on the disk: an error rolls it back.
    BeforeCommit,
    /// It is on the disk, and who asked for it does not know yet.
    AfterCommit,
}

type Watch = Box<dyn Fn(Moment) -> Result<(), StoreError> + Send + Sync>;

/// Who has a word in the commits of a store.
#[derive(Default)]
pub(crate) struct Commits(Mutex<Option<Watch>>);

impl Commits {
    pub(crate) fn set(&self, watch: Watch) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(watch);
    }

    pub(crate) fn pass(&self, moment: Moment) -> Result<(), StoreError> {
        let watch = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watch.as_ref().map_or(Ok(()), |watch| watch(moment))
    }
}

/// A fault of the store that is put in on purpose. Those of the engine are `engine::Mutant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// [`crate::restores::left_out`] knows of nobody.
    NobodyLeftOut,
}

impl Mutant {
    pub(crate) fn is_on(self) -> bool {
        CHOSEN.get() == Some(self)
    }
}

thread_local! {
    static CHOSEN: Cell<Option<Mutant>> = const { Cell::new(None) };
}

/// How the files of this thread behave from now on.
pub fn choose(mutant: Option<Mutant>) {
    CHOSEN.set(mutant);
}

/// A row of Contact History that belongs to an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryOfAttempt {
    pub user_name: String,
    pub comment: String,
    pub finished_at: Option<DateTime<Utc>>,
}

pub fn history_of(db: &Db<'_>, attempt: AttemptId) -> Result<Vec<HistoryOfAttempt>, StoreError> {
    let sql = "SELECT user_name, comment, finished_at FROM contact WHERE attempt_id = ?1 ORDER BY id";
    rows(db.0, sql, [attempt.0], |r| {
        Ok(HistoryOfAttempt {
            user_name: r.value("user_name")?,
            comment: r.value("comment")?,
            finished_at: r.maybe_at("finished_at")?,
        })
    })
}

/// How many files an attempt put to recycle.
pub fn recycled_by(db: &Db<'_>, attempt: AttemptId) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) AS many FROM recycle WHERE attempt_id = ?1";
    Ok(row(db.0, sql, [attempt.0], |r| r.value("many"))?.unwrap_or_default())
}
