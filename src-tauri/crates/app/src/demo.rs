//! `voicedrops demo`: R campaigns of K drops at the same moment, in practice, and what came of them.
//!
//! One demo per data directory. Killed and started again it goes on; finished and started again it prints the same
//! report and sends nothing.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use domain::{campaign::CampaignState, ids::RunId, states::TargetState};
use serde::{Deserialize, Serialize};
use store::{
    Db, StoreError, campaigns,
    house::{self, FileKind},
    reports,
    runs::{self, Run},
};

use crate::{
    app::{App, Desk, State, lock},
    error::CommandError,
    opening::{self, Mode, NewFile, STAND_IN_PORTS},
    seams::{LedgerCounts, Outside, SamplePlan},
    setting_up,
};

/// A pause by the error budget resumes after this much clock time.
const BUDGET_PAUSE: TimeDelta = TimeDelta::seconds(60);
/// The runs start this much clock time after the file's first instant.
const START_AFTER: TimeDelta = TimeDelta::seconds(60);
/// How often the end is looked for if nothing changes, in machine time.
const LOOK: Duration = Duration::from_millis(200);

/// What a demo is asked to be. Stored with its file: the same directory never holds another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Demo {
    pub customers: u32,
    pub drops: u32,
    pub runs: u32,
    /// Clock seconds per second.
    pub speed: f64,
    pub seed: u64,
    /// Another server on loopback that speaks the port protocol.
    pub stratics: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemoReport {
    pub runs: Vec<DemoRun>,
    /// `None` with another server: its ledger is its own.
    pub ledger: Option<Ledger>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    pub delivered: u64,
    pub distinct_numbers: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemoRun {
    pub run_id: RunId,
    pub campaign: String,
    pub port: Option<u16>,
    pub chosen: u32,
    pub delivered: u32,
    pub failed: u32,
    pub unknown: u32,
    /// By reason.
    pub skipped: BTreeMap<String, u32>,
    pub released: u32,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub duration_ms: Option<i64>,
}

impl DemoReport {
    /// Every count closes, and the ledger agrees: reported delivered <= ledger <= reported delivered + unknown.
    pub fn is_sound(&self) -> bool {
        let closes = |run: &DemoRun| {
            let skipped: u32 = run.skipped.values().sum();
            run.chosen == run.delivered + run.failed + run.unknown + skipped + run.released
        };
        let delivered: u64 = self.runs.iter().map(|r| u64::from(r.delivered)).sum();
        let unknown: u64 = self.runs.iter().map(|r| u64::from(r.unknown)).sum();
        let agrees = self.ledger.is_none_or(|l| delivered <= l.delivered && l.delivered <= delivered + unknown);
        self.runs.iter().all(closes) && agrees
    }
}

/// Runs the demo to its end. `key` belongs to `demo.stratics`.
pub async fn run(outside: Outside, demo: Demo, key: Option<String>) -> Result<DemoReport, CommandError> {
    check(&demo, key.as_deref())?;
    if outside.practice_clock.is_some_and(|clock| clock.speed != 1.0) {
        return Err(CommandError::field(
            "demo.two_speeds",
            "practice_clock",
            "A demo's speed is set by --speed. Give --practice-clock only the start.",
        ));
    }
    if let Some((base_url, key)) = demo.stratics.as_deref().zip(key.as_deref()) {
        // An address that can never be used leaves no folder behind that belongs to it.
        (outside.seams.stratics)(base_url, key)?;
    }
    let app = App::start_closed(outside);
    let mode = Mode {
        ports: Some(u16::try_from(demo.runs).unwrap_or(u16::MAX).max(STAND_IN_PORTS)),
        seed: demo.seed,
        server: demo.stratics.clone().zip(key),
        budget_pause: Some(BUDGET_PAUSE),
        is_restored: false,
    };
    let desk = open(&app, &demo, &mode).await?;
    opening::put_desk(&app, desk);
    let desk = app.desk()?;
    let report = to_the_end(&desk).await;
    app.close().await;
    report
}

fn check(demo: &Demo, key: Option<&str>) -> Result<(), CommandError> {
    /// The port numbers of an account fit in a byte or so; more runs would only wait for each other.
    const RUNS_MAX: u32 = 200;
    const SPEEDS: std::ops::RangeInclusive<f64> = f64::MIN_POSITIVE..=100_000.0;
    let refuse = |field: &str, message: &str| Err(CommandError::field("demo.bad_arguments", field, message));
    match demo {
        Demo { customers: 0, .. } => refuse("customers", "A demo needs at least one customer."),
        Demo { customers, .. } if *customers > 1_000_000 => refuse("customers", "At most 1,000,000 customers."),
        Demo { drops: 0, .. } => refuse("drops", "A demo needs at least one drop in each run."),
        Demo { drops, .. } if *drops > domain::campaign::COUNT_MAX => refuse("drops", "At most 100,000 drops."),
        Demo { runs: 0, .. } => refuse("runs", "A demo needs at least one run."),
        Demo { runs, .. } if *runs > RUNS_MAX => refuse("runs", "At most 200 runs."),
        Demo { speed, .. } if !SPEEDS.contains(speed) => refuse("speed", "A speed above 0 and at most 100,000."),
        Demo { stratics: Some(_), .. } if key.is_none() => refuse("key", "Give the key of that server's account."),
        Demo { .. } => Ok(()),
    }
}

async fn open(app: &Arc<App>, demo: &Demo, mode: &Mode) -> Result<Desk, CommandError> {
    let (dir, is_new) = match &*lock(&app.state) {
        State::FirstStart(dir) => (dir.clone(), true),
        State::Locked(dir) => (dir.clone(), false),
        State::CannotOpen(problem, _) => return Err(problem.clone()),
        State::Open(_) => return Err(CommandError::new("store.already_exists", "The file is open already.")),
    };
    if is_new {
        let new = new_file(app, demo).await?;
        return opening::make(app, dir, new, mode).await;
    }
    let stored = stored_demo(app, demo);
    let desk = opening::unlock_checked(app, dir, app.outside.passphrase.clone(), mode, stored).await?;
    Ok(desk)
}

/// What a file that exists must say of itself before anything is started in it.
fn stored_demo(_: &App, demo: &Demo) -> opening::Check {
    let asked = demo.clone();
    Box::new(move |house| {
        let stored = house.demo.as_deref().and_then(|text| serde_json::from_str::<Demo>(text).ok());
        match stored {
            Some(stored) if stored == asked => Ok(()),
            Some(_) => Err(CommandError::new(
                "demo.other_arguments",
                "This folder holds a demo with other arguments. Give the same ones, or another folder.",
            )),
            None => Err(CommandError::new(
                "demo.not_a_demo",
                "This folder holds a data file that is no demo. Give another folder.",
            )),
        }
    })
}

async fn new_file(app: &App, demo: &Demo) -> Result<NewFile, CommandError> {
    let recordings = setting_up::recordings(app).await?;
    let sample = &app.outside.seams.sample;
    let (fill, campaign_of) = (sample.fill, sample.demo_campaign);
    let draft = (sample.store_row)(Utc::now())?;
    let start_at = setting_up::start(app, FileKind::Practice, &draft.calendar)?.at;
    let store = (sample.store_row)(start_at)?;
    let local = store.calendar.zone.local_at(start_at + START_AFTER);
    let (on, time) = (local.date(), local.time().with_nanosecond(0).unwrap_or(local.time()));
    let text = serde_json::to_string(demo)
        .map_err(|_| CommandError::new("demo.bad_arguments", "These arguments cannot be kept."))?;
    let asked = demo.clone();
    Ok(NewFile {
        kind: FileKind::Practice,
        store,
        start_at,
        clock_speed: demo.speed,
        passphrase: app.outside.passphrase.clone(),
        demo: Some(text),
        fill: Box::new(move |db, id| {
            let messages = setting_up::add_recordings(db, id, &recordings, start_at)?;
            // Whoever asks for R runs of K drops gets them, as far as there are customers; the rest are mixed.
            let ready = asked.runs.saturating_mul(asked.drops).min(asked.customers);
            fill(db, id, &SamplePlan { customers: asked.customers, seed: asked.seed, ready }, start_at)?;
            let message = *messages.first().ok_or(StoreError::NotFound)?;
            for index in 0..asked.runs {
                let spec = campaign_of(index, asked.drops, message, on, time);
                let campaign = campaigns::add(db, id, &spec, "Demo", start_at)?;
                campaigns::set_state(db, campaign, CampaignState::Active, start_at)?;
            }
            Ok(())
        }),
    })
}

/// Waits until every run is over, and writes its report down, so that the same directory says the same for ever.
async fn to_the_end(desk: &Desk) -> Result<DemoReport, CommandError> {
    if let Some(kept) = desk.house.store.read(house::demo_report)? {
        return serde_json::from_str(&kept)
            .map_err(|_| CommandError::new("store.damaged", "The report of this demo is not readable."));
    }
    let mut changes = desk.engine.changes();
    loop {
        changes.borrow_and_update();
        if is_over(desk)? {
            break;
        }
        let _ = tokio::time::timeout(LOOK, changes.changed()).await;
    }
    let runs = desk.house.store.read(|db| -> Result<_, StoreError> {
        let mut runs = vec![];
        for campaign in campaigns::list(db, desk.house.store_id)? {
            if let Some(run) = runs::last_of_campaign(db, campaign.id)? {
                runs.push(demo_run(db, run)?);
            }
        }
        Ok(runs)
    })?;
    // After the report: a late result between the two may only add to what the ledger already has.
    let ledger = match &desk.stand_in {
        Some(stand_in) => {
            let LedgerCounts { delivered, distinct_numbers } = (stand_in.ledger)().await?;
            Some(Ledger { delivered, distinct_numbers })
        }
        None => None,
    };
    let report = DemoReport { runs, ledger };
    let text = serde_json::to_string(&report)
        .map_err(|_| CommandError::new("program.failed", "The report could not be written down."))?;
    desk.house.store.write(|db| house::keep_demo_report(db, &text))?;
    Ok(report)
}

fn is_over(desk: &Desk) -> Result<bool, CommandError> {
    desk.house.store.read(|db| {
        let campaigns = campaigns::list(db, desk.house.store_id)?;
        for campaign in campaigns {
            match runs::last_of_campaign(db, campaign.id)? {
                Some(run) if !run.state.is_open() => {}
                Some(_) | None => return Ok(false),
            }
        }
        Ok(true)
    })
}

fn demo_run(db: &Db<'_>, run: Run) -> Result<DemoRun, StoreError> {
    let counts = runs::counts(db, run.id)?;
    let skipped = reports::reasons(db, run.id, TargetState::Skipped)?;
    let campaign = campaigns::version(db, run.campaign, run.version)?.0.name;
    Ok(DemoRun {
        run_id: run.id,
        campaign,
        port: run.port.map(|p| p.0),
        chosen: counts.chosen,
        delivered: counts.delivered,
        failed: counts.failed,
        unknown: counts.unknown,
        skipped: skipped.into_iter().map(|(reason, many)| (reason.word().to_owned(), many)).collect(),
        released: counts.released,
        started_at: run.started_at,
        finished_at: run.ended_at,
        duration_ms: run.started_at.zip(run.ended_at).map(|(from, to)| (to - from).num_milliseconds()),
    })
}
