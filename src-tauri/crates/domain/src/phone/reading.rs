//! Reads what people type into a phone field.
//!
//! Careful rather than clever: a text that could be two numbers, or a number and a remark, is kept as typed for a
//! person to mend, because a voicemail left with a stranger cannot be taken back.

use phonenumber::{
    Mode,
    country::Id,
    metadata::{DATABASE, Descriptor},
};

use super::{E164, PhoneReading};
use crate::country::Country;

/// No phone field of a dealer system is longer, and a longer text is a remark.
const TEXT_CHARS_MAX: usize = 64;
/// ITU-T E.164 allows no more digits, country code included.
const E164_DIGITS_MAX: usize = 15;
/// Country code "1", area code, exchange and line.
const NANP_DIGITS: usize = 11;
/// Extensions of real switchboards are shorter; more digits are a second phone number.
const EXTENSION_DIGITS_MAX: usize = 7;
/// An exchange that every opened area code has, to ask the metadata about the area code alone.
const PROBE_EXCHANGE: &str = "222";
/// Reserved for directory assistance and fiction, so the metadata knows it in some area codes only; the exports used
/// for tests and practice live in it, because its numbers reach nobody.
const FICTION_EXCHANGE: &str = "555";
/// Calls to it cost the caller money and no customer lives there.
const PREMIUM_AREA_CODE: &str = "900";
/// Area codes in service or assigned that the metadata lacks, or knows with the first few exchanges only. New overlays
/// appear every year; add them here until the crate has caught up.
const NEW_AREA_CODES: [&str; 13] =
    ["274", "357", "436", "457", "471", "472", "483", "624", "729", "837", "861", "924", "983"];
/// Words that only say what kind of number follows or precedes; they change nothing.
const LABELS: [&str; 7] = ["tel", "phone", "cell", "mobile", "home", "telephone", "cellular"];
/// What stands before an extension, in English and in French.
const EXTENSION_MARKS: [&str; 6] = ["ext", "extn", "extension", "x", "poste", "#"];

/// What a careful reader makes of the text in a phone field. `country` is where the store stands; a number with its
/// own country code keeps it.
pub fn read_phone(raw: &str, country: Country) -> PhoneReading {
    let text = plain(raw);
    let text = text.trim();
    if text.is_empty() {
        return PhoneReading::Empty;
    }
    if text.chars().count() > TEXT_CHARS_MAX {
        return PhoneReading::Invalid;
    }
    // In "+44 (0)20" the zero is dialled only without the country code.
    let text = if text.starts_with('+') { text.replace("(0)", "") } else { text.to_owned() };
    let Some(parts) = Parts::of(spreadsheet_text(&text)) else { return PhoneReading::Invalid };
    let Some(number) = parts.number(country) else { return PhoneReading::Invalid };
    match parts.extension {
        Some(extension) => PhoneReading::WithExtension(number, extension),
        None => PhoneReading::Number(number),
    }
}

/// The same text in ASCII where it means the same: spaces, dashes and digits that word processors and phones write
/// differently. Marks that cannot be seen are left out.
fn plain(raw: &str) -> String {
    raw.chars()
        .filter_map(|c| match c {
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}' => None,
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' | '\u{2043}' => Some('-'),
            '\u{B7}' | '\u{2022}' | '\u{2024}' | '\u{2219}' | '\u{FF0E}' => Some('.'),
            '\u{FF10}'..='\u{FF19}' => char::from_digit(u32::from(c) - 0xFF10, 10),
            '\u{FF0B}' => Some('+'),
            '\u{FF08}' => Some('('),
            '\u{FF09}' => Some(')'),
            c if c.is_whitespace() => Some(' '),
            c => Some(c.to_ascii_lowercase()),
        })
        .collect()
}

/// Takes off what spreadsheets put around a number: `'4165550134` (a number kept as text), `4165550134.0` (a number
/// kept as a fraction).
fn spreadsheet_text(text: &str) -> &str {
    let text = text.strip_prefix('\'').unwrap_or(text);
    match text.strip_suffix(".0") {
        Some(whole) if whole.len() >= NANP_DIGITS - 1 && whole.bytes().all(|b| b.is_ascii_digit()) => whole,
        _ => text,
    }
}

/// A phone text taken apart.
struct Parts {
    has_plus: bool,
    digits: String,
    extension: Option<String>,
}

