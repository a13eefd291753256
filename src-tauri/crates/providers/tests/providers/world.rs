//! The adapter, a stand-in in another task, and a clock that stands still until it is moved.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::disposition::Disposition;
use domain::ids::PortNumber;
use domain::phone::E164;
use engine::clock::Clock;
use engine::provider::{
    Audio, AudioRef, DropOrder, DropReport, DropStatus, PreparedDrop, Provider, SubmitOutcome, Ticket,
};
use practice::stand_in::{Outage, OutageAnswer, RequestKind, RunningStandIn, Scenario, StandIn, StandInConfig};
use providers::stratics::Timing;
use providers::{ApiKey, Connection, Reach, Stratics};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub const KEY: &str = "practice-key-1";

/// Stands still until it is moved.
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
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

pub struct World {
    pub clock: Arc<ManualClock>,
    pub stand_in: RunningStandIn,
    pub stratics: Stratics,
    pub audio: AudioRef,
}

impl World {
    /// Every drop takes exactly 30 s; one recording is uploaded.
    pub async fn start() -> Self {
        let clock = Arc::new(ManualClock(Mutex::new(DateTime::from_timestamp(1_800_000_000, 0).unwrap())));
        let mut config = StandInConfig::new(clock.clone(), KEY);
        config.scenario = thirty_seconds();
        let stand_in = StandIn::start(config).await.unwrap();
        let stratics = adapter(&stand_in.base_url(), KEY);
        let audio = stratics.ensure_audio(&recording(6)).await.unwrap();
        Self { clock, stand_in, stratics, audio }
    }

    pub async fn play(&self, scenario: Scenario) {
        self.stand_in.play(scenario).await.unwrap();
    }

    pub async fn outage(&self, on: RequestKind, answer: OutageAnswer) {
        self.play(Scenario { outage: Some(Outage::of(answer).on(on)), ..thirty_seconds() }).await;
    }

    pub fn order(&self, port: u16, to: &str) -> DropOrder {
        DropOrder {
            client_ref: Uuid::new_v4(),
            idempotency_key: Uuid::new_v4(),
            port: PortNumber(port),
            to: E164::parse(to).unwrap(),
            caller_id: E164::parse("+14165550199").unwrap(),
            audio: self.audio.clone(),
            not_after: None,
        }
    }

    pub fn prepared(&self, port: u16, to: &str) -> PreparedDrop {
        self.stratics.prepare(&self.order(port, to))
    }

    pub async fn submit(&self, port: u16, to: &str) -> SubmitOutcome {
        self.stratics.submit(&self.prepared(port, to)).await
    }

    /// Submits a drop that must be accepted.
    pub async fn accepted(&self, port: u16, to: &str) -> DropReport {
        accepted(self.submit(port, to).await)
    }

    /// Every result there is.
    pub async fn all_results(&self) -> Vec<DropReport> {
        self.stratics.events(None, Duration::ZERO).await.unwrap().reports
    }

    pub async fn drops_made(&self) -> usize {
        self.stand_in.ledger().await.unwrap().drops.len()
    }
}

pub fn thirty_seconds() -> Scenario {
    Scenario { latency_min_ms: 30_000, latency_max_ms: 30_000, ..Scenario::default() }
}

pub fn adapter(base_url: &str, key: &str) -> Stratics {
    let connection = Connection::parse(base_url).unwrap();
    Stratics::new(connection, ApiKey::parse(key).unwrap(), Reach::LoopbackOnly).unwrap()
}

/// Gives up after a moment: only for servers that never answer.
pub fn impatient(base_url: &str) -> Stratics {
    let moment = Duration::from_millis(200);
    let timing = Timing { request: moment, long_poll_slack: moment, ..Timing::default() };
    let connection = Connection::parse(base_url).unwrap();
    Stratics::with_timing(connection, ApiKey::parse(KEY).unwrap(), Reach::LoopbackOnly, timing).unwrap()
}

pub fn accepted(outcome: SubmitOutcome) -> DropReport {
    match outcome {
        SubmitOutcome::Accepted(report) => report,
        other => panic!("not accepted: {other:?}"),
    }
}

/// The disposition and the raw word of a report that is complete.
pub fn result(report: &DropReport) -> (Disposition, &str) {
    match &report.status {
        DropStatus::Complete { disposition, raw_word, .. } => (*disposition, raw_word),
        DropStatus::InProgress => panic!("still in progress: {report:?}"),
    }
}

pub fn ticket(text: &str) -> Ticket {
    Ticket(text.to_owned())
}

/// Silence of 8 kHz, mono, 16 bits.
pub fn recording(seconds: u32) -> Audio {
    let data = seconds * 16_000;
    let mut wav = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data".to_vec();
    wav.extend(data.to_le_bytes());
    wav.resize(wav.len() + data as usize, 0);
    Audio { sha256: hex::encode(Sha256::digest(&wav)), wav }
}
