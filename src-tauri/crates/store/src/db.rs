//! The open data file: one writer, a few readers, and the only two ways to them.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::ids::StoreId;
use rusqlite::{Connection, InterruptHandle, Transaction, TransactionBehavior, backup::Backup};

use crate::{
    StoreError,
    data_dir::DataDir,
    encrypted,
    kept::{Kept, Seen, Side},
    key::DataKey,
    migrate,
    roster::{
        Roster,
        changes::{self, TOLD_MAX},
    },
};

/// Readers that are kept open. The window asks for a handful of things at a time; more would only wait for the disk.
const READERS_MAX: usize = 4;

/// As many as the parts of a customer's file, and those of a drop; a connection keeps 16 without being asked.
const STATEMENTS: usize = 128;

/// Pages that the writer keeps in memory, negative as SQLite wants KiB. With its own 2 MB an import encrypts and decrypts
/// the pages of its indexes again and again. They are taken as needed.
const WRITER_CACHE_KIB: i64 = -64 * 1024;

/// What a query function takes: a connection inside a transaction. Nobody outside this crate sees what is in it.
pub struct Db<'a>(pub(crate) &'a Connection, pub(crate) Hand<'a>);

/// From where a query function may take more than the rows.
#[derive(Clone, Copy)]
pub(crate) struct Hand<'a> {
    kept: &'a Kept,
    side: Side,
}

impl Db<'_> {
    /// The customers in memory, as this transaction sees the file; `None` if the rows have to be read.
    pub(crate) fn see(&self, store: StoreId) -> Result<Option<Seen>, StoreError> {
        self.1.kept.see(self, store, self.1.side)
    }

    /// Whom this transaction touched so far; `None`: more than are told apart.
    #[cfg(test)]
    pub(crate) fn told(&self) -> Option<Vec<i64>> {
        self.1.kept.touched.ids()
    }

    /// For whoever writes on and on: what a transaction that touched very many does not need any more is taken off its way.
    pub(crate) fn lighten(&self) -> Result<(), StoreError> {
        self.1.kept.touched.hear_no_more(self.0)
    }

    /// For whoever writes so many that nobody will tell them apart: see [`Db::lighten`].
    pub(crate) fn expect(&self, customers: usize) {
        if customers > TOLD_MAX {
            self.1.kept.touched.too_many();
        }
    }
}

/// The open data file.
pub struct Store {
    /// `None`: the one before could not be used any more, and whoever writes next opens another.
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    /// `None` in memory: then everything goes through the writer.
    file: Option<(PathBuf, Arc<DataKey>)>,
    pub(crate) kept: Kept,
    #[cfg(feature = "simulation")]
    commits: crate::simulation::Commits,
    /// Let go after the connections, the last of which writes when it closes: nobody else may have the file before.
    _folder: Option<Arc<DataDir>>,
}

impl Store {
    /// Makes the file and its tables. See [`encrypted::create_new`] for what can go wrong.
    pub fn create(path: &Path, key: Arc<DataKey>) -> Result<Self, StoreError> {
        encrypted::create_new(path, &key)?;
        Self::open(path, key)
    }

    /// Opens a file that must be there and brings its tables up to date, all or nothing.
    ///
    /// # Errors
    /// Those of [`encrypted::open_existing`]; [`StoreError::NewerThanProgram`].
    pub fn open(path: &Path, key: Arc<DataKey>) -> Result<Self, StoreError> {
        let mut writer = encrypted::open_existing(path, &key)?;
        migrate::migrate(&mut writer)?;
        Self::with(writer, Some((path.to_owned(), key)))
    }

