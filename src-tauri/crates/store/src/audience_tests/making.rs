//! Makes a dealership from a seed. Dates crowd around the limits of the rules, words and numbers are few, so that
//! everything meets everything within 10,000 of them.

mod query;
mod spec;
mod tries;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    campaign::{CustomerType, Day, DayPreference, Language},
    contact_type::ContactType,
    due::DueSettings,
    facts::{AppointmentState, Counter, PayType},
};

use super::{
    chance::Chance,
    dealership::{
        Asks, Block, Car, Code, Dealership, Event, Number, OnCar, Out, OutFile, OwnLine, Person, Phone, Touch,
        VoiceOff, What, Whose,
    },
};

const MAKES: [&str; 4] = ["Honda", "Acura", "CITROËN", "Citroën"];
const MODELS: [&str; 3] = ["Civic", "Pilot", "C3"];
const STATUSES: [&str; 4] = ["Open", "Lost", " sold", "Pending"];
const TYPES: [&str; 2] = ["Walk-in", "Internet"];
const REASONS: [&str; 2] = ["Price", "Bought elsewhere"];
const RECALLS: [&str; 3] = ["R-100", "r-100 ", "R-200"];
/// Fetch Campaigns in the file.
pub const FETCH_CAMPAIGNS: usize = 2;
pub const MESSAGES: usize = 3;

pub const TYPES_ASKED: [ContactType; 12] = [
    ContactType::Maintenance,
    ContactType::Confirm,
    ContactType::NoShow,
    ContactType::ServiceFollowUp,
    ContactType::SpecialOrderParts,
    ContactType::Recall,
    ContactType::Mvi,
    ContactType::DeclinedWork,
    ContactType::Sales,
    ContactType::Unsold,
    ContactType::Marketing,
    ContactType::FetchAutomation,
];

pub fn make(seed: u64) -> Dealership {
    let mut chance = Chance::new(seed);
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(chance.below(700) as u64);
    let now = noon(today) + TimeDelta::minutes(chance.between(-180, 480));
    let mut maker = Maker { today, now, chance };
    maker.dealership()
}

fn noon(on: NaiveDate) -> DateTime<Utc> {
    on.and_hms_opt(17, 0, 0).unwrap().and_utc()
}

/// Makes one thing after the other.
pub struct Maker {
    today: NaiveDate,
    now: DateTime<Utc>,
    pub chance: Chance,
}

impl Maker {
    /// For changes of a dealership; the same ones for the same dealership.
    pub fn for_changes(d: &Dealership) -> Self {
        let seed = d.people.len() * 1_000 + d.tries.len() * 100 + d.numbers.len();
        Self { today: d.today, now: d.now, chance: Chance::new(seed as u64 + d.now.timestamp() as u64) }
    }

    fn dealership(&mut self) -> Dealership {
        let contact_type = self.chance.one_of(&TYPES_ASKED);
        let spec = self.spec(contact_type);
        let query = (contact_type == ContactType::FetchAutomation).then(|| self.query());
        // What speaks for or against a drop is mostly about what it counts as.
        let contact_type = spec.aim.fetch.map_or(contact_type, |fetch| fetch.records);
        let codes: Vec<Code> = TYPES_ASKED
            .iter()
            .flat_map(|t| [*t, *t])
            .map(|contact_type| Code { contact_type, days: self.chance.one_of(&[0, 3, 10, 40]) })
            .collect();
        let many = 2 + self.chance.below(14);
        let numbers: Vec<Number> = (0..many).map(|_| self.number()).collect();
        let many = 1 + self.chance.below(12);
        let mut people: Vec<Person> = vec![];
        for place in 0..many {
            let person = self.person(place, contact_type, numbers.len(), &codes);
            people.push(person);
        }
        let tries = self.tries(&people, numbers.len(), contact_type);
        let closed = self.days_around(6).into_iter().collect::<BTreeSet<_>>();
        let asks = match self.chance.below(10) {
            0..=5 => Asks::Preview,
            6..=7 => Asks::Run,
            _ => Asks::RunAgain,
        };
        Dealership {
            today: self.today,
            now: self.now,
            language: self.chance.one_of(&[Language::English, Language::French]),
            service_days: self.chance.some_of(80, Day::ALL),
            closed,
            due: self.due(),
            codes,
            numbers,
            people,
            tries,
            spec,
            query,
            asks,
            // Sometimes the very moment of a contact or of a booking.
            reserved_at: match self.chance.percent(50) {
                true => noon(self.day(-2, 0)) - TimeDelta::hours(self.chance.between(0, 2)),
                false => self.now - TimeDelta::hours(self.chance.between(0, 30)),
            },
        }
    }

