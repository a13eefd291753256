//! Attempts: written before the first byte goes out, and settled once.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    contact_type::ContactType,
    disposition::Disposition,
    ids::{AttemptId, CampaignId, CustomerId, MessageId, PortNumber, RunId, StoreId, TargetId},
    numbers::Block,
    phone::{E164, PhoneKind},
    states::{AttemptEvent, AttemptState},
};
use rusqlite::{Row, named_params};
use uuid::Uuid;

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, day, ms, row, rows},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    pub id: AttemptId,
    /// `None`: a test drop (P16).
    pub target: Option<TargetId>,
    pub run: Option<RunId>,
    pub customer: Option<CustomerId>,
    pub store: StoreId,
    pub contact_type: Option<ContactType>,
    pub number: E164,
    pub kind: PhoneKind,
    pub message: MessageId,
    pub port: PortNumber,
    pub client_ref: Uuid,
    pub idempotency_key: Uuid,
    /// The exact bytes of the request.
    pub request: Vec<u8>,
    pub state: AttemptState,
    pub intended_at: DateTime<Utc>,
    /// Store-local date of the intent: P2's clocks and S10's recycle start here.
    pub intended_on: NaiveDate,
    /// When the same bytes last went out again under the same key.
    pub submitted_at: Option<DateTime<Utc>>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub overdue_at: Option<DateTime<Utc>>,
    pub final_at: Option<DateTime<Utc>>,
    pub provider_ref: Option<String>,
    pub disposition: Option<Disposition>,
    pub raw_word: Option<String>,
    /// Why nobody knows whether the submit arrived.
    pub doubt: Option<String>,
    /// When the provider was last asked about it.
    pub asked_at: Option<DateTime<Utc>>,
    /// What the provider said to the last question.
    pub last_answer: Option<String>,
}

const COLUMNS: &str = "id, target_id, run_id, customer_id, store_id, contact_type, e164, kind, message_id, port,
    client_ref, idempotency_key, request, state, intended_at, intended_on, submitted_at, accepted_at, overdue_at,
    final_at, provider_ref, disposition, raw_word, doubt, asked_at, last_answer FROM attempt";

fn from_row(r: &Row<'_>) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        id: AttemptId(r.value("id")?),
        target: r.value::<Option<i64>>("target_id")?.map(TargetId),
        run: r.value::<Option<i64>>("run_id")?.map(RunId),
        customer: r.value::<Option<i64>>("customer_id")?.map(CustomerId),
        store: StoreId(r.value("store_id")?),
        contact_type: r.maybe_word("contact_type")?,
        number: r.word("e164")?,
        kind: r.word("kind")?,
        message: MessageId(r.value("message_id")?),
        port: PortNumber(r.value("port")?),
        client_ref: r.word("client_ref")?,
        idempotency_key: r.word("idempotency_key")?,
        request: r.value("request")?,
        state: r.word("state")?,
        intended_at: r.at("intended_at")?,
        intended_on: r.word("intended_on")?,
        submitted_at: r.maybe_at("submitted_at")?,
        accepted_at: r.maybe_at("accepted_at")?,
        overdue_at: r.maybe_at("overdue_at")?,
        final_at: r.maybe_at("final_at")?,
        provider_ref: r.value("provider_ref")?,
        disposition: r.maybe_word("disposition")?,
        raw_word: r.value("raw_word")?,
        doubt: r.value("doubt")?,
        asked_at: r.maybe_at("asked_at")?,
        last_answer: r.value("last_answer")?,
    })
}

/// What is written before the first byte goes out.
pub struct Intent<'a> {
    pub target: Option<TargetId>,
    pub run: Option<RunId>,
    pub customer: Option<CustomerId>,
    pub store: StoreId,
    pub contact_type: Option<ContactType>,
    /// The rest days count it (P2).
    pub is_marketing: bool,
    pub number: &'a E164,
    pub kind: PhoneKind,
    pub message: MessageId,
    pub audio_sha256: &'a str,
    pub port: PortNumber,
    pub client_ref: Uuid,
    pub idempotency_key: Uuid,
    pub request: &'a [u8],
    /// The gate's verdict and the facts it was based on (P12).
    pub verdict: &'a str,
    pub facts: &'a str,
    pub lease_epoch: i64,
    pub at: DateTime<Utc>,
    pub on: NaiveDate,
}

