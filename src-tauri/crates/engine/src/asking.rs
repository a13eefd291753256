//! Drops in flight: waiting for the result, asking when it is overdue, and what to do when nobody knows whether the
//! submit arrived. Nothing is ever sent again on a guess (engine page, sections 1.6 and 2).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{backups::RestoreKnown, gate::Verdict, ids::PortNumber};
use store::{
    Db, StoreError, accounts,
    attempts::{self, Attempt},
    house, messages,
    restores::{self, Restore},
    runs, stores, targets,
};

use crate::{
    engine::{Engine, EngineError, Sending, Step},
    provider::{CancelOutcome, DropReport, DropStatus, PreparedDrop, ProviderFault, Ticket},
    reserving, restoring, sending, settling,
    submitting::Wire,
};

/// Without an event feed a drop is asked for this often, in clock time.
const POLL_EVERY: TimeDelta = TimeDelta::seconds(20);
/// An idempotency key is used no later than this before the end of its life.
const KEY_MARGIN: Duration = Duration::from_secs(3_600);

/// What the provider said when it was asked for a drop.
enum Answer {
    Is(DropReport),
    /// Nothing is known there.
    NotThere,
}

impl Engine {
    /// An accepted drop: wait for its result, or ask when it is overdue.
    pub(crate) async fn watch(&self, attempt: &Attempt) -> Result<Step, EngineError> {
        let now = self.clock.now();
        let since = attempt.accepted_at.unwrap_or(attempt.intended_at);
        let overdue_at = since + self.policy.overdue_after;
        #[cfg(feature = "simulation")]
        if crate::Mutant::NextDropEarly.is_on() {
            self.store.write(|db| settling::lose_sight(db, &self.policy, attempt, now))?;
            self.wake();
            return Ok(Step::Moved);
        }
        if now < overdue_at {
            let asked_at = attempt.asked_at.unwrap_or(since);
            let poll_at = asked_at + POLL_EVERY;
            if self.feed_is_up() {
                return Ok(Step::Until(overdue_at));
            }
            if now < poll_at {
                return Ok(Step::Until(poll_at.min(overdue_at)));
            }
            return self.poll(attempt, poll_at.min(overdue_at)).await;
        }
        self.ask_and_cancel(attempt, now).await
    }

    async fn poll(&self, attempt: &Attempt, again_at: DateTime<Utc>) -> Result<Step, EngineError> {
        let now = self.clock.now();
        match self.ask(attempt).await {
            Ok(Answer::Is(report)) => {
                let is_final = report.status != DropStatus::InProgress;
                self.take_answer(attempt, &report)?;
                if is_final {
                    return Ok(Step::Moved);
                }
                self.store.write(|db| attempts::set_answer(db, attempt.id, "still in progress", now))?;
                Ok(Step::Until(again_at.max(now + POLL_EVERY)))
            }
            Ok(Answer::NotThere) | Err(_) => Ok(self.back_off(attempt.port)),
        }
    }

    /// Overdue: ask for the drop, then cancel it. Either answer to the cancel frees the port.
    async fn ask_and_cancel(&self, attempt: &Attempt, now: DateTime<Utc>) -> Result<Step, EngineError> {
        if let Ok(Answer::Is(report)) = self.ask(attempt).await
            && report.status != DropStatus::InProgress
        {
            self.take_answer(attempt, &report)?;
            self.answered(attempt.port);
            return Ok(Step::Moved);
        }
        let Some(ticket) = attempt.provider_ref.clone().map(Ticket) else {
            return self.no_answer(attempt, now);
        };
        match self.cancel(&ticket).await {
            Ok(CancelOutcome::Cancelled(report)) => {
                self.take_answer(attempt, &report)?;
                self.answered(attempt.port);
                Ok(Step::Moved)
            }
            Ok(CancelOutcome::TooLate) => {
                self.store.write(|db| {
                    settling::lose_sight(db, &self.policy, attempt, now)?;
                    accounts::free_port(db, attempt.id)
                })?;
                self.answered(attempt.port);
                self.wake();
                Ok(Step::Moved)
            }
            Err(_) => self.no_answer(attempt, now),
        }
    }

