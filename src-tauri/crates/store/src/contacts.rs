//! Contact History (S6, S7) and what a contact does to the customer's clocks.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    contact_type::ContactType,
    ids::{AttemptId, CodeId, ContactId, CustomerId, MessageId, StoreId, VehicleId},
    phone::E164,
};
use rusqlite::named_params;

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, day, ms, row},
};

/// The user name under which drops stand in Contact History (S6).
pub const VOICE_DROP_USER: &str = "Voice Drop";
/// What a row says until its result comes.
pub const IN_PROGRESS: &str = "In Progress";

/// A contact that is being written.
pub struct NewContact<'a> {
    pub store: StoreId,
    pub customer: CustomerId,
    pub vehicle: Option<VehicleId>,
    pub user_name: &'a str,
    pub contact_type: Option<ContactType>,
    pub started_at: DateTime<Utc>,
    /// `None`: In Progress.
    pub finished_at: Option<DateTime<Utc>>,
    pub comment: &'a str,
    pub who: Who,
    pub attempt: Option<AttemptId>,
    pub campaign_name: Option<&'a str>,
    pub message: Option<MessageId>,
    pub number: Option<&'a E164>,
    pub code: Option<CodeId>,
    pub recycled_on: Option<NaiveDate>,
}

/// Who reached whom; decides which of the customer's clocks the contact moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Drop,
    Agent,
    CustomerCalled,
    /// A system's note, for example an opt-out: no contact in the sense of S2.
    Note,
}

pub fn add(db: &Db<'_>, contact: &NewContact<'_>) -> Result<ContactId, StoreError> {
    let id = row(
        db.0,
        "INSERT INTO contact (store_id, customer_id, vehicle_id, user_name, contact_type, started_at, finished_at,
            comment, is_inbound, attempt_id, campaign_name, message_id, e164, code_id, recycled_on)
         VALUES (:store, :customer, :vehicle, :user, :type, :started_at, :finished_at, :comment, :is_inbound, :attempt,
            :campaign, :message, :e164, :code, :recycled_on)
         RETURNING id",
        named_params! {":store": contact.store.0, ":customer": contact.customer.0,
        ":vehicle": contact.vehicle.map(|v| v.0), ":user": contact.user_name,
        ":type": contact.contact_type.map(ContactType::word), ":started_at": ms(contact.started_at),
        ":finished_at": contact.finished_at.map(ms), ":comment": contact.comment,
        ":is_inbound": contact.who == Who::CustomerCalled, ":attempt": contact.attempt.map(|a| a.0),
        ":campaign": contact.campaign_name, ":message": contact.message.map(|m| m.0),
        ":e164": contact.number.map(E164::as_str), ":code": contact.code.map(|c| c.0),
        ":recycled_on": contact.recycled_on.map(day)},
        |r| Ok(ContactId(r.value("id")?)),
    )?
    .ok_or(StoreError::NotFound)?;
    let clock = match contact.who {
        Who::Drop => "",
        Who::Agent => ", last_agent_contact_at = max(ifnull(last_agent_contact_at, 0), ?2)",
        Who::CustomerCalled => ", last_called_in_at = max(ifnull(last_called_in_at, 0), ?2)",
        Who::Note => return Ok(id),
    };
    change_one(
        db.0,
        &format!("UPDATE customer SET last_contact_at = max(ifnull(last_contact_at, 0), ?2){clock} WHERE id = ?1"),
        (contact.customer.0, ms(contact.started_at)),
        "the customer",
    )?;
    Ok(id)
}

/// The In Progress row of an attempt becomes final, with both times kept (S7).
pub fn finish(
    db: &Db<'_>,
    attempt: AttemptId,
    comment: &str,
    recycled: Option<(CodeId, NaiveDate)>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE contact SET finished_at = ?2, comment = ?3, code_id = ?4, recycled_on = ?5
         WHERE attempt_id = ?1 AND finished_at IS NULL",
        (attempt.0, ms(now), comment, recycled.map(|(code, _)| code.0), recycled.map(|(_, on)| day(on))),
        "the In Progress row",
    )
}

/// The row of an attempt whose ending is not known says so, and stays open.
pub fn set_unknown(db: &Db<'_>, attempt: AttemptId) -> Result<(), StoreError> {
    change(
        db.0,
        "UPDATE contact SET comment = 'Result not known' WHERE attempt_id = ?1 AND finished_at IS NULL",
        [attempt.0],
    )?;
    Ok(())
}

/// A drop that was certainly not sent is no attempt: the customer's place in the order is as it was (S2).
pub fn take_back(db: &Db<'_>, attempt: AttemptId) -> Result<(), StoreError> {
    change(
        db.0,
        "UPDATE customer SET last_contact_at = a.contact_before_at
         FROM attempt a WHERE a.id = ?1 AND customer.id = a.customer_id AND customer.last_contact_at = a.intended_at",
        [attempt.0],
    )?;
    Ok(())
}
