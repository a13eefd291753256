//! A backup takes the place of the data file. What was there is put aside, never deleted, and before that it is asked whom
//! it held or attempted since the backup; the restored file starts in quarantine (W12, [`store::restores`]).
//!
//! Everything that can go wrong is done before the open file is closed, in a room of its own ([`store::data_dir`]).

use std::{
    path::Path,
    sync::{Arc, Weak},
    time::Duration,
};

use chrono::{DateTime, Utc};
use store::{
    Store, StoreError,
    backups::{self, Backup},
    data_dir::{DataDir, Restoring, StandIn},
    house,
    key::{DataKey, KeyFile},
    restores::{self, Marks, Since},
};
use tokio::time;

use crate::{
    app::{App, CLOSING_LIMIT, Desk, State, blocking},
    backing_up::in_words,
    error::CommandError,
    opening::{self, Mode},
};

/// What is on its way to the old file when it closes is done within this.
const LET_GO_WITHIN: Duration = Duration::from_secs(10);
const LET_GO_LOOK: Duration = Duration::from_millis(20);

/// What a person asked for.
pub(crate) struct Order {
    pub path: std::path::PathBuf,
    pub passphrase: Option<String>,
    pub by: String,
    pub reason: String,
}

/// The backup, copied, verified and brought up to date in its room; and the file that it is to take the place of.
struct Ready {
    dir: Arc<DataDir>,
    backup: Backup,
    key: Arc<DataKey>,
    marks: Marks,
    /// The file that is there is the same one, of another time.
    is_same_file: bool,
}

/// Puts a backup in the place of the data file, and opens it. The caller holds [`App::opening`].
///
/// # Errors
/// Whatever is wrong with the backup: then everything is as it was. If the old file could not be put aside, the program
/// says so and opens nothing.
pub(crate) async fn restore(app: &Arc<App>, order: Order) -> Result<(), CommandError> {
    let dir = app.dir()?;
    let passphrase = app.outside.passphrase.clone().or_else(|| order.passphrase.clone());
    let open = app.desk().ok();
    let own_key = open.as_ref().and_then(|desk| desk.house.store.key());
    let backup = {
        let path = order.path.clone();
        blocking(move || backups::at(&path).map_err(not_one)).await??
    };
    let key = {
        let (backup, passphrase) = (backup.clone(), passphrase.clone());
        blocking(move || key_of(&backup, own_key, passphrase.as_deref())).await??
    };
    let ready = blocking(move || make_ready(dir, backup, key)).await??;
    let now = match &open {
        Some(desk) => desk.house.now(),
        None => starting_time(&ready.backup),
    };
    let since = match open {
        Some(desk) => close(app, desk, ready.marks, ready.is_same_file).await?,
        None => {
            let (dir, key, marks) = (ready.dir.clone(), ready.key.clone(), ready.marks);
            if ready.is_same_file { blocking(move || look_into(&dir, key, marks)).await? } else { None }
        }
    };
    let dir = ready.dir.clone();
    let put = blocking(move || put_in_place(&ready, since.as_ref(), &order, now)).await?;
    match put {
        Ok(()) => reopen(app, dir, passphrase).await,
        Err(error) => {
            let error: CommandError = error.into();
            app.set_state(State::CannotOpen(error.clone(), Some(dir)));
            Err(error)
        }
    }
}

/// A live file's clock is this computer's; practice goes on from what its file has seen.
fn starting_time(backup: &Backup) -> DateTime<Utc> {
    match backup.card.kind {
        house::FileKind::Live => Utc::now().max(backup.card.taken_at),
        house::FileKind::Practice => backup.card.taken_at,
    }
}

pub(crate) fn not_one(error: StoreError) -> CommandError {
    match error {
        StoreError::NotFound => CommandError::field(
            "backup.not_one",
            "path",
            "This is no backup of Voice Drops. Choose its folder, or the voicedrops.db in it.",
        ),
        other => in_words(other),
    }
}

/// The key of a backup: that of the open file if it is the same one, otherwise from its own key file.
pub(crate) fn key_of(
    backup: &Backup,
    own_key: Option<Arc<DataKey>>,
    passphrase: Option<&str>,
) -> Result<Arc<DataKey>, CommandError> {
    let key_file = KeyFile::read(&backup.path)?;
    if let Some(own) = own_key.filter(|own| key_file.recognises(own).is_ok()) {
        return Ok(own);
    }
    let passphrase = passphrase.filter(|_| key_file.needs_passphrase());
    Ok(Arc::new(key_file.unlock(passphrase)?))
}

