//! Finds customers who are none: the accounts under which a dealership sells over the counter and services its own
//! stock. A manager decides; so precision counts more than finding all of them, and every finding says why.

use std::collections::BTreeSet;

use crate::phone::E164;

/// Nobody, and no family, brings so many vehicles. A fleet does, so its count says nothing.
pub const VEHICLES_MIN: u32 = 100;

/// What is known of a customer's identity.
#[derive(Clone, Copy, Debug, Default)]
pub struct Account<'a> {
    /// The dealer system's customer number.
    pub number: &'a str,
    pub first_name: Option<&'a str>,
    pub last_name: Option<&'a str>,
    pub company: Option<&'a str>,
}

/// Why a customer looks like a house account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The name says it: "cash", "stock", "internal", …
    Name(&'static str),
    /// The customer number says it.
    Number(&'static str),
    /// It bears the store's own name.
    OwnName,
    /// Its only phone is a line of the store.
    OwnLine(E164),
    /// Vehicles on one file.
    Vehicles(u32),
}

impl Finding {
    /// For the screen, the voice switch's reason and the audit trail.
    pub fn words(&self) -> String {
        match self {
            Self::Name(what) => (*what).to_owned(),
            Self::Number(what) => format!("customer number: {what}"),
            Self::OwnName => "the store's own name".to_owned(),
            Self::OwnLine(number) => format!("{} is a line of the store", number.display()),
            Self::Vehicles(count) => format!("{count} vehicles on one file"),
        }
    }
}

/// Phrases that make a house account, with what they mean; English and French, without accents. The longer before the
/// shorter.
const HEADS: [(&[&str], &str); 40] = [
    (&["cash"], "cash sale"),
    (&["comptant"], "cash sale"),
    (&["counter", "sale"], "counter sale"),
    (&["counter", "sales"], "counter sale"),
    (&["over", "the", "counter"], "counter sale"),
    (&["vente", "comptoir"], "counter sale"),
    (&["ventes", "comptoir"], "counter sale"),
    (&["walk", "in"], "walk-in"),
    (&["walkin"], "walk-in"),
    (&["walk", "ins"], "walk-in"),
    (&["client", "de", "passage"], "walk-in"),
    (&["retail", "customer"], "counter sale"),
    (&["stock"], "stock"),
    (&["inventory"], "stock"),
    (&["inventaire"], "stock"),
    (&["auction"], "stock"),
    (&["dealer", "trade"], "stock"),
    (&["internal"], "internal"),
    (&["interne"], "internal"),
    (&["in", "house"], "internal"),
    (&["house", "account"], "internal"),
    (&["compte", "maison"], "internal"),
    (&["get", "ready"], "internal"),
    (&["pdi"], "internal"),
    (&["recon"], "internal"),
    (&["reconditioning"], "internal"),
    (&["goodwill"], "internal"),
    (&["policy", "adjustment"], "internal"),
    (&["sublet"], "internal"),
    (&["shop", "supplies"], "shop supplies"),
    (&["shop", "supply"], "shop supplies"),
    (&["fournitures", "d", "atelier"], "shop supplies"),
    (&["loaner"], "loaner cars"),
    (&["loaners"], "loaner cars"),
    (&["courtesy", "car"], "loaner cars"),
    (&["courtesy", "cars"], "loaner cars"),
    (&["courtesy", "vehicle"], "loaner cars"),
    (&["courtesy", "vehicles"], "loaner cars"),
    (&["vehicule", "de", "courtoisie"], "loaner cars"),
    (&["miscellaneous", "customer"], "counter sale"),
];

/// What may stand beside such a phrase. A word that is not here may be a person's or a company's name, as in Johnny
/// Cash, Cash Money or Stock Transportation: then it is nobody of ours.
const BESIDE: [&str; 77] = [
    "a",
    "account",
    "accounts",
    "accessories",
    "acct",
    "adjustment",
    "and",
    "body",
    "by",
    "car",
    "cars",
    "certified",
    "client",
    "clients",
    "cod",
    "comptoir",
    "counter",
    "courtoisie",
    "customer",
    "customers",
    "de",
    "dealer",
    "dealership",
    "deal",
    "demo",
    "demos",
    "department",
    "departement",
    "dept",
    "des",
    "detail",
    "du",
    "en",
    "fleet",
    "for",
    "general",
    "in",
    "maison",
    "misc",
    "miscellaneous",
    "neuf",
    "neufs",
    "new",
    "no",
    "nouveau",
    "occasion",
    "of",
    "only",
    "order",
    "orders",
    "over",
    "parts",
    "part",
    "pieces",
    "po",
    "pre",
    "purchase",
    "retail",
    "sale",
    "sales",
    "service",
    "shop",
    "the",
    "tire",
    "tires",
    "trade",
    "truck",
    "trucks",
    "unit",
    "units",
    "used",
    "vehicle",
    "vehicles",
    "vente",
    "ventes",
    "warranty",
    "wholesale",
];

/// What may follow the store's own name.
const COMPANY: [&str; 12] =
    ["co", "company", "corp", "corporation", "inc", "incorporated", "limited", "llc", "lp", "ltd", "ltee", "group"];

/// What the names and the customer number say; `own_name` is the store's.
pub fn findings(account: &Account<'_>, own_name: &str) -> Vec<Finding> {
    let mut found = vec![];
    let names = names(account);
    if let Some(what) = names.iter().find_map(|name| house_words(name)) {
        found.push(Finding::Name(what));
    }
    // A number that is only digits says nothing; CASH, STOCK and INTERNAL1 do.
    if let Some(what) = house_words(&words(account.number)) {
        found.push(Finding::Number(what));
    }
    let own = words(own_name);
    if !own.is_empty() && names.iter().any(|name| is_own_name(name, &own)) {
        found.push(Finding::OwnName);
    }
    found
}

/// The line of the store that is the only number a drop could use: somebody who also has a number of their own works
/// there, or typed one wrongly, and is a customer like others.
pub fn own_line<'a>(cell_and_home: &[&'a E164], own_lines: &BTreeSet<E164>) -> Option<&'a E164> {
    let all_own = cell_and_home.iter().all(|number| own_lines.contains(*number));
    cell_and_home.first().copied().filter(|_| all_own)
}

