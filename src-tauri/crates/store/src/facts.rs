//! Reads what is known of customers, for [`domain::audience::judge`]: all of a store for a preview or a reservation,
//! one for the gate. The same queries serve both, so the gate sees what the preview saw.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use domain::{
    campaign::CampaignSpec,
    contact_type::ContactType,
    due,
    facts::{Clocks, CustomerFacts, Hold, NumberFacts, OpenAttempt, PhoneOnFile, VehicleElsewhere, VehicleFacts},
    ids::{AttemptId, CampaignId, CustomerId, MessageId, RunId, StoreId, VehicleId},
    phone::{E164, PhoneKind},
    recycle::Recycled,
};
use rusqlite::{Row, named_params};
use smol_str::SmolStr;

use crate::{
    Db, StoreError,
    columns::{Columns, day, rows},
    fetch, matters, numbers,
};

/// Which facts are read.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    pub store: StoreId,
    /// Says what is looked at, and how far back the clocks must see.
    pub spec: &'a CampaignSpec,
    /// Whose set-up that is: a step of a schedule goes once about the same entry or deal.
    pub campaign: Option<CampaignId>,
    pub today: NaiveDate,
    /// `None`: every customer of the store.
    pub customer: Option<CustomerId>,
    /// An attempt that is judged again does not bar itself.
    pub except: Option<AttemptId>,
}

impl Scope<'_> {
    pub(crate) fn only(&self) -> &'static str {
        if self.customer.is_some() { "c.id = :customer AND c.store_id = :store" } else { "c.store_id = :store" }
    }

    /// The word of the contact type whose turn-offs and recycling count: ours, never a person's text.
    pub(crate) fn recorded(&self) -> &'static str {
        self.spec.recorded_type().word()
    }

    fn except(&self) -> i64 {
        self.except.map_or(0, |attempt| attempt.0)
    }

    /// Drops before this date bind no clock any more.
    fn since_on(&self) -> NaiveDate {
        let days = self.spec.days_between.max(self.spec.rest_days).max(1);
        self.today.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN)
    }
}

