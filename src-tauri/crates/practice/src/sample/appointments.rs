//! The appointment book: visits that were booked, those that were missed or deleted, and what is booked from today on.

use chrono::{Days, NaiveDate, NaiveTime};
use domain::facts::AppointmentState;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use store::{
    StoreError,
    bulk_events::{self, NewAppointment},
};

use super::{
    chance::{one_of, percent},
    desk::Desk,
    events::{Events, Subject},
    keys::Series,
    names::ADVISORS,
    shop,
    visits::Visit,
};

/// The book shows a year back.
const SHOWN_DAYS: u64 = 365;
/// Of 100 visits so many were booked; the others drove up.
const BOOKED_VISITS: u32 = 65;
/// One of so many vehicles was missed in the last days, with nothing booked since.
const MISSED_LATELY: u32 = 170;
/// Pre-booked at the last visit, at most so many days ahead.
const PRE_BOOKED_DAYS: i64 = 240;

/// A place in the book.
struct Slot<'a> {
    on: NaiveDate,
    booked_on: NaiveDate,
    state: AppointmentState,
    services: &'a str,
    advisor: (&'static str, &'static str),
}

impl Events {
    pub fn add_appointments(&mut self, subject: &Subject<'_>, visits: &[Visit]) -> Result<(), StoreError> {
        if !subject.is_owned() {
            return Ok(());
        }
        let desk = &subject.file.desk;
        let shown_from = desk.days_ago(SHOWN_DAYS);
        for visit in visits.iter().filter(|visit| visit.opened_on >= shown_from) {
            if percent(&mut self.rng, BOOKED_VISITS) {
                self.add_kept(subject, visit)?;
            }
        }
        if percent(&mut self.rng, 5) {
            let on = desk.open_day_until(desk.days_ago(self.rng.random_range(9..300)));
            // Whoever came on that day did not miss it.
            if visits.iter().all(|visit| visit.opened_on != on) {
                self.add_slot(subject, on, AppointmentState::NoShow)?;
            }
        }
        if percent(&mut self.rng, 6) {
            let on = desk.open_day_until(desk.days_ago(self.rng.random_range(1..180)));
            self.add_slot(subject, on, AppointmentState::Deleted)?;
        }
        match subject.car.next_appointment_on {
            Some(on) => self.add_next(subject, on),
            None => self.add_missed_or_deleted(subject),
        }
    }

    fn add_kept(&mut self, subject: &Subject<'_>, visit: &Visit) -> Result<(), StoreError> {
        let services = shop::titles(visit.work.operations);
        let slot = Slot {
            on: visit.opened_on,
            booked_on: visit.opened_on - Days::new(self.rng.random_range(1..21)),
            state: AppointmentState::Shown,
            services: &services,
            advisor: (visit.advisor, visit.team),
        };
        self.add_to_book(subject, slot)
    }

    /// The appointment that stands on the vehicle.
    fn add_next(&mut self, subject: &Subject<'_>, on: NaiveDate) -> Result<(), StoreError> {
        let days_ahead = (on - subject.file.desk.today).num_days();
        // Somebody has called those of the next days already.
        let confirmed = if days_ahead < 4 { 16 } else { 3 };
        let is_confirmed = percent(&mut self.rng, confirmed);
        let state = if is_confirmed { AppointmentState::Confirmed } else { AppointmentState::Booked };
        self.add_slot(subject, on, state)
    }

    fn add_missed_or_deleted(&mut self, subject: &Subject<'_>) -> Result<(), StoreError> {
        let desk = &subject.file.desk;
        if subject.car.has_open_repair_order {
            return Ok(());
        }
        if self.rng.random_ratio(1, MISSED_LATELY) {
            let on = desk.open_day_until(desk.days_ago(self.rng.random_range(1..8)));
            if subject.car.last_ro_on.is_none_or(|last_on| last_on < on) {
                return self.add_slot(subject, on, AppointmentState::NoShow);
            }
        }
        if percent(&mut self.rng, 1) {
            let on = desk.open_day_from(self.rng.random_range(1..25));
            return self.add_slot(subject, on, AppointmentState::Deleted);
        }
        Ok(())
    }

    fn add_slot(&mut self, subject: &Subject<'_>, on: NaiveDate, state: AppointmentState) -> Result<(), StoreError> {
        let services = shop::booked(&mut self.rng);
        let slot = Slot {
            on,
            booked_on: self.booked_on(subject, on),
            state,
            services: &services,
            advisor: one_of(&mut self.rng, &ADVISORS),
        };
        self.add_to_book(subject, slot)
    }

    /// Weeks ahead it was booked at the visit before; what is near, some days ago, now and then since yesterday.
    fn booked_on(&mut self, subject: &Subject<'_>, on: NaiveDate) -> NaiveDate {
        let (desk, car) = (&subject.file.desk, subject.car);
        let known_on = desk.today.min(on);
        if on > desk.today + Days::new(14)
            && let Some(last_on) = car.last_ro_on.filter(|last_on| (on - *last_on).num_days() <= PRE_BOOKED_DAYS)
            && last_on < known_on
        {
            return last_on;
        }
        let days = if percent(&mut self.rng, 8) { self.rng.random_range(0..2) } else { self.rng.random_range(2..24) };
        let booked_on = known_on - Days::new(days);
        car.purchased_on.map_or(booked_on, |bought| booked_on.max(bought)).min(known_on)
    }

    fn add_to_book(&mut self, subject: &Subject<'_>, slot: Slot<'_>) -> Result<(), StoreError> {
        let key = self.key(Series::Appointment);
        let (advisor, team) = slot.advisor;
        let new = NewAppointment {
            on: slot.on,
            at_local: Some(quarter_hour(slot.on, &subject.file.desk, &mut self.rng)),
            booked_on: Some(slot.booked_on),
            state: slot.state,
            team: Some(team),
            advisor: Some(advisor),
            services: Some(slot.services),
        };
        bulk_events::add_appointment(subject.file.db, &subject.of(&key), &new)?;
        Ok(())
    }
}

/// While the shop takes cars in.
fn quarter_hour(on: NaiveDate, desk: &Desk, rng: &mut ChaCha8Rng) -> NaiveTime {
    let (from, to) = if desk.is_short_day(on) { (36, 56) } else { (32, 64) };
    let minutes = rng.random_range(from..to) * 15;
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap_or_default()
}
