//! `step`: one port, one drop at a time (S4). Gate and intent in one transaction, and only then bytes (W3).

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    audience::{Barred, Choice, Question, Standing},
    campaign::CampaignSpec,
    contact_type::Department,
    facts::CustomerFacts,
    gate::{self, GateFacts, Standstill, Verdict},
    ids::{AttemptId, PortNumber},
    phone::E164,
    states::{AttemptState, PauseCause, RunEnd, RunState, TargetEvent},
};
use store::{
    Db, StoreError, accounts,
    attempts::{self, Attempt, Intent},
    contacts::{self, IN_PROGRESS, NewContact, VOICE_DROP_USER, Who},
    facts::{self, Scope},
    house,
    messages::{self, Message},
    runs::{self, Pause, Run},
    stores::{self, StoreRow},
    targets::{self, Ending, Target},
};
use uuid::Uuid;

use crate::{
    engine::{Engine, EngineError, Sending, Step, lock},
    planning,
    provider::{AudioRef, DropOrder, PreparedDrop},
    reserving, restoring, standing,
    submitting::Wire,
};

/// A run that has a drop to send, read before its recording is made ready.
pub(crate) struct Ready {
    run: Run,
    spec: CampaignSpec,
    target: Target,
    sha256: String,
}

/// What the transaction of gate and intent came to.
pub(crate) enum Gated {
    Sent(AttemptId, PreparedDrop),
    Moved,
    Wait(Step),
}

impl Engine {
    /// Does the next thing for a port.
    pub async fn step(&self, port: PortNumber) -> Result<Step, EngineError> {
        let in_flight = self.store.read(|db| attempts::in_flight(db, port))?;
        if let Some(pause) = self.rest_left() {
            return self.rest_with(in_flight.as_ref(), pause);
        }
        if let Some(attempt) = in_flight {
            if lock(&self.submitting).contains(&attempt.id) {
                return Ok(Step::Idle);
            }
            return match attempt.state {
                AttemptState::Intended => self.resolve_doubt(&attempt).await,
                AttemptState::Accepted | AttemptState::Overdue | AttemptState::Final | AttemptState::NotSent => {
                    self.watch(&attempt).await
                }
            };
        }
        if let Some(held) = self.store.read(|db| held_by(db, port))? {
            return self.ask_for_held_port(port, held).await;
        }
        if self.policy.sending == Sending::RulesNotInstalled || self.is_closing() || self.is_clock_set_back()? {
            return Ok(Step::Idle);
        }
        match self.next_target(port)? {
            Ok(ready) => self.send(port, ready).await,
            Err(step) => Ok(step),
        }
    }

    /// The target whose turn it is, after the run is brought to its count.
    fn next_target(&self, port: PortNumber) -> Result<Result<Box<Ready>, Step>, EngineError> {
        let now = self.clock.now();
        let next = self.store.write(|db| {
            let Some(run) = run_on(db, port)? else { return Ok(Err(Step::Idle)) };
            if !is_sending(db, &run)? {
                return Ok(Err(Step::Idle));
            }
            if run.until_at <= now {
                planning::end(db, &run, RunEnd::EndedAtClosing, now)?;
                return Ok(Err(Step::Moved));
            }
            let spec = reserving::spec_of(db, &run)?;
            reserving::fit_to_count(db, &run, &spec, now)?;
            let Some(target) = targets::next_in_line(db, run.id)? else {
                if spec.is_standing() {
                    standing::rest_or_finish(db, &run, now)?;
                } else {
                    planning::end(db, &run, RunEnd::Finished, now)?;
                }
                return Ok(Err(Step::Moved));
            };
            if let Some(at) = too_many_this_hour(db, &run, &spec, now)? {
                return Ok(Err(Step::Until(at.min(run.until_at))));
            }
            let sha256 = messages::get(db, target.message)?.sha256;
            Ok::<_, StoreError>(Ok(Box::new(Ready { run, spec, target, sha256 })))
        })?;
        if let Err(Step::Moved) = next {
            self.wake();
        }
        Ok(next)
    }

    async fn send(&self, port: PortNumber, ready: Box<Ready>) -> Result<Step, EngineError> {
        let audio = match self.audio_ref(&ready.sha256, ready.target.message).await? {
            Ok(audio) => audio,
            Err(fault) => return self.audio_failed(port, &ready.run, &fault),
        };
        // While the recording went up, another port may have been asked to leave the server in peace.
        if let Some(pause) = self.rest_left() {
            return Ok(Step::BackOff(pause));
        }
        #[cfg(feature = "simulation")]
        if crate::Mutant::IntentAfterSubmit.is_on() {
            return self.submit_before_intent(port, &ready, &audio).await;
        }
        match self.store.write(|db| self.gate_and_intend(db, port, &ready, &audio))? {
            Gated::Sent(attempt, prepared) => {
                self.wake();
                self.submit(port, attempt, &prepared, Wire::First).await
            }
            Gated::Moved => {
                self.wake();
                Ok(Step::Moved)
            }
            // Nothing happened, so nobody is woken: this loop would only wake itself.
            Gated::Wait(step) => Ok(step),
        }
    }

