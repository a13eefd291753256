//! Recordings: what may be added, what approval binds, and what is kept.

use std::path::Path;

use app::{
    dto::{
        Nothing,
        messages::{MessageAdd, MessageDto, MessageKey, MessageSave},
    },
    error::CommandError,
    handlers::messages,
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use domain::{campaign::Language, contact_type::ContactType, ids::MessageId};

use crate::support::{World, refusal};

/// A real message of 13 seconds.
const RECORDING: &[u8] = include_bytes!("../../../practice/assets/service-due-en.mp3");

fn from_bytes(name: &str, bytes: &[u8]) -> MessageAdd {
    MessageAdd { path: None, file_name: Some(name.to_owned()), base64: Some(BASE64.encode(bytes)) }
}

fn from_path(path: &Path) -> MessageAdd {
    MessageAdd { path: Some(path.to_str().unwrap().to_owned()), file_name: None, base64: None }
}

async fn add(world: &World, request: MessageAdd) -> Result<MessageDto, CommandError> {
    messages::add(&world.house, &world.caller, request).await
}

async fn added(world: &World) -> MessageDto {
    add(world, from_bytes("Service due.mp3", RECORDING)).await.unwrap()
}

/// What a person types into its fields.
fn described(message: &MessageDto) -> MessageSave {
    MessageSave {
        id: message.id,
        name: "Service due".to_owned(),
        language: Language::English,
        transcript: "Hello, your vehicle is due.".to_owned(),
        contact_types: vec![],
    }
}

async fn save(world: &World, request: MessageSave) -> Result<MessageDto, CommandError> {
    messages::save(&world.house, &world.caller, request).await
}

async fn approve(world: &World, id: MessageId) -> Result<MessageDto, CommandError> {
    messages::approve(&world.house, &world.caller, MessageKey { id }).await
}

async fn approved(world: &World) -> MessageDto {
    let message = added(world).await;
    save(world, described(&message)).await.unwrap();
    approve(world, message.id).await.unwrap()
}

#[tokio::test]
async fn a_recording_is_added_from_bytes_and_from_a_path_as_the_same_sound() {
    let world = World::new();
    let dropped = added(&world).await;
    assert_eq!((dropped.name.as_str(), dropped.language), ("Service due", Language::English));
    assert!((5_000..=60_000).contains(&dropped.duration_ms), "{}", dropped.duration_ms);
    assert_eq!(dropped.sha256.len(), 64);
    assert!(dropped.approved_at.is_none() && dropped.transcript.is_empty() && dropped.used_by.is_empty());

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Rappel d'entretien.mp3");
    std::fs::write(&path, RECORDING).unwrap();
    let picked = add(&world, from_path(&path)).await.unwrap();
    assert_eq!((picked.name.as_str(), &picked.sha256), ("Rappel d'entretien", &dropped.sha256));

    let list = messages::list(&world.house, &world.caller, Nothing {}).await.unwrap().messages;
    assert_eq!(list.iter().map(|message| message.id).collect::<Vec<_>>(), [picked.id, dropped.id], "newest first");
    assert_eq!(world.audit()[0].what, "Message Rappel d'entretien added");
}

#[tokio::test]
async fn what_is_played_is_telephone_sound() {
    let world = World::new();
    let id = added(&world).await.id;
    let audio = messages::audio(&world.house, &world.caller, MessageKey { id }).await.unwrap();
    let wav = BASE64.decode(audio.base64).unwrap();
    assert_eq!((&wav[..4], &wav[8..12]), (&b"RIFF"[..], &b"WAVE"[..]));
    assert_eq!(u32::from_le_bytes(wav[24..28].try_into().unwrap()), 8_000);
}

#[tokio::test]
async fn a_file_without_a_name_gets_one_and_a_long_one_is_cut() {
    let world = World::new();
    assert_eq!(add(&world, from_bytes("", RECORDING)).await.unwrap().name, "New message");
    let long = format!("{}.mp3", "é".repeat(200));
    assert_eq!(add(&world, from_bytes(&long, RECORDING)).await.unwrap().name, "é".repeat(80));
}

#[tokio::test]
async fn every_file_that_cannot_be_used_says_why_beside_its_field() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let nothing = MessageAdd { path: None, file_name: None, base64: None };
    let both = MessageAdd { path: Some("a.mp3".into()), ..from_bytes("a.mp3", RECORDING) };
    let not_base64 = MessageAdd { base64: Some("§".into()), ..from_bytes("a.mp3", b"") };
    let second = wav_of(1);
    let minutes = wav_of(70);
    for (request, code) in [
        (nothing, "message.no_file"),
        (both, "message.two_files"),
        (not_base64, "message.bad_bytes"),
        (from_path(&folder.path().join("no.mp3")), "message.file_missing"),
        (from_path(folder.path()), "message.not_a_file"),
        (from_path(Path::new("\u{0}")), "message.file_unreadable"),
        (from_bytes("a.mp3", b""), "message.audio.empty"),
        (from_bytes("a.mp3", b"%PDF-1.7 and then some more text"), "message.audio.not_audio"),
        (from_bytes("a.wav", &second), "message.audio.too_short"),
        (from_bytes("a.wav", &minutes), "message.audio.too_long"),
    ] {
        assert_eq!(refusal(add(&world, request).await), (code.to_owned(), Some("path".to_owned())));
    }
    let list = messages::list(&world.house, &world.caller, Nothing {}).await.unwrap();
    assert!(list.messages.is_empty(), "nothing half-added");
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.wav");
    std::fs::File::create(&path).unwrap().set_len(200_000_000).unwrap();
    assert_eq!(refusal(add(&world, from_path(&path)).await).0, "message.audio.too_large");
    let text = "A".repeat(66_666_672);
    let request = MessageAdd { path: None, file_name: None, base64: Some(text) };
    assert_eq!(refusal(add(&world, request).await).0, "message.audio.too_large");
}

