//! How the dates of a file are written.

use std::collections::{BTreeSet, HashSet};

use chrono::{Datelike, NaiveDate};

use crate::{IntakeError, Mapping, Table};

/// No customer bought or serviced a car before, and no appointment lies beyond; other years are misread dates.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// How the dates of a file are written; all columns of a file are written alike. A time may follow and is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateFormat(&'static str);

/// What the dates of a file say about their format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateFormats {
    Certain(DateFormat),
    /// The dates can be read in each of these ways (or, if in none, these are all there are): to be asked, never
    /// guessed.
    Ambiguous(Vec<DateFormat>),
    /// No date column is mapped, or all their cells are blank.
    NoDates,
}

impl DateFormat {
    /// In the order in which they are offered.
    pub const ALL: [Self; 14] = [
        Self("%Y-%m-%d"),
        Self("%m/%d/%Y"),
        Self("%d/%m/%Y"),
        Self("%d-%b-%Y"),
        Self("%Y%m%d"),
        Self("%m/%d/%y"),
        Self("%d/%m/%y"),
        Self("%d.%m.%Y"),
        Self("%Y/%m/%d"),
        Self("%m-%d-%Y"),
        Self("%d-%m-%Y"),
        Self("%d-%b-%y"),
        Self("%d %b %Y"),
        Self("%b %d, %Y"),
    ];

    /// The name in reports and settings: the pattern itself, as chrono writes it.
    pub fn word(self) -> &'static str {
        self.0
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.0 == word)
    }

    /// The date, or `None` if the text is not one in this format.
    pub fn read(self, text: &str) -> Option<NaiveDate> {
        let (date, rest) = NaiveDate::parse_and_remainder(text.trim(), self.0).ok()?;
        (is_time(rest) && YEARS.contains(&date.year())).then_some(date)
    }
}

/// What stands behind the date in a cell: a time of day, with or without an offset from UTC.
pub(crate) fn time_after(text: &str, format: DateFormat) -> Option<&str> {
    let (_, rest) = NaiveDate::parse_and_remainder(text.trim(), format.0).ok()?;
    let rest = rest.trim_start_matches([' ', 'T', 't']).trim();
    (!rest.is_empty()).then_some(rest)
}

/// Whether this is nothing or a time of day, as database tools add it to every date.
fn is_time(rest: &str) -> bool {
    let of_time = |c: char| c.is_ascii_digit() || " :.+-TZAPM".contains(c.to_ascii_uppercase());
    rest.is_empty() || (rest.starts_with([' ', 'T', 't']) && rest.contains(':') && rest.chars().all(of_time))
}

