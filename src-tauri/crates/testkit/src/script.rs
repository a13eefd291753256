//! What the scripted provider is told to do.

use chrono::TimeDelta;
use domain::disposition::Disposition;
use engine::provider::NotNow;

/// What becomes of the drops to a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `None`: nothing ever, and nothing is delivered.
    pub(crate) outcome: Option<Disposition>,
    /// From acceptance until the outcome exists.
    pub(crate) after: TimeDelta,
    /// From acceptance until it is told; until then the drop is in progress, and its port busy.
    pub(crate) told_after: TimeDelta,
    pub(crate) told_twice: bool,
    /// A second, different result that is told after the first.
    pub(crate) then: Option<Disposition>,
    pub(crate) can_cancel: bool,
}

impl Line {
    /// An outcome half a minute after acceptance, told at once.
    pub fn of(outcome: Disposition) -> Self {
        let after = TimeDelta::seconds(30);
        Self { outcome: Some(outcome), after, told_after: after, told_twice: false, then: None, can_cancel: true }
    }

    pub fn delivered() -> Self {
        Self::of(Disposition::Delivered)
    }

    /// Accepted, and never heard of again; a cancel comes too late.
    pub fn never() -> Self {
        Self { outcome: None, can_cancel: false, ..Self::delivered() }
    }

    /// Accepted, and in progress until it is cancelled.
    pub fn until_cancelled() -> Self {
        Self { outcome: None, ..Self::delivered() }
    }

    /// The outcome exists, and is told, so long after acceptance.
    pub fn after(self, after: TimeDelta) -> Self {
        Self { after, told_after: after, ..self }
    }

    /// The outcome exists as before but is told only so long after acceptance.
    pub fn told_after(self, told_after: TimeDelta) -> Self {
        Self { told_after, ..self }
    }

    pub fn told_twice(self) -> Self {
        Self { told_twice: true, ..self }
    }

    /// The event feed says this, too, afterwards.
    pub fn then(self, other: Disposition) -> Self {
        Self { then: Some(other), ..self }
    }
}

/// What goes wrong with one submit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request never arrives, and nobody knows.
    LostBefore,
    /// It is accepted, and the answer never arrives.
    LostAfter,
    Says(NotNow),
    /// The same, but the answer is there only when it is polled again.
    SaysLate(NotNow),
    /// Certain: never for this number.
    Refuses(Disposition),
    /// The program dies with the intent on the disk and no byte out.
    DiesBefore,
    /// The program dies when the provider has accepted.
    DiesAfter,
    /// The outcome exists and is told at once; the answer to the submit is there only when it is polled again.
    AnswersLate,
}
