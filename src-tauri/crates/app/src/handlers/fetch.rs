//! Fetch: checking, completing and asking queries. Saving them is [`saved`], sending them to Call Select [`campaigns`].

mod campaigns;
mod saved;

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{
    fetch::{
        self, Checked, Completion, Fault, Field, Kind, LineError, Query, Relation, Source, Suggestion, SuggestionKind,
        catalogue::{FIELDS, find as find_field},
    },
    zone::Zone,
};
use store::fetch::{Asked, Found, ValueCount};

pub use campaigns::{campaign_end, campaign_list, campaign_make};
pub use saved::{delete, list, ready_made, save};

use crate::{
    dto::{
        Nothing,
        fetch::{
            FetchCatalogue, FetchCheck, FetchChecked, FetchComparisonDto, FetchComplete, FetchCompletion, FetchFault,
            FetchFieldDto, FetchFind, FetchFound, FetchLineError, FetchOption, FetchRelationDto, FetchRow,
            FetchSuggestion, FetchValue, FetchValueList, FetchValues, FetchWritten,
        },
    },
    error::CommandError,
    house::{Caller, House},
};

/// As many as a person looks through while typing.
const ROWS_MAX: usize = 50;
const VALUES_MAX: usize = 50;
/// Suggestions below a line.
const SUGGESTIONS_MAX: usize = 100;

pub async fn catalogue(_: &Arc<House>, _: &Caller, _: Nothing) -> Result<FetchCatalogue, CommandError> {
    let relation = |relation: &Relation| FetchRelationDto {
        relation: *relation,
        label: relation.label().to_owned(),
        source: relation.source(),
        of: Source::ALL.iter().copied().filter(|source| source.relations().contains(relation)).collect(),
        date: relation.date().map(|field| field.label.to_owned()),
    };
    Ok(FetchCatalogue {
        fields: FIELDS.iter().map(field_dto).collect(),
        relations: Relation::ALL.iter().map(relation).collect(),
    })
}

fn field_dto(field: &Field) -> FetchFieldDto {
    let option = |(word, label): &(&str, &str)| FetchOption { word: (*word).to_owned(), label: (*label).to_owned() };
    let comparison = |comparison: &fetch::Comparison| FetchComparisonDto {
        comparison: *comparison,
        phrase: comparison.phrase(field.kind).to_owned(),
        takes: comparison.takes(),
    };
    FetchFieldDto {
        word: field.word.to_owned(),
        label: field.label.to_owned(),
        source: field.source,
        kind: field.kind,
        options: field.options.iter().map(option).collect(),
        comparisons: fetch::Comparison::of(field.kind).iter().map(comparison).collect(),
        has_values: matches!(field.kind, Kind::Text | Kind::Choice | Kind::Number | Kind::Words),
    }
}

/// Reads a query or a line. What is wrong is part of the answer, beside its place.
pub async fn check(house: &Arc<House>, _: &Caller, request: FetchCheck) -> Result<FetchChecked, CommandError> {
    let nothing =
        FetchChecked { query: None, line: None, sentence: None, line_error: None, faults: vec![], notices: vec![] };
    let query = match request.written {
        FetchWritten::Query { query } => query,
        FetchWritten::Line { about, line } => match fetch::parse(about, &line) {
            Ok(query) => query,
            Err(error) => return Ok(FetchChecked { line_error: Some(line_error(&line, error)), ..nothing }),
        },
    };
    let line = Some(fetch::print(&query));
    let today = house.today()?;
    Ok(match fetch::check(&query) {
        Ok(checked) => FetchChecked {
            sentence: Some(fetch::sentence(&checked, today)),
            notices: fetch::notices(&checked, today).into_iter().map(|notice| notice.message).collect(),
            query: Some(query),
            line,
            ..nothing
        },
        Err(faults) => {
            FetchChecked { query: Some(query), line, faults: faults.into_iter().map(fault).collect(), ..nothing }
        }
    })
}

fn fault(fault: Fault) -> FetchFault {
    let path = fault.path.into_iter().map(|place| place as u32).collect();
    FetchFault { path, part: fault.part, message: fault.message }
}

fn line_error(line: &str, error: LineError) -> FetchLineError {
    FetchLineError { start: utf16(line, error.start), end: utf16(line, error.end), message: error.message }
}

/// Bytes of a line as the window counts them.
fn utf16(line: &str, bytes: usize) -> u32 {
    line.get(..bytes).unwrap_or(line).encode_utf16().count() as u32
}

