//! Runs: one execution of a campaign on a store-local day.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    campaign::Count,
    ids::{CampaignId, PortNumber, RunId, StoreId},
    states::{Counts, PauseCause, RunEnd, RunEvent, RunSkip, RunState},
};
use rusqlite::{Row, named_params};

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, day, ms, row, rows},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub id: RunId,
    pub campaign: CampaignId,
    pub store: StoreId,
    /// The version of the set-up it runs with.
    pub version: u32,
    pub on: NaiveDate,
    pub sequence: u32,
    pub state: RunState,
    pub scheduled_at: DateTime<Utc>,
    /// The end of its window.
    pub until_at: DateTime<Utc>,
    pub count: Count,
    /// "Run now", beside the schedule.
    pub by_hand: bool,
    /// Everybody who could get a drop is taken.
    pub is_list_over: bool,
    pub port: Option<PortNumber>,
    /// In line for a port; `None` while a standing run has nobody to send to.
    pub waiting_since_at: Option<DateTime<Utc>>,
    pub waited_ms: i64,
    /// When a standing run last looked for somebody who fell due.
    pub looked_at: Option<DateTime<Utc>>,
    pub started_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub paused_at: Option<DateTime<Utc>>,
    /// Pauses that are over.
    pub paused_ms: i64,
    pub pause_cause: Option<PauseCause>,
    pub paused_by: Option<String>,
    pub ending_as: Option<RunEnd>,
    pub skip_reason: Option<RunSkip>,
    pub note: Option<String>,
    pub shortfall: Option<String>,
    pub faults_in_row: u32,
    pub bad_audio_in_row: u32,
    /// The pause lifts itself at this moment: the store opens again, or the error budget's rest is over (`demo`).
    pub resume_at: Option<DateTime<Utc>>,
}

fn from_row(r: &Row<'_>) -> Result<Run, StoreError> {
    let count: String = r.value("count")?;
    Ok(Run {
        id: RunId(r.value("id")?),
        campaign: CampaignId(r.value("campaign_id")?),
        store: StoreId(r.value("store_id")?),
        version: r.value("version")?,
        on: r.word("run_on")?,
        sequence: r.value("sequence")?,
        state: r.word("state")?,
        scheduled_at: r.at("scheduled_at")?,
        until_at: r.at("until_at")?,
        count: serde_json::from_str(&count)
            .map_err(|_| StoreError::Damaged("the count of a run is not readable".to_owned()))?,
        by_hand: r.value("by_hand")?,
        is_list_over: r.value("is_list_over")?,
        port: r.value::<Option<u16>>("port")?.map(PortNumber),
        waiting_since_at: r.maybe_at("waiting_since_at")?,
        waited_ms: r.value("waited_ms")?,
        looked_at: r.maybe_at("looked_at")?,
        started_at: r.maybe_at("started_at")?,
        ended_at: r.maybe_at("ended_at")?,
        paused_at: r.maybe_at("paused_at")?,
        paused_ms: r.value("paused_ms")?,
        pause_cause: r.maybe_word("pause_cause")?,
        paused_by: r.value("paused_by")?,
        ending_as: r.maybe_word("ending_as")?,
        skip_reason: r.maybe_word("skip_reason")?,
        note: r.value("note")?,
        shortfall: r.value("shortfall")?,
        faults_in_row: r.value("faults_in_row")?,
        bad_audio_in_row: r.value("bad_audio_in_row")?,
        resume_at: r.maybe_at("resume_at")?,
    })
}

pub fn get(db: &Db<'_>, id: RunId) -> Result<Run, StoreError> {
    row(db.0, "SELECT * FROM run WHERE id = ?1", [id.0], from_row)?.ok_or(StoreError::NotFound)
}

/// Planned, waiting, running, paused and ending ones, in order of scheduled time.
pub fn open(db: &Db<'_>) -> Result<Vec<Run>, StoreError> {
    rows(
        db.0,
        "SELECT * FROM run WHERE state IN ('planned', 'waiting_for_port', 'running', 'paused', 'ending')
         ORDER BY scheduled_at, id",
        [],
        from_row,
    )
}

/// Every run of a store-local day, in order of scheduled time.
pub fn of_day(db: &Db<'_>, on: NaiveDate) -> Result<Vec<Run>, StoreError> {
    rows(db.0, "SELECT * FROM run WHERE run_on = ?1 ORDER BY scheduled_at, id", [day(on)], from_row)
}

