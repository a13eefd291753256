//! Everybody of a store judged one after the other, by as many threads as pay.

use domain::{
    audience::{self, Verdict},
    facts::CustomerFacts,
    reason::Reason,
};

use super::{Audience, Entry, Faults, Source};
use crate::roster::{Best, Lens, Roster, Unpacked};

/// The record of the one who comes so many later is asked for early.
const AHEAD: usize = 4;

/// Whom to name beside the count.
#[derive(Clone, Copy)]
pub(super) enum Such<'a> {
    /// The first reason is enough to count, and for most a glance shows it.
    Nobody,
    /// These, of those about whom a glance says nothing.
    OfTheLeft(&'a (dyn Fn(&Verdict) -> bool + Sync)),
    /// These, whatever a glance says: that asks for every reason of everybody.
    Of(&'a (dyn Fn(&Verdict) -> bool + Sync)),
}

impl Such<'_> {
    fn asks_for_every_reason(self) -> bool {
        matches!(self, Self::Of(_))
    }

    fn is(self, verdict: &Verdict) -> bool {
        match self {
            Self::Nobody => false,
            Self::OfTheLeft(are_such) | Self::Of(are_such) => are_such(verdict),
        }
    }
}

impl Audience<'_> {
    /// Judges everybody.
    pub(super) fn each_part(&self, such: Such<'_>) -> Vec<Part> {
        let (seen, lens) = match &self.source {
            Source::Rows(facts) => return vec![self.part_of_rows(facts, such)],
            Source::Memory(seen, lens) => (seen, lens),
        };
        let mut parts = vec![];
        if let Some(changed) = &seen.changed {
            parts.push(self.part(&Judging::of(changed, &[], lens), changed.in_order(), such));
        }
        let roster = seen.roster();
        parts.extend(self.parts(&Judging::of(roster, &seen.under_way, lens), roster.in_order(), such));
        parts
    }

    /// In as many threads as pay.
    pub(super) fn parts(&self, judging: &Judging<'_>, some: &[Best], such: Such<'_>) -> Vec<Part> {
        self.portions.work(some, |pieces| {
            let (mut part, mut unpacked) = (Part::default(), Unpacked::default());
            pieces.for_each(|piece| self.judge_each(judging, piece, such, &mut unpacked, &mut part));
            part
        })
    }

    pub(super) fn part(&self, judging: &Judging<'_>, some: &[Best], such: Such<'_>) -> Part {
        let mut part = Part::default();
        self.judge_each(judging, some, such, &mut Unpacked::default(), &mut part);
        part
    }

    fn judge_each(
        &self,
        judging: &Judging<'_>,
        some: &[Best],
        such: Such<'_>,
        unpacked: &mut Unpacked,
        part: &mut Part,
    ) {
        for (place, best) in some.iter().enumerate() {
            some.get(place + AHEAD).iter().for_each(|soon| judging.roster.expect(soon));
            if judging.counts(best, self) {
                judging.next(best, self, unpacked, part, such);
            }
        }
    }

    fn part_of_rows(&self, facts: &[CustomerFacts], such: Such<'_>) -> Part {
        let mut part = Part::default();
        for facts in facts.iter().filter(|facts| !self.used.customers.contains(&facts.id)) {
            let verdict = audience::verdict(facts, self.question);
            // The rows do not say: everybody is looked at.
            part.add(&verdict, entry(&verdict, facts, true), such);
            part.add_faults(&verdict, facts, self.question);
        }
        part
    }
}

fn entry(verdict: &Verdict, facts: &CustomerFacts, shares_a_number: bool) -> Entry {
    let Verdict { reasons, number, place } = *verdict;
    Entry { place, number, language: facts.language, reasons, shares_a_number }
}

/// What one thread found.
#[derive(Default)]
pub(super) struct Part {
    pub customers: usize,
    /// In the order of [`Reason::ALL`].
    pub reasons: [usize; Reason::MANY],
    pub faults: Faults,
    pub eligible: Vec<Entry>,
    pub such: Vec<Entry>,
}

impl Part {
    /// Nothing is known of them but that they are out, and why.
    fn add_out(&mut self, reason: Reason) {
        self.customers += 1;
        self.reasons[reason as usize] += 1;
    }

    fn add(&mut self, verdict: &Verdict, entry: Entry, such: Such<'_>) {
        self.customers += 1;
        match verdict.reasons.first() {
            Some(reason) => self.reasons[reason as usize] += 1,
            // Without bars there is always a number; one without is impossible to contact.
            None if entry.number.is_none() => self.reasons[Reason::Impossible as usize] += 1,
            None => self.eligible.push(entry),
        }
        if such.is(verdict) {
            self.such.push(entry);
        }
    }
}

/// A roster, without those whom the transaction under way changed.
#[derive(Clone, Copy)]
pub(super) struct Judging<'a> {
    roster: &'a Roster,
    without: &'a [i64],
    lens: &'a Lens,
}

impl<'a> Judging<'a> {
    pub fn of(roster: &'a Roster, without: &'a [i64], lens: &'a Lens) -> Self {
        Self { roster, without, lens }
    }

    fn counts(&self, best: &Best, audience: &Audience<'_>) -> bool {
        if self.without.is_empty() && audience.used.customers.is_empty() {
            return true;
        }
        let id = self.roster.id(best);
        self.without.binary_search(&id.0).is_err() && !audience.used.customers.contains(&id)
    }

    /// Judges one customer. Where nobody asks for every reason, a glance is enough for most.
    fn next(&self, best: &Best, audience: &Audience<'_>, unpacked: &mut Unpacked, part: &mut Part, such: Such<'_>) {
        if !such.asks_for_every_reason() {
            unpacked.read_head(best.head);
            if let Some(reason) = audience::at_first_sight(&unpacked.facts, audience.question) {
                return part.add_out(reason);
            }
            let rest = self.roster.glimpse(best, self.lens, unpacked);
            if let Some(reason) = audience::at_a_glance(&unpacked.facts, audience.question) {
                return part.add_out(reason);
            }
            let Some(rest) = rest else { return };
            self.roster.unpack_rest(rest, self.lens, unpacked);
        } else if !self.roster.unpack_best(best, self.lens, unpacked) {
            return;
        }
        let verdict = audience::verdict(&unpacked.facts, audience.question);
        part.add(&verdict, entry(&verdict, &unpacked.facts, unpacked.shares_a_number), such);
        part.add_faults(&verdict, &unpacked.facts, audience.question);
    }
}
