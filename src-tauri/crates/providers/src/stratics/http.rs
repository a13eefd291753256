//! One request, one answer, no second try; and whether a request that failed can have reached anybody.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{AUTHORIZATION, DATE, HeaderMap, HeaderName, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url, redirect, retry};

use super::wire;
use crate::{ApiKey, Connection, ConnectionError};

/// The longest honest answer is a page of events of some hundred bytes each.
const MOST_ANSWER_BYTES: usize = 1024 * 1024;
/// Shorter than servers keep idle connections, so that a submit does not go out on one that is just being closed and
/// end as a doubt.
const IDLE_LIMIT: Duration = Duration::from_secs(15);
/// A header that asks for more silence than a day is taken for a day, so that a slip of theirs does not end all sending.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// How long to wait, in machine time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// For a connection.
    pub connect: Duration,
    /// For a whole answer, connection included.
    pub request: Duration,
    /// On top of the time that the server was asked to wait for an event.
    pub long_poll_slack: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(30),
            long_poll_slack: Duration::from_secs(10),
        }
    }
}

/// A whole answer, whatever it says.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub retry_after: Option<Duration>,
    pub body: Vec<u8>,
}

/// There is no answer.
#[derive(Debug)]
pub enum Broken {
    /// Certain: no connection came about, so not a byte of the request went out.
    NotConnected(String),
    /// The request, or a part of it, may have arrived.
    Doubtful(String),
}

#[derive(Debug)]
pub struct Http {
    client: Client,
    connection: Connection,
    key: ApiKey,
}

impl Http {
    pub fn new(connection: Connection, key: ApiKey, timing: Timing) -> Result<Self, ConnectionError> {
        // Whoever was first has installed it; that is all we need.
        let _ = rustls::crypto::ring::default_provider().install_default();

        // Pinned: neither a hosts file nor a name server decides where this machine is. The port is the URL's.
        let here = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)].map(|ip| SocketAddr::new(ip, 0));
        let mut builder = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .resolve_to_addrs("localhost", &here)
            .connect_timeout(timing.connect)
            .timeout(timing.request)
            .pool_idle_timeout(IDLE_LIMIT)
            .https_only(connection.is_encrypted());
        if !connection.is_encrypted() {
            // Nothing to verify, so a machine without any certificates can practise.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|error| ConnectionError::SetUp(causes(&error)))?;
        Ok(Self { client, connection, key })
    }

    pub fn url(&self, segments: &[&str]) -> Url {
        self.connection.url(segments)
    }

    pub fn request(&self, method: Method, url: Url) -> RequestBuilder {
        let request = self.client.request(method, url);
        match self.key.header(wire::AUTH_SCHEME) {
            Some(value) => request.header(AUTHORIZATION, value),
            // A key that parsed stands in a header; without one the server refuses, which is what should be seen.
            None => request,
        }
    }

    /// Sends once and reads the whole answer, up to its limit.
    pub async fn exchange(&self, request: RequestBuilder) -> Result<Answer, Broken> {
        let mut response = request.send().await.map_err(|error| {
            let cause = self.key.scrub(causes(&error));
            if error.is_connect() { Broken::NotConnected(cause) } else { Broken::Doubtful(cause) }
        })?;
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| Broken::Doubtful(causes(&error)))? {
            if body.len() + part.len() > MOST_ANSWER_BYTES {
                return Err(Broken::Doubtful("the answer is too long".to_owned()));
            }
            body.extend_from_slice(&part);
        }
        // Here and once, so that no field of any answer can carry the key further.
        let body = match String::from_utf8(body) {
            Ok(text) => self.key.scrub(text).into_bytes(),
            Err(error) => error.into_bytes(),
        };
        Ok(Answer { status, retry_after, body })
    }
}

/// An error and what led to it, without the URL: our references are in some of them.
fn causes(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "timed out".to_owned() } else { "failed".to_owned() };
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Seconds, or a date. A date is measured against the answer's own `Date`, so our clock has no part in it.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let wanted = text(RETRY_AFTER)?.trim();
    let wait = match wanted.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let retry_at = DateTime::parse_from_rfc2822(wanted).ok()?;
            let sent_at = DateTime::parse_from_rfc2822(text(DATE)?).ok()?;
            (retry_at - sent_at).to_std().unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn wait(retry_after_text: &'static str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, HeaderValue::from_static("Wed, 21 Oct 2026 07:28:00 GMT"));
        headers.insert(RETRY_AFTER, HeaderValue::from_static(retry_after_text));
        retry_after(&headers)
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_as_a_date() {
        assert_eq!(wait("120"), Some(Duration::from_secs(120)));
        assert_eq!(wait("Wed, 21 Oct 2026 07:29:30 GMT"), Some(Duration::from_secs(90)));
    }

    #[test]
    fn a_date_that_is_past_means_at_once_and_nonsense_means_nothing() {
        assert_eq!(wait("Wed, 21 Oct 2026 07:00:00 GMT"), Some(Duration::ZERO));
        for nonsense in ["soon", "-5", ""] {
            assert_eq!(wait(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn nobody_can_ask_for_more_than_a_day_of_silence() {
        assert_eq!(wait("18446744073709551615"), Some(LONGEST_RETRY_AFTER));
        assert_eq!(wait("Thu, 21 Oct 2066 07:28:00 GMT"), Some(LONGEST_RETRY_AFTER));
    }

    #[test]
    fn a_date_without_the_answers_own_date_says_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("Wed, 21 Oct 2026 07:29:30 GMT"));
        assert_eq!(retry_after(&headers), None);
    }
}
