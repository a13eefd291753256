//! Many seeds, and what they come to.

use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use chrono::TimeDelta;
use engine::Mutant;

use crate::{
    plan::Plan,
    story::{Story, tell},
};

/// Sums over many seeds.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    pub seeds: u64,
    pub drops: u64,
    pub delivered: u64,
    pub events: u64,
    /// Faults that struck, meddling included.
    pub faults: u64,
    /// The least number of kinds of faults that a seed had switched on.
    pub kinds_min: usize,
    pub lasted: TimeDelta,
    /// Seeds that broke a rule, in order.
    pub broken: Vec<(u64, String)>,
}

impl Sums {
    fn add(&mut self, plan: &Plan, story: &Story) {
        self.kinds_min = if self.seeds == 0 { plan.kinds.len() } else { self.kinds_min.min(plan.kinds.len()) };
        self.seeds += 1;
        self.drops += story.drops as u64;
        self.delivered += story.delivered as u64;
        self.events += story.events as u64;
        self.faults += story.struck.len() as u64;
        self.lasted += story.lasted;
        if let Some(violation) = &story.violation {
            self.broken.push((plan.seed, violation.to_string()));
        }
    }
}

/// Plays the seeds of a range on so many threads, each seed on one. Stops early when this many are broken.
pub fn many(seeds: Range<u64>, drops: usize, mutant: Option<Mutant>, threads: usize, broken_max: usize) -> Sums {
    let next = AtomicU64::new(seeds.start);
    let sums = Mutex::new(Sums::default());
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let plan = Plan { mutant, ..Plan::of(seed, drops) };
                    let story = tell(&plan);
                    let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
                    sums.add(&plan, &story);
                    if sums.broken.len() >= broken_max {
                        next.store(seeds.end, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let mut sums = sums.into_inner().unwrap_or_else(PoisonError::into_inner);
    sums.broken.sort();
    sums
}
