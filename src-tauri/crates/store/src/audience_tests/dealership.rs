//! A small dealership in plain words: what is on file, what was sent, and what a campaign asks. It refers to everything
//! by its place, so that neither the store's rows nor the facts of the rules are needed to say what must come out.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    campaign::{CampaignSpec, CustomerType, Day, DayPreference, Language},
    contact_type::ContactType,
    due::DueSettings,
    facts::{AppointmentState, Counter, PayType},
    fetch::Query,
    phone::{E164, PhoneKind},
    zone::Zone,
};

#[derive(Clone, Debug)]
pub struct Dealership {
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    pub language: Language,
    pub service_days: Vec<Day>,
    pub closed: BTreeSet<NaiveDate>,
    pub due: DueSettings,
    pub codes: Vec<Code>,
    pub numbers: Vec<Number>,
    pub people: Vec<Person>,
    pub tries: Vec<Try>,
    pub spec: CampaignSpec,
    /// What a Fetch Automation asks; saved under [`super::filing::ASKED_QUERY`].
    pub query: Option<Query>,
    pub asks: Asks,
    /// When a run took hold of those whom the gate is asked about.
    pub reserved_at: DateTime<Utc>,
}

impl Dealership {
    /// Whose first car it is that a person's event on a foreign car is about: the first other one who has a car. Whoever
    /// comes later changes nothing about that.
    pub fn car_elsewhere(&self, place: usize) -> Option<usize> {
        (0..self.people.len()).find(|other| *other != place && !self.people[*other].cars.is_empty())
    }

    /// The contact type that a drop is recorded as (S17).
    pub fn counts_as(&self) -> ContactType {
        self.spec.aim.fetch.map_or(self.spec.contact_type, |fetch| fetch.records)
    }
}

/// Who asks, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    Preview,
    /// The run of the campaign in question, which holds those who say so.
    Run,
    /// The same on a day on which it ran already.
    RunAgain,
}

/// Which campaign did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The one in question.
    Ours,
    Other,
}

#[derive(Clone, Debug)]
pub struct Code {
    pub contact_type: ContactType,
    pub days: u16,
}

/// What is known of a number; its place in the list is the number.
#[derive(Clone, Debug, Default)]
pub struct Number {
    pub is_opted_out: bool,
    pub is_switched_off: bool,
    pub block: Option<Block>,
    pub rests_until_on: Option<NaiveDate>,
    pub maybe_heard_on: Option<NaiveDate>,
    pub is_bad: bool,
    pub is_landline: bool,
    pub own_line: Option<OwnLine>,
}

#[derive(Clone, Copy, Debug)]
pub enum Block {
    Until(NaiveDate),
    ForEver,
}

/// How a store uses a number itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnLine {
    Typed,
    OptOut,
    CallerId,
    OfTheOtherStore,
}

