//! Recycle codes and the files that are out on them (S10, S11, P8).

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    contact_type::ContactType,
    ids::{AttemptId, CodeId, CustomerId, MatterId, StoreId, VehicleId},
    recycle::{VOICE_DROP_CODE, VOICE_DROP_DAYS},
};
use rusqlite::{Row, named_params};

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, day, ms, row, rows},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    pub id: CodeId,
    pub store: StoreId,
    pub contact_type: ContactType,
    pub name: String,
    pub days: u16,
    pub active: bool,
    pub productive: bool,
    /// Made by the first run of its contact type; cannot be deleted, renamed or picked by hand.
    pub is_voice_drop: bool,
    pub made_at: DateTime<Utc>,
}

const COLUMNS: &str =
    "id, store_id, contact_type, name, days, active, productive, is_voice_drop, made_at FROM recycle_code";

fn from_row(r: &Row<'_>) -> Result<Code, StoreError> {
    Ok(Code {
        id: CodeId(r.value("id")?),
        store: StoreId(r.value("store_id")?),
        contact_type: r.word("contact_type")?,
        name: r.value("name")?,
        days: r.value("days")?,
        active: r.value("active")?,
        productive: r.value("productive")?,
        is_voice_drop: r.value("is_voice_drop")?,
        made_at: r.at("made_at")?,
    })
}

pub fn get(db: &Db<'_>, id: CodeId) -> Result<Code, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE id = ?1 AND deleted_at IS NULL");
    row(db.0, &sql, [id.0], from_row)?.ok_or(StoreError::NotFound)
}

/// Active ones first, then by name.
pub fn list(db: &Db<'_>, store: StoreId) -> Result<Vec<Code>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE store_id = ?1 AND deleted_at IS NULL
         ORDER BY contact_type, active DESC, is_voice_drop DESC, name"
    );
    rows(db.0, &sql, [store.0], from_row)
}

pub fn voice_drop(db: &Db<'_>, store: StoreId, contact_type: ContactType) -> Result<Option<Code>, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE store_id = ?1 AND contact_type = ?2 AND is_voice_drop = 1");
    row(db.0, &sql, (store.0, contact_type.word()), from_row)
}

/// The code of this contact type; comes into being when its first run starts (S11).
pub fn voice_drop_or_make(
    db: &Db<'_>,
    store: StoreId,
    contact_type: ContactType,
    now: DateTime<Utc>,
) -> Result<Code, StoreError> {
    change(
        db.0,
        "INSERT OR IGNORE INTO recycle_code (store_id, contact_type, name, days, active, productive, is_voice_drop,
                                             made_at)
         VALUES (?1, ?2, ?3, ?4, 1, 0, 1, ?5)",
        (store.0, contact_type.word(), VOICE_DROP_CODE, VOICE_DROP_DAYS, ms(now)),
    )?;
    voice_drop(db, store, contact_type)?.ok_or(StoreError::NotFound)
}

pub fn add(db: &Db<'_>, code: &Code) -> Result<CodeId, StoreError> {
    row(
        db.0,
        "INSERT INTO recycle_code (store_id, contact_type, name, days, active, productive, is_voice_drop, made_at)
         VALUES (:store, :type, :name, :days, :active, :productive, 0, :at)
         ON CONFLICT (store_id, contact_type, name) DO NOTHING RETURNING id",
        named_params! {":store": code.store.0, ":type": code.contact_type.word(), ":name": code.name,
        ":days": code.days, ":active": code.active, ":productive": code.productive, ":at": ms(code.made_at)},
        |r| Ok(CodeId(r.value("id")?)),
    )?
    .ok_or(StoreError::AlreadyExists)
}

pub fn save(db: &Db<'_>, code: &Code) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE recycle_code SET name = ?2, days = ?3, active = ?4, productive = ?5 WHERE id = ?1",
        (code.id.0, &code.name, code.days, code.active, code.productive),
        "the recycle code",
    )
}

/// Keeps the return dates of the files that are out as they are: for a change of days "from now on", and before a
/// code is deleted.
pub fn freeze_days(db: &Db<'_>, id: CodeId, days: u16) -> Result<usize, StoreError> {
    change(db.0, "UPDATE recycle SET days_frozen = ?2 WHERE code_id = ?1 AND days_frozen IS NULL", (id.0, days))
}

/// Lets the files that are out follow the code again: for a change that also binds those already out.
pub fn unfreeze_days(db: &Db<'_>, id: CodeId) -> Result<usize, StoreError> {
    change(db.0, "UPDATE recycle SET days_frozen = NULL WHERE code_id = ?1 AND days_frozen IS NOT NULL", [id.0])
}

/// Contact History keeps its name; nothing new can use it.
pub fn delete(db: &Db<'_>, id: CodeId, now: DateTime<Utc>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE recycle_code SET deleted_at = ?2, active = 0, name = name || ' (deleted ' || id || ')' WHERE id = ?1",
        (id.0, ms(now)),
        "the recycle code",
    )
}

/// What a recycle puts out: a vehicle; for types about one event, that event; with neither, the customer (S10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct File {
    pub vehicle: Option<VehicleId>,
    pub matter: Option<MatterId>,
}

impl File {
    pub fn customer() -> Self {
        Self::default()
    }

    pub fn vehicle(vehicle: VehicleId) -> Self {
        Self { vehicle: Some(vehicle), matter: None }
    }

    pub fn matter(matter: MatterId) -> Self {
        Self { vehicle: None, matter: Some(matter) }
    }
}

/// Puts a file out: what is stored is the date and the code. A late result does not undo what was recorded since.
pub fn record(
    db: &Db<'_>,
    customer: CustomerId,
    file: File,
    code: &Code,
    on: NaiveDate,
    attempt: Option<AttemptId>,
) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO recycle (customer_id, vehicle_id, matter_id, contact_type, code_id, recycled_on, attempt_id)
         VALUES (:customer, :vehicle, :matter, :type, :code, :on, :attempt)
         ON CONFLICT (customer_id, ifnull(vehicle_id, 0), contact_type, ifnull(matter_id, 0)) DO UPDATE SET code_id = excluded.code_id,
            recycled_on = excluded.recycled_on, days_frozen = NULL, attempt_id = excluded.attempt_id
            WHERE excluded.recycled_on >= recycle.recycled_on",
        named_params! {":customer": customer.0, ":vehicle": file.vehicle.map(|v| v.0), ":matter": file.matter.map(|m| m.0),
        ":type": code.contact_type.word(), ":code": code.id.0, ":on": day(on),
        ":attempt": attempt.map(|a| a.0)},
    )?;
    Ok(())
}
