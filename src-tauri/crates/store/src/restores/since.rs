//! What the file that was put aside says of the time since the backup: whom it held or attempted, and what it learned of
//! numbers and customers. A person's opt-out is not forgotten because a disk failed.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{backups::RestoreKnown, ids::CustomerId, phone::E164};
use rusqlite::{params_from_iter, types::Value};

use crate::{
    Db, StoreError,
    columns::{Columns, change, day, ms, row, rows},
    house,
    restores::Restore,
};

/// Whatever of the earlier file could be read.
#[derive(Debug)]
pub struct Since {
    /// Every part was read, of a file that was found whole.
    pub is_whole: bool,
    pub(super) highest_at: DateTime<Utc>,
    pub(super) lease_epoch: i64,
    people: Vec<Person>,
    numbers: Table,
    voice_off: Table,
    /// Results that stand in the numbers above already.
    results: Vec<Counted>,
    /// What it has forgotten itself, if a backup had been restored into it.
    restores: Vec<Before>,
    marks: Marks,
}

impl Since {
    /// The restores of the earlier file that this one has not seen.
    fn lost<'a>(&'a self, own: &'a [Restore]) -> impl Iterator<Item = &'a Before> {
        let is_seen = |restore: &Restore| {
            own.iter().any(|own| (own.restored_at, own.backup_at) == (restore.restored_at, restore.backup_at))
        };
        self.restores.iter().filter(move |before| !is_seen(&before.restore))
    }

    /// Whether the earlier file is relied on to know everything: of what it had forgotten itself it must have been told.
    pub(super) fn knows_everything(&self, own: &[Restore]) -> bool {
        let was_told =
            |before: &Before| matches!(before.restore.known, Some((RestoreKnown::File | RestoreKnown::Feed, _)));
        self.is_whole && self.lost(own).all(was_told)
    }
}

/// A restore that the earlier file went through, and whom drops may have gone to before.
#[derive(Debug)]
struct Before {
    restore: Restore,
    people: Vec<(i64, Option<CustomerId>, E164, String)>,
}

/// A result of a drop that is counted among the strikes and rests of its number.
#[derive(Debug)]
struct Counted {
    client_ref: String,
    word: String,
    at: DateTime<Utc>,
}

/// Somebody who was held or attempted.
#[derive(Debug)]
struct Person {
    customer: CustomerId,
    number: E164,
    how: &'static str,
    /// The day of an attempt that was delivered, or may have been.
    heard_on: Option<NaiveDate>,
}

/// Rows as they stand, for the same columns of the same table.
#[derive(Debug, Default)]
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

/// The last rows that the backup knows: what has a higher id came since.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    target: i64,
    attempt: i64,
    since_backup: i64,
    /// The first drop that is not over in the backup; beyond every id if there is none.
    open: i64,
    /// The latest time that it has seen.
    seen_at: DateTime<Utc>,
}

impl Marks {
    /// What is of this time or later may be of the time since. In a file that is not the backup's own future, because an
    /// older backup was restored first, ids say nothing of that.
    fn since_ms(self) -> i64 {
        ms(self.seen_at - house::SET_BACK_LIMIT)
    }
}

/// Of the backup.
pub fn marks(db: &Db<'_>) -> Result<Marks, StoreError> {
    let sql = "SELECT (SELECT ifnull(max(id), 0) FROM target) AS target,
                      (SELECT ifnull(max(id), 0) FROM attempt) AS attempt,
                      (SELECT ifnull(max(id), 0) FROM since_backup) AS since_backup,
                      (SELECT ifnull(min(id), ?1) FROM attempt
                       WHERE state IN ('intended', 'accepted', 'overdue')) AS open,
                      h.highest_at FROM house h";
    row(db.0, sql, [i64::MAX], |r| {
        Ok(Marks {
            target: r.value("target")?,
            attempt: r.value("attempt")?,
            since_backup: r.value("since_backup")?,
            open: r.value("open")?,
            seen_at: r.at("highest_at")?,
        })
    })?
    .ok_or(StoreError::NotFound)
}

