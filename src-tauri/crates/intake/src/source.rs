//! Reads the chosen file, and refuses early and in words what cannot be an export.

use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
};

use sha2::{Digest, Sha256};

use crate::{
    Delimiter, Encoding, EncodingGuess, IntakeError, Table,
    adf::{is_adf, read_adf},
    encoding::is_binary,
    table::read_text,
    workbook::read_workbook,
};

/// The largest file taken. A large dealer group's whole file (500,000 vehicles of 200 bytes) is 100 MB; the file, its
/// text and its rows lie in memory together, so this bounds the program at about a gigabyte.
const FILE_BYTES_MAX: u64 = 256 * MIB;
/// The largest workbook taken: a workbook is compressed, and unfolds to many times its size.
const WORKBOOK_BYTES_MAX: u64 = 32 * MIB;
/// The longest line taken. The widest exports have a few hundred columns of a few dozen letters; a file without line
/// breaks is refused here after the first megabyte instead of being held in memory as one row.
const LINE_BYTES_MAX: usize = 1024 * 1024;
/// How much is read at a time.
const CHUNK_BYTES: usize = 64 * 1024;
const MIB: u64 = 1024 * 1024;

const ZIP: &[u8] = b"PK\x03\x04";
/// Office files before 2007, .xls among them.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// A part that every .xlsx has, by its name inside the ZIP archive.
const XLSX_PART: &[u8] = b"xl/workbook";
/// What other files begin with, whatever their name ends with.
const OTHER_FILES: [(&[u8], &str); 17] = [
    // Some dealer systems write a web page and call it .xls.
    (b"<", "a web page or XML file"),
    (b"\xEF\xBB\xBF<", "a web page or XML file"),
    (b"%PDF", "a PDF document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1F\x8B", "a compressed file"),
    (b"7z\xBC\xAF\x27\x1C", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"MZ\x90", "a program"),
    (b"\x7FELF", "a program"),
    (b"SQLite format 3\0", "a database"),
    (b"{\\rtf", "a text document"),
];

/// An export file, read once: preview and import see the same bytes, whatever happens to the file meanwhile.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Text(Vec<u8>),
    Workbook(Vec<u8>),
}

impl SourceFile {
    /// Reads a file. Refuses whatever can be seen not to be an export before the rest of it is read.
    pub fn open(path: &Path) -> Result<Self, IntakeError> {
        let facts = std::fs::metadata(path).map_err(refused)?;
        if facts.is_dir() {
            return Err(IntakeError::IsFolder);
        }
        if !facts.is_file() {
            return Err(IntakeError::CannotRead { why: "it is not an ordinary file".to_owned() });
        }
        if facts.len() > FILE_BYTES_MAX {
            return Err(IntakeError::TooLarge { limit_mib: FILE_BYTES_MAX / MIB });
        }
        let file = File::open(path).map_err(refused)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // One byte more than allowed, so that a file that grows while it is read is noticed.
        Self::read(name, file.take(FILE_BYTES_MAX + 1))
    }

    /// Reads from anything that gives bytes. `name` is what people see.
    pub fn read(name: String, mut from: impl Read) -> Result<Self, IntakeError> {
        let mut bytes = Vec::new();
        let mut lines = LineLengths::default();
        let mut kind = None;
        loop {
            let old_len = bytes.len();
            let got = (&mut from).take(CHUNK_BYTES as u64).read_to_end(&mut bytes).map_err(refused)?;
            if got == 0 {
                break;
            }
            let kind = match kind {
                Some(kind) => kind,
                None => *kind.insert(Kind::of(&bytes)?),
            };
            let limit = kind.bytes_max();
            if bytes.len() as u64 > limit {
                return Err(IntakeError::TooLarge { limit_mib: limit / MIB });
            }
            if kind == Kind::Text {
                lines.pass(&bytes[old_len..])?;
            }
        }
        let content = match kind {
            None => return Err(IntakeError::Empty),
            Some(Kind::Text) => Content::Text(bytes),
            Some(Kind::Xls) => Content::Workbook(bytes),
            Some(Kind::Zip) if bytes.windows(XLSX_PART.len()).any(|part| part == XLSX_PART) => Content::Workbook(bytes),
            Some(Kind::Zip) => return Err(IntakeError::NotAnExport { kind: "a ZIP archive" }),
        };
        Ok(Self { name, content })
    }

