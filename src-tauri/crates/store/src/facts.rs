//! Reads what is known of customers, for [`domain::audience::judge`]: all of a store for a preview or a reservation,
//! one for the gate. The same queries serve both, so the gate sees what the preview saw.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use domain::{
    audience::REST_DAYS,
    contact_type::ContactType,
    due,
    facts::{Clocks, CustomerFacts, Hold, NumberFacts, OpenAttempt, PhoneOnFile, VehicleFacts},
    ids::{AttemptId, CustomerId, MessageId, RunId, StoreId, VehicleId},
    phone::{E164, PhoneKind},
    recycle::Recycled,
};
use rusqlite::{Row, named_params};

use crate::{
    Db, StoreError,
    columns::{Columns, day, rows},
    matters, numbers,
};

/// Which facts are read.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub store: StoreId,
    /// Turn-offs, recycling and "same type" are those of this contact type.
    pub contact_type: ContactType,
    pub today: NaiveDate,
    /// How far back the clocks must see, for the message.
    pub days_between: u16,
    /// `None`: every customer of the store.
    pub customer: Option<CustomerId>,
    /// An attempt that is judged again does not bar itself.
    pub except: Option<AttemptId>,
}

impl Scope {
    pub(crate) fn only(&self) -> &'static str {
        if self.customer.is_some() { "c.id = :customer AND c.store_id = :store" } else { "c.store_id = :store" }
    }

    fn except(&self) -> i64 {
        self.except.map_or(0, |attempt| attempt.0)
    }

    /// Drops before this date bind no clock any more.
    fn since_on(&self) -> NaiveDate {
        let days = self.days_between.max(REST_DAYS).max(1);
        self.today.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN)
    }
}

/// The facts of every customer in scope, in no particular order.
pub fn read(db: &Db<'_>, scope: &Scope) -> Result<Vec<CustomerFacts>, StoreError> {
    let mut customers = customers(db, scope)?;
    let place: HashMap<CustomerId, usize> = customers.iter().enumerate().map(|(i, c)| (c.id, i)).collect();
    let mut clocks = AllClocks::read(db, scope)?;
    for (owner, vehicle) in vehicles(db, scope)? {
        if let Some(i) = place.get(&owner) {
            customers[*i].vehicles.push(vehicle);
        }
    }
    for source in due::sources(scope.contact_type) {
        for (owner, matter) in matters::of_source(db, scope, source)? {
            if let Some(i) = place.get(&owner) {
                customers[*i].matters.push(matter);
            }
        }
    }
    for (owner, kind, phone, is_opted_out) in phones(db, scope, &mut clocks)? {
        let Some(i) = place.get(&owner) else { continue };
        let customer = &mut customers[*i];
        customer.any_number_opted_out |= is_opted_out;
        match kind {
            PhoneKind::Cell => customer.cell = phone,
            PhoneKind::Home => customer.home = phone,
            PhoneKind::Work => {}
        }
    }
    for customer in &mut customers {
        customer.clocks = clocks.by_customer.remove(&customer.id).unwrap_or_default();
    }
    Ok(customers)
}

/// The facts of one customer at this moment.
pub fn read_one(db: &Db<'_>, scope: &Scope, customer: CustomerId) -> Result<CustomerFacts, StoreError> {
    let scope = Scope { customer: Some(customer), ..*scope };
    read(db, &scope)?.pop().ok_or(StoreError::NotFound)
}

