//! The model of the provider. It lives in true time, and keeps its own ledger.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{disposition::Disposition, ids::PortNumber};
use engine::provider::{CancelOutcome, DropReport, DropStatus, NotNow, ProviderFault, SubmitOutcome, Ticket};
use testkit::invariants::Checked;
use uuid::Uuid;

use crate::{
    dice::Dice,
    fate::{Fate, Word},
    ledger::{Ledger, Order},
};

/// How long a key is remembered.
pub const KEY_LIFE: TimeDelta = TimeDelta::hours(24);

/// An accepted drop.
struct Drop {
    order: Order,
    accepted_at: DateTime<Utc>,
    fate: Fate,
    is_outcome_there: bool,
    result: Option<Disposition>,
    /// Cannot be found before.
    visible_at: DateTime<Utc>,
}

/// A request on its way.
pub struct Transit {
    order: Order,
    /// What it is answered with, whatever it asks for.
    says: Option<SubmitOutcome>,
    /// Whether it is taken in spite of that.
    taken: bool,
    answers_after: TimeDelta,
    answer: Option<(DateTime<Utc>, SubmitOutcome)>,
}

/// What falls due at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Arrival(usize),
    Outcome(usize),
    Told(usize),
    /// The n-th further word of a drop.
    More(usize, usize),
}

#[derive(Default)]
pub struct Server {
    pub ledger: Ledger,
    pub audio: BTreeSet<String>,
    transits: Vec<Transit>,
    drops: Vec<Drop>,
    by_ref: BTreeMap<Uuid, usize>,
    busy: BTreeMap<PortNumber, usize>,
    agenda: BTreeSet<(DateTime<Utc>, u64, Due)>,
    entries: u64,
    /// Everything the feed has told, or would.
    events: Vec<DropReport>,
    /// Cursors older than this are forgotten, with what stood before.
    cursors: (u32, usize),
    keeps_keys: bool,
    /// What happened since somebody asked, for the trace.
    pub said: VecDeque<String>,
}

impl Server {
    pub fn new(keeps_keys: bool) -> Self {
        Self { keeps_keys, ..Self::default() }
    }

    fn enter(&mut self, at: DateTime<Utc>, due: Due) {
        self.entries += 1;
        self.agenda.insert((at, self.entries, due));
    }

    /// A request goes out; `None`: it is never heard of again. Gives its number.
    pub fn send(
        &mut self,
        order: Order,
        arrives_at: Option<DateTime<Utc>>,
        answers_after: TimeDelta,
        says: Option<SubmitOutcome>,
        taken: bool,
    ) -> usize {
        self.transits.push(Transit { order, says, taken, answers_after, answer: None });
        let i = self.transits.len() - 1;
        if let Some(at) = arrives_at {
            self.enter(at, Due::Arrival(i));
        }
        i
    }

    /// The answer to a request, and when it is there.
    pub fn answer(&self, transit: usize) -> Option<&(DateTime<Utc>, SubmitOutcome)> {
        self.transits[transit].answer.as_ref()
    }

    pub fn next_at(&self) -> Option<DateTime<Utc>> {
        self.agenda.first().map(|(at, _, _)| *at)
    }

    /// Everything that falls due up to `now`, in the order of time.
    pub fn pass(&mut self, dice: &mut Dice, now: DateTime<Utc>) -> Checked {
        while let Some((at, _, due)) = self.agenda.first().copied().filter(|(at, _, _)| *at <= now) {
            self.agenda.pop_first();
            match due {
                Due::Arrival(i) => self.arrive(dice, i, at),
                Due::Outcome(i) => self.come_out(i)?,
                Due::Told(i) => self.tell(i),
                Due::More(i, n) => {
                    let word = self.drops[i].fate.more[n];
                    let report = DropReport { status: complete(word.disposition), ..self.report(i) };
                    self.publish(report);
                }
            }
        }
        Ok(())
    }

    fn arrive(&mut self, dice: &mut Dice, i: usize, at: DateTime<Utc>) {
        let Transit { order, says, taken, answers_after, .. } = &self.transits[i];
        let (order, says, taken, answered_at) = (order.clone(), says.clone(), *taken, at + *answers_after);
        let is_known = self.keeps_keys && self.by_ref.contains_key(&order.client_ref);
        let answer = match says {
            // Keys are looked up before numbers: what was accepted is not refused afterwards.
            Some(SubmitOutcome::Refused { .. }) if is_known => self.take(dice, &order, at),
            Some(says) => {
                if taken {
                    self.take(dice, &order, at);
                }
                says
            }
            None => self.take(dice, &order, at),
        };
        self.transits[i].answer = Some((answered_at, answer));
    }

    /// In the order of the protocol: key, port, recording.
    fn take(&mut self, dice: &mut Dice, order: &Order, at: DateTime<Utc>) -> SubmitOutcome {
        let nr = self.ledger.of(order.client_ref).map_or(0, |record| record.nr);
        if let Some(i) = self.by_ref.get(&order.client_ref).copied()
            && self.keeps_keys
            && at < self.drops[i].accepted_at + KEY_LIFE
        {
            self.said.push_back(format!("the provider knows the key of drop {nr}"));
            return SubmitOutcome::Accepted(self.report(i));
        }
        if self.busy.contains_key(&order.port) {
            return SubmitOutcome::NotNow(NotNow::PortBusy);
        }
        if !self.audio.contains(&order.audio) {
            return SubmitOutcome::NotNow(NotNow::BadAudio);
        }
        let fate = Fate::draw(dice, at);
        let visible_at = at + crate::provider::hidden_for(dice);
        let i = self.drops.len();
        self.said.push_back(format!("the provider accepts drop {nr}"));
        self.ledger.change(order.client_ref, |record| record.is_accepted = true);
        self.busy.insert(order.port, i);
        self.by_ref.insert(order.client_ref, i);
        self.plan(i, &fate, order.not_after);
        let drop =
            Drop { order: order.clone(), accepted_at: at, fate, is_outcome_there: false, result: None, visible_at };
        self.drops.push(drop);
        SubmitOutcome::Accepted(self.report(i))
    }

