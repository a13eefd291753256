//! Reads the first sheet of an Excel file as the same table that text gives.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader, Sheets, open_workbook_auto_from_rs};
use csv::StringRecord;

use crate::{
    IntakeError, Table,
    table::{Builder, TableFormat},
};

/// The sheet is read cell by cell; one cell far to the right must not make a row of sixteen thousand.
const SHEET_COLUMNS_MAX: u32 = 1_000;

/// Reads the first sheet of a workbook.
pub(crate) fn read_workbook(bytes: &[u8]) -> Result<Table, IntakeError> {
    let mut sheets = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| IntakeError::BadWorkbook)?;
    let first = sheets.sheet_names().into_iter().next().ok_or(IntakeError::BadWorkbook)?;
    let mut rows = Rows { table: Builder::default(), row: 0, cells: StringRecord::new() };
    match &mut sheets {
        // Cell by cell: a whole range would be as large as its two outermost cells say.
        Sheets::Xlsx(workbook) => {
            let mut cells = workbook.worksheet_cells_reader(&first).map_err(|_| IntakeError::BadWorkbook)?;
            while let Some(cell) = cells.next_cell().map_err(|_| IntakeError::BadWorkbook)? {
                rows.cell(cell.get_position(), &referenced_text(cell.get_value()))?;
            }
        }
        Sheets::Xls(_) | Sheets::Xlsb(_) | Sheets::Ods(_) => {
            let range = sheets.worksheet_range(&first).map_err(|_| IntakeError::BadWorkbook)?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                rows.cell((top + row as u32, left + column as u32), &text(value))?;
            }
        }
    }
    rows.finish()
}

/// Puts cells, which come in order and without the blank ones, into rows.
struct Rows {
    table: Builder,
    row: u32,
    cells: StringRecord,
}

impl Rows {
    fn cell(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), IntakeError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        if column >= SHEET_COLUMNS_MAX {
            return Err(IntakeError::TooManyColumns { limit: SHEET_COLUMNS_MAX as usize });
        }
        if row != self.row {
            self.end_row()?;
            self.row = row;
        }
        while self.cells.len() < column as usize {
            self.cells.push_field("");
        }
        self.cells.push_field(text);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), IntakeError> {
        let mut cells = std::mem::take(&mut self.cells);
        // Blank cells at the end are not in the file, so a row of a sheet is never too short.
        while cells.len() < self.table.columns().unwrap_or_default() {
            cells.push_field("");
        }
        self.table.add(self.row + 1, &cells)
    }

    fn finish(mut self) -> Result<Table, IntakeError> {
        self.end_row()?;
        self.table.finish(TableFormat::Workbook)
    }
}

fn referenced_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        other => text(&Data::from(other.clone())),
    }
}

fn text(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // Displayed without an exponent or ".0": phone and customer numbers are numbers to Excel.
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "Y".to_owned(),
        Data::Bool(false) => "N".to_owned(),
        Data::DateTime(instant) => date_or_time(instant),
        // "#N/A" and its like hold no value.
        Data::Error(_) | Data::Empty => String::new(),
    }
}

/// A date, with its time if it has one; a time alone has no date.
fn date_or_time(instant: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = instant.to_ymd_hms_milli();
    let (date, time) = (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}"));
    match (instant.as_f64() < 1.0, (hour, minute, second)) {
        (true, _) => time,
        (false, (0, 0, 0)) => date,
        (false, _) => format!("{date} {time}"),
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_and_dates_of_a_sheet_read_as_they_look() {
        assert_eq!(text(&Data::Float(4_165_550_134.0)), "4165550134");
        assert_eq!(text(&Data::Float(12.5)), "12.5");
        let instant = ExcelDateTime::new(46_346.5, ExcelDateTimeType::DateTime, false);
        assert_eq!(text(&Data::DateTime(instant)), "2026-11-20 12:00:00");
        let day = ExcelDateTime::new(46_346.0, ExcelDateTimeType::DateTime, false);
        assert_eq!(text(&Data::DateTime(day)), "2026-11-20");
        let time = ExcelDateTime::new(0.4375, ExcelDateTimeType::DateTime, false);
        assert_eq!(text(&Data::DateTime(time)), "10:30:00");
        assert_eq!(text(&Data::Bool(true)), "Y");
    }

    #[test]
    fn blank_cells_of_a_sheet_keep_their_place() {
        let mut rows = Rows { table: Builder::default(), row: 0, cells: StringRecord::new() };
        for (place, text) in [((1, 0), "a"), ((1, 1), "b"), ((1, 2), "c"), ((4, 1), "x"), ((6, 0), "y")] {
            rows.cell(place, text).unwrap();
        }
        let table = rows.finish().unwrap();
        assert_eq!(table.header, ["a", "b", "c"]);
        let found: Vec<_> = crate::testing::records(&table).iter().map(|record| (record.line, record.text())).collect();
        assert_eq!(found, [(5, ",x,".to_owned()), (7, "y,,".to_owned())]);
    }

    #[test]
    fn one_cell_far_to_the_right_is_refused_instead_of_filling_memory() {
        let mut rows = Rows { table: Builder::default(), row: 0, cells: StringRecord::new() };
        let error = rows.cell((0, 16_383), "x").unwrap_err();
        assert_eq!(error, IntakeError::TooManyColumns { limit: 1_000 });
    }
}
