//! The voice drop report (S16), page by page and as a file (P10).

mod later;
mod lists;
mod saving;

use std::io::Cursor;

use app::dto::{
    imports::FileOut,
    runs::{ReportList, RunReport, RunTargets},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use calamine::{Data, Reader, Xlsx};
use chrono::{DateTime, Utc};
use domain::{
    disposition::Disposition,
    ids::{CampaignId, RunId},
    states::{RunSkip, RunState, TargetState},
};
use serde_json::{Value, json};
use store::{
    StoreError,
    runs::{self, NewRun},
};

use crate::{
    support::on,
    world::{Folder, Program, people},
};

/// A run of these people that is over.
async fn over(program: &Program, people: &[store::imports::FileCustomer]) -> RunReport {
    program.take_in(people);
    let message = program.message().await;
    let campaign = program.campaign(&people::spec("Fall: tires", message, people.len() as u32)).await;
    let run = program.run_now(campaign).await;
    program.until_over(run).await
}

async fn targets(program: &Program, run: RunId, after: Option<u32>) -> RunTargets {
    program.ask("run_targets", json!({ "run": run, "after": after })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn s16_the_report_gives_exact_times_and_every_outcome() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 300.0).await;
    let lines = [100, 100, 101, 102, 103, 104, 105, 106, 111];
    let people: Vec<_> = lines.iter().enumerate().map(|(n, line)| people::on_line(n, *line)).collect();
    let report = over(&program, &people).await;
    let head = &report.head;
    let (started, ended) = (head.started_at.unwrap(), head.ended_at.unwrap());
    assert_eq!(head.duration_ms, Some((ended - started).num_milliseconds()), "to the millisecond");
    assert_eq!((head.state, head.asked, head.counts.chosen), (RunState::Finished, 9, 9));
    assert_eq!((head.counts.delivered, head.counts.failed, report.newly_blocked), (2, 7, 1));
    assert_eq!(report.results.iter().map(|line| line.targets).sum::<u32>(), 9);
    assert_eq!((report.results[0].disposition, report.results[0].targets), (Disposition::Delivered, 2));
    assert!(report.mean_drop_ms.unwrap() >= 15_000, "a mailbox takes at least so long");
    assert_eq!((report.shortfall, report.late_results, head.paused_ms), (None, 0, 0));

    let page = targets(&program, head.run, None).await;
    assert_eq!((page.targets.len(), page.after), (9, None));
    let mut last: Option<DateTime<Utc>> = None;
    for target in &page.targets {
        let (sent, done) = (target.sent_at.unwrap(), target.final_at.unwrap());
        assert!(started <= sent && sent <= done && done <= ended);
        assert!(last.is_none_or(|before| before <= sent), "one after another (S4)");
        assert!(target.follows.is_some());
        last = Some(done);
    }
    let impossible = page.targets.iter().find(|t| t.disposition == Some(Disposition::Impossible)).unwrap();
    assert_eq!(impossible.follows.as_deref(), Some("number blocked until 8 Dec 2026"));
    let odd = page.targets.last().unwrap();
    assert_eq!((odd.state, odd.raw_word.as_deref()), (TargetState::Failed, Some("left_with_concierge")));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_targets_of_a_run_come_in_pages_of_two_hundred() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(230));
    let message = program.message().await;
    let campaign = program.campaign(&people::spec("All", message, 230)).await;
    let run = program.run_now(campaign).await;
    let first =
        program.until("reserved", async |p| Some(targets(p, run, None).await).filter(|t| t.after.is_some())).await;
    let second = targets(&program, run, first.after).await;
    assert_eq!((first.targets.len(), first.after), (200, Some(200)));
    assert_eq!((second.targets.len(), second.after), (30, None));
    let positions: Vec<u32> = first.targets.iter().chain(&second.targets).map(|t| t.position).collect();
    assert!(positions.iter().copied().eq(1..=230));
    assert!(targets(&program, run, Some(u32::MAX)).await.targets.is_empty());
    let nowhere = json!({ "run": 77, "after": null });
    assert_eq!(program.code("run_targets", nowhere).await, "store.not_found");
    let file = csv_of(&export(&program, run, "csv").await);
    assert_eq!(file.len(), 231, "a file has all of them, and a header");
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_listed_page_by_page_from_the_newest() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let campaign = program.campaign(&people::spec("T", message, 5)).await;
    let planned = plan_skipped(&program, campaign, 120);
    let (mut read, mut before, mut sizes) = (vec![], None, vec![]);
    loop {
        let page: ReportList = program.ask("report_list", json!({ "before": before })).await;
        sizes.push(page.runs.len());
        before = page.before;
        read.extend(page.runs);
        if before.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [50, 50, 20]);
    assert!(read.iter().map(|head| head.run).eq(planned.into_iter().rev()));
    assert!(read.iter().all(|head| head.skip == Some(RunSkip::ByPerson) && head.duration_ms.is_none()));
    program.close().await;
}

