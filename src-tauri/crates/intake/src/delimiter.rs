//! What stands between two cells.

use std::io::Read;

/// How much of the file decides. A hundred lines show a consistent number of columns as well as all of them.
const SAMPLE_RECORDS: usize = 100;

/// The delimiters that dealer systems write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    Pipe,
}

impl Delimiter {
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The name in reports and settings: the character itself.
    pub fn word(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Semicolon => ";",
            Self::Tab => "\t",
            Self::Pipe => "|",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.word() == word)
    }

    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    /// The delimiter that cuts most rows into as many cells as the header has; of equals the one with more columns.
    /// A comma if none cuts the header at all.
    pub fn recognise(text: &str) -> Self {
        Self::recognise_in(|| text.as_bytes())
    }

    /// The same of a text that is not held; `text` gives it from its beginning, as often as asked.
    pub(crate) fn recognise_in<R: Read>(text: impl Fn() -> R) -> Self {
        let mut best = (0, 0, Self::Comma);
        for delimiter in Self::ALL {
            let widths = widths(text(), delimiter);
            let Some((columns, rows)) = widths.split_first().filter(|(columns, _)| **columns > 1) else { continue };
            // In tenths, so that one bad row more or less does not outweigh twenty columns.
            let agreeing = rows.iter().filter(|width| *width == columns).count();
            let tenths = if rows.is_empty() { 10 } else { agreeing * 10 / rows.len() };
            if (tenths, *columns) > (best.0, best.1) {
                best = (tenths, *columns, delimiter);
            }
        }
        best.2
    }
}

fn widths(text: impl Read, delimiter: Delimiter) -> Vec<usize> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter.byte()).has_headers(false).flexible(true).from_reader(text);
    reader.records().take(SAMPLE_RECORDS).map_while(Result::ok).map(|record| record.len()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_delimiter_is_recognised_also_where_cells_hold_the_others() {
        for delimiter in Delimiter::ALL {
            let d = delimiter.word();
            let text = format!(
                "Cust No{d}Name{d}Address{d}Odometer\n1{d}Roy{d}\"12 King St, Apt; 4|5\"{d}\"1,234\"\n2{d}Lee{d}\"3,4,5\"{d}9\n"
            );
            assert_eq!(Delimiter::recognise(&text), delimiter);
        }
    }

    #[test]
    fn unquoted_commas_in_cells_do_not_hide_a_semicolon() {
        let text = "No;Name;Km\n1;Roy, A;1,234\n2;Lee;5\n3;Cohen, B;1,5\n";
        assert_eq!(Delimiter::recognise(text), Delimiter::Semicolon);
    }

    #[test]
    fn a_single_column_counts_as_comma_separated() {
        assert_eq!(Delimiter::recognise("Name\nRoy\n"), Delimiter::Comma);
    }

    #[test]
    fn a_header_alone_is_enough() {
        assert_eq!(Delimiter::recognise("a|b|c"), Delimiter::Pipe);
    }
}
