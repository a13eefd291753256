//! Standing runs: a step of an Unsold or Sales schedule is open for the window of each day, takes customers as they fall
//! due, and holds a port only while it sends (P6).

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    campaign::CampaignSpec,
    ids::RunId,
    states::{RunEnd, RunSkip, RunState},
};
use store::{Db, StoreError, accounts, campaigns, campaigns::Campaign, runs, runs::Run, targets};

use crate::{
    engine::{Engine, EngineError},
    planning, reserving,
};

/// Entries fall due by the minute; looking more often would read the traffic log for nothing.
const LOOK_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Open, with nobody to send to at the moment.
pub(crate) fn is_resting(run: &Run, spec: &CampaignSpec) -> bool {
    spec.is_standing() && run.state == RunState::WaitingForPort && run.waiting_since_at.is_none()
}

/// A planned run whose window has begun: open, unless another run of its campaign is under way.
pub(crate) fn open(db: &Db<'_>, campaign: &Campaign, run: RunId, now: DateTime<Utc>) -> Result<(), StoreError> {
    if planning::is_still_running(db, campaign, run)? {
        return runs::skip(db, run, RunSkip::StillRunning, None, now);
    }
    runs::open_standing(db, run)
}

/// When a resting run looks again.
pub(crate) fn looks_at(run: &Run) -> Option<DateTime<Utc>> {
    run.looked_at.map(|at| at + LOOK_EVERY)
}

pub(crate) fn is_time_to_look(run: &Run, now: DateTime<Utc>) -> bool {
    looks_at(run).is_none_or(|at| at <= now)
}

impl Engine {
    /// Looks whether somebody fell due for a resting run; then it stands in line for a port. What would keep it from
    /// starting is noted on it, and it stays open: a new file may come in the next minute.
    pub(crate) fn look_for_due(
        &self,
        db: &Db<'_>,
        run: &Run,
        spec: &CampaignSpec,
        now: DateTime<Utc>,
    ) -> Result<bool, EngineError> {
        let campaign = Campaign { spec: spec.clone(), ..campaigns::get(db, run.campaign)? };
        if let Some((skip, note)) = self.hindrance(db, &campaign, run.id, now)? {
            let note = note.unwrap_or_else(|| in_words(skip).to_owned());
            runs::looked(db, run.id, false, Some(&note), now)?;
            return Ok(false);
        }
        let has_room = (runs::counts(db, run.id)?.held_or_sent() as usize) < run.count.limit()
            && reserving::standing_room(db, run, spec, now)? > 0;
        let found = has_room && reserving::finds_somebody(db, run, spec, now)?;
        runs::looked(db, run.id, found, None, now)?;
        Ok(found)
    }
}

/// Nobody is left in line: the port goes to others until somebody falls due. With its whole count sent, it is over.
pub(crate) fn rest_or_finish(db: &Db<'_>, run: &Run, now: DateTime<Utc>) -> Result<(), StoreError> {
    if runs::counts(db, run.id)?.held_or_sent() as usize >= run.count.limit() {
        return planning::end(db, run, RunEnd::Finished, now);
    }
    runs::rest(db, run.id, now)?;
    accounts::release_port(db, run.id)?;
    targets::free_all(db, run.id)
}

/// The window of a resting run is over: it did what there was to do, or nobody fell due.
pub(crate) fn close(db: &Db<'_>, run: &Run, now: DateTime<Utc>) -> Result<(), StoreError> {
    if runs::counts(db, run.id)?.chosen == 0 {
        return runs::skip(db, run.id, RunSkip::NobodyEligible, run.note.as_deref(), now);
    }
    planning::end(db, run, RunEnd::Finished, now)
}

/// For reasons that explain themselves where a run is skipped, but not where one waits.
fn in_words(skip: RunSkip) -> &'static str {
    match skip {
        RunSkip::CodeInactive => {
            "The Voice Drop code of this contact type is inactive. Make it active in Recycle Setup."
        }
        RunSkip::NoCredits => "The Stratics account has no credits left. Add credits there.",
        RunSkip::RulesNotInstalled => "Rules not installed: a live file cannot send yet.",
        RunSkip::StillRunning => "Another run of this campaign is under way.",
        RunSkip::ClosedDay
        | RunSkip::NobodyEligible
        | RunSkip::MessageNotApproved
        | RunSkip::DataTooOld
        | RunSkip::ByPerson
        | RunSkip::NoCallerId
        | RunSkip::QueryNotUsable => "It cannot start now.",
    }
}
