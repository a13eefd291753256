//! The disk behind the files: what of them would be there after a power cut. No SQLite, no unsafe code.
//!
//! The files themselves hold what programs see, as the operating system's cache would. Beside each, the disk keeps what is
//! durable, and in order what was done to the file since its last sync; likewise for the names in the folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::fault::{Errno, Fault, Lasts, Moment, Op};

/// What a disk writes whole or not at all, if it keeps its promises. Each of a page's is on its own.
const SECTOR_BYTES: usize = 512;

/// A file, whatever its name. Two names in a row can be two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileId(u64);

/// What is done to a file and not yet durable.
#[derive(Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate(usize),
}

#[derive(Debug, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

/// What a sync makes durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    File,
    /// The names in its folder, too: SQLite's file system for Unix does that with the first sync of a log it opened.
    FileAndFolder,
}

/// Why an operation was not done, or not all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    Errno(Errno),
    /// The power is off.
    Off,
}

#[derive(Clone, Copy, Debug)]
enum Plan {
    /// The operations of its kind that are still to come before it.
    Fail { left: u64, fault: Fault },
    /// The operations that are still to come before it; those that change nothing count only before one.
    Cut { left: u64, moment: Moment },
}

/// What becomes of an operation.
enum Fate {
    Done,
    Failed(Errno),
    /// The power goes now.
    Cut(Moment),
    Off,
}

/// How much of a write reaches the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub bytes: usize,
    pub failure: Option<Failure>,
}

pub(crate) struct Disk {
    random: ChaCha8Rng,
    files: BTreeMap<FileId, File>,
    /// What the folder says, and what it would say after a power cut.
    names: BTreeMap<PathBuf, FileId>,
    durable_names: BTreeMap<PathBuf, FileId>,
    next_id: u64,
    plan: Option<Plan>,
    has_fired: bool,
    is_off: bool,
    is_quiet: bool,
    counts: BTreeMap<Op, u64>,
    open_files: usize,
}

