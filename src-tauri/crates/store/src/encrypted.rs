//! Opens SQLCipher files, so that every connection of the program has the same key handling and the same settings.
//!
//! Three promises: a file is never created where one was to be opened, never replaced where one was to be created, and
//! never written without its key.

use std::{
    fs::{self, File},
    io,
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{
    Connection, ErrorCode, OpenFlags,
    backup::{Backup, StepResult},
    config::DbConfig,
    functions::FunctionFlags,
    types::FromSql,
};

use crate::{StoreError, data_dir::sync_folder_of, key::DataKey, search_text::fold};

/// How long a connection waits for another one's lock. There is one writer, so only a checkpoint or an import in
/// another connection can be in the way, and both are shorter.
const BUSY_LIMIT: Duration = Duration::from_millis(5_000);

/// SQLCipher's page. A file of another length was cut short.
const PAGE_BYTES: u64 = 4096;

/// How every plaintext SQLite file begins.
const PLAINTEXT_MAGIC: &[u8] = b"SQLite format 3\0";

/// What SQLite puts beside a file of this name.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Opens the file if there is one, and makes it if there is none.
///
/// For files that can be made again, such as the stand-in's. The main file has [`create_new`] and [`open_existing`],
/// because there a missing file is news.
///
/// # Errors
/// Those of [`create_new`] and [`open_existing`].
pub fn open(path: &Path, key: &DataKey) -> Result<Connection, StoreError> {
    if path.try_exists()? { open_existing(path, key) } else { create_new(path, key) }
}

/// Makes a new, empty, encrypted file. It appears under its name only when it is whole and durable.
///
/// Only its owner may read it. The caller holds the folder's lock ([`crate::data_dir::DataDir`]), or is otherwise the
/// only one to create this path.
///
/// # Errors
/// [`StoreError::AlreadyExists`] if anything has this name; [`StoreError::DiskFull`], [`StoreError::Io`] or
/// [`StoreError::Sqlite`] if it cannot be written, and then nothing has this name.
pub fn create_new(path: &Path, key: &DataKey) -> Result<Connection, StoreError> {
    // Not try_exists: a dangling link has the name too.
    if path.symlink_metadata().is_ok() {
        return Err(StoreError::AlreadyExists);
    }
    let unfinished = path.with_added_extension("new");
    remove_with_companions(&unfinished)?;
    let made = write_first_page(&unfinished, key).and_then(|()| {
        fs::rename(&unfinished, path)?;
        Ok(sync_folder_of(path)?)
    });
    if let Err(error) = made {
        // Best effort: what is left is encrypted, and the next attempt removes it.
        let _ = remove_with_companions(&unfinished);
        return Err(error);
    }
    open_existing(path, key)
}

/// Opens a file that must be there.
///
/// # Errors
/// [`StoreError::NotFound`] if it is not; [`StoreError::WrongKey`] if its first page does not open with this key;
/// [`StoreError::Damaged`] if it is empty, cut short, not encrypted or no file at all; [`StoreError::Io`] without the
/// permission to read and write it; [`StoreError::Broken`] if a setting below did not take.
pub fn open_existing(path: &Path, key: &DataKey) -> Result<Connection, StoreError> {
    examine(path)?;
    let connection = Connection::open_with_flags(path, flags())?;
    unlock(&connection, key)?;
    read_first_page(&connection)?;
    set(&connection, "journal_mode", "WAL", &"wal".to_owned())?;
    configure(&connection)?;
    Ok(connection)
}

/// Opens a file that must be there, for reading only: any statement that would write fails.
///
/// # Errors
/// Those of [`open_existing`].
pub fn open_reader(path: &Path, key: &DataKey) -> Result<Connection, StoreError> {
    let connection = open_existing(path, key)?;
    set(&connection, "query_only", "ON", &1)?;
    Ok(connection)
}

/// Opens a file that lies still, such as a backup: nothing is written, and nothing appears beside it.
///
/// # Errors
/// Those of [`open_existing`].
pub fn open_still(path: &Path, key: &DataKey) -> Result<Connection, StoreError> {
    examine(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    unlock(&connection, key)?;
    read_first_page(&connection)?;
    connection.busy_timeout(BUSY_LIMIT)?;
    Ok(connection)
}

/// Copies the file at `from` to `to`, which must not exist, as it is at this moment, with everything that is still in its
/// write-ahead log, under the same key. Others go on writing meanwhile: one snapshot is held, and after every step `rest`
/// is called with how many pages are left and how many there are; it says whether to go on.
///
/// The copy is durable, and needs no log beside it.
///
/// # Errors
/// [`StoreError::AlreadyExists`]; [`StoreError::Stopped`] if `rest` said no; those of [`open_existing`]. Nothing has the
/// name `to` then.
pub fn copy(
    from: &Path,
    to: &Path,
    key: &DataKey,
    rest: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    if to.symlink_metadata().is_ok() {
        return Err(StoreError::AlreadyExists);
    }
    let made = copy_pages(from, to, key, rest).and_then(|()| {
        // Until now the copy says of itself that it has a log beside it.
        let copy = Connection::open_with_flags(to, flags())?;
        unlock(&copy, key)?;
        set(&copy, "journal_mode", "DELETE", &"delete".to_owned())?;
        copy.close().map_err(|(_, error)| error)?;
        File::options().write(true).open(to)?.sync_all()?;
        Ok(sync_folder_of(to)?)
    });
    if made.is_err() {
        // Best effort: what is left is encrypted, and lies under a name of its own.
        let _ = remove_with_companions(to);
    }
    made
}

/// Reads and authenticates every page once, and nothing more; for whoever measures what a look at a whole file costs at
/// least.
///
/// # Errors
/// [`StoreError::Damaged`] at the first page that does not hold; those of [`open_existing`].
pub fn read_all_pages(path: &Path, key: &DataKey) -> Result<(), StoreError> {
    check_pages(&open_still(path, key)?)
}

/// How far a copy is, in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub left: u32,
    pub all: u32,
}

/// Pages of a step, 1 MiB: a few milliseconds of work.
const STEP_PAGES: i32 = 256;

/// Steps in a row that may find the copy locked: with the rest between them, some seconds.
const WAITS_MAX: u32 = 2_000;

fn copy_pages(
    from: &Path,
    to: &Path,
    key: &DataKey,
    mut rest: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let reader = open_reader(from, key)?;
    // One snapshot for all steps. Without it every commit of the engine would make the copy begin again.
    reader.execute_batch("BEGIN")?;
    read_first_page(&reader)?;
    make_empty(to)?;
    let mut copy = Connection::open_with_flags(to, flags())?;
    unlock(&copy, key)?;
    // Of a copy that was cut short nothing is used, so nothing is logged; it is made durable once, at its end.
    set(&copy, "journal_mode", "OFF", &"off".to_owned())?;
    set(&copy, "synchronous", "OFF", &0)?;
    {
        let backup = Backup::new(&reader, &mut copy)?;
        let mut waits = 0;
        loop {
            let step = backup.step(STEP_PAGES)?;
            if step == StepResult::Done {
                break;
            }
            // Nobody else has the copy, and a reader of a log waits for nobody; on a server's folder it may be otherwise.
            waits = if step == StepResult::More { 0 } else { waits + 1 };
            if waits > WAITS_MAX {
                return Err(StoreError::Io(io::Error::from(io::ErrorKind::TimedOut)));
            }
            let done = backup.progress();
            let pages = |many: i32| u32::try_from(many).unwrap_or(0);
            if rest(Progress { left: pages(done.remaining), all: pages(done.pagecount) }).is_break() {
                return Err(StoreError::Stopped);
            }
        }
    }
    Ok(copy.close().map_err(|(_, error)| error)?)
}

/// A database in memory with the same settings as a file, for tests. It has no key and no write-ahead log.
///
/// # Errors
/// [`StoreError::Broken`] if a setting did not take.
pub fn open_in_memory() -> Result<Connection, StoreError> {
    let connection = Connection::open_in_memory()?;
    configure(&connection)?;
    Ok(connection)
}

/// Whether a connection to an encrypted file that met an error can go on. SQLCipher gives a connection up for good when it
/// cannot read or decrypt one page, also if only the disk failed for a moment.
#[must_use]
pub fn is_usable(connection: &Connection) -> bool {
    let status: Option<String> = connection.query_row("PRAGMA cipher_status", [], |row| row.get(0)).ok();
    status.as_deref() == Some("1") && connection.is_autocommit()
}

/// Reads every page and every index; for after an unclean stop and before a restore. About 0.6 s at 200,000
/// customers.
///
/// # Errors
/// [`StoreError::Damaged`] at the first page or index that does not hold; those of a checkpoint, with a full disk for
/// example.
pub fn check_integrity(connection: &Connection) -> Result<(), StoreError> {
    // As programs read it: what the log holds stands for the pages of the file.
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(damaged());
    }
    // The pages of the file itself, those that are in no use, too. A power cut while the log was worked off leaves pages
    // behind that are torn, and whole in the log: no damage, so it is worked off first.
    let is_all_in_file = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        Ok(row.get::<_, i64>("log")? == row.get::<_, i64>("checkpointed")?)
    })?;
    if is_all_in_file { check_pages(connection) } else { Ok(()) }
}

