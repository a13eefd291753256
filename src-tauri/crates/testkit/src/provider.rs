//! The engine's provider seam over the [`Server`] model.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{disposition::Disposition, phone::E164};
use engine::{
    clock::Clock,
    provider::{
        AccountStatus, Audio, AudioRef, CancelOutcome, Capabilities, DropOrder, DropReport, DropStatus, EventBatch,
        NotNow, PreparedDrop, Provider, ProviderFault, SubmitOutcome, Ticket,
    },
};
use uuid::Uuid;

use crate::{
    clock::ManualClock,
    ledger::Ledger,
    script::{Fault, Line},
    server::{Ending, Server, read},
};

type Witness = Box<dyn Fn(&PreparedDrop) + Send + Sync>;

/// What does not answer at the moment.
#[derive(Clone, Copy, Debug, Default)]
struct Outage {
    submits: bool,
    questions: bool,
    feed: bool,
}

/// A provider that does what its script says. Without a script every drop is delivered after half a minute.
pub struct ScriptedProvider {
    clock: Arc<ManualClock>,
    server: Mutex<Server>,
    outage: Mutex<Outage>,
    witness: Mutex<Option<Witness>>,
    visibility_delay: Duration,
    account: Mutex<AccountStatus>,
    talk: Mutex<Talk>,
}

/// What was asked beside the submits, and how it will be answered.
#[derive(Default)]
struct Talk {
    faults: VecDeque<Option<ProviderFault>>,
    /// Look-ups, polls and cancels that came.
    questions_at: Vec<DateTime<Utc>>,
    account_checks: u32,
    is_next_upload_late: bool,
    is_next_question_late: bool,
    /// How long the machine sleeps during the next question.
    sleeps_for: Option<TimeDelta>,
    /// Machine time before which nothing may come: somebody was told Retry-After.
    rest_until: Duration,
}

impl ScriptedProvider {
    pub fn new(clock: Arc<ManualClock>) -> Self {
        Self {
            clock,
            server: Mutex::new(Server::new()),
            outage: Mutex::default(),
            witness: Mutex::default(),
            visibility_delay: Duration::from_secs(5),
            account: Mutex::new(AccountStatus {
                name: "Scripted".to_owned(),
                ports: 10,
                credits: 1_000_000,
                test_mode: true,
            }),
            talk: Mutex::default(),
        }
    }

    /// What becomes of drops to this number from now on.
    pub fn to(&self, number: &E164, line: Line) {
        self.server().lines.insert(*number, line);
    }

    /// What goes wrong with the submits to come, one after the other.
    pub fn next_submits(&self, faults: impl IntoIterator<Item = Fault>) {
        self.server().faults.extend(faults);
    }

    /// What the look-ups, polls, cancels, uploads and checks of the account to come get instead of an answer, one after
    /// the other. `None`: the answer.
    pub fn next_questions(&self, faults: impl IntoIterator<Item = Option<ProviderFault>>) {
        lock(&self.talk).faults.extend(faults);
    }

    /// What a check of the account says from now on.
    pub fn set_account(&self, ports: u16, credits: i64) {
        let mut account = lock(&self.account);
        (account.ports, account.credits) = (ports, credits);
    }

    /// When look-ups, polls and cancels came.
    pub fn questions_at(&self) -> Vec<DateTime<Utc>> {
        lock(&self.talk).questions_at.clone()
    }

    /// The answer to the next upload is there only when it is polled again.
    pub fn answer_the_next_upload_late(&self) {
        lock(&self.talk).is_next_upload_late = true;
    }

    /// The same for the next question after a drop by our own reference.
    pub fn answer_the_next_question_late(&self) {
        lock(&self.talk).is_next_question_late = true;
    }

    /// The machine sleeps so long while it waits for the answer to the next look-up, poll or cancel.
    pub fn sleep_during_the_next_question(&self, sleeps_for: TimeDelta) {
        lock(&self.talk).sleeps_for = Some(sleeps_for);
    }

    /// How often the account was asked for.
    pub fn account_checks(&self) -> u32 {
        lock(&self.talk).account_checks
    }

