//! The stand-in's own tables, the same in memory and in a file, and how instants are written in them.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::Connection;

use super::book::BookError;

/// Raised with every change of the tables; a file of another version is refused.
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE account (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    credits INTEGER NOT NULL,
    -- part of every cursor, so that a cursor of another feed is known to be one
    feed_id TEXT NOT NULL,
    -- events up to and including this sequence are no longer kept
    pruned_through INTEGER NOT NULL
) STRICT;

CREATE TABLE audio (
    audio_id TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    duration_ms INTEGER NOT NULL CHECK (duration_ms > 0),
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE drops (
    seq INTEGER PRIMARY KEY,
    drop_id TEXT NOT NULL UNIQUE,
    client_ref TEXT NOT NULL,
    port INTEGER NOT NULL CHECK (port >= 1),
    to_number TEXT NOT NULL,
    audio_id TEXT NOT NULL REFERENCES audio (audio_id),
    accepted_at INTEGER NOT NULL,
    -- decided at acceptance; only a cancel changes these
    word TEXT NOT NULL,
    outcome_at INTEGER CHECK (outcome_at >= accepted_at),
    report_at INTEGER CHECK (report_at >= outcome_at),
    reports INTEGER NOT NULL CHECK (reports >= 1),
    contradiction TEXT,
    always_too_late INTEGER NOT NULL CHECK (always_too_late IN (0, 1)),
    answer_lost INTEGER NOT NULL CHECK (answer_lost IN (0, 1)),
    -- what came of it
    reported_at INTEGER,
    freed_at INTEGER CHECK (freed_at >= accepted_at),
    cancel TEXT CHECK (cancel IN ('cancelled', 'too_late')),
    CHECK ((report_at IS NULL) = (outcome_at IS NULL)),
    CHECK (reported_at IS NULL OR freed_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX one_open_drop_per_port ON drops (port) WHERE freed_at IS NULL;
CREATE INDEX drops_to_report ON drops (report_at) WHERE reported_at IS NULL;
CREATE INDEX drops_by_reference ON drops (client_ref);
CREATE INDEX drops_by_number ON drops (to_number);

CREATE TABLE keys (
    key TEXT NOT NULL PRIMARY KEY,
    body_sha256 TEXT NOT NULL,
    drop_seq INTEGER NOT NULL REFERENCES drops (seq),
    stored_at INTEGER NOT NULL
) STRICT;
CREATE INDEX keys_by_age ON keys (stored_at);

CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    stored_at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_age ON events (stored_at);
";

/// Makes the tables in a new database, or checks that they are there.
pub fn prepare(db: &mut Connection, credits: i64) -> Result<(), BookError> {
    // Committed pages reach the operating system before an answer goes out, so nothing is forgotten when the process is
    // killed. A power cut may cost the last commits (never the file): a stand-in promises no more.
    db.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")?;
    let tx = db.transaction()?;
    match tx.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))? {
        VERSION => {}
        0 => {
            tx.execute_batch(TABLES)?;
            tx.execute(
                "INSERT INTO account (id, credits, feed_id, pruned_through) VALUES (1, ?1, ?2, 0)",
                (credits, new_id("")),
            )?;
            tx.pragma_update(None, "user_version", VERSION)?;
        }
        other => return Err(BookError::OtherVersion(other)),
    }
    tx.commit()?;
    Ok(())
}

/// A name that is never given twice, in this file or another.
pub fn new_id(prefix: &str) -> String {
    format!("{prefix}{}", uuid::Uuid::new_v4().simple())
}

/// Microseconds: at ten thousand times life's pace a machine's microsecond is ten milliseconds here.
pub fn stored(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// The instant that [`stored`] wrote.
pub fn instant(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

/// RFC 3339 in UTC, as the protocol asks.
pub fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
