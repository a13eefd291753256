//! Which customers a run holds: exactly the count, in the order of S2; every skip selects again for one more (P1).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    audience::{Question, Standing},
    campaign::{CampaignSpec, Count},
    reason::{Reason, ReasonGroup},
    states::{TargetEvent, TargetState},
};
use store::{
    Db, StoreError, attempts,
    audience::{Audience, Used},
    campaigns,
    facts::Scope,
    runs::{self, Run},
    stores,
    targets::{self, Ending},
};

use crate::sending;

/// Asks something of the customers of a run's campaign, judged now.
fn ask<T>(
    db: &Db<'_>,
    run: &Run,
    spec: &CampaignSpec,
    now: DateTime<Utc>,
    ask: impl FnOnce(&Audience<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
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
    let (customers, numbers) = targets::used(db, run.id)?;
    ask(&Audience::open(db, &scope, &question, &Used { customers, numbers })?)
}

/// Whether there is anybody whom a run could take.
pub(crate) fn finds_somebody(
    db: &Db<'_>,
    run: &Run,
    spec: &CampaignSpec,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    ask(db, run, spec, now, |audience| Ok(!audience.first(1).is_empty()))
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
    let limit = limit.min(holds.saturating_add(standing_room(db, run, spec, now)?));
    if holds == limit || run.is_list_over {
        return Ok(());
    }
    let shortfall = ask(db, run, spec, now, |audience| {
        let missing = reserve(db, run, audience, limit - holds, now)?;
        Ok(match run.count {
            _ if missing == 0 && limit == run.count.limit() => None,
            // The day of a standing run is not over: others may fall due, or go out in the next hour.
            _ if spec.is_standing() => Some(None),
            Count::Number { number } => {
                Some(Some(shortfall(number as usize - missing, number, &audience.count().reasons)))
            }
            Count::AllDue => Some(None),
        })
    })?;
    match shortfall {
        None => Ok(()),
        Some(words) => runs::end_list(db, run.id, words.as_deref()),
    }
}

/// How many more a standing run takes hold of: no more than it may still send this hour, so that it has its port and its
/// customers only while it sends (P6). Every other run holds its count from the start.
pub(crate) fn standing_room(
    db: &Db<'_>,
    run: &Run,
    spec: &CampaignSpec,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let Some(most) = spec.per_hour.filter(|_| spec.is_standing()) else { return Ok(usize::MAX) };
    let sent = attempts::many_since(db, run.campaign, run.on, now - sending::HOUR)? as usize;
    let in_line = targets::reserved(db, run.id)?.len();
    Ok((most as usize).saturating_sub(sent + in_line))
}

/// Reserves so many, the next in order; gives how many were not there.
fn reserve(
    db: &Db<'_>,
    run: &Run,
    audience: &Audience<'_>,
    mut missing: usize,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let mut seen = 0;
    loop {
        let wanted = seen + missing;
        let list = audience.first(wanted);
        for judged in list.iter().skip(seen) {
            let Some(choice) = &judged.choice else { continue };
            if targets::reserve(db, run.id, judged.customer, choice, run.until_at, now)?.is_some() {
                missing -= 1;
            }
        }
        if missing == 0 || list.len() < wanted {
            return Ok(missing);
        }
        // Somebody was held after all: as many more.
        seen = list.len();
    }
}

/// What the count misses, with the reasons of all others (P1): "3 of 5. The others: 12 not due, 1 recycled."
fn shortfall(found: usize, asked: u32, reasons: &BTreeMap<Reason, usize>) -> String {
    let mut groups: BTreeMap<ReasonGroup, usize> = BTreeMap::new();
    for (reason, many) in reasons {
        *groups.entry(reason.group()).or_default() += many;
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
        #[cfg(feature = "simulation")]
        if reason == Reason::Stopped && crate::Mutant::ReservationLeakedOnStop.is_on() {
            continue;
        }
        targets::free(db, target.id)?;
    }
    Ok(())
}

/// The set-up this run goes by.
pub(crate) fn spec_of(db: &Db<'_>, run: &Run) -> Result<CampaignSpec, StoreError> {
    Ok(campaigns::version(db, run.campaign, run.version)?.0)
}
