//! The switches of a vehicle (P9): a VIN is on or off for each contact type, and owned or not.

use chrono::{DateTime, Utc};
use domain::{
    contact_type::ContactType,
    ids::{CustomerId, StoreId, VehicleId},
};

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, ms, rows},
    customers::Off,
};

/// A vehicle that is off for a contact type.
#[derive(Clone, Debug, PartialEq)]
pub struct TurnOff {
    pub vehicle: VehicleId,
    pub contact_type: ContactType,
    pub off: Off,
}

pub fn of_customer(db: &Db<'_>, customer: CustomerId) -> Result<Vec<TurnOff>, StoreError> {
    rows(
        db.0,
        "SELECT t.* FROM vehicle v JOIN turn_off t ON t.vehicle_id = v.id
         WHERE v.customer_id = ?1 ORDER BY t.vehicle_id, t.contact_type",
        [customer.0],
        |r| {
            Ok(TurnOff {
                vehicle: VehicleId(r.value("vehicle_id")?),
                contact_type: r.word("contact_type")?,
                off: Off { reason: r.value("reason")?, at: r.maybe_at("at")?, by: r.value("by")? },
            })
        },
    )
}

/// Turns a VIN off for a contact type. What is off already keeps its reason: false then.
pub fn turn_off(
    db: &Db<'_>,
    vehicle: VehicleId,
    contact_type: ContactType,
    by: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = change(
        db.0,
        "INSERT OR IGNORE INTO turn_off (vehicle_id, contact_type, reason, at, by) VALUES (?1, ?2, ?3, ?4, ?5)",
        (vehicle.0, contact_type.word(), reason, ms(now), by),
    )?;
    Ok(added == 1)
}

/// Turns a VIN on again; false if it was on.
pub fn turn_on(db: &Db<'_>, vehicle: VehicleId, contact_type: ContactType) -> Result<bool, StoreError> {
    let sql = "DELETE FROM turn_off WHERE vehicle_id = ?1 AND contact_type = ?2";
    Ok(change(db.0, sql, (vehicle.0, contact_type.word()))? == 1)
}

/// Sold or traded: the VIN counts for nothing any more.
pub fn set_not_owned(
    db: &Db<'_>,
    vehicle: VehicleId,
    by: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE vehicle SET owned = 0, owns_off_reason = ?2, owns_off_by = ?3, owns_off_at = ?4 WHERE id = ?1",
        (vehicle.0, reason, by, ms(now)),
        "the vehicle",
    )
}

/// The customer has it after all. What was turned off for it stays off.
pub fn set_owned(db: &Db<'_>, vehicle: VehicleId) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE vehicle SET owned = 1, owns_off_reason = NULL, owns_off_by = NULL, owns_off_at = NULL WHERE id = ?1",
        [vehicle.0],
        "the vehicle",
    )
}

const USUAL: &str = "SELECT t.reason FROM vehicle v JOIN turn_off t ON t.vehicle_id = v.id
    WHERE v.store_id = ?1 GROUP BY t.reason ORDER BY count(*) DESC, t.reason LIMIT ?2";
const USUAL_OWNS: &str = "SELECT owns_off_reason AS reason FROM vehicle
    WHERE store_id = ?1 AND owned = 0 AND owns_off_reason IS NOT NULL
    GROUP BY owns_off_reason ORDER BY count(*) DESC, owns_off_reason LIMIT ?2";

/// The reasons that this store gives most often for a turn-off. Reads every turn-off of the store: they are few.
pub fn usual_reasons(db: &Db<'_>, store: StoreId, limit: usize) -> Result<Vec<String>, StoreError> {
    rows(db.0, USUAL, (store.0, limit as i64), |r| r.value("reason"))
}

/// The same for vehicles that are not owned any more.
pub fn usual_owns_reasons(db: &Db<'_>, store: StoreId, limit: usize) -> Result<Vec<String>, StoreError> {
    rows(db.0, USUAL_OWNS, (store.0, limit as i64), |r| r.value("reason"))
}
