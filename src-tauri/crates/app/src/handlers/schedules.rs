//! Unsold and Sales schedules: a schedule is its steps, and each step a campaign.

mod saving;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    campaign::{CampaignState, NAME_CHARS_MAX},
    contact_type::ContactType,
    ids::ScheduleId,
    recycle::VOICE_DROP_DAYS,
    schedule::{SCHEDULE_NAME_CHARS_MAX, ScheduleSpec, StepOnFile},
    states::CampaignEvent,
};
use store::{
    Db, StoreError,
    audit::{self, Change},
    campaigns::{self, Campaign},
    recycle,
    schedules::{self, Schedule},
    stores::{self, StoreRow},
};

pub use saving::save;

use super::campaigns::{dto as campaign_dto, skip_next_run};
use crate::{
    app::Desk,
    dto::{
        Done, Nothing,
        schedules::{ScheduleCheck, ScheduleCheckRequest, ScheduleDto, ScheduleKey, ScheduleList},
    },
    error::CommandError,
    events::Topic,
    house::{Caller, House},
};

const _: () = assert!(SCHEDULE_NAME_CHARS_MAX + ", step 30: 87,600 hours".len() <= NAME_CHARS_MAX);

pub async fn list(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<ScheduleList, CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let store = stores::get(db, house.store_id)?;
        let all = schedules::list(db, house.store_id)?.into_iter();
        let schedules = all.map(|schedule| dto(db, &store, &OnFile::of(db, schedule)?, now));
        Ok(ScheduleList { schedules: schedules.collect::<Result<_, CommandError>>()? })
    })
}

pub async fn get(house: &Arc<House>, _: &Caller, request: ScheduleKey) -> Result<ScheduleDto, CommandError> {
    one(house, request.id)
}

fn one(house: &House, id: ScheduleId) -> Result<ScheduleDto, CommandError> {
    let now = house.now();
    house.store.read(|db| dto(db, &stores::get(db, house.store_id)?, &OnFile::get(db, house, id)?, now))
}

/// A schedule with its steps as they are on file.
struct OnFile {
    schedule: Schedule,
    steps: Vec<Campaign>,
    spec: ScheduleSpec,
}

impl OnFile {
    fn get(db: &Db<'_>, house: &House, id: ScheduleId) -> Result<Self, CommandError> {
        let schedule = schedules::get(db, id)?;
        if schedule.store != house.store_id {
            return Err(StoreError::NotFound.into());
        }
        Self::of(db, schedule)
    }

    fn of(db: &Db<'_>, schedule: Schedule) -> Result<Self, CommandError> {
        let campaigns = campaigns::of_schedule(db, schedule.id)?;
        let is_active = state_of(&campaigns) == CampaignState::Active;
        let on_file: Vec<StepOnFile> = campaigns
            .iter()
            .map(|campaign| StepOnFile {
                campaign: campaign.id,
                // While nothing goes out, every step would.
                is_active: !is_active || campaign.state == CampaignState::Active,
                spec: campaign.spec.clone(),
            })
            .collect();
        let no_step = || StoreError::Damaged("a schedule has no step".to_owned());
        let spec = ScheduleSpec::of(&schedule.name, &on_file).ok_or_else(no_step)?;
        let of = |id| campaigns.iter().find(|campaign| Some(campaign.id) == id).cloned();
        let steps = spec.steps.iter().filter_map(|step| of(step.campaign)).collect();
        Ok(Self { schedule, steps, spec })
    }

    fn state(&self) -> CampaignState {
        state_of(&self.steps)
    }

    fn saved_at(&self) -> Option<DateTime<Utc>> {
        self.steps.iter().map(|step| step.saved_at).max()
    }
}

/// Active while one of the steps is; a draft until one was.
fn state_of(steps: &[Campaign]) -> CampaignState {
    let any = |state| steps.iter().any(|step| step.state == state);
    if any(CampaignState::Active) {
        CampaignState::Active
    } else if any(CampaignState::Inactive) {
        CampaignState::Inactive
    } else {
        CampaignState::Draft
    }
}

fn dto(db: &Db<'_>, store: &StoreRow, on_file: &OnFile, now: DateTime<Utc>) -> Result<ScheduleDto, CommandError> {
    let steps = on_file.steps.iter().cloned().map(|step| campaign_dto(db, store, step, now));
    let steps: Vec<_> = steps.collect::<Result<_, StoreError>>()?;
    Ok(ScheduleDto {
        id: on_file.schedule.id,
        state: on_file.state(),
        saved_at: on_file.saved_at().unwrap_or(now),
        warnings: on_file.spec.warnings(recycle_days(db, store, on_file.schedule.contact_type)?),
        spec: on_file.spec.clone(),
        has_run: steps.iter().any(|step| step.has_run),
        steps,
    })
}

/// Those of the contact type's Voice Drop code; before its first run, what they will be (S11).
fn recycle_days(db: &Db<'_>, store: &StoreRow, contact_type: ContactType) -> Result<u16, StoreError> {
    Ok(recycle::voice_drop(db, store.id, contact_type)?.map_or(VOICE_DROP_DAYS, |code| code.days))
}

/// What a set-up that is not saved yet would be.
pub async fn check(
    house: &Arc<House>,
    _: &Caller,
    request: ScheduleCheckRequest,
) -> Result<ScheduleCheck, CommandError> {
    let spec = request.spec;
    house.store.read(|db| {
        let store = stores::get(db, house.store_id)?;
        let recycle_days = recycle_days(db, &store, spec.contact_type)?;
        Ok(ScheduleCheck { steps: spec.campaigns(), warnings: spec.warnings(recycle_days), recycle_days })
    })
}

