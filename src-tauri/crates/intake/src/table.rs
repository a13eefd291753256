//! The file as rows of text, each with the line it starts on.

use csv::StringRecord;

use crate::{
    Delimiter, Encoding, IntakeError, Record,
    record::tidy,
    text_rows::{TextRows, TextRowsReader},
};

/// More columns than any dealer system writes; mapping and preview show every one of them.
const COLUMNS_MAX: usize = 1_000;
/// More vehicles than the largest dealer group has. Bounds the memory that very short rows would take.
const ROWS_MAX: usize = 1_000_000;

/// The file as rows of text.
#[derive(Debug)]
pub struct Table {
    pub header: Vec<String>,
    pub format: TableFormat,
    rows: TableRows,
}

/// Rows in the order of the file, blank ones left out.
#[derive(Debug)]
enum TableRows {
    Held(Vec<Record>),
    /// A large file has tens of millions of cells, so that of a text only the places of its rows are known.
    Text(TextRows),
}

impl Table {
    pub(crate) fn of_text(header: Vec<String>, format: TableFormat, rows: TextRows) -> Self {
        Self { header, format, rows: TableRows::Text(rows) }
    }

    /// How many rows there are below the header.
    pub fn count(&self) -> usize {
        match &self.rows {
            TableRows::Held(records) => records.len(),
            TableRows::Text(rows) => rows.count(),
        }
    }

    pub fn reader(&self) -> TableReader<'_> {
        TableReader(match &self.rows {
            TableRows::Held(records) => RowsReader::Held(records),
            TableRows::Text(rows) => RowsReader::Text(Box::new(rows.reader())),
        })
    }

    /// The first values of a column that are not blank, to show beside its name.
    ///
    /// # Errors
    /// [`IntakeError::Changed`].
    pub fn examples(&self, column: usize, most: usize) -> Result<Vec<String>, IntakeError> {
        let (mut reader, mut examples) = (self.reader(), vec![]);
        for place in 0..self.count() {
            if examples.len() == most {
                break;
            }
            let text = reader.record(place)?.cell(column);
            if !text.is_empty() {
                examples.push(text.to_owned());
            }
        }
        Ok(examples)
    }
}

/// Reads rows, those beside each other fastest.
pub struct TableReader<'a>(RowsReader<'a>);

enum RowsReader<'a> {
    Held(&'a [Record]),
    Text(Box<TextRowsReader<'a>>),
}

impl TableReader<'_> {
    /// The row of a place below [`Table::count`], in the order of the file.
    ///
    /// # Errors
    /// [`IntakeError::Changed`].
    pub fn record(&mut self, place: usize) -> Result<&Record, IntakeError> {
        match &mut self.0 {
            RowsReader::Held(records) => records.get(place).ok_or(IntakeError::Changed),
            RowsReader::Text(rows) => rows.record(place),
        }
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

/// Tells the header, blank rows and rows to keep apart.
#[derive(Default)]
pub(crate) struct Heading {
    header: Option<Vec<String>>,
    rows: usize,
}

impl Heading {
    /// How many columns the header has; `None` before it was seen.
    pub(crate) fn columns(&self) -> Option<usize> {
        self.header.as_ref().map(Vec::len)
    }

    /// Whether a row belongs below the header: the first one that is not blank is the header itself.
    pub(crate) fn is_above<'a>(&mut self, cells: impl Iterator<Item = &'a str> + Clone) -> Result<bool, IntakeError> {
        if cells.clone().all(|cell| tidy(cell).is_empty()) {
            return Ok(false);
        }
        if self.header.is_none() {
            let mut header: Vec<String> = cells.map(|name| tidy(name).to_owned()).collect();
            // A delimiter at the end of the line makes no column.
            header.truncate(header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1));
            if header.len() > COLUMNS_MAX {
                return Err(IntakeError::TooManyColumns { limit: COLUMNS_MAX });
            }
            self.header = Some(header);
            return Ok(false);
        }
        if self.rows == ROWS_MAX {
            return Err(IntakeError::TooManyRows { limit: ROWS_MAX });
        }
        self.rows += 1;
        Ok(true)
    }

    /// The names of the columns, once all rows were seen.
    pub(crate) fn finish(self) -> Result<Vec<String>, IntakeError> {
        let header = self.header.ok_or(IntakeError::Empty)?;
        if self.rows == 0 { Err(IntakeError::HeaderOnly { header }) } else { Ok(header) }
    }
}

/// Collects rows that are held, under the first one that is not blank.
#[derive(Default)]
pub(crate) struct Builder {
    heading: Heading,
    records: Vec<Record>,
}

impl Builder {
    pub(crate) fn columns(&self) -> Option<usize> {
        self.heading.columns()
    }

    pub(crate) fn add(&mut self, line: u32, cells: &StringRecord) -> Result<(), IntakeError> {
        if self.heading.is_above(cells.iter())? {
            self.records.push(Record::of(line, cells));
        }
        Ok(())
    }

    pub(crate) fn finish(self, format: TableFormat) -> Result<Table, IntakeError> {
        let mut records = self.records;
        records.shrink_to_fit();
        Ok(Table { header: self.heading.finish()?, format, rows: TableRows::Held(records) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{records, table, text_table};

    fn lines(text: &str) -> Vec<(u32, String)> {
        records(&table(text)).iter().map(|record| (record.line, record.text())).collect()
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
        let flags: Vec<bool> = records(&table(text)).iter().map(|record| record.unclosed_quote).collect();
        assert_eq!(flags, [true, false, false]);
    }

    #[test]
    fn a_short_row_with_a_quoted_line_break_stays_one_row() {
        assert_eq!(lines("a,b,c\n1,\"x\ny\"\n2,y,9\n"), expected(&[(2, "1,x\ny"), (4, "2,y,9")]));
    }

    #[test]
    fn the_line_in_which_excel_names_its_delimiter_is_obeyed() {
        let table = text_table("sep=;\r\na;b,c\r\n1;2\r\n", None).unwrap();
        assert_eq!(table.header, ["a", "b,c"]);
        assert_eq!(records(&table)[0].line, 3);
        assert_eq!(table.format.delimiter_word(), ";");
    }

    #[test]
    fn cells_are_read_without_what_spreadsheets_put_around_them() {
        let table = table("a,b,c,d,\n=\"00123\", x ,NULL,\u{A0}\n");
        assert_eq!(table.header.len(), 4);
        let record = &records(&table)[0];
        assert_eq!([0, 1, 2, 3, 9].map(|column| record.cell(column)), ["00123", "x", "", "", ""]);
    }

    #[test]
    fn the_examples_of_a_column_are_its_first_values() {
        let table = table("a,b\n1,\n2,x\n3,y\n4,z\n");
        assert_eq!(table.examples(1, 2).unwrap(), ["x", "y"]);
    }

    #[test]
    fn blank_cells_beyond_the_header_make_no_wider_row() {
        let table = table("a,b\n1,2,,\n1,2,,3\n1\n");
        assert_eq!(records(&table).iter().map(|record| record.width(2)).collect::<Vec<_>>(), [2, 4, 1]);
    }

    #[test]
    fn more_columns_than_a_mapping_can_show_are_refused() {
        let text = format!("{}\n1", "a,".repeat(COLUMNS_MAX) + "b");
        let error = text_table(&text, None).unwrap_err();
        assert_eq!(error, IntakeError::TooManyColumns { limit: COLUMNS_MAX });
    }
}
