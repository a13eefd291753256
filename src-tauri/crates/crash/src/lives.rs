//! One dealership: its runs, and all the lives of the program that it takes to bring them to their end.

use std::{path::PathBuf, time::Duration};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use serde_json::{Value, json};
use tokio::{process::Child, sync::watch, time};

use crate::{
    Failure, Sums, books,
    program::{Demo, Program},
    wire::Wire,
};

/// Two runs, and numbers enough for both.
const DEMO: Demo = Demo { customers: 60, drops: 12, runs: 2, speed: 120 };
/// Deaths of one dealership; after these it is left alone.
const DEATHS_MAX: u32 = 40;
/// The longest time from the first byte of a submit to a death that is meant for it.
const IN_SUBMIT_MS: u64 = 300;
const AT_ONCE_MS: u64 = 10;
/// The longest life that ends at random.
const AT_RANDOM_MS: u64 = 2_500;
/// Nothing that is left alone takes as long; only a program that hangs does.
const LEFT_ALONE: Duration = Duration::from_secs(600);

/// When a life is to end.
#[derive(Clone, Copy, Debug)]
enum Death {
    /// So long after the first byte of this submit of the life; never, if that submit does not come.
    InSubmit { nth: u64, after: Duration },
    /// So long after its start.
    AtRandom(Duration),
}

/// How a life ended.
enum End {
    Killed,
    /// Its runs are over.
    ByItself,
}

/// Lives until all runs are over, then holds the ledger against what the program says.
pub async fn dealership(binary: PathBuf, seed: u64) -> Result<Sums, Failure> {
    let mut chance = ChaCha12Rng::seed_from_u64(seed);
    let program = Program::new(binary, seed);
    let stand_in = program.stand_in(DEMO.runs, DEMO.speed).await?;
    stand_in.play(&scenario(&mut chance)).await?;
    let wire = Wire::to(stand_in.address).await?;
    let folder = tempfile::tempdir()?;

    let mut sums = Sums { dealerships: 1, ..Sums::default() };
    loop {
        let life = program.demo(folder.path(), &wire.base_url(), &DEMO)?;
        if sums.killed() == DEATHS_MAX {
            let ended = time::timeout(LEFT_ALONE, ends_well(life, seed)).await;
            ended.map_err(|_| Failure::Endless { seed })??;
            break;
        }
        let death = Death::drawn(&mut chance);
        match one(life, death, &wire, seed).await? {
            End::ByItself => break,
            End::Killed if matches!(death, Death::InSubmit { .. }) => sums.killed_in_submit += 1,
            End::Killed => sums.killed_at_random += 1,
        }
    }
    let compared = books::compare(&program, &stand_in, folder.path()).await?;
    if !compared.broken.is_empty() {
        return Err(Failure::Broken { seed, broken: compared.broken, folder: folder.keep() });
    }
    Ok(Sums { accepted: compared.accepted, delivered: compared.delivered, unknown: compared.unknown, ..sums })
}

/// One in two dealerships has a network that loses answers, and one in two a server whose results come late: some within
/// the engine's patience, some long after.
fn scenario(chance: &mut impl Rng) -> Value {
    let lost = if chance.random() { 0.2 } else { 0.0 };
    let late = if chance.random() { 0.15 } else { 0.0 };
    let late_by_ms = [60_000, 15 * 60_000][chance.random_range(0..2)];
    json!({
        "latency_min_ms": 500, "latency_max_ms": 30_000,
        "lost_answers": { "rate": lost }, "late_results": { "rate": late }, "late_by_ms": late_by_ms,
        "duplicate_results": { "rate": 0.1 },
    })
}

impl Death {
    fn drawn(chance: &mut impl Rng) -> Self {
        if chance.random_range(0..4) == 0 {
            return Self::AtRandom(up_to(AT_RANDOM_MS, chance));
        }
        // Every second one almost at once: that is where the doubt is.
        let longest = if chance.random() { AT_ONCE_MS } else { IN_SUBMIT_MS };
        Self::InSubmit { nth: chance.random_range(1..=3), after: up_to(longest, chance) }
    }

    /// Waits for the moment.
    async fn comes(self, mut submits: watch::Receiver<u64>) {
        match self {
            Self::AtRandom(after) => time::sleep(after).await,
            Self::InSubmit { nth, after } => {
                let nth = *submits.borrow() + nth;
                // The wire outlives the life.
                let _ = submits.wait_for(|seen| *seen >= nth).await;
                time::sleep(after).await;
            }
        }
    }
}

fn up_to(longest_ms: u64, chance: &mut impl Rng) -> Duration {
    Duration::from_millis(chance.random_range(0..=longest_ms))
}

/// A life that is to be ended.
async fn one(mut life: Child, death: Death, wire: &Wire, seed: u64) -> Result<End, Failure> {
    let submits = wire.submits.clone();
    tokio::select! {
        status = life.wait() => {
            status?;
            ends_well(life, seed).await
        }
        () = death.comes(submits) => {
            // Also waits until it is gone, and the folder with it.
            life.kill().await?;
            Ok(End::Killed)
        }
    }
}

/// A life that is left alone.
async fn ends_well(life: Child, seed: u64) -> Result<End, Failure> {
    let ended = life.wait_with_output().await?;
    if ended.status.success() {
        return Ok(End::ByItself);
    }
    Err(Failure::EndedBadly { seed, status: ended.status, said: String::from_utf8_lossy(&ended.stderr).into_owned() })
}
