//! The program as its callers see it: a data file that is not there, locked, open or unreadable, and the commands.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use engine::{Engine, life::Life};
use serde_json::Value;
use store::{data_dir::DataDir, key::Secrets};
use tokio::sync::broadcast;

use crate::{
    backing_up::{Backups, Daily},
    dto::lists::ListExport,
    error::CommandError,
    events::{Topic, WindowEvent},
    handlers::lists::Export,
    house::{Caller, House},
    opening,
    seams::{Outside, StandIn},
    watching::Folders,
};

/// How long a quit waits for the drops in flight (engine page, section 3).
pub const CLOSING_LIMIT: Duration = Duration::from_secs(10);
/// Events a window may lag behind before it is told to look at everything.
const EVENTS_MAX: usize = 1_024;

/// The open file with its engine.
pub struct Desk {
    pub house: Arc<House>,
    pub engine: Arc<Engine>,
    pub secrets: Secrets,
    /// Practice: the stand-in inside this program.
    pub stand_in: Option<StandIn>,
    pub pace: Pace,
    /// `None` while the engine stands still, and once it is closing.
    pub(crate) life: Mutex<Option<Life>>,
    /// The loop that looks at watched folders, while the engine works.
    pub(crate) _folders: Option<Folders>,
    /// How many customers have no usable number, and when that was counted, in machine time.
    pub(crate) impossible: Mutex<Option<(Duration, u32)>>,
    pub backups: Arc<Backups>,
    /// The loop that makes the daily backup, while the engine works.
    pub(crate) _backing_up: Option<Daily>,
    /// Held as long as the file is open.
    pub(crate) dir: Arc<DataDir>,
}

/// Whether the engine works while the file is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The window, `headless` and `demo`: due runs start and drops go out.
    Running,
    /// `call` and `import`: what is on file changes, and nothing is sent. A look at the file must not start a run that
    /// ends with the look.
    Still,
}

/// What stands between a start and an open file.
pub(crate) enum State {
    FirstStart(Arc<DataDir>),
    Locked(Arc<DataDir>),
    Open(Arc<Desk>),
    /// With the folder, if this program holds it: a backup can then be restored into it.
    CannotOpen(CommandError, Option<Arc<DataDir>>),
}

pub struct App {
    pub(crate) outside: Outside,
    pub(crate) pace: Pace,
    pub(crate) state: Mutex<State>,
    /// One file is opened or made at a time.
    pub(crate) opening: tokio::sync::Mutex<()>,
    events: broadcast::Sender<WindowEvent>,
    keychain: tokio::sync::OnceCell<bool>,
}

/// The program is on its way out; the file is not opened again.
pub(crate) const CLOSING: &str = "program.closing";

impl App {
    /// Looks at the data directory, takes its lock, and opens the file if that needs no person.
    pub async fn start(outside: Outside) -> Arc<Self> {
        Self::start_at(Pace::Running, outside).await
    }

    /// The same, but nothing is sent: runs stay where they are.
    pub async fn start_still(outside: Outside) -> Arc<Self> {
        Self::start_at(Pace::Still, outside).await
    }

    async fn start_at(pace: Pace, outside: Outside) -> Arc<Self> {
        let app = Self::closed(pace, outside);
        opening::open_without_asking(&app).await;
        app
    }

    /// Looks at the data directory and takes its lock, and no more.
    pub(crate) fn start_closed(outside: Outside) -> Arc<Self> {
        Self::closed(Pace::Running, outside)
    }

    pub(crate) fn closed(pace: Pace, outside: Outside) -> Arc<Self> {
        let state = opening::look(&outside);
        Arc::new(Self {
            outside,
            pace,
            state: Mutex::new(state),
            opening: tokio::sync::Mutex::default(),
            events: broadcast::Sender::new(EVENTS_MAX),
            keychain: tokio::sync::OnceCell::new(),
        })
    }

    /// What the window shows again.
    pub fn subscribe(&self) -> broadcast::Receiver<WindowEvent> {
        self.events.subscribe()
    }

    /// Runs one command of the table.
    pub async fn call(self: &Arc<Self>, caller: Caller, name: &str, request: Value) -> Result<Value, CommandError> {
        crate::table::run(self.clone(), caller, name, request).await
    }

