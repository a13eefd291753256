//! The simulator, which is built beside the rest: with the feature that holds its mutants and seams, and optimised.

use std::process::Command;

use crate::{
    Outcome,
    process::{cargo, run},
    system,
};

/// What every test run plays, so that it takes some minutes.
const SEEDS: &str = "0..3000";
/// What issue 4 asks of it.
const DROPS_MIN: &str = "200000";

/// `arguments` are for the simulator.
pub fn sim(arguments: &[String]) -> Outcome {
    system::prepare(system::Use::Test)?;
    run(simulator("run").arg("--").args(arguments))
}

/// Its own tests, with every mutant, and then the seeds of a test run.
pub fn test() -> Outcome {
    run(&mut simulator("test"))?;
    run(simulator("run").args(["--", "--seeds", SEEDS, "--at-least", DROPS_MIN]))
}

/// Warnings are errors there, too.
pub fn lint() -> Outcome {
    run(cargo().args(["clippy", "-p", "sim", "--features", "simulation", "--all-targets", "--", "-D", "warnings"]))
}

fn simulator(subcommand: &str) -> Command {
    let mut command = cargo();
    command.args(["--config", "src-tauri/crates/sim/opt.toml", subcommand, "-p", "sim", "--features", "simulation"]);
    command
}
