//! What came of runs: the day's drops, the targets of a run, and the sums behind a report (S16).

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    contact_type::ContactType,
    disposition::Disposition,
    ids::{AttemptId, CustomerId, RunId, StoreId, TargetId, VehicleId},
    phone::{E164, PhoneKind},
    reason::Reason,
    states::{AttemptState, TargetState},
};
use rusqlite::Row;

use crate::{
    Db, StoreError,
    attempts::{self, Effect},
    columns::{Columns, day, row, rows},
    customers::NAME,
};

/// "2019 Honda CR-V"; `None` without any of the three.
pub(crate) const VEHICLE: &str =
    "nullif(trim(ifnull(v.year, '') || ' ' || ifnull(v.make, '') || ' ' || ifnull(v.model, '')), '')";

/// A drop as the live list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct DropRow {
    pub attempt: AttemptId,
    pub customer: CustomerId,
    pub name: String,
    pub vehicle: Option<String>,
    pub contact_type: ContactType,
    pub kind: PhoneKind,
    pub number: E164,
    pub at: DateTime<Utc>,
    pub state: AttemptState,
    pub disposition: Option<Disposition>,
    /// The word of a later result that says otherwise.
    pub other_result: Option<String>,
}

/// Drops of a store-local day, newest first. Those that were certainly not sent are left out.
pub fn drops_of_day(db: &Db<'_>, on: NaiveDate, limit: usize) -> Result<Vec<DropRow>, StoreError> {
    let sql = format!(
        "SELECT a.id, a.customer_id, {NAME} AS name, {VEHICLE} AS vehicle, a.contact_type, a.kind, a.e164,
                a.intended_at, a.state, a.disposition, a.other_word
         FROM attempt a JOIN customer c ON c.id = a.customer_id JOIN target t ON t.id = a.target_id
              LEFT JOIN vehicle v ON v.id = t.vehicle_id
         WHERE a.intended_on = ?1 AND a.state <> 'not_sent' ORDER BY a.id DESC LIMIT ?2"
    );
    rows(db.0, &sql, (day(on), limit as i64), |r| {
        Ok(DropRow {
            attempt: AttemptId(r.value("id")?),
            customer: CustomerId(r.value("customer_id")?),
            name: r.value("name")?,
            vehicle: r.value("vehicle")?,
            contact_type: r.word("contact_type")?,
            kind: r.word("kind")?,
            number: r.word("e164")?,
            at: r.at("intended_at")?,
            state: r.word("state")?,
            disposition: r.maybe_word("disposition")?,
            other_result: r.value("other_word")?,
        })
    })
}

/// Who a person is, for lists that have only an id.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub name: String,
    pub number: String,
    pub last_contact_at: Option<DateTime<Utc>>,
}

pub fn person(db: &Db<'_>, customer: CustomerId) -> Result<Person, StoreError> {
    let sql = format!("SELECT c.number, c.last_contact_at, {NAME} AS name FROM customer c WHERE c.id = ?1");
    row(db.0, &sql, [customer.0], |r| {
        Ok(Person {
            name: r.value("name")?,
            number: r.value("number")?,
            last_contact_at: r.maybe_at("last_contact_at")?,
        })
    })?
    .ok_or(StoreError::NotFound)
}

pub fn vehicle_title(db: &Db<'_>, vehicle: VehicleId) -> Result<Option<String>, StoreError> {
    let sql = format!("SELECT {VEHICLE} AS vehicle FROM vehicle v WHERE v.id = ?1");
    Ok(row(db.0, &sql, [vehicle.0], |r| r.value("vehicle"))?.flatten())
}

