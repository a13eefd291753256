//! Taking in a dealer system's export, and taking an import back.

use std::{path::Path, sync::Arc};

use domain::{campaign::NAME_CHARS_MAX, ids::ImportId, source::DataSource};
use intake::{
    DateFormat, DateFormats, Field, Mapping, SourceFile, Table, TableFormat, fields_of, first_date, guess_mapping,
    header_fingerprint, recognise_dates, recognise_source,
};
use store::{
    Db, StoreError, imports,
    stores::{self, Freshness},
};

use crate::{
    Caller, House,
    dto::{
        Nothing,
        imports::{
            ColumnsChanged, DataAsOf, DateCandidate, FileOut, ImportColumn, ImportDraft, ImportDraftId, ImportKey,
            ImportList, ImportOpen, ImportPlan, ImportPreview, ImportProgress, ImportUndone,
        },
        lists::{ExportedList, ListExport},
        runs::ExportFormat,
    },
    error::CommandError,
    events::Topic,
    export::rows::{Rows, Target},
    handlers::lists,
    header_change::{HeaderChange, carried_over},
    importing::{
        self, Chosen, Draft, ImportOptions, ImportReport, JobState, chosen, column_of, delimiter_of, encoding_of,
        field_of, intake_error, source_of,
    },
};

/// Values shown beside a column's name: enough to see what it holds.
const EXAMPLES: usize = 3;

/// Of a name or a value: enough to know it again. A file that is no export has lines where an export has cells.
const SHOWN_CHARS_MAX: usize = 80;

/// Reads a file into memory and says what it seems to be. Nothing is written.
///
/// # Errors
/// `import.<word>` of [`intake::IntakeError`] on "path"; `import.unknown_encoding`, `import.unknown_delimiter`.
pub async fn open(house: &Arc<House>, _caller: &Caller, request: ImportOpen) -> Result<ImportDraft, CommandError> {
    let house = house.clone();
    apart(move || {
        let ImportOpen { path, source, encoding, delimiter } = request;
        let draft = opened(&house, &path, source, encoding.as_deref(), delimiter.as_deref())?;
        draft_dto(&house, &draft)
    })
    .await
}

/// What taking the file in would do, counted by the code that does it. Nothing is written.
///
/// # Errors
/// `import.draft_gone`; `import.two_columns`, `import.no_customer_number`, `import.no_phone`, `import.other_width` on
/// "mapping"; `import.date_format_needed`, `import.unknown_date_format` on "date_format".
pub async fn preview(house: &Arc<House>, _caller: &Caller, request: ImportPlan) -> Result<ImportPreview, CommandError> {
    let house = house.clone();
    apart(move || {
        let (draft, chosen) = planned(&house, request)?;
        importing::preview(&house, &draft, &chosen)
    })
    .await
}

/// Begins to take the file in and returns at once; [`progress`] tells how far it is.
///
/// # Errors
/// Those of [`preview`]; `import.under_way`. What goes wrong later stands in the progress.
pub async fn start(house: &Arc<House>, caller: &Caller, request: ImportPlan) -> Result<ImportProgress, CommandError> {
    let (house, caller) = (house.clone(), caller.clone());
    let (planning, writing) = (house.clone(), house.imports.begin_writing()?);
    let (draft, chosen) = apart(move || planned(&planning, request)).await?;
    draft.job.start();
    let started = progress_dto(&draft);
    tokio::spawn(async move {
        let (work, job) = (house.clone(), draft.clone());
        let outcome = apart(move || importing::write(&work, &caller, &job, &chosen)).await;
        drop(writing);
        draft.job.end(match outcome {
            Ok(Some(summary)) => JobState::Finished(Box::new(summary)),
            Ok(None) => JobState::Cancelled,
            Err(error) => JobState::Failed(error),
        });
        house.changed(&[Topic::Imports, Topic::Customers]);
    });
    Ok(started)
}

