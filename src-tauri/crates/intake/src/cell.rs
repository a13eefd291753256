//! Reads single cells: words and numbers as dealer systems write them. `None` always means "not understood"; blank
//! cells never come here.

use chrono::{Datelike, NaiveDate};
use domain::campaign::{CustomerType, DayPreference, Language};

/// No car has driven further; more is a misplaced number.
const ODOMETER_MAX: i64 = 2_000_000;
/// The first motor car.
const YEAR_MIN: i32 = 1886;
/// Model years are sold up to two years ahead of the calendar.
const YEARS_AHEAD_MAX: i32 = 2;
/// Two digits stand for 20xx up to here beyond the current year, else for 19xx.
const CENTURY: i32 = 100;

/// What a file says about the customer's consent to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Consent {
    /// Given, without saying of which kind.
    Given,
    Express,
    /// By doing business; weaker, and ends.
    Implied,
    Refused,
}

impl Consent {
    pub const ALL: [Self; 4] = [Self::Given, Self::Express, Self::Implied, Self::Refused];

    /// The word that is stored; stable for ever.
    pub fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Express => "express",
            Self::Implied => "implied",
            Self::Refused => "refused",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consent| consent.word() == word)
    }
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match lower(text).as_str() {
        "y" | "yes" | "1" | "x" | "true" | "t" | "on" | "oui" | "o" | "vrai" | "\u{2713}" | "\u{2714}" => Some(true),
        "n" | "no" | "0" | "false" | "f" | "off" | "non" | "faux" | "-" | "n/a" => Some(false),
        _ => None,
    }
}

pub(crate) fn do_not_call(text: &str) -> Option<bool> {
    match lower(text).as_str() {
        "dnc" | "do not call" | "do not contact" | "stop" | "opt out" | "opt-out" | "optout" | "blocked" => Some(true),
        "ok" | "call" | "ok to call" | "none" | "opt in" | "opt-in" => Some(false),
        _ => yes_or_no(text),
    }
}

pub(crate) fn consent(text: &str) -> Option<Consent> {
    match lower(text).as_str() {
        "express" | "explicit" | "written" | "express written" | "exprès" | "explicite" => Some(Consent::Express),
        "implied" | "implicit" | "tacite" | "implicite" => Some(Consent::Implied),
        "given" | "granted" | "opt in" | "opt-in" | "opted in" => Some(Consent::Given),
        "refused" | "denied" | "withdrawn" | "revoked" | "none" | "opt out" | "opt-out" | "opted out" => {
            Some(Consent::Refused)
        }
        _ => yes_or_no(text).map(|given| if given { Consent::Given } else { Consent::Refused }),
    }
}

pub(crate) fn language(text: &str) -> Option<Language> {
    let text = lower(text);
    // "fr-CA", "en_US": the country behind the language does not matter.
    match text.split(['-', '_']).next().unwrap_or_default() {
        "e" | "en" | "eng" | "english" | "anglais" | "a" => Some(Language::English),
        "f" | "fr" | "fre" | "fra" | "french" | "français" | "francais" => Some(Language::French),
        _ => None,
    }
}

pub(crate) fn customer_type(text: &str) -> Option<CustomerType> {
    match lower(text).as_str() {
        "fleet" | "commercial" | "business" | "company" | "corporate" | "flotte" => Some(CustomerType::Fleet),
        "retail" | "r" | "individual" | "personal" | "person" | "consumer" => Some(CustomerType::Retail),
        // In a column of types it means fleet, in a column of flags false.
        "f" => None,
        _ => yes_or_no(text).map(|fleet| if fleet { CustomerType::Fleet } else { CustomerType::Retail }),
    }
}

pub(crate) fn day_preference(text: &str) -> Option<DayPreference> {
    match lower(text).as_str() {
        "d" | "day" | "days" | "daytime" | "morning" | "am" => Some(DayPreference::Day),
        "l" | "ld" | "late" | "late day" | "lateday" | "late_day" | "evening" | "evenings" | "night" | "pm" => {
            Some(DayPreference::LateDay)
        }
        _ => None,
    }
}

/// A reading such as "186,685", "186 685", "186.685", "186685.0" or "186,685 km".
pub(crate) fn odometer(text: &str) -> Option<i64> {
    let text = lower(text);
    let unit = |c: char| c.is_ascii_lowercase() || c == '.' || c.is_whitespace();
    let text = match text.find(|c: char| c.is_ascii_lowercase()) {
        Some(at) if ["km", "kms", "mi", "miles"].contains(&text[at..].trim_matches(unit_dot)) => &text[..at],
        Some(_) => return None,
        None => text.as_str(),
    };
    let text = text.trim_end_matches(unit);
    let value = match text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")) {
        Some(whole) => grouped(whole)?,
        None => grouped(text)?,
    };
    (0..=ODOMETER_MAX).contains(&value).then_some(value)
}

