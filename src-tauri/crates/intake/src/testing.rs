//! Small builders for the unit tests of this crate.

use std::sync::Arc;

use domain::source::DataSource;

use crate::{
    DateFormat, Delimiter, Encoding, IntakeError, Mapping, Record, Table, bytes::Bytes, guess_mapping, text::Text,
    text_rows::read_text,
};

/// UTF-16 without a mark, in the byte order of `unit`.
pub(crate) fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// A table from a text in UTF-8.
pub(crate) fn text_table(text: &str, delimiter: Option<Delimiter>) -> Result<Table, IntakeError> {
    let text = Text::cut(Arc::new(Bytes::Held(text.as_bytes().to_vec())), Encoding::Utf8)?;
    read_text(text, Encoding::Utf8, delimiter)
}

/// A table from comma-separated text.
pub(crate) fn table(text: &str) -> Table {
    text_table(text, Some(Delimiter::Comma)).unwrap()
}

/// All rows of a table.
pub(crate) fn records(table: &Table) -> Vec<Record> {
    let mut reader = table.reader();
    (0..table.count()).map(|place| reader.record(place).unwrap().clone()).collect()
}

/// A table with its mapping as guessed.
pub(crate) fn mapped(text: &str) -> (Table, Mapping) {
    let table = table(text);
    let mapping = guess_mapping(DataSource::Customers, &table.header);
    (table, mapping)
}

/// The date format with this pattern.
pub(crate) fn format(pattern: &str) -> DateFormat {
    DateFormat::from_word(pattern).unwrap()
}