impl Disk {
    pub fn new(seed: u64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            files: BTreeMap::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            next_id: 0,
            plan: None,
            has_fired: false,
            is_off: false,
            is_quiet: false,
            counts: BTreeMap::new(),
            open_files: 0,
        }
    }

    pub fn fail_at(&mut self, k: u64, fault: Fault) {
        assert!(k > 0, "operations are counted from 1");
        (self.plan, self.has_fired) = (Some(Plan::Fail { left: k - 1, fault }), false);
    }

    pub fn cut_at(&mut self, k: u64, moment: Moment) {
        assert!(k > 0, "operations are counted from 1");
        (self.plan, self.has_fired) = (Some(Plan::Cut { left: k - 1, moment }), false);
    }

    pub fn heal(&mut self) {
        self.plan = None;
    }

    pub fn cut(&mut self) {
        self.is_off = true;
        self.plan = None;
    }

    /// Off, and on again with everything that was done until then; what is planned stays so.
    pub fn set_off(&mut self, is_off: bool) {
        self.is_off = is_off;
    }

    pub fn has_fired(&self) -> bool {
        self.has_fired
    }

    pub fn is_off(&self) -> bool {
        self.is_off
    }

    pub fn set_quiet(&mut self, is_quiet: bool) -> bool {
        std::mem::replace(&mut self.is_quiet, is_quiet)
    }

    pub fn count(&self, op: Op) -> u64 {
        self.counts.get(&op).copied().unwrap_or_default()
    }

    pub fn names(&self) -> impl Iterator<Item = &Path> {
        self.names.keys().map(PathBuf::as_path)
    }

    pub fn forget_counts(&mut self) {
        self.counts.clear();
    }

    pub fn open_files(&self) -> usize {
        self.open_files
    }

    /// Any operation that changes nothing.
    pub fn look(&mut self, op: Op) -> Result<(), Failure> {
        match self.fate(op) {
            Fate::Done => Ok(()),
            Fate::Failed(errno) => Err(Failure::Errno(errno)),
            Fate::Cut(_) | Fate::Off => Err(Failure::Off),
        }
    }

    /// A file is opened that has this name already, or gets it if `is_there` says that it is not.
    pub fn open(&mut self, path: &Path, is_there: bool) -> FileId {
        self.open_files += 1;
        if is_there && let Some(id) = self.names.get(path) {
            return *id;
        }
        let id = FileId(self.next_id);
        self.next_id += 1;
        self.files.insert(id, File::default());
        self.names.insert(path.to_owned(), id);
        id
    }

    /// A file that was made by other means than SQLite's, which are taken for durable: the caller read it whole.
    pub fn adopt(&mut self, path: &Path, bytes: Vec<u8>) {
        let id = FileId(self.next_id);
        self.next_id += 1;
        self.files.insert(id, File { durable: bytes, ..File::default() });
        self.names.insert(path.to_owned(), id);
        self.durable_names.insert(path.to_owned(), id);
    }

    pub fn knows(&self, path: &Path) -> bool {
        self.names.contains_key(path)
    }

    pub fn close(&mut self) {
        self.open_files = self.open_files.saturating_sub(1);
    }

    pub fn write(&mut self, id: FileId, offset: usize, bytes: &[u8]) -> Written {
        let fate = self.fate(Op::Write);
        let done = match fate {
            Fate::Done | Fate::Cut(Moment::After) => bytes.len(),
            Fate::Cut(Moment::Before) | Fate::Off => 0,
            Fate::Failed(_) | Fate::Cut(Moment::During) => self.random.random_range(0..=bytes.len()),
        };
        if done > 0 {
            self.file(id).pending.push(Change::Write { offset, bytes: bytes[..done].to_vec() });
        }
        match fate {
            Fate::Done => Written { bytes: done, failure: None },
            Fate::Failed(errno) => Written { bytes: done, failure: Some(Failure::Errno(errno)) },
            Fate::Cut(_) | Fate::Off => Written { bytes: 0, failure: Some(Failure::Off) },
        }
    }

    pub fn truncate(&mut self, id: FileId, length: usize) -> Result<(), Failure> {
        let fate = self.fate(Op::Truncate);
        if matches!(fate, Fate::Done | Fate::Cut(Moment::After)) {
            self.file(id).pending.push(Change::Truncate(length));
        }
        fate.into_result()
    }

    /// After a failed sync the operating system takes the pages for clean: what did not reach the disk never will, unless
    /// it is written again.
    pub fn sync(&mut self, id: FileId, reach: Reach) -> Result<(), Failure> {
        let fate = self.fate(Op::Sync);
        match fate {
            Fate::Done | Fate::Cut(Moment::After) => {
                let file = self.file(id);
                for change in std::mem::take(&mut file.pending) {
                    apply(&mut file.durable, &change);
                }
                if reach == Reach::FileAndFolder {
                    self.durable_names.clone_from(&self.names);
                }
            }
            Fate::Failed(_) | Fate::Cut(Moment::During) => self.settle(id),
            Fate::Cut(Moment::Before) | Fate::Off => {}
        }
        fate.into_result()
    }

    pub fn delete(&mut self, path: &Path, is_synced: bool) -> Result<(), Failure> {
        let fate = self.fate(Op::Delete);
        if matches!(fate, Fate::Done | Fate::Cut(Moment::After)) {
            self.names.remove(path);
            if is_synced {
                self.durable_names.clone_from(&self.names);
            }
        }
        fate.into_result()
    }

    /// What the folder holds when the power comes back. From then on that is durable, and nothing is planned.
    pub fn power_on(&mut self, vanished: &BTreeSet<PathBuf>) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        for path in vanished {
            self.names.remove(path);
            self.durable_names.remove(path);
        }
        let ids: Vec<FileId> = self.files.keys().copied().collect();
        for id in ids {
            self.settle(id);
        }
        let paths: BTreeSet<PathBuf> = self.names.keys().chain(self.durable_names.keys()).cloned().collect();
        let mut found = BTreeMap::new();
        let mut names = BTreeMap::new();
        for path in paths {
            let (new, old) = (self.names.get(&path).copied(), self.durable_names.get(&path).copied());
            let id = if new == old || self.random.random_bool(0.5) { new } else { old };
            if let Some(id) = id {
                names.insert(path.clone(), id);
            }
            found.insert(path, id.map(|id| self.file(id).durable.clone()));
        }
        self.files.retain(|id, _| names.values().any(|named| named == id));
        (self.durable_names, self.names) = (names.clone(), names);
        (self.plan, self.is_off) = (None, false);
        found
    }

    /// What is certainly there if the power goes now: the least of all that could be.
    pub fn durable(&self) -> impl Iterator<Item = (&Path, &[u8])> {
        self.durable_names
            .iter()
            .filter_map(|(path, id)| Some((path.as_path(), self.files.get(id)?.durable.as_slice())))
    }

    /// Each sector of what is pending reaches the disk, or does not, or does in part; in any order, since each is on its
    /// own. Nothing is pending afterwards.
    fn settle(&mut self, id: FileId) {
        // Often all or nothing of it: those are the cases in which a torn one is not noticed by its neighbours.
        let kept = [0.0, 0.1, 0.5, 0.9, 1.0][self.random.random_range(0..5)];
        let Some(file) = self.files.get_mut(&id) else { return };
        for change in std::mem::take(&mut file.pending) {
            match change {
                Change::Truncate(_) => {
                    if self.random.random_bool(kept) {
                        apply(&mut file.durable, &change);
                    }
                }
                Change::Write { offset, bytes } => {
                    for (at, sector) in sectors(offset, &bytes) {
                        let much = match self.random.random_bool(kept) {
                            // A torn sector: its end is what it was.
                            true if self.random.random_bool(0.05) => self.random.random_range(0..sector.len()),
                            true => sector.len(),
                            false => 0,
                        };
                        put(&mut file.durable, at, &sector[..much]);
                    }
                }
            }
        }
    }

    fn file(&mut self, id: FileId) -> &mut File {
        self.files.entry(id).or_default()
    }

    /// Counts an operation, and says whether it is the one.
    fn fate(&mut self, op: Op) -> Fate {
        if self.is_off {
            return Fate::Off;
        }
        if self.is_quiet {
            return Fate::Done;
        }
        *self.counts.entry(op).or_default() += 1;
        match &mut self.plan {
            Some(Plan::Fail { left, fault }) if fault.op == op => {
                if *left > 0 {
                    *left -= 1;
                    return Fate::Done;
                }
                let errno = fault.errno;
                self.has_fired = true;
                if fault.lasts == Lasts::Once {
                    self.plan = None;
                }
                Fate::Failed(errno)
            }
            Some(Plan::Cut { moment: Moment::During | Moment::After, .. }) if !op.changes_something() => Fate::Done,
            Some(Plan::Cut { left: 0, moment }) => {
                let moment = *moment;
                self.has_fired = true;
                self.cut();
                Fate::Cut(moment)
            }
            Some(Plan::Cut { left, .. }) => {
                *left -= 1;
                Fate::Done
            }
            Some(Plan::Fail { .. }) | None => Fate::Done,
        }
    }
}

impl Fate {
    fn into_result(self) -> Result<(), Failure> {
        match self {
            Self::Done => Ok(()),
            Self::Failed(errno) => Err(Failure::Errno(errno)),
            Self::Cut(_) | Self::Off => Err(Failure::Off),
        }
    }
}

/// `bytes` cut where sectors of the disk begin.
fn sectors(offset: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = offset + from;
        let until = bytes.len().min(from + SECTOR_BYTES - at % SECTOR_BYTES);
        let sector = bytes.get(from..until).filter(|sector| !sector.is_empty())?;
        from = until;
        Some((at, sector))
    })
}

fn apply(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { offset, bytes } => put(content, *offset, bytes),
        Change::Truncate(length) => content.truncate(*length),
    }
}

/// Where a file was never written it reads as zeros.
fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    let end = at + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[at..end].copy_from_slice(bytes);
}
