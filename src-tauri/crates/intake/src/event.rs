//! The rows of an event file as typed events; lines of one event are joined.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use chrono::{DateTime, Utc};
use domain::{
    country::Country,
    event::{Event, Who},
    source::DataSource,
    zone::Zone,
};

use crate::{
    CheckedMapping, DateFormat, Field, IntakeError, Note, RejectedRow, Table, TableReader, cells::Columns,
    event_row::EventReader,
};

/// How the rows of an event file are to be read.
#[derive(Clone, Copy, Debug)]
pub struct EventFile<'a> {
    pub table: &'a Table,
    pub mapping: &'a CheckedMapping,
    /// `None` only if the file has no dates.
    pub date_format: Option<DateFormat>,
    pub country: Country,
    pub zone: &'a Zone,
    /// When it is taken in: nothing that has happened lies later.
    pub now: DateTime<Utc>,
    /// The name of a list whose rows do not say it.
    pub list: &'a str,
}

/// One event, of one or several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// The line of the file on which its first row starts.
    pub line: u32,
    /// Where that row stands in the table.
    pub place: usize,
    /// How many lines it was made of, those that were rejected not counted.
    pub lines: u32,
    pub who: Who,
    pub event: Event,
    /// What could not be taken as it stands, by line.
    pub notes: Vec<(u32, Note)>,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedEvent {
    pub row: RejectedRow,
    /// Whom it marks Do Not Call, which counts on whatever row it stands (P13).
    pub barred: Option<Box<Who>>,
}

/// A row whose cells could not be told apart says nothing of anybody.
impl From<RejectedRow> for RejectedEvent {
    fn from(row: RejectedRow) -> Self {
        Self { row, barred: None }
    }
}

/// Reads the file event by event. Lines that bear one number come as one event, where the first of them stood; a line
/// that cannot be read is rejected alone.
///
/// # Errors
/// [`IntakeError::Changed`], at once or as an outer error of a row.
pub fn events(file: EventFile<'_>) -> Result<EventRows<'_>, IntakeError> {
    let columns = Columns::new(file.mapping);
    let order = in_groups(&file, &columns)?;
    Ok(EventRows {
        table: file.table.reader(),
        reader: EventReader::new(file, columns),
        order,
        at: 0,
        rejected: vec![],
    })
}

/// The events of a file.
pub struct EventRows<'a> {
    table: TableReader<'a>,
    reader: EventReader<'a>,
    order: Vec<(u32, u32)>,
    at: usize,
    rejected: Vec<RejectedEvent>,
}

impl Iterator for EventRows<'_> {
    type Item = Result<Result<EventRow, RejectedEvent>, IntakeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(row) = self.rejected.pop() {
            return Some(Ok(Err(row)));
        }
        let mut so_far: Option<EventRow> = None;
        while let Some((group, place)) = self.order.get(self.at) {
            if so_far.is_some() && self.at > 0 && self.order[self.at - 1].0 != *group {
                break;
            }
            self.at += 1;
            let record = match self.table.record(*place as usize) {
                Ok(record) => record,
                Err(error) => return Some(Err(error)),
            };
            match self.reader.row(*place as usize, record) {
                Err(row) if so_far.is_none() => return Some(Ok(Err(row))),
                Err(row) => self.rejected.push(row),
                Ok(row) => match &mut so_far {
                    None => so_far = Some(row),
                    Some(first) => first.join(row),
                },
            }
        }
        so_far.map(|row| Ok(Ok(row)))
    }
}

impl EventRow {
    fn join(&mut self, line: EventRow) {
        self.lines += line.lines;
        self.event.join(line.event);
        self.notes.extend(line.notes);
    }
}

/// The records' places, those of one number beside each other, in the order of their first.
fn in_groups(file: &EventFile<'_>, columns: &Columns) -> Result<Vec<(u32, u32)>, IntakeError> {
    let number = match file.mapping.mapping().source() {
        DataSource::Appointment => Some(Field::AppointmentNumber),
        DataSource::RepairOrder => Some(Field::RoNumber),
        DataSource::PartsOrder => Some(Field::OrderNumber),
        DataSource::Customers
        | DataSource::Recall
        | DataSource::Inspection
        | DataSource::DeclinedWork
        | DataSource::Deal
        | DataSource::TrafficEntry
        | DataSource::ListEntry => None,
    };
    let column = number.and_then(|field| columns.of(field));
    let mut first_of: HashMap<u64, u32> = HashMap::new();
    let mut order: Vec<(u32, u32)> = Vec::with_capacity(file.table.count());
    let Some(column) = column else { return Ok((0..file.table.count() as u32).map(|place| (place, place)).collect()) };
    let mut reader = file.table.reader();
    for place in 0..file.table.count() as u32 {
        let number = Some(reader.record(place as usize)?.cell(column)).filter(|number| !number.is_empty());
        let group = number.map_or(place, |number| {
            let mut hash = DefaultHasher::new();
            number.hash(&mut hash);
            *first_of.entry(hash.finish()).or_insert(place)
        });
        order.push((group, place));
    }
    order.sort_unstable();
    Ok(order)
}
