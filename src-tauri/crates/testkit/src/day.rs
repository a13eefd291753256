//! Drives the engine by hand: no loops of its own, no sleeping, and after every step the invariants are looked at.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    ops::Deref,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    campaign::Count,
    ids::{CampaignId, PortNumber},
    states::RunState,
};
use engine::{Engine, Policy, Sending, Step};
use store::{Store, accounts, restores, runs};

use crate::{dealership::Dealership, invariants};

/// More steps than any moment of a test needs: whoever gets here runs in a circle.
const STEPS_MAX: usize = 10_000;
/// Longer than any run: whoever gets here never ends.
const DAYS_MAX: i64 = 4;

/// A dealership with an engine on it.
pub struct Day {
    dealership: Dealership,
    policy: Cell<Policy>,
    engine: RefCell<Arc<Engine>>,
    /// Ports that back off, until when.
    resting: RefCell<BTreeMap<PortNumber, DateTime<Utc>>>,
}

/// What a backup holds, and since when it has nothing of what came.
pub struct Backup {
    store: Store,
    at: DateTime<Utc>,
}

/// The file that a backup takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    Whole,
    /// All of it can be read, and nobody can rely on that.
    Damaged,
    Gone,
}

impl Deref for Day {
    type Target = Dealership;

    fn deref(&self) -> &Dealership {
        &self.dealership
    }
}

impl Day {
    pub fn new(customers: usize, ports: u16) -> Self {
        Self::of(Dealership::new(customers, ports))
    }

    pub fn of(dealership: Dealership) -> Self {
        let policy = Policy::new(Sending::Allowed, true);
        let engine = open(&dealership, policy);
        Self { dealership, policy: Cell::new(policy), engine: RefCell::new(engine), resting: RefCell::default() }
    }

    pub fn engine(&self) -> Arc<Engine> {
        self.engine.borrow().clone()
    }

    /// The program dies and is started again: all that is left is the store.
    pub fn restart(&self) {
        self.resting.borrow_mut().clear();
        self.provider.forget_rest();
        self.engine.replace(open(&self.dealership, self.policy.get()));
    }

    pub fn restart_with(&self, change: impl FnOnce(&mut Policy)) {
        let mut policy = self.policy.get();
        change(&mut policy);
        self.policy.set(policy);
        self.restart();
    }

    /// A backup of this moment.
    pub fn back_up(&self) -> Backup {
        Backup { store: self.store.snapshot().unwrap(), at: self.now() }
    }

    /// A backup is restored, and the program started with it. `earlier`: what can be read of the file that was there.
    pub fn restore(self, backup: Backup, earlier: Earlier) -> Self {
        let Backup { store, at } = backup;
        let marks = store.read(restores::marks).unwrap();
        let read = |is_whole| self.store.read(|db| restores::read_since(db, marks, is_whole)).unwrap();
        let since = match earlier {
            Earlier::Whole => Some(read(true)),
            Earlier::Damaged => Some(read(false)),
            Earlier::Gone => None,
        };
        let order = restores::Order {
            backup_at: at,
            now: self.now(),
            by: "Alex",
            put_aside: None,
            since: since.as_ref(),
            reason: "A disk failed",
        };
        store.write(|db| restores::begin(db, &order)).unwrap();
        let Self { dealership, policy, .. } = self;
        let dealership = dealership.replace(store);
        dealership.provider.forget_rest();
        let engine = open(&dealership, policy.get());
        let day = Self { dealership, policy, engine: RefCell::new(engine), resting: RefCell::default() };
        day.check();
        day
    }

    /// What saving a changed count does: the next run has it, and the one under way follows (S1).
    pub fn edit_count(&self, campaign: CampaignId, count: Count) {
        self.edit(campaign, |spec| spec.count = count);
        self.engine().act(|acts| acts.follow_count(campaign, count)).unwrap();
        self.check();
    }

