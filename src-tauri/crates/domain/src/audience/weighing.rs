//! What speaks against a drop: who holds the customer, the clocks, and the number.

use std::cmp::Reverse;

use chrono::NaiveDate;
use smallvec::SmallVec;

use super::{
    Barred, Question, Standing,
    causes::{customer_passes, due_occasions},
};
use crate::{
    campaign::Prevention,
    due::Occasions,
    facts::{Clocks, CustomerFacts, NumberFacts, PhoneOnFile},
    ids::MessageId,
    numbers::{self, Fault},
    phone::PhoneKind,
    reason::{NumberFault, Reason},
    recycle::days_after,
};

/// What the rules say of a customer, before anything is made of it for a person to read.
pub(super) struct Weighed<'a> {
    /// In the order of a preview, each reason once.
    pub bars: Bars<'a>,
    pub due: Occasions<'a>,
    pub chosen: Result<(PhoneKind, &'a NumberFacts), Faults>,
    pub message: Option<MessageId>,
}

pub(super) type Bars<'a> = SmallVec<[Bar<'a>; 4]>;
pub(super) type Faults = SmallVec<[Fault; 2]>;

/// One reason against a customer, with what the facts say of it.
pub(super) struct Bar<'a> {
    pub reason: Reason,
    pub until_on: Option<NaiveDate>,
    pub who: Option<&'a str>,
}

impl<'a> Bar<'a> {
    pub fn by(reason: Reason) -> Self {
        Self { reason, until_on: None, who: None }
    }

    fn until(reason: Reason, on: NaiveDate) -> Self {
        Self { until_on: Some(on), ..Self::by(reason) }
    }

    pub fn told(self, faults: &[Fault]) -> Barred {
        let numbers = if self.reason == Reason::Impossible { faults.to_vec() } else { vec![] };
        Barred { reason: self.reason, until_on: self.until_on, who: self.who.map(str::to_owned), numbers }
    }
}

pub(super) fn weighed<'a>(facts: &'a CustomerFacts, question: &Question<'_>) -> Weighed<'a> {
    let mut bars = Bars::new();
    let due = due_occasions(facts, question, &mut bars);
    let message = question.spec.message.map(|choice| choice.for_language(facts.language, question.store_language));

    if !customer_passes(facts, &question.spec.filters) {
        bars.push(Bar::by(Reason::Filter));
    }
    held(facts, question, &mut bars);

    let chosen = chosen_number(facts, question);
    if facts.voice_switched_off {
        bars.push(Bar::by(Reason::TurnedOff));
    }
    let opted_out =
        facts.do_not_call || facts.any_number_opted_out || [&facts.cell, &facts.home].into_iter().any(is_opted_out);
    if opted_out {
        bars.push(Bar::by(Reason::OptedOut));
    }
    resting(&facts.clocks, question, message, &mut bars);
    match &chosen {
        Err(_) => bars.push(Bar::by(Reason::Impossible)),
        Ok((_, number)) => {
            bars.extend(locked(number, question).map(Bar::by));
            bars.extend(tried_today(&number.clocks, question).map(Bar::by));
            resting(&number.clocks, question, message, &mut bars);
            number_rests(number, question, &mut bars);
        }
    }
    // Of two clocks with the same name, the customer's and the number's, the one that runs longer is said.
    bars.sort_by_key(|b| (b.reason, Reverse(b.until_on)));
    bars.dedup_by_key(|b| b.reason);
    Weighed { bars, due, chosen, message }
}

fn is_opted_out(phone: &PhoneOnFile) -> bool {
    matches!(phone, PhoneOnFile::Number(n) if n.record.opted_out_at.is_some())
}

/// Held by somebody, or worked since the run took hold of the customer (S3).
fn held<'a>(facts: &'a CustomerFacts, question: &Question<'_>, bars: &mut Bars<'a>) {
    if facts.reserved_by.is_some() && facts.reserved_by != question.run {
        bars.push(Bar::by(Reason::HeldByRun));
    }
    if let Some(agent) = &facts.taken_by {
        bars.push(Bar { who: Some(agent), ..Bar::by(Reason::TakenByAgent) });
    }
    if let Some(hold) = facts.hold.as_ref().filter(|h| h.until_on.is_none_or(|on| question.today < on)) {
        bars.push(Bar { until_on: hold.until_on, who: Some(&hold.reason), ..Bar::by(Reason::OnHold) });
    }
    if facts.complaint_open {
        bars.push(Bar::by(Reason::OpenComplaint));
    }
    match question.standing {
        Standing::Choosing => {}
        Standing::ChoosingAgain => bars.extend(tried_today(&facts.clocks, question).map(Bar::by)),
        Standing::Sending { reserved_at, .. } => {
            if facts.last_called_in_at.is_some_and(|at| at >= reserved_at) {
                bars.push(Bar::by(Reason::CalledIn));
            } else if facts.last_agent_contact_at.is_some_and(|at| at >= reserved_at) {
                bars.push(Bar::by(Reason::SpokenTo));
            }
            if question.measure().has_booked_since(question.spec.contact_type, reserved_at, facts) {
                bars.push(Bar::by(Reason::Booked));
            }
        }
    }
}

