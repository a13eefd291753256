//! Reads the chosen file, and refuses early and in words what cannot be an export.

use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
    sync::Arc,
};

use sha2::{Digest, Sha256};

use crate::{
    Delimiter, Encoding, EncodingGuess, IntakeError, Table,
    adf::{is_adf, read_adf},
    bytes::{Bytes, CHUNK_BYTES, OnDisk, hash_of},
    encoding::is_binary,
    text::Text,
    text_rows::read_text,
    workbook::read_workbook,
};

/// The largest file taken. A large dealer group's whole file (500,000 vehicles of 200 bytes) is 100 MB.
const FILE_BYTES_MAX: u64 = 256 * MIB;
/// The largest workbook taken: a workbook is compressed, and unfolds to many times its size.
const WORKBOOK_BYTES_MAX: u64 = 32 * MIB;
/// The longest line taken. The widest exports have a few hundred columns of a few dozen letters; a file without line
/// breaks is refused here after the first megabyte instead of being held in memory as one row.
const LINE_BYTES_MAX: usize = 1024 * 1024;
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

/// An export file. Preview and import see the same bytes, whatever happens to the file meanwhile: workbooks are held, and
/// a text is read again and compared with what it was ([`IntakeError::Changed`]).
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    is_workbook: bool,
    bytes: Arc<Bytes>,
    sha256: String,
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
        let found = Found::read(file.take(FILE_BYTES_MAX + 1), false)?;
        Ok(found.file(name, |len, hashes| Bytes::OnDisk(OnDisk { path: path.to_owned(), len, hashes })))
    }

    /// Reads from anything that gives bytes, and holds them. `name` is what people see.
    pub fn read(name: String, from: impl Read) -> Result<Self, IntakeError> {
        Ok(Found::read(from, true)?.file(name, |_, _| Bytes::Held(vec![])))
    }

    /// The file's name, without its folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells whether two imports were of the same bytes.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// A file that is called a lead and is none is refused as that, not read as a list with one strange column.
    fn is_named_like_a_lead(&self) -> bool {
        let name = self.name.to_lowercase();
        name.ends_with(".adf") || name.ends_with(".xml")
    }

    /// The encoding the text seems to have; `None` for a workbook, which says so itself.
    ///
    /// # Errors
    /// [`IntakeError::Changed`].
    pub fn guess_encoding(&self) -> Result<Option<EncodingGuess>, IntakeError> {
        if self.is_workbook { Ok(None) } else { Encoding::recognise(&self.bytes).map(Some) }
    }

    /// The file as rows of text. `None` means: recognise it. A workbook has neither encoding nor delimiter.
    pub fn table(&self, encoding: Option<Encoding>, delimiter: Option<Delimiter>) -> Result<Table, IntakeError> {
        if self.is_workbook {
            return read_workbook(&self.bytes.whole()?);
        }
        let encoding = match encoding {
            Some(encoding) => encoding,
            None => Encoding::recognise(&self.bytes)?.encoding,
        };
        let text = Text::cut(self.bytes.clone(), encoding)?;
        if self.is_named_like_a_lead() || text.reader().starts_with_a_tag()? {
            // A file of leads is small, and XML has no rows to read singly.
            let whole = text.reader().slice(0..text.len())?.into_owned();
            if is_adf(&whole) || self.is_named_like_a_lead() {
                return read_adf(&whole, encoding);
            }
        }
        read_text(text, encoding, delimiter)
    }
}

/// What was found in a file on the way through it.
struct Found {
    kind: Kind,
    /// Empty if they were not to be kept.
    bytes: Vec<u8>,
    len: usize,
    hashes: Vec<u64>,
    sha256: String,
}

