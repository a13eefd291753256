//! Campaigns: saving, switching on and off, and the builder's preview.

mod aims;
mod choices;
mod contradictions;
mod groups;
mod notices;
mod overlaps;
mod preview;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    campaign::{CampaignSpec, CampaignState, Language, MessageChoice},
    contact_type::ContactType,
    ids::CampaignId,
    states::{CampaignEvent, RunState},
};
use store::{
    Db, StoreError,
    audit::{self, Change},
    campaigns::{self, Campaign},
    fetch::saved,
    messages, recycle, reports, runs, schedules,
    stores::{self, StoreRow},
};

pub use choices::choices;
pub use overlaps::overlaps;
pub(crate) use preview::{each_eligible, each_excluded};
pub use preview::{preview, preview_people};

use crate::{
    app::Desk,
    dto::{
        Done, Nothing,
        campaigns::{
            CampaignDto, CampaignKey, CampaignList, CampaignSave, LastRun, MakeDto, MakesAndModels, RunningVersion,
        },
    },
    error::CommandError,
    events::Topic,
    house::{Caller, House},
};

pub async fn list(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<CampaignList, CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let store = stores::get(db, house.store_id)?;
        let campaigns = campaigns::list(db, house.store_id)?;
        let campaigns = campaigns.into_iter().map(|c| dto(db, &store, c, now)).collect::<Result<_, StoreError>>()?;
        Ok(CampaignList { campaigns })
    })
}

pub async fn get(house: &Arc<House>, _: &Caller, request: CampaignKey) -> Result<CampaignDto, CommandError> {
    one(house, request.id)
}

fn one(house: &House, id: CampaignId) -> Result<CampaignDto, CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let store = stores::get(db, house.store_id)?;
        let campaign = campaigns::get(db, id)?;
        if campaign.store != house.store_id {
            return Err(StoreError::NotFound.into());
        }
        Ok(dto(db, &store, campaign, now)?)
    })
}

/// Saves the set-up. Contact type, filters and message bind the next run; a run under way keeps its version, but follows
/// a changed count (S1).
pub async fn save(desk: &Arc<Desk>, caller: &Caller, request: CampaignSave) -> Result<CampaignDto, CommandError> {
    let house = &desk.house;
    let now = house.now();
    let mut spec = request.spec;
    spec.name = spec.name.trim().to_owned();
    let id = desk.engine.act(|acts| -> Result<CampaignId, CommandError> {
        let db = acts.db();
        let before = request.id.map(|id| campaigns::get(db, id)).transpose()?;
        let state = before.as_ref().map_or(CampaignState::Draft, |c| c.state);
        match &before {
            Some(campaign) => stands_alone(db, campaign)?,
            None if goes_by_schedule(&spec) => return Err(made_by_schedule()),
            None => {}
        }
        check(db, house, &spec, state)?;
        let Some(before) = before else {
            let id = campaigns::add(db, house.store_id, &spec, &caller.name, now)?;
            note(db, caller, now, "Campaign made", None, Some(&spec))?;
            return Ok(id);
        };
        if request.based_on.is_some_and(|version| version != before.version) {
            return Err(CommandError::new(
                "campaign.changed_meanwhile",
                "Somebody else saved this campaign meanwhile. Open it again and make your change there.",
            ));
        }
        campaigns::save(db, before.id, &spec, &caller.name, now)?;
        if before.spec != spec {
            note(db, caller, now, "Campaign changed", Some(&before.spec), Some(&spec))?;
        }
        if before.spec.count != spec.count {
            acts.follow_count(before.id, spec.count)?;
        }
        Ok(before.id)
    })?;
    house.changed(&[Topic::Campaigns]);
    one(house, id)
}

/// Sales and Unsold go by the steps of schedules; a single campaign of theirs would belong to none.
fn goes_by_schedule(spec: &CampaignSpec) -> bool {
    matches!(spec.contact_type, ContactType::Sales | ContactType::Unsold)
}

fn made_by_schedule() -> CommandError {
    let text = "Sales and Unsold go by schedules. Make one under Campaigns > Schedules.";
    CommandError::field("campaign.by_schedule", "contact_type", text)
}

/// A step is changed in its schedule, so that all steps go on sharing what they share.
fn stands_alone(db: &Db<'_>, campaign: &Campaign) -> Result<(), CommandError> {
    let Some(schedule) = campaign.schedule else { return Ok(()) };
    let name = schedules::get(db, schedule)?.name;
    Err(CommandError::new("campaign.in_schedule", format!("This is a step of {name}. Change it there.")))
}

fn check(db: &Db<'_>, house: &House, spec: &CampaignSpec, state: CampaignState) -> Result<(), CommandError> {
    if let Some(fault) = spec.faults(state).into_iter().next() {
        let code = format!("campaign.{}", fault.field);
        return Err(CommandError::field(&code, fault.field, fault.message));
    }
    aims::check_aim(db, house, spec)?;
    check_messages(db, house, spec)
}