/// Newest first.
pub fn page(db: &Db<'_>, before: Option<RunId>, limit: usize) -> Result<Vec<Run>, StoreError> {
    rows(
        db.0,
        "SELECT * FROM run WHERE id < ?1 AND state NOT IN ('planned') ORDER BY id DESC LIMIT ?2",
        (before.map_or(i64::MAX, |r| r.0), limit as i64),
        from_row,
    )
}

pub fn of_campaign_on(db: &Db<'_>, campaign: CampaignId, on: NaiveDate) -> Result<Vec<Run>, StoreError> {
    rows(
        db.0,
        "SELECT * FROM run WHERE campaign_id = ?1 AND run_on = ?2 ORDER BY sequence",
        (campaign.0, day(on)),
        from_row,
    )
}

pub fn last_of_campaign(db: &Db<'_>, campaign: CampaignId) -> Result<Option<Run>, StoreError> {
    row(
        db.0,
        "SELECT * FROM run WHERE campaign_id = ?1 AND state NOT IN ('planned') ORDER BY id DESC LIMIT 1",
        [campaign.0],
        from_row,
    )
}

/// A run that is about to be planned.
#[derive(Clone, Debug)]
pub struct NewRun {
    pub campaign: CampaignId,
    pub store: StoreId,
    pub version: u32,
    pub on: NaiveDate,
    pub sequence: u32,
    pub scheduled_at: DateTime<Utc>,
    pub until_at: DateTime<Utc>,
    pub count: Count,
    pub by_hand: bool,
}

/// Plans a run; `None` if that (campaign, date, sequence) is already there.
pub fn plan(db: &Db<'_>, run: &NewRun) -> Result<Option<RunId>, StoreError> {
    row(
        db.0,
        "INSERT INTO run (campaign_id, store_id, version, run_on, sequence, state, scheduled_at, until_at, count,
                          by_hand)
         VALUES (:campaign, :store, :version, :on, :sequence, 'planned', :scheduled, :until, :count, :by_hand)
         ON CONFLICT (campaign_id, run_on, sequence) DO NOTHING RETURNING id",
        named_params! {":campaign": run.campaign.0, ":store": run.store.0, ":version": run.version,
        ":on": day(run.on), ":sequence": run.sequence, ":scheduled": ms(run.scheduled_at),
        ":until": ms(run.until_at), ":count": count_json(run.count)?, ":by_hand": run.by_hand},
        |r| Ok(RunId(r.value("id")?)),
    )
}

fn count_json(count: Count) -> Result<String, StoreError> {
    serde_json::to_string(&count).map_err(|e| StoreError::Broken(e.to_string()))
}

/// Moves a run on; what the table of states does not list is refused. Gives the run as it was.
pub fn advance(db: &Db<'_>, id: RunId, event: RunEvent) -> Result<Run, StoreError> {
    let before = get(db, id)?;
    let next = before.state.after(event).map_err(|e| StoreError::Broken(e.to_string()))?;
    change_one(
        db.0,
        "UPDATE run SET state = :next,
            ended_at = iif(:over, ifnull(ended_at, 0), ended_at),
            paused_at = iif(:next = 'paused', 0, NULL),
            ending_as = iif(:next = 'ending', 'finished', ending_as),
            skip_reason = iif(:next = 'skipped', ifnull(skip_reason, 'by_person'), skip_reason)
         WHERE id = :id AND state = :before",
        named_params! {":id": id.0, ":before": before.state.word(), ":next": next.word(), ":over": !next.is_open()},
        "the run",
    )?;
    Ok(before)
}

/// In line for a port since now.
pub fn wait_for_port(db: &Db<'_>, id: RunId, now: DateTime<Utc>) -> Result<(), StoreError> {
    advance(db, id, RunEvent::Due)?;
    change_one(db.0, "UPDATE run SET waiting_since_at = ?2 WHERE id = ?1", (id.0, ms(now)), "the run")
}

/// A standing run is open: it stands in no line until somebody falls due.
pub fn open_standing(db: &Db<'_>, id: RunId) -> Result<(), StoreError> {
    advance(db, id, RunEvent::Due)?;
    Ok(())
}

