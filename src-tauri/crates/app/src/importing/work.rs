//! Compares a file with the data file, and writes it.

use domain::source::DataSource;
use intake::IntakeError;
use store::{
    StoreError,
    imports::{self, Customers, ImportError, ImportRow, Mapping, Rejected, Source},
};

use super::{
    Chosen, Draft, ImportReport, events, intake_error,
    reading::{Noted, Notes, Reading, count},
};
use crate::{
    Caller, House,
    dto::imports::{EventNumbers, ImportNote, ImportPreview, ImportSampleRow, ImportSummary, RejectedRowDto},
    error::CommandError,
};

/// Rejected rows shown before anything is written; all of them can be downloaded afterwards.
const REJECTED_SHOWN: usize = 50;

/// What writing would do; nothing is written.
pub(crate) fn preview(house: &House, draft: &Draft, chosen: &Chosen) -> Result<ImportPreview, CommandError> {
    if draft.source != DataSource::Customers {
        return events::preview(house, draft, chosen);
    }
    let reading = Reading::new(house, draft, chosen)?;
    let outline = reading.outline(&|_| true).map_err(intake_error)?.ok_or_else(cancelled)?;
    let mut summary = reading.summary(&outline);
    let (shown, counts) = house.store.read(|db| {
        let mut customers = Customers::look(db, house.store_id)?;
        let shown = reading.pass(&outline, |customer| {
            count(&mut summary, customer.customer());
            Ok(customers.take_ready(customer)?)
        })?;
        Ok::<_, Failed>((shown, customers.counts()))
    })?;
    Ok(ImportPreview {
        source: draft.source,
        events: None,
        first_events: vec![],
        rows: summary.rows,
        customers: summary.customers,
        new_customers: counts.new_customers,
        changed_customers: counts.changed_customers,
        vehicles: summary.vehicles,
        new_vehicles: counts.new_vehicles,
        usable_cells: summary.usable_cells,
        usable_homes: summary.usable_homes,
        do_not_call: summary.do_not_call,
        rejected: summary.rejected,
        first_rejected: first_rejected(outline.rejected),
        notes: shown.notes.count,
        first_notes: first_notes(shown.notes),
        first_rows: shown
            .sample
            .into_iter()
            .map(|row| ImportSampleRow {
                line: row.line,
                customer_number: row.customer_number,
                name: row.name,
                vehicle: row.vehicle,
                cell: row.cell,
                home: row.home,
                last_visit_on: row.last_visit_on,
            })
            .collect(),
        date_format: summary.date_format,
    })
}

pub(super) fn first_rejected(rejected: Vec<Rejected>) -> Vec<RejectedRowDto> {
    let shown = rejected.into_iter().take(REJECTED_SHOWN);
    shown.map(|row| RejectedRowDto { line: row.line, reason: row.reason, text: row.text }).collect()
}

pub(super) fn first_notes(notes: Notes) -> Vec<ImportNote> {
    let note = |of: Noted| ImportNote { line: of.line, column: of.column, text: of.text, note: of.note };
    notes.first.into_iter().map(note).collect()
}

/// Takes the file in and remembers its mapping. `None`: cancelled, and nothing is written.
pub(crate) fn write(
    house: &House,
    caller: &Caller,
    draft: &Draft,
    chosen: &Chosen,
) -> Result<Option<ImportSummary>, CommandError> {
    if draft.source != DataSource::Customers {
        return events::write(house, caller, draft, chosen);
    }
    let reading = Reading::new(house, draft, chosen)?;
    let Some(outline) = reading.outline(&|rows| draft.job.go_on(rows)).map_err(intake_error)? else { return Ok(None) };
    let source =
        Source { file_name: draft.file.name(), sha256: draft.file.sha256(), by: &caller.name, now: reading.now };
    written(house.store.write(|db| {
        let mut summary = reading.summary(&outline);
        let mut customers = Customers::begin(db, house.store_id, source)?;
        customers.expect(outline.customers());
        reading.pass(&outline, |ready| {
            let customer = ready.customer();
            count(&mut summary, customer);
            customers.take_ready(ready)?;
            if draft.job.go_on(customer.rows) { Ok(()) } else { Err(ImportError::Cancelled.into()) }
        })?;
        customers.finish(summary, &outline.rejected)?;
        remember(db, draft, chosen, source.now)?;
        Ok(imports::list(db, house.store_id)?.into_iter().next().ok_or(StoreError::NotFound)?)
    }))
}

