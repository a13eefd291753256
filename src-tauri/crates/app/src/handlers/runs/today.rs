//! The screen that is open all day.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use domain::{
    audience::{Question, Standing},
    campaign::{CampaignSpec, Count},
    contact_type::ContactType,
    reason::Reason,
    source::DataSource,
    states::{AttemptState, PauseCause, RunState},
};
use store::{
    Db, StoreError, accounts, attempts,
    audience::{Audience, NOTHING_USED},
    campaigns,
    facts::Scope,
    house, reports, runs,
    runs::Run,
    stores::{self, StoreRow},
};

use super::{asked, spec_name};
use crate::{
    app::{Desk, lock},
    dto::{
        Nothing,
        imports::DataAsOf,
        runs::{Decision, DropRow, EndedRun, InFlight, Lane, NextRun, Today},
    },
    error::CommandError,
    handlers::{backups::restored, campaigns::next_run, imports::data_as_of_dto},
    house::{Caller, House},
};

/// More drops than this nobody scrolls through live; the reports have them all.
const DROPS_MAX: usize = 100;
/// Everybody's numbers are judged anew no more often than this, in machine time: it reads the whole store.
const IMPOSSIBLE_FRESH: std::time::Duration = std::time::Duration::from_secs(60);

pub async fn get(desk: &Arc<Desk>, _: &Caller, _: Nothing) -> Result<Today, CommandError> {
    let desk = desk.clone();
    crate::app::blocking(move || read(&desk)).await?
}

fn read(desk: &Desk) -> Result<Today, CommandError> {
    let house = &desk.house;
    let now = house.now();
    let impossible = impossible(desk)?;
    house.store.read(|db| {
        let store = stores::get(db, house.store_id)?;
        let on = store.calendar.zone.date_at(now);
        let mut today = Today {
            on,
            delivered: 0,
            failed: 0,
            in_progress: 0,
            unknown: 0,
            planned: 0,
            call_backs: reports::call_backs_of_day(db, on)?,
            lanes: lanes(db)?,
            ended: vec![],
            next: next(db, &store, now)?,
            decisions: decisions(db)?,
            impossible,
            blocked_until: 0,
            blocked_for_ever: 0,
            drops: drops(db, on)?,
            data_as_of: data_as_of(db, house)?,
            restored: restored(db, desk)?,
        };
        (today.blocked_until, today.blocked_for_ever) = reports::blocked(db, on)?;
        for run in runs::of_day(db, on)? {
            let counts = runs::counts(db, run.id)?;
            today.delivered += counts.delivered;
            today.failed += counts.failed;
            today.in_progress += counts.in_progress;
            today.unknown += counts.unknown;
            if !matches!(run.state, RunState::Skipped | RunState::Missed) {
                today.planned += asked(&run, &counts);
            }
            if let Some(ended_at) = run.ended_at {
                let campaign_name = spec_name(db, &run)?;
                let note = run.note.clone().or(run.shortfall.clone());
                let (state, skip) = (run.state, run.skip_reason);
                today.ended.push(EndedRun { run: run.id, campaign_name, state, skip, note, counts, ended_at });
            }
        }
        today.ended.sort_by_key(|run| std::cmp::Reverse(run.ended_at));
        Ok(today)
    })
}

/// Runs under way by port, then those in line.
fn lanes(db: &Db<'_>) -> Result<Vec<Lane>, StoreError> {
    let mut open: Vec<Run> = runs::open(db)?.into_iter().filter(|r| r.state != RunState::Planned).collect();
    open.sort_by_key(|r| (r.port.is_none(), r.port, r.scheduled_at, r.id));
    let line = Line {
        is_paused: house::require(db)?.paused_all.is_some(),
        ports: accounts::ports(db)?.len(),
        free: accounts::free_ports(db)?.len(),
    };
    open.into_iter().map(|run| lane(db, run, &line)).collect()
}

