//! What a file says of single events: appointments, repair orders, and whatever else a contact can be about. The file
//! reader makes these of rows, the store compares them with what is on file.
//!
//! A file often has a line per job or part. Lines of one event in one file are joined here, so that every reader joins
//! them alike.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    campaign::choice,
    facts::{AppointmentState, Counter, PayType},
    phone::{PhoneKind, PhoneReading},
    source::DataSource,
};

/// A cell of an event. The newest file speaks the whole truth about an event it knows, so a blank cell clears what
/// stood there; a column that the file does not have, or a cell that cannot be read, leaves it alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Said<T> {
    #[default]
    Unsaid,
    Blank,
    Is(T),
}

impl<T> Said<T> {
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unsaid | Self::Blank => None,
        }
    }

    /// The later line wins if it says anything.
    fn or_before(self, before: Self) -> Self {
        match (&self, &before) {
            (Self::Is(_), _) | (Self::Blank, Self::Unsaid) => self,
            (Self::Blank | Self::Unsaid, _) => before,
        }
    }
}

impl<T> From<Option<T>> for Said<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unsaid, Self::Is)
    }
}

choice!(
    /// How a recall was closed.
    RecallOutcome { DoneHere => "done_here", DoneElsewhere => "done_elsewhere", NotApplicable => "not_applicable" }
);
choice!(
    /// What became of work that was offered.
    DeclinedKind { Declined => "declined", Deferred => "deferred", Recommended => "recommended" }
);
choice!(
    /// What was sold.
    DealKind { New => "new", Used => "used" }
);

/// Whose event it is, as far as its row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    pub customer_number: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub phones: Vec<TypedPhone>,
    /// Do Not Call on the row (P13).
    pub do_not_call: bool,
    pub vin: Option<String>,
    pub year: Option<i32>,
    pub make: Option<String>,
    pub model: Option<String>,
}

impl Who {
    /// Nothing on the row says who it is.
    pub fn is_nobody(&self) -> bool {
        self.key().is_empty() && self.vin.is_none()
    }

    /// What stands for the person in the key of an event that has no number of its own.
    fn key(&self) -> String {
        let number = self.phones.iter().find_map(|phone| match &phone.reading {
            PhoneReading::Number(number) | PhoneReading::WithExtension(number, _) => Some(number.to_string()),
            PhoneReading::Empty | PhoneReading::Invalid => None,
        });
        let name = [&self.first_name, &self.last_name, &self.company];
        let name = || name.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
        let known = self.customer_number.clone().or_else(|| self.email.clone()).or(number);
        known.unwrap_or_else(name).to_lowercase()
    }

    fn vehicle_key(&self) -> String {
        self.vin.clone().unwrap_or_else(|| self.key())
    }
}

