//! One row of the file as typed values.
//!
//! A row is rejected only if it cannot be trusted to be about one known customer: the wrong number of cells, or no
//! customer number. Anything else that cannot be read blanks its own field and leaves a note, because the rest of the
//! row may hold a Do Not Call, and losing that is worse than losing a date (P13).

use chrono::NaiveDate;
use domain::{
    campaign::{CustomerType, DayPreference, Language},
    country::Country,
    phone::PhoneKind,
};

use crate::{
    CheckedMapping, Consent, DateFormat, Field, IntakeError, Note, NoteReason, PhoneCell, RejectReason, RejectedRow,
    Table, TableReader,
    cell::{consent, customer_type, day_preference, language, odometer, year},
    cells::{Cells, Columns, Reading, rejected},
};

/// A row that can be merged into a customer and, if it bears a VIN, a vehicle. `None` means that the file says nothing,
/// never that there is nothing: a blank cell erases no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which the row starts.
    pub line: u32,
    pub customer_number: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub full_name: Option<String>,
    pub company: Option<String>,
    pub cell_phone: Option<PhoneCell>,
    pub home_phone: Option<PhoneCell>,
    pub work_phone: Option<PhoneCell>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub language: Option<Language>,
    pub customer_type: Option<CustomerType>,
    pub day_preference: Option<DayPreference>,
    /// `None`: a customer without a vehicle, or a VIN that is none (noted).
    pub vin: Option<String>,
    pub year: Option<i32>,
    pub make: Option<String>,
    pub model: Option<String>,
    pub odometer: Option<i64>,
    pub last_ro_on: Option<NaiveDate>,
    pub last_ro_number: Option<String>,
    pub delivered_on: Option<NaiveDate>,
    pub do_not_call: Option<bool>,
    pub last_contact_on: Option<NaiveDate>,
    pub last_contact_by: Option<String>,
    pub last_contact_code: Option<String>,
    pub next_appointment_on: Option<NaiveDate>,
    pub consent: Option<Consent>,
    pub consent_on: Option<NaiveDate>,
    /// What could not be taken as it stands.
    pub notes: Vec<Note>,
}

impl Row {
    pub fn phone(&self, kind: PhoneKind) -> Option<&PhoneCell> {
        match kind {
            PhoneKind::Cell => self.cell_phone.as_ref(),
            PhoneKind::Home => self.home_phone.as_ref(),
            PhoneKind::Work => self.work_phone.as_ref(),
        }
    }
}

/// The rows of a customers' file, each read when it is asked for.
pub struct Rows<'a> {
    table: &'a Table,
    columns: Columns,
    reading: Reading,
}

/// Whose row it is, of which vehicle, and since when they have it: what has to be known of all rows before the first
/// customer can be put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowKey {
    pub customer_number: String,
    pub vin: Option<String>,
    pub delivered_on: Option<NaiveDate>,
}

impl<'a> Rows<'a> {
    /// `date_format` is `None` only if the file has no dates; `today` is the store's date.
    pub fn new(
        table: &'a Table,
        mapping: &CheckedMapping,
        date_format: Option<DateFormat>,
        country: Country,
        today: NaiveDate,
    ) -> Self {
        Self { table, columns: Columns::new(mapping), reading: Reading { date_format, country, today } }
    }

    /// How many rows the file has.
    pub fn count(&self) -> usize {
        self.table.count()
    }

    /// Reads rows; each thread that reads has its own.
    pub fn reader(&self) -> RowReader<'_> {
        RowReader { rows: self, table: self.table.reader() }
    }
}

/// Reads rows, those beside each other fastest. An outer error is [`IntakeError::Changed`].
pub struct RowReader<'a> {
    rows: &'a Rows<'a>,
    table: TableReader<'a>,
}

impl RowReader<'_> {
    /// The row of a place below [`Rows::count`], in the order of the file.
    pub fn at(&mut self, place: usize) -> Result<Result<Row, RejectedRow>, IntakeError> {
        self.read(place, row)
    }

    /// The same reading of three cells only; it rejects what [`RowReader::at`] rejects.
    pub fn key_at(&mut self, place: usize) -> Result<Result<RowKey, RejectedRow>, IntakeError> {
        self.read(place, |cells| {
            Some(RowKey {
                customer_number: cells.text(Field::CustomerNumber)?,
                vin: cells.vin(),
                delivered_on: cells.date(Field::DeliveryDate),
            })
        })
    }

    fn read<T>(
        &mut self,
        place: usize,
        of: impl FnOnce(&mut Cells<'_>) -> Option<T>,
    ) -> Result<Result<T, RejectedRow>, IntakeError> {
        let Rows { table, columns, reading } = self.rows;
        let record = self.table.record(place)?;
        Ok(Cells::of(table, record, columns, *reading)
            .and_then(|mut cells| of(&mut cells).ok_or_else(|| rejected(record, RejectReason::NoCustomerNumber))))
    }
}

fn row(cells: &mut Cells<'_>) -> Option<Row> {
    let today = cells.today;
    Some(Row {
        line: cells.record.line,
        customer_number: cells.text(Field::CustomerNumber)?,
        first_name: cells.text(Field::FirstName),
        last_name: cells.text(Field::LastName),
        full_name: cells.text(Field::FullName),
        company: cells.text(Field::Company),
        cell_phone: cells.phone(Field::CellPhone),
        home_phone: cells.phone(Field::HomePhone),
        work_phone: cells.phone(Field::WorkPhone),
        email: cells.text(Field::Email),
        address: cells.text(Field::Address),
        city: cells.text(Field::City),
        region: cells.text(Field::Region),
        postal_code: cells.text(Field::PostalCode),
        language: cells.read(Field::Language, NoteReason::UnknownWord, language),
        customer_type: cells.read(Field::Fleet, NoteReason::UnknownWord, customer_type),
        day_preference: cells.read(Field::DayPreference, NoteReason::UnknownWord, day_preference),
        vin: cells.vin(),
        year: cells.read(Field::Year, NoteReason::UnreadableNumber, |text| year(text, today)),
        make: cells.text(Field::Make),
        model: cells.text(Field::Model),
        odometer: cells.read(Field::Odometer, NoteReason::UnreadableNumber, odometer),
        last_ro_on: cells.past_date(Field::LastRoDate),
        last_ro_number: cells.text(Field::LastRoNumber),
        delivered_on: cells.date(Field::DeliveryDate),
        do_not_call: cells.do_not_call(),
        last_contact_on: cells.past_date(Field::LastContactDate),
        last_contact_by: cells.text(Field::LastContactBy),
        last_contact_code: cells.text(Field::LastContactCode),
        next_appointment_on: cells.date(Field::NextAppointmentDate),
        consent: cells.read(Field::Consent, NoteReason::UnknownWord, consent),
        consent_on: cells.past_date(Field::ConsentDate),
        notes: std::mem::take(&mut cells.notes),
    })
}

#[cfg(test)]
mod tests;