/// Whether its messages are approved, of this store, and may serve it.
pub(super) fn check_messages(db: &Db<'_>, house: &House, spec: &CampaignSpec) -> Result<(), CommandError> {
    let slots = match spec.message {
        None => vec![],
        Some(MessageChoice::Single { message }) => vec![(message, None)],
        Some(MessageChoice::PerLanguage { english, french }) => {
            vec![(english, Some(Language::English)), (french, Some(Language::French))]
        }
    };
    for (id, slot) in slots {
        let message = messages::get(db, id)?;
        let wrong = if message.store != house.store_id {
            Some("This message belongs to another store. Choose one of this store.".to_owned())
        } else if message.approved_at.is_none() {
            Some(format!("{} is not approved. Approve it under Messages, or choose another one.", message.name))
        } else if !message.serves(spec.contact_type) {
            Some(format!("{} may not be used for {}.", message.name, spec.contact_type.title()))
        } else if let Some(slot) = slot.filter(|slot| *slot != message.language) {
            let (is, wanted) = (in_words(message.language), in_words(slot));
            Some(format!("{} is in {is}, but stands where {wanted} belongs. Choose one in {wanted}.", message.name))
        } else {
            None
        };
        if let Some(wrong) = wrong {
            return Err(CommandError::field("campaign.message", "message", wrong));
        }
    }
    Ok(())
}

fn in_words(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::French => "French",
    }
}

pub async fn activate(desk: &Arc<Desk>, caller: &Caller, request: CampaignKey) -> Result<CampaignDto, CommandError> {
    switch(desk, caller, request.id, CampaignEvent::Activate)
}

pub async fn deactivate(desk: &Arc<Desk>, caller: &Caller, request: CampaignKey) -> Result<CampaignDto, CommandError> {
    switch(desk, caller, request.id, CampaignEvent::Deactivate)
}

fn switch(desk: &Desk, caller: &Caller, id: CampaignId, event: CampaignEvent) -> Result<CampaignDto, CommandError> {
    let house = &desk.house;
    let now = house.now();
    house.store.write(|db| -> Result<(), CommandError> {
        let campaign = campaigns::get(db, id)?;
        let to = campaign
            .state
            .after(event)
            .map_err(|refused| CommandError::new("campaign.not_now", crate::error::sentence(&refused.to_string())))?;
        if to == CampaignState::Active {
            if campaign.schedule.is_none() && goes_by_schedule(&campaign.spec) {
                return Err(made_by_schedule());
            }
            check(db, house, &campaign.spec, to)?;
        }
        campaigns::set_state(db, id, to, now)?;
        let what = format!("Campaign {}", campaign.spec.name);
        let entry = Change { who: &caller.name, what: &what, old: Some(campaign.state.word()), new: Some(to.word()) };
        Ok(audit::add(db, now, &entry)?)
    })?;
    desk.engine.wake();
    house.changed(&[Topic::Campaigns]);
    one(house, id)
}

/// Only one that never ran can be deleted (P5).
pub async fn delete(house: &Arc<House>, caller: &Caller, request: CampaignKey) -> Result<Done, CommandError> {
    let now = house.now();
    house.store.write(|db| -> Result<(), CommandError> {
        let campaign = campaigns::get(db, request.id)?;
        stands_alone(db, &campaign)?;
        if campaigns::has_run(db, request.id)? {
            return Err(CommandError::new(
                "campaign.has_run",
                "This campaign has run, and its history stays. Make it inactive instead.",
            ));
        }
        campaigns::delete(db, request.id)?;
        note(db, caller, now, "Campaign deleted", Some(&campaign.spec), None)
    })?;
    house.changed(&[Topic::Campaigns]);
    Ok(Done {})
}

pub async fn duplicate(house: &Arc<House>, caller: &Caller, request: CampaignKey) -> Result<CampaignDto, CommandError> {
    let now = house.now();
    let id = house.store.write(|db| -> Result<CampaignId, CommandError> {
        let campaign = campaigns::get(db, request.id)?;
        stands_alone(db, &campaign)?;
        let mut spec = campaign.spec;
        let room = domain::campaign::NAME_CHARS_MAX - " (copy)".len();
        spec.name = format!("{} (copy)", spec.name.chars().take(room).collect::<String>());
        let id = campaigns::add(db, house.store_id, &spec, &caller.name, now)?;
        note(db, caller, now, "Campaign made", None, Some(&spec))?;
        Ok(id)
    })?;
    house.changed(&[Topic::Campaigns]);
    one(house, id)
}

/// The next run is left out, and says so when its time comes (P5).
pub async fn skip_next(desk: &Arc<Desk>, caller: &Caller, request: CampaignKey) -> Result<CampaignDto, CommandError> {
    let house = &desk.house;
    let now = house.now();
    house.store.write(|db| skip_next_run(db, caller, &campaigns::get(db, request.id)?, now))?;
    house.changed(&[Topic::Campaigns, Topic::Runs]);
    one(house, request.id)
}

