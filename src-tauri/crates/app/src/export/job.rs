//! Exports under way: how many rows are written, and the way to stop one.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use crate::{app::lock, error::CommandError};

/// The exports of an open file that are being written.
#[derive(Default)]
pub struct Exports {
    open: Mutex<Open>,
    ended: Condvar,
}

#[derive(Default)]
struct Open {
    last: u32,
    is_closing: bool,
    jobs: BTreeMap<u32, Arc<Job>>,
}

/// How far one file is.
pub struct Job {
    /// The name under which it was chosen to be saved.
    pub file_name: String,
    rows: AtomicU32,
    is_stopped: AtomicBool,
}

impl Job {
    pub(crate) fn new(file_name: &str) -> Self {
        Self { file_name: file_name.to_owned(), rows: AtomicU32::new(0), is_stopped: AtomicBool::new(false) }
    }

    /// Takes effect before the next row, or the next bytes of a workbook that is being packed.
    pub(crate) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Counts one more row.
    ///
    /// # Errors
    /// `export.stopped`.
    pub(crate) fn go_on(&self) -> Result<(), CommandError> {
        self.rows.fetch_add(1, Ordering::Relaxed);
        if self.is_stopped() { Err(stopped()) } else { Ok(()) }
    }

    pub(crate) fn rows(&self) -> u32 {
        self.rows.load(Ordering::Relaxed)
    }
}

pub(crate) fn stopped() -> CommandError {
    CommandError::new("export.stopped", "The export was stopped; no file was written.")
}

/// An export that is listed until this is dropped, however it ends.
pub(crate) struct UnderWay {
    exports: Arc<Exports>,
    id: u32,
    pub job: Arc<Job>,
}

impl Exports {
    /// # Errors
    /// `program.closing`.
    pub(crate) fn begin(self: &Arc<Self>, file_name: &str) -> Result<UnderWay, CommandError> {
        let mut open = lock(&self.open);
        if open.is_closing {
            return Err(CommandError::new(crate::app::CLOSING, "Voice Drops is closing."));
        }
        open.last += 1;
        let (id, job) = (open.last, Arc::new(Job::new(file_name)));
        open.jobs.insert(id, job.clone());
        Ok(UnderWay { exports: self.clone(), id, job })
    }

    /// Each with its number, the oldest first.
    pub(crate) fn under_way(&self) -> Vec<(u32, Arc<Job>)> {
        lock(&self.open).jobs.iter().map(|(id, job)| (*id, job.clone())).collect()
    }

    /// One that has ended stays as it is.
    pub(crate) fn stop(&self, id: u32) {
        if let Some(job) = lock(&self.open).jobs.get(&id) {
            job.stop();
        }
    }

    /// Stops all of them and lets none begin: when this returns, nobody reads the file for an export, and no half file
    /// lies anywhere.
    pub(crate) fn close(&self) {
        let mut open = lock(&self.open);
        open.is_closing = true;
        open.jobs.values().for_each(|job| job.stop());
        while !open.jobs.is_empty() {
            open = self.ended.wait(open).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        lock(&self.exports.open).jobs.remove(&self.id);
        self.exports.ended.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(outcome: Result<T, CommandError>) -> String {
        outcome.err().map(|error| error.code).unwrap_or_default()
    }

    #[test]
    fn an_export_is_listed_with_its_rows_while_it_is_under_way_and_can_be_stopped() {
        let exports = Arc::<Exports>::default();
        let (first, second) = (exports.begin("A.csv").expect("open"), exports.begin("B.csv").expect("open"));
        second.job.go_on().expect("goes on");
        let listed: Vec<_> =
            exports.under_way().iter().map(|(id, job)| (*id, job.file_name.clone(), job.rows())).collect();
        assert_eq!(listed, [(1, "A.csv".to_owned(), 0), (2, "B.csv".to_owned(), 1)]);
        exports.stop(2);
        exports.stop(99);
        assert_eq!(code(second.job.go_on()), "export.stopped");
        first.job.go_on().expect("the other goes on");
        drop((first, second));
        assert!(exports.under_way().is_empty());
    }

    #[test]
    fn closing_stops_what_is_under_way_waits_for_its_end_and_lets_nothing_begin() {
        let exports = Arc::<Exports>::default();
        let under_way = exports.begin("A.csv").expect("open");
        let closing = std::thread::spawn({
            let exports = exports.clone();
            move || {
                exports.close();
                exports.under_way().is_empty()
            }
        });
        while !under_way.job.is_stopped() {
            std::thread::yield_now();
        }
        drop(under_way);
        assert!(closing.join().expect("no panic"), "nothing is under way when it returns");
        assert_eq!(code(exports.begin("B.csv")), crate::app::CLOSING);
    }
}
