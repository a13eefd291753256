//! Targets and the reservations that hold their customers.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    audience::Choice,
    disposition::Disposition,
    ids::{CustomerId, MatterId, MessageId, RunId, TargetId, VehicleId},
    phone::{E164, PhoneKind},
    reason::Reason,
    states::{TargetEvent, TargetState},
};
use rusqlite::{Row, named_params};

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, ms, row, rows},
    restores,
};

#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub id: TargetId,
    pub run: RunId,
    pub customer: CustomerId,
    /// In order of reservation, from 1.
    pub position: u32,
    pub state: TargetState,
    pub kind: PhoneKind,
    pub number: E164,
    pub message: MessageId,
    /// The vehicle longest due.
    pub vehicle: Option<VehicleId>,
    pub reserved_at: DateTime<Utc>,
    pub reason: Option<Reason>,
    pub detail: Option<String>,
    /// Why it waits at the end of the line, while reserved.
    pub later_reason: Option<Reason>,
    pub disposition: Option<Disposition>,
}

fn from_row(r: &Row<'_>) -> Result<Target, StoreError> {
    Ok(Target {
        id: TargetId(r.value("id")?),
        run: RunId(r.value("run_id")?),
        customer: CustomerId(r.value("customer_id")?),
        position: r.value("position")?,
        state: r.word("state")?,
        kind: r.word("kind")?,
        number: r.word("e164")?,
        message: MessageId(r.value("message_id")?),
        vehicle: r.value::<Option<i64>>("vehicle_id")?.map(VehicleId),
        reserved_at: r.at("reserved_at")?,
        reason: r.maybe_word("reason")?,
        detail: r.value("detail")?,
        later_reason: r.maybe_word("later_reason")?,
        disposition: r.maybe_word("disposition")?,
    })
}

pub fn get(db: &Db<'_>, id: TargetId) -> Result<Target, StoreError> {
    row(db.0, "SELECT * FROM target WHERE id = ?1", [id.0], from_row)?.ok_or(StoreError::NotFound)
}

/// Reserves a customer for a run, at the end of its line. `None` if somebody holds the customer already.
pub fn reserve(
    db: &Db<'_>,
    run: RunId,
    customer: CustomerId,
    choice: &Choice,
    until_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<TargetId>, StoreError> {
    let message = choice.message.ok_or_else(|| StoreError::Broken("a run needs a message".to_owned()))?;
    // One statement claims the customer: not held by a run, not taken by an agent.
    let free = row(
        db.0,
        "SELECT 1 FROM customer c WHERE c.id = ?1 AND c.taken_by IS NULL
            AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.customer_id = c.id)",
        [customer.0],
        |_| Ok(()),
    )?;
    if free.is_none() {
        return Ok(None);
    }
    let target = row(
        db.0,
        "INSERT INTO target (run_id, customer_id, position, line, state, kind, e164, message_id, vehicle_id,
                             reserved_at)
         VALUES (:run, :customer,
                 (SELECT ifnull(max(position), 0) + 1 FROM target WHERE run_id = :run),
                 (SELECT ifnull(max(line), 0) + 1 FROM target WHERE run_id = :run),
                 'reserved', :kind, :e164, :message, :vehicle, :now)
         RETURNING id",
        named_params! {":run": run.0, ":customer": customer.0, ":kind": choice.kind.word(),
        ":e164": choice.number.as_str(), ":message": message.0,
        ":vehicle": choice.vehicles.first().map(|v| v.0), ":now": ms(now)},
        |r| Ok(TargetId(r.value("id")?)),
    )?
    .ok_or(StoreError::NotFound)?;
    for vehicle in &choice.vehicles {
        change(db.0, "INSERT INTO target_vehicle (target_id, vehicle_id) VALUES (?1, ?2)", (target.0, vehicle.0))?;
    }
    for matter in &choice.matters {
        change(db.0, "INSERT INTO target_matter (target_id, matter_id) VALUES (?1, ?2)", (target.0, matter.0))?;
    }
    change(
        db.0,
        "INSERT INTO reservation (customer_id, run_id, target_id, until_at) VALUES (?1, ?2, ?3, ?4)",
        (customer.0, run.0, target.0, ms(until_at)),
    )?;
    Ok(Some(target))
}

/// Lets a customer go.
pub fn free(db: &Db<'_>, target: TargetId) -> Result<(), StoreError> {
    change(db.0, "DELETE FROM reservation WHERE target_id = ?1", [target.0])?;
    Ok(())
}

/// The next to send to.
pub fn next_in_line(db: &Db<'_>, run: RunId) -> Result<Option<Target>, StoreError> {
    row(db.0, "SELECT * FROM target WHERE run_id = ?1 AND state = 'reserved' ORDER BY line LIMIT 1", [run.0], from_row)
}

/// The last of the line, for a count that is lowered.
pub fn last_in_line(db: &Db<'_>, run: RunId) -> Result<Option<Target>, StoreError> {
    row(
        db.0,
        "SELECT * FROM target WHERE run_id = ?1 AND state = 'reserved' ORDER BY line DESC LIMIT 1",
        [run.0],
        from_row,
    )
}

