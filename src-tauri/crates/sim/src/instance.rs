//! One start of the program: the engine and its loops, as `engine::life` has them, without a thread.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::PortNumber;
use engine::{Engine, EngineError, Policy, Sending, Step, clock::Clock, provider::ProviderFault};
use store::StoreError;

use crate::{clock::SimClock, provider::SimProvider, scene::Scene};

/// As in `engine::life`: after a store error nothing is gained by trying at once.
const AFTER_ERROR: Duration = Duration::from_secs(1);
/// The longest pause between two questions of a feed that is down. The loops of the program begin with less.
const FEED_AGAIN: Duration = Duration::from_secs(30);
/// How often it is asked whether that is all.
const FEED_LOOK: Duration = Duration::from_secs(600);
/// How often this simulation looks at the clock when nothing is due.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(10);
const ACCOUNT_EVERY: Duration = Duration::from_secs(60);

/// What a loop waits for.
#[derive(Clone, Copy, Debug)]
enum Wait {
    Nothing,
    /// A change anywhere after this one, or this wall time.
    Change(u64, Option<DateTime<Utc>>),
    Machine(Duration),
    /// An answer of the provider, at this true time.
    Answer(DateTime<Utc>),
    ForEver,
}

type Work<T> = Pin<Box<dyn Future<Output = T>>>;
type Events = Result<Result<bool, ProviderFault>, EngineError>;

struct Loop<T> {
    wait: Wait,
    work: Option<Work<T>>,
}

impl<T> Loop<T> {
    fn new() -> Self {
        Self { wait: Wait::Nothing, work: None }
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    Tick,
    Feed,
    Account,
    Port(PortNumber),
}

pub struct Instance {
    pub engine: Arc<Engine>,
    scene: Arc<Scene>,
    tick: Wait,
    feed: Loop<Events>,
    /// How many results the feed had told when it was last asked.
    fed: usize,
    /// In machine time: with nothing new to tell it is asked again by then, as long as it has to say whether that is all.
    asks_feed_at: Option<Duration>,
    account: Loop<Result<(), EngineError>>,
    ports: BTreeMap<PortNumber, Loop<Result<Step, EngineError>>>,
    /// It lost the lease of the file, so that its loops have ended.
    pub is_over: bool,
}

impl Instance {
    pub fn start(scene: &Arc<Scene>) -> Result<Self, EngineError> {
        let instance = {
            let mut state = scene.state();
            state.rest_until = Duration::ZERO;
            state.instance + 1
        };
        let sending = if scene.plan.may_send { Sending::Allowed } else { Sending::RulesNotInstalled };
        let policy = Policy::new(sending, scene.plan.shares_clock);
        let provider = Arc::new(SimProvider { scene: scene.clone(), instance });
        let engine = Arc::new(Engine::open(scene.store(), scene.clock.clone(), provider, policy)?);
        // From here on an older one has lost the lease.
        scene.state().instance = instance;
        let ports = (1..=scene.plan.ports).map(|n| (PortNumber(n), Loop::new())).collect();
        Ok(Self {
            engine,
            scene: scene.clone(),
            tick: Wait::Nothing,
            feed: Loop::new(),
            fed: 0,
            asks_feed_at: None,
            account: Loop::new(),
            ports,
            is_over: false,
        })
    }

    fn clock(&self) -> &SimClock {
        &self.scene.clock
    }

    fn changes(&self) -> u64 {
        *self.engine.changes().borrow()
    }

    fn is_ready(&self, wait: Wait) -> bool {
        match wait {
            Wait::Nothing => true,
            Wait::Change(seen, at) => self.changes() != seen || at.is_some_and(|at| at <= self.clock().now()),
            Wait::Machine(until) => until <= self.clock().machine(),
            Wait::Answer(at) => at <= self.clock().true_at(),
            Wait::ForEver => false,
        }
    }

    /// When it is ready if nothing changes, in true time.
    fn ready_at(&self, wait: Wait) -> Option<DateTime<Utc>> {
        match wait {
            Wait::Nothing => Some(self.clock().true_at()),
            Wait::Change(_, at) => at.map(|at| self.clock().true_time_of(at)),
            Wait::Machine(until) => Some(self.clock().true_time_of_machine(until)),
            Wait::Answer(at) => Some(at),
            Wait::ForEver => None,
        }
    }

    /// The feed is asked when there is something to tell; a program that waits for it learns of it at once.
    fn has_news(&self) -> bool {
        let state = self.scene.state();
        self.feed.work.is_none()
            && matches!(self.feed.wait, Wait::Change(..))
            && (state.server.told() != self.fed
                || state.feed_down_until > self.clock().true_at()
                || self.asks_feed_at.is_some_and(|at| at <= self.clock().machine()))
    }

    /// Whose turn it may be, always in the same order.
    pub fn ready(&self) -> Vec<Turn> {
        if self.is_over {
            return vec![];
        }
        let mut turns = vec![];
        if self.is_ready(self.tick) {
            turns.push(Turn::Tick);
        }
        let feed_waits = matches!(self.feed.wait, Wait::Change(..));
        if (!feed_waits && self.is_ready(self.feed.wait)) || self.has_news() {
            turns.push(Turn::Feed);
        }
        if self.is_ready(self.account.wait) {
            turns.push(Turn::Account);
        }
        turns.extend(self.ports.iter().filter(|(_, port)| self.is_ready(port.wait)).map(|(n, _)| Turn::Port(*n)));
        turns
    }