/// How fresh the customers are, and whatever else an active campaign rests on (P15).
fn data_as_of(db: &Db<'_>, house: &House) -> Result<Vec<DataAsOf>, StoreError> {
    let mut found = BTreeMap::new();
    found.insert(DataSource::Customers, stores::freshness(db, house.store_id, DataSource::Customers, house.now())?);
    // Hundreds of campaigns rest on the same few things.
    let mut asked = BTreeSet::new();
    for spec in campaigns::active(db)?.into_iter().map(|campaign| campaign.spec) {
        if !asked.insert((spec.contact_type, spec.aim.fetch.map(|fetch| fetch.query))) {
            continue;
        }
        for of in stores::resting_on(db, house.store_id, &spec, house.now())? {
            found.insert(of.source, of);
        }
    }
    Ok(found.into_values().map(data_as_of_dto).collect())
}

/// What runs stand in line for.
struct Line {
    is_paused: bool,
    ports: usize,
    free: usize,
}

impl Line {
    fn note(&self) -> String {
        if self.is_paused {
            "Everything is paused.".to_owned()
        } else if self.ports == 0 {
            "No ports are known. Test the connection.".to_owned()
        } else if self.free > 0 {
            "Starts in a moment.".to_owned()
        } else {
            format!("All {} ports are in use; starts when one is free.", self.ports)
        }
    }
}

fn lane(db: &Db<'_>, run: Run, line: &Line) -> Result<Lane, StoreError> {
    let newest = campaigns::get(db, run.campaign)?;
    let (spec, version_saved_at) = campaigns::version(db, run.campaign, run.version)?;
    let counts = runs::counts(db, run.id)?;
    let in_flight = match attempts::in_flight_of(db, run.id)? {
        None => None,
        Some(attempt) => match attempt.customer {
            None => None,
            Some(customer) => Some(InFlight {
                customer,
                name: reports::person(db, customer)?.name,
                kind: attempt.kind,
                number: attempt.number,
                since: attempt.intended_at,
            }),
        },
    };
    // A standing run that waits for a port waits since somebody fell due, not since it first sent.
    let waiting = run.waiting_since_at.filter(|_| run.state == RunState::WaitingForPort);
    let since = run.paused_at.or(waiting).or(run.started_at).unwrap_or(run.scheduled_at);
    Ok(Lane {
        run: run.id,
        campaign: run.campaign,
        campaign_name: spec.name,
        contact_type: spec.contact_type,
        state: run.state,
        resting: is_resting(&run),
        port: run.port.filter(|_| run.state.holds_port()),
        asked: asked(&run, &counts),
        counts,
        in_flight,
        since,
        note: note(&run, line),
        paused_by: run.paused_by,
        pause_cause: run.pause_cause,
        until: run.until_at,
        version_saved_at,
        is_newest_version: run.version == newest.version,
    })
}

/// Open for whoever falls due, and waiting for no port (P6).
fn is_resting(run: &Run) -> bool {
    run.state == RunState::WaitingForPort && run.waiting_since_at.is_none()
}

fn note(run: &Run, line: &Line) -> Option<String> {
    match run.state {
        RunState::WaitingForPort if is_resting(run) => run.note.clone(),
        RunState::WaitingForPort => Some(line.note()),
        RunState::Paused => run.note.clone().or_else(|| {
            run.pause_cause.map(|cause| match cause {
                PauseCause::Person => "Paused by a person.".to_owned(),
                PauseCause::PauseAll => "Paused with everything else.".to_owned(),
                PauseCause::ErrorBudget
                | PauseCause::Unauthorized
                | PauseCause::NoFunds
                | PauseCause::BadAudio
                | PauseCause::ClockSetBack
                | PauseCause::StoreClosed
                | PauseCause::MessageNotApproved
                | PauseCause::NoCallerId
                | PauseCause::Restored => "Paused by the program.".to_owned(),
            })
        }),
        RunState::Ending => Some("Ends when the drop in flight is final.".to_owned()),
        RunState::Planned
        | RunState::Running
        | RunState::Finished
        | RunState::Stopped
        | RunState::EndedAtClosing
        | RunState::Skipped
        | RunState::Missed => run.shortfall.clone(),
    }
}

