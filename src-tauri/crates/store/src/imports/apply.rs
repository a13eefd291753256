//! Writes what was planned, one customer after the other.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    ids::{CodeId, CustomerId, ImportId, StoreId, VehicleId},
    phone::E164,
    source::DataSource,
};

use super::{
    Field, FileConsent, FileContact, Rejected, Summary,
    changed::{self, Changed, Thing, json},
    inserts::Inserts,
    kept,
    moving::Moves,
    plan::{CustomerPlan, PhoneChange, SaidChange, ValueChange, VehiclePlan, VoiceOff},
};
use crate::{
    Db, StoreError, audit,
    columns::{Columns, change, change_one, day, ms, row, rows},
    customers, numbers, search_text,
    stores::{data_as_of, is_fresh},
};

/// Where a file comes from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub file_name: &'a str,
    pub sha256: &'a str,
    pub by: &'a str,
    pub now: DateTime<Utc>,
}

/// Writes customers as they were planned.
pub(super) struct Writer<'a> {
    db: &'a Db<'a>,
    store: StoreId,
    source: Source<'a>,
    import: ImportId,
    inserts: Inserts<'a>,
    lost_a_vehicle: BTreeSet<CustomerId>,
}

impl<'a> Writer<'a> {
    pub fn begin(db: &'a Db<'a>, store: StoreId, source: Source<'a>) -> Result<Self, StoreError> {
        let fresh_before = data_as_of(db, store, "customers")?;
        let import = row(
            db.0,
            "INSERT INTO import (store_id, file_name, sha256, at, by, summary, fresh_before_at)
             VALUES (?1, ?2, ?3, ?4, ?5, '{}', ?6) RETURNING id",
            (store.0, source.file_name, source.sha256, ms(source.now), source.by, fresh_before.map(ms)),
            |r| Ok(ImportId(r.value("id")?)),
        )?
        .ok_or(StoreError::NotFound)?;
        let inserts = Inserts::new(db, store, import)?;
        Ok(Self { db, store, source, import, inserts, lost_a_vehicle: BTreeSet::new() })
    }

    /// Writes what can be said of the file only at its end.
    pub fn finish(self, summary: &Summary, rejected: &[Rejected]) -> Result<ImportId, StoreError> {
        let Self { db, store, source, import, lost_a_vehicle, .. } = self;
        for customer in lost_a_vehicle {
            search_text::rebuild(db, customer)?;
        }
        for rejected in rejected {
            change(
                db.0,
                "INSERT OR IGNORE INTO import_rejected (import_id, line, reason, text) VALUES (?1, ?2, ?3, ?4)",
                (import.0, rejected.line, &rejected.reason, &rejected.text),
            )?;
        }
        let sql = "UPDATE import SET summary = ?2 WHERE id = ?1";
        change_one(db.0, sql, (import.0, json(summary)?), "the import")?;
        is_fresh(db, store, "customers", source.now)?;
        let (what, new) = (format!("Imported {}", source.file_name), summary.sentence(DataSource::Customers));
        audit::add(db, source.now, &audit::Change { who: source.by, what: &what, old: None, new: Some(&new) })?;
        Ok(import)
    }
}

