//! Recordings.

use chrono::{DateTime, Utc};
use domain::{
    campaign::Language,
    contact_type::ContactType,
    ids::{MessageId, StoreId},
};
use rusqlite::{Row, named_params};

use crate::{
    Db, StoreError,
    columns::{Columns, change_one, ms, row, rows},
};

/// A recording without its sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: MessageId,
    pub store: StoreId,
    pub name: String,
    pub language: Language,
    pub transcript: String,
    /// Empty: every contact type.
    pub contact_types: Vec<ContactType>,
    pub sha256: String,
    pub duration_ms: u32,
    pub notices: Vec<String>,
    pub added_at: DateTime<Utc>,
    pub approved_at: Option<DateTime<Utc>>,
    pub approved_by: Option<String>,
}

impl Message {
    pub fn serves(&self, contact_type: ContactType) -> bool {
        self.contact_types.is_empty() || self.contact_types.contains(&contact_type)
    }
}

const COLUMNS: &str = "id, store_id, name, language, transcript, contact_types, sha256, duration_ms, notices, added_at,
    approved_at, approved_by FROM message";

fn from_row(r: &Row<'_>) -> Result<Message, StoreError> {
    let types: String = r.value("contact_types")?;
    Ok(Message {
        id: MessageId(r.value("id")?),
        store: StoreId(r.value("store_id")?),
        name: r.value("name")?,
        language: r.word("language")?,
        transcript: r.value("transcript")?,
        contact_types: types.split_whitespace().filter_map(ContactType::from_word).collect(),
        sha256: r.value("sha256")?,
        duration_ms: r.value("duration_ms")?,
        notices: serde_json::from_str(&r.value::<String>("notices")?).unwrap_or_default(),
        added_at: r.at("added_at")?,
        approved_at: r.maybe_at("approved_at")?,
        approved_by: r.value("approved_by")?,
    })
}

pub fn get(db: &Db<'_>, id: MessageId) -> Result<Message, StoreError> {
    row(db.0, &format!("SELECT {COLUMNS} WHERE id = ?1"), [id.0], from_row)?.ok_or(StoreError::NotFound)
}

/// Newest first.
pub fn list(db: &Db<'_>, store: StoreId) -> Result<Vec<Message>, StoreError> {
    rows(db.0, &format!("SELECT {COLUMNS} WHERE store_id = ?1 ORDER BY id DESC"), [store.0], from_row)
}

/// The sound: 8 kHz mono 16-bit WAV.
pub fn wav(db: &Db<'_>, id: MessageId) -> Result<Vec<u8>, StoreError> {
    row(db.0, "SELECT wav FROM message WHERE id = ?1", [id.0], |r| r.value("wav"))?.ok_or(StoreError::NotFound)
}

/// A recording that is being added.
pub struct NewMessage<'a> {
    pub store: StoreId,
    pub name: &'a str,
    pub language: Language,
    pub wav: &'a [u8],
    pub sha256: &'a str,
    pub duration_ms: u32,
    pub notices: &'a [String],
}

pub fn add(db: &Db<'_>, message: &NewMessage<'_>, now: DateTime<Utc>) -> Result<MessageId, StoreError> {
    let notices = serde_json::to_string(message.notices).map_err(|e| StoreError::Broken(e.to_string()))?;
    row(
        db.0,
        "INSERT INTO message (store_id, name, language, wav, sha256, duration_ms, notices, added_at)
         VALUES (:store, :name, :language, :wav, :sha256, :duration_ms, :notices, :at) RETURNING id",
        named_params! {":store": message.store.0, ":name": message.name, ":language": message.language.word(),
        ":wav": message.wav, ":sha256": message.sha256, ":duration_ms": message.duration_ms,
        ":notices": notices, ":at": ms(now)},
        |r| Ok(MessageId(r.value("id")?)),
    )?
    .ok_or(StoreError::NotFound)
}

/// Name, language, words and contact types.
pub fn save(db: &Db<'_>, message: &Message) -> Result<(), StoreError> {
    let types: Vec<&str> = message.contact_types.iter().map(|t| t.word()).collect();
    change_one(
        db.0,
        "UPDATE message SET name = ?2, language = ?3, transcript = ?4, contact_types = ?5 WHERE id = ?1",
        (message.id.0, &message.name, message.language.word(), &message.transcript, types.join(" ")),
        "the message",
    )
}

pub fn set_approval(db: &Db<'_>, id: MessageId, approval: Option<(DateTime<Utc>, &str)>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE message SET approved_at = ?2, approved_by = ?3 WHERE id = ?1",
        (id.0, approval.map(|(at, _)| ms(at)), approval.map(|(_, by)| by)),
        "the message",
    )
}
