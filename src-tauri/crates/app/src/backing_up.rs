//! The daily backup, and the one by hand: made beside whatever goes on, one at a time, and verified.
//!
//! The clock that rules the file decides when one is due, in practice too; how often that is looked at is machine time.
//! A backup that fails is said on the screen and tried again; it stops nothing.

use std::{
    fs,
    ops::ControlFlow,
    path::Path,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, NaiveDate, Utc};
use domain::backups::{self as rules, BackupCause};
use store::{
    StoreError,
    backups::{self, Backup},
    data_dir::DataDir,
    house,
};

use crate::{app::lock, error::CommandError, events::Topic, house::House};

/// How often it is looked whether one is due, in machine time.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// After one that failed: a full disk is not full for a minute.
const AGAIN_AFTER: Duration = Duration::from_secs(600);
/// Rest after each step of a copy (1 MiB), so that the disk and the processor are the engine's when it wants them. A file of
/// 1 GiB takes two seconds longer for it.
const REST: Duration = Duration::from_millis(2);

/// Backups of the open file.
pub struct Backups {
    dir: Arc<DataDir>,
    is_stopped: AtomicBool,
    /// Of the one being made; `None` while there is none.
    percent: Mutex<Option<u8>>,
    problem: Mutex<Option<(String, DateTime<Utc>)>>,
}

impl Backups {
    pub(crate) fn new(dir: Arc<DataDir>) -> Self {
        Self { dir, is_stopped: AtomicBool::new(false), percent: Mutex::default(), problem: Mutex::default() }
    }

    /// Of the one being made, of a hundred.
    pub(crate) fn percent(&self) -> Option<u8> {
        *lock(&self.percent)
    }

    /// Why the last one could not be made, and what to do.
    pub(crate) fn problem(&self) -> Option<(String, DateTime<Utc>)> {
        lock(&self.problem).clone()
    }

    /// One that is being made is given up; the file closes.
    pub(crate) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Release);
    }

    /// Makes one now. Reads and writes for some seconds: not for an async thread.
    ///
    /// # Errors
    /// `backup.under_way` while one is being made; `backup.folder_missing`; those of the disk. What happened is kept for the
    /// screen, too.
    pub fn make(&self, house: &House, cause: BackupCause) -> Result<Backup, CommandError> {
        if !self.begin() {
            return Err(
                CommandError::new("backup.under_way", "A backup is being made. Wait until it is done.").retryable()
            );
        }
        let made = self.make_alone(house, cause);
        *lock(&self.percent) = None;
        match &made {
            Ok(_) => *lock(&self.problem) = None,
            Err(error) if error.code == crate::app::CLOSING => {}
            Err(error) => {
                tracing::warn!(code = error.code, "a backup could not be made");
                *lock(&self.problem) = Some((error.message.clone(), house.now()));
            }
        }
        house.changed(&[Topic::Backups, Topic::House]);
        made
    }

    /// Whether nobody else makes one.
    fn begin(&self) -> bool {
        let mut percent = lock(&self.percent);
        let is_first = percent.is_none();
        *percent = percent.or(Some(0));
        is_first
    }

    fn make_alone(&self, house: &House, cause: BackupCause) -> Result<Backup, CommandError> {
        let into = self.dir.backups();
        if into.is_default {
            fs::create_dir_all(&into.path).map_err(StoreError::from)?;
        }
        let row = house.store_row()?;
        let now = house.now();
        let local = row.calendar.zone.local_at(now);
        let name = format!("voicedrops {} {kind}", local.format("%Y-%m-%d %H%M"), kind = house.kind.word());
        let order = backups::Order {
            into: &into.path,
            name: &name,
            key_file: &self.dir.key_file(),
            cause,
            kind: house.kind,
            store: &row.name,
            now,
            local,
        };
        let rest = |done: store::encrypted::Progress| {
            let copied = u64::from(done.all.saturating_sub(done.left)) * 100;
            *lock(&self.percent) = u8::try_from(copied / u64::from(done.all.max(1))).ok();
            if self.is_stopped.load(Ordering::Acquire) {
                return ControlFlow::Break(());
            }
            std::thread::sleep(REST);
            ControlFlow::Continue(())
        };
        let made = backups::make(&house.store, &order, rest).map_err(in_words)?;
        if cause == BackupCause::Daily {
            self.rotate(house, &into.path)?;
        }
        Ok(made)
    }

    /// Makes today's if it is still to be made. Gives whether it tried and could not.
    ///
    /// # Errors
    /// Those of reading the folder or the store.
    pub fn look(&self, house: &House) -> Result<bool, CommandError> {
        // A demo makes its file for one report.
        if house.store.read(house::require)?.demo.is_some() {
            return Ok(false);
        }
        let days = self.own_daily(house, &self.dir.backups().path)?;
        let days: Vec<NaiveDate> = days.into_iter().map(|(on, _)| on).collect();
        Ok(rules::is_due(&days, house.today()?) && self.make(house, BackupCause::Daily).is_err())
    }

    /// Those of this file that were made by themselves, the oldest first, with their dates at the store.
    fn own_daily(&self, house: &House, folder: &Path) -> Result<Vec<(NaiveDate, Backup)>, CommandError> {
        let file_id = house.store.read(house::require)?.file_id;
        let zone = house.store_row()?.calendar.zone;
        let all = backups::list(folder).map_err(in_words)?;
        let own = all.into_iter().filter(|b| b.card.file_id == file_id && b.card.cause == BackupCause::Daily);
        Ok(own.rev().map(|backup| (zone.date_at(backup.card.taken_at), backup)).collect())
    }

    fn rotate(&self, house: &House, folder: &Path) -> Result<(), CommandError> {
        let own = self.own_daily(house, folder)?;
        let days: Vec<NaiveDate> = own.iter().map(|(on, _)| *on).collect();
        for place in rules::superfluous(&days) {
            if let Err(error) = backups::delete(&own[place].1) {
                // One too many is no harm, and tomorrow it is tried again.
                tracing::info!(%error, "an old backup could not be removed");
            }
        }
        Ok(())
    }
}

