//! A file that is written row by row and stands in memory nowhere, however many rows it has: into a file beside the
//! chosen one, which takes that name when it is whole. What fails leaves nothing behind.

use std::{
    fmt::Display,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use rust_xlsxwriter::{Format, Workbook};
use tempfile::NamedTempFile;

use super::{job::Job, safe_cell};
use crate::{dto::runs::ExportFormat, error::CommandError};

/// A workbook takes no longer cell; an audit entry of a whole store can be.
const XLSX_CELL_CHARS_MAX: usize = 32_767;
/// The sheet's own limit, its header included.
const XLSX_ROWS_MAX: u32 = 1_048_576;
/// Widest column, in letters: a comment of a page would push the rest off the screen.
const COLUMN_CHARS_MAX: usize = 60;
/// What a column needs beside its letters.
const COLUMN_MARGIN: f64 = 1.5;

/// Which kind of file, where its bytes go, and who follows it.
pub struct Target {
    pub format: ExportFormat,
    pub place: Place,
    pub job: Arc<Job>,
}

pub enum Place {
    /// The answer of a command; for the terminal.
    Answer,
    /// A file in this folder that has no name of its own yet.
    Folder(PathBuf),
}

/// The file while its rows are added.
pub struct Rows {
    body: Body,
    job: Arc<Job>,
}

#[expect(clippy::large_enum_variant, reason = "one of them at a time, on the stack of its writer")]
enum Body {
    Csv(csv::Writer<Out>),
    Xlsx(Sheet),
}

/// A workbook of one sheet. Its rows lie in a file without a name until they are packed.
struct Sheet {
    book: Box<Workbook>,
    rows: u32,
    /// Letters of the longest cell of each column.
    widths: Vec<usize>,
    out: Out,
}

impl Rows {
    /// # Errors
    /// `file.not_written`.
    pub fn begin(header: &[&str], target: &Target) -> Result<Self, CommandError> {
        let out = Out::begin(target)?;
        let body = match target.format {
            ExportFormat::Csv => Body::Csv(begin_csv(header, out).map_err(not_written(&target.job))?),
            ExportFormat::Xlsx => {
                Body::Xlsx(Sheet::begin(header, &target.place, out).map_err(not_written(&target.job))?)
            }
        };
        Ok(Self { body, job: target.job.clone() })
    }

    /// # Errors
    /// `export.too_many_rows` for a workbook; `export.stopped`; `file.not_written`.
    pub fn add(&mut self, row: &[String]) -> Result<(), CommandError> {
        self.job.go_on()?;
        match &mut self.body {
            Body::Csv(writer) => {
                writer.write_record(row.iter().map(|cell| safe_cell(cell))).map_err(not_written(&self.job))
            }
            Body::Xlsx(sheet) => sheet.add(row, &self.job),
        }
    }

    /// The whole file, on its way to its name.
    ///
    /// # Errors
    /// `export.stopped`, `file.not_written`.
    pub fn end(self) -> Result<Out, CommandError> {
        let Self { body, job } = self;
        match body {
            Body::Csv(writer) => writer.into_inner().map_err(not_written(&job)),
            Body::Xlsx(sheet) => sheet.end().map_err(not_written(&job)),
        }
    }
}

fn begin_csv(header: &[&str], mut out: Out) -> Result<csv::Writer<Out>, csv::Error> {
    // With a byte order mark, so that a spreadsheet reads the accents.
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(header)?;
    Ok(writer)
}

impl Sheet {
    fn begin(header: &[&str], place: &Place, out: Out) -> Result<Self, rust_xlsxwriter::XlsxError> {
        let mut book = Box::new(Workbook::new());
        if let Place::Folder(folder) = place {
            book.set_tempdir(folder)?;
        }
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, title) in header.iter().enumerate() {
            sheet.write_with_format(0, column as u16, *title, &bold)?;
        }
        let widths = header.iter().map(|title| title.chars().count()).collect();
        Ok(Self { book, rows: 0, widths, out })
    }

    fn add(&mut self, row: &[String], job: &Job) -> Result<(), CommandError> {
        self.rows += 1;
        if self.rows >= XLSX_ROWS_MAX {
            let sentence = "An Excel sheet has no room for so many rows. Export it as CSV, or narrow the list.";
            return Err(CommandError::new("export.too_many_rows", sentence));
        }
        let sheet = self.book.worksheet_from_index(0).map_err(not_written(job))?;
        for (column, cell) in row.iter().enumerate() {
            // Written as text, a cell of a workbook is never a formula.
            let text: String = cell.chars().take(XLSX_CELL_CHARS_MAX).collect();
            if let Some(width) = self.widths.get_mut(column) {
                *width = text.chars().count().max(*width);
            }
            sheet.write_string(self.rows, column as u16, text).map_err(not_written(job))?;
        }
        Ok(())
    }

    fn end(mut self) -> Result<Out, rust_xlsxwriter::XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, width) in self.widths.iter().enumerate() {
            sheet.set_column_width(column as u16, (*width).min(COLUMN_CHARS_MAX) as f64 + COLUMN_MARGIN)?;
        }
        self.book.save_to_writer(&mut self.out)?;
        Ok(self.out)
    }
}

