//! The provider's side: a deterministic model of the port protocol in memory. Its time is the manual clock's.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{disposition::Disposition, ids::PortNumber, phone::E164};
use engine::provider::{
    CancelOutcome, DropReport, DropStatus, NotNow, PreparedDrop, ProviderFault, SubmitOutcome, Ticket,
};
use uuid::Uuid;

use crate::{
    ledger::{Entry, What},
    script::{Fault, Line},
};

/// A drop that was accepted.
pub(crate) struct Drop {
    wire: Entry,
    line: Line,
    accepted_at: DateTime<Utc>,
    result: Option<Disposition>,
    is_outcome_there: bool,
}

/// What happens to a drop next, by its script.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Happens {
    Outcome,
    Told,
}

pub(crate) struct Server {
    pub lines: BTreeMap<E164, Line>,
    pub faults: VecDeque<Fault>,
    pub audio: BTreeSet<String>,
    /// How many uploads are refused from now on.
    pub refused_uploads: u32,
    pub hidden_for: TimeDelta,
    pub key_life: Option<TimeDelta>,
    pub ledger: Vec<Entry>,
    pub events: Vec<DropReport>,
    drops: Vec<Drop>,
    keys: BTreeMap<Uuid, usize>,
    busy: BTreeMap<PortNumber, usize>,
}

/// How a submit ends for the one who called.
pub(crate) enum Ending {
    Answer(SubmitOutcome),
    /// Not at the first poll.
    Late(SubmitOutcome),
    /// The program dies here.
    Death,
}

impl Server {
    pub fn new() -> Self {
        Self {
            lines: BTreeMap::new(),
            faults: VecDeque::new(),
            audio: BTreeSet::new(),
            refused_uploads: 0,
            hidden_for: TimeDelta::zero(),
            key_life: Some(TimeDelta::hours(24)),
            ledger: vec![],
            events: vec![],
            drops: vec![],
            keys: BTreeMap::new(),
            busy: BTreeMap::new(),
        }
    }

    pub fn submit(&mut self, wire: Entry, audio_id: &str) -> Ending {
        let fault = self.faults.pop_front();
        if fault == Some(Fault::DiesBefore) {
            return Ending::Death;
        }
        if matches!(fault, Some(Fault::Says(NotNow::NotConnected { .. }))) {
            return Ending::Answer(SubmitOutcome::NotNow(NotNow::NotConnected { cause: "no route".to_owned() }));
        }
        self.ledger.push(wire.clone());
        let lost = || Ending::Answer(SubmitOutcome::Unknown { cause: "the connection was closed".to_owned() });
        match fault {
            Some(Fault::LostBefore) => lost(),
            Some(Fault::Says(why)) => Ending::Answer(SubmitOutcome::NotNow(why)),
            Some(Fault::SaysLate(why)) => Ending::Late(SubmitOutcome::NotNow(why)),
            // Keys are looked up before numbers: what was accepted is not refused afterwards.
            Some(Fault::Refuses(disposition)) if !self.keys.contains_key(&wire.idempotency_key) => {
                Ending::Answer(SubmitOutcome::Refused { disposition, raw_word: disposition.word().to_owned() })
            }
            Some(Fault::LostAfter) => {
                self.take(wire, audio_id);
                lost()
            }
            Some(Fault::DiesAfter) => {
                self.take(wire, audio_id);
                Ending::Death
            }
            Some(Fault::AnswersLate) => {
                let now = wire.at;
                let line = self.lines.remove(&wire.to).unwrap_or_else(Line::delivered);
                self.lines.insert(wire.to, line.after(TimeDelta::zero()));
                let answer = self.take(wire, audio_id);
                self.pass(now);
                Ending::Late(answer)
            }
            Some(Fault::DiesBefore | Fault::Refuses(_)) | None => Ending::Answer(self.take(wire, audio_id)),
        }
    }

    /// In the order of the protocol: key, port, recording.
    fn take(&mut self, wire: Entry, audio_id: &str) -> SubmitOutcome {
        if let Some(drop) = self.keys.get(&wire.idempotency_key).map(|i| &self.drops[*i])
            && self.key_life.is_some_and(|life| wire.at < drop.accepted_at + life)
        {
            assert_eq!(drop.wire.body, wire.body, "a key came again with other bytes");
            return SubmitOutcome::Accepted(drop.report());
        }
        if self.busy.contains_key(&wire.port) {
            return SubmitOutcome::NotNow(NotNow::PortBusy);
        }
        if !self.audio.contains(audio_id) {
            return SubmitOutcome::NotNow(NotNow::BadAudio);
        }
        let line = self.lines.get(&wire.to).cloned().unwrap_or_else(Line::delivered);
        let drop = Drop { accepted_at: wire.at, wire, line, result: None, is_outcome_there: false };
        self.write(&drop.wire, What::Accept, drop.accepted_at);
        self.busy.insert(drop.wire.port, self.drops.len());
        self.keys.insert(drop.wire.idempotency_key, self.drops.len());
        let report = drop.report();
        self.drops.push(drop);
        SubmitOutcome::Accepted(report)
    }

