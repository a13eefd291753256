//! The window's own part, in `ui/`.

use std::{fs, path::Path, process::Command, time::SystemTime};

use crate::{
    Outcome,
    process::{program, root, run},
};

/// Brings `ui/node_modules` in line with the lock file; does nothing if it is.
pub fn install() -> Outcome {
    if is_up_to_date(&root().join("ui")) {
        return Ok(());
    }
    run(npm().args(["ci", "--no-audit", "--no-fund"]))
}

/// Makes `ui/dist`, which the program carries.
pub fn build() -> Outcome {
    run(npm().args(["run", "build"]))
}

pub fn check() -> Outcome {
    for script in ["typecheck", "lint", "test"] {
        run(npm().args(["run", script]))?;
    }
    Ok(())
}

fn npm() -> Command {
    let mut npm = program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(root().join("ui"));
    npm
}

/// npm writes its own lock file last, when everything is in place.
fn is_up_to_date(ui: &Path) -> bool {
    let changed_at = |file: &str| -> Option<SystemTime> { fs::metadata(ui.join(file)).ok()?.modified().ok() };
    match (changed_at("node_modules/.package-lock.json"), changed_at("package-lock.json")) {
        (Some(installed), Some(wanted)) => installed >= wanted,
        _ => false,
    }
}
