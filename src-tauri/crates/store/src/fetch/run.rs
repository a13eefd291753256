//! Asks a checked query: how many, the first of them, all of them. Everything here reads; [`crate::Store::read`] gives it
//! a connection of its own, so that a long answer keeps no drop waiting.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    fetch::{About, Checked},
    ids::{CustomerId, StoreId, VehicleId},
    zone::Zone,
};
use rusqlite::Row;

use super::{compile, saved, sql::Sql};
use crate::{Db, StoreError, columns::Columns, customers::NAME, facts::Scope, reports::VEHICLE, stores};

/// Of which store, and on which of its days.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub store: StoreId,
    pub zone: &'a Zone,
    pub today: NaiveDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Customers or vehicles, as the query asks.
    pub found: u32,
    pub customers: u32,
}

/// One row of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub customer: CustomerId,
    /// `None` in a query about customers.
    pub vehicle: Option<VehicleId>,
    pub number: String,
    pub name: String,
    pub city: Option<String>,
    /// "2019 Honda CR-V".
    pub vehicle_title: Option<String>,
    pub vin: Option<String>,
    pub last_ro_on: Option<NaiveDate>,
    pub last_contact_at: Option<DateTime<Utc>>,
}

pub fn count(db: &Db<'_>, asked: &Asked<'_>, query: &Checked) -> Result<Counted, StoreError> {
    let mut sql = Sql::default();
    sql.push(match query.about() {
        About::Customers => "SELECT count(*) AS found, count(*) AS customers",
        About::Vehicles => "SELECT count(*) AS found, count(DISTINCT v.customer_id) AS customers",
    });
    compile::from_where(&mut sql, asked, query, None);
    let mut counted = Counted { found: 0, customers: 0 };
    read(db, &sql, |r| {
        counted = Counted { found: r.value("found")?, customers: r.value("customers")? };
        Ok::<_, StoreError>(())
    })?;
    Ok(counted)
}

/// The first rows, in the order in which they came on file.
pub fn first(db: &Db<'_>, asked: &Asked<'_>, query: &Checked, limit: usize) -> Result<Vec<Found>, StoreError> {
    let mut sql = rows(asked, query);
    sql.push(" LIMIT ").bind(limit as i64);
    let mut found = vec![];
    read(db, &sql, |r| {
        found.push(from_row(r)?);
        Ok::<_, StoreError>(())
    })?;
    Ok(found)
}

/// Every row, one after the other: none of them is kept here.
pub fn each<E: From<StoreError>>(
    db: &Db<'_>,
    asked: &Asked<'_>,
    query: &Checked,
    mut take: impl FnMut(Found) -> Result<(), E>,
) -> Result<(), E> {
    read(db, &rows(asked, query), |r| take(from_row(r)?))
}

/// Customers and vehicles alone, at most so many.
pub fn members(
    db: &Db<'_>,
    asked: &Asked<'_>,
    query: &Checked,
    limit: usize,
) -> Result<Vec<(CustomerId, Option<VehicleId>)>, StoreError> {
    let mut sql = keys(asked, query, None);
    sql.push(" LIMIT ").bind(limit as i64);
    let mut found = vec![];
    read(db, &sql, |r| {
        found.push(key(r)?);
        Ok::<_, StoreError>(())
    })?;
    Ok(found)
}

/// What the saved query of a Fetch Automation finds in scope, a row for each customer or for each of their vehicles. A
/// query that cannot be asked finds nobody: a run of it does not start, and says why ([`saved::usable`]).
pub(crate) fn found_for(db: &Db<'_>, scope: &Scope<'_>) -> Result<Vec<(CustomerId, Option<VehicleId>)>, StoreError> {
    let mut found = vec![];
    let Some(choice) = scope.spec.aim.fetch else { return Ok(found) };
    // A run under way goes on with a query that was deleted meanwhile.
    let Some(query) = saved::checked(db, scope.store, choice.query)? else { return Ok(found) };
    let store = stores::get(db, scope.store)?;
    let asked = Asked { store: scope.store, zone: &store.calendar.zone, today: scope.today };
    read(db, &keys(&asked, &query, scope.customer), |r| {
        found.push(key(r)?);
        Ok::<_, StoreError>(())
    })?;
    Ok(found)
}

fn rows(asked: &Asked<'_>, query: &Checked) -> Sql {
    let mut sql = Sql::default();
    sql.push("SELECT c.id AS customer_id, c.number, c.city, c.last_contact_at, ").push(NAME).push(" AS name, ");
    match query.about() {
        About::Customers => sql.push("NULL AS vehicle_id, NULL AS title, NULL AS vin, NULL AS last_ro_on"),
        About::Vehicles => sql.push("v.id AS vehicle_id, v.vin, v.last_ro_on, ").push(VEHICLE).push(" AS title"),
    };
    compile::from_where(&mut sql, asked, query, None);
    sql
}

fn from_row(r: &Row<'_>) -> Result<Found, StoreError> {
    let (customer, vehicle) = key(r)?;
    Ok(Found {
        customer,
        vehicle,
        number: r.value("number")?,
        name: r.value("name")?,
        city: r.value("city")?,
        vehicle_title: r.value("title")?,
        vin: r.value("vin")?,
        last_ro_on: r.maybe_word("last_ro_on")?,
        last_contact_at: r.maybe_at("last_contact_at")?,
    })
}

fn keys(asked: &Asked<'_>, query: &Checked, only: Option<CustomerId>) -> Sql {
    let mut sql = Sql::default();
    sql.push(match query.about() {
        About::Customers => "SELECT c.id AS customer_id, NULL AS vehicle_id",
        About::Vehicles => "SELECT c.id AS customer_id, v.id AS vehicle_id",
    });
    compile::from_where(&mut sql, asked, query, only);
    sql
}

fn key(r: &Row<'_>) -> Result<(CustomerId, Option<VehicleId>), StoreError> {
    Ok((CustomerId(r.value("customer_id")?), r.value::<Option<i64>>("vehicle_id")?.map(VehicleId)))
}

/// Not among the statements that are kept: each question is another one.
pub(super) fn read<E: From<StoreError>>(
    db: &Db<'_>,
    sql: &Sql,
    mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = db.0.prepare(sql.text()).map_err(StoreError::from)?;
    let mut cursor = statement.query(rusqlite::params_from_iter(sql.values())).map_err(StoreError::from)?;
    while let Some(row) = cursor.next().map_err(StoreError::from)? {
        take(row)?;
    }
    Ok(())
}