    /// Looks at the invariants; every step does so by itself.
    pub fn check(&self) {
        invariants::check(&self.store, &self.put_aside, &self.provider.ledger());
    }

    pub fn tick(&self) -> Option<DateTime<Utc>> {
        let next = self.engine().tick().unwrap();
        self.check();
        next
    }

    pub fn take_events(&self) {
        let engine = self.engine();
        // A feed that is down is no fault of the engine's.
        let _answered = at_once(engine.take_events(Duration::ZERO)).expect("the feed never waits").unwrap();
        self.check();
    }

    /// One step of a port. A step that never ends is the death of the program in the middle of it.
    pub fn step(&self, port: PortNumber) -> Step {
        let engine = self.engine();
        let step = at_once(engine.step(port));
        let step = step.map_or_else(
            || {
                self.restart();
                Step::Moved
            },
            Result::unwrap,
        );
        if let Step::BackOff(pause) = step {
            self.resting.borrow_mut().insert(port, self.now() + TimeDelta::from_std(pause).unwrap());
        }
        self.check();
        step
    }

    /// Everything that can happen at this moment. Gives the next moment at which something can.
    pub fn settle(&self) -> Option<DateTime<Utc>> {
        for _ in 0..STEPS_MAX {
            let before = *self.engine().changes().borrow();
            let mut moments = vec![self.tick(), self.provider.next_at()];
            self.take_events();
            let has_moved = self.step_ports(&mut moments);
            if !has_moved && *self.engine().changes().borrow() == before {
                return moments.into_iter().flatten().filter(|at| *at > self.now()).min();
            }
        }
        panic!("the engine does not come to rest");
    }

    fn step_ports(&self, moments: &mut Vec<Option<DateTime<Utc>>>) -> bool {
        let mut has_moved = false;
        for port in self.read(accounts::ports) {
            let rests_until = self.resting.borrow().get(&port.number).copied();
            if rests_until.is_some_and(|until| self.now() < until) {
                moments.push(rests_until);
                continue;
            }
            match self.step(port.number) {
                Step::Moved => has_moved = true,
                Step::Idle => {}
                Step::Until(at) => {
                    assert!(at > self.now(), "port {} asks to be called in the past", port.number);
                    moments.push(Some(at));
                }
                Step::BackOff(_) => moments.push(self.resting.borrow().get(&port.number).copied()),
            }
        }
        has_moved
    }

    /// Lives on until `at`, stopping at every moment between at which something can happen.
    pub fn until(&self, at: DateTime<Utc>) {
        while let Some(next) = self.settle().filter(|next| *next < at) {
            self.clock.set(next);
        }
        self.clock.set(at);
        self.settle();
    }

    /// Lives on until this wall time of today at the store.
    pub fn until_time(&self, time: &str) {
        self.until(self.today_at(time));
    }

    pub fn pass(&self, by: TimeDelta) {
        self.until(self.now() + by);
    }

    /// Lives on until no run is open any more.
    pub fn until_over(&self) {
        let give_up_at = self.now() + TimeDelta::days(DAYS_MAX);
        while self.is_any_run_open() {
            let next = self.settle();
            if !self.is_any_run_open() {
                return;
            }
            let next = next.expect("a run is open and nothing will ever happen");
            assert!(next < give_up_at, "a run never ends");
            self.clock.set(next);
        }
    }

    /// Lives through the start of today's runs to the end of them all.
    pub fn run_all_from(&self, time: &str) {
        self.until_time(time);
        self.until_over();
    }

    fn is_any_run_open(&self) -> bool {
        self.read(runs::open).iter().any(|run| run.state != RunState::Planned)
    }
}

fn open(dealership: &Dealership, policy: Policy) -> Arc<Engine> {
    let engine = Engine::open(dealership.store.clone(), dealership.clock.clone(), dealership.provider.clone(), policy);
    Arc::new(engine.unwrap())
}

/// Nothing here ever waits, so one poll is enough; a future that is still pending never ends.
pub fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}
