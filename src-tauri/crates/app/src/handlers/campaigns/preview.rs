//! Who would get a drop, who would not, and why: the same judgement that reserves and that opens the gate.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    aim::{Aim, Subtype},
    audience::{Barred, Judged, Question, Standing},
    calendar::Window,
    campaign::CampaignSpec,
    contact_type::{ContactType, Department},
    ids::{CampaignId, CustomerId},
    reason::{Reason, ReasonGroup},
};
use store::{
    Db, StoreError, accounts,
    audience::{Audience, Counted, NOTHING_USED},
    facts::Scope,
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

/// Of which campaign and moment the customers of a store are asked.
pub(super) struct Asking<'a> {
    pub store: StoreRow,
    pub spec: &'a CampaignSpec,
    pub campaign: Option<CampaignId>,
    /// The date the question is asked for: the next run's, or today.
    pub on: NaiveDate,
    at: DateTime<Utc>,
    /// `None`: no day to run on.
    pub next: Option<Window>,
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
        let asking = Asking::read(db, house, spec, campaign, now)?;
        let question = asking.question();
        let audience = Audience::open(db, &asking.scope(), &question, &NOTHING_USED)?;
        let mut counted = audience.count();
        let eligible = counted.eligible.len();
        let would_get = eligible.min(spec.count.limit());
        // Whoever gets a drop stands before the others; the first of them in order.
        audience.move_first(&mut counted.eligible, would_get);
        audience.sort_first(&mut counted.eligible[..would_get], FIRST_MAX);
        let first = counted.eligible[..would_get].iter().take(FIRST_MAX);
        let first = first.filter_map(|entry| audience.judged(entry.customer())).map(|judged| person(db, &judged));
        Ok(AudiencePreview {
            eligible: eligible as u32,
            would_get: would_get as u32,
            first: first.collect::<Result<_, StoreError>>()?,
            groups: groups::groups(&counted, would_get),
            customers: counted.customers as u32,
            notices: notices::notices(db, &asking, &counted, &last_chance(db, &audience, &asking)?, would_get)?,
            next_run_at: asking.next.map(|window| window.start_at),
            credits: accounts::get(db)?.and_then(|a| a.credits),
            data_as_of: stores::resting_on(db, house.store_id, spec, now)?.into_iter().map(data_as_of_dto).collect(),
        })
    })
}

impl<'a> Asking<'a> {
    /// As of the next run: its date decides what is due then.
    pub fn read(
        db: &Db<'_>,
        house: &House,
        spec: &'a CampaignSpec,
        campaign: Option<CampaignId>,
        now: DateTime<Utc>,
    ) -> Result<Self, CommandError> {
        super::aims::check_aim(db, house, spec)?;
        let store = stores::get(db, house.store_id)?;
        let next = next_moment(&store, spec, now);
        let (on, at) = next.map_or_else(|| (store.calendar.zone.date_at(now), now), |(on, at, _)| (on, at));
        Ok(Self { store, spec, campaign, on, at, next: next.map(|(_, _, window)| window) })
    }

    pub fn scope(&self) -> Scope<'_> {
        let Self { store, spec, campaign, on, .. } = self;
        Scope { store: store.id, spec, campaign: *campaign, today: *on, customer: None, except: None }
    }

    pub fn question(&self) -> Question<'_> {
        question(&self.store, self.spec, self.on, self.at)
    }
}

pub(super) fn question<'a>(
    store: &'a StoreRow,
    spec: &'a CampaignSpec,
    on: NaiveDate,
    at: DateTime<Utc>,
) -> Question<'a> {
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