pub async fn activate(desk: &Arc<Desk>, caller: &Caller, request: ScheduleKey) -> Result<ScheduleDto, CommandError> {
    switch(desk, caller, request.id, CampaignEvent::Activate)
}

pub async fn deactivate(desk: &Arc<Desk>, caller: &Caller, request: ScheduleKey) -> Result<ScheduleDto, CommandError> {
    switch(desk, caller, request.id, CampaignEvent::Deactivate)
}

/// Every step, or none.
fn switch(desk: &Desk, caller: &Caller, id: ScheduleId, event: CampaignEvent) -> Result<ScheduleDto, CommandError> {
    let house = &desk.house;
    let now = house.now();
    house.store.write(|db| -> Result<(), CommandError> {
        let mut on_file = OnFile::get(db, house, id)?;
        let to = match event {
            CampaignEvent::Activate => CampaignState::Active,
            CampaignEvent::Deactivate => CampaignState::Inactive,
        };
        let from = on_file.state();
        let concerned: Vec<&Campaign> = on_file.steps.iter().filter(|step| step.state.after(event).is_ok()).collect();
        if concerned.is_empty() {
            let words = match event {
                CampaignEvent::Activate => "Every step of this schedule is active already.",
                CampaignEvent::Deactivate => "This schedule is not active.",
            };
            return Err(CommandError::new("schedule.not_now", words));
        }
        if to == CampaignState::Active {
            on_file.spec.steps.iter_mut().for_each(|step| step.is_active = true);
            saving::check(db, house, &on_file.spec, to)?;
        }
        for step in concerned {
            campaigns::set_state(db, step.id, to, now)?;
        }
        let what = format!("Schedule {}", on_file.schedule.name);
        let entry = Change { who: &caller.name, what: &what, old: Some(from.word()), new: Some(to.word()) };
        Ok(audit::add(db, now, &entry)?)
    })?;
    desk.engine.wake();
    house.changed(&[Topic::Campaigns]);
    one(house, id)
}

/// Only one none of whose steps ever ran can be deleted (P5).
pub async fn delete(house: &Arc<House>, caller: &Caller, request: ScheduleKey) -> Result<Done, CommandError> {
    let now = house.now();
    house.store.write(|db| -> Result<(), CommandError> {
        let on_file = OnFile::get(db, house, request.id)?;
        for step in &on_file.steps {
            if campaigns::has_run(db, step.id)? {
                return Err(CommandError::new(
                    "schedule.has_run",
                    "This schedule has run, and its history stays. Make it inactive instead.",
                ));
            }
        }
        for step in &on_file.steps {
            campaigns::delete(db, step.id)?;
        }
        schedules::delete(db, on_file.schedule.id)?;
        saving::note(db, caller, now, "Schedule deleted", Some(&on_file.spec), None)
    })?;
    house.changed(&[Topic::Campaigns]);
    Ok(Done {})
}

/// A draft with the same steps, for entries and deals from today on.
pub async fn duplicate(desk: &Arc<Desk>, caller: &Caller, request: ScheduleKey) -> Result<ScheduleDto, CommandError> {
    let house = &desk.house;
    let (now, today) = (house.now(), house.today()?);
    let id = house.store.write(|db| -> Result<ScheduleId, CommandError> {
        let mut spec = OnFile::get(db, house, request.id)?.spec;
        let taken: Vec<String> = schedules::list(db, house.store_id)?.into_iter().map(|of| of.name).collect();
        spec.name = copy_name(&spec.name, &taken);
        spec.entries_from_on = Some(today);
        for step in &mut spec.steps {
            step.campaign = None;
        }
        let id = saving::add(db, house, &spec, caller, now)?;
        saving::note(db, caller, now, "Schedule made", None, Some(&spec))?;
        Ok(id)
    })?;
    house.changed(&[Topic::Campaigns]);
    one(house, id)
}

/// "Follow-up (copy)", or the first number that is free.
fn copy_name(name: &str, taken: &[String]) -> String {
    let with = |end: &str| {
        let room = SCHEDULE_NAME_CHARS_MAX - end.len();
        format!("{}{end}", name.chars().take(room).collect::<String>())
    };
    let mut copy = with(" (copy)");
    let mut number = 2;
    while taken.contains(&copy) {
        copy = with(&format!(" (copy {number})"));
        number += 1;
    }
    copy
}

/// The next day of every active step is left out, and says so when its time comes (P5).
pub async fn skip_next(desk: &Arc<Desk>, caller: &Caller, request: ScheduleKey) -> Result<ScheduleDto, CommandError> {
    let house = &desk.house;
    let now = house.now();
    house.store.write(|db| -> Result<(), CommandError> {
        let steps = OnFile::get(db, house, request.id)?.steps;
        let mut active = steps.iter().filter(|step| step.state == CampaignState::Active).peekable();
        if active.peek().is_none() {
            return Err(CommandError::new("schedule.no_next_run", "This schedule has no next day to skip."));
        }
        active.try_for_each(|step| skip_next_run(db, caller, step, now))
    })?;
    house.changed(&[Topic::Campaigns, Topic::Runs]);
    one(house, request.id)
}
