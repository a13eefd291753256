//! Answers that are not the one hoped for: the protocol's errors, and what a server in trouble sends.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};

use super::StandInError;
use super::book::Refusal;
use super::scenario::{OutageAnswer, RetryAfter};
use super::wire::{ErrorBody, ErrorText};

/// More than a client reads of one answer (1 MiB).
const FLOOD_BYTES: usize = 2 * 1024 * 1024;

/// An error of the protocol.
#[derive(Debug)]
pub struct Trouble {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
}

impl Trouble {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing of that name")
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let body = ErrorBody { error: ErrorText { code: self.code, message: self.message } };
        (self.status, Json(body)).into_response()
    }
}

impl From<StandInError> for Trouble {
    fn from(error: StandInError) -> Self {
        if let StandInError::BadScenario(bad) = error {
            return Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_scenario", bad.to_string());
        }
        tracing::warn!(%error, "the stand-in could not do what it was asked");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the stand-in could not use its book")
    }
}

impl From<QueryRejection> for Trouble {
    fn from(rejection: QueryRejection) -> Self {
        Self::bad_request(rejection.body_text())
    }
}

impl From<BytesRejection> for Trouble {
    fn from(rejection: BytesRejection) -> Self {
        Self::new(rejection.status(), "bad_body", rejection.body_text())
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        let (status, code, message) = match refusal {
            Refusal::KeyReused => (StatusCode::CONFLICT, "key_reused", "that key came with other bytes before"),
            Refusal::PortBusy => (StatusCode::CONFLICT, "port_busy", "that port has a drop in flight"),
            Refusal::NoSuchPort => (StatusCode::UNPROCESSABLE_ENTITY, "bad_port", "the account has no such port"),
            Refusal::NoFunds => (StatusCode::PAYMENT_REQUIRED, "no_funds", "the account has no credits left"),
            Refusal::BadNumber => (StatusCode::UNPROCESSABLE_ENTITY, "bad_number", "that number cannot be dialled"),
            Refusal::BadCallerId => {
                (StatusCode::UNPROCESSABLE_ENTITY, "bad_caller_id", "that caller ID cannot be dialled")
            }
            Refusal::BadAudio => (StatusCode::UNPROCESSABLE_ENTITY, "bad_audio", "that recording is not known"),
        };
        Self::new(status, code, message)
    }
}

/// What an outage answers; `None` where it does not answer at all.
pub fn outage(answer: OutageAnswer, retry_after: RetryAfter) -> Option<Response> {
    Some(match answer {
        OutageAnswer::InternalError => {
            Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "out of order").into_response()
        }
        OutageAnswer::Unavailable => {
            Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "out of order").into_response()
        }
        OutageAnswer::Html => (
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            "<!doctype html><title>Welcome</title><p>Please sign in to the network.",
        )
            .into_response(),
        OutageAnswer::Garbled => ([(header::CONTENT_TYPE, "application/json")], r#"{"drop_id": "dr"#).into_response(),
        OutageAnswer::Flood => {
            ([(header::CONTENT_TYPE, "application/json")], Body::from(vec![b' '; FLOOD_BYTES])).into_response()
        }
        OutageAnswer::KeyRefused => key_refused().into_response(),
        OutageAnswer::RateLimited => rate_limited(retry_after),
        OutageAnswer::Close | OutageAnswer::Nothing => return None,
    })
}

pub fn key_refused() -> Trouble {
    Trouble::new(StatusCode::UNAUTHORIZED, "unauthorized", "the key is missing or not known")
}

fn rate_limited(retry_after: RetryAfter) -> Response {
    let trouble = Trouble::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "too many requests");
    let mut response = trouble.into_response();
    let headers = response.headers_mut();
    match retry_after {
        RetryAfter::None => {}
        RetryAfter::Seconds(seconds) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        RetryAfter::DateInSeconds(seconds) => {
            // Both stamps are made here from one fixed instant: only their difference means anything.
            let sent_at = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
            let retry_at = sent_at + TimeDelta::seconds(i64::from(seconds));
            for (name, at) in [(header::DATE, sent_at), (header::RETRY_AFTER, retry_at)] {
                headers.extend(http_date(at).map(|value| (name, value)));
            }
        }
    }
    response
}

fn http_date(at: DateTime<Utc>) -> Option<HeaderValue> {
    HeaderValue::from_str(&at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}
