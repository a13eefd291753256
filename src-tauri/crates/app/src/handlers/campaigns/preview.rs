//! Who would get a drop, who would not, and why: the same judgement that reserves and that opens the gate.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    aim::{Aim, Subtype},
    audience::{self, Barred, Judged, Question, Ranked, Standing},
    calendar::Window,
    campaign::{CampaignSpec, Language},
    contact_type::{ContactType, Department},
    facts::CustomerFacts,
    ids::{CampaignId, CustomerId},
    reason::{Reason, ReasonGroup},
};
use store::{
    Db, StoreError, accounts,
    campaigns::Campaign,
    facts::{self, Scope},
    reports,
    stores::{self, StoreRow},
};

use super::{groups, notices};

use crate::{
    dto::campaigns::{
        AudiencePreview, CampaignPreviewRequest, ExcludedPerson, NumberFaultDto, PreviewPeople, PreviewPeopleRequest,
        PreviewPerson, ReasonDto,
    },
    error::CommandError,
    handlers::imports::data_as_of_dto,
    house::{Caller, House},
};

/// As many as fit beside the builder.
const FIRST_MAX: usize = 50;
/// People behind a reason, on a page.
const PEOPLE_PAGE: usize = 100;
/// A store that opens on no day of a month confirms no appointments.
const NEXT_OPEN_MAX: usize = 31;

/// A judged store at one moment.
pub(super) struct Audience {
    pub ranked: Ranked,
    /// The date the question was asked for: the next run's, or today.
    pub on: NaiveDate,
    /// `None`: no day to run on.
    pub next: Option<Window>,
    pub languages: BTreeMap<CustomerId, Option<Language>>,
    /// Confirm: whose appointment is too near on the next open day.
    pub last_chance: BTreeSet<CustomerId>,
    pub store: StoreRow,
}

pub async fn preview(
    house: &Arc<House>,
    _: &Caller,
    request: CampaignPreviewRequest,
) -> Result<AudiencePreview, CommandError> {
    house.look_after_roster();
    let house = house.clone();
    crate::app::blocking(move || preview_now(&house, &request.spec, request.campaign)).await?
}

fn preview_now(
    house: &House,
    spec: &CampaignSpec,
    campaign: Option<CampaignId>,
) -> Result<AudiencePreview, CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let audience = read(db, house, spec, campaign, now)?;
        let eligible = audience.ranked.eligible.len();
        let would_get = eligible.min(spec.count.limit());
        let first = audience
            .ranked
            .eligible
            .iter()
            .take(would_get.min(FIRST_MAX))
            .map(|judged| person(db, judged))
            .collect::<Result<_, StoreError>>()?;
        Ok(AudiencePreview {
            eligible: eligible as u32,
            would_get: would_get as u32,
            first,
            groups: groups::groups(&audience.ranked, would_get),
            customers: (eligible + audience.ranked.excluded.len()) as u32,
            notices: notices::notices(db, &audience, spec, would_get)?,
            next_run_at: audience.next.map(|window| window.start_at),
            credits: accounts::get(db)?.and_then(|a| a.credits),
            data_as_of: stores::resting_on(db, house.store_id, spec.contact_type, now)?
                .into_iter()
                .map(data_as_of_dto)
                .collect(),
        })
    })
}

/// Judges everybody as of the next run: its date decides what is due then.
pub(super) fn read(
    db: &Db<'_>,
    house: &House,
    spec: &CampaignSpec,
    campaign: Option<CampaignId>,
    now: DateTime<Utc>,
) -> Result<Audience, CommandError> {
    super::aims::check_aim(db, house, spec)?;
    let store = stores::get(db, house.store_id)?;
    let next = next_moment(&store, spec, now);
    let (on, at) = next.map_or_else(|| (store.calendar.zone.date_at(now), now), |(on, at, _)| (on, at));
    let question = question(&store, spec, on, at);
    let facts = facts::read(db, &scope(house, spec, campaign, on))?;
    let languages = facts.iter().map(|f| (f.id, f.language)).collect();
    let judged = facts.iter().map(|f| audience::judge(f, &question)).collect();
    let ranked = audience::rank(judged, &BTreeSet::new(), |id| id.to_string());
    let last_chance = last_chance(&facts, &question);
    Ok(Audience { ranked, on, next: next.map(|(_, _, window)| window), languages, last_chance, store })
}

