//! What several journeys do on their way.

use std::time::Duration;

use chrono::{Timelike, Utc};
use serde_json::{Value, json};

use crate::driver::{By, Window};

/// For what reads or writes a large file.
pub const LONG: Duration = Duration::from_secs(180);

/// 10:00 at the store, on a Tuesday that is no holiday. The sample's campaign starts five minutes later.
const TUESDAY: &str = "2026-11-24T15:00:00Z";

/// The last moment before that campaign starts.
const ABOUT_TO_START: &str = "2026-11-24T15:04:40Z";

/// Through the first door into the sample dealership, so many times faster than life.
pub fn open_sample(test: &str, speed: u32) -> Window {
    open_sample_at(test, TUESDAY, speed)
}

/// The same, with its campaign about to start.
pub fn open_sample_about_to_run(test: &str, speed: u32) -> Window {
    open_sample_at(test, ABOUT_TO_START, speed)
}

fn open_sample_at(test: &str, start: &str, speed: u32) -> Window {
    let window = Window::open_with(test, &["--practice-clock", &format!("{start},{speed}")]);
    window.click(By::TestId("door-sample"));
    window.click(By::TestId("create"));
    window.wait_for(By::TestId("tile-delivered"));
    window
}

/// Through the second door into an empty practice store.
pub fn open_own_store(test: &str) -> Window {
    let window = Window::open_with(test, &["--practice-clock", TUESDAY]);
    window.click(By::TestId("door-own_file"));
    window.type_into(By::Label("Name of the store"), "Northgate Motors");
    window.click(By::TestId("create"));
    window.wait_for(By::TestId("import-path"));
    window
}

/// Through the third door into a live store.
pub fn open_live_store(test: &str) -> Window {
    let window = Window::open(test);
    window.click(By::TestId("door-set_up_store"));
    window.type_into(By::Label("Name of the store"), "Northgate Motors");
    window.click(By::TestId("create"));
    window.wait_for(By::TestId("tile-delivered"));
    let mut store = window.call("house_status", &json!({})).expect("a store")["store"].take();
    // A live file has the machine's time, and the test runs at any hour: where the store lies it is never midnight.
    let evening = if (3..9).contains(&Utc::now().hour()) { "America/Vancouver" } else { "America/Toronto" };
    store["zone"] = json!(evening);
    let open = |day: &&str| json!({ "department": "service", "day": day, "opens_local": "00:00:00", "closes_local": "23:59:00" });
    store["hours"] = json!(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().map(open).collect::<Vec<_>>());
    window.call("store_save", &store).expect("hours");
    window
}

/// To a screen, by the rail.
pub fn go(window: &Window, screen: &str) {
    window.click(By::TestId(&format!("nav-{screen}")));
    // The first screen needs no place in the address.
    window.wait_until(screen, &format!("(location.hash || '#/today') === '#/{screen}'"));
}

/// Opens the page of a customer, a campaign or a run as a link in the window does.
pub fn open_page(window: &Window, place: &str) {
    window.run(&format!("location.hash = {}; return true;", Value::from(place)));
}

/// What stands in a field.
pub fn value_of(window: &Window, field: &str) -> String {
    window.wait_for(By::TestId(field));
    let value = window.run(&format!("return document.querySelector('[data-testid=\"{field}\"]').value;"));
    value.as_str().unwrap_or_default().to_owned()
}

/// Waits for a sentence that belongs to a field marked as wrong: what a screen reader reads with it.
pub fn fault_of(window: &Window, field: &str, says: &str) {
    let input = format!("document.querySelector('[data-testid=\"{field}\"][aria-invalid=\"true\"]')");
    window.wait_until(
        &format!("{says:?} beside {field}"),
        &format!(
            "({input}?.getAttribute('aria-describedby') ?? '').split(' ')\
             .map((id) => document.getElementById(id)?.innerText ?? '').join(' ').includes({})",
            Value::from(says)
        ),
    );
}

pub fn today(window: &Window) -> Value {
    window.call("today_get", &json!({})).expect("today")
}

pub fn report(window: &Window, run: u64) -> Value {
    window.call("run_report", &json!({ "run": run })).expect("a report")
}

/// Every customer of a run.
pub fn targets(window: &Window, run: u64) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = Value::Null;
    loop {
        let mut page = window.call("run_targets", &json!({ "run": run, "after": after })).expect("targets");
        all.append(page["targets"].as_array_mut().expect("a list"));
        after = page["after"].take();
        if after.is_null() {
            return all;
        }
    }
}

/// Waits until a lane with that name is on Today and gives its run.
pub fn wait_for_lane(window: &Window, campaign: &str) -> u64 {
    let lane = format!("document.querySelector('[data-testid^=\"lane-\"][aria-label={}]')", Value::from(campaign));
    let id = window.wait_until(&format!("the lane of {campaign}"), &format!("{lane}?.dataset.testid.slice(5)"));
    id.as_str().and_then(|id| id.parse().ok()).expect("a run")
}

/// Waits until so many drops of a run have come to an end, as its lane shows it.
pub fn wait_for_drops(window: &Window, run: u64, at_least: u64) {
    let shown = format!(
        "document.querySelector('[data-testid=\"lane-{run}\"] [data-testid=\"run-count\"]')?.innerText.match(/^[\\d,]+/)"
    );
    window.wait_until(
        &format!("{at_least} drops"),
        &format!("(() => {{ const m = {shown}; return m && Number(m[0].replace(',', '')) >= {at_least}; }})()"),
    );
}

/// Waits until the run stands among those that ended today.
pub fn wait_for_end(window: &Window, run: u64) {
    window.wait_for(By::TestId(&format!("ended-{run}")));
}

/// Product page, section 4: chosen = delivered + failed + unknown + in progress + skipped + released + to do.
pub fn assert_closes(counts: &Value) {
    let of = |name: &str| counts[name].as_u64().unwrap_or_else(|| panic!("{name} in {counts}"));
    let parts = ["delivered", "failed", "unknown", "in_progress", "skipped", "released", "to_do"];
    assert_eq!(of("chosen"), parts.into_iter().map(of).sum::<u64>(), "{counts}");
}

/// The same from the words on the screen: "48 chosen = 40 delivered + 8 failed".
pub fn assert_sentence_closes(sentence: &str) {
    let (chosen, parts) = sentence.split_once(" chosen = ").unwrap_or_else(|| panic!("{sentence}"));
    let number = |words: &str| -> u64 {
        let digits: String = words.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or_else(|_| panic!("{sentence}"))
    };
    assert_eq!(number(chosen), parts.split(" + ").map(number).sum::<u64>(), "{sentence}");
}
