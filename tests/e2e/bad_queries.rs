//! Fetch and the campaign builder, asked for what asks nothing, finds nobody, finds more than a page, or cannot be.

use std::{fmt::Write, fs};

use serde_json::{Value, json};

use crate::{
    driver::{By, CONTROL, Window},
    steps::{self, fault_of, go, value_of},
};

const NOBODY: &str = "Make = Zastava";
/// Far more than the page's first 50, and than any buffer of the way between program and window.
const MANY: usize = 20_000;

#[test]
fn a_query_on_nothing_asks_for_a_rule_and_one_that_finds_nobody_says_what_to_loosen() {
    let window = steps::open_sample("fetch-nothing", 1);
    go(&window, "fetch");
    window.wait_for_words("Ask something to see whom it finds");
    for button in ["fetch-save", "fetch-send"] {
        assert!(is_disabled(&window, button), "{button}: nothing is asked");
    }
    window.press(&[CONTROL, "s"]);
    window.wait_for_words("This query asks nothing, and would find everybody. Add a rule.");
    window.shot("fetch-nothing");

    window.click(By::TestId("fetch-add-rule-root"));
    window.wait_until("what the rule waits for", &fault(0, "Say what Make is compared with."));
    assert!(!said_anywhere(&window, "Nobody fits this query"), "an unfinished rule finds nobody out");

    window.fill(By::TestId("fetch-line"), NOBODY);
    window.wait_for_words("Nobody fits this query");
    window.wait_for_words("Loosen a rule: a longer period, “any” instead of “all”, or fewer values.");
    window.wait_until("the count", &count_is("0 vehicles of 0 customers"));
    assert_eq!(value_of(&window, "fetch-line"), NOBODY);
    assert_eq!(value_of(&window, "fetch-value-0"), "Zastava", "the tree follows");
    window.shot("fetch-nobody");
    // Nobody can be sent to Call Select, which says so where it is tried.
    window.click(By::TestId("fetch-send"));
    window.fill(By::TestId("fetch-name"), "Nobody at all");
    window.click(By::TestId("confirm"));
    window.wait_for(By::TestId("fetch-send-name"));
    window.click(By::TestId("confirm"));
    window.wait_for_words("finds nobody");
    assert_eq!(value_of(&window, "fetch-send-name"), "Nobody at all");
    window.shot("fetch-send-nobody");
}

#[test]
fn rules_that_contradict_each_other_are_named_and_stay_as_they_were_typed() {
    let window = steps::open_sample("fetch-contradiction", 1);
    go(&window, "fetch");
    let cases = [
        ("Make = Honda and Make = Acura", "Make cannot be both Honda and Acura. This finds nobody."),
        (
            "\"Last RO Date\" more than 6 months ago and \"Last RO Date\" within the last 3 months",
            "No date satisfies all rules about Last RO Date. This finds nobody.",
        ),
    ];
    for (line, says) in cases {
        window.fill(By::TestId("fetch-line"), line);
        window.wait_until(
            says,
            &format!(
                "document.querySelector('[data-testid=\"fetch-notice\"]')?.innerText.trim() === {} && {}",
                json!(says),
                count_is("0 vehicles of 0 customers")
            ),
        );
        assert_eq!(value_of(&window, "fetch-line"), line);
    }
    window.shot("fetch-contradiction");
    window.click(By::TestId("fetch-save"));
    window.fill(By::TestId("fetch-name"), "Cannot be");
    window.click(By::TestId("confirm"));
    window.wait_until("the page of the saved query", "/^#\\/fetch\\/\\d+$/.test(location.hash)");

    build_what_cannot_be(&window);
}

/// A campaign by rules that exclude each other: said beside its fields, and in Check where each rule by itself is fine.
fn build_what_cannot_be(window: &Window) {
    go(window, "campaigns");
    window.click(By::TestId("campaign-new"));
    window.fill(By::TestId("field-name"), "Upside down");
    window.click(By::TestId("more-vehicles"));
    let ranges = [
        ("field-year_from", "2026", "field-year_to", "2010", "The last model year lies before the first."),
        (
            "field-odometer_from",
            "90000",
            "field-odometer_to",
            "20000",
            "The highest odometer reading is lower than the lowest.",
        ),
    ];
    for (from, low, to, high, says) in ranges {
        window.fill(By::TestId(from), low);
        window.fill(By::TestId(to), high);
        window.click(By::TestId("save-draft"));
        fault_of(window, to, says);
        assert_eq!((value_of(window, from), value_of(window, to)), (low.to_owned(), high.to_owned()));
        window.shot(&format!("builder-contradiction-{}", &from["field-".len()..]));
        window.fill(By::TestId(from), "");
        window.fill(By::TestId(to), "");
    }
    window.click(By::TestId("field-contact_type"));
    window.click(By::Words("Fetch Automation"));
    window.click(By::TestId("field-fetch"));
    window.click(By::Words("Cannot be"));
    window.wait_for_words("Nobody would get a drop. Look at the reasons at the side.");
    window.wait_for_words("Cannot be: No date satisfies all rules about Last RO Date. This finds nobody.");
    assert_eq!(value_of(window, "field-name"), "Upside down");
    window.shot("builder-contradiction-query");
}

