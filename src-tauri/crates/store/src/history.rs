//! Contact History as the customer's page shows it. Rows are written by [`crate::contacts`].

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    call_select::SortOption,
    contact_type::ContactType,
    ids::{ContactId, CustomerId, TargetId},
    phone::E164,
    recycle::Recycled,
};
use rusqlite::Row;

use crate::{
    Db, StoreError,
    columns::{Columns, rows},
    customers::vehicle_title,
};

#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    pub id: ContactId,
    pub user_name: String,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// "2019 Honda CR-V".
    pub vehicle: Option<String>,
    pub vin: Option<String>,
    /// The customer's other vehicles that the drop was about.
    pub linked: Vec<LinkedVehicle>,
    pub contact_type: Option<ContactType>,
    pub comment: String,
    /// No result yet; one that is not known any more is not in progress.
    pub in_progress: bool,
    pub inbound: bool,
    pub number: Option<E164>,
    /// When the file returns, by this row's date and the code's days, or those frozen for it.
    pub recycled: Option<Recycled>,
    pub campaign_name: Option<String>,
    /// The recording's name, as it is now.
    pub message_name: Option<String>,
    /// The word of a later result that says otherwise.
    pub other_result: Option<String>,
    /// In which order the agent's list stood.
    pub sort: Option<SortOption>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LinkedVehicle {
    pub title: String,
    pub vin: String,
}

/// A row without its linked vehicles, and the target that has them.
fn from_row(r: &Row<'_>) -> Result<(HistoryRow, Option<TargetId>), StoreError> {
    let recycled_on: Option<NaiveDate> = r.maybe_word("recycled_on")?;
    let days: Option<u16> = r.value("recycle_days")?;
    let vin: Option<String> = r.value("vin")?;
    let target: Option<i64> = r.value("target_id")?;
    let row = HistoryRow {
        id: ContactId(r.value("id")?),
        user_name: r.value("user_name")?,
        started_at: r.at("started_at")?,
        finished_at: r.maybe_at("finished_at")?,
        vehicle: vehicle_title(r)?.or_else(|| vin.clone()),
        vin,
        linked: vec![],
        contact_type: r.maybe_word("contact_type")?,
        comment: r.value("comment")?,
        in_progress: r.value("in_progress")?,
        inbound: r.value("is_inbound")?,
        number: r.maybe_word("e164")?,
        recycled: recycled_on.zip(days).map(|(on, days)| Recycled { on, days }),
        campaign_name: r.value("campaign_name")?,
        message_name: r.value("message_name")?,
        other_result: r.value("other_word")?,
        sort: r.maybe_word("sort_option")?,
    };
    Ok((row, target.map(TargetId)))
}

const PAGE: &str = "SELECT h.id, h.user_name, h.started_at, h.finished_at, h.contact_type, h.comment, h.is_inbound,
        h.e164, h.campaign_name, h.recycled_on, h.sort_option, v.vin, v.year, v.make, v.model, a.other_word, a.target_id,
        m.name AS message_name,
        h.finished_at IS NULL AND a.state IS NOT 'overdue' AS in_progress,
        ifnull((SELECT y.days_frozen FROM recycle y
                WHERE y.customer_id = h.customer_id AND y.code_id = h.code_id AND y.recycled_on = h.recycled_on
                LIMIT 1), k.days) AS recycle_days
    FROM contact h
    LEFT JOIN vehicle v ON v.id = h.vehicle_id
    LEFT JOIN attempt a ON a.id = h.attempt_id
    LEFT JOIN message m ON m.id = h.message_id
    LEFT JOIN recycle_code k ON k.id = h.code_id
    WHERE h.customer_id = ?1 AND h.id < ?2 ORDER BY h.id DESC LIMIT ?3";

/// The first vehicle of a target stands in the row itself.
const LINKED: &str = "SELECT v.vin, v.year, v.make, v.model
    FROM target_vehicle l
    JOIN target t ON t.id = l.target_id
    JOIN vehicle v ON v.id = l.vehicle_id
    WHERE l.target_id = ?1 AND l.vehicle_id IS NOT t.vehicle_id ORDER BY l.vehicle_id";

/// The same for an agent's contact.
const LINKED_TO_CONTACT: &str = "SELECT v.vin, v.year, v.make, v.model
    FROM contact_vehicle l
    JOIN contact h ON h.id = l.contact_id
    JOIN vehicle v ON v.id = l.vehicle_id
    WHERE l.contact_id = ?1 AND l.vehicle_id IS NOT h.vehicle_id ORDER BY l.vehicle_id";

/// Newest first, before the row that ended the page before.
pub fn page(
    db: &Db<'_>,
    customer: CustomerId,
    before: Option<ContactId>,
    limit: usize,
) -> Result<Vec<HistoryRow>, StoreError> {
    let found = rows(db.0, PAGE, (customer.0, before.map_or(i64::MAX, |id| id.0), limit as i64), from_row)?;
    found
        .into_iter()
        .map(|(row, target)| {
            let linked = match target {
                Some(target) => linked(db, LINKED, target.0)?,
                None => linked(db, LINKED_TO_CONTACT, row.id.0)?,
            };
            Ok(HistoryRow { linked, ..row })
        })
        .collect()
}

fn linked(db: &Db<'_>, sql: &str, id: i64) -> Result<Vec<LinkedVehicle>, StoreError> {
    rows(db.0, sql, [id], |r| {
        let vin: String = r.value("vin")?;
        Ok(LinkedVehicle { title: vehicle_title(r)?.unwrap_or_else(|| vin.clone()), vin })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    #[test]
    fn a_page_of_history_is_read_along_its_index() {
        let store = Store::in_memory().expect("memory");
        let plan = store.explain(PAGE).expect("plan").join("\n");
        assert!(plan.contains("contact_by_customer"), "{plan}");
        assert!(plan.contains("recycle_by_code") || plan.contains("recycle_key"), "{plan}");
        assert!(!plan.contains("SCAN"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        for sql in [LINKED, LINKED_TO_CONTACT] {
            let linked = store.explain(sql).expect("plan").join("\n");
            assert!(!linked.contains("SCAN") && !linked.contains("TEMP B-TREE"), "{linked}");
        }
    }
}
