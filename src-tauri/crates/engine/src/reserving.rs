//! Which customers a run holds: exactly the count, in the order of S2; every skip selects again for one more (P1).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    audience::{self, Question, Ranked, Standing},
    campaign::{CampaignSpec, Count},
    ids::CustomerId,
    reason::{Reason, ReasonGroup},
    states::{TargetEvent, TargetState},
};
use store::{
    Db, StoreError, campaigns,
    facts::{self, Scope},
    runs::{self, Run},
    stores,
    targets::{self, Ending},
};

/// The customers of a run's campaign in order, judged now.
pub(crate) fn rank(db: &Db<'_>, run: &Run, spec: &CampaignSpec, now: DateTime<Utc>) -> Result<Ranked, StoreError> {
    let store = stores::get(db, run.store)?;
    let today = store.calendar.zone.date_at(now);
    let scope = Scope { store: run.store, spec, campaign: Some(run.campaign), today, customer: None, except: None };
    let question = Question {
        spec,
        due: &store.due,
        calendar: &store.calendar,
        store_language: store.language,
        today,
        now,
        run: Some(run.id),
        standing: if run.by_hand || run.sequence > 1 { Standing::ChoosingAgain } else { Standing::Choosing },
    };
    let (had, used) = targets::used(db, run.id)?;
    let judged = facts::read(db, &scope)?
        .iter()
        .filter(|facts| !had.contains(&facts.id))
        .map(|facts| audience::judge(facts, &question))
        .collect();
    Ok(audience::rank(judged, &used, |id: CustomerId| id.to_string()))
}

/// Brings what a run holds to its count: reserves the next in order, or releases from the end.
pub(crate) fn fit_to_count(db: &Db<'_>, run: &Run, spec: &CampaignSpec, now: DateTime<Utc>) -> Result<(), StoreError> {
    let counts = runs::counts(db, run.id)?;
    let holds = counts.held_or_sent() as usize;
    let limit = run.count.limit();
    if holds > limit {
        // Never below what was sent: only those still in line can go.
        return release_last(db, run, holds - limit, now);
    }
    if holds == limit || run.is_list_over {
        return Ok(());
    }
    let mut missing = limit - holds;
    let ranked = rank(db, run, spec, now)?;
    for judged in &ranked.eligible {
        if missing == 0 {
            return Ok(());
        }
        let Some(choice) = &judged.choice else { continue };
        if targets::reserve(db, run.id, judged.customer, choice, run.until_at, now)?.is_some() {
            missing -= 1;
        }
    }
    let shortfall = match run.count {
        // The day of a standing run is not over: others may fall due.
        _ if spec.is_standing() => None,
        Count::Number { number } if missing > 0 => Some(shortfall(number as usize - missing, number, &ranked)),
        Count::Number { .. } | Count::AllDue => None,
    };
    runs::end_list(db, run.id, shortfall.as_deref())
}

/// What the count misses, with the reasons of all others (P1): "3 of 5. The others: 12 not due, 1 recycled."
fn shortfall(found: usize, asked: u32, ranked: &Ranked) -> String {
    let mut groups: BTreeMap<ReasonGroup, usize> = BTreeMap::new();
    for first in ranked.excluded.iter().filter_map(|judged| judged.barred.first()) {
        *groups.entry(first.reason.group()).or_default() += 1;
    }
    if groups.is_empty() {
        return format!("{found} of {asked}: there is nobody else.");
    }
    let others: Vec<_> =
        groups.into_iter().map(|(group, many)| format!("{many} {}", group.word().replace('_', " "))).collect();
    format!("{found} of {asked}. The others: {}.", others.join(", "))
}

fn release_last(db: &Db<'_>, run: &Run, many: usize, now: DateTime<Utc>) -> Result<(), StoreError> {
    for _ in 0..many {
        let Some(last) = targets::last_in_line(db, run.id)? else { return Ok(()) };
        let ending = Ending { reason: Some(Reason::CountLowered), ..Ending::default() };
        targets::advance(db, last.id, TargetEvent::Release, &ending, now)?;
        targets::free(db, last.id)?;
    }
    Ok(())
}

/// Lets everybody in line go, when a run is stopped or its window is over (P7). Whoever only waited for their moment
/// is skipped "out of time"; the others were not reached.
pub(crate) fn release_line(db: &Db<'_>, run: &Run, reason: Reason, now: DateTime<Utc>) -> Result<(), StoreError> {
    for target in targets::reserved(db, run.id)? {
        debug_assert_eq!(target.state, TargetState::Reserved);
        let (event, reason) = match target.later_reason {
            Some(_) if reason == Reason::NotReached => (TargetEvent::Skip, Reason::OutOfTime),
            Some(_) | None => (TargetEvent::Release, reason),
        };
        let ending = Ending { reason: Some(reason), ..Ending::default() };
        targets::advance(db, target.id, event, &ending, now)?;
        targets::free(db, target.id)?;
    }
    Ok(())
}

/// The set-up this run goes by.
pub(crate) fn spec_of(db: &Db<'_>, run: &Run) -> Result<CampaignSpec, StoreError> {
    Ok(campaigns::version(db, run.campaign, run.version)?.0)
}
