//! Numbers, dates and words in few bytes: most of what is on file is small, or not there.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

/// 2020-01-01: what matters lies within some years of it, and takes two bytes.
const FIRST_DAY: i64 = 737_425;

/// The days of these decades, made once: a date is looked up in less time than it is worked out.
static DAYS: LazyLock<Vec<NaiveDate>> = LazyLock::new(|| {
    let first = NaiveDate::from_num_days_from_ce_opt((FIRST_DAY - DAYS_BEFORE) as i32).unwrap_or_default();
    (0..DAYS_KNOWN).filter_map(|days| first.checked_add_days(Days::new(days))).collect()
});
/// From 1992 on.
const DAYS_BEFORE: i64 = 10_227;
/// To 2036.
const DAYS_KNOWN: u64 = 16_384;

#[derive(Default)]
pub struct Packer(pub Vec<u8>);

impl Packer {
    /// Seven bits a byte, the low ones first.
    pub fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// Small ones of either sign are short.
    pub fn signed(&mut self, value: i64) {
        self.number(((value << 1) ^ (value >> 63)) as u64);
    }

    pub fn day(&mut self, on: NaiveDate) {
        self.signed(i64::from(on.num_days_from_ce()) - FIRST_DAY);
    }

    pub fn moment(&mut self, at: DateTime<Utc>) {
        self.signed(at.timestamp_millis());
    }

    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }
}

/// Reads what a [`Packer`] wrote, in the same order.
#[derive(Clone, Copy)]
pub struct Unpacker<'a>(pub &'a [u8]);

impl<'a> Unpacker<'a> {
    #[inline]
    pub fn number(&mut self) -> u64 {
        let mut value = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        value
    }

    #[inline]
    pub fn signed(&mut self) -> i64 {
        let value = self.number();
        (value >> 1) as i64 ^ -((value & 1) as i64)
    }

    #[inline]
    pub fn day(&mut self) -> NaiveDate {
        let days = self.signed();
        match usize::try_from(days + DAYS_BEFORE).ok().and_then(|place| DAYS.get(place)) {
            Some(on) => *on,
            None => NaiveDate::from_num_days_from_ce_opt((days + FIRST_DAY) as i32).unwrap_or_default(),
        }
    }

    #[inline]
    pub fn day_if(&mut self, is_there: bool) -> Option<NaiveDate> {
        is_there.then(|| self.day())
    }

    #[inline]
    pub fn moment(&mut self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.signed()).unwrap_or_default()
    }

    #[inline]
    pub fn moment_if(&mut self, is_there: bool) -> Option<DateTime<Utc>> {
        is_there.then(|| self.moment())
    }

    pub fn text(&mut self) -> &'a str {
        let length = self.number() as usize;
        str::from_utf8(self.part(length)).unwrap_or_default()
    }

    /// So many bytes, to be read apart or not at all.
    #[inline]
    pub fn part(&mut self, length: usize) -> &'a [u8] {
        let (part, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_as_it_went_in() {
        let mut packer = Packer::default();
        let numbers = [0, 1, 127, 128, 300, u64::MAX];
        let signed = [0, -1, 63, -64, 64, i64::MIN, i64::MAX];
        let days = [
            "0001-01-01",
            "1991-12-31",
            "1992-01-01",
            "2019-12-31",
            "2020-01-01",
            "2026-11-24",
            "2040-02-29",
            "9999-12-31",
        ]
        .map(|day| day.parse().unwrap());
        numbers.iter().for_each(|n| packer.number(*n));
        signed.iter().for_each(|n| packer.signed(*n));
        days.iter().for_each(|on| packer.day(*on));
        packer.text("Citroën");
        packer.moment(DateTime::UNIX_EPOCH);
        let mut unpacker = Unpacker(&packer.0);
        assert!(numbers.iter().all(|n| unpacker.number() == *n));
        assert!(signed.iter().all(|n| unpacker.signed() == *n));
        assert!(days.iter().all(|on| unpacker.day() == *on));
        assert_eq!(unpacker.text(), "Citroën");
        assert_eq!(unpacker.moment(), DateTime::<Utc>::UNIX_EPOCH);
        assert!(unpacker.0.is_empty());
    }

    #[test]
    fn a_day_of_these_years_takes_two_bytes() {
        let mut packer = Packer::default();
        packer.day("2026-11-24".parse().unwrap());
        assert_eq!(packer.0.len(), 2);
    }
}
