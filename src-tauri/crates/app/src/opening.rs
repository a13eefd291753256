//! From a data directory to an open file: the three doors, the passphrase, and what cannot be opened.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Utc};
use domain::ids::StoreId;
use engine::{
    Engine, Policy, Sending,
    clock::{Clock, PracticeClock, SystemClock},
    life::Life,
    provider::Provider,
};
use store::{
    Store, StoreError, accounts,
    data_dir::{Contents, DataDir},
    house::{self, FileKind},
    key::{DataKey, Kept, KeyFile, KeyHome, Secrets},
    stores::{self, StoreRow},
};

use crate::{
    app::{App, Desk, Pace, State, blocking},
    backing_up::{self, Backups},
    error::CommandError,
    house::House,
    seams::{Outside, StandIn, StandInOrder},
    unconnected::Unconnected,
    watching,
};

/// Ports of the built-in stand-in's account.
pub const STAND_IN_PORTS: u16 = 10;
/// The name under which the account's key is kept.
pub const ACCOUNT_KEY: &str = "stratics";

/// What a new file is to be.
pub struct NewFile {
    pub kind: FileKind,
    pub store: StoreRow,
    /// Practice: its first instant. Live: now.
    pub start_at: DateTime<Utc>,
    pub clock_speed: f64,
    pub passphrase: Option<String>,
    /// The arguments of `demo`, as JSON.
    pub demo: Option<String>,
    /// What else belongs to the set-up, in the same transaction.
    pub fill: Fill,
}

