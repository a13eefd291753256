//! How the parts of an event stand in the columns of its table.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    event::{self, Amount, Event, Said},
    source::DataSource,
    zone::Zone,
};
use rusqlite::types::Value;

use crate::columns::{day, ms, time};

/// The columns that files fill, table by table, in the order of [`cells`].
pub(in crate::imports) const COLUMNS: &[(DataSource, &[&str])] = &[
    (
        DataSource::Appointment,
        &["appointment_on", "at_local", "booked_on", "state", "team", "advisor", "services", "known_at"],
    ),
    (
        DataSource::RepairOrder,
        &["opened_on", "closed_on", "pay", "opcodes", "advisor", "technician", "odometer", "amount_cents"],
    ),
    (DataSource::PartsOrder, &["ordered_on", "arrived_on", "is_open", "parts", "counter", "amount_cents"]),
    (DataSource::Recall, &["campaign", "title", "opened_on", "is_open", "has_remedy", "outcome"]),
    (DataSource::Inspection, &["name", "due_on"]),
    (DataSource::DeclinedWork, &["ro_number", "declined_on", "due_on", "kind", "services", "is_open", "amount_cents"]),
    (DataSource::Deal, &["sold_on", "delivered_on", "is_unwound", "kind", "salesperson", "amount_cents", "ends_on"]),
    (
        DataSource::TrafficEntry,
        &[
            "entered_at",
            "entered_on",
            "status",
            "traffic_type",
            "lost_reason",
            "follow_up_on",
            "appointment_on",
            "is_lead",
            "salesperson",
            "interest",
            "lead_source",
            "comment",
        ],
    ),
    (DataSource::ListEntry, &["list", "listed_on", "note"]),
];

/// What every event's table has beside: by which it is known, whose it is, and about which vehicle.
pub(in crate::imports) const LINKS: &[&str] = &["source_key", "customer_id", "vehicle_id"];

/// What an entry without a status is.
const NEW: &str = "New";

/// What one column is to hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Whatever stands there stays; nothing in a new row.
    Unsaid,
    /// Whatever stands there stays; this in a new row.
    Else(Value),
    Is(Value),
}

impl Cell {
    pub fn said(&self) -> Option<&Value> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unsaid | Self::Else(_) => None,
        }
    }

    pub fn at_insert(self) -> Value {
        match self {
            Self::Is(value) | Self::Else(value) => value,
            Self::Unsaid => Value::Null,
        }
    }
}

fn said<T>(said: &Said<T>, value: impl FnOnce(&T) -> Value) -> Cell {
    match said {
        Said::Unsaid => Cell::Unsaid,
        Said::Blank => Cell::Is(Value::Null),
        Said::Is(of) => Cell::Is(value(of)),
    }
}

fn text(of: &Said<String>) -> Cell {
    said(of, |text| text.clone().into())
}

fn date(of: &Said<NaiveDate>) -> Cell {
    said(of, |on| day(*on).into())
}

fn cents(of: &Said<Amount>) -> Cell {
    said(of, |amount| amount.cents().into())
}

fn word(word: &'static str) -> Value {
    word.to_owned().into()
}

fn or_else<T>(of: Option<T>, value: impl FnOnce(T) -> Value, otherwise: Value) -> Cell {
    of.map_or(Cell::Else(otherwise), |of| Cell::Is(value(of)))
}

fn is_open(of: Option<bool>) -> Cell {
    or_else(of, Value::from, true.into())
}

/// When an event comes in.
struct Coming<'a> {
    now: DateTime<Utc>,
    today: NaiveDate,
    zone: &'a Zone,
}

/// Each column of [`COLUMNS`] with what it is to hold.
pub(super) fn cells(event: &Event, now: DateTime<Utc>, today: NaiveDate, zone: &Zone) -> Vec<(&'static str, Cell)> {
    let coming = Coming { now, today, zone };
    let cells = match event {
        Event::Appointment(of) => appointment(of, &coming),
        Event::RepairOrder(of) => repair_order(of, &coming),
        Event::PartsOrder(of) => parts_order(of),
        Event::Recall(of) => recall(of),
        Event::Inspection(of) => vec![text(&of.name), Cell::Is(day(of.due_on).into())],
        Event::DeclinedWork(of) => declined_work(of),
        Event::Deal(of) => deal(of),
        Event::TrafficEntry(of) => traffic_entry(of, &coming),
        Event::ListEntry(of) => vec![
            Cell::Is(of.list.clone().into()),
            or_else(of.listed_on, |on| day(on).into(), day(today).into()),
            text(&of.note),
        ],
    };
    let columns = COLUMNS.iter().find(|(source, _)| *source == event.source()).map_or(&[][..], |(_, names)| names);
    columns.iter().copied().zip(cells).collect()
}

