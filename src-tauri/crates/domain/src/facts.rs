//! What is known of a customer at one moment, as the store reads it. Preview, reservation and gate judge the same
//! facts by the same function ([`crate::audience::judge`]), so that they cannot disagree.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    campaign::{CustomerType, DayPreference, Language},
    ids::{CustomerId, MessageId, RunId, VehicleId},
    numbers::NumberRecord,
    phone::E164,
    recycle::Recycled,
};

#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct CustomerFacts {
    pub id: CustomerId,
    /// The dealer system's customer number.
    pub number: String,
    pub language: Option<Language>,
    pub customer_type: CustomerType,
    pub day_preference: Option<DayPreference>,
    /// Voice is off for the whole customer: Do Not Call, or a person's switch (P13).
    pub voice_off: bool,
    /// An agent works on the customer.
    pub taken_by: Option<String>,
    pub hold: Option<Hold>,
    pub complaint_open: bool,
    pub reserved_by: Option<RunId>,
    /// The latest contact of any kind, or drop attempt; orders the audience (S2).
    pub last_contact_at: Option<DateTime<Utc>>,
    /// The latest contact in which an agent worked the customer.
    pub last_agent_contact_at: Option<DateTime<Utc>>,
    pub last_called_in_at: Option<DateTime<Utc>>,
    /// Every vehicle, owned or not.
    pub vehicles: Vec<VehicleFacts>,
    pub cell: PhoneOnFile,
    pub home: PhoneOnFile,
    /// A number anywhere on the file is opted out, the work field and numbers with an extension included: they are never
    /// used, but their opt-out bars the customer.
    pub any_number_opted_out: bool,
    pub clocks: Clocks,
}

/// A hold set by a person.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Hold {
    pub reason: String,
    pub until_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct VehicleFacts {
    pub id: VehicleId,
    pub make: Option<String>,
    pub model: Option<String>,
    pub year: Option<i32>,
    pub odometer: Option<i64>,
    pub owned: bool,
    pub has_open_repair_order: bool,
    pub last_ro_on: Option<NaiveDate>,
    pub purchased_on: Option<NaiveDate>,
    pub next_appointment_on: Option<NaiveDate>,
    /// For the contact type in question.
    pub turned_off: bool,
    /// For the contact type in question.
    pub recycled: Option<Recycled>,
}

#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub enum PhoneOnFile {
    Empty,
    Invalid,
    WithExtension,
    Number(NumberFacts),
}

/// What is known of a number, over all files and stores that bear it (S15).
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct NumberFacts {
    pub e164: E164,
    pub record: NumberRecord,
    /// Work phone on two or more other files, or cell on more than four (S8).
    pub is_shared_line: bool,
    /// One of the store's own lines.
    pub is_store_line: bool,
    /// An attempt on this number that is not settled.
    pub open_attempt: Option<OpenAttempt>,
    pub clocks: Clocks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OpenAttempt {
    /// `None` for a test drop.
    pub run: Option<RunId>,
    /// Its result is overdue: it may never come.
    pub is_overdue: bool,
}

/// The latest drops to a customer or a number, as store-local dates of their intents. Failed attempts count only in
/// `last_attempt_on` (P2).
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Clocks {
    /// Per message: the latest drop that was, or may have been, delivered.
    pub last_of_message_on: Vec<(MessageId, NaiveDate)>,
    pub last_drop_on: Option<NaiveDate>,
    /// Of the contact type in question.
    pub last_of_type_on: Option<NaiveDate>,
    /// Of any type that is marketing.
    pub last_marketing_on: Option<NaiveDate>,
    pub last_attempt_on: Option<NaiveDate>,
}

impl Clocks {
    pub fn last_of_message(&self, message: MessageId) -> Option<NaiveDate> {
        self.last_of_message_on.iter().filter(|(m, _)| *m == message).map(|(_, on)| *on).max()
    }
}
