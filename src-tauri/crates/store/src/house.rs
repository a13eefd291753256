//! The one row that says what this file is, and the marks that outlive a restart.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, ms, row},
};

/// A clock that reads this much less than [`House::highest_at`] pauses sending; less goes unnoticed (engine page, section 3).
pub const SET_BACK_LIMIT: TimeDelta = TimeDelta::minutes(2);

/// Practice or live: fixed when the file is made, never converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Practice,
    Live,
}

impl FileKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Live => "live",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct House {
    pub file_id: String,
    pub kind: FileKind,
    pub made_at: DateTime<Utc>,
    /// The highest time ever seen.
    pub highest_at: DateTime<Utc>,
    /// Clock seconds per second, in practice.
    pub clock_speed: f64,
    pub lease_epoch: i64,
    pub paused_all: Option<(DateTime<Utc>, String)>,
    /// The engine stopped cleanly the last time.
    pub clean_stop: bool,
    /// The arguments of `demo` that made this file, as JSON.
    pub demo: Option<String>,
}

/// `None`: the file's set-up did not finish.
pub fn get(db: &Db<'_>) -> Result<Option<House>, StoreError> {
    row(db.0, "SELECT * FROM house", [], |r| {
        let paused_at = r.maybe_at("paused_all_at")?;
        let paused_by: Option<String> = r.value("paused_all_by")?;
        Ok(House {
            file_id: r.value("file_id")?,
            kind: if r.value::<String>("kind")? == "live" { FileKind::Live } else { FileKind::Practice },
            made_at: r.at("made_at")?,
            highest_at: r.at("highest_at")?,
            clock_speed: r.value("clock_speed")?,
            lease_epoch: r.value("lease_epoch")?,
            paused_all: paused_at.zip(paused_by),
            clean_stop: r.value("clean_stop")?,
            demo: r.value("demo")?,
        })
    })
}

/// The row of a file that is set up.
pub fn require(db: &Db<'_>) -> Result<House, StoreError> {
    get(db)?.ok_or_else(|| StoreError::Broken("the set-up of this file did not finish".to_owned()))
}

/// Makes the file what it is, in the transaction of its set-up.
pub fn make(
    db: &Db<'_>,
    file_id: &str,
    kind: FileKind,
    made_at: DateTime<Utc>,
    clock_speed: f64,
    demo: Option<&str>,
) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO house (id, file_id, kind, made_at, highest_at, clock_speed, demo)
         VALUES (1, :file_id, :kind, :at, :at, :speed, :demo)",
        named_params! {":file_id": file_id, ":kind": kind.word(), ":at": ms(made_at), ":speed": clock_speed,
        ":demo": demo},
    )?;
    Ok(())
}

/// Remembers the highest time seen; never lowers it.
pub fn saw_time(db: &Db<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    change(db.0, "UPDATE house SET highest_at = ?1 WHERE highest_at < ?1", [ms(now)])?;
    Ok(())
}

/// Whoever holds the folder's lock takes a new epoch; an engine of an older one can write no intent any more.
pub fn raise_lease(db: &Db<'_>) -> Result<i64, StoreError> {
    change_one(db.0, "UPDATE house SET lease_epoch = lease_epoch + 1, clean_stop = 0", [], "the lease")?;
    Ok(require(db)?.lease_epoch)
}

pub fn stopped_cleanly(db: &Db<'_>) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE house SET clean_stop = 1", [], "the file")
}

pub fn set_paused_all(db: &Db<'_>, paused: Option<(DateTime<Utc>, &str)>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE house SET paused_all_at = ?1, paused_all_by = ?2",
        (paused.map(|(at, _)| ms(at)), paused.map(|(_, by)| by)),
        "the file",
    )
}

/// The highest instant that any row bears: a practice clock goes on from here after a restart.
pub fn highest_stored_at(db: &Db<'_>) -> Result<DateTime<Utc>, StoreError> {
    let highest = row(
        db.0,
        "SELECT max(h.highest_at,
                    ifnull((SELECT max(intended_at) FROM attempt), 0),
                    ifnull((SELECT max(final_at) FROM attempt), 0),
                    ifnull((SELECT max(started_at) FROM contact), 0),
                    ifnull((SELECT max(at) FROM audit), 0)) AS highest_at
         FROM house h",
        [],
        |r| r.at("highest_at"),
    )?;
    highest.ok_or_else(|| StoreError::Broken("the set-up of this file did not finish".to_owned()))
}

/// The report of a demo that is over.
pub fn demo_report(db: &Db<'_>) -> Result<Option<String>, StoreError> {
    Ok(row(db.0, "SELECT demo_report FROM house", [], |r| r.value("demo_report"))?.flatten())
}

pub fn keep_demo_report(db: &Db<'_>, report: &str) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE house SET demo_report = ?1", [report], "the file")
}
