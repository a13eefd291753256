//! Saving a schedule: one campaign per step, which it keeps across edits.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    campaign::{CampaignSpec, CampaignState},
    ids::{CampaignId, ScheduleId},
    schedule::{ScheduleSpec, ScheduleStep},
};
use engine::Acts;
use store::{
    Db, StoreError,
    audit::{self, Change},
    campaigns::{self, Campaign},
    schedules::{self, Schedule},
};

use super::{OnFile, one};
use crate::{
    app::Desk,
    dto::schedules::{ScheduleDto, ScheduleSave},
    error::CommandError,
    events::Topic,
    handlers::campaigns::check_messages,
    house::{Caller, House},
};

/// Saves the set-up. What the steps share binds their next run; a run under way keeps its version, but follows a changed
/// count (S1).
pub async fn save(desk: &Arc<Desk>, caller: &Caller, request: ScheduleSave) -> Result<ScheduleDto, CommandError> {
    let house = &desk.house;
    let now = house.now();
    let mut spec = request.spec.in_order();
    spec.name = spec.name.trim().to_owned();
    let id = desk.engine.act(|acts| -> Result<ScheduleId, CommandError> {
        let db = acts.db();
        let Some(id) = request.id else {
            check(db, house, &spec, CampaignState::Draft)?;
            let id = add(db, house, &spec, caller, now)?;
            note(db, caller, now, "Schedule made", None, Some(&spec))?;
            return Ok(id);
        };
        let before = OnFile::get(db, house, id)?;
        if request.based_on.is_some_and(|at| Some(at) != before.saved_at()) {
            return Err(changed_meanwhile());
        }
        if before.schedule.contact_type != spec.contact_type {
            return Err(CommandError::field(
                "schedule.contact_type",
                "contact_type",
                "The contact type of a schedule stays. Make another schedule for the other one.",
            ));
        }
        check(db, house, &spec, before.state())?;
        schedules::rename(db, id, &spec.name).map_err(name_taken)?;
        keep_steps(acts, caller, &before, &spec, now)?;
        let after = OnFile::get(db, house, id)?.spec;
        if after != before.spec {
            note(db, caller, now, "Schedule changed", Some(&before.spec), Some(&after))?;
        }
        Ok(id)
    })?;
    house.changed(&[Topic::Campaigns]);
    one(house, id)
}

fn changed_meanwhile() -> CommandError {
    CommandError::new(
        "schedule.changed_meanwhile",
        "Somebody else saved this schedule meanwhile. Open it again and make your change there.",
    )
}

fn name_taken(error: StoreError) -> CommandError {
    match error {
        StoreError::AlreadyExists => CommandError::field(
            "schedule.name",
            "name",
            "There is a schedule with this name already. Choose another name.",
        ),
        error => error.into(),
    }
}

/// The first fault beside its field; a step's message has to be approved and to fit like any campaign's.
pub(super) fn check(db: &Db<'_>, house: &House, spec: &ScheduleSpec, state: CampaignState) -> Result<(), CommandError> {
    if let Some(fault) = spec.faults(state).into_iter().next() {
        let leaf = fault.field.rsplit('.').next().unwrap_or_default();
        return Err(CommandError::field(&format!("schedule.{leaf}"), &fault.field, fault.message));
    }
    for (place, campaign) in spec.campaigns().iter().enumerate() {
        check_messages(db, house, campaign).map_err(|error| match error.field.as_deref() {
            Some("message") => {
                CommandError::field("schedule.message", &format!("steps[{place}].message"), error.message)
            }
            Some(_) | None => error,
        })?;
    }
    Ok(())
}

/// A new schedule with a draft for each step.
pub(super) fn add(
    db: &Db<'_>,
    house: &House,
    spec: &ScheduleSpec,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<ScheduleId, CommandError> {
    let id = schedules::add(db, house.store_id, &spec.name, spec.contact_type).map_err(name_taken)?;
    let schedule = schedules::get(db, id)?;
    for campaign in spec.campaigns() {
        add_step(db, &schedule, &campaign, caller, now)?;
    }
    Ok(id)
}

fn add_step(
    db: &Db<'_>,
    schedule: &Schedule,
    spec: &CampaignSpec,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<CampaignId, StoreError> {
    let id = campaigns::add(db, schedule.store, spec, &caller.name, now)?;
    campaigns::set_schedule(db, id, Some(schedule.id))?;
    Ok(id)
}

/// Steps that stay keep their campaign, new ones get one, and the others go.
fn keep_steps(
    acts: &Acts<'_>,
    caller: &Caller,
    before: &OnFile,
    spec: &ScheduleSpec,
    now: DateTime<Utc>,
) -> Result<(), CommandError> {
    let db = acts.db();
    let was_active = before.state() == CampaignState::Active;
    for (step, campaign) in spec.steps.iter().zip(spec.campaigns()) {
        let (id, state) = match step.campaign {
            Some(id) => {
                let known = before.steps.iter().find(|known| known.id == id).ok_or_else(changed_meanwhile)?;
                keep_step(acts, caller, known, &campaign, now)?;
                (id, known.state)
            }
            None => (add_step(db, &before.schedule, &campaign, caller, now)?, CampaignState::Draft),
        };
        if was_active {
            follow_switch(db, id, state, step, now)?;
        }
    }
    let stays = |id| spec.steps.iter().any(|step| step.campaign == Some(id));
    before.steps.iter().filter(|step| !stays(step.id)).try_for_each(|step| remove_step(db, step, now))?;
    Ok(())
}

fn keep_step(
    acts: &Acts<'_>,
    caller: &Caller,
    known: &Campaign,
    spec: &CampaignSpec,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    campaigns::save(acts.db(), known.id, spec, &caller.name, now)?;
    if known.spec.count != spec.count {
        acts.follow_count(known.id, spec.count)?;
    }
    Ok(())
}

/// In an active schedule each step has a switch of its own.
fn follow_switch(
    db: &Db<'_>,
    id: CampaignId,
    state: CampaignState,
    step: &ScheduleStep,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match (state, step.is_active) {
        (CampaignState::Draft | CampaignState::Inactive, true) => {
            campaigns::set_state(db, id, CampaignState::Active, now)
        }
        (CampaignState::Active, false) => campaigns::set_state(db, id, CampaignState::Inactive, now),
        (CampaignState::Active, true) | (CampaignState::Draft | CampaignState::Inactive, false) => Ok(()),
    }
}

/// One that has run stays on file, inactive and by itself (P5); one that never ran goes.
fn remove_step(db: &Db<'_>, step: &Campaign, now: DateTime<Utc>) -> Result<(), StoreError> {
    if !campaigns::has_run(db, step.id)? {
        return campaigns::delete(db, step.id);
    }
    if step.state == CampaignState::Active {
        campaigns::set_state(db, step.id, CampaignState::Inactive, now)?;
    }
    campaigns::set_schedule(db, step.id, None)
}

pub(super) fn note(
    db: &Db<'_>,
    caller: &Caller,
    now: DateTime<Utc>,
    what: &str,
    old: Option<&ScheduleSpec>,
    new: Option<&ScheduleSpec>,
) -> Result<(), CommandError> {
    let json = |spec: &ScheduleSpec| serde_json::to_string(spec).unwrap_or_default();
    let (old, new) = (old.map(json), new.map(json));
    Ok(audit::add(db, now, &Change { who: &caller.name, what, old: old.as_deref(), new: new.as_deref() })?)
}