/// A standing run looked for somebody who fell due: in line since now if it found one, else why it waits.
pub fn looked(db: &Db<'_>, id: RunId, found: bool, note: Option<&str>, now: DateTime<Utc>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE run SET looked_at = :now, note = :note, is_list_over = 0,
            waiting_since_at = iif(:found, ifnull(waiting_since_at, :now), NULL)
         WHERE id = :id AND state = 'waiting_for_port'",
        named_params! {":id": id.0, ":now": ms(now), ":found": found, ":note": note},
        "the run",
    )
}

/// A standing run has nobody left: it gives its port back, and waits. The port itself is the caller's to free.
pub fn rest(db: &Db<'_>, id: RunId, now: DateTime<Utc>) -> Result<(), StoreError> {
    advance(db, id, RunEvent::Rest)?;
    change_one(
        db.0,
        "UPDATE run SET port = NULL, waiting_since_at = NULL, looked_at = ?2 WHERE id = ?1",
        (id.0, ms(now)),
        "the run",
    )
}

/// Starts on a port, for the first time or, a standing run, again.
pub fn start(db: &Db<'_>, id: RunId, port: PortNumber, now: DateTime<Utc>) -> Result<(), StoreError> {
    advance(db, id, RunEvent::GetPort)?;
    change_one(
        db.0,
        "UPDATE run SET port = ?2, started_at = ifnull(started_at, ?3), note = NULL,
            waited_ms = waited_ms + max(0, ?3 - ifnull(waiting_since_at, ?3))
         WHERE id = ?1",
        (id.0, port.0, ms(now)),
        "the run",
    )
}

/// Why a run is paused.
pub struct Pause<'a> {
    pub cause: PauseCause,
    pub by: &'a str,
    pub note: Option<&'a str>,
    pub resume_at: Option<DateTime<Utc>>,
}

pub fn pause(db: &Db<'_>, id: RunId, pause: &Pause<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    advance(db, id, RunEvent::Pause)?;
    change_one(
        db.0,
        "UPDATE run SET paused_at = ?2, pause_cause = ?3, paused_by = ?4, note = ?5, resume_at = ?6 WHERE id = ?1",
        (id.0, ms(now), pause.cause.word(), pause.by, pause.note, pause.resume_at.map(ms)),
        "the run",
    )
}

/// A pause that would lift itself becomes another one's. Guarded: only a paused run.
pub fn take_over_pause(db: &Db<'_>, id: RunId, pause: &Pause<'_>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE run SET pause_cause = ?2, paused_by = ?3, note = ?4, resume_at = ?5 WHERE id = ?1 AND state = 'paused'",
        (id.0, pause.cause.word(), pause.by, pause.note, pause.resume_at.map(ms)),
        "the run",
    )
}

pub fn resume(db: &Db<'_>, id: RunId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let before = advance(db, id, RunEvent::Resume)?;
    add_pause(db, &before, now)?;
    change_one(
        db.0,
        "UPDATE run SET pause_cause = NULL, paused_by = NULL, note = NULL, resume_at = NULL, faults_in_row = 0,
            bad_audio_in_row = 0 WHERE id = ?1",
        [id.0],
        "the run",
    )
}

fn add_pause(db: &Db<'_>, paused: &Run, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(since) = paused.paused_at else { return Ok(()) };
    let took_ms = (now - since).num_milliseconds().max(0);
    change_one(db.0, "UPDATE run SET paused_ms = paused_ms + ?2 WHERE id = ?1", (paused.id.0, took_ms), "the run")
}

/// Nothing more is sent. A run without a port is over at once; one with a port waits for the drop in flight.
pub fn end(db: &Db<'_>, id: RunId, end: RunEnd, now: DateTime<Utc>) -> Result<(), StoreError> {
    let before = advance(db, id, RunEvent::End(end))?;
    add_pause(db, &before, now)?;
    let (ended_at, waited_since) = match before.state {
        RunState::WaitingForPort => (Some(ms(now)), before.waiting_since_at),
        _ => (None, None),
    };
    change_one(
        db.0,
        "UPDATE run SET ending_as = ?2, ended_at = max(?3, ifnull(started_at + paused_ms, ?3)),
            waited_ms = waited_ms + max(0, ?4), resume_at = NULL
         WHERE id = ?1",
        (id.0, end.word(), ended_at, waited_since.map_or(0, |s| (now - s).num_milliseconds())),
        "the run",
    )
}

