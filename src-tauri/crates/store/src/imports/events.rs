//! Event files: appointments, repair orders and whatever else a contact can be about.
//!
//! Each event is compared with what is on file and written in the same step, one at a time: a nightly file of any length
//! needs no more memory than one event, and what was written before is seen by what comes after. A preview takes the
//! same steps without writing.

mod cells;
mod known;
mod people;
mod vehicles;

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    event::{Event, Who},
    facts::AppointmentState,
    ids::{CustomerId, ImportId, StoreId, VehicleId},
    source::DataSource,
    zone::Zone,
};
use rusqlite::{Row, params_from_iter, types::Value};

use super::{
    ImportError, Rejected, Summary,
    changed::{self, Changed, Thing, json},
    moving::Moves,
};
use crate::{
    Db, StoreError, audit,
    columns::{Columns, change, change_one, ms, row},
    search_text,
    stores::{self, data_as_of, is_fresh},
};

pub(super) use cells::{COLUMNS, LINKS, label};
use cells::{Cell, cells};
use known::Known;
pub use people::OnFile;

/// Statements that one event needs; the connection keeps 16 without being asked.
const STATEMENTS: usize = 128;

/// Where an event file comes from.
#[derive(Clone, Copy, Debug)]
pub struct EventSource<'a> {
    pub source: DataSource,
    pub file_name: &'a str,
    pub sha256: &'a str,
    pub by: &'a str,
    pub now: DateTime<Utc>,
}

/// What became of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    New,
    /// New, though an entry of the same day may be the same: whoever reads the file is told.
    Doubtful,
    Changed,
    /// On file as the file says it.
    Same,
    Refused(Refusal),
}

/// Why an event is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("No customer on file has this number, and none this VIN. Take the customers' file in first.")]
    UnknownCustomer,
}

/// What taking the file in does, so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub new: u32,
    pub changed: u32,
    pub same: u32,
    pub refused: u32,
    /// Of the new ones: those that may be on file already.
    pub doubtful: u32,
    pub new_customers: u32,
    pub new_vehicles: u32,
}

/// Takes the events of one file.
pub struct Events<'a> {
    db: &'a Db<'a>,
    store: StoreId,
    file: EventSource<'a>,
    zone: Zone,
    /// `None`: nothing is written.
    import: Option<ImportId>,
    tally: Tally,
    /// Nothing is looked for in a table that was empty when the import began, but what this file made.
    had_events: bool,
    /// Keys that this file has made, or would make: a further row of one is neither new nor changed.
    made: HashSet<String>,
    /// Whom a preview would put on file.
    would_make: HashSet<String>,
    next_number: Option<i64>,
    /// Vehicles whose last visit or open order may have moved.
    visited: BTreeSet<VehicleId>,
    /// Customers whose search text is to be made anew.
    renamed: BTreeSet<CustomerId>,
}

impl<'a> Events<'a> {
    /// Only counts.
    pub fn look(db: &'a Db<'a>, store: StoreId, file: EventSource<'a>) -> Result<Self, StoreError> {
        db.0.set_prepared_statement_cache_capacity(STATEMENTS);
        let any = format!("SELECT 1 FROM {} WHERE store_id = ?1 LIMIT 1", file.source.word());
        Ok(Self {
            had_events: row(db.0, &any, [store.0], |_| Ok(()))?.is_some(),
            db,
            store,
            file,
            zone: stores::get(db, store)?.calendar.zone,
            import: None,
            tally: Tally::default(),
            made: HashSet::new(),
            would_make: HashSet::new(),
            next_number: None,
            visited: BTreeSet::new(),
            renamed: BTreeSet::new(),
        })
    }

    /// Writes. The caller's transaction holds all of the file or nothing.
    pub fn begin(db: &'a Db<'a>, store: StoreId, file: EventSource<'a>) -> Result<Self, StoreError> {
        let mut events = Self::look(db, store, file)?;
        let fresh_before = data_as_of(db, store, file.source.word())?;
        events.import = row(
            db.0,
            "INSERT INTO import (store_id, source, file_name, sha256, at, by, summary, fresh_before_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, '{}', ?7) RETURNING id",
            (store.0, file.source.word(), file.file_name, file.sha256, ms(file.now), file.by, fresh_before.map(ms)),
            |r| Ok(ImportId(r.value("id")?)),
        )?;
        Ok(events)
    }

    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// One event with whose it is.
    ///
    /// # Errors
    /// [`StoreError::Broken`] for an event of another source than the file's.
    pub fn take(&mut self, who: &Who, event: &Event) -> Result<Fate, StoreError> {
        if event.source() != self.file.source {
            return Err(StoreError::Broken("an event stands in the file of another source".to_owned()));
        }
        if self.import.is_some() {
            self.db.lighten()?;
        }
        let key = event.key(who);
        let mut fate = self.compare(who, event, &key)?;
        if matches!(fate, Fate::New | Fate::Doubtful | Fate::Changed) && !self.made.insert(key) {
            fate = Fate::Same;
        }
        match fate {
            Fate::New => self.tally.new += 1,
            Fate::Doubtful => {
                self.tally.new += 1;
                self.tally.doubtful += 1;
            }
            Fate::Changed => self.tally.changed += 1,
            Fate::Same => self.tally.same += 1,
            Fate::Refused(_) => self.tally.refused += 1,
        }
        Ok(fate)
    }

