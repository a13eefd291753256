//! What a person does to runs: everything takes effect before the next intent (P7), and what the states do not allow is
//! refused with a sentence.

use chrono::{DateTime, Utc};
use domain::{
    backups::RestoreKnown,
    calendar::NoWindow,
    campaign::{CampaignState, Count},
    disposition::Disposition,
    ids::{AttemptId, CampaignId, MessageId, PortNumber, RunId},
    numbers,
    phone::{E164, PhoneKind},
    states::{AttemptState, PauseCause, RunEnd, RunState},
};
use store::{
    Db, StoreError,
    accounts::{self, AccountFault},
    attempts::{self, Final, Intent},
    campaigns, house, messages, numbers as number_rows,
    restores::{self, Bar},
    runs::{self, NewRun, Pause},
    stores,
};
use uuid::Uuid;

use crate::{
    engine::{Engine, EngineError, Sending, lock},
    planning,
    provider::{DropOrder, ProviderFault},
    reserving, restoring, sending, settling,
    submitting::Wire,
};

const ASKED_TO_WAIT: &str = "Stratics asks to wait. Try again in a moment.";

/// Why a person's wish cannot be done now, and what to do instead.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("{0}")]
    NotNow(&'static str),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Engine(EngineError::Store(error))
    }
}

/// How a person settles an attempt whose ending nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Delivered,
    NotDelivered,
}

/// What a person can do, in one transaction with whatever else belongs to it: the audit trail says what was done, or
/// nothing was (P11).
pub struct Acts<'a> {
    engine: &'a Engine,
    db: &'a Db<'a>,
    now: DateTime<Utc>,
}