/// What starts today, in order of time.
fn next(db: &Db<'_>, store: &StoreRow, now: DateTime<Utc>) -> Result<Vec<NextRun>, StoreError> {
    let today = store.calendar.zone.date_at(now);
    let mut next: Vec<NextRun> = campaigns::active(db)?
        .iter()
        .filter_map(|campaign| {
            let at = next_run(store, campaign, now)?;
            let count = match campaign.spec.count {
                Count::Number { number } => Some(number),
                Count::AllDue => None,
            };
            let campaign_name = campaign.spec.name.clone();
            (store.calendar.zone.date_at(at) == today).then_some(NextRun {
                campaign: campaign.id,
                campaign_name,
                at,
                count,
            })
        })
        .collect();
    next.sort_by_key(|run| run.at);
    Ok(next)
}

fn decisions(db: &Db<'_>) -> Result<Vec<Decision>, StoreError> {
    let overdue = attempts::unsettled(db)?.into_iter().filter(|a| a.state == AttemptState::Overdue);
    overdue
        .map(|attempt| {
            let name = match attempt.customer {
                Some(customer) => reports::person(db, customer)?.name,
                None => "Test drop".to_owned(),
            };
            let campaign_name = match attempt.run {
                Some(run) => spec_name(db, &runs::get(db, run)?)?,
                None => "Test drop".to_owned(),
            };
            let known = match (&attempt.doubt, attempt.accepted_at) {
                (_, Some(_)) => "Stratics accepted the drop, and no result has come since.",
                (Some(_), None) => "The answer to the drop was lost; nobody knows whether it arrived.",
                (None, None) => "The program stopped while it sent the drop; nobody knows whether it arrived.",
            };
            Ok(Decision {
                attempt: attempt.id,
                run: attempt.run,
                customer: attempt.customer,
                name,
                number: attempt.number,
                campaign_name,
                intended_at: attempt.intended_at,
                accepted_at: attempt.accepted_at,
                known: known.to_owned(),
                last_answer: attempt.last_answer,
            })
        })
        .collect()
}

fn drops(db: &Db<'_>, on: chrono::NaiveDate) -> Result<Vec<DropRow>, StoreError> {
    let drops = reports::drops_of_day(db, on, DROPS_MAX)?;
    Ok(drops
        .into_iter()
        .map(|d| DropRow {
            attempt: d.attempt,
            customer: d.customer,
            name: d.name,
            vehicle: d.vehicle,
            contact_type: d.contact_type,
            kind: d.kind,
            number: d.number,
            at: d.at,
            disposition: d.disposition,
            unknown: d.state == AttemptState::Overdue,
            other_result: d.other_result,
        })
        .collect())
}

/// Customers with no number that can be used (S14).
fn impossible(desk: &Desk) -> Result<u32, CommandError> {
    let machine = desk.house.clock.machine();
    let kept = *lock(&desk.impossible);
    if let Some((counted_at, count)) = kept
        && machine.saturating_sub(counted_at) < IMPOSSIBLE_FRESH
    {
        return Ok(count);
    }
    let count = count_impossible(desk)?;
    *lock(&desk.impossible) = Some((machine, count));
    Ok(count)
}

fn count_impossible(desk: &Desk) -> Result<u32, CommandError> {
    let house = &desk.house;
    let now = house.now();
    house.store.read(|db| {
        let store = stores::get(db, house.store_id)?;
        let today = store.calendar.zone.date_at(now);
        let spec = CampaignSpec::new(ContactType::Maintenance, today);
        let scope = Scope { store: house.store_id, spec: &spec, campaign: None, today, customer: None, except: None };
        let question = Question {
            spec: &spec,
            due: &store.due,
            calendar: &store.calendar,
            store_language: store.language,
            today,
            now,
            run: None,
            standing: Standing::Choosing,
        };
        let audience = Audience::open(db, &scope, &question, &NOTHING_USED)?;
        let count = audience.how_many(|verdict| verdict.reasons.contains(Reason::Impossible));
        Ok(count as u32)
    })
}
