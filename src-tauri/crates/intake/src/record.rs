//! One row of text, and how it is parted into cells.

use csv::StringRecord;
use csv_core::ReadRecordResult;

use crate::Delimiter;

/// One row of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The line of the file on which it starts, counted from 1 as an editor does; in a workbook the row.
    pub line: u32,
    /// The cells, one behind the other, and where each ends.
    letters: String,
    ends: Vec<usize>,
    /// A quotation mark opens in this line and closes in a later row.
    pub(crate) unclosed_quote: bool,
}

impl Record {
    /// A row that is held.
    pub(crate) fn of(line: u32, cells: &StringRecord) -> Self {
        let ends = (0..cells.len()).map(|cell| cells.range(cell).map_or(0, |range| range.end)).collect();
        Self { line, letters: cells.as_slice().to_owned(), ends, unclosed_quote: false }
    }

    fn raw(&self, cell: usize) -> Option<&str> {
        let end = *self.ends.get(cell)?;
        let start = cell.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.letters.get(start..end)
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).filter_map(|cell| self.raw(cell))
    }

    /// The text of a cell as people mean it; blank if the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        tidy(self.raw(column).unwrap_or_default())
    }

    /// How many cells the row has. Blank ones beyond the header's last column do not count: spreadsheets add them.
    pub fn width(&self, columns: usize) -> usize {
        let cells = self.ends.len();
        if cells <= columns {
            return cells;
        }
        (columns..cells).rfind(|column| !self.cell(*column).is_empty()).map_or(columns, |last| last + 1)
    }

    /// The row as it stood in the file, near enough for a person to find it.
    pub fn text(&self) -> String {
        self.cells().collect::<Vec<_>>().join(",")
    }
}

/// Takes off what surrounds a value: blanks, and the `="00123"` that keeps a spreadsheet from reading a number.
pub(crate) fn tidy(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.trim(),
        // What database tools write for "no value".
        None if cell == "NULL" || cell == "\\N" => "",
        None => cell,
    }
}

/// Parts rows of text into cells, one after the other in the same memory.
pub(crate) struct Parting {
    csv: csv_core::Reader,
    record: Record,
}

impl Parting {
    pub(crate) fn new(delimiter: Delimiter) -> Self {
        let csv = csv_core::ReaderBuilder::new().delimiter(delimiter.byte()).build();
        Self { csv, record: Record::default() }
    }

    /// The first row of a text.
    pub(crate) fn first_row(&mut self, line: u32, text: &str) -> &Record {
        self.csv.reset();
        let mut letters = std::mem::take(&mut self.record.letters).into_bytes();
        // Parting only takes letters away.
        letters.resize(text.len(), 0);
        let (mut rest, mut written, mut cells) = (text.as_bytes(), 0, 0);
        let ends = &mut self.record.ends;
        loop {
            if cells == ends.len() {
                ends.resize(cells.max(32) * 2, 0);
            }
            let (result, read, wrote, ended) = self.csv.read_record(rest, &mut letters[written..], &mut ends[cells..]);
            (rest, written, cells) = (&rest[read..], written + wrote, cells + ended);
            match result {
                // Once there is nothing more, the end of the text ends the row.
                ReadRecordResult::InputEmpty => rest = &[],
                ReadRecordResult::OutputFull => letters.resize(letters.len() + text.len() + 1, 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2 + 1, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        letters.truncate(written);
        ends.truncate(cells);
        // Whole letters remain whole: only delimiters and quotation marks went.
        self.record.letters = String::from_utf8(letters).unwrap_or_default();
        (self.record.line, self.record.unclosed_quote) = (line, false);
        &self.record
    }

    /// A line whose quotation mark never closes, as it stands.
    pub(crate) fn unclosed(&mut self, line: u32, text: &str) -> &Record {
        self.record = Record { line, letters: text.to_owned(), ends: vec![text.len()], unclosed_quote: true };
        &self.record
    }
}
