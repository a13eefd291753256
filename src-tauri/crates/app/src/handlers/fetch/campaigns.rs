//! Fetch Campaigns: a saved query, sent to Call Select with the day on which it expires.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::fetch::Checked;
use store::{
    StoreError,
    fetch::{
        Asked,
        campaigns::{self, FetchCampaign, MEMBERS_MAX, NewFetchCampaign},
        members,
    },
};

use super::{
    saved::{name_of, note, of_store},
    where_and_when,
};
use crate::{
    dto::{
        Nothing,
        fetch::{FetchCampaignDto, FetchCampaignKey, FetchCampaignList, FetchCampaignMake, FetchCampaignState},
    },
    error::CommandError,
    events::Topic,
    house::{Caller, House},
};

/// Call Select and campaigns about Marketing follow.
const TOPICS: [Topic; 3] = [Topic::Fetch, Topic::Customers, Topic::Campaigns];

pub async fn campaign_list(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<FetchCampaignList, CommandError> {
    let today = house.today()?;
    house.store.read(|db| {
        let campaigns = campaigns::list(db, house.store_id)?.into_iter().map(|of| dto(of, today)).collect();
        Ok(FetchCampaignList { campaigns })
    })
}

fn dto(campaign: FetchCampaign, today: NaiveDate) -> FetchCampaignDto {
    let state = if campaign.ended_at.is_some() {
        FetchCampaignState::Ended
    } else if campaign.expires_on < today {
        FetchCampaignState::Expired
    } else {
        FetchCampaignState::Active
    };
    FetchCampaignDto {
        id: campaign.id,
        name: campaign.name,
        query: campaign.query,
        query_name: campaign.query_name,
        expires_on: campaign.expires_on,
        state,
        made_at: campaign.made_at,
        made_by: campaign.made_by,
        members: campaign.members,
        open: campaign.open,
    }
}

/// # Errors
/// `fetch.name_empty`, `fetch.name_long`, `fetch.expires_on`, `fetch.query`, `fetch.nobody`, `fetch.too_many`,
/// `store.not_found`.
pub async fn campaign_make(
    house: &Arc<House>,
    caller: &Caller,
    request: FetchCampaignMake,
) -> Result<FetchCampaignDto, CommandError> {
    let (house, caller) = (house.clone(), caller.clone());
    let dto = crate::app::blocking(move || make_now(&house, &caller, &request)).await??;
    Ok(dto)
}

fn make_now(house: &House, caller: &Caller, request: &FetchCampaignMake) -> Result<FetchCampaignDto, CommandError> {
    let name = name_of(&request.name)?;
    let (zone, today) = where_and_when(house)?;
    if request.expires_on < today {
        let sentence = "This day is over. Choose the last day on which it shall count.";
        return Err(CommandError::field("fetch.expires_on", "expires_on", sentence));
    }
    let asked = Asked { store: house.store_id, zone: &zone, today };
    // Found by a reader, so that a long search keeps no drop waiting.
    let found = house.store.read(|db| {
        let query = of_store(db, house, request.query)?;
        let checked: Checked =
            query.checked().map_err(|fault| CommandError::field("fetch.query", "query", fault.to_string()))?;
        Ok::<_, CommandError>(members(db, &asked, &checked, MEMBERS_MAX + 1)?)
    })?;
    if found.is_empty() {
        let sentence = "This query finds nobody now. Change it, or wait until it does.";
        return Err(CommandError::field("fetch.nobody", "query", sentence));
    }
    if found.len() > MEMBERS_MAX {
        let sentence = "This query finds more than 100,000. Narrow it: no list that long is ever worked through.";
        return Err(CommandError::field("fetch.too_many", "query", sentence));
    }
    let now = house.now();
    let made = house.store.write(|db| {
        let query = of_store(db, house, request.query)?;
        let new = NewFetchCampaign {
            store: house.store_id,
            query: query.id,
            name,
            expires_on: request.expires_on,
            by: &caller.name,
        };
        let id = campaigns::make(db, &new, &found, now)?;
        let made = campaigns::get(db, house.store_id, id)?;
        let text = format!("{name}: {}, {} of them, until {}", query.name, made.members, request.expires_on);
        note(db, house, caller, "Query sent to Call Select", None, Some(&text))?;
        Ok::<_, CommandError>(made)
    })?;
    house.changed(&TOPICS);
    Ok(dto(made, today))
}

/// # Errors
/// `fetch.ended`, `store.not_found`.
pub async fn campaign_end(
    house: &Arc<House>,
    caller: &Caller,
    request: FetchCampaignKey,
) -> Result<FetchCampaignDto, CommandError> {
    let (now, today) = (house.now(), house.today()?);
    let ended = house.store.write(|db| {
        let before = campaigns::get(db, house.store_id, request.id)?;
        if before.ended_at.is_some() {
            return Err(CommandError::new("fetch.ended", "This Fetch Campaign was ended before."));
        }
        campaigns::end(db, request.id, now)?;
        let text = format!("{}: {} of {} not contacted", before.name, before.open, before.members);
        note(db, house, caller, "Fetch Campaign ended", Some(&text), None)?;
        Ok(campaigns::get(db, house.store_id, request.id).map_err(|e: StoreError| e)?)
    })?;
    house.changed(&TOPICS);
    Ok(dto(ended, today))
}
