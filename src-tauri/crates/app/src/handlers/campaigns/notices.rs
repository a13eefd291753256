//! What a manager should know before saving. A notice keeps nobody from it.

use chrono::Utc;
use domain::{
    calendar::{NoWindow, Window},
    campaign::{CampaignSpec, Count, Language, LanguageFilter, MessageChoice},
    ids::CustomerId,
    zone::Zone,
};
use store::{
    Db, StoreError,
    audience::{Counted, Entry},
    messages, reports,
};

use super::{contradictions::contradictions, preview::Asking};
use crate::dto::campaigns::{Notice, NoticeKind};

/// In the order in which they are shown. Of those who can get a drop, the first so many get one; whose chance it is the
/// last to be asked for is in order of id.
pub(super) fn notices(
    db: &Db<'_>,
    asking: &Asking<'_>,
    counted: &Counted,
    last_chance: &[CustomerId],
    would_get: usize,
) -> Result<Vec<Notice>, StoreError> {
    let (gets, beyond) = counted.eligible.split_at(would_get);
    let mut said = of_the_time(asking);
    said.extend(contradictions(db, asking.store.id, asking.spec, asking.on)?);
    said.extend(too_few(asking.spec, would_get));
    said.extend(of_last_chance(asking, last_chance, gets, beyond));
    said.extend(too_many_for_the_window(db, asking, would_get)?);
    said.extend(other_language(db, asking, gets)?);
    said.sort_by_key(|notice| notice.kind);
    Ok(said)
}

pub(super) fn notice(kind: NoticeKind, text: impl Into<String>) -> Notice {
    Notice { kind, text: text.into() }
}

fn of_the_time(asking: &Asking<'_>) -> Vec<Notice> {
    let mut said = vec![];
    match asking.store.calendar.window(asking.spec, asking.on) {
        Ok(window) => {
            if let Some(time) = window.moved_to {
                let (on, time) = (asking.on.format("%-d %b %Y"), time.format("%H:%M"));
                let text = format!("The clocks go forward on {on}: that run starts at {time}.");
                said.push(notice(NoticeKind::ClockChange, text));
            }
        }
        Err(NoWindow::Empty) => {
            let text = "The store closes before this campaign starts. Choose an earlier time.";
            said.push(notice(NoticeKind::NoRun, text));
        }
        Err(NoWindow::ClosedDay) => {}
    }
    if asking.next.is_none() {
        let text = "No day to run: every planned day is over, or the store is closed on it.";
        said.push(notice(NoticeKind::NoRun, text));
    }
    said
}

/// A step takes whoever falls due: there is no list to be too short.
fn too_few(spec: &CampaignSpec, would_get: usize) -> Option<Notice> {
    let Count::Number { number } = spec.count else { return None };
    let is_short = would_get < number as usize && !spec.is_standing();
    is_short.then(|| notice(NoticeKind::Short, format!("Only {would_get} of {number} can get a drop now.")))
}

fn of_last_chance(asking: &Asking<'_>, last_chance: &[CustomerId], gets: &[Entry], beyond: &[Entry]) -> Option<Notice> {
    let have_it =
        |some: &[Entry]| some.iter().filter(|entry| last_chance.binary_search(&entry.customer()).is_ok()).count();
    let (get, miss) = (have_it(gets), have_it(beyond));
    if get + miss == 0 {
        return None;
    }
    let on = asking.on.format("%-d %b %Y");
    let (have, their) = if get + miss == 1 { ("has", "the") } else { ("have", "their") };
    let mut text = format!(
        "{} {have} {their} last chance on {on}: on the next open day the appointment is too near to be confirmed.",
        get + miss
    );
    if miss > 0 {
        text.push_str(&format!(" {miss} of them would not get a drop: raise the number to send."));
    }
    Some(notice(NoticeKind::LastChance, text))
}