/// Makes with how many vehicles, and their models.
pub fn makes(db: &Db<'_>, store: StoreId) -> Result<Vec<(String, u32, Vec<String>)>, StoreError> {
    let models = rows(
        db.0,
        "SELECT make, model, count(*) AS many FROM vehicle
         WHERE store_id = ?1 AND owned = 1 AND make IS NOT NULL GROUP BY make, model ORDER BY make, model",
        [store.0],
        |r| Ok((r.value::<String>("make")?, r.value::<Option<String>>("model")?, r.value::<u32>("many")?)),
    )?;
    let mut makes: Vec<(String, u32, Vec<String>)> = vec![];
    for (make, model, many) in models {
        match makes.last_mut().filter(|(last, _, _)| *last == make) {
            Some((_, vehicles, models)) => {
                *vehicles += many;
                models.extend(model);
            }
            None => makes.push((make, many, model.into_iter().collect())),
        }
    }
    Ok(makes)
}

/// A customer of a run, with what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetRow {
    pub target: TargetId,
    pub position: u32,
    pub customer: CustomerId,
    pub name: String,
    pub customer_number: String,
    pub vehicle: Option<String>,
    pub kind: PhoneKind,
    pub number: E164,
    pub state: TargetState,
    pub reason: Option<Reason>,
    pub detail: Option<String>,
    pub disposition: Option<Disposition>,
    pub raw_word: Option<String>,
    /// The word of a later result that says otherwise, of any attempt at this target.
    pub other_result: Option<String>,
    pub sent_at: Option<DateTime<Utc>>,
    pub final_at: Option<DateTime<Utc>>,
    pub is_late: bool,
    /// The first day the file is back, if this drop recycled it and nothing else did since.
    pub returns_on: Option<NaiveDate>,
    /// What the result did to the number.
    pub effect: Effect,
}

fn target_row(r: &Row<'_>) -> Result<TargetRow, StoreError> {
    Ok(TargetRow {
        target: TargetId(r.value("id")?),
        position: r.value("position")?,
        customer: CustomerId(r.value("customer_id")?),
        name: r.value("name")?,
        customer_number: r.value("customer_number")?,
        vehicle: r.value("vehicle")?,
        kind: r.word("kind")?,
        number: r.word("e164")?,
        state: r.word("state")?,
        reason: r.maybe_word("reason")?,
        detail: r.value("detail")?,
        disposition: r.maybe_word("disposition")?,
        raw_word: r.value("raw_word")?,
        other_result: r.value("other_word")?,
        sent_at: r.maybe_at("intended_at")?,
        final_at: r.maybe_at("final_at")?,
        is_late: r.value("is_late")?,
        returns_on: r.maybe_word("returns_on")?,
        effect: attempts::effect_from_row(r)?,
    })
}

/// In the order of reservation, from a position on.
pub fn targets(db: &Db<'_>, run: RunId, after: u32, limit: usize) -> Result<Vec<TargetRow>, StoreError> {
    let sql = format!(
        "SELECT t.id, t.position, t.customer_id, {NAME} AS name, c.number AS customer_number, {VEHICLE} AS vehicle,
                t.kind, t.e164, t.state, t.reason, t.detail, t.disposition, t.is_late, a.raw_word, a.intended_at,
                a.final_at, a.made_block, a.made_block_until_on, a.made_rest_until_on,
                (SELECT min(date(y.recycled_on, '+' || ifnull(y.days_frozen, k.days) || ' days'))
                 FROM recycle y JOIN recycle_code k ON k.id = y.code_id WHERE y.attempt_id = a.id) AS returns_on,
                (SELECT o.other_word FROM attempt o WHERE o.target_id = t.id AND o.other_word IS NOT NULL
                 ORDER BY o.id DESC LIMIT 1) AS other_word
         FROM target t JOIN customer c ON c.id = t.customer_id
              LEFT JOIN vehicle v ON v.id = t.vehicle_id
              LEFT JOIN attempt a ON a.target_id = t.id AND a.state <> 'not_sent'
         WHERE t.run_id = ?1 AND t.position > ?2 ORDER BY t.position LIMIT ?3"
    );
    rows(db.0, &sql, (run.0, after, limit as i64), target_row)
}

/// How many targets ended with each result.
pub fn results(db: &Db<'_>, run: RunId) -> Result<Vec<(Disposition, u32)>, StoreError> {
    rows(
        db.0,
        "SELECT disposition, count(*) AS many FROM target WHERE run_id = ?1 AND disposition IS NOT NULL
         GROUP BY disposition ORDER BY many DESC, disposition",
        [run.0],
        |r| Ok((r.word("disposition")?, r.value("many")?)),
    )
}