fn customers(db: &Db<'_>, scope: &Scope) -> Result<Vec<CustomerFacts>, StoreError> {
    let sql = format!(
        "SELECT c.id, c.number, c.language, c.customer_type, c.day_preference, c.voice_off_at, c.taken_by,
                c.hold_reason, c.hold_until_on, c.complaint_open, c.last_contact_at, c.last_agent_contact_at,
                c.last_called_in_at, r.run_id
         FROM customer c LEFT JOIN reservation r ON r.customer_id = c.id
         WHERE {}",
        scope.only()
    );
    let read = |r: &Row<'_>| {
        let reason: Option<String> = r.value("hold_reason")?;
        let until_on = r.maybe_word("hold_until_on")?;
        Ok(CustomerFacts {
            id: CustomerId(r.value("id")?),
            number: r.value("number")?,
            language: r.maybe_word("language")?,
            customer_type: r.word("customer_type")?,
            day_preference: r.maybe_word("day_preference")?,
            voice_off: r.maybe_at("voice_off_at")?.is_some(),
            taken_by: r.value("taken_by")?,
            hold: reason.map(|reason| Hold { reason, until_on }),
            complaint_open: r.value("complaint_open")?,
            reserved_by: r.value::<Option<i64>>("run_id")?.map(RunId),
            last_contact_at: r.maybe_at("last_contact_at")?,
            last_agent_contact_at: r.maybe_at("last_agent_contact_at")?,
            last_called_in_at: r.maybe_at("last_called_in_at")?,
            vehicles: vec![],
            matters: vec![],
            cell: PhoneOnFile::Empty,
            home: PhoneOnFile::Empty,
            any_number_opted_out: false,
            clocks: Clocks::default(),
        })
    };
    in_scope(db, scope, &sql, read)
}

/// Runs a query whose scope is one customer or all of a store.
pub(crate) fn in_scope<T>(
    db: &Db<'_>,
    scope: &Scope,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    match scope.customer {
        Some(id) => rows(db.0, sql, named_params! {":store": scope.store.0, ":customer": id.0}, read),
        None => rows(db.0, sql, named_params! {":store": scope.store.0}, read),
    }
}

fn vehicles(db: &Db<'_>, scope: &Scope) -> Result<Vec<(CustomerId, VehicleFacts)>, StoreError> {
    // The contact type is a word of ours, never a person's text.
    let sql = format!(
        "SELECT v.*, t.vehicle_id IS NOT NULL AS turned_off, y.recycled_on,
                ifnull(y.days_frozen, k.days) AS recycle_days
         FROM customer c
         JOIN vehicle v ON v.customer_id = c.id
         LEFT JOIN turn_off t ON t.vehicle_id = v.id AND t.contact_type = '{type}'
         LEFT JOIN recycle y ON y.vehicle_id = v.id AND y.contact_type = '{type}' AND y.customer_id = c.id
         LEFT JOIN recycle_code k ON k.id = y.code_id
         WHERE {scope}",
        type = scope.contact_type.word(),
        scope = scope.only()
    );
    in_scope(db, scope, &sql, |r| {
        let recycled_on: Option<NaiveDate> = r.maybe_word("recycled_on")?;
        let days: Option<u16> = r.value("recycle_days")?;
        let facts = VehicleFacts {
            id: VehicleId(r.value("id")?),
            make: r.value("make")?,
            model: r.value("model")?,
            year: r.value("year")?,
            odometer: r.value("odometer")?,
            owned: r.value("owned")?,
            has_open_repair_order: r.value("has_open_repair_order")?,
            last_ro_on: r.maybe_word("last_ro_on")?,
            purchased_on: r.maybe_word("purchased_on")?,
            next_appointment_on: r.maybe_word("next_appointment_on")?,
            turned_off: r.value("turned_off")?,
            recycled: recycled_on.zip(days).map(|(on, days)| Recycled { on, days }),
        };
        Ok((CustomerId(r.value("customer_id")?), facts))
    })
}

