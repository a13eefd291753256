//! The stand-in's own count of what it did, for tests and people: what no client can talk it into.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::book::{Book, BookError};
use super::outcomes::Answer;

/// `GET /stand-in/ledger`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Drops that are in a mailbox: those whose outcome "delivered" exists, reported or not.
    pub delivered: u64,
    /// How many different numbers these went to.
    pub distinct_numbers: u64,
    /// Every drop ever accepted, in order of acceptance.
    pub drops: Vec<LedgerDrop>,
}

/// One drop. On one port, each drop's `accepted_at` is never before the `freed_at` of the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerDrop {
    pub drop_id: String,
    pub client_ref: String,
    pub port: i64,
    /// E.164.
    pub to: String,
    /// When it took its port.
    pub accepted_at: DateTime<Utc>,
    /// When its outcome came to exist; `None` while it has none.
    pub outcome_at: Option<DateTime<Utc>>,
    /// The result word, from `outcome_at` on.
    pub result: Option<String>,
    /// When the result was first to be seen by a client.
    pub reported_at: Option<DateTime<Utc>>,
    /// When it gave its port back, by its result or by a cancel; `None` while it holds it.
    pub freed_at: Option<DateTime<Utc>>,
    /// What a cancel was answered: `cancelled` or `too_late`.
    pub cancel: Option<String>,
    /// Its connection was closed in place of an answer to the submit.
    pub answer_lost: bool,
}

impl Book {
    /// The ledger as of `now`.
    pub fn ledger(&self, now: DateTime<Utc>) -> Result<Ledger, BookError> {
        let drops: Vec<_> = super::feed::all_drops(&self.db)?
            .into_iter()
            .map(|entry| {
                let outcome_at = entry.outcome_at.filter(|at| *at <= now);
                LedgerDrop {
                    result: outcome_at.map(|_| entry.word),
                    drop_id: entry.drop_id,
                    client_ref: entry.client_ref,
                    port: entry.port,
                    to: entry.to,
                    accepted_at: entry.accepted_at,
                    outcome_at,
                    reported_at: entry.reported_at,
                    freed_at: entry.freed_at,
                    cancel: entry.cancel,
                    answer_lost: entry.answer == Answer::Lost,
                }
            })
            .collect();
        let delivered: Vec<&str> = drops
            .iter()
            .filter(|drop| drop.result.as_deref() == Some("delivered"))
            .map(|drop| drop.to.as_str())
            .collect();
        let distinct: std::collections::HashSet<_> = delivered.iter().collect();
        Ok(Ledger { delivered: delivered.len() as u64, distinct_numbers: distinct.len() as u64, drops })
    }
}
