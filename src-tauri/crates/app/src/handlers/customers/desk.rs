//! One act on a customer's page: the transaction, the moment, and who acts.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::CustomerId;
use store::{
    Db, audit,
    contacts::{self, NewContact, Who},
    customers::{self, Customer},
    stores::{self, StoreRow},
};

use crate::{Caller, House, error::CommandError, events::Topic};

/// A reason that fits on the page and on one line of the audit trail.
pub(crate) const REASON_CHARS_MAX: usize = 200;

/// A reason as typed, without the spaces around it.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`.
pub(crate) fn checked_reason(typed: &str) -> Result<&str, CommandError> {
    let reason = typed.trim();
    if reason.is_empty() {
        let sentence = "Say why: the reason is kept with the customer.";
        return Err(CommandError::field("customer.reason_empty", "reason", sentence));
    }
    if reason.chars().count() > REASON_CHARS_MAX {
        let sentence = format!("This reason is too long: use at most {REASON_CHARS_MAX} characters.");
        return Err(CommandError::field("customer.reason_long", "reason", sentence));
    }
    Ok(reason)
}

/// What every part of an act needs to know.
pub(crate) struct Desk<'a> {
    pub db: &'a Db<'a>,
    pub store: StoreRow,
    pub who: &'a str,
    pub now: DateTime<Utc>,
    /// The date at the store.
    pub today: NaiveDate,
}

/// Does all of `work` or nothing, then tells the window what changed.
pub(crate) fn act<T>(
    house: &Arc<House>,
    caller: &Caller,
    topics: &[Topic],
    work: impl FnOnce(&Desk<'_>) -> Result<T, CommandError>,
) -> Result<T, CommandError> {
    let done = house.store.write(|db| work(&Desk::open(db, house, caller)?))?;
    house.changed(topics);
    Ok(done)
}

impl<'a> Desk<'a> {
    pub fn open(db: &'a Db<'a>, house: &House, caller: &'a Caller) -> Result<Self, CommandError> {
        let store = stores::get(db, house.store_id)?;
        let now = house.now();
        let today = store.calendar.zone.date_at(now);
        Ok(Self { db, store, who: &caller.name, now, today })
    }

    /// A customer of this store.
    pub fn customer(&self, id: CustomerId) -> Result<Customer, CommandError> {
        Ok(customers::get(self.db, self.store.id, id)?)
    }

    /// Into the audit trail (P11).
    pub fn write_down(&self, what: &str, old: Option<&str>, new: Option<&str>) -> Result<(), CommandError> {
        Ok(audit::add(self.db, self.now, &audit::Change { who: self.who, what, old, new })?)
    }

    /// A row of Contact History that is no contact: it moves none of the customer's clocks.
    pub fn note(&self, customer: &Customer, comment: &str) -> Result<(), CommandError> {
        let row = NewContact {
            store: customer.store,
            customer: customer.id,
            vehicle: None,
            user_name: self.who,
            contact_type: None,
            started_at: self.now,
            finished_at: Some(self.now),
            comment,
            who: Who::Note,
            attempt: None,
            campaign_name: None,
            message: None,
            number: None,
            code: None,
            recycled_on: None,
        };
        contacts::add(self.db, &row)?;
        Ok(())
    }

    /// A moment as the clock on the store's wall shows it: "17:30", with the date if it is another day's.
    pub fn local_words(&self, at: DateTime<Utc>) -> String {
        let local = self.store.calendar.zone.local_at(at);
        let format = if local.date() == self.today { "%H:%M" } else { "%-d %b %Y, %H:%M" };
        local.format(format).to_string()
    }
}

/// "Marie Tremblay (1042)".
pub(crate) fn title(customer: &Customer) -> String {
    format!("{} ({})", customer.name, customer.number)
}
