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
use engine::{Acts, Refusal, Verdict};
use store::{
    Db, StoreError, attempts,
    audit::{self, Change},
    campaigns, reports,
    runs::{self, Run},
};

pub use report::{report, reports, targets};
pub(crate) use report::{report_rows, report_stem};
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
    let run = desk.engine.act(|acts| -> Result<RunId, CommandError> {
        let run = acts.run_now(request.campaign)?;
        note(acts, caller, run, "Run now", None, None)?;
        Ok(run)
    })?;
    desk.house.changed(&[Topic::Runs]);
    Ok(RunKey { run })
}

pub async fn pause(desk: &Arc<Desk>, caller: &Caller, request: RunKey) -> Result<Done, CommandError> {
    on_run(desk, caller, request.run, "Paused", |acts| acts.pause(request.run, &caller.name))
}

pub async fn resume(desk: &Arc<Desk>, caller: &Caller, request: RunKey) -> Result<Done, CommandError> {
    on_run(desk, caller, request.run, "Resumed", |acts| acts.resume(request.run))
}

pub async fn stop(desk: &Arc<Desk>, caller: &Caller, request: RunKey) -> Result<Done, CommandError> {
    on_run(desk, caller, request.run, "Ended for today", |acts| acts.stop(request.run))
}

/// An act and its line in the audit trail, or neither (P11).
fn on_run(
    desk: &Desk,
    caller: &Caller,
    run: RunId,
    what: &str,
    act: impl FnOnce(&Acts<'_>) -> Result<(), Refusal>,
) -> Result<Done, CommandError> {
    desk.engine.act(|acts| -> Result<(), CommandError> {
        act(acts)?;
        note(acts, caller, run, what, None, None)
    })?;
    desk.house.changed(&[Topic::Runs]);
    Ok(Done {})
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
    desk.engine.act(|acts| -> Result<(), CommandError> {
        let before = runs::get(acts.db(), request.run)?.count;
        acts.set_count(request.run, request.count)?;
        note(acts, caller, request.run, "Count", Some(&in_words(before)), Some(&in_words(request.count)))
    })?;
    desk.house.changed(&[Topic::Runs]);
    Ok(Done {})
}

fn in_words(count: Count) -> String {
    match count {
        Count::Number { number } => number.to_string(),
        Count::AllDue => "all due".to_owned(),
    }
}

pub async fn pause_all(desk: &Arc<Desk>, caller: &Caller, _: Nothing) -> Result<PausedRuns, CommandError> {
    on_all(desk, caller, "Pause all", |acts| acts.pause_all(&caller.name))
}

pub async fn pause_all_end(desk: &Arc<Desk>, caller: &Caller, _: Nothing) -> Result<PausedRuns, CommandError> {
    on_all(desk, caller, "Pause all lifted", |acts| acts.pause_all_end())
}

fn on_all(
    desk: &Desk,
    caller: &Caller,
    what: &str,
    act: impl FnOnce(&Acts<'_>) -> Result<Vec<RunId>, Refusal>,
) -> Result<PausedRuns, CommandError> {
    let runs = desk.engine.act(|acts| -> Result<Vec<RunId>, CommandError> {
        let runs = act(acts)?;
        audit::add(acts.db(), acts.now(), &Change { who: &caller.name, what, old: None, new: None })?;
        Ok(runs)
    })?;
    desk.house.changed(&[Topic::House, Topic::Runs]);
    Ok(PausedRuns { runs })
}

fn note(
    acts: &Acts<'_>,
    caller: &Caller,
    run: RunId,
    what: &str,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<(), CommandError> {
    let name = campaigns::get(acts.db(), runs::get(acts.db(), run)?.campaign)?.spec.name;
    let what = format!("{what}: run of {name}");
    Ok(audit::add(acts.db(), acts.now(), &Change { who: &caller.name, what: &what, old, new })?)
}

/// Ask again, or a person's verdict; written down with the name of who gave it.
pub async fn settle(desk: &Arc<Desk>, caller: &Caller, request: DecisionSettle) -> Result<Done, CommandError> {
    let attempt = desk.house.store.read(|db| attempts::get(db, request.attempt))?;
    let (new, verdict) = match request.choice {
        DecisionChoice::AskAgain if attempt.state != AttemptState::Overdue => {
            return Err(Refusal::NotNow("This drop is settled already.").into());
        }
        DecisionChoice::AskAgain => (format!("asked again: {}", desk.engine.ask_again(&attempt).await?), None),
        DecisionChoice::TreatAsDelivered => ("treated as delivered".to_owned(), Some(Verdict::Delivered)),
        DecisionChoice::TreatAsNotDelivered => ("treated as not delivered".to_owned(), Some(Verdict::NotDelivered)),
    };
    desk.engine.act(|acts| -> Result<(), CommandError> {
        if let Some(verdict) = verdict {
            acts.settle(attempt.id, verdict, &caller.name)?;
        }
        let whose = match attempt.customer {
            Some(customer) => reports::person(acts.db(), customer)?.name,
            None => "a staff number".to_owned(),
        };
        let what = format!("Unknown drop to {whose}");
        let change = Change { who: &caller.name, what: &what, old: Some("unknown"), new: Some(&new) };
        Ok(audit::add(acts.db(), acts.now(), &change)?)
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
