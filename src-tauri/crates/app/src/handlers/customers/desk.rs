//! One act on a customer's page: the transaction, the moment, and who acts.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::CustomerId;
use store::{
    Db, audit,
    customers::{self, Customer},
    stores::{self, StoreRow},
};

use crate::{Caller, House, error::CommandError, events::Topic};

/// What every part of an act needs to know.
pub(in crate::handlers) struct Desk<'a> {
    pub db: &'a Db<'a>,
    pub store: StoreRow,
    pub who: &'a str,
    pub now: DateTime<Utc>,
    /// The date at the store.
    pub today: NaiveDate,
}

/// Does all of `work` or nothing, then tells the window what changed.
pub(in crate::handlers) fn act<T>(
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

    /// A moment as the clock on the store's wall shows it: "17:30", with the date if it is another day's.
    pub fn local_words(&self, at: DateTime<Utc>) -> String {
        let local = self.store.calendar.zone.local_at(at);
        let format = if local.date() == self.today { "%H:%M" } else { "%-d %b %Y, %H:%M" };
        local.format(format).to_string()
    }
}

/// "Marie Tremblay (1042)".
pub(in crate::handlers) fn title(customer: &Customer) -> String {
    format!("{} ({})", customer.name, customer.number)
}