#[derive(Clone, Debug)]
pub struct Person {
    /// Of another rooftop in the same file: shares numbers, is in no list.
    pub is_elsewhere: bool,
    pub number: String,
    pub language: Option<Language>,
    pub customer_type: CustomerType,
    pub day_preference: Option<DayPreference>,
    pub voice_off: Option<VoiceOff>,
    pub is_taken: bool,
    pub hold: Option<Option<NaiveDate>>,
    pub has_complaint: bool,
    pub held_by: Option<Whose>,
    pub contacts: Vec<(DateTime<Utc>, Touch)>,
    pub cars: Vec<Car>,
    pub cell: Option<Phone>,
    pub home: Option<Phone>,
    pub work: Option<Phone>,
    pub events: Vec<Event>,
    pub out: Vec<Out>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceOff {
    DoNotCall,
    ByPerson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    Agent,
    CalledIn,
    Note,
}

#[derive(Clone, Debug)]
pub enum Phone {
    /// Not a number at all; blank is no better.
    Text(&'static str),
    Number {
        place: usize,
        has_extension: bool,
    },
}

#[derive(Clone, Debug)]
pub struct Car {
    pub make: &'static str,
    pub model: &'static str,
    pub year: i32,
    pub odometer: Option<i64>,
    pub is_owned: bool,
    pub has_open_order: bool,
    pub last_order_on: Option<NaiveDate>,
    pub purchased_on: Option<NaiveDate>,
    pub next_appointment_on: Option<NaiveDate>,
    pub off: Vec<ContactType>,
}

/// A single event on a person's file.
#[derive(Clone, Debug)]
pub struct Event {
    pub car: OnCar,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnCar {
    None,
    Own(usize),
    /// A VIN that stands on another file.
    Foreign,
}

#[derive(Clone, Debug)]
pub enum What {
    Appointment {
        on: NaiveDate,
        booked_on: Option<NaiveDate>,
        state: AppointmentState,
        /// When the booking came onto the file.
        known_at: Option<DateTime<Utc>>,
    },
    Order {
        opened_on: NaiveDate,
        closed_on: Option<NaiveDate>,
        pay: PayType,
    },
    Parts {
        arrived_on: Option<NaiveDate>,
        is_open: bool,
        counter: Option<Counter>,
    },
    Recall {
        is_open: bool,
        has_remedy: Option<bool>,
        campaign: Option<&'static str>,
    },
    Inspection {
        due_on: NaiveDate,
    },
    Declined {
        due_on: NaiveDate,
        is_open: bool,
    },
    Deal {
        sold_on: NaiveDate,
        is_unwound: bool,
    },
    Traffic {
        entered_at: DateTime<Utc>,
        status: &'static str,
        traffic_type: Option<&'static str>,
        lost_reason: Option<&'static str>,
        follow_up_on: Option<NaiveDate>,
        appointment_on: Option<NaiveDate>,
    },
    /// Found by the Fetch Campaign with this place.
    Fetched {
        campaign: usize,
        expires_on: NaiveDate,
        is_open: bool,
    },
}

/// A file that is out on a recycle code.
#[derive(Clone, Debug)]
pub struct Out {
    pub file: OutFile,
    pub code: usize,
    pub on: NaiveDate,
    pub frozen_days: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutFile {
    Customer,
    Car(usize),
    Event(usize),
}

/// A drop that was tried.
#[derive(Clone, Debug)]
pub struct Try {
    pub person: usize,
    pub number: usize,
    /// 0 to 2.
    pub message: usize,
    /// As which it was recorded.
    pub contact_type: ContactType,
    /// A saved query chose whom it was for.
    pub by_query: bool,
    pub on: NaiveDate,
    pub end: End,
    pub whose: Whose,
    /// The events it was about.
    pub about: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Delivered,
    TreatedAsDelivered,
    Failed,
    NotSent,
    InFlight,
    Overdue,
}

impl End {
    pub fn is_open(self) -> bool {
        matches!(self, Self::InFlight | Self::Overdue)
    }
}

impl Try {
    /// In the morning there.
    pub fn at(&self) -> DateTime<Utc> {
        Zone::parse("America/Toronto").unwrap().day_start_at(self.on) + TimeDelta::hours(9)
    }
}

impl Person {
    pub fn phones(&self) -> [(PhoneKind, Option<&Phone>); 3] {
        [
            (PhoneKind::Cell, self.cell.as_ref()),
            (PhoneKind::Home, self.home.as_ref()),
            (PhoneKind::Work, self.work.as_ref()),
        ]
    }

    /// The places of all numbers on the file.
    pub fn numbers(&self) -> impl Iterator<Item = (PhoneKind, usize)> {
        self.phones().into_iter().filter_map(|(kind, phone)| match phone {
            Some(Phone::Number { place, .. }) => Some((kind, *place)),
            Some(Phone::Text(_)) | None => None,
        })
    }
}

/// The number with this place.
pub fn e164(place: usize) -> E164 {
    E164::parse(&format!("+1416555{:04}", 100 + place)).unwrap()
}
