//! The moment of the wire: the recording is made ready, the stored bytes are handed over once, and what the provider
//! says to them is written down.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{
    ids::{AttemptId, MessageId, PortNumber},
    states::{AttemptState, PauseCause, RunState},
};
use store::{
    Db, StoreError,
    accounts::AccountFault,
    attempts::{self, Attempt},
    contacts::VOICE_DROP_USER,
    messages,
    runs::{self, Pause, Run},
};

use crate::{
    engine::{Engine, EngineError, Step, lock},
    provider::{Audio, AudioRef, NotNow, PreparedDrop, ProviderFault, SubmitOutcome},
    settling,
};

/// Zero asks for the port's own back-off.
const OWN_BACK_OFF: Step = Step::BackOff(Duration::ZERO);

/// Whether bytes of this attempt may have gone out before. Then "not now" says nothing of them, and the doubt stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    First,
    Again,
}

impl Engine {
    /// Hands over bytes whose intent is on the disk, and writes down how that ended.
    pub(crate) async fn submit(
        &self,
        port: PortNumber,
        attempt: AttemptId,
        prepared: &PreparedDrop,
        wire: Wire,
    ) -> Result<Step, EngineError> {
        let outcome = self.provider.submit(prepared).await;
        let now = self.clock.now();
        if let SubmitOutcome::NotNow(NotNow::BadAudio) = &outcome {
            // The provider forgot the recording: ask for it again before the next try.
            lock(&self.audio_refs).clear();
        }
        let step = self.store.write(|db| self.apply_outcome(db, attempt, &outcome, wire, now))?;
        self.wake();
        Ok(match step {
            Step::BackOff(pause) if pause.is_zero() => self.back_off(port),
            Step::BackOff(_) => step,
            Step::Moved | Step::Idle | Step::Until(_) => {
                self.answered(port);
                step
            }
        })
    }

    fn apply_outcome(
        &self,
        db: &Db<'_>,
        attempt: AttemptId,
        outcome: &SubmitOutcome,
        wire: Wire,
        now: DateTime<Utc>,
    ) -> Result<Step, EngineError> {
        let attempt = attempts::get(db, attempt)?;
        if attempt.state != AttemptState::Intended {
            // Its report came by the event feed before the answer did.
            return Ok(Step::Moved);
        }
        // Another program may have opened the file while this one waited, and sent the same bytes again: "not now" says
        // nothing of those.
        let wire = if attempt.submitted_at.is_some() { Wire::Again } else { wire };
        match outcome {
            SubmitOutcome::Accepted(report) => {
                settling::apply_to(db, &self.policy, &attempt, report, now)?;
                Ok(Step::Moved)
            }
            SubmitOutcome::Refused { disposition, raw_word } => {
                let result = attempts::Final {
                    disposition: *disposition,
                    raw_word,
                    detail: None,
                    provider_ref: None,
                    provider_accepted_at: None,
                    provider_completed_at: None,
                    cost_micros: None,
                    settled_by: None,
                };
                settling::finish(db, &self.policy, &attempt, &result, now)?;
                Ok(Step::Moved)
            }
            SubmitOutcome::Unknown { cause } => {
                attempts::set_doubt(db, attempt.id, cause)?;
                Ok(OWN_BACK_OFF)
            }
            SubmitOutcome::NotNow(why) => self.not_now(db, &attempt, why, wire, now),
        }
    }

