//! Writes small exports in every encoding and delimiter.

use std::io::Cursor;

use intake::{Delimiter, Encoding, SourceFile};

/// A small export, to be varied.
pub struct Export {
    rows: Vec<Vec<&'static str>>,
    encoding: Encoding,
    delimiter: Delimiter,
    line_break: &'static str,
}

impl Export {
    /// Two customers and a row that breaks off; accents, quotation marks, every delimiter and a line break in cells.
    pub fn small() -> Self {
        let rows = vec![
            vec!["Cust No", "Prénom", "Last Name", "Cell", "Address", "VIN", "Last RO Date", "DNC"],
            vec![
                "1",
                "Zoë",
                "Müller",
                "(416) 555-0134",
                "12 \"King\" St, Apt 3; left|right\tside",
                "1HGCM82633A004352",
                "2026-01-13",
                "",
            ],
            vec!["2", "Chloé", "Lévesque", "613-555-0101", "1 rue Côté\nbureau 2", "", "", "Y"],
            vec!["2", "Chloé"],
        ];
        Self { rows, encoding: Encoding::Utf8, delimiter: Delimiter::Comma, line_break: "\r\n" }
    }

    pub fn written_in(mut self, encoding: Encoding, delimiter: Delimiter) -> Self {
        (self.encoding, self.delimiter) = (encoding, delimiter);
        self
    }

    pub fn with_line_break(mut self, line_break: &'static str) -> Self {
        self.line_break = line_break;
        self
    }

    pub fn file(&self) -> SourceFile {
        SourceFile::read("small.csv".to_owned(), Cursor::new(self.bytes())).unwrap()
    }

    fn text(&self) -> String {
        let quoted = |cell: &&str| {
            let needs_quotes = cell.contains(['"', '\n', ',', ';', '|', '\t']);
            if needs_quotes { format!("\"{}\"", cell.replace('"', "\"\"")) } else { (*cell).to_owned() }
        };
        let line = |row: &Vec<&str>| row.iter().map(quoted).collect::<Vec<_>>().join(self.delimiter.word());
        self.rows.iter().map(|row| line(row) + self.line_break).collect()
    }

    fn bytes(&self) -> Vec<u8> {
        let text = self.text();
        match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Utf8Bom => format!("\u{FEFF}{text}").into_bytes(),
            Encoding::Utf16 => format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        }
    }
}
