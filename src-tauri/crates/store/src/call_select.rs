//! The agents' side of a reservation: who is on the list, who has whom at this moment, and what an agent took.
//!
//! Who is due is judged elsewhere, over [`crate::facts`]; nothing here says so again.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    call_select::{SortOption, Stars},
    contact_type::ContactType,
    ids::{ContactId, CustomerId, FetchCampaignId, MatterId, RunId, StoreId, VehicleId},
};
use rusqlite::{Row, named_params};

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, day, ms, row, rows},
    customers::NAME,
};

fn stars(r: &Row<'_>) -> Result<Option<Stars>, StoreError> {
    let many: Option<u8> = r.value("star_rating")?;
    many.map(|many| Stars::new(many).ok_or_else(|| StoreError::Damaged("a star rating is not readable".to_owned())))
        .transpose()
}

/// Whoever has stars. No rule asks for them.
pub fn all_stars(db: &Db<'_>, store: StoreId) -> Result<BTreeMap<CustomerId, Stars>, StoreError> {
    let sql = "SELECT id, star_rating FROM customer WHERE store_id = ?1 AND star_rating IS NOT NULL";
    let mut all = BTreeMap::new();
    rows(db.0, sql, [store.0], |r| {
        if let Some(stars) = stars(r)? {
            all.insert(CustomerId(r.value("id")?), stars);
        }
        Ok(())
    })?;
    Ok(all)
}

/// Who lives in a city, in order of id; `is_it` says whether a name on file is that of the city.
pub fn who_lives_in(db: &Db<'_>, store: StoreId, is_it: impl Fn(&str) -> bool) -> Result<Vec<CustomerId>, StoreError> {
    let sql = "SELECT id, city FROM customer WHERE store_id = ?1 AND city IS NOT NULL ORDER BY id";
    let mut there = vec![];
    rows(db.0, sql, [store.0], |r| {
        let city: String = r.value("city")?;
        if is_it(&city) {
            there.push(CustomerId(r.value("id")?));
        }
        Ok(())
    })?;
    Ok(there)
}

/// Cities on file, by name.
pub fn cities(db: &Db<'_>, store: StoreId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT DISTINCT trim(city) AS city FROM customer WHERE store_id = ?1 AND trim(city) <> ''
               ORDER BY city COLLATE NOCASE";
    rows(db.0, sql, [store.0], |r| r.value("city"))
}

/// Who has a customer, read at this moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Has {
    Nobody,
    Run { run: RunId, campaign_name: String, started_at: DateTime<Utc>, until_at: DateTime<Utc> },
    Agent(Taken),
}

/// What an agent took.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    pub by: String,
    pub at: DateTime<Utc>,
    /// From a list of Call Select: for what, and in which order it stood. `None`: on the customer's page.
    pub from: Option<(ContactType, SortOption)>,
}

/// A customer as a row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRow {
    pub id: CustomerId,
    pub name: String,
    pub number: String,
    pub city: Option<String>,
    pub stars: Option<Stars>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub last_agent_contact_at: Option<DateTime<Utc>>,
    /// A drop of which nobody knows whether it arrived (P2).
    pub may_have_heard_at: Option<DateTime<Utc>>,
    pub has: Has,
}

const LIST_ROW: &str = "c.id, c.number, c.city, c.star_rating, c.last_contact_at, c.last_agent_contact_at, c.taken_by,
    c.taken_at, c.taken_for, c.taken_sort, r.run_id, r.until_at, ifnull(u.started_at, u.scheduled_at) AS started_at,
    json_extract(s.spec, '$.name') AS campaign_name,
    (SELECT max(a.intended_at) FROM attempt a
     WHERE a.customer_id = c.id AND a.state = 'overdue' AND a.target_id IS NOT NULL) AS may_have_heard_at
    FROM customer c
    LEFT JOIN reservation r ON r.customer_id = c.id
    LEFT JOIN run u ON u.id = r.run_id
    LEFT JOIN campaign_version s ON s.campaign_id = u.campaign_id AND s.version = u.version";

fn has(r: &Row<'_>) -> Result<Has, StoreError> {
    if let Some(run) = r.value::<Option<i64>>("run_id")? {
        return Ok(Has::Run {
            run: RunId(run),
            campaign_name: r.value("campaign_name")?,
            started_at: r.at("started_at")?,
            until_at: r.at("until_at")?,
        });
    }
    let Some(by) = r.value("taken_by")? else { return Ok(Has::Nobody) };
    let from = r.maybe_word("taken_for")?.zip(r.maybe_word("taken_sort")?);
    Ok(Has::Agent(Taken { by, at: r.at("taken_at")?, from }))
}

