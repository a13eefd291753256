//! Finds customers: by any part of what is on their file, and in order of number.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{CustomerId, StoreId},
    phone::E164,
};
use rusqlite::{Row, types::Value};

use crate::{
    Db, StoreError,
    columns::{Columns, day, row, rows},
    customers::{self, NAME, Phone},
    search_text::digits,
};

/// A customer in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub id: CustomerId,
    pub name: String,
    pub number: String,
    pub city: Option<String>,
    /// "2019 Honda CR-V".
    pub vehicle: Option<String>,
    pub drop_in_progress: bool,
    /// Not before the day that was asked for.
    pub last_drop_at: Option<DateTime<Utc>>,
}

fn from_row(r: &Row<'_>) -> Result<Hit, StoreError> {
    Ok(Hit {
        id: CustomerId(r.value("id")?),
        name: r.value("name")?,
        number: r.value("number")?,
        city: r.value("city")?,
        vehicle: None,
        drop_in_progress: r.value::<Option<bool>>("in_progress")?.unwrap_or_default(),
        last_drop_at: r.maybe_at("last_drop_at")?,
    })
}

/// The latest drop of every customer who had one since parameter 2: what tells who may be calling. The plus sign keeps
/// the index by customer out: two weeks by day are far fewer rows.
const RECENT: &str = "WITH recent AS (
    SELECT customer_id, max(intended_at) AS last_drop_at, max(state IN ('intended', 'accepted')) AS in_progress
    FROM attempt WHERE intended_on >= ?2 AND target_id IS NOT NULL AND state <> 'not_sent' GROUP BY +customer_id)";

/// Customers whose search text holds every needle (see [`crate::search_text::needles`]): those with a drop in progress
/// first, then those with a drop since `since_on`, then by name. No needle finds nobody.
///
/// Any part of a text has no index: this reads the search text of every customer of the store, some milliseconds for
/// 20,000.
pub fn find(
    db: &Db<'_>,
    store: StoreId,
    needles: &[String],
    since_on: NaiveDate,
    limit: usize,
) -> Result<Vec<Hit>, StoreError> {
    if needles.is_empty() {
        return Ok(vec![]);
    }
    let mut parameters = vec![Value::from(store.0), Value::from(day(since_on)), Value::from(limit as i64)];
    parameters.extend(needles.iter().cloned().map(Value::from));
    // instr and not LIKE: nothing in a needle is a wildcard.
    let all_found: String = (4..4 + needles.len()).map(|n| format!(" AND instr(c.search_text, ?{n}) > 0")).collect();
    let sql = format!(
        "{RECENT} SELECT c.id, c.number, c.city, {NAME} AS name, d.last_drop_at, d.in_progress
         FROM customer c LEFT JOIN recent d ON d.customer_id = c.id
         WHERE c.store_id = ?1{all_found}
         ORDER BY ifnull(d.in_progress, 0) DESC, d.last_drop_at IS NULL, c.search_text, c.id LIMIT ?3"
    );
    let hits = rows(db.0, &sql, rusqlite::params_from_iter(parameters), from_row)?;
    hits.into_iter().map(|hit| with_vehicle(db, hit)).collect()
}

/// Digits first, by value; others by code point (S2). The number itself at the end makes `007` and `7` two places. The
/// same words as in the index `customer_in_order`.
const IN_ORDER: &str = "iif(number GLOB '*[^0-9]*', '1' || number,
    '0' || printf('%03d', length(ltrim(number, '0'))) || ltrim(number, '0') || ' ' || number)";

fn page_sql(after: Option<CustomerId>) -> String {
    let from_there = match after {
        Some(_) => format!("{IN_ORDER} > (SELECT {IN_ORDER} FROM customer WHERE id = ?4)"),
        None => "?4 IS NULL".to_owned(),
    };
    format!(
        "{RECENT} SELECT c.*, {NAME} AS name, d.last_drop_at, d.in_progress
         FROM (SELECT *, {IN_ORDER} AS in_order FROM customer WHERE store_id = ?1 AND {from_there}
               ORDER BY {IN_ORDER} LIMIT ?3) c
         LEFT JOIN recent d ON d.customer_id = c.id
         ORDER BY c.in_order"
    )
}

/// Customers in order of number, after the one that ended the page before.
pub fn page(
    db: &Db<'_>,
    store: StoreId,
    after: Option<CustomerId>,
    since_on: NaiveDate,
    limit: usize,
) -> Result<Vec<Hit>, StoreError> {
    let parameters = (store.0, day(since_on), limit as i64, after.map(|id| id.0));
    let hits = rows(db.0, &page_sql(after), parameters, from_row)?;
    hits.into_iter().map(|hit| with_vehicle(db, hit)).collect()
}

pub fn count(db: &Db<'_>, store: StoreId) -> Result<u32, StoreError> {
    let count = row(db.0, "SELECT count(*) AS n FROM customer WHERE store_id = ?1", [store.0], |r| r.value("n"))?;
    Ok(count.unwrap_or_default())
}

fn with_vehicle(db: &Db<'_>, hit: Hit) -> Result<Hit, StoreError> {
    let vehicle = customers::vehicles(db, hit.id)?.into_iter().next().map(|vehicle| vehicle.title);
    Ok(Hit { vehicle, ..hit })
}

/// The number or VIN of a customer that holds one of the needles, as people write it.
pub fn matched(db: &Db<'_>, customer: CustomerId, needles: &[String]) -> Result<Option<String>, StoreError> {
    let is_in = |text: &str| needles.iter().any(|needle| text.contains(needle.as_str()));
    let number_of = |phone: &Phone| phone.number.as_ref().map_or_else(|| phone.typed.clone(), E164::display);
    let phones = customers::phones(db, customer)?;
    let found = phones.iter().find(|p| is_in(&digits(p.number.as_ref().map_or(&p.typed, E164::as_str))));
    if let Some(phone) = found {
        return Ok(Some(number_of(phone)));
    }
    let vehicles = customers::vehicles(db, customer)?;
    Ok(vehicles.into_iter().map(|v| v.vin).find(|vin| is_in(&vin.to_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[test]
    fn a_page_of_customers_is_read_along_its_index() {
        let store = Store::in_memory().expect("memory");
        for after in [None, Some(CustomerId(1))] {
            let plan = store.explain(&page_sql(after)).expect("plan").join("\n");
            let range = if after.is_some() { "store_id=? AND <expr>>?" } else { "store_id=?" };
            assert!(plan.contains(&format!("USING INDEX customer_in_order ({range})")), "{plan}");
            assert!(plan.contains("attempt_by_day"), "{plan}");
        }
    }
}
