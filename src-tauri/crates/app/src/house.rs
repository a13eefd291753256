//! The open data file with everything that works on it.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::StoreId;
use engine::clock::Clock;
use store::{Stopper, Store, StoreError, house::FileKind, stores::StoreRow};
use tokio::sync::broadcast;

use crate::{
    error::CommandError,
    events::{Topic, WindowEvent},
    export::job::Exports,
};

/// Who calls: the window's person, or the terminal's. Roles come with sign-in; until then a file has one person.
#[derive(Clone, Debug)]
pub struct Caller {
    pub name: String,
}

/// The open data file.
pub struct House {
    pub store: Arc<Store>,
    pub clock: Arc<dyn Clock>,
    pub kind: FileKind,
    pub store_id: StoreId,
    pub imports: crate::importing::Drafts,
    pub exports: Arc<Exports>,
    /// The query that is being asked: the next one stops it.
    asking: Mutex<Arc<Stopper>>,
    pub looks: crate::watching::Looks,
    roster: RosterKeeping,
    changes: broadcast::Sender<WindowEvent>,
}

/// Whether all customers are to be held in memory, and whether they are being read right now.
#[derive(Default)]
struct RosterKeeping {
    is_asked_for: AtomicBool,
    is_reading: AtomicBool,
    reader: Mutex<Option<Reader>>,
}

/// Who reads the customers into memory, and what stops that.
struct Reader {
    stopper: Arc<Stopper>,
    thread: JoinHandle<()>,
}

/// Messages to the window that may wait. It is told again what changed, so a slow window loses nothing.
const CHANGES_MAX: usize = 256;

impl House {
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>, kind: FileKind, store_id: StoreId) -> Self {
        Self {
            store,
            clock,
            kind,
            store_id,
            imports: Default::default(),
            exports: Default::default(),
            looks: Default::default(),
            asking: Mutex::default(),
            roster: RosterKeeping::default(),
            changes: broadcast::Sender::new(CHANGES_MAX),
        }
    }

    /// Takes the place of the query that is being asked: nobody waits for its answer any more.
    pub(crate) fn ask_instead(&self) -> Arc<Stopper> {
        let next = Arc::<Stopper>::default();
        let before = std::mem::replace(&mut *crate::app::lock(&self.asking), next.clone());
        before.stop();
        next
    }

    /// From now on all customers are held in memory: a file that stays open is asked about them again and again.
    pub fn keep_roster(self: &Arc<Self>) {
        self.roster.is_asked_for.store(true, Ordering::Relaxed);
        self.look_after_roster();
    }

    /// Reads the customers anew if that is due, after an import for example. Until they are there, the rows answer.
    pub(crate) fn look_after_roster(self: &Arc<Self>) {
        let is_due = self.roster.is_asked_for.load(Ordering::Relaxed) && !self.store.has_roster();
        if !is_due || self.roster.is_reading.swap(true, Ordering::AcqRel) {
            return;
        }
        let stopper = Arc::<Stopper>::default();
        let thread = std::thread::spawn({
            let (house, stopper) = (self.clone(), stopper.clone());
            move || {
                match house.store.keep_roster_until_stopped(&stopper, house.store_id) {
                    Ok(()) | Err(StoreError::Stopped) => {}
                    Err(error) => {
                        tracing::warn!(%error, "the customers could not be read into memory; their rows answer");
                    }
                }
                house.roster.is_reading.store(false, Ordering::Release);
            }
        });
        *crate::app::lock(&self.roster.reader) = Some(Reader { stopper, thread });
    }

    /// The customers are not read any more: when this returns, nobody holds the file for that.
    pub(crate) fn let_roster_go(&self) {
        self.roster.is_asked_for.store(false, Ordering::Relaxed);
        let reader = crate::app::lock(&self.roster.reader).take();
        if let Some(Reader { stopper, thread }) = reader {
            stopper.stop();
            if thread.join().is_err() {
                tracing::warn!("reading the customers into memory ended in a panic");
            }
        }
    }

    /// What changed, from now on.
    pub fn changes(&self) -> broadcast::Receiver<WindowEvent> {
        self.changes.subscribe()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The store with its zone and hours.
    pub fn store_row(&self) -> Result<StoreRow, CommandError> {
        Ok(self.store.read(|db| store::stores::get(db, self.store_id)).map_err(|e: StoreError| e)?)
    }

    /// The date at the store.
    pub fn today(&self) -> Result<NaiveDate, CommandError> {
        Ok(self.store_row()?.calendar.zone.date_at(self.now()))
    }

    /// Tells the window what to ask for again. Nobody listening is no fault.
    pub fn changed(&self, topics: &[Topic]) {
        let _ = self.changes.send(WindowEvent { changed: topics.to_vec() });
    }
}
