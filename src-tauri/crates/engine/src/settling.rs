//! What a result does: attempt, target, history, number, recycle, counters, all in one transaction, all once.

use chrono::{DateTime, Utc};
use domain::{
    disposition::Disposition,
    ids::TargetId,
    numbers::NumberResult,
    states::{AttemptState, PauseCause, RunState, TargetEvent},
};
use store::{
    Db, StoreError,
    accounts::{self, AccountFault},
    attempts::{self, Attempt, Effect, Final},
    contacts, numbers,
    recycle::{self, File},
    restores::{self, ForeignDrop},
    runs::{self, Pause, Run},
    stores,
    targets::{self, Ending},
};

use crate::{
    engine::Policy,
    planning,
    provider::{DropReport, DropStatus},
    reserving,
};

/// Takes in what the provider says of a drop. Duplicates change nothing; a result of a drop that this file has no attempt
/// of is kept and applied to nothing (L3). In a file that was restored it is one of the time since the backup.
pub(crate) fn apply_report(
    db: &Db<'_>,
    policy: &Policy,
    report: &DropReport,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(attempt) = attempts::find(db, report.client_ref, &report.ticket.0)? else {
        return keep_foreign(db, report, now);
    };
    apply_to(db, policy, &attempt, report, now)
}

fn keep_foreign(db: &Db<'_>, report: &DropReport, now: DateTime<Utc>) -> Result<(), StoreError> {
    let word = match &report.status {
        DropStatus::InProgress => "in progress",
        DropStatus::Complete { raw_word, .. } => raw_word,
    };
    let drop = ForeignDrop {
        ticket: report.ticket.0.clone(),
        client_ref: report.client_ref.map(|client_ref| client_ref.to_string()),
        number: report.to,
        word: word.to_owned(),
        at: now,
    };
    let today = stores::all(db)?.iter().map(|store| store.calendar.zone.date_at(now)).max();
    restores::keep_foreign(db, &drop, today.unwrap_or(now.date_naive()))
}

/// Takes in a report that is known to be of this attempt: it answers a question about it.
pub(crate) fn apply_to(
    db: &Db<'_>,
    policy: &Policy,
    attempt: &Attempt,
    report: &DropReport,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match (&report.status, attempt.state) {
        (DropStatus::InProgress, AttemptState::Intended) => attempts::accept(db, attempt.id, &report.ticket.0, now),
        (DropStatus::InProgress, _) => Ok(()),
        (DropStatus::Complete { disposition, raw_word, detail }, state) if state.is_open() => {
            let result = Final {
                disposition: *disposition,
                raw_word,
                detail: detail.as_deref(),
                provider_ref: Some(&report.ticket.0),
                provider_accepted_at: report.accepted_at_raw.as_deref(),
                provider_completed_at: report.completed_at_raw.as_deref(),
                cost_micros: report.cost_micros,
                settled_by: None,
            };
            finish(db, policy, attempt, &result, now)
        }
        #[cfg(feature = "simulation")]
        (DropStatus::Complete { disposition, raw_word, .. }, _) if crate::Mutant::ResultCountedTwice.is_on() => {
            let again = Final {
                disposition: *disposition,
                raw_word,
                detail: None,
                provider_ref: None,
                provider_accepted_at: None,
                provider_completed_at: None,
                cost_micros: None,
                settled_by: None,
            };
            remember_number(db, attempt, &again, now)
        }
        // The first final result wins; another one is kept and shown.
        (DropStatus::Complete { raw_word, .. }, _) => attempts::keep_other_result(db, attempt.id, raw_word, now),
    }
}