    fn days_around(&mut self, far: i64) -> Vec<NaiveDate> {
        (0..self.chance.below(4)).map(|_| self.day(-far, far)).collect()
    }

    /// So many days from today.
    fn day(&mut self, from: i64, to: i64) -> NaiveDate {
        self.today + TimeDelta::days(self.chance.between(from, to))
    }

    fn maybe_day(&mut self, chance: u64, from: i64, to: i64) -> Option<NaiveDate> {
        self.chance.percent(chance).then(|| self.day(from, to))
    }

    /// Months back, at and around the ends of months.
    pub fn visit(&mut self) -> NaiveDate {
        let months = self.chance.one_of(&[0_u32, 3, 4, 5, 6, 8, 10, 14, 15, 18, 24]);
        let back = self.today.checked_sub_months(chrono::Months::new(months)).unwrap();
        back + TimeDelta::days(self.chance.between(-2, 2))
    }

    pub fn due(&mut self) -> DueSettings {
        let mut due = DueSettings::default();
        if self.chance.percent(30) {
            due.maintenance_from_months = 1;
            due.maintenance_to_months = 14;
            due.regulars_months = (4, 10);
            due.confirm_open_days = (2, 4);
            due.no_show_days = 3;
            due.follow_up_pay = vec![PayType::Customer, PayType::Warranty];
            due.parts_recycle_days = 6;
            due.inspection_days = (5, 5);
        }
        due
    }

    pub fn number(&mut self) -> Number {
        let plain = self.chance.percent(70);
        if plain {
            return Number::default();
        }
        Number {
            is_opted_out: self.chance.percent(20),
            is_switched_off: self.chance.percent(20),
            block: self.chance.maybe(40, |c| c.percent(30)).map(|for_ever| match for_ever {
                true => Block::ForEver,
                false => Block::Until(self.day(-2, 2)),
            }),
            rests_until_on: self.maybe_day(40, -2, 2),
            maybe_heard_on: self.maybe_day(15, -45, 0),
            is_bad: self.chance.percent(10),
            is_landline: self.chance.percent(20),
            own_line: self.chance.maybe(15, |c| {
                c.one_of(&[OwnLine::Typed, OwnLine::OptOut, OwnLine::CallerId, OwnLine::OfTheOtherStore])
            }),
        }
    }

    pub fn phone(&mut self, numbers: usize) -> Phone {
        if self.chance.percent(10) {
            return Phone::Text(self.chance.one_of(&["", "ask wife", " "]));
        }
        // Low places are shared by many.
        let place = self.chance.below(numbers).min(self.chance.below(numbers));
        Phone::Number { place, has_extension: self.chance.percent(8) }
    }

    pub fn person(&mut self, place: usize, asked: ContactType, numbers: usize, codes: &[Code]) -> Person {
        let cars: Vec<Car> = (0..self.chance.below(4)).map(|_| self.car(asked)).collect();
        let events: Vec<Event> = (0..self.chance.below(5)).map(|_| self.event(asked, cars.len())).collect();
        let out = self.out(asked, cars.len(), &events, codes);
        let few = |maker: &mut Self, percent| maker.chance.percent(percent);
        let phone = |maker: &mut Self, percent| few(maker, percent).then(|| maker.phone(numbers));
        Person {
            is_elsewhere: few(self, 10),
            number: self.customer_number(place),
            language: self.chance.one_of(&[None, Some(Language::English), Some(Language::French)]),
            customer_type: self.chance.one_of(&[CustomerType::Retail, CustomerType::Retail, CustomerType::Fleet]),
            day_preference: self.chance.one_of(&[None, Some(DayPreference::Day), Some(DayPreference::LateDay)]),
            voice_off: few(self, 5).then(|| self.chance.one_of(&[VoiceOff::DoNotCall, VoiceOff::ByPerson])),
            is_taken: few(self, 5),
            hold: few(self, 7).then(|| self.maybe_day(70, -2, 2)),
            has_complaint: few(self, 4),
            held_by: few(self, 7).then(|| self.chance.one_of(&[Whose::Ours, Whose::Other])),
            contacts: self.contacts(),
            cars,
            cell: phone(self, 80),
            home: phone(self, 55),
            work: phone(self, 30),
            events,
            out,
        }
    }

