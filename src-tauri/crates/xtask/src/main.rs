//! `cargo xtask`: the chores of this repository, the same on every system and on a machine with nothing but Rust and
//! Node. Depends on nothing that needs a C library, because it installs what those need.

mod bench;
mod bindings;
mod crash;
mod display;
mod process;
mod run;
mod sim;
mod system;
mod test;
mod ui;

use std::{env, process::ExitCode};

/// Why a chore stopped, as a sentence for a person.
type Outcome = Result<(), String>;

const USAGE: &str = "\
cargo xtask run                           sets the machine up, builds, and opens the program on a sample dealership
cargo xtask test [--rust] [--ui] [--e2e]  sets the machine up and runs every test, or only those of one kind
cargo xtask bench audience [--customers N] [--import-rows N]
                                          builds a dealership of a million customers, and says how fast it is asked
cargo xtask crash [--rounds N] [--seed N]   kills the program again and again, and compares it with the stand-in's ledger
cargo xtask sim --seeds A..B [--drops N]   plays seeds of faults against the engine, and says which rule broke
cargo xtask bindings                      writes the TypeScript client from the command table";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.split_first().map(|(chore, rest)| (chore.as_str(), rest)) {
        Some(("run", [])) => run::run(),
        Some(("test", kinds)) => test::Kinds::parse(kinds).and_then(test::test),
        Some(("bench", what)) if !what.is_empty() => bench::bench(what),
        Some(("crash", options)) => crash::crash(options),
        Some(("sim", what)) if !what.is_empty() => sim::sim(what),
        Some(("bindings", [])) => bindings::write(),
        Some(("help" | "--help" | "-h", [])) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("Not a chore of this repository. There are:\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\nxtask: {why}");
            ExitCode::FAILURE
        }
    }
}