/// Makes an attempt final, and everything that follows from it.
pub(crate) fn finish(
    db: &Db<'_>,
    policy: &Policy,
    attempt: &Attempt,
    result: &Final<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let is_counted = attempts::is_counted(db, attempt)?;
    attempts::finish(db, attempt.id, result, now)?;
    if result.settled_by.is_none() {
        // A person's verdict is no answer of the provider: a port it holds stays held.
        accounts::free_port(db, attempt.id)?;
    }
    let (Some(target), Some(run)) = (attempt.target, attempt.run) else {
        // A test drop stands in no count (P16), but "do not call" is an opt-out whoever asked for the drop.
        return if result.disposition == Disposition::DoNotCall && !is_counted {
            remember_number(db, attempt, result, now)
        } else {
            Ok(())
        };
    };
    let run = runs::get(db, run)?;
    let delivered = result.disposition.is_delivered();
    let event = if delivered { TargetEvent::Deliver } else { TargetEvent::Fail };
    let ending = Ending { disposition: Some(result.disposition), is_late: !run.state.is_open(), ..Ending::default() };
    targets::advance(db, target, event, &ending, now)?;
    targets::free(db, target)?;
    if !is_counted {
        remember_number(db, attempt, result, now)?;
    }
    let recycled = if delivered { recycle_file(db, attempt, target, &run, now)? } else { None };
    contacts::finish(db, attempt.id, result.disposition.title(), recycled, now)?;
    if result.disposition.spends_error_budget() {
        spend_budget(db, policy, &run, result.disposition.title(), now)?;
    } else {
        runs::forget_faults(db, run.id)?;
    }
    close_if_ending(db, &run, now)
}

/// Strikes, series, rests and what else a result says of the number, whatever file it stands on (S12, S13, S15).
fn remember_number(db: &Db<'_>, attempt: &Attempt, result: &Final<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let store = stores::get(db, attempt.store)?;
    let said = NumberResult {
        kind: attempt.kind,
        disposition: result.disposition,
        intended_on: attempt.intended_on,
        final_on: store.calendar.zone.date_at(now),
        final_at: now,
    };
    let before = numbers::get(db, &attempt.number)?;
    let after = before.after(&said, store.cell_strikes);
    if after == before {
        return Ok(());
    }
    let block = after.block.filter(|_| after.block != before.block);
    attempts::set_effect(db, attempt.id, &Effect { block, rests_until_on: after.rests_until_on })?;
    numbers::save(db, &attempt.number, &after)
}

/// S10: the Voice Drop code, from the date of the intent: for all VINs that were due together, or for the events that the
/// drop was about.
fn recycle_file(
    db: &Db<'_>,
    attempt: &Attempt,
    target: TargetId,
    run: &Run,
    now: DateTime<Utc>,
) -> Result<Option<(domain::ids::CodeId, chrono::NaiveDate)>, StoreError> {
    let (Some(contact_type), Some(customer)) = (attempt.contact_type, attempt.customer) else { return Ok(None) };
    let code = match chosen_code(db, run)? {
        Some(code) => code,
        None => recycle::voice_drop_or_make(db, attempt.store, contact_type, now)?,
    };
    let mut files: Vec<File> = if contact_type.is_about_one_event() {
        targets::matters(db, target)?.into_iter().map(File::matter).collect()
    } else {
        vec![]
    };
    if files.is_empty() {
        files.extend(targets::vehicles(db, target)?.into_iter().map(File::vehicle));
    }
    if files.is_empty() {
        files.push(File::customer());
    }
    for file in files {
        recycle::record(db, customer, file, &code, attempt.intended_on, Some(attempt.id))?;
    }
    Ok(Some((code.id, attempt.intended_on)))
}

/// The recycle code that a Fetch Automation records (S17); a code deleted meanwhile gives way to the Voice Drop code.
fn chosen_code(db: &Db<'_>, run: &Run) -> Result<Option<recycle::Code>, StoreError> {
    let Some(code) = reserving::spec_of(db, run)?.aim.fetch.and_then(|fetch| fetch.code) else { return Ok(None) };
    match recycle::get(db, code) {
        Err(StoreError::NotFound) => Ok(None),
        found => found.map(Some),
    }
}

