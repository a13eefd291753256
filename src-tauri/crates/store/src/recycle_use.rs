//! How often recycle codes are used, and whom a change of days would move (S11, P8).

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{CodeId, StoreId},
    recycle::Recycled,
};
use rusqlite::{Row, named_params};

use crate::{
    Db, StoreError,
    columns::{Columns, change, day, row, rows},
};

/// What Recycle Setup shows of a code's use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    pub times: u32,
    pub last_at: Option<DateTime<Utc>>,
}

fn from_row(r: &Row<'_>) -> Result<Use, StoreError> {
    Ok(Use { times: r.value("times")?, last_at: r.maybe_at("last_at")? })
}

const OF_STORE: &str = "SELECT k.id, count(h.id) AS times, max(h.started_at) AS last_at
    FROM recycle_code k LEFT JOIN contact h ON h.code_id = k.id
    WHERE k.store_id = ?1 GROUP BY k.id";

/// Use of every code of a store, counted now.
pub fn of_store(db: &Db<'_>, store: StoreId) -> Result<HashMap<CodeId, Use>, StoreError> {
    let counted = rows(db.0, OF_STORE, [store.0], |r| Ok((CodeId(r.value("id")?), from_row(r)?)))?;
    Ok(counted.into_iter().collect())
}

/// Use of one code, counted now: the check before it is deleted.
pub fn of_code(db: &Db<'_>, code: CodeId) -> Result<Use, StoreError> {
    let sql = "SELECT count(*) AS times, max(started_at) AS last_at FROM contact WHERE code_id = ?1";
    Ok(row(db.0, sql, [code.0], from_row)?.unwrap_or_default())
}

/// Whom new days of a code would move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Customers out on this code whose return date would be another.
    pub customers: u32,
    /// Those of them who would be back at once.
    pub back_today: u32,
}

/// What `new_days` would do to the files that are out on `today`. `code_days` are those of the code now.
pub fn moved_by(
    db: &Db<'_>,
    code: CodeId,
    code_days: u16,
    new_days: u16,
    today: NaiveDate,
) -> Result<Moved, StoreError> {
    let sql = "SELECT customer_id, recycled_on, ifnull(days_frozen, ?2) AS days FROM recycle WHERE code_id = ?1
               ORDER BY customer_id";
    let files = rows(db.0, sql, (code.0, code_days), |r| {
        let file = Recycled { on: r.word("recycled_on")?, days: r.value("days")? };
        Ok((r.value::<i64>("customer_id")?, file))
    })?;
    let mut moved = Moved::default();
    for customer in files.chunk_by(|a, b| a.0 == b.0) {
        let moving = customer.iter().map(|(_, file)| file).filter(|file| file.is_out(today) && file.days != new_days);
        let after: Vec<_> = moving.map(|file| Recycled { days: new_days, ..*file }).collect();
        moved.customers += u32::from(!after.is_empty());
        moved.back_today += u32::from(after.iter().any(|file| !file.is_out(today)));
    }
    Ok(moved)
}

/// Before the code's days change for those out, too: whoever is out follows the code, whoever is back stays back.
pub fn let_those_out_follow(db: &Db<'_>, code: CodeId, code_days: u16, today: NaiveDate) -> Result<(), StoreError> {
    change(
        db.0,
        "UPDATE recycle SET days_frozen = iif(
            date(recycled_on, '+' || ifnull(days_frozen, :days) || ' days') > :today, NULL, ifnull(days_frozen, :days))
         WHERE code_id = :code",
        named_params! {":code": code.0, ":days": code_days, ":today": day(today)},
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[test]
    fn use_is_counted_along_an_index() {
        let plan = Store::in_memory().expect("memory").explain(OF_STORE).expect("plan").join("\n");
        assert!(plan.contains("contact_by_code"), "{plan}");
    }
}
