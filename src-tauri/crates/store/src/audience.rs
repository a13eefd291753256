//! Everybody of a store, judged: how many for which reason, who comes first, and all that there is to say of one of
//! them. The rules are those of [`domain::audience`]; the facts come from the roster in memory if it is there, else from
//! the rows.

mod judging;
mod lines;
mod offered;
pub(crate) mod portions;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use domain::{
    audience::{self, Barred, Judged, Question, Standing, Verdict},
    campaign::Language,
    contact_type::ContactType,
    facts::CustomerFacts,
    ids::{CustomerId, StoreId},
    order::{CustomerNumber, Place},
    phone::E164,
    reason::{Reason, Reasons},
};

pub use self::lines::{Faults, Line};
use self::{
    judging::{Judging, Part, Such},
    portions::Portions,
};
use crate::{
    Db, StoreError,
    columns::{Columns, row},
    facts::{self, Scope},
    fetch,
    kept::Seen,
    roster::{self, Lens, Roster, Unpacked},
};

/// What a run cannot take any more: customers, who are nowhere counted, and numbers.
#[derive(Debug, Default)]
pub struct Used {
    pub customers: BTreeSet<CustomerId>,
    pub numbers: BTreeSet<E164>,
}

/// Outside of a run.
pub static NOTHING_USED: Used = Used { customers: BTreeSet::new(), numbers: BTreeSet::new() };

/// The customers of a store, ready to be judged by one question. They stay as they were when it was opened.
pub struct Audience<'q> {
    store: StoreId,
    question: &'q Question<'q>,
    source: Source,
    used: &'q Used,
    portions: Portions,
}

enum Source {
    /// In order of id.
    Rows(Vec<CustomerFacts>),
    Memory(Arc<Seen>, Lens),
}

/// A customer who counts as they are: who, where in the order, and on what number.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    place: Place,
    number: Option<E164>,
    pub language: Option<Language>,
    /// None: the customer can get a drop.
    pub reasons: Reasons,
    shares_a_number: bool,
}

impl Entry {
    pub fn customer(&self) -> CustomerId {
        self.place.customer()
    }
}

/// Each customer once: able to get a drop, or under the first reason that holds.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    pub customers: usize,
    pub reasons: BTreeMap<Reason, usize>,
    /// Of those who are first of all impossible to contact, what is wrong with their numbers: each number once.
    pub faults: Faults,
    /// In no particular order; see [`Audience::sort_first`].
    pub eligible: Vec<Entry>,
    /// Whose number an earlier customer bears, with that one if it is not a target of the run already.
    pub same_number: Vec<(Entry, Option<CustomerId>)>,
}

/// Goes once through the customers and once through the vehicles of a store by an index that has all it needs: less than
/// that takes no query over all of them. For whoever measures.
pub fn floor(db: &Db<'_>, store: StoreId) -> Result<i64, StoreError> {
    let sql = "SELECT (SELECT count(*) FROM customer WHERE store_id = ?1)
                    + (SELECT count(*) FROM vehicle WHERE customer_id > 0) AS many";
    row(db.0, sql, [store.0], |r| r.value("many"))?.ok_or(StoreError::NotFound)
}

impl<'q> Audience<'q> {
    pub fn open(
        db: &Db<'_>,
        scope: &Scope<'_>,
        question: &'q Question<'q>,
        used: &'q Used,
    ) -> Result<Self, StoreError> {
        let is_about_all = scope.customer.is_none() && scope.except.is_none();
        let is_for_memory = is_about_all && !matches!(question.standing, Standing::Sending { .. });
        let seen = if is_for_memory { db.see(scope.store)?.map(Arc::new) } else { None };
        Self::with(seen, db, scope, question, used)
    }