/// Seconds of a low tone, as a WAV file.
fn wav_of(seconds: u32) -> Vec<u8> {
    let samples = seconds * 8_000;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + samples * 2).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(8_000_u32.to_le_bytes());
    wav.extend(16_000_u32.to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend((samples * 2).to_le_bytes());
    wav.extend((0..samples).flat_map(|n| if n % 40 < 20 { 3_000_i16 } else { -3_000 }.to_le_bytes()));
    wav
}

#[tokio::test]
async fn name_language_words_and_contact_types_are_saved() {
    let world = World::new();
    let message = added(&world).await;
    let request = MessageSave {
        name: "  Entretien  ".to_owned(),
        language: Language::French,
        contact_types: vec![ContactType::Recall, ContactType::Maintenance, ContactType::Recall],
        ..described(&message)
    };
    let saved = save(&world, request).await.unwrap();
    assert_eq!((saved.name.as_str(), saved.language), ("Entretien", Language::French));
    assert_eq!(saved.contact_types, [ContactType::Maintenance, ContactType::Recall]);
    let trail = &world.audit()[0];
    assert_eq!(trail.old.as_deref(), Some("Service due (en), every contact type: "));
    assert_eq!(trail.new.as_deref(), Some("Entretien (fr), Maintenance, Recall: Hello, your vehicle is due."));
}

#[tokio::test]
async fn texts_have_their_limits() {
    let world = World::new();
    let message = added(&world).await;
    for (request, code, field) in [
        (MessageSave { name: " ".into(), ..described(&message) }, "message.name_empty", "name"),
        (MessageSave { name: "x".repeat(81), ..described(&message) }, "message.name_long", "name"),
        (MessageSave { transcript: "x".repeat(2_001), ..described(&message) }, "message.transcript_long", "transcript"),
    ] {
        assert_eq!(refusal(save(&world, request).await), (code.to_owned(), Some(field.to_owned())));
    }
    let request = MessageSave { id: MessageId(77), ..described(&message) };
    assert_eq!(refusal(save(&world, request).await).0, "store.not_found");
    let key = MessageKey { id: MessageId(77) };
    assert_eq!(refusal(messages::audio(&world.house, &world.caller, key).await).0, "store.not_found");
}

#[tokio::test]
async fn approval_needs_the_words_and_names_who_gave_it() {
    let world = World::new();
    let message = added(&world).await;
    let refused = refusal(approve(&world, message.id).await);
    assert_eq!(refused, ("message.no_transcript".into(), Some("transcript".into())));
    save(&world, described(&message)).await.unwrap();
    let approved = approve(&world, message.id).await.unwrap();
    assert_eq!((approved.approved_by.as_deref(), approved.approved_at), (Some("A. Snyder"), Some(world.house.now())));
    assert_eq!(world.audit()[0].what, "Message Service due approved");
    let rows = world.audit().len();
    approve(&world, message.id).await.unwrap();
    assert_eq!(world.audit().len(), rows, "approving again changes nothing");

    let key = MessageKey { id: message.id };
    let withdrawn = messages::withdraw(&world.house, &world.caller, key).await.unwrap();
    assert!(withdrawn.approved_at.is_none() && withdrawn.approved_by.is_none());
    assert_eq!(world.audit()[0].what, "Approval of message Service due taken back");
}

#[tokio::test]
async fn a_change_of_what_is_heard_or_for_whom_takes_the_approval_back() {
    let world = World::new();
    for change in ["words", "language", "types", "name"] {
        let message = approved(&world).await;
        let mut request = described(&message);
        match change {
            "words" => request.transcript.push_str(" Call us."),
            "language" => request.language = Language::French,
            "types" => request.contact_types.push(ContactType::Recall),
            _ => request.name.push_str(" 2027"),
        }
        let saved = save(&world, request).await.unwrap();
        assert_eq!(saved.approved_at.is_some(), change == "name", "{change}");
    }
    let trail = world.audit();
    let taken_back = trail.iter().filter(|row| row.what == "Approval of message Service due taken back by a change");
    assert_eq!(taken_back.count(), 3);
}

#[tokio::test]
async fn the_campaigns_that_use_a_message_are_named() {
    let world = World::new();
    let message = approved(&world).await;
    world.campaign("Fall maintenance", message.id);
    world.campaign("Winter tires", message.id);
    let other = added(&world).await;
    let list = messages::list(&world.house, &world.caller, Nothing {}).await.unwrap().messages;
    let used_by = |id| list.iter().find(|message| message.id == id).unwrap().used_by.clone();
    assert_eq!(used_by(message.id), ["Fall maintenance", "Winter tires"]);
    assert!(used_by(other.id).is_empty());
}