/// When its next run would choose; a standing run whose window is open takes people at once (P6).
fn next_moment(
    store: &StoreRow,
    spec: &CampaignSpec,
    now: DateTime<Utc>,
) -> Option<(NaiveDate, DateTime<Utc>, Window)> {
    let today = store.calendar.zone.date_at(now);
    let is_open = |window: &Window| window.start_at <= now && now < window.end_at;
    if spec.is_standing()
        && spec.days.include(today)
        && let Some(window) = store.calendar.window(spec, today).ok().filter(is_open)
    {
        return Some((today, now, window));
    }
    store.calendar.next_window(spec, now).map(|(on, window)| (on, window.start_at, window))
}

/// Whom a run at that moment would choose.
pub(super) fn chosen_at(
    db: &Db<'_>,
    house: &House,
    store: &StoreRow,
    campaign: &Campaign,
    (on, at): (NaiveDate, DateTime<Utc>),
) -> Result<BTreeSet<CustomerId>, StoreError> {
    let spec = &campaign.spec;
    let question = question(store, spec, on, at);
    let facts = facts::read(db, &scope(house, spec, Some(campaign.id), on))?;
    let judged = facts.iter().map(|f| audience::judge(f, &question)).collect();
    let ranked = audience::rank(judged, &BTreeSet::new(), |id| id.to_string());
    Ok(ranked.eligible.into_iter().take(spec.count.limit()).map(|judged| judged.customer).collect())
}

fn scope<'a>(house: &House, spec: &'a CampaignSpec, campaign: Option<CampaignId>, on: NaiveDate) -> Scope<'a> {
    Scope { store: house.store_id, spec, campaign, today: on, customer: None, except: None }
}

fn question<'a>(store: &'a StoreRow, spec: &'a CampaignSpec, on: NaiveDate, at: DateTime<Utc>) -> Question<'a> {
    Question {
        spec,
        due: &store.due,
        calendar: &store.calendar,
        store_language: store.language,
        today: on,
        now: at,
        run: None,
        standing: Standing::Choosing,
    }
}

/// Confirm, level 1: who is due now and, on the next open day, not any more. Level 2 comes round again as level 1.
fn last_chance(facts: &[CustomerFacts], question: &Question<'_>) -> BTreeSet<CustomerId> {
    let spec = question.spec;
    let days_ahead = question.today.iter_days().skip(1).take(NEXT_OPEN_MAX);
    let is_open = |day: &NaiveDate| question.calendar.open_hours(Department::Service, *day).is_some();
    let Some(next_on) = days_ahead.filter(is_open).take(1).next() else { return BTreeSet::new() };
    if spec.contact_type != ContactType::Confirm || !spec.aim.wants(Subtype::Level1) {
        return BTreeSet::new();
    }
    let level_1 = CampaignSpec { aim: Aim { subtypes: vec![Subtype::Level1], ..Aim::default() }, ..spec.clone() };
    let now = Question { spec: &level_1, ..question.clone() };
    let then = Question { today: next_on, now: question.calendar.zone.day_start_at(next_on), ..now.clone() };
    let is_due = |facts: &CustomerFacts, question: &Question<'_>| {
        audience::judge(facts, question).barred.iter().all(|barred| barred.reason != Reason::NotDue)
    };
    facts.iter().filter(|facts| is_due(facts, &now) && !is_due(facts, &then)).map(|facts| facts.id).collect()
}

pub async fn preview_people(
    house: &Arc<House>,
    _: &Caller,
    request: PreviewPeopleRequest,
) -> Result<PreviewPeople, CommandError> {
    let house = house.clone();
    crate::app::blocking(move || people_now(&house, &request)).await?
}