impl Parts {
    /// `None` when there is anything in the text that is not part of one number and its extension.
    fn of(text: &str) -> Option<Self> {
        let mut parts = Self { has_plus: false, digits: String::new(), extension: None };
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let after = &rest[c.len_utf8()..];
            match c {
                '0'..='9' => parts.current().push(c),
                '+' if parts.digits.is_empty() && !parts.has_plus => parts.has_plus = true,
                ' ' | '-' | '.' | '(' | ')' | '/' | ':' | ',' | ';' | '=' => {}
                '#' | 'a'..='z' => {
                    let end =
                        if c == '#' { 1 } else { rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len()) };
                    parts.word(&rest[..end])?;
                    rest = &rest[end..];
                    continue;
                }
                _ => return None,
            }
            rest = after;
        }
        let complete = parts.extension.as_ref().is_none_or(|e| (1..=EXTENSION_DIGITS_MAX).contains(&e.len()));
        complete.then_some(parts)
    }

    /// Where the next digit belongs.
    fn current(&mut self) -> &mut String {
        self.extension.as_mut().unwrap_or(&mut self.digits)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        if EXTENSION_MARKS.contains(&word) && !self.digits.is_empty() {
            // "ext #12" bears two marks for one extension; a mark after its digits is a second one.
            if self.extension.as_ref().is_some_and(|e| !e.is_empty()) {
                return None;
            }
            self.extension = Some(String::new());
            return Some(());
        }
        LABELS.contains(&word).then_some(())
    }

    fn number(&self, country: Country) -> Option<E164> {
        let international = match self.digits.strip_prefix("011") {
            _ if self.has_plus => self.digits.clone(),
            // What both countries dial for abroad.
            Some(abroad) => abroad.to_owned(),
            None if self.digits.len() == NANP_DIGITS - 1 => format!("1{}", self.digits),
            None if self.digits.len() == NANP_DIGITS && self.digits.starts_with('1') => self.digits.clone(),
            None => return None,
        };
        if international.len() > E164_DIGITS_MAX {
            return None;
        }
        match international.strip_prefix('1') {
            Some(national) if north_american(national, country) => E164::parse(&format!("+{international}")).ok(),
            Some(_) => None,
            // As the metadata writes it, which knows what belongs to the number and what is only dialled at home.
            None => E164::parse(&metadata_number(&international, country)?).ok(),
        }
    }
}

/// Whether ten digits can be somebody's phone in North America.
fn north_american(national: &str, country: Country) -> bool {
    if national.len() != NANP_DIGITS - 1 {
        return false;
    }
    let (area, exchange) = (&national[..3], &national[3..6]);
    let known = |national: &str| is_of(national, country) || is_known(national, country);
    let placeholder = national.bytes().all(|b| Some(&b) == national.as_bytes().first());
    // 211, 411, 911 and their like are services, as area code and as exchange.
    let speakable = |code: &str| !code.starts_with(['0', '1']) && !code.ends_with("11");
    if placeholder || area == PREMIUM_AREA_CODE || !speakable(area) || !speakable(exchange) {
        return false;
    }
    NEW_AREA_CODES.contains(&area)
        || known(national)
        || (exchange == FICTION_EXCHANGE && known(&format!("{area}{PROBE_EXCHANGE}{}", &national[6..])))
}

/// Whether the metadata of any country of North America knows ten digits.
fn is_known(national: &str, country: Country) -> bool {
    metadata_number(&format!("1{national}"), country).is_some()
}

/// Whether ten digits are a phone of this very country, as nearly all of a dealership's customers have. [`is_known`] finds
/// the same of these, after a look at one country after the other of the 25 that share the code.
fn is_of(national: &str, country: Country) -> bool {
    let Some(metadata) = DATABASE.by_id(home(country).as_ref()) else { return false };
    let kinds = metadata.descriptors();
    let is = |kind: Option<&Descriptor>| kind.is_some_and(|kind| kind.is_match(national));
    kinds.general().is_match(national) && (is(kinds.fixed_line()) || is(kinds.mobile()))
}

/// The number in E.164, if the metadata of its country knows it.
fn metadata_number(international: &str, country: Country) -> Option<String> {
    let number = phonenumber::parse(Some(home(country)), format!("+{international}")).ok()?;
    number.is_valid().then(|| number.format().mode(Mode::E164).to_string())
}

