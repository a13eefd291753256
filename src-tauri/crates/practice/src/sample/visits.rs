//! A vehicle's repair orders: the last one is the visit that stands on the vehicle, and those before lie some months
//! apart.

use chrono::{Days, NaiveDate};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use store::{
    StoreError,
    bulk_events::{self, NewRepairOrder},
};

use super::{
    cars::Car,
    chance::{one_of, percent, weighted},
    desk::Desk,
    events::{Events, Subject},
    keys::Keys,
    names::{ADVISORS, TECHNICIANS},
    shop::Work,
};

/// How many visits came before the last one, at most.
const EARLIER: [(u32, (usize, usize)); 4] = [(22, (0, 1)), (30, (1, 3)), (30, (3, 5)), (18, (5, 8))];
/// Days between two visits.
const APART: std::ops::Range<u64> = 110..290;

/// One repair order of a vehicle's history.
pub(super) struct Visit {
    pub number: String,
    pub opened_on: NaiveDate,
    /// `None`: the vehicle is in the shop.
    pub closed_on: Option<NaiveDate>,
    pub work: Work,
    pub odometer: Option<i64>,
    pub advisor: &'static str,
    pub team: &'static str,
    pub technician: &'static str,
}

impl Events {
    /// Draws the history behind a car, oldest first, and gives the car the number of its last closed order.
    pub fn history(&mut self, car: &mut Car, desk: &Desk) -> Result<Vec<Visit>, StoreError> {
        let (advisor, team) = one_of(&mut self.rng, &ADVISORS);
        let mut visits = vec![];
        for closed_on in closed_days(car, desk, &mut self.rng) {
            let waited = if percent(&mut self.rng, 85) { 0 } else { self.rng.random_range(1..5) };
            let dropped_off = desk.open_day_until(closed_on - Days::new(waited));
            // Nobody leaves a car before it is theirs.
            let opened_on = car.purchased_on.map_or(dropped_off, |bought| dropped_off.max(bought)).min(closed_on);
            let odometer = odometer(car, closed_on);
            visits.push(visit(&mut self.keys, opened_on, Some(closed_on), odometer, (advisor, team), &mut self.rng)?);
        }
        car.last_ro_number = visits.last().map(|visit| visit.number.clone());
        if car.has_open_repair_order {
            let dropped_off = desk.open_day_until(desk.days_ago(self.rng.random_range(0..9)));
            let opened_on = [car.last_ro_on, car.purchased_on].into_iter().flatten().fold(dropped_off, NaiveDate::max);
            let odometer = car.odometer.map(|km| km + self.rng.random_range(0..2_000));
            visits.push(visit(&mut self.keys, opened_on, None, odometer, (advisor, team), &mut self.rng)?);
        }
        Ok(visits)
    }

    pub fn add_repair_orders(&mut self, subject: &Subject<'_>, visits: &[Visit]) -> Result<(), StoreError> {
        for visit in visits {
            let new = NewRepairOrder {
                opened_on: visit.opened_on,
                closed_on: visit.closed_on,
                pay: visit.work.pay,
                opcodes: &visit.work.opcodes(),
                advisor: Some(visit.advisor),
                technician: Some(visit.technician),
                odometer: visit.odometer,
                // What an order comes to stands when it is closed.
                amount_cents: visit.closed_on.map(|_| visit.work.amount_cents),
            };
            bulk_events::add_repair_order(subject.file.db, &subject.of(&visit.number), &new)?;
        }
        Ok(())
    }
}

fn visit(
    keys: &mut Keys,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    odometer: Option<i64>,
    usual: (&'static str, &'static str),
    rng: &mut ChaCha8Rng,
) -> Result<Visit, StoreError> {
    let (advisor, team) = if percent(rng, 70) { usual } else { one_of(rng, &ADVISORS) };
    Ok(Visit {
        number: keys.repair_order(opened_on)?,
        opened_on,
        closed_on,
        work: Work::drawn(rng),
        odometer,
        advisor,
        team,
        technician: one_of(rng, &TECHNICIANS),
    })
}

/// The days on which the orders were closed, oldest first; the last is the one that stands on the vehicle.
fn closed_days(car: &Car, desk: &Desk, rng: &mut ChaCha8Rng) -> Vec<NaiveDate> {
    let Some(last_on) = car.last_ro_on else { return vec![] };
    let first_on = car.purchased_on.unwrap_or_else(|| built_on(car));
    let (from, to) = *weighted(rng, &EARLIER);
    let earlier = rng.random_range(from..to);
    let mut days = vec![last_on];
    for _ in 0..earlier {
        let latest = days[days.len() - 1];
        let on = desk.open_day_until(latest - Days::new(rng.random_range(APART)));
        if on <= first_on {
            break;
        }
        days.push(on);
    }
    days.reverse();
    days
}

fn built_on(car: &Car) -> NaiveDate {
    NaiveDate::from_yo_opt(car.year, 1).unwrap_or_default()
}

/// As many kilometres as were driven by then, if every day was like the others.
fn odometer(car: &Car, on: NaiveDate) -> Option<i64> {
    let last_on = car.last_ro_on?;
    let days = (last_on - built_on(car)).num_days().max(1);
    let by_then = (on - built_on(car)).num_days().clamp(0, days);
    car.odometer.map(|km| km * by_then / days)
}
