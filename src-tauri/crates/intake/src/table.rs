//! The file as rows of text, each with the line it starts on.

use csv::StringRecord;

use crate::{Delimiter, Encoding, IntakeError};

/// More columns than any dealer system writes; mapping and preview show every one of them.
const COLUMNS_MAX: usize = 1_000;
/// More vehicles than the largest dealer group has. Bounds the memory that very short rows would take.
const ROWS_MAX: usize = 1_000_000;
/// What Excel writes into the first line of a list to tell its own delimiter.
const SEPARATOR_LINE: &str = "sep=";

/// The file as rows of text.
#[derive(Clone, Debug)]
pub struct Table {
    pub header: Vec<String>,
    /// In the order of the file, blank rows left out.
    pub records: Vec<Record>,
    pub format: TableFormat,
}

impl Table {
    /// The first values of a column that are not blank, to show beside its name.
    pub fn examples(&self, column: usize) -> impl Iterator<Item = &str> {
        self.records.iter().map(move |record| record.cell(column)).filter(|text| !text.is_empty())
    }
}

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    Text {
        encoding: Encoding,
        delimiter: Delimiter,
    },
    /// The first sheet of an Excel file.
    Workbook,
    /// Leads in XML.
    Adf {
        encoding: Encoding,
    },
}

impl TableFormat {
    /// The encoding's name in reports.
    pub fn encoding_word(self) -> &'static str {
        match self {
            Self::Text { encoding, .. } | Self::Adf { encoding } => encoding.word(),
            Self::Workbook => "workbook",
        }
    }

    /// The delimiter in reports; workbooks and leads have none.
    pub fn delimiter_word(self) -> &'static str {
        match self {
            Self::Text { delimiter, .. } => delimiter.word(),
            Self::Workbook | Self::Adf { .. } => "",
        }
    }
}

/// One row of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The line of the file on which it starts, counted from 1 as an editor does; in a workbook the row.
    pub line: u32,
    cells: CellTexts,
    /// A quotation mark opens in this line and closes in a later row.
    pub(crate) unclosed_quote: bool,
}

/// The cells of a row, one behind the other. A large file has tens of millions of them, and all of its rows lie in memory
/// while it is open, so that they take no more than their letters and where each ends.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CellTexts {
    letters: Box<str>,
    ends: Box<[u32]>,
}

impl CellTexts {
    fn of(record: &StringRecord) -> Self {
        let end = |cell| record.range(cell).map_or(0, |range| range.end as u32);
        Self { letters: record.as_slice().into(), ends: (0..record.len()).map(end).collect() }
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, cell: usize) -> Option<&str> {
        let end = *self.ends.get(cell)?;
        let start = cell.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.letters.get(start as usize..end as usize)
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|cell| self.get(cell))
    }
}

impl Record {
    /// The text of a cell as people mean it; blank if the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        tidy(self.cells.get(column).unwrap_or_default())
    }

    /// How many cells the row has. Blank ones beyond the header's last column do not count: spreadsheets add them.
    pub fn width(&self, columns: usize) -> usize {
        let used = (0..self.cells.len()).rfind(|column| !self.cell(*column).is_empty()).map_or(0, |last| last + 1);
        if self.cells.len() > columns { used.max(columns) } else { self.cells.len() }
    }

    /// The row as it stood in the file, near enough for a person to find it.
    pub fn text(&self) -> String {
        self.cells.iter().collect::<Vec<_>>().join(",")
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| tidy(cell).is_empty())
    }
}

/// Takes off what surrounds a value: blanks, and the `="00123"` that keeps a spreadsheet from reading a number.
fn tidy(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.trim(),
        // What database tools write for "no value".
        None if cell == "NULL" || cell == "\\N" => "",
        None => cell,
    }
}