/// Reads the file that is about to be put aside. `is_sound`: its pages and indexes were found whole. What cannot be read
/// of one that is not is left out, and then nobody can rely on the rest being everything.
///
/// # Errors
/// If not even its first row can be read.
pub fn read(earlier: &Db<'_>, since: Marks, is_sound: bool) -> Result<Since, StoreError> {
    let house = house::require(earlier)?;
    let mut is_whole = is_sound;
    let mut part = |read: Result<Table, StoreError>| {
        read.unwrap_or_else(|error| {
            tracing::warn!(%error, "a part of the file that was put aside cannot be read");
            is_whole = false;
            Table::default()
        })
    };
    let numbers = part(table(earlier, "SELECT * FROM number"));
    // The row of a customer is found again by both keys: another customer may have got the id since.
    let voice_off =
        part(table(earlier, "SELECT id, number, voice_off_reason, voice_off_at, voice_off_by FROM customer"));
    let people = people(earlier, since).unwrap_or_else(|error| {
        tracing::warn!(%error, "a part of the file that was put aside cannot be read");
        is_whole = false;
        vec![]
    });
    let forgot = results(earlier, since).and_then(|results| Ok((results, restores_of(earlier)?)));
    let (results, restores) = forgot.unwrap_or_else(|error| {
        tracing::warn!(%error, "a part of the file that was put aside cannot be read");
        is_whole = false;
        <_>::default()
    });
    Ok(Since {
        is_whole,
        highest_at: house::highest_stored_at(earlier).unwrap_or(house.highest_at),
        lease_epoch: house.lease_epoch,
        people,
        numbers,
        voice_off,
        results,
        restores,
        marks: since,
    })
}

fn table(db: &Db<'_>, sql: &str) -> Result<Table, StoreError> {
    let columns: Vec<String> = db.0.prepare_cached(sql)?.column_names().map(str::to_owned).collect();
    let many = columns.len();
    let rows = rows(db.0, sql, [], |r| (0..many).map(|i| Ok(r.get(i)?)).collect())?;
    Ok(Table { columns, rows })
}

fn people(earlier: &Db<'_>, since: Marks) -> Result<Vec<Person>, StoreError> {
    let sql = "SELECT customer_id, e164 FROM target WHERE id > ?1 OR reserved_at >= ?2";
    let reserved = rows(earlier.0, sql, (since.target, since.since_ms()), |r| {
        let (customer, number) = (CustomerId(r.value("customer_id")?), r.word("e164")?);
        Ok(Person { customer, number, how: "reserved", heard_on: None })
    })?;
    let attempted = rows(
        earlier.0,
        "SELECT customer_id, e164, intended_on,
                state IN ('intended', 'accepted', 'overdue')
                OR ifnull(disposition, '') IN ('delivered', 'treated_as_delivered') AS counts
         FROM attempt WHERE (id > ?1 OR intended_at >= ?2) AND target_id IS NOT NULL AND state <> 'not_sent'",
        (since.attempt, since.since_ms()),
        |r| {
            let heard_on: Option<NaiveDate> = r.maybe_word("intended_on")?;
            let counts: bool = r.value("counts")?;
            let (customer, number) = (CustomerId(r.value("customer_id")?), r.word("e164")?);
            Ok(Person { customer, number, how: "attempted", heard_on: heard_on.filter(|_| counts) })
        },
    )?;
    Ok(reserved.into_iter().chain(attempted).collect())
}

/// Those whose drops may not be over in the backup: it will be told of them once more. Not by their time, because a clock
/// that was set back gives a result a time before the backup.
fn results(earlier: &Db<'_>, since: Marks) -> Result<Vec<Counted>, StoreError> {
    rows(
        earlier.0,
        "SELECT client_ref, ifnull(raw_word, disposition) AS word, final_at AS at FROM attempt
         WHERE state = 'final' AND id >= ?1
         UNION ALL SELECT client_ref, other_word, other_at FROM attempt
         WHERE state IN ('intended', 'accepted', 'overdue') AND other_word IS NOT NULL",
        [since.open],
        |r| Ok(Counted { client_ref: r.value("client_ref")?, word: r.value("word")?, at: r.at("at")? }),
    )
}

fn restores_of(earlier: &Db<'_>) -> Result<Vec<Before>, StoreError> {
    let with_people = |restore: Restore| {
        let sql = "SELECT id, customer_id, e164, how FROM since_backup WHERE restore_id = ?1";
        let people = rows(earlier.0, sql, [restore.id], |r| {
            Ok((
                r.value("id")?,
                r.value::<Option<i64>>("customer_id")?.map(CustomerId),
                r.word("e164")?,
                r.value("how")?,
            ))
        })?;
        Ok(Before { restore, people })
    };
    super::all(earlier)?.into_iter().map(with_people).collect()
}