/// As many vehicles as no person has.
pub fn many_vehicles(count: u32) -> Option<Finding> {
    (count >= VEHICLES_MIN).then_some(Finding::Vehicles(count))
}

/// The person in both orders, and the company.
fn names(account: &Account<'_>) -> Vec<Vec<String>> {
    let first = words(account.first_name.unwrap_or_default());
    let last = words(account.last_name.unwrap_or_default());
    let company = words(account.company.unwrap_or_default());
    let person = [first.clone(), last.clone()].concat();
    let turned = [last, first].concat();
    [person, turned, company].into_iter().filter(|name| !name.is_empty()).collect()
}

/// Lower case, without accents, split at whatever is no letter or digit; numbers are left out ("Cash Sale 2").
fn words(text: &str) -> Vec<String> {
    let plain: String = text.chars().flat_map(char::to_lowercase).map(without_accent).collect();
    let split = plain.split(|c: char| !c.is_alphanumeric());
    let letters = split.map(|word| word.trim_matches(|c: char| c.is_ascii_digit()));
    letters.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'â' | 'ä' | 'á' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        other => other,
    }
}

/// A phrase of [`HEADS`], and nothing beside it that could be a name.
fn house_words(name: &[String]) -> Option<&'static str> {
    let name: Vec<&str> = name.iter().map(String::as_str).collect();
    let (head, what) = HEADS.iter().find(|(head, _)| name.windows(head.len()).any(|part| part == *head))?;
    let is_known = |word: &&str| head.contains(word) || BESIDE.contains(word) || is_head(word);
    name.iter().all(is_known).then_some(*what)
}

fn is_head(word: &str) -> bool {
    HEADS.iter().any(|(head, _)| head.contains(&word))
}

/// The store's name, alone or followed by a department, by words of the house, or by the form of the company.
fn is_own_name(name: &[String], own: &[String]) -> bool {
    let Some(rest) = name.strip_prefix(own) else { return false };
    rest.iter().all(|word| BESIDE.contains(&word.as_str()) || COMPANY.contains(&word.as_str()) || is_head(word))
}
