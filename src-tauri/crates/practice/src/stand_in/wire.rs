//! The protocol's JSON, as the server sees it.
//!
//! Written from the protocol page and shared with no client, so that a misreading on one side shows in a test.

use serde::{Deserialize, Serialize};

/// The body of `POST /v1/drops`.
#[derive(Clone, Debug, Deserialize)]
pub struct Order {
    pub client_ref: String,
    pub port: i64,
    pub to: String,
    pub caller_id: String,
    pub audio_id: String,
    #[serde(default)]
    pub not_after: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    InProgress,
    Complete,
}

/// The answer to `POST /v1/drops`.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    pub drop_id: String,
    pub client_ref: String,
    pub status: Status,
    pub accepted_at: String,
}

/// A drop, as it is looked up, cancelled and reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drop {
    pub drop_id: String,
    pub client_ref: String,
    pub port: i64,
    pub to: String,
    pub status: Status,
    pub result: Option<String>,
    pub detail: Option<String>,
    pub accepted_at: String,
    pub completed_at: Option<String>,
    pub cost_micros: Option<i64>,
}

/// Every answer that is not the one hoped for.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorBody {
    pub error: ErrorText,
}

#[derive(Clone, Debug, Serialize)]
pub struct ErrorText {
    pub code: &'static str,
    pub message: String,
}
