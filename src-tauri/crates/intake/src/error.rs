//! Why a file cannot be read, in sentences for the person who chose it.

/// Why a file cannot be read. Every sentence says what happened and what to do; none names a folder, because errors
/// cross into the window and into logs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    #[error("There is no file of this name. It may have been moved or renamed: choose it again.")]
    NotFound,
    #[error("This is a folder. Open it and choose the export file in it.")]
    IsFolder,
    #[error(
        "This file cannot be opened ({why}). Close it in other programs, or copy it to your own folder, and try again."
    )]
    CannotRead { why: String },
    #[error("This file is empty. Run the export again in your dealer system and check that it finished.")]
    Empty,
    #[error(
        "This file is larger than {limit_mib} MB, more than any dealership's export. Check that it is the right file, or export in parts."
    )]
    TooLarge { limit_mib: u64 },
    #[error(
        "This is {kind}, not an export, whatever its name says. Export as CSV (or Excel) from your dealer system and choose that file."
    )]
    NotAnExport { kind: &'static str },
    #[error(
        "This Excel file cannot be read; it may be damaged or protected by a password. Save it as CSV and choose that file."
    )]
    BadWorkbook,
    #[error(
        "This is not a lead in ADF: the file is not XML, or there is no prospect in it. Ask whoever sends the leads for ADF 1.0, or choose another file."
    )]
    NotAdf,
    #[error(
        "Line {line} is longer than {limit_kib} KB, so this is not a list with one vehicle per line. Check that it is the right file and that the export has line breaks."
    )]
    LineTooLong { line: u32, limit_kib: usize },
    #[error("This file has more than {limit} columns. Export only the columns that you need.")]
    TooManyColumns { limit: usize },
    #[error("This file has more than {limit} rows. Export it in parts.")]
    TooManyRows { limit: usize },
    #[error(
        "This file has a header but no rows below it. Check the date range and filters of the export and run it again."
    )]
    HeaderOnly { header: Vec<String> },
    #[error("This file was changed, moved or renamed after it was opened. Choose it again.")]
    Changed,
}

impl IntakeError {
    /// The reason as a word for `import.<reason>` error codes; stable for ever.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::IsFolder => "is_folder",
            Self::CannotRead { .. } => "cannot_read",
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::NotAnExport { .. } => "not_an_export",
            Self::BadWorkbook => "bad_workbook",
            Self::NotAdf => "not_adf",
            Self::LineTooLong { .. } => "line_too_long",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::HeaderOnly { .. } => "header_only",
            Self::Changed => "changed",
        }
    }
}
