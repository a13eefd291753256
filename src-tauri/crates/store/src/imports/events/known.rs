//! Entries of the traffic log that a later file names otherwise: with the customer number or the entry's own number, which
//! the dealer system gave after the first file was written. Such an entry is one; where that is not certain it is two, and
//! the file's reader is told.

use domain::{
    event::{Event, Said, TrafficEntry, Who},
    ids::CustomerId,
};

use super::{Events, Present};
use crate::{
    StoreError,
    columns::{Columns, day, ms, rows},
};

/// Whether an entry that nobody knows by its key is on file under another one.
pub(super) enum Known {
    No,
    Is(Present),
    /// One of the same day and person says something else, or several could be meant.
    Perhaps,
}

/// An entry of the day in question, of somebody who may be the person in question.
struct Candidate {
    id: i64,
    key: String,
    last_name: Option<String>,
    is_theirs: bool,
    entered_at: i64,
    traffic_type: Option<String>,
    salesperson: Option<String>,
    interest: Option<String>,
}

impl Events<'_> {
    /// Looks for an entry of the same day and the same person. Two with numbers of their own are two.
    pub(super) fn known_otherwise(&self, who: &Who, event: &Event) -> Result<Known, StoreError> {
        let Event::TrafficEntry(entry) = event else { return Ok(Known::No) };
        let Some(on) = entry.entered_on else { return Ok(Known::No) };
        let on = day(on);
        let mut fits = vec![];
        let mut is_doubtful = false;
        for candidate in self.candidates(who, &on)? {
            // What this very file has brought is another line of it.
            let are_two = entry.number.is_some() && has_own_number(&candidate.key, &on);
            if are_two || self.made.contains(&candidate.key) {
                continue;
            }
            if candidate.is_same_person(who) && self.agrees(&candidate, entry) {
                fits.push(candidate.id);
            } else {
                is_doubtful = true;
            }
        }
        match fits[..] {
            [id] if !is_doubtful => Ok(Present::get(self.db, self.file.source, id)?.map_or(Known::No, Known::Is)),
            [] if !is_doubtful => Ok(Known::No),
            _ => Ok(Known::Perhaps),
        }
    }

    /// The entry goes by its better name from now on: its own number, or else what the newest file knows of the person.
    pub(super) fn better_key<'k>(&self, present: &Present, event: &Event, key: &'k str) -> Option<&'k str> {
        let Event::TrafficEntry(TrafficEntry { number, entered_on: Some(on), .. }) = event else { return None };
        let is_better = number.is_some() || !has_own_number(&present.key, &day(*on));
        (is_better && present.key != key).then_some(key)
    }

    fn candidates(&self, who: &Who, on: &str) -> Result<Vec<Candidate>, StoreError> {
        let (by_number, by_contact) = (self.by_number_or_vin(who)?, self.by_phone_or_email(who)?);
        let theirs = by_number.or(by_contact);
        // Whoever was put on file by a lead before the dealer system knew them bears their phone or e-mail.
        let others = self.strangers_like(who)?;
        let mut people: Vec<CustomerId> = theirs.into_iter().chain(others).collect();
        people.sort_unstable();
        people.dedup();
        let mut found = vec![];
        for person in people {
            let sql = "SELECT t.id, t.source_key, t.entered_at, t.traffic_type, t.salesperson, t.interest, c.last_name
                       FROM traffic_entry t JOIN customer c ON c.id = t.customer_id
                       WHERE t.customer_id = ?1 AND t.entered_on = ?2 ORDER BY t.id";
            found.extend(rows(self.db.0, sql, (person.0, on), |r| {
                Ok(Candidate {
                    id: r.value("id")?,
                    key: r.value("source_key")?,
                    last_name: r.value("last_name")?,
                    is_theirs: Some(person) == theirs,
                    entered_at: r.value("entered_at")?,
                    traffic_type: r.value("traffic_type")?,
                    salesperson: r.value("salesperson")?,
                    interest: r.value("interest")?,
                })
            })?);
        }
        Ok(found)
    }

    /// Both say the same, as far as both say anything. A status changes, and so does a comment.
    fn agrees(&self, candidate: &Candidate, entry: &TrafficEntry) -> bool {
        let same = |there: &Option<String>, said: &Said<String>| match (there, said.value()) {
            (Some(there), Some(said)) => folded(there) == folded(said),
            (None, _) | (_, None) => true,
        };
        // A date without a time stands as the beginning of its day.
        let starts_at = entry.entered_on.map(|on| ms(self.zone.day_start_at(on)));
        let times = [Some(candidate.entered_at), entry.entered_at.map(ms)];
        let has_two_times = times.iter().all(|at| at.is_some() && *at != starts_at);
        (!has_two_times || times[0] == times[1])
            && same(&candidate.traffic_type, &entry.traffic_type)
            && same(&candidate.salesperson, &entry.salesperson)
            && same(&candidate.interest, &entry.interest)
    }
}

impl Candidate {
    /// Of the customer whom the row names, or of a stranger with the same phone or e-mail: then a household may share it,
    /// and the last name decides.
    fn is_same_person(&self, who: &Who) -> bool {
        let is_same_name = match (&self.last_name, &who.last_name) {
            (Some(there), Some(said)) => folded(there) == folded(said),
            (None, _) | (_, None) => true,
        };
        self.is_theirs || is_same_name
    }
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Keys that [`Event::key`] makes of the person begin with the day, or say that there was none.
fn has_own_number(key: &str, on: &str) -> bool {
    ![on, "lead"].iter().any(|start| key.strip_prefix(start).is_some_and(|rest| rest.starts_with(' ')))
}
