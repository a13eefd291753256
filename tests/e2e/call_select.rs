//! The agents' side of a reservation: who is a run's cannot be had, and comes back after a stop; who is an agent's stays
//! theirs over a restart until they close the call.

use serde_json::{Value, json};

use crate::{
    driver::{By, CONTROL, ENTER, Window},
    steps::{self, go},
};

const CAMPAIGN: &str = "Thin Ice, November";

#[test]
fn an_agent_cannot_take_a_reserved_customer_and_gets_them_back_after_a_stop() {
    let mut window = steps::open_sample_about_to_run("call-select", 60);
    let run = steps::wait_for_lane(&window, CAMPAIGN);
    steps::wait_for_drops(&window, run, 1);
    // A paused run keeps its reservations, and nobody's turn comes while the test looks.
    click_in_lane(&window, run, "run-pause");
    let customer = reserved(&window, run);

    open_list(&window);
    let row = find_row(&window, customer);
    let words = format!("{row}.innerText");
    window.wait_until("the run that holds them", &format!("{words}.includes({})", Value::from(CAMPAIGN)));
    window.wait_until("until when", &format!("/run of \\d\\d:\\d\\d, until \\d\\d:\\d\\d/.test({words})"));
    let tick = format!("document.querySelector('[data-testid=\"call-tick-{customer}\"]')");
    assert_eq!(window.run(&format!("return {tick}.disabled;")), true, "a reserved customer cannot be ticked");
    window.shot("call-select-held");
    refuse_on_the_page(&window, customer);

    go(&window, "today");
    click_in_lane(&window, run, "run-stop");
    window.click(By::TestId("confirm"));
    steps::wait_for_end(&window, run);

    open_list(&window);
    let row = find_row(&window, customer);
    window.wait_until("the customer is free", &format!("{row}?.dataset.held === 'false'"));
    window.run(&format!("{tick}.click(); return true;"));
    window.click(By::TestId("take-ticked"));
    window.wait_for(By::TestId(&format!("my-call-{customer}")));
    window.wait_until("whose they are", &format!("{row}?.innerText.includes('You')"));
    window.shot("call-select-taken");

    window.quit_and_reopen();
    go(&window, "calls");
    window.wait_for(By::TestId(&format!("my-call-{customer}")));
    close(&window, customer);
}

/// By the answer of the file itself, whatever a list shows.
fn refuse_on_the_page(window: &Window, customer: u64) {
    let refused = window.call("customer_take", &json!({ "id": customer })).expect_err("the run holds them");
    assert_eq!(refused["code"], "customer.held_by_run");
    steps::open_page(window, &format!("/customers/{customer}"));
    window.click(By::TestId("customer-options"));
    window.click(By::TestId("take"));
    window.wait_for_words("holds this customer until");
}

/// A code by its letters, a comment, and Ctrl+Enter; then Contact History has the contact.
fn close(window: &Window, customer: u64) {
    window.click(By::TestId(&format!("work-{customer}")));
    window.wait_for(By::TestId("recycle-code"));
    window.type_into(By::TestId("recycle-code"), &format!("Left{ENTER}"));
    window.wait_until(
        "the code",
        "document.querySelector('[data-testid=\"recycle-code\"]')?.value.startsWith('Left message')",
    );
    window.type_into(By::TestId("recycle-comment"), "Again after five");
    window.shot("call-select-recycle");
    window.press(&[CONTROL, ENTER]);
    window
        .wait_until("the call is closed", &format!("!document.querySelector('[data-testid=\"my-call-{customer}\"]')"));
    steps::open_page(window, &format!("/customers/{customer}"));
    window.wait_for_words("Left message: Again after five");
}

/// Maintenance, those whose visit lies furthest back first: Thin Ice stands at the top.
fn open_list(window: &Window) {
    go(window, "calls");
    window.click(By::TestId("call-type-tab-maintenance"));
    // Its list takes the place of the one before.
    window.wait_until(
        "the list of Maintenance",
        "document.querySelector('[data-testid=\"call-type-tab-maintenance\"]').getAttribute('aria-current') === 'true'",
    );
    window.click(By::TestId("calls-sort"));
    window.click(By::Words("By RO date, oldest to newest"));
}

/// Scrolls until the row is there, over and over: rows come while the list goes by. Gives the expression that finds it.
fn find_row(window: &Window, customer: u64) -> String {
    let row = format!("document.querySelector('[data-testid=\"call-row-{customer}\"]')");
    window.wait_until(
        &format!("customer {customer} on the list"),
        &format!(
            "{row} ?? (() => {{ const list = document.querySelector('[data-testid=\"calls-list\"]');\
             if (list) list.scrollTop = list.scrollTop + list.clientHeight + 2 >= list.scrollHeight\
                 ? 0 : list.scrollTop + 300; return null; }})()"
        ),
    );
    row
}

/// The last in line: the run comes to the others first.
fn reserved(window: &Window, run: u64) -> u64 {
    let targets = steps::targets(window, run);
    let last = targets.iter().rev().find(|target| target["state"] == "reserved").expect("somebody is in line");
    last["customer"].as_u64().expect("an id")
}

fn click_in_lane(window: &Window, run: u64, part: &str) {
    let button = format!("document.querySelector('[data-testid=\"lane-{run}\"] [data-testid=\"{part}\"]')");
    window.wait_until(part, &format!("{button} && !{button}.disabled"));
    window.run(&format!("{button}.click(); return true;"));
}
