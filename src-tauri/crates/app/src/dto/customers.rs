//! The customer's page, search and call-backs.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    call_select::{SortOption, Stars},
    campaign::{CustomerType, DayPreference, Language},
    contact_type::ContactType,
    disposition::Disposition,
    ids::{CallBackId, ContactId, CustomerId, MessageId, VehicleId},
    phone::{E164, PhoneKind},
    reason::NumberFault,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    customer_page::{ComplaintDto, HoldDto, OffDto, OnFileDto, TypeStandingDto},
    dto,
};

dto! {
    pub struct CustomerSearch {
        /// Any three digits or letters of a number, name, VIN, e-mail or customer number.
        pub text: String,
    }

    pub struct CustomerHits {
        /// Those with a drop in progress or in the last 14 days first; at most 50.
        pub hits: Vec<CustomerHit>,
        pub more: bool,
    }

    pub struct CustomerHit {
        pub id: CustomerId,
        pub name: String,
        pub customer_number: String,
        pub city: Option<String>,
        /// The number or VIN that matched, as people write it.
        pub matched: Option<String>,
        pub vehicle: Option<String>,
        pub drop_in_progress: bool,
        /// Of the last 14 days: what the customer may be calling about.
        pub last_drop_at: Option<DateTime<Utc>>,
    }

    pub struct CustomerListRequest {
        /// Customer to start after, as given by the page before.
        pub after: Option<CustomerId>,
    }

    pub struct CustomerListPage {
        pub customers: Vec<CustomerHit>,
        pub after: Option<CustomerId>,
        pub total: u32,
    }

    pub struct CustomerKey {
        pub id: CustomerId,
    }

    pub struct CustomerDto {
        pub id: CustomerId,
        pub customer_number: String,
        pub name: String,
        pub first_name: Option<String>,
        pub last_name: Option<String>,
        pub company: Option<String>,
        pub email: Option<String>,
        pub address: Option<String>,
        pub city: Option<String>,
        pub region: Option<String>,
        pub postal_code: Option<String>,
        pub language: Option<Language>,
        pub customer_type: CustomerType,
        pub day_preference: Option<DayPreference>,
        /// Do Not Call, or opted out: voice is off for the whole customer (P13).
        pub voice_off: Option<String>,
        /// A person switched voice off: a turn-off, no opt-out.
        pub voice_switch: Option<OffDto>,
        pub hold: Option<HoldDto>,
        /// The open one.
        pub complaint: Option<ComplaintDto>,
        /// Settled ones, newest first; at most 20.
        pub settled_complaints: Vec<ComplaintDto>,
        pub taken_by: Option<String>,
        /// None: nobody rated the customer.
        pub stars: Option<Stars>,
        /// The run that holds the customer, and until when.
        pub held: Option<HeldDto>,
        pub phones: Vec<PhoneDto>,
        pub vehicles: Vec<VehicleDto>,
        /// What is due, or out, for events that name no vehicle: then the file is the customer (S10).
        pub without_vehicle: Vec<TypeStandingDto>,
        /// How much of each source is on file.
        pub on_file: Vec<OnFileDto>,
        pub why_calling: Vec<WhyCalling>,
        pub may_have_heard_at: Option<DateTime<Utc>>,
        pub impossible: bool,
        pub last_contact_at: Option<DateTime<Utc>>,
    }

    pub struct HeldDto {
        pub run: domain::ids::RunId,
        pub campaign_name: String,
        pub until: DateTime<Utc>,
    }

    pub struct PhoneDto {
        pub kind: PhoneKind,
        pub typed: String,
        pub number: Option<E164>,
        pub fault: Option<NumberFault>,
        pub until_on: Option<NaiveDate>,
        /// Strikes of S12 on a cell, the running series of S13 on a home phone.
        pub strikes: u32,
        /// Three failures in a row or more.
        pub red_mark: bool,
        pub rests_until_on: Option<NaiveDate>,
        pub opted_out: Option<OptOutDto>,
        /// A person switched this number off, on every file that bears it.
        pub switched_off: Option<OffDto>,
        /// The number a drop would use today; none while one of the customer's numbers is opted out.
        pub used_first: bool,
        /// An attempt on it is not settled: nothing may be sent to it meanwhile.
        pub locked: bool,
    }

    pub struct OptOutDto {
        pub at: DateTime<Utc>,
        pub by: String,
        pub reason: String,
    }

    pub struct VehicleDto {
        pub id: VehicleId,
        pub vin: String,
        pub title: String,
        pub odometer: Option<i64>,
        pub owned: bool,
        pub last_ro_on: Option<NaiveDate>,
        pub purchased_on: Option<NaiveDate>,
        pub next_appointment_on: Option<NaiveDate>,
        /// Sold or traded: who said so, and how; `None` also where nobody wrote it down.
        pub owns_off: Option<OffDto>,
        /// An import gave it to another customer, on whose page it is switched.
        pub is_moved: bool,
        /// One per contact type, in their order.
        pub types: Vec<TypeStandingDto>,
    }

    /// Why the customer may be calling: a drop in progress or of the last 14 days.
    pub struct WhyCalling {
        pub at: DateTime<Utc>,
        pub in_progress: bool,
        pub disposition: Option<Disposition>,
        pub unknown: bool,
        pub kind: PhoneKind,
        pub number: E164,
        pub campaign_name: String,
        pub contact_type: ContactType,
        pub vehicle: Option<String>,
        pub message: MessageId,
        pub message_name: String,
        pub transcript: String,
        pub last_ro_on: Option<NaiveDate>,
        pub odometer: Option<i64>,
        pub next_appointment_on: Option<NaiveDate>,
    }

    pub struct HistoryRequest {
        pub customer: CustomerId,
        pub before: Option<ContactId>,
    }

    pub struct HistoryPage {
        pub rows: Vec<HistoryRow>,
        pub before: Option<ContactId>,
    }

    pub struct HistoryRow {
        pub id: ContactId,
        pub user_name: String,
        pub started_at: DateTime<Utc>,
        pub finished_at: Option<DateTime<Utc>>,
        pub vehicle: Option<String>,
        pub vin: Option<String>,
        /// The customer's other vehicles that the drop was about.
        pub linked: Vec<LinkedVehicle>,
        pub contact_type: Option<ContactType>,
        pub comment: String,
        pub in_progress: bool,
        pub inbound: bool,
        pub number: Option<E164>,
        pub returns_on: Option<NaiveDate>,
        pub campaign_name: Option<String>,
        pub message_name: Option<String>,
        /// Stratics later said otherwise: its word. Shown, never applied.
        pub other_result: Option<String>,
        /// In which order the agent's list stood.
        pub sort: Option<SortOption>,
    }

    pub struct LinkedVehicle {
        pub title: String,
        pub vin: String,
    }

    pub struct OptOut {
        pub customer: CustomerId,
        pub reason: String,
    }

    /// Only a person with a reason turns voice on again.
    pub struct OptIn {
        pub customer: CustomerId,
        pub reason: String,
    }

    pub struct PhoneSave {
        pub customer: CustomerId,
        pub kind: PhoneKind,
        pub typed: String,
    }

    pub struct CallBackLog {
        pub customer: CustomerId,
        pub outcome: CallBackOutcome,
        pub note: String,
    }

    pub struct CallBackLogged {
        pub id: CallBackId,
        /// The drop it is attributed to, in words.
        pub from_drop: Option<String>,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum CallBackOutcome {
    Booked,
    Confirmed,
    Informed,
    WrongNumber,
    NoLongerOwns,
    OptOut,
    CallAgain,
    NotReached,
    Other,
}