fn make_ready(dir: Arc<DataDir>, backup: Backup, key: Arc<DataKey>) -> Result<Ready, CommandError> {
    let room = dir.begin_restore()?;
    backups::copy_out(&backup, &room.db(), &room.key_file(), &key).map_err(in_words)?;
    let store = Store::open(&room.db(), key.clone())?;
    let marks = store.read(restores::marks)?;
    drop(store);
    room.leave();
    let is_same_file = KeyFile::read(dir.path()).is_ok_and(|own| own.file_id() == backup.card.file_id);
    Ok(Ready { dir, backup, key, marks, is_same_file })
}

/// Stops the engine, asks the open file what it knows, and closes it.
async fn close(
    app: &Arc<App>,
    desk: Arc<Desk>,
    marks: Marks,
    is_same_file: bool,
) -> Result<Option<Since>, CommandError> {
    desk.backups.stop();
    let life = crate::app::lock(&desk.life).take();
    if let Some(life) = life {
        life.stop(CLOSING_LIMIT).await;
    }
    let house = desk.house.clone();
    let since = blocking(move || {
        house.let_roster_go();
        let is_sound = house.store.check_integrity().is_ok();
        is_same_file.then(|| read(&house.store, marks, is_sound)).flatten()
    })
    .await?;
    let closing = CommandError::new("store.restoring", "A backup is being restored.").retryable();
    let store: Weak<Store> = Arc::downgrade(&desk.house.store);
    let dir = desk.dir.clone();
    app.set_state(State::CannotOpen(closing, Some(dir.clone())));
    drop(desk);
    let let_go = async {
        while store.strong_count() > 0 {
            time::sleep(LET_GO_LOOK).await;
        }
    };
    if time::timeout(LET_GO_WITHIN, let_go).await.is_err() {
        let error = CommandError::new(
            "store.in_use",
            "Something still works on the data file. Close Voice Drops, start it again, and restore then.",
        );
        app.set_state(State::CannotOpen(error.clone(), Some(dir)));
        return Err(error);
    }
    Ok(since)
}

/// Asks a file that is not open, and perhaps cannot be opened, what it knows. Its tables are left as they are.
fn look_into(dir: &DataDir, key: Arc<DataKey>, marks: Marks) -> Option<Since> {
    let store = Store::open_as_it_is(&dir.db(), key)
        .inspect_err(|error| tracing::info!(%error, "the file that is put aside cannot be read"))
        .ok()?;
    let is_sound = store.check_integrity().is_ok();
    read(&store, marks, is_sound)
}

fn read(store: &Store, marks: Marks, is_sound: bool) -> Option<Since> {
    store
        .read(|db| restores::read_since(db, marks, is_sound))
        .inspect_err(|error: &StoreError| tracing::info!(%error, "the file that is put aside cannot be read"))
        .ok()
}

/// Marks the file in the room as restored, and gives it its name.
fn put_in_place(ready: &Ready, since: Option<&Since>, order: &Order, now: DateTime<Utc>) -> Result<(), StoreError> {
    let room = Restoring::taken_up(&ready.dir);
    let store = Store::open(&room.db(), ready.key.clone())?;
    let zone = store.read(store::stores::first)?.map(|store| store.calendar.zone);
    let local = zone.map_or_else(|| now.naive_utc(), |zone| zone.local_at(now));
    let name = room.name_aside(&local.format("%Y-%m-%d %H%M").to_string())?;
    let was_there = has_anything(&ready.dir);
    store.write(|db| {
        let order = restores::Order {
            backup_at: ready.backup.card.taken_at,
            now,
            by: &order.by,
            put_aside: was_there.then_some(name.as_str()),
            since,
            reason: &order.reason,
        };
        restores::begin(db, &order).map(|_| ())
    })?;
    // With the last connection its log goes, too.
    drop(store);
    room.finish(&name, if ready.is_same_file { StandIn::Stays } else { StandIn::GoesAside })
}

fn has_anything(dir: &DataDir) -> bool {
    let is_there = |path: &Path| path.try_exists().unwrap_or(true);
    is_there(&dir.db()) || is_there(&dir.key_file())
}

/// Opens what was restored, if nobody has to be asked for a passphrase.
async fn reopen(app: &Arc<App>, dir: Arc<DataDir>, passphrase: Option<String>) -> Result<(), CommandError> {
    app.set_state(State::Locked(dir.clone()));
    let needs_passphrase = KeyFile::read(dir.path())?.needs_passphrase();
    if needs_passphrase && passphrase.is_none() {
        return Ok(());
    }
    let passphrase = passphrase.filter(|_| needs_passphrase);
    match opening::unlock(app, dir.clone(), passphrase, &Mode { is_restored: true, ..Mode::default() }).await {
        Ok(desk) => {
            opening::put_desk(app, desk);
            Ok(())
        }
        Err(error) => {
            app.set_state(State::CannotOpen(error.clone(), Some(dir)));
            Err(error)
        }
    }
}
