//! What the shell wires in: this crate knows neither the wire of a provider nor the stand-in.

use std::{any::Any, future::Future, path::PathBuf, pin::Pin, sync::Arc};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    calendar::Calendar,
    campaign::{CampaignSpec, CampaignState, Language},
    contact_type::ContactType,
    ids::{MessageId, StoreId},
};
use engine::{clock::Clock, provider::Provider};
use store::{Db, StoreError, key::DataKey, stores::StoreRow};

use crate::error::CommandError;

/// A future that can be kept and sent.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Everything outside that this program talks to or starts from.
pub struct Outside {
    pub data_dir: PathBuf,
    /// Then the keychain is never touched.
    pub passphrase: Option<String>,
    /// For a new practice file: its first instant and its speed.
    pub practice_clock: Option<PracticeStart>,
    /// The date on the machine's calendar: only the default start of a new practice file is counted from it.
    pub machine_today: NaiveDate,
    pub seams: Seams,
}

#[derive(Clone, Copy, Debug)]
pub struct PracticeStart {
    pub at: DateTime<Utc>,
    /// Clock seconds per second.
    pub speed: f64,
}

/// Base URL and key, checked, into a connection.
pub type Connect = dyn Fn(&str, &str) -> Result<Arc<dyn Provider>, CommandError> + Send + Sync;
pub type StartStandIn = dyn Fn(StandInOrder) -> Later<Result<StandIn, CommandError>> + Send + Sync;

pub struct Seams {
    /// Speaks to a Stratics server: base URL and key.
    pub stratics: Box<Connect>,
    /// Starts the stand-in inside this program.
    pub stand_in: Box<StartStandIn>,
    pub sample: Sample,
}

pub struct StandInOrder {
    pub clock: Arc<dyn Clock>,
    pub path: PathBuf,
    pub key: DataKey,
    /// What callers must show.
    pub bearer: String,
    pub ports: u16,
    pub seed: u64,
}

/// The running stand-in; dropping it stops it.
pub struct StandIn {
    pub base_url: String,
    /// What it delivered, and to how many numbers.
    pub ledger: Box<dyn Fn() -> Later<Result<LedgerCounts, CommandError>> + Send + Sync>,
    pub guard: Box<dyn Any + Send + Sync>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LedgerCounts {
    pub delivered: u64,
    pub distinct_numbers: u64,
}

/// The sample dealership.
pub struct Sample {
    pub recordings: Vec<SampleRecording>,
    pub store_row: fn(DateTime<Utc>) -> Result<StoreRow, StoreError>,
    pub fill: fn(&Db<'_>, StoreId, &SamplePlan, DateTime<Utc>) -> Result<(), StoreError>,
    /// Of the messages made of `recordings`, in their order, and the first day.
    pub campaigns: fn(&[MessageId], NaiveDate) -> Vec<SampleCampaign>,
    /// Index, drops, message, date, time.
    pub demo_campaign: fn(u32, u32, MessageId, NaiveDate, NaiveTime) -> CampaignSpec,
    pub default_start: fn(NaiveDate, &Calendar) -> DateTime<Utc>,
}

/// How many customers, and which.
#[derive(Clone, Copy, Debug)]
pub struct SamplePlan {
    pub customers: u32,
    pub seed: u64,
    /// The first so many have nothing against a Maintenance drop.
    pub ready: u32,
}

#[derive(Clone, Copy)]
pub struct SampleRecording {
    pub name: &'static str,
    pub file_name: &'static str,
    pub bytes: &'static [u8],
    pub language: Language,
    /// What it may be used for.
    pub contact_types: &'static [ContactType],
    pub transcript: &'static str,
}

/// A set-up of the sample dealership.
pub struct SampleCampaign {
    pub spec: CampaignSpec,
    pub state: CampaignState,
    /// The schedule whose step it is.
    pub schedule: Option<&'static str>,
}