/// Writes it into the restored file, which went through the restores `own` before this one. The newer of two rows is the
/// earlier file's; but if that one is not this one's future, the stricter of both holds.
pub(super) fn carry_over(db: &Db<'_>, restore: i64, since: &Since, own: &[Restore]) -> Result<(), StoreError> {
    let is_future = since.lost(own).next().is_none();
    let names = since.numbers.columns.join(", ");
    let places = vec!["?"; since.numbers.columns.len()].join(", ");
    let sql = match is_future {
        true => format!("INSERT OR REPLACE INTO number ({names}) VALUES ({places})"),
        false => format!("INSERT INTO number ({names}) VALUES ({places}) ON CONFLICT (e164) DO UPDATE SET {STRICTER}"),
    };
    for values in &since.numbers.rows {
        change(db.0, &sql, params_from_iter(values))?;
    }
    let sql = "UPDATE customer SET voice_off_reason = ?3, voice_off_at = ?4, voice_off_by = ?5
               WHERE id = ?1 AND number = ?2 AND (voice_off_reason, voice_off_at, voice_off_by) IS NOT (?3, ?4, ?5)";
    let sql = if is_future { sql.to_owned() } else { format!("{sql} AND ?4 IS NOT NULL") };
    for values in &since.voice_off.rows {
        change(db.0, &sql, params_from_iter(values))?;
    }
    for result in &since.results {
        mark_as_counted(db, result)?;
    }
    since.people.iter().try_for_each(|person| note(db, restore, person))?;
    let lost: BTreeSet<i64> = since.lost(own).map(|before| before.restore.id).collect();
    for before in &since.restores {
        let is_lost = lost.contains(&before.restore.id);
        for (_, customer, number, how) in
            before.people.iter().filter(|(id, ..)| is_lost || *id > since.marks.since_backup)
        {
            change(
                db.0,
                "INSERT INTO since_backup (restore_id, customer_id, e164, how)
                 VALUES (?1, (SELECT id FROM customer WHERE id = ?2), ?3, ?4)",
                (restore, customer.map(|customer| customer.0), number.as_str(), how),
            )?;
        }
    }
    Ok(())
}

/// Of two rows of a number, neither of which is the other's past.
const STRICTER: &str = "
    opted_out_by = iif(opted_out_at IS NULL, excluded.opted_out_by, opted_out_by),
    opt_out_reason = iif(opted_out_at IS NULL, excluded.opt_out_reason, opt_out_reason),
    opted_out_at = ifnull(opted_out_at, excluded.opted_out_at),
    switched_off_by = iif(switched_off_at IS NULL, excluded.switched_off_by, switched_off_by),
    switch_reason = iif(switched_off_at IS NULL, excluded.switch_reason, switch_reason),
    switched_off_at = ifnull(switched_off_at, excluded.switched_off_at),
    blocked = iif('for_ever' IN (ifnull(blocked, ''), ifnull(excluded.blocked, '')), 'for_ever',
                  ifnull(blocked, excluded.blocked)),
    blocked_until_on = iif('for_ever' IN (ifnull(blocked, ''), ifnull(excluded.blocked, '')), NULL,
                           nullif(max(ifnull(blocked_until_on, ''), ifnull(excluded.blocked_until_on, '')), '')),
    impossible_strikes = max(impossible_strikes, excluded.impossible_strikes),
    home_series = max(home_series, excluded.home_series),
    failures_in_row = max(failures_in_row, excluded.failures_in_row),
    rests_until_on = nullif(max(ifnull(rests_until_on, ''), ifnull(excluded.rests_until_on, '')), ''),
    maybe_heard_on = nullif(max(ifnull(maybe_heard_on, ''), ifnull(excluded.maybe_heard_on, '')), ''),
    is_bad = max(is_bad, excluded.is_bad),
    is_landline = max(is_landline, excluded.is_landline)";

/// A drop that is not over here had its result there, and its number remembers that (L5). The word stays with the attempt,
/// see [`crate::attempts::is_counted`].
fn mark_as_counted(db: &Db<'_>, result: &Counted) -> Result<(), StoreError> {
    change(
        db.0,
        "UPDATE attempt SET other_word = ?2, other_at = ?3
         WHERE client_ref = ?1 AND state IN ('intended', 'accepted', 'overdue')",
        (&result.client_ref, &result.word, ms(result.at)),
    )?;
    Ok(())
}

fn note(db: &Db<'_>, restore: i64, person: &Person) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO since_backup (restore_id, customer_id, e164, how)
         SELECT ?1, customer_id, e164, ?4 FROM phone
         WHERE customer_id = ?2 AND e164 IS NOT NULL AND e164 <> ?3 AND kind <> 'work'
         UNION SELECT ?1, (SELECT id FROM customer WHERE id = ?2), ?3, ?4",
        (restore, person.customer.0, person.number.as_str(), person.how),
    )?;
    match person.heard_on {
        Some(on) => may_have_heard(db, &person.number, on),
        None => Ok(()),
    }
}

/// This number may have heard a drop on this day.
pub(super) fn may_have_heard(db: &Db<'_>, number: &E164, on: NaiveDate) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO number (e164, maybe_heard_on) VALUES (?1, ?2)
         ON CONFLICT (e164) DO UPDATE SET maybe_heard_on = max(ifnull(maybe_heard_on, ''), excluded.maybe_heard_on)",
        (number.as_str(), day(on)),
    )?;
    Ok(())
}