    /// Ends in order: drops in flight get [`CLOSING_LIMIT`] to finish.
    pub async fn close(&self) {
        if let Ok(desk) = self.desk() {
            desk.backups.stop();
            let life = lock(&desk.life).take();
            if let Some(life) = life {
                life.stop(CLOSING_LIMIT).await;
            }
            if desk.pace == Pace::Still
                && let Err(error) = desk.house.store.write(store::house::stopped_cleanly)
            {
                tracing::warn!(%error, "the clean stop could not be written down");
            }
            let house = desk.house.clone();
            let let_go = move || {
                house.exports.close();
                house.let_roster_go();
            };
            if let Err(error) = blocking(let_go).await {
                tracing::warn!(%error, "the customers are still being read");
            }
            // What was on the screen a moment ago is no later than where practice time goes on.
            let now = desk.house.now();
            if let Err(error) = desk.house.store.write(|db| store::house::saw_time(db, now)) {
                tracing::warn!(%error, "the time of the end could not be written down");
            }
        }
        // The file and the stand-in go now, not in whatever order the end of the process finds them.
        self.set_state(State::CannotOpen(CommandError::new(CLOSING, "Voice Drops is closing."), None));
    }

    /// The data folder, if this program holds it.
    pub(crate) fn dir(&self) -> Result<Arc<DataDir>, CommandError> {
        match &*lock(&self.state) {
            State::Open(desk) => Ok(desk.dir.clone()),
            State::FirstStart(dir) | State::Locked(dir) | State::CannotOpen(_, Some(dir)) => Ok(dir.clone()),
            State::CannotOpen(problem, None) => Err(problem.clone()),
        }
    }

    /// A list that is to become a file in a place that a person chooses; see [`Export::save`].
    ///
    /// # Errors
    /// `store.not_open`, and those of finding out whose list it is.
    pub async fn export(&self, caller: &Caller, request: ListExport) -> Result<Export, CommandError> {
        let house = self.desk()?.house.clone();
        Export::of(&house, caller, request).await
    }

    pub fn desk(&self) -> Result<Arc<Desk>, CommandError> {
        match &*lock(&self.state) {
            State::Open(desk) => Ok(desk.clone()),
            State::CannotOpen(problem, _) => Err(problem.clone()),
            State::FirstStart(_) | State::Locked(_) => {
                Err(CommandError::new("store.not_open", "No data file is open yet."))
            }
        }
    }

    /// Whether the system's keychain can keep a key. Asked once: it may take its full ten seconds to say nothing.
    pub(crate) async fn keychain_answers(&self) -> bool {
        *self.keychain.get_or_init(|| async { blocking(store::key::keychain_answers).await.unwrap_or(false) }).await
    }

    pub(crate) fn set_state(&self, state: State) {
        *lock(&self.state) = state;
        self.tell(&[Topic::House]);
    }

    pub(crate) fn tell(&self, topics: &[Topic]) {
        // Nobody listening is no fault.
        let _ = self.events.send(WindowEvent { changed: topics.to_vec() });
    }

    /// Passes on what the house and its engine change, as long as they live.
    pub(crate) fn forward_changes(self: &Arc<Self>, desk: &Arc<Desk>) {
        let mut house = desk.house.changes();
        let events = self.events.clone();
        tokio::spawn(async move {
            loop {
                match house.recv().await {
                    Ok(event) => drop(events.send(event)),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return,
                }
            }
        });
        let mut changes = desk.engine.changes();
        let events = self.events.clone();
        tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                changes.borrow_and_update();
                let changed = vec![Topic::Runs, Topic::Customers, Topic::Campaigns];
                drop(events.send(WindowEvent { changed }));
            }
        });
    }
}

/// A part of the program that a handler asks for.
pub(crate) trait Part: Sized {
    fn of(app: &Arc<App>) -> Result<Arc<Self>, CommandError>;
}

impl Part for App {
    fn of(app: &Arc<App>) -> Result<Arc<Self>, CommandError> {
        Ok(app.clone())
    }
}

impl Part for Desk {
    fn of(app: &Arc<App>) -> Result<Arc<Self>, CommandError> {
        app.desk()
    }
}

impl Part for House {
    fn of(app: &Arc<App>) -> Result<Arc<Self>, CommandError> {
        Ok(app.desk()?.house.clone())
    }
}

/// What the mutexes here guard is replaced whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs work that reads files or derives keys off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, CommandError> {
    let done: Result<T, _> = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| CommandError::new("program.failed", "The program made a mistake. Try again.").retryable())
}
