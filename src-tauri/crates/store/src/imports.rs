//! Files of a dealer system that were taken in: what they would do, doing it, and taking it back.
//!
//! A customer or an event of a file is compared with what stands on file and written at once, all of a file in one
//! transaction ([`Customers`], [`Events`]). A preview takes the same steps but for the writing, so that the two cannot
//! differ. Reading files is not done here.

mod apply;
mod changed;
mod customers;
mod events;
mod field;
mod file;
mod inserts;
mod kept;
mod moving;
mod plan;
mod present;
mod ready;
mod undo;

pub use apply::Source;
pub use customers::{Counts, Customers};
pub use events::{EventSource, Events, Fate, OnFile, Refusal, Tally};
pub use field::Field;
pub use file::{FileConsent, FileContact, FileCustomer, FilePhone, FileVehicle, Rejected, Values};
pub use ready::Ready;
pub use undo::{LEFT_MAX, Undone, undo};

use chrono::{DateTime, Utc};
use domain::{
    ids::{ImportId, StoreId},
    source::DataSource,
};
use serde::{Deserialize, Serialize};

use crate::{
    Db, StoreError,
    columns::{Columns, change, ms, row, rows},
};

/// More files than anybody looks back through; older ones stay, but are not listed.
const LIST_MAX: u32 = 200;

/// Why nothing was written, or nothing taken back.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the import was cancelled")]
    Cancelled,
    #[error("this import was taken back before")]
    AlreadyUndone,
    #[error("a newer import builds on this one")]
    NewerFirst,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a file holds, and what it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    pub rows: u32,
    pub customers: u32,
    pub vehicles: u32,
    /// Valid and without an extension, whatever stands against using them.
    pub usable_cells: u32,
    pub usable_homes: u32,
    /// Customers with Do Not Call on any row.
    pub do_not_call: u32,
    pub rejected: u32,
    pub new_customers: u32,
    pub changed_customers: u32,
    /// Of an event file.
    pub new_events: u32,
    pub changed_events: u32,
    pub same_events: u32,
    /// Of the new ones: those that may be on file already, under another number.
    pub doubtful_events: u32,
    pub encoding: String,
    pub delimiter: String,
    /// `None`: the file has no dates.
    pub date_format: Option<String>,
}

impl Summary {
    fn sentence(&self, source: DataSource) -> String {
        if source != DataSource::Customers {
            let doubtful = match self.doubtful_events {
                0 => String::new(),
                many => format!(" ({many} perhaps on file already)"),
            };
            return format!(
                "{} rows, {} rejected; {} new{doubtful}, {} changed, {} as they were; {} new customers",
                self.rows, self.rejected, self.new_events, self.changed_events, self.same_events, self.new_customers
            );
        }
        format!(
            "{} rows, {} rejected; {} customers, {} of them new and {} changed; {} vehicles; {} with Do Not Call",
            self.rows,
            self.rejected,
            self.customers,
            self.new_customers,
            self.changed_customers,
            self.vehicles,
            self.do_not_call
        )
    }
}

/// A file that was taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportRow {
    pub id: ImportId,
    pub source: DataSource,
    pub file_name: String,
    pub at: DateTime<Utc>,
    pub by: String,
    pub summary: Summary,
    pub undone_at: Option<DateTime<Utc>>,
    /// Only the newest of its source that is not undone: later files build on earlier ones.
    pub can_undo: bool,
}

/// Newest first.
pub fn list(db: &Db<'_>, store: StoreId) -> Result<Vec<ImportRow>, StoreError> {
    let newest = newest(db, store)?;
    rows(
        db.0,
        "SELECT id, source, file_name, at, by, summary, undone_at FROM import WHERE store_id = ?1 ORDER BY id DESC LIMIT ?2",
        (store.0, LIST_MAX),
        |r| {
            let id = ImportId(r.value("id")?);
            let summary: String = r.value("summary")?;
            Ok(ImportRow {
                id,
                source: r.word("source")?,
                file_name: r.value("file_name")?,
                at: r.at("at")?,
                by: r.value("by")?,
                summary: serde_json::from_str(&summary)
                    .map_err(|_| StoreError::Damaged("the summary of an import is not readable".to_owned()))?,
                undone_at: r.maybe_at("undone_at")?,
                can_undo: newest.contains(&id),
            })
        },
    )
}