/// # Errors
/// `import.draft_gone`.
pub async fn progress(
    house: &Arc<House>,
    _caller: &Caller,
    request: ImportDraftId,
) -> Result<ImportProgress, CommandError> {
    Ok(progress_dto(&*house.imports.get(&request.draft)?))
}

/// Asks the import to stop before its next row; then nothing is written. One that has ended stays as it is.
///
/// # Errors
/// `import.draft_gone`.
pub async fn cancel(
    house: &Arc<House>,
    _caller: &Caller,
    request: ImportDraftId,
) -> Result<ImportProgress, CommandError> {
    let draft = house.imports.get(&request.draft)?;
    draft.job.cancel();
    Ok(progress_dto(&draft))
}

/// Files taken in so far, newest first.
pub async fn list(house: &Arc<House>, _caller: &Caller, _request: Nothing) -> Result<ImportList, CommandError> {
    house.store.read(|db| {
        let imports = imports::list(db, house.store_id)?.into_iter().map(importing::summary_dto).collect();
        Ok(ImportList { imports, data_as_of: data_as_of(db, house)? })
    })
}

/// How fresh every source is (P15).
fn data_as_of(db: &Db<'_>, house: &House) -> Result<Vec<DataAsOf>, StoreError> {
    let of = |source: &DataSource| stores::freshness(db, house.store_id, *source, house.now()).map(data_as_of_dto);
    DataSource::ALL.iter().map(of).collect()
}

pub(crate) fn data_as_of_dto(of: Freshness) -> DataAsOf {
    DataAsOf { source: of.source, at: of.as_of_at, is_sample: of.is_sample, is_too_old: of.is_too_old }
}

/// The rows that were not taken, with line and reason, to be mended in the dealer system.
///
/// # Errors
/// `store.not_found`.
pub async fn rejected(house: &Arc<House>, caller: &Caller, request: ImportKey) -> Result<FileOut, CommandError> {
    let list = ExportedList::RejectedRows { import: request.id };
    lists::export(house, caller, ListExport { list, format: ExportFormat::Csv }).await
}

/// The name of the file of a file's rejected rows, without its ending.
pub(crate) fn rejected_stem(house: &House, import: ImportId) -> Result<String, CommandError> {
    let file_name = house.store.read(|db| imports::file_name(db, house.store_id, import))?;
    let stem = Path::new(&file_name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(format!("{stem} - rejected rows"))
}

/// The rejected rows of a file.
pub(crate) fn rejected_rows(house: &House, import: ImportId, to: &Target) -> Result<Rows, CommandError> {
    let mut file = Rows::begin(&["Line", "Reason", "Row"], to)?;
    house.store.read(|db| {
        imports::each_rejected(db, house.store_id, import, |row| {
            file.add(&[row.line.to_string(), row.reason, row.text])
        })
    })?;
    Ok(file)
}

/// Takes the newest import back, as far as nothing refers to it and nobody changed it since. Do Not Call stays (P13).
///
/// # Errors
/// `import.already_undone`, `import.newer_first`, `import.under_way`, `store.not_found`.
pub async fn undo(house: &Arc<House>, caller: &Caller, request: ImportKey) -> Result<ImportUndone, CommandError> {
    let writing = house.imports.begin_writing()?;
    let (work, caller) = (house.clone(), caller.clone());
    let undone = apart(move || {
        let now = work.now();
        let undone = work.store.write(|db| imports::undo(db, work.store_id, request.id, &caller.name, now));
        drop(writing);
        undone.map_err(importing::store_error)
    })
    .await?;
    house.changed(&[Topic::Imports, Topic::Customers]);
    Ok(ImportUndone {
        removed_customers: undone.removed_customers,
        removed_vehicles: undone.removed_vehicles,
        removed_events: undone.removed_events,
        restored_values: undone.restored_values,
        left: undone.left,
    })
}

/// Takes a file in as a person would who agrees with every guess; for the terminal. A mapping that was remembered for
/// such a file is used.
///
/// # Errors
/// Those of [`open`], [`preview`] and [`start`]; `import.failed`.
pub async fn run_import(
    house: &Arc<House>,
    path: &Path,
    options: ImportOptions,
    caller: &Caller,
) -> Result<ImportReport, CommandError> {
    let writing = house.imports.begin_writing()?;
    let (work, caller, path) = (house.clone(), caller.clone(), path.to_string_lossy().into_owned());
    let summary = apart(move || {
        let source = source_of(options.source.as_deref())?;
        let draft = opened(&work, &path, source, options.encoding.as_deref(), options.delimiter.as_deref())?;
        let guess = guess(&work, draft.source, &draft.table)?;
        let mut chosen =
            chosen(draft.source, &draft.table, guess.mapping.fields().to_vec(), options.date_format.as_deref())?;
        chosen.list = list_name(&draft, options.list)?;
        draft.job.start();
        let summary = importing::write(&work, &caller, &draft, &chosen);
        drop(writing);
        summary
    })
    .await?;
    house.changed(&[Topic::Imports, Topic::Customers]);
    summary.map(ImportReport::from).ok_or_else(failed)
}

/// Whether a file can be read at all, before anything is made for it.
///
/// # Errors
/// Those of [`open`] that concern the file itself.
pub async fn readable(path: &Path) -> Result<(), CommandError> {
    let path = path.to_owned();
    apart(move || {
        let file = intake::SourceFile::open(&path).map_err(crate::importing::intake_error)?;
        file.table(None, None).map(|_| ()).map_err(crate::importing::intake_error)
    })
    .await
}

/// Runs what takes long on a thread where nothing else waits for it.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CommandError> + Send + 'static,
) -> Result<T, CommandError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(failed()))
}

