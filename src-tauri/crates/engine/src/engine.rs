//! The engine's parts and the words for what a step did.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{AttemptId, PortNumber};
use store::{Store, StoreError, house};
use tokio::sync::watch;

use crate::{
    clock::Clock,
    provider::{AudioRef, Provider, ProviderFault},
};

/// Whether this file may send at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    Allowed,
    /// A live file, until the rules for live sending are installed.
    RulesNotInstalled,
}

/// What a file or a program mode sets.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub sending: Sending,
    /// No result so long after acceptance: ask, then cancel. Clock time.
    pub overdue_after: TimeDelta,
    /// No answer so long after the submit: the run may end. Clock time.
    pub give_up_after: TimeDelta,
    /// Faults in a row that pause a run.
    pub error_budget: u32,
    /// A pause by the error budget lifts itself after this much clock time (`demo`).
    pub budget_pause: Option<TimeDelta>,
    /// Whether the provider shares our clock, so that `not_after` means something to it.
    pub shares_clock: bool,
}

impl Policy {
    pub fn new(sending: Sending, shares_clock: bool) -> Self {
        Self {
            sending,
            overdue_after: TimeDelta::minutes(10),
            give_up_after: TimeDelta::minutes(60),
            error_budget: 5,
            budget_pause: None,
            shares_clock,
        }
    }
}

/// What a step of a port did, and when it wants to be called again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something happened: call again.
    Moved,
    /// Nothing to do until something changes.
    Idle,
    /// Nothing to do before this clock time, unless something changes.
    Until(DateTime<Utc>),
    /// Back off for this much machine time.
    BackOff(Duration),
}

#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A fact could not be written down as evidence.
    #[error("the facts of a verdict could not be written down")]
    Evidence(#[from] serde_json::Error),
}

/// The engine of one open data file.
pub struct Engine {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) provider: Arc<dyn Provider>,
    pub(crate) policy: Policy,
    /// Written into every intent; an engine of an older epoch can write none (W11).
    pub(crate) lease_epoch: i64,
    /// The provider's names of recordings, by hash. Forgotten at a restart: asking again is harmless.
    pub(crate) audio_refs: Mutex<HashMap<String, AudioRef>>,
    /// Test drops whose submit is under way outside of their port's loop: that loop must not take them for doubtful.
    pub(crate) submitting: Mutex<BTreeSet<AttemptId>>,
    /// Back-off per port after failed questions.
    pub(crate) patience: Mutex<HashMap<PortNumber, u32>>,
    /// Until this machine time the server asked to be left in peace, on every port.
    pub(crate) rest_until: Mutex<Duration>,
    closing: AtomicBool,
    /// The event feed answered the last time; otherwise drops are polled.
    feed_up: AtomicBool,
    changes: watch::Sender<u64>,
}

impl Engine {
    /// Takes the lease of the file: whoever opens it later can no longer be sent beside.
    pub fn open(
        store: Arc<Store>,
        clock: Arc<dyn Clock>,
        provider: Arc<dyn Provider>,
        policy: Policy,
    ) -> Result<Self, EngineError> {
        let lease_epoch = store.write(house::raise_lease)?;
        Ok(Self {
            store,
            clock,
            provider,
            policy,
            lease_epoch,
            audio_refs: Mutex::default(),
            submitting: Mutex::default(),
            patience: Mutex::default(),
            rest_until: Mutex::default(),
            closing: AtomicBool::new(false),
            feed_up: AtomicBool::new(false),
            changes: watch::Sender::new(0),
        })
    }

    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    pub fn provider(&self) -> &Arc<dyn Provider> {
        &self.provider
    }

    /// A number that grows whenever anything of a run changed.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Wakes every loop: something may be ready now.
    pub fn wake(&self) {
        self.changes.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// No new drop begins; those in flight may still finish.
    pub fn begin_closing(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.wake();
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    pub(crate) fn feed_is_up(&self) -> bool {
        self.feed_up.load(Ordering::SeqCst)
    }

    pub(crate) fn set_feed(&self, is_up: bool) {
        if self.feed_up.swap(is_up, Ordering::SeqCst) != is_up {
            self.wake();
        }
    }

    /// Whether a drop is in flight on any port.
    pub fn has_drop_in_flight(&self) -> Result<bool, EngineError> {
        use domain::states::AttemptState;
        let unsettled = self.store.read(store::attempts::unsettled)?;
        Ok(unsettled.iter().any(|a| a.state != AttemptState::Overdue))
    }

    /// Doubles with every failure in a row: half a second to 30 s of machine time.
    pub(crate) fn back_off(&self, port: PortNumber) -> Step {
        const FIRST: Duration = Duration::from_millis(500);
        const LONGEST: Duration = Duration::from_secs(30);
        let mut patience = lock(&self.patience);
        let failures = patience.entry(port).or_default();
        let pause = FIRST.saturating_mul(1 << (*failures).min(6)).min(LONGEST);
        *failures += 1;
        Step::BackOff(pause)
    }

    /// Retry-After holds for the account, not only for the port that was told.
    pub(crate) fn rest(&self, pause: Duration) {
        let mut until = lock(&self.rest_until);
        *until = (*until).max(self.clock.machine().saturating_add(pause));
    }

    /// An answer, after what it says of Retry-After is noted.
    pub(crate) fn heed<T>(&self, answer: Result<T, ProviderFault>) -> Result<T, ProviderFault> {
        if let Err(ProviderFault::RateLimited { retry_after: Some(pause) }) = &answer {
            self.rest(*pause);
        }
        answer
    }

    /// What is left of the rest that the server asked for.
    pub(crate) fn rest_left(&self) -> Option<Duration> {
        let left = lock(&self.rest_until).saturating_sub(self.clock.machine());
        (!left.is_zero()).then_some(left)
    }

    pub(crate) fn answered(&self, port: PortNumber) {
        lock(&self.patience).remove(&port);
    }
}

/// What the mutexes here guard is whole after every statement, so a panic elsewhere does not spoil it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
