//! What the stand-in knows: its account, recordings, drops and keys. One transaction per request, committed before the
//! answer goes out.
//!
//! Time is an argument everywhere. A drop's ending is decided at its acceptance and comes to exist at its due time, so
//! nothing has to be written at that moment; only the report of it is ([`Book::settle`], in `feed.rs`).

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use sha2::{Digest, Sha256};

use super::audio::AudioKind;
use super::entry::{Entry, find};
use super::outcomes::{self, Answer, CancelRule};
use super::scenario::{BadScenario, Scenario};
use super::schema::{self, instant, stored};
use super::wire::{Drop, Order, Receipt};

/// The protocol: idempotency keys live 24 h.
const KEY_LIFE: TimeDelta = TimeDelta::hours(24);
/// What one drop costs in the account's credits, delivered or not.
const CREDITS_PER_DROP: i64 = 1;

/// The book could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("the stand-in's file could not be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the stand-in's file has version {0}, which this program does not know")]
    OtherVersion(i64),
    #[error("an event that was kept cannot be read: {0}")]
    Event(#[from] serde_json::Error),
    #[error("the scenario cannot be played: {0}")]
    BadScenario(#[from] BadScenario),
}

/// Why a drop was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    KeyReused,
    PortBusy,
    NoSuchPort,
    NoFunds,
    BadNumber,
    BadCallerId,
    BadAudio,
}

/// A drop that was taken, now or when its key was first seen.
#[derive(Debug)]
pub struct Taken {
    pub receipt: Receipt,
    pub seen: Seen,
    pub answer: Answer,
}

/// Whether an idempotency key was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    First,
    Before,
}

/// How a cancel ended.
#[derive(Debug)]
pub enum CancelEnd {
    Cancelled(Drop),
    TooLate,
    NotFound,
}

/// A recording that is kept.
#[derive(Debug)]
pub struct Kept {
    pub audio_id: String,
    pub duration_ms: u64,
    pub seen: Seen,
}

/// The whole state of a running stand-in.
pub struct Book {
    pub(super) db: Connection,
    pub(super) ports: u16,
    seed: u64,
    pub(super) scenario: Scenario,
    /// Due time of the next report.
    pub(super) next_report_at: Option<DateTime<Utc>>,
    /// Sequence of the newest event.
    pub(super) newest_event: i64,
    /// Instants never run backwards here, whatever the machine's clock does: the ledger's order rests on them.
    latest: DateTime<Utc>,
}

impl Book {
    /// Opens the book in a database, which may be new.
    ///
    /// # Errors
    /// The database cannot be used, or was made by another version.
    pub fn open(
        mut db: Connection,
        ports: u16,
        seed: u64,
        credits: i64,
        scenario: Scenario,
    ) -> Result<Self, BookError> {
        schema::prepare(&mut db, credits)?;
        let latest = db.query_row(
            "SELECT max(coalesce(max(accepted_at), 0), coalesce(max(freed_at), 0)) FROM drops",
            [],
            |row| row.get(0),
        )?;
        let newest_event =
            db.query_row("SELECT seq FROM sqlite_sequence WHERE name = 'events'", [], |row| row.get(0)).optional()?;
        let mut book = Self {
            db,
            ports,
            seed,
            scenario: Scenario::default(),
            next_report_at: None,
            newest_event: newest_event.unwrap_or(0),
            latest: instant(latest),
        };
        book.next_report_at = next_report_at(&book.db)?;
        let now = book.latest;
        book.set_scenario(scenario, now)?;
        Ok(book)
    }

    /// Never earlier than any instant seen before.
    pub(super) fn not_before_latest(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.latest = self.latest.max(now);
        self.latest
    }

    pub fn credits(&self) -> Result<i64, BookError> {
        Ok(self.db.query_row("SELECT credits FROM account", [], |row| row.get(0))?)
    }

    /// Keeps a recording; `None` if it cannot be played. The same bytes again give the same name.
    pub fn keep_audio(&mut self, kind: AudioKind, sha256: &str, bytes: &[u8]) -> Result<Option<Kept>, BookError> {
        let known = self
            .db
            .query_row("SELECT audio_id, duration_ms FROM audio WHERE sha256 = ?1", [sha256], |row| {
                Ok(Kept {
                    audio_id: row.get(0)?,
                    duration_ms: row.get::<_, i64>(1)?.unsigned_abs(),
                    seen: Seen::Before,
                })
            })
            .optional()?;
        if known.is_some() {
            return Ok(known);
        }
        let Some(duration_ms) = kind.duration_ms(bytes) else { return Ok(None) };
        let audio_id = schema::new_id("audio_");
        self.db.execute(
            "INSERT INTO audio (audio_id, sha256, duration_ms, bytes) VALUES (?1, ?2, ?3, ?4)",
            (&audio_id, sha256, duration_ms.cast_signed(), bytes),
        )?;
        Ok(Some(Kept { audio_id, duration_ms, seen: Seen::First }))
    }