/// Certainly nothing was sent: the history row ends as such, and the target is reserved again.
pub(crate) fn not_sent(db: &Db<'_>, attempt: &Attempt, cause: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    attempts::not_sent(db, attempt.id, cause, now)?;
    accounts::free_port(db, attempt.id)?;
    let (Some(target), Some(run)) = (attempt.target, attempt.run) else { return Ok(()) };
    contacts::finish(db, attempt.id, "Not sent", None, now)?;
    contacts::take_back(db, attempt.id)?;
    targets::advance(db, target, TargetEvent::NotSent, &Ending::default(), now)?;
    let run = runs::get(db, run)?;
    match run.state {
        RunState::Ending => planning::release_and_close(db, &run, now),
        // Its count may have been lowered meanwhile, below what was sent with this one: then this one goes (S1).
        RunState::Running | RunState::Paused => reserving::fit_to_count(db, &run, &reserving::spec_of(db, &run)?, now),
        RunState::Planned
        | RunState::WaitingForPort
        | RunState::Finished
        | RunState::Stopped
        | RunState::EndedAtClosing
        | RunState::Skipped
        | RunState::Missed => Ok(()),
    }
}

/// No result in time: the attempt is overdue, the target unknown, the number stays locked.
pub(crate) fn lose_sight(
    db: &Db<'_>,
    policy: &Policy,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    attempts::run_out(db, attempt.id, now)?;
    let (Some(target), Some(run)) = (attempt.target, attempt.run) else { return Ok(()) };
    targets::advance(db, target, TargetEvent::LoseSight, &Ending::default(), now)?;
    contacts::set_unknown(db, attempt.id)?;
    let run = runs::get(db, run)?;
    if attempt.doubt.is_some() {
        // Not a result about a customer: the network or the server let us down.
        spend_budget(db, policy, &run, "an answer was lost", now)?;
    }
    close_if_ending(db, &run, now)
}

fn close_if_ending(db: &Db<'_>, run: &Run, now: DateTime<Utc>) -> Result<(), StoreError> {
    let run = runs::get(db, run.id)?;
    if run.state == RunState::Ending {
        planning::close_if_settled(db, &run, now)?;
    }
    Ok(())
}

/// One more fault of ours, the account, the carrier or the network; too many in a row pause the run.
pub(crate) fn spend_budget(
    db: &Db<'_>,
    policy: &Policy,
    run: &Run,
    cause: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let faults = runs::count_fault(db, run.id)?;
    if faults < policy.error_budget || runs::get(db, run.id)?.state != RunState::Running {
        return Ok(());
    }
    let note = format!("{faults} drops in a row could not be sent ({cause}). Check the connection, then resume.");
    let pause = Pause {
        cause: PauseCause::ErrorBudget,
        by: contacts::VOICE_DROP_USER,
        note: Some(&note),
        resume_at: policy.budget_pause.map(|pause| now + pause),
    };
    runs::pause(db, run.id, &pause, now)
}

/// A refused key or no credits pause every run of the account; the screen says what to do.
pub(crate) fn account_failed(db: &Db<'_>, fault: AccountFault, now: DateTime<Utc>) -> Result<(), StoreError> {
    accounts::set_fault(db, fault)?;
    let (cause, note) = match fault {
        AccountFault::Unauthorized => {
            (PauseCause::Unauthorized, "Stratics refuses the key. Enter the right one under Connection, then resume.")
        }
        AccountFault::NoFunds => {
            (PauseCause::NoFunds, "The Stratics account has no credits left. Add credits there, then resume.")
        }
    };
    for run in runs::open(db)? {
        if run.state == RunState::Running {
            let pause = Pause { cause, by: contacts::VOICE_DROP_USER, note: Some(note), resume_at: None };
            runs::pause(db, run.id, &pause, now)?;
        }
    }
    Ok(())
}