fn appointment(of: &event::Appointment, coming: &Coming<'_>) -> Vec<Cell> {
    vec![
        Cell::Is(day(of.on).into()),
        said(&of.at_local, |at| time(*at).into()),
        date(&of.booked_on),
        or_else(of.state, |state| word(state.word()), word("booked")),
        text(&of.team),
        text(&of.advisor),
        text(&of.services),
        Cell::Else(ms(coming.now).into()),
    ]
}

fn repair_order(of: &event::RepairOrder, coming: &Coming<'_>) -> Vec<Cell> {
    let opened_on = of.opened_on.or(of.closed_on.value().copied()).unwrap_or(coming.today);
    vec![
        or_else(of.opened_on, |on| day(on).into(), day(opened_on).into()),
        date(&of.closed_on),
        or_else(of.pay, |pay| word(pay.word()), word("customer")),
        match of.opcodes.as_slice() {
            [] => Cell::Unsaid,
            codes => Cell::Is(format!("|{}|", codes.join("|")).into()),
        },
        text(&of.advisor),
        text(&of.technician),
        said(&of.odometer, |odometer| (*odometer).into()),
        cents(&of.amount),
    ]
}

fn parts_order(of: &event::PartsOrder) -> Vec<Cell> {
    vec![
        date(&of.ordered_on),
        date(&of.arrived_on),
        is_open(of.is_open),
        text(&of.parts),
        said(&of.counter, |counter| word(counter.word())),
        cents(&of.amount),
    ]
}

fn recall(of: &event::Recall) -> Vec<Cell> {
    vec![
        Cell::Is(of.campaign.clone().into()),
        text(&of.title),
        date(&of.opened_on),
        is_open(of.is_open),
        said(&of.has_remedy, |has| (*has).into()),
        said(&of.outcome, |outcome| word(outcome.word())),
    ]
}

fn declined_work(of: &event::DeclinedWork) -> Vec<Cell> {
    vec![
        text(&of.ro_number),
        date(&of.declined_on),
        Cell::Is(day(of.due_on).into()),
        said(&of.kind, |kind| word(kind.word())),
        text(&of.services),
        is_open(of.is_open),
        cents(&of.amount),
    ]
}

fn deal(of: &event::Deal) -> Vec<Cell> {
    vec![
        Cell::Is(day(of.sold_on).into()),
        date(&of.delivered_on),
        or_else(of.is_unwound, Value::from, false.into()),
        said(&of.kind, |kind| word(kind.word())),
        text(&of.salesperson),
        cents(&of.amount),
        date(&of.ends_on),
    ]
}

fn traffic_entry(of: &event::TrafficEntry, coming: &Coming<'_>) -> Vec<Cell> {
    vec![
        or_else(of.entered_at, |at| ms(at).into(), ms(coming.now).into()),
        or_else(of.entered_at, |at| day(coming.zone.date_at(at)).into(), day(coming.today).into()),
        or_else(of.status.clone(), Value::from, word(NEW)),
        text(&of.traffic_type),
        text(&of.lost_reason),
        date(&of.follow_up_on),
        date(&of.appointment_on),
        Cell::Is(of.is_lead.into()),
        text(&of.salesperson),
        text(&of.interest),
        text(&of.lead_source),
        text(&of.comment),
    ]
}

/// What people call a column, in the middle of a sentence.
pub(in crate::imports) fn label(column: &str) -> String {
    match column {
        "source_key" => "number".to_owned(),
        "customer_id" => "customer".to_owned(),
        "vehicle_id" => "vehicle".to_owned(),
        "amount_cents" => "amount".to_owned(),
        "is_open" | "is_unwound" | "state" => "status".to_owned(),
        other => other.trim_end_matches("_on").trim_end_matches("_at").replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_fills_every_column_of_its_table_that_files_fill() {
        let zone = Zone::parse("America/Toronto").unwrap();
        let now: DateTime<Utc> = "2026-11-24T15:00:00Z".parse().unwrap();
        let events = [
            Event::Appointment(Default::default()),
            Event::RepairOrder(Default::default()),
            Event::PartsOrder(Default::default()),
            Event::Recall(Default::default()),
            Event::Inspection(Default::default()),
            Event::DeclinedWork(Default::default()),
            Event::Deal(Default::default()),
            Event::TrafficEntry(Default::default()),
            Event::ListEntry(Default::default()),
        ];
        for (event, (source, columns)) in events.iter().zip(COLUMNS) {
            assert_eq!(event.source(), *source);
            assert_eq!(cells(event, now, zone.date_at(now), &zone).len(), columns.len(), "{source:?}");
        }
        assert_eq!(label("appointment_on"), "appointment");
    }
}
