//! Fetch Campaigns: a query sent to Call Select, with the customers it found then and the last day on which it counts.
//! Marketing is due by its members (`domain::due`).

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::{CustomerId, FetchCampaignId, FetchQueryId, StoreId, VehicleId};
use rusqlite::Row;

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, day, ms, row, rows},
};

/// As many as one run may ask for ([`domain::campaign::COUNT_MAX`]); writing them takes about a second.
pub const MEMBERS_MAX: usize = 100_000;

#[derive(Clone, Debug, PartialEq)]
pub struct FetchCampaign {
    pub id: FetchCampaignId,
    pub store: StoreId,
    pub query: FetchQueryId,
    pub query_name: String,
    pub name: String,
    pub expires_on: NaiveDate,
    pub made_at: DateTime<Utc>,
    pub made_by: String,
    pub ended_at: Option<DateTime<Utc>>,
    pub members: u32,
    /// Not complete yet.
    pub open: u32,
}

pub struct NewFetchCampaign<'a> {
    pub store: StoreId,
    pub query: FetchQueryId,
    pub name: &'a str,
    pub expires_on: NaiveDate,
    pub by: &'a str,
}

const COLUMNS: &str = "f.*, q.name AS query_name,
    (SELECT count(*) FROM fetch_member m WHERE m.fetch_campaign_id = f.id) AS members,
    (SELECT count(*) FROM fetch_member m WHERE m.fetch_campaign_id = f.id AND m.is_open = 1) AS open
    FROM fetch_campaign f JOIN fetch_query q ON q.id = f.query_id";

fn from_row(r: &Row<'_>) -> Result<FetchCampaign, StoreError> {
    Ok(FetchCampaign {
        id: FetchCampaignId(r.value("id")?),
        store: StoreId(r.value("store_id")?),
        query: FetchQueryId(r.value("query_id")?),
        query_name: r.value("query_name")?,
        name: r.value("name")?,
        expires_on: r.word("expires_on")?,
        made_at: r.at("made_at")?,
        made_by: r.value("made_by")?,
        ended_at: r.maybe_at("ended_at")?,
        members: r.value("members")?,
        open: r.value("open")?,
    })
}

/// # Errors
/// [`StoreError::NotFound`] also for one of another store.
pub fn get(db: &Db<'_>, store: StoreId, id: FetchCampaignId) -> Result<FetchCampaign, StoreError> {
    let sql = format!("SELECT {COLUMNS} WHERE f.id = ?1 AND f.store_id = ?2");
    row(db.0, &sql, (id.0, store.0), from_row)?.ok_or(StoreError::NotFound)
}

/// Newest first.
pub fn list(db: &Db<'_>, store: StoreId) -> Result<Vec<FetchCampaign>, StoreError> {
    rows(db.0, &format!("SELECT {COLUMNS} WHERE f.store_id = ?1 ORDER BY f.id DESC"), [store.0], from_row)
}

/// Makes it with its members, found before by [`super::members`]: finding is a reader's work. Who left the file
/// meanwhile is left out.
pub fn make(
    db: &Db<'_>,
    new: &NewFetchCampaign<'_>,
    members: &[(CustomerId, Option<VehicleId>)],
    now: DateTime<Utc>,
) -> Result<FetchCampaignId, StoreError> {
    let id = row(
        db.0,
        "INSERT INTO fetch_campaign (store_id, query_id, name, expires_on, made_at, made_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        (new.store.0, new.query.0, new.name, day(new.expires_on), ms(now), new.by),
        |r| Ok(FetchCampaignId(r.value("id")?)),
    )?
    .ok_or(StoreError::NotFound)?;
    for (customer, vehicle) in members {
        change(
            db.0,
            "INSERT INTO fetch_member (store_id, customer_id, vehicle_id, source_key, fetch_campaign_id, expires_on)
             SELECT c.store_id, c.id, v.id, ?3 || ':' || c.id || ':' || ifnull(v.id, ''), ?3, ?4
             FROM customer c LEFT JOIN vehicle v ON v.id = ?2 AND v.customer_id = c.id
             WHERE c.id = ?1 AND (?2 IS NULL OR v.id IS NOT NULL)",
            (customer.0, vehicle.map(|vehicle| vehicle.0), id.0, day(new.expires_on)),
        )?;
    }
    Ok(id)
}

/// Nobody of it is offered any more.
pub fn end(db: &Db<'_>, id: FetchCampaignId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE fetch_campaign SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL";
    change_one(db.0, sql, (id.0, ms(now)), "the Fetch Campaign")?;
    change(db.0, "UPDATE fetch_member SET is_open = 0 WHERE fetch_campaign_id = ?1 AND is_open = 1", [id.0])?;
    Ok(())
}