    /// The file's name, without its folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells whether two imports were of the same bytes.
    pub fn sha256(&self) -> String {
        let (Content::Text(bytes) | Content::Workbook(bytes)) = &self.content;
        hex::encode(Sha256::digest(bytes))
    }

    /// A file that is called a lead and is none is refused as that, not read as a list with one strange column.
    fn is_named_like_a_lead(&self) -> bool {
        let name = self.name.to_lowercase();
        name.ends_with(".adf") || name.ends_with(".xml")
    }

    /// The encoding the text seems to have; `None` for a workbook, which says so itself.
    pub fn guess_encoding(&self) -> Option<EncodingGuess> {
        match &self.content {
            Content::Text(bytes) => Some(Encoding::recognise(bytes)),
            Content::Workbook(_) => None,
        }
    }

    /// The file as rows of text. `None` means: recognise it. A workbook has neither encoding nor delimiter.
    pub fn table(&self, encoding: Option<Encoding>, delimiter: Option<Delimiter>) -> Result<Table, IntakeError> {
        match &self.content {
            Content::Workbook(bytes) => read_workbook(bytes),
            Content::Text(bytes) => {
                let encoding = encoding.unwrap_or_else(|| Encoding::recognise(bytes).encoding);
                let text = encoding.decode(bytes);
                if is_adf(&text) || self.is_named_like_a_lead() {
                    return read_adf(&text, encoding);
                }
                read_text(&text, encoding, delimiter)
            }
        }
    }
}

/// What a file is by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Zip,
    Xls,
}

impl Kind {
    fn of(start: &[u8]) -> Result<Self, IntakeError> {
        if start.starts_with(ZIP) {
            return Ok(Self::Zip);
        }
        if start.starts_with(OLE) {
            return Ok(Self::Xls);
        }
        if is_adf(&String::from_utf8_lossy(start)) {
            return Ok(Self::Text);
        }
        if let Some((_, kind)) = OTHER_FILES.iter().find(|(magic, _)| start.starts_with(magic)) {
            return Err(IntakeError::NotAnExport { kind });
        }
        if is_binary(start) { Err(IntakeError::NotAnExport { kind: "a binary file" }) } else { Ok(Self::Text) }
    }

    fn bytes_max(self) -> u64 {
        match self {
            Self::Text => FILE_BYTES_MAX,
            Self::Zip | Self::Xls => WORKBOOK_BYTES_MAX,
        }
    }
}

/// How long the lines are, while they come in. In UTF-16 a line break still has its byte, so the limit holds there too.
#[derive(Debug, Default)]
struct LineLengths {
    line_feeds: u32,
    length: usize,
}

impl LineLengths {
    fn pass(&mut self, bytes: &[u8]) -> Result<(), IntakeError> {
        for byte in bytes {
            match byte {
                b'\n' => (self.line_feeds, self.length) = (self.line_feeds.saturating_add(1), 0),
                b'\r' => self.length = 0,
                _ => self.length += 1,
            }
            if self.length > LINE_BYTES_MAX {
                let line = self.line_feeds.saturating_add(1);
                return Err(IntakeError::LineTooLong { line, limit_kib: LINE_BYTES_MAX / 1024 });
            }
        }
        Ok(())
    }
}

