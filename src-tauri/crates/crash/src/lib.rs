//! The real program, killed without warning again and again, against a stand-in in a process of its own.
//!
//! A second method beside the simulator, and independent of it: nothing here knows the engine, the store or a test double
//! of them. It has the program's words, a network, a clock and a signal that cannot be caught; it judges by the stand-in's
//! own ledger, and by what the program says of itself afterwards.

mod books;
mod lives;
mod program;
mod wire;

use std::{fmt, path::PathBuf};

use tokio::task::JoinSet;

/// What is to be tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The program.
    pub binary: PathBuf,
    /// How often it is killed at least.
    pub rounds: u32,
    /// Decides every moment of death, every fault and every outcome.
    pub seed: u64,
    /// Dealerships at a time.
    pub side_by_side: u32,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Dealerships whose runs were all brought to their end.
    pub dealerships: u32,
    /// Deaths so many milliseconds after the first byte of a submit.
    pub killed_in_submit: u32,
    /// Deaths at any moment since the start.
    pub killed_at_random: u32,
    /// Drops that the stand-in accepted.
    pub accepted: u64,
    /// Of these, delivered.
    pub delivered: u64,
    /// Targets of which the program says that it does not know.
    pub unknown: u64,
}

impl Sums {
    pub fn killed(&self) -> u32 {
        self.killed_in_submit + self.killed_at_random
    }

    fn add(&mut self, other: Self) {
        self.dealerships += other.dealerships;
        self.killed_in_submit += other.killed_in_submit;
        self.killed_at_random += other.killed_at_random;
        self.accepted += other.accepted;
        self.delivered += other.delivered;
        self.unknown += other.unknown;
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "killed {} times ({} in a submit, {} at random) over {} dealerships: {} drops accepted, {} delivered, {} \
             unknown; none twice, none lost",
            self.killed(),
            self.killed_in_submit,
            self.killed_at_random,
            self.dealerships,
            self.accepted,
            self.delivered,
            self.unknown
        )
    }
}

/// What must never be, or could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The program and the ledger do not agree. The folder is left for whoever looks into it.
    #[error("seed {seed}: {}\nThe data is in {}.", broken.join("\n"), folder.display())]
    Broken { seed: u64, broken: Vec<String>, folder: PathBuf },
    /// The program ended by itself, and not well.
    #[error("seed {seed}: the program ended with {status}: {said}")]
    EndedBadly { seed: u64, status: std::process::ExitStatus, said: String },
    /// A run never ends.
    #[error("seed {seed}: left alone, the program does not bring its runs to an end")]
    Endless { seed: u64 },
    #[error("the program's answer is no answer: {0}")]
    Answer(#[from] serde_json::Error),
    #[error("the trial could not be made: {0}")]
    Machine(#[from] std::io::Error),
}

/// Kills the program at least as often as asked, and lets each dealership come to its end.
///
/// # Errors
/// The first dealership that breaks a promise; the others are given up.
pub async fn run(trial: &Trial, mut tell: impl FnMut(&Sums)) -> Result<Sums, Failure> {
    let mut so_far = Sums::default();
    let mut working = JoinSet::new();
    let mut seed = trial.seed;
    loop {
        while so_far.killed() < trial.rounds && working.len() < trial.side_by_side.max(1) as usize {
            working.spawn(lives::dealership(trial.binary.clone(), seed));
            seed += 1;
        }
        let Some(ended) = working.join_next().await else { return Ok(so_far) };
        so_far.add(ended.map_err(std::io::Error::other)??);
        tell(&so_far);
    }
}
