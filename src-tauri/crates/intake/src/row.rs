//! One row of the file as typed values.
//!
//! A row is rejected only if it cannot be trusted to be about one known customer: the wrong number of cells, or no
//! customer number. Anything else that cannot be read blanks its own field and leaves a note, because the rest of the
//! row may hold a Do Not Call, and losing that is worse than losing a date (P13).

use chrono::NaiveDate;
use domain::{
    campaign::{CustomerType, DayPreference, Language},
    country::Country,
    phone::{PhoneKind, PhoneReading, read_phone},
};

use crate::{
    CheckedMapping, Consent, DateFormat, Field, Record, Table, VinFault,
    cell::{consent, customer_type, day_preference, do_not_call, language, odometer, year},
    date::is_no_date,
    read_vin,
};

/// Longest text of a name or address that screens and reports are made for; dealer systems allow less.
const TEXT_CHARS_MAX: usize = 200;
/// How much of a rejected row is kept: enough to find it again.
const REJECTED_CHARS_MAX: usize = 500;

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

/// A phone cell that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneCell {
    /// As typed, so that a person can mend it.
    pub raw: String,
    /// Never [`PhoneReading::Empty`].
    pub reading: PhoneReading,
}

/// A cell of a good row that could not be taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} “{text}”: {reason}", .field.label())]
pub struct Note {
    pub field: Field,
    pub text: String,
    pub reason: NoteReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteReason {
    #[error("not a date as this file writes them; left blank")]
    UnreadableDate,
    #[error("lies in the future; left blank")]
    FutureDate,
    #[error("no VIN: {0}; the vehicle is left out")]
    BadVin(VinFault),
    #[error("its check digit is wrong; kept, but look for a typing error")]
    CheckDigit,
    #[error("not a number that it can be; left blank")]
    UnreadableNumber,
    #[error("not a word that is known here; left blank")]
    UnknownWord,
    #[error("neither yes nor no; taken as Do Not Call, to be safe")]
    TakenAsDoNotCall,
    #[error("too long; cut")]
    Cut,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Line {line}: {reason}")]
pub struct RejectedRow {
    pub line: u32,
    pub reason: RejectReason,
    /// The row as it stood in the file, cut if very long.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RejectReason {
    #[error("It has {found} cells where the header has {expected}.")]
    WrongWidth { expected: usize, found: usize },
    #[error("A quotation mark opens in this line and is not closed.")]
    UnclosedQuote,
    #[error("It has no customer number.")]
    NoCustomerNumber,
}

/// Reads the rows in the order of the file. `date_format` is `None` only if the file has no dates; `today` is the
/// store's date.
pub fn rows<'a>(
    table: &'a Table,
    mapping: &'a CheckedMapping,
    date_format: Option<DateFormat>,
    country: Country,
    today: NaiveDate,
) -> impl Iterator<Item = Result<Row, RejectedRow>> + 'a {
    let columns = Columns::new(mapping);
    table.records.iter().map(move |record| {
        let reject = |reason| {
            let text = record.text().chars().take(REJECTED_CHARS_MAX).collect();
            RejectedRow { line: record.line, reason, text }
        };
        let (expected, found) = (table.header.len(), record.width(table.header.len()));
        if record.unclosed_quote {
            return Err(reject(RejectReason::UnclosedQuote));
        }
        if found != expected {
            return Err(reject(RejectReason::WrongWidth { expected, found }));
        }
        let mut cells = Cells { record, columns: &columns, date_format, country, today, notes: Vec::new() };
        cells.row().ok_or_else(|| reject(RejectReason::NoCustomerNumber))
    })
}

/// Where each field stands, looked up once for all rows.
struct Columns(Vec<Option<usize>>);

impl Columns {
    fn new(mapping: &CheckedMapping) -> Self {
        Self(Field::ALL.iter().map(|field| mapping.column(*field)).collect())
    }

    fn of(&self, field: Field) -> Option<usize> {
        // `Field::ALL` lists the variants in their order.
        self.0.get(field as usize).copied().flatten()
    }
}

/// The cells of one row, and what was noted about them.
struct Cells<'a> {
    record: &'a Record,
    columns: &'a Columns,
    date_format: Option<DateFormat>,
    country: Country,
    today: NaiveDate,
    notes: Vec<Note>,
}

