//! The desktop shell: the only code that knows Tauri, and the place where the parts are put together.

pub mod call;
pub mod cli;
pub mod desk;
pub mod ending;
pub mod events;
pub mod lifecycle;
pub mod opening;
pub mod places;
pub mod settings;
pub mod terminal;
pub mod window;
pub mod wiring;

use std::process::ExitCode;

use app::error::CommandError;
use clap::Parser;

use crate::{cli::Cli, window::Start, wiring::outside};

/// The whole program.
pub fn run() -> ExitCode {
    let Cli { place, sample, job } = Cli::parse();
    let data_dir = places::data_dir(&place, sample);
    match job {
        Some(job) => terminal::run(job, &place, || Ok(outside(&place, data_dir.ok_or_else(no_data_dir)?))),
        None => match data_dir {
            Some(data_dir) => {
                let outside = outside(&place, data_dir.clone());
                window::run(Start { data_dir, sample, outside })
            }
            None => terminal::fail(&no_data_dir()),
        },
    }
}

fn no_data_dir() -> CommandError {
    CommandError::new("store.no_place", "This system names no folder for a program's data. Give one with --data-dir.")
}
