//! What is known of a customer at one moment, as the store reads it. Preview, reservation and gate judge the same
//! facts by the same function ([`crate::audience::judge`]), so that they cannot disagree.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::{
    campaign::{CustomerType, DayPreference, Language, choice},
    ids::{CustomerId, FetchCampaignId, MatterId, MessageId, RunId, VehicleId},
    numbers::NumberRecord,
    phone::E164,
    recycle::Recycled,
};

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CustomerFacts {
    pub id: CustomerId,
    /// The dealer system's customer number.
    pub number: String,
    pub language: Option<Language>,
    pub customer_type: CustomerType,
    pub day_preference: Option<DayPreference>,
    /// Do Not Call (P13).
    pub do_not_call: bool,
    /// A person switched voice off for the whole customer: a turn-off, not an opt-out.
    pub voice_switched_off: bool,
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
    /// What else is on file, of the kinds that the contact type in question looks at.
    pub matters: Vec<Matter>,
    /// Of vehicles on other files that a matter names: those against which something speaks.
    pub elsewhere: Vec<VehicleElsewhere>,
    /// The customer as a whole, for the contact type in question: of drops that were about no vehicle.
    pub recycled: Option<Recycled>,
    /// For Unsold: the latest deal, not unwound, of this customer or of any other file with one of the same numbers.
    pub last_deal_on: Option<NaiveDate>,
    /// For Fetch Automation: what the campaign's query found. `None`: it did not find the customer.
    pub fetched: Option<Fetched>,
    pub cell: PhoneOnFile,
    pub home: PhoneOnFile,
    /// A number anywhere on the file is opted out, the work field and numbers with an extension included: they are never
    /// used, but their opt-out bars the customer.
    pub any_number_opted_out: bool,
    pub clocks: Clocks,
}

/// What a saved query found of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fetched {
    /// Empty: the query is about customers, and the file is the customer.
    pub vehicles: Vec<VehicleId>,
}

/// A hold set by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hold {
    pub reason: String,
    pub until_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VehicleFacts {
    pub id: VehicleId,
    pub make: Option<SmolStr>,
    pub model: Option<SmolStr>,
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

/// A vehicle of another customer, with what holds for the VIN whoever's contact it is (P9). Whether its owner still has it
/// is not among that: whoever makes an appointment for it may have bought it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct VehicleElsewhere {
    pub id: VehicleId,
    pub has_open_repair_order: bool,
    /// For the contact type in question.
    pub turned_off: bool,
}

/// Something on a customer's file that can be the reason for a contact, or speak against one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matter {
    pub id: MatterId,
    /// `None`: its file names no VIN that is known.
    pub vehicle: Option<VehicleId>,
    pub kind: MatterKind,
    /// For the contact type in question. What is about one event is held back as that event only (S10).
    pub recycled: Option<Recycled>,
    /// The campaign in question, a step of a schedule, had its drop about this: delivered, or nobody knows. A step goes
    /// once.
    pub had_step: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum MatterKind {
    Appointment {
        on: NaiveDate,
        booked_on: Option<NaiveDate>,
        state: AppointmentState,
        /// When the booking came onto the file; `None`: before any moment that is asked about. For the gate alone (S3).
        known_at: Option<DateTime<Utc>>,
    },
    RepairOrder {
        opened_on: NaiveDate,
        closed_on: Option<NaiveDate>,
        pay: PayType,
    },
    PartsOrder {
        /// When the last part of the order came; `None` while one is missing.
        arrived_on: Option<NaiveDate>,
        is_open: bool,
        counter: Option<Counter>,
    },
    Recall {
        is_open: bool,
        /// `None`: the file does not say.
        has_remedy: Option<bool>,
        /// The maker's word for it.
        campaign: Option<String>,
    },
    Inspection {
        due_on: NaiveDate,
    },
    DeclinedWork {
        due_on: NaiveDate,
        is_open: bool,
    },
    Deal {
        sold_on: NaiveDate,
        /// Taken back: it never was.
        is_unwound: bool,
    },
    /// Far larger than the others, and far rarer: apart, so that a million others are not as large.
    TrafficEntry(Box<LogEntry>),
    /// A customer whom a query found that was sent to Call Select.
    FetchMember {
        campaign: FetchCampaignId,
        /// The last day on which it counts.
        expires_on: NaiveDate,
        is_open: bool,
    },
}

