//! The data folder: on a disk of this computer, used by one program at a time, and the names of what lies in it.

mod place;
mod restoring;
mod setting_up;

pub use restoring::{Restoring, StandIn};
pub use setting_up::SettingUp;

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    StoreError,
    key::{KeyFile, write_whole},
};

const LOCK_NAME: &str = "lock";
const DB_NAME: &str = "voicedrops.db";
const STAND_IN_DB_NAME: &str = "stand-in.db";
const SETTINGS_NAME: &str = "settings.json";
const BACKUPS_NAME: &str = "backups";
const BACKUPS_CHOICE_NAME: &str = "backups.json";
/// A choice of folder is one path.
const CHOICE_BYTES_MAX: u64 = 64 * 1024;

/// Where backups are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFolder {
    pub path: PathBuf,
    /// Nobody chose another one.
    pub is_default: bool,
}

#[derive(Serialize, Deserialize)]
struct Choice {
    folder: PathBuf,
}

/// A data folder that this process holds alone until the value is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// Never read: its life is the lock's.
    _lock: File,
}

/// What a data folder holds of the pair that belongs together. Only [`Contents::Nothing`] may be made into new data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Neither key file nor data file: a first start.
    Nothing,
    /// Both.
    Complete,
    /// A data file whose key file is gone: only a backup of `voicedrops.key` opens it.
    DataWithoutKey,
    /// A key file without data: a set-up that did not finish, or a data file that was moved away.
    KeyWithoutData,
}

impl DataDir {
    /// Takes the folder, making it (for its owner alone) if it is missing. Does not wait for another holder.
    ///
    /// # Errors
    /// [`StoreError::NotLocal`] on a known network file system or in a cloud-sync folder, and then nothing was made;
    /// [`StoreError::InUse`] while another process, or another value of this one, holds it; [`StoreError::Io`] if it
    /// cannot be made or written.
    pub fn claim(path: &Path) -> Result<Self, StoreError> {
        let asked = std::path::absolute(path)?;
        // Before making it, so that nothing is left behind in a synced folder; and after, when every link is resolved.
        place::refuse_if_not_local(&resolve_what_exists(&asked)?)?;
        make_folder(&asked)?;
        let path = asked.canonicalize()?;
        place::refuse_if_not_local(&path)?;
        let lock = File::options().create(true).truncate(false).write(true).open(path.join(LOCK_NAME))?;
        match lock.try_lock() {
            Ok(()) => {
                let dir = Self { path, _lock: lock };
                dir.tidy_up()?;
                dir.finish_restore()?;
                Ok(dir)
            }
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// The folder itself, absolute and with links resolved.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The main data file.
    #[must_use]
    pub fn db(&self) -> PathBuf {
        self.path.join(DB_NAME)
    }

    /// The key file ([`KeyFile`]).
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.path.join(KeyFile::NAME)
    }

    /// The data file of the in-process stand-in.
    #[must_use]
    pub fn stand_in_db(&self) -> PathBuf {
        self.path.join(STAND_IN_DB_NAME)
    }

    /// The window's settings; nothing about a customer.
    #[must_use]
    pub fn settings(&self) -> PathBuf {
        self.path.join(SETTINGS_NAME)
    }

    /// Where backups are made: in the folder that a person chose, or else in the data folder.
    #[must_use]
    pub fn backups(&self) -> BackupFolder {
        // Outside of the data file, because it is wanted when that is damaged.
        let choice = self.path.join(BACKUPS_CHOICE_NAME);
        let is_small = fs::metadata(&choice).is_ok_and(|about| about.len() <= CHOICE_BYTES_MAX);
        let chosen = is_small.then(|| fs::read(&choice).ok()).flatten();
        match chosen.and_then(|bytes| serde_json::from_slice::<Choice>(&bytes).ok()) {
            Some(Choice { folder }) => BackupFolder { path: folder, is_default: false },
            None => BackupFolder { path: self.path.join(BACKUPS_NAME), is_default: true },
        }
    }

    /// Chooses another folder for backups; `None`: the one in the data folder.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::DiskFull`].
    pub fn choose_backups(&self, chosen: Option<&Path>) -> Result<(), StoreError> {
        let place = self.path.join(BACKUPS_CHOICE_NAME);
        let Some(folder) = chosen else {
            return match fs::remove_file(place) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            };
        };
        let bytes = serde_json::to_vec(&Choice { folder: folder.to_owned() })
            .map_err(|_| StoreError::Broken("this folder cannot be remembered".to_owned()))?;
        write_whole(&place, &bytes)
    }

