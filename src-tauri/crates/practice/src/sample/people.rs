//! Who the customers are and how they can be reached.

use domain::{
    campaign::{CustomerType, DayPreference, Language},
    phone::{E164, PhoneKind},
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use store::{StoreError, customers::Phone, search_text::fold};

use super::{
    chance::{one_of, percent, weighted},
    lines::Lines,
    names::{NAMES, PLACES, POSTAL_LETTERS, Place, STREETS, TRADES},
};

/// A person or firm, before anything is known of vehicles and calls.
#[derive(Clone)]
pub(super) struct Person {
    pub first_name: Option<&'static str>,
    pub last_name: Option<&'static str>,
    pub company: Option<String>,
    pub language: Option<Language>,
    pub customer_type: CustomerType,
    pub day_preference: Option<DayPreference>,
    pub place: &'static Place,
    pub address: String,
    pub postal_code: String,
    /// A cell that somebody of the same household gave, too.
    pub shared_cell: Option<E164>,
}

impl Person {
    pub fn drawn(rng: &mut ChaCha8Rng) -> Self {
        let names = weighted(rng, &NAMES);
        let (first, last) = (one_of(rng, names.first), one_of(rng, names.last));
        let place = weighted(rng, &PLACES);
        let is_fleet = percent(rng, 4);
        // The buyer of a firm is on file by name now and then.
        let has_person = !is_fleet || percent(rng, 25);
        let has_company = is_fleet || percent(rng, 1);
        Self {
            first_name: has_person.then_some(first),
            last_name: has_person.then_some(last),
            company: has_company.then(|| format!("{last} {}", one_of(rng, &TRADES))),
            language: language(names.french, rng),
            customer_type: if is_fleet { CustomerType::Fleet } else { CustomerType::Retail },
            day_preference: weighted(
                rng,
                &[(78, None), (12, Some(DayPreference::Day)), (10, Some(DayPreference::LateDay))],
            )
            .to_owned(),
            place,
            address: address(rng),
            postal_code: postal_code(place, rng),
            shared_cell: None,
        }
    }

    /// Somebody at the same address with the same last name, who gave the same cell.
    pub fn of_same_household(&self, cell: E164, rng: &mut ChaCha8Rng) -> Self {
        let first = weighted(rng, &NAMES).first;
        Self { first_name: Some(one_of(rng, first)), shared_cell: Some(cell), ..self.clone() }
    }

    /// At a domain that is nobody's.
    pub fn email(&self, number: u32, rng: &mut ChaCha8Rng) -> Option<String> {
        if !percent(rng, 70) {
            return None;
        }
        let plain = |name: &str| fold(name).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let name = match (self.first_name, self.last_name, &self.company) {
            (Some(first), Some(last), _) => format!("{}.{}", plain(first), plain(last)),
            (_, _, Some(company)) => plain(company),
            _ => "customer".to_owned(),
        };
        Some(format!("{name}{}@example.com", number % 1_000))
    }
}

fn language(french: u32, rng: &mut ChaCha8Rng) -> Option<Language> {
    if percent(rng, 10) {
        return None;
    }
    Some(if percent(rng, french) { Language::French } else { Language::English })
}

fn address(rng: &mut ChaCha8Rng) -> String {
    let street = one_of(rng, &STREETS);
    let house = rng.random_range(1..4_800);
    if percent(rng, 30) {
        format!("{house} {street}, Apt {}", rng.random_range(101..2_400))
    } else {
        format!("{house} {street}")
    }
}

fn postal_code(place: &Place, rng: &mut ChaCha8Rng) -> String {
    let letter = char::from(one_of(rng, POSTAL_LETTERS));
    format!("{} {}{letter}{}", one_of(rng, place.postal), rng.random_range(0..10), rng.random_range(0..10))
}

/// Which of the two personal fields are filled, and how.
#[derive(Clone, Copy)]
enum Filled {
    Cell,
    CellAndHome,
    Home,
    /// Impossible to Contact.
    Neither,
    /// A switchboard where a cell should stand.
    Extension,
    /// A remark where a number should stand.
    Remark,
}

const FILLED: [(u32, Filled); 6] = [
    (67, Filled::Cell),
    (19, Filled::CellAndHome),
    (8, Filled::Home),
    (2, Filled::Neither),
    (2, Filled::Extension),
    (2, Filled::Remark),
];
const REMARKS: [&str; 6] = ["call after 5", "N/A", "see wife's file", "pas de cellulaire", "416-555", "none"];

/// The phone fields of a person: cell and home, and the work phone of every sixth.
pub(super) fn phones(
    person: &Person,
    given: Option<E164>,
    lines: &mut Lines,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<Phone>, StoreError> {
    let near = person.place.areas;
    let mut phones = vec![];
    let given = given.or(person.shared_cell);
    let filled = if given.is_some() { Filled::Cell } else { *weighted(rng, &FILLED) };
    match filled {
        Filled::Cell | Filled::CellAndHome => {
            let cell = match given {
                Some(cell) => cell,
                None => lines.personal(near, rng)?,
            };
            phones.push(typed(PhoneKind::Cell, cell, rng));
        }
        Filled::Extension => {
            let extension = rng.random_range(10..400).to_string();
            let cell = typed(PhoneKind::Cell, lines.personal(near, rng)?, rng);
            phones.push(Phone { typed: format!("{} ext {extension}", cell.typed), extension: Some(extension), ..cell });
        }
        Filled::Remark => {
            let typed = one_of(rng, &REMARKS).to_owned();
            phones.push(Phone { kind: PhoneKind::Cell, typed, number: None, extension: None });
        }
        Filled::Home | Filled::Neither => {}
    }
    let has_home = match filled {
        Filled::CellAndHome | Filled::Home => true,
        Filled::Extension | Filled::Remark => percent(rng, 40),
        Filled::Cell | Filled::Neither => false,
    };
    if has_home {
        phones.push(typed(PhoneKind::Home, lines.personal(near, rng)?, rng));
    }
    if percent(rng, 12) {
        phones.push(typed(PhoneKind::Work, lines.work(near, rng)?, rng));
    }
    Ok(phones)
}

/// A number in one of the ways in which people type it.
pub(super) fn typed(kind: PhoneKind, number: E164, rng: &mut ChaCha8Rng) -> Phone {
    let digits = number.as_str().trim_start_matches("+1");
    let (area, exchange, line) = (&digits[..3], &digits[3..6], &digits[6..]);
    let typed = match rng.random_range(0..10) {
        0..6 => format!("({area}) {exchange}-{line}"),
        6..8 => format!("{area}-{exchange}-{line}"),
        8 => format!("{area}.{exchange}.{line}"),
        _ => digits.to_owned(),
    };
    Phone { kind, typed, number: Some(number), extension: None }
}
