//! A store's opening hours, and the window of a run on a day (product page: Window; P6).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::{
    campaign::{CampaignSpec, Day},
    contact_type::Department,
    zone::Zone,
};

/// A run without a latest time ends this long before the department closes: call-backs need someone to answer.
pub const BEFORE_CLOSING: TimeDelta = TimeDelta::minutes(30);
/// How far ahead of today, or of the schedule's first day, the next planned day is looked for. A campaign that has none
/// within a year has no next run.
const LOOK_AHEAD_DAYS: usize = 366;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenHours {
    pub opens_local: NaiveTime,
    pub closes_local: NaiveTime,
}

/// When a store is open, by department. A weekday without hours is closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    pub zone: Zone,
    pub hours: BTreeMap<(Department, Day), OpenHours>,
    pub closed: BTreeSet<NaiveDate>,
}

/// From a run's start to the last moment at which it may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub start_at: DateTime<Utc>,
    pub end_at: DateTime<Utc>,
    /// The start was moved out of a daylight-saving gap.
    pub moved_to: Option<NaiveTime>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWindow {
    ClosedDay,
    /// The latest time, or closing, lies before the start.
    Empty,
}

impl Calendar {
    /// The hours of a day, or `None` when the department is closed.
    pub fn open_hours(&self, department: Department, on: NaiveDate) -> Option<OpenHours> {
        if self.closed.contains(&on) {
            return None;
        }
        self.hours.get(&(department, on.weekday().into())).copied()
    }

    /// Whether the department is open at this moment.
    pub fn is_open(&self, department: Department, now: DateTime<Utc>) -> bool {
        let local = self.zone.local_at(now);
        self.open_hours(department, local.date())
            .is_some_and(|h| h.opens_local <= local.time() && local.time() < h.closes_local)
    }

    /// The first moment after `now` on the same day at which the department is open.
    pub fn opens_later_today(&self, department: Department, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let local = self.zone.local_at(now);
        let hours = self.open_hours(department, local.date())?;
        (local.time() < hours.opens_local).then(|| self.zone.start_at(local.date(), hours.opens_local).at)
    }

    /// The window of a campaign's run on a day that its schedule includes.
    pub fn window(&self, spec: &CampaignSpec, on: NaiveDate) -> Result<Window, NoWindow> {
        let hours = self.open_hours(spec.department(), on).ok_or(NoWindow::ClosedDay)?;
        let start = self.zone.start_at(on, spec.time_local);
        let end_at = self.latest_at(spec, on, hours);
        if end_at <= start.at {
            return Err(NoWindow::Empty);
        }
        Ok(Window { start_at: start.at, end_at, moved_to: start.moved_to })
    }

    /// The window of a run that a person starts now: from now to the campaign's latest time today.
    pub fn window_from_now(&self, spec: &CampaignSpec, now: DateTime<Utc>) -> Result<Window, NoWindow> {
        let on = self.zone.date_at(now);
        let hours = self.open_hours(spec.department(), on).ok_or(NoWindow::ClosedDay)?;
        let end_at = self.latest_at(spec, on, hours);
        if end_at <= now { Err(NoWindow::Empty) } else { Ok(Window { start_at: now, end_at, moved_to: None }) }
    }

    /// The campaign's latest time, never past closing.
    fn latest_at(&self, spec: &CampaignSpec, on: NaiveDate, hours: OpenHours) -> DateTime<Utc> {
        let before_closing = (on.and_time(hours.closes_local) - BEFORE_CLOSING).time();
        let latest = spec.latest_local.unwrap_or(before_closing).min(hours.closes_local);
        self.zone.start_at(on, latest).at
    }

    /// The next start of a schedule after `after`, closed days left out.
    pub fn next_window(&self, spec: &CampaignSpec, after: DateTime<Utc>) -> Option<(NaiveDate, Window)> {
        let first_on = self.zone.date_at(after).max(spec.days.first_on());
        first_on
            .iter_days()
            .take(LOOK_AHEAD_DAYS)
            .filter(|on| spec.days.include(*on))
            .filter_map(|on| self.window(spec, on).ok().map(|w| (on, w)))
            .find(|(_, w)| w.start_at > after)
    }
}
