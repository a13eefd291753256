//! The Stratics stand-in: a real HTTP server that speaks our port protocol (design page "The Stratics port protocol")
//! and sends nothing to anybody.
//!
//! In practice it runs inside the program and keeps its book in an encrypted file, committed before it answers, so that
//! it remembers across a kill of the process. As a program of its own it may keep its book in memory. It listens on
//! loopback only and answers no browser.

mod answers;
mod audio;
mod book;
mod desk;
mod entry;
mod feed;
mod ledger;
mod line;
mod outcomes;
mod scenario;
mod schema;
mod server;
mod wire;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use engine::clock::Clock;
use store::key::DataKey;
use tokio::net::TcpListener;

use self::book::{Book, BookError};
use self::desk::Desk;
pub use self::ledger::{Ledger, LedgerDrop};
pub use self::outcomes::UNKNOWN_WORD;
pub use self::scenario::{
    BadScenario, Cursors, Dial, EventOrder, Outage, OutageAnswer, RequestKind, RetryAfter, Scenario,
};

/// The design page's account; a demonstration of more runs asks for more.
const DEFAULT_PORTS: u16 = 10;
/// Enough for any practice campaign; a scenario can take them away.
const DEFAULT_CREDITS: i64 = 1_000_000;
/// How long `stop` waits for answers under way, in machine time, before it closes their connections.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// How a stand-in is set up. [`StandInConfig::new`] gives what practice uses; change fields from there.
pub struct StandInConfig {
    /// A loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Rules latencies, stamps, and how long keys and events are kept.
    pub clock: Arc<dyn Clock>,
    pub storage: Storage,
    /// Drops can be in flight on ports 1 to this.
    pub ports: u16,
    /// The account's key, as clients send it after `Bearer`; `None`: any key will do.
    pub key: Option<String>,
    /// Decides every outcome that is not fixed.
    pub seed: u64,
    /// Credits of a new account; one that is in the file keeps its own.
    pub credits: i64,
    pub scenario: Scenario,
    pub control: Control,
}

impl StandInConfig {
    pub fn new(clock: Arc<dyn Clock>, key: impl Into<String>) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            clock,
            storage: Storage::Memory,
            ports: DEFAULT_PORTS,
            key: Some(key.into()),
            seed: 1,
            credits: DEFAULT_CREDITS,
            scenario: Scenario::default(),
            control: Control::WithKey,
        }
    }
}

impl fmt::Debug for StandInConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandInConfig")
            .field("listen", &self.listen)
            .field("ports", &self.ports)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// Where the book is kept.
pub enum Storage {
    /// Forgotten when the stand-in stops.
    Memory,
    /// An encrypted file, made if it is not there. One stand-in at a time: the data directory's lock sees to it.
    File { path: PathBuf, key: DataKey },
}

/// Who may read the ledger and set scenarios over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Whoever has the account's key: the ledger of a practice file holds customers' numbers.
    WithKey,
    /// Everybody on this machine.
    Open,
}

/// Why a stand-in could not start, or could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum StandInError {
    #[error("the stand-in listens on loopback addresses only, and {0} is none")]
    NotLoopback(SocketAddr),
    #[error("the stand-in needs a key, and at least one port")]
    BadConfig,
    #[error("the stand-in cannot listen on {address}: {error}")]
    Listen { address: SocketAddr, error: std::io::Error },
    #[error("the stand-in's timekeeper could not start: {0}")]
    Timekeeper(std::io::Error),
    #[error("the stand-in's file could not be opened: {0}")]
    Store(#[from] store::StoreError),
    #[error(transparent)]
    Book(BookError),
    #[error("the scenario cannot be played: {0}")]
    BadScenario(BadScenario),
    #[error("the stand-in has stopped")]
    Stopped,
}

impl From<BookError> for StandInError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::BadScenario(bad) => Self::BadScenario(bad),
            other => Self::Book(other),
        }
    }
}

/// Starts stand-ins.
pub struct StandIn;

impl StandIn {
    /// Opens the book and serves it. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// The address is not loopback or not free, the file cannot be opened, or the scenario cannot be played.
    pub async fn start(config: StandInConfig) -> Result<RunningStandIn, StandInError> {
        if !config.listen.ip().is_loopback() {
            return Err(StandInError::NotLoopback(config.listen));
        }
        if config.key.as_deref() == Some("") || config.ports == 0 {
            return Err(StandInError::BadConfig);
        }
        let failed = |error| StandInError::Listen { address: config.listen, error };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;

        let StandInConfig { clock, storage, ports, key, seed, credits, scenario, control, .. } = config;
        let book = move || -> Result<Book, StandInError> {
            let db = match storage {
                Storage::Memory => rusqlite::Connection::open_in_memory().map_err(BookError::from)?,
                Storage::File { path, key } => store::encrypted::open(&path, &key)?,
            };
            Ok(Book::open(db, ports, seed, credits, scenario)?)
        };
        let book = tokio::task::spawn_blocking(book).await.map_err(|_| StandInError::Stopped)??;
        let desk = Arc::new(Desk::new(book, clock));

        let timekeeper = std::thread::Builder::new()
            .name("stand-in-time".to_owned())
            .spawn({
                let desk = Arc::clone(&desk);
                move || desk.keep_time()
            })
            .map_err(StandInError::Timekeeper)?;
        let serving =
            tokio::spawn(server::serve(listener, server::Site::new(Arc::clone(&desk), key.as_deref(), control)));
        tracing::info!(%address, ports, "stand-in listening");
        Ok(RunningStandIn { address, desk, serving, timekeeper: Some(timekeeper) })
    }
}

/// A stand-in that serves until it is stopped or dropped.
pub struct RunningStandIn {
    address: SocketAddr,
    desk: Arc<Desk>,
    serving: tokio::task::JoinHandle<()>,
    timekeeper: Option<JoinHandle<()>>,
}

impl RunningStandIn {
    /// For example `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it has done so far.
    ///
    /// # Errors
    /// The book cannot be read.
    pub async fn ledger(&self) -> Result<Ledger, StandInError> {
        self.desk.with_book(|book, now| book.ledger(now)).await
    }

    /// The same as posting it.
    ///
    /// # Errors
    /// It cannot be played; the one in force stays.
    pub async fn play(&self, scenario: Scenario) -> Result<(), StandInError> {
        self.desk.play(scenario).await
    }

    /// Ends waiting requests, closes the connections and the book.
    pub async fn stop(mut self) {
        self.desk.stop();
        if tokio::time::timeout(STOP_LIMIT, &mut self.serving).await.is_err() {
            self.serving.abort();
        }
        if let Some(timekeeper) = self.timekeeper.take()
            && let Ok(Err(_)) = tokio::task::spawn_blocking(move || timekeeper.join()).await
        {
            tracing::warn!("the stand-in's timekeeper had failed");
        }
    }
}

impl Drop for RunningStandIn {
    fn drop(&mut self) {
        self.desk.stop();
        // The timekeeper uses the file. A process that ends meanwhile would pull the cipher library from under it.
        if let Some(timekeeper) = self.timekeeper.take() {
            let _ = timekeeper.join();
        }
    }
}
