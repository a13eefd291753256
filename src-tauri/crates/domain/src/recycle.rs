//! Recycle codes and return dates (S10, S11, S18, P8). What is stored is the date and the code; the return date is
//! computed.

use chrono::{Days, Months, NaiveDate};

/// The name of the code that a delivered drop records.
pub const VOICE_DROP_CODE: &str = "Voice Drop";
/// Its days until somebody edits them (S10).
pub const VOICE_DROP_DAYS: u16 = 10;
/// A code with fewer uses, or none for a year, is flagged red (P8).
pub const RED_BELOW_USES: u32 = 10;
const RED_AFTER: Months = Months::new(12);

/// A file that is out: `days` are those of the code, or those frozen when the code changed "from now on".
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Recycled {
    pub on: NaiveDate,
    pub days: u16,
}

impl Recycled {
    /// The first day on which the file is back: n days from d are over at 00:00 of d + n.
    pub fn returns_on(self) -> NaiveDate {
        days_after(self.on, self.days)
    }

    pub fn is_out(self, today: NaiveDate) -> bool {
        today < self.returns_on()
    }
}

/// The date `days` after `on`; the end of the calendar if there is no such date.
pub fn days_after(on: NaiveDate, days: u16) -> NaiveDate {
    on.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// Whether a code is flagged red: only red codes can be deleted.
pub fn is_red(times_used: u32, last_used_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    let a_year_ago = today.checked_sub_months(RED_AFTER).unwrap_or(NaiveDate::MIN);
    times_used < RED_BELOW_USES || last_used_on.is_none_or(|on| on < a_year_ago)
}
