//! Folders whose new files are taken in by themselves.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    ids::{StoreId, WatchId},
    source::DataSource,
};
use rusqlite::Row;

use crate::{
    Db, StoreError, audit,
    columns::{Columns, change, change_one, ms, row, rows},
};

/// A watched folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    pub id: WatchId,
    pub source: DataSource,
    pub folder: String,
    /// Which files of it, as in `ro*.csv`; empty: all.
    pub names: String,
    /// The columns by which it takes files in; `None`: leads in ADF, which have none.
    pub fingerprint: Option<String>,
    /// `None` until the first look.
    pub looked_at: Option<DateTime<Utc>>,
    pub last_file: Option<String>,
    pub last_at: Option<DateTime<Utc>>,
    /// What came of the last file, as a sentence.
    pub last_outcome: Option<String>,
    pub problem: Option<Problem>,
}

/// A red mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    /// The file it is about.
    pub file: Option<String>,
    pub sentence: String,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// A file has other columns than its mapping: nothing is taken in until a person says to go on.
    Columns,
    /// A file cannot be read: the same.
    File,
    /// The folder cannot be read; goes by itself when it can be again.
    Folder,
}

impl ProblemKind {
    fn word(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::File => "file",
            Self::Folder => "folder",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Columns, Self::File, Self::Folder].into_iter().find(|kind| kind.word() == word)
    }

    /// Nothing more is taken in until a person has looked at it.
    pub fn needs_person(self) -> bool {
        !matches!(self, Self::Folder)
    }
}

/// How a file lay there when it was seen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: u64,
    pub modified_at: i64,
}

fn from_row(r: &Row<'_>) -> Result<Watch, StoreError> {
    let problem: Option<String> = r.value("problem")?;
    let kind: Option<String> = r.value("problem_kind")?;
    let kind = kind.as_deref().and_then(ProblemKind::from_word);
    let at = r.maybe_at("problem_at")?;
    let problem = match (problem, kind, at) {
        (Some(sentence), Some(kind), Some(at)) => Some(Problem { kind, file: r.value("problem_file")?, sentence, at }),
        _ => None,
    };
    Ok(Watch {
        id: WatchId(r.value("id")?),
        source: r.word("source")?,
        folder: r.value("folder")?,
        names: r.value("names")?,
        fingerprint: r.value("fingerprint")?,
        looked_at: r.maybe_at("looked_at")?,
        last_file: r.value("last_file")?,
        last_at: r.maybe_at("last_at")?,
        last_outcome: r.value("last_outcome")?,
        problem,
    })
}

/// In the order in which they were made.
pub fn list(db: &Db<'_>, store: StoreId) -> Result<Vec<Watch>, StoreError> {
    rows(db.0, "SELECT * FROM watch WHERE store_id = ?1 ORDER BY id", [store.0], from_row)
}

/// # Errors
/// [`StoreError::NotFound`].
pub fn get(db: &Db<'_>, store: StoreId, id: WatchId) -> Result<Watch, StoreError> {
    let sql = "SELECT * FROM watch WHERE id = ?1 AND store_id = ?2";
    row(db.0, sql, (id.0, store.0), from_row)?.ok_or(StoreError::NotFound)
}

/// What a person says of a folder.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub source: DataSource,
    pub folder: &'a str,
    pub names: &'a str,
    pub fingerprint: Option<&'a str>,
}

impl Wanted<'_> {
    fn words(&self) -> String {
        let Self { source, folder, names, .. } = self;
        let names = if names.is_empty() { "every file" } else { names };
        format!("{}: {names} in {folder}", source.title())
    }
}

fn words(watch: &Watch) -> String {
    let Watch { source, folder, names, .. } = watch;
    Wanted { source: *source, folder, names, fingerprint: None }.words()
}

