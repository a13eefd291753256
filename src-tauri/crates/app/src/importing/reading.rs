//! Reads the rows of a draft and merges them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    country::Country,
    phone::{PhoneKind, PhoneReading},
    zone::Zone,
};
use intake::{Field, RejectedRow, Row, Table, rows};
use store::imports::{FileCustomer, FilePhone, Rejected, Summary};

use super::{Chosen, merge::Merge};

/// Rows shown before anything is written: enough to see whether the columns are right.
pub(super) const SAMPLE_ROWS: usize = 20;
/// Notes on cells that are kept: enough to see what is wrong with a column. Beyond them they are only counted.
const NOTES_SHOWN: usize = 20;
/// How much of a cell is shown: enough to find it again.
const NOTE_TEXT_CHARS_MAX: usize = 80;

/// What a file says, and its numbers.
pub(crate) struct Reading {
    pub customers: Vec<FileCustomer>,
    pub rejected: Vec<Rejected>,
    pub sample: Vec<SampleRow>,
    pub notes: Notes,
    /// The numbers of the file; what writing it changes is not among them yet.
    pub summary: Summary,
}

/// One row as it was understood.
pub(crate) struct SampleRow {
    pub line: u32,
    pub customer_number: String,
    pub name: String,
    pub vehicle: String,
    pub cell: String,
    pub home: String,
    pub last_visit_on: Option<NaiveDate>,
}

/// Cells of good rows that could not be taken as they stand.
#[derive(Default)]
pub(crate) struct Notes {
    pub first: Vec<Noted>,
    pub count: u32,
}

/// One such cell.
pub(crate) struct Noted {
    pub line: u32,
    /// As the file names it.
    pub column: String,
    pub text: String,
    /// What was made of it.
    pub note: String,
}

impl Notes {
    fn read(&mut self, row: &Row, chosen: &Chosen) {
        for note in &row.notes {
            self.add(row.line, note.field, &note.text, &note.reason.to_string(), chosen);
        }
        let phones = [
            (PhoneKind::Cell, Field::CellPhone),
            (PhoneKind::Home, Field::HomePhone),
            (PhoneKind::Work, Field::WorkPhone),
        ];
        for (kind, field) in phones {
            if let Some(cell) = row.phone(kind).filter(|cell| cell.reading == PhoneReading::Invalid) {
                self.add(row.line, field, &cell.raw, "not a valid number; kept as typed, to be mended", chosen);
            }
        }
    }

    pub(super) fn add(&mut self, line: u32, field: Field, text: &str, note: &str, chosen: &Chosen) {
        self.count += 1;
        if self.first.len() < NOTES_SHOWN {
            let text = text.chars().take(NOTE_TEXT_CHARS_MAX).collect();
            self.first.push(Noted { line, column: column(field, chosen), text, note: note.to_owned() });
        }
    }
}

/// The name that the file gives a field's column, or its place if it has none.
fn column(field: Field, chosen: &Chosen) -> String {
    let mapping = chosen.mapping.mapping();
    let place = mapping.fields().iter().position(|found| *found == Some(field));
    let name = place.and_then(|place| mapping.header().get(place)).filter(|name| !name.trim().is_empty());
    match (name, place) {
        (Some(name), _) => name.clone(),
        (None, Some(place)) => format!("column {}", place + 1),
        (None, None) => field.label().to_owned(),
    }
}

/// `go_on` is told each row and answers whether to go on; `None` if it said no.
pub(crate) fn read(
    table: &Table,
    chosen: &Chosen,
    country: Country,
    zone: &Zone,
    now: DateTime<Utc>,
    go_on: &dyn Fn(u32) -> bool,
) -> Option<Reading> {
    let mut merge = Merge::new(zone, now);
    let (mut rejected, mut sample, mut notes) = (vec![], vec![], Notes::default());
    for row in rows(table, &chosen.mapping, chosen.date_format, country, zone.date_at(now)) {
        match row {
            Ok(row) => {
                if sample.len() < SAMPLE_ROWS {
                    sample.push(sample_row(&row));
                }
                notes.read(&row, chosen);
                merge.add(row);
            }
            Err(row) => rejected.push(rejected_row(row)),
        }
        if !go_on(1) {
            return None;
        }
    }
    let customers = merge.customers();
    let summary = summary(table, chosen, &customers, rejected.len());
    Some(Reading { customers, rejected, sample, notes, summary })
}

fn summary(table: &Table, chosen: &Chosen, customers: &[FileCustomer], rejected: usize) -> Summary {
    let usable = |kind| customers.iter().filter(|c| c.phones.get(&kind).is_some_and(FilePhone::is_usable)).count();
    Summary {
        rows: table.records.len() as u32,
        customers: customers.len() as u32,
        vehicles: customers.iter().map(|customer| customer.vehicles.len()).sum::<usize>() as u32,
        usable_cells: usable(PhoneKind::Cell) as u32,
        usable_homes: usable(PhoneKind::Home) as u32,
        do_not_call: customers.iter().filter(|customer| customer.do_not_call).count() as u32,
        rejected: rejected as u32,
        new_customers: 0,
        changed_customers: 0,
        new_events: 0,
        changed_events: 0,
        same_events: 0,
        encoding: table.format.encoding_word().to_owned(),
        delimiter: table.format.delimiter_word().to_owned(),
        date_format: chosen.date_format.map(|format| format.word().to_owned()),
    }
}

pub(super) fn rejected_row(row: RejectedRow) -> Rejected {
    Rejected { line: row.line, reason: row.reason.to_string(), text: row.text }
}

fn sample_row(row: &Row) -> SampleRow {
    let phone = |kind| {
        let cell = row.phone(kind);
        let phone = cell.and_then(|cell| FilePhone::new(&cell.raw, cell.reading.clone()));
        phone.map(|phone| shown(&phone)).unwrap_or_default()
    };
    let joined = |parts: [Option<String>; 3]| parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let person = joined([row.first_name.clone(), row.last_name.clone(), None]);
    let name = [Some(person).filter(|name| !name.is_empty()), row.full_name.clone(), row.company.clone()];
    SampleRow {
        line: row.line,
        customer_number: row.customer_number.clone(),
        name: name.into_iter().flatten().next().unwrap_or_default(),
        vehicle: joined([row.year.map(|year| year.to_string()), row.make.clone(), row.model.clone()]),
        cell: phone(PhoneKind::Cell),
        home: phone(PhoneKind::Home),
        last_visit_on: row.last_ro_on,
    }
}

/// As people write a number; what is none, as typed.
fn shown(phone: &FilePhone) -> String {
    match (&phone.e164, &phone.extension) {
        (None, _) => phone.typed.clone(),
        (Some(number), None) => number.display(),
        (Some(number), Some(extension)) => format!("{} ext {extension}", number.display()),
    }
}
