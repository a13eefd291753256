//! Admin > Recycle Setup (S10, S11, S18, P8).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    campaign::{CampaignState, DAYS_MAX, NAME_CHARS_MAX},
    contact_type::ContactType,
    ids::{CodeId, StoreId},
    recycle::{VOICE_DROP_CODE, is_red},
    zone::Zone,
};
use store::{
    Db, StoreError, audit, campaigns,
    recycle::{self as codes, Code},
    recycle_use::{self, Use},
    stores,
};

use crate::{
    Caller, House,
    dto::{
        Done, Nothing,
        recycle::{
            DaysApply, RecycleCodeAdd, RecycleCodeDto, RecycleCodeKey, RecycleCodeSave, RecycleEffect,
            RecycleEffectRequest, RecycleSetup, RecycleType,
        },
    },
    error::CommandError,
    events::Topic,
};

/// What changes with a code: return dates on customers' pages, and which campaigns can start.
const TOPICS: [Topic; 3] = [Topic::Recycle, Topic::Customers, Topic::Campaigns];

/// Every contact type with its codes, their use counted now.
pub async fn setup(house: &Arc<House>, _caller: &Caller, _request: Nothing) -> Result<RecycleSetup, CommandError> {
    let zone = house.store_row()?.calendar.zone;
    let now = house.now();
    house.store.read(|db| {
        let uses = recycle_use::of_store(db, house.store_id)?;
        let dto = |code: Code| {
            let used = uses.get(&code.id).copied().unwrap_or_default();
            code_dto(code, used, &zone, now)
        };
        let codes: Vec<RecycleCodeDto> = codes::list(db, house.store_id)?.into_iter().map(dto).collect();
        let of_type = |contact_type| {
            let codes: Vec<_> = codes.iter().filter(|code| code.contact_type == contact_type).cloned().collect();
            let voice_drop_code_exists = codes.iter().any(|code| code.is_voice_drop);
            RecycleType { contact_type, codes, voice_drop_code_exists }
        };
        Ok(RecycleSetup { types: ContactType::ALL.into_iter().map(of_type).collect(), calculated_at: now })
    })
}

fn code_dto(code: Code, used: Use, zone: &Zone, now: DateTime<Utc>) -> RecycleCodeDto {
    let last_used_on = used.last_at.map(|at| zone.date_at(at));
    RecycleCodeDto {
        red: is_red(used.times, last_used_on, zone.date_at(now)),
        last_used_on,
        times_used: used.times,
        id: code.id,
        contact_type: code.contact_type,
        name: code.name,
        days: code.days,
        active: code.active,
        productive: code.productive,
        is_voice_drop: code.is_voice_drop,
        made_at: code.made_at,
    }
}

/// Whom and what a change would move, before it is saved.
///
/// # Errors
/// `recycle.days`.
pub async fn effect(
    house: &Arc<House>,
    _caller: &Caller,
    request: RecycleEffectRequest,
) -> Result<RecycleEffect, CommandError> {
    check_days(request.days)?;
    let today = house.today()?;
    house.store.read(|db| {
        let code = code_of(db, house.store_id, request.id)?;
        let moved = recycle_use::moved_by(db, code.id, code.days, request.days, today)?;
        Ok(RecycleEffect {
            customers: moved.customers,
            days_later: i32::from(request.days) - i32::from(code.days),
            back_today: moved.back_today,
            stops_campaigns: if code.active && !request.active { stopped_by(db, &code)? } else { vec![] },
        })
    })
}

/// Active campaigns that do not start while their Voice Drop code is inactive (P8); no other code stops one.
fn stopped_by(db: &Db<'_>, code: &Code) -> Result<Vec<String>, StoreError> {
    if !code.is_voice_drop {
        return Ok(vec![]);
    }
    let campaigns = campaigns::list(db, code.store)?.into_iter();
    let stopped = campaigns.filter(|c| c.state == CampaignState::Active && c.spec.contact_type == code.contact_type);
    Ok(stopped.map(|campaign| campaign.spec.name).collect())
}

/// Edit selected Recycle Code (S11). New days bind the files that go out from now on, or also those already out; a file
/// that is back stays back either way.
///
/// # Errors
/// `recycle.name_empty`, `recycle.name_long`, `recycle.name_taken`, `recycle.days`, `recycle.voice_drop_name`.
pub async fn save(
    house: &Arc<House>,
    caller: &Caller,
    request: RecycleCodeSave,
) -> Result<RecycleCodeDto, CommandError> {
    let (name, days) = (request.name.trim(), request.days);
    check_name(name)?;
    check_days(days)?;
    let today = house.today()?;
    let saved = house.store.write(|db| {
        let before = code_of(db, house.store_id, request.id)?;
        if before.name != name {
            check_may_rename(db, &before, name)?;
        }
        match request.applies {
            DaysApply::AlsoThoseOut => recycle_use::let_those_out_follow(db, before.id, before.days, today)?,
            DaysApply::FromNowOn if days != before.days => {
                codes::freeze_days(db, before.id, before.days)?;
            }
            DaysApply::FromNowOn => {}
        }
        let (active, productive) = (request.active, request.productive);
        let after = Code { name: name.to_owned(), days, active, productive, ..before.clone() };
        codes::save(db, &after)?;
        let what = format!("Recycle code {} ({})", before.name, before.contact_type.title());
        let new = format!("{}, {}", words_of(&after), applies_words(request.applies));
        write_down(db, house, caller, &what, Some(&words_of(&before)), Some(&new))?;
        with_use(db, house, after)
    })?;
    house.changed(&TOPICS);
    Ok(saved)
}

