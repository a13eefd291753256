//! Results as they are reported: the event feed, its cursors, and what a scenario puts into it.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde_json::Value;

use super::book::{Book, BookError, next_report_at};
use super::entry::{Entry, find};
use super::scenario::{Cursors, EventOrder, Scenario};
use super::schema::{self, stored, written};
use super::wire::{Drop, Status};

/// The protocol: events are kept seven days.
const EVENT_LIFE: TimeDelta = TimeDelta::days(7);
/// An answer of this many events stays well under a client's limit for one answer.
const MOST_EVENTS: usize = 500;

/// One answer of the feed.
#[derive(Debug, serde::Serialize)]
pub struct EventPage {
    pub events: Vec<Value>,
    pub cursor: String,
}

/// The cursor is of another feed, or its events are no longer kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CursorGone;

impl Book {
    /// Reports every result that is due; gives the instant that `now` is taken for. Called before every request and
    /// whenever one falls due.
    pub fn settle(&mut self, now: DateTime<Utc>) -> Result<DateTime<Utc>, BookError> {
        let now = self.not_before_latest(now);
        if self.next_report_at.is_none_or(|at| at > now) {
            return Ok(now);
        }
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let due = find(&tx, "reported_at IS NULL AND report_at <= ?1 ORDER BY report_at, seq", [stored(now)])?;
        let mut newest_event = self.newest_event;
        for mut entry in due {
            // At its due time, not at the moment somebody looked: the ledger's instants are exact.
            entry.reported_at = entry.report_at;
            entry.freed_at = entry.freed_at.or(entry.report_at);
            entry.update(&tx)?;
            let report = entry.drop();
            for _ in 0..entry.reports {
                newest_event = append(&tx, &report, now)?;
            }
            if let Some(word) = entry.contradiction {
                newest_event = append(&tx, &Drop { result: Some(word), ..report }, now)?;
            }
        }
        prune(&tx, now)?;
        tx.commit()?;
        self.newest_event = newest_event;
        self.next_report_at = next_report_at(&self.db)?;
        Ok(now)
    }

    /// The events after a cursor, or from the oldest one kept.
    pub fn events_after(&self, cursor: Option<&str>) -> Result<Result<EventPage, CursorGone>, BookError> {
        let (feed_id, pruned_through): (String, i64) =
            self.db
                .query_row("SELECT feed_id, pruned_through FROM account", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let after = match cursor {
            None => pruned_through,
            Some(cursor) => match read_cursor(cursor, &feed_id) {
                Some(seq) if (pruned_through..=self.newest_event).contains(&seq) => seq,
                Some(_) | None => return Ok(Err(CursorGone)),
            },
        };
        let mut statement =
            self.db.prepare_cached("SELECT seq, body FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
        let rows = statement.query_map((after, MOST_EVENTS as i64), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
        let last = rows.last().map_or(after, |(seq, _)| *seq);
        let mut events: Vec<Value> =
            rows.iter().map(|(_, body)| serde_json::from_str(body)).collect::<Result<_, _>>()?;
        match self.scenario.event_order {
            EventOrder::AsTheyCame => {}
            EventOrder::Reversed => events.reverse(),
        }
        Ok(Ok(EventPage { events, cursor: format!("{feed_id}.{last}") }))
    }

    /// Puts a scenario in force, and does at once what it does only once.
    ///
    /// # Errors
    /// It cannot be played; the one in force stays.
    pub fn set_scenario(&mut self, mut scenario: Scenario, now: DateTime<Utc>) -> Result<(), BookError> {
        scenario.check()?;
        let deeds = scenario.take_deeds();
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some(credits) = deeds.credits {
            tx.execute("UPDATE account SET credits = ?1", [credits])?;
        }
        if deeds.cursors == Cursors::Forget {
            tx.execute("UPDATE account SET feed_id = ?1", [schema::new_id("")])?;
        }
        let mut newest_event = self.newest_event;
        for n in 0..deeds.foreign_results {
            newest_event = append(&tx, &foreign_result(n, now), now)?;
        }
        tx.commit()?;
        self.newest_event = newest_event;
        self.scenario = scenario;
        Ok(())
    }
}

/// Adds an event; gives its sequence.
pub(super) fn append(tx: &Transaction<'_>, report: &Drop, now: DateTime<Utc>) -> Result<i64, BookError> {
    let body = serde_json::to_string(report)?;
    tx.prepare_cached("INSERT INTO events (stored_at, body) VALUES (?1, ?2)")?.execute((stored(now), body))?;
    Ok(tx.last_insert_rowid())
}

/// Lets go of what is older than the protocol keeps.
fn prune(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<(), BookError> {
    let mut statement = tx.prepare_cached("SELECT max(seq) FROM events WHERE stored_at < ?1")?;
    let old: Option<i64> = statement.query_row([stored(now - EVENT_LIFE)], |row| row.get(0))?;
    if let Some(seq) = old {
        tx.execute("DELETE FROM events WHERE seq <= ?1", [seq])?;
        tx.execute("UPDATE account SET pruned_through = ?1", [seq])?;
    }
    Ok(())
}

fn read_cursor(cursor: &str, feed_id: &str) -> Option<i64> {
    cursor.strip_prefix(feed_id)?.strip_prefix('.')?.parse().ok()
}

/// A result of a drop that this account never made; every other one with a reference of a form that is not ours.
fn foreign_result(n: u32, now: DateTime<Utc>) -> Drop {
    let client_ref = if n.is_multiple_of(2) { uuid::Uuid::new_v4().to_string() } else { format!("other-desk-{n}") };
    Drop {
        drop_id: schema::new_id("drop_"),
        client_ref,
        port: 1,
        to: "+14165550199".to_owned(),
        status: Status::Complete,
        result: Some("delivered".to_owned()),
        detail: None,
        accepted_at: written(now),
        completed_at: Some(written(now)),
        cost_micros: Some(0),
    }
}

/// Every drop of a book, oldest first, for the ledger.
pub(super) fn all_drops(db: &Connection) -> Result<Vec<Entry>, BookError> {
    find(db, "true ORDER BY seq", [])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_only_by_the_feed_that_gave_it() {
        assert_eq!(read_cursor("abc.12", "abc"), Some(12));
        assert_eq!(read_cursor("abd.12", "abc"), None);
        assert_eq!(read_cursor("abc12", "abc"), None);
        assert_eq!(read_cursor("", "abc"), None);
    }
}
