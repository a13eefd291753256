//! Do Not Call of customers who are not on file, because an undo took them off it or because the row that said so could
//! not be taken: whoever comes, by whatever file, comes barred (P13). It is kept by the dealer system's number.

use chrono::{DateTime, Utc};
use domain::ids::{CustomerId, StoreId};
use rusqlite::named_params;

use crate::{
    Db, StoreError,
    columns::{Columns, change, ms, row},
};

/// Keeps it of a customer who is about to go; a person's switch is no Do Not Call and goes with them.
pub(super) fn keep(db: &Db<'_>, store: StoreId, id: CustomerId) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT OR REPLACE INTO voice_off_kept (store_id, number, reason, at)
         SELECT :store, number, voice_off_reason, voice_off_at FROM customer
         WHERE id = :id AND voice_off_at IS NOT NULL AND voice_off_by IS NULL",
        named_params! {":store": store.0, ":id": id.0},
    )?;
    Ok(())
}

/// Keeps it of a customer who was never on file; what was said first stands.
pub(super) fn keep_for(
    db: &Db<'_>,
    store: StoreId,
    number: &str,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO voice_off_kept (store_id, number, reason, at) VALUES (?1, ?2, ?3, ?4)";
    change(db.0, sql, (store.0, number, reason, ms(at)))?;
    Ok(())
}

/// Why and since when the customer of this number was barred. Asking ends the keeping: from here on it stands with the
/// customer.
pub(super) fn take(db: &Db<'_>, store: StoreId, number: &str) -> Result<Option<(String, DateTime<Utc>)>, StoreError> {
    let sql = "DELETE FROM voice_off_kept WHERE store_id = ?1 AND number = ?2 RETURNING reason, at";
    row(db.0, sql, (store.0, number), |r| Ok((r.value("reason")?, r.at("at")?)))
}
