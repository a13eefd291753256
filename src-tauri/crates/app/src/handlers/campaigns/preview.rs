//! Who would get a drop, who would not, and why: the same judgement that reserves and that opens the gate.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    audience::{self, Barred, Judged, Question, Ranked, Standing},
    campaign::{CampaignSpec, Language, LanguageFilter, MessageChoice},
    ids::{CampaignId, CustomerId},
    reason::{Reason, ReasonGroup},
};
use store::{
    Db, StoreError, accounts,
    facts::{self, Scope},
    messages, reports,
    stores::{self, StoreRow},
};

use crate::{
    dto::campaigns::{
        AudiencePreview, CampaignPreviewRequest, ExcludedPerson, NumberFaultDto, PreviewGroup, PreviewPeople,
        PreviewPeopleRequest, PreviewPerson, ReasonDto,
    },
    error::CommandError,
    handlers::imports::data_as_of,
    house::{Caller, House},
};

/// As many as fit beside the builder.
const FIRST_MAX: usize = 50;
/// People behind a reason, on a page.
const PEOPLE_PAGE: usize = 100;

/// A judged store at one moment.
struct Audience {
    ranked: Ranked,
    /// The date the question was asked for: the next run's, or today.
    on: NaiveDate,
    next_run_at: Option<DateTime<Utc>>,
    languages: BTreeMap<CustomerId, Option<Language>>,
    store: StoreRow,
}

pub async fn preview(
    house: &Arc<House>,
    _: &Caller,
    request: CampaignPreviewRequest,
) -> Result<AudiencePreview, CommandError> {
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
            groups: groups(&audience.ranked, would_get),
            customers: (eligible + audience.ranked.excluded.len()) as u32,
            notices: notices(db, &audience, spec, would_get)?,
            next_run_at: audience.next_run_at,
            credits: accounts::get(db)?.and_then(|a| a.credits),
            data_as_of: data_as_of(db, house)?,
        })
    })
}

/// Judges everybody as of the next run: its date decides what is due then.
fn read(
    db: &Db<'_>,
    house: &House,
    spec: &CampaignSpec,
    campaign: Option<CampaignId>,
    now: DateTime<Utc>,
) -> Result<Audience, CommandError> {
    if let Some(choice) = spec.aim.fetch {
        super::check_query(db, house, choice.query)?;
    }
    let store = stores::get(db, house.store_id)?;
    let next = store.calendar.next_window(spec, now);
    let on = next.map_or_else(|| store.calendar.zone.date_at(now), |(on, _)| on);
    let scope = Scope { store: house.store_id, spec, campaign, today: on, customer: None, except: None };
    let question = Question {
        spec,
        due: &store.due,
        calendar: &store.calendar,
        store_language: store.language,
        today: on,
        now: next.map_or(now, |(_, window)| window.start_at),
        run: None,
        standing: Standing::Choosing,
    };
    let facts = facts::read(db, &scope)?;
    let languages = facts.iter().map(|f| (f.id, f.language)).collect();
    let judged = facts.iter().map(|f| audience::judge(f, &question)).collect();
    let ranked = audience::rank(judged, &BTreeSet::new(), |id| id.to_string());
    Ok(Audience { ranked, on, next_run_at: next.map(|(_, w)| w.start_at), languages, store })
}

/// Each customer once, under the first reason that holds.
fn groups(ranked: &Ranked, would_get: usize) -> Vec<PreviewGroup> {
    let mut lines: BTreeMap<ReasonGroup, u32> = BTreeMap::new();
    for judged in &ranked.excluded {
        *lines.entry(group_of(judged)).or_default() += 1;
    }
    let beyond = ranked.eligible.len() - would_get;
    if beyond > 0 {
        lines.insert(ReasonGroup::BeyondCount, beyond as u32);
    }
    lines.into_iter().map(|(group, customers)| PreviewGroup { group, customers }).collect()
}

fn group_of(judged: &Judged) -> ReasonGroup {
    judged.barred.first().map_or(ReasonGroup::BeyondCount, |b| b.reason.group())
}

/// What a manager should know before saving.
fn notices(db: &Db<'_>, audience: &Audience, spec: &CampaignSpec, would_get: usize) -> Result<Vec<String>, StoreError> {
    let mut said = vec![];
    if let (Some(MessageChoice::Single { message }), LanguageFilter::Any) = (spec.message, spec.filters.language) {
        let spoken = messages::get(db, message)?.language;
        let on_file = || {
            let those = audience.ranked.eligible[..would_get].iter();
            those.filter_map(|j| audience.languages.get(&j.customer).copied())
        };
        let other = on_file().filter(|language| language.is_some_and(|language| language != spoken)).count();
        // Nothing on file means the store's language (P4).
        let silent = if audience.store.language == spoken { 0 } else { on_file().filter(Option::is_none).count() };
        let (spoken, their) = match spoken {
            Language::English => ("English", "French"),
            Language::French => ("French", "English"),
        };
        if other > 0 {
            said.push(format!("{other} of them have {their} on file and would hear {spoken}."));
        }
        if silent > 0 {
            let have = "of them have no language on file, which means the store's";
            said.push(format!("{silent} {have}, {their}, and would hear {spoken}."));
        }
    }
    match audience.store.calendar.window(spec, audience.on) {
        Ok(window) => {
            if let Some(time) = window.moved_to {
                let time = time.format("%H:%M");
                said.push(format!("The clocks go forward on {}: that run starts at {time}.", audience.on));
            }
        }
        Err(domain::calendar::NoWindow::Empty) => {
            said.push("The store closes before this campaign starts. Choose an earlier time.".to_owned());
        }
        Err(domain::calendar::NoWindow::ClosedDay) => {}
    }
    if audience.next_run_at.is_none() {
        said.push("No day to run: every planned day is over, or the store is closed on it.".to_owned());
    }
    let asked = match spec.count {
        domain::campaign::Count::Number { number } => number as usize,
        domain::campaign::Count::AllDue => 0,
    };
    if would_get < asked {
        said.push(format!("Only {would_get} of {asked} can get a drop now."));
    }
    Ok(said)
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
    beyond.chain(ranked.excluded).filter(|judged| group_of(judged) == group).collect()
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
        number: judged.choice.as_ref().map(|c| c.number.clone()),
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
