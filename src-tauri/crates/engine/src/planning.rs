//! `tick`: what the clock makes due. Plans runs, gives them ports, ends windows.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    calendar::{NoWindow, Window},
    campaign::{CampaignState, Language, MessageChoice, MissedStart},
    ids::{CampaignId, PortNumber, RunId},
    reason::Reason,
    states::{PauseCause, RunEnd, RunSkip, RunState},
};
use store::{
    Db, StoreError, accounts, attempts,
    campaigns::{self, Campaign},
    contacts,
    fetch::saved,
    house,
    messages::{self, Message},
    recycle,
    runs::{self, NewRun, Pause, Run},
    stores::{self, StoreRow},
    targets,
};

use crate::{
    engine::{Engine, EngineError, Sending},
    reserving, restoring, sending, standing,
};

/// A start found later than this was missed: the program was closed or the machine asleep.
const MISSED_AFTER: TimeDelta = TimeDelta::minutes(5);
pub(crate) const NO_CALLER_ID: &str = "The department has no caller ID. Set one under Stores and Hours.";
/// After a long absence no more than this many days are looked through for starts that were missed.
const MISSED_DAYS_MAX: usize = 14;

impl Engine {
    /// Plans and claims what is due now. Gives the next clock time at which something falls due.
    pub fn tick(&self) -> Result<Option<DateTime<Utc>>, EngineError> {
        let now = self.clock.now();
        let (next, changed) = self.store.write(|db| {
            let house = house::require(db)?;
            if now < house.highest_at - house::SET_BACK_LIMIT {
                return Ok::<_, EngineError>((None, pause_for_clock(db, house.highest_at)?));
            }
            // First of all, so that a run of yesterday does not stand in the way of today's.
            let mut changed = self.end_windows(db, now)?;
            changed |= self.start_what_waits(db, now)?;
            for campaign in campaigns::active(db)? {
                changed |= self.start_what_is_due(db, &campaign, house.highest_at, now)?;
            }
            house::saw_time(db, now)?;
            if house.paused_all.is_none() {
                changed |= self.resume_what_rests(db, now)?;
                changed |= !self.is_closing() && self.give_ports(db, now)?;
            }
            Ok((next_moment(db, now)?, changed))
        })?;
        if changed {
            self.wake();
        }
        Ok(next)
    }

    /// Whether the clock was set back so far that nothing may be sent.
    pub fn is_clock_set_back(&self) -> Result<bool, EngineError> {
        let highest_at = self.store.read(house::require)?.highest_at;
        Ok(self.clock.now() < highest_at - house::SET_BACK_LIMIT)
    }