    /// The port stays held and the question is repeated. After an hour the target is unknown all the same, so that the
    /// run can end; but nobody gets the port until an answer comes.
    fn no_answer(&self, attempt: &Attempt, now: DateTime<Utc>) -> Result<Step, EngineError> {
        if now >= attempt.intended_at + self.policy.give_up_after {
            self.give_up(attempt, now)?;
        }
        Ok(self.back_off(attempt.port))
    }

    fn give_up(&self, attempt: &Attempt, now: DateTime<Utc>) -> Result<(), EngineError> {
        self.store.write(|db| {
            accounts::hold_port(db, attempt.port, attempt.id)?;
            settling::lose_sight(db, &self.policy, attempt, now)
        })?;
        self.wake();
        Ok(())
    }

    /// The server asked for a rest, so nothing is sent and nobody asked; but however long that rest is, an hour after
    /// its submit a drop is unknown.
    pub(crate) fn rest_with(&self, in_flight: Option<&Attempt>, pause: Duration) -> Result<Step, EngineError> {
        let Some(attempt) = in_flight else { return Ok(Step::BackOff(pause)) };
        let (now, give_up_at) = (self.clock.now(), attempt.intended_at + self.policy.give_up_after);
        if now < give_up_at {
            // By the clock, because a machine that sleeps counts nothing of its own time.
            return Ok(Step::Until(give_up_at.min(now + time_delta(pause))));
        }
        self.give_up(attempt, now)?;
        Ok(Step::BackOff(pause))
    }

    /// A port that an unknown attempt holds: ask until somebody answers.
    pub(crate) async fn ask_for_held_port(&self, port: PortNumber, held: Attempt) -> Result<Step, EngineError> {
        let final_report = match self.ask(&held).await {
            Ok(Answer::Is(report)) if report.status == DropStatus::InProgress => {
                match self.cancel(&report.ticket).await {
                    Ok(CancelOutcome::Cancelled(report)) => Some(report),
                    Ok(CancelOutcome::TooLate) => None,
                    Err(_) => return Ok(self.back_off(port)),
                }
            }
            Ok(Answer::Is(report)) => Some(report),
            // Whom nobody can ask for will never be answered for.
            Ok(Answer::NotThere) | Err(ProviderFault::Unsupported) => None,
            Err(_) => return Ok(self.back_off(port)),
        };
        if let Some(report) = final_report {
            self.take_answer(&held, &report)?;
        }
        self.store.write(|db| accounts::free_port(db, held.id))?;
        self.answered(port);
        self.wake();
        Ok(Step::Moved)
    }

    /// An intent without an answer, after a lost answer or a crash. Ask first: found: adopt. Not found, and the provider
    /// keeps keys: the same key and the same bytes again, if the gate still says yes. Else unknown.
    pub(crate) async fn resolve_doubt(&self, attempt: &Attempt) -> Result<Step, EngineError> {
        let answer = self.ask(attempt).await;
        // Not before: the answer may have taken long, or the machine slept meanwhile, and what goes out again is judged
        // in the moment in which it goes out (R7).
        let now = self.clock.now();
        match answer {
            Ok(Answer::Is(report)) => {
                self.take_answer(attempt, &report)?;
                self.answered(attempt.port);
                Ok(Step::Moved)
            }
            // The next start asks again, while the key still lives.
            Ok(Answer::NotThere) if self.is_closing() => Ok(Step::Idle),
            #[cfg(feature = "simulation")]
            Ok(Answer::NotThere) if crate::Mutant::NewKeyAfterLostAnswer.is_on() => {
                self.store.write(|db| settling::not_sent(db, attempt, "mutant", now))?;
                Ok(Step::Moved)
            }
            Ok(Answer::NotThere) => {
                // Another port may have been told to rest while this answer was on its way.
                if let Some(pause) = self.rest_left() {
                    return self.rest_with(Some(attempt), pause);
                }
                if self.store.write(|db| self.resend(db, attempt, now))? {
                    let prepared =
                        PreparedDrop { idempotency_key: attempt.idempotency_key, body: attempt.request.clone() };
                    return self.submit(attempt.port, attempt.id, &prepared, Wire::Again).await;
                }
                let visible_at = attempt.intended_at + time_delta(self.provider.capabilities().visibility_delay);
                if now < visible_at {
                    return Ok(Step::Until(visible_at));
                }
                self.store.write(|db| settling::lose_sight(db, &self.policy, attempt, now))?;
                self.wake();
                Ok(Step::Moved)
            }
            Err(ProviderFault::Unsupported) => {
                self.store.write(|db| settling::lose_sight(db, &self.policy, attempt, now))?;
                self.wake();
                Ok(Step::Moved)
            }
            Err(_) => self.no_answer(attempt, now),
        }
    }

