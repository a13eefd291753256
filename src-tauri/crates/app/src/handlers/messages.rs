//! Recordings: added, described, approved and played. The test drop lives with the engine.

mod test_drop;
mod upload;

pub use test_drop::{test_drop, test_drop_get};

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use domain::{campaign::NAME_CHARS_MAX, ids::MessageId};
use store::{
    Db, StoreError, audit,
    campaigns::{self, Campaign},
    messages::{self as recordings, Message, NewMessage},
    stores,
};

use crate::{
    Caller, House,
    dto::{
        Nothing,
        messages::{MessageAdd, MessageAudio, MessageDto, MessageKey, MessageList, MessageSave},
    },
    error::CommandError,
    events::Topic,
};

/// A minute of speech has some 1,000 characters; more is no transcript of a recording that can be sent.
const TRANSCRIPT_CHARS_MAX: usize = 2_000;

/// Newest first.
pub async fn list(house: &Arc<House>, _caller: &Caller, _request: Nothing) -> Result<MessageList, CommandError> {
    house.store.read(|db| {
        let campaigns = campaigns::list(db, house.store_id)?;
        let messages = recordings::list(db, house.store_id)?.into_iter();
        Ok(MessageList { messages: messages.map(|message| dto(message, &campaigns)).collect() })
    })
}

/// Adds a recording, not yet approved, named after its file and in the store's language.
///
/// # Errors
/// Those of [`upload`], all beside the field `file`.
pub async fn add(house: &Arc<House>, caller: &Caller, request: MessageAdd) -> Result<MessageDto, CommandError> {
    let upload = upload::read(request).await?;
    let recording = &upload.recording;
    let notices: Vec<String> = recording.notices.iter().map(ToString::to_string).collect();
    change(house, |db| {
        let new = NewMessage {
            store: house.store_id,
            name: &upload.name,
            language: stores::get(db, house.store_id)?.language,
            wav: &recording.wav,
            sha256: &recording.sha256,
            duration_ms: recording.duration_ms,
            notices: &notices,
        };
        let id = recordings::add(db, &new, house.now())?;
        write_down(db, house, caller, &format!("Message {} added", upload.name), None, Some(&recording.sha256))?;
        Ok(id)
    })
}

/// Name, language, transcript and contact types. What was approved is what is heard, and for whom: a change of
/// language, transcript or contact types takes the approval back; another name does not.
///
/// # Errors
/// `message.name_empty`, `message.name_long`, `message.transcript_long`.
pub async fn save(house: &Arc<House>, caller: &Caller, request: MessageSave) -> Result<MessageDto, CommandError> {
    let (name, transcript) = (request.name.trim(), request.transcript.trim());
    check_texts(name, transcript)?;
    let mut contact_types = request.contact_types;
    contact_types.sort();
    contact_types.dedup();
    change(house, |db| {
        let before = message_of(db, house, request.id)?;
        let (name, transcript) = (name.to_owned(), transcript.to_owned());
        let after = Message { name, transcript, language: request.language, contact_types, ..before.clone() };
        recordings::save(db, &after)?;
        let says_the_same = before.language == after.language
            && before.transcript == after.transcript
            && before.contact_types == after.contact_types;
        if !says_the_same && before.approved_at.is_some() {
            recordings::set_approval(db, before.id, None)?;
            let what = format!("Approval of message {} taken back by a change", after.name);
            write_down(db, house, caller, &what, before.approved_by.as_deref(), None)?;
        }
        let what = format!("Message {}", before.name);
        write_down(db, house, caller, &what, Some(&words_of(&before)), Some(&words_of(&after)))?;
        Ok(before.id)
    })
}

fn check_texts(name: &str, transcript: &str) -> Result<(), CommandError> {
    if name.is_empty() {
        return Err(CommandError::field("message.name_empty", "name", "Give the message a name."));
    }
    if name.chars().count() > NAME_CHARS_MAX {
        let sentence = format!("This name is too long: use at most {NAME_CHARS_MAX} characters.");
        return Err(CommandError::field("message.name_long", "name", sentence));
    }
    if transcript.chars().count() > TRANSCRIPT_CHARS_MAX {
        let sentence = "This is longer than a minute of speech. Type only what the recording says.";
        return Err(CommandError::field("message.transcript_long", "transcript", sentence));
    }
    Ok(())
}