    fn plan(&mut self, i: usize, fate: &Fate, not_after: Option<DateTime<Utc>>) {
        let (Some(outcome), Some(told_at)) = (fate.outcome, fate.told_at) else { return };
        if let Some(not_after) = not_after.filter(|at| outcome.at > *at) {
            // It expires instead.
            self.enter(not_after, Due::Outcome(i));
            self.enter(not_after, Due::Told(i));
            return;
        }
        self.enter(outcome.at, Due::Outcome(i));
        self.enter(told_at, Due::Told(i));
        for (n, word) in fate.more.iter().enumerate() {
            self.enter(word.at, Due::More(i, n));
        }
    }

    fn come_out(&mut self, i: usize) -> Checked {
        let drop = &mut self.drops[i];
        // Cancelled meanwhile.
        let Some(outcome) = drop.fate.outcome.filter(|_| !drop.is_outcome_there) else { return Ok(()) };
        drop.is_outcome_there = true;
        if drop.order.not_after.is_some_and(|not_after| outcome.at > not_after) {
            drop.fate.outcome = Some(Word { disposition: Disposition::Cancelled, ..outcome });
            return Ok(());
        }
        if !outcome.disposition.is_delivered() {
            return Ok(());
        }
        let client_ref = drop.order.client_ref;
        let record = self.ledger.of(client_ref);
        let (nr, to) = record.map_or((0, String::new()), |r| (r.nr, r.order.to.display()));
        self.said.push_back(format!("A MAILBOX HAS IT: drop {nr}, {to}"));
        self.ledger.deliver(client_ref)
    }

    fn tell(&mut self, i: usize) {
        if self.drops[i].result.is_some() {
            return;
        }
        self.drops[i].result = self.drops[i].fate.outcome.map(|word| word.disposition);
        self.free(i);
        let report = self.report(i);
        self.publish(report);
    }

    fn publish(&mut self, report: DropReport) {
        self.events.push(report);
    }

    fn free(&mut self, i: usize) {
        let port = self.drops[i].order.port;
        if self.busy.get(&port) == Some(&i) {
            self.busy.remove(&port);
        }
    }

    fn report(&self, i: usize) -> DropReport {
        let drop = &self.drops[i];
        DropReport {
            ticket: ticket(&drop.order),
            client_ref: Some(drop.order.client_ref),
            to: Some(drop.order.to),
            status: drop.result.map_or(DropStatus::InProgress, complete),
            accepted_at_raw: Some(drop.accepted_at.to_rfc3339()),
            completed_at_raw: None,
            cost_micros: None,
        }
    }

    pub fn find(&self, now: DateTime<Utc>, client_ref: Uuid) -> Option<DropReport> {
        let i = *self.by_ref.get(&client_ref)?;
        (now >= self.drops[i].visible_at).then(|| self.report(i))
    }

    pub fn poll(&self, asked: &Ticket) -> Option<DropReport> {
        let i = self.drops.iter().position(|drop| ticket(&drop.order) == *asked)?;
        Some(self.report(i))
    }

    pub fn cancel(&mut self, asked: &Ticket) -> Result<(Uuid, CancelOutcome), ProviderFault> {
        let Some(i) = self.drops.iter().position(|drop| ticket(&drop.order) == *asked) else {
            return Err(ProviderFault::Refused { code: "not_found".to_owned(), message: "No such drop.".to_owned() });
        };
        self.free(i);
        let drop = &mut self.drops[i];
        let client_ref = drop.order.client_ref;
        if drop.is_outcome_there || drop.result.is_some() || !drop.fate.can_cancel {
            return Ok((client_ref, CancelOutcome::TooLate));
        }
        drop.is_outcome_there = true;
        drop.result = Some(Disposition::Cancelled);
        let report = self.report(i);
        self.publish(report.clone());
        Ok((client_ref, CancelOutcome::Cancelled(report)))
    }

    /// How many results the feed has to tell altogether.
    pub fn told(&self) -> usize {
        self.events.len()
    }

    pub fn tell_of_a_foreign_drop(&mut self, client_ref: Option<Uuid>, nr: u32) {
        self.publish(DropReport {
            ticket: Ticket(format!("foreign-{nr}")),
            client_ref,
            to: None,
            status: complete(Disposition::Delivered),
            accepted_at_raw: None,
            completed_at_raw: None,
            cost_micros: None,
        });
    }

    /// All cursors are void, and what was told before is forgotten.
    pub fn forget_cursors(&mut self) {
        self.cursors = (self.cursors.0 + 1, self.events.len());
    }

    /// The results after a cursor, and the next cursor.
    pub fn events(&self, cursor: Option<&str>) -> Result<(Vec<DropReport>, String), ProviderFault> {
        let (age, first) = self.cursors;
        let from = match cursor.map(|cursor| cursor.split_once(':').unwrap_or_default()) {
            None => first,
            Some((of, from)) if of.parse() == Ok(age) => from.parse().unwrap_or(first),
            Some(_) => return Err(ProviderFault::CursorGone),
        };
        Ok((self.events[from..].to_vec(), format!("{age}:{}", self.events.len())))
    }
}

fn ticket(order: &Order) -> Ticket {
    Ticket(format!("drop-{}", order.client_ref))
}

fn complete(disposition: Disposition) -> DropStatus {
    DropStatus::Complete { disposition, raw_word: disposition.word().to_owned(), detail: None }
}