    /// All facts are read again and judged, and a Yes becomes an intent, in one transaction (P12, W3).
    pub(crate) fn gate_and_intend(
        &self,
        db: &Db<'_>,
        port: PortNumber,
        ready: &Ready,
        audio: &AudioRef,
    ) -> Result<Gated, EngineError> {
        let now = self.clock.now();
        let run = runs::get(db, ready.run.id)?;
        let target = targets::get(db, ready.target.id)?;
        let still =
            is_sending(db, &run)? && run.until_at > now && target.state == domain::states::TargetState::Reserved;
        if !still {
            return Ok(Gated::Moved);
        }
        let store = stores::get(db, run.store)?;
        let message = messages::get(db, target.message)?;
        let caller_id = match may_use(&store, ready.spec.department(), &message) {
            Ok(caller_id) => caller_id,
            Err((cause, note)) => return pause(db, &run, cause, &note, None, now),
        };
        let today = store.calendar.zone.date_at(now);
        let (facts, verdict) = judge_again(db, &store, &run, &ready.spec, &target, None, now)?;
        match verdict {
            Verdict::Yes(choice) => {
                let verdict = said_yes(&store, ready.spec.department(), now);
                let judged =
                    Judged { facts: &facts, verdict: &verdict, choice: &choice, message: &message, today, now };
                let order = self.order(port, caller_id, &target, &run, audio);
                let (attempt, prepared) = self.intend(db, &run, &ready.spec, &target, &order, &judged)?;
                Ok(Gated::Sent(attempt, prepared))
            }
            Verdict::Customer(barred) => {
                skip(db, &target, &barred, now)?;
                // One more is selected, even if the list was short before: somebody may have become free.
                runs::reopen_list(db, run.id)?;
                reserving::fit_to_count(db, &runs::get(db, run.id)?, &ready.spec, now)?;
                Ok(Gated::Moved)
            }
            Verdict::Later(barred) => later(db, &run, &target, &barred, now),
            Verdict::Everyone(Standstill::StoreClosed { opens_at }) => {
                pause(db, &run, PauseCause::StoreClosed, "The store is closed.", opens_at, now)
            }
        }
    }

    fn order(&self, port: PortNumber, caller_id: E164, target: &Target, run: &Run, audio: &AudioRef) -> DropOrder {
        DropOrder {
            client_ref: Uuid::new_v4(),
            idempotency_key: Uuid::new_v4(),
            port,
            to: target.number,
            caller_id,
            audio: audio.clone(),
            not_after: self.policy.shares_clock.then_some(run.until_at),
        }
    }

    fn intend(
        &self,
        db: &Db<'_>,
        run: &Run,
        spec: &CampaignSpec,
        target: &Target,
        order: &DropOrder,
        judged: &Judged<'_>,
    ) -> Result<(AttemptId, PreparedDrop), EngineError> {
        let prepared = self.provider.prepare(order);
        let evidence = serde_json::to_string(judged.facts)?;
        let attempt = attempts::intend(
            db,
            &Intent {
                target: Some(target.id),
                run: Some(run.id),
                customer: Some(target.customer),
                store: run.store,
                contact_type: Some(spec.recorded_type()),
                is_marketing: spec.is_marketing(),
                number: &order.to,
                kind: target.kind,
                message: judged.message.id,
                audio_sha256: &judged.message.sha256,
                port: order.port,
                client_ref: order.client_ref,
                idempotency_key: order.idempotency_key,
                request: &prepared.body,
                verdict: judged.verdict,
                facts: &evidence,
                lease_epoch: self.lease_epoch,
                at: judged.now,
                on: judged.today,
            },
        )?;
        targets::advance(db, target.id, TargetEvent::Intend, &Ending::default(), judged.now)?;
        contacts::add(
            db,
            &NewContact {
                store: run.store,
                customer: target.customer,
                vehicle: judged.choice.vehicles.first().copied(),
                user_name: VOICE_DROP_USER,
                contact_type: Some(spec.recorded_type()),
                started_at: judged.now,
                finished_at: None,
                comment: IN_PROGRESS,
                who: Who::Drop,
                attempt: Some(attempt),
                campaign_name: Some(&spec.name),
                message: Some(judged.message.id),
                number: Some(&target.number),
                code: None,
                recycled_on: None,
            },
        )?;
        Ok((attempt, prepared))
    }
}

/// Whether a run is to send at all: nobody paused it or everything, and no restored backup bars it (W12). Asked before the
/// next target is taken, again in the transaction of the intent, and before the same bytes go out again.
pub(crate) fn is_sending(db: &Db<'_>, run: &Run) -> Result<bool, StoreError> {
    Ok(run.state == RunState::Running && house::require(db)?.paused_all.is_none() && restoring::bar(db, run)?.is_none())
}

/// What an intent is based on.
struct Judged<'a> {
    facts: &'a CustomerFacts,
    verdict: &'a str,
    choice: &'a Choice,
    message: &'a Message,
    today: NaiveDate,
    now: DateTime<Utc>,
}