/// How many targets were skipped or released, by reason.
pub fn reasons(db: &Db<'_>, run: RunId, state: TargetState) -> Result<Vec<(Reason, u32)>, StoreError> {
    rows(
        db.0,
        "SELECT reason, count(*) AS many FROM target WHERE run_id = ?1 AND state = ?2 AND reason IS NOT NULL
         GROUP BY reason ORDER BY many DESC, reason",
        (run.0, state.word()),
        |r| Ok((r.word("reason")?, r.value("many")?)),
    )
}

/// The smaller figures of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    pub call_backs: u32,
    pub newly_blocked: u32,
    pub newly_blocked_for_ever: u32,
    pub late_results: u32,
    /// From intent to final result, in clock milliseconds; without those that a person settled.
    pub mean_drop_ms: Option<i64>,
}

pub fn sums(db: &Db<'_>, run: RunId) -> Result<Sums, StoreError> {
    let found = row(
        db.0,
        "SELECT (SELECT count(*) FROM call_back b JOIN attempt a ON a.id = b.attempt_id WHERE a.run_id = ?1)
                    AS call_backs,
                count(*) FILTER (WHERE a.made_block = 'until') AS newly_blocked,
                count(*) FILTER (WHERE a.made_block = 'for_ever') AS for_ever,
                (SELECT count(*) FROM target t WHERE t.run_id = ?1 AND t.is_late = 1) AS late_results,
                CAST(avg(a.final_at - a.intended_at) FILTER (WHERE a.state = 'final' AND a.settled_by IS NULL) AS INTEGER) AS mean_drop_ms
         FROM attempt a WHERE a.run_id = ?1",
        [run.0],
        |r| {
            Ok(Sums {
                call_backs: r.value("call_backs")?,
                newly_blocked: r.value("newly_blocked")?,
                newly_blocked_for_ever: r.value("for_ever")?,
                late_results: r.value("late_results")?,
                mean_drop_ms: r.value("mean_drop_ms")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Numbers that are blocked until a date after `today`, and for ever.
pub fn blocked(db: &Db<'_>, today: NaiveDate) -> Result<(u32, u32), StoreError> {
    let found = row(
        db.0,
        "SELECT count(*) FILTER (WHERE blocked = 'until' AND blocked_until_on > ?1) AS until,
                count(*) FILTER (WHERE blocked = 'for_ever') AS for_ever
         FROM number WHERE blocked IS NOT NULL",
        [day(today)],
        |r| Ok((r.value("until")?, r.value("for_ever")?)),
    )?;
    Ok(found.unwrap_or_default())
}

pub fn call_backs_of_day(db: &Db<'_>, on: NaiveDate) -> Result<u32, StoreError> {
    Ok(row(db.0, "SELECT count(*) AS many FROM call_back WHERE called_on = ?1", [day(on)], |r| r.value("many"))?
        .unwrap_or(0))
}

/// A median of fewer drops says nothing about a store.
const PACE_FROM: usize = 30;
/// What lies further back says nothing about today.
const PACE_OF: i64 = 300;

/// How long a drop takes at this store, from intent to final result in clock milliseconds: the median of its latest
/// drops, without those that a person settled. `None` until there are enough of them.
pub fn pace_ms(db: &Db<'_>, store: StoreId) -> Result<Option<i64>, StoreError> {
    let mut took: Vec<i64> = rows(
        db.0,
        "SELECT final_at - intended_at AS took FROM attempt
         WHERE store_id = ?1 AND target_id IS NOT NULL AND state = 'final' AND settled_by IS NULL
         ORDER BY id DESC LIMIT ?2",
        (store.0, PACE_OF),
        |r| r.value("took"),
    )?;
    took.sort_unstable();
    Ok((took.len() >= PACE_FROM).then(|| took[took.len() / 2].max(1)))
}
