//! Saved queries, and those to begin with.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{
    campaign::NAME_CHARS_MAX,
    fetch::{self, Query},
    ids::FetchQueryId,
};
use store::{
    Db, StoreError,
    audit::{self, Change},
    fetch::saved::{self, Saved},
};

use super::checked;
use crate::{
    dto::{
        Done, Nothing,
        fetch::{FetchQueryDto, FetchQueryKey, FetchQueryList, FetchReadyMade, FetchReadyMadeList, FetchSave},
    },
    error::CommandError,
    events::Topic,
    house::{Caller, House},
};

/// What shows saved queries: Fetch, and campaigns that ask one.
const TOPICS: [Topic; 2] = [Topic::Fetch, Topic::Campaigns];

pub async fn list(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<FetchQueryList, CommandError> {
    let today = house.today()?;
    house.store.read(|db| {
        let used = saved::used_by(db, house.store_id)?;
        let dto = |saved: Saved| {
            let used_by = used.get(&saved.id).cloned().unwrap_or_default();
            query_dto(saved, used_by, today)
        };
        Ok(FetchQueryList { queries: saved::list(db, house.store_id)?.into_iter().map(dto).collect() })
    })
}

fn query_dto(saved: Saved, used_by: Vec<String>, today: NaiveDate) -> FetchQueryDto {
    let (sentence, fault) = match saved.checked() {
        Ok(checked) => (Some(fetch::sentence(&checked, today)), None),
        Err(unusable) => (None, Some(unusable.to_string())),
    };
    FetchQueryDto {
        id: saved.id,
        name: saved.name,
        query: saved.query,
        sentence,
        fault,
        saved_at: saved.saved_at,
        saved_by: saved.saved_by,
        used_by,
    }
}

/// Saves a query without faults. Campaigns ask it afresh: a change binds them from the next time they look.
///
/// # Errors
/// `fetch.query`, `fetch.name_empty`, `fetch.name_long`, `fetch.name_taken`, `store.not_found`.
pub async fn save(house: &Arc<House>, caller: &Caller, request: FetchSave) -> Result<FetchQueryDto, CommandError> {
    checked(&request.query)?;
    let name = name_of(&request.name)?;
    let (now, today, store) = (house.now(), house.today()?, house.store_id);
    let dto = house.store.write(|db| {
        let id = match request.id {
            None => add(db, house, caller, name, &request.query)?,
            Some(id) => {
                let before = of_store(db, house, id)?;
                check_name_is_free(db, house, name, Some(id))?;
                saved::change(db, id, name, &request.query, &caller.name, now)?;
                let old = before.query.as_ref().map(|query| words(&before.name, query));
                note(db, house, caller, "Saved query changed", old.as_deref(), Some(&words(name, &request.query)))?;
                id
            }
        };
        let used_by = saved::used_by(db, store)?.remove(&id).unwrap_or_default();
        Ok::<_, CommandError>(query_dto(saved::get(db, store, id)?, used_by, today))
    })?;
    house.changed(&TOPICS);
    Ok(dto)
}

fn add(db: &Db<'_>, house: &House, caller: &Caller, name: &str, query: &Query) -> Result<FetchQueryId, CommandError> {
    check_name_is_free(db, house, name, None)?;
    let id = saved::add(db, house.store_id, name, query, &caller.name, house.now())?;
    note(db, house, caller, "Query saved", None, Some(&words(name, query)))?;
    Ok(id)
}

/// # Errors
/// `fetch.in_use`, `store.not_found`.
pub async fn delete(house: &Arc<House>, caller: &Caller, request: FetchQueryKey) -> Result<Done, CommandError> {
    house.store.write(|db| {
        let before = of_store(db, house, request.id)?;
        let used_by = saved::used_by(db, house.store_id)?.remove(&request.id).unwrap_or_default();
        if !used_by.is_empty() {
            let sentence = format!(
                "Active campaigns ask this query: {}. Make them inactive first, or choose another query there.",
                used_by.join(", ")
            );
            return Err(CommandError::new("fetch.in_use", sentence));
        }
        saved::delete(db, request.id, house.now())?;
        let old = before.query.as_ref().map_or(before.name.clone(), |query| words(&before.name, query));
        note(db, house, caller, "Saved query deleted", Some(&old), None)
    })?;
    house.changed(&TOPICS);
    Ok(Done {})
}

pub async fn ready_made(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<FetchReadyMadeList, CommandError> {
    let made = fetch::ready_made(&house.store_row()?.due).into_iter().map(|made| FetchReadyMade {
        word: made.word.to_owned(),
        name: made.name.to_owned(),
        tells: made.tells,
        query: made.query,
    });
    Ok(FetchReadyMadeList { queries: made.collect() })
}

/// A query of this store that is not deleted.
pub(super) fn of_store(db: &Db<'_>, house: &House, id: FetchQueryId) -> Result<Saved, StoreError> {
    let saved = saved::get(db, house.store_id, id)?;
    if saved.deleted_at.is_some() { Err(StoreError::NotFound) } else { Ok(saved) }
}

pub(super) fn name_of(typed: &str) -> Result<&str, CommandError> {
    let name = typed.trim();
    if name.is_empty() {
        return Err(CommandError::field("fetch.name_empty", "name", "Give it a name."));
    }
    if name.chars().count() > NAME_CHARS_MAX {
        let sentence = format!("This name is too long: use at most {NAME_CHARS_MAX} characters.");
        return Err(CommandError::field("fetch.name_long", "name", sentence));
    }
    Ok(name)
}

/// Names are told apart as people read them.
fn check_name_is_free(db: &Db<'_>, house: &House, name: &str, own: Option<FetchQueryId>) -> Result<(), CommandError> {
    let is_same = |other: &Saved| Some(other.id) != own && other.name.to_lowercase() == name.to_lowercase();
    if saved::list(db, house.store_id)?.iter().any(is_same) {
        let sentence = "There is already a query of this name. Choose another, or save over that one.";
        return Err(CommandError::field("fetch.name_taken", "name", sentence));
    }
    Ok(())
}

/// As the audit trail says it.
fn words(name: &str, query: &Query) -> String {
    format!("{name}: {}, {}", query.about.word(), fetch::print(query))
}

pub(super) fn note(
    db: &Db<'_>,
    house: &House,
    caller: &Caller,
    what: &str,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<(), CommandError> {
    Ok(audit::add(db, house.now(), &Change { who: &caller.name, what, old, new })?)
}