/// The newest import of each source that is not undone.
fn newest(db: &Db<'_>, store: StoreId) -> Result<Vec<ImportId>, StoreError> {
    let sql = "SELECT max(id) AS id FROM import WHERE store_id = ?1 AND undone_at IS NULL GROUP BY source";
    rows(db.0, sql, [store.0], |r| Ok(ImportId(r.value("id")?)))
}

/// The newest import of a source whose file has these very bytes, if no other came after it.
pub fn is_newest_file(db: &Db<'_>, store: StoreId, source: DataSource, sha256: &str) -> Result<bool, StoreError> {
    let sql = "SELECT sha256 FROM import WHERE store_id = ?1 AND source = ?2 AND undone_at IS NULL
               ORDER BY id DESC LIMIT 1";
    let newest: Option<String> = row(db.0, sql, (store.0, source.word()), |r| r.value("sha256"))?;
    Ok(newest.as_deref() == Some(sha256))
}

/// The name of a file that was taken in.
pub fn file_name(db: &Db<'_>, store: StoreId, id: ImportId) -> Result<String, StoreError> {
    let sql = "SELECT file_name FROM import WHERE id = ?1 AND store_id = ?2";
    row(db.0, sql, (id.0, store.0), |r| r.value("file_name"))?.ok_or(StoreError::NotFound)
}

/// The rejected rows of a file, in the order of their lines.
pub fn each_rejected<E: From<StoreError>>(
    db: &Db<'_>,
    store: StoreId,
    id: ImportId,
    mut take: impl FnMut(Rejected) -> Result<(), E>,
) -> Result<(), E> {
    file_name(db, store, id)?;
    let sql = "SELECT line, reason, text FROM import_rejected WHERE import_id = ?1 ORDER BY line";
    let mut statement = db.0.prepare_cached(sql).map_err(StoreError::from)?;
    let mut rows = statement.query([id.0]).map_err(StoreError::from)?;
    while let Some(r) = rows.next().map_err(StoreError::from)? {
        take(Rejected { line: r.value("line")?, reason: r.value("reason")?, text: r.value("text")? })?;
    }
    Ok(())
}

/// What a person said of files with the same columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The columns' names; empty if they were not kept.
    pub header: Vec<String>,
    /// One per column: the word of a field, or `None` for a column that is left out.
    pub fields: Vec<Option<String>>,
    pub date_format: Option<String>,
}

pub fn mapping(db: &Db<'_>, source: DataSource, fingerprint: &str) -> Result<Option<Mapping>, StoreError> {
    let sql = "SELECT header, mapping, date_format FROM import_mapping WHERE source = ?1 AND fingerprint = ?2";
    row(db.0, sql, (source.word(), fingerprint), mapping_from_row)
}

/// The mapping with which a file of this source was taken in last, and the fingerprint of its header.
pub fn newest_mapping(db: &Db<'_>, source: DataSource) -> Result<Option<(String, Mapping)>, StoreError> {
    let sql = "SELECT * FROM import_mapping WHERE source = ?1 ORDER BY saved_at DESC, fingerprint LIMIT 1";
    row(db.0, sql, [source.word()], |r| Ok((r.value("fingerprint")?, mapping_from_row(r)?)))
}

fn mapping_from_row(r: &rusqlite::Row<'_>) -> Result<Mapping, StoreError> {
    let damaged = |_| StoreError::Damaged("a remembered mapping is not readable".to_owned());
    let (header, fields): (String, String) = (r.value("header")?, r.value("mapping")?);
    Ok(Mapping {
        header: serde_json::from_str(&header).map_err(damaged)?,
        fields: serde_json::from_str(&fields).map_err(damaged)?,
        date_format: r.value("date_format")?,
    })
}

pub fn save_mapping(
    db: &Db<'_>,
    source: DataSource,
    fingerprint: &str,
    mapping: &Mapping,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO import_mapping (source, fingerprint, header, mapping, date_format, saved_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (source, fingerprint) DO UPDATE SET header = excluded.header, mapping = excluded.mapping,
            date_format = excluded.date_format, saved_at = excluded.saved_at",
        (
            source.word(),
            fingerprint,
            changed::json(&mapping.header)?,
            changed::json(&mapping.fields)?,
            &mapping.date_format,
            ms(now),
        ),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