/// The drop in flight is settled: this is the end (S16). Never before its start and its pauses are over: a clock that
/// was fast may have been set right meanwhile, by so little that the run went on.
pub fn close(db: &Db<'_>, id: RunId, now: DateTime<Utc>) -> Result<RunEnd, StoreError> {
    let run = get(db, id)?;
    let end =
        run.ending_as.ok_or_else(|| StoreError::Broken("a run that is not ending cannot be closed".to_owned()))?;
    advance(db, id, RunEvent::Settle(end))?;
    change_one(
        db.0,
        "UPDATE run SET ended_at = max(?2, ifnull(started_at + paused_ms, ?2)) WHERE id = ?1",
        (id.0, ms(now)),
        "the run",
    )?;
    Ok(end)
}

/// A run that does not take place.
pub fn skip(db: &Db<'_>, id: RunId, reason: RunSkip, note: Option<&str>, now: DateTime<Utc>) -> Result<(), StoreError> {
    advance(db, id, RunEvent::Skip)?;
    change_one(
        db.0,
        "UPDATE run SET skip_reason = ?2, note = ?3, ended_at = ?4 WHERE id = ?1",
        (id.0, reason.word(), note, ms(now)),
        "the run",
    )
}

pub fn miss(db: &Db<'_>, id: RunId, note: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    advance(db, id, RunEvent::Miss)?;
    change_one(db.0, "UPDATE run SET note = ?2, ended_at = ?3 WHERE id = ?1", (id.0, note, ms(now)), "the run")
}

pub fn set_count(db: &Db<'_>, id: RunId, count: Count) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE run SET count = ?2 WHERE id = ?1", (id.0, count_json(count)?), "the run")
}

pub fn set_note(db: &Db<'_>, id: RunId, note: Option<&str>) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE run SET note = ?2 WHERE id = ?1", (id.0, note), "the run")
}

/// Everybody who could get a drop is taken; `shortfall` says in words what the count misses (P1).
pub fn end_list(db: &Db<'_>, id: RunId, shortfall: Option<&str>) -> Result<(), StoreError> {
    let sql = "UPDATE run SET is_list_over = 1, shortfall = ?2 WHERE id = ?1";
    change_one(db.0, sql, (id.0, shortfall), "the run")
}

/// Somebody was skipped, or the count changed: there may be room for one more, and somebody to fill it.
pub fn reopen_list(db: &Db<'_>, id: RunId) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE run SET is_list_over = 0, shortfall = NULL WHERE id = ?1", [id.0], "the run")
}

/// Submissions in a row that ended in a fault; gives the new number.
pub fn count_fault(db: &Db<'_>, id: RunId) -> Result<u32, StoreError> {
    change_one(db.0, "UPDATE run SET faults_in_row = faults_in_row + 1 WHERE id = ?1", [id.0], "the run")?;
    Ok(get(db, id)?.faults_in_row)
}

pub fn count_bad_audio(db: &Db<'_>, id: RunId) -> Result<u32, StoreError> {
    change_one(db.0, "UPDATE run SET bad_audio_in_row = bad_audio_in_row + 1 WHERE id = ?1", [id.0], "the run")?;
    Ok(get(db, id)?.bad_audio_in_row)
}

/// A submission that ended otherwise ends the series.
pub fn forget_faults(db: &Db<'_>, id: RunId) -> Result<(), StoreError> {
    change(
        db.0,
        "UPDATE run SET faults_in_row = 0, bad_audio_in_row = 0
         WHERE id = ?1 AND (faults_in_row > 0 OR bad_audio_in_row > 0)",
        [id.0],
    )?;
    Ok(())
}

/// How the targets of a run stand; derived, so that it cannot drift.
pub fn counts(db: &Db<'_>, id: RunId) -> Result<Counts, StoreError> {
    let lines =
        rows(db.0, "SELECT state, count(*) AS many FROM target WHERE run_id = ?1 GROUP BY state", [id.0], |r| {
            Ok((r.word("state")?, r.value::<u32>("many")?))
        })?;
    let mut counts = Counts::default();
    for (state, many) in lines {
        counts.add(state, many);
    }
    Ok(counts)
}
