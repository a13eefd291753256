//! The two times of the engine page, section 3.
//!
//! *Clock time* rules schedules, windows, overdue limits and every stored instant; practice can run it faster than
//! life. *Machine time* is monotonic and never scaled; it rules ticks, time-outs and back-off.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

pub trait Clock: Send + Sync {
    /// Clock time.
    fn now(&self) -> DateTime<Utc>;

    /// Machine time since this clock was made.
    fn machine(&self) -> Duration;

    /// Machine time until the clock reads `at`; zero when it already does.
    fn machine_time_until(&self, at: DateTime<Utc>) -> Duration;

    /// Whether clock time runs at another pace than machine time.
    fn is_scaled(&self) -> bool;
}

/// The machine's own date and time, for live files.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    #[expect(clippy::new_without_default, reason = "reading the time is an act, not a default")]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn machine(&self) -> Duration {
        self.started.elapsed()
    }

    fn machine_time_until(&self, at: DateTime<Utc>) -> Duration {
        (at - Utc::now()).to_std().unwrap_or_default()
    }

    fn is_scaled(&self) -> bool {
        false
    }
}

/// Practice time: starts at a given instant and runs `speed` times faster than life. Never reads the machine's date.
#[derive(Debug)]
pub struct PracticeClock {
    start_at: DateTime<Utc>,
    speed: f64,
    started: Instant,
}

impl PracticeClock {
    /// `speed` is clamped to 0.01 … 100,000: outside of it neither a person nor a test could use the result.
    pub fn new(start_at: DateTime<Utc>, speed: f64) -> Self {
        Self { start_at, speed: speed.clamp(0.01, 100_000.0), started: Instant::now() }
    }

    pub fn speed(&self) -> f64 {
        self.speed
    }
}

impl Clock for PracticeClock {
    fn now(&self) -> DateTime<Utc> {
        let elapsed_us = self.started.elapsed().as_micros() as f64 * self.speed;
        self.start_at + TimeDelta::microseconds(elapsed_us as i64)
    }

    fn machine(&self) -> Duration {
        self.started.elapsed()
    }

    fn machine_time_until(&self, at: DateTime<Utc>) -> Duration {
        let clock_time = (at - self.now()).to_std().unwrap_or_default();
        clock_time.div_f64(self.speed)
    }

    fn is_scaled(&self) -> bool {
        self.speed != 1.0
    }
}