    /// Certainly nothing was sent: the target is reserved again, the run waits or pauses, the customer has not failed.
    /// Of bytes that went out before it says nothing: then the question what became of them stays open.
    fn not_now(
        &self,
        db: &Db<'_>,
        attempt: &Attempt,
        why: &NotNow,
        wire: Wire,
        now: DateTime<Utc>,
    ) -> Result<Step, EngineError> {
        let (cause, step) = match why {
            NotNow::PortBusy => ("port busy".to_owned(), OWN_BACK_OFF),
            NotNow::RateLimited { retry_after } => {
                if let Some(pause) = *retry_after {
                    self.rest(pause);
                }
                let step = match (wire, retry_after.filter(|pause| !pause.is_zero())) {
                    // The next step rests, but not longer than the drop in doubt may go without a word.
                    (Wire::Again, Some(_)) => Step::Moved,
                    (Wire::First, Some(pause)) => Step::BackOff(pause),
                    (_, None) => OWN_BACK_OFF,
                };
                ("asked too often".to_owned(), step)
            }
            NotNow::Unauthorized => ("the key was refused".to_owned(), Step::Moved),
            NotNow::NoFunds => ("no credits".to_owned(), Step::Moved),
            NotNow::BadAudio => ("the recording was refused".to_owned(), Step::Moved),
            NotNow::RequestFault { code, .. } => (format!("refused: {code}"), OWN_BACK_OFF),
            NotNow::NotConnected { .. } => ("no connection".to_owned(), OWN_BACK_OFF),
        };
        match wire {
            Wire::First => settling::not_sent(db, attempt, &cause, now)?,
            Wire::Again => attempts::set_doubt(db, attempt.id, &cause)?,
        }
        // What is wrong with the account concerns everybody, whoever met it.
        match why {
            NotNow::Unauthorized => settling::account_failed(db, AccountFault::Unauthorized, now)?,
            NotNow::NoFunds => settling::account_failed(db, AccountFault::NoFunds, now)?,
            _ => {}
        }
        let Some(run) = attempt.run.map(|id| runs::get(db, id)).transpose()? else { return Ok(Step::Moved) };
        match why {
            NotNow::PortBusy | NotNow::RateLimited { .. } | NotNow::Unauthorized | NotNow::NoFunds => {}
            NotNow::BadAudio => bad_audio(db, &run, now)?,
            // A submission in doubt has not ended yet; it spends one when nobody knows what became of it.
            NotNow::RequestFault { .. } | NotNow::NotConnected { .. } if wire == Wire::Again => {}
            NotNow::RequestFault { .. } | NotNow::NotConnected { .. } => {
                settling::spend_budget(db, &self.policy, &run, &cause, now)?;
            }
        }
        Ok(step)
    }

    /// The provider's name for a recording, uploading it if need be.
    pub(crate) async fn audio_ref(
        &self,
        sha256: &str,
        message: MessageId,
    ) -> Result<Result<AudioRef, ProviderFault>, EngineError> {
        if let Some(known) = lock(&self.audio_refs).get(sha256) {
            return Ok(Ok(known.clone()));
        }
        let wav = self.store.read(|db| messages::wav(db, message))?;
        let made = self.heed(self.provider.ensure_audio(&Audio { sha256: sha256.to_owned(), wav }).await);
        if let Ok(audio) = &made {
            lock(&self.audio_refs).insert(sha256.to_owned(), audio.clone());
        }
        Ok(made)
    }

    /// Nothing was submitted, so nobody failed; but a recording that cannot be handed over stops the run all the same.
    pub(crate) fn audio_failed(&self, port: PortNumber, run: &Run, fault: &ProviderFault) -> Result<Step, EngineError> {
        let now = self.clock.now();
        self.store.write(|db| match fault {
            ProviderFault::Unauthorized => settling::account_failed(db, AccountFault::Unauthorized, now),
            ProviderFault::NoFunds => settling::account_failed(db, AccountFault::NoFunds, now),
            ProviderFault::Refused { .. } => bad_audio(db, run, now),
            ProviderFault::RateLimited { .. } => Ok(()),
            ProviderFault::Unreachable(_)
            | ProviderFault::Unreadable(_)
            | ProviderFault::CursorGone
            | ProviderFault::Unsupported => settling::spend_budget(db, &self.policy, run, &fault.to_string(), now),
        })?;
        self.wake();
        Ok(match fault {
            ProviderFault::RateLimited { retry_after: Some(pause) } => Step::BackOff(*pause),
            _ => self.back_off(port),
        })
    }
}

/// Uploaded again and tried once more; the second refusal in a row pauses the run.
fn bad_audio(db: &Db<'_>, run: &Run, now: DateTime<Utc>) -> Result<(), StoreError> {
    if runs::count_bad_audio(db, run.id)? < 2 || runs::get(db, run.id)?.state != RunState::Running {
        return Ok(());
    }
    let pause = Pause {
        cause: PauseCause::BadAudio,
        by: VOICE_DROP_USER,
        note: Some("Stratics refuses this recording. Add it again under Messages, then resume."),
        resume_at: None,
    };
    runs::pause(db, run.id, &pause, now)
}
