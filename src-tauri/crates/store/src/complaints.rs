//! Complaints of customers: opened with words, closed with how they were settled. While one is open no drop goes out.

use chrono::{DateTime, Utc};
use domain::ids::CustomerId;

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, ms, rows},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    pub id: i64,
    pub opened_at: DateTime<Utc>,
    pub opened_by: String,
    pub words: String,
    /// `None` while it is open.
    pub settled: Option<Settled>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    pub at: DateTime<Utc>,
    pub by: String,
    pub how: String,
}

const LATEST: &str = "SELECT * FROM complaint WHERE customer_id = ?1 ORDER BY id DESC LIMIT ?2";

/// Newest first.
pub fn latest(db: &Db<'_>, customer: CustomerId, limit: usize) -> Result<Vec<Complaint>, StoreError> {
    rows(db.0, LATEST, (customer.0, limit as i64), |r| {
        let settled = match r.maybe_at("closed_at")? {
            None => None,
            Some(at) => Some(Settled { at, by: r.value("closed_by")?, how: r.value("settled")? }),
        };
        Ok(Complaint {
            id: r.value("id")?,
            opened_at: r.at("opened_at")?,
            opened_by: r.value("opened_by")?,
            words: r.value("words")?,
            settled,
        })
    })
}

/// The caller has seen that none is open.
pub fn open(db: &Db<'_>, customer: CustomerId, by: &str, words: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "INSERT INTO complaint (customer_id, opened_at, opened_by, words) VALUES (?1, ?2, ?3, ?4)";
    change_one(db.0, sql, (customer.0, ms(now), by, words), "the complaint")?;
    let sql = "UPDATE customer SET complaint_open = 1 WHERE id = ?1 AND complaint_open = 0";
    change_one(db.0, sql, [customer.0], "the customer")
}

/// Also where only the customer says that one is open, and nobody wrote its words down.
pub fn settle(db: &Db<'_>, customer: CustomerId, by: &str, how: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE complaint SET closed_at = ?2, closed_by = ?3, settled = ?4
               WHERE customer_id = ?1 AND closed_at IS NULL";
    change(db.0, sql, (customer.0, ms(now), by, how))?;
    let sql = "UPDATE customer SET complaint_open = 0 WHERE id = ?1 AND complaint_open = 1";
    change_one(db.0, sql, [customer.0], "the customer")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[test]
    fn complaints_of_a_customer_are_read_along_their_index() {
        let plan = Store::in_memory().expect("memory").explain(LATEST).expect("plan").join("\n");
        assert!(plan.contains("complaint_by_customer"), "{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}