pub type Fill = Box<dyn FnOnce(&store::Db<'_>, StoreId) -> Result<(), StoreError> + Send>;

/// How this start differs from an ordinary one.
#[derive(Clone, Debug, Default)]
pub struct Mode {
    /// More ports at the stand-in than usual.
    pub ports: Option<u16>,
    pub seed: u64,
    /// Another server on loopback instead of the built-in stand-in: base URL and key.
    pub server: Option<(String, String)>,
    /// A restored backup opens in a program that was started for the file before it: a practice clock was meant for that.
    pub is_restored: bool,
    /// A pause by the error budget lifts itself (`demo`).
    pub budget_pause: Option<chrono::TimeDelta>,
}

/// Takes the directory's lock and sees what is in it.
pub(crate) fn look(outside: &Outside) -> State {
    match claim(outside) {
        Ok((dir, Contents::Nothing)) => State::FirstStart(dir),
        Ok((dir, Contents::Complete)) => State::Locked(dir),
        Ok((dir, Contents::DataWithoutKey)) => {
            let problem = CommandError::new(
                "store.key_file_missing",
                "The data file is here, but its key file is gone. Put voicedrops.key back, or restore a backup.",
            );
            State::CannotOpen(problem, Some(dir))
        }
        Ok((dir, Contents::KeyWithoutData)) => {
            let problem = CommandError::new(
                "store.data_file_missing",
                "The key file is here, but the data file is gone. Put voicedrops.db back, or restore a backup.",
            );
            State::CannotOpen(problem, Some(dir))
        }
        Err(error) => State::CannotOpen(error.into(), None),
    }
}

/// Looks again after it could not be opened.
pub(crate) fn look_again(app: &App) {
    if let State::CannotOpen(_, dir) = &mut *crate::app::lock(&app.state) {
        // The folder is let go first: nobody takes it twice, not even the same program.
        *dir = None;
    }
    app.set_state(look(&app.outside));
}

fn claim(outside: &Outside) -> Result<(Arc<DataDir>, Contents), StoreError> {
    let dir = DataDir::claim(&outside.data_dir)?;
    let contents = dir.contents()?;
    Ok((Arc::new(dir), contents))
}

/// Takes back a file that was made for something that then failed, and whatever belongs to it. Only whoever just made it
/// may call this.
pub(crate) fn unmake(dir: &DataDir) -> Result<(), StoreError> {
    remove_one(dir.db())?;
    remove_one(dir.key_file())?;
    remove_leftovers(dir)
}

/// What an earlier file left beside its data: it opens with that file's key only. Never the data or the key, which may
/// have been put back a moment ago.
fn remove_leftovers(dir: &DataDir) -> Result<(), StoreError> {
    remove_one(dir.stand_in_db())?;
    for path in [dir.db(), dir.stand_in_db(), dir.key_file()] {
        remove_companions(&path)?;
    }
    Ok(())
}

fn remove_companions(path: &Path) -> Result<(), StoreError> {
    for companion in ["-wal", "-shm", "-journal"] {
        let mut name = path.to_owned().into_os_string();
        name.push(companion);
        remove_one(name.into())?;
    }
    Ok(())
}

fn remove_one(path: PathBuf) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Opens the file at the start of the program if the keychain or the environment has what it needs.
pub(crate) async fn open_without_asking(app: &Arc<App>) {
    let dir = match &*crate::app::lock(&app.state) {
        State::Locked(dir) => dir.clone(),
        State::FirstStart(_) | State::Open(_) | State::CannotOpen(..) => return,
    };
    match unlock(app, dir.clone(), app.outside.passphrase.clone(), &Mode::default()).await {
        Ok(desk) => put_desk(app, desk),
        Err(error) if error.code == "store.passphrase_needed" => {}
        Err(error) => app.set_state(State::CannotOpen(error, Some(dir))),
    }
}

/// Opens the file with a passphrase, or with the key in the keychain.
pub(crate) async fn unlock(
    app: &Arc<App>,
    dir: Arc<DataDir>,
    passphrase: Option<String>,
    mode: &Mode,
) -> Result<Desk, CommandError> {
    unlock_checked(app, dir, passphrase, mode, Box::new(|_| Ok(()))).await
}

/// What a file must say of itself before anything is started in it.
pub(crate) type Check = Box<dyn FnOnce(&house::House) -> Result<(), CommandError> + Send>;

pub(crate) async fn unlock_checked(
    app: &Arc<App>,
    dir: Arc<DataDir>,
    passphrase: Option<String>,
    mode: &Mode,
    check: Check,
) -> Result<Desk, CommandError> {
    if app.outside.practice_clock.is_some() && !mode.is_restored {
        return Err(CommandError::new(
            "practice.clock_is_set",
            "This file has its own time already. Start without --practice-clock.",
        ));
    }
    let folder = dir.clone();
    let opened = blocking(move || -> Result<_, CommandError> {
        let key_file = KeyFile::read(folder.path())?;
        let key = Arc::new(key_file.unlock(passphrase.as_deref())?);
        let secrets = key_file.secrets(&key)?;
        let store = Store::open_in(&folder, key.clone())?;
        let house = store.read(house::require)?;
        check(&house)?;
        if !house.clean_stop {
            store.check_integrity()?;
        }
        Ok((store, key, secrets))
    })
    .await??;
    furnish(app, dir, opened, mode).await
}

/// Makes a new file; its set-up is one transaction, and nothing is left of one that fails.
pub(crate) async fn make(app: &Arc<App>, dir: Arc<DataDir>, new: NewFile, mode: &Mode) -> Result<Desk, CommandError> {
    let folder = dir.clone();
    let made = blocking(move || write_new(&folder, new)).await??;
    furnish(app, dir, made, mode).await
}

fn write_new(dir: &Arc<DataDir>, new: NewFile) -> Result<(Store, Arc<DataKey>, Secrets), StoreError> {
    let home = match &new.passphrase {
        Some(passphrase) => KeyHome::Passphrase(passphrase),
        None => KeyHome::Keychain,
    };
    let room = dir.set_up()?;
    let (key_file, key) = KeyFile::create(room.path(), home)?;
    let key = Arc::new(key);
    let secrets = key_file.secrets(&key)?;
    let store = Store::create(&room.db(), key.clone())?;
    store.write(|db| {
        let speed = if new.kind == FileKind::Practice { new.clock_speed } else { 1.0 };
        house::make(db, key_file.file_id(), new.kind, new.start_at, speed, new.demo.as_deref())?;
        let id = stores::save(db, &new.store, new.start_at)?;
        (new.fill)(db, id)
    })?;
    drop(store);
    room.finish(|| remove_leftovers(dir))?;
    let store = Store::open_in(dir, key.clone())?;
    Ok((store, key, secrets))
}

/// Clock, provider and engine around an open file.
async fn furnish(
    app: &Arc<App>,
    dir: Arc<DataDir>,
    (store, key, secrets): (Store, Arc<DataKey>, Secrets),
    mode: &Mode,
) -> Result<Desk, CommandError> {
    let store = Arc::new(store);
    let (house, store_row, highest_at) = store.read(|db| -> Result<_, StoreError> {
        let store_row = stores::first(db)?.ok_or(StoreError::NotFound)?;
        Ok((house::require(db)?, store_row, house::highest_stored_at(db)?))
    })?;
    let clock: Arc<dyn Clock> = match house.kind {
        FileKind::Practice => Arc::new(PracticeClock::new(highest_at, house.clock_speed)),
        FileKind::Live => Arc::new(SystemClock::new()),
    };
    let (provider, stand_in) = connect(app, &dir, &key, &store, &secrets, house.kind, &clock, mode).await?;
    let sending = match house.kind {
        FileKind::Practice => Sending::Allowed,
        FileKind::Live => Sending::RulesNotInstalled,
    };
    let shares_clock = stand_in.is_some() || !clock.is_scaled();
    let policy = Policy { budget_pause: mode.budget_pause, ..Policy::new(sending, shares_clock) };
    let engine =
        Arc::new(Engine::open(store.clone(), clock.clone(), provider.clone(), policy).map_err(CommandError::from)?);
    let house = Arc::new(House::new(store.clone(), clock, house.kind, store_row.id));
    // A server that does not answer keeps nobody from opening the file; the ports stay as they were known.
    if house.kind == FileKind::Practice
        && let Ok(status) = provider.check_account().await
    {
        let now = house.now();
        store.write(|db| accounts::checked(db, &status.name, status.ports, status.credits, now))?;
    }
    let pace = app.pace;
    let life = Mutex::new((pace == Pace::Running).then(|| Life::start(engine.clone())));
    let _folders = (pace == Pace::Running).then(|| watching::start(&house));
    let backups = Arc::new(Backups::new(dir.clone()));
    let _backing_up = (pace == Pace::Running).then(|| backing_up::start(&house, &backups));
    Ok(Desk {
        house,
        _folders,
        backups,
        _backing_up,
        engine,
        secrets,
        stand_in,
        pace,
        life,
        impossible: Mutex::default(),
        dir,
    })
}

#[expect(clippy::too_many_arguments, reason = "everything an open file is made of comes together here, once")]
async fn connect(
    app: &Arc<App>,
    dir: &DataDir,
    key: &DataKey,
    store: &Arc<Store>,
    secrets: &Secrets,
    kind: FileKind,
    clock: &Arc<dyn Clock>,
    mode: &Mode,
) -> Result<(Arc<dyn Provider>, Option<StandIn>), CommandError> {
    let seams = &app.outside.seams;
    if let Some((base_url, bearer)) = &mode.server {
        store.write(|db| accounts::connect(db, base_url, false, None))?;
        return Ok(((seams.stratics)(base_url, bearer)?, None));
    }
    match kind {
        // Made for another server than the built-in one: it is never asked in that one's name.
        FileKind::Practice if store.read(accounts::get)?.is_some_and(|account| !account.built_in) => {
            Ok((Arc::new(Unconnected), None))
        }
        FileKind::Practice => {
            // Made from the file's own key, so that nothing has to be kept.
            let bearer = key.token("stand-in bearer").to_string();
            let order = StandInOrder {
                clock: clock.clone(),
                path: dir.stand_in_db(),
                key: key.derive("stand-in"),
                bearer: bearer.clone(),
                ports: mode.ports.unwrap_or(STAND_IN_PORTS),
                seed: mode.seed,
            };
            let stand_in = (seams.stand_in)(order).await?;
            store.write(|db| accounts::connect(db, &stand_in.base_url, true, None))?;
            Ok(((seams.stratics)(&stand_in.base_url, &bearer)?, Some(stand_in)))
        }
        FileKind::Live => {
            let account = store.read(accounts::get)?;
            let known = account.and_then(|a| a.key_kept.map(|kept| (a.base_url, kept)));
            let Some((base_url, kept)) = known else { return Ok((Arc::new(Unconnected), None)) };
            let kept = kept_of(kept);
            let Ok(bearer) = secrets.get(ACCOUNT_KEY, &kept) else {
                // The file opens all the same; Connection asks for the key again.
                tracing::warn!("the key of the Stratics account is not in the keychain");
                return Ok((Arc::new(Unconnected), None));
            };
            let bearer = String::from_utf8_lossy(&bearer).into_owned();
            Ok(((seams.stratics)(&base_url, &bearer)?, None))
        }
    }
}

/// An empty blob in the file means: in the keychain.
pub(crate) fn kept_of(bytes: Vec<u8>) -> Kept {
    if bytes.is_empty() { Kept::InKeychain } else { Kept::Sealed(bytes) }
}

pub(crate) fn bytes_of(kept: Kept) -> Vec<u8> {
    match kept {
        Kept::InKeychain => vec![],
        Kept::Sealed(bytes) => bytes,
    }
}

pub(crate) fn put_desk(app: &Arc<App>, desk: Desk) {
    let desk = Arc::new(desk);
    app.forward_changes(&desk);
    // A look from the terminal is over before they would be read.
    if desk.pace == Pace::Running {
        desk.house.keep_roster();
    }
    app.set_state(State::Open(desk));
}
