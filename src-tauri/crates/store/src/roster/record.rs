//! What the records of customers share: words that are kept once, flags, and what a question wants of them. A record is
//! one customer in some hundred bytes, for whoever chooses: what only the gate looks at is not there.

use std::collections::HashMap;

use domain::{contact_type::ContactType, due, facts::MatterSource};

/// Makes, models and whatever else many files say in the same words, each kept once.
#[derive(Default)]
pub struct Words {
    by_place: Vec<Box<str>>,
    places: HashMap<Box<str>, u32>,
}

impl Words {
    pub(super) fn place(&mut self, word: &str) -> u64 {
        if let Some(place) = self.places.get(word) {
            return u64::from(*place);
        }
        let place = self.by_place.len() as u32;
        self.by_place.push(word.into());
        self.places.insert(word.into(), place);
        u64::from(place)
    }

    pub(super) fn get(&self, place: u64) -> &str {
        self.by_place.get(place as usize).map_or("", |word| word)
    }

    pub fn bytes(&self) -> usize {
        self.by_place.iter().map(|word| 2 * word.len() + 64).sum()
    }
}

/// What of a record is wanted, and what a question adds to it.
#[derive(Clone, Debug)]
pub struct Lens {
    pub(super) recorded: ContactType,
    /// A bit for each kind of matter that the contact type looks at.
    pub(super) sources: u64,
    pub(super) own_source: Option<MatterSource>,
    /// The days of each recycle code now.
    pub(super) code_days: HashMap<i64, u16>,
    /// About what the step in question went.
    pub(super) stepped: Vec<i64>,
}

impl Lens {
    /// `stepped` in ascending order.
    pub fn new(asked: ContactType, recorded: ContactType, code_days: HashMap<i64, u16>, stepped: Vec<i64>) -> Self {
        let sources = due::sources(asked).into_iter().map(|source| 1 << source as u64).sum();
        Self { recorded, sources, own_source: due::own_source(asked), code_days, stepped }
    }
}

/// Numbers the yes-or-noes of a row; unpacked in the same order.
#[derive(Default)]
pub(super) struct Flags(pub(super) u64, u32);

impl Flags {
    pub fn with(mut self, flag: bool) -> Self {
        self.0 |= u64::from(flag) << self.1;
        self.1 += 1;
        self
    }

    pub fn of(bits: u64) -> Self {
        Self(bits, 0)
    }

    pub fn next(&mut self) -> bool {
        let flag = self.0 >> self.1 & 1 == 1;
        self.1 += 1;
        flag
    }
}
