//! The phone rings during a drop: who is it, why are they calling, and what do they want.

use serde_json::{Value, json};

use crate::{
    driver::{By, CONTROL, Window},
    stand_in, steps,
};

#[test]
fn the_digits_of_a_caller_lead_during_the_drop_to_why_they_may_be_calling_and_the_call_is_logged() {
    let window = steps::open_sample_about_to_run("caller", 4);
    stand_in::slow_down(&window);
    let drop = drop_in_progress(&window);
    find(&window, &last_digits(&drop), &drop["customer"]);
    window.wait_for(By::TestId("why-calling"));
    let why = window.text(By::TestId("why-calling"));
    for words in ["In Progress", "Why they may be calling", "Thin Ice, November", "The message says:"] {
        assert!(why.contains(words), "{words} in {why}");
    }
    window.shot("why-they-may-be-calling");

    // One key, one choice, Enter.
    window.press(&["l"]);
    window.click(By::TestId("outcome-informed"));
    window.fill(By::TestId("call-back-note"), "Wanted to know the price of an oil change");
    window.shot("log-call-back");
    window.click(By::TestId("confirm"));
    window.wait_for_words("The call-back is logged, from");
    let history = "document.querySelector('[data-testid=\"history\"]').innerText";
    window.wait_until(
        "the call in Contact History",
        &format!("{history}.includes('Wanted to know the price of an oil change')"),
    );
    steps::go(&window, "today");
    window.wait_until(
        "the tile",
        "document.querySelector('[data-testid=\"tile-call-backs\"]')?.innerText.includes('\\n1')",
    );
}

#[test]
fn an_opt_out_stops_the_next_drop_to_that_number() {
    let window = steps::open_sample_about_to_run("opt-out", 60);
    let run = steps::wait_for_lane(&window, "Thin Ice, November");
    window.click(By::Words("Pause Thin Ice, November"));
    window.wait_for(By::Words("Resume Thin Ice, November"));
    let targets = steps::targets(&window, run);
    // The next one in line.
    let waiting = targets.iter().find(|target| target["state"] == "reserved").expect("somebody waits");
    let number = waiting["number"].as_str().unwrap().to_owned();
    find(&window, &number[2..], &waiting["customer"]);
    window.wait_for_words("held by Thin Ice, November until");
    window.click(By::TestId("opt-out"));
    window.fill(By::TestId("opt-out-reason"), "Asked by phone, wants no voicemails");
    window.click(By::TestId("confirm"));
    window.wait_for(By::TestId("opt-in"));
    window.wait_for_words("Asked by phone, wants no voicemails");
    window.shot("opted-out");

    steps::go(&window, "today");
    window.click(By::Words("Resume Thin Ice, November"));
    window.wait_until(
        "the skip",
        &format!("document.querySelector('[data-testid=\"lane-{run}\"]').innerText.includes('1 skipped')"),
    );
    let targets = steps::targets(&window, run);
    let skipped = targets.iter().find(|target| target["customer"] == waiting["customer"]).unwrap();
    assert_eq!((&skipped["state"], &skipped["reason"]), (&json!("skipped"), &json!("opted_out")));
    let ledger = stand_in::ledger(&window);
    assert!(ledger.drops.iter().all(|drop| drop.to != number), "no drop went to {number}");
    // And the builder of the next run counts them there, by name.
    let people = json!({ "spec": steps::report(&window, run)["spec"], "group": "opted_out", "offset": 0 });
    let people = window.call("campaign_preview_people", &people).unwrap();
    let out = people["people"].as_array().unwrap().iter().any(|row| row["person"]["customer"] == waiting["customer"]);
    assert!(out, "{people}");
}

/// Waits until a drop is in progress, as Today shows it.
fn drop_in_progress(window: &Window) -> Value {
    let id = window.wait_until(
        "a drop in progress",
        "[...document.querySelectorAll('[data-testid^=\"drop-\"]')]\
         .find((r) => r.innerText.includes('In Progress'))?.dataset.testid.slice(5)",
    );
    let id: u64 = id.as_str().and_then(|id| id.parse().ok()).unwrap();
    let today = steps::today(window);
    let row = today["drops"].as_array().unwrap().iter().find(|row| row["attempt"] == id);
    row.cloned().unwrap_or_else(|| panic!("{id} in {today}"))
}

fn last_digits(drop: &Value) -> String {
    let number = drop["number"].as_str().unwrap();
    number[number.len() - 7..].to_owned()
}

/// Ctrl+K, what the display of the phone shows, and a choice among those it could be.
fn find(window: &Window, digits: &str, customer: &Value) {
    window.press(&[CONTROL, "k"]);
    window.wait_until("the search box", "document.activeElement?.dataset.testid === 'search-input'");
    window.type_into(By::TestId("search-input"), digits);
    window.wait_for(By::TestId(&format!("hit-{customer}")));
    window.shot("search");
    window.click(By::TestId(&format!("hit-{customer}")));
    window.wait_until("their page", &format!("location.hash === '#/customers/{customer}'"));
}