/// Adds a folder, or changes one; a changed one starts anew, with a first look.
///
/// # Errors
/// [`StoreError::AlreadyExists`] if the same files are watched for the same source; [`StoreError::NotFound`].
pub fn save(
    db: &Db<'_>,
    store: StoreId,
    id: Option<WatchId>,
    wanted: &Wanted<'_>,
    who: &str,
    now: DateTime<Utc>,
) -> Result<WatchId, StoreError> {
    let Wanted { source, folder, names, fingerprint } = *wanted;
    let sql = "SELECT id FROM watch WHERE store_id = ?1 AND source = ?2 AND folder = ?3 AND names = ?4";
    let same = row(db.0, sql, (store.0, source.word(), folder, names), |r| Ok(WatchId(r.value("id")?)))?;
    if same.is_some() && same != id {
        return Err(StoreError::AlreadyExists);
    }
    let before = id.map(|id| get(db, store, id)).transpose()?;
    let saved = match id {
        None => row(
            db.0,
            "INSERT INTO watch (store_id, source, folder, names, fingerprint, made_at, made_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
            (store.0, source.word(), folder, names, fingerprint, ms(now), who),
            |r| Ok(WatchId(r.value("id")?)),
        )?
        .ok_or(StoreError::NotFound)?,
        Some(id) => {
            change_one(
                db.0,
                "UPDATE watch SET source = ?2, folder = ?3, names = ?4, fingerprint = ?5, looked_at = NULL,
                    problem = NULL, problem_at = NULL, problem_kind = NULL, problem_file = NULL WHERE id = ?1",
                (id.0, source.word(), folder, names, fingerprint),
                "the watched folder",
            )?;
            change(db.0, "DELETE FROM watch_file WHERE watch_id = ?1", [id.0])?;
            id
        }
    };
    let (old, new) = (before.as_ref().map(words), wanted.words());
    let entry = audit::Change { who, what: "Watched folder", old: old.as_deref(), new: Some(&new) };
    audit::add(db, now, &entry)?;
    Ok(saved)
}

/// Watches it no more; what was taken in stays.
pub fn remove(db: &Db<'_>, store: StoreId, id: WatchId, who: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let old = words(&get(db, store, id)?);
    change_one(db.0, "DELETE FROM watch WHERE id = ?1", [id.0], "the watched folder")?;
    audit::add(db, now, &audit::Change { who, what: "Watched folder", old: Some(&old), new: None })
}

/// A person has looked at it: files are taken in again, by these columns.
pub fn go_on(
    db: &Db<'_>,
    store: StoreId,
    id: WatchId,
    fingerprint: Option<&str>,
    who: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let watch = get(db, store, id)?;
    clear(db, id)?;
    let sql = "UPDATE watch SET fingerprint = ?2 WHERE id = ?1";
    change_one(db.0, sql, (id.0, fingerprint), "the watched folder")?;
    let old = watch.problem.map(|problem| problem.sentence);
    let what = format!("Watched folder goes on ({})", watch.source.title());
    audit::add(db, now, &audit::Change { who, what: &what, old: old.as_deref(), new: None })
}

/// Takes the red mark away.
pub fn clear(db: &Db<'_>, id: WatchId) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE watch SET problem = NULL, problem_at = NULL, problem_kind = NULL, problem_file = NULL WHERE id = ?1",
        [id.0],
        "the watched folder",
    )
}

/// Sets the red mark.
pub fn stop(db: &Db<'_>, id: WatchId, problem: &Problem) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE watch SET problem = ?2, problem_at = ?3, problem_kind = ?4, problem_file = ?5 WHERE id = ?1",
        (id.0, &problem.sentence, ms(problem.at), problem.kind.word(), &problem.file),
        "the watched folder",
    )
}

/// The files that were seen to.
pub fn seen(db: &Db<'_>, id: WatchId) -> Result<BTreeMap<String, Stamp>, StoreError> {
    let sql = "SELECT name, bytes, modified_at FROM watch_file WHERE watch_id = ?1";
    let found = rows(db.0, sql, [id.0], |r| {
        let bytes: i64 = r.value("bytes")?;
        Ok((r.value("name")?, Stamp { bytes: bytes.unsigned_abs(), modified_at: r.value("modified_at")? }))
    })?;
    Ok(found.into_iter().collect())
}

/// A file is seen to: it is looked at again when it changes.
pub fn saw(db: &Db<'_>, id: WatchId, name: &str, stamp: Stamp) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO watch_file (watch_id, name, bytes, modified_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (watch_id, name) DO UPDATE SET bytes = excluded.bytes, modified_at = excluded.modified_at",
        (id.0, name, i64::try_from(stamp.bytes).unwrap_or(i64::MAX), stamp.modified_at),
    )?;
    Ok(())
}

pub fn looked(db: &Db<'_>, id: WatchId, now: DateTime<Utc>) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE watch SET looked_at = ?2 WHERE id = ?1", (id.0, ms(now)), "the watched folder")
}

/// What came of a file.
pub fn told(db: &Db<'_>, id: WatchId, name: &str, outcome: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE watch SET last_file = ?2, last_outcome = ?3, last_at = ?4 WHERE id = ?1";
    change_one(db.0, sql, (id.0, name, outcome, ms(now)), "the watched folder")
}
