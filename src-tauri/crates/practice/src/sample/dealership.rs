//! Northgate Honda: the store of the sample, and when its practice begins.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use domain::{
    calendar::{Calendar, OpenHours},
    campaign::{Day, Language},
    contact_type::Department,
    due::DueSettings,
    ids::StoreId,
    numbers::CellStrikes,
    phone::E164,
    zone::Zone,
};
use store::{
    StoreError,
    stores::{Lines, StoreRow},
};

use super::holidays;

const ZONE: &str = "America/Toronto";
/// Where the recordings ask to be called back. Lines below 0190 are customers', but this one never is: the sample
/// gives nobody one of the first lines in area code 416.
pub const CALL_BACK: &str = "+14165550110";
/// Where the recordings say that messages can be stopped.
pub const OPT_OUT: &str = "+18005550199";
const SERVICE_CALLER_ID: &str = "+14165550190";
const SALES_CALLER_ID: &str = "+14165550192";
pub(super) const SALES_CALL_BACK: &str = "+14165550193";
const SWITCHBOARD: &str = "+14165550195";
const START_HOUR: u32 = 10;

/// The store as it is set up on `now`. Its closed days are the holidays of that year and the next.
///
/// # Errors
/// [`StoreError::Broken`] only if the program's own list of zones lacks Toronto.
pub fn store_row(now: DateTime<Utc>) -> Result<StoreRow, StoreError> {
    let zone = Zone::parse(ZONE).map_err(|e| StoreError::Broken(e.to_string()))?;
    let year = zone.date_at(now).year();
    let closed_names: BTreeMap<NaiveDate, String> =
        [year, year + 1].into_iter().flat_map(holidays::of_ontario).collect();
    let lines = |caller_id, call_back| -> Result<Lines, StoreError> {
        Ok(Lines { caller_id: Some(number(caller_id)?), call_back_number: Some(number(call_back)?) })
    };
    Ok(StoreRow {
        id: StoreId(1),
        name: "Northgate Honda".to_owned(),
        country: "CA".to_owned(),
        region: "ON".to_owned(),
        language: Language::English,
        opt_out_number: Some(number(OPT_OUT)?),
        due: DueSettings::default(),
        cell_strikes: CellStrikes::default(),
        calendar: Calendar { zone, hours: hours(), closed: closed_names.keys().copied().collect() },
        closed_names,
        departments: BTreeMap::from([
            (Department::Service, lines(SERVICE_CALLER_ID, CALL_BACK)?),
            (Department::Sales, lines(SALES_CALLER_ID, SALES_CALL_BACK)?),
        ]),
        own_lines: own_lines()?,
    })
}

fn number(text: &str) -> Result<E164, StoreError> {
    E164::parse(text).map_err(|e| StoreError::Broken(e.to_string()))
}

fn own_lines() -> Result<BTreeSet<E164>, StoreError> {
    [CALL_BACK, OPT_OUT, SERVICE_CALLER_ID, SALES_CALLER_ID, SALES_CALL_BACK, SWITCHBOARD]
        .into_iter()
        .map(number)
        .collect()
}

fn hours() -> BTreeMap<(Department, Day), OpenHours> {
    use Day::{Friday, Monday, Saturday, Thursday, Tuesday, Wednesday};
    let weekdays = [Monday, Tuesday, Wednesday, Thursday, Friday];
    let mut hours = BTreeMap::new();
    for day in weekdays {
        hours.insert((Department::Service, day), open(8, 18));
        hours.insert((Department::Sales, day), open(9, 20));
    }
    hours.insert((Department::Service, Saturday), open(9, 16));
    hours.insert((Department::Sales, Saturday), open(9, 17));
    hours
}

fn open(from_hour: u32, to_hour: u32) -> OpenHours {
    OpenHours { opens_local: on_the_hour(from_hour), closes_local: on_the_hour(to_hour) }
}

fn on_the_hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

/// When a new practice file begins unless told otherwise: 10:00 at the store, on the next Tuesday that is no holiday.
/// A practice file never uses the machine's date again after this.
pub fn default_start(machine_today: NaiveDate, calendar: &Calendar) -> DateTime<Utc> {
    let on = machine_today
        .iter_days()
        .skip(1)
        .find(|on| on.weekday() == Weekday::Tue && !calendar.closed.contains(on))
        .unwrap_or(machine_today);
    calendar.zone.start_at(on, on_the_hour(START_HOUR)).at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn calendar() -> Calendar {
        store_row(at("2026-11-21T15:00:00Z")).unwrap().calendar
    }

    #[test]
    fn a_practice_file_starts_on_the_next_tuesday_at_ten_in_toronto() {
        assert_eq!(default_start(on("2026-11-21"), &calendar()), at("2026-11-24T15:00:00Z"));
    }

    #[test]
    fn made_on_a_tuesday_it_starts_on_the_next_one() {
        assert_eq!(default_start(on("2026-11-24"), &calendar()), at("2026-12-01T15:00:00Z"));
    }

    #[test]
    fn a_tuesday_that_is_a_holiday_is_passed_over() {
        let mut calendar = calendar();
        calendar.closed.insert(on("2026-11-24"));
        assert_eq!(default_start(on("2026-11-21"), &calendar), at("2026-12-01T15:00:00Z"));
    }

    #[test]
    fn in_summer_time_ten_at_the_store_is_another_hour_in_utc() {
        assert_eq!(default_start(on("2026-07-03"), &calendar()), at("2026-07-07T14:00:00Z"));
    }

    #[test]
    fn the_store_is_closed_on_sundays_and_holidays_of_two_years() {
        let store = store_row(at("2027-01-01T03:00:00Z")).unwrap();
        assert_eq!(store.closed_names.len(), 18);
        // It is still 2026 in Toronto.
        assert_eq!(store.calendar.closed.first(), Some(&on("2026-01-01")));
        assert!(store.calendar.closed.contains(&on("2027-12-26")));
        for department in [Department::Service, Department::Sales] {
            assert_eq!(store.calendar.open_hours(department, on("2026-11-22")), None);
        }
    }

    #[test]
    fn every_line_of_the_store_lies_in_the_fictional_block_and_is_its_own() {
        let store = store_row(at("2026-11-24T15:00:00Z")).unwrap();
        let of_departments = store.departments.values().flat_map(|l| [&l.caller_id, &l.call_back_number]);
        for line in of_departments.chain([&store.opt_out_number]).flatten() {
            assert!(store.own_lines.contains(line), "{line}");
        }
        assert!(store.own_lines.iter().all(|line| line.as_str()[5..].starts_with("55501")));
    }
}
