//! What a person switches, holds and looks up on the customer's page.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    contact_type::ContactType,
    ids::{CustomerId, VehicleId},
    on_file::{Event, EventCursor, EventSource},
    phone::E164,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::dto;

/// A column of the vehicle grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum GridColumn {
    /// Off: sold or traded, and the VIN counts for nothing (P9).
    Owns,
    ContactType {
        contact_type: ContactType,
    },
}

dto! {
    /// Who switched something off, when and why.
    pub struct OffDto {
        pub reason: String,
        /// `None`: nobody wrote it down.
        pub at: Option<DateTime<Utc>>,
        pub by: Option<String>,
    }

    /// How a vehicle, or the customer, stands with a contact type.
    pub struct TypeStandingDto {
        pub contact_type: ContactType,
        pub off: Option<OffDto>,
        /// By its dates, neither turned off, nor booked, nor out.
        pub due: bool,
        /// While it is out.
        pub returns_on: Option<NaiveDate>,
    }

    pub struct HoldDto {
        pub reason: String,
        pub at: Option<DateTime<Utc>>,
        pub by: Option<String>,
        /// The first day on which it is over; `None`: until a person ends it.
        pub until_on: Option<NaiveDate>,
    }

    pub struct ComplaintDto {
        /// Empty where nobody wrote them down.
        pub words: String,
        pub at: Option<DateTime<Utc>>,
        pub by: Option<String>,
        pub settled: Option<SettledDto>,
    }

    pub struct SettledDto {
        pub how: String,
        pub at: DateTime<Utc>,
        pub by: String,
    }

    pub struct OnFileDto {
        pub source: EventSource,
        pub count: u32,
    }

    pub struct VehicleTurnOff {
        pub customer: CustomerId,
        pub vehicle: VehicleId,
        pub column: GridColumn,
        pub reason: String,
    }

    pub struct VehicleTurnOn {
        pub customer: CustomerId,
        pub vehicle: VehicleId,
        pub column: GridColumn,
    }

    /// What this store writes most often, to be chosen instead of typed.
    pub struct UsualReasons {
        pub contact_types: Vec<String>,
        pub owns: Vec<String>,
    }

    /// Voice of the whole customer, off or on, by a person with a reason.
    pub struct VoiceSwitch {
        pub customer: CustomerId,
        pub reason: String,
    }

    /// Voice of one of the customer's numbers, on every file that bears it.
    pub struct NumberSwitch {
        pub customer: CustomerId,
        pub number: E164,
        pub reason: String,
    }

    pub struct HoldSet {
        pub customer: CustomerId,
        pub reason: String,
        /// The first day on which it is over; `None`: until a person ends it.
        pub until_on: Option<NaiveDate>,
    }

    pub struct ComplaintOpen {
        pub customer: CustomerId,
        pub words: String,
    }

    pub struct ComplaintSettle {
        pub customer: CustomerId,
        pub how: String,
    }

    pub struct EventsRequest {
        pub customer: CustomerId,
        pub source: EventSource,
        /// As given by the page before.
        pub before: Option<EventCursor>,
    }

    pub struct EventsPage {
        pub rows: Vec<EventDto>,
        pub before: Option<EventCursor>,
    }

    pub struct EventDto {
        #[ts(type = "number")]
        pub id: i64,
        pub vehicle: Option<String>,
        pub vin: Option<String>,
        pub event: Event,
    }
}
