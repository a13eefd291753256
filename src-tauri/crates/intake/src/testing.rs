//! Small builders for the unit tests of this crate.

use domain::source::DataSource;

use crate::{DateFormat, Delimiter, Encoding, Mapping, Table, guess_mapping, table::read_text};

/// UTF-16 without a mark, in the byte order of `unit`.
pub(crate) fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// A table from comma-separated text.
pub(crate) fn table(text: &str) -> Table {
    read_text(text, Encoding::Utf8, Some(Delimiter::Comma)).unwrap()
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