/// Approves a recording for use; approving it again changes nothing.
///
/// # Errors
/// `message.no_transcript`: whoever answers a call-back reads the words, so they must be there.
pub async fn approve(house: &Arc<House>, caller: &Caller, request: MessageKey) -> Result<MessageDto, CommandError> {
    change(house, |db| {
        let message = message_of(db, house, request.id)?;
        if message.approved_at.is_some() {
            return Ok(message.id);
        }
        if message.transcript.is_empty() {
            let sentence = "Type what the recording says first: whoever answers a call-back needs the words.";
            return Err(CommandError::field("message.no_transcript", "transcript", sentence));
        }
        recordings::set_approval(db, message.id, Some((house.now(), &caller.name)))?;
        let what = format!("Message {} approved", message.name);
        write_down(db, house, caller, &what, None, Some(&words_of(&message)))?;
        Ok(message.id)
    })
}

/// Takes the approval back: no further run starts with it.
pub async fn withdraw(house: &Arc<House>, caller: &Caller, request: MessageKey) -> Result<MessageDto, CommandError> {
    change(house, |db| {
        let message = message_of(db, house, request.id)?;
        if let Some(by) = &message.approved_by {
            recordings::set_approval(db, message.id, None)?;
            let what = format!("Approval of message {} taken back", message.name);
            write_down(db, house, caller, &what, Some(by), None)?;
        }
        Ok(message.id)
    })
}

/// The recording, to be played.
pub async fn audio(house: &Arc<House>, _caller: &Caller, request: MessageKey) -> Result<MessageAudio, CommandError> {
    let wav = house.store.read(|db| {
        let message = message_of(db, house, request.id)?;
        recordings::wav(db, message.id)
    })?;
    Ok(MessageAudio { base64: BASE64.encode(wav) })
}

/// Does all of `work` or nothing, tells the window, and gives the message as it is then.
fn change(
    house: &Arc<House>,
    work: impl FnOnce(&Db<'_>) -> Result<MessageId, CommandError>,
) -> Result<MessageDto, CommandError> {
    let changed = house.store.write(|db| {
        let id = work(db)?;
        let campaigns = campaigns::list(db, house.store_id)?;
        Ok::<_, CommandError>(dto(message_of(db, house, id)?, &campaigns))
    })?;
    house.changed(&[Topic::Messages, Topic::Campaigns]);
    Ok(changed)
}

/// A message of this store.
fn message_of(db: &Db<'_>, house: &House, id: MessageId) -> Result<Message, StoreError> {
    let message = recordings::get(db, id)?;
    if message.store == house.store_id { Ok(message) } else { Err(StoreError::NotFound) }
}

fn dto(message: Message, campaigns: &[Campaign]) -> MessageDto {
    let uses = |campaign: &&Campaign| campaign.spec.message.is_some_and(|m| m.messages().contains(&message.id));
    MessageDto {
        used_by: campaigns.iter().filter(uses).map(|campaign| campaign.spec.name.clone()).collect(),
        id: message.id,
        name: message.name,
        language: message.language,
        transcript: message.transcript,
        contact_types: message.contact_types,
        duration_ms: message.duration_ms,
        sha256: message.sha256,
        notices: message.notices,
        approved_at: message.approved_at,
        approved_by: message.approved_by,
        added_at: message.added_at,
    }
}

/// As the audit trail says it.
fn words_of(message: &Message) -> String {
    let types: Vec<&str> = message.contact_types.iter().map(|contact_type| contact_type.title()).collect();
    let types = if types.is_empty() { "every contact type".to_owned() } else { types.join(", ") };
    format!("{} ({}), {types}: {}", message.name, message.language.word(), message.transcript)
}

fn write_down(
    db: &Db<'_>,
    house: &House,
    caller: &Caller,
    what: &str,
    old: Option<&str>,
    new: Option<&str>,
) -> Result<(), CommandError> {
    Ok(audit::add(db, house.now(), &audit::Change { who: &caller.name, what, old, new })?)
}