    /// Starts of today, and of the days since this file last saw the clock: those can only have been missed.
    fn start_what_is_due(
        &self,
        db: &Db<'_>,
        campaign: &Campaign,
        last_seen_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, EngineError> {
        let store = stores::get(db, campaign.store)?;
        let today = store.calendar.zone.date_at(now);
        let first = store.calendar.zone.date_at(last_seen_at).min(today);
        let mut changed = false;
        let days: Vec<NaiveDate> = first.iter_days().take_while(|on| *on <= today).collect();
        for on in days.into_iter().rev().take(MISSED_DAYS_MAX).rev() {
            if campaign.spec.days.include(on) {
                changed |= self.start_if_due(db, campaign, &store, on, now)?;
            }
        }
        Ok(changed)
    }

    fn start_if_due(
        &self,
        db: &Db<'_>,
        campaign: &Campaign,
        store: &StoreRow,
        on: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<bool, EngineError> {
        let start_at = store.calendar.zone.start_at(on, campaign.spec.time_local).at;
        if now < start_at || !is_of_this_day(db, campaign, start_at, on == store.calendar.zone.date_at(now))? {
            return Ok(false);
        }
        // One start a day by the schedule; runs by hand stand beside it.
        let todays = runs::of_campaign_on(db, campaign.id, on)?;
        #[cfg(feature = "simulation")]
        let todays: Vec<Run> = if crate::Mutant::RunTwiceOnFold.is_on()
            && store.calendar.zone.local_at(now).time()
                == store.calendar.zone.local_at(now - TimeDelta::hours(1)).time()
        {
            todays.into_iter().filter(|run| run.scheduled_at > now - TimeDelta::hours(1)).collect()
        } else {
            todays
        };
        if todays.iter().any(|run| !run.by_hand) {
            return Ok(false);
        }
        let window = store.calendar.window(&campaign.spec, on);
        let planned = window.unwrap_or(Window { start_at, end_at: start_at, moved_to: None });
        let sequence = next_sequence(db, campaign.id, on)?;
        let Some(id) = runs::plan(db, &new_run(campaign, on, sequence, planned))? else { return Ok(false) };
        if campaign.skip_on == Some(on) {
            campaigns::set_skip(db, campaign.id, None)?;
            runs::skip(db, id, RunSkip::ByPerson, None, now)?;
            return Ok(true);
        }
        match window {
            Err(NoWindow::ClosedDay) => {
                let name = store.closed_names.get(&on).map(String::as_str);
                runs::skip(db, id, RunSkip::ClosedDay, name, now)?;
            }
            Err(NoWindow::Empty) => {
                let note = "The store closes before this campaign starts.";
                runs::skip(db, id, RunSkip::ClosedDay, Some(note), now)?;
            }
            Ok(window) => match missed(campaign, window, now) {
                Some(note) => runs::miss(db, id, note, now)?,
                // A run that only waits for its last drop is over in a moment: until then this one stays planned.
                None if is_ending(db, campaign.id)? => {}
                None if campaign.spec.is_standing() => standing::open(db, campaign, id, now)?,
                None => self.put_in_line(db, campaign, id, now)?,
            },
        }
        Ok(true)
    }

    /// Runs that were due while the one before still waited for its last drop.
    fn start_what_waits(&self, db: &Db<'_>, now: DateTime<Utc>) -> Result<bool, EngineError> {
        let mut changed = false;
        for run in runs::open(db)?.into_iter().filter(|run| run.state == RunState::Planned && run.scheduled_at <= now) {
            if run.until_at <= now {
                runs::miss(db, run.id, "The last drop of the run before was not settled in time.", now)?;
            } else if !is_ending(db, run.campaign)? {
                let campaign = campaigns::get(db, run.campaign)?;
                if campaign.spec.is_standing() {
                    standing::open(db, &campaign, run.id, now)?;
                } else {
                    self.put_in_line(db, &campaign, run.id, now)?;
                }
            } else {
                continue;
            }
            changed = true;
        }
        Ok(changed)
    }

    /// A planned run whose moment has come: in line for a port, or skipped with the reason.
    pub(crate) fn put_in_line(
        &self,
        db: &Db<'_>,
        campaign: &Campaign,
        run: RunId,
        now: DateTime<Utc>,
    ) -> Result<(), EngineError> {
        if !self.is_hindered(db, campaign, run, now)? {
            runs::wait_for_port(db, run, now)?;
        }
        Ok(())
    }

    /// Skips a run that something keeps from starting, with the reason.
    fn is_hindered(
        &self,
        db: &Db<'_>,
        campaign: &Campaign,
        run: RunId,
        now: DateTime<Utc>,
    ) -> Result<bool, EngineError> {
        let Some((reason, note)) = self.hindrance(db, campaign, run, now)? else { return Ok(false) };
        runs::skip(db, run, reason, note.as_deref(), now)?;
        Ok(true)
    }

    /// What keeps a run of this campaign from starting.
    pub(crate) fn hindrance(
        &self,
        db: &Db<'_>,
        campaign: &Campaign,
        run: RunId,
        now: DateTime<Utc>,
    ) -> Result<Option<(RunSkip, Option<String>)>, EngineError> {
        if self.policy.sending == Sending::RulesNotInstalled {
            return Ok(Some((RunSkip::RulesNotInstalled, None)));
        }
        if campaign.state != CampaignState::Active {
            return Ok(Some((RunSkip::ByPerson, Some("The campaign was made inactive.".to_owned()))));
        }
        let store = stores::get(db, campaign.store)?;
        let department = campaign.spec.department();
        if sending::caller_id(&store, department).is_none() {
            return Ok(Some((RunSkip::NoCallerId, Some(NO_CALLER_ID.to_owned()))));
        }
        if is_still_running(db, campaign, run)? {
            return Ok(Some((RunSkip::StillRunning, None)));
        }
        if let Some(note) = message_hindrance(db, campaign)? {
            return Ok(Some((RunSkip::MessageNotApproved, Some(note))));
        }
        if let Some(note) = query_hindrance(db, campaign)? {
            return Ok(Some((RunSkip::QueryNotUsable, Some(note))));
        }
        let code = recycle::voice_drop(db, campaign.store, campaign.spec.recorded_type())?;
        if code.is_some_and(|code| !code.active) {
            return Ok(Some((RunSkip::CodeInactive, None)));
        }
        if let Some(note) = stale(db, campaign, now)? {
            return Ok(Some((RunSkip::DataTooOld, Some(note))));
        }
        let account = accounts::get(db)?;
        if account.is_some_and(|a| a.credits.is_some_and(|credits| credits <= 0)) {
            return Ok(Some((RunSkip::NoCredits, None)));
        }
        Ok(None)
    }

    /// S5: scheduled time first, then Confirm, No Show and Parts, then campaign number.
    fn give_ports(&self, db: &Db<'_>, now: DateTime<Utc>) -> Result<bool, EngineError> {
        let mut waiting = vec![];
        for run in runs::open(db)? {
            if run.state == RunState::WaitingForPort && restoring::bar(db, &run)?.is_none() {
                let spec = reserving::spec_of(db, &run)?;
                if standing::is_resting(&run, &spec)
                    && !(standing::is_time_to_look(&run, now) && self.look_for_due(db, &run, &spec, now)?)
                {
                    continue;
                }
                let contact_type = spec.recorded_type();
                let order = (run.scheduled_at, !contact_type.goes_first(), campaigns::get(db, run.campaign)?.number);
                waiting.push((order, run));
            }
        }
        waiting.sort_by_key(|(order, run)| (*order, run.id));
        let mut changed = false;
        for (_, run) in waiting {
            let Some(port) = accounts::claim_port(db, run.id)? else { break };
            changed = true;
            if !self.start(db, &run, port, now)? {
                accounts::release_port(db, run.id)?;
            }
        }
        Ok(changed)
    }

    /// The run has its port: it reserves its customers (S3), and the Voice Drop code of its contact type comes into
    /// being if this is its first run (S11). `false`: nobody could get a drop, or something came up while it waited.
    fn start(&self, db: &Db<'_>, run: &Run, port: PortNumber, now: DateTime<Utc>) -> Result<bool, EngineError> {
        let spec = reserving::spec_of(db, run)?;
        let campaign = Campaign { spec: spec.clone(), ..campaigns::get(db, run.campaign)? };
        if spec.is_standing() {
            // Whoever it was put in line for in an earlier tick may be gone; of this tick's look nothing has changed.
            if run.waiting_since_at.is_some() && !self.look_for_due(db, run, &spec, now)? {
                return Ok(false);
            }
        } else if self.is_hindered(db, &campaign, run.id, now)? {
            return Ok(false);
        }
        reserving::fit_to_count(db, &runs::get(db, run.id)?, &spec, now)?;
        if runs::counts(db, run.id)?.chosen == 0 {
            if spec.is_standing() {
                // Another run took them since it looked; its day goes on.
                runs::looked(db, run.id, false, None, now)?;
                return Ok(false);
            }
            runs::skip(db, run.id, RunSkip::NobodyEligible, None, now)?;
            return Ok(false);
        }
        recycle::voice_drop_or_make(db, run.store, spec.recorded_type(), now)?;
        runs::start(db, run.id, port, now)?;
        Ok(true)
    }

    /// The end of a window ends what is under way and what still waits (P7).
    fn end_windows(&self, db: &Db<'_>, now: DateTime<Utc>) -> Result<bool, EngineError> {
        let mut changed = false;
        for run in runs::open(db)? {
            let is_under_way = matches!(run.state, RunState::WaitingForPort | RunState::Running | RunState::Paused);
            if is_under_way && run.until_at <= now {
                if standing::is_resting(&run, &reserving::spec_of(db, &run)?) {
                    standing::close(db, &run, now)?;
                } else {
                    end(db, &run, RunEnd::EndedAtClosing, now)?;
                }
                changed = true;
            } else if run.state == RunState::Ending {
                changed |= close_if_settled(db, &run, now)?;
            }
        }
        Ok(changed)
    }

    /// The clock is right again here, so that a pause for it is over too.
    fn resume_what_rests(&self, db: &Db<'_>, now: DateTime<Utc>) -> Result<bool, EngineError> {
        let mut changed = false;
        for run in runs::open(db)? {
            let is_over =
                run.resume_at.is_some_and(|at| at <= now) || run.pause_cause == Some(PauseCause::ClockSetBack);
            if run.state == RunState::Paused && is_over && restoring::bar(db, &run)?.is_none() {
                runs::resume(db, run.id, now)?;
                changed = true;
            }
        }
        Ok(changed)
    }
}

/// Nothing is sent while the clock reads earlier than it did; what ran says so.
fn pause_for_clock(db: &Db<'_>, highest_at: DateTime<Utc>) -> Result<bool, StoreError> {
    let pause = Pause {
        cause: PauseCause::ClockSetBack,
        by: contacts::VOICE_DROP_USER,
        note: Some("The clock of this computer was set back. Set it right; the run then goes on by itself."),
        resume_at: None,
    };
    let mut changed = false;
    for run in runs::open(db)?.iter().filter(|run| run.state == RunState::Running) {
        runs::pause(db, run.id, &pause, highest_at)?;
        changed = true;
    }
    Ok(changed)
}

/// Nothing more is sent: everybody in line is released. Closes at once when no drop is in flight.
pub(crate) fn end(db: &Db<'_>, run: &Run, how: RunEnd, now: DateTime<Utc>) -> Result<(), StoreError> {
    let reason = match how {
        RunEnd::Stopped => Reason::Stopped,
        RunEnd::Finished | RunEnd::EndedAtClosing => Reason::NotReached,
    };
    reserving::release_line(db, run, reason, now)?;
    runs::end(db, run.id, how, now)?;
    let run = runs::get(db, run.id)?;
    if run.state == RunState::Ending {
        close_if_settled(db, &run, now)?;
    }
    Ok(())
}

/// An ending run is over when its drop in flight is final or overdue. Its port and reservations go with it.
pub(crate) fn close_if_settled(db: &Db<'_>, run: &Run, now: DateTime<Utc>) -> Result<bool, StoreError> {
    if attempts::in_flight_of(db, run.id)?.is_some() {
        return Ok(false);
    }
    runs::close(db, run.id, now)?;
    accounts::release_port(db, run.id)?;
    #[cfg(feature = "simulation")]
    if run.ending_as == Some(RunEnd::Stopped) && crate::Mutant::ReservationLeakedOnStop.is_on() {
        return Ok(true);
    }
    targets::free_all(db, run.id)?;
    Ok(true)
}

/// A drop that was in flight when its run ended turned out not to be sent: it goes the way of the rest of the line.
pub(crate) fn release_and_close(db: &Db<'_>, run: &Run, now: DateTime<Utc>) -> Result<(), StoreError> {
    let reason = match run.ending_as {
        Some(RunEnd::Stopped) => Reason::Stopped,
        Some(RunEnd::Finished | RunEnd::EndedAtClosing) | None => Reason::NotReached,
    };
    reserving::release_line(db, run, reason, now)?;
    close_if_settled(db, run, now)?;
    Ok(())
}

pub(crate) fn new_run(campaign: &Campaign, on: NaiveDate, sequence: u32, window: Window) -> NewRun {
    NewRun {
        campaign: campaign.id,
        store: campaign.store,
        version: campaign.version,
        on,
        sequence,
        scheduled_at: window.start_at,
        until_at: window.end_at,
        count: campaign.spec.count,
        by_hand: false,
    }
}

/// What was switched on, or moved to, after its start belongs to the next planned day. A standing run opens at once: it
/// takes customers as they fall due.
fn is_of_this_day(
    db: &Db<'_>,
    campaign: &Campaign,
    start_at: DateTime<Utc>,
    is_today: bool,
) -> Result<bool, StoreError> {
    if campaign.spec.is_standing() && is_today {
        return Ok(true);
    }
    let switched_on_since = campaign.active_since_at.is_some_and(|since| start_at < since);
    let moved_since = start_at < campaign.saved_at && start_at < campaigns::schedule_since_at(db, campaign)?;
    Ok(!switched_on_since && !moved_since)
}

/// Why a start is missed, in words; `None` if the run can go.
fn missed(campaign: &Campaign, window: Window, now: DateTime<Utc>) -> Option<&'static str> {
    if window.end_at <= now {
        return Some("The program was closed or the computer asleep for the whole window.");
    }
    let was_late = now - window.start_at > MISSED_AFTER && !campaign.spec.is_standing();
    (was_late && campaign.spec.missed_start == MissedStart::Skip)
        .then_some("The program was closed or the computer asleep at the start; this campaign does not run late.")
}

fn message_hindrance(db: &Db<'_>, campaign: &Campaign) -> Result<Option<String>, StoreError> {
    let Some(choice) = campaign.spec.message else { return Ok(Some("No message is chosen.".to_owned())) };
    let slots = match choice {
        MessageChoice::Single { message } => vec![(message, None)],
        MessageChoice::PerLanguage { english, french } => {
            vec![(english, Some(Language::English)), (french, Some(Language::French))]
        }
    };
    for (id, language) in slots {
        let message = messages::get(db, id)?;
        if let Some(note) = not_approved(&message) {
            return Ok(Some(note));
        }
        if !message.serves(campaign.spec.recorded_type()) {
            let title = campaign.spec.recorded_type().title();
            return Ok(Some(format!("{} may not be used for {title}.", message.name)));
        }
        // P4: nobody gets a message in the other language because its recording was exchanged.
        if language.is_some_and(|language| language != message.language) {
            return Ok(Some(format!("{} is in another language than its place in the campaign.", message.name)));
        }
    }
    Ok(None)
}

/// Why the saved query of a Fetch Automation cannot be asked (S17).
fn query_hindrance(db: &Db<'_>, campaign: &Campaign) -> Result<Option<String>, StoreError> {
    let Some(choice) = campaign.spec.aim.fetch else { return Ok(None) };
    Ok(saved::usable(db, campaign.store, choice.query)?.err().map(|unusable| unusable.to_string()))
}

/// Only an approved message is used; a run under way stops for it too.
pub(crate) fn not_approved(message: &Message) -> Option<String> {
    message.approved_at.is_none().then(|| format!("{} is not approved.", message.name))
}

/// P15: what is too old, in words. The sample dealership, a practice store without a file, is always as of today.
fn stale(db: &Db<'_>, campaign: &Campaign, now: DateTime<Utc>) -> Result<Option<String>, StoreError> {
    let sources = stores::resting_on(db, campaign.store, &campaign.spec, now)?;
    Ok(sources.into_iter().find(|of| of.is_too_old).map(|of| of.source.too_old(of.as_of_at)))
}

/// The next clock time at which a start, the end of a window, or the end of a pause falls due.
fn next_moment(db: &Db<'_>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut moments = vec![];
    for run in runs::open(db)? {
        moments.push(run.until_at);
        moments.extend(run.resume_at);
        if run.state == RunState::WaitingForPort && run.waiting_since_at.is_none() {
            moments.extend(standing::looks_at(&run));
        }
    }
    for campaign in campaigns::active(db)? {
        let calendar = stores::get(db, campaign.store)?.calendar;
        let today = calendar.zone.date_at(now);
        // Starts on closed days count: they are skipped at their time, and say so.
        let next = today.iter_days().take(8).filter(|on| campaign.spec.days.include(*on)).find_map(|on| {
            let at = calendar.zone.start_at(on, campaign.spec.time_local).at;
            (at > now).then_some(at)
        });
        moments.extend(next);
    }
    Ok(moments.into_iter().filter(|at| *at > now).min())
}

/// Whether another run of this campaign is under way (P6).
pub(crate) fn is_still_running(db: &Db<'_>, campaign: &Campaign, run: RunId) -> Result<bool, StoreError> {
    let mut others = runs::open(db)?.into_iter().filter(|r| r.campaign == campaign.id && r.id != run);
    Ok(others.any(|other| other.state != RunState::Planned))
}

/// Whether a run of this campaign waits for its drop in flight and nothing else.
fn is_ending(db: &Db<'_>, campaign: CampaignId) -> Result<bool, StoreError> {
    Ok(runs::open(db)?.iter().any(|run| run.campaign == campaign && run.state == RunState::Ending))
}

/// The day's next sequence of a campaign.
pub(crate) fn next_sequence(db: &Db<'_>, campaign: CampaignId, on: NaiveDate) -> Result<u32, StoreError> {
    Ok(runs::of_campaign_on(db, campaign, on)?.iter().map(|r| r.sequence).max().unwrap_or(0) + 1)
}
