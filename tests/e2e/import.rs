//! A dealer system's export, through the window, to the exact numbers.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    driver::{By, Window},
    steps::{self, go, value_of},
};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/crates/intake/tests/data");

fn truth() -> Value {
    let text = fs::read_to_string(Path::new(DATA).join("dms-export-2000.truth.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Reads the export in the window and waits until everything in it is counted.
fn read_export(window: &Window) {
    window.fill(By::TestId("import-path"), &format!("{DATA}/dms-export-2000.csv"));
    window.click(By::TestId("import-open"));
    window.wait_for(By::TestId("import-customers"));
    window.wait_for(By::TestId("import-commit"));
}

fn take_in(window: &Window) {
    window.click(By::TestId("import-commit"));
    window.wait_for(By::TestId("import-done"));
}

/// The number on a tile: the second line, below its label.
fn tile(window: &Window, id: &str) -> u64 {
    let words = window.text(By::TestId(id));
    let digits: String = words.lines().nth(1).unwrap_or_default().chars().filter(|c| *c != ',').collect();
    digits.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{id}: {words}"))
}

#[test]
fn the_export_is_taken_in_to_the_exact_numbers_and_a_second_time_changes_nothing() {
    let window = steps::open_own_store("import");
    read_export(&window);
    let truth = truth();
    let tiles = [
        ("import-customers", "customers"),
        ("import-vehicles", "vehicles"),
        ("import-usable-cells", "usable_cells"),
        ("import-usable-homes", "usable_homes"),
        ("import-do-not-call", "do_not_call"),
        ("import-rejected", "bad_rows"),
    ];
    for (id, name) in tiles {
        assert_eq!(tile(&window, id), truth[name].as_u64().unwrap(), "{name} in the preview");
    }
    assert_eq!(value_of(&window, "import-encoding"), "Windows-1252");
    assert_eq!(value_of(&window, "import-delimiter"), "Comma ,");
    assert_eq!(value_of(&window, "import-date-format"), "YYYY-MM-DD");
    assert!(imports(&window).is_empty(), "nothing is written by a preview");

    take_in(&window);
    let done = &imports(&window)[0];
    for name in ["rows", "customers", "vehicles", "usable_cells", "usable_homes", "do_not_call"] {
        assert_eq!(done[name], truth[name], "{name} as written");
    }
    assert_eq!(done["rejected"], truth["bad_rows"]);
    assert_eq!(done["new_customers"], truth["customers"]);

    window.click(By::Words("Another file"));
    read_export(&window);
    window.wait_for(By::TestId("import-remembered"));
    take_in(&window);
    let again = &imports(&window)[0];
    assert_eq!((&again["new_customers"], &again["changed_customers"]), (&json!(0), &json!(0)));
    let list = window.call("customer_list", &json!({ "after": null })).unwrap();
    assert_eq!(list["total"], truth["customers"]);
}

#[test]
fn rejected_rows_are_shown_with_line_and_reason_and_can_be_downloaded() {
    let window = steps::open_own_store("rejected");
    read_export(&window);
    let preview = window.text(By::TestId("import-preview"));
    let rows =
        preview.split_once("Rejected rows").map(|(_, rows)| rows.to_owned()).unwrap_or_else(|| panic!("{preview}"));
    window.shot("import-preview");
    take_in(&window);
    let import = imports(&window)[0]["id"].clone();
    let file = window.call("import_rejected", &json!({ "id": import })).unwrap();
    let text = String::from_utf8(base64_of(&file)).unwrap();
    let mut lines = csv_lines(&text);
    assert_eq!(lines.len() as u64, 1 + truth()["bad_rows"].as_u64().unwrap(), "{text}");
    for line in lines.split_off(1) {
        let number = line.split(',').next().unwrap().trim_matches('"').to_owned();
        assert!(number.parse::<u32>().is_ok() && rows.replace(',', "").contains(&number), "line {number} in {rows}");
    }
    go(&window, "imports");
    window.wait_for(By::Words("Download the rejected rows of dms-export-2000.csv"));
    window.shot("import-list");
}

#[test]
fn an_import_is_taken_back_except_what_a_person_changed_since() {
    let window = steps::open_own_store("undo");
    read_export(&window);
    take_in(&window);
    let list = window.call("customer_list", &json!({ "after": null })).unwrap();
    let kept = list["customers"][0]["id"].clone();
    let call_back = json!({ "customer": kept, "outcome": "informed", "note": "asked for the hours" });
    window.call("call_back_log", &call_back).unwrap();
    let import = imports(&window)[0]["id"].clone();
    go(&window, "customers");
    go(&window, "imports");
    window.click(By::TestId(&format!("import-undo-{import}")));
    window.click(By::TestId("confirm"));
    window.wait_for(By::TestId("import-undone"));
    window.wait_for_words("What stayed, and why");
    window.shot("import-undone");
    let left = window.call("customer_list", &json!({ "after": null })).unwrap();
    assert_eq!((&left["total"], &left["customers"][0]["id"]), (&json!(1), &kept));
    window.wait_until("no second undo", &format!("!document.querySelector('[data-testid=\"import-undo-{import}\"]')"));
}

fn imports(window: &Window) -> Vec<Value> {
    let list = window.call("import_list", &json!({})).unwrap();
    list["imports"].as_array().unwrap().clone()
}

fn base64_of(file: &Value) -> Vec<u8> {
    use base64::{Engine, prelude::BASE64_STANDARD};
    BASE64_STANDARD.decode(file["base64"].as_str().unwrap()).unwrap()
}

/// The rows of a CSV file, where a quoted cell may hold a line's end.
fn csv_lines(text: &str) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut is_quoted = false;
    for line in text.trim_start_matches('\u{feff}').lines() {
        match rows.last_mut().filter(|_| is_quoted) {
            Some(row) => row.push_str(line),
            None => rows.push(line.to_owned()),
        }
        is_quoted ^= line.matches('"').count() % 2 == 1;
    }
    rows
}