fn people_now(house: &House, request: &PreviewPeopleRequest) -> Result<PreviewPeople, CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let all = behind(read(db, house, &request.spec, request.campaign, now)?, &request.spec, request.group);
        let page = all.iter().skip(request.offset as usize).take(PEOPLE_PAGE);
        let people = page.map(|judged| excluded_person(db, judged)).collect::<Result<_, StoreError>>()?;
        Ok(PreviewPeople { people, total: all.len() as u32 })
    })
}

/// Everybody behind one line of the preview.
fn behind(audience: Audience, spec: &CampaignSpec, group: ReasonGroup) -> Vec<Judged> {
    let mut ranked = audience.ranked;
    let would_get = ranked.eligible.len().min(spec.count.limit());
    let beyond = ranked.eligible.split_off(would_get).into_iter().map(|mut judged| {
        judged.barred.push(Barred::by(Reason::BeyondCount));
        judged
    });
    beyond.chain(ranked.excluded).filter(|judged| groups::of(judged) == group).collect()
}

fn excluded_person(db: &Db<'_>, judged: &Judged) -> Result<ExcludedPerson, StoreError> {
    let reasons = judged.barred.iter().map(|b| reason(db, b)).collect::<Result<_, StoreError>>()?;
    Ok(ExcludedPerson { person: person(db, judged)?, reasons })
}

/// Everybody who can get a drop, in order, and how many of them the count takes: for a file (P10).
pub(crate) fn eligible(
    house: &House,
    spec: &CampaignSpec,
    campaign: Option<CampaignId>,
) -> Result<(Vec<PreviewPerson>, usize), CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let eligible = read(db, house, spec, campaign, now)?.ranked.eligible;
        let would_get = eligible.len().min(spec.count.limit());
        let people = eligible.iter().map(|judged| person(db, judged)).collect::<Result<_, StoreError>>()?;
        Ok((people, would_get))
    })
}

/// Everybody behind one line of the preview, for a file (P10).
pub(crate) fn excluded(
    house: &House,
    spec: &CampaignSpec,
    campaign: Option<CampaignId>,
    group: ReasonGroup,
) -> Result<Vec<ExcludedPerson>, CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let all = behind(read(db, house, spec, campaign, now)?, spec, group);
        Ok(all.iter().map(|judged| excluded_person(db, judged)).collect::<Result<_, StoreError>>()?)
    })
}

fn person(db: &Db<'_>, judged: &Judged) -> Result<PreviewPerson, StoreError> {
    let person = reports::person(db, judged.customer)?;
    let vehicle = match judged.choice.as_ref().and_then(|c| c.vehicles.first()) {
        Some(vehicle) => reports::vehicle_title(db, *vehicle)?,
        None => None,
    };
    Ok(PreviewPerson {
        customer: judged.customer,
        name: person.name,
        customer_number: person.number,
        vehicle,
        kind: judged.choice.as_ref().map(|c| c.kind),
        number: judged.choice.as_ref().map(|c| c.number),
        last_contact_at: person.last_contact_at,
    })
}

fn reason(db: &Db<'_>, barred: &Barred) -> Result<ReasonDto, StoreError> {
    let until = barred.until_on.map(|on| format!("until {}", on.format("%-d %b %Y")));
    let who = match (&barred.who, barred.reason) {
        (Some(id), Reason::SameNumber) => {
            let bearer = id.parse().ok().map(|id| reports::person(db, CustomerId(id))).transpose()?;
            bearer.map(|p| format!("same number as {}", p.name))
        }
        (Some(who), Reason::TakenByAgent) => Some(format!("by {who}")),
        (Some(who), _) => Some(who.clone()),
        (None, _) => None,
    };
    let detail = [who, until].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let numbers =
        barred.numbers.iter().map(|f| NumberFaultDto { kind: f.kind, fault: f.fault, until_on: f.until_on }).collect();
    Ok(ReasonDto { reason: barred.reason, detail: (!detail.is_empty()).then_some(detail), numbers })
}
