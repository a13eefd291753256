//! The data file with which every try begins: made once, copied often.

use std::{fs, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{CampaignId, CustomerId, StoreId};
use faultfs::FaultFs;
use store::{Store, house, key::DataKey};
use testkit::Dealership;

pub const NAME: &str = "voicedrops.db";
const LOG_NAME: &str = "voicedrops.db-wal";
/// 09:59 of a Tuesday in Toronto; the campaign starts at 10:00.
const NOW: &str = "2026-11-24T14:59:00Z";
/// Whoever is to get a drop, and one more who opts out meanwhile.
pub const CUSTOMERS: usize = 4;
/// A page of the log with its head.
const FRAME_BYTES: u64 = 24 + 4096;

pub struct Template {
    files: Vec<(&'static str, Vec<u8>)>,
    pub key: Arc<DataKey>,
    pub store: StoreId,
    pub campaign: CampaignId,
    /// In the order of the run.
    pub customers: Vec<CustomerId>,
    pub now: DateTime<Utc>,
}

impl Template {
    /// As a clean stop leaves it: one file, and no log.
    pub fn closed() -> Self {
        let disk = FaultFs::new(0);
        let key = Arc::new(DataKey::generate().unwrap());
        let store = Arc::new(Store::create(&disk.path(NAME), key.clone()).unwrap());
        let now: DateTime<Utc> = NOW.parse().unwrap();
        let dealership = Dealership::in_store(store, now, CUSTOMERS, 1);
        let campaign = dealership.campaign(|_| {});
        let customers = (1..=CUSTOMERS).map(|n| dealership.customer(n)).collect();
        dealership.write(house::stopped_cleanly);
        let store = dealership.id;
        drop(dealership);
        let files = vec![(NAME, fs::read(disk.path(NAME)).unwrap())];
        assert!(!disk.path(LOG_NAME).exists(), "the last connection takes the log along");
        Self { files, key, store, campaign, customers, now }
    }

    /// As an unclean stop leaves it: with a log of at least so many pages. SQLite works it off at a thousand.
    pub fn with_log(frames: u64) -> Self {
        let closed = Self::closed();
        let disk = FaultFs::new(0);
        closed.copy_to(&disk);
        let store = Store::open(&disk.path(NAME), closed.key.clone()).unwrap();
        let log = disk.path(LOG_NAME);
        let mut passed = TimeDelta::zero();
        while fs::metadata(&log).map_or(0, |log| log.len()) < frames * FRAME_BYTES {
            passed += TimeDelta::milliseconds(1);
            store.write(|db| house::saw_time(db, closed.now + passed)).unwrap();
        }
        let files = vec![(NAME, fs::read(disk.path(NAME)).unwrap()), (LOG_NAME, fs::read(&log).unwrap())];
        Self { files, ..closed }
    }

    pub fn copy_to(&self, disk: &FaultFs) {
        for (name, bytes) in &self.files {
            fs::write(disk.path(name), bytes).unwrap();
        }
    }
}
