//! Customers who look like house accounts, for a person to exclude or to call real.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::{
    campaign::CustomerType,
    house_accounts::{Account, Finding, findings, many_vehicles, own_line},
    ids::{CustomerId, StoreId},
    phone::E164,
};
use rusqlite::Row;

use crate::{
    Db, StoreError,
    columns::{Columns, change, ms, row, rows},
    customers::NAME,
    stores::StoreRow,
};

/// What the reason of the voice switch begins with, so that the excluded ones are found again.
pub const REASON: &str = "House account: ";

/// Who looks like a house account, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub customer: CustomerId,
    pub name: String,
    /// The dealer system's customer number.
    pub number: String,
    pub vehicles: u32,
    pub findings: Vec<Finding>,
}

/// Who was excluded as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Excluded {
    pub customer: CustomerId,
    pub name: String,
    pub number: String,
    pub reason: String,
    pub at: DateTime<Utc>,
    pub by: String,
}

/// Whoever is offered: voice is on, and nobody called them real.
const OFFERED: &str =
    "c.voice_off_at IS NULL AND NOT EXISTS (SELECT 1 FROM real_customer k WHERE k.customer_id = c.id)";

/// Everybody who looks like one, in order of name. Reads the names of every customer of the store once.
pub fn candidates(db: &Db<'_>, store: &StoreRow) -> Result<Vec<Candidate>, StoreError> {
    let mut found: BTreeMap<CustomerId, Vec<Finding>> = BTreeMap::new();
    by_name(db, store, &mut found)?;
    by_line(db, store, &mut found)?;
    by_vehicles(db, store.id, &mut found)?;
    let candidate = |(customer, findings)| candidate(db, customer, findings);
    let mut candidates: Vec<Candidate> = found.into_iter().map(candidate).collect::<Result<_, StoreError>>()?;
    candidates.sort_by(|a, b| (&a.name, a.customer).cmp(&(&b.name, b.customer)));
    Ok(candidates)
}

type Found = BTreeMap<CustomerId, Vec<Finding>>;

fn by_name(db: &Db<'_>, store: &StoreRow, found: &mut Found) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT c.id, c.number, c.first_name, c.last_name, c.company FROM customer c
         WHERE c.store_id = ?1 AND {OFFERED}"
    );
    // One after the other, so that a store of a million customers is not in memory at once.
    rows(db.0, &sql, [store.id.0], |r| {
        let (number, first, last, company): (String, Option<String>, Option<String>, Option<String>) =
            (r.value("number")?, r.value("first_name")?, r.value("last_name")?, r.value("company")?);
        let account = Account {
            number: &number,
            first_name: first.as_deref(),
            last_name: last.as_deref(),
            company: company.as_deref(),
        };
        let said = findings(&account, &store.name);
        if !said.is_empty() {
            found.insert(CustomerId(r.value("id")?), said);
        }
        Ok(())
    })?;
    Ok(())
}

fn by_line(db: &Db<'_>, store: &StoreRow, found: &mut Found) -> Result<(), StoreError> {
    let departments = store.departments.values().flat_map(|lines| [&lines.caller_id, &lines.call_back_number]);
    let lines: BTreeSet<E164> =
        departments.chain([&store.opt_out_number]).flatten().chain(&store.own_lines).cloned().collect();
    let sql = format!(
        "SELECT DISTINCT c.id FROM phone p JOIN customer c ON c.id = p.customer_id
         WHERE p.e164 = ?2 AND p.kind IN ('cell', 'home') AND c.store_id = ?1 AND {OFFERED}"
    );
    for line in &lines {
        let bearers = rows(db.0, &sql, (store.id.0, line.as_str()), |r| Ok(CustomerId(r.value("id")?)))?;
        for bearer in bearers {
            let sql = "SELECT e164 FROM phone WHERE customer_id = ?1 AND kind IN ('cell', 'home') AND e164 IS NOT NULL";
            let numbers: Vec<E164> = rows(db.0, sql, [bearer.0], |r| r.word("e164"))?;
            let said = own_line(&numbers.iter().collect::<Vec<_>>(), &lines).cloned().map(Finding::OwnLine);
            let finding = said.filter(|said| found.get(&bearer).is_none_or(|known| !known.contains(said)));
            if let Some(finding) = finding {
                found.entry(bearer).or_default().push(finding);
            }
        }
    }
    Ok(())
}

fn by_vehicles(db: &Db<'_>, store: StoreId, found: &mut Found) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT c.id, n.vehicles FROM (SELECT customer_id, count(*) AS vehicles FROM vehicle GROUP BY customer_id
                                       HAVING count(*) >= ?2) n
         JOIN customer c ON c.id = n.customer_id
         WHERE c.store_id = ?1 AND c.customer_type = ?3 AND {OFFERED}"
    );
    let parameters = (store.0, domain::house_accounts::VEHICLES_MIN, CustomerType::Retail.word());
    for (customer, vehicles) in
        rows(db.0, &sql, parameters, |r| Ok((CustomerId(r.value("id")?), r.value("vehicles")?)))?
    {
        if let Some(finding) = many_vehicles(vehicles) {
            found.entry(customer).or_default().push(finding);
        }
    }
    Ok(())
}

fn candidate(db: &Db<'_>, customer: CustomerId, findings: Vec<Finding>) -> Result<Candidate, StoreError> {
    let sql = format!(
        "SELECT c.number, {NAME} AS name, (SELECT count(*) FROM vehicle v WHERE v.customer_id = c.id) AS vehicles
         FROM customer c WHERE c.id = ?1"
    );
    let read = |r: &Row<'_>| {
        let (name, number) = (r.value("name")?, r.value("number")?);
        Ok(Candidate { customer, name, number, vehicles: r.value("vehicles")?, findings })
    };
    row(db.0, &sql, [customer.0], read)?.ok_or(StoreError::NotFound)
}

/// Who was excluded, newest first.
pub fn excluded(db: &Db<'_>, store: StoreId, limit: usize) -> Result<Vec<Excluded>, StoreError> {
    let sql = format!(
        "SELECT c.id, c.number, {NAME} AS name, c.voice_off_reason, c.voice_off_at, c.voice_off_by FROM customer c
         WHERE c.store_id = ?1 AND c.voice_off_by IS NOT NULL AND instr(c.voice_off_reason, ?2) = 1
         ORDER BY c.voice_off_at DESC, c.id LIMIT ?3"
    );
    rows(db.0, &sql, (store.0, REASON, limit as i64), |r| {
        let reason: String = r.value("voice_off_reason")?;
        Ok(Excluded {
            customer: CustomerId(r.value("id")?),
            name: r.value("name")?,
            number: r.value("number")?,
            reason: reason.trim_start_matches(REASON).to_owned(),
            at: r.at("voice_off_at")?,
            by: r.value("voice_off_by")?,
        })
    })
}

/// A real customer: never offered again.
pub fn keep(db: &Db<'_>, customer: CustomerId, by: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO real_customer (customer_id, said_at, said_by) VALUES (?1, ?2, ?3)";
    change(db.0, sql, (customer.0, ms(now), by))?;
    Ok(())
}

#[cfg(test)]
#[path = "house_accounts_tests.rs"]
mod tests;