pub fn reserved(db: &Db<'_>, run: RunId) -> Result<Vec<Target>, StoreError> {
    rows(db.0, "SELECT * FROM target WHERE run_id = ?1 AND state = 'reserved' ORDER BY line", [run.0], from_row)
}

/// To the end of the line, with the reason to wait.
pub fn put_last(db: &Db<'_>, target: TargetId, reason: Reason) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE target SET later_reason = ?2,
            line = (SELECT max(t.line) + 1 FROM target t WHERE t.run_id = target.run_id)
         WHERE id = ?1 AND state = 'reserved'",
        (target.0, reason.word()),
        "the target",
    )
}

/// Every target of a run, in order of reservation.
pub fn of_run(db: &Db<'_>, run: RunId) -> Result<Vec<Target>, StoreError> {
    rows(db.0, "SELECT * FROM target WHERE run_id = ?1 ORDER BY position", [run.0], from_row)
}

/// How every target of a run stands, in order of reservation.
pub fn states(db: &Db<'_>, run: RunId) -> Result<Vec<(TargetId, TargetState)>, StoreError> {
    rows(db.0, "SELECT id, state FROM target WHERE run_id = ?1 ORDER BY position", [run.0], |r| {
        Ok((TargetId(r.value("id")?), r.word("state")?))
    })
}

/// The targets whose reservations a run holds.
pub fn reservations(db: &Db<'_>, run: RunId) -> Result<BTreeSet<TargetId>, StoreError> {
    let held = rows(db.0, "SELECT target_id FROM reservation WHERE run_id = ?1", [run.0], |r| {
        Ok(TargetId(r.value("target_id")?))
    })?;
    Ok(held.into_iter().collect())
}

/// The customers and numbers that this run cannot take any more. Whoever was released because the count was lowered
/// comes back when it is raised; whoever was skipped does not, nor whoever may have had a drop since a backup that was
/// restored.
pub fn used(db: &Db<'_>, run: RunId) -> Result<(BTreeSet<CustomerId>, BTreeSet<E164>), StoreError> {
    let both = rows(db.0, "SELECT customer_id, e164, state FROM target WHERE run_id = ?1", [run.0], |r| {
        let state: TargetState = r.word("state")?;
        let number: E164 = r.word("e164")?;
        Ok((CustomerId(r.value("customer_id")?), number, state))
    })?;
    let had = both.iter().filter(|(_, _, state)| *state != TargetState::Released);
    let bears = |state: TargetState| !matches!(state, TargetState::Skipped | TargetState::Released);
    let (mut customers, mut numbers) = restores::left_out(db, run)?;
    customers.extend(had.map(|(customer, _, _)| *customer));
    numbers.extend(both.iter().filter(|(_, _, state)| bears(*state)).map(|(_, number, _)| *number));
    Ok((customers, numbers))
}

/// The due vehicles that this target stands for (S10).
pub fn vehicles(db: &Db<'_>, target: TargetId) -> Result<Vec<VehicleId>, StoreError> {
    rows(db.0, "SELECT vehicle_id FROM target_vehicle WHERE target_id = ?1", [target.0], |r| {
        Ok(VehicleId(r.value("vehicle_id")?))
    })
}

/// What the drop was about, for types that live by single events.
pub fn matters(db: &Db<'_>, target: TargetId) -> Result<Vec<MatterId>, StoreError> {
    rows(db.0, "SELECT matter_id FROM target_matter WHERE target_id = ?1", [target.0], |r| {
        Ok(MatterId(r.value("matter_id")?))
    })
}

/// The end of a target, as far as it has one.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    pub reason: Option<Reason>,
    pub detail: Option<String>,
    pub disposition: Option<Disposition>,
    /// After the end of its run.
    pub is_late: bool,
}

/// Moves a target on; what the table of states does not list is refused.
pub fn advance(
    db: &Db<'_>,
    id: TargetId,
    event: TargetEvent,
    ending: &Ending,
    now: DateTime<Utc>,
) -> Result<TargetState, StoreError> {
    let before = get(db, id)?;
    let next = before.state.after(event).map_err(|e| StoreError::Broken(e.to_string()))?;
    let is_over = !matches!(next, TargetState::Reserved | TargetState::InProgress);
    change_one(
        db.0,
        "UPDATE target SET state = :next, ended_at = :ended_at, reason = :reason, detail = :detail,
            disposition = :disposition, is_late = :is_late
         WHERE id = :id AND state = :before",
        named_params! {":id": id.0, ":next": next.word(), ":before": before.state.word(),
        ":ended_at": is_over.then(|| ms(now)), ":reason": ending.reason.map(Reason::word),
        ":detail": ending.detail, ":disposition": ending.disposition.map(Disposition::word),
        ":is_late": ending.is_late},
        "the target",
    )?;
    Ok(next)
}

/// Ends the reservations of a run that is over: unknown targets let their customers go with it (P2).
pub fn free_all(db: &Db<'_>, run: RunId) -> Result<(), StoreError> {
    change(db.0, "DELETE FROM reservation WHERE run_id = ?1", [run.0])?;
    Ok(())
}
