//! The only place where zone arithmetic happens. Uses jiff with its own copy of the IANA database: the machine's zone
//! files and chrono's copy are too old for the zones that changed on 2026-11-01. Hands out chrono types.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use jiff::{Timestamp, civil, tz};

/// An IANA zone, for example America/Toronto.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    name: String,
    zone: tz::TimeZone,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a known time zone")]
pub struct UnknownZone(pub String);

/// When a local wall time falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalStart {
    pub at: DateTime<Utc>,
    /// The wall time does not exist that day (spring); it starts at this one instead, the next valid minute.
    pub moved_to: Option<NaiveTime>,
}

impl Zone {
    pub fn parse(name: &str) -> Result<Self, UnknownZone> {
        let zone = tz::TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))?;
        Ok(Self { name: name.to_owned(), zone })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn local_at(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let local = self.zone.to_datetime(stamp(at));
        let on = NaiveDate::from_ymd_opt(local.year().into(), local.month() as u32, local.day() as u32);
        let time = NaiveTime::from_hms_nano_opt(
            local.hour() as u32,
            local.minute() as u32,
            local.second() as u32,
            local.subsec_nanosecond() as u32,
        );
        on.unwrap_or_default().and_time(time.unwrap_or_default())
    }

    /// The date on the wall calendar there.
    pub fn date_at(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local_at(at).date()
    }

    /// When `time` falls on `on`: in a spring gap at the next valid minute, in an autumn fold the first time.
    pub fn start_at(&self, on: NaiveDate, time: NaiveTime) -> LocalStart {
        let wall = civil_of(on, time);
        let ambiguous = self.zone.to_ambiguous_timestamp(wall);
        let offset = ambiguous.offset();
        let at = match offset {
            tz::AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall),
            tz::AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall),
            // Read with the offset from after the gap, the wall time lies before the change, also when it is the
            // gap's first minute; the change itself is the first minute that exists.
            tz::AmbiguousOffset::Gap { after, .. } => after
                .to_timestamp(wall)
                .map(|early| self.zone.following(early).next().map_or(early, |change| change.timestamp())),
        };
        let at = instant(at.unwrap_or_default());
        let real = self.local_at(at).time();
        LocalStart { at, moved_to: (real != time.with_nanosecond(0).unwrap_or(time)).then_some(real) }
    }

    /// The first instant of a date.
    pub fn day_start_at(&self, on: NaiveDate) -> DateTime<Utc> {
        self.start_at(on, NaiveTime::MIN).at
    }
}

/// From when on the wall clock there is how far from UTC, and what people call that time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offset {
    pub since: DateTime<Utc>,
    /// Seconds east of UTC.
    pub seconds: i32,
    /// "EST".
    pub abbreviation: String,
}

impl Zone {
    /// The offset in force at `from`, and every change until `to`: what a screen needs to show local times without a
    /// zone database of its own.
    pub fn offsets(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Offset> {
        let first = self.zone.to_offset_info(stamp(from));
        let mut offsets = vec![Offset {
            since: from,
            seconds: first.offset().seconds(),
            abbreviation: first.abbreviation().to_owned(),
        }];
        let changes = self.zone.following(stamp(from)).take_while(|change| change.timestamp() <= stamp(to));
        offsets.extend(changes.map(|change| Offset {
            since: instant(change.timestamp()),
            seconds: change.offset().seconds(),
            abbreviation: change.abbreviation().to_owned(),
        }));
        offsets
    }
}

fn stamp(at: DateTime<Utc>) -> Timestamp {
    Timestamp::from_microsecond(at.timestamp_micros()).unwrap_or_default()
}

fn instant(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.as_microsecond()).unwrap_or_default()
}

fn civil_of(on: NaiveDate, time: NaiveTime) -> civil::DateTime {
    // A date outside jiff's years (-9999..9999) cannot be typed anywhere in this program.
    civil::DateTime::new(
        on.year().clamp(-9999, 9999) as i16,
        on.month() as i8,
        on.day() as i8,
        time.hour() as i8,
        time.minute() as i8,
        time.second() as i8,
        0,
    )
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").expect("a time")
    }

    #[test]
    fn vancouver_keeps_minus_seven_hours_in_december_2026() {
        let vancouver = Zone::parse("America/Vancouver").expect("known");
        let noon = vancouver.start_at(on("2026-12-15"), time("12:00")).at;
        assert_eq!(noon, Utc.with_ymd_and_hms(2026, 12, 15, 19, 0, 0).single().expect("valid"));
    }

    #[test]
    fn a_wall_time_in_the_spring_gap_starts_at_the_next_valid_minute() {
        let toronto = Zone::parse("America/Toronto").expect("known");
        let start = toronto.start_at(on("2027-03-14"), time("02:30"));
        assert_eq!(start.moved_to, Some(time("03:00")));
        assert_eq!(start.at, Utc.with_ymd_and_hms(2027, 3, 14, 7, 0, 0).single().expect("valid"));
    }

    #[test]
    fn a_wall_time_in_the_autumn_fold_starts_the_first_time_only() {
        let toronto = Zone::parse("America/Toronto").expect("known");
        let start = toronto.start_at(on("2027-11-07"), time("01:30"));
        assert_eq!(start.moved_to, None);
        assert_eq!(start.at, Utc.with_ymd_and_hms(2027, 11, 7, 5, 30, 0).single().expect("valid"));
    }

    #[test]
    fn the_date_is_the_one_on_the_wall_there() {
        let toronto = Zone::parse("America/Toronto").expect("known");
        let late_evening = Utc.with_ymd_and_hms(2026, 11, 21, 3, 0, 0).single().expect("valid");
        assert_eq!(toronto.date_at(late_evening), on("2026-11-20"));
    }

    #[test]
    fn the_offsets_of_a_year_name_both_changes() {
        let toronto = Zone::parse("America/Toronto").expect("known");
        let at = |y, m| Utc.with_ymd_and_hms(y, m, 1, 0, 0, 0).single().expect("valid");
        let words: Vec<_> =
            toronto.offsets(at(2027, 1), at(2028, 1)).into_iter().map(|o| (o.seconds, o.abbreviation)).collect();
        let expected = [(-18_000, "EST"), (-14_400, "EDT"), (-18_000, "EST")];
        assert_eq!(words, expected.map(|(s, a)| (s, a.to_owned())));
    }

    #[test]
    fn an_unknown_zone_is_named() {
        assert_eq!(Zone::parse("America/Nowhere"), Err(UnknownZone("America/Nowhere".into())));
    }
}