fn failed() -> CommandError {
    CommandError::new("import.failed", "The import stopped unexpectedly; nothing was written. Try again.").retryable()
}

fn opened(
    house: &House,
    path: &str,
    source: Option<DataSource>,
    encoding: Option<&str>,
    delimiter: Option<&str>,
) -> Result<Arc<Draft>, CommandError> {
    let (encoding, delimiter) = (encoding_of(encoding)?, delimiter_of(delimiter)?);
    let file = SourceFile::open(Path::new(path)).map_err(intake_error)?;
    let table = file.table(encoding, delimiter).map_err(intake_error)?;
    let source = source.or_else(|| recognise_source(&table.header)).unwrap_or(DataSource::Customers);
    Ok(house.imports.add(source, file, table))
}

/// The name of an imported list: what a person says, else the file's.
fn list_name(draft: &Draft, asked: Option<String>) -> Result<String, CommandError> {
    let stem = || Path::new(draft.file.name()).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = asked.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).or_else(stem);
    let name = name.unwrap_or_default();
    if name.chars().count() > NAME_CHARS_MAX {
        let sentence = "This name is too long: use at most 80 characters.";
        return Err(CommandError::field("import.list_name", "list", sentence));
    }
    Ok(name)
}

/// The draft with its choices, once they can be carried out.
fn planned(house: &House, plan: ImportPlan) -> Result<(Arc<Draft>, Chosen), CommandError> {
    let draft = house.imports.get(&plan.draft)?;
    let fields = plan.mapping.into_iter().map(|field| field.map(field_of)).collect();
    let mut chosen = chosen(draft.source, &draft.table, fields, plan.date_format.as_deref())?;
    chosen.list = list_name(&draft, plan.list)?;
    Ok((draft, chosen))
}

/// What the columns mean, before a person has said anything about this file.
struct Guess {
    mapping: Mapping,
    is_remembered: bool,
    /// Since the last file of this source, if most of its columns are still there.
    change: Option<HeaderChange>,
    /// The format of the last file with these columns.
    date_format: Option<DateFormat>,
}

