//! The manager's main job: a message of their own, a campaign, and a hand on the run while it sends.

use serde_json::{Value, json};

use crate::{
    driver::{By, CONTROL, SHIFT, Window},
    recordings, stand_in,
    steps::{self, assert_closes, assert_sentence_closes, go},
};

const CAMPAIGN: &str = "Own words, November";

#[test]
fn a_campaign_with_an_own_message_is_built_run_paused_changed_resumed_and_reported() {
    let window = steps::open_sample("campaign", 60);
    add_message(&window);
    build(&window);
    run_now(&window);
    let run = steps::wait_for_lane(&window, CAMPAIGN);
    steps::wait_for_drops(&window, run, 1);

    click_in_lane(&window, run, "run-pause");
    wait_for_state(&window, run, "paused");
    let before = drops_of(&window, run);
    window.wait_until("who paused it", "document.body.innerText.includes('paused by')");
    window.shot("run-paused");
    set_count(&window, run, "7");
    window.wait_until("the new count", &format!("{}?.innerText.includes('of 7')", in_lane(run, "run-count")));
    // The field is closed behind it; what is typed into one that closes is typed into nothing.
    window.wait_until("the field is gone", "document.querySelector('[data-testid=\"run-count-input\"]') === null");
    assert_closes(&lane(&window, run)["counts"]);
    // Below what was sent there is nothing to lower to, and the sentence stands beside the field.
    set_count(&window, run, "0");
    window
        .wait_until("a refusal", "document.querySelector('[data-testid=\"run-count-input\"][aria-invalid=\"true\"]')");
    window.press(&["\u{E00C}"]);
    click_in_lane(&window, run, "run-resume");
    wait_for_state(&window, run, "running");
    steps::wait_for_drops(&window, run, before + 1);

    window.press(&[CONTROL, SHIFT, "p"]);
    window.wait_for_words("Everything is paused. Drops in flight finish; nothing new is sent.");
    wait_for_state(&window, run, "paused");
    window.shot("paused-all");
    assert_closes(&lane(&window, run)["counts"]);
    window.click(By::Words("Lift Pause all"));
    window.wait_for(By::Words("Pause all"));
    // Lifting it resumes nobody: each run is asked for.
    assert_eq!(lane(&window, run)["state"], "paused");
    click_in_lane(&window, run, "run-resume");

    steps::wait_for_end(&window, run);
    steps::open_page(&window, &format!("/reports/{run}"));
    assert_sentence_closes(&window.text(By::TestId("report-closing")));
    let report = steps::report(&window, run);
    let counts = &report["head"]["counts"];
    assert_closes(counts);
    assert_eq!((&report["head"]["asked"], &report["head"]["state"]), (&json!(7), &json!("finished")));
    let of = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!(of("chosen") - of("skipped") - of("released"), 7, "{counts}");
    assert!(report["head"]["paused_ms"].as_u64().unwrap() > 0, "two pauses are in the report");
    assert_eq!(report["spec"]["name"], CAMPAIGN);
    let ledger = stand_in::ledger(&window);
    assert!(stand_in::deliveries(&ledger).values().all(|&times| times == 1), "nobody twice");
}

fn add_message(window: &Window) {
    let file = window.own_file("winter check.wav");
    recordings::write_tone(&file, 8, 330.0);
    go(window, "messages");
    window.fill(By::TestId("message-path"), file.to_str().unwrap());
    window.click(By::TestId("message-add"));
    window.wait_for_words("not approved");
    window.wait_until("the recording's page", "location.hash.match(/^#\\/messages\\/\\d+$/)");
    window.fill(By::Label("Name"), "Winter check, own voice");
    window.fill(By::TestId("field-transcript"), "Hello, this is Northgate. Winter is near. Call us at 416 555 0110.");
    window.click(By::TestId("message-save"));
    window.wait_until("it is saved", "!document.querySelector('[data-testid=\"message-approve\"]').disabled");
    window.shot("message-to-approve");
    window.click(By::TestId("message-approve"));
    window.wait_for(By::TestId("message-withdraw"));
}

fn build(window: &Window) {
    go(window, "campaigns");
    window.click(By::TestId("campaign-new"));
    window.fill(By::TestId("field-name"), CAMPAIGN);
    window.click(By::TestId("field-message"));
    window.click(By::Words("Winter check, own voice (English)"));
    window.fill(By::TestId("field-count"), "5");
    // Its own time is over for today, so that only "Run now" starts it.
    window.fill(By::TestId("field-time_local"), "09:00");
    window.wait_until(
        "the first names in order",
        "document.querySelectorAll('[data-testid=\"preview\"] [role=\"listitem\"]').length === 5",
    );
    window.wait_until("everyone else by reason", "document.querySelector('[data-testid=\"reason-not_due\"]')");
    window.shot("builder");
    window.click(By::TestId("activate"));
    window.wait_for_words("Active. The next run is");
}

fn run_now(window: &Window) {
    let list = window.call("campaign_list", &json!({})).unwrap();
    let own = list["campaigns"].as_array().unwrap().iter().find(|campaign| campaign["spec"]["name"] == CAMPAIGN);
    let id = own.map(|campaign| campaign["id"].clone()).expect("the campaign is in the list");
    go(window, "campaigns");
    window.click(By::TestId(&format!("campaign-options-{id}")));
    window.shot("campaigns");
    window.click(By::TestId("campaign-run-now"));
    window.click(By::TestId("confirm"));
    window.wait_until("Today", "location.hash === '#/today'");
}

fn set_count(window: &Window, run: u64, to: &str) {
    if window.run("return document.querySelector('[data-testid=\"run-count-input\"]') === null;") == true {
        click_in_lane(window, run, "run-count");
    }
    window.fill(By::TestId("run-count-input"), to);
    window.click(By::TestId("run-count-set"));
}

fn lane(window: &Window, run: u64) -> Value {
    let today = steps::today(window);
    let lane = today["lanes"].as_array().unwrap().iter().find(|lane| lane["run"] == run);
    lane.cloned().unwrap_or_else(|| panic!("no lane of run {run} in {today}"))
}

fn drops_of(window: &Window, run: u64) -> u64 {
    let counts = &lane(window, run)["counts"];
    ["delivered", "failed", "unknown"].into_iter().filter_map(|name| counts[name].as_u64()).sum()
}

fn in_lane(run: u64, part: &str) -> String {
    format!("document.querySelector('[data-testid=\"lane-{run}\"] [data-testid=\"{part}\"]')")
}

fn click_in_lane(window: &Window, run: u64, part: &str) {
    window.wait_until(part, &format!("{0} && !{0}.disabled", in_lane(run, part)));
    window.run(&format!("{}.click(); return true;", in_lane(run, part)));
}

fn wait_for_state(window: &Window, run: u64, state: &str) {
    window.wait_until(
        state,
        &format!("document.querySelector('[data-testid=\"lane-{run}\"]')?.dataset.state === '{state}'"),
    );
}
