//! What is on file of a customer, source by source, newest first, as the customer's page shows it.

use domain::{
    ids::CustomerId,
    on_file::{Event, EventCursor, EventSource},
};
use rusqlite::Row;

use crate::{
    Db, StoreError,
    columns::{Columns, row, rows},
    customers::vehicle_title,
};

#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    pub id: i64,
    /// "2019 Honda CR-V".
    pub vehicle: Option<String>,
    pub vin: Option<String>,
    pub event: Event,
    /// Where the next page goes on.
    pub cursor: EventCursor,
}

/// What the rows of a source are sorted by: the day they are about, as text. What has no date stands last.
fn sorted_by(source: EventSource) -> &'static str {
    match source {
        EventSource::Appointment => "e.appointment_on",
        EventSource::RepairOrder => "e.opened_on",
        EventSource::PartsOrder => "coalesce(e.ordered_on, e.arrived_on, '')",
        EventSource::Recall => "ifnull(e.opened_on, '')",
        EventSource::Inspection => "e.due_on",
        EventSource::DeclinedWork => "ifnull(e.declined_on, e.due_on)",
        EventSource::Deal => "e.sold_on",
        EventSource::TrafficEntry => "e.entered_on",
        EventSource::ListEntry => "e.listed_on",
        EventSource::FetchMember => "e.expires_on",
    }
}

/// A customer has few rows of a source, a fleet some thousands: they are found by the customer and sorted then.
fn page_sql(source: EventSource) -> String {
    let (more, join) = match source {
        EventSource::FetchMember => {
            (", f.name AS campaign_name, f.made_at, f.ended_at", "JOIN fetch_campaign f ON f.id = e.fetch_campaign_id")
        }
        _ => ("", ""),
    };
    format!(
        "SELECT e.*, v.vin, v.year, v.make, v.model, {by} AS sorted_by{more}
         FROM {table} e LEFT JOIN vehicle v ON v.id = e.vehicle_id {join}
         WHERE e.customer_id = ?1 AND (?2 IS NULL OR ({by}, e.id) < (?2, ?3))
         ORDER BY {by} DESC, e.id DESC LIMIT ?4",
        by = sorted_by(source),
        table = source.word(),
    )
}

/// Newest first, after the row that ended the page before.
pub fn page(
    db: &Db<'_>,
    customer: CustomerId,
    source: EventSource,
    before: Option<&EventCursor>,
    limit: usize,
) -> Result<Vec<EventRow>, StoreError> {
    let (on, id) = before.map_or((None, 0), |cursor| (Some(cursor.sorted_by.as_str()), cursor.id));
    rows(db.0, &page_sql(source), (customer.0, on, id, limit as i64), |r| {
        let vin: Option<String> = r.value("vin")?;
        let id = r.value("id")?;
        Ok(EventRow {
            id,
            vehicle: vehicle_title(r)?.or_else(|| vin.clone()),
            vin,
            event: event(source, r)?,
            cursor: EventCursor { sorted_by: r.value("sorted_by")?, id },
        })
    })
}

/// How many rows each source has of a customer.
pub fn counts(db: &Db<'_>, customer: CustomerId) -> Result<Vec<(EventSource, u32)>, StoreError> {
    let count = |source: &EventSource| {
        let sql = format!("SELECT count(*) AS n FROM {} WHERE customer_id = ?1", source.word());
        let found: Option<u32> = row(db.0, &sql, [customer.0], |r| r.value("n"))?;
        Ok((*source, found.unwrap_or_default()))
    };
    EventSource::ALL.iter().map(count).collect()
}

fn event(source: EventSource, r: &Row<'_>) -> Result<Event, StoreError> {
    match source {
        EventSource::Appointment => appointment(r),
        EventSource::RepairOrder => repair_order(r),
        EventSource::PartsOrder => parts_order(r),
        EventSource::Recall => recall(r),
        EventSource::Inspection => Ok(Event::Inspection { name: r.value("name")?, due_on: r.word("due_on")? }),
        EventSource::DeclinedWork => declined_work(r),
        EventSource::Deal => deal(r),
        EventSource::TrafficEntry => traffic_entry(r),
        EventSource::ListEntry => {
            Ok(Event::ListEntry { list: r.value("list")?, listed_on: r.word("listed_on")?, note: r.value("note")? })
        }
        EventSource::FetchMember => fetch_member(r),
    }
}

fn appointment(r: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event::Appointment {
        on: r.word("appointment_on")?,
        at_local: r.maybe_word("at_local")?,
        booked_on: r.maybe_word("booked_on")?,
        state: r.word("state")?,
        services: r.value("services")?,
        advisor: r.value("advisor")?,
        team: r.value("team")?,
    })
}

fn repair_order(r: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event::RepairOrder {
        number: r.value("source_key")?,
        opened_on: r.word("opened_on")?,
        closed_on: r.maybe_word("closed_on")?,
        pay: r.word("pay")?,
        opcodes: opcodes(r.value("opcodes")?),
        advisor: r.value("advisor")?,
        technician: r.value("technician")?,
        odometer: r.value("odometer")?,
        amount_cents: r.value("amount_cents")?,
    })
}

fn parts_order(r: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event::PartsOrder {
        number: r.value("source_key")?,
        ordered_on: r.maybe_word("ordered_on")?,
        arrived_on: r.maybe_word("arrived_on")?,
        is_open: r.value("is_open")?,
        counter: r.maybe_word("counter")?,
        parts: r.value("parts")?,
        amount_cents: r.value("amount_cents")?,
    })
}

fn recall(r: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event::Recall {
        campaign: r.value("campaign")?,
        title: r.value("title")?,
        opened_on: r.maybe_word("opened_on")?,
        is_open: r.value("is_open")?,
        has_remedy: r.value("has_remedy")?,
        outcome: r.maybe_word("outcome")?,
    })
}

fn declined_work(r: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event::DeclinedWork {
        declined_on: r.maybe_word("declined_on")?,
        due_on: r.word("due_on")?,
        is_open: r.value("is_open")?,
        kind: r.maybe_word("kind")?,
        services: r.value("services")?,
        ro_number: r.value("ro_number")?,
        amount_cents: r.value("amount_cents")?,
    })
}

fn deal(r: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event::Deal {
        number: r.value("source_key")?,
        sold_on: r.word("sold_on")?,
        delivered_on: r.maybe_word("delivered_on")?,
        is_unwound: r.value("is_unwound")?,
        sold_as: r.maybe_word("kind")?,
        salesperson: r.value("salesperson")?,
        amount_cents: r.value("amount_cents")?,
        ends_on: r.maybe_word("ends_on")?,
    })
}

fn fetch_member(r: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event::FetchMember {
        campaign_name: r.value("campaign_name")?,
        made_at: r.at("made_at")?,
        expires_on: r.word("expires_on")?,
        is_open: r.value("is_open")?,
        is_ended: r.maybe_at("ended_at")?.is_some(),
    })
}

fn traffic_entry(r: &Row<'_>) -> Result<Event, StoreError> {
    Ok(Event::TrafficEntry {
        entered_at: r.at("entered_at")?,
        is_lead: r.value("is_lead")?,
        status: r.value("status")?,
        traffic_type: r.value("traffic_type")?,
        lost_reason: r.value("lost_reason")?,
        follow_up_on: r.maybe_word("follow_up_on")?,
        appointment_on: r.maybe_word("appointment_on")?,
        interest: r.value("interest")?,
        salesperson: r.value("salesperson")?,
        lead_source: r.value("lead_source")?,
        comment: r.value("comment")?,
    })
}

/// They stand between bars.
fn opcodes(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split('|').map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
