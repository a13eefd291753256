//! Bad input: a clear sentence beside its field, and nothing is lost.

use app::{ImportOptions, dto::imports::FieldDto};

use super::*;
use crate::support::refusal;

async fn refused_to_open(files: &Files, path: &str) -> (String, Option<String>) {
    refusal(files.open(path).await)
}

fn on(code: &str, field: &str) -> (String, Option<String>) {
    (format!("import.{code}"), Some(field.to_owned()))
}

#[tokio::test]
async fn a_file_that_is_no_export_is_refused_for_what_it_is() {
    let files = Files::new();
    let missing = files.folder.path().join("gone.csv").to_str().unwrap().to_owned();
    assert_eq!(refused_to_open(&files, &missing).await, on("not_found", "path"));
    let folder = files.folder.path().to_str().unwrap();
    assert_eq!(refused_to_open(&files, folder).await, on("is_folder", "path"));
    let long = [b"Cust No,Cell\n".as_slice(), &vec![b'x'; 1024 * 1024 + 1]].concat();
    for (name, content, code) in [
        ("empty.csv", b"".as_slice(), "empty"),
        ("report.csv", b"%PDF-1.7\n%\xE2\xE3", "not_an_export"),
        ("program.csv", b"\x01\x02\0\0\0\xFF\xFE\0", "not_an_export"),
        ("header.csv", b"Cust No,Cell\n", "header_only"),
        ("line.csv", &long, "line_too_long"),
    ] {
        assert_eq!(refused_to_open(&files, &files.write(name, content)).await, on(code, "path"), "{name}");
    }
}

#[tokio::test]
async fn of_a_file_that_is_no_export_only_the_beginning_of_some_lines_is_shown() {
    let files = Files::new();
    let line = |n: usize| format!("line {n} {}", "é".repeat(400));
    let content: Vec<String> = (0..40).map(line).collect();
    let draft = files.open_text(&content.join("\n")).await;
    let (name, examples) = (&draft.columns[0].name, &draft.columns[0].examples);
    assert_eq!((draft.columns.len(), examples.len()), (1, 3));
    for (n, shown) in [name].into_iter().chain(examples).enumerate() {
        assert_eq!(shown.chars().count(), 81, "{shown}");
        assert!(shown.starts_with(&format!("line {n} ")) && shown.ends_with('…'), "{shown}");
    }
    let (code, field) = refusal(files.preview(agreed(&draft)).await);
    assert_eq!((code, field), on("no_customer_number", "mapping"), "and nothing of it can be taken in");
}

#[tokio::test]
async fn an_encoding_or_a_delimiter_that_is_none_is_refused() {
    let files = Files::new();
    let path = files.write("export.csv", "Cust No,Cell\n1,416 555 0134\n");
    let open = |encoding: Option<&str>, delimiter: Option<&str>| {
        let (encoding, delimiter) = (encoding.map(str::to_owned), delimiter.map(str::to_owned));
        let request = ImportOpen { path: path.clone(), source: None, encoding, delimiter };
        imports::open(&files.world.house, &files.world.caller, request)
    };
    assert_eq!(refusal(open(Some("ebcdic"), None).await), on("unknown_encoding", "encoding"));
    assert_eq!(refusal(open(None, Some("/")).await), on("unknown_delimiter", "delimiter"));
    assert_eq!(open(Some("cp1252"), Some(";")).await.unwrap().columns.len(), 1, "a person may overrule");
}

#[tokio::test]
async fn a_mapping_that_cannot_be_used_is_refused_beside_the_mapping() {
    let files = Files::new();
    let draft = files.open_text("Cust No,Cell,Other\n1,416 555 0134,x\n").await;
    let number = Some(FieldDto::CustomerNumber);
    let cell = Some(FieldDto::CellPhone);
    for (mapping, code) in [
        (vec![number, cell, cell], "two_columns"),
        (vec![number, None, None], "no_phone"),
        (vec![None, cell, None], "no_customer_number"),
        (vec![number, cell], "other_width"),
        (vec![number, cell, Some(FieldDto::LastRoDate)], "no_dates"),
    ] {
        let plan = ImportPlan { mapping, ..agreed(&draft) };
        assert_eq!(refusal(files.preview(plan.clone()).await), on(code, "mapping"));
        assert_eq!(refusal(files.start(plan).await), on(code, "mapping"));
    }
    assert_eq!(files.customers(), 0);
}

#[tokio::test]
async fn a_date_format_is_asked_for_and_has_to_fit() {
    let files = Files::new();
    let draft = files.open_text("Cust No,Cell,Last RO Date\n1,416 555 0134,03/02/2026\n").await;
    let with = |word: Option<&str>| ImportPlan { date_format: word.map(str::to_owned), ..agreed(&draft) };
    assert_eq!(refusal(files.preview(with(None)).await), on("date_format_needed", "date_format"));
    for word in ["%Q", "%Y-%m-%d"] {
        assert_eq!(refusal(files.preview(with(Some(word))).await), on("unknown_date_format", "date_format"));
    }
    let path = files.folder.path().join("export.csv");
    let (house, caller) = (&files.world.house, &files.world.caller);
    let asked = imports::run_import(house, &path, ImportOptions::default(), caller).await;
    assert_eq!(refusal(asked), on("date_format_needed", "date_format"));
    let options = ImportOptions { date_format: Some("%d/%m/%Y".to_owned()), ..ImportOptions::default() };
    let report = imports::run_import(house, &path, options, caller).await.unwrap();
    assert_eq!((report.customers, report.date_format.as_deref()), (1, Some("%d/%m/%Y")));
}

#[tokio::test]
async fn a_draft_that_was_given_up_for_newer_ones_says_so() {
    let files = Files::new();
    let mut drafts = vec![];
    for _ in 0..4 {
        drafts.push(files.open_text("Cust No,Cell\n1,416 555 0134\n").await);
    }
    assert_eq!(refusal(files.preview(agreed(&drafts[0])).await), on("draft_gone", "draft"));
    assert!(files.preview(agreed(&drafts[1])).await.is_ok());
    let request = ImportDraftId { draft: "nonsense".to_owned() };
    let answer = imports::progress(&files.world.house, &files.world.caller, request).await;
    assert_eq!(refusal(answer), on("draft_gone", "draft"));
}

#[tokio::test]
async fn one_import_at_a_time() {
    let files = Files::new();
    let draft = files.open_text("Cust No,Cell\n1,416 555 0134\n").await;
    let mut changes = files.world.house.changes();
    files.start(agreed(&draft)).await.unwrap();
    let (code, _) = refusal(files.start(agreed(&draft)).await);
    assert_eq!(code, "import.under_way");
    changes.recv().await.unwrap();
    assert!(files.run(agreed(&draft)).await.finished.is_some());
}
