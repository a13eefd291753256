//! The rows of single events, whole.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    facts::{AppointmentState, Counter, PayType},
    ids::{CustomerId, StoreId, VehicleId},
};

/// Whose event it is, and by which key its source knows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Of<'a> {
    pub store: StoreId,
    pub customer: CustomerId,
    /// `None`: its file names no VIN that is known.
    pub vehicle: Option<VehicleId>,
    /// One of its table and store.
    pub key: &'a str,
}

/// A service appointment. Its services stand as the store writes them, separated by commas.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAppointment<'a> {
    pub on: NaiveDate,
    /// When on that day, at the store.
    pub at_local: Option<NaiveTime>,
    pub booked_on: Option<NaiveDate>,
    pub state: AppointmentState,
    pub team: Option<&'a str>,
    pub advisor: Option<&'a str>,
    pub services: Option<&'a str>,
}

/// A repair order; its key is its number.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRepairOrder<'a> {
    pub opened_on: NaiveDate,
    /// `None`: the vehicle is in the shop.
    pub closed_on: Option<NaiveDate>,
    pub pay: PayType,
    pub opcodes: &'a [&'a str],
    pub advisor: Option<&'a str>,
    pub technician: Option<&'a str>,
    /// In the unit of the store's files (km or miles).
    pub odometer: Option<i64>,
    pub amount_cents: Option<i64>,
}

/// Parts ordered for a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPartsOrder<'a> {
    pub ordered_on: Option<NaiveDate>,
    /// When the last part came; `None` while one is missing.
    pub arrived_on: Option<NaiveDate>,
    pub is_open: bool,
    pub parts: Option<&'a str>,
    pub counter: Option<Counter>,
    pub amount_cents: Option<i64>,
}

/// How a recall was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecallOutcome {
    DoneHere,
    DoneElsewhere,
    NotApplicable,
}

impl RecallOutcome {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::DoneHere => "done_here",
            Self::DoneElsewhere => "done_elsewhere",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// A maker's recall of one vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRecall<'a> {
    /// The maker's word for it.
    pub campaign: Option<&'a str>,
    pub title: Option<&'a str>,
    pub opened_on: Option<NaiveDate>,
    pub is_open: bool,
    /// `None`: the file does not say.
    pub has_remedy: Option<bool>,
    /// Of a closed one.
    pub outcome: Option<RecallOutcome>,
}

/// A safety inspection that the province asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct NewInspection<'a> {
    pub due_on: NaiveDate,
    pub name: Option<&'a str>,
}

/// What became of work that an advisor offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclinedKind {
    Declined,
    Deferred,
    Recommended,
}

impl DeclinedKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::Deferred => "deferred",
            Self::Recommended => "recommended",
        }
    }
}

/// Work that was offered and not done.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDeclinedWork<'a> {
    pub declined_on: Option<NaiveDate>,
    pub due_on: NaiveDate,
    pub is_open: bool,
    pub kind: Option<DeclinedKind>,
    pub services: Option<&'a str>,
    /// The repair order on which it was offered.
    pub ro_number: Option<&'a str>,
    pub amount_cents: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DealKind {
    New,
    Used,
}

impl DealKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Used => "used",
        }
    }
}

/// A sold vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDeal<'a> {
    pub sold_on: NaiveDate,
    pub delivered_on: Option<NaiveDate>,
    /// Taken back: it never was.
    pub is_unwound: bool,
    pub kind: Option<DealKind>,
    pub salesperson: Option<&'a str>,
    pub amount_cents: Option<i64>,
    /// End of the lease or the financing.
    pub ends_on: Option<NaiveDate>,
}

/// A line of the showroom's traffic log, or an internet lead. Status, type and lost reason are the store's own words.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTrafficEntry<'a> {
    pub entered_at: DateTime<Utc>,
    /// The same moment as a date at the store.
    pub entered_on: NaiveDate,
    pub status: &'a str,
    pub traffic_type: Option<&'a str>,
    pub lost_reason: Option<&'a str>,
    pub follow_up_on: Option<NaiveDate>,
    pub appointment_on: Option<NaiveDate>,
    pub is_lead: bool,
    pub salesperson: Option<&'a str>,
    pub interest: Option<&'a str>,
    pub lead_source: Option<&'a str>,
    pub comment: Option<&'a str>,
}

/// Somebody on an imported list.
#[derive(Clone, Debug, PartialEq)]
pub struct NewListEntry<'a> {
    pub list: &'a str,
    pub listed_on: NaiveDate,
    pub note: Option<&'a str>,
}
