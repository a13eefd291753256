//! Backups: a folder each, with the data file under its own key, the key file, and a card that says what it is. It appears
//! under its name only when it is whole, durable and verified.
//!
//! Whoever has the folder and the passphrase has everything, on any computer.

use std::{
    fs::{self, File},
    io::{self, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::backups::BackupCause;
use serde::{Deserialize, Serialize};

use crate::{
    Store, StoreError,
    data_dir::{free_name, remove_folder, sync_folder_of},
    encrypted::{self, Progress},
    house::FileKind,
    key::{DataKey, KeyFile, write_whole},
    migrate,
};

/// The data file in a backup.
const DB_NAME: &str = "voicedrops.db";
const CARD_NAME: &str = "backup.json";
/// Version of the card's format.
const FORMAT: u32 = 1;
/// A card is a few hundred bytes; whatever is much larger is not ours.
const CARD_BYTES_MAX: u64 = 16 * 1024;
/// How the name of one begins that is being made. What a crash left of it is removed by the next.
const UNFINISHED: &str = ".unfinished-";
/// A folder with more than these entries was chosen by mistake; the rest is not looked at.
const LOOKED_AT_MAX: usize = 5_000;

/// A backup on a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its folder.
    pub path: PathBuf,
    pub card: Card,
}

/// What a backup is. Nothing of a customer stands here: it is not encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    version: u32,
    /// Of the data file and its key file.
    pub file_id: String,
    pub kind: FileKind,
    pub store: String,
    pub cause: BackupCause,
    /// Clock time of what is in it, and the same at the store, for whoever has no zone at hand.
    pub taken_at: DateTime<Utc>,
    pub taken_local: NaiveDateTime,
    /// Version of the file's tables.
    pub schema: i64,
    pub bytes: u64,
    pub holds: Holds,
    /// When it was last opened with its key and every page of it read, in clock time.
    pub verified_at: DateTime<Utc>,
}

/// How much is in a file, so that a person can tell whether it is the right one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holds {
    pub customers: u64,
    pub campaigns: u64,
    pub runs: u64,
    pub drops: u64,
}

/// What [`make`] is asked for.
pub struct Order<'a> {
    /// The folder for backups.
    pub into: &'a Path,
    /// The name of this one.
    pub name: &'a str,
    /// Of the data file; a copy goes with it.
    pub key_file: &'a Path,
    pub cause: BackupCause,
    pub kind: FileKind,
    pub store: &'a str,
    pub now: DateTime<Utc>,
    /// The same at the store.
    pub local: NaiveDateTime,
}

/// Makes a backup of the open file beside whatever goes on in it, and verifies it.
///
/// # Errors
/// [`StoreError::NotFound`] if the folder is not there, for example on a drive that is not plugged in: it is not made anew;
/// [`StoreError::DiskFull`], [`StoreError::Io`]; [`StoreError::Stopped`] if `rest` said no; [`StoreError::Damaged`] if what
/// was copied does not hold. Nothing is left then.
pub fn make(
    store: &Store,
    order: &Order<'_>,
    rest: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Backup, StoreError> {
    let (from, key) = store.file().ok_or_else(|| StoreError::Broken("a file in memory has no backup".to_owned()))?;
    if !order.into.is_dir() {
        return Err(StoreError::NotFound);
    }
    let unfinished = order.into.join(format!("{UNFINISHED}{}", order.name));
    remove_folder(&unfinished)?;
    make_folder(&unfinished)?;
    let made = fill(&unfinished, from, key, order, rest).and_then(|card| {
        let path = order.into.join(free_name(order.into, order.name)?);
        fs::rename(&unfinished, &path)?;
        sync_folder_of(&path)?;
        Ok(Backup { path, card })
    });
    if made.is_err() {
        // Best effort: the next one removes it.
        let _ = remove_folder(&unfinished);
    }
    made
}

fn fill(
    folder: &Path,
    from: &Path,
    key: &DataKey,
    order: &Order<'_>,
    rest: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Card, StoreError> {
    let to = folder.join(DB_NAME);
    encrypted::copy(from, &to, key, rest)?;
    let key_bytes = fs::read(order.key_file)?;
    write_whole(&folder.join(KeyFile::NAME), &key_bytes)?;
    let key_file = KeyFile::read(folder)?;
    let found = examine(&to, &key_file, key)?;
    let card = Card {
        version: FORMAT,
        file_id: key_file.file_id().to_owned(),
        kind: order.kind,
        store: order.store.to_owned(),
        cause: order.cause,
        taken_at: order.now,
        taken_local: order.local,
        schema: found.schema,
        bytes: fs::metadata(&to)?.len(),
        holds: found.holds,
        verified_at: order.now,
    };
    write_card(folder, &card)?;
    Ok(card)
}

/// What a data file says of itself once all of it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    schema: i64,
    holds: Holds,
}

/// Opens the data file of a backup with its key and reads all of it: pages, indexes, references between rows, whose file it
/// is, and that this program knows its tables.
fn examine(db: &Path, key_file: &KeyFile, key: &DataKey) -> Result<Found, StoreError> {
    key_file.recognises(key)?;
    let connection = encrypted::open_still(db, key)?;
    let schema = migrate::refuse_newer(&connection)?;
    encrypted::check_integrity(&connection)?;
    let is_broken = connection.prepare("PRAGMA foreign_key_check")?.query([])?.next()?.is_some();
    if is_broken {
        return Err(StoreError::Damaged("rows of the backup refer to others that are not there".to_owned()));
    }
    let file_id: String = connection.query_row("SELECT file_id FROM house", [], |row| row.get(0))?;
    if file_id != key_file.file_id() {
        return Err(StoreError::Damaged("the data file of the backup is not the one its key file names".to_owned()));
    }
    let many = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned);
    Ok(Found {
        schema,
        holds: Holds {
            customers: many("SELECT count(*) FROM customer")?,
            campaigns: many("SELECT count(*) FROM campaign")?,
            runs: many("SELECT count(*) FROM run WHERE state <> 'planned'")?,
            drops: many("SELECT count(*) FROM attempt WHERE state <> 'not_sent'")?,
        },
    })
}

