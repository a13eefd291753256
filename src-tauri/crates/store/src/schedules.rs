//! Unsold and Sales schedules. What a schedule says stands in its steps, each of which is a campaign; here is only that
//! they belong together, and under which name.

use domain::{
    contact_type::ContactType,
    ids::{ScheduleId, StoreId},
};

use crate::{
    Db, StoreError,
    columns::{Columns, row},
};

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