/// The verdict as it is kept: with the moment and the hours it was given in, which the facts of a customer do not hold.
fn said_yes(store: &StoreRow, department: Department, now: DateTime<Utc>) -> String {
    let local = store.calendar.zone.local_at(now);
    let hours = store.calendar.open_hours(department, local.date());
    let hours = hours.map(|hours| format!("; open {} to {}", hours.opens_local, hours.closes_local));
    format!("yes at {local}{}", hours.unwrap_or_default())
}

/// Reads all facts of a target again and asks the gate.
pub(crate) fn judge_again(
    db: &Db<'_>,
    store: &StoreRow,
    run: &Run,
    spec: &CampaignSpec,
    target: &Target,
    except: Option<AttemptId>,
    now: DateTime<Utc>,
) -> Result<(CustomerFacts, Verdict), StoreError> {
    let today = store.calendar.zone.date_at(now);
    let scope =
        Scope { store: run.store, spec, campaign: Some(run.campaign), today, customer: Some(target.customer), except };
    let facts = facts::read_one(db, &scope, target.customer)?;
    let question = Question {
        spec,
        due: &store.due,
        calendar: &store.calendar,
        store_language: store.language,
        today,
        now,
        run: Some(run.id),
        standing: Standing::Sending { reserved_at: target.reserved_at, kind: target.kind, number: &target.number },
    };
    let verdict = gate::gate(&GateFacts { customer: &facts, calendar: &store.calendar }, &question, now);
    Ok((facts, verdict))
}

fn skip(db: &Db<'_>, target: &Target, barred: &Barred, now: DateTime<Utc>) -> Result<(), StoreError> {
    let detail = match (&barred.who, barred.until_on) {
        (Some(who), _) => Some(who.clone()),
        (None, Some(on)) => Some(on.to_string()),
        (None, None) => None,
    };
    let ending = Ending { reason: Some(barred.reason), detail, ..Ending::default() };
    targets::advance(db, target.id, TargetEvent::Skip, &ending, now)?;
    targets::free(db, target.id)
}

/// Concerns everybody: the run waits, and says what for.
fn pause(
    db: &Db<'_>,
    run: &Run,
    cause: PauseCause,
    note: &str,
    resume_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Gated, EngineError> {
    let pause = Pause { cause, by: VOICE_DROP_USER, note: Some(note), resume_at };
    runs::pause(db, run.id, &pause, now)?;
    Ok(Gated::Moved)
}

/// To the end of the line. When everybody left is waiting, so does the port.
fn later(db: &Db<'_>, run: &Run, target: &Target, barred: &Barred, now: DateTime<Utc>) -> Result<Gated, EngineError> {
    const ASK_AGAIN_AFTER: chrono::TimeDelta = chrono::TimeDelta::seconds(15);
    let all_wait = targets::reserved(db, run.id)?.iter().all(|t| t.later_reason.is_some());
    targets::put_last(db, target.id, barred.reason)?;
    Ok(if all_wait { Gated::Wait(Step::Until((now + ASK_AGAIN_AFTER).min(run.until_at))) } else { Gated::Moved })
}

/// The number people see; the call-back number if the department has no caller ID of its own.
pub(crate) fn caller_id(store: &StoreRow, department: Department) -> Option<E164> {
    let lines = store.departments.get(&department).cloned().unwrap_or_default();
    lines.caller_id.or(lines.call_back_number)
}

/// What a drop needs beside its customer: an approved message, and a number that people see. Without, why its run
/// pauses.
pub(crate) fn may_use(
    store: &StoreRow,
    department: Department,
    message: &Message,
) -> Result<E164, (PauseCause, String)> {
    if let Some(note) = planning::not_approved(message) {
        return Err((PauseCause::MessageNotApproved, format!("{note} Approve it, then resume.")));
    }
    caller_id(store, department).ok_or_else(|| (PauseCause::NoCallerId, planning::NO_CALLER_ID.to_owned()))
}

/// In which no campaign sends more than it may.
pub(crate) const HOUR: TimeDelta = TimeDelta::hours(1);

/// At most so many an hour: when the oldest of them lies an hour back.
fn too_many_this_hour(
    db: &Db<'_>,
    run: &Run,
    spec: &CampaignSpec,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let Some(most) = spec.per_hour else { return Ok(None) };
    let nth = attempts::nth_newest_of(db, run.campaign, run.on, most)?;
    Ok(nth.map(|at| at + HOUR).filter(|free_at| *free_at > now))
}

fn run_on(db: &Db<'_>, port: PortNumber) -> Result<Option<Run>, StoreError> {
    let ports = accounts::ports(db)?;
    let run = ports.iter().find(|p| p.number == port).and_then(|p| p.run);
    run.map(|id| runs::get(db, id)).transpose()
}

fn held_by(db: &Db<'_>, port: PortNumber) -> Result<Option<Attempt>, StoreError> {
    let ports = accounts::ports(db)?;
    let held = ports.iter().find(|p| p.number == port).and_then(|p| p.held_by_attempt);
    held.map(|id| attempts::get(db, id)).transpose()
}