impl Acts<'_> {
    /// For what else belongs to the act.
    pub fn db(&self) -> &Db<'_> {
        self.db
    }

    /// The moment of the act.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub fn pause(&self, run: RunId, by: &str) -> Result<(), Refusal> {
        if runs::get(self.db, run)?.state != RunState::Running {
            return Err(Refusal::NotNow("Only a run that is sending can be paused."));
        }
        let pause = Pause { cause: PauseCause::Person, by, note: None, resume_at: None };
        Ok(runs::pause(self.db, run, &pause, self.now)?)
    }

    pub fn resume(&self, run: RunId) -> Result<(), Refusal> {
        if runs::get(self.db, run)?.state != RunState::Paused {
            return Err(Refusal::NotNow("This run is not paused."));
        }
        if house::require(self.db)?.paused_all.is_some() {
            return Err(Refusal::NotNow("Everything is paused. Lift Pause all first."));
        }
        if restoring::bar(self.db, &runs::get(self.db, run)?)?.is_some() {
            return Err(Refusal::NotNow("This file was restored from a backup. Release the run, or end it for today."));
        }
        Ok(runs::resume(self.db, run, self.now)?)
    }

    /// Lets a run go on that could have gone on since a backup that was restored (W12). Nobody who was in line then, or held
    /// or attempted since, gets a drop of it.
    pub fn release(&self, run: RunId, by: &str, reason: &str) -> Result<(), Refusal> {
        let before = runs::get(self.db, run)?;
        if !before.state.is_open() || before.state == RunState::Ending {
            return Err(Refusal::NotNow("This run is already over, or ending."));
        }
        match restoring::bar(self.db, &before)? {
            None => Err(Refusal::NotNow("Nothing holds this run back.")),
            Some(Bar::NotKnown(_)) => Err(Refusal::NotNow(
                "Nobody knows yet to whom drops went since the backup. Wait until Stratics has told, or end the run.",
            )),
            Some(Bar::NotReleased(restore)) if matches!(restore.known, Some((RestoreKnown::Person, _))) => {
                Err(Refusal::NotNow("Nobody can tell to whom drops went since the backup. End this run for today."))
            }
            Some(Bar::NotReleased(_)) => {
                restores::release(self.db, run, by, reason, self.now)?;
                let run = runs::get(self.db, run)?;
                if run.state.holds_port() {
                    reserving::fit_to_count(self.db, &run, &reserving::spec_of(self.db, &run)?, self.now)?;
                }
                Ok(())
            }
        }
    }

    /// A person says that nobody will ever tell to whom drops went since the backup: the runs of that time stay barred, and
    /// those of other days go on.
    pub fn go_on_without_knowing(&self) -> Result<(), Refusal> {
        let restore = restores::unknown(self.db)?;
        let restore = restore.ok_or(Refusal::NotNow("It is known already to whom drops went since the backup."))?;
        Ok(restores::known(self.db, restore.id, RestoreKnown::Person, self.now)?)
    }

    /// Ends a run for today: whoever was not sent to goes back; the drop in flight finishes (P7).
    pub fn stop(&self, run: RunId) -> Result<(), Refusal> {
        let run = runs::get(self.db, run)?;
        match run.state {
            RunState::Running | RunState::Paused | RunState::WaitingForPort => {
                Ok(planning::end(self.db, &run, RunEnd::Stopped, self.now)?)
            }
            RunState::Planned
            | RunState::Ending
            | RunState::Finished
            | RunState::Stopped
            | RunState::EndedAtClosing
            | RunState::Skipped
            | RunState::Missed => Err(Refusal::NotNow("This run is already over, or ending.")),
        }
    }

    /// Raises or lowers the count of a run under way; takes effect before its next drop (S1).
    pub fn set_count(&self, run: RunId, count: Count) -> Result<(), Refusal> {
        let before = runs::get(self.db, run)?;
        if !takes_count(before.state) {
            return Err(Refusal::NotNow("The count of a run that is over cannot be changed."));
        }
        Ok(apply_count(self.db, run, count, self.now)?)
    }

    /// The count of a campaign was edited: its run under way follows (S1).
    pub fn follow_count(&self, campaign: CampaignId, count: Count) -> Result<(), StoreError> {
        for run in runs::open(self.db)?.iter().filter(|run| run.campaign == campaign && takes_count(run.state)) {
            apply_count(self.db, run.id, count, self.now)?;
        }
        Ok(())
    }

    /// Pauses everything at once; gives the runs it paused. A pause that would lift itself does so no more.
    pub fn pause_all(&self, by: &str) -> Result<Vec<RunId>, Refusal> {
        house::set_paused_all(self.db, Some((self.now, by)))?;
        let mut paused = vec![];
        let pause = Pause { cause: PauseCause::PauseAll, by, note: None, resume_at: None };
        for run in runs::open(self.db)? {
            let lifts_itself = run.resume_at.is_some() || run.pause_cause == Some(PauseCause::ClockSetBack);
            if run.state == RunState::Running {
                runs::pause(self.db, run.id, &pause, self.now)?;
                paused.push(run.id);
            } else if run.state == RunState::Paused && lifts_itself {
                runs::take_over_pause(self.db, run.id, &pause)?;
            }
        }
        Ok(paused)
    }

    /// Lifts Pause all. The runs it paused stay paused until each is resumed (P7); gives them.
    pub fn pause_all_end(&self) -> Result<Vec<RunId>, Refusal> {
        house::set_paused_all(self.db, None)?;
        let paused = runs::open(self.db)?.into_iter().filter(|r| r.state == RunState::Paused);
        Ok(paused.map(|r| r.id).collect())
    }

    /// "Run now" and "Run again today": the day's next sequence (P6).
    pub fn run_now(&self, campaign: CampaignId) -> Result<RunId, Refusal> {
        let campaign = campaigns::get(self.db, campaign)?;
        if campaign.state != CampaignState::Active {
            return Err(Refusal::NotNow("Activate the campaign first."));
        }
        if runs::open(self.db)?.iter().any(|r| r.campaign == campaign.id) {
            return Err(Refusal::NotNow("This campaign is running. Wait until its run is over, or stop it."));
        }
        let calendar = stores::get(self.db, campaign.store)?.calendar;
        let on = calendar.zone.date_at(self.now);
        let window = calendar.window_from_now(&campaign.spec, self.now).map_err(|why| match why {
            NoWindow::ClosedDay => Refusal::NotNow("The store is closed today."),
            NoWindow::Empty => Refusal::NotNow("The campaign's latest time is over for today."),
        })?;
        let sequence = planning::next_sequence(self.db, campaign.id, on)?;
        let run = planning::new_run(&campaign, on, sequence, window);
        let run = NewRun { by_hand: true, ..run };
        let id = runs::plan(self.db, &run)?.ok_or(StoreError::AlreadyExists)?;
        self.engine.put_in_line(self.db, &campaign, id, self.now)?;
        Ok(id)
    }

    /// A person's verdict about an attempt whose ending is unknown.
    pub fn settle(&self, attempt: AttemptId, verdict: Verdict, by: &str) -> Result<(), Refusal> {
        let attempt = attempts::get(self.db, attempt)?;
        if attempt.state != AttemptState::Overdue {
            return Err(Refusal::NotNow("This drop is settled already."));
        }
        let disposition = match verdict {
            Verdict::Delivered => Disposition::TreatedAsDelivered,
            Verdict::NotDelivered => Disposition::TreatedAsNotDelivered,
        };
        let result = Final {
            disposition,
            raw_word: disposition.word(),
            detail: None,
            provider_ref: None,
            provider_accepted_at: None,
            provider_completed_at: None,
            cost_micros: None,
            settled_by: Some(by),
        };
        Ok(settling::finish(self.db, &self.engine.policy, &attempt, &result, self.now)?)
    }
}