    /// Retry-After is told to a program; one that is started anew knows nothing of it.
    pub(crate) fn forget_rest(&self) {
        lock(&self.talk).rest_until = Duration::ZERO;
    }

    /// No fault that was scripted will happen any more, and everything answers.
    pub fn heal(&self) {
        self.server().faults.clear();
        lock(&self.talk).faults.clear();
        self.server().refused_uploads = 0;
        *lock(&self.outage) = Outage::default();
    }

    /// Nothing can be reached.
    pub fn set_down(&self, is_down: bool) {
        *lock(&self.outage) = Outage { submits: is_down, questions: is_down, feed: is_down };
    }

    pub fn set_feed_down(&self, is_down: bool) {
        lock(&self.outage).feed = is_down;
    }

    /// Look-ups, polls and cancels get no answer, and the feed is down; submits are taken.
    pub fn set_mute(&self, is_mute: bool) {
        let mut outage = lock(&self.outage);
        outage.questions = is_mute;
        outage.feed = is_mute;
    }

    /// A drop cannot be found until so long after its acceptance.
    pub fn hide_for(&self, hidden_for: TimeDelta) {
        self.server().hidden_for = hidden_for;
    }

    /// A provider without idempotency keys.
    pub fn keep_no_keys(&self) {
        self.server().key_life = None;
    }

    pub fn forget_audio(&self) {
        self.server().audio.clear();
    }

    pub fn refuse_uploads(&self, many: u32) {
        self.server().refused_uploads = many;
    }

    /// A result of a drop that nobody here knows, and of a number that nobody here has.
    pub fn tell_of_a_foreign_drop(&self) {
        self.tell_of_a_foreign_drop_to(None);
    }

    /// The same, to this number, if the report names one.
    pub fn tell_of_a_foreign_drop_to(&self, to: Option<E164>) {
        let client_ref = Uuid::new_v4();
        self.server().events.push(DropReport {
            ticket: Ticket(format!("foreign-{client_ref}")),
            client_ref: Some(client_ref),
            to,
            status: DropStatus::Complete {
                disposition: Disposition::Delivered,
                raw_word: "delivered".to_owned(),
                detail: None,
            },
            accepted_at_raw: None,
            completed_at_raw: None,
            cost_micros: None,
        });
    }

    /// Looks at every request at the moment its bytes would go out.
    pub fn set_witness(&self, witness: impl Fn(&PreparedDrop) + Send + Sync + 'static) {
        *lock(&self.witness) = Some(Box::new(witness));
    }

    pub fn ledger(&self) -> Ledger {
        Ledger(self.server().ledger.clone())
    }

    /// When something happens next on the provider's side.
    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        self.server().next_at()
    }

    /// The model, brought up to now.
    fn server(&self) -> MutexGuard<'_, Server> {
        let mut server = lock(&self.server);
        server.pass(self.clock.now());
        server
    }

    /// Retry-After is obeyed: whatever goes out over a port, nothing comes before it is over.
    fn receive(&self) {
        let rest_until = lock(&self.talk).rest_until;
        assert!(self.clock.machine() >= rest_until, "a request came before Retry-After was over");
    }

    fn tell_to_wait(&self, retry_after: Option<Duration>) {
        let until = self.clock.machine() + retry_after.unwrap_or_default();
        let mut talk = lock(&self.talk);
        talk.rest_until = talk.rest_until.max(until);
    }

    /// Everything but submits and the feed gets what was scripted for it.
    fn answer(&self, is_down: bool) -> Result<(), ProviderFault> {
        self.receive();
        if is_down {
            return Err(unreachable());
        }
        let Some(fault) = lock(&self.talk).faults.pop_front().flatten() else { return Ok(()) };
        if let ProviderFault::RateLimited { retry_after } = fault {
            self.tell_to_wait(retry_after);
        }
        Err(fault)
    }

    fn ask(&self) -> Result<MutexGuard<'_, Server>, ProviderFault> {
        lock(&self.talk).questions_at.push(self.clock.now());
        let sleeps_for = lock(&self.talk).sleeps_for.take();
        if let Some(sleeps_for) = sleeps_for {
            self.clock.advance(sleeps_for);
        }
        self.answer(lock(&self.outage).questions)?;
        Ok(self.server())
    }
}

