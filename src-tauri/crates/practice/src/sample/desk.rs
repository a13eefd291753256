//! The desk's days: when it was open before today, and when it is after.

use std::iter::successors;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use domain::{calendar::Calendar, contact_type::Department};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// No store is closed for longer than so many days in a row.
const CLOSED_DAYS_MAX: usize = 14;

pub(super) struct Desk {
    calendar: Calendar,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

impl Desk {
    pub fn new(calendar: Calendar, now: DateTime<Utc>) -> Self {
        let today = calendar.zone.date_at(now);
        Self { calendar, now, today }
    }

    pub fn days_ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today)
    }

    /// The day itself, or the last one before it on which the service department was open.
    pub fn open_day_until(&self, on: NaiveDate) -> NaiveDate {
        let is_open = |on: &NaiveDate| self.calendar.open_hours(Department::Service, *on).is_some();
        successors(Some(on), NaiveDate::pred_opt).take(CLOSED_DAYS_MAX).find(is_open).unwrap_or(on)
    }

    /// The first open day at least so many days ahead.
    pub fn open_day_from(&self, days_ahead: u64) -> NaiveDate {
        let on = self.today + Days::new(days_ahead);
        let is_open = |on: &NaiveDate| self.calendar.open_hours(Department::Service, *on).is_some();
        on.iter_days().take(CLOSED_DAYS_MAX).find(is_open).unwrap_or(on)
    }

    /// The last open day on or before `on`, at which the showroom was manned.
    pub fn showroom_day_until(&self, on: NaiveDate) -> NaiveDate {
        let is_open = |on: &NaiveDate| self.calendar.open_hours(Department::Sales, *on).is_some();
        successors(Some(on), NaiveDate::pred_opt).take(CLOSED_DAYS_MAX).find(is_open).unwrap_or(on)
    }

    /// Some moment of a day at which the desk was manned.
    pub fn moment_on(&self, on: NaiveDate, rng: &mut ChaCha8Rng) -> DateTime<Utc> {
        self.moment_between(on, 9 * 60 + 5, 15 * 60 + 30, rng)
    }

    /// Some moment between two minutes of a day at the store.
    pub fn moment_between(&self, on: NaiveDate, from: u32, to: u32, rng: &mut ChaCha8Rng) -> DateTime<Utc> {
        let second = rng.random_range(from * 60..to * 60);
        let local = NaiveTime::from_num_seconds_from_midnight_opt(second, 0).unwrap_or_default();
        self.calendar.zone.start_at(on, local).at
    }

    /// The date at the store.
    pub fn date_at(&self, at: DateTime<Utc>) -> NaiveDate {
        self.calendar.zone.date_at(at)
    }

    /// Saturday.
    pub fn is_short_day(&self, on: NaiveDate) -> bool {
        on.weekday() == Weekday::Sat
    }
}
