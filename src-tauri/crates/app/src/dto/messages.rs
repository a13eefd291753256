//! Recordings and their words.

use chrono::{DateTime, Utc};
use domain::{
    campaign::Language,
    contact_type::ContactType,
    ids::{AttemptId, MessageId},
};

use super::dto;

dto! {
    pub struct MessageAdd {
        /// Either a path (the file dialog, the terminal) …
        pub path: Option<String>,
        /// … or the bytes (a file dropped on the window) with its name.
        pub file_name: Option<String>,
        pub base64: Option<String>,
    }

    /// Language, transcript and contact types are what was approved: a change of them takes an approval back.
    pub struct MessageSave {
        pub id: MessageId,
        pub name: String,
        pub language: Language,
        pub transcript: String,
        /// Empty: every contact type.
        pub contact_types: Vec<ContactType>,
    }

    pub struct MessageKey {
        pub id: MessageId,
    }

    pub struct MessageDto {
        pub id: MessageId,
        pub name: String,
        pub language: Language,
        pub transcript: String,
        pub contact_types: Vec<ContactType>,
        pub duration_ms: u32,
        pub sha256: String,
        /// Longer than 25 s, silence, clipping, very quiet: sentences.
        pub notices: Vec<String>,
        pub approved_at: Option<DateTime<Utc>>,
        pub approved_by: Option<String>,
        pub added_at: DateTime<Utc>,
        /// Names of campaigns that use it.
        pub used_by: Vec<String>,
    }

    pub struct MessageList {
        pub messages: Vec<MessageDto>,
    }

    pub struct MessageAudio {
        /// 8 kHz mono 16-bit WAV.
        pub base64: String,
    }

    pub struct MessageTestDrop {
        pub id: MessageId,
        /// A staff number, as typed.
        pub to: String,
    }

    pub struct TestDropKey {
        pub attempt: AttemptId,
    }

    pub struct TestDropResult {
        pub attempt: AttemptId,
        /// "in_progress", "unknown", "not_sent" or the result.
        pub result: String,
        pub at: DateTime<Utc>,
    }
}
