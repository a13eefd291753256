//! What is remembered of a number, whatever file it stands on (S15).

use chrono::{DateTime, Utc};
use domain::{
    numbers::{Block, NumberRecord},
    phone::{E164, PhoneKind},
};
use rusqlite::{Row, named_params};

use crate::{
    Db, StoreError,
    columns::{Columns, change, day, ms, row},
    customers::Off,
};

pub(crate) const COLUMNS: &str =
    "n.opted_out_at, n.switched_off_at, n.blocked, n.blocked_until_on, n.impossible_strikes, n.home_series,
    n.failures_in_row, n.rests_until_on, n.maybe_heard_on, n.is_bad, n.is_landline";

/// Reads a row that may stem from an outer join: a number without a row has an empty record.
pub(crate) fn from_row(r: &Row<'_>) -> Result<NumberRecord, StoreError> {
    let Some(impossible_strikes) = r.value::<Option<u32>>("impossible_strikes")? else {
        return Ok(NumberRecord::default());
    };
    let block = match r.value::<Option<String>>("blocked")?.as_deref() {
        None => None,
        Some("until") => Some(Block::Until(r.word("blocked_until_on")?)),
        Some(_) => Some(Block::ForEver),
    };
    Ok(NumberRecord {
        opted_out_at: r.maybe_at("opted_out_at")?,
        switched_off: r.maybe_at("switched_off_at")?.is_some(),
        block,
        impossible_strikes,
        home_series: r.value("home_series")?,
        failures_in_row: r.value("failures_in_row")?,
        rests_until_on: r.maybe_word("rests_until_on")?,
        maybe_heard_on: r.maybe_word("maybe_heard_on")?,
        is_bad: r.value("is_bad")?,
        is_landline: r.value("is_landline")?,
    })
}

pub fn get(db: &Db<'_>, number: &E164) -> Result<NumberRecord, StoreError> {
    let found = row(db.0, &format!("SELECT {COLUMNS} FROM number n WHERE n.e164 = ?1"), [number.as_str()], from_row)?;
    Ok(found.unwrap_or_default())
}

/// Writes what a result made of a number. An opt-out it brings is the provider's; one that stands is never taken back.
pub fn save(db: &Db<'_>, number: &E164, record: &NumberRecord) -> Result<(), StoreError> {
    let (blocked, until_on) = match record.block {
        None => (None, None),
        Some(Block::Until(on)) => (Some("until"), Some(day(on))),
        Some(Block::ForEver) => (Some("for_ever"), None),
    };
    change(
        db.0,
        "INSERT INTO number (e164, opted_out_at, opted_out_by, opt_out_reason, blocked, blocked_until_on,
                             impossible_strikes, home_series, failures_in_row, rests_until_on, maybe_heard_on, is_bad,
                             is_landline)
         VALUES (:e164, :opted_out_at, iif(:opted_out_at IS NULL, NULL, 'Voice Drop'),
                 iif(:opted_out_at IS NULL, NULL, 'On the provider''s do-not-call list'), :blocked, :until_on, :strikes,
                 :series, :failures, :rests, :maybe_heard, :is_bad, :is_landline)
         ON CONFLICT (e164) DO UPDATE SET
            opted_out_by = ifnull(opted_out_by, excluded.opted_out_by),
            opt_out_reason = ifnull(opt_out_reason, excluded.opt_out_reason),
            opted_out_at = ifnull(opted_out_at, excluded.opted_out_at),
            blocked = excluded.blocked, blocked_until_on = excluded.blocked_until_on,
            impossible_strikes = excluded.impossible_strikes, home_series = excluded.home_series,
            failures_in_row = excluded.failures_in_row, rests_until_on = excluded.rests_until_on,
            maybe_heard_on = excluded.maybe_heard_on,
            is_bad = excluded.is_bad, is_landline = excluded.is_landline",
        named_params! {":e164": number.as_str(), ":opted_out_at": record.opted_out_at.map(ms), ":blocked": blocked,
        ":until_on": until_on, ":strikes": record.impossible_strikes, ":series": record.home_series,
        ":failures": record.failures_in_row, ":rests": record.rests_until_on.map(day),
        ":maybe_heard": record.maybe_heard_on.map(day),
        ":is_bad": record.is_bad, ":is_landline": record.is_landline},
    )?;
    Ok(())
}