    fn compare(&mut self, who: &Who, event: &Event, key: &str) -> Result<Fate, StoreError> {
        let by_key = match self.had_events || self.made.contains(key) {
            true => Present::read(self.db, self.store, self.file.source, key)?,
            false => None,
        };
        let (present, is_doubtful) = match by_key {
            Some(present) => (Some(present), false),
            None => match self.known_otherwise(who, event)? {
                Known::No => (None, false),
                Known::Is(present) => (Some(present), false),
                Known::Perhaps => (None, true),
            },
        };
        let Some(customer) = self.customer_of(who, present.as_ref())? else {
            return Ok(Fate::Refused(Refusal::UnknownCustomer));
        };
        let vehicle = self.vehicle_of(who, customer, event)?;
        let today = self.zone.date_at(self.file.now);
        let cells = cells(event, self.file.now, today, &self.zone);
        match present {
            None => {
                self.insert(key, customer, vehicle, cells)?;
                Ok(if is_doubtful { Fate::Doubtful } else { Fate::New })
            }
            Some(present) => {
                let key = self.better_key(&present, event, key);
                let changed = self.update(&present, key, customer, vehicle, &cells)?;
                Ok(if changed { Fate::Changed } else { Fate::Same })
            }
        }
    }

    fn insert(
        &mut self,
        key: &str,
        customer: Option<CustomerId>,
        vehicle: Option<VehicleId>,
        cells: Vec<(&'static str, Cell)>,
    ) -> Result<(), StoreError> {
        let (Some(import), Some(customer)) = (self.import, customer) else { return Ok(()) };
        let sql = insert_sql(self.file.source);
        let first = [
            Value::from(self.store.0),
            Value::from(customer.0),
            Value::from(vehicle.map(|vehicle| vehicle.0)),
            Value::from(key.to_owned()),
            Value::from(import.0),
        ];
        let values = first.into_iter().chain(cells.into_iter().map(|(_, cell)| cell.at_insert()));
        change_one(self.db.0, &sql, params_from_iter(values), "the event")
    }

    /// The newest file speaks the whole truth of an event, so every cell that says another thing changes it.
    fn update(
        &mut self,
        present: &Present,
        key: Option<&str>,
        customer: Option<CustomerId>,
        vehicle: Option<VehicleId>,
        cells: &[(&'static str, Cell)],
    ) -> Result<bool, StoreError> {
        let links = [
            ("customer_id", customer.map(|customer| customer.0)),
            // A row that names no VIN does not say that there is none.
            ("vehicle_id", vehicle.map(|vehicle| vehicle.0)),
        ];
        let links = links.into_iter().filter_map(|(column, id)| Some((column, id?.into())));
        let key = key.map(|key| ("source_key", key.to_owned().into()));
        let said = cells.iter().filter_map(|(column, cell)| Some((*column, cell.said()?.clone())));
        let booked_again = present.is_booked_again(cells).then(|| ("known_at", ms(self.file.now).into()));
        let mut is_changed = false;
        for (column, new) in
            key.into_iter().chain(links).chain(said).chain(booked_again).collect::<Vec<(&'static str, Value)>>()
        {
            let old = present.value(column);
            if old == Some(&new) || keeps_confirmed(column, old, &new) {
                continue;
            }
            is_changed = true;
            let Some(import) = self.import else { continue };
            let sql = format!("UPDATE {} SET {column} = ?2 WHERE id = ?1", self.file.source.word());
            change_one(self.db.0, &sql, (present.id, &new), "the event")?;
            let thing = Thing::Event(self.file.source, present.id);
            let (old, new) = (old.and_then(text), text(&new));
            changed::add(self.db, import, thing, Changed::Column(column), old.as_deref(), new.as_deref())?;
        }
        Ok(is_changed)
    }

    /// Ends the file: vehicles follow their orders, and the source is as of now. Gives the tally as it is stored.
    ///
    /// # Errors
    /// [`StoreError::Broken`] for a file that was only looked at.
    pub fn finish(mut self, mut summary: Summary, rejected: &[Rejected]) -> Result<ImportId, ImportError> {
        let import = self.import.ok_or_else(|| StoreError::Broken("this file was only looked at".to_owned()))?;
        self.follow_orders()?;
        for customer in std::mem::take(&mut self.renamed) {
            search_text::rebuild(self.db, customer)?;
        }
        for rejected in rejected {
            change(
                self.db.0,
                "INSERT OR IGNORE INTO import_rejected (import_id, line, reason, text) VALUES (?1, ?2, ?3, ?4)",
                (import.0, rejected.line, &rejected.reason, &rejected.text),
            )?;
        }
        let Tally { new, changed, same, new_customers, doubtful, .. } = self.tally;
        summary.new_customers = new_customers;
        (summary.new_events, summary.changed_events, summary.same_events) = (new, changed, same);
        summary.doubtful_events = doubtful;
        summary.rejected = rejected.len() as u32;
        change_one(
            self.db.0,
            "UPDATE import SET summary = ?2 WHERE id = ?1",
            (import.0, json(&summary)?),
            "the import",
        )?;
        is_fresh(self.db, self.store, self.file.source.word(), self.file.now)?;
        let what = format!("Imported {} ({})", self.file.file_name, self.file.source.title());
        let new = summary.sentence(self.file.source);
        let entry = audit::Change { who: self.file.by, what: &what, old: None, new: Some(&new) };
        audit::add(self.db, self.file.now, &entry)?;
        Ok(import)
    }

    fn moves(&self) -> Option<Moves<'a>> {
        let EventSource { file_name, now, .. } = self.file;
        self.import.map(|import| Moves { db: self.db, store: self.store, import, file_name, now })
    }
}

/// An agent who confirmed an appointment here knows more than a file that says it is booked.
fn keeps_confirmed(column: &str, old: Option<&Value>, new: &Value) -> bool {
    let is = |value: &Value, word: &str| matches!(value, Value::Text(text) if text == word);
    column == "state" && is(new, "booked") && old.is_some_and(|old| is(old, "confirmed"))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Null | Value::Real(_) | Value::Blob(_) => None,
    }
}

fn insert_sql(source: DataSource) -> String {
    let columns = COLUMNS.iter().find(|(of, _)| *of == source).map_or(&[][..], |(_, columns)| columns);
    let places = vec!["?"; columns.len() + 5].join(", ");
    let columns: String = columns.iter().map(|column| format!(", {column}")).collect();
    format!(
        "INSERT INTO {} (store_id, customer_id, vehicle_id, source_key, import_id{columns}) VALUES ({places})",
        source.word()
    )
}

/// An event that is on file.
struct Present {
    id: i64,
    key: String,
    customer: CustomerId,
    values: Vec<(&'static str, Value)>,
}

impl Present {
    fn value(&self, column: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| *name == column).map(|(_, value)| value)
    }

    /// An appointment that was over, missed or deleted is expected again: somebody booked it anew.
    fn is_booked_again(&self, cells: &[(&'static str, Cell)]) -> bool {
        let state = |value: &Value| match value {
            Value::Text(word) => AppointmentState::from_word(word),
            Value::Null | Value::Integer(_) | Value::Real(_) | Value::Blob(_) => None,
        };
        let said = cells.iter().find(|(column, _)| *column == "state").and_then(|(_, cell)| cell.said());
        let (before, now) = (self.value("state").and_then(state), said.and_then(state));
        before.is_some_and(|state| !state.is_booked()) && now.is_some_and(AppointmentState::is_booked)
    }

    fn read(db: &Db<'_>, store: StoreId, source: DataSource, key: &str) -> Result<Option<Self>, StoreError> {
        // Tables are named by the words of their sources, ours and never a person's text.
        let sql = format!("SELECT * FROM {} WHERE store_id = ?1 AND source_key = ?2", source.word());
        row(db.0, &sql, (store.0, key), |r| Self::from_row(r, source))
    }

    fn get(db: &Db<'_>, source: DataSource, id: i64) -> Result<Option<Self>, StoreError> {
        row(db.0, &format!("SELECT * FROM {} WHERE id = ?1", source.word()), [id], |r| Self::from_row(r, source))
    }

    fn from_row(r: &Row<'_>, source: DataSource) -> Result<Self, StoreError> {
        let columns = COLUMNS.iter().find(|(of, _)| *of == source).map_or(&[][..], |(_, columns)| columns);
        let of = |column: &&'static str| Ok((*column, r.value::<Value>(column)?));
        let values = LINKS.iter().chain(columns).map(of);
        Ok(Self {
            id: r.value("id")?,
            key: r.value("source_key")?,
            customer: CustomerId(r.value("customer_id")?),
            values: values.collect::<Result<_, StoreError>>()?,
        })
    }
}