/// Writes the intent. Refused when another program holds the lease, when the number has an open attempt, or when the
/// port has one.
pub fn intend(db: &Db<'_>, intent: &Intent<'_>) -> Result<AttemptId, StoreError> {
    hold_lease(db, intent.lease_epoch)?;
    row(
        db.0,
        "INSERT INTO attempt (target_id, run_id, customer_id, store_id, contact_type, e164, kind, message_id,
            audio_sha256, port, client_ref, idempotency_key, request, verdict, facts, lease_epoch, state, intended_at,
            intended_on, is_marketing, contact_before_at)
         VALUES (:target, :run, :customer, :store, :type, :e164, :kind, :message, :sha256, :port, :client_ref, :key,
            :request, :verdict, :facts, :epoch, 'intended', :at, :on, :is_marketing,
            (SELECT last_contact_at FROM customer WHERE id = :customer))
         RETURNING id",
        named_params! {":target": intent.target.map(|t| t.0), ":run": intent.run.map(|r| r.0),
        ":customer": intent.customer.map(|c| c.0), ":store": intent.store.0,
        ":type": intent.contact_type.map(ContactType::word), ":e164": intent.number.as_str(),
        ":kind": intent.kind.word(), ":message": intent.message.0, ":sha256": intent.audio_sha256,
        ":port": intent.port.0, ":client_ref": intent.client_ref.to_string(),
        ":key": intent.idempotency_key.to_string(), ":request": intent.request, ":verdict": intent.verdict,
        ":facts": intent.facts, ":epoch": intent.lease_epoch, ":at": ms(intent.at), ":on": day(intent.on),
        ":is_marketing": intent.is_marketing},
        |r| Ok(AttemptId(r.value("id")?)),
    )?
    .ok_or(StoreError::NotFound)
}

pub fn get(db: &Db<'_>, id: AttemptId) -> Result<Attempt, StoreError> {
    row(db.0, &format!("SELECT {COLUMNS} WHERE id = ?1"), [id.0], from_row)?.ok_or(StoreError::NotFound)
}

/// The drop in flight on a port.
pub fn in_flight(db: &Db<'_>, port: PortNumber) -> Result<Option<Attempt>, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE port = ?1 AND state IN ('intended', 'accepted')");
    row(db.0, &sql, [port.0], from_row)
}

/// The drop in flight of a run.
pub fn in_flight_of(db: &Db<'_>, run: RunId) -> Result<Option<Attempt>, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE run_id = ?1 AND state IN ('intended', 'accepted')");
    row(db.0, &sql, [run.0], from_row)
}

/// Every attempt whose ending is open, oldest first.
pub fn unsettled(db: &Db<'_>) -> Result<Vec<Attempt>, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE state IN ('intended', 'accepted', 'overdue') ORDER BY id");
    rows(db.0, &sql, [], from_row)
}

/// Every attempt of a run, those that were not sent too, oldest first.
pub fn of_run(db: &Db<'_>, run: RunId) -> Result<Vec<Attempt>, StoreError> {
    rows(db.0, &format!("SELECT {COLUMNS} WHERE run_id = ?1 ORDER BY id"), [run.0], from_row)
}

/// When the n-th newest drop of a campaign's runs of a day went out; `None` if there are fewer.
pub fn nth_newest_of(
    db: &Db<'_>,
    campaign: CampaignId,
    on: NaiveDate,
    n: u32,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    row(
        db.0,
        "SELECT a.intended_at FROM attempt a JOIN run r ON r.id = a.run_id
         WHERE r.campaign_id = ?1 AND r.run_on = ?2 AND a.state <> 'not_sent' ORDER BY a.id DESC LIMIT 1 OFFSET ?3",
        (campaign.0, day(on), n.saturating_sub(1)),
        |r| r.at("intended_at"),
    )
}

/// How many attempts a campaign made on this date since a moment, of those that may have reached somebody.
pub fn many_since(db: &Db<'_>, campaign: CampaignId, on: NaiveDate, since: DateTime<Utc>) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) AS many FROM attempt a JOIN run r ON r.id = a.run_id
               WHERE r.campaign_id = ?1 AND r.run_on = ?2 AND a.state <> 'not_sent' AND a.intended_at > ?3";
    Ok(row(db.0, sql, (campaign.0, day(on), ms(since)), |r| r.value("many"))?.unwrap_or_default())
}

