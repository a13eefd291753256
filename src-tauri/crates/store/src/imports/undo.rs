//! Takes an import back: what it made and nothing refers to goes, what it changed and nobody changed since is put
//! back, and the rest is told in sentences. Do Not Call stays (P13).

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    contact_type::ContactType,
    due,
    ids::{CustomerId, ImportId, StoreId, VehicleId},
    phone::PhoneKind,
    source::DataSource,
};

use super::{
    FilePhone, ImportError,
    apply::{bar_numbers, do_not_call_in},
    changed::{self, ChangeRow, Changed, Thing, TurnOff, json, save_said},
    events, kept, moving, newest,
    present::phone,
};
use crate::{
    Db, StoreError, audit,
    columns::{Columns, change, change_one, ms, row, rows},
    customers, search_text,
};

/// More sentences than anybody reads; how many there are beyond is told in one.
pub const LEFT_MAX: usize = 500;

/// What undo did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    pub removed_customers: u32,
    pub removed_vehicles: u32,
    pub removed_events: u32,
    pub restored_values: u32,
    /// What was left, each with its reason; at most [`LEFT_MAX`] sentences and one that counts the others.
    pub left: Vec<String>,
}

/// Takes the newest import of a source back. One at a time from the newest: later files of a source build on earlier
/// ones, and whatever else refers to what an import made keeps it.
///
/// # Errors
/// [`ImportError::AlreadyUndone`], [`ImportError::NewerFirst`]; [`StoreError::NotFound`] if there is none of this id.
pub fn undo(db: &Db<'_>, store: StoreId, id: ImportId, by: &str, now: DateTime<Utc>) -> Result<Undone, ImportError> {
    let sql = "SELECT source, file_name, undone_at FROM import WHERE id = ?1 AND store_id = ?2";
    let found = row(db.0, sql, (id.0, store.0), |r| {
        Ok((r.word("source")?, r.value::<String>("file_name")?, r.maybe_at("undone_at")?.is_some()))
    })?;
    let (source, file_name, is_undone): (DataSource, _, _) = found.ok_or(StoreError::NotFound)?;
    if is_undone {
        return Err(ImportError::AlreadyUndone);
    }
    if !newest(db, store)?.contains(&id) {
        return Err(ImportError::NewerFirst);
    }
    let mut undo = Undo { db, import: id, done: Undone::default(), left_more: 0, touched: BTreeSet::new() };
    undo.tell_do_not_call(&file_name)?;
    change(db.0, "DELETE FROM contact WHERE import_id = ?1", [id.0])?;
    // A refusal stands, as Do Not Call does.
    change(db.0, "DELETE FROM consent WHERE import_id = ?1 AND given = 1", [id.0])?;
    for changed in changed::list(db, id)? {
        undo.put_back(&changed)?;
    }
    moving::forget(db, id)?;
    if source != DataSource::Customers {
        undo.remove_events(source)?;
    }
    undo.remove_vehicles()?;
    undo.remove_customers(store)?;
    undo.freshness(store, source)?;
    let Undo { mut done, left_more, touched, .. } = undo;
    for customer in touched {
        bar_numbers(db, customer, by, now)?;
        search_text::rebuild(db, customer)?;
    }
    if left_more > 0 {
        done.left.push(format!("{left_more} more stay for such reasons."));
    }
    change_one(db.0, "UPDATE import SET undone_at = ?2 WHERE id = ?1", (id.0, ms(now)), "the import")?;
    let (what, new) = (format!("Took back the import of {file_name}"), done.sentence());
    audit::add(db, now, &audit::Change { who: by, what: &what, old: None, new: Some(&new) })?;
    Ok(done)
}

impl Undone {
    fn sentence(&self) -> String {
        format!(
            "{} customers, {} vehicles and {} events removed, {} values put back, {} left",
            self.removed_customers,
            self.removed_vehicles,
            self.removed_events,
            self.restored_values,
            self.left.len()
        )
    }
}

struct Undo<'a> {
    db: &'a Db<'a>,
    import: ImportId,
    done: Undone,
    left_more: usize,
    /// Customers who stay and of whom something changed.
    touched: BTreeSet<CustomerId>,
}

/// What became of one change.
enum Fate {
    PutBack,
    /// Somebody changed it since: it is named.
    ChangedSince(String),
    /// Nothing that a person would miss.
    Unseen,
}