impl Engine {
    /// Everything in `work` happens or nothing does, and takes effect before the next intent.
    pub fn act<T, E: From<StoreError>>(&self, work: impl FnOnce(&Acts<'_>) -> Result<T, E>) -> Result<T, E> {
        let now = self.clock.now();
        let done = self.store.write(|db| work(&Acts { engine: self, db, now }))?;
        self.wake();
        Ok(done)
    }

    /// A drop to a staff number, through gate and port; it stands in no count, clock or history (P16).
    pub async fn test_drop(&self, message: MessageId, number: &E164) -> Result<AttemptId, Refusal> {
        if self.policy.sending == Sending::RulesNotInstalled {
            return Err(Refusal::NotNow("Rules not installed: a live file cannot send yet."));
        }
        if self.is_closing() {
            return Err(Refusal::NotNow("The program is closing."));
        }
        if self.is_clock_set_back()? {
            return Err(Refusal::NotNow("The clock of this computer was set back. Set it right first."));
        }
        if self.rest_left().is_some() {
            return Err(Refusal::NotNow(ASKED_TO_WAIT));
        }
        let sha256 = self.store.read(|db| messages::get(db, message))?.sha256;
        let audio = self.audio_ref(&sha256, message).await.map_err(Refusal::Engine)?;
        let audio = match audio {
            Ok(audio) => audio,
            Err(fault) => return Err(self.audio_refused(&fault)?),
        };
        if self.rest_left().is_some() {
            return Err(Refusal::NotNow(ASKED_TO_WAIT));
        }
        let (attempt, port, prepared) = self.act(|acts| {
            let (db, now) = (acts.db, acts.now);
            if house::require(db)?.paused_all.is_some() {
                return Err(Refusal::NotNow("Everything is paused. Lift Pause all first."));
            }
            let message = messages::get(db, message)?;
            let store = stores::get(db, message.store)?;
            let department = domain::contact_type::Department::Service;
            if !store.calendar.is_open(department, now) {
                return Err(Refusal::NotNow("The store is closed now. Test drops go out in opening hours only."));
            }
            let today = store.calendar.zone.date_at(now);
            may_test(db, number, today)?;
            let port = free_port(db)?;
            let order = DropOrder {
                client_ref: Uuid::new_v4(),
                idempotency_key: Uuid::new_v4(),
                port,
                to: *number,
                caller_id: sending::caller_id(&store, department).ok_or(Refusal::NotNow(planning::NO_CALLER_ID))?,
                audio: audio.clone(),
                not_after: None,
            };
            let prepared = self.provider.prepare(&order);
            let attempt = attempts::intend(
                db,
                &Intent {
                    target: None,
                    run: None,
                    customer: None,
                    store: message.store,
                    contact_type: None,
                    is_marketing: false,
                    number,
                    kind: PhoneKind::Cell,
                    message: message.id,
                    audio_sha256: &message.sha256,
                    port,
                    client_ref: order.client_ref,
                    idempotency_key: order.idempotency_key,
                    request: &prepared.body,
                    verdict: "yes: test drop",
                    facts: "{}",
                    lease_epoch: self.lease_epoch,
                    at: now,
                    on: today,
                },
            )?;
            // Before the commit, so that the port's loop never sees it without.
            lock(&self.submitting).insert(attempt);
            Ok((attempt, port, prepared))
        })?;
        let submitted = self.submit(port, attempt, &prepared, Wire::First).await;
        lock(&self.submitting).remove(&attempt);
        self.wake();
        submitted.map_err(Refusal::Engine)?;
        Ok(attempt)
    }

    /// A test drop's recording was not taken; a refused key or an empty account concerns every run.
    fn audio_refused(&self, fault: &ProviderFault) -> Result<Refusal, EngineError> {
        let (account_fault, why) = match fault {
            ProviderFault::Unauthorized => {
                (Some(AccountFault::Unauthorized), "Stratics refuses the key. Enter the right one under Connection.")
            }
            ProviderFault::NoFunds => {
                (Some(AccountFault::NoFunds), "The Stratics account has no credits left. Add credits there.")
            }
            _ => (None, "Stratics does not take the recording now. Test the connection."),
        };
        if let Some(account_fault) = account_fault {
            let now = self.clock.now();
            self.store.write(|db| settling::account_failed(db, account_fault, now))?;
            self.wake();
        }
        Ok(Refusal::NotNow(why))
    }
}

fn takes_count(state: RunState) -> bool {
    matches!(state, RunState::Planned | RunState::WaitingForPort | RunState::Running | RunState::Paused)
}

/// Reserves or releases in the same breath, so that what a run holds is its count at every moment (S1). A run that still
/// waits, for a port or for the last drop of the run before, holds nobody yet.
fn apply_count(db: &Db<'_>, run: RunId, count: Count, now: DateTime<Utc>) -> Result<(), StoreError> {
    runs::set_count(db, run, count)?;
    runs::reopen_list(db, run)?;
    let run = runs::get(db, run)?;
    if !run.state.holds_port() {
        return Ok(());
    }
    reserving::fit_to_count(db, &run, &reserving::spec_of(db, &run)?, now)
}

/// A staff number passes the number rules too: an opt-out holds for everybody.
fn may_test(db: &Db<'_>, number: &E164, today: chrono::NaiveDate) -> Result<(), Refusal> {
    let record = number_rows::get(db, number)?;
    if record.opted_out_at.is_some() {
        return Err(Refusal::NotNow("This number is opted out. Choose another one."));
    }
    if record.block.is_some_and(|block: numbers::Block| block.holds(today)) {
        return Err(Refusal::NotNow("This number is blocked. Choose another one."));
    }
    if attempts::unsettled(db)?.iter().any(|a| a.number == *number) {
        return Err(Refusal::NotNow("A drop to this number is not settled yet."));
    }
    Ok(())
}

fn free_port(db: &Db<'_>) -> Result<PortNumber, Refusal> {
    let free = accounts::free_ports(db)?;
    free.first().copied().ok_or(Refusal::NotNow("Every port is busy. Try again when a run is over."))
}
