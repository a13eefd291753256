//! Campaigns and every version of their set-up.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    campaign::{CampaignSpec, CampaignState},
    ids::{CampaignId, ScheduleId, StoreId},
};
use rusqlite::Row;

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, day, ms, row, rows},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    pub id: CampaignId,
    pub store: StoreId,
    /// Counts up per store; people see this one.
    pub number: u32,
    pub state: CampaignState,
    pub version: u32,
    pub saved_at: DateTime<Utc>,
    pub active_since_at: Option<DateTime<Utc>>,
    /// A person leaves the run of this day out.
    pub skip_on: Option<NaiveDate>,
    /// Whose step it is.
    pub schedule: Option<ScheduleId>,
    pub spec: CampaignSpec,
}

const COLUMNS: &str =
    "c.id, c.store_id, c.number, c.state, c.version, c.active_since_at, c.skip_on, c.schedule_id, v.saved_at, v.spec
    FROM campaign c JOIN campaign_version v ON v.campaign_id = c.id AND v.version = c.version";

fn from_row(r: &Row<'_>) -> Result<Campaign, StoreError> {
    Ok(Campaign {
        id: CampaignId(r.value("id")?),
        store: StoreId(r.value("store_id")?),
        number: r.value("number")?,
        state: r.word("state")?,
        version: r.value("version")?,
        saved_at: r.at("saved_at")?,
        active_since_at: r.maybe_at("active_since_at")?,
        skip_on: r.maybe_word("skip_on")?,
        schedule: r.value::<Option<i64>>("schedule_id")?.map(ScheduleId),
        spec: spec_of(&r.value::<String>("spec")?)?,
    })
}

fn spec_of(json: &str) -> Result<CampaignSpec, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Damaged("a campaign's set-up is not readable".to_owned()))
}

fn json_of(spec: &CampaignSpec) -> Result<String, StoreError> {
    serde_json::to_string(spec).map_err(|e| StoreError::Broken(e.to_string()))
}

pub fn get(db: &Db<'_>, id: CampaignId) -> Result<Campaign, StoreError> {
    row(db.0, &format!("SELECT {COLUMNS} WHERE c.id = ?1"), [id.0], from_row)?.ok_or(StoreError::NotFound)
}

/// In order of number.
pub fn list(db: &Db<'_>, store: StoreId) -> Result<Vec<Campaign>, StoreError> {
    rows(db.0, &format!("SELECT {COLUMNS} WHERE c.store_id = ?1 ORDER BY c.number"), [store.0], from_row)
}

/// The steps of a schedule, in order of number.
pub fn of_schedule(db: &Db<'_>, schedule: ScheduleId) -> Result<Vec<Campaign>, StoreError> {
    rows(db.0, &format!("SELECT {COLUMNS} WHERE c.schedule_id = ?1 ORDER BY c.number"), [schedule.0], from_row)
}

/// Makes it a step of a schedule; `None`: it is none any more.
pub fn set_schedule(db: &Db<'_>, id: CampaignId, schedule: Option<ScheduleId>) -> Result<(), StoreError> {
    let sql = "UPDATE campaign SET schedule_id = ?2 WHERE id = ?1";
    change_one(db.0, sql, (id.0, schedule.map(|schedule| schedule.0)), "the campaign")
}

pub fn active(db: &Db<'_>) -> Result<Vec<Campaign>, StoreError> {
    rows(db.0, &format!("SELECT {COLUMNS} WHERE c.state = 'active' ORDER BY c.store_id, c.number"), [], from_row)
}

/// The set-up a run started with, and when it was saved.
pub fn version(db: &Db<'_>, id: CampaignId, version: u32) -> Result<(CampaignSpec, DateTime<Utc>), StoreError> {
    row(
        db.0,
        "SELECT spec, saved_at FROM campaign_version WHERE campaign_id = ?1 AND version = ?2",
        (id.0, version),
        |r| Ok((spec_of(&r.value::<String>("spec")?)?, r.at("saved_at")?)),
    )?
    .ok_or(StoreError::NotFound)
}

/// Since when its days and its time stand as they do: a start before that was planned otherwise.
pub fn schedule_since_at(db: &Db<'_>, campaign: &Campaign) -> Result<DateTime<Utc>, StoreError> {
    let mut since_at = campaign.saved_at;
    for earlier in (1..campaign.version).rev() {
        let (spec, saved_at) = version(db, campaign.id, earlier)?;
        if spec.days != campaign.spec.days || spec.time_local != campaign.spec.time_local {
            break;
        }
        since_at = saved_at;
    }
    Ok(since_at)
}

/// A new draft.
pub fn add(
    db: &Db<'_>,
    store: StoreId,
    spec: &CampaignSpec,
    who: &str,
    now: DateTime<Utc>,
) -> Result<CampaignId, StoreError> {
    let id = row(
        db.0,
        "INSERT INTO campaign (store_id, number, state, version)
         VALUES (?1, (SELECT ifnull(max(number), 0) + 1 FROM campaign WHERE store_id = ?1), 'draft', 1) RETURNING id",
        [store.0],
        |r| Ok(CampaignId(r.value("id")?)),
    )?
    .ok_or(StoreError::NotFound)?;
    add_version(db, id, 1, spec, who, now)?;
    Ok(id)
}

/// A new version of the set-up; gives its number. A spec that did not change makes none.
pub fn save(
    db: &Db<'_>,
    id: CampaignId,
    spec: &CampaignSpec,
    who: &str,
    now: DateTime<Utc>,
) -> Result<u32, StoreError> {
    let before = get(db, id)?;
    if before.spec == *spec {
        return Ok(before.version);
    }
    let version = before.version + 1;
    add_version(db, id, version, spec, who, now)?;
    change_one(db.0, "UPDATE campaign SET version = ?2 WHERE id = ?1", (id.0, version), "the campaign")?;
    Ok(version)
}

fn add_version(
    db: &Db<'_>,
    id: CampaignId,
    version: u32,
    spec: &CampaignSpec,
    who: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO campaign_version (campaign_id, version, saved_at, saved_by, spec) VALUES (?1, ?2, ?3, ?4, ?5)",
        (id.0, version, ms(now), who, json_of(spec)?),
    )?;
    Ok(())
}

pub fn set_state(db: &Db<'_>, id: CampaignId, state: CampaignState, now: DateTime<Utc>) -> Result<(), StoreError> {
    let since = (state == CampaignState::Active).then(|| ms(now));
    change_one(
        db.0,
        "UPDATE campaign SET state = ?2, active_since_at = ?3 WHERE id = ?1",
        (id.0, state.word(), since),
        "the campaign",
    )
}

pub fn set_skip(db: &Db<'_>, id: CampaignId, on: Option<NaiveDate>) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE campaign SET skip_on = ?2 WHERE id = ?1", (id.0, on.map(day)), "the campaign")
}

/// Whether it has ever run: then it can only be made inactive (P5).
pub fn has_run(db: &Db<'_>, id: CampaignId) -> Result<bool, StoreError> {
    let found = row(db.0, "SELECT 1 FROM run WHERE campaign_id = ?1 LIMIT 1", [id.0], |_| Ok(()))?;
    Ok(found.is_some())
}

pub fn delete(db: &Db<'_>, id: CampaignId) -> Result<(), StoreError> {
    change_one(db.0, "DELETE FROM campaign WHERE id = ?1", [id.0], "the campaign")
}
