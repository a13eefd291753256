//! The same customers as agents see them: whom they may call, by the reasons that bind people, too.

use std::collections::BTreeMap;

use domain::{
    audience::{self, Verdict},
    call_select::{ByReasons, Listed, Offer, SortOption, Stars, by_reasons},
    facts::CustomerFacts,
    ids::CustomerId,
};

use super::{Audience, Entry, Such};

impl Audience<'_> {
    /// Whom an agent may call about this, in no particular order.
    pub fn offered(&self) -> Vec<Entry> {
        let may_be = |verdict: &Verdict| by_reasons(verdict.reasons) != ByReasons::NotOffered;
        // Whoever is out at a glance is nothing to call about.
        let mut offered: Vec<Entry> =
            self.each_part(Such::OfTheLeft(&may_be)).into_iter().flat_map(|part| part.such).collect();
        offered.retain(|entry| match by_reasons(entry.reasons) {
            ByReasons::Offered => true,
            ByReasons::NotOffered => false,
            ByReasons::LookCloser => self.offer(entry.customer()).is_some(),
        });
        offered
    }

    /// A customer of the list, with what there is to call about.
    pub fn offer(&self, customer: CustomerId) -> Option<Offer> {
        self.with_facts(customer, |facts| self.offer_of(facts)).flatten()
    }

    fn offer_of(&self, facts: &CustomerFacts) -> Option<Offer> {
        Offer::read(facts, audience::judge(facts, self.question))
    }

    /// What the list sorts by, in no particular order; `stars` are of those who have some.
    pub fn listed(&self, offered: &[Entry], stars: &BTreeMap<CustomerId, Stars>) -> Vec<Listed> {
        let look = |entry: &Entry| {
            let last_ro_on = self.offer(entry.customer())?.last_ro_on;
            let stars = stars.get(&entry.customer()).copied();
            Some(Listed { place: entry.place, reasons: entry.reasons, last_ro_on, stars })
        };
        let parts = self.portions.work(offered, |pieces| pieces.flatten().filter_map(look).collect::<Vec<_>>());
        parts.into_iter().flatten().collect()
    }

    /// Puts a list, each customer on it once, into the order that was asked for.
    pub fn sort_listed(&self, listed: &mut [Listed], sort: SortOption) {
        listed.sort_unstable_by(|a, b| a.compare(b, sort, |id| self.number_of(id)));
    }

    /// One list of several: whoever is due by any of them, once.
    pub fn union(&self, mut lists: Vec<Vec<Listed>>) -> Vec<Listed> {
        if lists.len() == 1 {
            return lists.remove(0);
        }
        let mut all: BTreeMap<CustomerId, Listed> = BTreeMap::new();
        for listed in lists.into_iter().flatten() {
            all.entry(listed.customer())
                .and_modify(|known| known.join(&listed, |id| self.number_of(id)))
                .or_insert(listed);
        }
        all.into_values().collect()
    }
}
