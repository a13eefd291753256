//! The jobs without a window. Results go to the standard output, errors as JSON to the standard error, with exit code 1.

mod backups;
mod jobs;
mod stand_in;

use std::{process::ExitCode, sync::Arc};

use app::{App, error::CommandError, seams::Outside};
use serde_json::{Value, json};

use crate::{
    cli::{Job, Place},
    ending, places,
};

/// Does the job and turns its end into an exit code. `outside` is only called by jobs that open the data.
pub fn run(job: Job, place: &Place, outside: impl FnOnce() -> Result<Outside, CommandError>) -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,voicedrops=info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            return fail(&CommandError::new("machine.no_threads", format!("Nothing can be started: {error}.")));
        }
    };
    match runtime.block_on(work(job, place, outside)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

async fn work(
    job: Job,
    place: &Place,
    outside: impl FnOnce() -> Result<Outside, CommandError>,
) -> Result<(), CommandError> {
    match job {
        Job::Call { list: true, .. } => {
            print(&json!(app::commands()));
            Ok(())
        }
        Job::Call { name, request, .. } => {
            let name = name.unwrap_or_default();
            let request: Value = serde_json::from_str(&request).map_err(|error| {
                CommandError::new("command.bad_request", format!("The request is no JSON: {error}."))
            })?;
            let house = App::start_still(outside()?).await;
            let answer = house.call(places::caller(), &name, request).await;
            house.close().await;
            print(&answer?);
            Ok(())
        }
        Job::Headless => {
            let house = App::start(outside()?).await;
            let outcome = until_told_to_end(&house).await;
            house.close().await;
            outcome
        }
        Job::Demo(demo) => jobs::demo(demo, place, outside()?).await,
        Job::Import(import) => jobs::import(import, place, outside()?).await,
        Job::Backup => backups::make(place, outside()?).await,
        Job::Restore(restore) => backups::restore(&restore, place, outside()?).await,
        Job::StandIn { provider } => stand_in::run(provider, place).await,
    }
}

/// Says once that it runs, so that whoever started it can go on. Where nothing can run, it says why instead.
async fn until_told_to_end(house: &Arc<App>) -> Result<(), CommandError> {
    let told_to_end = told_to_end()?;
    let status = house.call(places::caller(), "house_status", json!({})).await?;
    if let Some(problem) = cannot_run(&status) {
        return Err(problem);
    }
    say(&status.to_string());
    told_to_end.await;
    Ok(())
}

/// A file that is there and not open: nobody can type its passphrase here, and nobody sees what is wrong with it.
fn cannot_run(status: &Value) -> Option<CommandError> {
    let unknown = || CommandError::new("program.failed", "The data file could not be opened.");
    match status["state"].as_str() {
        Some("locked") => Some(CommandError::field(
            "store.passphrase_needed",
            "passphrase",
            "This data file opens with a passphrase. Set VOICEDROPS_PASSPHRASE and start again.",
        )),
        Some("cannot_open") => Some(serde_json::from_value(status["problem"].clone()).unwrap_or_else(|_| unknown())),
        _ => None,
    }
}

pub(crate) fn print(value: &Value) {
    say(&format!("{value:#}"));
}

/// A line to the standard output. A reader that has had enough and closed the pipe is no fault of ours.
pub(crate) fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Listens before anybody is told that the job runs, and may at once want it to end.
fn told_to_end() -> Result<impl Future<Output = ()>, CommandError> {
    ending::told_to_end()
        .map_err(|error| CommandError::new("machine.no_signals", format!("The job could not be ended later: {error}.")))
}

/// The program's one form for an error outside of its window.
pub fn fail(error: &CommandError) -> ExitCode {
    eprintln!("{}", json!(error));
    ExitCode::FAILURE
}