fn refused(error: std::io::Error) -> IntakeError {
    match error.kind() {
        ErrorKind::NotFound => IntakeError::NotFound,
        ErrorKind::IsADirectory => IntakeError::IsFolder,
        // The kind alone: the system's own text may name a folder.
        kind => IntakeError::CannotRead { why: kind.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, repeat};

    use super::*;

    fn read(bytes: &[u8]) -> Result<SourceFile, IntakeError> {
        SourceFile::read("export.csv".to_owned(), Cursor::new(bytes.to_vec()))
    }

    #[test]
    fn a_missing_file_a_folder_and_an_empty_file_each_say_so() {
        let folder = tempfile::tempdir().unwrap();
        let missing = SourceFile::open(&folder.path().join("gone.csv")).unwrap_err();
        assert_eq!(missing, IntakeError::NotFound);
        assert_eq!(SourceFile::open(folder.path()).unwrap_err(), IntakeError::IsFolder);
        let empty = folder.path().join("empty.csv");
        std::fs::write(&empty, "").unwrap();
        assert_eq!(SourceFile::open(&empty).unwrap_err(), IntakeError::Empty);
        let hint = folder.path().display().to_string();
        assert!(!missing.to_string().contains(&hint));
    }

    #[test]
    fn a_renamed_document_archive_or_program_is_named_for_what_it_is() {
        for (start, kind) in [
            (&b"%PDF-1.7\n%\xE2\xE3"[..], "a PDF document"),
            (b"PK\x03\x04\x14\0\x06\0word/document.xml", "a ZIP archive"),
            (b"\x89PNG\r\n\x1A\n", "a picture"),
            (b"<html><table>", "a web page or XML file"),
            (b"\x01\x02\0\0\0\xFF\xFE\0", "a binary file"),
            (b"Cust No,Name\n1,\0\0\0\n", "a binary file"),
        ] {
            assert_eq!(read(start).unwrap_err(), IntakeError::NotAnExport { kind });
        }
    }

    #[test]
    fn two_hundred_megabytes_of_one_line_are_refused_after_the_first_megabyte() {
        let mut endless = repeat(b'a').take(200 * MIB);
        let error = SourceFile::read("one-line.csv".to_owned(), &mut endless).unwrap_err();
        assert_eq!(error, IntakeError::LineTooLong { line: 1, limit_kib: 1024 });
        assert!(endless.limit() > 198 * MIB, "the rest was not even read");
    }

    #[test]
    fn a_long_line_further_down_is_named() {
        let bytes = [&b"a,b\r\n1,2\r\n"[..], &vec![b'x'; LINE_BYTES_MAX + 1]].concat();
        assert_eq!(read(&bytes).unwrap_err(), IntakeError::LineTooLong { line: 3, limit_kib: 1024 });
    }

    #[test]
    fn a_workbook_that_never_ends_is_refused() {
        let endless = Cursor::new(ZIP.to_vec()).chain(repeat(0));
        let error = SourceFile::read("big.xlsx".to_owned(), endless).unwrap_err();
        assert_eq!(error, IntakeError::TooLarge { limit_mib: 32 });
    }

    #[test]
    fn a_file_larger_than_the_limit_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("huge.csv");
        // Only its length is set, so the test writes nothing.
        File::create(&path).unwrap().set_len(FILE_BYTES_MAX + 1).unwrap();
        assert_eq!(SourceFile::open(&path).unwrap_err(), IntakeError::TooLarge { limit_mib: 256 });
    }

    #[test]
    fn a_file_of_blanks_is_empty_and_a_header_alone_has_no_rows() {
        let table = |bytes: &[u8]| read(bytes).unwrap().table(None, None).unwrap_err();
        assert_eq!(table(b" \r\n\r\n"), IntakeError::Empty);
        assert_eq!(table(b"\xEF\xBB\xBF"), IntakeError::Empty);
        let header_only = IntakeError::HeaderOnly { header: ["Cust No", "Name"].map(str::to_owned).to_vec() };
        assert_eq!(table(b"Cust No,Name\r\n"), header_only);
        assert_eq!(table(b"Cust No,Name\r\n,\r\n\r\n"), header_only);
    }

    #[test]
    fn a_damaged_workbook_says_so() {
        let damaged = [OLE, &[7; 600]].concat();
        assert_eq!(read(&damaged).unwrap().table(None, None).unwrap_err(), IntakeError::BadWorkbook);
    }

    #[test]
    fn the_same_bytes_have_the_same_hash() {
        assert_eq!(read(b"a,b\n1,2").unwrap().sha256(), read(b"a,b\n1,2").unwrap().sha256());
        assert_ne!(read(b"a,b\n1,2").unwrap().sha256(), read(b"a,b\n1,3").unwrap().sha256());
    }
}
