//! The Stratics seat: speaks our port protocol (design page "The Stratics port protocol") over HTTP.
//!
//! It never retries, follows no redirect and uses no proxy: what to do after a doubt is the engine's to decide.

mod http;
mod meaning;
mod wire;

use std::time::Duration;

use async_trait::async_trait;
use engine::provider::{
    AccountStatus, Audio, AudioRef, CancelOutcome, Capabilities, DropOrder, DropReport, EventBatch, PreparedDrop,
    Provider, ProviderFault, SubmitOutcome, Ticket,
};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use uuid::Uuid;

pub use self::http::Timing;
use self::http::{Answer, Broken, Http};
use self::meaning::Submitted;
use crate::{ApiKey, Connection, ConnectionError, Reach};

/// The protocol: idempotency keys live 24 h.
const KEY_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// The protocol promises nothing here; a server that takes a drop knows it at once, and a busy one within a minute.
const VISIBILITY_DELAY: Duration = Duration::from_secs(60);

/// An account that speaks the port protocol. Cheap to share behind an `Arc`; all calls may run side by side.
#[derive(Debug)]
pub struct Stratics {
    http: Http,
    timing: Timing,
}

impl Stratics {
    /// Sets up the account; nothing is sent yet.
    ///
    /// # Errors
    /// The address lies out of reach, or the machine has no certificates to verify a server by.
    pub fn new(connection: Connection, key: ApiKey, reach: Reach) -> Result<Self, ConnectionError> {
        Self::with_timing(connection, key, reach, Timing::default())
    }

    /// The same with other time limits, for tests.
    ///
    /// # Errors
    /// Those of [`Stratics::new`].
    pub fn with_timing(
        connection: Connection,
        key: ApiKey,
        reach: Reach,
        timing: Timing,
    ) -> Result<Self, ConnectionError> {
        Ok(Self { http: Http::new(connection.within(reach)?, key, timing)?, timing })
    }

    async fn get(&self, segments: &[&str]) -> Result<Answer, Broken> {
        self.http.exchange(self.http.request(Method::GET, self.http.url(segments))).await
    }

    async fn one_drop(&self, ticket: &Ticket) -> Result<Option<DropReport>, ProviderFault> {
        let [v1, drops] = wire::DROPS;
        meaning::one_drop(self.get(&[v1, drops, &ticket.0]).await)
    }
}

#[async_trait]
impl Provider for Stratics {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            idempotency_key_life: Some(KEY_LIFE),
            has_event_feed: true,
            can_look_up: true,
            can_cancel: true,
            visibility_delay: VISIBILITY_DELAY,
        }
    }

    async fn check_account(&self) -> Result<AccountStatus, ProviderFault> {
        let answer = meaning::expected(self.get(&wire::ACCOUNT).await, &[StatusCode::OK])?;
        wire::account(&answer.body).ok_or_else(|| meaning::unreadable("an account"))
    }

    async fn ensure_audio(&self, audio: &Audio) -> Result<AudioRef, ProviderFault> {
        let request = self
            .http
            .request(Method::POST, self.http.url(&wire::AUDIO))
            .header(CONTENT_TYPE, wire::WAV)
            .header(wire::CONTENT_SHA256, &audio.sha256)
            .body(audio.wav.clone());
        meaning::audio(self.http.exchange(request).await)
    }

    fn prepare(&self, order: &DropOrder) -> PreparedDrop {
        PreparedDrop { idempotency_key: order.idempotency_key, body: wire::order_bytes(order) }
    }

    async fn submit(&self, prepared: &PreparedDrop) -> SubmitOutcome {
        let request = self
            .http
            .request(Method::POST, self.http.url(&wire::DROPS))
            .header(CONTENT_TYPE, wire::JSON)
            .header(wire::IDEMPOTENCY_KEY, prepared.idempotency_key.to_string())
            .body(prepared.body.clone());
        let report = match meaning::submit(self.http.exchange(request).await, prepared) {
            Submitted::Known(outcome) => return outcome,
            Submitted::Fetch(report) => report,
        };
        // Receipt is proven either way; if the result cannot be had now, it comes like any other.
        match self.one_drop(&report.ticket).await {
            Ok(Some(fetched)) if fetched.client_ref == report.client_ref => SubmitOutcome::Accepted(fetched),
            Ok(_) | Err(_) => SubmitOutcome::Accepted(report),
        }
    }

    async fn look_up(&self, client_ref: Uuid) -> Result<Option<DropReport>, ProviderFault> {
        let mut url = self.http.url(&wire::DROPS);
        url.query_pairs_mut().append_pair(wire::CLIENT_REF, &client_ref.to_string());
        meaning::looked_up(self.http.exchange(self.http.request(Method::GET, url)).await, client_ref)
    }

    async fn poll(&self, ticket: &Ticket) -> Result<Option<DropReport>, ProviderFault> {
        self.one_drop(ticket).await
    }

    async fn events(&self, cursor: Option<&str>, wait: Duration) -> Result<EventBatch, ProviderFault> {
        let wait_s = whole_seconds(wait).min(wire::LONGEST_WAIT_S);
        let mut url = self.http.url(&wire::EVENTS);
        url.query_pairs_mut().append_pair(wire::WAIT, &wait_s.to_string());
        if let Some(cursor) = cursor {
            url.query_pairs_mut().append_pair(wire::AFTER, cursor);
        }
        let limit = Duration::from_secs(wait_s) + self.timing.long_poll_slack;
        meaning::events(self.http.exchange(self.http.request(Method::GET, url).timeout(limit)).await)
    }

    async fn cancel(&self, ticket: &Ticket) -> Result<CancelOutcome, ProviderFault> {
        let [v1, drops] = wire::DROPS;
        let url = self.http.url(&[v1, drops, &ticket.0, wire::CANCEL]);
        meaning::cancelled(self.http.exchange(self.http.request(Method::POST, url)).await)
    }
}

/// Rounded up: a short wait must not become none, which would make a busy loop of it.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_wait_is_rounded_up_and_none_stays_none() {
        let waits = [Duration::ZERO, Duration::from_nanos(1), Duration::from_secs(2), Duration::from_millis(2001)];
        assert_eq!(waits.map(whole_seconds), [0, 1, 2, 3]);
        assert_eq!(whole_seconds(Duration::MAX), u64::MAX);
    }
}
