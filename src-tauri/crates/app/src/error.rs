//! The only error that crosses to the window or the terminal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `code` is `area.reason` and stable; `message` says what happened and what to do; `field` names the input it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS, thiserror::Error)]
#[error("{code}: {message}")]
pub struct CommandError {
    pub code: String,
    pub message: String,
    pub field: Option<String>,
    /// The same call may succeed later.
    pub retryable: bool,
}

impl CommandError {
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), field: None, retryable: false }
    }

    pub fn field(code: &str, field: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(code, message) }
    }

    pub fn retryable(self) -> Self {
        Self { retryable: true, ..self }
    }
}

impl From<store::StoreError> for CommandError {
    /// Words for people; what only a log needs stays behind.
    fn from(error: store::StoreError) -> Self {
        use store::StoreError as E;
        let text = sentence(&error.to_string());
        match error {
            E::WrongKey => Self::new("store.wrong_key", text),
            E::Damaged(_) => Self::new("store.damaged", text),
            E::NewerThanProgram { .. } => Self::new("store.newer_than_app", text),
            E::NotFound => Self::new("store.not_found", "This is not on file any more. Go back and open it again."),
            E::AlreadyExists => Self::new("store.already_exists", text),
            E::InUse => Self::new("store.in_use", text),
            E::NotLocal { .. } => Self::new("store.not_local", text),
            E::DiskFull => Self::new("store.disk_full", text).retryable(),
            E::KeychainUnavailable => Self::new("store.keychain_unavailable", text).retryable(),
            E::KeyMissing => Self::new("store.key_missing", text),
            E::KeyInKeychain => Self::new("store.key_in_keychain", text),
            E::PassphraseNeeded => Self::field("store.passphrase_needed", "passphrase", text),
            E::WrongPassphrase => Self::field("store.wrong_passphrase", "passphrase", text),
            E::Stopped => Self::new("fetch.replaced", "Another query took the place of this one.").retryable(),
            E::Io(_) => Self::new("store.io", text).retryable(),
            E::Sqlite(_) => Self::new("store.failed", text).retryable(),
            E::Broken(_) => Self::new("store.refused", text),
        }
    }
}

/// A lower-case clause as a sentence.
pub(crate) fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let rest = letters.as_str();
    let stop = if rest.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{rest}{stop}")
}

impl From<engine::EngineError> for CommandError {
    fn from(error: engine::EngineError) -> Self {
        match error {
            engine::EngineError::Store(error) => error.into(),
            engine::EngineError::Evidence(_) => {
                Self::new("program.failed", "The program made a mistake and did nothing. Try again.")
            }
        }
    }
}

impl From<engine::Refusal> for CommandError {
    fn from(refusal: engine::Refusal) -> Self {
        match refusal {
            engine::Refusal::NotNow(why) => Self::new("run.not_now", why),
            engine::Refusal::Engine(error) => error.into(),
        }
    }
}

impl From<engine::provider::ProviderFault> for CommandError {
    /// Beside the field that can mend it.
    fn from(fault: engine::provider::ProviderFault) -> Self {
        use engine::provider::ProviderFault as F;
        match fault {
            F::Unauthorized => Self::field(
                "connection.unauthorized",
                "key",
                "The server refuses this key. Copy it again from your Stratics account.",
            ),
            F::NoFunds => Self::new("connection.no_funds", "The account has no credits left. Add credits there."),
            F::RateLimited { .. } => {
                Self::new("connection.busy", "The server asks to wait. Try again in a minute.").retryable()
            }
            F::Unreachable(_) => Self::field(
                "connection.unreachable",
                "base_url",
                "No answer from this address. Check it, and that the server is running.",
            )
            .retryable(),
            F::Unreadable(_) => Self::field(
                "connection.unreadable",
                "base_url",
                "Something answers at this address, but it is not a Stratics server. Check the address.",
            ),
            F::Refused { .. } | F::CursorGone | F::Unsupported => {
                Self::new("connection.refused", "The server refused the request. Check the address and the key.")
            }
        }
    }
}
