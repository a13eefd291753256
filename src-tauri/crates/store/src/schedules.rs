//! Unsold and Sales schedules. What a schedule says stands in its steps, each of which is a campaign
//! ([`crate::campaigns::of_schedule`]); here is only that they belong together, and under which name.

use domain::{
    contact_type::ContactType,
    ids::{ScheduleId, StoreId},
};
use rusqlite::Row;

use crate::{
    Db, StoreError,
    columns::{Columns, change_one, row, rows},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    pub id: ScheduleId,
    pub store: StoreId,
    pub name: String,
    /// Sales or Unsold.
    pub contact_type: ContactType,
}

const COLUMNS: &str = "id, store_id, name, contact_type FROM schedule";

fn from_row(r: &Row<'_>) -> Result<Schedule, StoreError> {
    Ok(Schedule {
        id: ScheduleId(r.value("id")?),
        store: StoreId(r.value("store_id")?),
        name: r.value("name")?,
        contact_type: r.word("contact_type")?,
    })
}

pub fn get(db: &Db<'_>, id: ScheduleId) -> Result<Schedule, StoreError> {
    row(db.0, &format!("SELECT {COLUMNS} WHERE id = ?1"), [id.0], from_row)?.ok_or(StoreError::NotFound)
}

/// By contact type, then by name.
pub fn list(db: &Db<'_>, store: StoreId) -> Result<Vec<Schedule>, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE store_id = ?1 ORDER BY contact_type DESC, name");
    rows(db.0, &sql, [store.0], from_row)
}

/// # Errors
/// [`StoreError::AlreadyExists`] if the store has a schedule of that name.
pub fn add(db: &Db<'_>, store: StoreId, name: &str, contact_type: ContactType) -> Result<ScheduleId, StoreError> {
    row(
        db.0,
        "INSERT INTO schedule (store_id, name, contact_type) VALUES (?1, ?2, ?3)
         ON CONFLICT (store_id, name) DO NOTHING RETURNING id",
        (store.0, name, contact_type.word()),
        |r| Ok(ScheduleId(r.value("id")?)),
    )?
    .ok_or(StoreError::AlreadyExists)
}

/// # Errors
/// [`StoreError::AlreadyExists`] if the store has another schedule of that name.
pub fn rename(db: &Db<'_>, id: ScheduleId, name: &str) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM schedule s JOIN schedule mine ON mine.store_id = s.store_id AND mine.id = ?1
               WHERE s.name = ?2 AND s.id <> ?1";
    if row(db.0, sql, (id.0, name), |_| Ok(()))?.is_some() {
        return Err(StoreError::AlreadyExists);
    }
    change_one(db.0, "UPDATE schedule SET name = ?2 WHERE id = ?1", (id.0, name), "the schedule")
}

/// Its steps are dealt with before.
pub fn delete(db: &Db<'_>, id: ScheduleId) -> Result<(), StoreError> {
    change_one(db.0, "DELETE FROM schedule WHERE id = ?1", [id.0], "the schedule")
}
