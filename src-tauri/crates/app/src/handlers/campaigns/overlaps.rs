//! What else runs on the day of a campaign's next run: who would be chosen twice, and who would wait for a port. Asked
//! apart from the preview, because it judges the store once more for every other campaign.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::Window,
    campaign::{CampaignSpec, Prevention},
    ids::{CampaignId, CustomerId},
};
use store::{
    Db, StoreError, accounts,
    audience::{Audience, NOTHING_USED},
    campaigns::{self, Campaign},
    facts::Scope,
    stores::StoreRow,
};

use super::{
    notices::{local_time, notice},
    preview::{Asking, chosen, question},
};
use crate::{
    dto::campaigns::{CampaignOverlaps, CampaignPreviewRequest, Notice, NoticeKind},
    error::CommandError,
    house::{Caller, House},
};

/// No more campaigns than these, the nearest in time, are judged: each judges the whole store.
const JUDGED_MAX: usize = 10;

pub async fn overlaps(
    house: &Arc<House>,
    _: &Caller,
    request: CampaignPreviewRequest,
) -> Result<CampaignOverlaps, CommandError> {
    let house = house.clone();
    let notices = crate::app::blocking(move || overlaps_now(&house, &request.spec, request.campaign)).await??;
    Ok(CampaignOverlaps { notices })
}

/// Another campaign that has still to start on the same day.
struct Other {
    campaign: Campaign,
    window: Window,
}

fn overlaps_now(house: &House, spec: &CampaignSpec, campaign: Option<CampaignId>) -> Result<Vec<Notice>, CommandError> {
    let now = house.now();
    house.store.read(|db| {
        let mine = Asking::read(db, house, spec, campaign, now)?;
        let Some(window) = mine.next else { return Ok(vec![]) };
        let mut others = others(db, &mine.store, campaign, mine.on, now)?;
        let mut said: Vec<Notice> = too_few_ports(db, spec, window, &others)?.into_iter().collect();
        others.sort_by_key(|other| ((other.window.start_at - window.start_at).abs(), other.campaign.number));
        let further = others.len().saturating_sub(JUDGED_MAX);
        others.truncate(JUDGED_MAX);
        let asked = mine.question();
        let mut audience = Audience::open(db, &mine.scope(), &asked, &NOTHING_USED)?;
        let would_get = chosen(&audience, spec);
        let at = |other: &Other| other.window.start_at.max(now);
        let questions: Vec<_> =
            others.iter().map(|other| question(&mine.store, &other.campaign.spec, mine.on, at(other))).collect();
        for (other, question) in others.iter().zip(&questions).filter(|_| !would_get.is_empty()) {
            let theirs = &other.campaign;
            let scope = Scope { spec: &theirs.spec, campaign: Some(theirs.id), ..mine.scope() };
            audience = audience.ask_another(db, &scope, question, &NOTHING_USED)?;
            let is_mine = |customer: &&CustomerId| would_get.binary_search(customer).is_ok();
            let both = chosen(&audience, &theirs.spec).iter().filter(is_mine).count();
            if both > 0 {
                said.push(overlap(&mine.store, spec, window, other, both));
            }
        }
        said.extend((further > 0 && !would_get.is_empty()).then(|| not_compared(further)));
        said.sort_by_key(|notice| notice.kind);
        Ok(said)
    })
}

/// Silence of these would read as if they chose nobody of the same.
fn not_compared(further: usize) -> Notice {
    let which = match further {
        1 => "1 further campaign of that day was not compared".to_owned(),
        more => format!("{more} further campaigns of that day were not compared"),
    };
    notice(NoticeKind::Overlap, format!("{which}: only the {JUDGED_MAX} nearest in time are."))
}

/// Active campaigns with a start of that day to come, or a standing run whose window is not over. Steps of the same
/// schedule are not each other's rivals: the schedule says how they follow one another.
fn others(
    db: &Db<'_>,
    store: &StoreRow,
    mine: Option<CampaignId>,
    on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Other>, StoreError> {
    let schedule = match mine {
        None => None,
        Some(id) => campaigns::get(db, id)?.schedule,
    };
    let is_rival = |campaign: &Campaign| {
        campaign.store == store.id
            && Some(campaign.id) != mine
            && (schedule.is_none() || campaign.schedule != schedule)
            && campaign.spec.days.include(on)
            && campaign.skip_on != Some(on)
    };
    let active = campaigns::active(db)?.into_iter().filter(is_rival);
    Ok(active
        .filter_map(|campaign| {
            let window = store.calendar.window(&campaign.spec, on).ok()?;
            let is_to_come = now < window.start_at || (campaign.spec.is_standing() && now < window.end_at);
            is_to_come.then_some(Other { campaign, window })
        })
        .collect())
}

/// A standing run holds a port only while it sends, so that it stands in no line.
fn too_few_ports(
    db: &Db<'_>,
    spec: &CampaignSpec,
    window: Window,
    others: &[Other],
) -> Result<Option<Notice>, StoreError> {
    let ports = accounts::ports(db)?.len();
    let with_me = others.iter().filter(|o| o.window.start_at == window.start_at && !o.campaign.spec.is_standing());
    let starts = with_me.count() + 1;
    if spec.is_standing() || ports == 0 || starts <= ports {
        return Ok(None);
    }
    let time = spec.time_local.format("%H:%M");
    let there = if ports == 1 { "there is 1 port".to_owned() } else { format!("there are {ports} ports") };
    let wait = match starts - ports {
        1 => "the last waits until one is free".to_owned(),
        more => format!("the last {more} wait until one is free"),
    };
    Ok(Some(notice(NoticeKind::Ports, format!("{starts} campaigns start at {time} and {there}: {wait}."))))
}

fn overlap(store: &StoreRow, spec: &CampaignSpec, window: Window, other: &Other, both: usize) -> Notice {
    let theirs = &other.campaign.spec;
    let (number, name) = (other.campaign.number, &theirs.name);
    let time = local_time(&store.calendar.zone, other.window.start_at);
    // It is the later one that asks whether a drop of the day bars its own (P2).
    let later = if window.start_at < other.window.start_at { theirs } else { spec };
    let get_both = later.prevention == Prevention::ByContactType && theirs.recorded_type() != spec.recorded_type();
    let end = if get_both {
        "They may get a drop from both: the later one prevents by contact type only."
    } else {
        "Whichever comes first gets them."
    };
    let text = format!("{both} of them would also be chosen by No. {number}, {name}, at {time} that day. {end}");
    notice(NoticeKind::Overlap, text)
}