/// And back; a place within a character is the one before it.
fn bytes(line: &str, utf16: u32) -> usize {
    let mut left = utf16 as usize;
    for (at, letter) in line.char_indices() {
        if left < letter.len_utf16() {
            return at;
        }
        left -= letter.len_utf16();
    }
    line.len()
}

/// What can stand at the caret: fields, comparisons, and values on file with their counts.
pub async fn complete(house: &Arc<House>, _: &Caller, request: FetchComplete) -> Result<FetchCompletion, CommandError> {
    let house = house.clone();
    crate::app::blocking(move || {
        if request.line.chars().count() > fetch::LINE_CHARS_MAX {
            return Err(too_long());
        }
        let caret = bytes(&request.line, request.caret);
        let completion = fetch::complete(request.about, &request.line, caret);
        let on_file = match completion.values_of {
            Some(field) => values_of(&house, field, &completion.typed)?,
            None => vec![],
        };
        Ok(completion_dto(&request.line, completion, on_file))
    })
    .await?
}

fn completion_dto(line: &str, completion: Completion, on_file: Vec<FetchValue>) -> FetchCompletion {
    let known = completion.suggestions.into_iter().map(|Suggestion { kind, text, label }| FetchSuggestion {
        kind,
        text,
        label,
        rows: None,
    });
    let values = on_file.into_iter().map(|value| FetchSuggestion {
        kind: SuggestionKind::Value,
        text: fetch::quoted(&value.value),
        label: value.label,
        rows: Some(value.rows),
    });
    FetchCompletion {
        start: utf16(line, completion.start),
        end: utf16(line, completion.end),
        suggestions: values.chain(known).take(SUGGESTIONS_MAX).collect(),
    }
}

fn too_long() -> CommandError {
    CommandError::field("fetch.line_long", "line", "This line is too long. Build the query as a tree.")
}

/// # Errors
/// `fetch.field`.
pub async fn values(house: &Arc<House>, _: &Caller, request: FetchValues) -> Result<FetchValueList, CommandError> {
    let house = house.clone();
    crate::app::blocking(move || {
        let Some(field) = find_field(&request.field) else {
            return Err(CommandError::field("fetch.field", "field", "This field is no longer there. Choose another."));
        };
        Ok(FetchValueList { values: values_of(&house, field, &request.search)? })
    })
    .await?
}

fn values_of(house: &House, field: &'static Field, search: &str) -> Result<Vec<FetchValue>, CommandError> {
    let counted = house.store.read(|db| store::fetch::values(db, house.store_id, field, search, VALUES_MAX))?;
    let value = |ValueCount { value, rows }| FetchValue { label: field.shown(&value).to_owned(), value, rows };
    Ok(counted.into_iter().map(value).collect())
}

/// How many, and the first rows. One query is asked at a time: the next one, typed meanwhile, stops it.
///
/// # Errors
/// `fetch.query` with the first fault; `fetch.replaced`.
pub async fn find(house: &Arc<House>, _: &Caller, request: FetchFind) -> Result<FetchFound, CommandError> {
    let query = checked(&request.query)?;
    let stopper = house.ask_instead();
    let house = house.clone();
    crate::app::blocking(move || {
        let (zone, today) = where_and_when(&house)?;
        let asked = Asked { store: house.store_id, zone: &zone, today };
        let (counted, rows) = house.store.read_until_stopped(&stopper, |db| {
            let rows = store::fetch::first(db, &asked, &query, ROWS_MAX)?;
            Ok::<_, CommandError>((store::fetch::count(db, &asked, &query)?, rows))
        })?;
        let rows = rows.into_iter().map(row_dto).collect();
        Ok(FetchFound { found: counted.found, customers: counted.customers, rows })
    })
    .await?
}

/// The store's zone and date.
pub(crate) fn where_and_when(house: &House) -> Result<(Zone, NaiveDate), CommandError> {
    let zone = house.store_row()?.calendar.zone;
    let today = zone.date_at(house.now());
    Ok((zone, today))
}

/// A query without faults, or the first of them.
pub(crate) fn checked(query: &Query) -> Result<Checked, CommandError> {
    fetch::check(query).map_err(|faults| {
        let first = faults.into_iter().next().map(|fault| fault.message).unwrap_or_default();
        CommandError::field("fetch.query", "query", first)
    })
}

fn row_dto(found: Found) -> FetchRow {
    FetchRow {
        customer: found.customer,
        vehicle: found.vehicle,
        customer_number: found.number,
        name: found.name,
        city: found.city,
        vehicle_title: found.vehicle_title,
        vin: found.vin,
        last_ro_on: found.last_ro_on,
        last_contact_at: found.last_contact_at,
    }
}