    /// Which of key file and data file are there.
    ///
    /// # Errors
    /// [`StoreError::Io`] if that cannot be found out.
    pub fn contents(&self) -> Result<Contents, StoreError> {
        Ok(match (self.key_file().try_exists()?, self.db().try_exists()?) {
            (false, false) => Contents::Nothing,
            (true, true) => Contents::Complete,
            (false, true) => Contents::DataWithoutKey,
            (true, false) => Contents::KeyWithoutData,
        })
    }
}

/// Makes a rename in the folder of `path` survive a power loss. Windows does that by itself.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix)
        && let Some(folder) = path.parent()
    {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Removes a folder with all that is in it; none is as good.
pub(crate) fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// `wanted`, or with a number behind it if something in `folder` has that name.
pub(crate) fn free_name(folder: &Path, wanted: &str) -> io::Result<String> {
    let mut name = wanted.to_owned();
    for n in 2.. {
        if !folder.join(&name).try_exists()? {
            break;
        }
        name = format!("{wanted} ({n})");
    }
    Ok(name)
}

/// `path` with the links of its existing part resolved.
fn resolve_what_exists(path: &Path) -> io::Result<PathBuf> {
    for ancestor in path.ancestors() {
        match ancestor.canonicalize() {
            Ok(resolved) => {
                let missing = path.strip_prefix(ancestor).unwrap_or(Path::new(""));
                return Ok(resolved.join(missing));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(path.to_owned())
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_folder_is_made_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let wanted = dir.path().join("a").join("b");
        let claimed = DataDir::claim(&wanted).unwrap();
        assert_eq!(claimed.path(), wanted.canonicalize().unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&wanted).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn a_folder_is_held_by_one_at_a_time_and_free_again_afterwards() {
        let dir = tempfile::tempdir().unwrap();
        let first = DataDir::claim(dir.path()).unwrap();
        assert!(matches!(DataDir::claim(dir.path()), Err(StoreError::InUse)));
        drop(first);
        DataDir::claim(dir.path()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_folder_is_the_same_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        let held = DataDir::claim(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        assert!(matches!(DataDir::claim(&link), Err(StoreError::InUse)));
        drop(held);
    }

    #[test]
    fn a_folder_inside_a_synced_one_is_refused_and_not_made() {
        let dir = tempfile::tempdir().unwrap();
        let wanted = dir.path().join("Dropbox").join("voicedrops");
        let Err(StoreError::NotLocal { why }) = DataDir::claim(&wanted) else { panic!("taken") };
        assert!(why.contains("Dropbox"), "{why}");
        assert!(!dir.path().join("Dropbox").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_into_a_synced_folder_is_seen_through() {
        let dir = tempfile::tempdir().unwrap();
        let synced = dir.path().join("OneDrive - Northgate");
        fs::create_dir(&synced).unwrap();
        let link = dir.path().join("data");
        std::os::unix::fs::symlink(&synced, &link).unwrap();
        assert!(matches!(DataDir::claim(&link), Err(StoreError::NotLocal { .. })));
        assert_eq!(fs::read_dir(&synced).unwrap().count(), 0);
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_an_error_and_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        fs::write(&path, b"mine").unwrap();
        assert!(matches!(DataDir::claim(&path), Err(StoreError::Io(_))));
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }

    #[test]
    fn a_data_file_without_its_key_is_never_taken_for_a_first_start() {
        let dir = tempfile::tempdir().unwrap();
        let claimed = DataDir::claim(dir.path()).unwrap();
        assert_eq!(claimed.contents().unwrap(), Contents::Nothing);
        fs::write(claimed.db(), b"x").unwrap();
        assert_eq!(claimed.contents().unwrap(), Contents::DataWithoutKey);
        fs::write(claimed.key_file(), b"x").unwrap();
        assert_eq!(claimed.contents().unwrap(), Contents::Complete);
        fs::remove_file(claimed.db()).unwrap();
        assert_eq!(claimed.contents().unwrap(), Contents::KeyWithoutData);
    }

    #[test]
    fn everything_lies_in_the_folder_under_its_own_name() {
        let dir = tempfile::tempdir().unwrap();
        let claimed = DataDir::claim(dir.path()).unwrap();
        let paths = [claimed.db(), claimed.key_file(), claimed.stand_in_db(), claimed.settings()];
        assert!(paths.iter().all(|path| path.parent() == Some(claimed.path())));
        let distinct: std::collections::HashSet<_> = paths.iter().collect();
        assert_eq!(distinct.len(), paths.len());
    }
}