impl Undo<'_> {
    fn leave(&mut self, sentence: String) {
        if self.done.left.len() < LEFT_MAX {
            self.done.left.push(sentence);
        } else {
            self.left_more += 1;
        }
    }

    fn tell_do_not_call(&mut self, file_name: &str) -> Result<(), StoreError> {
        let sql = "SELECT count(*) AS n FROM customer c JOIN import i ON i.id = ?1
                   WHERE c.store_id = i.store_id AND c.voice_off_at = i.at AND c.voice_off_reason = ?2";
        let count: i64 =
            row(self.db.0, sql, (self.import.0, do_not_call_in(file_name)), |r| r.value("n"))?.unwrap_or_default();
        let whose = match count {
            0 => return Ok(()),
            1 => "one customer".to_owned(),
            count => format!("{count} customers"),
        };
        self.leave(format!(
            "Do Not Call of {whose} and all numbers on file stands: only a person with a reason takes it back."
        ));
        Ok(())
    }

    fn put_back(&mut self, changed: &ChangeRow) -> Result<(), StoreError> {
        let fate = match (changed.thing, changed.what) {
            (Thing::Customer(id), Changed::Phone(kind)) => self.phone(id, kind, changed)?,
            (thing, Changed::Said) => {
                save_said(self.db, thing, changed.old.as_deref())?;
                Fate::Unseen
            }
            (Thing::Customer(id), Changed::LastContactAt) => self.clock(id, "last_contact_at", changed)?,
            (Thing::Customer(id), Changed::LastAgentContactAt) => self.clock(id, "last_agent_contact_at", changed)?,
            (thing, Changed::Value(field)) => self.column(thing, field.column(), field.label(), changed)?,
            (thing @ Thing::Vehicle(_), Changed::Owner) => {
                self.touched.extend(customer_of(&changed.new));
                self.touched.extend(customer_of(&changed.old));
                self.column(thing, "customer_id", "owner", changed)?
            }
            (Thing::Vehicle(id), Changed::Owned) => self.owned(id, changed)?,
            (Thing::Vehicle(id), Changed::TurnOff) => self.turn_off(id, changed)?,
            (thing @ Thing::Vehicle(_), what @ Changed::InShop) => {
                self.column(thing, what.word(), "work in process", changed)?
            }
            // It goes with the state, which is told.
            (thing @ Thing::Event(..), Changed::Column(column @ "known_at")) => {
                self.column(thing, column, column, changed)?;
                Fate::Unseen
            }
            (thing @ Thing::Event(..), Changed::Column(column)) => {
                self.column(thing, column, &events::label(column), changed)?
            }
            (
                Thing::Customer(_),
                Changed::Owner | Changed::Owned | Changed::TurnOff | Changed::InShop | Changed::Column(_),
            )
            | (
                Thing::Vehicle(_),
                Changed::Phone(_) | Changed::LastContactAt | Changed::LastAgentContactAt | Changed::Column(_),
            )
            | (Thing::Event(..), _) => {
                return Err(StoreError::Damaged("what an import changed is not readable".to_owned()));
            }
        };
        match fate {
            Fate::PutBack => self.done.restored_values += 1,
            Fate::Unseen => return Ok(()),
            Fate::ChangedSince(what) => {
                let name = self.name(changed.thing)?;
                self.leave(format!("{name}: the {what} stays, because it was changed since."));
            }
        }
        if let Thing::Customer(id) = changed.thing {
            self.touched.insert(id);
        }
        Ok(())
    }

    fn column(&self, thing: Thing, column: &str, label: &str, changed: &ChangeRow) -> Result<Fate, StoreError> {
        let sql = format!("SELECT CAST({column} AS TEXT) AS value FROM {} WHERE id = ?1", thing.word());
        let now: Option<String> = row(self.db.0, &sql, [thing.row_id()], |r| r.value("value"))?.flatten();
        if now == changed.old {
            return Ok(Fate::Unseen);
        }
        if now != changed.new {
            return Ok(Fate::ChangedSince(label.to_owned()));
        }
        let sql = format!("UPDATE {} SET {column} = ?2 WHERE id = ?1", thing.word());
        change_one(self.db.0, &sql, (thing.row_id(), &changed.old), "what an import changed")?;
        Ok(Fate::PutBack)
    }

    fn phone(&self, id: CustomerId, kind: PhoneKind, changed: &ChangeRow) -> Result<Fate, StoreError> {
        let sql = "SELECT kind, typed, e164, extension FROM phone WHERE customer_id = ?1 AND kind = ?2";
        let now = row(self.db.0, sql, (id.0, kind.word()), |r| Ok(phone(r)?.1))?;
        let now_json = now.as_ref().map(json).transpose()?;
        if now_json == changed.old {
            return Ok(Fate::Unseen);
        }
        if now_json != changed.new {
            return Ok(Fate::ChangedSince(format!("{} phone", kind.word())));
        }
        match changed.old.as_deref().map(read::<FilePhone>).transpose()? {
            Some(old) => customers::save_phone(self.db, id, &old.in_field(kind))?,
            None => customers::clear_phone(self.db, id, kind)?,
        }
        Ok(Fate::PutBack)
    }

    /// A later contact keeps the clock where it is.
    fn clock(&self, id: CustomerId, column: &str, changed: &ChangeRow) -> Result<Fate, StoreError> {
        let sql = format!("UPDATE customer SET {column} = ?2 WHERE id = ?1 AND {column} = CAST(?3 AS INTEGER)");
        change(self.db.0, &sql, (id.0, &changed.old, &changed.new))?;
        Ok(Fate::Unseen)
    }

    fn owned(&self, id: VehicleId, changed: &ChangeRow) -> Result<Fate, StoreError> {
        let sql = "UPDATE vehicle SET owned = 0, owns_off_reason = ?2 WHERE id = ?1 AND owned = 1";
        let count = change(self.db.0, sql, (id.0, &changed.old))?;
        Ok(if count > 0 { Fate::PutBack } else { Fate::Unseen })
    }

    fn turn_off(&self, id: VehicleId, changed: &ChangeRow) -> Result<Fate, StoreError> {
        let Some(old) = changed.old.as_deref().map(read::<TurnOff>).transpose()? else { return Ok(Fate::Unseen) };
        let count = change(
            self.db.0,
            "INSERT OR IGNORE INTO turn_off (vehicle_id, contact_type, reason, at, by) VALUES (?1, ?2, ?3, ?4, ?5)",
            (id.0, old.contact_type.word(), &old.reason, ms(old.at), &old.by),
        )?;
        Ok(if count > 0 { Fate::PutBack } else { Fate::Unseen })
    }

    fn name(&self, thing: Thing) -> Result<String, StoreError> {
        let sql = match thing {
            Thing::Customer(_) => "SELECT 'Customer ' || number AS name FROM customer WHERE id = ?1".to_owned(),
            Thing::Vehicle(_) => "SELECT 'Vehicle ' || vin AS name FROM vehicle WHERE id = ?1".to_owned(),
            Thing::Event(source, _) => {
                let (title, table) = (source.title(), source.word());
                format!("SELECT '{title} ' || source_key AS name FROM {table} WHERE id = ?1")
            }
        };
        row(self.db.0, &sql, [thing.row_id()], |r| r.value("name"))?.ok_or(StoreError::NotFound)
    }

    /// Removes what the import made, but for what a run has chosen or a drop has recycled.
    fn remove_events(&mut self, source: DataSource) -> Result<(), StoreError> {
        let in_use = self.in_use(source)?;
        let sql = format!("SELECT id, source_key, customer_id FROM {} WHERE import_id = ?1", source.word());
        let made =
            rows(self.db.0, &sql, [self.import.0], |r| Ok((r.value::<i64>("id")?, r.value::<String>("source_key")?)))?;
        let sql = format!("DELETE FROM {} WHERE id = ?1", source.word());
        for (id, key) in made {
            if in_use.contains(&id) {
                self.leave(format!("{} {key} stays: a run has chosen it.", source.title()));
                continue;
            }
            change(self.db.0, &sql, [id])?;
            self.done.removed_events += 1;
        }
        Ok(())
    }

    /// Which rows of a source drops were about; the contact type says of which source a matter is.
    fn in_use(&self, source: DataSource) -> Result<HashSet<i64>, StoreError> {
        let types = ContactType::ALL
            .into_iter()
            .filter(|of| due::own_source(*of).is_some_and(|own| Some(own) == source.matter()));
        let words = types.map(|of| format!("'{}'", of.word())).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT tm.matter_id FROM target_matter tm JOIN target t ON t.id = tm.target_id JOIN run r ON r.id = t.run_id
             JOIN campaign_version v ON v.campaign_id = r.campaign_id AND v.version = r.version
             WHERE json_extract(v.spec, '$.contact_type') IN ({words})
             UNION SELECT matter_id FROM recycle WHERE matter_id IS NOT NULL AND contact_type IN ({words})"
        );
        Ok(rows(self.db.0, &sql, [], |r| r.value("matter_id"))?.into_iter().collect())
    }

    fn remove_vehicles(&mut self) -> Result<(), StoreError> {
        // The sets are read once for all vehicles.
        let sql = "SELECT v.id, v.vin, v.customer_id, CASE
                WHEN v.id IN (SELECT vehicle_id FROM target UNION ALL SELECT vehicle_id FROM target_vehicle)
                    THEN 'a run has chosen it'
                WHEN v.id IN (SELECT vehicle_id FROM contact) THEN 'there are contacts about it'
                WHEN v.id IN (SELECT vehicle_id FROM recycle) THEN 'its file is out'
                WHEN v.id IN (SELECT vehicle_id FROM matter_of) THEN 'an appointment or order for it is on file'
                WHEN v.id IN (SELECT vehicle_id FROM turn_off) THEN 'a person turned it off'
                WHEN v.owned = 0 THEN 'a person marked it as not owned'
            END AS why
            FROM vehicle v WHERE v.made_by_import = ?1 ORDER BY v.vin";
        let made = rows(self.db.0, sql, [self.import.0], |r| {
            let ids = (VehicleId(r.value("id")?), CustomerId(r.value("customer_id")?));
            Ok((ids, r.value::<String>("vin")?, r.value::<Option<String>>("why")?))
        })?;
        for ((id, owner), vin, why) in made {
            if let Some(why) = why {
                self.leave(format!("Vehicle {vin} stays: {why}."));
                continue;
            }
            save_said(self.db, Thing::Vehicle(id), None)?;
            change(self.db.0, "DELETE FROM vehicle WHERE id = ?1", [id.0])?;
            self.touched.insert(owner);
            self.done.removed_vehicles += 1;
        }
        Ok(())
    }

    fn remove_customers(&mut self, store: StoreId) -> Result<(), StoreError> {
        let sql = "SELECT c.id, c.number, CASE
                WHEN c.id IN (SELECT customer_id FROM target UNION ALL SELECT customer_id FROM attempt)
                    THEN 'a run has chosen them'
                WHEN c.id IN (SELECT customer_id FROM call_back) THEN 'they called back'
                WHEN c.id IN (SELECT customer_id FROM contact) THEN 'there are contacts in their history'
                WHEN c.id IN (SELECT customer_id FROM recycle) THEN 'their file is out'
                WHEN c.id IN (SELECT customer_id FROM matter_of) THEN 'an appointment or order of theirs is on file'
                WHEN c.id IN (SELECT customer_id FROM vehicle) THEN 'their vehicle stays'
                WHEN c.id IN (SELECT customer_id FROM consent WHERE import_id IS NULL)
                    THEN 'a person recorded their consent'
                WHEN c.taken_by IS NOT NULL THEN 'an agent has taken them'
                WHEN c.hold_reason IS NOT NULL THEN 'a person put them on hold'
                WHEN c.complaint_open = 1 THEN 'a complaint is open'
                WHEN c.voice_off_by IS NOT NULL THEN 'a person switched their voice off'
                WHEN EXISTS (SELECT 1 FROM phone p LEFT JOIN file_value f ON f.thing = 'customer' AND f.row_id = c.id
                             WHERE p.customer_id = c.id AND json_extract(f.said, '$.' || p.kind)
                                IS NOT ifnull(p.e164 || ifnull(' ext ' || p.extension, ''), p.typed))
                    THEN 'a person corrected a phone'
            END AS why
            FROM customer c WHERE c.made_by_import = ?1 ORDER BY c.number";
        let made = rows(self.db.0, sql, [self.import.0], |r| {
            let number: String = r.value("number")?;
            Ok((CustomerId(r.value("id")?), number, r.value::<Option<String>>("why")?))
        })?;
        for (id, number, why) in made {
            if let Some(why) = why {
                self.leave(format!("Customer {number} stays: {why}."));
                continue;
            }
            kept::keep(self.db, store, id)?;
            save_said(self.db, Thing::Customer(id), None)?;
            change(self.db.0, "DELETE FROM customer WHERE id = ?1", [id.0])?;
            self.touched.remove(&id);
            self.done.removed_customers += 1;
        }
        Ok(())
    }

    /// The source is again as fresh as it was before: this is its newest import, and whatever came since said only that
    /// nothing has changed.
    fn freshness(&self, store: StoreId, source: DataSource) -> Result<(), StoreError> {
        let of_this = "store_id = ?1 AND source = ?3 AND as_of_at >= (SELECT at FROM import WHERE id = ?2)";
        let before = "(SELECT fresh_before_at FROM import WHERE id = ?2)";
        let sql = format!("UPDATE data_source SET as_of_at = {before} WHERE {of_this} AND {before} IS NOT NULL");
        change(self.db.0, &sql, (store.0, self.import.0, source.word()))?;
        let sql = format!("DELETE FROM data_source WHERE {of_this} AND {before} IS NULL");
        change(self.db.0, &sql, (store.0, self.import.0, source.word()))?;
        Ok(())
    }
}

fn customer_of(id: &Option<String>) -> Option<CustomerId> {
    id.as_ref().and_then(|id| id.parse().ok()).map(CustomerId)
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Damaged("what an import changed is not readable".to_owned()))
}
