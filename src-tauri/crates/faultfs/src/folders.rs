//! Which folders of this process fail.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::disk::Disk;

pub(crate) type Shared = Arc<Mutex<Disk>>;

static FOLDERS: Mutex<Vec<(PathBuf, Shared)>> = Mutex::new(vec![]);

/// The disk of the folder that this file lies in.
pub(crate) fn of(path: &Path) -> Option<Shared> {
    let parent = path.parent()?;
    folders().iter().find(|(folder, _)| folder == parent).map(|(_, disk)| disk.clone())
}

pub(crate) fn add(folder: PathBuf, disk: Shared) {
    folders().push((folder, disk));
}

pub(crate) fn remove(folder: &Path) {
    folders().retain(|(known, _)| known != folder);
}

/// Whoever panicked with it left it as it was.
fn folders() -> MutexGuard<'static, Vec<(PathBuf, Shared)>> {
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// # Panics
/// If a panic interrupted the disk before: whatever it says now could be wrong.
#[expect(clippy::expect_used, reason = "a model that is broken must not go on")]
pub(crate) fn lock(disk: &Shared) -> MutexGuard<'_, Disk> {
    disk.lock().expect("the model of the disk stopped in the middle")
}
