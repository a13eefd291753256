//! Files that are not what they should be: each is refused beside its field, in words, and nothing typed is lost.

use std::{fs, path::PathBuf};

use serde_json::json;

use crate::{
    driver::{By, Window},
    recordings,
    steps::{self, fault_of, go, value_of},
};

const HEADER: &str = "Cust No,First Name,Last Name,Cell Phone,Home Phone,VIN,Year,Make,Model,Last RO Date";
const ROW: &str = "1001,Anna,Blake,416-555-0131,416-555-0132,2HGFC2F59KH500001,2019,Honda,Civic,2026-03-21";

fn write(window: &Window, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = window.own_file(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_file_that_is_no_export_is_refused_beside_its_path() {
    let window = steps::open_own_store("no-export");
    fs::create_dir(window.own_file("exports")).unwrap();
    let files = [
        (window.own_file("missing.csv"), "There is no file of this name."),
        (window.own_file("exports"), "This is a folder."),
        (write(&window, "empty.csv", ""), "This file is empty."),
        (write(&window, "report.csv", "%PDF-1.7\n%\u{e2}\u{e3}\n1 0 obj\n<<>>\nendobj\n"), "This is a PDF"),
        (write(&window, "binary.csv", [0_u8, 159, 146, 150, 0, 1, 2, 3].repeat(500)), "not an export"),
        (write(&window, "header.csv", format!("{HEADER}\n")), "a header but no rows"),
        (write(&window, "line.csv", "x".repeat(3_000_000)), "is longer than"),
    ];
    for (file, says) in files {
        let typed = file.to_str().unwrap().to_owned();
        window.fill(By::TestId("import-path"), &typed);
        window.click(By::TestId("import-open"));
        fault_of(&window, "import-path", says);
        assert_eq!(value_of(&window, "import-path"), typed);
    }
    window.shot("import-refused");
}

#[test]
fn columns_that_cannot_be_right_are_named_before_anything_is_written() {
    let window = steps::open_own_store("columns");
    let no_phones = write(&window, "no phones.csv", "Cust No,First Name,VIN\n1001,Anna,2HGFC2F59KH500001\n");
    open(&window, &no_phones);
    window.wait_until("a word about phones", &mapping_error("phone"));
    assert!(is_disabled(&window, "import-commit"));
    window.shot("import-without-phones");

    let good = write(&window, "good.csv", format!("{HEADER}\n{ROW}\n1002,Bo,Short\n"));
    open(&window, &good);
    window.wait_for(By::TestId("import-customers"));
    // A row that is too short is set aside, with its line.
    window.wait_until(
        "one rejected row",
        "document.querySelector('[data-testid=\"import-rejected\"]')?.innerText.includes('1')",
    );
    // The home phone's column becomes a second cell phone.
    window.click(By::TestId("import-map-4"));
    window.click(By::Words("Cell phone"));
    window.wait_until("a word about the two", &mapping_error("Cell"));
    assert!(is_disabled(&window, "import-commit"));
    window.shot("import-two-to-one");
    window.click(By::TestId("import-map-4"));
    window.click(By::Words("Home phone"));
    window.wait_until("it can be taken in", "!document.querySelector('[data-testid=\"import-commit\"]').disabled");
}

#[test]
fn dates_that_can_be_read_in_two_ways_are_asked_about() {
    let window = steps::open_own_store("dates");
    let row = ROW.replace("2026-03-21", "03/04/2026");
    open(&window, &write(&window, "dates.csv", format!("{HEADER}\n{row}\n")));
    window.wait_for(By::TestId("import-ask-dates"));
    assert!(is_disabled(&window, "import-commit"));
    window.shot("import-asks-for-dates");
    let second = "document.querySelectorAll('[data-testid=\"import-ask-dates\"] input')[1]";
    window.run(&format!("{second}.click(); return true;"));
    window
        .wait_until("it can be taken in", "document.querySelector('[data-testid=\"import-commit\"]:not([disabled])')");
}

#[test]
fn a_recording_that_is_too_short_too_long_or_broken_is_refused_where_it_was_chosen() {
    let window = steps::open_own_store("recordings");
    go(&window, "messages");
    window.wait_for_words("No messages yet");
    window.shot("messages-empty");
    let tone = |name: &str, seconds| {
        let path = window.own_file(name);
        recordings::write_tone(&path, seconds, 440.0);
        path
    };
    let files = [
        (tone("short.wav", 2), "5"),
        (tone("long.wav", 70), "60"),
        (write(&window, "broken.mp3", [0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0, 1, 2, 3]), ""),
        (write(&window, "words.wav", "these are words, not sound"), ""),
        (window.own_file("missing.wav"), ""),
    ];
    for (file, says) in files {
        let typed = file.to_str().unwrap().to_owned();
        window.fill(By::TestId("message-path"), &typed);
        window.click(By::TestId("message-add"));
        let drop = "document.querySelector('[data-testid=\"message-drop\"] [role=\"alert\"]')?.innerText";
        window.wait_until(&format!("why {typed} is refused"), &format!("{drop}?.includes({})", json!(says)));
        assert_eq!(value_of(&window, "message-path"), typed);
    }
    window.shot("recording-refused");
    assert_eq!(window.call("message_list", &json!({})).unwrap()["messages"], json!([]));
}

fn open(window: &Window, file: &std::path::Path) {
    window.fill(By::TestId("import-path"), file.to_str().unwrap());
    window.click(By::TestId("import-open"));
    window.wait_for_words(&format!("{} · ", file.file_name().unwrap().to_str().unwrap()));
}

fn mapping_error(word: &str) -> String {
    format!("document.querySelector('[data-testid=\"import-mapping-error\"]')?.innerText.includes({})", json!(word))
}

fn is_disabled(window: &Window, id: &str) -> bool {
    window.run(&format!("return document.querySelector('[data-testid=\"{id}\"]').disabled;")) == true
}
