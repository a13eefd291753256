//! What must come out, said as plainly and slowly as the product page says it, from the dealership as it was made up: no
//! fact read back, no rule of the domain called.

mod asking;
mod due;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    campaign::{
        CustomerType, CustomerTypeFilter, DayFilter, DayPreference, Language, LanguageFilter, MessageChoice, Prevention,
    },
    contact_type::ContactType,
    ids::MessageId,
    phone::PhoneKind,
    reason::Reason,
};

use super::dealership::{
    Asks, Block, Car, Dealership, End, Event, OnCar, Person, Phone, Touch, Try, VoiceOff, What, Whose,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drop {
    pub person: usize,
    pub kind: PhoneKind,
    pub number: usize,
    pub message: Option<MessageId>,
    pub cars: Vec<usize>,
    pub events: Vec<usize>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// In order.
    pub list: Vec<Drop>,
    /// By person.
    pub others: Vec<(usize, Reason)>,
}

/// What a drop could be about: a car, an event, both, or (an event without a car) the person.
#[derive(Clone, Copy, Debug)]
struct Cause<'a> {
    car: Option<(usize, &'a Car)>,
    event: Option<(usize, &'a Event)>,
}

type Place = (Option<DateTime<Utc>>, Option<NaiveDate>, (u8, usize, String), usize);

pub fn answer(d: &Dealership) -> Answer {
    let mut answer = Answer::default();
    let mut fit: Vec<(Place, Drop)> = vec![];
    for (place, person) in d.people.iter().enumerate().filter(|(_, person)| !person.is_elsewhere) {
        match (One { d, place, person }).verdict() {
            Ok(drop) => fit.push(drop),
            Err(reason) => answer.others.push((place, reason)),
        }
    }
    fit.sort_by(|a, b| a.0.cmp(&b.0));
    for (_, drop) in fit {
        // P3: of several on one number the first in order.
        if answer.list.iter().any(|earlier| earlier.number == drop.number) {
            answer.others.push((drop.person, Reason::SameNumber));
        } else {
            answer.list.push(drop);
        }
    }
    answer.others.sort();
    answer
}

/// What the gate says of somebody on the list, whom a run took hold of at that moment (S3).
pub fn since_reserved(d: &Dealership, place: usize) -> Option<Reason> {
    let one = One { d, place, person: &d.people[place] };
    let touched = |kind: Touch| one.person.contacts.iter().any(|(at, touch)| *touch == kind && *at >= d.reserved_at);
    if one.booked_since() {
        Some(Reason::Booked)
    } else if touched(Touch::CalledIn) {
        Some(Reason::CalledIn)
    } else {
        touched(Touch::Agent).then_some(Reason::SpokenTo)
    }
}

struct One<'a> {
    d: &'a Dealership,
    place: usize,
    person: &'a Person,
}

impl<'a> One<'a> {
    fn asked(&self) -> ContactType {
        self.d.spec.contact_type
    }

    fn recorded(&self) -> ContactType {
        self.d.counts_as()
    }

    fn ago(&self, on: NaiveDate) -> i64 {
        (self.d.today - on).num_days()
    }

    /// The first reason in the order of the preview, or the drop with its place in the list.
    fn verdict(&self) -> Result<(Place, Drop), Reason> {
        let d = self.d;
        let person = self.person;
        if !self.passes() {
            return Err(Reason::Filter);
        }
        let mut causes = self.causes();
        if !causes.is_empty() {
            causes.retain(|cause| self.car_passes(cause.car.map(|(_, car)| car)));
            if causes.is_empty() {
                return Err(Reason::Filter);
            }
        }
        causes.retain(|cause| self.is_due(cause));
        if causes.is_empty() {
            return Err(Reason::NotDue);
        }
        causes.retain(|cause| !self.car_meant(cause).is_some_and(|car| car.off.contains(&self.recorded())));
        if causes.is_empty() || person.voice_off == Some(VoiceOff::ByPerson) {
            return Err(Reason::TurnedOff);
        }
        let is_opted_out = person.numbers().any(|(_, number)| d.numbers[number].is_opted_out);
        if is_opted_out || person.voice_off == Some(VoiceOff::DoNotCall) {
            return Err(Reason::OptedOut);
        }
        causes.retain(|cause| !self.is_booked(cause));
        if causes.is_empty() {
            return Err(Reason::Booked);
        }
        let is_mine = person.held_by == Some(Whose::Ours) && d.asks != Asks::Preview;
        if person.held_by.is_some() && !is_mine {
            return Err(Reason::HeldByRun);
        }
        if person.is_taken {
            return Err(Reason::TakenByAgent);
        }
        if person.hold.is_some_and(|until_on| until_on.is_none_or(|on| d.today < on)) {
            return Err(Reason::OnHold);
        }
        if person.has_complaint {
            return Err(Reason::OpenComplaint);
        }
        causes.retain(|cause| !self.is_out(cause));
        if causes.is_empty() {
            return Err(Reason::Recycled);
        }
        let usable = [(PhoneKind::Cell, &person.cell), (PhoneKind::Home, &person.home)]
            .into_iter()
            .find_map(|(kind, phone)| self.usable(kind, phone.as_ref()).map(|number| (kind, number)));
        self.clocks(usable.map(|(_, number)| number))?;
        let (kind, number) = usable.ok_or(Reason::Impossible)?;
        match d.tries.iter().find(|t| t.number == number && t.end.is_open()) {
            Some(open) if open.end == End::Overdue => return Err(Reason::NumberLocked),
            // Every try of the dealership has a run of its own, so it is never the run that asks.
            Some(_) => return Err(Reason::InProgressElsewhere),
            None => {}
        }
        if d.asks == Asks::RunAgain {
            let is_his = |t: &&Try| t.person == self.place || t.number == number;
            if d.tries.iter().filter(is_his).any(|t| t.end != End::NotSent && t.on == d.today) {
                return Err(Reason::AttemptedToday);
            }
        }
        Ok(self.drop(kind, number, causes))
    }

    fn drop(&self, kind: PhoneKind, number: usize, mut causes: Vec<Cause<'_>>) -> (Place, Drop) {
        let earliest = causes.iter().map(last_visit).min().flatten();
        causes.sort_by_key(|cause| (last_visit(cause), cause.car.map(|(i, _)| i), cause.event.map(|(i, _)| i)));
        let mut cars = vec![];
        for (car, _) in causes.iter().filter_map(|cause| cause.car) {
            if !cars.contains(&car) {
                cars.push(car);
            }
        }
        let message = self.d.spec.message.map(|message| match message {
            MessageChoice::Single { message } => message,
            MessageChoice::PerLanguage { english, french } => {
                if self.person.language.unwrap_or(self.d.language) == Language::French { french } else { english }
            }
        });
        let drop = Drop {
            person: self.place,
            kind,
            number,
            message,
            cars,
            events: causes.iter().filter_map(|cause| cause.event).map(|(i, _)| i).collect(),
        };
        ((self.last_contact(), earliest, by_value(&self.person.number), self.place), drop)
    }

    /// S2: the latest contact of any kind, or drop attempt. A note is none, and neither is a drop that was not sent.
    fn last_contact(&self) -> Option<DateTime<Utc>> {
        let contacts = self.person.contacts.iter().filter(|(_, touch)| *touch != Touch::Note).map(|(at, _)| *at);
        let tries = self.d.tries.iter().filter(|t| t.person == self.place && t.end != End::NotSent);
        contacts.chain(tries.map(|t| t.at())).max()
    }

    fn passes(&self) -> bool {
        let (filters, person) = (&self.d.spec.filters, self.person);
        let language = match filters.language {
            LanguageFilter::Any => true,
            LanguageFilter::English => person.language == Some(Language::English),
            LanguageFilter::French => person.language == Some(Language::French),
        };
        let is_late = person.day_preference == Some(DayPreference::LateDay);
        let day = match filters.day {
            DayFilter::All => true,
            DayFilter::Day => !is_late,
            DayFilter::LateDay => is_late,
        };
        let no_fleet = filters.customer_type == CustomerTypeFilter::NonFleet;
        language && day && !(no_fleet && person.customer_type == CustomerType::Fleet)
    }

    fn car_passes(&self, car: Option<&Car>) -> bool {
        let f = &self.d.spec.filters;
        let Some(car) = car else {
            return f.makes.is_empty()
                && f.models.is_empty()
                && f.year_from.is_none()
                && f.year_to.is_none()
                && f.odometer_from.is_none()
                && f.odometer_to.is_none()
                && f.last_visit_from_on.is_none()
                && f.last_visit_to_on.is_none();
        };
        let is_one = |wanted: &Vec<String>, word: &str| wanted.is_empty() || wanted.iter().any(|w| is_same(w, word));
        is_one(&f.makes, car.make)
            && is_one(&f.models, car.model)
            && f.year_from.is_none_or(|from| from <= car.year)
            && f.year_to.is_none_or(|to| car.year <= to)
            && f.odometer_from.is_none_or(|from| car.odometer.is_some_and(|o| from <= o))
            && f.odometer_to.is_none_or(|to| car.odometer.is_some_and(|o| o <= to))
            && f.last_visit_from_on.is_none_or(|from| car.last_order_on.is_some_and(|on| from <= on))
            && f.last_visit_to_on.is_none_or(|to| car.last_order_on.is_some_and(|on| on <= to))
    }

    /// Cars for Maintenance, events for all others; a car that is not owned counts for nothing (P9).
    fn causes(&self) -> Vec<Cause<'a>> {
        let person = self.person;
        let cars = || person.cars.iter().enumerate();
        if self.asked() == ContactType::FetchAutomation {
            return match self.found() {
                None => vec![],
                Some(found) if found.is_empty() => vec![Cause { car: None, event: None }],
                Some(found) => {
                    cars().filter(|(i, _)| found.contains(i)).map(|car| Cause { car: Some(car), event: None }).collect()
                }
            };
        }
        if self.asked() == ContactType::Maintenance {
            return cars().filter(|(_, car)| car.is_owned).map(|car| Cause { car: Some(car), event: None }).collect();
        }
        let of_type = person.events.iter().enumerate().filter(|(_, event)| self.is_about(&event.what));
        of_type
            .map(|(i, event)| {
                let car = match event.car {
                    OnCar::Own(car) => Some((car, &person.cars[car])),
                    OnCar::None | OnCar::Foreign => None,
                };
                Cause { car, event: Some((i, event)) }
            })
            .filter(|cause| cause.car.is_none_or(|(_, car)| car.is_owned))
            .collect()
    }

    fn is_about(&self, what: &What) -> bool {
        matches!(
            (self.asked(), what),
            (ContactType::Confirm | ContactType::NoShow, What::Appointment { .. })
                | (ContactType::ServiceFollowUp, What::Order { .. })
                | (ContactType::SpecialOrderParts, What::Parts { .. })
                | (ContactType::Recall, What::Recall { .. })
                | (ContactType::Mvi, What::Inspection { .. })
                | (ContactType::DeclinedWork, What::Declined { .. })
                | (ContactType::Sales, What::Deal { .. })
                | (ContactType::Unsold, What::Traffic { .. })
                | (ContactType::Marketing, What::Fetched { .. })
        )
    }

    /// S8: valid, without an extension, not blocked, not opted out, no own line, no shared line.
    fn usable(&self, kind: PhoneKind, phone: Option<&Phone>) -> Option<usize> {
        let Some(Phone::Number { place, has_extension: false }) = phone else { return None };
        let says = &self.d.numbers[*place];
        let is_blocked = match says.block {
            None => false,
            Some(Block::ForEver) => true,
            Some(Block::Until(on)) => self.d.today < on,
        };
        let stands_as = |wanted: PhoneKind| {
            let files = self.d.people.iter().enumerate();
            files.filter(move |(_, person)| person.numbers().any(|(kind, number)| (kind, number) == (wanted, *place)))
        };
        let works = stands_as(PhoneKind::Work).filter(|(other, _)| *other != self.place).count();
        let is_shared = works >= 2 || stands_as(PhoneKind::Cell).count() > 4;
        let is_a_landline = says.is_landline && kind == PhoneKind::Cell;
        let is_ours = says.own_line.is_some();
        let is_barred = says.is_opted_out || says.is_switched_off || is_blocked || says.is_bad;
        let is_usable = !(is_barred || is_a_landline || is_ours || is_shared);
        is_usable.then_some(*place)
    }

    /// P2, in the order of the preview: days between, prevention, rest, retry rest. A failed try moves none of them, one
    /// that nobody knows counts as delivered.
    fn clocks(&self, number: Option<usize>) -> Result<(), Reason> {
        let (d, spec) = (self.d, &self.d.spec);
        let counts = |end: End| matches!(end, End::Delivered | End::TreatedAsDelivered | End::Overdue);
        let drops = || d.tries.iter().filter(move |t| counts(t.end));
        let of_both = || drops().filter(move |t| t.person == self.place || Some(t.number) == number);
        let message = self.message();
        let is_over = |on: NaiveDate, days: u16| on + TimeDelta::days(days.into()) <= d.today;
        let mut same_message = of_both().filter(|t| message == Some(MessageId(t.message as i64 + 1)));
        if same_message.any(|t| !is_over(t.on, spec.days_between)) {
            return Err(Reason::DaysBetween);
        }
        let mut same_day = of_both().filter(|t| match spec.prevention {
            Prevention::ByCustomer => true,
            Prevention::ByContactType => t.contact_type == self.recorded(),
        });
        if same_day.any(|t| t.on >= d.today) {
            return Err(Reason::Prevention);
        }
        let Some(number) = number else { return Ok(()) };
        let mut marketing = drops().filter(|t| t.number == number && (t.by_query || is_marketing(t.contact_type)));
        // Whom a saved query chose, a recording for everybody is for.
        let asks_by_query = self.asked() == ContactType::FetchAutomation;
        if (asks_by_query || is_marketing(self.recorded())) && marketing.any(|t| !is_over(t.on, spec.rest_days)) {
            return Err(Reason::Rest);
        }
        if d.numbers[number].rests_until_on.is_some_and(|on| d.today < on) {
            return Err(Reason::RetryRest);
        }
        let longest = spec.days_between.max(spec.rest_days).max(1);
        if d.numbers[number].maybe_heard_on.is_some_and(|on| !is_over(on, longest)) {
            return Err(Reason::SinceBackup);
        }
        Ok(())
    }

    fn message(&self) -> Option<MessageId> {
        let language = self.person.language.unwrap_or(self.d.language);
        self.d.spec.message.map(|choice| match (choice, language) {
            (MessageChoice::Single { message }, _) => message,
            (MessageChoice::PerLanguage { english, .. }, Language::English) => english,
            (MessageChoice::PerLanguage { french, .. }, Language::French) => french,
        })
    }
}

fn last_visit(cause: &Cause<'_>) -> Option<NaiveDate> {
    cause.car.and_then(|(_, car)| car.last_order_on.or(car.purchased_on))
}

fn is_marketing(contact_type: ContactType) -> bool {
    !matches!(
        contact_type,
        ContactType::Confirm | ContactType::NoShow | ContactType::ServiceFollowUp | ContactType::SpecialOrderParts
    )
}

fn is_same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// Digits first, by value; others by code point.
fn by_value(number: &str) -> (u8, usize, String) {
    if number.chars().all(|c| c.is_ascii_digit()) {
        let digits = number.trim_start_matches('0').to_owned();
        (0, digits.len(), digits)
    } else {
        (1, 0, number.to_owned())
    }
}

/// The events of the asked kind on a person's file.
pub fn asked_for(d: &Dealership, place: usize) -> Vec<usize> {
    let person = &d.people[place];
    let one = One { d, place, person };
    (0..person.events.len()).filter(|event| one.is_about(&person.events[*event].what)).collect()
}
