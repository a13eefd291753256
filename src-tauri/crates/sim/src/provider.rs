//! The engine's seam over the provider's model, with the network between them.

use std::{
    future::{pending, poll_fn},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{disposition::Disposition, ids::PortNumber, phone::E164};
use engine::{
    clock::Clock,
    provider::{
        AccountStatus, Audio, AudioRef, CancelOutcome, Capabilities, DropOrder, DropReport, DropStatus, EventBatch,
        NotNow, PreparedDrop, Provider, ProviderFault, SubmitOutcome, Ticket,
    },
};
use rand::{RngExt, seq::SliceRandom};
use uuid::Uuid;

use crate::{
    dice::{Dice, Kind},
    ledger::{Order, Record},
    restored::Restored,
    scene::{Scene, State},
    server::KEY_LIFE,
    wire,
};

/// As Stratics names it.
pub const VISIBILITY_DELAY: TimeDelta = TimeDelta::seconds(60);

/// The provider, as one start of the program sees it.
pub struct SimProvider {
    pub scene: Arc<Scene>,
    pub instance: u32,
}

/// How a submit goes on after its first byte.
enum Sent {
    Nothing(SubmitOutcome),
    OnItsWay { transit: usize, order: Order, lost_at: Option<DateTime<Utc>> },
    Dead,
}

/// How long an accepted drop cannot be found.
pub fn hidden_for(dice: &mut Dice) -> TimeDelta {
    let blind = dice.strikes(Kind::BlindLookUp, 3);
    blind.map_or(TimeDelta::zero(), |mut rng| TimeDelta::seconds(rng.random_range(1..120)))
}

impl SimProvider {
    async fn wait_until(&self, at: DateTime<Utc>) {
        poll_fn(|_| {
            if self.scene.clock.true_at() >= at {
                return Poll::Ready(());
            }
            self.scene.state().pending_until = Some(at);
            Poll::Pending
        })
        .await;
    }

    fn send(&self, prepared: &PreparedDrop) -> Sent {
        let now = self.scene.clock.true_at();
        let mut guard = self.scene.state();
        let state = &mut *guard;
        if state.is_dead {
            return Sent::Dead;
        }
        self.obeys_retry_after(state);
        let order = read(prepared);
        if now < state.down_until {
            // No byte goes out.
            return Sent::Nothing(SubmitOutcome::NotNow(NotNow::NotConnected { cause: "no route".to_owned() }));
        }
        match wire::goes_out(&self.scene, state, &order, self.instance) {
            Ok(words) => state.trace.say(now, self.scene.clock.now(), &words),
            Err(broken) => {
                state.trace.say(now, self.scene.clock.now(), &format!("bytes go out for {}", order.to.display()));
                state.violation.get_or_insert(broken);
            }
        }
        let (there, back) = (state.travel(), state.travel());
        let mut arrives_at = Some(now + there);
        let mut lost_at = None;
        if let Some(mut rng) = state.dice.strikes(Kind::LostBefore, 10) {
            // Late, but sooner than the provider promises to find it; or never.
            let late = TimeDelta::seconds(rng.random_range(1..50));
            arrives_at = (rng.random_range(0..2) == 0).then_some(now + late);
            lost_at = Some(now + TimeDelta::seconds(rng.random_range(0..2) * 15));
        } else if state.dice.strikes(Kind::LostAfter, 10).is_some() {
            lost_at = Some(now + there + TimeDelta::seconds(15));
        }
        let (says, taken) = said(&mut state.dice);
        let transit = state.server.send(order.clone(), arrives_at, back, says, taken);
        Sent::OnItsWay { transit, order, lost_at }
    }

    /// The answer, when it is there, as it is handed to the program.
    async fn answer(&self, transit: usize, order: &Order, lost_at: Option<DateTime<Utc>>) -> SubmitOutcome {
        if let Some(at) = lost_at {
            self.wait_until(at).await;
            self.scene.pass();
            self.scene.say("    the answer is lost");
            return SubmitOutcome::Unknown { cause: "the connection was closed".to_owned() };
        }
        let outcome = poll_fn(|_| {
            self.scene.pass();
            let mut state = self.scene.state();
            let next_at = state.server.next_at();
            match state.server.answer(transit).cloned() {
                Some((at, outcome)) if at <= self.scene.clock.true_at() => Poll::Ready(outcome),
                Some((at, _)) => {
                    state.pending_until = Some(at);
                    Poll::Pending
                }
                None => {
                    state.pending_until = next_at;
                    Poll::Pending
                }
            }
        })
        .await;
        self.hand_over_answer(order, &outcome);
        outcome
    }

    fn hand_over_answer(&self, order: &Order, outcome: &SubmitOutcome) {
        let mut state = self.scene.state();
        let nr = state.server.ledger.of(order.client_ref).map_or(0, |record| record.nr);
        let words = match outcome {
            SubmitOutcome::Accepted(report) => {
                state.hand_over(report);
                format!("drop {nr} is accepted")
            }
            SubmitOutcome::Refused { raw_word, disposition } => {
                state.server.ledger.change(order.client_ref, |record| record.told.push(*disposition));
                format!("drop {nr} is refused: {raw_word}")
            }
            SubmitOutcome::NotNow(why) => format!("not now, to drop {nr}: {why:?}"),
            SubmitOutcome::Unknown { cause } => format!("no usable answer to drop {nr}: {cause}"),
        };
        if matches!(outcome, SubmitOutcome::Refused { .. } | SubmitOutcome::NotNow(_)) {
            state.server.ledger.change(order.client_ref, |record| {
                if record.wired_at.len() == 1 && !record.is_accepted {
                    record.came_to_nothing = true;
                    record.let_go = true;
                }
            });
        }
        if matches!(outcome, SubmitOutcome::NotNow(NotNow::Unauthorized | NotNow::NoFunds)) {
            state.is_account_in_doubt = true;
        }
        if let SubmitOutcome::NotNow(NotNow::RateLimited { retry_after }) = outcome {
            self.tell_to_wait(&mut state, *retry_after);
        }
        drop(state);
        self.scene.say(&format!("    {words}"));
    }

    /// Whatever goes out, nothing comes before a Retry-After is over.
    fn obeys_retry_after(&self, state: &mut State) {
        if self.scene.clock.machine() < state.rest_until && self.instance == state.instance {
            let broken = testkit::Violation::of("Retry-After", "a request came before Retry-After was over");
            state.violation.get_or_insert(broken);
        }
    }

    /// Everything but submits. Gives when the answer is there, or what comes in its place.
    fn ask(&self, what: &str) -> Option<(DateTime<Utc>, Result<(), ProviderFault>)> {
        let now = self.scene.clock.true_at();
        let mut guard = self.scene.state();
        let state = &mut *guard;
        if state.is_dead {
            return None;
        }
        self.obeys_retry_after(state);
        let at = now + state.travel();
        let fault = if now < state.mute_until { Some(unreachable()) } else { question_fault(&mut state.dice) };
        if let Some(fault) = &fault {
            state.trace.say(now, self.scene.clock.now(), &format!("    {what}: {fault}"));
        }
        Some((at, fault.map_or(Ok(()), Err)))
    }

    /// `None`: the program is dead.
    fn feed(&self, cursor: Option<&str>) -> Option<Result<EventBatch, ProviderFault>> {
        let now = self.scene.clock.true_at();
        let mut guard = self.scene.state();
        let state = &mut *guard;
        if state.is_dead {
            return None;
        }
        self.obeys_retry_after(state);
        if now < state.feed_down_until {
            return Some(Err(unreachable()));
        }
        let asked_from = cursor;
        let (mut reports, cursor) = match state.server.events(cursor) {
            Ok(answer) => answer,
            Err(fault) => {
                state.book.restores.iter_mut().for_each(Restored::feed_is_not_whole);
                return Some(Err(fault));
            }
        };
        if reports.is_empty() && asked_from.is_some() {
            let wall_at = self.scene.clock.now();
            state.book.restores.iter_mut().for_each(|restored| restored.feed_is_empty(wall_at));
        }
        if let Some(mut rng) = state.dice.strikes(Kind::Reordered, 2) {
            reports.shuffle(&mut rng);
        }
        for report in &reports {
            state.hand_over(report);
            if let Some(nr) = report.ticket.0.strip_prefix("foreign-").and_then(|nr| nr.parse().ok()) {
                state.book.restores.iter_mut().for_each(|restored| restored.hears_of_nobody(nr));
            }
            if let (Some(client_ref), DropStatus::Complete { .. }) = (report.client_ref, &report.status) {
                state.server.ledger.change(client_ref, Record::is_told_by_the_feed);
            }
            let record = report.client_ref.and_then(|client_ref| state.server.ledger.of(client_ref));
            let who = record.map_or("a drop that is not ours".to_owned(), |record| format!("drop {}", record.nr));
            let words = format!("    the feed says of {who}: {}", in_words(&report.status));
            state.trace.say(now, self.scene.clock.now(), &words);
        }
        Some(Ok(EventBatch { reports, cursor }))
    }

    async fn asked(&self, what: &str) -> Result<(), ProviderFault> {
        let Some((at, answer)) = self.ask(what) else { return pending().await };
        self.wait_until(at).await;
        self.scene.pass();
        self.hear(&answer);
        answer
    }

    /// What a fault tells the program that hears it.
    fn hear(&self, answer: &Result<(), ProviderFault>) {
        let mut state = self.scene.state();
        if matches!(answer, Err(ProviderFault::Unauthorized | ProviderFault::NoFunds)) {
            state.is_account_in_doubt = true;
        }
        if let Err(ProviderFault::RateLimited { retry_after }) = answer {
            self.tell_to_wait(&mut state, *retry_after);
        }
    }

    /// Only the newest program is held to it: an older one has another memory.
    fn tell_to_wait(&self, state: &mut State, retry_after: Option<Duration>) {
        if self.instance == state.instance {
            let until = self.scene.clock.machine() + retry_after.unwrap_or_default();
            state.rest_until = state.rest_until.max(until);
        }
    }
}

impl State {
    /// The program gets to know it.
    fn hand_over(&mut self, report: &DropReport) {
        let (Some(client_ref), DropStatus::Complete { disposition, .. }) = (report.client_ref, &report.status) else {
            return;
        };
        self.server.ledger.change(client_ref, |record| {
            record.told.push(*disposition);
            record.let_go = true;
        });
    }
}

/// What a submit is answered with in place of what it asks for, and whether it is taken all the same.
fn said(dice: &mut Dice) -> (Option<SubmitOutcome>, bool) {
    let not_now = |why| (Some(SubmitOutcome::NotNow(why)), false);
    if dice.strikes(Kind::WrongKey, 60).is_some() {
        return not_now(NotNow::Unauthorized);
    }
    if dice.strikes(Kind::NoFunds, 60).is_some() {
        return not_now(NotNow::NoFunds);
    }
    if let Some(mut rng) = dice.strikes(Kind::Conflict, 12) {
        let fault = NotNow::RequestFault { code: "idempotency_conflict".to_owned(), message: String::new() };
        return not_now(if rng.random_range(0..2) == 0 { NotNow::PortBusy } else { fault });
    }
    if let Some(mut rng) = dice.strikes(Kind::Unprocessable, 12) {
        return match rng.random_range(0..3) {
            0 => not_now(NotNow::BadAudio),
            1 => not_now(NotNow::RequestFault { code: "invalid".to_owned(), message: String::new() }),
            _ => {
                let disposition = Disposition::BadNumber;
                (Some(SubmitOutcome::Refused { disposition, raw_word: "bad_number".to_owned() }), false)
            }
        };
    }
    if let Some(mut rng) = dice.strikes(Kind::TooMany, 15) {
        return not_now(NotNow::RateLimited { retry_after: retry_after(&mut rng) });
    }
    let unknown = |cause: &str, taken| (Some(SubmitOutcome::Unknown { cause: cause.to_owned() }), taken);
    if let Some(mut rng) = dice.strikes(Kind::ServerError, 10) {
        return unknown("the server answered 502", rng.random_range(0..2) == 0);
    }
    if let Some(mut rng) = dice.strikes(Kind::Unreadable, 10) {
        return unknown("the answer is HTML", rng.random_range(0..3) != 0);
    }
    (None, false)
}

fn question_fault(dice: &mut Dice) -> Option<ProviderFault> {
    if dice.strikes(Kind::WrongKey, 60).is_some() {
        return Some(ProviderFault::Unauthorized);
    }
    if dice.strikes(Kind::NoFunds, 60).is_some() {
        return Some(ProviderFault::NoFunds);
    }
    if let Some(mut rng) = dice.strikes(Kind::TooMany, 12) {
        return Some(ProviderFault::RateLimited { retry_after: retry_after(&mut rng) });
    }
    if dice.strikes(Kind::ServerError, 8).is_some() {
        return Some(ProviderFault::Unreachable("the server answered 502".to_owned()));
    }
    dice.strikes(Kind::Unreadable, 8).map(|_| ProviderFault::Unreadable("HTML".to_owned()))
}

fn retry_after(rng: &mut rand_chacha::ChaCha8Rng) -> Option<Duration> {
    match rng.random_range(0..10) {
        0..3 => None,
        9 => Some(Duration::from_secs(rng.random_range(1_800..7_200))),
        _ => Some(Duration::from_secs(rng.random_range(1..120))),
    }
}

fn unreachable() -> ProviderFault {
    ProviderFault::Unreachable("no route".to_owned())
}

/// The request as the model reads it.
fn read(prepared: &PreparedDrop) -> Order {
    let text = std::str::from_utf8(&prepared.body).unwrap();
    let mut parts = text.split('|');
    let mut next = || parts.next().unwrap();
    Order {
        client_ref: next().parse().unwrap(),
        port: PortNumber(next().parse().unwrap()),
        to: E164::parse(next()).unwrap(),
        audio: next().to_owned(),
        not_after: next().parse::<i64>().ok().and_then(DateTime::from_timestamp_millis),
        key: prepared.idempotency_key,
        body: prepared.body.clone(),
    }
}

#[async_trait]
impl Provider for SimProvider {
    fn capabilities(&self) -> Capabilities {
        let plan = &self.scene.plan;
        Capabilities {
            idempotency_key_life: plan.keeps_keys.then(|| KEY_LIFE.to_std().unwrap()),
            has_event_feed: true,
            can_look_up: plan.can_look_up,
            can_cancel: true,
            visibility_delay: VISIBILITY_DELAY.to_std().unwrap(),
        }
    }

    async fn check_account(&self) -> Result<AccountStatus, ProviderFault> {
        self.asked("the account is asked for").await?;
        self.scene.state().is_account_in_doubt = false;
        let ports = self.scene.plan.ports;
        Ok(AccountStatus { name: "Simulated".to_owned(), ports, credits: 1_000_000, test_mode: true })
    }

    async fn ensure_audio(&self, audio: &Audio) -> Result<AudioRef, ProviderFault> {
        self.asked("a recording is uploaded").await?;
        let id = format!("audio-{}", audio.sha256);
        self.scene.state().server.audio.insert(id.clone());
        Ok(AudioRef(id))
    }

    fn prepare(&self, order: &DropOrder) -> PreparedDrop {
        let DropOrder { client_ref, port, to, audio, not_after, .. } = order;
        let not_after = not_after.map(|at| at.timestamp_millis().to_string()).unwrap_or_default();
        let body = format!("{client_ref}|{}|{}|{}|{not_after}", port.0, to.as_str(), audio.0);
        PreparedDrop { idempotency_key: order.idempotency_key, body: body.into_bytes() }
    }

    async fn submit(&self, prepared: &PreparedDrop) -> SubmitOutcome {
        match self.send(prepared) {
            Sent::Dead => pending().await,
            Sent::Nothing(outcome) => {
                self.scene.say("    no connection: no byte goes out");
                outcome
            }
            Sent::OnItsWay { transit, order, lost_at } => self.answer(transit, &order, lost_at).await,
        }
    }

    async fn look_up(&self, client_ref: Uuid) -> Result<Option<DropReport>, ProviderFault> {
        if !self.scene.plan.can_look_up {
            self.scene.state().server.ledger.change(client_ref, |record| record.let_go = true);
            return Err(ProviderFault::Unsupported);
        }
        self.asked("a drop is looked up").await?;
        let mut state = self.scene.state();
        let found = state.server.find(self.scene.clock.true_at(), client_ref);
        match &found {
            Some(report) => state.hand_over(report),
            None => state.server.ledger.change(client_ref, |record| record.let_go = true),
        }
        let nr = state.server.ledger.of(client_ref).map_or(0, |record| record.nr);
        drop(state);
        let words = found.as_ref().map_or("not there".to_owned(), |report| in_words(&report.status));
        self.scene.say(&format!("    drop {nr} is looked up: {words}"));
        Ok(found)
    }

    async fn poll(&self, ticket: &Ticket) -> Result<Option<DropReport>, ProviderFault> {
        self.asked("a drop is polled").await?;
        let mut state = self.scene.state();
        let found = state.server.poll(ticket);
        if let Some(report) = &found {
            state.hand_over(report);
        }
        Ok(found)
    }

    async fn events(&self, cursor: Option<&str>, _wait: Duration) -> Result<EventBatch, ProviderFault> {
        match self.feed(cursor) {
            Some(answer) => answer,
            None => pending().await,
        }
    }

    async fn cancel(&self, ticket: &Ticket) -> Result<CancelOutcome, ProviderFault> {
        self.asked("a drop is cancelled").await?;
        let mut state = self.scene.state();
        let (client_ref, outcome) = state.server.cancel(ticket)?;
        if let CancelOutcome::Cancelled(report) = &outcome {
            state.hand_over(report);
        }
        state.server.ledger.change(client_ref, |record| record.let_go = true);
        let nr = state.server.ledger.of(client_ref).map_or(0, |record| record.nr);
        let words = if outcome == CancelOutcome::TooLate { "too late" } else { "cancelled" };
        drop(state);
        self.scene.say(&format!("    drop {nr} is to be cancelled: {words}"));
        Ok(outcome)
    }
}

fn in_words(status: &DropStatus) -> String {
    match status {
        DropStatus::InProgress => "in progress".to_owned(),
        DropStatus::Complete { raw_word, .. } => raw_word.clone(),
    }
}