/// Collects rows under the first one that is not blank.
pub(crate) struct Builder {
    header: Option<Vec<String>>,
    records: Vec<Record>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self { header: None, records: Vec::new() }
    }

    /// How many columns the header has; `None` before it was seen.
    pub(crate) fn columns(&self) -> Option<usize> {
        self.header.as_ref().map(Vec::len)
    }

    pub(crate) fn add(&mut self, line: u32, cells: &StringRecord) -> Result<(), IntakeError> {
        self.push(Record { line, cells: CellTexts::of(cells), unclosed_quote: false })
    }

    fn push(&mut self, record: Record) -> Result<(), IntakeError> {
        if record.is_blank() {
            return Ok(());
        }
        if self.header.is_none() {
            let mut header: Vec<String> = record.cells.iter().map(|name| tidy(name).to_owned()).collect();
            // A delimiter at the end of the line makes no column.
            header.truncate(header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1));
            if header.len() > COLUMNS_MAX {
                return Err(IntakeError::TooManyColumns { limit: COLUMNS_MAX });
            }
            self.header = Some(header);
            return Ok(());
        }
        if self.records.len() == ROWS_MAX {
            return Err(IntakeError::TooManyRows { limit: ROWS_MAX });
        }
        self.records.push(record);
        Ok(())
    }

    pub(crate) fn finish(self, format: TableFormat) -> Result<Table, IntakeError> {
        let header = self.header.ok_or(IntakeError::Empty)?;
        if self.records.is_empty() {
            return Err(IntakeError::HeaderOnly { header });
        }
        let mut records = self.records;
        records.shrink_to_fit();
        Ok(Table { header, records, format })
    }
}

/// Reads delimited text.
pub(crate) fn read_text(text: &str, encoding: Encoding, delimiter: Option<Delimiter>) -> Result<Table, IntakeError> {
    let (announced, start) = separator_line(text);
    let delimiter = delimiter.or(announced).unwrap_or_else(|| Delimiter::recognise(&text[start..]));
    let mut table = Builder::new();
    let mut lines = LineCounter { text, at: 0, line: 1 };
    let mut from = start;
    while let Some(next) = read_rows(text, from, delimiter, &mut lines, &mut table)? {
        from = next;
    }
    table.finish(TableFormat::Text { encoding, delimiter })
}

/// Reads rows until the end (`None`), or until one whose quotation mark never closes: then reading goes on at the line
/// after it (`Some`), so that one bad mark costs one row and not the rest of the file.
fn read_rows(
    text: &str,
    from: usize,
    delimiter: Delimiter,
    lines: &mut LineCounter<'_>,
    table: &mut Builder,
) -> Result<Option<usize>, IntakeError> {
    let mut reader = reader(delimiter, &text[from..]);
    let mut cells = StringRecord::new();
    loop {
        let start = from + reader.position().byte() as usize;
        if !reader.read_record(&mut cells).map_err(|_| unreadable())? {
            return Ok(None);
        }
        let start = start + text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
        let end = from + reader.position().byte() as usize;
        let line = lines.line_at(start);
        let row = text[start..end.max(start)].trim_end_matches(['\r', '\n']);
        let swallowed = table.columns().filter(|columns| *columns != cells.len()).and_then(|columns| {
            let (first, rest) = row.split_once(['\r', '\n'])?;
            let is_row = |line: &str| width(delimiter, line) == Some(columns);
            rest.split(['\r', '\n']).any(is_row).then_some(first)
        });
        let Some(first) = swallowed else {
            table.add(line, &cells)?;
            continue;
        };
        let cells = CellTexts::of(&StringRecord::from(vec![first]));
        table.push(Record { line, cells, unclosed_quote: true })?;
        return Ok(Some(start + first.len()));
    }
}

fn reader(delimiter: Delimiter, text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter.byte()).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// How many cells one line has by itself.
fn width(delimiter: Delimiter, line: &str) -> Option<usize> {
    reader(delimiter, line).records().next()?.ok().map(|record| record.len())
}

fn unreadable() -> IntakeError {
    IntakeError::CannotRead { why: "its text is damaged".to_owned() }
}

