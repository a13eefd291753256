//! Why a customer gets no drop, in the order in which a preview counts them (product page, section 4).

use crate::campaign::choice;
use serde::{Deserialize, Serialize};

choice!(
    /// One reason. The order of the variants is the order of the preview: a customer is counted under the first.
    Reason {
        Filter => "filter",
        NotDue => "not_due",
        TurnedOff => "turned_off",
        OptedOut => "opted_out",
        /// A future appointment, or one that was booked since the run took hold of the customer (S3).
        Booked => "booked",
        /// Reserved by another run (S3).
        HeldByRun => "held_by_run",
        TakenByAgent => "taken_by_agent",
        /// An agent spoke to the customer after the run took hold of them (S3).
        SpokenTo => "spoken_to",
        CalledIn => "called_in",
        OnHold => "on_hold",
        OpenComplaint => "open_complaint",
        Recycled => "recycled",
        DaysBetween => "days_between",
        Prevention => "prevention",
        Rest => "rest",
        /// The number rests after a failure (P2).
        RetryRest => "retry_rest",
        /// May have heard a drop that this file does not know: it was restored from a backup.
        SinceBackup => "since_backup",
        Impossible => "impossible",
        /// An attempt on this number is not settled; nothing may be sent to it meanwhile.
        NumberLocked => "number_locked",
        /// The number has a drop in progress in another run.
        InProgressElsewhere => "in_progress_elsewhere",
        OutsideHours => "outside_hours",
        /// Run again leaves out everyone attempted that day (P6).
        AttemptedToday => "attempted_today",
        SameNumber => "same_number",
        BeyondCount => "beyond_count",
        OutOfTime => "out_of_time",
        /// The run ended before it came to this customer (P7).
        NotReached => "not_reached",
        CountLowered => "count_lowered",
        Stopped => "stopped",
    }
);

impl Reason {
    /// How many there are, for whoever counts by reason.
    pub const MANY: usize = Self::ALL.len();
}

/// Some of the reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reasons(u32);

impl Reasons {
    pub fn insert(&mut self, reason: Reason) {
        self.0 |= 1 << reason as u32;
    }

    pub fn contains(self, reason: Reason) -> bool {
        self.0 & (1 << reason as u32) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In the order of a preview.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let first = Self(left).first();
            left &= left.wrapping_sub(1);
            first
        })
    }

    /// The one under which a preview counts the customer.
    pub fn first(self) -> Option<Reason> {
        Reason::ALL.get(self.0.trailing_zeros() as usize).copied()
    }
}

impl FromIterator<Reason> for Reasons {
    fn from_iter<T: IntoIterator<Item = Reason>>(reasons: T) -> Self {
        let mut some = Self::default();
        reasons.into_iter().for_each(|reason| some.insert(reason));
        some
    }
}

choice!(
    /// The lines of a preview.
    ReasonGroup {
        Filter => "filter",
        NotDue => "not_due",
        TurnedOff => "turned_off",
        OptedOut => "opted_out",
        BookedOrHeld => "booked_or_held",
        Recycled => "recycled",
        Resting => "resting",
        Impossible => "impossible",
        Gate => "gate",
        SameNumber => "same_number",
        BeyondCount => "beyond_count",
    }
);

impl Reason {
    pub fn group(self) -> ReasonGroup {
        match self {
            Self::Filter => ReasonGroup::Filter,
            Self::NotDue => ReasonGroup::NotDue,
            Self::TurnedOff => ReasonGroup::TurnedOff,
            Self::OptedOut => ReasonGroup::OptedOut,
            Self::Booked
            | Self::HeldByRun
            | Self::TakenByAgent
            | Self::OnHold
            | Self::OpenComplaint
            | Self::SpokenTo
            | Self::CalledIn => ReasonGroup::BookedOrHeld,
            Self::Recycled => ReasonGroup::Recycled,
            Self::DaysBetween | Self::Prevention | Self::Rest | Self::RetryRest | Self::SinceBackup => {
                ReasonGroup::Resting
            }
            Self::Impossible => ReasonGroup::Impossible,
            Self::NumberLocked | Self::InProgressElsewhere | Self::OutsideHours | Self::AttemptedToday => {
                ReasonGroup::Gate
            }
            Self::SameNumber => ReasonGroup::SameNumber,
            Self::BeyondCount | Self::OutOfTime | Self::NotReached | Self::CountLowered | Self::Stopped => {
                ReasonGroup::BeyondCount
            }
        }
    }
}

choice!(
    /// Why one number of a customer cannot be used (S8, S14).
    NumberFault {
        Empty => "empty",
        Invalid => "invalid",
        Extension => "extension",
        SharedLine => "shared_line",
        StoreLine => "store_line",
        /// The provider said landline; a person can confirm the kind.
        Landline => "landline",
        BlockedUntil => "blocked_until",
        BlockedForEver => "blocked_for_ever",
        OptedOut => "opted_out",
        /// A person switched voice off for this number.
        SwitchedOff => "switched_off",
    }
);