fn list_row(r: &Row<'_>) -> Result<ListRow, StoreError> {
    Ok(ListRow {
        id: CustomerId(r.value("id")?),
        name: r.value("name")?,
        number: r.value("number")?,
        city: r.value("city")?,
        stars: stars(r)?,
        last_contact_at: r.maybe_at("last_contact_at")?,
        last_agent_contact_at: r.maybe_at("last_agent_contact_at")?,
        may_have_heard_at: r.maybe_at("may_have_heard_at")?,
        has: has(r)?,
    })
}

/// A customer of this store with who has them now.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn row_of(db: &Db<'_>, store: StoreId, customer: CustomerId) -> Result<ListRow, StoreError> {
    let sql = format!("SELECT {NAME} AS name, {LIST_ROW} WHERE c.id = ?1 AND c.store_id = ?2");
    row(db.0, &sql, (customer.0, store.0), list_row)?.ok_or(StoreError::NotFound)
}

fn taken_by_sql() -> String {
    format!(
        "SELECT {NAME} AS name, {LIST_ROW} WHERE c.taken_by = ?1 AND c.store_id = ?2 ORDER BY c.taken_at, c.taken_place, c.id"
    )
}

/// What an agent took and did not close, in the order of taking.
pub fn taken_by(db: &Db<'_>, store: StoreId, who: &str) -> Result<Vec<ListRow>, StoreError> {
    rows(db.0, &taken_by_sql(), (who, store.0), list_row)
}

/// An agent takes a customer from a list, where the customer stood at that place of those taken together, in one
/// statement: false if a run holds the customer, or any agent.
pub fn take(
    db: &Db<'_>,
    customer: CustomerId,
    who: &str,
    from: (ContactType, SortOption),
    place: usize,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let taken = change(
        db.0,
        "UPDATE customer SET taken_by = :who, taken_at = :now, taken_for = :for, taken_sort = :sort,
            taken_place = :place
         WHERE id = :id AND taken_by IS NULL
            AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.customer_id = customer.id)",
        named_params! {":id": customer.0, ":who": who, ":now": ms(now), ":for": from.0.word(), ":sort": from.1.word(), ":place": place as i64},
    )?;
    Ok(taken == 1)
}

pub fn set_stars(db: &Db<'_>, customer: CustomerId, stars: Option<Stars>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE customer SET star_rating = ?2 WHERE id = ?1",
        (customer.0, stars.map(Stars::many)),
        "the customer",
    )
}

/// What an agent's row of Contact History says beside what every row says.
pub fn complete_contact(
    db: &Db<'_>,
    contact: ContactId,
    sort: Option<SortOption>,
    vehicles: &[VehicleId],
) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE contact SET sort_option = ?2 WHERE id = ?1",
        (contact.0, sort.map(SortOption::word)),
        "the contact",
    )?;
    for vehicle in vehicles {
        change(
            db.0,
            "INSERT OR IGNORE INTO contact_vehicle (contact_id, vehicle_id) VALUES (?1, ?2)",
            (contact.0, vehicle.0),
        )?;
    }
    Ok(())
}

/// Complete: the member of a Fetch Campaign is never offered again.
pub fn complete_member(db: &Db<'_>, member: MatterId) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE fetch_member SET is_open = 0 WHERE id = ?1", [member.0], "the member")
}

/// A Fetch Campaign that agents can choose as a target.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchTarget {
    pub id: FetchCampaignId,
    pub name: String,
    pub expires_on: NaiveDate,
}

/// Those that neither expired nor were ended, the next to expire first.
pub fn fetch_targets(db: &Db<'_>, store: StoreId, today: NaiveDate) -> Result<Vec<FetchTarget>, StoreError> {
    rows(
        db.0,
        "SELECT id, name, expires_on FROM fetch_campaign
         WHERE store_id = ?1 AND ended_at IS NULL AND expires_on >= ?2 ORDER BY expires_on, id",
        (store.0, day(today)),
        |r| {
            Ok(FetchTarget {
                id: FetchCampaignId(r.value("id")?),
                name: r.value("name")?,
                expires_on: r.word("expires_on")?,
            })
        },
    )
}

/// The makers' words of recalls that are open.
pub fn recall_targets(db: &Db<'_>, store: StoreId) -> Result<Vec<String>, StoreError> {
    rows(
        db.0,
        "SELECT DISTINCT trim(campaign) AS campaign FROM recall
         WHERE store_id = ?1 AND is_open = 1 AND trim(campaign) <> '' ORDER BY campaign COLLATE NOCASE",
        [store.0],
        |r| r.value("campaign"),
    )
}

#[cfg(test)]
#[path = "call_select_tests.rs"]
mod tests;
