//! Who has waited longest (S2). The order is total and repeatable.

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{due::Occasion, facts::CustomerFacts, ids::CustomerId};

/// Sorts ascending: never contacted first, then the contact that lies furthest back; ties by the earliest visit over
/// the due vehicles, then customer number, then id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderKey {
    last_contact_at: Option<DateTime<Utc>>,
    /// `None`, that is a due vehicle with neither visit nor purchase, before all others.
    earliest_visit_on: Option<NaiveDate>,
    number: CustomerNumber,
    id: CustomerId,
}

impl OrderKey {
    pub fn new(facts: &CustomerFacts, due: &[Occasion<'_>]) -> Self {
        Self {
            last_contact_at: facts.last_contact_at,
            earliest_visit_on: due.iter().map(Occasion::last_visit_on).min().flatten(),
            number: CustomerNumber(facts.number.clone()),
            id: facts.id,
        }
    }
}

/// Digits first, by value; others by code point. `007` and `7` are the same number here.
#[derive(Clone, Debug)]
pub struct CustomerNumber(pub String);

impl CustomerNumber {
    fn digits(&self) -> Option<&str> {
        let all = !self.0.is_empty() && self.0.bytes().all(|b| b.is_ascii_digit());
        all.then(|| self.0.trim_start_matches('0'))
    }
}

impl PartialEq for CustomerNumber {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for CustomerNumber {}

impl PartialOrd for CustomerNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CustomerNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.digits(), other.digits()) {
            // Numbers of any length: without leading zeros the longer is the larger.
            (Some(a), Some(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.0.cmp(&other.0),
        }
    }
}
