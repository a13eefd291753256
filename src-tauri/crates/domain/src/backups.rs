//! When a backup is due and which are kept.
//!
//! Damage is found within days: a wrong import the same morning, a broken disk when the file is next read. So each of the
//! last seven days is kept. What crept in unseen, such as a switch of settings, shows in the month's figures, so four weeks
//! before those are kept, one backup each. Eleven files of some hundred megabytes are nothing to a disk, and a year of them
//! would only keep what a customer asked to have deleted. What a person made by hand is the person's own.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::campaign::choice;

/// Days of which the backup is kept.
pub const DAILY: usize = 7;
/// Weeks before those of which one backup is kept.
pub const WEEKLY: usize = 4;

choice!(
    /// Why a backup was made.
    BackupCause {
        /// By itself, once on each day of the store.
        Daily => "daily",
        ByHand => "by_hand",
    }
);

choice!(
    /// How it is known to whom drops may have gone between a backup and its restore (W12).
    RestoreKnown {
        /// The file that was put aside could be read, and is whole.
        File => "file",
        /// The provider told every result since then, and what could still come would have come.
        Feed => "feed",
        /// Nobody can tell; a person said that the runs of other days go on all the same.
        Person => "person",
    }
);

/// Whether today's backup is still to be made; `days` are the dates of those that were made by themselves. One of tomorrow
/// was made before the clock was set right; it is not waited for.
pub fn is_due(days: &[NaiveDate], today: NaiveDate) -> bool {
    !days.contains(&today)
}

/// Which of the backups that were made by themselves go, by their places; `days` are their dates at the store, in any
/// order. The newest of a day and of a week is the one that stays.
pub fn superfluous(days: &[NaiveDate]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..days.len()).collect();
    // Of two of one day the later place is the newer one.
    places.sort_by_key(|place| std::cmp::Reverse((days[*place], *place)));
    let mut kept_days = BTreeSet::new();
    let mut kept_weeks = BTreeSet::new();
    let mut goes = vec![];
    for place in places {
        let (on, week) = (days[place], days[place].iso_week());
        let stays = if kept_days.contains(&on) {
            false
        } else if kept_days.len() < DAILY {
            kept_days.insert(on)
        } else {
            // The week of the oldest day that is kept has its backup in that.
            let is_new = !kept_days.iter().any(|day| day.iso_week() == week) && !kept_weeks.contains(&week);
            is_new && kept_weeks.len() < WEEKLY && kept_weeks.insert(week)
        };
        if !stays {
            goes.push(place);
        }
    }
    goes.sort_unstable();
    goes
}