    /// Each is another one, as the key of a customer asks for; some have the same value as numbers.
    fn customer_number(&mut self, place: usize) -> String {
        match self.chance.below(5) {
            0 => format!("A{place}"),
            1 => format!("{:0width$}", place + 1, width = 2 + place),
            2 => format!("{}", 100_000_000_000_000_000_000_000_u128 + place as u128),
            3 => format!("é{place}"),
            _ => format!("{}", (place + 1) * 7),
        }
    }

    pub fn contacts(&mut self) -> Vec<(DateTime<Utc>, Touch)> {
        let one = |maker: &mut Self| {
            let at = noon(maker.day(-4, 0)) - TimeDelta::hours(maker.chance.between(0, 2));
            (at.min(maker.now), maker.chance.one_of(&[Touch::Agent, Touch::CalledIn, Touch::Note]))
        };
        (0..self.chance.below(3)).map(|_| one(self)).collect()
    }

    fn car(&mut self, asked: ContactType) -> Car {
        Car {
            make: self.chance.one_of(&MAKES),
            model: self.chance.one_of(&MODELS),
            year: 2018 + self.chance.below(4) as i32,
            odometer: self.chance.maybe(80, |c| 10_000 * c.between(1, 4)),
            is_owned: self.chance.percent(85),
            has_open_order: self.chance.percent(8),
            last_order_on: self.chance.percent(75).then(|| self.visit()),
            purchased_on: self.chance.percent(50).then(|| self.visit()),
            next_appointment_on: self.maybe_day(20, -2, 2),
            off: self.chance.some_of(10, &[asked, ContactType::Maintenance, ContactType::Recall]).into_iter().fold(
                vec![],
                |mut off, one| {
                    if !off.contains(&one) {
                        off.push(one);
                    }
                    off
                },
            ),
        }
    }

    pub fn event(&mut self, asked: ContactType, cars: usize) -> Event {
        let car = match self.chance.below(10) {
            0..=1 => OnCar::None,
            2 => OnCar::Foreign,
            _ if cars > 0 => OnCar::Own(self.chance.below(cars)),
            _ => OnCar::None,
        };
        // Mostly what is asked for, and what speaks for or against it.
        let kind = if self.chance.percent(80) { asked } else { self.chance.one_of(&TYPES_ASKED) };
        let what = match kind {
            ContactType::Maintenance | ContactType::Confirm | ContactType::NoShow | ContactType::FetchAutomation => {
                self.appointment(kind)
            }
            ContactType::ServiceFollowUp => What::Order {
                opened_on: self.day(-16, 0),
                closed_on: self.maybe_day(85, -17, -1),
                pay: self.chance.one_of(PayType::ALL),
            },
            ContactType::SpecialOrderParts => {
                let arrived = if self.chance.percent(50) { (-5, 0) } else { (-32, -4) };
                What::Parts {
                    arrived_on: self.maybe_day(85, arrived.0, arrived.1),
                    is_open: self.chance.percent(85),
                    counter: self.chance.one_of(&[None, Some(Counter::Front), Some(Counter::Back)]),
                }
            }
            ContactType::Recall => What::Recall {
                is_open: self.chance.percent(80),
                has_remedy: self.chance.one_of(&[None, Some(true), Some(true), Some(false)]),
                campaign: self.chance.maybe(80, |c| c.one_of(&RECALLS)),
            },
            ContactType::Mvi => What::Inspection { due_on: self.around(&[-61, -5, 5, 31]) },
            ContactType::DeclinedWork => {
                What::Declined { due_on: self.around(&[-91, 0, 15]), is_open: self.chance.percent(80) }
            }
            ContactType::Sales => What::Deal { sold_on: self.day(-8, 0), is_unwound: self.chance.percent(15) },
            ContactType::Unsold => self.traffic(),
            ContactType::Marketing => What::Fetched {
                campaign: self.chance.below(FETCH_CAMPAIGNS),
                expires_on: self.day(-2, 2),
                is_open: self.chance.percent(80),
            },
        };
        Event { car, what }
    }

