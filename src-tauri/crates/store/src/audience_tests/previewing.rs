//! What a preview shows beside the list and the first reasons, and what agents see: the people behind each line in order,
//! a page at a time, the sums of the numbers, and whom an agent may call.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    audience::Judged,
    call_select::{Offer, SortOption, is_free},
    ids::CustomerId,
    order::OrderKey,
    reason::{Reason, ReasonGroup},
};

use super::{
    filing::Filed,
    oracle::{Answer, Drop},
};
use crate::audience::{Audience, Entry, Faults};

/// So few that even these dealerships have several pages.
const PAGE: usize = 2;

/// All that a preview and an agent's list say; the same whichever way the facts come.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    faults: Faults,
    lines: BTreeMap<ReasonGroup, Vec<Judged>>,
    offers: Vec<Offer>,
}

/// Compares it with the product page's answer.
pub fn preview(audience: &Audience<'_>, filed: &Filed, wanted: &Answer) -> Result<Preview, String> {
    let id = |person: usize| filed.customers[person];
    let limit = wanted.list.len() / 2;
    let counted = audience.count();
    let mut lines = BTreeMap::new();
    for group in ReasonGroup::ALL.iter().copied() {
        let mut people: BTreeSet<CustomerId> =
            wanted.others.iter().filter(|(_, reason)| reason.group() == group).map(|(person, _)| id(*person)).collect();
        if group == ReasonGroup::BeyondCount {
            people = wanted.list[limit..].iter().map(|drop| id(drop.person)).collect();
        }
        let line = line(audience, group, limit)?;
        if line.iter().map(|judged| judged.customer).collect::<BTreeSet<_>>() != people || line.len() != people.len() {
            return Err(format!("{group:?}: wanted {people:?}, found {line:?}"));
        }
        lines.insert(group, line);
    }
    bearers(&lines[&ReasonGroup::SameNumber], wanted, filed)?;
    let faults = faults(&lines[&ReasonGroup::Impossible]);
    if counted.faults != faults {
        return Err(format!("numbers: {:?} of {faults:?}", counted.faults));
    }
    Ok(Preview { faults, lines, offers: offers(audience, filed)? })
}

/// Everybody of a line, page by page; in order, as all at once.
fn line(audience: &Audience<'_>, group: ReasonGroup, limit: usize) -> Result<Vec<Judged>, String> {
    let mut line = audience.line(group, limit);
    let mut people: Vec<Judged> = vec![];
    // Whichever page is turned to first, each is what it is.
    let middle = line.len() / 2;
    let from_the_middle = audience.page(&mut line, middle, PAGE);
    while people.len() < line.len() {
        people.extend(audience.page(&mut line, people.len(), PAGE));
    }
    if !audience.page(&mut line, people.len(), PAGE).is_empty() {
        return Err(format!("{group:?} has a page behind its end"));
    }
    if !people[middle..].starts_with(&from_the_middle) || from_the_middle.len() != PAGE.min(people.len() - middle) {
        return Err(format!("{group:?} turned to its middle: {from_the_middle:?} of {people:?}"));
    }
    if people != audience.whole_line(&mut line).collect::<Vec<_>>() {
        return Err(format!("{group:?}: the pages are not the line"));
    }
    let first = |judged: &Judged| judged.barred.first().map(|barred| barred.reason.group());
    let keys: Vec<&OrderKey> = people.iter().map(|judged| &judged.key).collect();
    if !keys.is_sorted() || people.iter().any(|judged| first(judged) != Some(group)) {
        return Err(format!("{group:?}: {people:?}"));
    }
    Ok(people)
}

/// Whoever bears another's number says whose: of somebody who gets a drop on it.
fn bearers(line: &[Judged], wanted: &Answer, filed: &Filed) -> Result<(), String> {
    for judged in line {
        let who = judged.barred[0].who.as_deref();
        let bearer = |drop: &&Drop| who == Some(filed.customers[drop.person].to_string().as_str());
        let bearer = wanted.list.iter().find(bearer).ok_or_else(|| format!("nobody bears the number of {judged:?}"))?;
        let number = judged.choice.as_ref().map(|choice| choice.number);
        if number != Some(super::e164(bearer.number)) {
            return Err(format!("{bearer:?} does not bear the number of {judged:?}"));
        }
    }
    Ok(())
}

fn faults(impossible: &[Judged]) -> Faults {
    let mut faults = Faults::new();
    for barred in impossible.iter().map(|judged| &judged.barred[0]) {
        assert_eq!(barred.reason, Reason::Impossible);
        barred.numbers.iter().for_each(|number| *faults.entry((number.kind, number.fault)).or_default() += 1);
    }
    faults
}

/// Whom an agent may call, and that the counts, which read no file, know it; by recycle they stand in the order of drops.
fn offers(audience: &Audience<'_>, filed: &Filed) -> Result<Vec<Offer>, String> {
    let offered = audience.offered();
    let mut listed = audience.listed(&offered, &BTreeMap::new());
    audience.sort_listed(&mut listed, SortOption::RecycleOldest);
    let offers: Vec<Offer> = listed.iter().filter_map(|listed| audience.offer(listed.customer())).collect();
    let there: BTreeSet<CustomerId> =
        filed.customers.iter().copied().filter(|customer| audience.offer(*customer).is_some()).collect();
    let counted: BTreeSet<CustomerId> = offered.iter().map(Entry::customer).collect();
    if there != counted || offers.len() != offered.len() || listed.len() != offered.len() {
        return Err(format!("agents: {there:?} of {counted:?}, {listed:?}"));
    }
    let key = |offer: &Offer| audience.judged(offer.customer).map(|judged| judged.key);
    if !offers.iter().map(key).collect::<Vec<_>>().is_sorted() {
        return Err(format!("agents' list is not in order: {offers:?}"));
    }
    for (offer, listed) in offers.iter().zip(&listed) {
        // A run that asks does not bar its own; agents ask outside of any run.
        let is_told = filed.asking.is_some() || offer.is_free() == is_free(listed.reasons);
        if !is_told || offer.last_ro_on != listed.last_ro_on {
            return Err(format!("{offer:?} as {listed:?}"));
        }
    }
    Ok(offers)
}
