//! What a file says, merged by customer and vehicle; a blank cell has no entry here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::phone::{E164, PhoneKind, PhoneReading};
use serde::{Deserialize, Serialize};

use super::Field;
use crate::customers::Phone;

/// Values by field, as text: words of choices, whole numbers, dates as YYYY-MM-DD.
pub type Values = BTreeMap<Field, String>;

/// A customer with everything that the rows of one file say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileCustomer {
    pub number: String,
    pub values: Values,
    pub phones: BTreeMap<PhoneKind, FilePhone>,
    /// On any row (P13).
    pub do_not_call: bool,
    pub contacts: BTreeSet<FileContact>,
    pub consent: Option<FileConsent>,
    /// Only those that this customer owns by the file; a VIN stands once in a file.
    pub vehicles: Vec<FileVehicle>,
    /// How many rows of the file these are, for progress.
    pub rows: u32,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileVehicle {
    pub vin: String,
    pub values: Values,
}

/// A phone field that is not blank: as typed, and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePhone {
    pub typed: String,
    /// `None`: the text is no number.
    pub e164: Option<E164>,
    pub extension: Option<String>,
}

impl FilePhone {
    /// `None` for a blank field.
    pub fn new(typed: &str, reading: PhoneReading) -> Option<Self> {
        let (e164, extension) = match reading {
            PhoneReading::Empty => return None,
            PhoneReading::Invalid => (None, None),
            PhoneReading::Number(e164) => (Some(e164), None),
            PhoneReading::WithExtension(e164, extension) => (Some(e164), Some(extension)),
        };
        Some(Self { typed: typed.to_owned(), e164, extension })
    }

    /// Valid and no switchboard (S8).
    pub fn is_usable(&self) -> bool {
        self.e164.is_some() && self.extension.is_none()
    }

    pub(super) fn in_field(&self, kind: PhoneKind) -> Phone {
        Phone { kind, typed: self.typed.clone(), number: self.e164, extension: self.extension.clone() }
    }

    /// The same for two spellings of a number, so that a file which only writes it differently brings nothing new.
    pub(super) fn key(&self) -> String {
        match (&self.e164, &self.extension) {
            (None, _) => self.typed.clone(),
            (Some(number), None) => number.to_string(),
            (Some(number), Some(extension)) => format!("{number} ext {extension}"),
        }
    }
}

/// Somebody of the dealership reached the customer, as another system wrote it down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileContact {
    pub on: NaiveDate,
    /// The instant that stands for that date.
    pub at: DateTime<Utc>,
    pub by: Option<String>,
    pub code: Option<String>,
}

impl FileContact {
    /// What makes it the same contact in the next file: date, user and code.
    pub(super) fn key(&self) -> String {
        let part = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase();
        format!("{}|{}|{}", self.on, part(&self.by), part(&self.code))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileConsent {
    /// In one word, as the file means it: "express".
    pub kind: String,
    pub given: bool,
    pub on: Option<NaiveDate>,
}

impl FileConsent {
    pub(super) fn key(&self) -> String {
        format!("{} {}", self.kind, self.on.map(|on| on.to_string()).unwrap_or_default())
    }
}

/// A row that was not taken, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The line of the file on which the row starts.
    pub line: u32,
    pub reason: String,
    pub text: String,
}
