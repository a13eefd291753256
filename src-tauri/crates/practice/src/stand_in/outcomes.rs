//! How each drop will end: decided when it is accepted, from the seed, the number and how often that number was tried.
//!
//! The same seed, number and attempt give the same ending in every process and on every platform, so draws come from
//! SHA-256 and not from a random generator whose stream a new version may change.

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::scenario::Scenario;

/// A word that no protocol lists; clients must keep it and treat it as a failure.
pub const UNKNOWN_WORD: &str = "left_with_concierge";
/// When the result of line 0108 is reported, in clock time after acceptance: past the engine's overdue limit.
const LINE_0108_REPORT_AFTER: Duration = Duration::from_secs(20 * 60);

/// Weights out of 1000. The first group are properties of a number: it ends so every time it is tried.
const OF_THE_NUMBER: [(&str, f64); 4] =
    [("impossible", 50.0), ("mailbox_not_set_up", 12.0), ("landline", 7.0), ("dnc", 2.0)];
const OF_THE_ATTEMPT: [(&str, f64); 7] = [
    ("delivered", 780.0),
    ("unavailable", 40.0),
    ("mailbox_full", 40.0),
    ("no_answer", 32.0),
    ("busy", 30.0),
    ("failed", 4.0),
    ("carrier_refused", 3.0),
];

/// How one drop will end, unless it is cancelled first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub word: String,
    /// Clock time from acceptance until the outcome exists; `None`: never.
    pub outcome_after: Option<Duration>,
    /// Clock time from acceptance until it is reported; `None`: never. Not less than `outcome_after`.
    pub report_after: Option<Duration>,
    /// How often it is reported.
    pub reports: u32,
    /// A different word that is reported after it.
    pub contradiction: Option<String>,
    pub cancel: CancelRule,
    pub answer: Answer,
}

/// What a cancel of a drop is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelRule {
    /// Cancelled before the outcome exists, too late after.
    UntilOutcome,
    AlwaysTooLate,
}

/// Whether the submit that made the drop gets its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Given,
    Lost,
}

/// Plans the `attempt`-th drop (from 0) to `number` (E.164).
///
/// Uses up what the scenario's dials say about the next drops.
pub fn plan(seed: u64, number: &str, attempt: u64, scenario: &mut Scenario) -> Plan {
    let draws = Draws { seed, number, attempt };
    let latency = latency(scenario, draws.of_attempt("latency"));
    let late_by = Duration::from_millis(scenario.late_by_ms);
    let is_late = scenario.late_results.befalls(draws.of_attempt("late"));
    let is_repeated = scenario.duplicate_results.befalls(draws.of_attempt("duplicate"));
    let is_contradicted = scenario.contradictory_results.befalls(draws.of_attempt("contradictory"));
    let is_lost = scenario.lost_answers.befalls(draws.of_attempt("lost"));

    let fixed = fixed_line(number);
    let word = fixed.and_then(fixed_word).map_or_else(|| drawn_word(&draws, scenario), str::to_owned);
    let mut plan = Plan {
        contradiction: is_contradicted.then(|| contradiction_of(&word).to_owned()),
        word,
        outcome_after: Some(latency),
        report_after: Some(if is_late { latency + late_by } else { latency }),
        reports: if is_repeated { 2 } else { 1 },
        cancel: CancelRule::UntilOutcome,
        answer: if is_lost { Answer::Lost } else { Answer::Given },
    };
    match fixed {
        Some(107) => {
            plan.outcome_after = None;
            plan.report_after = None;
            plan.cancel = CancelRule::AlwaysTooLate;
        }
        // It is in the mailbox after the usual time; only its result comes late.
        Some(108) => {
            plan.report_after = Some(LINE_0108_REPORT_AFTER.max(latency));
            plan.cancel = CancelRule::AlwaysTooLate;
        }
        Some(109) => plan.answer = Answer::Lost,
        Some(110) => plan.reports = 2,
        _ => {}
    }
    plan
}

/// The last four digits of a number of exchange 555, whatever its area code, if they have a fixed outcome.
fn fixed_line(number: &str) -> Option<u16> {
    let national = number.strip_prefix("+1").filter(|digits| digits.len() == 10)?;
    let line = national.get(3..)?.strip_prefix("555")?.parse().ok()?;
    (100..=111).contains(&line).then_some(line)
}

fn fixed_word(line: u16) -> Option<&'static str> {
    Some(match line {
        100 | 107 | 108 | 109 | 110 => "delivered",
        101 => "impossible",
        102 => "busy",
        103 => "unavailable",
        104 => "mailbox_full",
        105 => "no_answer",
        106 => "landline",
        111 => UNKNOWN_WORD,
        _ => return None,
    })
}

fn drawn_word(draws: &Draws<'_>, scenario: &Scenario) -> String {
    if !scenario.mix.is_empty() {
        let weights: Vec<_> = scenario.mix.iter().map(|(word, weight)| (word.as_str(), *weight)).collect();
        return pick(&weights, draws.of_attempt("word")).to_owned();
    }
    let lasting: f64 = OF_THE_NUMBER.iter().map(|(_, weight)| weight / 1000.0).sum();
    let draw = draws.of_number("lasting word");
    let word = if draw < lasting {
        pick(&OF_THE_NUMBER, draw / lasting)
    } else {
        pick(&OF_THE_ATTEMPT, draws.of_attempt("word"))
    };
    word.to_owned()
}

/// The entry at `draw` (0 to 1) of the way through the weights.
fn pick<'w>(weights: &[(&'w str, f64)], draw: f64) -> &'w str {
    let mut left = draw * weights.iter().map(|(_, weight)| weight).sum::<f64>();
    for (word, weight) in weights {
        if left < *weight {
            return word;
        }
        left -= weight;
    }
    // Only rounding leads here; the last word with a weight is then the right one.
    weights.iter().rev().find(|(_, weight)| *weight > 0.0).map_or("failed", |(word, _)| word)
}

