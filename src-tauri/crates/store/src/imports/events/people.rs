//! Whose an event is: by customer number, else by the VIN's owner; leads and lists also by phone and e-mail, and whoever
//! is not on file then is put there.

use chrono::{DateTime, Utc};
use domain::{
    event::{Event, Who},
    ids::CustomerId,
    phone::{E164, PhoneReading},
    source::DataSource,
};

use super::{Events, Present};
use crate::{
    StoreError,
    columns::{Columns, change_one, row, rows},
    customers::{self, NAME},
    imports::{
        FilePhone,
        apply::{bar_numbers, do_not_call_in},
        changed::{self, Changed, Thing, json, save_said},
        kept,
        present::Said,
    },
    numbers, search_text,
};

/// Numbers of customers whom no dealer system knows begin so; a DMS numbers with digits, so they never meet.
const OWN_PREFIX: &str = "L-";
/// Several people share a number or an e-mail; among more than these nobody finds the right one.
const SHARERS_MAX: i64 = 10;

/// A customer as their file shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnFile {
    pub number: String,
    pub name: String,
}

impl Events<'_> {
    /// Whose an event is, as the customer stands on file. `None`: nobody yet, or nobody at all.
    ///
    /// # Errors
    /// Those of the data file.
    pub fn on_file(&self, who: &Who, event: &Event) -> Result<Option<OnFile>, StoreError> {
        let found = match self.by_number_or_vin(who)? {
            None if self.takes_anybody() => match self.by_phone_or_email(who)? {
                None => Present::read(self.db, self.store, self.file.source, &event.key(who))?.map(|of| of.customer),
                found => found,
            },
            found => found,
        };
        let Some(customer) = found else { return Ok(None) };
        let sql = format!("SELECT c.number, {NAME} AS name FROM customer c WHERE c.id = ?1");
        row(self.db.0, &sql, [customer.0], |r| Ok(OnFile { number: r.value("number")?, name: r.value("name")? }))
    }

    fn takes_anybody(&self) -> bool {
        matches!(self.file.source, DataSource::TrafficEntry | DataSource::ListEntry)
    }

    /// `None`: nobody. `Some(None)`: somebody whom a preview would put on file.
    pub(super) fn customer_of(
        &mut self,
        who: &Who,
        present: Option<&Present>,
    ) -> Result<Option<Option<CustomerId>>, StoreError> {
        let mut found = self.by_number_or_vin(who)?;
        if !self.takes_anybody() {
            return Ok(found.map(Some));
        }
        if found.is_none() {
            found = self.by_phone_or_email(who)?.or(present.map(|present| present.customer));
        }
        match found {
            Some(customer) => {
                self.bring_up_to_date(customer, who)?;
                Ok(Some(Some(customer)))
            }
            None => self.put_on_file(who).map(Some),
        }
    }

    /// Do Not Call on a row that could not be taken counts all the same (P13): voice is off for the customer, now or once
    /// they are on file, and every number that the row names is opted out. Nothing else of the row is kept.
    ///
    /// # Errors
    /// Those of the data file.
    pub fn bar(&mut self, who: &Who) -> Result<(), StoreError> {
        if self.import.is_none() {
            return Ok(());
        }
        let (reason, now) = (do_not_call_in(self.file.file_name), self.file.now);
        let found = match self.by_number_or_vin(who)? {
            None => self.by_phone_or_email(who)?,
            found => found,
        };
        if let Some(customer) = found {
            self.turn_voice_off(customer, &reason, now)?;
        }
        if let Some(number) = &who.customer_number
            && self.by_number(number)?.is_none()
        {
            kept::keep_for(self.db, self.store, number, &reason, now)?;
        }
        self.opt_out_named(who, &reason)
    }

    /// Every number that the row names, whether a field has room for it or not.
    fn opt_out_named(&self, who: &Who, reason: &str) -> Result<(), StoreError> {
        for phone in &who.phones {
            match &phone.reading {
                PhoneReading::Number(number) | PhoneReading::WithExtension(number, _) => {
                    numbers::opt_out(self.db, number, self.file.by, reason, self.file.now)?;
                }
                PhoneReading::Empty | PhoneReading::Invalid => {}
            }
        }
        Ok(())
    }

    pub(super) fn by_number_or_vin(&self, who: &Who) -> Result<Option<CustomerId>, StoreError> {
        let by_number = match &who.customer_number {
            Some(number) => self.by_number(number)?,
            None => None,
        };
        match &who.vin {
            Some(vin) if by_number.is_none() => Ok(self.vehicle(vin)?.map(|vehicle| vehicle.owner)),
            Some(_) | None => Ok(by_number),
        }
    }

    fn by_number(&self, number: &str) -> Result<Option<CustomerId>, StoreError> {
        let sql = "SELECT id FROM customer WHERE store_id = ?1 AND number = ?2";
        row(self.db.0, sql, (self.store.0, number), |r| Ok(CustomerId(r.value("id")?)))
    }

    /// Of several with one number or e-mail the one of the same last name, else the first on file: a household shares
    /// its telephone.
    pub(super) fn by_phone_or_email(&self, who: &Who) -> Result<Option<CustomerId>, StoreError> {
        let read = |r: &rusqlite::Row<'_>| Ok((CustomerId(r.value("id")?), r.value::<Option<String>>("last_name")?));
        let best = |found: Vec<(CustomerId, Option<String>)>| {
            let wanted = who.last_name.as_deref().map(str::to_lowercase);
            let same_name =
                found.iter().find(|(_, name)| wanted.is_some() && name.as_deref().map(str::to_lowercase) == wanted);
            same_name.or(found.first()).map(|(id, _)| *id)
        };
        for number in numbers_of(who) {
            let sql = "SELECT DISTINCT c.id, c.last_name FROM phone p JOIN customer c ON c.id = p.customer_id
                       WHERE p.e164 = ?1 AND p.kind IN ('cell', 'home') AND c.store_id = ?2 ORDER BY c.id LIMIT ?3";
            let sharers = rows(self.db.0, sql, (number.as_str(), self.store.0, SHARERS_MAX), read)?;
            if let Some(id) = best(sharers) {
                return Ok(Some(id));
            }
        }
        let Some(email) = &who.email else { return Ok(None) };
        let sql = "SELECT id, last_name FROM customer
                   WHERE store_id = ?1 AND lower(email) = ?2 AND email IS NOT NULL ORDER BY id LIMIT ?3";
        Ok(best(rows(self.db.0, sql, (self.store.0, email.to_lowercase(), SHARERS_MAX), read)?))
    }

    /// Whom a lead or a list put on file who bear the row's phone or e-mail.
    pub(super) fn strangers_like(&self, who: &Who) -> Result<Vec<CustomerId>, StoreError> {
        let read = |r: &rusqlite::Row<'_>| Ok(CustomerId(r.value("id")?));
        let mut found = vec![];
        for number in numbers_of(who) {
            let sql = "SELECT DISTINCT c.id FROM phone p JOIN customer c ON c.id = p.customer_id
                       WHERE p.e164 = ?1 AND p.kind IN ('cell', 'home') AND c.store_id = ?2
                        AND c.number GLOB 'L-[0-9]*' ORDER BY c.id LIMIT ?3";
            found.extend(rows(self.db.0, sql, (number.as_str(), self.store.0, SHARERS_MAX), read)?);
        }
        if let Some(email) = &who.email {
            let sql = "SELECT id FROM customer WHERE store_id = ?1 AND lower(email) = ?2 AND email IS NOT NULL
                        AND number GLOB 'L-[0-9]*' ORDER BY id LIMIT ?3";
            found.extend(rows(self.db.0, sql, (self.store.0, email.to_lowercase(), SHARERS_MAX), read)?);
        }
        Ok(found)
    }

    /// A phone that the file lacks is filled; what stands there is the dealer system's, and stays. Do Not Call counts
    /// on whatever file it comes (P13).
    fn bring_up_to_date(&mut self, id: CustomerId, who: &Who) -> Result<(), StoreError> {
        let Some(import) = self.import else { return Ok(()) };
        let mut is_other = false;
        if who.phones.iter().any(|phone| matches!(phone.reading, PhoneReading::Number(_))) {
            let filled = customers::phones(self.db, id)?;
            let is_known =
                |phone: &FilePhone| filled.iter().any(|known| phone.e164.is_some() && known.number == phone.e164);
            for typed in &who.phones {
                let Some(phone) = FilePhone::new(&typed.typed, typed.reading.clone()) else { continue };
                if is_known(&phone) || filled.iter().any(|known| known.kind == typed.kind) {
                    continue;
                }
                customers::save_phone(self.db, id, &phone.in_field(typed.kind))?;
                let (thing, new) = (Thing::Customer(id), json(&phone)?);
                changed::add(self.db, import, thing, Changed::Phone(typed.kind), None, Some(&new))?;
                is_other = true;
            }
        }
        if who.do_not_call {
            let reason = do_not_call_in(self.file.file_name);
            self.turn_voice_off(id, &reason, self.file.now)?;
            self.opt_out_named(who, &reason)?;
        } else if is_other {
            bar_numbers(self.db, id, self.file.by, self.file.now)?;
        }
        if is_other {
            self.renamed.insert(id);
        }
        Ok(())
    }

    fn turn_voice_off(&self, id: CustomerId, reason: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        customers::set_voice_off(self.db, id, Some((at, reason)))?;
        bar_numbers(self.db, id, self.file.by, self.file.now)
    }

    fn put_on_file(&mut self, who: &Who) -> Result<Option<CustomerId>, StoreError> {
        let Some(import) = self.import else {
            self.count_somebody(who);
            return Ok(None);
        };
        self.tally.new_customers += 1;
        let number = match &who.customer_number {
            Some(number) => number.clone(),
            None => self.next_number()?,
        };
        let id = row(
            self.db.0,
            "INSERT INTO customer (store_id, number, first_name, last_name, company, email, address, city, region,
                                   postal_code, made_by_import)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id",
            rusqlite::params![
                self.store.0,
                number,
                who.first_name,
                who.last_name,
                who.company,
                who.email,
                who.address,
                who.city,
                who.region,
                who.postal_code,
                import.0
            ],
            |r| Ok(CustomerId(r.value("id")?)),
        )?
        .ok_or(StoreError::NotFound)?;
        // What the file said of the phones, so that undo sees which were corrected since.
        let mut said = Said::new();
        for typed in &who.phones {
            if let Some(phone) = FilePhone::new(&typed.typed, typed.reading.clone()) {
                customers::save_phone(self.db, id, &phone.in_field(typed.kind))?;
                said.insert(typed.kind.word().to_owned(), phone.key());
            }
        }
        save_said(self.db, Thing::Customer(id), Some(&json(&said)?))?;
        let kept = match &who.customer_number {
            Some(number) => kept::take(self.db, self.store, number)?,
            None => None,
        };
        match kept {
            Some((reason, at)) => self.turn_voice_off(id, &reason, at)?,
            None if who.do_not_call => self.turn_voice_off(id, &do_not_call_in(self.file.file_name), self.file.now)?,
            None => {}
        }
        search_text::rebuild(self.db, id)?;
        Ok(Some(id))
    }

    /// The same person on several rows of a file that is only looked at is one.
    fn count_somebody(&mut self, who: &Who) {
        let numbers = numbers_of(who).map(ToString::to_string);
        let email = who.email.as_deref().map(str::to_lowercase);
        let mut keys: Vec<String> = numbers.chain(email).chain(who.customer_number.clone()).collect();
        if keys.is_empty() {
            self.tally.new_customers += 1;
            return;
        }
        if !keys.iter().any(|key| self.would_make.contains(key)) {
            self.tally.new_customers += 1;
        }
        self.would_make.extend(keys.drain(..));
    }

    fn next_number(&mut self) -> Result<String, StoreError> {
        let next = match self.next_number {
            Some(next) => next,
            None => {
                let sql = "SELECT ifnull(max(CAST(substr(number, 3) AS INTEGER)), 0) + 1 AS next FROM customer
                           WHERE store_id = ?1 AND number GLOB 'L-[0-9]*'";
                row(self.db.0, sql, [self.store.0], |r| r.value("next"))?.unwrap_or(1)
            }
        };
        self.next_number = Some(next + 1);
        Ok(format!("{OWN_PREFIX}{next}"))
    }

    /// Marks what is on file of a customer as made by this import; for the vehicles that come with events.
    pub(super) fn add_vehicle(
        &mut self,
        owner: CustomerId,
        who: &Who,
        vin: &str,
    ) -> Result<Option<domain::ids::VehicleId>, StoreError> {
        let Some(import) = self.import else { return Ok(None) };
        change_one(
            self.db.0,
            "INSERT INTO vehicle (store_id, vin, customer_id, year, make, model, made_by_import)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (self.store.0, vin, owner.0, who.year, &who.make, &who.model, import.0),
            "the vehicle",
        )?;
        self.renamed.insert(owner);
        Ok(self.vehicle(vin)?.map(|vehicle| vehicle.id))
    }
}

fn numbers_of(who: &Who) -> impl Iterator<Item = &E164> {
    who.phones.iter().filter_map(|phone| match &phone.reading {
        PhoneReading::Number(number) => Some(number),
        PhoneReading::WithExtension(..) | PhoneReading::Empty | PhoneReading::Invalid => None,
    })
}