impl Found {
    /// Goes through a file. The bytes of a text are kept only if it cannot be read again.
    fn read(mut from: impl Read, keep_text: bool) -> Result<Self, IntakeError> {
        let (mut bytes, mut chunk, mut hashes) = (vec![], Vec::with_capacity(CHUNK_BYTES), vec![]);
        let (mut lines, mut sha256, mut kind, mut len) = (LineLengths::default(), Sha256::new(), None, 0);
        loop {
            chunk.clear();
            let got = (&mut from).take(CHUNK_BYTES as u64).read_to_end(&mut chunk).map_err(refused)?;
            if got == 0 {
                break;
            }
            let kind = match kind {
                Some(kind) => kind,
                None => *kind.insert(Kind::of(&chunk)?),
            };
            len += got;
            let limit = kind.bytes_max();
            if len as u64 > limit {
                return Err(IntakeError::TooLarge { limit_mib: limit / MIB });
            }
            sha256.update(&chunk);
            if kind == Kind::Text {
                lines.pass(&chunk)?;
                hashes.push(hash_of(&chunk));
            }
            if keep_text || kind != Kind::Text {
                bytes.extend_from_slice(&chunk);
            }
        }
        let kind = kind.ok_or(IntakeError::Empty)?;
        if kind == Kind::Zip && !bytes.windows(XLSX_PART.len()).any(|part| part == XLSX_PART) {
            return Err(IntakeError::NotAnExport { kind: "a ZIP archive" });
        }
        Ok(Self { kind, bytes, len, hashes, sha256: hex::encode(sha256.finalize()) })
    }

    /// `again` says how a text is read again whose bytes were not kept.
    fn file(self, name: String, again: impl FnOnce(usize, Vec<u64>) -> Bytes) -> SourceFile {
        let bytes = if self.bytes.is_empty() { again(self.len, self.hashes) } else { Bytes::Held(self.bytes) };
        SourceFile { name, is_workbook: self.kind != Kind::Text, bytes: Arc::new(bytes), sha256: self.sha256 }
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

    #[test]
    fn a_file_that_is_opened_reads_as_one_that_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        let rows: String = (0..3_000).map(|n| format!("{n},\"M\u{FC}ller, \"\"{n}\"\"\",4165550134\r\n\r\n")).collect();
        let text = format!("Cust No,Name,Cell\r\n{rows}7,\"open,9\r\n8,last,9");
        std::fs::write(&path, &text).unwrap();
        let (opened, held) = (SourceFile::open(&path).unwrap(), read(text.as_bytes()).unwrap());
        assert_eq!(opened.sha256(), held.sha256());
        let tables = [opened, held].map(|file| file.table(None, None).unwrap());
        let [opened, held] = tables.each_ref().map(crate::testing::records);
        assert_eq!(opened.len(), 3_002);
        assert_eq!(opened, held);
        assert_eq!((opened[2_999].line, opened[2_999].cell(1)), (6_000, "M\u{FC}ller, \"2999\""));
        // Rows that are asked for in any order are the same.
        let mut reader = tables[0].reader();
        for place in (0..3_002).rev().step_by(97).chain([0, 3_001, 1]) {
            assert_eq!(reader.record(place).unwrap(), &held[place]);
        }
    }

    #[test]
    fn a_file_that_was_changed_after_it_was_opened_says_so_instead_of_giving_other_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        let text = |last: &str| format!("Cust No,Cell\n{}1,{last}\n", "1,4165550134\n".repeat(5_000));
        std::fs::write(&path, text("4165550134")).unwrap();
        let table = SourceFile::open(&path).unwrap().table(None, None).unwrap();
        assert_eq!(table.reader().record(5_000).unwrap().cell(1), "4165550134");
        std::fs::write(&path, text("4165550135")).unwrap();
        assert_eq!(table.reader().record(5_000).unwrap_err(), IntakeError::Changed);
        assert_eq!(table.reader().record(0).unwrap().cell(1), "4165550134", "what stands as before is read as before");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(table.reader().record(0).unwrap_err(), IntakeError::Changed);
    }
}
