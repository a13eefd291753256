//! Which provider and which stand-in the program gets. Chosen here and nowhere else.

use std::sync::Arc;

use app::{
    error::CommandError,
    seams::{
        Later, LedgerCounts, Outside, PracticeStart, Sample, SampleCampaign, SampleRecording, Seams, StandIn,
        StandInOrder,
    },
};
use chrono::Local;
use engine::provider::Provider;
use practice::sample;
use practice::stand_in::{self, Control, RunningStandIn, StandInConfig, StandInError, Storage};
use providers::{ApiKey, Connection, Reach, Stratics};

use crate::{cli::Place, places};

/// What the program needs from the world, chosen once.
pub fn outside(place: &Place, data_dir: std::path::PathBuf) -> Outside {
    Outside {
        data_dir,
        passphrase: places::passphrase(),
        practice_clock: place.practice_clock.map(|clock| PracticeStart { at: clock.start, speed: clock.speed }),
        machine_today: Local::now().date_naive(),
        seams: Seams { stratics: Box::new(stratics), stand_in: Box::new(start_stand_in), sample: sample() },
    }
}

/// Until the rules of live sending are installed, only servers on this machine can be connected.
fn stratics(base_url: &str, key: &str) -> Result<Arc<dyn Provider>, CommandError> {
    let refused = |field, why: &dyn std::fmt::Display| CommandError::field("connection.invalid", field, sentence(why));
    let connection = Connection::parse(base_url).map_err(|why| refused("base_url", &why))?;
    let key = ApiKey::parse(key).map_err(|why| refused("key", &why))?;
    let stratics = Stratics::new(connection, key, Reach::LoopbackOnly).map_err(|why| refused("base_url", &why))?;
    Ok(Arc::new(stratics))
}

fn sample() -> Sample {
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
            let app::seams::SamplePlan { customers, seed, ready } = *plan;
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

fn start_stand_in(order: StandInOrder) -> Later<Result<StandIn, CommandError>> {
    Box::pin(async move {
        let StandInOrder { clock, path, key, bearer, ports, seed } = order;
        let config = StandInConfig {
            storage: Storage::File { path, key },
            ports,
            seed,
            // Its ledger names customers' numbers.
            control: Control::WithKey,
            ..StandInConfig::new(clock, bearer)
        };
        let running = Arc::new(stand_in::StandIn::start(config).await.map_err(|error| failed(&error))?);
        let asked = Arc::clone(&running);
        Ok(StandIn {
            base_url: running.base_url(),
            ledger: Box::new(move || counts(Arc::clone(&asked))),
            guard: Box::new(running),
        })
    })
}

fn counts(running: Arc<RunningStandIn>) -> Later<Result<LedgerCounts, CommandError>> {
    Box::pin(async move {
        let ledger = running.ledger().await.map_err(|error| failed(&error))?;
        Ok(LedgerCounts { delivered: ledger.delivered, distinct_numbers: ledger.distinct_numbers })
    })
}

fn failed(error: &StandInError) -> CommandError {
    CommandError::new("practice.stand_in_failed", sentence(error)).retryable()
}

/// A clause of a lower crate as a sentence for people.
fn sentence(clause: &dyn std::fmt::Display) -> String {
    let clause = clause.to_string();
    let mut letters = clause.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}