    fn around(&mut self, days: &[i64]) -> NaiveDate {
        let day = self.chance.one_of(days);
        self.day(day - 1, day + 1)
    }

    fn appointment(&mut self, kind: ContactType) -> What {
        let on = match (kind, self.chance.below(4)) {
            (ContactType::NoShow, 0..=2) => self.day(-9, 0),
            (_, 3) => self.around(&[15, 30]),
            _ => self.day(-1, 6),
        };
        let state = match kind {
            ContactType::NoShow if self.chance.percent(60) => AppointmentState::NoShow,
            _ if self.chance.percent(50) => AppointmentState::Booked,
            _ => self.chance.one_of(AppointmentState::ALL),
        };
        let hours = self.chance.between(0, 30);
        let known_at = self.chance.percent(50).then(|| self.now - TimeDelta::hours(hours));
        What::Appointment { on, booked_on: self.maybe_day(60, -4, 0), state, known_at }
    }

    fn traffic(&mut self) -> What {
        // Around midnight too: dates are the store's.
        let entered_at = self.now - TimeDelta::hours(self.chance.between(0, 120));
        What::Traffic {
            entered_at,
            status: self.chance.one_of(&STATUSES),
            traffic_type: self.chance.maybe(75, |c| c.one_of(&TYPES)),
            lost_reason: self.chance.maybe(60, |c| c.one_of(&REASONS)),
            follow_up_on: self.maybe_day(25, -1, 1),
            appointment_on: self.maybe_day(20, -1, 1),
        }
    }

    pub fn out(&mut self, asked: ContactType, cars: usize, events: &[Event], codes: &[Code]) -> Vec<Out> {
        let mut out: Vec<Out> = vec![];
        for _ in 0..self.chance.below(3) {
            let file = match self.chance.below(3) {
                0 if cars > 0 => OutFile::Car(self.chance.below(cars)),
                1 if !events.is_empty() => OutFile::Event(self.chance.below(events.len())),
                _ => OutFile::Customer,
            };
            let mut of_type: Vec<usize> = (0..codes.len()).collect();
            if self.chance.percent(75) {
                of_type.retain(|code| codes[*code].contact_type == asked);
            }
            if let OutFile::Event(event) = file {
                of_type.retain(|code| is_recycled_as(&events[event].what, codes[*code].contact_type));
            }
            if of_type.is_empty() {
                continue;
            }
            let code = self.chance.one_of(&of_type);
            let is_there = |o: &Out| o.file == file && codes[o.code].contact_type == codes[code].contact_type;
            if !out.iter().any(is_there) {
                let frozen_days = self.chance.maybe(20, |c| c.one_of(&[0, 5, 30]));
                out.push(Out { file, code, on: self.day(-11, 0), frozen_days });
            }
        }
        out
    }
}

/// S10: only types about one event put an event out, each its own kind.
fn is_recycled_as(what: &What, contact_type: ContactType) -> bool {
    matches!(
        (what, contact_type),
        (What::Appointment { .. }, ContactType::Confirm | ContactType::NoShow)
            | (What::Order { .. }, ContactType::ServiceFollowUp)
            | (What::Parts { .. }, ContactType::SpecialOrderParts)
            | (What::Deal { .. }, ContactType::Sales)
            | (What::Traffic { .. }, ContactType::Unsold)
    )
}

/// For what counts open days.
pub fn weekday(on: NaiveDate) -> Day {
    on.weekday().into()
}
