//! Reads the rows of a draft and puts customers together, a few at a time.

use std::{
    panic::resume_unwind,
    sync::mpsc::{self, Receiver, SyncSender},
    thread,
};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    country::Country,
    phone::{PhoneKind, PhoneReading},
    zone::Zone,
};
use intake::{Field, IntakeError, RejectedRow, Row, Rows};
use store::{
    StoreError,
    imports::{FileCustomer, FilePhone, Ready, Rejected, Summary},
};

use super::{Chosen, Draft, Failed, merge::Merge, outline::Outline};
use crate::{House, error::CommandError};

/// Rows shown before anything is written: enough to see whether the columns are right.
pub(super) const SAMPLE_ROWS: usize = 20;
/// Notes on cells that are kept: enough to see what is wrong with a column. Beyond them they are only counted.
const NOTES_SHOWN: usize = 20;
/// How much of a cell is shown: enough to find it again.
const NOTE_TEXT_CHARS_MAX: usize = 80;

/// Customers that are handed on at once, and how many such batches may wait: enough that neither thread waits long for
/// the other, and no more memory than a few thousand customers take, however many the file has.
const BATCH: usize = 256;
const BATCHES_WAITING: usize = 4;

/// A customers' file and how it is read.
pub(super) struct Reading<'a> {
    draft: &'a Draft,
    chosen: &'a Chosen,
    rows: Rows<'a>,
    zone: Zone,
    pub now: DateTime<Utc>,
}

/// What a preview shows of single rows.
#[derive(Default)]
pub(super) struct Shown {
    pub sample: Vec<SampleRow>,
    pub notes: Notes,
}

/// One row as it was understood.
pub(super) struct SampleRow {
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
pub(super) struct Notes {
    pub first: Vec<Noted>,
    pub count: u32,
}

/// One such cell.
pub(super) struct Noted {
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
        // Rows come customer by customer, and the first ones of the file are shown.
        let place = self.first.partition_point(|noted| noted.line <= line);
        if place < NOTES_SHOWN {
            self.first.truncate(NOTES_SHOWN - 1);
            let text = text.chars().take(NOTE_TEXT_CHARS_MAX).collect();
            self.first.insert(place, Noted { line, column: column(field, chosen), text, note: note.to_owned() });
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

impl<'a> Reading<'a> {
    pub fn new(house: &House, draft: &'a Draft, chosen: &'a Chosen) -> Result<Self, CommandError> {
        let store = house.store_row()?;
        let country = Country::from_word(&store.country)
            .ok_or_else(|| StoreError::Damaged("a value of country is not readable".to_owned()))?;
        let (zone, now) = (store.calendar.zone, house.now());
        let rows = Rows::new(&draft.table, &chosen.mapping, chosen.date_format, country, zone.date_at(now));
        Ok(Self { draft, chosen, rows, zone, now })
    }

    /// `go_on` is told each row and answers whether to go on; `None` if it said no.
    pub fn outline(&self, go_on: &dyn Fn(u32) -> bool) -> Result<Option<Outline>, IntakeError> {
        Outline::read(&self.rows, go_on)
    }

    /// Hands every customer to `take`, in the order of their first rows. They are put together on a thread of its own,
    /// while `take` works on those before, and are let go of there, too: two threads that share what they allocate wait
    /// for each other.
    pub fn pass(&self, outline: &Outline, mut take: impl FnMut(&Ready) -> Result<(), Failed>) -> Result<Shown, Failed> {
        thread::scope(|scope| {
            let (to, from) = mpsc::sync_channel(BATCHES_WAITING);
            let (back, done) = mpsc::channel();
            let reader = scope.spawn(move || self.put_together(outline, &to, &done));
            for batch in from {
                batch.iter().try_for_each(&mut take)?;
                // After its last batch the reader is gone, and what comes back is let go of here.
                let _ = back.send(batch);
            }
            reader.join().unwrap_or_else(|panic| resume_unwind(panic))
        })
    }

    fn put_together(
        &self,
        outline: &Outline,
        to: &SyncSender<Vec<Ready>>,
        done: &Receiver<Vec<Ready>>,
    ) -> Result<Shown, Failed> {
        let (mut rows, mut shown) = (self.rows.reader(), Shown::default());
        let mut batch = Vec::with_capacity(BATCH);
        for customer in 0..outline.customers() {
            let mut merge = Merge::new(&self.zone, self.now);
            for place in outline.places_of(customer) {
                // Rejected rows are not in the outline.
                let Ok(row) = rows.at(place)? else { continue };
                shown.add(&row, self.chosen);
                merge.add(row);
            }
            batch.push(Ready::new(merge.customer(|vin| outline.is_theirs(customer, vin)))?);
            if batch.len() == BATCH || customer + 1 == outline.customers() {
                let next = done.try_iter().last().map(|mut batch| {
                    batch.clear();
                    batch
                });
                let full = std::mem::replace(&mut batch, next.unwrap_or_else(|| Vec::with_capacity(BATCH)));
                if to.send(full).is_err() {
                    // Nobody wants the rest.
                    break;
                }
            }
        }
        Ok(shown)
    }

    /// The numbers of the file of which no customer was counted yet.
    pub fn summary(&self, outline: &Outline) -> Summary {
        Summary {
            rows: self.draft.table.count() as u32,
            rejected: outline.rejected.len() as u32,
            encoding: self.draft.table.format.encoding_word().to_owned(),
            delimiter: self.draft.table.format.delimiter_word().to_owned(),
            date_format: self.chosen.date_format.map(|format| format.word().to_owned()),
            ..Summary::default()
        }
    }
}

impl Shown {
    fn add(&mut self, row: &Row, chosen: &Chosen) {
        let place = self.sample.partition_point(|shown| shown.line <= row.line);
        if place < SAMPLE_ROWS {
            self.sample.truncate(SAMPLE_ROWS - 1);
            self.sample.insert(place, sample_row(row));
        }
        self.notes.read(row, chosen);
    }
}

/// Adds a customer to the numbers of their file.
pub(super) fn count(summary: &mut Summary, customer: &FileCustomer) {
    let usable = |kind| u32::from(customer.phones.get(&kind).is_some_and(FilePhone::is_usable));
    summary.customers += 1;
    summary.vehicles += customer.vehicles.len() as u32;
    summary.usable_cells += usable(PhoneKind::Cell);
    summary.usable_homes += usable(PhoneKind::Home);
    summary.do_not_call += u32::from(customer.do_not_call);
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