/// What is wrong with making or reading a backup, and what to do.
pub(crate) fn in_words(error: StoreError) -> CommandError {
    match error {
        StoreError::NotFound => CommandError::new(
            "backup.folder_missing",
            "The folder for backups is not there. Plug in its drive, or choose another folder.",
        ),
        StoreError::Stopped => CommandError::new(crate::app::CLOSING, "Voice Drops is closing."),
        StoreError::DiskFull => CommandError::new(
            "store.disk_full",
            "There is no room left for a backup. Free some space, or choose a folder on another disk.",
        )
        .retryable(),
        StoreError::Damaged(_) => CommandError::new(
            "backup.damaged",
            "A part of it cannot be read. Use another backup, and have this computer's disk checked.",
        ),
        StoreError::WrongKey => {
            CommandError::new("backup.wrong_key", "It belongs to another data file, or its beginning is damaged.")
        }
        other => other.into(),
    }
}

/// The loop; it ends when this is dropped.
pub(crate) struct Daily(tokio::task::JoinHandle<()>);

impl Drop for Daily {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Looks as long as the file is open.
pub(crate) fn start(house: &Arc<House>, backups: &Arc<Backups>) -> Daily {
    let house: Weak<House> = Arc::downgrade(house);
    let backups = Arc::downgrade(backups);
    Daily(tokio::spawn(async move {
        let mut pause = LOOK_EVERY;
        loop {
            tokio::time::sleep(pause).await;
            let (Some(house), Some(backups)) = (house.upgrade(), backups.upgrade()) else { return };
            let looked = tokio::task::spawn_blocking(move || backups.look(&house)).await;
            pause = match looked {
                Ok(Ok(false)) => LOOK_EVERY,
                Ok(Ok(true)) => AGAIN_AFTER,
                Ok(Err(error)) => {
                    tracing::warn!(code = error.code, "backups");
                    AGAIN_AFTER
                }
                Err(error) => {
                    tracing::warn!(%error, "backups");
                    AGAIN_AFTER
                }
            };
        }
    }))
}