pub(super) fn skip_next_run(
    db: &Db<'_>,
    caller: &Caller,
    campaign: &Campaign,
    now: DateTime<Utc>,
) -> Result<(), CommandError> {
    let store = stores::get(db, campaign.store)?;
    let next = store.calendar.next_window(&campaign.spec, now);
    let Some((on, _)) = next.filter(|_| campaign.state == CampaignState::Active) else {
        return Err(CommandError::new("campaign.no_next_run", "This campaign has no next run to skip."));
    };
    campaigns::set_skip(db, campaign.id, Some(on))?;
    let what = format!("Next run of {} skipped", campaign.spec.name);
    let (old, new) = (campaign.skip_on.map(|on| on.to_string()), on.to_string());
    Ok(audit::add(db, now, &Change { who: &caller.name, what: &what, old: old.as_deref(), new: Some(&new) })?)
}

pub async fn makes(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<MakesAndModels, CommandError> {
    let makes = house.store.read(|db| reports::makes(db, house.store_id))?;
    let makes = makes.into_iter().map(|(make, vehicles, models)| MakeDto { make, vehicles, models }).collect();
    Ok(MakesAndModels { makes })
}

fn note(
    db: &Db<'_>,
    caller: &Caller,
    now: DateTime<Utc>,
    what: &str,
    old: Option<&CampaignSpec>,
    new: Option<&CampaignSpec>,
) -> Result<(), CommandError> {
    let json = |spec: &CampaignSpec| serde_json::to_string(spec).unwrap_or_default();
    let (old, new) = (old.map(json), new.map(json));
    let entry = Change { who: &caller.name, what, old: old.as_deref(), new: new.as_deref() };
    Ok(audit::add(db, now, &entry)?)
}

pub(super) fn dto(
    db: &Db<'_>,
    store: &StoreRow,
    campaign: Campaign,
    now: DateTime<Utc>,
) -> Result<CampaignDto, StoreError> {
    let last = runs::last_of_campaign(db, campaign.id)?;
    let running = match last.as_ref().filter(|run| run.state.is_open() && run.state != RunState::Planned) {
        None => None,
        Some(run) => Some(RunningVersion {
            run: run.id,
            version_saved_at: campaigns::version(db, campaign.id, run.version)?.1,
            is_newest: run.version == campaign.version,
        }),
    };
    let last_run = match last {
        None => None,
        Some(run) => {
            let counts = runs::counts(db, run.id)?;
            Some(LastRun {
                run: run.id,
                on: run.on,
                state: run.state,
                delivered: counts.delivered,
                asked: crate::handlers::runs::asked(&run, &counts),
            })
        }
    };
    let next = next_run(store, &campaign, now);
    let warning = warning(db, &campaign, next.is_some())?;
    Ok(CampaignDto {
        id: campaign.id,
        number: campaign.number,
        state: campaign.state,
        version: campaign.version,
        saved_at: campaign.saved_at,
        has_run: campaigns::has_run(db, campaign.id)?,
        schedule: campaign.schedule,
        next_run_at: next,
        warning,
        last_run,
        running,
        spec: campaign.spec,
    })
}

/// The next start of an active campaign, a skipped day left out.
pub(crate) fn next_run(store: &StoreRow, campaign: &Campaign, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if campaign.state != CampaignState::Active {
        return None;
    }
    let (on, window) = store.calendar.next_window(&campaign.spec, now)?;
    if campaign.skip_on != Some(on) {
        return Some(window.start_at);
    }
    store.calendar.next_window(&campaign.spec, window.start_at).map(|(_, w)| w.start_at)
}

/// What will keep the next run from starting, in words.
fn warning(db: &Db<'_>, campaign: &Campaign, has_next: bool) -> Result<Option<String>, StoreError> {
    if campaign.state != CampaignState::Active {
        return Ok(None);
    }
    if !has_next {
        return Ok(Some("No further run: its days are over. Change the dates, or make it inactive.".to_owned()));
    }
    if let Some(choice) = campaign.spec.aim.fetch
        && let Err(unusable) = saved::usable(db, campaign.store, choice.query)?
    {
        return Ok(Some(format!("Will not start. {unusable}")));
    }
    for id in campaign.spec.message.map(|m| m.messages()).unwrap_or_default() {
        let message = messages::get(db, id)?;
        if message.approved_at.is_none() {
            return Ok(Some(format!("Will not start: {} is not approved.", message.name)));
        }
    }
    let code = recycle::voice_drop(db, campaign.store, campaign.spec.recorded_type())?;
    if code.is_some_and(|c| !c.active) {
        return Ok(Some("Will not start: its Voice Drop recycle code is inactive.".to_owned()));
    }
    Ok(None)
}
