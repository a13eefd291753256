//! Spans of time, in the words of a manager. Months and years are calendar months, clamped to the month's end.

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::campaign::choice;

choice!(
    #[ts(rename = "FetchUnit")]
    Unit { Days => "days", Weeks => "weeks", Months => "months", Years => "years" }
);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub count: u32,
    pub unit: Unit,
}

impl Span {
    /// More is a typing error; the arithmetic below stays within the calendar.
    pub const COUNT_MAX: u32 = 9_999;

    pub fn before(self, today: NaiveDate) -> NaiveDate {
        let there = match self.unit {
            Unit::Days | Unit::Weeks => today.checked_sub_days(Days::new(self.days())),
            Unit::Months | Unit::Years => today.checked_sub_months(Months::new(self.months())),
        };
        there.unwrap_or(NaiveDate::MIN)
    }

    pub fn after(self, today: NaiveDate) -> NaiveDate {
        let there = match self.unit {
            Unit::Days | Unit::Weeks => today.checked_add_days(Days::new(self.days())),
            Unit::Months | Unit::Years => today.checked_add_months(Months::new(self.months())),
        };
        there.unwrap_or(NaiveDate::MAX)
    }

    fn days(self) -> u64 {
        u64::from(self.count) * if self.unit == Unit::Weeks { 7 } else { 1 }
    }

    fn months(self) -> u32 {
        self.count.saturating_mul(if self.unit == Unit::Years { 12 } else { 1 })
    }
}

/// "6 months", "1 day".
impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = self.unit.word();
        let unit = if self.count == 1 { unit.trim_end_matches('s') } else { unit };
        write!(f, "{} {unit}", self.count)
    }
}

impl Unit {
    /// "month" and "months", in any case.
    pub(super) fn read(word: &str) -> Option<Self> {
        let plain = word.to_lowercase();
        Self::ALL.iter().copied().find(|unit| plain == unit.word() || plain == unit.word().trim_end_matches('s'))
    }
}
