//! Files of the dealer's that hold what cannot be: each row is kept or set aside before the eyes of whoever opened it.

use std::fs;

use serde_json::json;

use crate::{
    driver::{By, Window},
    steps::{self, fault_of, go, value_of},
    unsold,
};

const NOT_ADF: &str = "This is not a lead in ADF: the file is not XML, or there is no prospect in it.";

#[test]
fn the_date_of_nothing_but_zeros_is_no_date_and_sets_aside_only_what_cannot_be_without_one() {
    let window = steps::open_own_store("zero-dates");
    // A customer can be without a last visit: dealer systems write one of zeros for it.
    open(
        &window,
        "customers.csv",
        "Cust No,First Name,Last Name,Cell Phone,VIN,Year,Make,Model,Last RO Date,Delivery Date\n\
         1001,Anna,Blake,416-555-0131,2HGFC2F59KH500001,2019,Honda,Civic,0000-00-00,2019-05-02\n\
         1002,Bo,Crane,416-555-0132,2HGFC2F59KH500002,2019,Honda,Civic,2026-03-21,0000-00-00\n",
    );
    window.wait_for(By::TestId("import-customers"));
    assert_eq!(tile(&window, "import-customers"), "2");
    assert_eq!(tile(&window, "import-rejected"), "0");
    assert_eq!(cell(&window, "First rows", "Anna Blake", 6), "–", "no visit is known");
    assert_eq!(cell(&window, "First rows", "Bo Crane", 6), "21 Mar 2026");
    window.shot("import-zero-dates");
    take_in(&window);
    let anna = unsold::find(&window, "Anna Blake");
    steps::open_page(&window, &format!("/customers/{anna}"));
    window.wait_for_words("2HGFC2F59KH500001");
    window.shot("import-zero-dates-customer");

    // An appointment without a day is none.
    go(&window, "imports");
    open(
        &window,
        "appointments.csv",
        "Appt No,Cust No,VIN,Appt Date,Appt Time,Booked Date,Status\n\
         A1,1001,2HGFC2F59KH500001,0000-00-00,09:30,2026-11-20,Booked\n\
         A2,1002,2HGFC2F59KH500002,2026-11-26,10:30,0000-00-00,Booked\n",
    );
    window.wait_for(By::TestId("import-new"));
    assert_eq!((tile(&window, "import-new").as_str(), tile(&window, "import-rejected").as_str()), ("1", "1"));
    assert_eq!(cell(&window, "Rejected rows", "A1,1001", 0), "2", "the line in the file");
    assert_eq!(cell(&window, "Rejected rows", "A1,1001", 1), "It has no appointment date that can be read.");
    assert_eq!(cell(&window, "First rows", "1002", 3), "26 Nov 2026");
    window.shot("import-zero-appointment");
}

#[test]
fn a_lead_file_that_is_no_xml_is_refused_beside_its_path_and_a_lead_without_a_phone_is_kept() {
    let window = steps::open_own_store("leads");
    let no_leads = [
        ("lead.adf", "Name: Priya Nand\nPhone: 416-555-0183\n", NOT_ADF),
        ("broken.adf", "<adf><prospectus of=\"nothing\"", NOT_ADF),
        ("page.xml", "<?xml version=\"1.0\"?><leads><lead>Priya</lead></leads>", "This is a web page or XML file"),
    ];
    for (name, content, says) in no_leads {
        let path = window.own_file(name);
        fs::write(&path, content).unwrap();
        let typed = path.to_str().unwrap().to_owned();
        window.fill(By::TestId("import-path"), &typed);
        window.click(By::TestId("import-open"));
        fault_of(&window, "import-path", says);
        assert_eq!(value_of(&window, "import-path"), typed);
        window.shot(&format!("import-no-lead-{}", name.replace('.', "-")));
        // So that the next file's word is not taken from this one.
        window.fill(By::TestId("import-path"), "");
        window.wait_until(
            "no word",
            "document.querySelector('[data-testid=\"import-path\"]').getAttribute('aria-invalid') !== 'true'",
        );
    }
    let now = window.call("house_status", &json!({})).unwrap()["now"].as_str().unwrap().to_owned();
    open(
        &window,
        "leads.adf",
        &format!(
            "<?xml version=\"1.0\"?><?ADF VERSION=\"1.0\"?><adf>\
             <prospect><id>88018</id><requestdate>{now}</requestdate><vehicle><make>Honda</make><model>CR-V</model></vehicle>\
             <customer><contact><name part=\"first\">Will</name><name part=\"last\">Orr</name>\
             <email>will@example.com</email></contact></customer></prospect></adf>"
        ),
    );
    window.wait_for(By::TestId("import-adf"));
    window.wait_for(By::TestId("import-new"));
    assert_eq!((tile(&window, "import-new").as_str(), tile(&window, "import-rejected").as_str()), ("1", "0"));
    assert_eq!(cell(&window, "First rows", "Will Orr", 1), "Will Orr");
    window.wait_for_words("the lead has no phone that can be called; kept, but no drop and no call reaches it");
    window.shot("import-lead-without-phone");
    take_in(&window);
    let will = unsold::find(&window, "Will Orr");
    steps::open_page(&window, &format!("/customers/{will}"));
    window.wait_for_words("will@example.com");
    window.wait_for_words("Impossible to Contact");
    window.shot("lead-without-phone");
}

fn open(window: &Window, name: &str, content: &str) {
    let path = window.own_file(name);
    fs::write(&path, content).unwrap();
    window.fill(By::TestId("import-path"), path.to_str().unwrap());
    window.click(By::TestId("import-open"));
    window.wait_for_words(&format!("{name} · "));
}

fn take_in(window: &Window) {
    window.click(By::TestId("import-commit"));
    window.wait_for(By::TestId("import-done"));
}

/// The number on a tile: the second line, below its label.
fn tile(window: &Window, id: &str) -> String {
    let words = window.text(By::TestId(id));
    words.lines().nth(1).and_then(|line| line.split_whitespace().next()).unwrap_or_default().to_owned()
}

/// A cell of the row that holds these words, in the table of this name.
fn cell(window: &Window, table: &str, words: &str, column: usize) -> String {
    let row = format!(
        "[...document.querySelectorAll('table[aria-label={}] tbody tr')].find((r) => r.innerText.includes({}))",
        json!(table),
        json!(words)
    );
    window.wait_until(&format!("{words} in {table}"), &row);
    let text = window.run(&format!("return {row}.cells[{column}].innerText.trim();"));
    text.as_str().unwrap_or_default().to_owned()
}
