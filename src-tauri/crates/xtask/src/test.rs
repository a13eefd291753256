//! Every test there is, from a bare machine.
//!
//! The whole run builds with one set of features, because each set is another copy of Tauri and of the window's binary:
//! a cold run on two cores has 30 minutes.

use std::process::Command;

use crate::{
    Outcome, display,
    process::{cargo, is_unattended, run},
    sim, system, ui,
};

/// Which tests are asked for.
pub struct Kinds {
    rust: bool,
    ui: bool,
    e2e: bool,
}

impl Kinds {
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut kinds = Self { rust: false, ui: false, e2e: false };
        for argument in arguments {
            match argument.as_str() {
                "--rust" => kinds.rust = true,
                "--ui" => kinds.ui = true,
                "--e2e" => kinds.e2e = true,
                other => return Err(format!("`{other}` is no kind of tests; there are --rust, --ui and --e2e.")),
            }
        }
        if arguments.is_empty() {
            kinds = Self { rust: true, ui: true, e2e: true };
        }
        Ok(kinds)
    }
}

pub fn test(kinds: Kinds) -> Outcome {
    system::prepare(system::Use::Test)?;
    if kinds.rust {
        system::prepare_rust_components()?;
        run(cargo().args(["fmt", "--all", "--check"]))?;
    }
    let mut drives_window = kinds.e2e;
    if kinds.e2e && !display::can_drive_windows() {
        println!("The window is not tested: that takes Linux with Xvfb and WebKitWebDriver.");
        drives_window = false;
    }
    if kinds.ui || drives_window {
        ui::install()?;
    }
    if kinds.ui {
        ui::check()?;
    }
    if kinds.ui || drives_window {
        ui::build()?;
    }
    if kinds.rust {
        lint(drives_window)?;
        sim::lint()?;
        sim::test()?;
    }
    match (kinds.rust, drives_window) {
        (true, true) => run(&mut display::Virtual::start()?.command(&cargo_test(&WITH_WINDOW))),
        (true, false) => run(&mut cargo_test(&[])),
        (false, true) => {
            let only_window = [WITH_WINDOW.as_slice(), &["--test", "e2e"]].concat();
            run(&mut display::Virtual::start()?.command(&cargo_test(&only_window)))
        }
        (false, false) => Ok(()),
    }
}

const WITH_WINDOW: [&str; 2] = ["--features", "voicedrops/custom-protocol"];

fn lint(drives_window: bool) -> Outcome {
    let features: &[&str] = if drives_window { &WITH_WINDOW } else { &[] };
    run(unattended(cargo().args(["clippy", "--workspace", "--all-targets"]).args(features))
        .args(["--", "-D", "warnings"]))
}

/// Always the whole workspace, even for one target: another selection would be another set of features.
fn cargo_test(arguments: &[&str]) -> Command {
    let mut command = cargo();
    unattended(command.args(["test", "--workspace"]).args(arguments));
    command
}

/// A build that nobody repeats is quicker, and half the size, without the notes for repeating it.
fn unattended(command: &mut Command) -> &mut Command {
    if is_unattended() { command.env("CARGO_INCREMENTAL", "0") } else { command }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<(bool, bool, bool), String> {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Kinds::parse(&arguments).map(|kinds| (kinds.rust, kinds.ui, kinds.e2e))
    }

    #[test]
    fn without_a_kind_every_test_runs() {
        assert_eq!(parse(&[]), Ok((true, true, true)));
    }

    #[test]
    fn kinds_can_be_combined() {
        assert_eq!(parse(&["--ui", "--e2e"]), Ok((false, true, true)));
    }

    #[test]
    fn an_unknown_kind_is_refused_by_name() {
        assert!(parse(&["--fast"]).is_err_and(|why| why.contains("--fast")));
    }
}
