//! Who changed what (P11). Rows are only ever added.

use chrono::{DateTime, Utc};

use crate::{
    Db, StoreError,
    columns::{Columns, change, ms, rows},
};

#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub who: String,
    pub what: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// What is written down: in words, with the old and the new value.
pub struct Change<'a> {
    pub who: &'a str,
    pub what: &'a str,
    pub old: Option<&'a str>,
    pub new: Option<&'a str>,
}

pub fn add(db: &Db<'_>, at: DateTime<Utc>, entry: &Change<'_>) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO audit (at, who, what, old, new) VALUES (?1, ?2, ?3, ?4, ?5)",
        (ms(at), entry.who, entry.what, entry.old, entry.new),
    )?;
    Ok(())
}

/// Newest first.
pub fn page(db: &Db<'_>, before: Option<i64>, limit: usize) -> Result<Vec<AuditRow>, StoreError> {
    rows(
        db.0,
        "SELECT * FROM audit WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
        (before.unwrap_or(i64::MAX), limit as i64),
        |r| {
            Ok(AuditRow {
                id: r.value("id")?,
                at: r.at("at")?,
                who: r.value("who")?,
                what: r.value("what")?,
                old: r.value("old")?,
                new: r.value("new")?,
            })
        },
    )
}
