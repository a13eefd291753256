//! P6 and the Window: on which days a campaign runs, from when to when.

use chrono::{DateTime, Days as CalendarDays, NaiveTime, TimeDelta, Utc};
use domain::{
    calendar::{Calendar, NoWindow, OpenHours, Window},
    campaign::{CampaignSpec, Day, Days},
    contact_type::{ContactType, Department},
    zone::Zone,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::builders::{at, calendar, on, spec, time};

fn daily(start: &str, end: Option<&str>) -> Days {
    Days::Weekly { weekdays: Day::ALL.to_vec(), start_on: on(start), end_on: end.map(on) }
}

fn window(start: &str, end: &str) -> Result<Window, NoWindow> {
    Ok(Window { start_at: at(start), end_at: at(end), moved_to: None })
}

/// Open round the clock, so that the change of the clocks falls into the hours.
fn always_open(zone: &str) -> Calendar {
    let hours = OpenHours { opens_local: time("00:00"), closes_local: time("23:59") };
    Calendar {
        zone: Zone::parse(zone).expect("known"),
        hours: Day::ALL.iter().map(|day| ((Department::Service, *day), hours)).collect(),
        closed: [].into(),
    }
}

fn starting(text: &str) -> CampaignSpec {
    CampaignSpec { time_local: time(text), ..spec() }
}

#[test]
fn a_window_runs_from_the_start_to_half_an_hour_before_closing() {
    let expected = window("2026-11-24T15:00:00Z", "2026-11-24T22:30:00Z");
    assert_eq!(calendar().window(&spec(), on("2026-11-24")), expected);
}

#[test]
fn the_latest_time_of_a_campaign_ends_its_window_but_never_after_closing() {
    for (latest, end) in
        [("12:00", "2026-11-24T17:00:00Z"), ("17:45", "2026-11-24T22:45:00Z"), ("23:00", "2026-11-24T23:00:00Z")]
    {
        let spec = CampaignSpec { latest_local: Some(time(latest)), ..spec() };
        assert_eq!(calendar().window(&spec, on("2026-11-24")), window("2026-11-24T15:00:00Z", end), "{latest}");
    }
}

#[test]
fn a_department_goes_by_its_own_hours() {
    let mut calendar = calendar();
    let late = OpenHours { opens_local: time("09:00"), closes_local: time("21:00") };
    calendar.hours.insert((Department::Sales, Day::Tuesday), late);
    let sales = CampaignSpec { contact_type: ContactType::Unsold, ..spec() };
    let expected = window("2026-11-24T15:00:00Z", "2026-11-25T01:30:00Z");
    assert_eq!(calendar.window(&sales, on("2026-11-24")), expected);
}

#[test]
fn p6_there_is_no_window_on_a_closed_day() {
    let mut calendar = calendar();
    calendar.closed.insert(on("2026-11-24"));
    assert_eq!(calendar.window(&spec(), on("2026-11-24")), Err(NoWindow::ClosedDay));
    assert_eq!(calendar.window(&spec(), on("2026-11-29")), Err(NoWindow::ClosedDay), "a Sunday without hours");
    assert_eq!(calendar.window_from_now(&spec(), at("2026-11-24T15:00:00Z")), Err(NoWindow::ClosedDay));
}

#[test]
fn a_start_at_or_after_the_latest_time_has_no_window() {
    for (start, latest) in
        [("12:00", Some("12:00")), ("12:00", Some("11:00")), ("17:30", None), ("18:30", Some("19:00"))]
    {
        let spec = CampaignSpec { latest_local: latest.map(time), ..starting(start) };
        assert_eq!(calendar().window(&spec, on("2026-11-24")), Err(NoWindow::Empty), "{start} to {latest:?}");
    }
}

#[test]
fn p6_a_run_started_by_hand_has_what_is_left_of_the_day() {
    let expected = window("2026-11-24T20:07:00Z", "2026-11-24T22:30:00Z");
    assert_eq!(calendar().window_from_now(&spec(), at("2026-11-24T20:07:00Z")), expected);
    assert_eq!(calendar().window_from_now(&spec(), at("2026-11-24T22:30:00Z")), Err(NoWindow::Empty));
}

#[test]
fn the_next_window_is_the_next_planned_open_day_strictly_after_now() {
    let mut calendar = calendar();
    calendar.closed.insert(on("2026-11-27"));
    for (after, next) in [
        ("2026-11-24T14:59:59Z", "2026-11-24"),
        ("2026-11-24T15:00:00Z", "2026-11-25"),
        ("2026-11-26T15:00:00Z", "2026-11-28"),
        ("2026-11-28T15:00:00Z", "2026-11-30"),
        // Still the 27th in Toronto.
        ("2026-11-28T02:00:00Z", "2026-11-28"),
        ("2020-01-01T00:00:00Z", "2026-11-02"),
    ] {
        assert_eq!(calendar.next_window(&spec(), at(after)).map(|(on, _)| on), Some(on(next)), "after {after}");
    }
}

#[test]
fn a_schedule_keeps_to_its_weekdays_and_both_its_ends() {
    let weekdays = vec![Day::Monday, Day::Thursday];
    let days = Days::Weekly { weekdays, start_on: on("2026-11-24"), end_on: Some(on("2026-11-30")) };
    let included: Vec<_> =
        on("2026-11-16").iter_days().take(30).filter(|day| days.include(*day)).map(|day| day.to_string()).collect();
    assert_eq!(included, ["2026-11-26", "2026-11-30"]);
    let spec = CampaignSpec { days, ..spec() };
    assert_eq!(calendar().next_window(&spec, at("2026-11-30T15:00:00Z")), None);
}

#[test]
fn a_single_run_is_next_until_it_has_started_however_far_ahead_it_lies() {
    let once = CampaignSpec { days: Days::Once { on: on("2029-05-08") }, ..spec() };
    let next = calendar().next_window(&once, at("2026-11-24T15:00:00Z"));
    assert_eq!(next.map(|(on, window)| (on, window.start_at)), Some((on("2029-05-08"), at("2029-05-08T14:00:00Z"))));
    assert_eq!(calendar().next_window(&once, at("2029-05-08T14:00:00Z")), None);
}

#[test]
fn a_start_in_the_spring_gap_moves_to_the_next_valid_minute() {
    for start in ["02:00", "02:01", "02:30", "02:59"] {
        let spec = CampaignSpec { days: daily("2027-01-01", None), ..starting(start) };
        let window = always_open("America/Toronto").window(&spec, on("2027-03-14")).expect("a window");
        assert_eq!((window.start_at, window.moved_to), (at("2027-03-14T07:00:00Z"), Some(time("03:00"))), "{start}");
    }
    for (start, at_utc) in [("01:59", "2027-03-14T06:59:00Z"), ("03:00", "2027-03-14T07:00:00Z")] {
        let window = always_open("America/Toronto").window(&starting(start), on("2027-03-14")).expect("a window");
        assert_eq!((window.start_at, window.moved_to), (at(at_utc), None), "{start}");
    }
}

#[test]
fn a_start_in_the_autumn_fold_runs_once_the_first_time() {
    let spec = CampaignSpec { days: daily("2027-11-06", Some("2027-11-08")), ..starting("01:30") };
    let calendar = always_open("America/Toronto");
    let next_start = |after: DateTime<Utc>| calendar.next_window(&spec, after).map(|(_, window)| window.start_at);
    let first = next_start(at("2027-11-06T00:00:00Z"));
    let starts: Vec<_> = std::iter::successors(first, |start| next_start(*start)).take(9).collect();
    let expected = ["2027-11-06T05:30:00Z", "2027-11-07T05:30:00Z", "2027-11-08T06:30:00Z"];
    assert_eq!(starts, expected.map(at));
}

#[test]
fn a_latest_time_in_the_spring_gap_leaves_no_window_to_a_start_there() {
    let spec = CampaignSpec { latest_local: Some(time("02:45")), ..starting("02:15") };
    assert_eq!(always_open("America/Toronto").window(&spec, on("2027-03-14")), Err(NoWindow::Empty));
}

#[test]
fn a_department_is_open_from_opening_up_to_closing_by_its_own_wall() {
    let calendar = calendar();
    for (instant, open, opens_later) in [
        ("2026-11-24T12:59:59Z", false, Some("2026-11-24T13:00:00Z")),
        ("2026-11-24T13:00:00Z", true, None),
        ("2026-11-24T22:59:59Z", true, None),
        ("2026-11-24T23:00:00Z", false, None),
        // Sunday.
        ("2026-11-29T15:00:00Z", false, None),
        // Summer time.
        ("2026-07-21T12:00:00Z", true, None),
    ] {
        assert_eq!(calendar.is_open(Department::Service, at(instant)), open, "{instant}");
        assert_eq!(calendar.opens_later_today(Department::Service, at(instant)), opens_later.map(at), "{instant}");
    }
}

#[test]
fn s5_confirm_no_show_and_parts_go_first_at_equal_times() {
    let first: Vec<_> = ContactType::ALL.into_iter().filter(|t| t.goes_first()).collect();
    assert_eq!(first, [ContactType::Confirm, ContactType::NoShow, ContactType::SpecialOrderParts]);
}

prop_compose! {
    fn any_time()(minutes in 0u32..1440) -> NaiveTime {
        NaiveTime::MIN + TimeDelta::minutes(minutes.into())
    }
}

prop_compose! {
    fn any_calendar()(
        zone in select(vec![
            "America/Toronto", "America/Vancouver", "America/Regina", "America/St_Johns", "America/Phoenix",
            "Pacific/Honolulu", "Australia/Lord_Howe", "America/Havana", "UTC",
        ]),
        hours in vec(option::weighted(0.8, (any_time(), any_time())), 7),
        closed in vec(0u64..400, 0..6),
    ) -> Calendar {
        let open = Day::ALL.iter().zip(hours).filter_map(|(day, hours)| {
            let (opens_local, closes_local) = hours?;
            Some(((Department::Service, *day), OpenHours { opens_local, closes_local }))
        });
        Calendar {
            zone: Zone::parse(zone).expect("known"),
            hours: open.collect(),
            closed: closed.into_iter().map(|days| on("2026-11-01") + CalendarDays::new(days)).collect(),
        }
    }
}

prop_compose! {
    fn any_moment()(seconds in 0i64..400 * 86_400) -> DateTime<Utc> {
        at("2026-11-01T00:00:00Z") + TimeDelta::seconds(seconds)
    }
}

proptest! {
    #[test]
    fn a_window_never_starts_after_it_ends_and_the_next_lies_after_now_on_a_planned_open_day(
        calendar in any_calendar(), after in any_moment(), start in any_time(), latest in option::of(any_time()),
    ) {
        let spec = CampaignSpec { time_local: start, latest_local: latest, days: daily("2026-11-01", None), ..spec() };
        if let Some((day, window)) = calendar.next_window(&spec, after) {
            prop_assert!(after < window.start_at && window.start_at < window.end_at);
            prop_assert!(!calendar.closed.contains(&day));
            prop_assert_eq!(calendar.window(&spec, day), Ok(window));
            prop_assert_eq!(calendar.zone.date_at(window.start_at), day);
            let closes_at = calendar.open_hours(Department::Service, day).map(|h| calendar.zone.start_at(day, h.closes_local).at);
            prop_assert!(closes_at.is_some_and(|closes_at| window.end_at <= closes_at));
        }
    }

    #[test]
    fn a_wall_time_is_met_exactly_or_said_to_be_moved(calendar in any_calendar(), moment in any_moment(), time in any_time()) {
        let day = calendar.zone.date_at(moment);
        let start = calendar.zone.start_at(day, time);
        prop_assert_eq!(calendar.zone.local_at(start.at), day.and_time(start.moved_to.unwrap_or(time)));
        prop_assert!(start.moved_to.is_none_or(|moved_to| time < moved_to));
    }

    #[test]
    fn a_run_started_by_hand_never_starts_after_it_ends(calendar in any_calendar(), now in any_moment(), latest in option::of(any_time())) {
        let spec = CampaignSpec { latest_local: latest, ..spec() };
        if let Ok(window) = calendar.window_from_now(&spec, now) {
            prop_assert_eq!(window.start_at, now);
            prop_assert!(now < window.end_at);
        }
    }
}
