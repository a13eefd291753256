//! A disk that fails on purpose, for tests: below SQLCipher's pager, and under the real, unchanged store.
//!
//! ```
//! # use faultfs::{FaultFs, Fault, Moment, Op};
//! # use rusqlite::Connection;
//! let disk = FaultFs::new(7);
//! let open = || Connection::open(disk.path("some.db"));
//! let db = open()?;
//! db.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)")?;
//!
//! disk.fail_at(1, Fault::no_space(Op::Write)); // the next write finds the disk full, once
//! assert!(db.execute("INSERT INTO t VALUES (2)", []).is_err());
//!
//! disk.cut_at(1, Moment::During); // the power goes in the middle of the next operation
//! assert!(db.execute("INSERT INTO t VALUES (3)", []).is_err());
//! drop(db);
//! disk.power_on(); // each sector that was not synced is there, or is not, by the seed
//! assert_eq!(open()?.query_row("SELECT count(*) FROM t WHERE x = 1", [], |row| row.get::<_, i64>(0))?, 1);
//! # Ok::<(), rusqlite::Error>(())
//! ```
//!
//! [`FaultFs::new`] makes a folder. Whatever SQLite opens in it, by whichever connection of this process, goes through
//! that folder's disk: the first call puts a file system of ours in front of SQLite's own for the whole process, and it
//! passes through what lies elsewhere. So the store needs no seam.
//!
//! The model, in which a power cut is as bad as POSIX and SQLite's own assumptions allow:
//!
//! - Programs see the real files. Beside them the disk keeps what is durable, and what was done since the last sync.
//! - At a power cut each unsynced sector (512 bytes) of each unsynced write is kept, lost or torn, on its own.
//! - A new file's name, or that of a deleted one, is durable only after its folder was synced. SQLite does that with the
//!   first sync of a log it opened.
//! - A failed write may have written a part. A failed sync wrote a part, and the rest is gone for good, though programs
//!   still see it.
//! - A write does not spoil the bytes beside it (SQLITE_IOCAP_POWERSAFE_OVERWRITE, which SQLite takes for granted).
//!
//! It does not model files that are made, renamed or removed by other means than SQLite's: those are taken for durable
//! when SQLite opens them.

mod disk;
mod fault;
mod folders;
mod vfs;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use tempfile::TempDir;

pub use fault::{Errno, Fault, Lasts, Moment, Op};

/// A folder on a disk that fails. Everything in it is gone when this is dropped.
pub struct FaultFs {
    /// Never read again: its life is the folder's.
    _folder: TempDir,
    /// With links resolved, as SQLite names files.
    path: PathBuf,
    disk: folders::Shared,
}

impl FaultFs {
    /// The same seed and the same operations give the same ruins.
    ///
    /// # Panics
    /// If the folder cannot be made.
    #[must_use]
    #[expect(clippy::expect_used, reason = "tests only: without its folder there is no test")]
    pub fn new(seed: u64) -> Self {
        vfs::register();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().canonicalize().expect("the folder that was just made");
        let disk = Arc::new(Mutex::new(disk::Disk::new(seed)));
        folders::add(path.clone(), disk.clone());
        Self { _folder: folder, path, disk }
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.path
    }

    /// Where a file of this name is.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The `k`th operation of the fault's kind from now on fails, counted from 1. Takes the place of what was planned.
    pub fn fail_at(&self, k: u64, fault: Fault) {
        folders::lock(&self.disk).fail_at(k, fault);
    }

    /// The power goes at the `k`th operation from now on, counted from 1. Takes the place of what was planned. In the middle
    /// of one that changes nothing, or after it, is no other moment than before the next: for those it does not count.
    pub fn cut_at(&self, k: u64, moment: Moment) {
        folders::lock(&self.disk).cut_at(k, moment);
    }

    /// Nothing that was planned happens any more, and what failed works again.
    pub fn heal(&self) {
        folders::lock(&self.disk).heal();
    }

    /// The power goes now: from here on every operation fails, and nothing reaches a file.
    pub fn power_cut(&self) {
        folders::lock(&self.disk).cut();
    }

    /// SIGKILL: the program, which `end` lets go of, writes nothing more, and the files stay as it left them, synced or not.
    /// What was planned stays so.
    ///
    /// # Panics
    /// If a connection to a file of this folder is still open afterwards.
    pub fn kill(&self, end: impl FnOnce()) {
        folders::lock(&self.disk).set_off(true);
        end();
        let mut disk = folders::lock(&self.disk);
        assert_eq!(disk.open_files(), 0, "a program outlived its end");
        disk.set_off(false);
    }

    /// Whether a power cut at this moment would lose nothing: every file is on the disk as programs see it.
    #[must_use]
    pub fn is_all_durable(&self) -> bool {
        let disk = folders::lock(&self.disk);
        disk.durable().all(|(path, bytes)| fs::read(path).is_ok_and(|seen| seen == bytes))
            && disk.names().all(|path| disk.durable().any(|(durable, _)| durable == path))
    }

    /// Whether what was planned last happened.
    #[must_use]
    pub fn has_fired(&self) -> bool {
        folders::lock(&self.disk).has_fired()
    }

    /// After a power cut, until [`FaultFs::power_on`].
    #[must_use]
    pub fn is_off(&self) -> bool {
        folders::lock(&self.disk).is_off()
    }

    /// The power comes back, and the files hold what survived, by the seed. Without a power cut before it, it is one.
    ///
    /// # Panics
    /// If a connection to a file of this folder is still open: its program died with the power.
    #[expect(clippy::expect_used, reason = "tests only: what cannot be written back stops the test")]
    pub fn power_on(&self) {
        let mut disk = folders::lock(&self.disk);
        assert_eq!(disk.open_files(), 0, "a program outlived the power cut");
        let vanished: BTreeSet<PathBuf> = disk.names().filter(|path| !path.exists()).map(Path::to_owned).collect();
        for (path, bytes) in disk.power_on(&vanished) {
            match bytes {
                Some(bytes) => fs::write(&path, bytes).expect("a file of the folder"),
                None if path.exists() => fs::remove_file(&path).expect("a file of the folder"),
                None => {}
            }
        }
    }

    /// What would certainly be there after a power cut at this moment, on a disk of its own that does not fail: the least
    /// of all that could be, without a single byte that was not synced.
    ///
    /// # Panics
    /// If it cannot be copied.
    #[must_use]
    #[expect(clippy::expect_used, reason = "tests only: what cannot be copied stops the test")]
    pub fn durable(&self) -> Self {
        let copy = Self::new(0);
        for (path, bytes) in folders::lock(&self.disk).durable() {
            let name = path.file_name().expect("a file of the folder");
            fs::write(copy.path.join(name), bytes).expect("a file of the folder");
        }
        copy
    }

    /// What happens in `work` neither fails nor counts: the test looks at something.
    pub fn quietly<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = folders::lock(&self.disk).set_quiet(true);
        let done = work();
        folders::lock(&self.disk).set_quiet(before);
        done
    }

    /// How many operations of this kind there were since the start or [`FaultFs::count_anew`].
    #[must_use]
    pub fn count(&self, op: Op) -> u64 {
        folders::lock(&self.disk).count(op)
    }

    pub fn count_anew(&self) {
        folders::lock(&self.disk).forget_counts();
    }
}

impl Drop for FaultFs {
    fn drop(&mut self) {
        folders::remove(&self.path);
    }
}
