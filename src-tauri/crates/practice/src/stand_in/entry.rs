//! One drop in the book: its row, and what a client is told of it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, Row, Transaction};

use super::book::BookError;
use super::outcomes::{Answer, CancelRule, Plan};
use super::schema::{self, instant, stored, written};
use super::wire::{Drop, Order, Receipt, Status};

/// What a delivered drop costs, in millionths of the account's currency.
const COST_MICROS: i64 = 20_000;

/// One row of `drops`.
pub struct Entry {
    pub drop_id: String,
    pub client_ref: String,
    pub port: i64,
    pub to: String,
    audio_id: String,
    pub accepted_at: DateTime<Utc>,
    pub word: String,
    pub outcome_at: Option<DateTime<Utc>>,
    pub report_at: Option<DateTime<Utc>>,
    pub reports: u32,
    pub contradiction: Option<String>,
    pub cancel_rule: CancelRule,
    pub answer: Answer,
    pub reported_at: Option<DateTime<Utc>>,
    pub freed_at: Option<DateTime<Utc>>,
    pub cancel: Option<String>,
}

const COLUMNS: &str = "drop_id, client_ref, port, to_number, audio_id, accepted_at, word, outcome_at, report_at, \
     reports, contradiction, always_too_late, answer_lost, reported_at, freed_at, cancel";

/// The drops that a condition (our own text, never a client's) holds for.
pub fn find<P: rusqlite::Params>(db: &Connection, condition: &str, values: P) -> Result<Vec<Entry>, BookError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM drops WHERE {condition}"))?;
    let entries = statement.query_map(values, Entry::from_row)?.collect::<Result<_, _>>()?;
    Ok(entries)
}

impl Entry {
    /// A drop that is taken now and will end as planned.
    pub fn accepted(order: &Order, plan: &Plan, now: DateTime<Utc>) -> Self {
        let after = |delay: Option<Duration>| delay.and_then(|d| TimeDelta::from_std(d).ok()).map(|d| now + d);
        let mut entry = Self {
            drop_id: schema::new_id("drop_"),
            client_ref: order.client_ref.clone(),
            port: order.port,
            to: order.to.clone(),
            audio_id: order.audio_id.clone(),
            accepted_at: now,
            word: plan.word.clone(),
            outcome_at: after(plan.outcome_after),
            report_at: after(plan.report_after),
            reports: plan.reports,
            contradiction: plan.contradiction.clone(),
            cancel_rule: plan.cancel,
            answer: plan.answer,
            reported_at: None,
            freed_at: None,
            cancel: None,
        };
        // Past `not_after` a drop ends as cancelled, unless it never ends at all (line 0107).
        if let (Some(outcome_at), Some(not_after)) = (entry.outcome_at, order.not_after)
            && outcome_at > not_after
        {
            let end_at = not_after.max(now);
            entry.word = "cancelled".to_owned();
            entry.contradiction = None;
            entry.outcome_at = Some(end_at);
            entry.report_at = Some(end_at);
        }
        entry
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let at = |index: usize| row.get::<_, Option<i64>>(index).map(|micros| micros.map(instant));
        Ok(Self {
            drop_id: row.get(0)?,
            client_ref: row.get(1)?,
            port: row.get(2)?,
            to: row.get(3)?,
            audio_id: row.get(4)?,
            accepted_at: instant(row.get(5)?),
            word: row.get(6)?,
            outcome_at: at(7)?,
            report_at: at(8)?,
            reports: row.get(9)?,
            contradiction: row.get(10)?,
            cancel_rule: if row.get(11)? { CancelRule::AlwaysTooLate } else { CancelRule::UntilOutcome },
            answer: if row.get(12)? { Answer::Lost } else { Answer::Given },
            reported_at: at(13)?,
            freed_at: at(14)?,
            cancel: row.get(15)?,
        })
    }

    pub fn insert(&self, tx: &Transaction<'_>) -> Result<(), BookError> {
        let marks = "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16";
        tx.prepare_cached(&format!("INSERT INTO drops ({COLUMNS}) VALUES ({marks})"))?.execute((
            &self.drop_id,
            &self.client_ref,
            self.port,
            &self.to,
            &self.audio_id,
            stored(self.accepted_at),
            &self.word,
            self.outcome_at.map(stored),
            self.report_at.map(stored),
            self.reports,
            &self.contradiction,
            self.cancel_rule == CancelRule::AlwaysTooLate,
            self.answer == Answer::Lost,
            self.reported_at.map(stored),
            self.freed_at.map(stored),
            &self.cancel,
        ))?;
        Ok(())
    }

    /// Writes what can change after acceptance.
    pub fn update(&self, tx: &Transaction<'_>) -> Result<(), BookError> {
        tx.prepare_cached(
            "UPDATE drops SET word = ?2, outcome_at = ?3, report_at = ?4, reported_at = ?5, freed_at = ?6, cancel = ?7 \
             WHERE drop_id = ?1",
        )?
        .execute((
            &self.drop_id,
            &self.word,
            self.outcome_at.map(stored),
            self.report_at.map(stored),
            self.reported_at.map(stored),
            self.freed_at.map(stored),
            &self.cancel,
        ))?;
        Ok(())
    }

    fn status(&self) -> Status {
        if self.reported_at.is_some() { Status::Complete } else { Status::InProgress }
    }

    pub fn receipt(&self) -> Receipt {
        Receipt {
            drop_id: self.drop_id.clone(),
            client_ref: self.client_ref.clone(),
            status: self.status(),
            accepted_at: written(self.accepted_at),
        }
    }

    /// As a client sees it: an outcome that is not yet reported is not there.
    pub fn drop(&self) -> Drop {
        let is_complete = self.reported_at.is_some();
        Drop {
            drop_id: self.drop_id.clone(),
            client_ref: self.client_ref.clone(),
            port: self.port,
            to: self.to.clone(),
            status: self.status(),
            result: is_complete.then(|| self.word.clone()),
            detail: (is_complete && self.word != "delivered").then(|| "decided by the stand-in".to_owned()),
            accepted_at: written(self.accepted_at),
            completed_at: self.outcome_at.filter(|_| is_complete).map(written),
            cost_micros: is_complete.then_some(if self.word == "delivered" { COST_MICROS } else { 0 }),
        }
    }
}
