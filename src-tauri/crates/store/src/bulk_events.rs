//! Single events written whole, with every column of their tables, for files that the program fills itself: the sample
//! dealership, and the store of a million customers that the bench looks at. No import brought them: one goes through its
//! own module, which remembers what it changed.
//!
//! Each writer is one prepared statement with positional values, and no date is formatted on the heap: millions of rows
//! are written here.

mod rows;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use domain::{facts::Counter, ids::MatterId};
use rusqlite::{
    ToSql, params,
    types::{ToSqlOutput, ValueRef},
};

use crate::{Db, StoreError, columns::ms};

pub use rows::{
    DealKind, DeclinedKind, NewAppointment, NewDeal, NewDeclinedWork, NewInspection, NewListEntry, NewPartsOrder,
    NewRecall, NewRepairOrder, NewTrafficEntry, Of, RecallOutcome,
};

pub fn add_appointment(db: &Db<'_>, of: &Of<'_>, new: &NewAppointment<'_>) -> Result<MatterId, StoreError> {
    insert(
        db,
        "INSERT INTO appointment (store_id, customer_id, vehicle_id, source_key, appointment_on, at_local, booked_on,
            state, team, advisor, services)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            of.store.0,
            of.customer.0,
            of.vehicle.map(|vehicle| vehicle.0),
            of.key,
            Day::of(new.on),
            new.at_local.map(Time::of),
            new.booked_on.map(Day::of),
            new.state.word(),
            new.team,
            new.advisor,
            new.services,
        ],
    )
}

pub fn add_repair_order(db: &Db<'_>, of: &Of<'_>, new: &NewRepairOrder<'_>) -> Result<MatterId, StoreError> {
    insert(
        db,
        "INSERT INTO repair_order (store_id, customer_id, vehicle_id, source_key, opened_on, closed_on, pay, opcodes,
            advisor, technician, odometer, amount_cents)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            of.store.0,
            of.customer.0,
            of.vehicle.map(|vehicle| vehicle.0),
            of.key,
            Day::of(new.opened_on),
            new.closed_on.map(Day::of),
            new.pay.word(),
            between_bars(new.opcodes),
            new.advisor,
            new.technician,
            new.odometer,
            new.amount_cents,
        ],
    )
}

pub fn add_parts_order(db: &Db<'_>, of: &Of<'_>, new: &NewPartsOrder<'_>) -> Result<MatterId, StoreError> {
    insert(
        db,
        "INSERT INTO parts_order (store_id, customer_id, vehicle_id, source_key, ordered_on, arrived_on, is_open, parts,
            counter, amount_cents)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            of.store.0,
            of.customer.0,
            of.vehicle.map(|vehicle| vehicle.0),
            of.key,
            new.ordered_on.map(Day::of),
            new.arrived_on.map(Day::of),
            new.is_open,
            new.parts,
            new.counter.map(Counter::word),
            new.amount_cents,
        ],
    )
}

pub fn add_recall(db: &Db<'_>, of: &Of<'_>, new: &NewRecall<'_>) -> Result<MatterId, StoreError> {
    insert(
        db,
        "INSERT INTO recall (store_id, customer_id, vehicle_id, source_key, campaign, title, opened_on, is_open,
            has_remedy, outcome)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            of.store.0,
            of.customer.0,
            of.vehicle.map(|vehicle| vehicle.0),
            of.key,
            new.campaign,
            new.title,
            new.opened_on.map(Day::of),
            new.is_open,
            new.has_remedy,
            new.outcome.map(RecallOutcome::word),
        ],
    )
}

pub fn add_inspection(db: &Db<'_>, of: &Of<'_>, new: &NewInspection<'_>) -> Result<MatterId, StoreError> {
    insert(
        db,
        "INSERT INTO inspection (store_id, customer_id, vehicle_id, source_key, due_on, name)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![of.store.0, of.customer.0, of.vehicle.map(|vehicle| vehicle.0), of.key, Day::of(new.due_on), new.name,],
    )
}

