//! Why a customer may be calling, and the calls that were logged.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    contact_type::ContactType,
    disposition::Disposition,
    ids::{AttemptId, CallBackId, CustomerId, MessageId, VehicleId},
    phone::{E164, PhoneKind},
    states::AttemptState,
};
use rusqlite::{Row, named_params};

use crate::{
    Db, StoreError,
    columns::{Columns, day, ms, row, rows},
    customers::vehicle_title,
};

/// A call this many days after a drop is still taken for an answer to it; who calls later calls for something else.
pub const CALL_BACK_DAYS: u16 = 14;

/// The first store-local date whose drops a call of `today` may answer.
pub fn since_on(today: NaiveDate) -> NaiveDate {
    // A drop of day d counts on d and the days after it, up to and without d + n (P2).
    today.checked_sub_days(Days::new(u64::from(CALL_BACK_DAYS) - 1)).unwrap_or(NaiveDate::MIN)
}

/// A drop to a customer, with what the person at the phone needs to see of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecentDrop {
    pub attempt: AttemptId,
    pub at: DateTime<Utc>,
    pub on: NaiveDate,
    pub state: AttemptState,
    pub disposition: Option<Disposition>,
    pub kind: PhoneKind,
    pub number: E164,
    pub campaign_name: String,
    pub contact_type: ContactType,
    /// The vehicle longest due.
    pub vehicle: Option<VehicleId>,
    pub vehicle_title: Option<String>,
    pub last_ro_on: Option<NaiveDate>,
    pub odometer: Option<i64>,
    pub next_appointment_on: Option<NaiveDate>,
    pub message: MessageId,
    pub message_name: String,
    pub transcript: String,
}

impl RecentDrop {
    /// Nobody knows how it ended.
    pub fn is_unknown(&self) -> bool {
        self.state == AttemptState::Overdue
    }

    pub fn is_in_progress(&self) -> bool {
        self.state.is_open() && !self.is_unknown()
    }

    /// Whether the customer can have heard it.
    pub fn may_have_been_heard(&self) -> bool {
        self.disposition.is_none_or(Disposition::is_delivered)
    }
}

fn from_row(r: &Row<'_>) -> Result<RecentDrop, StoreError> {
    Ok(RecentDrop {
        attempt: AttemptId(r.value("id")?),
        at: r.at("intended_at")?,
        on: r.word("intended_on")?,
        state: r.word("state")?,
        disposition: r.maybe_word("disposition")?,
        kind: r.word("kind")?,
        number: r.word("e164")?,
        campaign_name: r.value("campaign_name")?,
        contact_type: r.word("contact_type")?,
        vehicle: r.value::<Option<i64>>("vehicle_id")?.map(VehicleId),
        vehicle_title: vehicle_title(r)?.or(r.value("vin")?),
        last_ro_on: r.maybe_word("last_ro_on")?,
        odometer: r.value("odometer")?,
        next_appointment_on: r.maybe_word("next_appointment_on")?,
        message: MessageId(r.value("message_id")?),
        message_name: r.value("message_name")?,
        transcript: r.value("transcript")?,
    })
}

/// Drops to a customer since `since_on`, and those of any age that are not settled; newest first. What was certainly
/// not sent is left out.
pub fn recent_drops(db: &Db<'_>, customer: CustomerId, since_on: NaiveDate) -> Result<Vec<RecentDrop>, StoreError> {
    rows(
        db.0,
        "SELECT a.id, a.intended_at, a.intended_on, a.state, a.disposition, a.kind, a.e164, a.contact_type,
                a.message_id, json_extract(s.spec, '$.name') AS campaign_name, m.name AS message_name, m.transcript,
                t.vehicle_id, v.vin, v.year, v.make, v.model, v.odometer, v.last_ro_on, v.next_appointment_on
         FROM attempt a
         JOIN target t ON t.id = a.target_id
         JOIN run u ON u.id = a.run_id
         JOIN campaign_version s ON s.campaign_id = u.campaign_id AND s.version = u.version
         JOIN message m ON m.id = a.message_id
         LEFT JOIN vehicle v ON v.id = t.vehicle_id
         WHERE a.customer_id = ?1 AND a.state <> 'not_sent'
            AND (a.intended_on >= ?2 OR a.state IN ('intended', 'accepted', 'overdue'))
         ORDER BY a.intended_at DESC, a.id DESC",
        (customer.0, day(since_on)),
        from_row,
    )
}

/// A call that is being logged.
pub struct NewCallBack<'a> {
    pub customer: CustomerId,
    /// The drop it answers.
    pub attempt: Option<AttemptId>,
    pub at: DateTime<Utc>,
    /// Store-local date.
    pub on: NaiveDate,
    pub by: &'a str,
    pub outcome: &'a str,
    pub note: &'a str,
}

pub fn add(db: &Db<'_>, call: &NewCallBack<'_>) -> Result<CallBackId, StoreError> {
    row(
        db.0,
        "INSERT INTO call_back (customer_id, attempt_id, at, called_on, by, outcome, note)
         VALUES (:customer, :attempt, :at, :on, :by, :outcome, :note) RETURNING id",
        named_params! {":customer": call.customer.0, ":attempt": call.attempt.map(|a| a.0), ":at": ms(call.at),
        ":on": day(call.on), ":by": call.by, ":outcome": call.outcome, ":note": call.note},
        |r| Ok(CallBackId(r.value("id")?)),
    )?
    .ok_or(StoreError::NotFound)
}
