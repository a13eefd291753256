//! What the campaign builder shows beside a count, and what Call Select shows first.

use std::time::{Duration, Instant};

use domain::{call_select::TYPES, campaign::CampaignSpec, reason::ReasonGroup};
use store::{Db, Store, StoreError, audience::Audience, reports, stores};

use crate::{
    asking::ask_in,
    dealership::{STORE, today},
};

/// As many as fit beside the builder.
const FIRST: usize = 50;
/// People behind a line, on a page.
const PAGE: usize = 100;

/// A whole preview: the count with its reasons and what they are made of, and the first people by name.
pub fn preview(file: &Store, spec: &CampaignSpec) -> Result<Duration, StoreError> {
    timed(file, |db| ask(db, spec, |audience| first_people(db, audience, spec)))
}

/// A page of those who are not due, the longest line of most previews.
pub fn page(file: &Store, spec: &CampaignSpec) -> Result<Duration, StoreError> {
    timed(file, |db| {
        ask(db, spec, |audience| {
            let mut line = audience.line(ReasonGroup::NotDue, spec.count.limit());
            let middle = line.len() / 2;
            audience.page(&mut line, middle, PAGE).iter().try_for_each(|judged| {
                reports::person(db, judged.customer)?;
                Ok(())
            })
        })
    })
}

/// How many an agent may call, for every contact type that goes by no steps.
pub fn agents(file: &Store) -> Result<Duration, StoreError> {
    timed(file, |db| {
        TYPES
            .into_iter()
            .map(|contact_type| CampaignSpec::new(contact_type, today()))
            .filter(|spec| !spec.is_standing())
            .try_for_each(|spec| ask_in(db, &stores::get(db, STORE)?, &spec, |audience| drop(audience.offered())))
    })
}

fn first_people(db: &Db<'_>, audience: &Audience<'_>, spec: &CampaignSpec) -> Result<(), StoreError> {
    let mut counted = audience.count();
    let would_get = counted.eligible.len().min(spec.count.limit());
    audience.move_first(&mut counted.eligible, would_get);
    audience.sort_first(&mut counted.eligible[..would_get], FIRST);
    let first = counted.eligible[..would_get].iter().take(FIRST);
    first.filter_map(|entry| audience.judged(entry.customer())).try_for_each(|judged| {
        reports::person(db, judged.customer)?;
        let vehicle = judged.choice.as_ref().and_then(|choice| choice.vehicles.first());
        vehicle.map(|vehicle| reports::vehicle_title(db, *vehicle)).transpose()?;
        Ok(())
    })
}

fn ask(
    db: &Db<'_>,
    spec: &CampaignSpec,
    ask: impl FnOnce(&Audience<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    ask_in(db, &stores::get(db, STORE)?, spec, ask)?
}

fn timed(file: &Store, work: impl FnOnce(&Db<'_>) -> Result<(), StoreError>) -> Result<Duration, StoreError> {
    let start = Instant::now();
    file.read(work)?;
    Ok(start.elapsed())
}
