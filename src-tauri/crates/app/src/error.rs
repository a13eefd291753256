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
