//! What the records of customers share: words that are kept once, flags, and what a question wants of them. A record is
//! one customer in some hundred bytes, for whoever chooses: what only the gate looks at is not there.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    campaign::{CampaignSpec, CustomerType, DayPreference, Language},
    contact_type::ContactType,
    due,
    facts::{CustomerFacts, Fetched, MatterSource},
    ids::{CustomerId, VehicleId},
};
use smol_str::SmolStr;

/// Makes, models and whatever else many files say in the same words, each kept once.
#[derive(Clone, Default)]
pub struct Words {
    by_place: Vec<SmolStr>,
    places: HashMap<SmolStr, u32>,
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

    pub(super) fn get(&self, place: u64) -> SmolStr {
        self.by_place.get(place as usize).cloned().unwrap_or_default()
    }

    pub fn bytes(&self) -> usize {
        self.by_place.iter().map(|word| 2 * word.len() + 64).sum()
    }
}

/// What of a record is wanted, and what a question adds to it.
#[derive(Clone, Debug)]
pub struct Lens {
    pub(super) recorded: ContactType,
    /// A bit for each kind of matter that the contact type looks at: those that make due, and the others.
    pub(super) sources_of_being_due: Sources,
    pub(super) other_sources: Sources,
    pub(super) own_source: Option<MatterSource>,
    /// [`domain::audience::Question::oldest_on`]
    pub(super) oldest_on: Option<NaiveDate>,
    /// Words that no filter asks for are left unread.
    pub(super) asks_for_make: bool,
    pub(super) asks_for_model: bool,
    /// The days of each recycle code now.
    pub(super) code_days: HashMap<i64, u16>,
    /// About what the step in question went.
    pub(super) stepped: Vec<i64>,
    /// What the saved query of a Fetch Automation found: customers, each with one of the vehicles, in order.
    found: Vec<(CustomerId, Option<VehicleId>)>,
}

impl Lens {
    /// `stepped` in ascending order.
    pub fn new(
        spec: &CampaignSpec,
        oldest_on: Option<NaiveDate>,
        code_days: HashMap<i64, u16>,
        stepped: Vec<i64>,
    ) -> Self {
        let sources_of_being_due: Sources = due::sources_of_being_due(spec.contact_type).into_iter().collect();
        Self {
            recorded: spec.recorded_type(),
            sources_of_being_due,
            other_sources: due::sources(spec.contact_type)
                .into_iter()
                .filter(|source| !sources_of_being_due.contains(*source))
                .collect(),
            own_source: due::own_source(spec.contact_type),
            oldest_on,
            asks_for_make: !spec.filters.makes.is_empty(),
            asks_for_model: !spec.filters.models.is_empty(),
            code_days,
            stepped,
            found: vec![],
        }
    }

    /// A row for each customer, or for each of their vehicles.
    pub fn with_found(self, mut found: Vec<(CustomerId, Option<VehicleId>)>) -> Self {
        found.sort_unstable();
        found.dedup();
        Self { found, ..self }
    }

    /// Whether everybody stands where the roster's order says, or behind: not whoever a query about customers found, for
    /// which no visit counts.
    pub fn keeps_to_best(&self) -> bool {
        self.found.iter().all(|(_, vehicle)| vehicle.is_some())
    }

    /// What the query found of a customer.
    pub(super) fn fetched(&self, customer: CustomerId) -> Option<Fetched> {
        let start = self.found.partition_point(|(id, _)| *id < customer);
        let mut rows = self.found[start..].iter().take_while(|(id, _)| *id == customer).peekable();
        rows.peek()?;
        Some(Fetched { vehicles: rows.filter_map(|(_, vehicle)| *vehicle).collect() })
    }
}

/// Kinds of matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sources(u64);

impl Sources {
    pub fn contains(self, source: MatterSource) -> bool {
        self.0 >> source as u64 & 1 == 1
    }

    pub fn without(self, source: MatterSource) -> Self {
        Self(self.0 & !(1 << source as u64))
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<MatterSource> for Sources {
    fn from_iter<T: IntoIterator<Item = MatterSource>>(sources: T) -> Self {
        Self(sources.into_iter().fold(0, |bits, source| bits | 1 << source as u64))
    }
}

/// Who a customer is and which kinds of matters are on file, in four bytes: for many questions that is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Head(u32);

impl Head {
    pub fn of(f: &CustomerFacts) -> Self {
        let flags = Flags::default()
            .with(f.language == Some(Language::English))
            .with(f.language == Some(Language::French))
            .with(f.customer_type == CustomerType::Fleet)
            .with(f.day_preference == Some(DayPreference::Day))
            .with(f.day_preference == Some(DayPreference::LateDay));
        let has = |source: &MatterSource| f.matters.iter().any(|matter| matter.kind.source() == *source);
        Self(MatterSource::ALL.iter().fold(flags, |flags, source| flags.with(has(source))).0 as u32)
    }

    /// Whether a matter of this kind is on file.
    pub fn has(self, source: MatterSource) -> bool {
        self.0 >> (Self::OF_CUSTOMER + source as u32) & 1 == 1
    }

    pub(super) fn tell(self, f: &mut CustomerFacts) {
        let mut flags = Flags::of(u64::from(self.0));
        f.language = match (flags.next(), flags.next()) {
            (true, _) => Some(Language::English),
            (_, true) => Some(Language::French),
            (false, false) => None,
        };
        f.customer_type = if flags.next() { CustomerType::Fleet } else { CustomerType::Retail };
        f.day_preference = match (flags.next(), flags.next()) {
            (true, _) => Some(DayPreference::Day),
            (_, true) => Some(DayPreference::LateDay),
            (false, false) => None,
        };
    }

    /// Flags before those of the matters.
    const OF_CUSTOMER: u32 = 5;

    pub(super) fn bits(self) -> u64 {
        u64::from(self.0)
    }

    pub(super) fn from_bits(bits: u64) -> Self {
        Self(bits as u32)
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