/// Adds an active code.
///
/// # Errors
/// `recycle.name_empty`, `recycle.name_long`, `recycle.name_taken`, `recycle.days`.
pub async fn add(house: &Arc<House>, caller: &Caller, request: RecycleCodeAdd) -> Result<RecycleCodeDto, CommandError> {
    let name = request.name.trim();
    check_name(name)?;
    check_days(request.days)?;
    let added = house.store.write(|db| {
        check_name_is_free(db, house.store_id, request.contact_type, None, name)?;
        let mut code = Code {
            // Given by the file.
            id: CodeId(0),
            store: house.store_id,
            contact_type: request.contact_type,
            name: name.to_owned(),
            days: request.days,
            active: true,
            productive: request.productive,
            is_voice_drop: false,
            made_at: house.now(),
        };
        code.id = codes::add(db, &code)?;
        let what = format!("Recycle code {name} ({}) added", code.contact_type.title());
        write_down(db, house, caller, &what, None, Some(&words_of(&code)))?;
        with_use(db, house, code)
    })?;
    house.changed(&TOPICS);
    Ok(added)
}

/// Deletes a red code, after a look at its use now; files that are out on it keep their return dates (P8).
///
/// # Errors
/// `recycle.voice_drop`, `recycle.not_red`.
pub async fn delete(house: &Arc<House>, caller: &Caller, request: RecycleCodeKey) -> Result<Done, CommandError> {
    house.store.write(|db| {
        let code = code_of(db, house.store_id, request.id)?;
        if code.is_voice_drop {
            let sentence = "The Voice Drop code cannot be deleted. Make it inactive if it must not be used.";
            return Err(CommandError::new("recycle.voice_drop", sentence));
        }
        let counted = with_use(db, house, code.clone())?;
        if !counted.red {
            let sentence = format!(
                "This code was used {} times, and Contact History speaks of it. Make it inactive instead.",
                counted.times_used
            );
            return Err(CommandError::new("recycle.not_red", sentence));
        }
        codes::freeze_days(db, code.id, code.days)?;
        codes::delete(db, code.id, house.now())?;
        let what = format!("Recycle code {} ({}) deleted", code.name, code.contact_type.title());
        write_down(db, house, caller, &what, Some(&words_of(&code)), None)
    })?;
    house.changed(&TOPICS);
    Ok(Done {})
}

/// A code of this store.
fn code_of(db: &Db<'_>, store: StoreId, id: CodeId) -> Result<Code, StoreError> {
    let code = codes::get(db, id)?;
    if code.store == store { Ok(code) } else { Err(StoreError::NotFound) }
}

/// The code with its use, counted at this moment.
fn with_use(db: &Db<'_>, house: &House, code: Code) -> Result<RecycleCodeDto, CommandError> {
    let zone = stores::get(db, house.store_id)?.calendar.zone;
    let used = recycle_use::of_code(db, code.id)?;
    Ok(code_dto(code, used, &zone, house.now()))
}

fn check_name(name: &str) -> Result<(), CommandError> {
    if name.is_empty() {
        return Err(CommandError::field("recycle.name_empty", "name", "Give the code a name."));
    }
    if name.chars().count() > NAME_CHARS_MAX {
        let sentence = format!("This name is too long: use at most {NAME_CHARS_MAX} characters.");
        return Err(CommandError::field("recycle.name_long", "name", sentence));
    }
    Ok(())
}

fn check_days(days: u16) -> Result<(), CommandError> {
    if days > DAYS_MAX {
        let sentence = "Enter 0 to 3,650 days; a file that is out for more than ten years is a typing error.";
        return Err(CommandError::field("recycle.days", "days", sentence));
    }
    Ok(())
}

fn check_may_rename(db: &Db<'_>, before: &Code, name: &str) -> Result<(), CommandError> {
    if before.is_voice_drop {
        let sentence = format!("This code is always called {VOICE_DROP_CODE}; only its days and switches can change.");
        return Err(CommandError::field("recycle.voice_drop_name", "name", sentence));
    }
    check_name_is_free(db, before.store, before.contact_type, Some(before.id), name)
}

/// Names are told apart as people read them, and the Voice Drop code's is kept for it before it exists.
fn check_name_is_free(
    db: &Db<'_>,
    store: StoreId,
    contact_type: ContactType,
    own: Option<CodeId>,
    name: &str,
) -> Result<(), CommandError> {
    let is_same = |other: &str| other.to_lowercase() == name.to_lowercase();
    if is_same(VOICE_DROP_CODE) {
        let sentence = "This name is kept for the code that voice drops record. Choose another.";
        return Err(CommandError::field("recycle.name_taken", "name", sentence));
    }
    let others = codes::list(db, store)?;
    if others.iter().any(|code| code.contact_type == contact_type && Some(code.id) != own && is_same(&code.name)) {
        let sentence = format!("{} already has a code of this name. Choose another.", contact_type.title());
        return Err(CommandError::field("recycle.name_taken", "name", sentence));
    }
    Ok(())
}

/// As the audit trail says it.
fn words_of(code: &Code) -> String {
    let active = if code.active { "active" } else { "inactive" };
    let productive = if code.productive { "productive" } else { "not productive" };
    format!("{}: {} days, {active}, {productive}", code.name, code.days)
}

fn applies_words(applies: DaysApply) -> &'static str {
    match applies {
        DaysApply::FromNowOn => "days from now on",
        DaysApply::AlsoThoseOut => "days also for those already out",
    }
}

fn write_down(
    db: &Db<'_>,
    house: &House,
    caller: &Caller,
    what: &str,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<(), CommandError> {
    Ok(audit::add(db, house.now(), &audit::Change { who: &caller.name, what, old, new })?)
}
