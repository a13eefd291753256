//! What stands on a customer's file beside the customer, the phones and the vehicles: one row of any source, as people
//! read it. The rules look at [`crate::facts::Matter`] instead.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    campaign::choice,
    facts::{AppointmentState, Counter, PayType},
};

choice!(
    /// Where it comes from; each has its own table.
    EventSource {
        Appointment => "appointment",
        RepairOrder => "repair_order",
        PartsOrder => "parts_order",
        Recall => "recall",
        Inspection => "inspection",
        DeclinedWork => "declined_work",
        Deal => "deal",
        TrafficEntry => "traffic_entry",
        ListEntry => "list_entry",
        FetchMember => "fetch_member",
    }
);

choice!(
    /// How a recall was closed.
    RecallOutcome { DoneHere => "done_here", DoneElsewhere => "done_elsewhere", NotApplicable => "not_applicable" }
);

choice!(
    /// Work that was not done.
    UndoneWork { Declined => "declined", Deferred => "deferred", Recommended => "recommended" }
);

choice!(
    /// What was sold.
    SoldAs { New => "new", Used => "used" }
);

/// One row. Texts are those of its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(tag = "source", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    Appointment {
        on: NaiveDate,
        at_local: Option<NaiveTime>,
        booked_on: Option<NaiveDate>,
        state: AppointmentState,
        services: Option<String>,
        advisor: Option<String>,
        team: Option<String>,
    },
    RepairOrder {
        number: String,
        opened_on: NaiveDate,
        closed_on: Option<NaiveDate>,
        pay: PayType,
        opcodes: Vec<String>,
        advisor: Option<String>,
        technician: Option<String>,
        odometer: Option<i64>,
        amount_cents: Option<i64>,
    },
    PartsOrder {
        number: String,
        ordered_on: Option<NaiveDate>,
        /// `None` while a part is missing.
        arrived_on: Option<NaiveDate>,
        is_open: bool,
        counter: Option<Counter>,
        parts: Option<String>,
        amount_cents: Option<i64>,
    },
    Recall {
        campaign: Option<String>,
        title: Option<String>,
        opened_on: Option<NaiveDate>,
        is_open: bool,
        has_remedy: Option<bool>,
        outcome: Option<RecallOutcome>,
    },
    Inspection {
        name: Option<String>,
        due_on: NaiveDate,
    },
    DeclinedWork {
        declined_on: Option<NaiveDate>,
        due_on: NaiveDate,
        is_open: bool,
        kind: Option<UndoneWork>,
        services: Option<String>,
        ro_number: Option<String>,
        amount_cents: Option<i64>,
    },
    Deal {
        number: String,
        sold_on: NaiveDate,
        delivered_on: Option<NaiveDate>,
        is_unwound: bool,
        sold_as: Option<SoldAs>,
        salesperson: Option<String>,
        amount_cents: Option<i64>,
        /// End of the lease or the financing.
        ends_on: Option<NaiveDate>,
    },
    TrafficEntry {
        entered_at: DateTime<Utc>,
        /// An internet lead, not a visit.
        is_lead: bool,
        status: String,
        traffic_type: Option<String>,
        lost_reason: Option<String>,
        follow_up_on: Option<NaiveDate>,
        appointment_on: Option<NaiveDate>,
        interest: Option<String>,
        salesperson: Option<String>,
        lead_source: Option<String>,
        comment: Option<String>,
    },
    ListEntry {
        list: String,
        listed_on: NaiveDate,
        note: Option<String>,
    },
    FetchMember {
        campaign_name: String,
        /// When the query was sent to Call Select.
        made_at: DateTime<Utc>,
        expires_on: NaiveDate,
        /// `false`: completed, never offered again.
        is_open: bool,
        /// A person ended the whole campaign.
        is_ended: bool,
    },
}

/// Where a page of events ended: what the row is sorted by, and its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct EventCursor {
    pub sorted_by: String,
    #[ts(type = "number")]
    pub id: i64,
}
