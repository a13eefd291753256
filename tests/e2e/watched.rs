//! An export whose columns changed since somebody said what they mean: in the wizard, and in a watched folder.

use std::{fs, time::Duration};

use serde_json::json;

use crate::{
    driver::{By, Window},
    steps::{self, value_of},
};

const CUSTOMERS: &str = "Cust No,First Name,Last Name,Cell Phone,VIN,Year,Make,Model\n\
                         1001,Anna,Blake,416-555-0131,2HGFC2F59KH500001,2019,Honda,Civic\n";
/// The folder is looked at every minute, and a file is taken once it lay still for two looks.
const TWO_LOOKS: Duration = Duration::from_secs(240);

#[test]
fn columns_that_changed_are_named_in_the_wizard_and_stop_a_watched_folder_until_somebody_looked() {
    let window = steps::open_own_store("watched");
    take_in(&window, "customers.csv", CUSTOMERS);
    take_in(&window, "ro-1.csv", &orders("Finished", "R1"));
    watch_the_folder(&window);
    let nightly = window.own_file("nightly");
    fs::write(nightly.join("ro-2.csv"), orders("Closed Out", "R2")).unwrap();

    // Meanwhile the same file by hand: what came and went is named, and what was chosen before is kept.
    open(&window, "ro-2 by hand.csv", &orders("Closed Out", "R2"));
    window.wait_for(By::TestId("import-columns-changed"));
    let told = window.text(By::TestId("import-columns-changed"));
    assert!(told.contains("Came: “Closed Out”.") && told.contains("Went: “Finished”."), "{told}");
    assert_eq!(value_of(&window, "import-map-4"), "Technician", "as somebody said the last time");
    window.shot("import-columns-changed");
    window.click(By::Words("Cancel"));

    window.wait_up_to(TWO_LOOKS, "the red mark", &format!("{}?.innerText", part("watch-problem-")));
    let mark = window.run(&format!("return {}.innerText;", part("watch-problem-")));
    let mark = mark.as_str().unwrap_or_default();
    assert!(
        mark.contains("ro-2.csv: Its columns are not those of before: “Closed Out” came, “Finished” went."),
        "{mark}"
    );
    window.shot("watched-stopped");
    // "Go on" without a look is refused, beside the mark.
    press(&window, "watch-go-on-");
    window.wait_until("why not", &format!("{}?.innerText.includes('take it in')", part("watch-problem-")));
    window.wait_until(
        "the refusal",
        &format!("{}?.querySelector('[data-code=\"watch.columns_unknown\"]')", part("watch-problem-")),
    );
    window.shot("watched-go-on-refused");

    press(&window, "watch-open-");
    window.wait_for(By::TestId("import-columns-changed"));
    map(&window, 3, "Closed on");
    commit(&window);
    window.click(By::Words("Another file"));
    press(&window, "watch-go-on-");
    window.wait_until("the mark is gone", &format!("{} === null && {}", part("watch-problem-"), part("watch-")));
    fs::write(nightly.join("ro-3.csv"), orders("Closed Out", "R3")).unwrap();
    window.wait_up_to(
        TWO_LOOKS,
        "the next night comes in by itself",
        "document.querySelector('[data-testid=\"import-list\"]')?.innerText.includes('ro-3.csv')",
    );
    window.shot("watched-goes-on");
    let anna = crate::unsold::find(&window, "Anna Blake");
    let on_file = window.call("customer_get", &json!({ "id": anna })).unwrap();
    let orders = on_file["on_file"].as_array().unwrap().iter().find(|row| row["source"] == "repair_order");
    assert_eq!(orders.unwrap_or_else(|| panic!("{on_file}"))["count"], 3);
}

/// One repair order; the column of its end has the given name, and the last one means what only a person can say.
fn orders(closed: &str, number: &str) -> String {
    format!("RO Number,Cust No,Open Date,{closed},Who\n{number},1001,2026-11-18,2026-11-19,M. Roy\n")
}

fn watch_the_folder(window: &Window) {
    let folder = window.own_file("nightly");
    window.click(By::TestId("watch-add"));
    window.wait_for(By::TestId("watch-folder"));
    window.click(By::TestId("watch-source"));
    window.click(By::Words("Repair orders"));
    window.fill(By::TestId("watch-folder"), folder.to_str().unwrap());
    window.fill(By::TestId("watch-names"), "ro*.csv");
    window.click(By::TestId("watch-save"));
    steps::fault_of(window, "watch-folder", "There is no such folder. Write its whole path, as in C:\\exports.");
    assert_eq!(value_of(window, "watch-names"), "ro*.csv");
    window.shot("watched-no-folder");
    fs::create_dir(&folder).unwrap();
    window.click(By::TestId("watch-save"));
    window.wait_for_words("It is looked at every minute.");
    window.shot("watched-new");
}

fn open(window: &Window, name: &str, content: &str) {
    let path = window.own_file(name);
    fs::write(&path, content).unwrap();
    window.fill(By::TestId("import-path"), path.to_str().unwrap());
    window.click(By::TestId("import-open"));
    window.wait_for_words(&format!("{name} · "));
}

fn take_in(window: &Window, name: &str, content: &str) {
    open(window, name, content);
    if name.starts_with("ro") {
        map(window, 3, "Closed on");
        map(window, 4, "Technician");
    }
    commit(window);
    window.click(By::Words("Another file"));
}

fn commit(window: &Window) {
    window
        .wait_until("it can be taken in", "document.querySelector('[data-testid=\"import-commit\"]:not([disabled])')");
    window.click(By::TestId("import-commit"));
    window.wait_for(By::TestId("import-done"));
}

fn map(window: &Window, column: usize, field: &str) {
    window.click(By::TestId(&format!("import-map-{column}")));
    window.click(By::Words(field));
}

/// The part whose name begins so: the number of the folder follows.
fn part(name: &str) -> String {
    format!("document.querySelector('[data-testid^=\"{name}\"]')")
}

fn press(window: &Window, name: &str) {
    window.wait_until(name, &part(name));
    window.run(&format!("{}.click(); return true;", part(name)));
}