/// Whom the next run would choose, in order of id.
pub(super) fn chosen(audience: &Audience<'_>, spec: &CampaignSpec) -> Vec<CustomerId> {
    let Counted { mut eligible, .. } = audience.count();
    let limit = spec.count.limit();
    audience.move_first(&mut eligible, limit);
    let mut chosen: Vec<CustomerId> = eligible.iter().take(limit).map(|entry| entry.customer()).collect();
    chosen.sort_unstable();
    chosen
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

/// Confirm, level 1: who is due now and, on the next open day, not any more; in order of id. Level 2 comes round again as
/// level 1.
fn last_chance(db: &Db<'_>, audience: &Audience<'_>, asking: &Asking<'_>) -> Result<Vec<CustomerId>, StoreError> {
    let Asking { store, spec, on, at, .. } = asking;
    let days_ahead = on.iter_days().skip(1).take(NEXT_OPEN_MAX);
    let is_open = |day: &NaiveDate| store.calendar.open_hours(Department::Service, *day).is_some();
    let Some(next_on) = days_ahead.filter(is_open).take(1).next() else { return Ok(vec![]) };
    if spec.contact_type != ContactType::Confirm || !spec.aim.wants(Subtype::Level1) {
        return Ok(vec![]);
    }
    let level_1 =
        CampaignSpec { aim: Aim { subtypes: vec![Subtype::Level1], ..Aim::default() }, ..CampaignSpec::clone(spec) };
    let scope = Scope { spec: &level_1, ..asking.scope() };
    let now = question(store, &level_1, *on, *at);
    let then = question(store, &level_1, next_on, store.calendar.zone.day_start_at(next_on));
    let due_now = audience.ask_another(db, &scope, &now, &NOTHING_USED)?;
    let mut last = due_now.due();
    let due_then = due_now.ask_another(db, &scope, &then, &NOTHING_USED)?.due();
    last.retain(|customer| due_then.binary_search(customer).is_err());
    Ok(last)
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
        let asking = Asking::read(db, house, &request.spec, request.campaign, now)?;
        let question = asking.question();
        let audience = Audience::open(db, &asking.scope(), &question, &NOTHING_USED)?;
        let mut line = audience.line(request.group, request.spec.count.limit());
        let page = audience.page(&mut line, request.offset as usize, PEOPLE_PAGE);
        let people = page.iter().map(|judged| excluded_person(db, judged)).collect::<Result<_, StoreError>>()?;
        Ok(PreviewPeople { people, total: line.len() as u32 })
    })
}

fn excluded_person(db: &Db<'_>, judged: &Judged) -> Result<ExcludedPerson, StoreError> {
    let reasons = judged.barred.iter().map(|b| reason(db, b)).collect::<Result<_, StoreError>>()?;
    Ok(ExcludedPerson { person: person(db, judged)?, reasons })
}

/// Everybody who can get a drop, one after the other in order, and whether the count takes them: for a file (P10).
pub(crate) fn each_eligible(
    house: &House,
    spec: &CampaignSpec,
    campaign: Option<CampaignId>,
    mut take: impl FnMut(PreviewPerson, bool) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let asking = Asking::read(db, house, spec, campaign, now)?;
        let question = asking.question();
        let audience = Audience::open(db, &asking.scope(), &question, &NOTHING_USED)?;
        let Counted { mut eligible, .. } = audience.count();
        audience.sort(&mut eligible);
        for (place, entry) in eligible.iter().enumerate() {
            if let Some(judged) = audience.judged(entry.customer()) {
                take(person(db, &judged)?, place < spec.count.limit())?;
            }
        }
        Ok(())
    })
}

/// Everybody behind one line of the preview, one after the other in order: for a file (P10).
pub(crate) fn each_excluded(
    house: &House,
    spec: &CampaignSpec,
    campaign: Option<CampaignId>,
    group: ReasonGroup,
    mut take: impl FnMut(ExcludedPerson) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let asking = Asking::read(db, house, spec, campaign, now)?;
        let question = asking.question();
        let audience = Audience::open(db, &asking.scope(), &question, &NOTHING_USED)?;
        let mut line = audience.line(group, spec.count.limit());
        audience.whole_line(&mut line).try_for_each(|judged| take(excluded_person(db, &judged)?))
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
