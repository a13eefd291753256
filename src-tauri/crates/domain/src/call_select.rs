//! Call Select: whom agents call today, and in which order.
//!
//! Who is due is said by the judgement of drops ([`crate::audience::judge`]), asked for a contact type and nothing more.
//! What is read here is which of its reasons concern a person who calls. Rests, days between, opt-outs of voice drops
//! and numbers that a drop cannot use keep a recording away, not an agent: they are a mark on the row.

use std::cmp::{Ordering, Reverse};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    audience::{About, Judged},
    campaign::choice,
    contact_type::ContactType,
    facts::CustomerFacts,
    ids::{CustomerId, RunId},
    order::{CustomerNumber, Place},
    reason::{Reason, Reasons},
};

/// The contact types that agents work. Fetch Automation is a campaign's: its contacts are those of the type it records.
pub const TYPES: [ContactType; 11] = [
    ContactType::Confirm,
    ContactType::NoShow,
    ContactType::ServiceFollowUp,
    ContactType::SpecialOrderParts,
    ContactType::Maintenance,
    ContactType::Recall,
    ContactType::Mvi,
    ContactType::DeclinedWork,
    ContactType::Unsold,
    ContactType::Sales,
    ContactType::Marketing,
];
/// As many as one agent takes at a time; nobody calls more in a day, and the others would wait for them.
pub const HOW_MANY_MAX: u32 = 200;

choice!(
    /// In which order agents see the list.
    SortOption {
        /// By RO Date, newest to oldest: the default.
        RoNewest => "ro_newest",
        RoOldest => "ro_oldest",
        /// By Recycle, oldest to newest: the order of drops (S2).
        RecycleOldest => "recycle_oldest",
        StarsHighest => "stars_highest",
        StarsLowest => "stars_lowest",
    }
);

choice!(
    /// Why this customer gets no voice drop, whoever may call them.
    NoDrops {
        /// A file says Do Not Call (P13).
        DoNotCall => "do_not_call",
        OptedOut => "opted_out",
        /// A person switched voice off.
        SwitchedOff => "switched_off",
        /// Neither cell nor home phone can be used (S14).
        Impossible => "impossible",
    }
);

/// How much a customer is worth to the store: 0 to 5 stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "u8")]
#[ts(type = "number")]
pub struct Stars(u8);

impl Stars {
    pub const MAX: u8 = 5;

    pub fn new(many: u8) -> Option<Self> {
        (many <= Self::MAX).then_some(Self(many))
    }

    pub fn many(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Stars {
    type Error = &'static str;

    fn try_from(many: u8) -> Result<Self, Self::Error> {
        Self::new(many).ok_or("0 to 5 stars")
    }
}

impl schemars::JsonSchema for Stars {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Stars".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": 5 })
    }
}

/// Who has the customer at the moment of the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    Nobody,
    /// A run's reservation (S3). It comes first: a run lets go only when it is done with the customer.
    Run(RunId),
    Agent(String),
}

/// A customer on an agent's list.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    pub customer: CustomerId,
    pub holder: Holder,
    /// What is due, longest due first; never empty.
    pub about: Vec<About>,
    pub no_drops: Option<NoDrops>,
    /// The latest repair order of the vehicles that are due; of a customer without one, of any vehicle still owned.
    pub last_ro_on: Option<NaiveDate>,
}

impl Offer {
    /// `None`: there is nothing to call about, or a reason that binds people, too.
    pub fn read(facts: &CustomerFacts, judged: Judged) -> Option<Self> {
        let bars = judged.barred.iter().any(|barred| concern(barred.reason) == Concern::People);
        if judged.about.is_empty() || bars {
            return None;
        }
        Some(Self {
            customer: facts.id,
            holder: holder(facts),
            no_drops: no_drops(facts, &judged),
            last_ro_on: last_ro_on(facts, &judged.about),
            about: judged.about,
        })
    }

    pub fn is_free(&self) -> bool {
        self.holder == Holder::Nobody
    }

    /// With what another step makes due of the same customer.
    pub fn joined(mut self, other: Self) -> Self {
        let new: Vec<About> = other.about.into_iter().filter(|about| !self.about.contains(about)).collect();
        self.about.extend(new);
        self.last_ro_on = self.last_ro_on.max(other.last_ro_on);
        self
    }
}

/// A customer on the list, in as few bytes as sorting all of them takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Listed {
    pub place: Place,
    /// All that speak against a drop.
    pub reasons: Reasons,
    /// As of [`Offer::last_ro_on`].
    pub last_ro_on: Option<NaiveDate>,
    pub stars: Option<Stars>,
}

impl Listed {
    pub fn customer(&self) -> CustomerId {
        self.place.customer()
    }

