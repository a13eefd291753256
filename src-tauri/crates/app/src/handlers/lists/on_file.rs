//! What is on file of a customer, and the house accounts, as lists that leave the program.

use domain::{
    facts::{AppointmentState, Counter, PayType},
    ids::CustomerId,
    on_file::{Event, EventSource, RecallOutcome, SoldAs, UndoneWork},
    zone::Zone,
};

use super::Listing;
use crate::{
    dto::{
        Nothing,
        customer_page::{EventDto, EventsRequest},
    },
    error::CommandError,
    export::{Table, date_cell, time_cell, yes_no_cell},
    handlers::{customers, house_accounts},
};

impl Listing {
    /// All rows of a source.
    pub(super) async fn events(&self, customer: CustomerId, source: EventSource) -> Result<Table, CommandError> {
        let (mut rows, mut before) = (vec![], None);
        loop {
            let request = EventsRequest { customer, source, before };
            let page = customers::events(&self.house, &self.caller, request).await?;
            rows.extend(page.rows.into_iter().map(|row| self.event(row)));
            before = page.before;
            if before.is_none() {
                let mut header = vec!["Vehicle", "VIN"];
                header.extend(header_of(source));
                return Ok(Table { header, rows });
            }
        }
    }

    fn event(&self, row: EventDto) -> Vec<String> {
        let mut cells = vec![row.vehicle.unwrap_or_default(), row.vin.unwrap_or_default()];
        cells.extend(match row.event {
            event @ (Event::TrafficEntry { .. } | Event::ListEntry { .. } | Event::FetchMember { .. }) => {
                list_cells(event, &self.zone)
            }
            event @ (Event::PartsOrder { .. } | Event::DeclinedWork { .. } | Event::Deal { .. }) => {
                counter_cells(event)
            }
            event @ (Event::Appointment { .. }
            | Event::RepairOrder { .. }
            | Event::Recall { .. }
            | Event::Inspection { .. }) => workshop_cells(event),
        });
        cells
    }

    pub(super) async fn house_accounts(&self) -> Result<Table, CommandError> {
        let found = house_accounts::list(&self.house, &self.caller, Nothing {}).await?;
        let offered = found.candidates.into_iter().map(|one| {
            vec![one.customer_number, one.name, one.vehicles.to_string(), one.why.join("; "), "no".to_owned()]
        });
        let excluded = found
            .excluded
            .into_iter()
            .map(|one| vec![one.customer_number, one.name, String::new(), one.reason, "yes".to_owned()]);
        let header = vec!["No.", "Customer", "Vehicles", "Why", "Excluded"];
        Ok(Table { header, rows: offered.chain(excluded).collect() })
    }
}

fn header_of(source: EventSource) -> &'static [&'static str] {
    match source {
        EventSource::Appointment => &["Date", "Time", "Booked on", "State", "Services", "Advisor", "Team"],
        EventSource::RepairOrder => {
            &["Repair order", "Opened", "Closed", "Pay type", "Opcodes", "Advisor", "Technician", "Odometer", "Amount"]
        }
        EventSource::PartsOrder => &["Order", "Ordered", "All arrived", "Open", "Counter", "Parts", "Amount"],
        EventSource::Recall => &["Campaign", "Recall", "Opened", "Open", "Remedy available", "Closed as"],
        EventSource::Inspection => &["Inspection", "Due"],
        EventSource::DeclinedWork => &["Declined", "Due", "Open", "Kind", "Work", "Repair order", "Amount"],
        EventSource::Deal => &["Deal", "Sold", "Delivered", "Unwound", "New or used", "Salesperson", "Amount", "Ends"],
        EventSource::TrafficEntry => &[
            "Entered",
            "Lead",
            "Status",
            "Traffic type",
            "Lost reason",
            "Follow-up",
            "Appointment",
            "Interest",
            "Salesperson",
            "Source",
            "Comment",
        ],
        EventSource::ListEntry => &["List", "Listed", "Note"],
        EventSource::FetchMember => &["Fetch Campaign", "Sent to Call Select", "Expires", "Open"],
    }
}

