//! Files on their way in: open ones, what they say, and the one that is being written.
//!
//! A draft lives in memory only. Reading and writing run on threads of their own, because a large file takes seconds.

mod events;
mod fields;
mod merge;
mod options;
mod outline;
mod reading;
mod work;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use domain::source::DataSource;
use intake::{SourceFile, Table};

use crate::{dto::imports::ImportSummary, error::CommandError};

pub(crate) use fields::{column_of, field_of};
pub(crate) use options::{CHANGED, Chosen, chosen, delimiter_of, encoding_of, intake_error, source_of};
pub use options::{ImportOptions, ImportReport};
use work::Failed;
pub(crate) use work::{preview, store_error, summary_dto, write};

/// Open drafts that are kept: a person compares two files at most, and a workbook is held whole.
const DRAFTS_MAX: usize = 3;

/// The files that are open, and whether one is being written or taken back.
#[derive(Default)]
pub struct Drafts {
    open: Mutex<Open>,
    is_writing: Arc<AtomicBool>,
}

#[derive(Default)]
struct Open {
    last: u64,
    drafts: BTreeMap<u64, Arc<Draft>>,
}

/// A file that is open but not written, or being written.
pub(crate) struct Draft {
    pub id: String,
    pub source: DataSource,
    pub file: SourceFile,
    pub table: Table,
    pub job: Job,
}

impl Drafts {
    /// Keeps a file; the oldest one that is not being written makes place.
    pub(crate) fn add(&self, source: DataSource, file: SourceFile, table: Table) -> Arc<Draft> {
        let mut open = lock(&self.open);
        if open.drafts.len() >= DRAFTS_MAX {
            let oldest = open.drafts.iter().find(|(_, draft)| !draft.job.is_running()).map(|(key, _)| *key);
            oldest.and_then(|key| open.drafts.remove(&key));
        }
        open.last += 1;
        let id = open.last;
        let draft = Arc::new(Draft { id: id.to_string(), source, file, table, job: Job::default() });
        open.drafts.insert(id, draft.clone());
        draft
    }

    /// # Errors
    /// `import.draft_gone`: never opened, or given up for newer ones.
    pub(crate) fn get(&self, id: &str) -> Result<Arc<Draft>, CommandError> {
        let found = id.parse().ok().and_then(|id: u64| lock(&self.open).drafts.get(&id).cloned());
        found.ok_or_else(|| {
            CommandError::field("import.draft_gone", "draft", "This file is not open any more. Choose it again.")
        })
    }

    /// One import or undo at a time; the right to it ends when the answer is dropped.
    ///
    /// # Errors
    /// `import.under_way`.
    pub(crate) fn begin_writing(&self) -> Result<Writing, CommandError> {
        if self.is_writing.swap(true, Ordering::AcqRel) {
            let sentence = "Another import is under way. Wait until it has finished, or cancel it.";
            return Err(CommandError::new("import.under_way", sentence).retryable());
        }
        Ok(Writing(self.is_writing.clone()))
    }
}

pub(crate) struct Writing(Arc<AtomicBool>);

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// How far the writing of a draft is.
#[derive(Default)]
pub(crate) struct Job {
    /// Half rows: each row is first read and then written.
    steps: AtomicU32,
    is_cancelled: AtomicBool,
    state: Mutex<JobState>,
}

#[derive(Clone, Default)]
pub(crate) enum JobState {
    #[default]
    NotStarted,
    Running,
    Finished(Box<ImportSummary>),
    Cancelled,
    Failed(CommandError),
}

impl Job {
    pub fn start(&self) {
        self.steps.store(0, Ordering::Relaxed);
        self.is_cancelled.store(false, Ordering::Relaxed);
        *lock(&self.state) = JobState::Running;
    }

    pub fn end(&self, state: JobState) {
        *lock(&self.state) = state;
    }

    /// Takes effect before the next row; a job that has ended stays as it is.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Counts rows that were read or written; false once the job is cancelled.
    pub fn go_on(&self, rows: u32) -> bool {
        self.steps.fetch_add(rows, Ordering::Relaxed);
        !self.is_cancelled.load(Ordering::Relaxed)
    }

    /// Rows, of all rows of the file.
    pub fn done(&self) -> u32 {
        self.steps.load(Ordering::Relaxed) / 2
    }

    pub fn state(&self) -> JobState {
        lock(&self.state).clone()
    }

    fn is_running(&self) -> bool {
        matches!(*lock(&self.state), JobState::Running)
    }
}

/// What these mutexes guard is whole between any two statements, so a panic elsewhere spoils nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
