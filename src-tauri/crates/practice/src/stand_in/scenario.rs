//! What a person or a test can make the stand-in do wrong (`POST /stand-in/scenario`).
//!
//! A posted scenario replaces the one in force as a whole; what it leaves out goes back to its default. It is not kept
//! across a restart: a stand-in that comes up again behaves.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A mailbox is reached in 15 to 60 s; the page's default.
const DEFAULT_LATENCY_MIN_MS: u64 = 15_000;
const DEFAULT_LATENCY_MAX_MS: u64 = 60_000;
/// Longer than the overdue limit of the engine (10 minutes) and shorter than its last word (60 minutes).
const DEFAULT_LATE_BY_MS: u64 = 20 * 60 * 1000;
/// A week: longer than any run, and far from where an instant would overflow.
const LONGEST_MS: u64 = 7 * 24 * 60 * 60 * 1000;
/// A result word is one word of a protocol; this is far more than any has.
const LONGEST_WORD: usize = 64;
/// Foreign results are a curiosity to be shown, not a load test.
const MOST_FOREIGN_RESULTS: u32 = 1000;

/// How the stand-in behaves. Every field has a default; all defaults together are a provider without faults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// How long a drop takes at least, in milliseconds of clock time.
    pub latency_min_ms: u64,
    /// How long a drop takes at most, in milliseconds of clock time.
    pub latency_max_ms: u64,
    /// Weights by result word for numbers without a fixed outcome; empty: the stand-in's own mix (78 % delivered).
    /// Words of no protocol are allowed.
    pub mix: BTreeMap<String, f64>,
    /// Requests that are answered wrongly, before anything is done for them.
    pub outage: Option<Outage>,
    /// Drops that are accepted while their connection is closed without an answer.
    pub lost_answers: Dial,
    /// Drops whose outcome exists in time, but is reported `late_by_ms` later.
    pub late_results: Dial,
    /// How much later, in milliseconds of clock time.
    pub late_by_ms: u64,
    /// Drops whose result is reported twice.
    pub duplicate_results: Dial,
    /// Drops whose result is reported, and then a different one.
    pub contradictory_results: Dial,
    /// The order of the events within one answer.
    pub event_order: EventOrder,
    /// Sets the account's credits, once.
    pub credits: Option<i64>,
    /// Puts this many results of drops that this account never made into the feed, once.
    pub foreign_results: u32,
    /// Forgets every cursor handed out so far, once.
    pub cursors: Cursors,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            latency_min_ms: DEFAULT_LATENCY_MIN_MS,
            latency_max_ms: DEFAULT_LATENCY_MAX_MS,
            mix: BTreeMap::new(),
            outage: None,
            lost_answers: Dial::default(),
            late_results: Dial::default(),
            late_by_ms: DEFAULT_LATE_BY_MS,
            duplicate_results: Dial::default(),
            contradictory_results: Dial::default(),
            event_order: EventOrder::AsTheyCame,
            credits: None,
            foreign_results: 0,
            cursors: Cursors::Keep,
        }
    }
}

/// A scenario that cannot be played; the text names the field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct BadScenario {
    pub field: &'static str,
    pub problem: &'static str,
}

impl Scenario {
    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// The first field that cannot be played.
    pub fn check(&self) -> Result<(), BadScenario> {
        let bad = |field, problem| Err(BadScenario { field, problem });
        if self.latency_min_ms > self.latency_max_ms {
            return bad("latency_min_ms", "is more than latency_max_ms");
        }
        if self.latency_max_ms > LONGEST_MS {
            return bad("latency_max_ms", "is more than a week");
        }
        if self.late_by_ms > LONGEST_MS {
            return bad("late_by_ms", "is more than a week");
        }
        if self.mix.keys().any(|word| word.is_empty() || word.len() > LONGEST_WORD) {
            return bad("mix", "has a word that is empty or too long");
        }
        if self.mix.values().any(|weight| !weight.is_finite() || *weight < 0.0) {
            return bad("mix", "has a weight that is not a number from 0 up");
        }
        if !self.mix.is_empty() && self.mix.values().sum::<f64>() <= 0.0 {
            return bad("mix", "has no weight above 0");
        }
        if self.foreign_results > MOST_FOREIGN_RESULTS {
            return bad("foreign_results", "is more than 1000");
        }
        let dials = [
            ("lost_answers", self.lost_answers),
            ("late_results", self.late_results),
            ("duplicate_results", self.duplicate_results),
            ("contradictory_results", self.contradictory_results),
        ];
        match dials.into_iter().find(|(_, dial)| !(0.0..=1.0).contains(&dial.rate)) {
            Some((field, _)) => bad(field, "has a rate outside 0 to 1"),
            None => Ok(()),
        }
    }

    /// Takes out what acts once, so that the scenario in force does not act again.
    pub(super) fn take_deeds(&mut self) -> Deeds {
        Deeds {
            credits: self.credits.take(),
            foreign_results: std::mem::take(&mut self.foreign_results),
            cursors: std::mem::replace(&mut self.cursors, Cursors::Keep),
        }
    }
}

/// What a scenario does once, at the moment it is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deeds {
    pub credits: Option<i64>,
    pub foreign_results: u32,
    pub cursors: Cursors,
}