    /// The next true time at which it is anybody's turn.
    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        let feed_waits = matches!(self.feed.wait, Wait::Change(..));
        let asks_feed = self.asks_feed_at.filter(|_| feed_waits).map_or(Wait::ForEver, Wait::Machine);
        let waits = [self.tick, self.feed.wait, asks_feed, self.account.wait];
        let ports = self.ports.values().map(|port| port.wait);
        waits.into_iter().chain(ports).filter_map(|wait| self.ready_at(wait)).min()
    }

    /// The clock was turned or the machine woke: every loop that looks at the wall clock looks again. Those that the
    /// server asked to wait go on waiting.
    pub fn look_again(&mut self) {
        let again = |wait: Wait| if matches!(wait, Wait::Change(..)) { Wait::Nothing } else { wait };
        self.tick = again(self.tick);
        for port in self.ports.values_mut() {
            port.wait = again(port.wait);
        }
    }

    pub fn take(&mut self, turn: Turn) {
        self.scene.state().has_write_failed = false;
        match turn {
            Turn::Tick => self.take_tick(),
            Turn::Feed => self.take_feed(),
            Turn::Account => self.take_account(),
            Turn::Port(port) => self.take_port(port),
        }
        if self.scene.state().is_dead {
            self.is_over = true;
        }
    }

    fn machine_in(&self, pause: Duration) -> Wait {
        Wait::Machine(self.clock().machine() + pause)
    }

    fn after_error(&mut self, error: &EngineError) -> Wait {
        if matches!(error, EngineError::Store(StoreError::InUse)) {
            self.is_over = true;
        }
        self.machine_in(AFTER_ERROR)
    }

    fn take_tick(&mut self) {
        let seen = self.changes();
        self.tick = match self.engine.tick() {
            // Nothing is due, or nobody knows because the clock is set back: the program looks every 5 s.
            Ok(next) => Wait::Change(seen, Some(next.unwrap_or(self.clock().now() + LOOK_AGAIN))),
            Err(error) => self.after_error(&error),
        };
    }

    fn pending(&self) -> Wait {
        self.scene.state().pending_until.take().map_or(Wait::ForEver, Wait::Answer)
    }

    fn take_feed(&mut self) {
        self.fed = self.scene.state().server.told();
        let engine = self.engine.clone();
        let work =
            self.feed.work.get_or_insert_with(|| Box::pin(async move { engine.take_events(Duration::ZERO).await }));
        let Poll::Ready(done) = poll(work) else {
            self.feed.wait = self.pending();
            return;
        };
        self.feed.work = None;
        // Of a restored file the program learns by an empty feed that it has been told everything.
        let is_asked_again = self.scene.state().book.waits_for_the_feed();
        self.asks_feed_at = is_asked_again.then(|| self.clock().machine() + FEED_LOOK);
        self.feed.wait = match done {
            Ok(Ok(_)) => Wait::Change(0, None),
            Ok(Err(ProviderFault::RateLimited { retry_after: Some(pause) })) => self.machine_in(pause),
            Ok(Err(ProviderFault::CursorGone)) => Wait::Nothing,
            Ok(Err(_)) => self.machine_in(FEED_AGAIN),
            Err(error) => self.after_error(&error),
        };
    }

    fn take_account(&mut self) {
        if self.account.work.is_none() && !self.scene.state().is_account_in_doubt {
            // Asked for as often as in the program, but only when there is a reason to.
            self.account.wait = self.machine_in(ACCOUNT_EVERY * 10);
            return;
        }
        let engine = self.engine.clone();
        let work = self.account.work.get_or_insert_with(|| Box::pin(async move { engine.look_after_account().await }));
        let Poll::Ready(done) = poll(work) else {
            self.account.wait = self.pending();
            return;
        };
        self.account.work = None;
        self.account.wait = match done {
            Ok(()) => self.machine_in(ACCOUNT_EVERY),
            Err(error) => self.after_error(&error),
        };
    }

    fn take_port(&mut self, number: PortNumber) {
        let seen = self.changes();
        let engine = self.engine.clone();
        let Some(port) = self.ports.get_mut(&number) else { return };
        let work = port.work.get_or_insert_with(|| Box::pin(async move { engine.step(number).await }));
        let wait = match poll(work) {
            Poll::Pending => self.pending(),
            Poll::Ready(done) => {
                port.work = None;
                match done {
                    Ok(Step::Moved) => Wait::Nothing,
                    Ok(Step::Idle) => Wait::Change(seen, None),
                    Ok(Step::Until(at)) => Wait::Change(seen, Some(at)),
                    Ok(Step::BackOff(pause)) => self.machine_in(pause),
                    Err(error) => self.after_error(&error),
                }
            }
        };
        if let Some(port) = self.ports.get_mut(&number) {
            port.wait = wait;
        }
    }
}

/// Nobody wakes anybody here: whoever waits is polled again when its answer is there.
pub fn poll<T>(work: &mut Work<T>) -> Poll<T> {
    work.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}