/// The gate's verdict, and the facts it was based on (P12).
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub verdict: String,
    /// JSON of [`domain::facts::CustomerFacts`].
    pub facts: String,
}

pub fn evidence(db: &Db<'_>, id: AttemptId) -> Result<Evidence, StoreError> {
    row(db.0, "SELECT verdict, facts FROM attempt WHERE id = ?1", [id.0], |r| {
        Ok(Evidence { verdict: r.value("verdict")?, facts: r.value("facts")? })
    })?
    .ok_or(StoreError::NotFound)
}

/// The word of a later, different result.
pub fn other_result(db: &Db<'_>, id: AttemptId) -> Result<Option<String>, StoreError> {
    Ok(row(db.0, "SELECT other_word FROM attempt WHERE id = ?1", [id.0], |r| r.value("other_word"))?.flatten())
}

/// The attempt a report speaks of: by our reference, or by the provider's name for the drop.
pub fn find(db: &Db<'_>, client_ref: Option<Uuid>, provider_ref: &str) -> Result<Option<Attempt>, StoreError> {
    if let Some(client_ref) = client_ref {
        let sql = format!("SELECT {COLUMNS} WHERE client_ref = ?1");
        return row(db.0, &sql, [client_ref.to_string()], from_row);
    }
    row(db.0, &format!("SELECT {COLUMNS} WHERE provider_ref = ?1"), [provider_ref], from_row)
}

fn advance(db: &Db<'_>, id: AttemptId, event: AttemptEvent) -> Result<(AttemptState, AttemptState), StoreError> {
    let before = get(db, id)?.state;
    let next = before.after(event).map_err(|e| StoreError::Broken(e.to_string()))?;
    Ok((before, next))
}

/// The provider has it.
pub fn accept(db: &Db<'_>, id: AttemptId, provider_ref: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (before, next) = advance(db, id, AttemptEvent::Accept)?;
    change_one(
        db.0,
        "UPDATE attempt SET state = ?3, provider_ref = ?4, accepted_at = ?5, doubt = NULL WHERE id = ?1 AND state = ?2",
        (id.0, before.word(), next.word(), provider_ref, ms(now)),
        "the attempt",
    )
}

/// Certainly nothing was sent.
pub fn not_sent(db: &Db<'_>, id: AttemptId, cause: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (before, next) = advance(db, id, AttemptEvent::NotSent)?;
    change_one(
        db.0,
        "UPDATE attempt SET state = ?3, not_sent_cause = ?4, final_at = ?5 WHERE id = ?1 AND state = ?2",
        (id.0, before.word(), next.word(), cause, ms(now)),
        "the attempt",
    )
}

/// A final result.
#[derive(Clone, Debug)]
pub struct Final<'a> {
    pub disposition: Disposition,
    pub raw_word: &'a str,
    pub detail: Option<&'a str>,
    pub provider_ref: Option<&'a str>,
    pub provider_accepted_at: Option<&'a str>,
    pub provider_completed_at: Option<&'a str>,
    pub cost_micros: Option<i64>,
    pub settled_by: Option<&'a str>,
}

pub fn finish(db: &Db<'_>, id: AttemptId, result: &Final<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (before, next) = advance(db, id, AttemptEvent::Finish)?;
    change_one(
        db.0,
        "UPDATE attempt SET state = :next, disposition = :disposition, raw_word = :raw_word, detail = :detail,
            final_at = :now, accepted_at = ifnull(accepted_at, iif(:ref IS NULL, NULL, :now)),
            provider_ref = ifnull(provider_ref, :ref), provider_accepted_at = :their_accepted_at,
            provider_completed_at = :their_completed_at, cost_micros = :cost, settled_by = :settled_by,
            other_at = iif(other_word IS :raw_word, NULL, other_at), other_word = nullif(other_word, :raw_word)
         WHERE id = :id AND state = :before",
        named_params! {":id": id.0, ":before": before.word(), ":next": next.word(),
        ":disposition": result.disposition.word(), ":raw_word": result.raw_word, ":detail": result.detail,
        ":now": ms(now), ":ref": result.provider_ref, ":their_accepted_at": result.provider_accepted_at,
        ":their_completed_at": result.provider_completed_at, ":cost": result.cost_micros,
        ":settled_by": result.settled_by},
        "the attempt",
    )
}