    /// Takes a drop, or finds the one that this key made before. `body` is what the key stands for, byte by byte.
    pub fn submit(
        &mut self,
        key: &str,
        body: &[u8],
        order: &Order,
        now: DateTime<Utc>,
    ) -> Result<Result<Taken, Refusal>, BookError> {
        let body_sha256 = hex::encode(Sha256::digest(body));
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.prepare_cached("DELETE FROM keys WHERE stored_at <= ?1")?.execute([stored(now - KEY_LIFE)])?;
        if let Some((seq, sha256)) = key_owner(&tx, key)? {
            if sha256 != body_sha256 {
                return Ok(Err(Refusal::KeyReused));
            }
            let Some(entry) = find(&tx, "seq = ?1", [seq])?.pop() else {
                return Ok(Err(Refusal::KeyReused));
            };
            return Ok(Ok(Taken { receipt: entry.receipt(), seen: Seen::Before, answer: Answer::Given }));
        }
        if let Some(refusal) = refusal(&tx, order, self.ports)? {
            return Ok(Err(refusal));
        }

        let attempt: i64 = tx
            .prepare_cached("SELECT count(*) FROM drops WHERE to_number = ?1")?
            .query_row([&order.to], |row| row.get(0))?;
        let plan = outcomes::plan(self.seed, &order.to, attempt.unsigned_abs(), &mut self.scenario);
        let entry = Entry::accepted(order, &plan, now);
        entry.insert(&tx)?;
        tx.prepare_cached("INSERT INTO keys (key, body_sha256, drop_seq, stored_at) VALUES (?1, ?2, ?3, ?4)")?
            .execute((key, body_sha256, tx.last_insert_rowid(), stored(now)))?;
        tx.prepare_cached("UPDATE account SET credits = credits - ?1")?.execute([CREDITS_PER_DROP])?;
        tx.commit()?;

        self.next_report_at = earlier(self.next_report_at, entry.report_at);
        Ok(Ok(Taken { receipt: entry.receipt(), seen: Seen::First, answer: plan.answer }))
    }

    pub fn drop_by_id(&self, drop_id: &str) -> Result<Option<Drop>, BookError> {
        Ok(find(&self.db, "drop_id = ?1", [drop_id])?.pop().map(|entry| entry.drop()))
    }

    pub fn drops_by_reference(&self, client_ref: &str) -> Result<Vec<Drop>, BookError> {
        let entries = find(&self.db, "client_ref = ?1 ORDER BY seq", [client_ref])?;
        Ok(entries.into_iter().map(|entry| entry.drop()).collect())
    }

    /// Either answer frees the port; a cancelled drop is reported at once.
    pub fn cancel(&mut self, drop_id: &str, now: DateTime<Utc>) -> Result<CancelEnd, BookError> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some(mut entry) = find(&tx, "drop_id = ?1", [drop_id])?.pop() else {
            return Ok(CancelEnd::NotFound);
        };
        if entry.cancel.as_deref() == Some("cancelled") {
            return Ok(CancelEnd::Cancelled(entry.drop()));
        }
        entry.freed_at.get_or_insert(now);
        let has_outcome = entry.outcome_at.is_some_and(|at| at <= now);
        if entry.cancel_rule == CancelRule::AlwaysTooLate || has_outcome {
            entry.cancel = Some("too_late".to_owned());
            entry.update(&tx)?;
            tx.commit()?;
            return Ok(CancelEnd::TooLate);
        }
        entry.cancel = Some("cancelled".to_owned());
        entry.word = "cancelled".to_owned();
        entry.outcome_at = Some(now);
        entry.report_at = Some(now);
        entry.reported_at = Some(now);
        entry.update(&tx)?;
        self.newest_event = super::feed::append(&tx, &entry.drop(), now)?;
        tx.commit()?;
        self.next_report_at = next_report_at(&self.db)?;
        Ok(CancelEnd::Cancelled(entry.drop()))
    }
}

fn refusal(tx: &Transaction<'_>, order: &Order, ports: u16) -> Result<Option<Refusal>, BookError> {
    let has_audio = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM audio WHERE audio_id = ?1)")?
        .query_row([&order.audio_id], |row| row.get::<_, bool>(0))?;
    let credits: i64 = tx.prepare_cached("SELECT credits FROM account")?.query_row([], |row| row.get(0))?;
    let is_busy = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM drops WHERE port = ?1 AND freed_at IS NULL)")?
        .query_row([order.port], |row| row.get::<_, bool>(0))?;
    Ok(if !(1..=i64::from(ports)).contains(&order.port) {
        Some(Refusal::NoSuchPort)
    } else if !is_dialable(&order.to) {
        Some(Refusal::BadNumber)
    } else if !is_dialable(&order.caller_id) {
        Some(Refusal::BadCallerId)
    } else if !has_audio {
        Some(Refusal::BadAudio)
    } else if credits < CREDITS_PER_DROP {
        Some(Refusal::NoFunds)
    } else if is_busy {
        Some(Refusal::PortBusy)
    } else {
        None
    })
}

/// A number of the North American plan: area code and exchange begin with 2 to 9.
fn is_dialable(number: &str) -> bool {
    let Some(digits) = number.strip_prefix("+1").map(str::as_bytes) else { return false };
    digits.len() == 10
        && digits.iter().all(u8::is_ascii_digit)
        && [0, 3].into_iter().all(|first| digits.get(first).is_some_and(|digit| *digit >= b'2'))
}

fn key_owner(tx: &Transaction<'_>, key: &str) -> Result<Option<(i64, String)>, BookError> {
    let mut statement = tx.prepare_cached("SELECT drop_seq, body_sha256 FROM keys WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

pub(super) fn next_report_at(db: &Connection) -> Result<Option<DateTime<Utc>>, BookError> {
    let mut statement = db.prepare_cached("SELECT min(report_at) FROM drops WHERE reported_at IS NULL")?;
    Ok(statement.query_row([], |row| row.get::<_, Option<i64>>(0))?.map(instant))
}

fn earlier(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
