//! Whether a file has the columns that its folder's mapping knows, and which came and went if not.

use domain::source::DataSource;
use intake::{
    DateFormat, DateFormats, Field, Mapping, Table, TableFormat, guess_mapping, header_fingerprint, recognise_dates,
};
use store::{imports, watches::Watch};

use crate::{
    House,
    error::CommandError,
    header_change::HeaderChange,
    importing::{Chosen, chosen, intake_error},
};

pub(crate) enum Known {
    Yes(Box<Chosen>),
    /// Why a person has to look, as the end of a sentence that begins with the file's name.
    No(String),
}

/// The mapping of the folder for this file.
///
/// # Errors
/// Those of the store, and of a mapping that cannot be used.
pub(crate) fn known_columns(house: &House, watch: &Watch, table: &Table) -> Result<Known, CommandError> {
    let source = watch.source;
    if matches!(table.format, TableFormat::Adf { .. }) {
        if source != DataSource::TrafficEntry {
            return Ok(Known::No("This is a lead in ADF, and this folder is for other files.".to_owned()));
        }
        let mapping = guess_mapping(source, &table.header);
        return chosen(source, table, mapping.fields().to_vec(), None).map(|chosen| Known::Yes(Box::new(chosen)));
    }
    let Some(expected) = &watch.fingerprint else {
        let sentence =
            "Nobody has said what its columns mean. Open it here, check the columns, take it in, and press Go on.";
        return Ok(Known::No(sentence.to_owned()));
    };
    let saved = house.store.read(|db| imports::mapping(db, source, expected))?;
    if !has_its_columns(watch, &table.header) {
        let before = saved.map(|saved| saved.header).unwrap_or_default();
        return Ok(Known::No(what_changed(&before, &table.header)));
    }
    let Some(saved) = saved else { return Ok(Known::No(what_changed(&[], &table.header))) };
    let fields: Vec<Option<Field>> =
        saved.fields.iter().map(|word| word.as_deref().and_then(Field::from_word)).collect();
    let mapping = match Mapping::from_fields(source, &table.header, fields.clone()) {
        Ok(mapping) => mapping,
        Err(error) => return Ok(Known::No(error.to_string())),
    };
    let remembered = saved.date_format.as_deref().and_then(DateFormat::from_word);
    let date_format = match (recognise_dates(table, &mapping).map_err(intake_error)?, remembered) {
        (DateFormats::NoDates, _) => None,
        (DateFormats::Certain(found), None) => Some(found),
        (DateFormats::Certain(found), Some(before)) if found == before => Some(found),
        (DateFormats::Ambiguous(several), Some(before)) if several.contains(&before) => Some(before),
        (DateFormats::Certain(_) | DateFormats::Ambiguous(_), _) => {
            let sentence = "Its dates are written in another way than before. Open it here, check them, take it in, and press Go on.";
            return Ok(Known::No(sentence.to_owned()));
        }
    };
    let mut chosen = chosen(source, table, fields, date_format.map(DateFormat::word))?;
    // Every file of the folder adds to one list, under the name of the folder.
    if let Some(name) = std::path::Path::new(&watch.folder).file_name() {
        chosen.list = name.to_string_lossy().into_owned();
    }
    Ok(Known::Yes(Box::new(chosen)))
}

/// Whether a header is the one by which the folder takes files in.
pub(super) fn has_its_columns(watch: &Watch, header: &[String]) -> bool {
    watch.fingerprint.as_ref().is_some_and(|expected| header_fingerprint(header) == *expected)
}

fn what_changed(before: &[String], now: &[String]) -> String {
    let what = if before.is_empty() {
        "it has other columns".to_owned()
    } else {
        let change = HeaderChange::between(before, now).in_words();
        change.unwrap_or_else(|| "its columns stand in another order".to_owned())
    };
    format!(
        "Its columns are not those of before: {what}. Open it here, check the columns, take it in, and press Go on."
    )
}