    /// W5: inside the key's life less an hour, and every check passes again. Writes the decision down like an intent.
    fn resend(&self, db: &Db<'_>, attempt: &Attempt, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let Some(life) = self.provider.capabilities().idempotency_key_life else { return Ok(false) };
        let is_too_late = now >= attempt.intended_at + time_delta(life.saturating_sub(KEY_MARGIN));
        // Once is enough to find out after a crash; who keeps losing answers for so long is not asked for more.
        let was_in_vain = attempt.submitted_at.is_some() && now >= attempt.intended_at + self.policy.give_up_after;
        let house = house::require(db)?;
        let is_set_back = now < house.highest_at - house::SET_BACK_LIMIT;
        let may_send = self.policy.sending == Sending::Allowed && !self.is_closing();
        if !may_send || is_too_late || was_in_vain || is_set_back {
            return Ok(false);
        }
        let (Some(target), Some(run)) = (attempt.target, attempt.run) else { return Ok(false) };
        let run = runs::get(db, run)?;
        if !sending::is_sending(db, &run)? || run.until_at <= now {
            return Ok(false);
        }
        let spec = reserving::spec_of(db, &run)?;
        let store = stores::get(db, run.store)?;
        let target = targets::get(db, target)?;
        if restoring::is_left_out(db, run.id, &target)? {
            return Ok(false);
        }
        let message = messages::get(db, target.message)?;
        if sending::may_use(&store, spec.department(), &message).is_err() {
            return Ok(false);
        }
        let (_, verdict) = sending::judge_again(db, &store, &run, &spec, &target, Some(attempt.id), now)?;
        if !matches!(verdict, Verdict::Yes(_)) {
            return Ok(false);
        }
        attempts::submit_again(db, attempt.id, self.lease_epoch, now)?;
        Ok(true)
    }

    /// By the provider's own name for the drop if it is known, otherwise by ours.
    async fn ask(&self, attempt: &Attempt) -> Result<Answer, ProviderFault> {
        self.may_ask()?;
        let found = match &attempt.provider_ref {
            Some(ticket) => self.provider.poll(&Ticket(ticket.clone())).await,
            None => self.provider.look_up(attempt.client_ref).await,
        };
        Ok(self.heed(found)?.map_or(Answer::NotThere, Answer::Is))
    }

    async fn cancel(&self, ticket: &Ticket) -> Result<CancelOutcome, ProviderFault> {
        self.may_ask()?;
        self.heed(self.provider.cancel(ticket).await)
    }

    /// The question before this one may have been answered with Retry-After, or that of another port.
    fn may_ask(&self) -> Result<(), ProviderFault> {
        self.rest_left().map_or(Ok(()), |pause| Err(ProviderFault::RateLimited { retry_after: Some(pause) }))
    }

    /// What a person who decides is told, and what the answer does if it is final. For "Ask again".
    pub async fn ask_again(&self, attempt: &Attempt) -> Result<String, EngineError> {
        let now = self.clock.now();
        let answer = match self.ask(attempt).await {
            Ok(Answer::Is(report)) => {
                self.take_answer(attempt, &report)?;
                match report.status {
                    DropStatus::InProgress => "Stratics says: still in progress.".to_owned(),
                    DropStatus::Complete { raw_word, .. } => format!("Stratics says: {raw_word}."),
                }
            }
            Ok(Answer::NotThere) => "Stratics does not know this drop.".to_owned(),
            Err(fault) => format!("No answer: {fault}."),
        };
        self.store.write(|db| attempts::set_answer(db, attempt.id, &answer, now))?;
        self.wake();
        Ok(answer)
    }

