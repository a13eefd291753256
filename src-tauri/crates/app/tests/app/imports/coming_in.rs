//! A file comes in: recognised, corrected, previewed, written.

use app::{
    ImportOptions,
    dto::{
        customers::{CustomerKey, OptIn, PhoneSave},
        imports::FieldDto,
    },
    handlers::customers as page,
};

use super::*;

const HEADER: &str = "Cust No,Last Name,Cell Phone,Home Phone,VIN,Last RO Date,DNC\n";
const CIVIC: &str = "1HGCM82633A004352";

fn file(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

#[tokio::test]
async fn the_sample_export_comes_in_with_its_exact_numbers() {
    let files = Files::new();
    let report = import_sample(&files).await;
    assert_eq!(report, sample_report());
    assert_eq!(files.customers(), report.customers);
    let (store, today) = (files.world.house.store_id, files.world.today());
    let people = files.world.db(|db| store::search::page(db, store, None, today, 5_000));
    let (mut vehicles, mut cells, mut homes, mut barred) = (0, 0, 0, 0);
    files.world.db(|db| {
        for hit in people {
            vehicles += customers::vehicles(db, hit.id)?.len();
            for phone in customers::phones(db, hit.id)? {
                let usable = u32::from(phone.number.is_some() && phone.extension.is_none());
                match phone.kind {
                    PhoneKind::Cell => cells += usable,
                    PhoneKind::Home => homes += usable,
                    PhoneKind::Work => {}
                }
            }
            barred += u32::from(customers::get(db, store, hit.id)?.voice_off.is_some());
        }
        Ok(())
    });
    let found = (vehicles as u32, cells, homes, barred);
    assert_eq!(found, (report.vehicles, report.usable_cells, report.usable_homes, report.do_not_call));
}

async fn import_sample(files: &Files) -> ImportReport {
    let (house, caller) = (&files.world.house, &files.world.caller);
    imports::run_import(house, &sample(), ImportOptions::default(), caller).await.unwrap()
}

#[tokio::test]
async fn the_sample_export_twice_changes_nothing() {
    let files = Files::new();
    import_sample(&files).await;
    let draft = files.open(sample().to_str().unwrap()).await.unwrap();
    let preview = files.preview(agreed(&draft)).await.unwrap();
    assert_eq!((preview.new_customers, preview.changed_customers, preview.new_vehicles), (0, 0, 0));
    let again = files.run(agreed(&draft)).await.finished.unwrap();
    assert_eq!((again.new_customers, again.changed_customers, again.customers), (0, 0, sample_report().customers));
    assert_eq!(files.customers(), sample_report().customers);
}

#[tokio::test]
async fn a_preview_counts_what_the_import_then_does_and_writes_nothing() {
    let files = Files::new();
    let draft = files.open(sample().to_str().unwrap()).await.unwrap();
    let preview = files.preview(agreed(&draft)).await.unwrap();
    let truth = sample_report();
    assert_eq!((preview.rows, preview.rejected, preview.customers), (truth.rows, truth.rejected, truth.customers));
    assert_eq!((preview.new_customers, preview.new_vehicles), (truth.customers, truth.vehicles));
    assert_eq!((preview.usable_cells, preview.usable_homes), (truth.usable_cells, truth.usable_homes));
    assert_eq!(preview.first_rejected.len(), truth.rejected as usize);
    let first = &preview.first_rows[0];
    assert_eq!((first.line, first.customer_number.as_str(), first.name.as_str()), (2, "100001", "Emma Müller"));
    assert_eq!(first.vehicle, "2021 Kia Sportage");
    assert_eq!((files.customers(), files.list().await.len()), (0, 0));
}

#[tokio::test]
async fn an_import_tells_its_progress_and_stands_in_the_list() {
    let files = Files::new();
    let draft = files.open(sample().to_str().unwrap()).await.unwrap();
    let ended = files.run(agreed(&draft)).await;
    assert_eq!((ended.done, ended.total, ended.cancelled), (2000, 2000, false));
    let listed = files.list().await;
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].id, listed[0].can_undo), (ended.finished.unwrap().id, true));
    assert_eq!((listed[0].by.as_str(), listed[0].file_name.as_str()), ("A. Snyder", "dms-export-2000.csv"));
    let audit = files.world.audit();
    assert_eq!(audit.len(), 1);
    assert_eq!(audit[0].what, "Imported dms-export-2000.csv");
}

