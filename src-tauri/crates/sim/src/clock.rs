//! Three times: the true one, in which the provider lives; the one on this computer's wall, which a person or a time
//! server can set; and the machine's own, which stands still while it sleeps.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use engine::clock::Clock;

#[derive(Debug)]
struct Times {
    /// What everybody else's clock reads.
    true_at: DateTime<Utc>,
    /// How far this computer's clock is ahead of it.
    ahead: TimeDelta,
    machine: Duration,
}

#[derive(Debug)]
pub struct SimClock(Mutex<Times>);

impl SimClock {
    pub fn new(true_at: DateTime<Utc>) -> Self {
        Self(Mutex::new(Times { true_at, ahead: TimeDelta::zero(), machine: Duration::ZERO }))
    }

    fn times(&self) -> MutexGuard<'_, Times> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn true_at(&self) -> DateTime<Utc> {
        self.times().true_at
    }

    /// Time passes for everybody. Never back.
    pub fn pass_to(&self, true_at: DateTime<Utc>) {
        let mut times = self.times();
        let passed = (true_at - times.true_at).to_std().unwrap_or_default();
        times.true_at = times.true_at.max(true_at);
        times.machine += passed;
    }

    /// Time passes, and this machine does not notice.
    pub fn sleep(&self, span: TimeDelta) {
        self.times().true_at += span;
    }

    /// Somebody sets this computer's clock.
    pub fn turn(&self, by: TimeDelta) {
        self.times().ahead += by;
    }

    /// Somebody sets it right.
    pub fn set_right(&self) {
        self.times().ahead = TimeDelta::zero();
    }

    pub fn is_right(&self) -> bool {
        self.times().ahead.is_zero()
    }

    /// When the wall clock will read this, if nobody turns it.
    pub fn true_time_of(&self, wall_at: DateTime<Utc>) -> DateTime<Utc> {
        wall_at - self.times().ahead
    }

    /// When the machine will have counted so far, if it does not sleep.
    pub fn true_time_of_machine(&self, machine: Duration) -> DateTime<Utc> {
        let times = self.times();
        let left = TimeDelta::from_std(machine.saturating_sub(times.machine)).unwrap_or(TimeDelta::MAX);
        times.true_at.checked_add_signed(left).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

impl Clock for SimClock {
    fn now(&self) -> DateTime<Utc> {
        let times = self.times();
        times.true_at + times.ahead
    }

    fn machine(&self) -> Duration {
        self.times().machine
    }

    fn machine_time_until(&self, at: DateTime<Utc>) -> Duration {
        (at - self.now()).to_std().unwrap_or_default()
    }

    fn is_scaled(&self) -> bool {
        false
    }
}