/// How often something goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dial {
    /// The share of drops it befalls, 0 to 1, drawn by seed, number and attempt.
    pub rate: f64,
    /// It befalls this many drops from now on in any case.
    pub next: u32,
}

impl Dial {
    /// Befalls exactly the next `n` drops.
    pub fn next(n: u32) -> Self {
        Self { rate: 0.0, next: n }
    }

    /// Befalls every drop.
    pub fn always() -> Self {
        Self { rate: 1.0, next: 0 }
    }

    /// Whether it befalls the drop with this draw from 0 (included) to 1 (not included).
    pub(super) fn befalls(&mut self, draw: f64) -> bool {
        if self.next > 0 {
            self.next -= 1;
            return true;
        }
        draw < self.rate
    }
}

/// In which order events stand in an answer; the protocol promises none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventOrder {
    AsTheyCame,
    Reversed,
}

/// Whether cursors that were handed out are still known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cursors {
    Keep,
    Forget,
}

/// Requests that get a wrong answer, and have no other effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    pub answer: OutageAnswer,
    /// Which requests.
    #[serde(default)]
    pub on: RequestKind,
    /// For how many of them; left out: until another scenario is posted.
    #[serde(default)]
    pub next: Option<u32>,
    /// Only for `rate_limited`.
    #[serde(default)]
    pub retry_after: RetryAfter,
}

impl Outage {
    /// Every request, until another scenario is posted.
    pub fn of(answer: OutageAnswer) -> Self {
        Self { answer, on: RequestKind::All, next: None, retry_after: RetryAfter::None }
    }

    /// Only requests of this kind.
    pub fn on(self, on: RequestKind) -> Self {
        Self { on, ..self }
    }

    /// Only the next `n` of them.
    pub fn for_next(self, n: u32) -> Self {
        Self { next: Some(n), ..self }
    }

    /// Whether it befalls a request of this kind, which then counts.
    pub(super) fn befalls(&mut self, kind: RequestKind) -> bool {
        if self.on != RequestKind::All && self.on != kind {
            return false;
        }
        match &mut self.next {
            None => true,
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
        }
    }
}

/// What a request gets in an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutageAnswer {
    /// 500 with a readable error.
    #[serde(rename = "500")]
    InternalError,
    /// 503 with a readable error.
    #[serde(rename = "503")]
    Unavailable,
    /// 200 with a page for people.
    #[serde(rename = "html")]
    Html,
    /// 200 with half of an object.
    #[serde(rename = "garbled")]
    Garbled,
    /// 200 with more than any answer of the protocol could be.
    #[serde(rename = "flood")]
    Flood,
    /// The connection is closed without an answer.
    #[serde(rename = "close")]
    Close,
    /// The connection stays open without an answer.
    #[serde(rename = "nothing")]
    Nothing,
    /// 401: the account's key is refused.
    #[serde(rename = "key_refused")]
    KeyRefused,
    /// 429, with `Retry-After` as the outage says.
    #[serde(rename = "rate_limited")]
    RateLimited,
}

/// The kinds of request that an outage can befall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    #[default]
    All,
    Account,
    Audio,
    Submit,
    LookUp,
    Cancel,
    Events,
}

/// The two forms of the header, in seconds of machine time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    #[default]
    None,
    Seconds(u32),
    /// As an HTTP date this many seconds after the answer's own `Date`.
    DateInSeconds(u32),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_object_is_the_default_scenario() {
        assert_eq!(serde_json::from_str::<Scenario>("{}").unwrap(), Scenario::default());
        assert_eq!(Scenario::default().check(), Ok(()));
    }

    #[test]
    fn a_misspelt_field_is_refused() {
        assert!(serde_json::from_str::<Scenario>(r#"{"latency_ms": 5}"#).is_err());
    }

    #[test]
    fn an_outage_reads_as_documented() {
        let outage: Outage = serde_json::from_str(
            r#"{"answer": "rate_limited", "on": "submit", "next": 2, "retry_after": {"seconds": 7}}"#,
        )
        .unwrap();
        let meant = Outage { retry_after: RetryAfter::Seconds(7), ..Outage::of(OutageAnswer::RateLimited) };
        assert_eq!(outage, meant.on(RequestKind::Submit).for_next(2));
    }

    #[test]
    fn an_outage_befalls_only_its_kind_and_only_as_often_as_said() {
        let mut outage = Outage::of(OutageAnswer::Close).on(RequestKind::Submit).for_next(1);
        assert!(!outage.befalls(RequestKind::Events));
        assert!(outage.befalls(RequestKind::Submit));
        assert!(!outage.befalls(RequestKind::Submit));
    }

    #[test]
    fn scenarios_that_cannot_be_played_are_refused_by_field() {
        let refused = |scenario: Scenario| scenario.check().unwrap_err().field;
        assert_eq!(refused(Scenario { latency_min_ms: 9, latency_max_ms: 8, ..Scenario::default() }), "latency_min_ms");
        assert_eq!(refused(Scenario { latency_max_ms: u64::MAX, ..Scenario::default() }), "latency_max_ms");
        assert_eq!(
            refused(Scenario { late_results: Dial { rate: f64::NAN, next: 0 }, ..Scenario::default() }),
            "late_results"
        );
        let mix = BTreeMap::from([("busy".to_owned(), 0.0)]);
        assert_eq!(refused(Scenario { mix, ..Scenario::default() }), "mix");
    }
}
