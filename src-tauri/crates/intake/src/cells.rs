//! The cells of one row: what every file's rows are read with, customers and events alike.

use chrono::NaiveDate;
use domain::{
    country::Country,
    event::Said,
    phone::{PhoneReading, read_phone},
};

use crate::{
    CheckedMapping, DateFormat, Field, Record, Table, VinFault, cell::do_not_call, date::is_no_date, read_vin,
};

/// Longest text of a name or address that screens and reports are made for; dealer systems allow less.
pub(crate) const TEXT_CHARS_MAX: usize = 200;
/// How much of a rejected row is kept: enough to find it again.
const REJECTED_CHARS_MAX: usize = 500;

/// How a file's cells are to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// `None` only if the file has no dates.
    pub date_format: Option<DateFormat>,
    pub country: Country,
    /// The store's date.
    pub today: NaiveDate,
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
    #[error("not a time of day; left blank")]
    UnknownTime,
    #[error("not a way of paying that is known here; taken as customer pay")]
    TakenAsCustomerPay,
    #[error("not a date and time that can be read; taken as the moment of this import")]
    TakenAsNow,
    #[error("the lead has no phone that can be called; kept, but no drop and no call reaches it")]
    NoPhone,
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
    #[error("It has neither a customer number nor a VIN that can be read.")]
    NobodyNamed,
    #[error("It says nothing of the person: no number, name, phone or e-mail.")]
    NobodyAtAll,
    #[error("It has no {} that can be read.", .0.label().to_lowercase())]
    Missing(Field),
    #[error("Its status is not a word that is known here, so nobody can say whether the customer is expected.")]
    UnknownStatus,
}

/// Where each field stands, looked up once for all rows.
pub(crate) struct Columns(Vec<Option<usize>>);

impl Columns {
    pub(crate) fn new(mapping: &CheckedMapping) -> Self {
        Self(Field::ALL.iter().map(|field| mapping.column(*field)).collect())
    }

    pub(crate) fn of(&self, field: Field) -> Option<usize> {
        // `Field::ALL` lists the variants in their order.
        self.0.get(field as usize).copied().flatten()
    }
}

/// The cells of one row, and what was noted about them.
pub(crate) struct Cells<'a> {
    pub(crate) record: &'a Record,
    columns: &'a Columns,
    date_format: Option<DateFormat>,
    country: Country,
    pub(crate) today: NaiveDate,
    pub(crate) notes: Vec<Note>,
}

impl<'a> Cells<'a> {
    /// # Errors
    /// A row that does not have the header's columns cannot be trusted to mean what they say.
    pub(crate) fn of(
        table: &Table,
        record: &'a Record,
        columns: &'a Columns,
        reading: Reading,
    ) -> Result<Self, RejectedRow> {
        let (expected, found) = (table.header.len(), record.width(table.header.len()));
        if record.unclosed_quote {
            return Err(rejected(record, RejectReason::UnclosedQuote));
        }
        if found != expected {
            return Err(rejected(record, RejectReason::WrongWidth { expected, found }));
        }
        let Reading { date_format, country, today } = reading;
        Ok(Self { record, columns, date_format, country, today, notes: Vec::new() })
    }

    /// The cell, unless blank.
    pub(crate) fn cell(&self, field: Field) -> Option<&'a str> {
        self.columns.of(field).map(|column| self.record.cell(column)).filter(|text| !text.is_empty())
    }

    pub(crate) fn note(&mut self, field: Field, text: &str, reason: NoteReason) {
        let text = text.chars().take(TEXT_CHARS_MAX).collect();
        self.notes.push(Note { field, text, reason });
    }

    pub(crate) fn read<T>(&mut self, field: Field, fault: NoteReason, reader: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.cell(field)?;
        let value = reader(text);
        if value.is_none() {
            self.note(field, text, fault);
        }
        value
    }

    pub(crate) fn text(&mut self, field: Field) -> Option<String> {
        let text = self.cell(field)?;
        let Some((end, _)) = text.char_indices().nth(TEXT_CHARS_MAX) else { return Some(text.to_owned()) };
        self.note(field, text, NoteReason::Cut);
        Some(text[..end].to_owned())
    }

    pub(crate) fn phone(&mut self, field: Field) -> Option<PhoneCell> {
        let text = self.cell(field)?;
        let reading = read_phone(text, self.country);
        if reading == PhoneReading::Empty {
            return None;
        }
        Some(PhoneCell { raw: self.text(field)?, reading })
    }

    pub(crate) fn vin(&mut self) -> Option<String> {
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
    pub(crate) fn do_not_call(&mut self) -> Option<bool> {
        let text = self.cell(Field::DoNotCall)?;
        let value = do_not_call(text);
        if value.is_none() {
            self.note(Field::DoNotCall, text, NoteReason::TakenAsDoNotCall);
        }
        Some(value.unwrap_or(true))
    }

    pub(crate) fn date(&mut self, field: Field) -> Option<NaiveDate> {
        let text = self.cell(field).filter(|text| !is_no_date(text))?;
        let date = self.date_format.and_then(|format| format.read(text));
        if date.is_none() {
            self.note(field, text, NoteReason::UnreadableDate);
        }
        date
    }

    /// A cell of an event: blank clears, unreadable or unmapped says nothing.
    pub(crate) fn said<T>(&mut self, field: Field, fault: NoteReason, reader: impl Fn(&str) -> Option<T>) -> Said<T> {
        if self.columns.of(field).is_none() {
            return Said::Unsaid;
        }
        match self.cell(field) {
            None => Said::Blank,
            Some(_) => self.read(field, fault, reader).into(),
        }
    }

    pub(crate) fn said_text(&mut self, field: Field) -> Said<String> {
        match self.columns.of(field) {
            None => Said::Unsaid,
            Some(_) => self.text(field).map_or(Said::Blank, Said::Is),
        }
    }

    pub(crate) fn said_date(&mut self, field: Field) -> Said<NaiveDate> {
        let is_blank = self.cell(field).is_none_or(is_no_date);
        match self.columns.of(field) {
            None => Said::Unsaid,
            Some(_) if is_blank => Said::Blank,
            Some(_) => self.date(field).into(),
        }
    }

    /// As [`Cells::said_date`], of something that has happened.
    pub(crate) fn said_past_date(&mut self, field: Field) -> Said<NaiveDate> {
        match self.said_date(field) {
            Said::Is(on) if on > self.today => {
                self.note(field, &on.to_string(), NoteReason::FutureDate);
                Said::Unsaid
            }
            other => other,
        }
    }

    /// The date of something that has happened. A date to come is a typing error, and would hold a customer back for
    /// as long as it lies ahead.
    pub(crate) fn past_date(&mut self, field: Field) -> Option<NaiveDate> {
        let date = self.date(field)?;
        if date <= self.today {
            return Some(date);
        }
        self.note(field, &date.to_string(), NoteReason::FutureDate);
        None
    }
}

pub(crate) fn rejected(record: &Record, reason: RejectReason) -> RejectedRow {
    let text = record.text().chars().take(REJECTED_CHARS_MAX).collect();
    RejectedRow { line: record.line, reason, text }
}
