//! What the engine asks of a provider of voice drops. Cut to fit three that differ in every way that matters: one with
//! idempotency keys, polling and an event feed; one that can only be polled; one that only pushes results.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{disposition::Disposition, ids::PortNumber, phone::E164};
use uuid::Uuid;

#[async_trait]
pub trait Provider: Send + Sync {
    fn capabilities(&self) -> Capabilities;

    async fn check_account(&self) -> Result<AccountStatus, ProviderFault>;

    /// Makes sure that the provider holds this recording. Repeatable: the same hash gives the same reference.
    async fn ensure_audio(&self, audio: &Audio) -> Result<AudioRef, ProviderFault>;

    /// The exact bytes that [`Provider::submit`] will send. Pure, so that they can be stored before they go out and
    /// be sent again unchanged.
    fn prepare(&self, order: &DropOrder) -> PreparedDrop;

    /// Sends the bytes once and never retries. Every ending is data: what happened is certain or it is `Unknown`.
    async fn submit(&self, prepared: &PreparedDrop) -> SubmitOutcome;

    /// Finds a drop by our own reference. `None` is no proof that it was never taken.
    async fn look_up(&self, client_ref: Uuid) -> Result<Option<DropReport>, ProviderFault>;

    async fn poll(&self, ticket: &Ticket) -> Result<Option<DropReport>, ProviderFault>;

    /// The next results after `cursor`, waiting up to `wait` of machine time for the first. At least once, in any order.
    async fn events(&self, cursor: Option<&str>, wait: Duration) -> Result<EventBatch, ProviderFault>;

    async fn cancel(&self, ticket: &Ticket) -> Result<CancelOutcome, ProviderFault>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// How long the provider remembers an idempotency key, in clock time; `None` if it keeps none.
    pub idempotency_key_life: Option<Duration>,
    pub has_event_feed: bool,
    pub can_look_up: bool,
    pub can_cancel: bool,
    /// After a lost answer, how long until a drop that was taken can be found, in clock time.
    pub visibility_delay: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountStatus {
    pub name: String,
    pub ports: u16,
    pub credits: i64,
    pub test_mode: bool,
}

/// A recording as it is uploaded: 8 kHz mono 16-bit WAV.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audio {
    /// SHA-256 of `wav`, lower-case hexadecimal.
    pub sha256: String,
    pub wav: Vec<u8>,
}

/// The provider's own name for a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioRef(pub String);

/// The provider's own name for a drop it has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket(pub String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropOrder {
    /// Ours; one per attempt.
    pub client_ref: Uuid,
    /// Ours; one per attempt, and the same again only with the same bytes.
    pub idempotency_key: Uuid,
    pub port: PortNumber,
    pub to: E164,
    pub caller_id: E164,
    pub audio: AudioRef,
    /// Clock time after which the drop must not be delivered. Left out when the provider cannot share our clock.
    pub not_after: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedDrop {
    pub idempotency_key: Uuid,
    pub body: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitOutcome {
    /// Proves receipt. The report may already be final when the same key was seen before.
    Accepted(DropReport),
    /// Certain: nothing was sent, and it never will be for this number (for example a bad number).
    Refused { disposition: Disposition, raw_word: String },
    /// Certain: nothing was sent this time. The target stays reserved; the customer has not failed.
    NotNow(NotNow),
    /// Bytes may have gone out and no readable answer came back.
    Unknown { cause: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotNow {
    PortBusy,
    RateLimited {
        retry_after: Option<Duration>,
    },
    /// The key of the account was refused.
    Unauthorized,
    NoFunds,
    /// The recording is not known, or not accepted; upload again and try once more.
    BadAudio,
    /// The provider rejected the request as such: a fault of ours.
    RequestFault {
        code: String,
        message: String,
    },
    /// No connection was made, so no byte of the request went out.
    NotConnected {
        cause: String,
    },
}

/// What the provider says of one drop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropReport {
    pub ticket: Ticket,
    pub client_ref: Option<Uuid>,
    /// Whom it went to, if the report says so.
    pub to: Option<E164>,
    pub status: DropStatus,
    /// The provider's own stamps, as sent: evidence, never calculated with.
    pub accepted_at_raw: Option<String>,
    pub completed_at_raw: Option<String>,
    /// Millionths of the account's currency.
    pub cost_micros: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DropStatus {
    InProgress,
    Complete { disposition: Disposition, raw_word: String, detail: Option<String> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventBatch {
    pub reports: Vec<DropReport>,
    /// To be stored only after the reports are applied.
    pub cursor: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The drop ended without being delivered.
    Cancelled(DropReport),
    /// It may still be delivered; the port is free.
    TooLate,
}

/// Why a question to the provider got no usable answer. Messages carry no key and no body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFault {
    #[error("the key was refused")]
    Unauthorized,
    #[error("the account has no credits")]
    NoFunds,
    #[error("asked too often")]
    RateLimited { retry_after: Option<Duration> },
    #[error("the server could not be reached: {0}")]
    Unreachable(String),
    #[error("the server's answer could not be read: {0}")]
    Unreadable(String),
    #[error("the server refused: {code}")]
    Refused { code: String, message: String },
    #[error("the event cursor is no longer known")]
    CursorGone,
    #[error("this provider cannot do that")]
    Unsupported,
}
