//! The program: a window, or one job in the terminal.

use std::process::ExitCode;

fn main() -> ExitCode {
    voicedrops::run()
}