    /// The same for the file of a data folder, which stays held until the file is closed.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn open_in(folder: &Arc<DataDir>, key: Arc<DataKey>) -> Result<Self, StoreError> {
        Ok(Self { _folder: Some(folder.clone()), ..Self::open(&folder.db(), key)? })
    }

    /// Opens a file that must be there as it is, to read what it says: its tables are not brought up to date.
    ///
    /// # Errors
    /// Those of [`encrypted::open_existing`]; [`StoreError::NewerThanProgram`].
    pub fn open_as_it_is(path: &Path, key: Arc<DataKey>) -> Result<Self, StoreError> {
        let writer = encrypted::open_existing(path, &key)?;
        migrate::refuse_newer(&writer)?;
        let store = Self::with(writer, Some((path.to_owned(), key)))?;
        store.on_writer(|writer| Ok::<_, StoreError>(writer.pragma_update(None, "query_only", "ON")?))?;
        Ok(store)
    }

    /// The key of the file; `None` in memory.
    #[must_use]
    pub fn key(&self) -> Option<Arc<DataKey>> {
        self.file.as_ref().map(|(_, key)| key.clone())
    }

    /// Where the file lies and its key; `None` in memory.
    pub(crate) fn file(&self) -> Option<(&Path, &Arc<DataKey>)> {
        self.file.as_ref().map(|(path, key)| (path.as_path(), key))
    }

    /// Another store in memory as this one is now, for tests and the simulator: what a backup holds. Only of one that is in
    /// memory itself.
    pub fn snapshot(&self) -> Result<Self, StoreError> {
        let mut copy = encrypted::open_in_memory()?;
        self.on_writer(|writer| Ok::<_, StoreError>(Backup::new(writer, &mut copy)?.step(-1)?))?;
        Self::with(copy, None)
    }

    /// For tests and the simulator.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut writer = encrypted::open_in_memory()?;
        migrate::migrate(&mut writer)?;
        Self::with(writer, None)
    }

    fn with(writer: Connection, file: Option<(PathBuf, Arc<DataKey>)>) -> Result<Self, StoreError> {
        let kept = Kept::default();
        furnish(&writer, &kept)?;
        Ok(Self {
            writer: Mutex::new(Some(writer)),
            readers: Mutex::default(),
            file,
            kept,
            #[cfg(feature = "simulation")]
            commits: crate::simulation::Commits::default(),
            _folder: None,
        })
    }

    /// Reads all customers of a store into memory, where they are judged quickly from then on, and kept up to date. At a
    /// million customers it takes some seconds, in which everything else goes on.
    pub fn keep_roster(&self, store: StoreId) -> Result<(), StoreError> {
        self.keep_roster_until_stopped(&Stopper::default(), store)
    }

    /// The same, for whoever may not wait for the end of it.
    ///
    /// # Errors
    /// [`StoreError::Stopped`].
    pub fn keep_roster_until_stopped(&self, stopper: &Stopper, store: StoreId) -> Result<(), StoreError> {
        self.kept.want();
        let roster = self.read_until_stopped(stopper, |db| Roster::read(db, store))?;
        self.kept.set(roster);
        Ok(())
    }

    /// Whether [`Store::keep_roster`] has nothing to do: not before it was called, nor after a change of too many.
    pub fn has_roster(&self) -> bool {
        self.kept.is_fit()
    }

    /// Memory that the customers take, in bytes.
    pub fn roster_bytes(&self) -> usize {
        self.kept.bytes()
    }

    /// Everything in `work` happens or nothing does; when this returns `Ok`, it is on the disk.
    pub fn write<T, E: From<StoreError>>(&self, work: impl FnOnce(&Db<'_>) -> Result<T, E>) -> Result<T, E> {
        self.on_writer(|writer| {
            // Immediate: a transaction that reads first and then writes would fail when another writer slipped in.
            let transaction =
                writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
            self.kept.touched.clear();
            let db = Db(&transaction, Hand { kept: &self.kept, side: Side::Write });
            let done = work(&db)?;
            self.kept.before_commit(&db)?;
            #[cfg(feature = "simulation")]
            self.commits.pass(crate::simulation::Moment::BeforeCommit)?;
            transaction.commit().map_err(StoreError::from)?;
            #[cfg(feature = "simulation")]
            self.commits.pass(crate::simulation::Moment::AfterCommit)?;
            Ok(done)
        })
    }

    fn on_writer<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E> {
        let mut place = lock(&self.writer);
        let writer = match &mut *place {
            Some(writer) => writer,
            None => place.insert(self.another_writer()?),
        };
        let done = work(writer);
        if done.is_err() && !self.is_usable(writer) {
            *place = None;
        }
        done
    }

    fn another_writer(&self) -> Result<Connection, StoreError> {
        let Some((path, key)) = &self.file else {
            return Err(StoreError::Broken("what was in memory is gone".to_owned()));
        };
        let writer = encrypted::open_existing(path, key)?;
        furnish(&writer, &self.kept)?;
        Ok(writer)
    }

    /// Whether a connection that met an error can go on. One page that could not be read, and it never again reads any,
    /// though the disk be well the next moment; then another one takes its place.
    fn is_usable(&self, connection: &Connection) -> bool {
        let is_usable = self.file.is_none() || encrypted::is_usable(connection);
        if !is_usable {
            tracing::warn!("the data file could not be read; it is opened anew for what comes next");
        }
        is_usable
    }

    /// From now on `watch` is asked at the moments of every writing transaction. It must not use this store.
    #[cfg(feature = "simulation")]
    pub fn watch_commits(
        &self,
        watch: impl Fn(crate::simulation::Moment) -> Result<(), StoreError> + Send + Sync + 'static,
    ) {
        self.commits.set(Box::new(watch));
    }

    /// One consistent view of the data; writing fails.
    pub fn read<T, E: From<StoreError>>(&self, work: impl FnOnce(&Db<'_>) -> Result<T, E>) -> Result<T, E> {
        self.read_until_stopped(&Stopper::default(), work)
    }

    /// The same, for what may take long and may not be wanted any more before it is done.
    ///
    /// # Errors
    /// [`StoreError::Stopped`], beside those of `work`.
    pub fn read_until_stopped<T, E: From<StoreError>>(
        &self,
        stopper: &Stopper,
        work: impl FnOnce(&Db<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let work = |db: &Db<'_>| stopper.watch(db.0, || work(db));
        let Some((path, key)) = &self.file else {
            return self.on_writer(|writer| self.read_on(writer, work));
        };
        let kept = lock(&self.readers).pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => {
                let reader = encrypted::open_reader(path, key)?;
                reader.set_prepared_statement_cache_capacity(STATEMENTS);
                reader
            }
        };
        let done = self.read_on(&mut reader, work);
        if done.is_ok() || self.is_usable(&reader) {
            let mut readers = lock(&self.readers);
            if readers.len() < READERS_MAX {
                readers.push(reader);
            }
        }
        done
    }

    fn read_on<T, E: From<StoreError>>(
        &self,
        connection: &mut Connection,
        work: impl FnOnce(&Db<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction: Transaction<'_> = connection.transaction().map_err(StoreError::from)?;
        work(&Db(&transaction, Hand { kept: &self.kept, side: Side::Read }))
    }

    /// Reads every page and index (about 0.6 s at 200,000 customers); for after an unclean stop.
    pub fn check_integrity(&self) -> Result<(), StoreError> {
        self.on_writer(|writer| encrypted::check_integrity(writer))
    }

    /// How SQLite would run a query, for tests that hold list queries to an index.
    pub fn explain(&self, sql: &str) -> Result<Vec<String>, StoreError> {
        self.on_writer(|writer| {
            let mut statement = writer.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let count = statement.parameter_count();
            let nothing = rusqlite::params_from_iter(std::iter::repeat_n(rusqlite::types::Null, count));
            let lines = statement.query_map(nothing, |row| row.get("detail"))?.collect::<Result<_, _>>()?;
            Ok(lines)
        })
    }
}

/// What the writer has beyond every other connection.
fn furnish(writer: &Connection, kept: &Kept) -> Result<(), StoreError> {
    changes::watch(writer, &kept.touched)?;
    writer.set_prepared_statement_cache_capacity(STATEMENTS);
    writer.pragma_update(None, "cache_size", WRITER_CACHE_KIB)?;
    Ok(())
}

/// Stops what a reader does, from another thread. Once stopped, it stays so.
#[derive(Default)]
pub struct Stopper {
    state: Mutex<Watched>,
}

#[derive(Default)]
struct Watched {
    is_stopped: bool,
    /// Of the connection that works now.
    handle: Option<InterruptHandle>,
}

impl Stopper {
    pub fn stop(&self) {
        let mut state = lock(&self.state);
        state.is_stopped = true;
        // Under the lock: the connection cannot have gone on to other work meanwhile.
        if let Some(handle) = &state.handle {
            handle.interrupt();
        }
    }

    fn watch<T, E: From<StoreError>>(
        &self,
        connection: &Connection,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        {
            let mut state = lock(&self.state);
            if state.is_stopped {
                return Err(StoreError::Stopped.into());
            }
            state.handle = Some(connection.get_interrupt_handle());
        }
        let done = work();
        lock(&self.state).handle = None;
        done
    }
}

/// A panic in another thread rolled its transaction back, so what the mutex guards is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use chrono::DateTime;
    use domain::phone::E164;

    use super::*;
    use crate::numbers;

    #[test]
    fn a_disk_that_can_be_read_again_is_read_and_written_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("voicedrops.db");
        drop(Store::create(&path, Arc::new(DataKey::from_bytes([7; 32]))).expect("a new file"));
        let well = fs::read(&path).expect("the file");
        let ill: Vec<u8> = well.iter().enumerate().map(|(at, byte)| if at < 4096 { *byte } else { 0x55 }).collect();
        let number = E164::parse("+14165550001").expect("a number");
        let write =
            |store: &Store| store.write(|db| numbers::opt_out(db, &number, "Alex", "asked", DateTime::UNIX_EPOCH));
        let read = |store: &Store| store.read(|db| numbers::opt_out_of(db, &number));

        let store = Store::open(&path, Arc::new(DataKey::from_bytes([7; 32]))).expect("a file");
        fs::write(&path, &ill).expect("the disk falls ill");
        assert!(matches!(write(&store), Err(StoreError::Damaged(_) | StoreError::Sqlite(_))));
        assert!(read(&store).is_err());
        fs::write(&path, &well).expect("the disk is well");
        assert_eq!(read(&store).expect("a reader").map(|out| out.by), None);
        write(&store).expect("a writer");
        assert_eq!(read(&store).expect("a reader").map(|out| out.by), Some("Alex".to_owned()));
    }

    #[test]
    fn a_folder_stays_held_until_its_file_is_closed() {
        let dir = tempfile::tempdir().expect("a folder");
        let key = Arc::new(DataKey::generate().expect("random"));
        let folder = Arc::new(DataDir::claim(dir.path()).expect("free"));
        drop(Store::create(&folder.db(), key.clone()).expect("made"));
        let store = Store::open_in(&folder, key).expect("opens");
        drop(folder);
        assert!(matches!(DataDir::claim(dir.path()), Err(StoreError::InUse)));
        drop(store);
        DataDir::claim(dir.path()).expect("let go with the file");
    }

    #[test]
    fn what_a_reader_does_can_be_stopped_from_another_thread_and_stays_stopped() {
        let store = Arc::new(Store::in_memory().expect("memory"));
        let stopper = Arc::new(Stopper::default());
        let (began, begins) = std::sync::mpsc::channel();
        let reader = std::thread::spawn({
            let (store, stopper) = (store.clone(), stopper.clone());
            move || {
                store.read_until_stopped(&stopper, |db| {
                    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n";
                    let mut statement = db.0.prepare(endless)?;
                    let mut rows = statement.query([])?;
                    while rows.next()?.is_some() {
                        // Nobody listens any more after the first.
                        let _ = began.send(());
                    }
                    Ok::<_, StoreError>(())
                })
            }
        });
        begins.recv().expect("it began");
        stopper.stop();
        assert!(matches!(reader.join().expect("no panic"), Err(StoreError::Stopped)));
        let again = store.read_until_stopped(&stopper, |_| Ok::<_, StoreError>(()));
        assert!(matches!(again, Err(StoreError::Stopped)));
        store.read(|_| Ok::<_, StoreError>(())).expect("others go on");
    }
}
