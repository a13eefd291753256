//! The program ends in the middle of a run, as at a logout or a power cut, and goes on.

use serde_json::json;

use crate::{
    driver::Window,
    stand_in,
    steps::{self, assert_closes},
};

#[test]
fn after_a_quit_and_a_power_cut_in_mid_run_every_count_closes_and_nobody_hears_it_twice() {
    let mut window = steps::open_sample_about_to_run("restart", 120);
    let run = steps::wait_for_lane(&window, "Thin Ice, November");
    let mut sent = 1;
    for end in [Window::kill_and_reopen as fn(&mut Window), Window::quit_and_reopen, Window::kill_and_reopen] {
        steps::wait_for_drops(&window, run, sent);
        end(&mut window);
        assert_eq!(steps::wait_for_lane(&window, "Thin Ice, November"), run);
        let today = steps::today(&window);
        assert_closes(&today["lanes"][0]["counts"]);
        let counts = &today["lanes"][0]["counts"];
        sent = ["delivered", "failed", "unknown"].into_iter().filter_map(|name| counts[name].as_u64()).sum::<u64>() + 3;
    }
    steps::wait_for_end(&window, run);
    window.shot("after-restarts");
    let report = steps::report(&window, run);
    let counts = &report["head"]["counts"];
    assert_closes(counts);
    assert_eq!((&counts["in_progress"], &counts["to_do"]), (&json!(0), &json!(0)));
    assert_nobody_twice(&window, run);
}

/// The stand-in's own count against the report, customer by customer.
fn assert_nobody_twice(window: &Window, run: u64) {
    let ledger = stand_in::ledger(window);
    let delivered = stand_in::deliveries(&ledger);
    assert!(delivered.values().all(|&times| times == 1), "{delivered:?}");
    let mut reported = 0;
    for target in steps::targets(window, run) {
        let number = target["number"].as_str().unwrap_or_default();
        let reached = delivered.contains_key(number);
        match target["state"].as_str().unwrap() {
            "delivered" => assert!(reached, "{target}"),
            "unknown" => {}
            _ => assert!(!reached, "{target}"),
        }
        reported += u64::from(reached);
    }
    assert_eq!(reported, ledger.delivered, "every delivery stands in the report");
}
