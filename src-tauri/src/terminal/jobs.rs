//! The jobs that open a data file, do one thing and end.

use app::{
    ImportOptions,
    demo::{self, DemoReport},
    error::CommandError,
    import_file,
    seams::Outside,
};
use serde_json::json;

use super::{print, say};
use crate::{
    cli::{Demo, Import, Place},
    places,
};

pub async fn demo(asked: Demo, place: &Place, outside: Outside) -> Result<(), CommandError> {
    let Demo { customers, drops, runs, speed, seed, stratics, key } = asked;
    let what = demo::Demo { customers, drops, runs, speed, seed, stratics };
    if !place.json {
        say(&format!("{runs} campaigns of {drops} drops, {customers} customers, {speed} times faster than life …"));
    }
    let report = demo::run(outside, what, key).await?;
    if place.json {
        print(&json!(report));
    } else {
        tell(&report);
    }
    if report.is_sound() {
        Ok(())
    } else {
        Err(CommandError::new("demo.unsound", "The counts do not close, or the stand-in's ledger says otherwise."))
    }
}

fn tell(report: &DemoReport) {
    say(&format!(
        "{:<28} {:>4} {:>7} {:>10} {:>7} {:>8} {:>9}",
        "Campaign", "Port", "Chosen", "Delivered", "Failed", "Unknown", "Took"
    ));
    for run in &report.runs {
        let port = run.port.map_or_else(|| "-".to_owned(), |port| port.to_string());
        let took = run.duration_ms.map_or_else(|| "-".to_owned(), duration);
        say(&format!(
            "{:<28} {port:>4} {:>7} {:>10} {:>7} {:>8} {took:>9}",
            run.campaign, run.chosen, run.delivered, run.failed, run.unknown
        ));
        for (reason, many) in &run.skipped {
            say(&format!("{:<28} skipped: {many} ({})", "", reason.replace('_', " ")));
        }
    }
    if let Some(ledger) = report.ledger {
        say(&format!("The stand-in delivered {} drops to {} numbers.", ledger.delivered, ledger.distinct_numbers));
    }
}

/// 1 h 04 m 09 s, as everywhere.
fn duration(ms: i64) -> String {
    let seconds = ms / 1_000;
    let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h} h {m:02} m {s:02} s") } else { format!("{m} m {s:02} s") }
}

pub async fn import(asked: Import, place: &Place, outside: Outside) -> Result<(), CommandError> {
    let Import { file, source, list, encoding, delimiter, date_format } = asked;
    let options = ImportOptions { source, list, encoding, delimiter, date_format };
    let report = import_file::run(outside, &file, options, &places::caller()).await?;
    if place.json {
        print(&json!(report));
    } else if report.is_of_events() {
        say(&format!(
            "{} rows ({}): {} new, {} changed, {} as they were, {} rows rejected.",
            report.rows,
            report.source.replace('_', " "),
            report.new_events,
            report.changed_events,
            report.same_events,
            report.rejected
        ));
    } else {
        say(&format!(
            "{} rows: {} customers, {} vehicles, {} rows rejected ({}, delimiter {}).",
            report.rows, report.customers, report.vehicles, report.rejected, report.encoding, report.delimiter
        ));
        say(&format!(
            "{} cells and {} home phones can be used; {} customers must not be called.",
            report.usable_cells, report.usable_homes, report.do_not_call
        ));
    }
    Ok(())
}
