//! A running stand-in, a clock that stands still until it is moved, and a client that knows the wire.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use engine::clock::Clock;
use practice::stand_in::{Ledger, LedgerDrop, RunningStandIn, Scenario, StandIn, StandInConfig};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const KEY: &str = "practice-key-1";
/// Only keeps a broken test from hanging.
const GUARD: Duration = Duration::from_secs(60);

/// Stands still until it is moved.
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(DateTime::from_timestamp(1_800_000_000, 0).unwrap())))
    }

    pub fn advance(&self, seconds: i64) {
        *self.0.lock().unwrap() += TimeDelta::seconds(seconds);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    fn machine(&self) -> Duration {
        Duration::ZERO
    }

    fn machine_time_until(&self, _at: DateTime<Utc>) -> Duration {
        Duration::MAX
    }

    fn is_scaled(&self) -> bool {
        true
    }
}

/// Status and body of an answer.
pub type Reply = (u16, Value);

pub struct World {
    pub clock: Arc<ManualClock>,
    pub stand_in: RunningStandIn,
    pub client: PortClient,
}

impl World {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Every drop takes exactly 30 s, unless `change` says otherwise.
    pub async fn with(change: impl FnOnce(&mut StandInConfig)) -> Self {
        Self::on(ManualClock::new(), change).await
    }

    pub async fn on(clock: Arc<ManualClock>, change: impl FnOnce(&mut StandInConfig)) -> Self {
        let mut config = StandInConfig::new(clock.clone(), KEY);
        config.scenario = thirty_seconds();
        change(&mut config);
        let stand_in = StandIn::start(config).await.unwrap();
        let client = PortClient::new(stand_in.base_url(), KEY);
        Self { clock, stand_in, client }
    }

    pub async fn ledger(&self) -> Ledger {
        self.stand_in.ledger().await.unwrap()
    }

    pub async fn only_drop(&self) -> LedgerDrop {
        let mut drops = self.ledger().await.drops;
        assert_eq!(drops.len(), 1);
        drops.remove(0)
    }
}

pub fn thirty_seconds() -> Scenario {
    Scenario { latency_min_ms: 30_000, latency_max_ms: 30_000, ..Scenario::default() }
}

/// A client of the protocol, written from its page.
#[derive(Clone)]
pub struct PortClient {
    http: Client,
    base_url: String,
    key: String,
}

impl PortClient {
    pub fn new(base_url: String, key: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().no_proxy().tls_certs_only([]).timeout(GUARD).build().unwrap();
        Self { http, base_url, key: key.to_owned() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base_url)).bearer_auth(&self.key)
    }

    pub async fn get(&self, path: &str) -> Reply {
        read(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        read(self.request(Method::POST, path).body(body.to_string())).await
    }

    pub async fn upload(&self, wav: Vec<u8>) -> Reply {
        let request = self
            .request(Method::POST, "/v1/audio")
            .header("Content-Type", "audio/wav")
            .header("X-Content-SHA256", hex::encode(Sha256::digest(&wav)));
        read(request.body(wav)).await
    }

    /// Uploads the usual recording; gives its name.
    pub async fn audio_id(&self) -> String {
        let (_, body) = self.upload(wav(1)).await;
        text(&body["audio_id"])
    }

    /// Submits one drop; the reference and the idempotency key are `name`.
    pub async fn drop(&self, name: &str, port: u16, to: &str) -> Reply {
        self.submit(name, self.order(name, port, to).await).await
    }

    pub async fn order(&self, name: &str, port: u16, to: &str) -> Value {
        json!({ "client_ref": name, "port": port, "to": to, "caller_id": "+14165550199",
                "audio_id": self.audio_id().await })
    }

    pub async fn submit(&self, key: &str, order: Value) -> Reply {
        read(self.submit_request(key, order)).await
    }

    pub fn submit_request(&self, key: &str, order: Value) -> RequestBuilder {
        self.request(Method::POST, "/v1/drops").header("Idempotency-Key", key).body(order.to_string())
    }

    /// Submits a drop that must be taken; gives its id.
    pub async fn taken(&self, name: &str, port: u16, to: &str) -> String {
        let (status, body) = self.drop(name, port, to).await;
        assert_eq!(status, 202, "{body}");
        text(&body["drop_id"])
    }

    /// Every event there is: (reference, result).
    pub async fn all_events(&self) -> Vec<(String, String)> {
        let (status, body) = self.get("/v1/events").await;
        assert_eq!(status, 200, "{body}");
        let events = body["events"].as_array().unwrap();
        events.iter().map(|event| (text(&event["client_ref"]), text(&event["result"]))).collect()
    }
}

pub async fn read(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.text().await.unwrap();
    (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub fn code(reply: &Reply) -> (u16, &str) {
    (reply.0, reply.1["error"]["code"].as_str().unwrap_or_default())
}

/// Silence of 8 kHz, mono, 16 bits.
pub fn wav(seconds: u32) -> Vec<u8> {
    let data = seconds * 16_000;
    let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data".to_vec();
    bytes.extend(data.to_le_bytes());
    bytes.resize(bytes.len() + data as usize, 0);
    bytes
}

/// A number of the seeded mix: exchange 556 has no fixed lines.
pub fn number(n: u32) -> String {
    format!("+1416556{n:04}")
}