fn contradiction_of(word: &str) -> &'static str {
    if word == "delivered" { "failed" } else { "delivered" }
}

fn latency(scenario: &Scenario, draw: f64) -> Duration {
    let span_us = (scenario.latency_max_ms - scenario.latency_min_ms) as f64 * 1000.0;
    Duration::from_millis(scenario.latency_min_ms) + Duration::from_micros((span_us * draw) as u64)
}

/// The chances of one drop, each drawn for its own purpose so that one more question does not shift the others.
struct Draws<'n> {
    seed: u64,
    number: &'n str,
    attempt: u64,
}

impl Draws<'_> {
    fn of_attempt(&self, purpose: &str) -> f64 {
        self.draw(purpose, Some(self.attempt))
    }

    fn of_number(&self, purpose: &str) -> f64 {
        self.draw(purpose, None)
    }

    /// From 0 (included) to 1 (not included).
    fn draw(&self, purpose: &str, attempt: Option<u64>) -> f64 {
        let text = format!("{}|{}|{attempt:?}|{purpose}", self.seed, self.number);
        let digest = Sha256::digest(text.as_bytes());
        let mut bits: u64 = 0;
        for byte in digest.iter().take(8) {
            bits = bits << 8 | u64::from(*byte);
        }
        // 53 bits: all that a float between 0 and 1 can hold evenly.
        (bits >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::super::scenario::Dial;
    use super::*;

    fn planned(number: &str, attempt: u64) -> Plan {
        plan(7, number, attempt, &mut Scenario::default())
    }

    #[test]
    fn the_fixed_lines_end_as_the_protocol_page_says_whatever_the_area_code() {
        for area in ["416", "613", "905"] {
            let word = |line: &str| planned(&format!("+1{area}555{line}"), 3).word;
            let lines = ["0100", "0101", "0102", "0103", "0104", "0105", "0106", "0109", "0110", "0111"];
            assert_eq!(
                lines.map(word),
                [
                    "delivered",
                    "impossible",
                    "busy",
                    "unavailable",
                    "mailbox_full",
                    "no_answer",
                    "landline",
                    "delivered",
                    "delivered",
                    UNKNOWN_WORD
                ]
            );
        }
    }

    #[test]
    fn line_0107_never_ends_and_line_0108_ends_in_time_but_is_reported_after_twenty_minutes() {
        let silent = planned("+14165550107", 0);
        assert_eq!((silent.outcome_after, silent.report_after), (None, None));
        assert_eq!(silent.cancel, CancelRule::AlwaysTooLate);

        let late = planned("+14165550108", 0);
        assert!(late.outcome_after.unwrap() <= Duration::from_secs(60));
        assert_eq!(late.report_after, Some(Duration::from_secs(20 * 60)));
        assert_eq!(late.cancel, CancelRule::AlwaysTooLate);
    }

    #[test]
    fn line_0109_loses_its_answer_and_line_0110_is_reported_twice() {
        assert_eq!(planned("+14165550109", 0).answer, Answer::Lost);
        assert_eq!(planned("+14165550110", 0).reports, 2);
    }

    #[test]
    fn another_exchange_or_country_has_no_fixed_lines() {
        assert_eq!(fixed_line("+14165560101"), None);
        assert_eq!(fixed_line("+445550101"), None);
        assert_eq!(fixed_line("+14165550112"), None);
    }

    #[test]
    fn the_same_seed_number_and_attempt_end_the_same_and_another_seed_does_not_always() {
        let number = |i: u32| format!("+1416556{i:04}");
        assert!((0..200).all(|i| planned(&number(i), 1) == planned(&number(i), 1)));
        assert!((0..200).any(|i| planned(&number(i), 1) != plan(8, &number(i), 1, &mut Scenario::default())));
    }

    #[test]
    fn about_78_of_100_drops_of_the_mix_are_delivered_and_every_word_occurs() {
        let words: Vec<String> = (0..10_000).map(|i| planned(&format!("+1416556{i:04}"), 0).word).collect();
        let delivered = words.iter().filter(|word| *word == "delivered").count();
        assert!((7_300..=7_900).contains(&delivered), "{delivered}");
        for (word, _) in OF_THE_NUMBER.iter().chain(&OF_THE_ATTEMPT) {
            assert!(words.iter().any(|w| w == word), "{word}");
        }
    }

    #[test]
    fn a_number_that_does_not_exist_stays_impossible_at_every_attempt() {
        let number = (0..10_000).map(|i| format!("+1416556{i:04}")).find(|n| planned(n, 0).word == "impossible");
        let number = number.unwrap();
        assert!((1..20).all(|attempt| planned(&number, attempt).word == "impossible"));
    }

    #[test]
    fn a_scenario_sets_the_mix_the_latency_and_what_goes_wrong_next() {
        let mut scenario = Scenario {
            latency_min_ms: 1000,
            latency_max_ms: 1000,
            mix: [("busy".to_owned(), 1.0)].into(),
            late_results: Dial::next(1),
            contradictory_results: Dial::always(),
            ..Scenario::default()
        };
        let first = plan(7, "+14165560001", 0, &mut scenario);
        let second = plan(7, "+14165560001", 1, &mut scenario);
        assert_eq!((first.word.as_str(), first.outcome_after), ("busy", Some(Duration::from_secs(1))));
        assert_eq!(first.report_after, Some(Duration::from_secs(1 + 20 * 60)));
        assert_eq!(first.contradiction.as_deref(), Some("delivered"));
        assert_eq!(second.report_after, Some(Duration::from_secs(1)));
    }
}
