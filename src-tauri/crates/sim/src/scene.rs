//! What the world and the provider share: the chance, the trace, the provider's model, and what is known of the program.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{ids::CustomerId, phone::E164};
use engine::clock::Clock;
use rand::RngExt;
use store::{Store, StoreError, simulation::Moment};
use testkit::invariants::Violation;

use crate::{
    book::Book,
    clock::SimClock,
    dice::{Dice, Kind},
    plan::Plan,
    server::Server,
    trace::{Trace, span},
};

pub struct Scene {
    /// The data file as it is now; a restored backup takes its place.
    store: Mutex<Arc<Store>>,
    pub clock: Arc<SimClock>,
    pub plan: Plan,
    /// The numbers on each customer's file, as the file brought them.
    pub numbers: BTreeMap<CustomerId, BTreeSet<E164>>,
    state: Mutex<State>,
}

pub struct State {
    pub dice: Dice,
    pub trace: Trace,
    pub server: Server,
    pub book: Book,
    /// The program died; nothing that it still does counts.
    pub is_dead: bool,
    /// Which start of the program this is; an older one must put nothing on the wire.
    pub instance: u32,
    pub violation: Option<Violation>,
    /// A call of the provider waits until this true time.
    pub pending_until: Option<DateTime<Utc>>,
    /// A write failed since the program was last called.
    pub has_write_failed: bool,
    /// How many writes reached the disk.
    pub commits: u64,
    /// Until these true times: no connection, no answer to a question, no feed.
    pub down_until: DateTime<Utc>,
    pub mute_until: DateTime<Utc>,
    pub feed_down_until: DateTime<Utc>,
    /// Machine time before which nothing may come: somebody was told Retry-After.
    pub rest_until: Duration,
    /// The last check of the account ended in a fault.
    pub is_account_in_doubt: bool,
    pub foreign: u32,
}

impl Scene {
    pub fn new(
        store: Arc<Store>,
        clock: Arc<SimClock>,
        plan: Plan,
        numbers: BTreeMap<CustomerId, BTreeSet<E164>>,
    ) -> Arc<Self> {
        let now = clock.true_at();
        let state = State {
            dice: Dice::new(plan.seed, &plan.kinds, &plan.muted),
            trace: Trace::new(),
            server: Server::new(plan.keeps_keys),
            book: Book::default(),
            is_dead: false,
            instance: 0,
            violation: None,
            pending_until: None,
            has_write_failed: false,
            commits: 0,
            down_until: now,
            mute_until: now,
            feed_down_until: now,
            rest_until: Duration::ZERO,
            is_account_in_doubt: false,
            foreign: 0,
        };
        let scene = Arc::new(Self { store: Mutex::new(store.clone()), clock, plan, numbers, state: Mutex::new(state) });
        scene.watch(&store);
        scene
    }

    fn watch(self: &Arc<Self>, store: &Store) {
        let watcher = Arc::downgrade(self);
        store.watch_commits(move |moment| watcher.upgrade().map_or(Ok(()), |scene| scene.at_commit(moment)));
    }

    pub fn store(&self) -> Arc<Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Another file takes the place of the one that is there. No program has it open.
    pub fn put_in_place(self: &Arc<Self>, store: Store) {
        let store = Arc::new(store);
        self.watch(&store);
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = store;
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn say(&self, words: &str) {
        self.state().trace.say(self.clock.true_at(), self.clock.now(), words);
    }

    /// The provider's model, brought up to now.
    pub fn pass(&self) {
        let mut state = self.state();
        let State { dice, server, trace, violation, .. } = &mut *state;
        let done = server.pass(dice, self.clock.true_at());
        while let Some(words) = server.said.pop_front() {
            trace.say(self.clock.true_at(), self.clock.now(), &format!("    {words}"));
        }
        if let Err(broken) = done {
            violation.get_or_insert(broken);
        }
    }

    /// Chance has a word in every commit.
    fn at_commit(&self, moment: Moment) -> Result<(), StoreError> {
        let mut state = self.state();
        if state.is_dead {
            return Err(dead());
        }
        if state.dice.strikes(Kind::DeathAtCommit, 250).is_some() {
            state.is_dead = true;
            state.commits += 1;
            drop(state);
            let when = if moment == Moment::BeforeCommit { "just before" } else { "just after" };
            self.say(&format!("THE PROGRAM DIES {when} a commit"));
            return Err(dead());
        }
        if moment == Moment::AfterCommit {
            state.commits += 1;
            return Ok(());
        }
        if state.dice.strikes(Kind::DiskFull, 120).is_some() {
            state.has_write_failed = true;
            drop(state);
            self.say("a write fails: the disk is full");
            return Err(StoreError::DiskFull);
        }
        if state.dice.strikes(Kind::WriteError, 120).is_some() {
            state.has_write_failed = true;
            drop(state);
            self.say("a write fails: input or output error");
            return Err(StoreError::Io(std::io::Error::other("simulated")));
        }
        Ok(())
    }
}

fn dead() -> StoreError {
    StoreError::Broken("the program is dead".to_owned())
}

impl State {
    /// How long a request or an answer travels.
    pub fn travel(&mut self) -> TimeDelta {
        let slow = self.dice.strikes(Kind::Slow, 3);
        slow.map_or(TimeDelta::zero(), |mut rng| TimeDelta::milliseconds(rng.random_range(100..9_000)))
    }

    /// Something is out of order from now on for a while. Gives the words for it.
    pub fn begin_outage(&mut self, kind: Kind, now: DateTime<Utc>) -> Option<String> {
        let mut rng = self.dice.strikes(kind, 400)?;
        let longest = if rng.random_range(0..3) == 0 { 150 } else { 8 };
        let lasts = TimeDelta::seconds(rng.random_range(5..longest * 60));
        let until = now + lasts;
        match kind {
            Kind::NoConnection => {
                self.down_until = until;
                self.mute_until = self.mute_until.max(until);
                self.feed_down_until = self.feed_down_until.max(until);
            }
            Kind::Mute => self.mute_until = until,
            _ => self.feed_down_until = until,
        }
        Some(format!("{} ({})", kind.words(), span(lasts)))
    }
}