/// The delimiter that Excel's own first line names, and where the list begins.
fn separator_line(text: &str) -> (Option<Delimiter>, usize) {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    match text[..end].strip_prefix(SEPARATOR_LINE).map(Delimiter::from_word) {
        Some(Some(delimiter)) => (Some(delimiter), end),
        Some(None) | None => (None, 0),
    }
}

/// Counts lines as an editor does: by \n, \r\n or a lone \r, inside quotation marks as well.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl LineCounter<'_> {
    /// The line of a place at or after the one asked for before.
    fn line_at(&mut self, place: usize) -> u32 {
        let bytes = self.text.as_bytes();
        for at in self.at..place {
            let is_break = bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            self.line = self.line.saturating_add(u32::from(is_break));
        }
        self.at = self.at.max(place);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::table;

    fn lines(text: &str) -> Vec<(u32, String)> {
        table(text).records.iter().map(|record| (record.line, record.text())).collect()
    }

    fn expected(rows: &[(u32, &str)]) -> Vec<(u32, String)> {
        rows.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn a_row_bears_the_line_it_starts_on_whatever_the_line_breaks_and_quoted_ones() {
        for eol in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "1,\"x", "y\"", "2,z", ",", "3,w"].join(eol);
            let found = lines(&text);
            let starts: Vec<u32> = found.iter().map(|(line, _)| *line).collect();
            assert_eq!(starts, [3, 5, 7], "{eol:?}");
        }
    }

    #[test]
    fn a_quotation_mark_that_never_closes_costs_one_row() {
        let text = "a,b,c\n1,\"x,9\n2,y,9\n3,z,9\n";
        assert_eq!(lines(text), expected(&[(2, "1,\"x,9"), (3, "2,y,9"), (4, "3,z,9")]));
        let flags: Vec<bool> = table(text).records.iter().map(|record| record.unclosed_quote).collect();
        assert_eq!(flags, [true, false, false]);
    }

    #[test]
    fn a_short_row_with_a_quoted_line_break_stays_one_row() {
        assert_eq!(lines("a,b,c\n1,\"x\ny\"\n2,y,9\n"), expected(&[(2, "1,x\ny"), (4, "2,y,9")]));
    }

    #[test]
    fn the_line_in_which_excel_names_its_delimiter_is_obeyed() {
        let table = read_text("sep=;\r\na;b,c\r\n1;2\r\n", Encoding::Utf8, None).unwrap();
        assert_eq!(table.header, ["a", "b,c"]);
        assert_eq!(table.records[0].line, 3);
        assert_eq!(table.format.delimiter_word(), ";");
    }

    #[test]
    fn cells_are_read_without_what_spreadsheets_put_around_them() {
        let table = table("a,b,c,d,\n=\"00123\", x ,NULL,\u{A0}\n");
        assert_eq!(table.header.len(), 4);
        let record = &table.records[0];
        assert_eq!([0, 1, 2, 3, 9].map(|column| record.cell(column)), ["00123", "x", "", "", ""]);
    }

    #[test]
    fn the_examples_of_a_column_are_its_first_values() {
        let table = table("a,b\n1,\n2,x\n3,y\n4,z\n");
        assert_eq!(table.examples(1).take(2).collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn blank_cells_beyond_the_header_make_no_wider_row() {
        let table = table("a,b\n1,2,,\n1,2,,3\n1\n");
        assert_eq!(table.records.iter().map(|record| record.width(2)).collect::<Vec<_>>(), [2, 4, 1]);
    }

    #[test]
    fn more_columns_than_a_mapping_can_show_are_refused() {
        let text = format!("{}\n1", "a,".repeat(COLUMNS_MAX) + "b");
        let error = read_text(&text, Encoding::Utf8, None).unwrap_err();
        assert_eq!(error, IntakeError::TooManyColumns { limit: COLUMNS_MAX });
    }
}
