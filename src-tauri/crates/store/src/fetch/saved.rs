//! Saved queries.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    campaign::CampaignState,
    fetch::{Checked, Query, check},
    ids::{FetchQueryId, StoreId},
};
use rusqlite::Row;

use crate::{
    Db, StoreError,
    columns::{Columns, change_one, ms, row, rows},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    pub id: FetchQueryId,
    pub store: StoreId,
    pub name: String,
    /// `None`: written by another version of this program, and not readable by this one.
    pub query: Option<Query>,
    pub saved_at: DateTime<Utc>,
    pub saved_by: String,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// Why a saved query cannot be asked, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("The saved query is not there. Choose another.")]
    Missing,
    #[error("The saved query {name} was deleted. Choose another, or save it again.")]
    Deleted { name: String },
    #[error("The saved query {name} cannot be asked any more: {fault} Open it in Fetch and mend it.")]
    Faulty { name: String, fault: String },
}

fn from_row(r: &Row<'_>) -> Result<Saved, StoreError> {
    Ok(Saved {
        id: FetchQueryId(r.value("id")?),
        store: StoreId(r.value("store_id")?),
        name: r.value("name")?,
        query: serde_json::from_str(&r.value::<String>("query")?).ok(),
        saved_at: r.at("saved_at")?,
        saved_by: r.value("saved_by")?,
        deleted_at: r.maybe_at("deleted_at")?,
    })
}

/// A query of this store, also one that was deleted.
///
/// # Errors
/// [`StoreError::NotFound`] also for a query of another store.
pub fn get(db: &Db<'_>, store: StoreId, id: FetchQueryId) -> Result<Saved, StoreError> {
    let sql = "SELECT * FROM fetch_query WHERE id = ?1 AND store_id = ?2";
    row(db.0, sql, (id.0, store.0), from_row)?.ok_or(StoreError::NotFound)
}

/// Those that are not deleted, in order of name.
pub fn list(db: &Db<'_>, store: StoreId) -> Result<Vec<Saved>, StoreError> {
    let sql = "SELECT * FROM fetch_query WHERE store_id = ?1 AND deleted_at IS NULL ORDER BY name";
    rows(db.0, sql, [store.0], from_row)
}

/// What of a query can be asked now, deleted or not. `None`: it has faults, or is not there.
pub(crate) fn checked(db: &Db<'_>, store: StoreId, id: FetchQueryId) -> Result<Option<Checked>, StoreError> {
    match get(db, store, id) {
        Err(StoreError::NotFound) => Ok(None),
        found => Ok(found?.query.and_then(|query| check(&query).ok())),
    }
}

/// Whether a campaign can ask it, and if not, why.
pub fn usable(db: &Db<'_>, store: StoreId, id: FetchQueryId) -> Result<Result<Checked, Unusable>, StoreError> {
    let saved = match get(db, store, id) {
        Err(StoreError::NotFound) => return Ok(Err(Unusable::Missing)),
        found => found?,
    };
    if saved.deleted_at.is_some() {
        return Ok(Err(Unusable::Deleted { name: saved.name }));
    }
    Ok(saved.checked())
}

impl Saved {
    pub fn checked(&self) -> Result<Checked, Unusable> {
        let faulty = |fault: String| Unusable::Faulty { name: self.name.clone(), fault };
        let query = self.query.as_ref().ok_or_else(|| faulty("another version of the program wrote it.".to_owned()))?;
        check(query).map_err(|faults| faulty(faults.into_iter().next().map(|f| f.message).unwrap_or_default()))
    }
}

/// A new query.
///
/// # Errors
/// [`StoreError::AlreadyExists`] if the name is taken.
pub fn add(
    db: &Db<'_>,
    store: StoreId,
    name: &str,
    query: &Query,
    who: &str,
    now: DateTime<Utc>,
) -> Result<FetchQueryId, StoreError> {
    let sql = "INSERT INTO fetch_query (store_id, name, query, saved_at, saved_by) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT DO NOTHING RETURNING id";
    let values = (store.0, name, json_of(query)?, ms(now), who);
    row(db.0, sql, values, |r| Ok(FetchQueryId(r.value("id")?)))?.ok_or(StoreError::AlreadyExists)
}

/// The caller has looked whether the name is free.
pub fn change(
    db: &Db<'_>,
    id: FetchQueryId,
    name: &str,
    query: &Query,
    who: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let sql = "UPDATE fetch_query SET name = ?2, query = ?3, saved_at = ?4, saved_by = ?5
               WHERE id = ?1 AND deleted_at IS NULL";
    change_one(db.0, sql, (id.0, name, json_of(query)?, ms(now), who), "the saved query")
}

/// Its name is free again; what it was stays for the campaigns that were sent to Call Select with it.
pub fn delete(db: &Db<'_>, id: FetchQueryId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE fetch_query SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL";
    change_one(db.0, sql, (id.0, ms(now)), "the saved query")
}

/// Names of the active campaigns that ask each query.
pub fn used_by(db: &Db<'_>, store: StoreId) -> Result<BTreeMap<FetchQueryId, Vec<String>>, StoreError> {
    let mut used: BTreeMap<FetchQueryId, Vec<String>> = BTreeMap::new();
    for campaign in crate::campaigns::list(db, store)? {
        if let Some(fetch) = campaign.spec.aim.fetch.filter(|_| campaign.state == CampaignState::Active) {
            used.entry(fetch.query).or_default().push(campaign.spec.name);
        }
    }
    Ok(used)
}

fn json_of(query: &Query) -> Result<String, StoreError> {
    serde_json::to_string(query).map_err(|e| StoreError::Broken(e.to_string()))
}