fn check_pages(connection: &Connection) -> Result<(), StoreError> {
    let mut pages = connection.prepare("PRAGMA cipher_integrity_check")?;
    if pages.query([])?.next()?.is_some() { Err(damaged()) } else { Ok(()) }
}

fn damaged() -> StoreError {
    StoreError::Damaged("a part of the data file cannot be read".to_owned())
}

/// Never CREATE, so that a missing file stays missing; never URI, so that no character of a path has a meaning.
fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Refuses what is certainly not an encrypted file of ours before SQLite sees it: SQLite would take an empty file for
/// a new database.
fn examine(path: &Path) -> Result<(), StoreError> {
    let mut file = match File::options().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreError::NotFound),
        Err(error) if error.kind() == io::ErrorKind::IsADirectory || path.is_dir() => {
            return Err(StoreError::Damaged("a folder stands where the data file should be".to_owned()));
        }
        Err(error) => return Err(error.into()),
    };
    let length = file.metadata()?.len();
    if length == 0 {
        return Err(StoreError::Damaged("the data file is empty".to_owned()));
    }
    let mut start = [0_u8; PLAINTEXT_MAGIC.len()];
    match io::Read::read_exact(&mut file, &mut start) {
        Ok(()) if start == PLAINTEXT_MAGIC => {
            return Err(StoreError::Damaged("the data file is not encrypted".to_owned()));
        }
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {}
        Err(error) => return Err(error.into()),
    }
    if length < PAGE_BYTES {
        return Err(StoreError::Damaged("the data file was cut short".to_owned()));
    }
    Ok(())
}

