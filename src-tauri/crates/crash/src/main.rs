//! `cargo xtask crash`: how often, with which seed, and what came of it.

use std::{path::PathBuf, process::ExitCode, thread};

use clap::Parser;
use crash::Trial;

/// Kills the program again and again, and holds the stand-in's ledger against what it says afterwards.
#[derive(Debug, Parser)]
struct Asked {
    /// The program.
    #[arg(long)]
    binary: PathBuf,
    /// How often it is killed at least.
    #[arg(long, default_value_t = 200)]
    rounds: u32,
    /// The first dealership's; each one after it has the next.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Dealerships at a time; left out, one for each of the machine's cores.
    #[arg(long)]
    side_by_side: Option<u32>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Asked { binary, rounds, seed, side_by_side } = Asked::parse();
    let cores = || thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(1));
    let trial = Trial { binary, rounds, seed, side_by_side: side_by_side.unwrap_or_else(cores) };
    match crash::run(&trial, |so_far| eprintln!("{so_far}")).await {
        Ok(sums) => {
            println!("{sums}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