fn phones(
    db: &Db<'_>,
    scope: &Scope,
    clocks: &mut AllClocks,
) -> Result<Vec<(CustomerId, PhoneKind, PhoneOnFile, bool)>, StoreError> {
    let sql = format!(
        "SELECT p.customer_id, p.kind, p.typed, p.e164, p.extension, {},
                a.run_id AS open_run, a.state AS open_state,
                EXISTS (SELECT 1 FROM store_line s WHERE s.e164 = p.e164)
                OR EXISTS (SELECT 1 FROM department d WHERE p.e164 IN (d.caller_id, d.call_back_number))
                OR EXISTS (SELECT 1 FROM store o WHERE o.opt_out_number = p.e164) AS is_store_line,
                (SELECT count(*) FROM phone w
                 WHERE w.e164 = p.e164 AND w.kind = 'work' AND w.customer_id <> p.customer_id) >= 2
                OR (SELECT count(*) FROM phone w WHERE w.e164 = p.e164 AND w.kind = 'cell') > 4 AS is_shared_line
         FROM customer c
         JOIN phone p ON p.customer_id = c.id
         LEFT JOIN number n ON n.e164 = p.e164
         LEFT JOIN attempt a ON a.e164 = p.e164 AND a.state IN ('intended', 'accepted', 'overdue') AND a.id <> {}
         WHERE {}",
        numbers::COLUMNS,
        scope.except(),
        scope.only()
    );
    in_scope(db, scope, &sql, |r| {
        let owner = CustomerId(r.value("customer_id")?);
        let kind = r.word("kind")?;
        let typed: String = r.value("typed")?;
        let e164: Option<E164> = r.maybe_word("e164")?;
        let extension: Option<String> = r.value("extension")?;
        let open_state: Option<String> = r.value("open_state")?;
        let record = numbers::from_row(r)?;
        let is_opted_out = record.opted_out_at.is_some();
        let phone = match e164 {
            None if typed.trim().is_empty() => PhoneOnFile::Empty,
            None => PhoneOnFile::Invalid,
            Some(_) if extension.is_some() && kind != PhoneKind::Work => PhoneOnFile::WithExtension,
            Some(e164) => PhoneOnFile::Number(NumberFacts {
                record,
                is_shared_line: r.value("is_shared_line")?,
                is_store_line: r.value("is_store_line")?,
                open_attempt: match open_state {
                    None => None,
                    Some(state) => Some(OpenAttempt {
                        run: r.value::<Option<i64>>("open_run")?.map(RunId),
                        is_overdue: state == "overdue",
                    }),
                },
                clocks: clocks.by_number.get(&e164).cloned().unwrap_or_default(),
                e164,
            }),
        };
        Ok((owner, kind, phone, is_opted_out))
    })
}

/// The latest drops, by customer and by number (P2).
#[derive(Default)]
struct AllClocks {
    by_customer: HashMap<CustomerId, Clocks>,
    by_number: HashMap<E164, Clocks>,
}

impl AllClocks {
    fn read(db: &Db<'_>, scope: &Scope) -> Result<Self, StoreError> {
        // A number's clocks hold over all stores that bear it. A drop in progress moves none: it locks the number
        // instead, which may clear, while a clock would bar the customer for good.
        let sql = format!(
            "SELECT a.customer_id, a.e164, a.message_id, a.contact_type, a.intended_on,
                    a.state = 'overdue' OR ifnull(a.disposition, '') IN ('delivered', 'treated_as_delivered') AS counts
             FROM attempt a
             WHERE a.intended_on >= :since AND a.target_id IS NOT NULL AND a.state <> 'not_sent'
                AND a.id <> {} {}",
            scope.except(),
            match scope.customer {
                Some(_) =>
                    "AND (a.customer_id = :customer
                          OR a.e164 IN (SELECT e164 FROM phone WHERE customer_id = :customer))",
                None => "",
            }
        );
        let mut all = Self::default();
        let since = day(scope.since_on());
        let mut add = |r: &Row<'_>| all.add(r, scope.contact_type);
        match scope.customer {
            Some(id) => rows(db.0, &sql, named_params! {":since": since, ":customer": id.0}, &mut add)?,
            None => rows(db.0, &sql, named_params! {":since": since}, &mut add)?,
        };
        Ok(all)
    }

    fn add(&mut self, r: &Row<'_>, asked: ContactType) -> Result<(), StoreError> {
        let on: NaiveDate = r.word("intended_on")?;
        let message = MessageId(r.value("message_id")?);
        let contact_type: ContactType = r.word("contact_type")?;
        let counts: bool = r.value("counts")?;
        let customer = CustomerId(r.value("customer_id")?);
        let number: E164 = r.word("e164")?;
        let both = [self.by_customer.entry(customer).or_default(), self.by_number.entry(number).or_default()];
        for clocks in both {
            clocks.last_attempt_on = clocks.last_attempt_on.max(Some(on));
            if !counts {
                continue;
            }
            clocks.last_of_message_on.push((message, on));
            clocks.last_drop_on = clocks.last_drop_on.max(Some(on));
            if contact_type == asked {
                clocks.last_of_type_on = clocks.last_of_type_on.max(Some(on));
            }
            if contact_type.is_marketing() {
                clocks.last_marketing_on = clocks.last_marketing_on.max(Some(on));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
