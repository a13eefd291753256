//! Lists and reports as files (P10): CSV and XLSX, phone numbers as text, and no cell that a spreadsheet would run.

pub(crate) mod words;

use chrono::{DateTime, NaiveDate, Utc};
use domain::zone::Zone;
use rust_xlsxwriter::{Format, Workbook};

use crate::{
    dto::{imports::FileOut, runs::ExportFormat},
    error::CommandError,
};

/// A workbook takes no longer cell; an audit entry of a whole store can be.
const XLSX_CELL_CHARS_MAX: usize = 32_767;
/// The sheet's own limit, its header included.
const XLSX_ROWS_MAX: u32 = 1_048_576;
/// Longest stem of a file's name that every system takes, its ending and a folder's name beside it.
const STEM_CHARS_MAX: usize = 150;

/// A list as rows of text.
pub struct Table {
    pub header: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

/// Makes the file; `stem` is its name without the ending.
pub fn file(stem: &str, table: &Table, format: ExportFormat) -> Result<FileOut, CommandError> {
    let mut file = Rows::begin(&table.header, format)?;
    for row in &table.rows {
        file.add(row)?;
    }
    file.end(stem)
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

pub fn csv_file(stem: &str, table: &Table) -> Result<FileOut, CommandError> {
    file(stem, table, ExportFormat::Csv)
}

/// A file that is written row by row, for lists that should not stand in memory beside it.
#[expect(clippy::large_enum_variant, reason = "one of them at a time, on the stack of its writer")]
pub enum Rows {
    Csv(csv::Writer<Vec<u8>>),
    Xlsx { book: Box<Workbook>, rows: u32 },
}

impl Rows {
    pub fn begin(header: &[&str], format: ExportFormat) -> Result<Self, CommandError> {
        Ok(match format {
            ExportFormat::Csv => {
                // With a byte order mark, so that a spreadsheet reads the accents.
                let bytes = "\u{feff}".as_bytes().to_vec();
                let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(bytes);
                writer.write_record(header).map_err(not_written)?;
                Self::Csv(writer)
            }
            ExportFormat::Xlsx => {
                let mut book = Box::new(Workbook::new());
                let sheet = book.add_worksheet();
                let bold = Format::new().set_bold();
                for (column, title) in header.iter().enumerate() {
                    sheet.write_with_format(0, column as u16, *title, &bold).map_err(not_written)?;
                }
                Self::Xlsx { book, rows: 0 }
            }
        })
    }

    /// # Errors
    /// `export.too_many_rows` for a workbook.
    pub fn add(&mut self, row: &[String]) -> Result<(), CommandError> {
        match self {
            Self::Csv(writer) => writer.write_record(row.iter().map(|cell| safe_cell(cell))).map_err(not_written),
            Self::Xlsx { book, rows } => {
                *rows += 1;
                if *rows >= XLSX_ROWS_MAX {
                    let sentence = "An Excel sheet has no room for so many rows. Export it as CSV, or narrow the list.";
                    return Err(CommandError::new("export.too_many_rows", sentence));
                }
                let sheet = book.worksheet_from_index(0).map_err(not_written)?;
                for (column, cell) in row.iter().enumerate() {
                    // Written as text, a cell of a workbook is never a formula.
                    let text: String = cell.chars().take(XLSX_CELL_CHARS_MAX).collect();
                    sheet.write_string(*rows, column as u16, text).map_err(not_written)?;
                }
                Ok(())
            }
        }
    }

    pub fn end(self, stem: &str) -> Result<FileOut, CommandError> {
        match self {
            Self::Csv(writer) => {
                let bytes = writer.into_inner().map_err(|_| written_not())?;
                Ok(out(stem, "csv", "text/csv", &bytes))
            }
            Self::Xlsx { mut book, .. } => {
                let sheet = book.worksheet_from_index(0).map_err(not_written)?;
                sheet.set_freeze_panes(1, 0).map_err(not_written)?;
                sheet.autofit();
                let bytes = book.save_to_buffer().map_err(not_written)?;
                Ok(out(stem, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &bytes))
            }
        }
    }
}

/// A file name that every system takes.
fn out(stem: &str, ending: &str, mime: &str, bytes: &[u8]) -> FileOut {
    use base64::Engine;
    let plain: String = stem
        .chars()
        .take(STEM_CHARS_MAX)
        .map(|c| if c.is_alphanumeric() || " -_.,".contains(c) { c } else { '-' })
        .collect();
    FileOut {
        file_name: format!("{}.{ending}", plain.trim()),
        mime: mime.to_owned(),
        base64: base64::engine::general_purpose::STANDARD.encode(bytes),
    }
}

fn not_written(_: impl std::error::Error) -> CommandError {
    written_not()
}

fn written_not() -> CommandError {
    CommandError::new("export.failed", "The file could not be made. Try again.").retryable()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;

    #[test]
    fn a_cell_that_begins_like_a_formula_is_made_harmless() {
        for text in ["=1+1", "+14165550134", "-2", "@sum", "\t=1"] {
            assert_eq!(safe_cell(text), format!("'{text}"));
        }
        assert_eq!(safe_cell("Marie"), "Marie");
    }

    #[test]
    fn a_cell_that_a_workbook_cannot_hold_is_cut() {
        let table = Table { header: vec!["After"], rows: vec![vec!["é".repeat(XLSX_CELL_CHARS_MAX + 1)]] };
        assert!(file("Audit", &table, ExportFormat::Xlsx).is_ok());
    }

    #[test]
    fn a_csv_carries_accents_and_quotes_commas() {
        let table = Table { header: vec!["Name"], rows: vec![vec!["Côté, Zoë".to_owned()]] };
        let file = file("Report: today", &table, ExportFormat::Csv).expect("made");
        let bytes = base64::engine::general_purpose::STANDARD.decode(&file.base64).expect("base64");
        assert_eq!(String::from_utf8(bytes).expect("utf-8"), "\u{feff}Name\r\n\"Côté, Zoë\"\r\n");
        assert_eq!(file.file_name, "Report- today.csv");
    }
}