/// A number that must never get a drop again, on every file, until a person with a reason says otherwise.
pub fn opt_out(db: &Db<'_>, number: &E164, by: &str, reason: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO number (e164, opted_out_at, opted_out_by, opt_out_reason) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (e164) DO UPDATE SET
            opted_out_by = iif(opted_out_at IS NULL, excluded.opted_out_by, opted_out_by),
            opt_out_reason = iif(opted_out_at IS NULL, excluded.opt_out_reason, opt_out_reason),
            opted_out_at = ifnull(opted_out_at, excluded.opted_out_at)",
        (number.as_str(), ms(now), by, reason),
    )?;
    Ok(())
}

/// Only a person with a reason does this; the caller writes the audit row.
pub fn lift_opt_out(db: &Db<'_>, number: &E164) -> Result<(), StoreError> {
    change(
        db.0,
        "UPDATE number SET opted_out_at = NULL, opted_out_by = NULL, opt_out_reason = NULL WHERE e164 = ?1",
        [number.as_str()],
    )?;
    Ok(())
}

/// Voice is off for this number, on every file that bears it, until a person switches it on again. No opt-out: people
/// may still be spoken to there.
pub fn switch_off(db: &Db<'_>, number: &E164, by: &str, reason: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO number (e164, switched_off_at, switched_off_by, switch_reason) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (e164) DO UPDATE SET switched_off_at = excluded.switched_off_at,
            switched_off_by = excluded.switched_off_by, switch_reason = excluded.switch_reason",
        (number.as_str(), ms(now), by, reason),
    )?;
    Ok(())
}

pub fn switch_on(db: &Db<'_>, number: &E164) -> Result<(), StoreError> {
    let sql = "UPDATE number SET switched_off_at = NULL, switched_off_by = NULL, switch_reason = NULL WHERE e164 = ?1";
    change(db.0, sql, [number.as_str()])?;
    Ok(())
}

/// Who switched a number off, when and why.
pub fn switch_of(db: &Db<'_>, number: &E164) -> Result<Option<Off>, StoreError> {
    row(
        db.0,
        "SELECT switched_off_at, switched_off_by, switch_reason FROM number
         WHERE e164 = ?1 AND switched_off_at IS NOT NULL",
        [number.as_str()],
        |r| {
            Ok(Off {
                reason: r.value("switch_reason")?,
                at: r.maybe_at("switched_off_at")?,
                by: r.value("switched_off_by")?,
            })
        },
    )
}

/// Who opted a number out, when and why.
#[derive(Clone, Debug, PartialEq)]
pub struct OptOut {
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
}

pub fn opt_out_of(db: &Db<'_>, number: &E164) -> Result<Option<OptOut>, StoreError> {
    row(
        db.0,
        "SELECT opted_out_at, ifnull(opted_out_by, '') AS opted_out_by, opt_out_reason FROM number
         WHERE e164 = ?1 AND opted_out_at IS NOT NULL",
        [number.as_str()],
        |r| Ok(OptOut { at: r.at("opted_out_at")?, by: r.value("opted_out_by")?, reason: r.value("opt_out_reason")? }),
    )
}

/// Whether an attempt on this number is not settled.
pub fn is_locked(db: &Db<'_>, number: &E164) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM attempt WHERE e164 = ?1 AND state IN ('intended', 'accepted', 'overdue')";
    Ok(row(db.0, sql, [number.as_str()], |_| Ok(()))?.is_some())
}

/// Somebody else answers there: as invalid as if the provider had said so.
pub fn mark_bad(db: &Db<'_>, number: &E164) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO number (e164, is_bad) VALUES (?1, 1) ON CONFLICT (e164) DO UPDATE SET is_bad = 1",
        [number.as_str()],
    )?;
    Ok(())
}

/// A person says that this number is right, and of this kind: it is no bad number any more, and in a cell field no
/// landline. Blocks, strikes and opt-outs stay. The caller writes the audit row.
pub fn confirm(db: &Db<'_>, number: &E164, kind: PhoneKind) -> Result<(), StoreError> {
    change(
        db.0,
        "UPDATE number SET is_bad = 0, is_landline = iif(?2, 0, is_landline) WHERE e164 = ?1",
        (number.as_str(), kind == PhoneKind::Cell),
    )?;
    Ok(())
}
