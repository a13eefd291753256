//! A file that was restored from a backup has forgotten what happened since: whom drops may have gone to, and which of its
//! runs went on. Here stands what can be found out about that, and which runs may send (W12).
//!
//! [`may_send`] is the one question: the engine asks it before it gives a port, takes the next target, writes an intent or
//! sends the same bytes again.

mod since;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    backups::RestoreKnown,
    ids::{CustomerId, RunId},
    phone::E164,
    reason::Reason,
    states::{PauseCause, RunState, TargetEvent},
};
use rusqlite::{Row, named_params};

pub use since::{Marks, Since, marks, read as read_since};

use crate::{
    Db, StoreError, accounts, audit,
    columns::{Columns, change, change_one, day, ms, row, rows},
    house,
    runs::{self, Pause, Run},
    stores,
    targets::{self, Ending},
};

/// An engine of the file that was put aside may still be writing somewhere. It never gets this far: nobody starts a program
/// so often.
const EPOCHS_AHEAD: i64 = 1 << 20;

/// One restore of this file.
#[derive(Clone, Debug, PartialEq)]
pub struct Restore {
    pub id: i64,
    /// Clock time of the backup.
    pub backup_at: DateTime<Utc>,
    pub restored_at: DateTime<Utc>,
    /// The latest date that `restored_at` had at a store of the file.
    pub restored_on: NaiveDate,
    pub by: String,
    /// The folder in which the file lies that was there before.
    pub put_aside: Option<String>,
    /// Every result since the backup can still come by the event feed.
    pub is_feed_whole: bool,
    pub known: Option<(RestoreKnown, DateTime<Utc>)>,
}

fn from_row(r: &Row<'_>) -> Result<Restore, StoreError> {
    Ok(Restore {
        id: r.value("id")?,
        backup_at: r.at("backup_at")?,
        restored_at: r.at("restored_at")?,
        restored_on: r.word("restored_on")?,
        by: r.value("by")?,
        put_aside: r.value("put_aside")?,
        is_feed_whole: r.value("is_feed_whole")?,
        known: r.maybe_word("known_by")?.zip(r.maybe_at("known_at")?),
    })
}

/// Every restore of this file, oldest first.
pub fn all(db: &Db<'_>) -> Result<Vec<Restore>, StoreError> {
    rows(db.0, "SELECT * FROM restore ORDER BY id", [], from_row)
}

/// The latest one.
pub fn last(db: &Db<'_>) -> Result<Option<Restore>, StoreError> {
    row(db.0, "SELECT * FROM restore ORDER BY id DESC LIMIT 1", [], from_row)
}

/// Why a run of a restored file does not send.
#[derive(Clone, Debug, PartialEq)]
pub enum Bar {
    /// It could have gone on since the backup, and no person has released it.
    NotReleased(Restore),
    /// Nobody knows yet to whom drops went since the backup: no run sends at all.
    NotKnown(Restore),
}

/// Whether this run may send, as far as restored backups are concerned: `None`, or what bars it (W12).
///
/// A run could have gone on since the backup if its day is no later than that of the restore: it was open in the backup, or
/// it was planned since, and lost. This function alone decides; a program in which it always says `None` is the mutant "a
/// restore that sends".
pub fn may_send(db: &Db<'_>, run: &Run) -> Result<Option<Bar>, StoreError> {
    // A file that was never restored, as almost every one, has no row to read.
    for restore in all(db)? {
        if restore.known.is_none() {
            return Ok(Some(Bar::NotKnown(restore)));
        }
        if run.on <= restore.restored_on && !is_released(db, run.id, restore.id)? {
            return Ok(Some(Bar::NotReleased(restore)));
        }
    }
    Ok(None)
}

fn is_released(db: &Db<'_>, run: RunId, restore: i64) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS one FROM released_run WHERE run_id = ?1 AND restore_id = ?2";
    Ok(row(db.0, sql, (run.0, restore), |r| r.value::<i64>("one"))?.is_some())
}

/// Whom this run never takes: customers and numbers that were held, attempted or in line at or after a backup that it
/// could have gone on since.
pub fn left_out(db: &Db<'_>, run: RunId) -> Result<(BTreeSet<CustomerId>, BTreeSet<E164>), StoreError> {
    #[cfg(feature = "simulation")]
    if crate::simulation::Mutant::NobodyLeftOut.is_on() {
        return Ok(<_>::default());
    }
    let of_run = "FROM since_backup s JOIN restore r ON r.id = s.restore_id
                  JOIN run u ON u.id = ?1 AND u.run_on <= r.restored_on";
    let customers =
        rows(db.0, &format!("SELECT DISTINCT s.customer_id {of_run} WHERE s.customer_id IS NOT NULL"), [run.0], |r| {
            Ok(CustomerId(r.value("customer_id")?))
        })?;
    let numbers = rows(db.0, &format!("SELECT DISTINCT s.e164 {of_run}"), [run.0], |r| r.word("e164"))?;
    Ok((customers.into_iter().collect(), numbers.into_iter().collect()))
}