/// A run of the same day again leaves out everyone attempted that day, and every number (P6, P3).
fn tried_today(clocks: &Clocks, question: &Question<'_>) -> Option<Reason> {
    let again = matches!(question.standing, Standing::ChoosingAgain);
    (again && clocks.last_attempt_on == Some(question.today)).then_some(Reason::AttemptedToday)
}

/// The number in question: when choosing, by S8; when sending, the one that was chosen, whatever else is on file (S9).
fn chosen_number<'a>(
    facts: &'a CustomerFacts,
    question: &Question<'_>,
) -> Result<(PhoneKind, &'a NumberFacts), Faults> {
    match question.standing {
        Standing::Choosing | Standing::ChoosingAgain => {
            numbers::choose(&facts.cell, &facts.home, question.today).map_err(Faults::from)
        }
        Standing::Sending { kind, number, .. } => {
            let field = match kind {
                PhoneKind::Cell => &facts.cell,
                PhoneKind::Home => &facts.home,
                PhoneKind::Work => &PhoneOnFile::Empty,
            };
            let usable = numbers::usable(field, kind, question.today).map_err(|fault| Faults::from_iter([fault]))?;
            if usable.e164 == *number {
                Ok((kind, usable))
            } else {
                // The file bears another number now; what was chosen is not on it any more.
                Err(Faults::from_iter([Fault { kind, fault: NumberFault::Empty, until_on: None }]))
            }
        }
    }
}

fn locked(number: &NumberFacts, question: &Question<'_>) -> Option<Reason> {
    let open = number.open_attempt?;
    let mine = open.run.is_some() && open.run == question.run;
    Some(if open.is_overdue || mine { Reason::NumberLocked } else { Reason::InProgressElsewhere })
}

/// Days between, prevention and rest (P2), for a customer's or a number's clocks.
fn resting(clocks: &Clocks, question: &Question<'_>, message: Option<MessageId>, bars: &mut Bars<'_>) {
    let mut wait = |reason, last_on: Option<NaiveDate>, days: u16| {
        let over_on = last_on.map(|on| days_after(on, days));
        if let Some(over_on) = over_on.filter(|over_on| question.today < *over_on) {
            bars.push(Bar::until(reason, over_on));
        }
    };
    let last_of_message = message.and_then(|m| clocks.last_of_message(m));
    wait(Reason::DaysBetween, last_of_message, question.spec.days_between);
    let last_prevented = match question.spec.prevention {
        Prevention::ByCustomer => clocks.last_drop_on,
        Prevention::ByContactType => clocks.last_of_type_on,
    };
    wait(Reason::Prevention, last_prevented, 1);
}

/// The clocks that only a number has: rest between marketing drops, the rest after failures, and what a restored file
/// does not know of it.
fn number_rests(number: &NumberFacts, question: &Question<'_>, bars: &mut Bars<'_>) {
    if question.spec.is_marketing()
        && let Some(over_on) = number.clocks.last_marketing_on.map(|on| days_after(on, question.spec.rest_days))
        && question.today < over_on
    {
        bars.push(Bar::until(Reason::Rest, over_on));
    }
    if let Some(on) = number.record.rests_until_on.filter(|on| question.today < *on) {
        bars.push(Bar::until(Reason::RetryRest, on));
    }
    // Nobody knows which message it was, or whether it was marketing: the longest clock holds, and that day in any case.
    let longest = question.spec.days_between.max(question.spec.rest_days).max(1);
    if let Some(over_on) = number.record.maybe_heard_on.map(|on| days_after(on, longest))
        && question.today < over_on
    {
        bars.push(Bar::until(Reason::SinceBackup, over_on));
    }
}
