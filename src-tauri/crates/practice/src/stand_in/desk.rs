//! The book behind its lock, and the thread that wakes at every due time.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use engine::clock::Clock;
use tokio::sync::watch;

use super::StandInError;
use super::book::{Book, BookError};
use super::scenario::{Outage, OutageAnswer, RequestKind, RetryAfter, Scenario};

/// The longest sleep in machine time: a wall clock that was set, or a machine that slept, is noticed after this.
const LONGEST_NAP: Duration = Duration::from_secs(1);

/// What all requests and the timekeeper share. The lock is held for one transaction and never across an await.
pub struct Desk {
    state: Mutex<State>,
    /// Apart from the book, so that a request in an outage waits for no transaction.
    outage: Mutex<Option<Outage>>,
    /// Wakes the timekeeper when a due time came in before the one it sleeps for, or when it must end.
    changed: Condvar,
    clock: Arc<dyn Clock>,
    newest_event: watch::Sender<i64>,
    stopping: watch::Sender<Stopping>,
}

struct State {
    book: Book,
    stopping: Stopping,
}

/// Whether the server is going down; it does so once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopping {
    No,
    Yes,
}

impl Desk {
    pub fn new(mut book: Book, clock: Arc<dyn Clock>) -> Self {
        let outage = book.scenario.outage.take();
        Self {
            newest_event: watch::Sender::new(book.newest_event),
            state: Mutex::new(State { book, stopping: Stopping::No }),
            outage: Mutex::new(outage),
            changed: Condvar::new(),
            clock,
            stopping: watch::Sender::new(Stopping::No),
        }
    }

    /// Runs one piece of work on the book, with everything settled that is due, off the async threads. The instant is
    /// read under the lock, so that instants come in the order of the work.
    pub async fn with_book<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Book, DateTime<Utc>) -> Result<T, BookError> + Send + 'static,
    ) -> Result<T, StandInError> {
        let desk = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || desk.with_book_blocking(work)).await;
        Ok(done.map_err(|_| StandInError::Stopped)??)
    }

    fn with_book_blocking<T>(
        &self,
        work: impl FnOnce(&mut Book, DateTime<Utc>) -> Result<T, BookError>,
    ) -> Result<T, BookError> {
        let mut state = self.lock();
        let woken_for = state.book.next_report_at;
        let now = state.book.settle(self.clock.now())?;
        let done = work(&mut state.book, now);
        self.announce(&state.book);
        if state.book.next_report_at != woken_for {
            self.changed.notify_one();
        }
        done
    }

    /// Sleeps from due time to due time until the desk is told to stop. Runs on a thread of its own: the async timer
    /// counts whole milliseconds, and one of those is ten seconds of a fast practice clock.
    pub fn keep_time(&self) {
        let mut state = self.lock();
        while state.stopping == Stopping::No {
            let nap = match state.book.settle(self.clock.now()) {
                Ok(_) => state.book.next_report_at.map_or(LONGEST_NAP, |at| self.clock.machine_time_until(at)),
                Err(error) => {
                    tracing::warn!(%error, "the stand-in could not report what is due; it will try again");
                    LONGEST_NAP
                }
            };
            self.announce(&state.book);
            let woken = self.changed.wait_timeout(state, nap.min(LONGEST_NAP));
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn announce(&self, book: &Book) {
        self.newest_event.send_if_modified(|seen| std::mem::replace(seen, book.newest_event) != book.newest_event);
    }

    /// Ends the timekeeper and every waiting request.
    pub fn stop(&self) {
        self.lock().stopping = Stopping::Yes;
        self.changed.notify_one();
        self.stopping.send_replace(Stopping::Yes);
    }

    pub fn stop_signal(&self) -> watch::Receiver<Stopping> {
        self.stopping.subscribe()
    }

    /// Changes whenever a result is reported.
    pub fn event_signal(&self) -> watch::Receiver<i64> {
        self.newest_event.subscribe()
    }

    /// What this request gets instead of an answer, if there is an outage.
    pub fn outage(&self, kind: RequestKind) -> Option<(OutageAnswer, RetryAfter)> {
        let mut outage = self.outage.lock().unwrap_or_else(PoisonError::into_inner);
        let outage = outage.as_mut()?;
        outage.befalls(kind).then_some((outage.answer, outage.retry_after))
    }

    /// Puts a scenario in force.
    pub async fn play(self: &Arc<Self>, mut scenario: Scenario) -> Result<(), StandInError> {
        scenario.check().map_err(BookError::from)?;
        let outage = scenario.outage.take();
        self.with_book(move |book, now| book.set_scenario(scenario, now)).await?;
        *self.outage.lock().unwrap_or_else(PoisonError::into_inner) = outage;
        Ok(())
    }

    /// The scenario in force, with what is left of its countdowns.
    pub async fn scenario(self: &Arc<Self>) -> Result<Scenario, StandInError> {
        let scenario = self.with_book(|book, _| Ok(book.scenario.clone())).await?;
        let outage = self.outage.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Scenario { outage, ..scenario })
    }

    /// A request that panicked left no half-done transaction behind, so the book is still sound.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