    /// The answer to a question about an attempt, as that attempt stands now.
    fn take_answer(&self, attempt: &Attempt, report: &DropReport) -> Result<(), EngineError> {
        let now = self.clock.now();
        self.store.write(|db| {
            let attempt = attempts::get(db, attempt.id)?;
            settling::apply_to(db, &self.policy, &attempt, report, now)
        })?;
        self.wake();
        Ok(())
    }

    fn take_report(&self, report: &DropReport) -> Result<(), EngineError> {
        let now = self.clock.now();
        self.store.write(|db| settling::apply_report(db, &self.policy, report, now))?;
        self.wake();
        Ok(())
    }

    /// Takes the next results from the event feed, waiting up to `wait` of machine time. The cursor is stored after
    /// the batch is applied, so a crash between the two only repeats it. Gives whether anything came.
    pub async fn take_events(&self, wait: Duration) -> Result<Result<bool, ProviderFault>, EngineError> {
        if let Err(rests) = self.may_ask() {
            return Ok(Err(rests));
        }
        let cursor = self.store.read(accounts::get)?.and_then(|account| account.event_cursor);
        let batch = match self.heed(self.provider.events(cursor.as_deref(), wait).await) {
            Ok(batch) => batch,
            Err(ProviderFault::CursorGone) => {
                // Start anew; what is open is polled meanwhile.
                self.store.write(|db| {
                    restores::feed_is_not_whole(db)?;
                    accounts::set_cursor(db, None)
                })?;
                self.set_feed(false);
                return Ok(Err(ProviderFault::CursorGone));
            }
            Err(fault) => {
                self.set_feed(false);
                return Ok(Err(fault));
            }
        };
        self.set_feed(true);
        let came = !batch.reports.is_empty();
        for report in &batch.reports {
            self.take_report(report)?;
        }
        if cursor.as_deref() != Some(&batch.cursor) {
            self.store.write(|db| accounts::set_cursor(db, Some(&batch.cursor)))?;
        }
        if !came && cursor.is_some() {
            self.learn_from_feed()?;
        }
        Ok(Ok(came))
    }

    /// From this moment on the feed can have told everything of the time since a restored backup.
    pub fn feed_tells_at(&self, restore: &Restore) -> DateTime<Utc> {
        restore.restored_at + self.policy.give_up_after
    }

    /// The feed has nothing more to tell. After a restore that means: everything that was sent since the backup is known,
    /// once what was in flight at the restore has had its time, too.
    fn learn_from_feed(&self) -> Result<(), EngineError> {
        let now = self.clock.now();
        let is_known = |restore: &Restore| restore.is_feed_whole && now >= self.feed_tells_at(restore);
        let Some(restore) = self.store.read(restores::unknown)?.filter(is_known) else { return Ok(()) };
        self.store.write(|db| restores::known(db, restore.id, RestoreKnown::Feed, now))?;
        self.wake();
        Ok(())
    }
}

impl Engine {
    /// Asks for the account again while it stands in the way of sending: no ports, a refused key, or no credits. What
    /// was paused for it stays paused until a person resumes it.
    pub async fn look_after_account(&self) -> Result<(), EngineError> {
        let account = self.store.read(accounts::get)?;
        let is_in_the_way = account.is_some_and(|account| {
            account.ports == 0 || account.fault.is_some() || account.credits.is_some_and(|credits| credits <= 0)
        });
        if !is_in_the_way || self.may_ask().is_err() {
            return Ok(());
        }
        if let Ok(status) = self.heed(self.provider.check_account().await) {
            let now = self.clock.now();
            self.store.write(|db| accounts::checked(db, &status.name, status.ports, status.credits, now))?;
            self.wake();
        }
        Ok(())
    }
}

fn time_delta(delay: Duration) -> TimeDelta {
    TimeDelta::from_std(delay).unwrap_or(TimeDelta::MAX)
}