/// The bytes of a file that has no name yet. Dropped without [`Out::named`], it is as if it had never been.
pub struct Out {
    bytes: Bytes,
    job: Arc<Job>,
}

enum Bytes {
    Answer(Vec<u8>),
    Nameless(BufWriter<NamedTempFile>),
}

impl Out {
    fn begin(target: &Target) -> Result<Self, CommandError> {
        let bytes = match &target.place {
            Place::Answer => Bytes::Answer(vec![]),
            Place::Folder(folder) => {
                Bytes::Nameless(BufWriter::new(nameless(folder).map_err(not_written(&target.job))?))
            }
        };
        Ok(Self { bytes, job: target.job.clone() })
    }

    /// What was written for an answer; nothing of a file in a folder.
    pub(crate) fn into_answer(self) -> Vec<u8> {
        match self.bytes {
            Bytes::Answer(bytes) => bytes,
            Bytes::Nameless(_) => vec![],
        }
    }

    /// Gives the file its name, in the place of one that bore it before.
    ///
    /// # Errors
    /// `export.stopped`, `file.not_written`.
    pub(crate) fn named(self, path: &Path) -> Result<(), CommandError> {
        if self.job.is_stopped() {
            return Err(super::job::stopped());
        }
        let Bytes::Nameless(file) = self.bytes else { return Ok(()) };
        let named = || -> io::Result<()> {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            // Whole before it has its name, also if the power fails now.
            file.as_file().sync_all()?;
            file.persist(path)?;
            Ok(())
        };
        named().map_err(not_written(&self.job))
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.job.is_stopped() {
            return Err(io::Error::other("stopped"));
        }
        match &mut self.bytes {
            Bytes::Answer(all) => all.write(bytes),
            Bytes::Nameless(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.bytes {
            Bytes::Answer(_) => Ok(()),
            Bytes::Nameless(file) => file.flush(),
        }
    }
}

/// A file that goes by itself unless it is given a name. It can then be read by whoever may read other files of its
/// owner, as if another program had saved it.
fn nameless(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".voice-drops-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// What the person reads; the technical cause goes to the log.
pub(crate) fn not_written<E: Display>(job: &Job) -> impl FnOnce(E) -> CommandError {
    let is_stopped = job.is_stopped();
    move |cause| {
        if is_stopped {
            return super::job::stopped();
        }
        tracing::warn!(%cause, "an export was not written");
        let sentence = "The file could not be written. Choose another folder, or check whether the disk is full.";
        CommandError::new("file.not_written", sentence).retryable()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(outcome: Result<T, CommandError>) -> String {
        outcome.err().map(|error| error.code).unwrap_or_default()
    }

    fn target(format: ExportFormat, place: Place) -> Target {
        Target { format, place, job: Arc::new(Job::new("list")) }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_cell_that_a_workbook_cannot_hold_is_cut() {
        let mut file = Rows::begin(&["After"], &target(ExportFormat::Xlsx, Place::Answer)).expect("begun");
        file.add(&["é".repeat(XLSX_CELL_CHARS_MAX + 1)]).expect("cut");
        assert!(!file.end().expect("written").into_answer().is_empty());
    }

    #[test]
    fn a_csv_carries_accents_and_quotes_commas() {
        let mut file = Rows::begin(&["Name"], &target(ExportFormat::Csv, Place::Answer)).expect("begun");
        file.add(&["Côté, Zoë".to_owned()]).expect("room");
        let bytes = file.end().expect("made").into_answer();
        assert_eq!(String::from_utf8(bytes).expect("utf-8"), "\u{feff}Name\r\n\"Côté, Zoë\"\r\n");
    }

    #[test]
    fn more_than_64_megabytes_go_into_a_file_row_by_row_and_the_name_comes_last() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = target(ExportFormat::Csv, Place::Folder(folder.path().to_owned()));
        let mut file = Rows::begin(&["No.", "Number", "Note"], &target).expect("begun");
        let note = "n".repeat(1_000);
        let rows: u32 = 70_000;
        for n in 0..rows {
            file.add(&[n.to_string(), "+16135550101".to_owned(), note.clone()]).expect("room");
        }
        assert_eq!(target.job.rows(), rows);
        let out = file.end().expect("written");
        let path = folder.path().join("All.csv");
        assert!(!path.exists(), "half of a list bears no name");
        out.named(&path).expect("named");
        assert_eq!(names(folder.path()), ["All.csv"]);
        assert!(std::fs::metadata(&path).expect("it is there").len() > 64 * 1024 * 1024);
        let mut reader = csv::Reader::from_path(&path).expect("readable");
        let last = reader.records().last().expect("rows").expect("a row");
        assert_eq!((&last[0], &last[1]), ((rows - 1).to_string().as_str(), "'+16135550101"));
    }

    #[test]
    fn a_workbook_that_is_stopped_while_it_is_packed_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = target(ExportFormat::Xlsx, Place::Folder(folder.path().to_owned()));
        let mut file = Rows::begin(&["No."], &target).expect("begun");
        file.add(&["1".to_owned()]).expect("room");
        target.job.stop();
        assert_eq!(code(file.end()), "export.stopped");
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_row_after_a_stop_is_refused_and_the_file_of_before_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("List.csv");
        std::fs::write(&path, "of yesterday").expect("written");
        let target = target(ExportFormat::Csv, Place::Folder(folder.path().to_owned()));
        let mut file = Rows::begin(&["No."], &target).expect("begun");
        file.add(&["1".to_owned()]).expect("room");
        target.job.stop();
        assert_eq!(code(file.add(&["2".to_owned()])), "export.stopped");
        drop(file);
        assert_eq!(names(folder.path()), ["List.csv"]);
        assert_eq!(std::fs::read_to_string(&path).expect("still there"), "of yesterday");
    }

    #[test]
    fn a_folder_that_is_gone_is_said_so() {
        let folder = tempfile::tempdir().expect("a folder");
        for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
            let target = target(format, Place::Folder(folder.path().join("gone")));
            assert_eq!(code(Rows::begin(&["No."], &target)), "file.not_written");
        }
    }

    #[test]
    fn what_cannot_take_its_name_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let taken = folder.path().join("List.csv");
        std::fs::create_dir(&taken).expect("a folder of that name");
        let target = target(ExportFormat::Csv, Place::Folder(folder.path().to_owned()));
        let out = Rows::begin(&["No."], &target).and_then(Rows::end).expect("written");
        assert_eq!(code(out.named(&taken)), "file.not_written");
        assert_eq!(names(folder.path()), ["List.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_saved_file_may_be_read_like_any_other() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let (plain, ours) = (folder.path().join("plain"), folder.path().join("ours"));
        std::fs::write(&plain, "").expect("written");
        let target = target(ExportFormat::Csv, Place::Folder(folder.path().to_owned()));
        Rows::begin(&["No."], &target).and_then(Rows::end).and_then(|out| out.named(&ours)).expect("saved");
        let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }
}
