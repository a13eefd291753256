//! The routes of the protocol, and what stands before them: only this machine, no browser, outages, the key.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::Control;
use super::answers::{self, Trouble};
use super::audio::AudioKind;
use super::book::{CancelEnd, Seen};
use super::desk::{Desk, Stopping};
use super::ledger::Ledger;
use super::line::{CuttableListener, Line};
use super::outcomes::Answer;
use super::scenario::{OutageAnswer, RequestKind, RetryAfter, Scenario};
use super::wire::{Drop, Order};

/// A minute of uncompressed telephone audio is 1 MB; ten leave room for a better MP3 and stop anything absurd.
const MOST_AUDIO_BYTES: usize = 10 * 1024 * 1024;
/// An order or a scenario is a few hundred bytes.
const MOST_JSON_BYTES: usize = 64 * 1024;
/// The protocol's longest wait for an event, in machine time.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// A UUID has 36; nobody needs more than this for a key or a reference.
const LONGEST_NAME: usize = 200;

/// What every route needs.
#[derive(Clone)]
pub struct Site {
    desk: Arc<Desk>,
    /// Hash of the key: compared in a time that says nothing about the key. `None`: any key will do.
    key_sha256: Option<[u8; 32]>,
    control: Control,
}

impl Site {
    pub fn new(desk: Arc<Desk>, key: Option<&str>, control: Control) -> Self {
        Self { desk, key_sha256: key.map(|key| Sha256::digest(key.as_bytes()).into()), control }
    }

    fn is_authorized(&self, headers: &HeaderMap) -> bool {
        let key = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        key.is_some_and(|key| {
            let sha256 = <[u8; 32]>::from(Sha256::digest(key.as_bytes()));
            self.key_sha256.map_or(!key.is_empty(), |right| right == sha256)
        })
    }
}

/// Serves until the desk is told to stop and the last answer is out.
pub async fn serve(listener: TcpListener, site: Site) {
    let mut stop = site.desk.stop_signal();
    let protocol = Router::new()
        .route("/v1/account", get(account))
        .route("/v1/audio", post(audio).layer(DefaultBodyLimit::max(MOST_AUDIO_BYTES)))
        .route("/v1/drops", post(submit).get(look_up))
        .route("/v1/drops/{drop_id}", get(one_drop))
        .route("/v1/drops/{drop_id}/cancel", post(cancel))
        .route("/v1/events", get(events))
        .route_layer(from_fn_with_state(site.clone(), before_protocol));
    let control = Router::new()
        .route("/stand-in/ledger", get(ledger))
        .route("/stand-in/scenario", get(scenario).post(set_scenario))
        .route_layer(from_fn_with_state(site.clone(), before_control));
    let routes = protocol
        .merge(control)
        .fallback(|| async { Trouble::not_found() })
        .method_not_allowed_fallback(|| async { Trouble::bad_request("that cannot be done here") })
        .layer(DefaultBodyLimit::max(MOST_JSON_BYTES))
        .layer(axum::middleware::from_fn(from_this_machine))
        .with_state(site)
        .into_make_service_with_connect_info::<Line>();
    let stopped = async move {
        // An error means that the desk is gone, which is the same.
        let _ = stop.wait_for(|stopping| *stopping == Stopping::Yes).await;
    };
    if let Err(error) = axum::serve(CuttableListener(listener), routes).with_graceful_shutdown(stopped).await {
        tracing::warn!(%error, "the stand-in's server ended");
    }
}

/// Refuses pages in a browser: they name where they come from, or reach us under a name that is not this machine's.
async fn from_this_machine(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    if request.headers().contains_key(header::ORIGIN) || !host.is_some_and(is_this_machine) {
        return Trouble::new(StatusCode::FORBIDDEN, "not_local", "only programs on this machine are served")
            .into_response();
    }
    next.run(request).await
}

fn is_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<axum::http::uri::Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Outages first, then the key: a server in trouble looks at neither.
async fn before_protocol(
    State(site): State<Site>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    if let Some((answer, retry_after)) = site.desk.outage(kind_of(request.method(), request.uri().path())) {
        return in_outage(&site.desk, &line, answer, retry_after).await;
    }
    if !site.is_authorized(request.headers()) {
        return answers::key_refused().into_response();
    }
    next.run(request).await
}

async fn before_control(State(site): State<Site>, request: Request, next: Next) -> Response {
    match site.control {
        Control::WithKey if !site.is_authorized(request.headers()) => answers::key_refused().into_response(),
        Control::WithKey | Control::Open => next.run(request).await,
    }
}

fn kind_of(method: &Method, path: &str) -> RequestKind {
    match (path, method) {
        ("/v1/account", _) => RequestKind::Account,
        ("/v1/audio", _) => RequestKind::Audio,
        ("/v1/events", _) => RequestKind::Events,
        ("/v1/drops", &Method::POST) => RequestKind::Submit,
        (_, &Method::POST) => RequestKind::Cancel,
        _ => RequestKind::LookUp,
    }
}

async fn in_outage(desk: &Desk, line: &Line, answer: OutageAnswer, retry_after: RetryAfter) -> Response {
    if let Some(response) = answers::outage(answer, retry_after) {
        return response;
    }
    if answer == OutageAnswer::Nothing {
        let _ = desk.stop_signal().wait_for(|stopping| *stopping == Stopping::Yes).await;
    }
    lost(line)
}

/// An answer that nobody gets.
fn lost(line: &Line) -> Response {
    line.cut();
    StatusCode::NO_CONTENT.into_response()
}