/// What a result did to its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// The block that it made.
    pub block: Option<Block>,
    /// The first day on which the number may get a drop again.
    pub rests_until_on: Option<NaiveDate>,
}

pub fn set_effect(db: &Db<'_>, id: AttemptId, effect: &Effect) -> Result<(), StoreError> {
    let (block, until_on) = match effect.block {
        None => (None, None),
        Some(Block::Until(on)) => (Some("until"), Some(day(on))),
        Some(Block::ForEver) => (Some("for_ever"), None),
    };
    change_one(
        db.0,
        "UPDATE attempt SET made_block = ?2, made_block_until_on = ?3, made_rest_until_on = ?4 WHERE id = ?1",
        (id.0, block, until_on, effect.rests_until_on.map(day)),
        "the attempt",
    )
}

/// Reads a row that may stem from an outer join.
pub(crate) fn effect_from_row(r: &Row<'_>) -> Result<Effect, StoreError> {
    let block = match r.value::<Option<String>>("made_block")?.as_deref() {
        None => None,
        Some("until") => Some(Block::Until(r.word("made_block_until_on")?)),
        Some(_) => Some(Block::ForEver),
    };
    Ok(Effect { block, rests_until_on: r.maybe_word("made_rest_until_on")? })
}

/// No result in time: the number stays locked until somebody or something settles it.
pub fn run_out(db: &Db<'_>, id: AttemptId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (before, next) = advance(db, id, AttemptEvent::RunOut)?;
    change_one(
        db.0,
        "UPDATE attempt SET state = ?3, overdue_at = ?4 WHERE id = ?1 AND state = ?2",
        (id.0, before.word(), next.word(), ms(now)),
        "the attempt",
    )
}

/// The answer to a submit was lost. One whose result came by another way meanwhile is in no doubt.
pub fn set_doubt(db: &Db<'_>, id: AttemptId, cause: &str) -> Result<(), StoreError> {
    change(db.0, "UPDATE attempt SET doubt = ?2 WHERE id = ?1 AND state = 'intended'", (id.0, cause))?;
    Ok(())
}

/// The same bytes are about to go out once more under the same key. Refused when another program holds the lease.
pub fn submit_again(db: &Db<'_>, id: AttemptId, lease_epoch: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    hold_lease(db, lease_epoch)?;
    change_one(
        db.0,
        "UPDATE attempt SET submitted_at = ?2 WHERE id = ?1 AND state = 'intended'",
        (id.0, ms(now)),
        "the attempt",
    )
}

/// W11: an engine of an older epoch puts nothing on the wire.
fn hold_lease(db: &Db<'_>, lease_epoch: i64) -> Result<(), StoreError> {
    let epoch: Option<i64> = row(db.0, "SELECT lease_epoch FROM house", [], |r| r.value("lease_epoch"))?;
    if epoch == Some(lease_epoch) { Ok(()) } else { Err(StoreError::InUse) }
}

/// What the provider said to a question, for the person who decides.
pub fn set_answer(db: &Db<'_>, id: AttemptId, answer: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE attempt SET last_answer = ?2, asked_at = ?3 WHERE id = ?1",
        (id.0, answer, ms(now)),
        "the attempt",
    )
}

/// Whether the result of an attempt that is not over is among the strikes and rests of its number all the same: it stood in
/// the file that a restored backup took the place of.
pub fn is_counted(db: &Db<'_>, attempt: &Attempt) -> Result<bool, StoreError> {
    Ok(attempt.state.is_open() && other_result(db, attempt.id)?.is_some())
}

/// A later, different result is kept and shown, not applied.
pub fn keep_other_result(db: &Db<'_>, id: AttemptId, word: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    change(
        db.0,
        "UPDATE attempt SET other_word = ?2, other_at = ?3
         WHERE id = ?1 AND state IN ('final', 'not_sent') AND raw_word IS NOT ?2",
        (id.0, word, ms(now)),
    )?;
    Ok(())
}
