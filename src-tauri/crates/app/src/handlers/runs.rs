//! Today, what a person does to runs, what needs a decision, and the reports.

mod report;
mod today;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    campaign::{COUNT_MAX, Count},
    ids::RunId,
    states::{AttemptState, Counts},
};
use engine::Verdict;
use store::{
    Db, StoreError, attempts,
    audit::{self, Change},
    campaigns, reports,
    runs::{self, Run},
};

pub use report::{export, report, reports, targets};
pub use today::get as today;

use crate::{
    app::Desk,
    dto::{
        Done, Nothing,
        runs::{DecisionChoice, DecisionSettle, PausedRuns, RunKey, RunNow, RunSetCount},
    },
    error::CommandError,
    events::Topic,
    house::Caller,
};

pub async fn run_now(desk: &Arc<Desk>, caller: &Caller, request: RunNow) -> Result<RunKey, CommandError> {
    let run = desk.engine.run_now(request.campaign)?;
    note(desk, caller, run, "Run now")?;
    Ok(RunKey { run })
}

pub async fn pause(desk: &Arc<Desk>, caller: &Caller, request: RunKey) -> Result<Done, CommandError> {
    desk.engine.pause(request.run, &caller.name)?;
    note(desk, caller, request.run, "Paused")
}

pub async fn resume(desk: &Arc<Desk>, caller: &Caller, request: RunKey) -> Result<Done, CommandError> {
    desk.engine.resume(request.run)?;
    note(desk, caller, request.run, "Resumed")
}

pub async fn stop(desk: &Arc<Desk>, caller: &Caller, request: RunKey) -> Result<Done, CommandError> {
    desk.engine.stop(request.run)?;
    note(desk, caller, request.run, "Ended for today")
}

pub async fn set_count(desk: &Arc<Desk>, caller: &Caller, request: RunSetCount) -> Result<Done, CommandError> {
    if let Count::Number { number } = request.count {
        if number == 0 {
            return Err(CommandError::field(
                "run.count",
                "count",
                "0 would end the run. Enter a number from 1, or stop the run.",
            ));
        }
        if number > COUNT_MAX {
            return Err(CommandError::field("run.count", "count", "Enter at most 100,000."));
        }
    }
    let before = desk.house.store.read(|db| runs::get(db, request.run))?.count;
    desk.engine.set_count(request.run, request.count)?;
    let (old, new) = (in_words(before), in_words(request.count));
    note_change(desk, caller, request.run, "Count", Some(&old), Some(&new))
}

fn in_words(count: Count) -> String {
    match count {
        Count::Number { number } => number.to_string(),
        Count::AllDue => "all due".to_owned(),
    }
}

pub async fn pause_all(desk: &Arc<Desk>, caller: &Caller, _: Nothing) -> Result<PausedRuns, CommandError> {
    let runs = desk.engine.pause_all(&caller.name)?;
    audit_all(desk, caller, "Pause all")?;
    Ok(PausedRuns { runs })
}

pub async fn pause_all_end(desk: &Arc<Desk>, caller: &Caller, _: Nothing) -> Result<PausedRuns, CommandError> {
    let runs = desk.engine.pause_all_end()?;
    audit_all(desk, caller, "Pause all lifted")?;
    Ok(PausedRuns { runs })
}

fn audit_all(desk: &Desk, caller: &Caller, what: &str) -> Result<(), CommandError> {
    let now = desk.house.now();
    desk.house.store.write(|db| audit::add(db, now, &Change { who: &caller.name, what, old: None, new: None }))?;
    desk.house.changed(&[Topic::House, Topic::Runs]);
    Ok(())
}

fn note(desk: &Desk, caller: &Caller, run: RunId, what: &str) -> Result<Done, CommandError> {
    note_change(desk, caller, run, what, None, None)
}

fn note_change(
    desk: &Desk,
    caller: &Caller,
    run: RunId,
    what: &str,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<Done, CommandError> {
    let now = desk.house.now();
    desk.house.store.write(|db| -> Result<(), StoreError> {
        let name = campaigns::get(db, runs::get(db, run)?.campaign)?.spec.name;
        let what = format!("{what}: run of {name}");
        audit::add(db, now, &Change { who: &caller.name, what: &what, old, new })
    })?;
    desk.house.changed(&[Topic::Runs]);
    Ok(Done {})
}

/// Ask again, or a person's verdict; written down with the name of who gave it.
pub async fn settle(desk: &Arc<Desk>, caller: &Caller, request: DecisionSettle) -> Result<Done, CommandError> {
    let attempt = desk.house.store.read(|db| attempts::get(db, request.attempt))?;
    let new = match request.choice {
        DecisionChoice::AskAgain if attempt.state != AttemptState::Overdue => {
            return Err(engine::Refusal::NotNow("This drop is settled already.").into());
        }
        DecisionChoice::AskAgain => {
            let answer = desk.engine.ask_again(&attempt).await?;
            format!("asked again: {answer}")
        }
        DecisionChoice::TreatAsDelivered => {
            desk.engine.settle(attempt.id, Verdict::Delivered, &caller.name)?;
            "treated as delivered".to_owned()
        }
        DecisionChoice::TreatAsNotDelivered => {
            desk.engine.settle(attempt.id, Verdict::NotDelivered, &caller.name)?;
            "treated as not delivered".to_owned()
        }
    };
    let now = desk.house.now();
    desk.house.store.write(|db| -> Result<(), StoreError> {
        let whose = match attempt.customer {
            Some(customer) => reports::person(db, customer)?.name,
            None => "a staff number".to_owned(),
        };
        let what = format!("Unknown drop to {whose}");
        audit::add(db, now, &Change { who: &caller.name, what: &what, old: Some("unknown"), new: Some(&new) })
    })?;
    desk.house.changed(&[Topic::Runs, Topic::Customers, Topic::House]);
    Ok(Done {})
}

/// The count asked of a run: its number, or everybody due.
pub(crate) fn asked(run: &Run, counts: &Counts) -> u32 {
    match run.count {
        Count::Number { number } => number,
        Count::AllDue => counts.held_or_sent(),
    }
}

/// Pauses until now, the one under way included.
pub(crate) fn paused_ms(run: &Run, now: DateTime<Utc>) -> i64 {
    run.paused_ms + run.paused_at.map_or(0, |since| (now - since).num_milliseconds().max(0))
}

pub(crate) fn waited_ms(run: &Run, now: DateTime<Utc>) -> i64 {
    match (run.started_at, run.ended_at, run.waiting_since_at) {
        (None, None, Some(since)) => (now - since).num_milliseconds().max(0),
        _ => run.waited_ms,
    }
}

pub(crate) fn spec_name(db: &Db<'_>, run: &Run) -> Result<String, StoreError> {
    Ok(campaigns::version(db, run.campaign, run.version)?.0.name)
}
