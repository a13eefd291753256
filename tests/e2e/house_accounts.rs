//! House accounts: found in what was taken in, excluded, and restored where they stand.

use std::fs;

use serde_json::{Value, json};

use crate::{
    driver::{By, Window},
    steps, unsold,
};

/// One customer like any other, and the one on whom a dealer books whoever has no file.
const CUSTOMERS: &str = "Cust No,First Name,Last Name,Cell Phone,VIN,Year,Make,Model,Last RO Date\n\
     1001,Anna,Blake,416-555-0131,2HGFC2F59KH500001,2019,Honda,Civic,2026-05-20\n\
     1501,Cash,Sale,416-555-0132,2HGFC2F59KH500002,2019,Honda,Civic,2026-03-21\n";

#[test]
fn an_excluded_house_account_is_restored_with_a_reason_and_not_offered_again() {
    let window = steps::open_own_store("house-accounts");
    take_in(&window);
    window.click(By::TestId("house-notice-open"));
    let cash = unsold::find(&window, "Cash Sale");
    window.wait_for(By::TestId(&format!("house-{cash}")));
    let anna = unsold::find(&window, "Anna Blake");
    assert!(!window.text(By::TestId("house-candidates")).contains("Anna Blake"), "{anna} is a customer");

    window.click(By::Label("Tick Cash Sale"));
    window.click(By::TestId("house-exclude"));
    window.click(By::TestId("confirm"));
    let restore = format!("house-restore-{cash}");
    window.wait_for(By::TestId(&restore));
    window.shot("house-accounts-excluded");
    assert_eq!(switch(&window, cash)["reason"], "House account: cash sale");

    // Without a reason there is nothing to confirm.
    window.click(By::TestId(&restore));
    window.wait_for(By::TestId("reason"));
    window.wait_until(
        "a reason is asked for",
        "[...document.querySelectorAll('[data-testid=\"confirm\"]')].every((button) => button.disabled)",
    );
    window.click(By::Words("A real customer of this name"));
    window.shot("house-accounts-restore");
    window.click(By::TestId("confirm"));
    window.wait_for_words("Cash Sale can get voice drops again.");
    window.wait_until("nobody excluded", &format!("!document.querySelector('[data-testid=\"{restore}\"]')"));

    assert_eq!(switch(&window, cash), Value::Null, "voice is on again");
    let left = window.call("house_accounts", &json!({})).unwrap();
    assert_eq!((&left["candidates"], &left["excluded"]), (&json!([]), &json!([])), "and nobody asks again");
    let audit = window.call("audit_page", &json!({ "before": null })).unwrap();
    assert!(audit["rows"].to_string().contains("A real customer of this name"), "{audit}");
}

fn take_in(window: &Window) {
    let path = window.own_file("customers.csv");
    fs::write(&path, CUSTOMERS).unwrap();
    window.fill(By::TestId("import-path"), path.to_str().unwrap());
    window.click(By::TestId("import-open"));
    window.wait_for(By::TestId("import-customers"));
    window.click(By::TestId("import-commit"));
    window.wait_for(By::TestId("import-done"));
}

/// Who switched a customer's voice off, and why; null while it is on.
fn switch(window: &Window, customer: u64) -> Value {
    window.call("customer_get", &json!({ "id": customer })).unwrap()["voice_switch"].take()
}
