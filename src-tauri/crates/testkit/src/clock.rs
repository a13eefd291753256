//! A clock that moves by hand.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use engine::clock::Clock;

/// Stands still until it is told otherwise. Machine time goes forward with it, and never back.
#[derive(Debug)]
pub struct ManualClock {
    times: Mutex<(DateTime<Utc>, Duration)>,
}

impl ManualClock {
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { times: Mutex::new((now, Duration::ZERO)) }
    }

    pub fn set(&self, at: DateTime<Utc>) {
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = (at - times.0).to_std().unwrap_or_default();
        *times = (at, times.1 + passed);
    }

    pub fn advance(&self, by: TimeDelta) {
        self.set(self.now() + by);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn machine(&self) -> Duration {
        self.times.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn machine_time_until(&self, at: DateTime<Utc>) -> Duration {
        (at - self.now()).to_std().unwrap_or_default()
    }

    fn is_scaled(&self) -> bool {
        false
    }
}