/// How many people are left out of the runs that could have gone on since this restore's backup.
pub fn many_left_out(db: &Db<'_>, restore: i64) -> Result<u32, StoreError> {
    let sql = "SELECT count(DISTINCT ifnull('c' || customer_id, e164)) AS many FROM since_backup WHERE restore_id = ?1";
    Ok(row(db.0, sql, [restore], |r| r.value("many"))?.unwrap_or(0))
}

/// What a restore begins with.
pub struct Order<'a> {
    pub backup_at: DateTime<Utc>,
    /// By the clock that rules the file; never earlier than what the file that was here before had seen.
    pub now: DateTime<Utc>,
    pub by: &'a str,
    pub put_aside: Option<&'a str>,
    /// What the file that was here before says of the time since; `None` if it could not be read, or there was none.
    pub since: Option<&'a Since>,
    /// Why, in the words of who did it.
    pub reason: &'a str,
}

/// Marks a file as restored, in the transaction in which it is: from now on no run sends that could have gone on since.
pub fn begin(db: &Db<'_>, order: &Order<'_>) -> Result<Restore, StoreError> {
    let now = order.since.map_or(order.now, |since| since.highest_at.max(order.now));
    let has_cursor = accounts::get(db)?.is_none_or(|account| account.event_cursor.is_some());
    let on = stores::all(db)?.iter().map(|store| store.calendar.zone.date_at(now)).max();
    let own = all(db)?;
    let known = order.since.is_some_and(|since| since.knows_everything(&own)).then_some(RestoreKnown::File);
    let id = row(
        db.0,
        "INSERT INTO restore (backup_at, restored_at, restored_on, by, put_aside, is_feed_whole, known_by, known_at)
         VALUES (:backup_at, :now, :on, :by, :aside, :has_cursor, :known, iif(:known IS NULL, NULL, :now)) RETURNING id",
        named_params! {":backup_at": ms(order.backup_at), ":now": ms(now), ":on": day(on.unwrap_or(now.date_naive())),
        ":by": order.by, ":aside": order.put_aside, ":has_cursor": has_cursor, ":known": known.map(RestoreKnown::word)},
        |r| r.value::<i64>("id"),
    )?
    .ok_or(StoreError::NotFound)?;
    house::saw_time(db, now)?;
    let earlier_epoch = order.since.map_or(0, |since| since.lease_epoch);
    let ahead = if known.is_some() { 0 } else { EPOCHS_AHEAD };
    change_one(
        db.0,
        "UPDATE house SET lease_epoch = max(lease_epoch, ?1) + ?2, clean_stop = 1",
        (earlier_epoch, ahead),
        "the lease",
    )?;
    note_those_in_line(db, id)?;
    if let Some(since) = order.since {
        since::carry_over(db, id, since, &own)?;
    }
    hold_what_ran(db, order, now)?;
    let new = format!("the backup of {}", order.backup_at.to_rfc3339());
    let what = format!("Restored from a backup: {}", order.reason);
    audit::add(db, now, &audit::Change { who: order.by, what: &what, old: order.put_aside, new: Some(&new) })?;
    all(db)?.into_iter().find(|restore| restore.id == id).ok_or(StoreError::NotFound)
}

/// Whoever was in line or in flight when the backup was made may have had their drop a second later.
fn note_those_in_line(db: &Db<'_>, restore: i64) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO since_backup (restore_id, customer_id, e164, how)
         SELECT ?1, t.customer_id, p.e164, 'in_line' FROM target t JOIN phone p ON p.customer_id = t.customer_id
         WHERE t.state IN ('reserved', 'in_progress', 'unknown') AND p.e164 IS NOT NULL AND p.kind <> 'work'
         UNION SELECT ?1, t.customer_id, t.e164, 'in_line' FROM target t
         WHERE t.state IN ('reserved', 'in_progress', 'unknown')",
        [restore],
    )?;
    Ok(())
}

/// A run that was sending stands as paused, so that its times are honest and the window says why.
fn hold_what_ran(db: &Db<'_>, order: &Order<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let pause = Pause {
        cause: PauseCause::Restored,
        by: order.by,
        note: Some("This file was restored from a backup. Release the run under Today, or end it."),
        resume_at: None,
    };
    for run in runs::open(db)?.iter().filter(|run| run.state == RunState::Running) {
        runs::pause(db, run.id, &pause, now)?;
    }
    Ok(())
}

