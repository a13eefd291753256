//! Lists and reports as files (P10): CSV and XLSX, phone numbers as text, and no cell that a spreadsheet would run.
//!
//! [`rows`] writes a file row by row, [`job`] says how far it is and stops it. Which rows they are, the lists know.

pub(crate) mod job;
pub(crate) mod rows;
pub(crate) mod words;

use chrono::{DateTime, NaiveDate, Utc};
use domain::zone::Zone;

use crate::dto::runs::ExportFormat;

/// Longest stem of a file's name that every system takes, and the save dialog with its ending.
const STEM_CHARS_MAX: usize = 110;

/// A list as rows of text, for lists that are short.
pub struct Table {
    pub header: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

/// An instant in the store's time, as a spreadsheet sorts it; an empty cell for none.
pub fn time_cell(at: Option<DateTime<Utc>>, zone: &Zone) -> String {
    at.map(|at| zone.local_at(at).format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

/// A date as a spreadsheet sorts it.
pub fn date_cell(on: Option<NaiveDate>) -> String {
    on.map(|on| on.to_string()).unwrap_or_default()
}

/// Milliseconds as seconds.
pub fn seconds_cell(ms: Option<i64>) -> String {
    ms.map(|ms| format!("{:.1}", ms as f64 / 1_000.0)).unwrap_or_default()
}

/// "yes" or "no".
pub fn yes_no_cell(yes: bool) -> String {
    if yes { "yes".to_owned() } else { "no".to_owned() }
}

/// A cell that begins with = + - @ would be run as a formula when the file is opened: an apostrophe makes it text.
/// Phone numbers keep their plus behind it.
pub fn safe_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// A name that every system takes, with the format's ending; `stem` is the name without it.
pub(crate) fn file_name(stem: &str, format: ExportFormat) -> String {
    let plain: String = stem
        .chars()
        .take(STEM_CHARS_MAX)
        .map(|c| if c.is_alphanumeric() || " -_.,".contains(c) { c } else { '-' })
        .collect();
    let ending = match format {
        ExportFormat::Csv => "csv",
        ExportFormat::Xlsx => "xlsx",
    };
    format!("{}.{ending}", plain.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_begins_like_a_formula_is_made_harmless() {
        for text in ["=1+1", "+14165550134", "-2", "@sum", "\t=1"] {
            assert_eq!(safe_cell(text), format!("'{text}"));
        }
        assert_eq!(safe_cell("Marie"), "Marie");
    }

    #[test]
    fn a_file_name_has_no_letter_that_a_system_refuses() {
        assert_eq!(file_name("Report: today", ExportFormat::Csv), "Report- today.csv");
        assert_eq!(file_name("a/b\\c ", ExportFormat::Xlsx), "a-b-c.xlsx");
    }
}
