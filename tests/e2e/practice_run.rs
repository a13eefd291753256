//! The shortest way to what the program is for: from nothing to a finished run and its report.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::{
    driver::{By, Window},
    stand_in,
    steps::{self, assert_closes, assert_sentence_closes},
};

#[test]
fn the_first_start_leads_to_a_finished_practice_run_and_its_exact_report() {
    let window = steps::open_sample_about_to_run("practice-run", 300);
    window.wait_for_words("PRACTICE: no real calls. A simulated Stratics answers.");
    let run = steps::wait_for_lane(&window, "Thin Ice, November");
    let lane = format!("lane-{run}");
    window.wait_until("a port", &format!("{}?.includes('Port 1')", words_of(&lane)));
    steps::wait_for_drops(&window, run, 1);
    window.wait_until("In Progress in the list", &format!("{}?.includes('In Progress')", words_of("drops")));
    window.wait_until("a result in the list", &format!("{}?.includes('Delivered')", words_of("drops")));
    assert_closes(&steps::today(&window)["lanes"][0]["counts"]);

    steps::wait_for_end(&window, run);
    window.click(By::Words("Thin Ice, November"));
    window.wait_for(By::TestId("report-duration"));
    let report = steps::report(&window, run);
    assert_eq!(report["head"]["state"], "finished");
    assert_eq!(window.text(By::TestId("report-duration")).lines().last(), Some(exact_duration(&report).as_str()));
    let started = at(&report, "started_at");
    let local = (started - TimeDelta::hours(5)).format("%H:%M:%S").to_string();
    assert!(window.text(By::TestId("report-started")).contains(&local), "{local} at the store");
    assert!(started >= "2026-11-24T15:05:00Z".parse::<DateTime<Utc>>().unwrap(), "not before 10:05: {started}");
    let sentence = window.text(By::TestId("report-closing"));
    assert_sentence_closes(&sentence);
    let counts = &report["head"]["counts"];
    assert_closes(counts);
    let took_place = counts["delivered"].as_u64().zip(counts["failed"].as_u64()).map(|(d, f)| d + f);
    assert!(took_place.is_some_and(|drops| drops > 0) && counts["in_progress"] == 0 && counts["to_do"] == 0);
    assert!(sentence.starts_with(&counts["chosen"].to_string()), "{sentence}");
    assert_the_ledger_agrees(&window, counts);
}

/// As the window writes it: `24 m 09 s`, from the end less the start.
fn exact_duration(report: &Value) -> String {
    let took = at(report, "ended_at") - at(report, "started_at");
    assert_eq!(report["head"]["duration_ms"], took.num_milliseconds());
    let seconds = (took.num_milliseconds() + 500) / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    if hours > 0 { format!("{hours} h {minutes:02} m {rest:02} s") } else { format!("{minutes} m {rest:02} s") }
}

fn at(report: &Value, name: &str) -> DateTime<Utc> {
    report["head"][name].as_str().expect("a time").parse().expect("a time")
}

fn assert_the_ledger_agrees(window: &Window, counts: &Value) {
    let ledger = stand_in::ledger(window);
    let of = |name: &str| counts[name].as_u64().expect("a count");
    assert!((of("delivered")..=of("delivered") + of("unknown")).contains(&ledger.delivered), "{counts}");
    assert_eq!(ledger.delivered, ledger.distinct_numbers);
}

fn words_of(part: &str) -> String {
    format!("document.querySelector('[data-testid=\"{part}\"]')?.innerText")
}
