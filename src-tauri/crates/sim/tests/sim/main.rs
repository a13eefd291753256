//! The simulator's own eyes: the same seed tells the same story, and a wrong engine is found by the rule that it breaks.

#![cfg(feature = "simulation")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeSet;

use sim::{Kind, Mutant, Plan, many, shrink, tell};

/// Few customers are enough to break a rule, and make a short story.
const DROPS: usize = 12;
/// In so many seeds every mutant is found.
const SEEDS: u64 = 250;

/// The rules that a mutant is found by; the first one to break ends its story.
fn found_by(mutant: Mutant, rules: &[&str]) {
    for seed in 0..SEEDS {
        let plan = Plan { mutant: Some(mutant), ..Plan::of(seed, DROPS) };
        let Some(violation) = tell(&plan).violation else { continue };
        assert!(rules.contains(&violation.rule), "seed {seed}: {violation}");
        let sound = tell(&Plan { mutant: None, ..plan });
        assert_eq!(sound.violation, None, "seed {seed} breaks a rule without the mutant, too");
        return;
    }
    panic!("{mutant:?} is not found in {SEEDS} seeds");
}

#[test]
fn w4_a_new_key_after_a_lost_answer_is_found() {
    found_by(Mutant::NewKeyAfterLostAnswer, &["W4"]);
}

#[test]
fn w3_an_intent_that_is_written_after_the_submit_is_found() {
    found_by(Mutant::IntentAfterSubmit, &["W3"]);
}

#[test]
fn s3_a_reservation_that_leaks_on_stop_is_found() {
    found_by(Mutant::ReservationLeakedOnStop, &["S3"]);
}

#[test]
fn w6_a_port_that_starts_its_next_drop_early_is_found() {
    found_by(Mutant::NextDropEarly, &["W6"]);
}

#[test]
fn l5_a_strike_that_is_counted_twice_on_a_duplicate_result_is_found() {
    found_by(Mutant::ResultCountedTwice, &["L5"]);
}

#[test]
fn r4_a_run_that_starts_twice_on_a_fold_is_found() {
    found_by(Mutant::RunTwiceOnFold, &["R4"]);
}

#[test]
fn r9_the_same_seed_tells_the_same_story_byte_for_byte() {
    for seed in 0..40 {
        let plan = Plan::of(seed, 30);
        let (first, second) = (tell(&plan), tell(&plan));
        assert!(!first.lines.is_empty(), "seed {seed} tells nothing");
        assert_eq!(first.lines, second.lines, "seed {seed}");
        assert_eq!(first.digest, second.digest, "seed {seed}");
    }
}

#[test]
fn every_seed_has_six_kinds_of_faults_and_all_kinds_are_met() {
    let plans: Vec<Plan> = (0..200).map(|seed| Plan::of(seed, DROPS)).collect();
    assert!(plans.iter().all(|plan| plan.kinds.len() >= 6));
    let met: BTreeSet<Kind> = plans.iter().flat_map(|plan| plan.kinds.iter().copied()).collect();
    assert_eq!(met.len() + 1, Kind::ALL.len(), "all but the usual");
}

#[test]
fn every_kind_of_fault_strikes_somewhere() {
    let mut struck = BTreeSet::new();
    for seed in 0..120 {
        struck.extend(tell(&Plan::of(seed, 40)).struck.into_iter().map(|(kind, _)| kind));
    }
    // The day on which the clocks change is a date, not a moment.
    let missing: Vec<_> =
        Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Usual | Kind::DstDay) && !struck.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_failing_story_becomes_short_and_breaks_the_same_rule() {
    let plan = Plan { mutant: Some(Mutant::NewKeyAfterLostAnswer), ..Plan::of(4, DROPS) };
    let story = tell(&plan);
    let rule = story.violation.as_ref().expect("this seed finds it").rule;
    let lines = story.lines.len();
    let (short, story) = shrink(&plan, story);
    assert!(short.people < plan.people || short.kinds.len() < plan.kinds.len());
    assert!(story.lines.len() < lines);
    assert_eq!(story.violation.expect("still").rule, rule);
    assert!(story.lines.last().expect("a line").contains("BROKEN  W4"));
}

#[test]
fn many_seeds_sum_up_to_the_same_on_one_thread_and_on_two() {
    let sums = |threads| {
        let sums = many(0..6, DROPS, None, threads, 1);
        (sums.seeds, sums.drops, sums.delivered, sums.faults, sums.broken.clone())
    };
    assert_eq!(sums(1), sums(2));
    assert!(sums(1).1 > 0);
}

#[test]
fn w12_a_restore_that_sends_is_found() {
    found_by(Mutant::RestoreSends, &["W12"]);
}

#[test]
fn w12_a_release_that_forgets_whom_drops_went_to_is_found() {
    found_by(Mutant::ReleaseForgetsWho, &["W12"]);
}