    /// Asks another question of the same customers, in the same transaction: those in memory are as they were for the
    /// first, whatever others did meanwhile.
    pub fn ask_another<'p>(
        &self,
        db: &Db<'_>,
        scope: &Scope<'_>,
        question: &'p Question<'p>,
        used: &'p Used,
    ) -> Result<Audience<'p>, StoreError> {
        let seen = match &self.source {
            Source::Memory(seen, _) if self.store == scope.store => Some(seen.clone()),
            Source::Memory(..) | Source::Rows(_) => None,
        };
        Audience::with(seen, db, scope, question, used)
    }

    fn with(
        seen: Option<Arc<Seen>>,
        db: &Db<'_>,
        scope: &Scope<'_>,
        question: &'q Question<'q>,
        used: &'q Used,
    ) -> Result<Self, StoreError> {
        let source = match seen {
            Some(seen) => Source::Memory(seen, Self::lens(db, scope, question)?),
            None => {
                let mut facts = facts::read(db, scope)?;
                facts.sort_unstable_by_key(|facts| facts.id);
                Source::Rows(facts)
            }
        };
        Ok(Self { store: scope.store, question, source, used, portions: Portions::default() })
    }

    /// So small that a few customers have several pieces and threads.
    #[cfg(test)]
    pub(crate) fn in_portions(self, portions: Portions) -> Self {
        Self { portions, ..self }
    }

    fn lens(db: &Db<'_>, scope: &Scope<'_>, question: &Question<'_>) -> Result<Lens, StoreError> {
        let spec = question.spec;
        let step_of = scope.campaign.filter(|_| spec.is_standing());
        let lens = roster::lens(db, question, step_of)?;
        let is_query = spec.contact_type == ContactType::FetchAutomation;
        Ok(if is_query { lens.with_found(fetch::found_for(db, scope)?) } else { lens })
    }

    /// Whether the customers in memory answer, for whoever measures.
    pub fn is_in_memory(&self) -> bool {
        matches!(self.source, Source::Memory(..))
    }

    /// Judges everybody.
    pub fn count(&self) -> Counted {
        let mut counted = Counted::default();
        for part in self.each_part(Such::Nobody) {
            counted.customers += part.customers;
            counted.eligible.extend(part.eligible);
            for (reason, many) in Reason::ALL.iter().zip(part.reasons).filter(|(_, many)| *many > 0) {
                *counted.reasons.entry(*reason).or_default() += many;
            }
            for (fault, many) in part.faults {
                *counted.faults.entry(fault).or_default() += many;
            }
        }
        self.one_per_number(&mut counted);
        counted
    }

    /// Everybody whose reasons are such, in order.
    pub fn those(&self, are_such: impl Fn(&Verdict) -> bool + Sync) -> Vec<Entry> {
        let mut those: Vec<Entry> =
            self.each_part(Such::Of(&are_such)).into_iter().flat_map(|part| part.such).collect();
        self.sort(&mut those);
        those
    }

    /// Who has something due, whatever else speaks against a drop; in order of id.
    pub fn due(&self) -> Vec<CustomerId> {
        let is_due = |verdict: &Verdict| !verdict.reasons.contains(Reason::NotDue);
        let parts = self.each_part(Such::Of(&is_due)).into_iter();
        let mut due: Vec<CustomerId> = parts.flat_map(|part| part.such).map(|entry| entry.customer()).collect();
        due.sort_unstable();
        due
    }

    /// How many have such reasons.
    pub fn how_many(&self, are_such: impl Fn(&Verdict) -> bool + Sync) -> usize {
        self.each_part(Such::Of(&are_such)).iter().map(|part| part.such.len()).sum()
    }

    /// P3: of several on one number the first gets the drop.
    fn one_per_number(&self, counted: &mut Counted) {
        let (mut shared, single): (Vec<_>, Vec<_>) =
            std::mem::take(&mut counted.eligible).into_iter().partition(|entry| entry.shares_a_number);
        counted.eligible = single;
        if !self.used.numbers.is_empty() {
            // Whoever bears a used number alone may have got it after it was used.
            let is_used = |entry: &Entry| entry.number.is_some_and(|number| self.used.numbers.contains(&number));
            let used = counted.eligible.extract_if(.., |entry| is_used(entry));
            counted.same_number.extend(used.map(|entry| (entry, None)));
        }
        self.sort(&mut shared);
        let mut bearers: HashMap<E164, CustomerId> = HashMap::new();
        for entry in shared {
            let Some(number) = entry.number else { continue };
            let bearer = bearers.get(&number).copied();
            if bearer.is_some() || self.used.numbers.contains(&number) {
                counted.same_number.push((entry, bearer));
            } else {
                bearers.insert(number, entry.customer());
                counted.eligible.push(entry);
            }
        }
        if !counted.same_number.is_empty() {
            counted.reasons.insert(Reason::SameNumber, counted.same_number.len());
        }
    }

    pub fn sort(&self, entries: &mut [Entry]) {
        entries.sort_unstable_by(|a, b| a.place.order(&b.place, |id| self.number_of(id)));
    }

    /// Puts the first so many at the front, in order.
    pub fn sort_first(&self, entries: &mut [Entry], many: usize) {
        self.move_first(entries, many);
        let many = many.min(entries.len());
        self.sort(&mut entries[..many]);
    }

    /// Puts the first so many at the front, in no particular order.
    pub fn move_first(&self, entries: &mut [Entry], many: usize) {
        if 0 < many && many < entries.len() {
            entries.select_nth_unstable_by(many - 1, |a, b| a.place.order(&b.place, |id| self.number_of(id)));
        }
    }

    /// The first so many who can get a drop, in order. Looks at no more customers than it has to.
    pub fn first(&self, many: usize) -> Vec<Judged> {
        let chosen = match &self.source {
            Source::Memory(seen, lens) if lens.keeps_to_best() => self.walk(seen.roster(), seen, lens, many),
            Source::Memory(..) | Source::Rows(_) => {
                let mut counted = self.count();
                self.sort_first(&mut counted.eligible, many);
                counted.eligible.truncate(many);
                counted.eligible
            }
        };
        chosen.iter().filter_map(|entry| self.judged(entry.customer())).collect()
    }

    /// Customers come in the order in which they can stand at best; whoever stands before the next one's best stands
    /// before all that come. Each piece is as long as those before it let expect that it takes.
    fn walk(&self, roster: &Roster, seen: &Seen, lens: &Lens, many: usize) -> Vec<Entry> {
        let mut waiting = match &seen.changed {
            Some(changed) => self.part(&Judging::of(changed, &[], lens), changed.in_order(), Such::Nobody).eligible,
            None => vec![],
        };
        let judging = Judging::of(roster, &seen.under_way, lens);
        let mut bearers = BTreeSet::new();
        let mut first: Vec<Entry> = vec![];
        let mut rest = roster.in_order();
        // Nobody finds more than there are.
        let many = many.min(rest.len() + waiting.len());
        let (mut piece, mut looked_at) = (self.portions.first_piece(many), 0);
        loop {
            let (some, later) = rest.split_at(piece.min(rest.len()));
            looked_at += some.len();
            waiting.extend(self.parts(&judging, some, Such::Nobody).into_iter().flat_map(|part| part.eligible));
            let next = later.first().map(|best| best.dates());
            let is_settled = |entry: &mut Entry| next.is_none_or(|next| entry.place.dates() < next);
            let mut settled: Vec<Entry> = waiting.extract_if(.., is_settled).collect();
            self.sort(&mut settled);
            let is_free = |entry: &Entry| {
                entry.number.is_some_and(|number| !self.used.numbers.contains(&number) && bearers.insert(number))
            };
            first.extend(settled.into_iter().filter(is_free));
            if first.len() >= many || later.is_empty() {
                break;
            }
            let missing = many.saturating_sub(first.len());
            rest = later;
            piece = self.portions.next_piece(looked_at, first.len() + waiting.len(), missing);
        }
        first.truncate(many);
        first
    }

    /// All that there is to say of a customer, but what depends on others: same number, and beyond the count.
    pub fn judged(&self, customer: CustomerId) -> Option<Judged> {
        self.with_facts(customer, |facts| audience::judge(facts, self.question))
    }

    /// A customer on the same number as an earlier one.
    pub fn judged_behind(&self, customer: CustomerId, bearer: Option<CustomerId>) -> Option<Judged> {
        let mut judged = self.judged(customer)?;
        let who = bearer.map(|id| id.to_string());
        judged.barred.push(Barred { who, ..Barred::by(Reason::SameNumber) });
        Some(judged)
    }

    fn number_of(&self, customer: CustomerId) -> CustomerNumber {
        CustomerNumber(self.with_facts(customer, |facts| facts.number.clone()).unwrap_or_default())
    }

    fn with_facts<T>(&self, customer: CustomerId, look: impl FnOnce(&CustomerFacts) -> T) -> Option<T> {
        let (seen, lens) = match &self.source {
            Source::Rows(facts) => {
                let place = facts.binary_search_by_key(&customer, |facts| facts.id).ok()?;
                return facts.get(place).map(look);
            }
            Source::Memory(seen, lens) => (seen, lens),
        };
        let mut unpacked = Unpacked::default();
        let roster = match &seen.changed {
            Some(changed) if seen.under_way.binary_search(&customer.0).is_ok() => changed,
            Some(_) | None => seen.roster(),
        };
        roster.unpack(customer, lens, &mut unpacked).then(|| look(&unpacked.facts))
    }
}