    /// With what another step makes due of the same customer: whatever stands first counts.
    pub fn join(&mut self, other: &Self, number_of: impl Fn(CustomerId) -> CustomerNumber) {
        self.last_ro_on = self.last_ro_on.max(other.last_ro_on);
        if other.place.order(&self.place, number_of).is_lt() {
            self.place = other.place;
        }
    }

    /// The order of an agent's list. Total and repeatable: ties go by recycle, oldest to newest, and that by id.
    pub fn compare(
        &self,
        other: &Self,
        sort: SortOption,
        number_of: impl Fn(CustomerId) -> CustomerNumber,
    ) -> Ordering {
        // Whoever has no repair order, or no stars, stands at the end both ways: nothing is known to sort by.
        let by = match sort {
            SortOption::RoNewest => known_first(self.last_ro_on.map(Reverse), other.last_ro_on.map(Reverse)),
            SortOption::RoOldest => known_first(self.last_ro_on, other.last_ro_on),
            SortOption::RecycleOldest => Ordering::Equal,
            SortOption::StarsHighest => known_first(self.stars.map(Reverse), other.stars.map(Reverse)),
            SortOption::StarsLowest => known_first(self.stars, other.stars),
        };
        by.then_with(|| self.place.order(&other.place, number_of))
    }
}

/// What a reason against a drop means for a person's call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Concern {
    /// It binds people, too.
    People,
    /// There is nothing left to call about.
    NothingLeft,
    /// That, or the customer's voice switch: what is left to call about says which.
    Unsaid,
    /// It keeps a recording away, not an agent.
    Drops,
}

fn concern(reason: Reason) -> Concern {
    match reason {
        Reason::Filter | Reason::OnHold | Reason::OpenComplaint => Concern::People,
        Reason::NotDue | Reason::Booked | Reason::Recycled => Concern::NothingLeft,
        Reason::TurnedOff => Concern::Unsaid,
        Reason::OptedOut
        | Reason::HeldByRun
        | Reason::TakenByAgent
        | Reason::SpokenTo
        | Reason::CalledIn
        | Reason::DaysBetween
        | Reason::Prevention
        | Reason::Rest
        | Reason::RetryRest
        | Reason::SinceBackup
        | Reason::Impossible
        | Reason::NumberLocked
        | Reason::InProgressElsewhere
        | Reason::OutsideHours
        | Reason::AttemptedToday
        | Reason::SameNumber
        | Reason::BeyondCount
        | Reason::OutOfTime
        | Reason::NotReached
        | Reason::CountLowered
        | Reason::Stopped => Concern::Drops,
    }
}

/// What the reasons alone say of an offer, for whoever counts a million customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByReasons {
    /// [`Offer::read`] gives an offer.
    Offered,
    NotOffered,
    /// They do not say.
    LookCloser,
}

pub fn by_reasons(reasons: Reasons) -> ByReasons {
    let mut by = ByReasons::Offered;
    for reason in reasons.iter() {
        match concern(reason) {
            Concern::People | Concern::NothingLeft => return ByReasons::NotOffered,
            Concern::Unsaid => by = ByReasons::LookCloser,
            Concern::Drops => {}
        }
    }
    by
}

/// Whether nobody has the customer, by the reasons against a drop outside of any run.
pub fn is_free(reasons: Reasons) -> bool {
    !is_held(reasons) && !reasons.contains(Reason::TakenByAgent)
}

/// Whether a run has the customer; it comes before an agent ([`Holder`]).
pub fn is_held(reasons: Reasons) -> bool {
    reasons.contains(Reason::HeldByRun)
}

fn holder(facts: &CustomerFacts) -> Holder {
    match (facts.reserved_by, &facts.taken_by) {
        (Some(run), _) => Holder::Run(run),
        (None, Some(agent)) => Holder::Agent(agent.clone()),
        (None, None) => Holder::Nobody,
    }
}

/// The strongest of what keeps drops away for good; what only rests is not worth a mark.
fn no_drops(facts: &CustomerFacts, judged: &Judged) -> Option<NoDrops> {
    let is_barred = |reason| judged.barred.iter().any(|barred| barred.reason == reason);
    if facts.do_not_call {
        Some(NoDrops::DoNotCall)
    } else if is_barred(Reason::OptedOut) {
        Some(NoDrops::OptedOut)
    } else if facts.voice_switched_off {
        Some(NoDrops::SwitchedOff)
    } else {
        is_barred(Reason::Impossible).then_some(NoDrops::Impossible)
    }
}

fn last_ro_on(facts: &CustomerFacts, about: &[About]) -> Option<NaiveDate> {
    let is_due = |id| about.iter().any(|about| about.vehicle == Some(id));
    let owned = || facts.vehicles.iter().filter(|vehicle| vehicle.owned);
    let of_due = owned().filter(|vehicle| is_due(vehicle.id)).filter_map(|vehicle| vehicle.last_ro_on).max();
    of_due.or_else(|| owned().filter_map(|vehicle| vehicle.last_ro_on).max())
}

fn known_first<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