#[tokio::test]
async fn a_cancelled_import_writes_nothing() {
    let files = Files::new();
    let draft = files.open(sample().to_str().unwrap()).await.unwrap();
    let mut changes = files.world.house.changes();
    files.start(agreed(&draft)).await.unwrap();
    let id = ImportDraftId { draft: draft.draft.clone() };
    // The import runs on a task of this thread, which has had no turn since it was started.
    imports::cancel(&files.world.house, &files.world.caller, id).await.unwrap();
    changes.recv().await.unwrap();
    let ended = files.progress(&draft.draft).await;
    assert!(ended.cancelled && ended.finished.is_none() && ended.error.is_none());
    assert_eq!((files.customers(), files.list().await.len()), (0, 0));
    let again = files.run(agreed(&draft)).await;
    assert!(again.finished.is_some(), "the file is still open");
}

#[tokio::test]
async fn every_encoding_and_delimiter_gives_the_same_customers() {
    let text = "Cust No;Last Name;Cell;Last RO Date\n1;Müller;(416) 555-0134;2026-01-31\n2;Côté;613 555 0101;\n";
    let utf_16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cp1252: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let tabs = text.replace(';', "\t").into_bytes();
    let variants = [(utf_16, "utf-16", ";"), (cp1252, "cp1252", ";"), (tabs, "utf-8", "\t")];
    for (bytes, encoding, delimiter) in variants {
        let files = Files::new();
        let draft = files.open(&files.write("export.csv", bytes)).await.unwrap();
        assert_eq!((draft.encoding.as_str(), draft.delimiter.as_str()), (encoding, delimiter));
        assert_eq!(draft.date_format.as_deref(), Some("%Y-%m-%d"));
        files.run(agreed(&draft)).await.finished.unwrap();
        let customer = files.customer("1");
        assert_eq!(customer.last_name.as_deref(), Some("Müller"), "{encoding}");
        assert_eq!(files.typed("1", PhoneKind::Cell).as_deref(), Some("(416) 555-0134"));
    }
}

#[tokio::test]
async fn columns_are_shown_with_their_guess_and_examples_and_a_correction_is_remembered() {
    let files = Files::new();
    let text = "Cust No,Cell,Night line\n1,416 555 0134,\n2,,416 555 0135\n";
    let draft = files.open_text(text).await;
    assert!(!draft.remembered);
    let night = &draft.columns[2];
    assert_eq!((night.name.as_str(), night.field, night.examples.len()), ("Night line", None, 1));
    let mut plan = agreed(&draft);
    plan.mapping[2] = Some(FieldDto::HomePhone);
    files.run(plan).await.finished.unwrap();
    assert_eq!(files.typed("2", PhoneKind::Home).as_deref(), Some("416 555 0135"));

    let next = files.open_text(text).await;
    assert!(next.remembered);
    assert_eq!(next.columns[2].field, Some(FieldDto::HomePhone));
}

#[tokio::test]
async fn dates_that_can_be_read_in_two_ways_are_asked_for_each_time() {
    let files = Files::new();
    let text = file(&format!("1,Roy,416 555 0134,,{CIVIC},03/02/2026,\n"));
    let draft = files.open_text(&text).await;
    assert_eq!(draft.date_format, None);
    let example = |draft: &ImportDraft, place: usize| {
        let candidate = &draft.date_candidates[place];
        (candidate.format.clone(), candidate.example_text.clone(), candidate.example.to_string())
    };
    assert_eq!(example(&draft, 0), ("%m/%d/%Y".to_owned(), "03/02/2026".to_owned(), "2026-03-02".to_owned()));
    assert_eq!(example(&draft, 1).2, "2026-02-03");

    let plan = ImportPlan { date_format: Some("%d/%m/%Y".to_owned()), ..agreed(&draft) };
    files.run(plan).await.finished.unwrap();
    let id = files.world.id_of("1");
    let vehicles = files.world.db(|db| customers::vehicles(db, id));
    assert_eq!(vehicles[0].last_ro_on.unwrap().to_string(), "2026-02-03");

    let next = files.open_text(&text).await;
    assert_eq!(next.date_format, None);
    assert_eq!(example(&next, 0).0, "%d/%m/%Y", "what was right the last time stands first");
}

