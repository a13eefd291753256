//! What must come out, said as plainly and slowly as the product page says it, from the dealership as it was made up: no
//! fact read back, no rule of the domain called.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use domain::{
    aim::{After, Step, Subtype},
    campaign::{
        CustomerType, CustomerTypeFilter, DayFilter, DayPreference, Language, LanguageFilter, MessageChoice, Prevention,
    },
    contact_type::ContactType,
    facts::{AppointmentState, Counter, PayType},
    ids::MessageId,
    phone::PhoneKind,
    reason::Reason,
};

use super::{
    dealership::{
        Asks, Block, Car, Dealership, End, Event, OnCar, Out, OutFile, Person, Phone, Touch, Try, VoiceOff, What, Whose,
    },
    making::weekday,
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

struct One<'a> {
    d: &'a Dealership,
    place: usize,
    person: &'a Person,
}

impl<'a> One<'a> {
    fn asked(&self) -> ContactType {
        self.d.spec.contact_type
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
        causes.retain(|cause| !cause.car.is_some_and(|(_, car)| car.off.contains(&self.asked())));
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

    /// Product page, section 6.
    fn is_due(&self, cause: &Cause<'_>) -> bool {
        let (d, due) = (self.d, &self.d.due);
        if cause.car.is_some_and(|(_, car)| car.has_open_order) {
            return false;
        }
        let parts = &d.spec.aim.subtypes;
        let wants = |part: Subtype| parts.is_empty() || parts.contains(&part);
        let Some((place, event)) = cause.event else { return self.is_due_for_maintenance(cause) };
        match event.what {
            What::Appointment { on, booked_on, state } if self.asked() == ContactType::Confirm => {
                let level_1 = wants(Subtype::Level1) && {
                    let open = self.open_days_until(on);
                    due.confirm_open_days.0 as i64 <= open && open <= due.confirm_open_days.1 as i64
                };
                let ahead = -self.ago(on);
                let level_2 = wants(Subtype::Level2)
                    && due.confirm_early_days.0 as i64 <= ahead
                    && ahead <= due.confirm_early_days.1 as i64;
                state == AppointmentState::Booked
                    && on > d.today
                    && booked_on.is_none_or(|booked_on| self.ago(booked_on) > 1)
                    && (level_1 || level_2)
            }
            What::Appointment { on, state, .. } => {
                state == AppointmentState::NoShow
                    && 1 <= self.ago(on)
                    && self.ago(on) <= due.no_show_days as i64
                    && !self.came_or_booked_since(cause, on)
            }
            What::Order { closed_on, pay, .. } => {
                let part = match pay {
                    PayType::Customer => Subtype::CustomerPay,
                    PayType::Warranty => Subtype::WarrantyPay,
                    PayType::Internal => Subtype::InternalPay,
                };
                closed_on.is_some_and(|on| {
                    due.follow_up_days.0 as i64 <= self.ago(on) && self.ago(on) <= due.follow_up_days.1 as i64
                }) && due.follow_up_pay.contains(&pay)
                    && wants(part)
            }
            What::Parts { arrived_on, is_open, counter } => {
                let is_of_part = match counter {
                    None => parts.is_empty(),
                    Some(Counter::Front) => wants(Subtype::FrontCounter),
                    Some(Counter::Back) => wants(Subtype::BackCounter),
                };
                is_open && is_of_part && arrived_on.is_some_and(|on| self.ago(on) >= due.parts_days as i64)
            }
            What::Recall { is_open, has_remedy, campaign } => {
                let recalls = &d.spec.aim.recalls;
                let is_wanted = recalls.is_empty() || campaign.is_some_and(|c| recalls.iter().any(|r| is_same(r, c)));
                is_open && has_remedy != Some(false) && is_wanted
            }
            What::Inspection { due_on } => {
                -self.ago(due_on) <= due.inspection_days.0 as i64 && self.ago(due_on) <= due.inspection_days.1 as i64
            }
            What::Declined { due_on, is_open } => {
                is_open
                    && -self.ago(due_on) <= due.declined_days.0 as i64
                    && self.ago(due_on) <= due.declined_days.1 as i64
            }
            What::Deal { sold_on, is_unwound } => {
                let from = super::filing::calendar(d).zone.day_start_at(sold_on);
                !is_unwound && self.is_its_turn(place, from, sold_on)
            }
            What::Traffic { entered_at, status, traffic_type, lost_reason, .. } => {
                let entered_on = super::filing::calendar(d).zone.date_at(entered_at);
                let Some(step) = &d.spec.aim.step else { return false };
                !is_same(status, "sold")
                    && takes(step, status, traffic_type, lost_reason)
                    && !self.bought_since(entered_on)
                    && self.is_its_turn(place, entered_at, entered_on)
            }
            What::Fetched { campaign, expires_on, is_open } => {
                let wanted = &d.spec.aim.fetch_campaigns;
                is_open
                    && d.today <= expires_on
                    && (wanted.is_empty() || wanted.iter().any(|id| id.0 == campaign as i64 + 1))
            }
        }
    }

    fn is_due_for_maintenance(&self, cause: &Cause<'_>) -> bool {
        let due = &self.d.due;
        let Some((_, car)) = cause.car else { return false };
        let Some(on) = last_visit(cause) else { return false };
        let back = |months: u32| self.d.today.checked_sub_months(Months::new(months)).unwrap();
        let between = |from: u32, to: u32| back(to) <= on && on <= back(from);
        let is_of_part = |part: &Subtype| match part {
            Subtype::FirstService => car.last_order_on.is_none(),
            Subtype::Regulars => car.last_order_on.is_some() && between(due.regulars_months.0, due.regulars_months.1),
            Subtype::ThinIce => between(due.maintenance_to_months - due.thin_ice_months, due.maintenance_to_months),
            _ => false,
        };
        let parts = &self.d.spec.aim.subtypes;
        between(due.maintenance_from_months, due.maintenance_to_months)
            && (parts.is_empty() || parts.iter().any(is_of_part))
    }

    /// Open days after today up to and with this one.
    fn open_days_until(&self, on: NaiveDate) -> i64 {
        let days = self.d.today.iter_days().skip(1).take_while(|day| *day <= on);
        days.filter(|day| self.d.service_days.contains(&weekday(*day)) && !self.d.closed.contains(day)).count() as i64
    }

    fn came_or_booked_since(&self, cause: &Cause<'_>, missed_on: NaiveDate) -> bool {
        cause.car.is_some_and(|(_, car)| car.last_order_on.is_some_and(|on| on >= missed_on))
            || self.has_appointment(cause)
            || self.person.events.iter().filter(|event| self.concerns(cause, event)).any(|event| match event.what {
                What::Order { opened_on, .. } => opened_on >= missed_on,
                What::Appointment { on, state: AppointmentState::Shown, .. } => on >= missed_on,
                _ => false,
            })
    }

    fn has_appointment(&self, cause: &Cause<'_>) -> bool {
        cause.car.is_some_and(|(_, car)| car.next_appointment_on.is_some_and(|on| on >= self.d.today))
            || self.person.events.iter().filter(|event| self.concerns(cause, event)).any(|event| match event.what {
                What::Appointment { on, state: AppointmentState::Booked | AppointmentState::Confirmed, .. } => {
                    on >= self.d.today
                }
                _ => false,
            })
    }

    /// The same VIN; without one on either side it concerns the person, and so every car.
    fn concerns(&self, cause: &Cause<'_>, event: &Event) -> bool {
        match (cause.car, event.car) {
            (Some((car, _)), OnCar::Own(other)) => car == other,
            // If nobody has another car, the event was filed without one.
            (Some(_), OnCar::Foreign) => !self.somebody_else_has_a_car(),
            (None, _) | (_, OnCar::None) => true,
        }
    }

    fn somebody_else_has_a_car(&self) -> bool {
        self.d.people.iter().enumerate().any(|(place, person)| place != self.place && !person.cars.is_empty())
    }

    /// A step falls due so long after the entry or deal, once, until it expires.
    fn is_its_turn(&self, event: usize, from: DateTime<Utc>, from_on: NaiveDate) -> bool {
        let d = self.d;
        let Some(step) = &d.spec.aim.step else { return false };
        let has_passed = |after: After| match after {
            After::Hours { hours } => d.now >= from + TimeDelta::hours(hours.into()),
            After::Days { days } => from_on + TimeDelta::days(days.into()) <= d.today,
        };
        let went = d.tries.iter().any(|t| {
            let may_have_arrived = matches!(t.end, End::Delivered | End::TreatedAsDelivered | End::Overdue);
            t.person == self.place && t.whose == Whose::Ours && t.about.contains(&event) && may_have_arrived
        });
        has_passed(step.after)
            && !step.expires_after.is_some_and(has_passed)
            && step.entries_from_on.is_none_or(|first_on| first_on <= from_on)
            && !went
    }

    /// A deal on any file with one of the same numbers, of whatever store.
    fn bought_since(&self, entered_on: NaiveDate) -> bool {
        let mine: Vec<usize> = self.person.numbers().map(|(_, number)| number).collect();
        let files = self.d.people.iter().enumerate().filter(|(place, person)| {
            *place == self.place || person.numbers().any(|(_, number)| mine.contains(&number))
        });
        files.flat_map(|(_, person)| &person.events).any(|event| match event.what {
            What::Deal { sold_on, is_unwound } => !is_unwound && sold_on >= entered_on,
            _ => false,
        })
    }

    /// A future service appointment, or an unsold entry's own follow-up.
    fn is_booked(&self, cause: &Cause<'_>) -> bool {
        let keeps_out = matches!(
            self.asked(),
            ContactType::Maintenance
                | ContactType::Recall
                | ContactType::Mvi
                | ContactType::DeclinedWork
                | ContactType::SpecialOrderParts
        );
        let holds_back = self.d.spec.aim.step.as_ref().is_some_and(|step| step.hold_back_while_booked);
        let is_held_back = match cause.event.map(|(_, event)| &event.what) {
            Some(What::Traffic { follow_up_on, appointment_on, .. }) => {
                follow_up_on.is_some_and(|on| on >= self.d.today) || appointment_on.is_some_and(|on| on >= self.d.today)
            }
            _ => false,
        };
        (keeps_out && self.has_appointment(cause)) || (holds_back && is_held_back)
    }

    /// S10: for types about one event that event, else the car, without one the person.
    fn is_out(&self, cause: &Cause<'_>) -> bool {
        let by_event = matches!(
            self.asked(),
            ContactType::Confirm
                | ContactType::NoShow
                | ContactType::ServiceFollowUp
                | ContactType::SpecialOrderParts
                | ContactType::Sales
                | ContactType::Unsold
        );
        let file = match (cause.event, cause.car) {
            (Some((event, _)), _) if by_event => OutFile::Event(event),
            (_, Some((car, _))) => OutFile::Car(car),
            (_, None) => OutFile::Customer,
        };
        let holds = match cause.event.map(|(_, event)| &event.what) {
            Some(What::Parts { arrived_on: Some(on), .. }) => self.ago(*on) < self.d.due.parts_recycle_days as i64,
            _ => true,
        };
        let returns_on = |out: &Out| {
            let days = out.frozen_days.unwrap_or(self.d.codes[out.code].days);
            out.on + TimeDelta::days(days.into())
        };
        let of_type = |out: &&Out| out.file == file && self.d.codes[out.code].contact_type == self.asked();
        holds && self.person.out.iter().filter(of_type).any(|out| self.d.today < returns_on(out))
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
        let is_usable = !says.is_opted_out
            && !says.is_switched_off
            && !is_blocked
            && !says.is_bad
            && !(says.is_landline && kind == PhoneKind::Cell)
            && says.own_line.is_none()
            && !is_shared;
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
            Prevention::ByContactType => t.contact_type == self.asked(),
        });
        if same_day.any(|t| t.on >= d.today) {
            return Err(Reason::Prevention);
        }
        let Some(number) = number else { return Ok(()) };
        let mut marketing = drops().filter(|t| t.number == number && is_marketing(t.contact_type));
        if is_marketing(self.asked()) && marketing.any(|t| !is_over(t.on, spec.rest_days)) {
            return Err(Reason::Rest);
        }
        if d.numbers[number].rests_until_on.is_some_and(|on| d.today < on) {
            return Err(Reason::RetryRest);
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

fn takes(step: &Step, status: &str, traffic_type: Option<&str>, lost_reason: Option<&str>) -> bool {
    let is_one = |wanted: &Vec<String>, word: Option<&str>| {
        wanted.is_empty() || word.is_some_and(|word| wanted.iter().any(|w| is_same(w, word)))
    };
    is_one(&step.statuses, Some(status))
        && is_one(&step.traffic_types, traffic_type)
        && is_one(&step.lost_reasons, lost_reason)
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