#[test]
fn a_result_far_larger_than_the_page_is_counted_exactly_shown_by_its_first_rows_and_exported_whole() {
    let window = steps::open_own_store("fetch-many");
    take_in_many(&window);
    go(&window, "fetch");
    let line = "Make = Honda and \"Last RO Date\" more than 6 months ago";
    window.fill(By::TestId("fetch-line"), line);
    let exact = format!("{MANY} vehicles of {MANY} customers").replace("20000", "20,000");
    window.wait_until("the exact count", &count_is(&exact));
    window.wait_for_words("the first 50");
    let rows = "document.querySelectorAll('[data-testid^=\"fetch-row-\"]').length";
    assert_eq!(window.run(&format!("return {rows};")), 50, "the page holds its first rows only");
    window.shot("fetch-many");

    // While the whole list is written, the program answers, and the window takes what is typed.
    let query =
        window.call("fetch_check", &json!({ "written": { "kind": "line", "about": "vehicles", "line": line } }));
    let query = query.unwrap()["query"].take();
    let first = window.run_async(&format!(
        "const done = arguments[arguments.length - 1]; const ask = (name, request) =>\
         window.__TAURI_INTERNALS__.invoke('call', {{ name, request }});\
         const file = ask('list_export', {{ list: {{ kind: 'fetched', query: {query} }}, format: 'csv' }});\
         file.then((file) => {{ window.exported = file.base64; }});\
         Promise.race([file.then(() => 'the file'), ask('house_status', {{}}).then(() => 'the question')]).then(done);"
    ));
    assert_eq!(first, "the question", "it did not wait for the file");
    window.type_into(By::TestId("fetch-line"), " and City = Toronto");
    assert!(value_of(&window, "fetch-line").ends_with(" and City = Toronto"));
    window.wait_until("the file", "window.exported !== undefined");
    let lines = window.run("return atob(window.exported).trimEnd().split('\\n').length;");
    assert_eq!(lines, json!(MANY + 1), "a header, and every row");
}

/// A dealership of one car each, whose last visit is long ago.
fn take_in_many(window: &Window) {
    let mut file = "Cust No,First Name,Last Name,Cell Phone,City,VIN,Year,Make,Model,Last RO Date\n".to_owned();
    for n in 0..MANY {
        writeln!(
            file,
            "{n},Ann,Lee {n},416-2{:02}-{:04},Toronto,2HGFC2F5{n:09},2019,Honda,Civic,2026-01-15",
            n / 10_000,
            n % 10_000
        )
        .unwrap();
    }
    let path = window.own_file("many.csv");
    fs::write(&path, file).unwrap();
    window.fill(By::TestId("import-path"), path.to_str().unwrap());
    window.click(By::TestId("import-open"));
    window.wait_up_to(
        steps::LONG,
        "the preview",
        "document.querySelector('[data-testid=\"import-commit\"]:not([disabled])')",
    );
    window.click(By::TestId("import-commit"));
    window.wait_up_to(steps::LONG, "its end", "document.querySelector('[data-testid=\"import-done\"]')");
}

fn count_is(words: &str) -> String {
    format!(
        "document.querySelector('[data-testid=\"fetch-count\"]:not([data-old])')?.innerText === {}",
        Value::from(words)
    )
}

fn fault(place: usize, says: &str) -> String {
    format!(
        "document.querySelector('[data-testid=\"fetch-fault-{place}\"]')?.innerText.includes({})",
        Value::from(says)
    )
}

fn said_anywhere(window: &Window, words: &str) -> bool {
    window.run(&format!("return document.body.innerText.includes({});", Value::from(words))) == true
}

fn is_disabled(window: &Window, id: &str) -> bool {
    window.run(&format!("return document.querySelector('[data-testid=\"{id}\"]').disabled;")) == true
}
