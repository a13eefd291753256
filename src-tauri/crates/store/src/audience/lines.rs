//! What a preview says beside the count: what is wrong with numbers, and who stands behind each of its lines.

use std::collections::{BTreeMap, HashMap};

use domain::{
    audience::{Barred, Judged, Question, Verdict},
    facts::CustomerFacts,
    ids::CustomerId,
    numbers,
    phone::PhoneKind,
    reason::{NumberFault, Reason, ReasonGroup},
};

use super::{Audience, Entry, Part, Such};

/// How many numbers of a kind cannot be used for which reason.
pub type Faults = BTreeMap<(PhoneKind, NumberFault), usize>;

impl Part {
    /// Whoever is first of all impossible to contact has a fault at each of the numbers: those that the judgement names.
    pub(super) fn add_faults(&mut self, verdict: &Verdict, facts: &CustomerFacts, question: &Question<'_>) {
        if verdict.reasons.first() == Some(Reason::Impossible) {
            let chosen = numbers::choose(&facts.cell, &facts.home, question.today);
            for fault in chosen.err().into_iter().flatten() {
                *self.faults.entry((fault.kind, fault.fault)).or_default() += 1;
            }
        }
    }
}

/// Everybody behind one line of a preview, each in as few bytes as sorting them takes.
#[derive(Clone, Debug)]
pub struct Line {
    group: ReasonGroup,
    /// In no particular order.
    entries: Vec<Entry>,
    /// Of whoever is kept back by another's number: that one.
    bearers: HashMap<CustomerId, CustomerId>,
}

impl Line {
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Audience<'_> {
    /// Who is counted in this line, if the first so many get a drop.
    pub fn line(&self, group: ReasonGroup, limit: usize) -> Line {
        let (mut entries, mut bearers) = (vec![], HashMap::new());
        match group {
            ReasonGroup::SameNumber => {
                for (entry, bearer) in self.count().same_number {
                    bearers.extend(bearer.map(|bearer| (entry.customer(), bearer)));
                    entries.push(entry);
                }
            }
            ReasonGroup::BeyondCount => {
                let mut eligible = self.count().eligible;
                self.move_first(&mut eligible, limit);
                entries = eligible.split_off(limit.min(eligible.len()));
            }
            ReasonGroup::Filter
            | ReasonGroup::NotDue
            | ReasonGroup::TurnedOff
            | ReasonGroup::OptedOut
            | ReasonGroup::BookedOrHeld
            | ReasonGroup::Recycled
            | ReasonGroup::Resting
            | ReasonGroup::Impossible
            | ReasonGroup::Gate => {
                let is_first = |verdict: &Verdict| verdict.reasons.first().is_some_and(|first| first.group() == group);
                let shows_at_a_glance = matches!(group, ReasonGroup::Filter | ReasonGroup::NotDue);
                let such = if shows_at_a_glance { Such::Of(&is_first) } else { Such::OfTheLeft(&is_first) };
                entries.extend(self.each_part(such).into_iter().flat_map(|part| part.such));
            }
        }
        Line { group, entries, bearers }
    }

    /// So many of a line from a place on, in order, with all that speaks against each.
    pub fn page(&self, line: &mut Line, from: usize, many: usize) -> Vec<Judged> {
        let from = from.min(line.entries.len());
        self.move_first(&mut line.entries, from);
        self.sort_first(&mut line.entries[from..], many);
        let page = line.entries[from..].iter().take(many);
        page.filter_map(|entry| self.behind(line, entry.customer())).collect()
    }

    /// All of a line, in order, one after the other.
    pub fn whole_line<'l>(&'l self, line: &'l mut Line) -> impl Iterator<Item = Judged> + 'l {
        self.sort(&mut line.entries);
        let line = &*line;
        line.entries.iter().filter_map(|entry| self.behind(line, entry.customer()))
    }

    fn behind(&self, line: &Line, customer: CustomerId) -> Option<Judged> {
        match line.group {
            ReasonGroup::SameNumber => self.judged_behind(customer, line.bearers.get(&customer).copied()),
            ReasonGroup::BeyondCount => {
                let mut judged = self.judged(customer)?;
                judged.barred.push(Barred::by(Reason::BeyondCount));
                Some(judged)
            }
            ReasonGroup::Filter
            | ReasonGroup::NotDue
            | ReasonGroup::TurnedOff
            | ReasonGroup::OptedOut
            | ReasonGroup::BookedOrHeld
            | ReasonGroup::Recycled
            | ReasonGroup::Resting
            | ReasonGroup::Impossible
            | ReasonGroup::Gate => self.judged(customer),
        }
    }
}
