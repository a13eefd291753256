//! The voice drop report (S16): exact times, every target's outcome, and how the counts close.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    campaign::Count, disposition::Disposition, ids::RunId, numbers::Block, reason::Reason, states::TargetState,
    zone::Zone,
};
use store::{
    Db, StoreError, campaigns, reports as rows,
    runs::{self, Run},
    stores,
};

use super::{asked, paused_ms, waited_ms};
use crate::{
    dto::runs::{
        ReasonLine, ReportHead, ReportList, ReportListRequest, ResultLine, RunKey, RunReport, RunTargets,
        RunTargetsRequest, TargetRow,
    },
    error::CommandError,
    export::{
        rows::{Rows, Target},
        seconds_cell, time_cell, words,
    },
    house::{Caller, House},
};

/// Runs on a page of the list.
const RUNS_PAGE: usize = 50;
/// Targets on a page of a report.
const TARGETS_PAGE: usize = 200;

pub async fn reports(house: &Arc<House>, _: &Caller, request: ReportListRequest) -> Result<ReportList, CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let page = runs::page(db, request.before, RUNS_PAGE)?;
        let before = (page.len() == RUNS_PAGE).then(|| page.last().map(|r| r.id)).flatten();
        let runs = page.into_iter().map(|run| head(db, run, now)).collect::<Result<_, StoreError>>()?;
        Ok(ReportList { runs, before })
    })
}

fn head(db: &Db<'_>, run: Run, now: DateTime<Utc>) -> Result<ReportHead, StoreError> {
    let (spec, _) = campaigns::version(db, run.campaign, run.version)?;
    let counts = runs::counts(db, run.id)?;
    let duration_ms = run.started_at.zip(run.ended_at).map(|(from, to)| (to - from).num_milliseconds());
    Ok(ReportHead {
        run: run.id,
        campaign: run.campaign,
        campaign_name: spec.name,
        contact_type: spec.contact_type,
        on: run.on,
        sequence: run.sequence,
        state: run.state,
        skip: run.skip_reason,
        port: run.port,
        asked: asked(&run, &counts),
        counts,
        scheduled_at: run.scheduled_at,
        started_at: run.started_at,
        ended_at: run.ended_at,
        duration_ms,
        paused_ms: paused_ms(&run, now),
        waited_ms: waited_ms(&run, now),
        note: run.note,
    })
}

pub async fn report(house: &Arc<House>, _: &Caller, request: RunKey) -> Result<RunReport, CommandError> {
    let now = house.now();
    Ok(house.store.read(|db| read(db, request.run, now))?)
}

fn read(db: &Db<'_>, id: RunId, now: DateTime<Utc>) -> Result<RunReport, StoreError> {
    let run = runs::get(db, id)?;
    let (spec, version_saved_at) = campaigns::version(db, run.campaign, run.version)?;
    let reasons = |state| -> Result<Vec<ReasonLine>, StoreError> {
        let lines = rows::reasons(db, id, state)?;
        Ok(lines.into_iter().map(|(reason, targets)| ReasonLine { reason, targets }).collect())
    };
    let results =
        rows::results(db, id)?.into_iter().map(|(disposition, targets)| ResultLine { disposition, targets }).collect();
    let sums = rows::sums(db, id)?;
    let shortfall = run.shortfall.clone();
    Ok(RunReport {
        head: head(db, run, now)?,
        spec,
        version_saved_at,
        results,
        skipped: reasons(TargetState::Skipped)?,
        released: reasons(TargetState::Released)?,
        call_backs: sums.call_backs,
        newly_blocked: sums.newly_blocked,
        newly_blocked_for_ever: sums.newly_blocked_for_ever,
        late_results: sums.late_results,
        shortfall,
        mean_drop_ms: sums.mean_drop_ms,
    })
}

pub async fn targets(house: &Arc<House>, _: &Caller, request: RunTargetsRequest) -> Result<RunTargets, CommandError> {
    let (replaces, found) = house.store.read(|db| -> Result<_, StoreError> {
        let replaces = replaces(&runs::get(db, request.run)?);
        Ok((replaces, rows::targets(db, request.run, request.after.unwrap_or(0), TARGETS_PAGE)?))
    })?;
    let after = (found.len() == TARGETS_PAGE).then(|| found.last().map(|t| t.position)).flatten();
    Ok(RunTargets { targets: found.into_iter().map(|row| target(row, replaces)).collect(), after })
}

/// Whether everybody who was skipped had somebody to take the place: a count, and enough people to fill it.
fn replaces(run: &Run) -> bool {
    matches!(run.count, Count::Number { .. }) && run.shortfall.is_none()
}

fn target(row: rows::TargetRow, replaces: bool) -> TargetRow {
    TargetRow {
        follows: follows(&row, replaces),
        target: row.target,
        position: row.position,
        customer: row.customer,
        name: row.name,
        customer_number: row.customer_number,
        vehicle: row.vehicle,
        kind: Some(row.kind),
        number: Some(row.number),
        state: row.state,
        reason: row.reason,
        detail: row.detail,
        disposition: row.disposition,
        raw_word: row.raw_word,
        other_result: row.other_result,
        sent_at: row.sent_at,
        final_at: row.final_at,
        is_late: row.is_late,
    }
}