/// The facts of every customer in scope, in no particular order.
pub fn read(db: &Db<'_>, scope: &Scope<'_>) -> Result<Vec<CustomerFacts>, StoreError> {
    let mut customers = customers(db, scope)?;
    let place: HashMap<CustomerId, usize> = customers.iter().enumerate().map(|(i, c)| (c.id, i)).collect();
    let mut clocks = AllClocks::read(db, scope)?;
    for (owner, vehicle) in vehicles(db, scope)? {
        if let Some(i) = place.get(&owner) {
            customers[*i].vehicles.push(vehicle);
        }
    }
    for (owner, vehicle) in moved_vehicles(db, scope)? {
        if let Some(i) = place.get(&owner) {
            customers[*i].vehicles.push(vehicle);
        }
    }
    let sources = match scope.customer {
        None => due::sources(scope.spec.contact_type),
        Some(_) => due::sources_at_gate(scope.spec.contact_type),
    };
    for source in sources {
        for (owner, matter) in matters::of_source(db, scope, source)? {
            if let Some(i) = place.get(&owner) {
                customers[*i].matters.push(matter);
            }
        }
    }
    for (owner, vehicle) in vehicles_elsewhere(db, scope)? {
        if let Some(i) = place.get(&owner) {
            customers[*i].elsewhere.push(vehicle);
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
    if scope.spec.contact_type == ContactType::Unsold {
        for (owner, on) in deals_on_numbers(db, scope)? {
            if let Some(i) = place.get(&owner) {
                customers[*i].last_deal_on = on;
            }
        }
    }
    if scope.spec.contact_type == ContactType::FetchAutomation {
        for (owner, vehicle) in fetch::found_for(db, scope)? {
            if let Some(i) = place.get(&owner) {
                customers[*i].fetched.get_or_insert_default().vehicles.extend(vehicle);
            }
        }
    }
    for customer in &mut customers {
        customer.clocks = clocks.by_customer.remove(&customer.id).unwrap_or_default();
    }
    Ok(customers)
}

/// The facts of one customer at this moment.
pub fn read_one(db: &Db<'_>, scope: &Scope<'_>, customer: CustomerId) -> Result<CustomerFacts, StoreError> {
    let scope = Scope { customer: Some(customer), ..*scope };
    read(db, &scope)?.pop().ok_or(StoreError::NotFound)
}

fn customers(db: &Db<'_>, scope: &Scope<'_>) -> Result<Vec<CustomerFacts>, StoreError> {
    let sql = format!(
        "SELECT c.id, c.number, c.language, c.customer_type, c.day_preference, c.voice_off_at, c.voice_off_by,
                c.taken_by, c.hold_reason, c.hold_until_on, c.complaint_open, c.last_contact_at,
                c.last_agent_contact_at, c.last_called_in_at, r.run_id, y.recycled_on,
                ifnull(y.days_frozen, k.days) AS recycle_days
         FROM customer c
         LEFT JOIN reservation r ON r.customer_id = c.id
         LEFT JOIN recycle y ON y.customer_id = c.id AND ifnull(y.vehicle_id, 0) = 0 AND y.contact_type = '{}'
            AND ifnull(y.matter_id, 0) = 0
         LEFT JOIN recycle_code k ON k.id = y.code_id
         WHERE {}",
        scope.recorded(),
        scope.only()
    );
    let read = |r: &Row<'_>| {
        let reason: Option<String> = r.value("hold_reason")?;
        let until_on = r.maybe_word("hold_until_on")?;
        let is_voice_off = r.maybe_at("voice_off_at")?.is_some();
        let switched_off_by: Option<String> = r.value("voice_off_by")?;
        Ok(CustomerFacts {
            id: CustomerId(r.value("id")?),
            number: r.value("number")?,
            language: r.maybe_word("language")?,
            customer_type: r.word("customer_type")?,
            day_preference: r.maybe_word("day_preference")?,
            do_not_call: is_voice_off && switched_off_by.is_none(),
            voice_switched_off: is_voice_off && switched_off_by.is_some(),
            taken_by: r.value("taken_by")?,
            hold: reason.map(|reason| Hold { reason, until_on }),
            complaint_open: r.value("complaint_open")?,
            reserved_by: r.value::<Option<i64>>("run_id")?.map(RunId),
            last_contact_at: r.maybe_at("last_contact_at")?,
            last_agent_contact_at: r.maybe_at("last_agent_contact_at")?,
            last_called_in_at: r.maybe_at("last_called_in_at")?,
            vehicles: vec![],
            matters: vec![],
            elsewhere: vec![],
            recycled: recycled(r)?,
            last_deal_on: None,
            fetched: None,
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
    scope: &Scope<'_>,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    match scope.customer {
        Some(id) => rows(db.0, sql, named_params! {":store": scope.store.0, ":customer": id.0}, read),
        None => rows(db.0, sql, named_params! {":store": scope.store.0}, read),
    }
}

fn vehicles(db: &Db<'_>, scope: &Scope<'_>) -> Result<Vec<(CustomerId, VehicleFacts)>, StoreError> {
    // The contact type is a word of ours, never a person's text.
    let sql = format!(
        "SELECT v.*, t.vehicle_id IS NOT NULL AS turned_off, y.recycled_on,
                ifnull(y.days_frozen, k.days) AS recycle_days
         FROM customer c
         JOIN vehicle v ON v.customer_id = c.id
         LEFT JOIN turn_off t ON t.vehicle_id = v.id AND t.contact_type = '{type}'
         LEFT JOIN recycle y ON y.customer_id = c.id AND ifnull(y.vehicle_id, 0) = v.id AND y.contact_type = '{type}'
            AND ifnull(y.matter_id, 0) = 0
         LEFT JOIN recycle_code k ON k.id = y.code_id
         WHERE {scope}",
        type = scope.recorded(),
        scope = scope.only()
    );
    in_scope(db, scope, &sql, |r| {
        let facts = VehicleFacts {
            id: VehicleId(r.value("id")?),
            make: r.value::<Option<String>>("make")?.map(SmolStr::from),
            model: r.value::<Option<String>>("model")?.map(SmolStr::from),
            year: r.value("year")?,
            odometer: r.value("odometer")?,
            owned: r.value("owned")?,
            has_open_repair_order: r.value("has_open_repair_order")?,
            last_ro_on: r.maybe_word("last_ro_on")?,
            purchased_on: r.maybe_word("purchased_on")?,
            next_appointment_on: r.maybe_word("next_appointment_on")?,
            turned_off: r.value("turned_off")?,
            recycled: recycled(r)?,
        };
        Ok((CustomerId(r.value("customer_id")?), facts))
    })
}

/// Vehicles that an import gave to somebody else: not owned, so that whatever is still on the old owner's file about
/// them counts for nothing (P9).
fn moved_vehicles(db: &Db<'_>, scope: &Scope<'_>) -> Result<Vec<(CustomerId, VehicleFacts)>, StoreError> {
    let sql = format!(
        "SELECT DISTINCT c.id AS owner, v.id, v.make, v.model, v.year
         FROM vehicle_moved m
         JOIN customer c ON c.id = m.customer_id
         JOIN vehicle v ON v.id = m.vehicle_id AND v.customer_id <> c.id
         WHERE {}",
        scope.only()
    );
    in_scope(db, scope, &sql, |r| Ok((CustomerId(r.value("owner")?), moved_vehicle(r)?)))
}

/// All that is known of such a vehicle on the old owner's file.
pub(crate) fn moved_vehicle(r: &Row<'_>) -> Result<VehicleFacts, StoreError> {
    Ok(VehicleFacts {
        id: VehicleId(r.value("id")?),
        make: r.value::<Option<String>>("make")?.map(SmolStr::from),
        model: r.value::<Option<String>>("model")?.map(SmolStr::from),
        year: r.value("year")?,
        odometer: None,
        owned: false,
        has_open_repair_order: false,
        last_ro_on: None,
        purchased_on: None,
        next_appointment_on: None,
        turned_off: false,
        recycled: None,
    })
}

/// Vehicles of others that the matters in question name, if something speaks against them.
fn vehicles_elsewhere(db: &Db<'_>, scope: &Scope<'_>) -> Result<Vec<(CustomerId, VehicleElsewhere)>, StoreError> {
    let Some(source) = due::own_source(scope.spec.contact_type) else { return Ok(vec![]) };
    // Table and contact type are words of ours, never a person's text.
    let sql = format!(
        "SELECT DISTINCT c.id AS owner, v.id, v.has_open_repair_order, t.vehicle_id IS NOT NULL AS turned_off
         FROM customer c
         JOIN {table} m ON m.customer_id = c.id
         JOIN vehicle v ON v.id = m.vehicle_id AND v.customer_id <> c.id
         LEFT JOIN turn_off t ON t.vehicle_id = v.id AND t.contact_type = '{type}'
         WHERE (v.has_open_repair_order = 1 OR t.vehicle_id IS NOT NULL) AND {scope}",
        table = source.word(),
        type = scope.recorded(),
        scope = scope.only()
    );
    in_scope(db, scope, &sql, |r| {
        let vehicle = VehicleElsewhere {
            id: VehicleId(r.value("id")?),
            has_open_repair_order: r.value("has_open_repair_order")?,
            turned_off: r.value("turned_off")?,
        };
        Ok((CustomerId(r.value("owner")?), vehicle))
    })
}

/// Of a row that joins `recycle` and `recycle_code`.
pub(crate) fn recycled(r: &Row<'_>) -> Result<Option<Recycled>, StoreError> {
    let on: Option<NaiveDate> = r.maybe_word("recycled_on")?;
    let days: Option<u16> = r.value("recycle_days")?;
    Ok(on.zip(days).map(|(on, days)| Recycled { on, days }))
}

/// For everybody in the traffic log: the latest deal on any file, of any store, with one of the same numbers.
fn deals_on_numbers(db: &Db<'_>, scope: &Scope<'_>) -> Result<Vec<(CustomerId, Option<NaiveDate>)>, StoreError> {
    let sql = format!(
        "SELECT c.id, (SELECT max(d.sold_on) FROM deal d WHERE d.is_unwound = 0 AND (d.customer_id = c.id
                OR d.customer_id IN (SELECT o.customer_id FROM phone p JOIN phone o ON o.e164 = p.e164
                                     WHERE p.customer_id = c.id))) AS sold_on
         FROM customer c
         WHERE EXISTS (SELECT 1 FROM traffic_entry t WHERE t.customer_id = c.id) AND {}",
        scope.only()
    );
    in_scope(db, scope, &sql, |r| Ok((CustomerId(r.value("id")?), r.maybe_word("sold_on")?)))
}

fn phones(
    db: &Db<'_>,
    scope: &Scope<'_>,
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
    fn read(db: &Db<'_>, scope: &Scope<'_>) -> Result<Self, StoreError> {
        // A number's clocks hold over all stores that bear it. A drop in progress moves none: it locks the number
        // instead, which may clear, while a clock would bar the customer for good.
        let sql = format!(
            "SELECT a.customer_id, a.e164, a.message_id, a.contact_type, a.intended_on, a.is_marketing,
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
        let mut add = |r: &Row<'_>| all.add(r, scope.spec.recorded_type());
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
        let (counts, is_marketing): (bool, bool) = (r.value("counts")?, r.value("is_marketing")?);
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
            if is_marketing {
                clocks.last_marketing_on = clocks.last_marketing_on.max(Some(on));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