/// Ready when it is polled a second time.
async fn not_at_once() {
    let mut was_polled = false;
    std::future::poll_fn(|_| match std::mem::replace(&mut was_polled, true) {
        false => Poll::Pending,
        true => Poll::Ready(()),
    })
    .await;
}

fn unreachable() -> ProviderFault {
    ProviderFault::Unreachable("no route".to_owned())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Provider for ScriptedProvider {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            idempotency_key_life: self.server().key_life.and_then(|life| life.to_std().ok()),
            has_event_feed: true,
            can_look_up: true,
            can_cancel: true,
            visibility_delay: self.visibility_delay,
        }
    }

    async fn check_account(&self) -> Result<AccountStatus, ProviderFault> {
        lock(&self.talk).account_checks += 1;
        self.answer(lock(&self.outage).questions)?;
        Ok(lock(&self.account).clone())
    }

    async fn ensure_audio(&self, audio: &Audio) -> Result<AudioRef, ProviderFault> {
        self.answer(lock(&self.outage).submits)?;
        if std::mem::take(&mut lock(&self.talk).is_next_upload_late) {
            not_at_once().await;
        }
        let mut server = self.server();
        if server.refused_uploads > 0 {
            server.refused_uploads -= 1;
            return Err(ProviderFault::Refused {
                code: "bad_audio".to_owned(),
                message: "Not a recording.".to_owned(),
            });
        }
        let id = format!("audio-{}", audio.sha256);
        server.audio.insert(id.clone());
        Ok(AudioRef(id))
    }

    fn prepare(&self, order: &DropOrder) -> PreparedDrop {
        let body = serde_json::json!({
            "client_ref": order.client_ref.to_string(),
            "port": order.port.0,
            "to": order.to.as_str(),
            "caller_id": order.caller_id.as_str(),
            "audio_id": order.audio.0,
        });
        PreparedDrop { idempotency_key: order.idempotency_key, body: body.to_string().into_bytes() }
    }

    async fn submit(&self, prepared: &PreparedDrop) -> SubmitOutcome {
        self.receive();
        if let Some(witness) = &*lock(&self.witness) {
            witness(prepared);
        }
        if lock(&self.outage).submits {
            return SubmitOutcome::NotNow(NotNow::NotConnected { cause: "no route".to_owned() });
        }
        let (wire, audio_id) = read(prepared, self.clock.now());
        let ending = self.server().submit(wire, &audio_id);
        let outcome = match ending {
            Ending::Answer(outcome) => outcome,
            Ending::Late(outcome) => {
                not_at_once().await;
                outcome
            }
            Ending::Death => std::future::pending().await,
        };
        if let SubmitOutcome::NotNow(NotNow::RateLimited { retry_after }) = &outcome {
            self.tell_to_wait(*retry_after);
        }
        outcome
    }

    async fn look_up(&self, client_ref: Uuid) -> Result<Option<DropReport>, ProviderFault> {
        let found = self.ask()?.find(self.clock.now(), |wire, _| wire.client_ref == client_ref);
        if std::mem::take(&mut lock(&self.talk).is_next_question_late) {
            not_at_once().await;
        }
        Ok(found)
    }

    async fn poll(&self, ticket: &Ticket) -> Result<Option<DropReport>, ProviderFault> {
        Ok(self.ask()?.find(self.clock.now(), |_, its| its == ticket))
    }

    async fn events(&self, cursor: Option<&str>, _wait: Duration) -> Result<EventBatch, ProviderFault> {
        if lock(&self.outage).feed {
            return Err(unreachable());
        }
        let server = self.server();
        let from = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        Ok(EventBatch { reports: server.events[from..].to_vec(), cursor: server.events.len().to_string() })
    }

    async fn cancel(&self, ticket: &Ticket) -> Result<CancelOutcome, ProviderFault> {
        self.ask()?.cancel(ticket, self.clock.now())
    }
}
