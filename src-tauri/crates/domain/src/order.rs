//! Who has waited longest (S2). The order is total and repeatable.

use std::cmp::Ordering;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

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

/// The same order in 32 bytes, for sorting many: only numbers that are no digits, or too many, have to be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Milliseconds since 1970; [`NEVER`] comes first.
    last_contact: i64,
    /// Days of the common era.
    earliest_visit: i32,
    /// The value of the customer number; [`LOOKED_UP`] if that does not fit.
    number: u64,
    id: CustomerId,
}

const NEVER: i64 = i64::MIN;
const UNKNOWN: i32 = i32::MIN;
const LOOKED_UP: u64 = u64::MAX;

impl Place {
    pub fn new(facts: &CustomerFacts, due: &[Occasion<'_>]) -> Self {
        let (last_contact, earliest_visit) =
            dates(facts.last_contact_at, due.iter().map(Occasion::last_visit_on).min().flatten());
        Self { last_contact, earliest_visit, number: value_of(&facts.number), id: facts.id }
    }

    pub fn customer(&self) -> CustomerId {
        self.id
    }

    /// As [`dates`] makes them.
    pub fn dates(&self) -> (i64, i32) {
        (self.last_contact, self.earliest_visit)
    }

    pub fn order(&self, other: &Self, number_of: impl Fn(CustomerId) -> CustomerNumber) -> Ordering {
        let known = self.dates().cmp(&other.dates()).then(self.number.cmp(&other.number));
        let both_are_looked_up = known.is_eq() && self.number == LOOKED_UP && self.id != other.id;
        let numbers = if both_are_looked_up { number_of(self.id).cmp(&number_of(other.id)) } else { Ordering::Equal };
        known.then(numbers).then(self.id.cmp(&other.id))
    }
}

/// What the order looks at first: the last contact, and the earliest visit over what a customer is due for.
pub fn dates(last_contact_at: Option<DateTime<Utc>>, earliest_visit_on: Option<NaiveDate>) -> (i64, i32) {
    (
        last_contact_at.map_or(NEVER, |at| at.timestamp_millis()),
        earliest_visit_on.map_or(UNKNOWN, |on| on.num_days_from_ce()),
    )
}

/// Any number of digits whose value needs more than 64 bits is larger than all that do not, and any other text comes
/// after all digits.
fn value_of(number: &str) -> u64 {
    let is_digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let value = if is_digits { number.parse().ok() } else { None };
    value.unwrap_or(LOOKED_UP)
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