fn write_first_page(path: &Path, key: &DataKey) -> Result<(), StoreError> {
    make_empty(path)?;
    let connection = Connection::open_with_flags(path, flags())?;
    unlock(&connection, key)?;
    // The journal mode is written into the file's header, and so brings the first page into being.
    set(&connection, "journal_mode", "WAL", &"wal".to_owned())?;
    connection.close().map_err(|(_, error)| error)?;
    // Through a second, writable handle: Windows flushes through no other.
    File::options().write(true).open(path)?.sync_all()?;
    examine(path)
}

/// An empty file that only its owner may read, where none was.
fn make_empty(path: &Path) -> Result<(), StoreError> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path)?);
    Ok(())
}

/// The first statement that needs the key; it also begins the snapshot of an open transaction.
fn read_first_page(connection: &Connection) -> Result<(), StoreError> {
    let tables = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0));
    match tables.map_err(|error| (error.sqlite_error_code(), error)) {
        Ok(_) => Ok(()),
        Err((Some(ErrorCode::NotADatabase), _)) => Err(StoreError::WrongKey),
        Err((_, error)) => Err(error.into()),
    }
}

/// Hands the key over. Must come before anything else touches the file.
fn unlock(connection: &Connection, key: &DataKey) -> Result<(), StoreError> {
    // A build without SQLCipher would take the key, ignore it, and write plaintext.
    let cipher: Option<String> = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).ok();
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(StoreError::Broken("this build cannot encrypt".to_owned()));
    }
    // SQLCipher's own log goes to standard error; what it says comes back as an error anyway.
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    // The cause is dropped on purpose: rusqlite's error would carry the statement, and with it the key.
    connection
        .pragma_update(None, "key", key.sqlcipher_literal().as_str())
        .map_err(|_| StoreError::Broken("the data file did not take its key".to_owned()))
}

/// The settings of every connection, each read back: SQLite ignores in silence what it does not know.
fn configure(connection: &Connection) -> Result<(), StoreError> {
    // FULL: with NORMAL the last commits can vanish at a power loss, and a vanished intent is a second send.
    set(connection, "synchronous", "FULL", &2)?;
    if cfg!(target_os = "macos") {
        // There a plain fsync leaves the drive's own cache unwritten.
        set(connection, "fullfsync", "ON", &1)?;
        set(connection, "checkpoint_fullfsync", "ON", &1)?;
    }
    set(connection, "foreign_keys", "ON", &1)?;
    // Views and triggers of a tampered file call no function that has an effect.
    set(connection, "trusted_schema", "OFF", &0)?;
    // Sorting must not spill plaintext into a temporary file.
    set(connection, "temp_store", "MEMORY", &2)?;
    turn_off_mmap(connection)?;
    connection.busy_timeout(BUSY_LIMIT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // "text" in double quotes is a misspelt column, not a string.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    add_fold(connection)
}

/// `fold(text)`: as [`crate::search_text::fold`] does it, without blanks around it. SQLite's own `lower` knows ASCII.
fn add_fold(connection: &Connection) -> Result<(), StoreError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("fold", 1, flags, |context| {
        let text = context.get_raw(0).as_str_or_null().ok().flatten();
        Ok(text.map(|text| fold(text.trim())))
    })?;
    Ok(())
}

/// Mapped pages would be read past the cipher's own buffers. In memory, and where mapping is compiled out, the
/// question has no answer, which is as good as 0.
fn turn_off_mmap(connection: &Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "mmap_size", 0)?;
    match connection.pragma_query_value(None, "mmap_size", |row| row.get::<_, i64>(0)) {
        Ok(0) | Err(rusqlite::Error::QueryReturnedNoRows) => Ok(()),
        Ok(_) => Err(StoreError::Broken("the setting mmap_size did not take".to_owned())),
        Err(error) => Err(error.into()),
    }
}

fn set<T: FromSql + PartialEq>(
    connection: &Connection,
    name: &str,
    value: &str,
    expected: &T,
) -> Result<(), StoreError> {
    connection.pragma_update(None, name, value)?;
    let found: T = connection.pragma_query_value(None, name, |row| row.get(0))?;
    if found == *expected { Ok(()) } else { Err(StoreError::Broken(format!("the setting {name} did not take"))) }
}

fn remove_with_companions(path: &Path) -> Result<(), StoreError> {
    let companions = COMPANIONS.iter().map(|suffix| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    });
    for path in companions.chain([path.to_owned()]) {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "encrypted_tests.rs"]
mod tests;