/// An entry of the traffic log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    pub entered_at: DateTime<Utc>,
    /// The store's own words, compared without regard to case.
    pub status: String,
    pub traffic_type: Option<String>,
    pub lost_reason: Option<String>,
    /// What is booked with the customer.
    pub follow_up_on: Option<NaiveDate>,
    pub appointment_on: Option<NaiveDate>,
}

choice!(
    /// Where a matter comes from: each has its own file, and its own table.
    MatterSource {
        Appointment => "appointment",
        RepairOrder => "repair_order",
        PartsOrder => "parts_order",
        Recall => "recall",
        Inspection => "inspection",
        DeclinedWork => "declined_work",
        Deal => "deal",
        TrafficEntry => "traffic_entry",
        FetchMember => "fetch_member",
    }
);

impl MatterKind {
    pub fn source(&self) -> MatterSource {
        match self {
            Self::Appointment { .. } => MatterSource::Appointment,
            Self::RepairOrder { .. } => MatterSource::RepairOrder,
            Self::PartsOrder { .. } => MatterSource::PartsOrder,
            Self::Recall { .. } => MatterSource::Recall,
            Self::Inspection { .. } => MatterSource::Inspection,
            Self::DeclinedWork { .. } => MatterSource::DeclinedWork,
            Self::Deal { .. } => MatterSource::Deal,
            Self::TrafficEntry(_) => MatterSource::TrafficEntry,
            Self::FetchMember { .. } => MatterSource::FetchMember,
        }
    }

    /// The date from which the days of a due rule are counted.
    pub fn measured_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Appointment { on, .. } => Some(*on),
            Self::RepairOrder { closed_on, .. } => *closed_on,
            Self::PartsOrder { arrived_on, .. } => *arrived_on,
            Self::Inspection { due_on } | Self::DeclinedWork { due_on, .. } => Some(*due_on),
            Self::FetchMember { expires_on, .. } => Some(*expires_on),
            Self::Recall { .. } | Self::Deal { .. } | Self::TrafficEntry(_) => None,
        }
    }
}

choice!(
    AppointmentState {
        Booked => "booked",
        Confirmed => "confirmed",
        Deleted => "deleted",
        Shown => "shown",
        NoShow => "no_show",
    }
);

impl AppointmentState {
    /// The customer is expected.
    pub fn is_booked(self) -> bool {
        matches!(self, Self::Booked | Self::Confirmed)
    }
}

choice!(
    /// Who pays a repair order.
    PayType { Customer => "customer", Warranty => "warranty", Internal => "internal" }
);

choice!(
    /// Over which counter parts are sold.
    Counter { Front => "front", Back => "back" }
);

#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum PhoneOnFile {
    Empty,
    Invalid,
    WithExtension,
    Number(NumberFacts),
}

/// What is known of a number, over all files and stores that bear it (S15).
#[derive(Clone, Debug, PartialEq, Serialize)]
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OpenAttempt {
    /// `None` for a test drop.
    pub run: Option<RunId>,
    /// Its result is overdue: it may never come.
    pub is_overdue: bool,
}

/// The latest drops to a customer or a number, as store-local dates of their intents. Failed attempts count only in
/// `last_attempt_on` (P2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Clocks {
    /// Per message: the latest drop that was, or may have been, delivered.
    pub last_of_message_on: Vec<(MessageId, NaiveDate)>,
    pub last_drop_on: Option<NaiveDate>,
    /// Of the contact type in question.
    pub last_of_type_on: Option<NaiveDate>,
    /// Of any campaign that is marketing ([`crate::campaign::CampaignSpec::is_marketing`]).
    pub last_marketing_on: Option<NaiveDate>,
    pub last_attempt_on: Option<NaiveDate>,
}

impl Clocks {
    pub fn last_of_message(&self, message: MessageId) -> Option<NaiveDate> {
        self.last_of_message_on.iter().filter(|(m, _)| *m == message).map(|(_, on)| *on).max()
    }
}