/// A mapping that was used for the same columns before, or what is left of the last one, or else what their names
/// suggest.
fn guess(house: &House, source: DataSource, table: &Table) -> Result<Guess, CommandError> {
    let fingerprint = header_fingerprint(&table.header);
    let (remembered, newest) = house.store.read(|db| {
        Ok::<_, StoreError>((imports::mapping(db, source, &fingerprint)?, imports::newest_mapping(db, source)?))
    })?;
    let date_format = remembered.as_ref().and_then(|r| DateFormat::from_word(r.date_format.as_deref()?));
    let fields =
        |words: Vec<Option<String>>| words.iter().map(|word| word.as_deref().and_then(Field::from_word)).collect();
    let mapping =
        remembered.and_then(|remembered| Mapping::from_fields(source, &table.header, fields(remembered.fields)).ok());
    if let Some(mapping) = mapping {
        return Ok(Guess { mapping, is_remembered: true, change: None, date_format });
    }
    // The parts of a lead in ADF have no columns that could change.
    let newest = newest.filter(|_| !matches!(table.format, TableFormat::Adf { .. }));
    let kept = newest.and_then(|(_, before)| carried_over(source, &before, &table.header));
    Ok(match kept {
        Some((mapping, change)) => Guess { mapping, is_remembered: false, change: Some(change), date_format },
        None => {
            let mapping = guess_mapping(source, &table.header);
            Guess { mapping, is_remembered: false, change: None, date_format }
        }
    })
}

fn draft_dto(house: &House, draft: &Draft) -> Result<ImportDraft, CommandError> {
    let (table, guess) = (&draft.table, guess(house, draft.source, &draft.table)?);
    let mapping = &guess.mapping;
    let (date_format, mut formats) = match recognise_dates(table, mapping).map_err(intake_error)? {
        DateFormats::Certain(format) => (Some(format.word().to_owned()), vec![]),
        DateFormats::Ambiguous(formats) => (None, formats),
        DateFormats::NoDates => (None, vec![]),
    };
    // What was right the last time stands first, but is still asked: this file may be written otherwise.
    formats.sort_by_key(|format| Some(*format) != guess.date_format);
    let candidate = |format: DateFormat| {
        let found = first_date(table, mapping, format).map_err(intake_error).transpose()?;
        Some(found.map(|(example_text, example)| DateCandidate {
            format: format.word().to_owned(),
            example_text,
            example,
        }))
    };
    let column = |(place, name): (usize, &String)| {
        let examples = table.examples(place, EXAMPLES).map_err(intake_error)?;
        Ok::<_, CommandError>(ImportColumn {
            name: shown(name),
            field: mapping.fields().get(place).copied().flatten().map(column_of),
            examples: examples.iter().map(|example| shown(example)).collect(),
        })
    };
    Ok(ImportDraft {
        draft: draft.id.clone(),
        source: draft.source,
        fields: fields_of(draft.source).into_iter().map(column_of).collect(),
        is_adf: matches!(table.format, TableFormat::Adf { .. }),
        list: match draft.source {
            DataSource::ListEntry => Some(list_name(draft, None)?),
            _ => None,
        },
        file_name: draft.file.name().to_owned(),
        encoding: table.format.encoding_word().to_owned(),
        delimiter: table.format.delimiter_word().to_owned(),
        date_format,
        date_candidates: formats.into_iter().filter_map(candidate).collect::<Result<_, _>>()?,
        columns: table.header.iter().enumerate().map(column).collect::<Result<_, _>>()?,
        remembered: guess.is_remembered,
        columns_changed: guess.change.map(|HeaderChange { came, went }| {
            let shown = |names: Vec<String>| names.iter().map(|name| self::shown(name)).collect();
            ColumnsChanged { came: shown(came), went: shown(went) }
        }),
        rows: table.count() as u32,
    })
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

fn progress_dto(draft: &Draft) -> ImportProgress {
    let total = draft.table.count() as u32;
    let mut progress = ImportProgress {
        draft: draft.id.clone(),
        done: draft.job.done().min(total),
        total,
        finished: None,
        cancelled: false,
        error: None,
    };
    match draft.job.state() {
        JobState::NotStarted | JobState::Running => {}
        JobState::Finished(summary) => (progress.done, progress.finished) = (total, Some(*summary)),
        JobState::Cancelled => progress.cancelled = true,
        JobState::Failed(error) => progress.error = Some(error),
    }
    progress
}
