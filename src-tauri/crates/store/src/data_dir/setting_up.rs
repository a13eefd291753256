//! A new pair of key and data is made in a room of its own and appears under its names by two renames, so that nothing
//! half-made ever has them, and nothing that has them is ever removed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Contents, DB_NAME, DataDir, remove_folder, sync_folder_of};
use crate::{StoreError, key::KeyFile};

const ROOM_NAME: &str = "setting-up";

/// The room, until the pair moves out or the value is dropped.
#[derive(Debug)]
pub struct SettingUp<'a> {
    dir: &'a DataDir,
    room: PathBuf,
}

impl DataDir {
    /// Makes the room for a new pair of key and data.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] if either of the two is here; [`StoreError::Io`].
    pub fn set_up(&self) -> Result<SettingUp<'_>, StoreError> {
        if self.contents()? != Contents::Nothing {
            return Err(StoreError::AlreadyExists);
        }
        let room = self.path.join(ROOM_NAME);
        remove_folder(&room)?;
        fs::create_dir(&room)?;
        Ok(SettingUp { dir: self, room })
    }

    /// What a cut-short set-up left: moved out if it was whole, and otherwise gone. It was never used.
    pub(super) fn tidy_up(&self) -> Result<(), StoreError> {
        let room = self.path.join(ROOM_NAME);
        let data = room.join(DB_NAME);
        // The key moves first; where only the data are left in the room, both were whole.
        let is_whole = !room.join(KeyFile::NAME).try_exists()? && data.try_exists()?;
        if is_whole && self.contents()? == Contents::KeyWithoutData {
            fs::rename(data, self.db())?;
            sync_folder_of(&self.db())?;
        }
        Ok(remove_folder(&room)?)
    }
}

impl SettingUp<'_> {
    /// Where the key file is made.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.room
    }

    /// Where the data file is made.
    #[must_use]
    pub fn db(&self) -> PathBuf {
        self.room.join(DB_NAME)
    }

    /// Gives key and data their names, after `clear` has removed what would disturb them. Both must be whole, and the
    /// data file closed.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] if a key or data were put into the folder meanwhile: they stay as they are, and
    /// nothing was cleared. What `clear` gives. [`StoreError::Io`]; the next claim of the folder then finishes what was
    /// begun, or removes it.
    pub fn finish(self, clear: impl FnOnce() -> Result<(), StoreError>) -> Result<(), StoreError> {
        if self.dir.contents()? != Contents::Nothing {
            return Err(StoreError::AlreadyExists);
        }
        clear()?;
        fs::rename(self.room.join(KeyFile::NAME), self.dir.key_file())?;
        fs::rename(self.db(), self.dir.db())?;
        Ok(sync_folder_of(&self.dir.db())?)
    }
}

impl Drop for SettingUp<'_> {
    fn drop(&mut self) {
        // Best effort: the next claim of the folder does it again, and knows what to keep.
        if let Err(error) = self.dir.tidy_up() {
            tracing::warn!(%error, "the room of a set-up was not removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(dir: &DataDir) -> Contents {
        dir.contents().unwrap()
    }

    fn make(room: &SettingUp<'_>) {
        fs::write(room.path().join(KeyFile::NAME), b"key").unwrap();
        fs::write(room.db(), b"data").unwrap();
    }

    #[test]
    fn a_pair_appears_only_when_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let dir = DataDir::claim(folder.path()).unwrap();
        let room = dir.set_up().unwrap();
        make(&room);
        assert_eq!(files(&dir), Contents::Nothing);
        room.finish(|| Ok(())).unwrap();
        assert_eq!(files(&dir), Contents::Complete);
        assert!(!folder.path().join(ROOM_NAME).exists());
        assert!(matches!(dir.set_up(), Err(StoreError::AlreadyExists)));
    }

    #[test]
    fn what_is_put_into_the_folder_during_a_set_up_stays_as_it_is() {
        let back_from_a_backup = |dir: &DataDir, both: &[&str]| {
            for name in both {
                fs::write(dir.path().join(name), b"mine").unwrap();
            }
        };
        for put_back in [&[KeyFile::NAME][..], &[DB_NAME], &[KeyFile::NAME, DB_NAME]] {
            let folder = tempfile::tempdir().unwrap();
            let dir = DataDir::claim(folder.path()).unwrap();
            let room = dir.set_up().unwrap();
            make(&room);
            back_from_a_backup(&dir, put_back);
            let finished = room.finish(|| panic!("nothing may be cleared"));
            assert!(matches!(finished, Err(StoreError::AlreadyExists)), "{put_back:?}");
            for name in put_back {
                assert_eq!(fs::read(folder.path().join(name)).unwrap(), b"mine");
            }
            assert!(!folder.path().join(ROOM_NAME).exists());
        }
    }

    #[test]
    fn a_set_up_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let dir = DataDir::claim(folder.path()).unwrap();
        let room = dir.set_up().unwrap();
        make(&room);
        drop(room);
        assert_eq!(files(&dir), Contents::Nothing);
        assert!(!folder.path().join(ROOM_NAME).exists());
    }

    #[test]
    fn a_set_up_cut_short_at_any_moment_is_a_first_start_or_a_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let room = folder.path().join(ROOM_NAME);
        let at = |key: &Path, data: &Path| {
            fs::create_dir_all(&room).unwrap();
            fs::write(key, b"key").unwrap();
            fs::write(data, b"data").unwrap();
            let dir = DataDir::claim(folder.path()).unwrap();
            assert!(!room.exists());
            let found = files(&dir);
            drop(dir);
            for name in [KeyFile::NAME, DB_NAME] {
                let _absent = fs::remove_file(folder.path().join(name));
            }
            found
        };
        let (key, data) = (folder.path().join(KeyFile::NAME), folder.path().join(DB_NAME));
        assert_eq!(at(&room.join(KeyFile::NAME), &room.join("voicedrops.db.new")), Contents::Nothing);
        assert_eq!(at(&room.join(KeyFile::NAME), &room.join(DB_NAME)), Contents::Nothing);
        assert_eq!(at(&key, &room.join(DB_NAME)), Contents::Complete);
        assert_eq!(at(&key, &data), Contents::Complete);
    }

    #[test]
    fn a_room_beside_a_file_that_is_in_use_never_touches_it() {
        let folder = tempfile::tempdir().unwrap();
        let dir = DataDir::claim(folder.path()).unwrap();
        fs::write(dir.key_file(), b"key").unwrap();
        fs::write(dir.db(), b"mine").unwrap();
        let room = folder.path().join(ROOM_NAME);
        fs::create_dir(&room).unwrap();
        fs::write(room.join(DB_NAME), b"other").unwrap();
        drop(dir);
        let dir = DataDir::claim(folder.path()).unwrap();
        assert_eq!(fs::read(dir.db()).unwrap(), b"mine");
        assert!(!room.exists());
    }
}