/// From the store's own pace, and from the most that an hour may have. A pace that is not known yet says nothing.
fn too_many_for_the_window(db: &Db<'_>, asking: &Asking<'_>, would_get: usize) -> Result<Option<Notice>, StoreError> {
    // A step sends as customers fall due, not one after the other.
    let Some(window) = asking.next.filter(|_| !asking.spec.is_standing()) else { return Ok(None) };
    let pace_ms = reports::pace_ms(db, asking.store.id)?;
    Ok(fits(window, pace_ms, asking.spec.per_hour).filter(|(fits, _)| *fits < would_get).map(|(fits, limit)| {
        let by = match limit {
            Limit::PerHour(many) => format!("At {many} an hour"),
            Limit::Pace(ms) => format!("A drop takes {} s at this store, so", (ms + 500) / 1000),
        };
        let (left, until) = (would_get - fits, local_time(&asking.store.calendar.zone, window.end_at));
        let comma = if matches!(limit, Limit::PerHour(_)) { "," } else { "" };
        notice(NoticeKind::Window, format!("{by}{comma} {left} of {would_get} will not fit before {until}."))
    }))
}

pub(super) fn local_time(zone: &Zone, at: chrono::DateTime<Utc>) -> String {
    zone.local_at(at).format("%H:%M").to_string()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    PerHour(u32),
    /// Clock milliseconds for a drop.
    Pace(i64),
}

/// How many drops a window has room for, and by what. `None`: nothing is known that limits them.
fn fits(window: Window, pace_ms: Option<i64>, per_hour: Option<u32>) -> Option<(usize, Limit)> {
    const HOUR_MS: i64 = 3_600_000;
    let window_ms = (window.end_at - window.start_at).num_milliseconds();
    let by_hour = per_hour.map(|many| (window_ms * i64::from(many) / HOUR_MS, Limit::PerHour(many)));
    let by_pace = pace_ms.map(|ms| (window_ms / ms.max(1), Limit::Pace(ms)));
    let (fits, limit) = [by_hour, by_pace].into_iter().flatten().min_by_key(|(fits, _)| *fits)?;
    Some((usize::try_from(fits).unwrap_or(0), limit))
}

/// P4: with a single message for everyone, how many would hear the other language.
fn other_language(db: &Db<'_>, asking: &Asking<'_>, gets: &[Entry]) -> Result<Vec<Notice>, StoreError> {
    let spec = asking.spec;
    let (Some(MessageChoice::Single { message }), LanguageFilter::Any) = (spec.message, spec.filters.language) else {
        return Ok(vec![]);
    };
    let spoken = messages::get(db, message)?.language;
    let on_file = || gets.iter().map(|entry| entry.language);
    let other = on_file().filter(|language| language.is_some_and(|language| language != spoken)).count();
    // Nothing on file means the store's language (P4).
    let silent = if asking.store.language == spoken { 0 } else { on_file().filter(Option::is_none).count() };
    let (spoken, their) = match spoken {
        Language::English => ("English", "French"),
        Language::French => ("French", "English"),
    };
    let mut said = vec![];
    if other > 0 {
        let text = format!("{other} of them have {their} on file and would hear {spoken}.");
        said.push(notice(NoticeKind::Language, text));
    }
    if silent > 0 {
        let have = "of them have no language on file, which means the store's";
        said.push(notice(NoticeKind::Language, format!("{silent} {have}, {their}, and would hear {spoken}.")));
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn window(minutes: i64) -> Window {
        let start_at = chrono::DateTime::UNIX_EPOCH;
        Window { start_at, end_at: start_at + TimeDelta::minutes(minutes), moved_to: None }
    }

    #[test]
    fn the_narrower_of_pace_and_hour_says_how_many_fit() {
        assert_eq!(fits(window(276), None, Some(30)), Some((138, Limit::PerHour(30))));
        assert_eq!(fits(window(60), Some(40_000), None), Some((90, Limit::Pace(40_000))));
        assert_eq!(fits(window(60), Some(40_000), Some(100)), Some((90, Limit::Pace(40_000))));
        assert_eq!(fits(window(60), Some(40_000), Some(80)), Some((80, Limit::PerHour(80))));
        assert_eq!(fits(window(60), None, None), None, "what is not known limits nothing");
    }
}