pub fn add_declined_work(db: &Db<'_>, of: &Of<'_>, new: &NewDeclinedWork<'_>) -> Result<MatterId, StoreError> {
    insert(
        db,
        "INSERT INTO declined_work (store_id, customer_id, vehicle_id, source_key, declined_on, due_on, is_open, kind,
            services, ro_number, amount_cents)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            of.store.0,
            of.customer.0,
            of.vehicle.map(|vehicle| vehicle.0),
            of.key,
            new.declined_on.map(Day::of),
            Day::of(new.due_on),
            new.is_open,
            new.kind.map(DeclinedKind::word),
            new.services,
            new.ro_number,
            new.amount_cents,
        ],
    )
}

pub fn add_deal(db: &Db<'_>, of: &Of<'_>, new: &NewDeal<'_>) -> Result<MatterId, StoreError> {
    insert(
        db,
        "INSERT INTO deal (store_id, customer_id, vehicle_id, source_key, sold_on, delivered_on, is_unwound, kind,
            salesperson, amount_cents, ends_on)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            of.store.0,
            of.customer.0,
            of.vehicle.map(|vehicle| vehicle.0),
            of.key,
            Day::of(new.sold_on),
            new.delivered_on.map(Day::of),
            new.is_unwound,
            new.kind.map(DealKind::word),
            new.salesperson,
            new.amount_cents,
            new.ends_on.map(Day::of),
        ],
    )
}

pub fn add_traffic_entry(db: &Db<'_>, of: &Of<'_>, new: &NewTrafficEntry<'_>) -> Result<MatterId, StoreError> {
    insert(
        db,
        "INSERT INTO traffic_entry (store_id, customer_id, vehicle_id, source_key, entered_at, entered_on, status,
            traffic_type, lost_reason, follow_up_on, appointment_on, is_lead, salesperson, interest, lead_source,
            comment)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            of.store.0,
            of.customer.0,
            of.vehicle.map(|vehicle| vehicle.0),
            of.key,
            ms(new.entered_at),
            Day::of(new.entered_on),
            new.status,
            new.traffic_type,
            new.lost_reason,
            new.follow_up_on.map(Day::of),
            new.appointment_on.map(Day::of),
            new.is_lead,
            new.salesperson,
            new.interest,
            new.lead_source,
            new.comment,
        ],
    )
}

pub fn add_list_entry(db: &Db<'_>, of: &Of<'_>, new: &NewListEntry<'_>) -> Result<MatterId, StoreError> {
    insert(
        db,
        "INSERT INTO list_entry (store_id, customer_id, vehicle_id, source_key, list, listed_on, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            of.store.0,
            of.customer.0,
            of.vehicle.map(|vehicle| vehicle.0),
            of.key,
            new.list,
            Day::of(new.listed_on),
            new.note,
        ],
    )
}

fn insert(db: &Db<'_>, sql: &str, values: &[&dyn ToSql]) -> Result<MatterId, StoreError> {
    db.0.prepare_cached(sql)?.execute(values)?;
    Ok(MatterId(db.0.last_insert_rowid()))
}

/// `|LOF|BRK|`; `None` for an order without an opcode.
fn between_bars(opcodes: &[&str]) -> Option<String> {
    if opcodes.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(opcodes.iter().map(|code| code.len() + 1).sum::<usize>() + 1);
    text.push('|');
    for code in opcodes {
        text.push_str(code);
        text.push('|');
    }
    Some(text)
}

/// A date as it stands in a column, `2026-11-24`. Years beyond four digits do not sort as text and are no dates of a
/// dealership; they are written as the last or first that do.
struct Day([u8; 10]);

impl Day {
    fn of(on: NaiveDate) -> Self {
        let year = on.year().clamp(0, 9_999);
        let mut text = *b"0000-00-00";
        put(&mut text[..4], year.unsigned_abs());
        put(&mut text[5..7], on.month());
        put(&mut text[8..], on.day());
        Self(text)
    }
}

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(&self.0)))
    }
}

/// A wall time as it stands in a column, `09:30:00`.
struct Time([u8; 8]);

impl Time {
    fn of(local: NaiveTime) -> Self {
        let mut text = *b"00:00:00";
        put(&mut text[..2], local.hour());
        put(&mut text[3..5], local.minute());
        put(&mut text[6..], local.second());
        Self(text)
    }
}

impl ToSql for Time {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(&self.0)))
    }
}

/// Writes a number in as many digits as there is room.
fn put(digits: &mut [u8], mut value: u32) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

#[cfg(test)]
mod tests;
