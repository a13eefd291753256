//! What cannot be meant is said beside its field, and what was typed stays.

use serde_json::json;

use crate::{
    driver::{By, Window},
    steps::{self, go, value_of},
};

#[test]
fn a_campaign_that_cannot_be_is_refused_beside_its_fields_and_keeps_what_was_typed() {
    let window = steps::open_sample("bad-campaign", 1);
    let before = campaigns(&window);
    go(&window, "campaigns");
    window.click(By::TestId("campaign-new"));
    window.fill(By::TestId("field-name"), "Not yet right");
    let cases = [
        (&[("field-count", "0")][..], "field-count"),
        (&[("field-count", "10,000,000")], "field-count"),
        (&[("field-count", "many")], "field-count"),
        (
            &[("field-count", "50"), ("field-time_local", "14:00"), ("field-latest_local", "13:00")],
            "field-latest_local",
        ),
        (
            &[("field-latest_local", ""), ("field-start_on", "2026-11-30"), ("field-end_on", "2026-11-25")],
            "field-end_on",
        ),
    ];
    for (typed, at) in cases {
        for (field, text) in typed {
            window.fill(By::TestId(field), text);
        }
        window.run("document.activeElement.blur(); return true;");
        window.click(By::TestId("save-draft"));
        window.wait_until(&format!("a word beside {at}"), &format!("{}.length > 10", said_beside(at)));
        assert_eq!(value_of(&window, "field-name"), "Not yet right");
        for (field, text) in typed.iter().filter(|(field, _)| !field.ends_with("_on")) {
            assert_eq!(value_of(&window, field), *text);
        }
        assert_eq!(campaigns(&window), before, "nothing was saved");
    }
    window.shot("builder-refused");
}

#[test]
fn a_count_of_a_campaign_is_held_to_its_limits_by_the_program_too() {
    let window = steps::open_sample("limits", 1);
    let mut spec = window.call("campaign_get", &json!({ "id": 1 })).unwrap()["spec"].clone();
    for (count, is_fine) in [(0, false), (1, true), (100_000, true), (100_001, false), (10_000_000, false)] {
        spec["count"] = json!({ "kind": "number", "number": count });
        let saved = window.call("campaign_save", &json!({ "id": null, "spec": spec, "based_on": null }));
        assert_eq!(saved.is_ok(), is_fine, "{count}: {saved:?}");
        if let Err(error) = saved {
            assert!(error["field"].as_str().is_some_and(|field| field.starts_with("count")), "{error}");
        }
    }
}

fn campaigns(window: &Window) -> usize {
    window.call("campaign_list", &json!({})).unwrap()["campaigns"].as_array().unwrap().len()
}

/// A JavaScript expression: the words that belong to a field which is marked as wrong.
fn said_beside(id: &str) -> String {
    let input = format!("document.querySelector('[data-testid=\"{id}\"][aria-invalid=\"true\"]')");
    format!(
        "({input}?.getAttribute('aria-describedby') ?? '').split(' ')\
         .map((id) => document.getElementById(id)?.innerText ?? '').join('')"
    )
}
