//! An Unsold schedule: whoever came into the showroom and did not buy hears a message two hours later.

use std::fs;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::{
    driver::{By, Window},
    steps::{self, go},
};

/// The sample's schedule: its first step goes out two hours after the entry.
const SCHEDULE: &str = "After the showroom";
pub const VISITOR: &str = "Robin Valecourt";

#[test]
fn an_unsold_step_goes_out_two_hours_after_the_traffic_log_entry_and_not_before() {
    let window = steps::open_sample("unsold", 300);
    let entered_at = take_the_entry_in(&window);
    let visitor = find(&window, VISITOR);
    switch_on(&window);
    hears_it_two_hours_later(&window, visitor, entered_at, "unsold");
}

/// Waits at Today until the step stands open, and then on the visitor's page until they heard it.
pub fn hears_it_two_hours_later(window: &Window, visitor: u64, entered_at: DateTime<Utc>, shots: &str) {
    go(window, "today");
    let opened =
        "[...document.querySelectorAll('[data-testid^=\"lane-\"]')].some((lane) => lane.innerText.includes('open'))";
    window.wait_until("the standing run is open and in no line", opened);
    window.shot(&format!("{shots}-open"));

    steps::open_page(window, &format!("/customers/{visitor}"));
    window.wait_until("the drop in Contact History", &format!("{}?.includes('Voice Drop')", words_of("history")));
    window.wait_for_words("Why they may be calling");
    window.shot(&format!("{shots}-heard"));
    let history = window.call("customer_history", &json!({ "customer": visitor, "before": null })).expect("history");
    let drop = &history["rows"][0];
    let sent_at: DateTime<Utc> = drop["started_at"].as_str().expect("a time").parse().expect("a time");
    assert_eq!((&drop["user_name"], &drop["contact_type"]), (&json!("Voice Drop"), &json!("unsold")));
    assert!(sent_at >= entered_at + TimeDelta::hours(2), "entered {entered_at}, sent {sent_at}");
}

/// The id of a customer by name.
pub fn find(window: &Window, name: &str) -> u64 {
    let found = window.call("customer_search", &json!({ "text": name })).expect("hits");
    found["hits"][0]["id"].as_u64().unwrap_or_else(|| panic!("{name} is on file: {found}"))
}

/// A traffic log with one visitor of this very minute, through the window.
pub fn take_the_entry_in(window: &Window) -> DateTime<Utc> {
    let now: DateTime<Utc> = window.call("house_status", &json!({})).expect("a store")["now"]
        .as_str()
        .expect("now")
        .parse()
        .expect("a time");
    // Toronto in November, to the minute as a log has it.
    let local = (now - TimeDelta::hours(5)).format("%Y-%m-%d,%H:%M");
    let entered_at = now - TimeDelta::seconds(now.timestamp() % 60);
    let file = window.own_file("traffic log.csv");
    let header =
        "Entry No,Entry Date,Entry Time,First Name,Last Name,Cell Phone,Status,Traffic Type,Vehicle of Interest";
    fs::write(
        &file,
        format!("{header}\nTL9001,{local},Robin,Valecourt,(807) 555-0164,Working,Walk-in,2026 Honda Civic\n"),
    )
    .expect("a file");
    go(window, "imports");
    window.fill(By::TestId("import-path"), file.to_str().expect("a path"));
    window.click(By::TestId("import-open"));
    window.wait_for(By::TestId("import-commit"));
    window.shot("unsold-log");
    window.click(By::TestId("import-commit"));
    window.wait_for(By::TestId("import-done"));
    entered_at
}

fn switch_on(window: &Window) {
    let list = window.call("schedule_list", &json!({})).expect("schedules");
    let schedules = list["schedules"].as_array().expect("a list");
    let own = schedules.iter().find(|schedule| schedule["spec"]["name"] == SCHEDULE).expect("the sample's schedule");
    window.call("schedule_activate", &json!({ "id": own["id"] })).expect("it is ready to go out");
}

fn words_of(part: &str) -> String {
    format!("document.querySelector('[data-testid=\"{part}\"]')?.innerText")
}