async fn account(State(site): State<Site>) -> Result<Json<serde_json::Value>, Trouble> {
    let (ports, credits) = site.desk.with_book(|book, _| Ok((book.ports, book.credits()?))).await?;
    Ok(Json(json!({ "name": "Stratics stand-in", "ports": ports, "credits": credits, "test_mode": true })))
}

async fn audio(
    State(site): State<Site>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Response, Trouble> {
    let bytes = bytes?;
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = AudioKind::from_content_type(text("content-type")).ok_or_else(|| {
        Trouble::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_audio", "WAV and MP3 are taken")
    })?;
    let bad_audio = |message: &str| Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_audio", message);
    let sha256 = hex::encode(Sha256::digest(&bytes));
    if !text("x-content-sha256").eq_ignore_ascii_case(&sha256) {
        return Err(bad_audio("the bytes are not those of X-Content-SHA256"));
    }
    let kept = site.desk.with_book(move |book, _| book.keep_audio(kind, &sha256, &bytes)).await?;
    let kept = kept.ok_or_else(|| bad_audio("this cannot be played"))?;
    let status = match kept.seen {
        Seen::First => StatusCode::CREATED,
        Seen::Before => StatusCode::OK,
    };
    Ok((status, Json(json!({ "audio_id": kept.audio_id, "duration_ms": kept.duration_ms }))).into_response())
}

async fn submit(
    State(site): State<Site>,
    ConnectInfo(line): ConnectInfo<Line>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Trouble> {
    let body = body?;
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if !is_name(&key) {
        return Err(Trouble::bad_request("Idempotency-Key is missing or too long"));
    }
    let order: Order = serde_json::from_slice(&body).map_err(|error| Trouble::bad_request(error.to_string()))?;
    if !is_name(&order.client_ref) {
        return Err(Trouble::bad_request("client_ref is empty or too long"));
    }
    let taken = site.desk.with_book(move |book, now| book.submit(&key, &body, &order, now)).await??;
    Ok(match (taken.answer, taken.seen) {
        (Answer::Lost, _) => lost(&line),
        (Answer::Given, Seen::First) => (StatusCode::ACCEPTED, Json(taken.receipt)).into_response(),
        (Answer::Given, Seen::Before) => (StatusCode::OK, Json(taken.receipt)).into_response(),
    })
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len())
}

async fn one_drop(State(site): State<Site>, Path(drop_id): Path<String>) -> Result<Json<Drop>, Trouble> {
    let found = site.desk.with_book(move |book, _| book.drop_by_id(&drop_id)).await?;
    found.map(Json).ok_or_else(Trouble::not_found)
}

#[derive(Deserialize)]
struct LookUp {
    client_ref: String,
}

async fn look_up(
    State(site): State<Site>,
    query: Result<Query<LookUp>, QueryRejection>,
) -> Result<Json<serde_json::Value>, Trouble> {
    let Query(LookUp { client_ref }) = query?;
    let drops = site.desk.with_book(move |book, _| book.drops_by_reference(&client_ref)).await?;
    Ok(Json(json!({ "drops": drops })))
}

async fn cancel(State(site): State<Site>, Path(drop_id): Path<String>) -> Result<Json<Drop>, Trouble> {
    match site.desk.with_book(move |book, now| book.cancel(&drop_id, now)).await? {
        CancelEnd::Cancelled(drop) => Ok(Json(drop)),
        CancelEnd::TooLate => {
            Err(Trouble::new(StatusCode::CONFLICT, "too_late", "the drop may be delivered; its port is free"))
        }
        CancelEnd::NotFound => Err(Trouble::not_found()),
    }
}

#[derive(Deserialize)]
struct Feed {
    after: Option<String>,
    /// Seconds of machine time.
    #[serde(default)]
    wait: u64,
}

async fn events(State(site): State<Site>, query: Result<Query<Feed>, QueryRejection>) -> Result<Response, Trouble> {
    let Query(feed) = query?;
    let deadline = Instant::now() + Duration::from_secs(feed.wait).min(LONGEST_WAIT);
    let mut stop = site.desk.stop_signal();
    // Before the book is read, so that an event between reading and waiting still wakes us.
    let mut news = site.desk.event_signal();
    loop {
        news.mark_unchanged();
        let after = feed.after.clone();
        let page = site.desk.with_book(move |book, _| book.events_after(after.as_deref())).await?;
        let page = page.map_err(|_| Trouble::new(StatusCode::GONE, "cursor_gone", "that cursor is not known"))?;
        if !page.events.is_empty() {
            return Ok(Json(page).into_response());
        }
        tokio::select! {
            changed = news.changed() => if changed.is_err() { return Ok(Json(page).into_response()) },
            () = tokio::time::sleep_until(deadline) => return Ok(Json(page).into_response()),
            _ = stop.wait_for(|stopping| *stopping == Stopping::Yes) => return Ok(Json(page).into_response()),
        }
    }
}

async fn ledger(State(site): State<Site>) -> Result<Json<Ledger>, Trouble> {
    Ok(Json(site.desk.with_book(|book, now| book.ledger(now)).await?))
}

async fn scenario(State(site): State<Site>) -> Result<Json<Scenario>, Trouble> {
    Ok(Json(site.desk.scenario().await?))
}

async fn set_scenario(
    State(site): State<Site>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Scenario>, Trouble> {
    let body = body?;
    let scenario: Scenario = serde_json::from_slice(&body).map_err(|error| Trouble::bad_request(error.to_string()))?;
    site.desk.play(scenario).await?;
    Ok(Json(site.desk.scenario().await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_served() {
        for host in ["127.0.0.1:8080", "localhost", "LocalHost:1", "[::1]:80", "127.9.9.9"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:80", "", "[::2]"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
