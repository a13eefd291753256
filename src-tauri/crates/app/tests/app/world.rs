//! The whole program on a folder of its own, wired as for people: the practice stand-in, the adapter, the sample
//! dealership. Only the clock is as fast as a test wants it, and the sample smaller.

pub mod people;
pub mod server;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use app::{
    App, Caller, Desk,
    dto::runs::{RunKey, RunReport, Today},
    error::CommandError,
    seams::{
        LedgerCounts, Outside, PracticeStart, Sample, SampleCampaign, SamplePlan, SampleRecording, Seams, StandIn,
        StandInOrder,
    },
};
use chrono::NaiveDate;
use domain::ids::{CampaignId, RunId};
use practice::{
    sample,
    stand_in::{self, RunningStandIn, StandInConfig, Storage},
};
use providers::{ApiKey, Connection, Reach, Stratics, stratics::Timing};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::data_dir::DataDir;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::support::at;

pub const PASSPHRASE: &str = "a sentence that is long enough";
/// A Tuesday at 10:10 in Toronto.
pub const START: &str = "2026-11-24T15:10:00Z";
/// Nothing is waited for longer than this, in machine time; every wait ends by a condition.
const DEADLINE: Duration = Duration::from_secs(60);
/// Everything of the sample is there with so many customers, too.
const SAMPLE_CUSTOMERS_MAX: u32 = 360;

/// A data folder that outlives the programs that use it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn db(&self) -> PathBuf {
        self.path().join("voicedrops.db")
    }

    pub fn key_file(&self) -> PathBuf {
        self.path().join("voicedrops.key")
    }
}

/// How a program is started.
#[derive(Clone, Copy)]
pub struct Start {
    pub passphrase: Option<&'static str>,
    /// Clock seconds per second of a new practice file.
    pub speed: Option<f64>,
    /// How long a server may take for an answer, in machine time.
    pub patience: Duration,
}

impl Start {
    /// With the passphrase in the environment, so that nobody has to be asked.
    pub fn again() -> Self {
        Self { passphrase: Some(PASSPHRASE), speed: None, patience: Duration::from_secs(30) }
    }

    pub fn new_file(speed: f64) -> Self {
        Self { speed: Some(speed), ..Self::again() }
    }

    pub fn asking() -> Self {
        Self { passphrase: None, ..Self::again() }
    }
}

/// The stand-in that a program started, while it runs.
pub type Seat = Arc<Mutex<Weak<RunningStandIn>>>;

pub fn outside(folder: &Folder, start: Start, seat: &Seat) -> Outside {
    let seat = seat.clone();
    Outside {
        data_dir: folder.path().to_owned(),
        passphrase: start.passphrase.map(str::to_owned),
        practice_clock: start.speed.map(|speed| PracticeStart { at: at(START), speed }),
        machine_today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        seams: Seams {
            stratics: Box::new(move |base_url, key| {
                let refused = |field, why: &dyn std::fmt::Display| {
                    CommandError::field("connection.invalid", field, format!("{why}."))
                };
                let connection = Connection::parse(base_url).map_err(|why| refused("base_url", &why))?;
                let key = ApiKey::parse(key).map_err(|why| refused("key", &why))?;
                let timing = Timing { request: start.patience, ..Timing::default() };
                let stratics = Stratics::with_timing(connection, key, Reach::LoopbackOnly, timing);
                Ok(Arc::new(stratics.map_err(|why| refused("base_url", &why))?))
            }),
            stand_in: Box::new(move |order| Box::pin(start_stand_in(order, seat.clone()))),
            sample: the_sample(),
        },
    }
}

async fn start_stand_in(order: StandInOrder, seat: Seat) -> Result<StandIn, CommandError> {
    let StandInOrder { clock, path, key, bearer, ports, seed } = order;
    let storage = Storage::File { path, key };
    let config = StandInConfig { storage, ports, seed, ..StandInConfig::new(clock, bearer) };
    let running = Arc::new(stand_in::StandIn::start(config).await.unwrap());
    *seat.lock().unwrap() = Arc::downgrade(&running);
    let asked = running.clone();
    let ledger = move || {
        let asked = asked.clone();
        let counts = async move {
            let ledger = asked.ledger().await.unwrap();
            Ok(LedgerCounts { delivered: ledger.delivered, distinct_numbers: ledger.distinct_numbers })
        };
        Box::pin(counts) as app::seams::Later<_>
    };
    Ok(StandIn { base_url: running.base_url(), ledger: Box::new(ledger), guard: Box::new(running) })
}