#[tokio::test]
async fn of_several_rows_of_a_customer_the_last_that_says_something_wins() {
    let files = Files::new();
    let rows = [
        format!("1,Roy,416 555 0134,,{CIVIC},2026-01-13,Y"),
        "1,Roi,,416 555 0135,,,".to_owned(),
        "1,,416 555 0136,,,,N".to_owned(),
    ];
    let summary = files.take_in(&file(&rows.join("\n"))).await;
    assert_eq!((summary.rows, summary.customers, summary.vehicles, summary.do_not_call), (3, 1, 1, 1));
    let customer = files.customer("1");
    assert_eq!(customer.last_name.as_deref(), Some("Roi"));
    assert!(customer.voice_off.is_some(), "Do Not Call on any row counts (P13)");
    assert_eq!(files.typed("1", PhoneKind::Cell).as_deref(), Some("416 555 0136"));
    assert_eq!(files.typed("1", PhoneKind::Home).as_deref(), Some("416 555 0135"));
}

#[tokio::test]
async fn a_phone_corrected_on_the_customers_page_stays_until_the_file_brings_a_new_one() {
    let files = Files::new();
    let with_cell = |cell: &str| file(&format!("1,Roy,{cell},,,,\n"));
    files.take_in(&with_cell("416 555 0134")).await;
    let typed = "416 555 0177".to_owned();
    let request = PhoneSave { customer: files.world.id_of("1"), kind: PhoneKind::Cell, typed };
    page::save_phone(&files.world.house, &files.world.caller, request).await.unwrap();
    let same = files.take_in(&with_cell("416 555 0134")).await;
    assert_eq!(same.changed_customers, 0);
    assert_eq!(files.typed("1", PhoneKind::Cell).as_deref(), Some("416 555 0177"));
    let new = files.take_in(&with_cell("416 555 0188")).await;
    assert_eq!(new.changed_customers, 1);
    assert_eq!(files.typed("1", PhoneKind::Cell).as_deref(), Some("416 555 0188"));
}

#[tokio::test]
async fn p13_do_not_call_is_turned_back_by_a_person_only() {
    let files = Files::new();
    let marked = |mark: &str| file(&format!("1,Roy,416 555 0134,416 555 0135,,,{mark}\n"));
    files.take_in(&marked("Y")).await;
    for mark in ["", "N"] {
        files.take_in(&marked(mark)).await;
        assert!(is_off(&files).await, "{mark:?}");
    }
    let request = OptIn { customer: files.world.id_of("1"), reason: "asked in writing".to_owned() };
    page::opt_in(&files.world.house, &files.world.caller, request).await.unwrap();
    assert!(!is_off(&files).await);
    files.take_in(&marked("")).await;
    assert!(!is_off(&files).await);
}

/// Voice is off, and both numbers are opted out; or none of it.
async fn is_off(files: &Files) -> bool {
    let key = CustomerKey { id: files.world.id_of("1") };
    let customer = page::get(&files.world.house, &files.world.caller, key).await.unwrap();
    let opted_out = customer.phones.iter().filter(|phone| phone.opted_out.is_some()).count();
    assert_eq!(opted_out, if customer.voice_off.is_some() { 2 } else { 0 });
    customer.voice_off.is_some()
}

#[tokio::test]
async fn a_cell_that_cannot_be_read_is_named_before_anything_is_written() {
    let files = Files::new();
    let rows = "7,Roy,613-555-0111,,,2026-02-31,\n8,Lee,12345,,,2026-02-10,\n9,Kim,613-555-0113,,,2026-02-10,perhaps\n";
    let draft = files.open_text(&file(rows)).await;
    let preview = files.preview(agreed(&draft)).await.unwrap();
    let said: Vec<_> =
        preview.first_notes.iter().map(|of| format!("{} {} {}: {}", of.line, of.column, of.text, of.note)).collect();
    assert_eq!(
        said,
        [
            "2 Last RO Date 2026-02-31: not a date as this file writes them; left blank",
            "3 Cell Phone 12345: not a valid number; kept as typed, to be mended",
            "4 DNC perhaps: neither yes nor no; taken as Do Not Call, to be safe",
        ]
    );
    assert_eq!((preview.notes, preview.rejected, preview.customers), (3, 0, 3));

    let many: String = (1..=30).map(|n| format!("{n},Roy,613-555-0111,none {n},,,\n")).collect();
    let preview = files.preview(agreed(&files.open_text(&file(&many)).await)).await.unwrap();
    assert_eq!((preview.notes, preview.first_notes.len()), (30, 20));
    assert_eq!(preview.first_notes[19].text, "none 20");
}
