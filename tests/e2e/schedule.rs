//! Unsold and Sales schedules built by mouse, from an empty form to a drop in somebody's Contact History.

use serde_json::{Value, json};

use crate::{
    driver::{By, Window},
    steps::{self, go, value_of},
    unsold,
};

const NAME: &str = "Showroom, two hours and a week";

#[test]
fn an_unsold_schedule_is_built_by_mouse_and_its_first_step_goes_out_two_hours_after_the_entry() {
    let window = steps::open_sample("schedule", 300);
    let entered_at = unsold::take_the_entry_in(&window);
    open_new(&window);
    window.shot("schedule-new");
    window.type_into(By::TestId("field-name"), NAME);
    pick(&window, "field-statuses", "Working");
    pick(&window, "field-traffic_types", "Walk-in");
    // The name of the part is a way to close a list that stays open for more.
    window.click(By::TestId("field-name"));
    pick(&window, "step-0-message", "Thank you for your interest");
    window.click(By::TestId("step-add"));
    window.fill(By::TestId("step-1-after"), "7");
    window.wait_for(By::TestId("step-1-returns_later"));
    // Without a message the second step cannot go out: said beside it, and what was built stays, saved as a draft.
    window.click(By::TestId("activate"));
    steps::fault_of(&window, "step-1-message", "Choose an approved message for this step.");
    assert_eq!((value_of(&window, "field-name"), value_of(&window, "step-1-after")), (NAME.to_owned(), "7".to_owned()));
    window.shot("schedule-refused");
    pick(&window, "step-1-message", "Still here for you");
    window.click(By::TestId("look-1"));
    window.shot("schedule-built");
    window.click(By::TestId("activate"));
    window.wait_for_words("Active. While today’s window is open, it goes out today.");
    window.click(By::Words("Schedules /"));
    window.wait_for_words(NAME);
    window.shot("schedule-list");

    let visitor = unsold::find(&window, unsold::VISITOR);
    unsold::hears_it_two_hours_later(&window, visitor, entered_at, "schedule");
}

#[test]
fn a_sales_schedule_is_built_by_mouse_and_switched_on() {
    let window = steps::open_sample("schedule-sales", 1);
    open_new(&window);
    window.click(By::Words("Sales"));
    window.wait_for_words("Older deals are not swept in.");
    window.type_into(By::TestId("field-name"), "After the handover");
    window.fill(By::TestId("step-0-after"), "3");
    pick(&window, "step-0-after-unit", "days");
    pick(&window, "step-0-message", "Your new car");
    window.click(By::TestId("activate"));
    window.wait_for_words("Active. While today’s window is open, it goes out today.");
    window.shot("schedule-sales");
    let list = window.call("schedule_list", &json!({})).unwrap();
    let own = list["schedules"].as_array().unwrap().iter().find(|row| row["spec"]["name"] == "After the handover");
    let own = own.unwrap_or_else(|| panic!("{list}"));
    assert_eq!((&own["state"], &own["spec"]["contact_type"]), (&json!("active"), &json!("sales")));
    assert_eq!(own["spec"]["steps"][0]["after"], json!({ "unit": "days", "days": 3 }));
}

fn open_new(window: &Window) {
    go(window, "campaigns");
    window.click(By::TestId("tab-schedules"));
    window.click(By::TestId("schedule-new"));
    window.wait_for(By::TestId("step-0"));
}

/// Chooses the entry of a list that begins with these words; behind them stands a language or a count.
fn pick(window: &Window, field: &str, entry: &str) {
    window.click(By::TestId(field));
    let option = format!(
        "[...document.querySelectorAll('[role=option]')].find((o) => o.getClientRects().length > 0 && o.innerText.startsWith({}))",
        Value::from(entry)
    );
    window.wait_until(entry, &option);
    window.run(&format!("{option}.click(); return true;"));
}