fn the_sample() -> Sample {
    Sample {
        recordings: sample::RECORDINGS
            .iter()
            .map(|r| SampleRecording {
                name: r.name,
                file_name: r.file_name,
                bytes: r.bytes,
                language: r.language,
                contact_types: r.contact_types,
                transcript: r.transcript,
            })
            .collect(),
        store_row: sample::store_row,
        fill: |db, store, plan, now| {
            let SamplePlan { customers, seed, ready } = *plan;
            let customers = customers.min(SAMPLE_CUSTOMERS_MAX);
            sample::fill(db, store, &sample::Plan { customers, seed, ready }, now)
        },
        campaigns: |messages, on| {
            let set_ups = sample::campaigns(messages, on).into_iter();
            set_ups
                .map(|sample::SampleCampaign { spec, state, schedule }| SampleCampaign { spec, state, schedule })
                .collect()
        },
        demo_campaign: sample::demo_campaign,
        default_start: sample::default_start,
    }
}

pub struct Program {
    pub app: Arc<App>,
    pub seat: Seat,
    caller: Caller,
}

impl Program {
    pub async fn start(folder: &Folder, start: Start) -> Self {
        let seat = Seat::default();
        let app = App::start(outside(folder, start, &seat)).await;
        Self { app, seat, caller: Caller { name: "A. Snyder".to_owned() } }
    }

    /// As `voicedrops call` opens it.
    pub async fn still(folder: &Folder, start: Start) -> Self {
        let seat = Seat::default();
        let app = App::start_still(outside(folder, start, &seat)).await;
        Self { app, seat, caller: Caller { name: "A. Snyder".to_owned() } }
    }

    /// A new practice file through the first door.
    pub async fn sample(folder: &Folder, speed: f64) -> Self {
        let program = Self::start(folder, Start::new_file(speed)).await;
        program.call("house_create", json!({ "door": "sample" })).await.unwrap();
        program
    }

    /// A new practice file without a customer.
    pub async fn own_file(folder: &Folder, speed: f64) -> Self {
        let program = Self::start(folder, Start::new_file(speed)).await;
        let request = json!({ "door": "own_file", "store": people::store() });
        program.call("house_create", request).await.unwrap();
        program
    }

    pub async fn call(&self, name: &str, request: Value) -> Result<Value, CommandError> {
        self.app.call(self.caller.clone(), name, request).await
    }

    /// Calls a command that has to work.
    pub async fn ask<T: DeserializeOwned>(&self, name: &str, request: Value) -> T {
        let answer = self.call(name, request).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        serde_json::from_value(answer).unwrap()
    }

    /// Code and field of a command that has to be refused.
    pub async fn refused(&self, name: &str, request: Value) -> (String, Option<String>) {
        crate::support::refusal(self.call(name, request).await)
    }

    /// The code alone.
    pub async fn code(&self, name: &str, request: Value) -> String {
        self.refused(name, request).await.0
    }

    pub async fn status(&self) -> Value {
        self.ask("house_status", json!({})).await
    }

    pub async fn today(&self) -> Today {
        self.ask("today_get", json!({})).await
    }

    pub async fn report(&self, run: RunId) -> RunReport {
        self.ask("run_report", json!({ "run": run })).await
    }

    pub async fn run_now(&self, campaign: CampaignId) -> RunId {
        self.ask::<RunKey>("run_now", json!({ "campaign": campaign })).await.run
    }

    pub fn desk(&self) -> Arc<Desk> {
        self.app.desk().unwrap()
    }

    pub fn stand_in(&self) -> Arc<RunningStandIn> {
        self.seat.lock().unwrap().upgrade().expect("it runs")
    }

    /// Looks again after everything that the program says has changed, until there is something to see.
    pub async fn until<T>(&self, what: &str, look: impl AsyncFn(&Self) -> Option<T>) -> T {
        let mut events = self.app.subscribe();
        let seen = async {
            loop {
                if let Some(seen) = look(self).await {
                    return seen;
                }
                let _ = timeout(Duration::from_millis(50), events.recv()).await;
            }
        };
        timeout(DEADLINE, seen).await.unwrap_or_else(|_| panic!("not in time: {what}"))
    }

    pub async fn until_over(&self, run: RunId) -> RunReport {
        self.until("the run is over", async |program| {
            let report = program.report(run).await;
            (!report.head.state.is_open()).then_some(report)
        })
        .await
    }

    /// What was changed, newest first.
    pub async fn audit(&self) -> Vec<String> {
        let page: app::dto::house::AuditPage = self.ask("audit_page", json!({ "before": null })).await;
        page.rows.into_iter().map(|row| row.what).collect()
    }

    /// The entry of that place, newest first, with what it changed: "what: old > new".
    pub async fn audited(&self, place: usize) -> String {
        let page: app::dto::house::AuditPage = self.ask("audit_page", json!({ "before": null })).await;
        let row = &page.rows[place];
        format!("{}: {} > {}", row.what, row.old.as_deref().unwrap_or("-"), row.new.as_deref().unwrap_or("-"))
    }

    /// Ends in order. A test with drops in flight lets the program drop instead: those would be waited for.
    pub async fn close(self) {
        self.app.close().await;
    }
}

/// Waits until nobody holds the folder any more, after a program that was dropped in the middle.
pub async fn until_free(folder: &Folder) {
    let free = async {
        while DataDir::claim(folder.path()).is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(DEADLINE, free).await.expect("the folder is let go");
}
