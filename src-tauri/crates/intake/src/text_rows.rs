//! Where the rows of a delimited text stand, and each of them when it is asked for.

use csv::StringRecord;

use crate::{
    Delimiter, Encoding, IntakeError, Record, Table, TableFormat,
    record::Parting,
    table::Heading,
    text::{Text, TextReader},
};

/// What Excel writes into the first line of a list to tell its own delimiter.
const SEPARATOR_LINE: &str = "sep=";

/// The rows of a text that is not held.
#[derive(Debug)]
pub(crate) struct TextRows {
    text: Text,
    delimiter: Delimiter,
    starts: Vec<Start>,
    /// The rows, by number, in whose line a quotation mark opens and never closes.
    unclosed: Vec<usize>,
}

/// Where a row begins in the text, which no file's text outgrows, and on which line.
#[derive(Clone, Copy, Debug)]
struct Start {
    place: u32,
    line: u32,
}

impl TextRows {
    pub(crate) fn count(&self) -> usize {
        self.starts.len()
    }

    pub(crate) fn reader(&self) -> TextRowsReader<'_> {
        TextRowsReader { rows: self, text: self.text.reader(), parting: Parting::new(self.delimiter) }
    }
}

pub(crate) struct TextRowsReader<'a> {
    rows: &'a TextRows,
    text: TextReader<'a>,
    parting: Parting,
}

impl TextRowsReader<'_> {
    pub(crate) fn record(&mut self, row: usize) -> Result<&Record, IntakeError> {
        let rows = self.rows;
        let start = rows.starts.get(row).ok_or(IntakeError::Changed)?;
        let end = rows.starts.get(row + 1).map_or(rows.text.len(), |next| next.place as usize);
        let text = self.text.slice(start.place as usize..end)?;
        Ok(match rows.unclosed.binary_search(&row) {
            Ok(_) => self.parting.unclosed(start.line, text.split(['\r', '\n']).next().unwrap_or_default()),
            // Behind it stand at most blank rows.
            Err(_) => self.parting.first_row(start.line, &text),
        })
    }
}

/// Finds the rows of a delimited text.
pub(crate) fn read_text(text: Text, encoding: Encoding, delimiter: Option<Delimiter>) -> Result<Table, IntakeError> {
    let (announced, start) = separator_line(text.reader().first_line()?);
    let delimiter = delimiter.or(announced).unwrap_or_else(|| Delimiter::recognise_in(|| text.read_from(start)));
    let mut scan = Scan {
        text: &text,
        reader: text.reader(),
        delimiter,
        known: (0, 1),
        heading: Heading::default(),
        starts: vec![],
        unclosed: vec![],
    };
    let mut from = start;
    while let Some(next) = scan.rows(from)? {
        from = next;
    }
    let Scan { heading, mut starts, unclosed, .. } = scan;
    starts.shrink_to_fit();
    let header = heading.finish()?;
    let format = TableFormat::Text { encoding, delimiter };
    Ok(Table::of_text(header, format, TextRows { text, delimiter, starts, unclosed }))
}

struct Scan<'a> {
    text: &'a Text,
    reader: TextReader<'a>,
    delimiter: Delimiter,
    /// The last place whose line was asked for, and its line.
    known: (usize, u32),
    heading: Heading,
    starts: Vec<Start>,
    unclosed: Vec<usize>,
}

impl Scan<'_> {
    /// Reads rows until the end (`None`), or until one whose quotation mark never closes: then reading goes on at the
    /// line after it (`Some`), so that one bad mark costs one row and not the rest of the file.
    fn rows(&mut self, from: usize) -> Result<Option<usize>, IntakeError> {
        let mut csv = reader(self.delimiter, self.text.read_from(from));
        let mut cells = StringRecord::new();
        loop {
            let behind = from + csv.position().byte() as usize;
            if !csv.read_record(&mut cells).map_err(unreadable)? {
                return Ok(None);
            }
            let end = from + csv.position().byte() as usize;
            let start = self.after_line_breaks(behind)?;
            let line = self.reader.line_at(start, self.known)?;
            self.known = (start, line);
            let start_of_row = Start { place: start as u32, line };
            let is_odd = self.heading.columns().is_some_and(|columns| columns != cells.len());
            let Some(first) = (if is_odd { self.first_of_swallowed(start..end.max(start))? } else { None }) else {
                if self.heading.is_above(cells.iter())? {
                    self.starts.push(start_of_row);
                }
                continue;
            };
            if self.heading.is_above(std::iter::once(first.as_str()))? {
                self.unclosed.push(self.starts.len());
                self.starts.push(start_of_row);
            }
            return Ok(Some(start + first.len()));
        }
    }

    /// The csv reader tells where the row before ended, and empty lines may follow.
    fn after_line_breaks(&mut self, mut place: usize) -> Result<usize, IntakeError> {
        while place < self.text.len() {
            match self.reader.letter(place)? {
                b'\r' | b'\n' => place += 1,
                _ => break,
            }
        }
        Ok(place)
    }

    /// The first line of a row that has swallowed later ones: one of these would be a row by itself.
    fn first_of_swallowed(&mut self, row: std::ops::Range<usize>) -> Result<Option<String>, IntakeError> {
        let Some(columns) = self.heading.columns() else { return Ok(None) };
        let row = self.reader.slice(row)?;
        let row = row.trim_end_matches(['\r', '\n']);
        let Some((first, rest)) = row.split_once(['\r', '\n']) else { return Ok(None) };
        let is_row = |line: &str| width(self.delimiter, line) == Some(columns);
        Ok(rest.split(['\r', '\n']).any(is_row).then(|| first.to_owned()))
    }
}

fn reader<R: std::io::Read>(delimiter: Delimiter, text: R) -> csv::Reader<R> {
    csv::ReaderBuilder::new().delimiter(delimiter.byte()).has_headers(false).flexible(true).from_reader(text)
}

/// How many cells one line has by itself.
fn width(delimiter: Delimiter, line: &str) -> Option<usize> {
    reader(delimiter, line.as_bytes()).records().next()?.ok().map(|record| record.len())
}

fn unreadable(error: csv::Error) -> IntakeError {
    let damaged = || IntakeError::CannotRead { why: "its text is damaged".to_owned() };
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.downcast().unwrap_or_else(|_| damaged()),
        _ => damaged(),
    }
}

/// The delimiter that Excel's own first line names, and where the list begins.
fn separator_line(line: &str) -> (Option<Delimiter>, usize) {
    match line.strip_prefix(SEPARATOR_LINE).map(Delimiter::from_word) {
        Some(Some(delimiter)) => (Some(delimiter), line.len()),
        Some(None) | None => (None, 0),
    }
}
