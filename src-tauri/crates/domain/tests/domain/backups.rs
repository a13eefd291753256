//! Which backups are kept.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use domain::backups::{DAILY, WEEKLY, is_due, superfluous};
use proptest::prelude::*;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The days that stay.
fn kept(days: &[NaiveDate]) -> Vec<NaiveDate> {
    let goes = superfluous(days);
    days.iter().enumerate().filter(|(place, _)| !goes.contains(place)).map(|(_, day)| *day).collect()
}

#[test]
fn one_is_due_on_every_day_of_the_store_and_not_twice() {
    let today = on("2026-11-24");
    assert!(is_due(&[], today));
    assert!(is_due(&[on("2026-11-23")], today));
    assert!(!is_due(&[on("2026-11-23"), today], today));
    assert!(is_due(&[on("2026-12-24")], today), "one of a clock that was set wrong is not waited for");
    assert!(!is_due(&[on("2026-12-24"), today], today), "nor does it make another every minute");
}

#[test]
fn seven_days_and_four_weeks_before_them_are_kept() {
    // Every day for ten weeks, up to a Sunday.
    let last = on("2026-11-29");
    let days: Vec<NaiveDate> = (0..70).map(|back| last - Days::new(back)).collect();
    let expected: Vec<NaiveDate> =
        (0..7).map(|back| last - Days::new(back)).chain((1..5).map(|week| last - Days::new(week * 7))).collect();
    assert_eq!(kept(&days), expected);
}

#[test]
fn days_on_which_the_program_was_closed_cost_nothing() {
    let days: Vec<NaiveDate> = ["2026-11-24", "2026-11-20", "2026-11-02", "2026-09-01", "2026-03-01"].map(on).to_vec();
    assert_eq!(superfluous(&days), Vec::<usize>::new());
}

#[test]
fn of_two_backups_of_one_day_the_newer_stays() {
    let day = on("2026-11-24");
    assert_eq!(superfluous(&[day, day]), [0]);
}

proptest! {
    #[test]
    fn the_newest_always_stays_and_there_are_never_more_than_eleven(back in proptest::collection::vec(0_u64..400, 0..80)) {
        let days: Vec<NaiveDate> = back.iter().map(|back| on("2026-11-24") - Days::new(*back)).collect();
        let kept = kept(&days);
        prop_assert_eq!(kept.iter().max(), days.iter().max());
        prop_assert!(kept.len() <= DAILY + WEEKLY);
        let distinct: BTreeSet<_> = kept.iter().collect();
        prop_assert_eq!(distinct.len(), kept.len());
        // The newest seven days that have one.
        let newest: BTreeSet<_> = days.iter().copied().collect();
        for day in newest.iter().rev().take(DAILY) {
            prop_assert!(kept.contains(day), "{} is gone", day);
        }
    }

    #[test]
    fn what_is_kept_is_kept_when_asked_again(back in proptest::collection::vec(0_u64..400, 0..80)) {
        let days: Vec<NaiveDate> = back.iter().map(|back| on("2026-11-24") - Days::new(*back)).collect();
        let once = kept(&days);
        prop_assert_eq!(kept(&once), once);
    }

    #[test]
    fn weeks_are_never_kept_twice(back in proptest::collection::vec(0_u64..400, 0..80)) {
        let days: Vec<NaiveDate> = back.iter().map(|back| on("2026-11-24") - Days::new(*back)).collect();
        let mut kept = kept(&days);
        kept.sort_unstable();
        let older = kept.len().saturating_sub(DAILY);
        let weeks: BTreeSet<_> = kept[..older].iter().map(|day| day.iso_week()).collect();
        prop_assert_eq!(weeks.len(), older);
    }
}