impl<'a> Cells<'a> {
    fn row(&mut self) -> Option<Row> {
        let today = self.today;
        Some(Row {
            line: self.record.line,
            customer_number: self.text(Field::CustomerNumber)?,
            first_name: self.text(Field::FirstName),
            last_name: self.text(Field::LastName),
            full_name: self.text(Field::FullName),
            company: self.text(Field::Company),
            cell_phone: self.phone(Field::CellPhone),
            home_phone: self.phone(Field::HomePhone),
            work_phone: self.phone(Field::WorkPhone),
            email: self.text(Field::Email),
            address: self.text(Field::Address),
            city: self.text(Field::City),
            region: self.text(Field::Region),
            postal_code: self.text(Field::PostalCode),
            language: self.read(Field::Language, NoteReason::UnknownWord, language),
            customer_type: self.read(Field::Fleet, NoteReason::UnknownWord, customer_type),
            day_preference: self.read(Field::DayPreference, NoteReason::UnknownWord, day_preference),
            vin: self.vin(),
            year: self.read(Field::Year, NoteReason::UnreadableNumber, |text| year(text, today)),
            make: self.text(Field::Make),
            model: self.text(Field::Model),
            odometer: self.read(Field::Odometer, NoteReason::UnreadableNumber, odometer),
            last_ro_on: self.past_date(Field::LastRoDate),
            last_ro_number: self.text(Field::LastRoNumber),
            delivered_on: self.date(Field::DeliveryDate),
            do_not_call: self.do_not_call(),
            last_contact_on: self.past_date(Field::LastContactDate),
            last_contact_by: self.text(Field::LastContactBy),
            last_contact_code: self.text(Field::LastContactCode),
            next_appointment_on: self.date(Field::NextAppointmentDate),
            consent: self.read(Field::Consent, NoteReason::UnknownWord, consent),
            consent_on: self.past_date(Field::ConsentDate),
            notes: std::mem::take(&mut self.notes),
        })
    }

    /// The cell, unless blank.
    fn cell(&self, field: Field) -> Option<&'a str> {
        self.columns.of(field).map(|column| self.record.cell(column)).filter(|text| !text.is_empty())
    }

    fn note(&mut self, field: Field, text: &str, reason: NoteReason) {
        let text = text.chars().take(TEXT_CHARS_MAX).collect();
        self.notes.push(Note { field, text, reason });
    }

    fn read<T>(&mut self, field: Field, fault: NoteReason, reader: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.cell(field)?;
        let value = reader(text);
        if value.is_none() {
            self.note(field, text, fault);
        }
        value
    }

    fn text(&mut self, field: Field) -> Option<String> {
        let text = self.cell(field)?;
        let Some((end, _)) = text.char_indices().nth(TEXT_CHARS_MAX) else { return Some(text.to_owned()) };
        self.note(field, text, NoteReason::Cut);
        Some(text[..end].to_owned())
    }

    fn phone(&mut self, field: Field) -> Option<PhoneCell> {
        let text = self.cell(field)?;
        let reading = read_phone(text, self.country);
        if reading == PhoneReading::Empty {
            return None;
        }
        Some(PhoneCell { raw: self.text(field)?, reading })
    }

    fn vin(&mut self) -> Option<String> {
        let text = self.cell(Field::Vin)?;
        match read_vin(text) {
            Ok(reading) => {
                if !reading.check_digit_holds {
                    self.note(Field::Vin, text, NoteReason::CheckDigit);
                }
                Some(reading.vin)
            }
            Err(fault) => {
                self.note(Field::Vin, text, NoteReason::BadVin(fault));
                None
            }
        }
    }

    /// Blank says nothing; whatever is not clearly a no counts as a yes, because only a person may lift it (P13).
    fn do_not_call(&mut self) -> Option<bool> {
        let text = self.cell(Field::DoNotCall)?;
        let value = do_not_call(text);
        if value.is_none() {
            self.note(Field::DoNotCall, text, NoteReason::TakenAsDoNotCall);
        }
        Some(value.unwrap_or(true))
    }

    fn date(&mut self, field: Field) -> Option<NaiveDate> {
        let text = self.cell(field).filter(|text| !is_no_date(text))?;
        let date = self.date_format.and_then(|format| format.read(text));
        if date.is_none() {
            self.note(field, text, NoteReason::UnreadableDate);
        }
        date
    }

    /// The date of something that has happened. A date to come is a typing error, and would hold a customer back for
    /// as long as it lies ahead.
    fn past_date(&mut self, field: Field) -> Option<NaiveDate> {
        let date = self.date(field)?;
        if date <= self.today {
            return Some(date);
        }
        self.note(field, &date.to_string(), NoteReason::FutureDate);
        None
    }
}

#[cfg(test)]
mod tests;