fn plan_skipped(program: &Program, campaign: CampaignId, many: u32) -> Vec<RunId> {
    let house = &program.desk().house;
    let now = house.now();
    let plan = |sequence| {
        let new = NewRun {
            campaign,
            store: house.store_id,
            version: 1,
            on: on("2026-11-24"),
            sequence,
            scheduled_at: now,
            until_at: now,
            count: domain::campaign::Count::AllDue,
            by_hand: true,
        };
        house
            .store
            .write(|db| {
                let run = runs::plan(db, &new)?.unwrap();
                runs::skip(db, run, RunSkip::ByPerson, None, now)?;
                Ok::<_, StoreError>(run)
            })
            .unwrap()
    };
    (1..=many).map(plan).collect()
}

async fn export(program: &Program, run: RunId, format: &str) -> FileOut {
    program.ask("list_export", json!({ "list": { "kind": "report", "run": run }, "format": format })).await
}

pub(crate) fn csv_of(file: &FileOut) -> Vec<Vec<String>> {
    let text = String::from_utf8(BASE64.decode(&file.base64).unwrap()).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark, for the accents");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Every cell, which has to be text and no formula.
fn xlsx_of(file: &FileOut) -> Vec<Vec<String>> {
    assert!(file.file_name.ends_with(".xlsx"));
    xlsx_rows(&BASE64.decode(&file.base64).unwrap())
}

fn xlsx_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheet = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&sheet).unwrap().cells().all(|(_, _, formula)| formula.is_empty()));
    let range = book.worksheet_range(&sheet).unwrap();
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("not text: {other:?}"),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn s16_the_file_of_a_report_carries_the_times_of_the_run() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 300.0).await;
    let head = over(&program, &[people::on_line(0, 100), people::on_line(1, 101)]).await.head;
    let rows = csv_of(&export(&program, head.run, "csv").await);
    let columns =
        ["Run", "Run scheduled", "Run started", "Run ended", "Run took (s)", "Run waited (s)", "Run paused (s)"];
    assert_eq!(rows[0][14..], columns);
    let local = |at: DateTime<Utc>| (at - chrono::TimeDelta::hours(5)).format("%Y-%m-%d %H:%M:%S").to_string();
    let seconds = |ms: i64| format!("{:.1}", ms as f64 / 1_000.0);
    let times = [
        "finished".to_owned(),
        local(head.scheduled_at),
        local(head.started_at.unwrap()),
        local(head.ended_at.unwrap()),
        seconds(head.duration_ms.unwrap()),
        seconds(head.waited_ms),
        seconds(head.paused_ms),
    ];
    assert_eq!(rows.len(), 3);
    assert!(rows[1..].iter().all(|row| row[14..] == times), "{rows:?}");
    assert_eq!(xlsx_of(&export(&program, head.run, "xlsx").await), rows);

    let other = program.campaign(&people::spec("Other", program.message().await, 5)).await;
    let skipped = plan_skipped(&program, other, 1)[0];
    let rows = csv_of(&export(&program, skipped, "csv").await);
    assert_eq!(rows.len(), 2, "a run without a customer has its times, too");
    assert_eq!((rows[1][14].as_str(), rows[1][16].as_str()), ("skipped: Skipped by a person.", ""));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_a_report_is_exported_with_numbers_as_text_and_no_formula() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 300.0).await;
    let names = ["=cmd|'/C calc'!A0 X", "+Plus Two", "-Minus Three", "@Sum Four", "Zoë Côté, Jr"];
    let people: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(n, name)| people::named(&format!("{}", 10 + n), name, &format!("613555011{}", 2 + n)))
        .collect();
    let run = over(&program, &people).await.head.run;

    let file = export(&program, run, "csv").await;
    assert_eq!(file.file_name, "Voice drops Fall- tires 2026-11-24.csv");
    let rows = csv_of(&file);
    assert_eq!(rows[0][..6], ["#", "Customer number", "Customer", "Vehicle", "Phone", "Number"]);
    assert_eq!(rows.len(), 6);
    for (row, name) in rows[1..].iter().zip(names) {
        let harmless = if name.starts_with('Z') { name.to_owned() } else { format!("'{name}") };
        assert_eq!(row[2], harmless);
        assert!(row[5].starts_with("(613) 555-01"), "{row:?}");
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        assert!(row[9].starts_with("2026-11-24 10:"), "in the store's time: {row:?}");
    }

    let file = export(&program, run, "xlsx").await;
    assert!(file.file_name.ends_with(".xlsx"));
    let bytes = BASE64.decode(&file.base64).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheet = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&sheet).unwrap().cells().all(|(_, _, formula)| formula.is_empty()));
    let range = book.worksheet_range(&sheet).unwrap();
    assert_eq!(range.height(), 6);
    for (row, name) in range.rows().skip(1).zip(names) {
        assert!(row.iter().all(|cell| matches!(cell, Data::String(_) | Data::Empty)), "all of it text: {row:?}");
        assert_eq!(row[2], Data::String(name.to_owned()));
        assert!(row[5].to_string().starts_with("(613) 555-01"));
    }
    for format in ["pdf", "", "CSV"] {
        let request: Value = json!({ "list": { "kind": "report", "run": run }, "format": format });
        assert_eq!(program.code("list_export", request).await, "command.bad_request");
    }
    program.close().await;
}