/// Lets a run go on after the latest restore: those who stood in its line are released, and it takes others.
///
/// # Errors
/// [`StoreError::Broken`] while nobody knows to whom drops went, and for good if nobody can tell: such a run can only be
/// ended.
pub fn release(db: &Db<'_>, run: RunId, by: &str, reason: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let before = runs::get(db, run)?;
    for restore in all(db)?.iter().filter(|restore| before.on <= restore.restored_on) {
        match restore.known {
            Some((RestoreKnown::File | RestoreKnown::Feed, _)) => {}
            Some((RestoreKnown::Person, _)) | None => {
                return Err(StoreError::Broken("nobody knows to whom drops went since the backup".to_owned()));
            }
        }
        change(
            db.0,
            "INSERT INTO released_run (run_id, restore_id, at, by, reason) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
            (run.0, restore.id, ms(now), by, reason),
        )?;
    }
    for target in targets::reserved(db, run)? {
        let ending = Ending { reason: Some(Reason::SinceBackup), ..Ending::default() };
        targets::advance(db, target.id, TargetEvent::Release, &ending, now)?;
        targets::free(db, target.id)?;
    }
    runs::reopen_list(db, run)?;
    if before.state == RunState::Paused && before.pause_cause == Some(PauseCause::Restored) {
        runs::resume(db, run, now)?;
    }
    Ok(())
}

/// The restore of which nobody knows yet to whom drops went since its backup.
pub fn unknown(db: &Db<'_>) -> Result<Option<Restore>, StoreError> {
    Ok(all(db)?.into_iter().find(|restore| restore.known.is_none()))
}

/// Now it is known.
pub fn known(db: &Db<'_>, restore: i64, by: RestoreKnown, now: DateTime<Utc>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE restore SET known_by = ?2, known_at = ?3 WHERE id = ?1 AND known_by IS NULL",
        (restore, by.word(), ms(now)),
        "the restore",
    )?;
    if by == RestoreKnown::Person {
        // Nobody will ever tell, so whoever was in line counts like an unknown (P2).
        change(
            db.0,
            "INSERT INTO number (e164, maybe_heard_on)
             SELECT DISTINCT s.e164, r.restored_on FROM since_backup s JOIN restore r ON r.id = s.restore_id
             WHERE r.id = ?1 AND s.how = 'in_line'
             ON CONFLICT (e164) DO UPDATE SET maybe_heard_on = excluded.maybe_heard_on",
            [restore],
        )?;
    }
    Ok(())
}

/// Results since the backup may be missing from the event feed.
pub fn feed_is_not_whole(db: &Db<'_>) -> Result<(), StoreError> {
    change(db.0, "UPDATE restore SET is_feed_whole = 0 WHERE known_by IS NULL AND is_feed_whole = 1", [])?;
    Ok(())
}

/// A result of a drop that this file has no attempt of.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignDrop {
    pub ticket: String,
    pub client_ref: Option<String>,
    pub number: Option<E164>,
    pub word: String,
    pub at: DateTime<Utc>,
}

/// Keeps such a result, once. In a file that was restored it is a drop of the time since the backup: its number may have
/// heard it on `on`.
pub fn keep_foreign(db: &Db<'_>, drop: &ForeignDrop, on: NaiveDate) -> Result<(), StoreError> {
    let is_new = change(
        db.0,
        "INSERT INTO foreign_drop (ticket, client_ref, e164, word, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        (&drop.ticket, &drop.client_ref, drop.number.map(|n| n.as_str().to_owned()), &drop.word, ms(drop.at)),
    )? > 0;
    let Some(restore) = last(db)?.filter(|_| is_new) else { return Ok(()) };
    let Some(number) = drop.number else { return feed_is_not_whole(db) };
    change(
        db.0,
        "INSERT INTO since_backup (restore_id, customer_id, e164, how)
         SELECT ?1, p.customer_id, o.e164, 'told' FROM phone p JOIN phone o ON o.customer_id = p.customer_id
         WHERE p.e164 = ?2 AND p.kind <> 'work' AND o.e164 IS NOT NULL AND o.kind <> 'work'
         UNION SELECT ?1, NULL, ?2, 'told'",
        (restore.id, number.as_str()),
    )?;
    since::may_have_heard(db, &number, on)
}

/// Newest first.
pub fn foreign(db: &Db<'_>, limit: usize) -> Result<Vec<ForeignDrop>, StoreError> {
    rows(db.0, "SELECT * FROM foreign_drop ORDER BY id DESC LIMIT ?1", [limit as i64], |r| {
        Ok(ForeignDrop {
            ticket: r.value("ticket")?,
            client_ref: r.value("client_ref")?,
            number: r.maybe_word("e164")?,
            word: r.value("word")?,
            at: r.at("at")?,
        })
    })
}

/// How many there are.
pub fn many_foreign(db: &Db<'_>) -> Result<u32, StoreError> {
    Ok(row(db.0, "SELECT count(*) AS many FROM foreign_drop", [], |r| r.value("many"))?.unwrap_or(0))
}
