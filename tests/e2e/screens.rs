//! Every screen, light, dark and in a small window: nothing is cut off sideways, and a picture of each is kept.

use serde_json::{Value, json};

use crate::{
    driver::{By, Window},
    stand_in,
    steps::{self, go},
};

const SCREENS: [&str; 14] = [
    "today",
    "campaigns",
    "fetch",
    "calls",
    "customers",
    "messages",
    "reports",
    "recycle",
    "contact-types",
    "house-accounts",
    "stores",
    "connection",
    "imports",
    "audit",
];

#[test]
fn every_screen_is_whole_in_light() {
    let (window, run) = in_mid_run("light");
    colours(&window, "light");
    look_at_all(&window, run, "light");
}

#[test]
fn every_screen_is_whole_in_dark() {
    let (window, run) = in_mid_run("dark");
    colours(&window, "dark");
    look_at_all(&window, run, "dark");
}

#[test]
fn every_screen_is_whole_in_a_small_window() {
    let (window, run) = in_mid_run("small");
    window.resize(1024, 700);
    look_at_all(&window, run, "small");
}

/// A store at work: some drops are over, one is in progress for long, somebody has called.
fn in_mid_run(test: &str) -> (Window, u64) {
    let window = steps::open_sample_about_to_run(test, 60);
    let run = steps::wait_for_lane(&window, "Thin Ice, November");
    steps::wait_for_drops(&window, run, 6);
    stand_in::slow_down(&window);
    log_a_call_back(&window, run);
    (window, run)
}

#[test]
fn an_empty_store_says_on_every_screen_what_to_do_next() {
    let window = steps::open_own_store("empty");
    for screen in SCREENS {
        go(&window, screen);
        settle(&window, screen);
        window.shot(&format!("empty-{screen}"));
    }
    steps::open_page(&window, "/campaigns/new");
    window.wait_for_words("No customers yet");
    window.shot("empty-builder");
}

fn look_at_all(window: &Window, run: u64, kind: &str) {
    for screen in SCREENS {
        go(window, screen);
        settle(window, screen);
        assert_whole(window, &format!("{screen}, {kind}"));
        window.shot(&format!("{kind}-{screen}"));
    }
    let target = &steps::targets(window, run)[2];
    let pages = [
        ("customer", format!("/customers/{}", target["customer"]), "Contact History"),
        ("builder", "/campaigns/1".to_owned(), "In this order"),
        ("report", format!("/reports/{run}"), "Took exactly"),
    ];
    for (name, place, words) in pages {
        steps::open_page(window, &place);
        window.wait_for_words(words);
        assert_whole(window, &format!("{name}, {kind}"));
        window.shot(&format!("{kind}-{name}"));
    }
}

/// A screen stands when its heading is there and nothing is being waited for.
fn settle(window: &Window, screen: &str) {
    window.wait_until(
        &format!("{screen} to stand"),
        "document.querySelector('#content h1') && !document.querySelector('#content [aria-busy=\"true\"]')",
    );
}

/// Nothing reaches out of the window sideways but what scrolls by itself.
fn assert_whole(window: &Window, where_: &str) {
    let cut = window.run(
        "const c = document.getElementById('content'); const wide = (e) => e.scrollWidth > e.clientWidth + 1;\
         return [document.documentElement, c].filter(wide).map((e) => `${e.tagName} ${e.scrollWidth} > ${e.clientWidth}`);",
    );
    assert_eq!(cut, json!([]), "{where_} is cut off");
}

fn colours(window: &Window, scheme: &str) {
    let settings = window.call("settings_get", &json!({})).unwrap()["settings"].clone();
    let with = |mut settings: Value| {
        settings["color_scheme"] = json!(scheme);
        settings
    };
    window.call("settings_save", &json!({ "settings": with(settings) })).unwrap();
    // What the menu at the top right does, without its waiting.
    window.run("location.reload(); return true;");
    window.wait_until(
        scheme,
        &format!("document.documentElement.dataset.mantineColorScheme === '{scheme}' && document.querySelector('[data-testid=\"nav-today\"]')"),
    );
}

fn log_a_call_back(window: &Window, run: u64) {
    let targets = steps::targets(window, run);
    let heard = targets.iter().find(|target| target["disposition"] == "delivered").expect("somebody heard it");
    let call_back = json!({ "customer": heard["customer"], "outcome": "booked", "note": "Thursday at nine" });
    window.call("call_back_log", &call_back).unwrap();
    window.wait_for(By::TestId("tile-call-backs"));
}