fn unit_dot(c: char) -> bool {
    c == '.' || c.is_whitespace()
}

/// Digits, alone or in groups of three behind the first; anything else could be a fraction.
fn grouped(text: &str) -> Option<i64> {
    let separator = |c: char| matches!(c, ',' | '.' | '\'' | '\u{2019}') || c.is_whitespace();
    let groups: Vec<&str> = text.split(separator).collect();
    let are_digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    let are_groups = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    if are_digits && are_groups { groups.concat().parse().ok() } else { None }
}

/// A model year of four digits, or of two.
pub(crate) fn year(text: &str, today: NaiveDate) -> Option<i32> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let latest = today.year() + YEARS_AHEAD_MAX;
    let year = match (text.len(), text.parse::<i32>().ok()?) {
        (2, short) => {
            let this_century = latest - latest % CENTURY + short;
            if this_century > latest { this_century - CENTURY } else { this_century }
        }
        (_, year) => year,
    };
    (YEAR_MIN..=latest).contains(&year).then_some(year)
}

/// First and last name of "Smith, John" or "John Smith"; one word is a last name.
pub fn split_name(full: &str) -> (Option<String>, Option<String>) {
    let named = |name: &str| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    match full.split_once(',') {
        Some((last, first)) => (named(first), named(last)),
        None => match full.trim().rsplit_once(char::is_whitespace) {
            Some((first, last)) => (named(first), named(last)),
            None => (None, named(full)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn do_not_call_knows_every_yes_and_no() {
        for text in ["Y", "Yes", "y", "1", "X", "True", "DNC", "Do Not Call", "oui", "T"] {
            assert_eq!(do_not_call(text), Some(true), "{text}");
        }
        for text in ["N", "No", "0", "False", "ok", "non"] {
            assert_eq!(do_not_call(text), Some(false), "{text}");
        }
        assert_eq!(do_not_call("wife asked"), None);
    }

    #[test]
    fn languages_are_known_by_letter_word_and_code() {
        for text in ["E", "e", "English", "EN", "en-CA", "en_US", "Eng", "Anglais"] {
            assert_eq!(language(text), Some(Language::English), "{text}");
        }
        for text in ["F", "French", "FR", "fr-CA", "Français"] {
            assert_eq!(language(text), Some(Language::French), "{text}");
        }
        assert_eq!(language("Spanish"), None);
    }

    #[test]
    fn an_odometer_is_read_with_and_without_thousands() {
        for text in [
            "186685",
            "186,685",
            "186 685",
            "186.685",
            "186\u{202F}685",
            "186685.0",
            "186,685 km",
            "186'685",
            "186685KM.",
        ] {
            assert_eq!(odometer(text), Some(186_685), "{text}");
        }
        assert_eq!(odometer("0"), Some(0));
        for text in
            ["-5", "12,34", "1.5", "unknown", "12 parsecs", "9999999", "1,2345", ",", "km", "99999999999999999999"]
        {
            assert_eq!(odometer(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_has_four_digits_or_two() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let cases =
            [("2021", 2021), ("2028", 2028), ("21", 2021), ("28", 2028), ("29", 1929), ("98", 1998), ("2021.0", 2021)];
        for (text, expected) in cases {
            assert_eq!(year(text, today), Some(expected), "{text}");
        }
        for text in ["2029", "0", "21st", "", "1492", "20211"] {
            assert_eq!(year(text, today), None, "{text}");
        }
    }

    #[test]
    fn fleet_day_preference_and_consent_are_known_by_their_words() {
        assert_eq!(customer_type("Y"), Some(CustomerType::Fleet));
        assert_eq!(customer_type("N"), Some(CustomerType::Retail));
        assert_eq!(customer_type("Commercial"), Some(CustomerType::Fleet));
        assert_eq!(customer_type("gold"), None);
        assert_eq!(customer_type("F"), None);
        assert_eq!(day_preference("Late Day"), Some(DayPreference::LateDay));
        assert_eq!(day_preference("D"), Some(DayPreference::Day));
        assert_eq!(day_preference("Tuesday"), None);
        assert_eq!(consent("Y"), Some(Consent::Given));
        assert_eq!(consent("Express"), Some(Consent::Express));
        assert_eq!(consent("N"), Some(Consent::Refused));
        assert_eq!(consent("ask again"), None);
    }

    #[test]
    fn a_full_name_is_parted_at_its_comma_or_else_before_its_last_word() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(split_name("Smith, Mary Ann"), (some("Mary Ann"), some("Smith")));
        assert_eq!(split_name("Mary Ann Smith"), (some("Mary Ann"), some("Smith")));
        assert_eq!(split_name("Cher"), (None, some("Cher")));
        assert_eq!(split_name("Smith,"), (None, some("Smith")));
    }
}
