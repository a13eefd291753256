//! The last question before a drop (P12): all facts are read again and judged at that moment.
//!
//! This gate knows blocks, opt-outs, clocks, number rules, agents' holds and the store's hours. Consent, the hours of
//! the person called and the law's lists join as further facts of [`GateFacts`].

use chrono::{DateTime, Utc};

use crate::{
    audience::{self, Barred, Choice, Question},
    calendar::Calendar,
    facts::CustomerFacts,
    reason::Reason,
};

/// What the gate is given.
#[derive(Clone, Debug)]
pub struct GateFacts<'a> {
    pub customer: &'a CustomerFacts,
    pub calendar: &'a Calendar,
}

/// A No is one of three (engine page, section 1).
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Yes(Choice),
    /// Will not clear within this run's window: skip and replace.
    Customer(Barred),
    /// May clear within the window: to the end of the line, not replaced meanwhile.
    Later(Barred),
    /// Concerns everybody: the run waits.
    Everyone(Standstill),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standstill {
    /// The department is closed; it opens again later today, or not any more.
    StoreClosed { opens_at: Option<DateTime<Utc>> },
}

/// Judges one target. Pure.
pub fn gate(facts: &GateFacts<'_>, question: &Question<'_>, now: DateTime<Utc>) -> Verdict {
    let department = question.spec.department();
    if !facts.calendar.is_open(department, now) {
        let opens_at = facts.calendar.opens_later_today(department, now);
        return Verdict::Everyone(Standstill::StoreClosed { opens_at });
    }
    let judged = audience::judge(facts.customer, question);
    // A reason that will not clear outweighs one that may.
    // What happened since the reservation says more than that the customer, who was due then, is not any more.
    let lasting = judged.barred.iter().filter(|b| !may_clear(b.reason)).min_by_key(|b| b.reason == Reason::NotDue);
    match (lasting.or(judged.barred.first()), judged.choice) {
        (Some(barred), _) if may_clear(barred.reason) => Verdict::Later(barred.clone()),
        (Some(barred), _) => Verdict::Customer(barred.clone()),
        (None, Some(choice)) => Verdict::Yes(choice),
        (None, None) => Verdict::Customer(Barred::by(Reason::Impossible)),
    }
}

fn may_clear(reason: Reason) -> bool {
    matches!(reason, Reason::InProgressElsewhere | Reason::OutsideHours)
}