/// What systems write where there is no date.
pub(crate) fn is_no_date(text: &str) -> bool {
    const WORDS: [&str; 5] = ["n/a", "na", "none", "null", "never"];
    text.chars().all(|c| "0/-.: ".contains(c)) || WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Looks at all date columns of the mapping.
///
/// A format is ruled out if it reads only some of the dates that another one reads, or fewer than half of all: single
/// mistyped dates decide nothing, a single day above 12 does.
///
/// # Errors
/// [`IntakeError::Changed`].
pub fn recognise_dates(table: &Table, mapping: &Mapping) -> Result<DateFormats, IntakeError> {
    // Few, however many rows: most rows share their days with others.
    let mut texts: HashSet<String> = HashSet::new();
    date_texts(table, mapping, |text| {
        if !texts.contains(text) {
            texts.insert(text.to_owned());
        }
        true
    })?;
    Ok(formats_of(&texts.iter().map(String::as_str).collect()))
}

fn formats_of(texts: &BTreeSet<&str>) -> DateFormats {
    if texts.is_empty() {
        return DateFormats::NoDates;
    }
    let read: Vec<(DateFormat, BTreeSet<&str>)> = DateFormat::ALL
        .into_iter()
        .map(|format| {
            (format, texts.iter().copied().filter(|text| format.read(text).is_some()).collect::<BTreeSet<_>>())
        })
        .filter(|(_, read)| read.len() * 2 >= texts.len())
        .collect();
    let outdone =
        |mine: &BTreeSet<&str>| read.iter().any(|(_, other)| other.len() > mine.len() && mine.is_subset(other));
    let possible: Vec<DateFormat> = read.iter().filter(|(_, mine)| !outdone(mine)).map(|(format, _)| *format).collect();
    match possible.as_slice() {
        [] => DateFormats::Ambiguous(DateFormat::ALL.to_vec()),
        [format] => DateFormats::Certain(*format),
        _ => DateFormats::Ambiguous(possible),
    }
}

/// The first date of the file that this format reads, as written and as read, so that a person can choose between
/// formats by what they would mean.
///
/// # Errors
/// [`IntakeError::Changed`].
pub fn first_date(
    table: &Table,
    mapping: &Mapping,
    format: DateFormat,
) -> Result<Option<(String, NaiveDate)>, IntakeError> {
    let mut first = None;
    date_texts(table, mapping, |text| {
        first = format.read(text).map(|date| (text.to_owned(), date));
        first.is_none()
    })?;
    Ok(first)
}

/// Shows all dates until one is enough.
fn date_texts(table: &Table, mapping: &Mapping, mut go_on: impl FnMut(&str) -> bool) -> Result<(), IntakeError> {
    let (columns, date_columns) = (table.header.len(), mapping.date_columns().collect::<Vec<_>>());
    let mut reader = table.reader();
    for place in 0..if date_columns.is_empty() { 0 } else { table.count() } {
        let record = reader.record(place)?;
        // Rows that will be rejected for their width hold other things in these columns.
        if record.width(columns) != columns {
            continue;
        }
        for column in &date_columns {
            let text = record.cell(*column);
            if !is_no_date(text) && !go_on(text) {
                return Ok(());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{format, mapped};

    fn recognised(dates: &[&str]) -> DateFormats {
        let rows: String = dates.iter().map(|date| format!("1,5,\"{date}\"\n")).collect();
        let (table, mapping) = mapped(&format!("Cust No,Cell,Last RO Date\n{rows}"));
        recognise_dates(&table, &mapping).unwrap()
    }

    fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn every_format_is_recognised_by_its_own_dates() {
        for format in DateFormat::ALL {
            let days = [(2026, 3, 31), (2025, 12, 13), (2024, 1, 2), (2013, 11, 24)];
            let texts = days.map(|(y, m, d)| date(y, m, d).unwrap().format(format.word()).to_string());
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            assert_eq!(recognised(&texts), DateFormats::Certain(format), "{texts:?}");
        }
    }

    #[test]
    fn dates_whose_every_day_is_twelve_or_less_are_asked() {
        let asked = |words: [&str; 2]| DateFormats::Ambiguous(words.map(format).to_vec());
        assert_eq!(recognised(&["03/04/2026", "12/11/2025"]), asked(["%m/%d/%Y", "%d/%m/%Y"]));
        assert_eq!(recognised(&["03-04-2026"]), asked(["%m-%d-%Y", "%d-%m-%Y"]));
        assert_eq!(recognised(&["3/4/26"]), asked(["%m/%d/%y", "%d/%m/%y"]));
    }

    #[test]
    fn one_day_above_twelve_decides_and_one_mistyped_date_does_not() {
        let certain = |word| DateFormats::Certain(format(word));
        assert_eq!(recognised(&["03/04/2026", "01/02/2026", "25/04/2026"]), certain("%d/%m/%Y"));
        assert_eq!(recognised(&["03/24/2026", "01/02/2026", "soon", "2026-01-01"]), certain("%m/%d/%Y"));
    }

    #[test]
    fn dates_that_contradict_each_other_are_asked() {
        let found = recognised(&["03/24/2026", "01/02/2026", "24/03/2026"]);
        assert_eq!(found, DateFormats::Ambiguous(vec![format("%m/%d/%Y"), format("%d/%m/%Y")]));
        assert_eq!(recognised(&["soon", "later"]), DateFormats::Ambiguous(DateFormat::ALL.to_vec()));
    }

    #[test]
    fn a_person_chooses_by_what_the_first_date_would_mean() {
        let (table, mapping) = mapped("Cust No,Cell,Last RO Date\n1,5,\n2,5,03/04/2026\n");
        let meaning = |word| first_date(&table, &mapping, format(word)).unwrap();
        assert_eq!(meaning("%m/%d/%Y"), Some(("03/04/2026".to_owned(), date(2026, 3, 4).unwrap())));
        assert_eq!(meaning("%d/%m/%Y"), Some(("03/04/2026".to_owned(), date(2026, 4, 3).unwrap())));
        assert_eq!(meaning("%Y-%m-%d"), None);
    }

    #[test]
    fn blanks_and_noughts_are_no_dates() {
        assert_eq!(recognised(&["", "N/A", "00/00/0000", "  /  /", "0000-00-00 00:00:00"]), DateFormats::NoDates);
    }

    #[test]
    fn a_time_after_the_date_is_left_out_and_anything_else_is_not() {
        let iso = format("%Y-%m-%d");
        for text in ["2026-11-20", "2026-11-20 00:00:00", "2026-11-20T13:45:00.000Z", " 2026-11-20 1:45 pm "] {
            assert_eq!(iso.read(text), date(2026, 11, 20), "{text}");
        }
        for text in ["2026-11-20 or so", "2026-11-2012", "0026-11-20", "2026-02-30", "2026-11-20 15", ""] {
            assert_eq!(iso.read(text), None, "{text}");
        }
        assert_eq!(format("%m/%d/%Y").read("11/20/26"), None);
        assert_eq!(format("%m/%d/%y").read("11/20/2026"), None);
        assert_eq!(format("%d-%b-%Y").read("20-NOV-2026"), date(2026, 11, 20));
    }
}
