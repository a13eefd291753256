//! What a person chose about a file, checked before anything is read.

use domain::source::DataSource;
use intake::{
    CheckedMapping, DateFormat, DateFormats, Delimiter, Encoding, IntakeError, Mapping, MappingError, Table,
    recognise_dates,
};
use serde::Serialize;

use crate::error::CommandError;

/// What `voicedrops import` may say about a file; whatever is `None` is recognised.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The word of a source: "repair_order".
    pub source: Option<String>,
    /// The name of an imported list.
    pub list: Option<String>,
    pub encoding: Option<String>,
    pub delimiter: Option<String>,
    pub date_format: Option<String>,
}

/// What the file held, under the names of the truth file beside the sample export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The word of its source.
    pub source: String,
    /// Of an event file.
    pub new_events: u32,
    pub changed_events: u32,
    pub same_events: u32,
    pub rows: u32,
    pub customers: u32,
    pub vehicles: u32,
    /// Valid and without an extension; opt-outs, shared lines and blocks are not deducted.
    pub usable_cells: u32,
    pub usable_homes: u32,
    pub do_not_call: u32,
    pub rejected: u32,
    pub encoding: String,
    pub delimiter: String,
    pub date_format: Option<String>,
}

impl ImportReport {
    /// Of any file but the customers'.
    pub fn is_of_events(&self) -> bool {
        self.source != DataSource::Customers.word()
    }
}

/// A mapping and a date format that go together with the table.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub mapping: CheckedMapping,
    /// `None`: no column of dates, or only blank ones.
    pub date_format: Option<DateFormat>,
    /// Under which name the rows of an imported list stand.
    pub list: String,
}

pub(crate) fn source_of(word: Option<&str>) -> Result<Option<DataSource>, CommandError> {
    let Some(word) = word else { return Ok(None) };
    DataSource::from_word(word).map(Some).ok_or_else(|| {
        let words = DataSource::ALL.iter().map(|source| source.word()).collect::<Vec<_>>().join(", ");
        CommandError::field(
            "import.unknown_source",
            "source",
            format!("This source is not known. Choose one of {words}."),
        )
    })
}

pub(crate) fn encoding_of(word: Option<&str>) -> Result<Option<Encoding>, CommandError> {
    let Some(word) = word else { return Ok(None) };
    let names = || Encoding::ALL.map(Encoding::word).join(", ");
    Encoding::from_word(word).map(Some).ok_or_else(|| {
        let sentence = format!("This encoding is not known. Choose one of {}.", names());
        CommandError::field("import.unknown_encoding", "encoding", sentence)
    })
}

pub(crate) fn delimiter_of(word: Option<&str>) -> Result<Option<Delimiter>, CommandError> {
    let Some(word) = word else { return Ok(None) };
    Delimiter::from_word(word).map(Some).ok_or_else(|| {
        let sentence = "Columns cannot be parted by this. Choose a comma, a semicolon, a tab or a vertical bar.";
        CommandError::field("import.unknown_delimiter", "delimiter", sentence)
    })
}

/// The code of [`IntakeError::Changed`].
pub(crate) const CHANGED: &str = "import.changed";

pub(crate) fn intake_error(error: IntakeError) -> CommandError {
    let code = format!("import.{}", error.word());
    CommandError::field(&code, "path", error.to_string())
}

fn mapping_error(errors: &[MappingError]) -> CommandError {
    let word = match errors.first() {
        Some(MappingError::TwoColumns { .. }) => "two_columns",
        Some(MappingError::NoCustomerNumber) => "no_customer_number",
        Some(MappingError::NoPhone) => "no_phone",
        Some(MappingError::NoField { .. }) => "no_field",
        Some(MappingError::NoPerson) => "no_person",
        Some(MappingError::OtherWidth { .. }) | None => "other_width",
    };
    let sentences: Vec<String> = errors.iter().map(ToString::to_string).collect();
    CommandError::field(&format!("import.{word}"), "mapping", sentences.join(" "))
}

/// # Errors
/// `import.<word>` on "mapping" or "date_format".
pub(crate) fn chosen(
    source: DataSource,
    table: &Table,
    fields: Vec<Option<intake::Field>>,
    date_format: Option<&str>,
) -> Result<Chosen, CommandError> {
    let mapping = Mapping::from_fields(source, &table.header, fields).map_err(|error| mapping_error(&[error]))?;
    let mapping = mapping.check().map_err(|errors| mapping_error(&errors))?;
    let recognised = recognise_dates(table, mapping.mapping()).map_err(intake_error)?;
    let reads_something = |formats: &[DateFormat]| reads_a_date(table, mapping.mapping(), formats);
    let date_format = match (date_format, recognised) {
        (_, DateFormats::NoDates) => None,
        (None, DateFormats::Certain(format)) => Some(format),
        (_, DateFormats::Ambiguous(formats)) if !reads_something(&formats)? => {
            let sentence =
                "The columns that should hold dates hold none that can be read. Leave them out, or choose others.";
            return Err(CommandError::field("import.no_dates", "mapping", sentence));
        }
        (None, DateFormats::Ambiguous(formats)) => {
            let words = formats.into_iter().map(DateFormat::word).collect::<Vec<_>>().join(", ");
            let sentence = format!("The dates of this file can be read in several ways ({words}). Say which is right.");
            return Err(CommandError::field("import.date_format_needed", "date_format", sentence));
        }
        (Some(word), DateFormats::Certain(_) | DateFormats::Ambiguous(_)) => {
            Some(named_format(table, mapping.mapping(), word)?)
        }
    };
    Ok(Chosen { mapping, date_format, list: String::new() })
}

/// A format that reads no date of the file is a slip, and would blank every date.
fn named_format(table: &Table, mapping: &Mapping, word: &str) -> Result<DateFormat, CommandError> {
    let refuse = |sentence| CommandError::field("import.unknown_date_format", "date_format", sentence);
    let format = DateFormat::from_word(word).ok_or_else(|| refuse("This way to write dates is not known."))?;
    if reads_a_date(table, mapping, &[format])? {
        Ok(format)
    } else {
        Err(refuse("No date of this file is written in this way. Choose another."))
    }
}

fn reads_a_date(table: &Table, mapping: &Mapping, formats: &[DateFormat]) -> Result<bool, CommandError> {
    for format in formats {
        if intake::first_date(table, mapping, *format).map_err(intake_error)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
