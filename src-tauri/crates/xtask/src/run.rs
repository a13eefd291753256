//! From a bare machine to the program, open on a sample dealership in practice.

use std::{
    collections::hash_map::RandomState,
    env, fs,
    hash::{BuildHasher, Hasher},
    process,
};

use crate::{
    Outcome, display,
    process::{cargo, run as run_program},
    system, ui,
};

pub fn run() -> Outcome {
    system::prepare(system::Use::Run)?;
    ui::install()?;
    ui::build()?;
    if display::is_there() {
        return run_program(cargo().args(["run", "--features", "custom-protocol", "--", "--sample"]));
    }
    println!("\nThere is no display here, so no window can open. The same job runs in the terminal instead.");
    let folder = env::temp_dir().join(format!("voicedrops-demo-{}", process::id()));
    let demo = ["--customers", "200", "--drops", "20", "--runs", "2", "--speed", "60", "--seed", "1"];
    let outcome = run_program(
        cargo()
            .args(["run", "--features", "custom-protocol", "--", "demo", "--data-dir"])
            .arg(&folder)
            .args(demo)
            .env("VOICEDROPS_PASSPHRASE", throw_away_passphrase()),
    );
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{} could not be removed: {error}", folder.display()))?;
    }
    outcome
}

/// Protects nothing that outlives the demo; only has to be different each time.
fn throw_away_passphrase() -> String {
    format!("demo-{:016x}", RandomState::new().build_hasher().finish())
}
