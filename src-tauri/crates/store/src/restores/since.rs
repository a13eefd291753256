//! What the file that was put aside says of the time since the backup: whom it held or attempted, and what it learned of
//! numbers and customers. A person's opt-out is not forgotten because a disk failed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ids::CustomerId, phone::E164};
use rusqlite::{params_from_iter, types::Value};

use crate::{
    Db, StoreError,
    columns::{Columns, change, day, row, rows},
    house,
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
}

/// Of the backup.
pub fn marks(db: &Db<'_>) -> Result<Marks, StoreError> {
    let sql =
        "SELECT (SELECT ifnull(max(id), 0) FROM target) AS target, (SELECT ifnull(max(id), 0) FROM attempt) AS attempt";
    row(db.0, sql, [], |r| Ok(Marks { target: r.value("target")?, attempt: r.value("attempt")? }))?
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
    Ok(Since {
        is_whole,
        highest_at: house::highest_stored_at(earlier).unwrap_or(house.highest_at),
        lease_epoch: house.lease_epoch,
        people,
        numbers,
        voice_off,
    })
}

fn table(db: &Db<'_>, sql: &str) -> Result<Table, StoreError> {
    let columns: Vec<String> = db.0.prepare_cached(sql)?.column_names().map(str::to_owned).collect();
    let many = columns.len();
    let rows = rows(db.0, sql, [], |r| (0..many).map(|i| Ok(r.get(i)?)).collect())?;
    Ok(Table { columns, rows })
}

fn people(earlier: &Db<'_>, since: Marks) -> Result<Vec<Person>, StoreError> {
    let reserved = rows(earlier.0, "SELECT customer_id, e164 FROM target WHERE id > ?1", [since.target], |r| {
        let (customer, number) = (CustomerId(r.value("customer_id")?), r.word("e164")?);
        Ok(Person { customer, number, how: "reserved", heard_on: None })
    })?;
    let attempted = rows(
        earlier.0,
        "SELECT customer_id, e164, intended_on,
                state IN ('intended', 'accepted', 'overdue')
                OR ifnull(disposition, '') IN ('delivered', 'treated_as_delivered') AS counts
         FROM attempt WHERE id > ?1 AND target_id IS NOT NULL AND state <> 'not_sent'",
        [since.attempt],
        |r| {
            let heard_on: Option<NaiveDate> = r.maybe_word("intended_on")?;
            let counts: bool = r.value("counts")?;
            let (customer, number) = (CustomerId(r.value("customer_id")?), r.word("e164")?);
            Ok(Person { customer, number, how: "attempted", heard_on: heard_on.filter(|_| counts) })
        },
    )?;
    Ok(reserved.into_iter().chain(attempted).collect())
}

/// Writes it into the restored file: the newer of two rows is the earlier file's.
pub(super) fn carry_over(db: &Db<'_>, restore: i64, since: &Since) -> Result<(), StoreError> {
    let names = since.numbers.columns.join(", ");
    let places = vec!["?"; since.numbers.columns.len()].join(", ");
    let sql = format!("INSERT OR REPLACE INTO number ({names}) VALUES ({places})");
    for values in &since.numbers.rows {
        change(db.0, &sql, params_from_iter(values))?;
    }
    let sql = "UPDATE customer SET voice_off_reason = ?3, voice_off_at = ?4, voice_off_by = ?5
               WHERE id = ?1 AND number = ?2 AND (voice_off_reason, voice_off_at, voice_off_by) IS NOT (?3, ?4, ?5)";
    for values in &since.voice_off.rows {
        change(db.0, sql, params_from_iter(values))?;
    }
    since.people.iter().try_for_each(|person| note(db, restore, person))
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