    /// Everything that falls due up to `now`, in the order of time.
    pub fn pass(&mut self, now: DateTime<Utc>) {
        while let Some((at, happens, i)) = self.next().filter(|(at, _, _)| *at <= now) {
            match happens {
                Happens::Outcome => {
                    self.drops[i].is_outcome_there = true;
                    if self.drops[i].line.outcome == Some(Disposition::Delivered) {
                        self.write(&self.drops[i].wire.clone(), What::Deliver, at);
                    }
                }
                Happens::Told => self.tell(i, at),
            }
        }
    }

    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        self.next().map(|(at, _, _)| at)
    }

    fn next(&self) -> Option<(DateTime<Utc>, Happens, usize)> {
        let due = |(i, drop): (usize, &Drop)| match drop {
            Drop { line: Line { outcome: None, .. }, .. } | Drop { result: Some(_), is_outcome_there: true, .. } => {
                None
            }
            Drop { is_outcome_there: false, .. } => Some((drop.accepted_at + drop.line.after, Happens::Outcome, i)),
            Drop { result: None, .. } => {
                Some((drop.accepted_at + drop.line.told_after.max(drop.line.after), Happens::Told, i))
            }
        };
        self.drops.iter().enumerate().filter_map(due).min()
    }

    fn tell(&mut self, i: usize, at: DateTime<Utc>) {
        let line = self.drops[i].line.clone();
        self.drops[i].result = line.outcome;
        self.free(i, at);
        let report = self.drops[i].report();
        self.events.push(report.clone());
        if line.told_twice {
            self.events.push(report);
        }
        if let Some(other) = line.then {
            self.events.push(DropReport { status: complete(other), ..self.drops[i].report() });
        }
    }

    fn free(&mut self, i: usize, at: DateTime<Utc>) {
        let wire = self.drops[i].wire.clone();
        if self.busy.get(&wire.port) == Some(&i) {
            self.busy.remove(&wire.port);
            self.write(&wire, What::Free, at);
        }
    }

    pub fn cancel(&mut self, ticket: &Ticket, now: DateTime<Utc>) -> Result<CancelOutcome, ProviderFault> {
        let i = self.drops.iter().position(|drop| drop.ticket() == *ticket);
        let Some(i) = i else {
            return Err(ProviderFault::Refused { code: "not_found".to_owned(), message: "No such drop.".to_owned() });
        };
        self.free(i, now);
        let drop = &mut self.drops[i];
        if drop.is_outcome_there || !drop.line.can_cancel {
            return Ok(CancelOutcome::TooLate);
        }
        drop.line = Line { outcome: Some(Disposition::Cancelled), ..drop.line.clone() };
        drop.is_outcome_there = true;
        drop.result = Some(Disposition::Cancelled);
        let report = drop.report();
        self.events.push(report.clone());
        Ok(CancelOutcome::Cancelled(report))
    }

    /// A drop that can be found already.
    pub fn find(&self, now: DateTime<Utc>, is_it: impl Fn(&Entry, &Ticket) -> bool) -> Option<DropReport> {
        let found = self.drops.iter().find(|drop| is_it(&drop.wire, &drop.ticket()))?;
        (now >= found.accepted_at + self.hidden_for).then(|| found.report())
    }

    fn write(&mut self, wire: &Entry, what: What, at: DateTime<Utc>) {
        self.ledger.push(Entry { what, at, ..wire.clone() });
    }
}

impl Drop {
    fn ticket(&self) -> Ticket {
        Ticket(format!("drop-{}", self.wire.client_ref))
    }

    fn report(&self) -> DropReport {
        let status = self.result.map_or(DropStatus::InProgress, complete);
        DropReport {
            ticket: self.ticket(),
            client_ref: Some(self.wire.client_ref),
            to: Some(self.wire.to),
            status,
            accepted_at_raw: Some(self.accepted_at.to_rfc3339()),
            completed_at_raw: None,
            cost_micros: None,
        }
    }
}

fn complete(disposition: Disposition) -> DropStatus {
    DropStatus::Complete { disposition, raw_word: disposition.word().to_owned(), detail: None }
}

/// The wire entry of a request, and the recording it names.
pub(crate) fn read(prepared: &PreparedDrop, at: DateTime<Utc>) -> (Entry, String) {
    let order: serde_json::Value = serde_json::from_slice(&prepared.body).unwrap();
    let text = |field: &str| order[field].as_str().unwrap().to_owned();
    let entry = Entry {
        at,
        what: What::Wire,
        port: PortNumber(order["port"].as_u64().unwrap().try_into().unwrap()),
        to: E164::parse(&text("to")).unwrap(),
        client_ref: text("client_ref").parse().unwrap(),
        idempotency_key: prepared.idempotency_key,
        body: prepared.body.clone(),
    };
    (entry, text("audio_id"))
}
