//! The statutory holidays of Ontario.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The nine public holidays of a year, each on its own day: staff may get another day off instead, but a holiday that
/// falls on a weekend does not close the store on the Monday.
pub fn of_ontario(year: i32) -> BTreeMap<NaiveDate, String> {
    let fixed = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let nth = |month, weekday, n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n);
    [
        ("New Year's Day", fixed(1, 1)),
        ("Family Day", nth(2, Weekday::Mon, 3)),
        ("Good Friday", easter(year).and_then(|on| on.checked_sub_days(Days::new(2)))),
        ("Victoria Day", monday_before(fixed(5, 25))),
        ("Canada Day", fixed(7, 1)),
        ("Labour Day", nth(9, Weekday::Mon, 1)),
        ("Thanksgiving", nth(10, Weekday::Mon, 2)),
        ("Christmas Day", fixed(12, 25)),
        ("Boxing Day", fixed(12, 26)),
    ]
    .into_iter()
    .filter_map(|(name, on)| Some((on?, name.to_owned())))
    .collect()
}

/// Victoria Day is the last Monday before 25 May.
fn monday_before(on: Option<NaiveDate>) -> Option<NaiveDate> {
    let before = on?.pred_opt()?;
    before.checked_sub_days(Days::new(before.weekday().num_days_from_monday().into()))
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).
fn easter(year: i32) -> Option<NaiveDate> {
    let (century, of_century) = (year / 100, year % 100);
    let golden = year % 19;
    let moon_shift = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_shift + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * correction + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(year: i32) -> Vec<String> {
        of_ontario(year).keys().map(ToString::to_string).collect()
    }

    #[test]
    fn the_holidays_of_2026_lie_where_ontario_has_them() {
        assert_eq!(
            dates(2026),
            [
                "2026-01-01",
                "2026-02-16",
                "2026-04-03",
                "2026-05-18",
                "2026-07-01",
                "2026-09-07",
                "2026-10-12",
                "2026-12-25",
                "2026-12-26"
            ]
        );
    }

    #[test]
    fn the_holidays_of_2027_lie_where_ontario_has_them() {
        assert_eq!(
            dates(2027),
            [
                "2027-01-01",
                "2027-02-15",
                "2027-03-26",
                "2027-05-24",
                "2027-07-01",
                "2027-09-06",
                "2027-10-11",
                "2027-12-25",
                "2027-12-26"
            ]
        );
    }

    #[test]
    fn victoria_day_is_the_week_before_when_the_25th_is_a_monday() {
        assert!(dates(2020).contains(&"2020-05-18".to_owned()));
    }

    #[test]
    fn easter_is_right_at_its_earliest_and_latest() {
        assert_eq!(easter(1818), NaiveDate::from_ymd_opt(1818, 3, 22));
        assert_eq!(easter(2038), NaiveDate::from_ymd_opt(2038, 4, 25));
    }
}