/// Reads all of a backup, and notes on its card that it was whole.
///
/// # Errors
/// [`StoreError::WrongKey`] with the key of another file; [`StoreError::Damaged`]; [`StoreError::NewerThanProgram`].
pub fn verify(backup: &Backup, key: &DataKey, now: DateTime<Utc>) -> Result<Backup, StoreError> {
    let key_file = KeyFile::read(&backup.path)?;
    let found = examine(&backup.path.join(DB_NAME), &key_file, key)?;
    let card = Card { schema: found.schema, holds: found.holds, verified_at: now, ..backup.card.clone() };
    if let Err(error) = write_card(&backup.path, &card) {
        // On a medium that cannot be written it is as whole as it is; only nobody remembers when that was seen.
        tracing::info!(%error, "the card of a backup could not be written");
    }
    Ok(Backup { path: backup.path.clone(), card })
}

/// Copies a backup's data and key to other names, and reads all of the copy: what is used is what was verified.
///
/// # Errors
/// Those of [`verify`].
pub fn copy_out(backup: &Backup, db: &Path, key_file: &Path, key: &DataKey) -> Result<(), StoreError> {
    fs::copy(backup.path.join(DB_NAME), db)?;
    fs::copy(backup.path.join(KeyFile::NAME), key_file)?;
    let folder = key_file.parent().unwrap_or(Path::new(""));
    examine(db, &KeyFile::read(folder)?, key)?;
    Ok(())
}

/// The backup at a place that a person chose: its folder, or any file in it.
///
/// # Errors
/// [`StoreError::NotFound`] if it is none; [`StoreError::Damaged`] if its card cannot be read;
/// [`StoreError::NewerThanProgram`] for a later format.
pub fn at(place: &Path) -> Result<Backup, StoreError> {
    let folder = if place.is_dir() { place } else { place.parent().ok_or(StoreError::NotFound)? };
    if !folder.join(DB_NAME).is_file() || !folder.join(KeyFile::NAME).is_file() {
        return Err(StoreError::NotFound);
    }
    Ok(Backup { path: folder.to_owned(), card: read_card(folder)? })
}

/// Every backup in a folder, the newest first. What is none, or cannot be read, is passed over.
///
/// # Errors
/// [`StoreError::Io`] if the folder cannot be read. A folder that is not there has none.
pub fn list(folder: &Path) -> Result<Vec<Backup>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        other => other?,
    };
    let mut backups = vec![];
    for entry in entries.take(LOOKED_AT_MAX) {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            continue;
        }
        if let Ok(backup) = at(&entry.path())
            && entry.path().is_dir()
        {
            backups.push(backup);
        }
    }
    backups.sort_by(|a, b| (b.card.taken_at, &b.path).cmp(&(a.card.taken_at, &a.path)));
    Ok(backups)
}

/// Removes a backup for good: its own three files and its folder, nothing else that somebody put there.
///
/// # Errors
/// [`StoreError::Io`].
pub fn delete(backup: &Backup) -> Result<(), StoreError> {
    // The card first: what is left of one that was cut short is no backup any more.
    for name in [CARD_NAME, DB_NAME, KeyFile::NAME] {
        match fs::remove_file(backup.path.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    match fs::remove_dir(&backup.path) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        other => Ok(other?),
    }
}

fn write_card(folder: &Path, card: &Card) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec_pretty(card)
        .map_err(|_| StoreError::Broken("the card of the backup could not be put into words".to_owned()))?;
    write_whole(&folder.join(CARD_NAME), &bytes)
}

fn read_card(folder: &Path) -> Result<Card, StoreError> {
    let damaged = || StoreError::Damaged("the card of the backup is not what Voice Drops wrote".to_owned());
    let file = match File::open(folder.join(CARD_NAME)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreError::NotFound),
        other => other?,
    };
    let mut bytes = vec![];
    file.take(CARD_BYTES_MAX).read_to_end(&mut bytes)?;
    let card: Card = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    if card.version > FORMAT {
        return Err(StoreError::NewerThanProgram { file: card.version.into(), program: FORMAT.into() });
    }
    Ok(card)
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
#[path = "backups_tests.rs"]
mod tests;