/// Why a file was not gone through to its end.
#[derive(Debug)]
pub(super) enum Failed {
    Import(ImportError),
    Unreadable(IntakeError),
}

impl From<ImportError> for Failed {
    fn from(error: ImportError) -> Self {
        Self::Import(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Import(error.into())
    }
}

impl From<IntakeError> for Failed {
    fn from(error: IntakeError) -> Self {
        Self::Unreadable(error)
    }
}

impl From<Failed> for CommandError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Import(error) => store_error(error),
            Failed::Unreadable(error) => intake_error(error),
        }
    }
}

pub(super) fn written(outcome: Result<ImportRow, Failed>) -> Result<Option<ImportSummary>, CommandError> {
    match outcome {
        Ok(row) => Ok(Some(summary_dto(row))),
        Err(Failed::Import(ImportError::Cancelled)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

pub(super) fn remember(
    db: &store::Db<'_>,
    draft: &Draft,
    chosen: &Chosen,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), StoreError> {
    let fields = chosen.mapping.mapping().fields();
    let mapping = Mapping {
        header: draft.table.header.clone(),
        fields: fields.iter().map(|field| field.map(|field| field.word().to_owned())).collect(),
        date_format: chosen.date_format.map(|format| format.word().to_owned()),
    };
    imports::save_mapping(db, draft.source, &intake::header_fingerprint(&draft.table.header), &mapping, now)
}

fn cancelled() -> CommandError {
    CommandError::new("import.cancelled", "The import was cancelled; nothing was written.")
}

pub(crate) fn store_error(error: ImportError) -> CommandError {
    match error {
        ImportError::Store(error) => error.into(),
        ImportError::Cancelled => cancelled(),
        ImportError::AlreadyUndone => CommandError::new(
            "import.already_undone",
            "This import was taken back before; there is nothing left to do.",
        ),
        ImportError::NewerFirst => {
            let sentence = "A newer import builds on this one. Take the newer one back first.";
            CommandError::new("import.newer_first", sentence)
        }
    }
}

pub(crate) fn summary_dto(row: ImportRow) -> ImportSummary {
    let summary = row.summary;
    let (new, changed, same) = (summary.new_events, summary.changed_events, summary.same_events);
    ImportSummary {
        id: row.id,
        source: row.source,
        events: (row.source != DataSource::Customers).then_some(EventNumbers { new, changed, same }),
        file_name: row.file_name,
        at: row.at,
        by: row.by,
        rows: summary.rows,
        customers: summary.customers,
        vehicles: summary.vehicles,
        usable_cells: summary.usable_cells,
        usable_homes: summary.usable_homes,
        do_not_call: summary.do_not_call,
        rejected: summary.rejected,
        new_customers: summary.new_customers,
        changed_customers: summary.changed_customers,
        encoding: summary.encoding,
        delimiter: summary.delimiter,
        date_format: summary.date_format,
        undone_at: row.undone_at,
        can_undo: row.can_undo,
    }
}

impl From<ImportSummary> for ImportReport {
    fn from(summary: ImportSummary) -> Self {
        let events = summary.events.unwrap_or(EventNumbers { new: 0, changed: 0, same: 0 });
        Self {
            source: summary.source.word().to_owned(),
            new_events: events.new,
            changed_events: events.changed,
            same_events: events.same,
            rows: summary.rows,
            customers: summary.customers,
            vehicles: summary.vehicles,
            usable_cells: summary.usable_cells,
            usable_homes: summary.usable_homes,
            do_not_call: summary.do_not_call,
            rejected: summary.rejected,
            encoding: summary.encoding,
            delimiter: summary.delimiter,
            date_format: summary.date_format,
        }
    }
}