/// What becomes of the customer and the number, in a few words.
fn follows(row: &rows::TargetRow, replaces: bool) -> Option<String> {
    let day = |on: chrono::NaiveDate| on.format("%-d %b %Y").to_string();
    match row.state {
        TargetState::Delivered => row.returns_on.map(|on| format!("back on Call Select {}", day(on))),
        TargetState::Failed if row.disposition == Some(Disposition::DoNotCall) => Some("number opted out".to_owned()),
        TargetState::Failed => Some(match (row.effect.block, row.effect.rests_until_on) {
            (Some(Block::ForEver), _) => "number blocked for ever".to_owned(),
            (Some(Block::Until(on)), _) => format!("number blocked until {}", day(on)),
            (None, Some(on)) => format!("back on Call Select; number rests until {}", day(on)),
            (None, None) => "back on Call Select".to_owned(),
        }),
        TargetState::Unknown => Some("may have heard the drop; number locked until settled".to_owned()),
        TargetState::Released => Some("back on Call Select".to_owned()),
        TargetState::Skipped => {
            let was_replaced = replaces && row.reason != Some(Reason::OutOfTime);
            was_replaced.then(|| "the next in order took the place".to_owned())
        }
        TargetState::Reserved | TargetState::InProgress => None,
    }
}

/// The name of a report's file, without its ending.
pub(crate) fn report_stem(house: &House, run: RunId) -> Result<String, CommandError> {
    house.store.read(|db| {
        let run = runs::get(db, run)?;
        Ok(format!("Voice drops {} {}", super::spec_name(db, &run)?, run.on))
    })
}

/// Every target of a run with the run's own figures, in the store's time.
pub(crate) fn report_rows(house: &House, run: RunId, to: &Target) -> Result<Rows, CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let run = runs::get(db, run)?;
        let zone = stores::get(db, run.store)?.calendar.zone;
        let (id, replaces) = (run.id, replaces(&run));
        let times = times(&head(db, run, now)?, &zone);
        let mut file = Rows::begin(&HEADER, to)?;
        let mut after = 0;
        loop {
            let page = rows::targets(db, id, after, TARGETS_PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.position;
            for row in page {
                let mut cells = line(target(row, replaces), &zone);
                cells.extend(times.clone());
                file.add(&cells)?;
            }
        }
        if after == 0 {
            // A run without a customer has its times, too.
            let mut cells = vec![String::new(); HEADER.len() - RUN_COLUMNS];
            cells.extend(times);
            file.add(&cells)?;
        }
        Ok(file)
    })
}

/// Columns that say the same in every row: the run's own times (S16), in every row so that rows of several reports can
/// stand in one sheet.
const RUN_COLUMNS: usize = 7;
const HEADER: [&str; 21] = [
    "#",
    "Customer number",
    "Customer",
    "Vehicle",
    "Phone",
    "Number",
    "State",
    "Result",
    "Reason",
    "Sent",
    "Final",
    "Took (s)",
    "What follows",
    words::LATER_SAID,
    "Run",
    "Run scheduled",
    "Run started",
    "Run ended",
    "Run took (s)",
    "Run waited (s)",
    "Run paused (s)",
];

fn times(head: &ReportHead, zone: &Zone) -> [String; RUN_COLUMNS] {
    let state = words::run_state(head.state);
    [
        head.skip.map_or_else(|| state.to_owned(), |skip| format!("{state}: {}", words::run_skip(skip))),
        time_cell(Some(head.scheduled_at), zone),
        time_cell(head.started_at, zone),
        time_cell(head.ended_at, zone),
        seconds_cell(head.duration_ms),
        seconds_cell(Some(head.waited_ms)),
        seconds_cell(Some(head.paused_ms)),
    ]
}

fn line(row: TargetRow, zone: &Zone) -> Vec<String> {
    // A person's verdict, hours later, is no time that a drop took.
    let settled = matches!(row.disposition, Some(Disposition::TreatedAsDelivered | Disposition::TreatedAsNotDelivered));
    let took = row.sent_at.filter(|_| !settled).zip(row.final_at).map(|(from, to)| (to - from).num_milliseconds());
    let reason = row.reason.map(words::reason).into_iter().map(str::to_owned).chain(row.detail);
    vec![
        row.position.to_string(),
        row.customer_number,
        row.name,
        row.vehicle.unwrap_or_default(),
        row.kind.map(|k| k.word().to_owned()).unwrap_or_default(),
        row.number.map(|n| n.display()).unwrap_or_default(),
        words::target_state(row.state).to_owned(),
        row.disposition.map(|d| words::disposition(d).to_owned()).unwrap_or_default(),
        reason.collect::<Vec<_>>().join(": "),
        time_cell(row.sent_at, zone),
        time_cell(row.final_at, zone),
        seconds_cell(took),
        row.follows.unwrap_or_default(),
        words::plain(row.other_result),
    ]
}
