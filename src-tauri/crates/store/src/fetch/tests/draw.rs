//! Values as a file has them, drawn at random: empty ones, odd spellings and dates that are none among them.

use std::collections::BTreeMap;

use chrono::{Days, TimeDelta};
use domain::fetch::{Field, Kind, Source, catalogue::FIELDS};

use super::world::{Cell, today};

/// xorshift: the same world for the same seed.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, many: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % many as u64) as usize
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const TEXTS: &[&str] = &[
    "Honda",
    "HONDA",
    " Toyota ",
    "Côté",
    "Cote",
    "O'Brien",
    "New York",
    "new york",
    "",
    "  ",
    "'",
    "x",
    "has",
    "a\"b\\c",
    "1,5",
    "%",
    "_",
    "é",
    "more than 6 months ago",
];
const WORDS: &[&str] = &["|LOF|", "|lof|BRK|", "|x|y|", "", "||", "|Honda|", "|Côté|'|"];
const NO_DATES: &[&str] = &["0000-00-00", "0001-01-01", "9999-12-31"];

/// What is no column of the row itself.
pub fn is_derived(field: &Field) -> bool {
    matches!(
        field.word,
        "customer.cell"
            | "customer.home"
            | "customer.vehicles"
            | "customer.voice_off"
            | "customer.opted_out"
            | "contact.code"
            | "drop.campaign"
            | "drop.message"
            | "fetch_member.campaign"
    )
}

fn is_required(field: &Field) -> bool {
    let required = [
        "customer.customer_type",
        "customer.complaint_open",
        "vehicle.has_open_repair_order",
        "appointment.appointment_on",
        "appointment.state",
        "repair_order.opened_on",
        "repair_order.pay",
        "parts_order.is_open",
        "recall.is_open",
        "inspection.due_on",
        "declined_work.due_on",
        "declined_work.is_open",
        "deal.sold_on",
        "deal.is_unwound",
        "traffic_entry.entered_on",
        "traffic_entry.status",
        "traffic_entry.is_lead",
        "list_entry.list",
        "list_entry.listed_on",
        "contact.started_at",
        "contact.user_name",
        "contact.comment",
        "contact.is_inbound",
        "drop.intended_on",
        "call_back.called_on",
        "call_back.outcome",
        "call_back.note",
        "turn_off.contact_type",
        "turn_off.reason",
        "turn_off.at",
        "turn_off.by",
        "fetch_member.expires_on",
        "fetch_member.is_open",
    ];
    required.contains(&field.word)
}

pub fn draw(chance: &mut Chance, source: Source) -> BTreeMap<&'static str, Cell> {
    FIELDS.iter().filter(|field| field.source == source).map(|field| (field.word, cell(chance, field))).collect()
}

fn cell(chance: &mut Chance, field: &'static Field) -> Cell {
    if !is_required(field) && chance.below(4) == 0 {
        return Cell::Nothing;
    }
    match field.kind {
        // Its table refuses a reason without a letter.
        Kind::Text if field.word == "turn_off.reason" => Cell::Text("Honda".to_owned()),
        Kind::Text => Cell::Text((*chance.of(TEXTS)).to_owned()),
        Kind::Words => Cell::Text((*chance.of(WORDS)).to_owned()),
        Kind::Choice => Cell::Text(chance.of(field.options).0.to_owned()),
        Kind::Number => Cell::Number(*chance.of(&[0, 1, 7, 2_019, 2_020, 90_000])),
        Kind::Money => Cell::Number(*chance.of(&[0, -50, 30_000, 30_001, 99_999])),
        Kind::YesNo => Cell::Flag(chance.below(2) == 0),
        Kind::Date => date(chance, field),
    }
}

fn date(chance: &mut Chance, field: &Field) -> Cell {
    let on = today() - Days::new(900) + Days::new(chance.below(1_000) as u64);
    if field.name().ends_with("_at") || field.name() == "at" {
        // Midnight in Toronto lies between these.
        let at = on.and_hms_opt(3, 0, 0).unwrap().and_utc() + TimeDelta::hours(chance.below(4) as i64);
        return Cell::Moment(at);
    }
    if chance.below(8) == 0 {
        return Cell::Day((*chance.of(NO_DATES)).to_owned());
    }
    Cell::Day(on.to_string())
}