fn home(country: Country) -> Id {
    match country {
        Country::Canada => Id::CA,
        Country::UnitedStates => Id::US,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> PhoneReading {
        read_phone(text, Country::Canada)
    }

    fn number(text: &str) -> PhoneReading {
        PhoneReading::Number(E164::parse(text).unwrap())
    }

    #[test]
    fn the_shapes_that_dealer_systems_write_are_one_number() {
        for text in [
            "(416) 555-0134",
            "416-555-0134",
            "416.555.0134",
            "4165550134",
            "+1 416 555 0134",
            "1-416-555-0134",
            " 416-555-0134 ",
            "1 (416) 555 0134",
            "+14165550134",
            "416/555-0134",
            "416\u{2011}555\u{2013}0134",
            "416\u{A0}555\u{202F}0134",
            "\u{202A}+1 416 555 0134\u{202C}",
            "４１６-５５５-０１３４",
            "Cell: 416 555 0134",
            "4165550134.0",
            "'4165550134",
            "011 1 416 555 0134",
            "tel:+1-416-555-0134",
        ] {
            assert_eq!(read(text), number("+14165550134"), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_invalid_and_not_empty() {
        for text in [
            "N/A",
            "none",
            "0000000000",
            "555-0123",
            "999-999-9999",
            "call after 5",
            "123",
            "(416) 555-01",
            "-",
            "ext 12",
            "416-555-0134 / 416-555-0135",
            "416-555-0134 ask for Marie",
            "416-555-0134 ext",
            "2222222222",
            "8888888888",
            "416-911-0134",
            "411-555-0134",
            "416-055-0134",
            "900-234-5678",
            "24165550134",
            "+1 416 555 013",
            "310-1234",
            "+",
            "+ + 416",
            "416-555-0134 x12345678",
            "416-555-0134 x12 x13",
            "4.16556E+09",
            "298-234-5678",
        ] {
            assert_eq!(read(text), PhoneReading::Invalid, "{text:?}");
        }
    }

    #[test]
    fn blank_texts_are_empty() {
        for text in ["", " ", "\t", "\u{A0}", "\u{200B}"] {
            assert_eq!(read(text), PhoneReading::Empty, "{text:?}");
        }
    }

    #[test]
    fn an_extension_is_kept_apart() {
        for text in [
            "416-555-0134 ext 12",
            "416-555-0134 x12",
            "416-555-0134x12",
            "416-555-0134 #12",
            "(416) 555-0134 Ext. 12",
            "416 555 0134 poste 12",
            "+1 416 555 0134;ext=12",
            "416-555-0134 extension: 12",
            "416-555-0134 ext #12",
        ] {
            let expected = PhoneReading::WithExtension(E164::parse("+14165550134").unwrap(), "12".to_owned());
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn area_codes_of_every_age_are_known_in_both_countries() {
        for area in [
            "416", "647", "437", "613", "343", "450", "579", "902", "782", "604", "778", "236", "813", "656", "850",
            "448", "915", "214", "469", "972", "716", "624", "520", "270", "364", "559", "357", "330", "234", "403",
            "587", "541", "458", "219", "906", "983", "472", "436", "428", "683", "753", "942", "729",
        ] {
            for line in ["555-0100", "555-0199", "555-9876", "555-5555", "234-5678"] {
                let text = format!("{area}-{line}");
                for country in [Country::Canada, Country::UnitedStates] {
                    assert!(matches!(read_phone(&text, country), PhoneReading::Number(_)), "{text} in {country:?}");
                }
            }
        }
    }

    #[test]
    fn a_number_from_abroad_keeps_its_country() {
        assert_eq!(read("+44 20 7946 0958"), number("+442079460958"));
        assert_eq!(read("011 44 20 7946 0958"), number("+442079460958"));
        assert_eq!(read("+44 (0)20 7946 0958"), number("+442079460958"));
        assert_eq!(read("+44 20 7946"), PhoneReading::Invalid);
    }

    /// What the quick way says yes to, the whole metadata knows.
    fn agrees(national: &str) -> bool {
        [Country::Canada, Country::UnitedStates]
            .into_iter()
            .all(|country| !is_of(national, country) || is_known(national, country))
    }

    #[test]
    fn a_number_of_the_home_country_is_known_to_the_whole_metadata_in_every_area_code() {
        let mut at_home = 0;
        for area in 200..=999 {
            for exchange in [200, 222, 234, 305, 456, 520, 555, 602, 660, 742, 876, 999] {
                let national = format!("{area}{exchange}6000");
                assert!(agrees(&national), "{national}");
                at_home += u32::from(is_of(&national, Country::Canada) || is_of(&national, Country::UnitedStates));
            }
        }
        assert!(at_home > 4_000, "{at_home} were asked the quick way");
    }

    proptest! {
        #[test]
        fn a_number_of_the_home_country_is_known_to_the_whole_metadata(national in "[2-9][0-9]{9}") {
            prop_assert!(agrees(&national), "{}", national);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
            let _ = read(&text);
        }

        #[test]
        fn no_text_made_of_phone_characters_makes_the_reader_panic(text in "[0-9+()x#., ext\u{2010}-\u{2015}٣-]{0,24}") {
            if let PhoneReading::Number(number) | PhoneReading::WithExtension(number, _) = read(&text) {
                prop_assert!(E164::parse(number.as_str()).is_ok());
                prop_assert_eq!(read(number.as_str()), PhoneReading::Number(number));
            }
        }
    }
}