/// A phone cell that is not blank: as typed, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedPhone {
    pub kind: PhoneKind,
    pub typed: String,
    pub reading: PhoneReading,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appointment {
    pub number: Option<String>,
    pub on: NaiveDate,
    pub at_local: Said<NaiveTime>,
    pub booked_on: Said<NaiveDate>,
    pub state: Option<AppointmentState>,
    pub team: Said<String>,
    pub advisor: Said<String>,
    pub services: Said<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepairOrder {
    pub number: String,
    pub opened_on: Option<NaiveDate>,
    /// Blank: it is still open.
    pub closed_on: Said<NaiveDate>,
    pub pay: Option<PayType>,
    pub opcodes: Vec<String>,
    pub advisor: Said<String>,
    pub technician: Said<String>,
    pub odometer: Said<i64>,
    pub amount: Said<Amount>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartsOrder {
    pub number: String,
    pub ordered_on: Said<NaiveDate>,
    /// When the last part came; blank while one is missing.
    pub arrived_on: Said<NaiveDate>,
    /// `None`: the file does not say, and what is on file stands.
    pub is_open: Option<bool>,
    pub parts: Said<String>,
    pub counter: Said<Counter>,
    pub amount: Said<Amount>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recall {
    /// The maker's word for it.
    pub campaign: String,
    pub title: Said<String>,
    pub opened_on: Said<NaiveDate>,
    pub is_open: Option<bool>,
    pub has_remedy: Said<bool>,
    pub outcome: Said<RecallOutcome>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    pub name: Said<String>,
    pub due_on: NaiveDate,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclinedWork {
    pub ro_number: Said<String>,
    pub declined_on: Said<NaiveDate>,
    pub due_on: NaiveDate,
    pub kind: Said<DeclinedKind>,
    pub services: Said<String>,
    pub is_open: Option<bool>,
    pub amount: Said<Amount>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deal {
    pub number: Option<String>,
    pub sold_on: NaiveDate,
    pub delivered_on: Said<NaiveDate>,
    pub is_unwound: Option<bool>,
    pub kind: Said<DealKind>,
    pub salesperson: Said<String>,
    pub amount: Said<Amount>,
    /// End of the lease or the financing.
    pub ends_on: Said<NaiveDate>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrafficEntry {
    pub number: Option<String>,
    /// `None`: the file does not say, and it is of the moment in which it comes in.
    pub entered_at: Option<DateTime<Utc>>,
    pub entered_on: Option<NaiveDate>,
    /// The store's own word.
    pub status: Option<String>,
    pub traffic_type: Said<String>,
    pub lost_reason: Said<String>,
    pub follow_up_on: Said<NaiveDate>,
    pub appointment_on: Said<NaiveDate>,
    pub is_lead: bool,
    pub salesperson: Said<String>,
    pub interest: Said<String>,
    pub lead_source: Said<String>,
    pub comment: Said<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListEntry {
    pub list: String,
    /// `None`: the file does not say, and it is of the day on which it comes in.
    pub listed_on: Option<NaiveDate>,
    pub note: Said<String>,
}

/// One event of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Appointment(Appointment),
    RepairOrder(RepairOrder),
    PartsOrder(PartsOrder),
    Recall(Recall),
    Inspection(Inspection),
    DeclinedWork(DeclinedWork),
    Deal(Deal),
    TrafficEntry(TrafficEntry),
    ListEntry(ListEntry),
}

impl Event {
    pub fn source(&self) -> DataSource {
        match self {
            Self::Appointment(_) => DataSource::Appointment,
            Self::RepairOrder(_) => DataSource::RepairOrder,
            Self::PartsOrder(_) => DataSource::PartsOrder,
            Self::Recall(_) => DataSource::Recall,
            Self::Inspection(_) => DataSource::Inspection,
            Self::DeclinedWork(_) => DataSource::DeclinedWork,
            Self::Deal(_) => DataSource::Deal,
            Self::TrafficEntry(_) => DataSource::TrafficEntry,
            Self::ListEntry(_) => DataSource::ListEntry,
        }
    }

    /// By which the next file knows it again: its own number, or what makes it the same without one.
    pub fn key(&self, who: &Who) -> String {
        let text = |said: &Said<String>| said.value().cloned().unwrap_or_default().to_lowercase();
        match self {
            Self::Appointment(of) => match &of.number {
                Some(number) => number.clone(),
                None => format!("{} {}", of.on, who.vehicle_key()),
            },
            Self::RepairOrder(of) => of.number.clone(),
            Self::PartsOrder(of) => of.number.clone(),
            Self::Recall(of) => format!("{} {}", who.vehicle_key(), of.campaign.to_lowercase()),
            Self::Inspection(of) => format!("{} {}", who.vehicle_key(), text(&of.name)),
            Self::DeclinedWork(of) => {
                let on = of.declined_on.value().unwrap_or(&of.due_on).to_string();
                let visit = of.ro_number.value().cloned().unwrap_or(on);
                format!("{visit} {} {}", who.vehicle_key(), text(&of.services))
            }
            Self::Deal(of) => match &of.number {
                Some(number) => number.clone(),
                None => format!("{} {}", of.sold_on, who.vehicle_key()),
            },
            Self::TrafficEntry(of) => match &of.number {
                Some(number) => number.clone(),
                None => {
                    let on = of.entered_on.map(|on| on.to_string());
                    format!("{} {}", on.unwrap_or_else(|| "lead".to_owned()), who.key())
                }
            },
            Self::ListEntry(of) => {
                let whom = if who.key().is_empty() { who.vehicle_key() } else { who.key() };
                format!("{} {whom}", of.list.to_lowercase())
            }
        }
    }

    /// Joins a further line of the same event to what the lines before it said. Jobs and parts add up; of everything
    /// else the last line that says something wins.
    pub fn join(&mut self, line: Event) {
        match (self, line) {
            (Self::Appointment(so_far), Self::Appointment(line)) => so_far.join(line),
            (Self::RepairOrder(so_far), Self::RepairOrder(line)) => so_far.join(line),
            (Self::PartsOrder(so_far), Self::PartsOrder(line)) => so_far.join(line),
            (so_far, line) => *so_far = line,
        }
    }
}

impl Appointment {
    fn join(&mut self, line: Self) {
        let before = std::mem::take(self);
        *self = Self {
            services: joined(before.services, line.services),
            at_local: line.at_local.or_before(before.at_local),
            booked_on: line.booked_on.or_before(before.booked_on),
            state: line.state.or(before.state),
            team: line.team.or_before(before.team),
            advisor: line.advisor.or_before(before.advisor),
            ..line
        };
    }
}

impl RepairOrder {
    /// An order that somebody paid for is followed up as customer-pay, whoever paid the other jobs.
    fn join(&mut self, line: Self) {
        let before = std::mem::take(self);
        let mut opcodes = before.opcodes;
        for code in line.opcodes {
            if !opcodes.contains(&code) {
                opcodes.push(code);
            }
        }
        *self = Self {
            number: line.number,
            opened_on: before.opened_on.into_iter().chain(line.opened_on).min(),
            closed_on: match (before.closed_on, line.closed_on) {
                (Said::Is(one), Said::Is(other)) => Said::Is(one.max(other)),
                (before, line) => line.or_before(before),
            },
            pay: before.pay.into_iter().chain(line.pay).min(),
            opcodes,
            advisor: line.advisor.or_before(before.advisor),
            technician: line.technician.or_before(before.technician),
            odometer: line.odometer.or_before(before.odometer),
            amount: added(before.amount, line.amount),
        };
    }
}

impl PartsOrder {
    /// All parts of the order have arrived when the last one has.
    fn join(&mut self, line: Self) {
        let before = std::mem::take(self);
        *self = Self {
            number: line.number,
            ordered_on: line.ordered_on.or_before(before.ordered_on),
            arrived_on: match (before.arrived_on, line.arrived_on) {
                (Said::Blank, _) | (_, Said::Blank) => Said::Blank,
                (Said::Is(one), Said::Is(other)) => Said::Is(one.max(other)),
                (before, line) => line.or_before(before),
            },
            is_open: match (before.is_open, line.is_open) {
                (Some(one), Some(other)) => Some(one || other),
                (before, line) => line.or(before),
            },
            parts: joined(before.parts, line.parts),
            counter: line.counter.or_before(before.counter),
            amount: added(before.amount, line.amount),
        };
    }
}

fn joined(before: Said<String>, line: Said<String>) -> Said<String> {
    match (before, line) {
        (Said::Is(before), Said::Is(line)) if before.split(", ").any(|one| one == line) => Said::Is(before),
        (Said::Is(before), Said::Is(line)) => Said::Is(format!("{before}, {line}")),
        (before, line) => line.or_before(before),
    }
}

/// Cents of the lines of one event. Some systems write the order's total into every line, others the line's own
/// amount: where all lines say the same it is the total, else they are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    first_cents: i64,
    sum_cents: i64,
    is_same: bool,
}

impl Amount {
    pub fn of(cents: i64) -> Self {
        Self { first_cents: cents, sum_cents: cents, is_same: true }
    }

    pub fn cents(self) -> i64 {
        if self.is_same { self.first_cents } else { self.sum_cents }
    }
}

fn added(before: Said<Amount>, line: Said<Amount>) -> Said<Amount> {
    match (before, line) {
        (Said::Is(before), Said::Is(line)) => Said::Is(Amount {
            first_cents: before.first_cents,
            sum_cents: before.sum_cents.saturating_add(line.sum_cents),
            is_same: before.is_same && line.first_cents == before.first_cents,
        }),
        (before, line) => line.or_before(before),
    }
}
