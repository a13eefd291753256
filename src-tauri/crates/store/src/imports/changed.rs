//! What an import changed of rows that were there before, written down so that it can be put back.

use chrono::{DateTime, Utc};
use domain::{
    contact_type::ContactType,
    ids::{CustomerId, ImportId, VehicleId},
    phone::PhoneKind,
    source::DataSource,
};
use serde::{Deserialize, Serialize};

use super::{Field, events};
use crate::{
    Db, StoreError,
    columns::{Columns, change, rows},
};

/// The row that an import changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Customer(CustomerId),
    Vehicle(VehicleId),
    /// A row of the table of this source.
    Event(DataSource, i64),
}

impl Thing {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Customer(_) => "customer",
            Self::Vehicle(_) => "vehicle",
            Self::Event(source, _) => source.word(),
        }
    }

    pub(super) fn row_id(self) -> i64 {
        match self {
            Self::Customer(id) => id.0,
            Self::Vehicle(id) => id.0,
            Self::Event(_, id) => id,
        }
    }
}

/// What of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    Value(Field),
    /// Old and new are [`super::FilePhone`] in JSON.
    Phone(PhoneKind),
    /// The whole of what the file said before, in JSON.
    Said,
    /// Old and new are ids of customers.
    Owner,
    /// A new purchase made the VIN owned again; old is the reason why it was not.
    Owned,
    /// A new purchase took a turn-off away; old is [`TurnOff`] in JSON.
    TurnOff,
    /// Of a vehicle: whether a repair order is open.
    InShop,
    /// Of an event.
    Column(&'static str),
    /// Milliseconds since 1970.
    LastContactAt,
    /// Milliseconds since 1970.
    LastAgentContactAt,
}

impl Changed {
    const OTHERS: [Self; 7] = [
        Self::Said,
        Self::Owner,
        Self::Owned,
        Self::TurnOff,
        Self::InShop,
        Self::LastContactAt,
        Self::LastAgentContactAt,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Value(field) => field.column(),
            Self::Phone(kind) => kind.word(),
            Self::Said => "said",
            Self::Owner => "owner",
            Self::Owned => "owned",
            Self::TurnOff => "turn_off",
            Self::InShop => "has_open_repair_order",
            Self::Column(column) => column,
            Self::LastContactAt => "last_contact_at",
            Self::LastAgentContactAt => "last_agent_contact_at",
        }
    }

    fn from_word(thing: Thing, word: &str) -> Option<Self> {
        if let Thing::Event(source, _) = thing {
            let (_, columns) = events::COLUMNS.iter().find(|(of, _)| *of == source)?;
            let mut known = events::LINKS.iter().chain(*columns);
            return known.find(|column| **column == word).map(|column| Self::Column(column));
        }
        let value = || Field::from_column(word).map(Self::Value);
        let phone = || PhoneKind::from_word(word).map(Self::Phone);
        Self::OTHERS.into_iter().find(|other| other.word() == word).or_else(value).or_else(phone)
    }
}

/// A row of the table `turn_off`, but for its vehicle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TurnOff {
    pub contact_type: ContactType,
    pub reason: String,
    pub at: DateTime<Utc>,
    pub by: String,
}

pub(super) struct ChangeRow {
    pub thing: Thing,
    pub what: Changed,
    pub old: Option<String>,
    pub new: Option<String>,
}

pub(super) fn add(
    db: &Db<'_>,
    import: ImportId,
    thing: Thing,
    what: Changed,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO import_change (import_id, thing, row_id, field, old, new) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (import.0, thing.word(), thing.row_id(), what.word(), old, new),
    )?;
    Ok(())
}

/// Newest first: the order in which they are put back.
pub(super) fn list(db: &Db<'_>, import: ImportId) -> Result<Vec<ChangeRow>, StoreError> {
    rows(db.0, "SELECT * FROM import_change WHERE import_id = ?1 ORDER BY id DESC", [import.0], |r| {
        let (id, word): (i64, String) = (r.value("row_id")?, r.value("field")?);
        let thing = match r.value::<String>("thing")?.as_str() {
            "customer" => Thing::Customer(CustomerId(id)),
            "vehicle" => Thing::Vehicle(VehicleId(id)),
            _ => Thing::Event(r.word("thing")?, id),
        };
        let what = Changed::from_word(thing, &word)
            .ok_or_else(|| StoreError::Damaged("what an import changed is not readable".to_owned()))?;
        Ok(ChangeRow { thing, what, old: r.value("old")?, new: r.value("new")? })
    })
}

/// JSON of a value of ours, which always has one.
pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Broken(format!("a value has no JSON: {error}")))
}

/// Thing, its id and the text.
pub(super) const SAVE_SAID: &str = "INSERT INTO file_value (thing, row_id, said) VALUES (?1, ?2, ?3)
    ON CONFLICT (thing, row_id) DO UPDATE SET said = excluded.said";

/// Writes or forgets what the file said; an empty text is nothing said.
pub(super) fn save_said(db: &Db<'_>, thing: Thing, said: Option<&str>) -> Result<(), StoreError> {
    match said {
        Some(said) => change(db.0, SAVE_SAID, (thing.word(), thing.row_id(), said))?,
        None => {
            change(db.0, "DELETE FROM file_value WHERE thing = ?1 AND row_id = ?2", (thing.word(), thing.row_id()))?
        }
    };
    Ok(())
}