impl Writer<'_> {
    pub fn customer(&mut self, plan: &CustomerPlan<'_>) -> Result<(), StoreError> {
        self.db.lighten()?;
        let id = match plan.id {
            Some(id) => {
                self.change_values(Thing::Customer(id), plan.values.iter())?;
                id
            }
            None => self.inserts.customer(plan)?,
        };
        let is_new = plan.id.is_none();
        for phone in &plan.phones {
            self.phone(id, phone, is_new)?;
        }
        self.voice(id, plan)?;
        for (contact, code) in &plan.contacts {
            self.contact(id, contact, *code)?;
        }
        if let Some(consent) = &plan.consent {
            self.consent(id, consent)?;
        }
        self.said(Thing::Customer(id), plan.said.as_ref(), is_new)?;
        for vehicle in &plan.vehicles {
            self.vehicle(id, vehicle)?;
            self.lost_a_vehicle.extend(vehicle.moves_from);
        }
        let is_searched =
            !plan.values.is_empty() || !plan.phones.is_empty() || plan.vehicles.iter().any(VehiclePlan::changes_owner);
        if is_searched && !is_new {
            search_text::rebuild(self.db, id)?;
        }
        Ok(())
    }

    /// The repair orders on file know a later visit than this file: it does not go back.
    fn has_later_order(&self, id: VehicleId, values: &[ValueChange<'_>]) -> Result<bool, StoreError> {
        let Some(visit) = values.iter().find(|value| value.field == Field::LastRoOn) else { return Ok(false) };
        let sql = "SELECT 1 FROM repair_order WHERE vehicle_id = ?1 AND ifnull(closed_on, opened_on) > ?2 LIMIT 1";
        Ok(row(self.db.0, sql, (id.0, visit.new), |_| Ok(()))?.is_some())
    }

    fn change_values<'v, 'f: 'v>(
        &self,
        thing: Thing,
        values: impl Iterator<Item = &'v ValueChange<'f>>,
    ) -> Result<(), StoreError> {
        for value in values {
            let column = value.field.column();
            let sql = format!("UPDATE {} SET {column} = ?2 WHERE id = ?1", thing.word());
            change_one(self.db.0, &sql, (thing.row_id(), value.new), "what an import changes")?;
            self.note(thing, Changed::Value(value.field), value.old.as_deref(), Some(value.new))?;
        }
        Ok(())
    }

    fn phone(&mut self, id: CustomerId, phone: &PhoneChange<'_>, is_new: bool) -> Result<(), StoreError> {
        if is_new {
            return self.inserts.phone(id, phone.kind, phone.new);
        }
        customers::save_phone(self.db, id, &phone.new.in_field(phone.kind))?;
        let old = phone.old.as_ref().map(json).transpose()?;
        self.note(Thing::Customer(id), Changed::Phone(phone.kind), old.as_deref(), Some(&json(phone.new)?))
    }

    /// Turns voice off, never on (P13); every number on such a file is opted out, also one that joins it later.
    fn voice(&self, id: CustomerId, plan: &CustomerPlan<'_>) -> Result<(), StoreError> {
        let by_file = do_not_call_in(self.source.file_name);
        let off = match &plan.voice_off {
            None if plan.id.is_none() || plan.phones.is_empty() => return Ok(()),
            None => None,
            Some(VoiceOff::ByFile) => Some((by_file.as_str(), self.source.now)),
            Some(VoiceOff::Kept { reason, at }) => {
                kept::take(self.db, self.store, plan.number)?;
                Some((reason.as_str(), *at))
            }
        };
        if let Some((reason, at)) = off {
            change(
                self.db.0,
                "UPDATE customer SET voice_off_reason = ?2, voice_off_at = ?3, voice_off_by = NULL
                 WHERE id = ?1 AND (voice_off_at IS NULL OR voice_off_by IS NOT NULL)",
                (id.0, reason, ms(at)),
            )?;
        }
        bar_numbers(self.db, id, self.source.by, self.source.now)
    }

    /// A code of the other system is named, but puts no file out: which contact type it was for is not known.
    fn contact(&self, id: CustomerId, contact: &FileContact, code: Option<CodeId>) -> Result<(), StoreError> {
        change(
            self.db.0,
            "INSERT INTO contact (store_id, customer_id, user_name, started_at, finished_at, comment, code_id,
                                  import_id, import_key)
             VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8)",
            (
                self.store.0,
                id.0,
                contact.by.as_deref().unwrap_or("Dealer system"),
                ms(contact.at),
                contact.code.as_deref().unwrap_or("Contact"),
                code.map(|code| code.0),
                self.import.0,
                contact.key(),
            ),
        )?;
        let clocks =
            [("last_contact_at", Changed::LastContactAt), ("last_agent_contact_at", Changed::LastAgentContactAt)];
        for (column, what) in clocks {
            let sql = format!("SELECT {column} AS at FROM customer WHERE id = ?1");
            let before = row(self.db.0, &sql, [id.0], |r| r.maybe_at("at"))?.flatten();
            if before >= Some(contact.at) {
                continue;
            }
            let sql = format!("UPDATE customer SET {column} = ?2 WHERE id = ?1");
            change_one(self.db.0, &sql, (id.0, ms(contact.at)), "the customer")?;
            let (old, new) = (before.map(|at| ms(at).to_string()), ms(contact.at).to_string());
            self.note(Thing::Customer(id), what, old.as_deref(), Some(&new))?;
        }
        Ok(())
    }

    fn consent(&self, id: CustomerId, consent: &FileConsent) -> Result<(), StoreError> {
        change(
            self.db.0,
            "INSERT INTO consent (customer_id, given, given_on, source, import_id, recorded_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                id.0,
                consent.given,
                consent.on.map(day),
                format!("{} in {}", consent.kind, self.source.file_name),
                self.import.0,
                ms(self.source.now),
            ),
        )?;
        Ok(())
    }

    fn vehicle(&mut self, owner: CustomerId, plan: &VehiclePlan<'_>) -> Result<(), StoreError> {
        let Some(id) = plan.id else {
            let id = self.inserts.vehicle(owner, plan)?;
            return self.said(Thing::Vehicle(id), plan.said.as_ref(), true);
        };
        let thing = Thing::Vehicle(id);
        if let Some(before) = plan.moves_from {
            self.moves().give_to(id, before, owner)?;
        }
        let went_on = self.has_later_order(id, &plan.values)?;
        let is_past =
            |value: &&ValueChange<'_>| went_on && matches!(value.field, Field::LastRoOn | Field::LastRoNumber);
        self.change_values(thing, plan.values.iter().filter(|value| !is_past(value)))?;
        if plan.is_new_purchase {
            self.moves().turn_on(id)?;
        }
        self.said(thing, plan.said.as_ref(), false)
    }

    fn said(&mut self, thing: Thing, said: Option<&SaidChange<'_>>, is_new: bool) -> Result<(), StoreError> {
        let Some(said) = said else { return Ok(()) };
        if !is_new {
            self.note(thing, Changed::Said, said.old.as_deref(), None)?;
        }
        self.inserts.said(thing, &said.new)
    }

    fn moves(&self) -> Moves<'_> {
        let Source { file_name, now, .. } = self.source;
        Moves { db: self.db, store: self.store, import: self.import, file_name, now }
    }

    fn note(&self, thing: Thing, what: Changed, old: Option<&str>, new: Option<&str>) -> Result<(), StoreError> {
        changed::add(self.db, self.import, thing, what, old, new)
    }
}

/// Why voice is off for a customer whom a file marks so.
pub(super) fn do_not_call_in(file_name: &str) -> String {
    format!("Do Not Call in {file_name}")
}

/// Opts out every number of a customer who is opted out; a person's switch bars the customer, and no number.
pub(super) fn bar_numbers(db: &Db<'_>, id: CustomerId, by: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "SELECT DISTINCT p.e164, c.voice_off_reason FROM phone p JOIN customer c ON c.id = p.customer_id
               WHERE c.id = ?1 AND c.voice_off_at IS NOT NULL AND c.voice_off_by IS NULL AND p.e164 IS NOT NULL";
    let barred: Vec<(E164, String)> = rows(db.0, sql, [id.0], |r| Ok((r.word("e164")?, r.value("voice_off_reason")?)))?;
    for (number, reason) in barred {
        numbers::opt_out(db, &number, by, &reason, now)?;
    }
    Ok(())
}