/// What the workshop knows. Everything here has no moment of the day in it.
fn workshop_cells(event: Event) -> Vec<String> {
    let text = Option::unwrap_or_default;
    match event {
        Event::Appointment { on, at_local, booked_on, state, services, advisor, team } => vec![
            date_cell(Some(on)),
            at_local.map(|at| at.format("%H:%M").to_string()).unwrap_or_default(),
            date_cell(booked_on),
            plain(AppointmentState::word(state)),
            text(services),
            text(advisor),
            text(team),
        ],
        Event::RepairOrder {
            number,
            opened_on,
            closed_on,
            pay,
            opcodes,
            advisor,
            technician,
            odometer,
            amount_cents,
        } => vec![
            number,
            date_cell(Some(opened_on)),
            date_cell(closed_on),
            plain(PayType::word(pay)),
            opcodes.join(" "),
            text(advisor),
            text(technician),
            odometer.map(|km| km.to_string()).unwrap_or_default(),
            money(amount_cents),
        ],
        Event::Recall { campaign, title, opened_on, is_open, has_remedy, outcome } => vec![
            text(campaign),
            text(title),
            date_cell(opened_on),
            yes_no_cell(is_open),
            has_remedy.map(yes_no_cell).unwrap_or_default(),
            outcome.map(RecallOutcome::word).map(plain).unwrap_or_default(),
        ],
        Event::Inspection { name, due_on } => vec![text(name), date_cell(Some(due_on))],
        // The caller gives no other.
        Event::PartsOrder { .. }
        | Event::DeclinedWork { .. }
        | Event::Deal { .. }
        | Event::TrafficEntry { .. }
        | Event::ListEntry { .. }
        | Event::FetchMember { .. } => vec![],
    }
}

/// What is sold, or was not sold yet.
fn counter_cells(event: Event) -> Vec<String> {
    let text = Option::unwrap_or_default;
    match event {
        Event::PartsOrder { number, ordered_on, arrived_on, is_open, counter, parts, amount_cents } => vec![
            number,
            date_cell(ordered_on),
            date_cell(arrived_on),
            yes_no_cell(is_open),
            counter.map(Counter::word).map(plain).unwrap_or_default(),
            text(parts),
            money(amount_cents),
        ],
        Event::DeclinedWork { declined_on, due_on, is_open, kind, services, ro_number, amount_cents } => vec![
            date_cell(declined_on),
            date_cell(Some(due_on)),
            yes_no_cell(is_open),
            kind.map(UndoneWork::word).map(plain).unwrap_or_default(),
            text(services),
            text(ro_number),
            money(amount_cents),
        ],
        Event::Deal { number, sold_on, delivered_on, is_unwound, sold_as, salesperson, amount_cents, ends_on } => vec![
            number,
            date_cell(Some(sold_on)),
            date_cell(delivered_on),
            yes_no_cell(is_unwound),
            sold_as.map(SoldAs::word).map(plain).unwrap_or_default(),
            text(salesperson),
            money(amount_cents),
            date_cell(ends_on),
        ],
        // The caller gives no other.
        Event::Appointment { .. }
        | Event::RepairOrder { .. }
        | Event::Recall { .. }
        | Event::Inspection { .. }
        | Event::TrafficEntry { .. }
        | Event::ListEntry { .. }
        | Event::FetchMember { .. } => vec![],
    }
}

/// Who is on a list: of the showroom, taken in, or found by a query.
fn list_cells(event: Event, zone: &Zone) -> Vec<String> {
    let text = Option::unwrap_or_default;
    match event {
        Event::TrafficEntry {
            entered_at,
            is_lead,
            status,
            traffic_type,
            lost_reason,
            follow_up_on,
            appointment_on,
            interest,
            salesperson,
            lead_source,
            comment,
        } => vec![
            time_cell(Some(entered_at), zone),
            yes_no_cell(is_lead),
            status,
            text(traffic_type),
            text(lost_reason),
            date_cell(follow_up_on),
            date_cell(appointment_on),
            text(interest),
            text(salesperson),
            text(lead_source),
            text(comment),
        ],
        Event::ListEntry { list, listed_on, note } => vec![list, date_cell(Some(listed_on)), text(note)],
        Event::FetchMember { campaign_name, made_at, expires_on, is_open, is_ended } => vec![
            campaign_name,
            time_cell(Some(made_at), zone),
            date_cell(Some(expires_on)),
            yes_no_cell(is_open && !is_ended),
        ],
        // The caller gives no other.
        Event::Appointment { .. }
        | Event::RepairOrder { .. }
        | Event::Recall { .. }
        | Event::Inspection { .. }
        | Event::PartsOrder { .. }
        | Event::DeclinedWork { .. }
        | Event::Deal { .. } => vec![],
    }
}

/// A stored word as people read it.
fn plain(word: &str) -> String {
    word.replace('_', " ")
}

/// Cents as a number that a spreadsheet adds up.
fn money(cents: Option<i64>) -> String {
    let Some(cents) = cents else { return String::new() };
    let (sign, whole) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}
