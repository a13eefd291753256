//! A backup takes the place of the data file: what was there is put aside under its own names, and never deleted. Whenever
//! the power fails, the next claim of the folder finishes what was begun, or finds everything as it was.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::{DB_NAME, DataDir, STAND_IN_DB_NAME, free_name, remove_folder, sync_folder_of};
use crate::{
    StoreError,
    key::{KeyFile, write_whole},
};

const ROOM_NAME: &str = "restoring";
/// In it stands the name of the folder for what was there. Once it is there, the room is complete.
const READY_NAME: &str = "ready";
/// Where files lie that were put aside.
const ASIDE_NAME: &str = "put-aside";
/// What SQLite puts beside a file belongs to it.
const COMPANIONS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// The room in which a backup is made ready.
#[derive(Debug)]
pub struct Restoring<'a> {
    dir: &'a DataDir,
    room: PathBuf,
}

/// Whether the stand-in's own file opens with the key of the file that comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// It is the same data file, of another time: the stand-in remembers what it delivered, as a provider does.
    Stays,
    GoesAside,
}

impl DataDir {
    /// Makes the room. What an earlier attempt left in it is gone.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::DiskFull`].
    pub fn begin_restore(&self) -> Result<Restoring<'_>, StoreError> {
        let room = self.path.join(ROOM_NAME);
        remove_folder(&room)?;
        fs::create_dir(&room)?;
        Ok(Restoring { dir: self, room })
    }

    /// The folder with everything that was put aside.
    #[must_use]
    pub fn put_aside(&self) -> PathBuf {
        self.path.join(ASIDE_NAME)
    }

    /// Finishes a restore whose room is complete; forgets one that was not. Doing it twice changes nothing.
    pub(super) fn finish_restore(&self) -> Result<(), StoreError> {
        let room = self.path.join(ROOM_NAME);
        let order = match fs::read_to_string(room.join(READY_NAME)) {
            Ok(order) => order,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(remove_folder(&room)?),
            Err(error) => return Err(error.into()),
        };
        let (name, stand_in) = match order.split_once('\n') {
            Some((name, _)) => (name, StandIn::GoesAside),
            None => (order.as_str(), StandIn::Stays),
        };
        let aside = self.put_aside().join(name);
        fs::create_dir_all(&aside)?;
        sync_folder_of(&aside)?;
        // While its successor is still in the room, what bears the name is the old one.
        if room.join(DB_NAME).try_exists()? {
            self.move_aside(DB_NAME, &aside)?;
            if stand_in == StandIn::GoesAside {
                self.move_aside(STAND_IN_DB_NAME, &aside)?;
            }
        }
        if room.join(KeyFile::NAME).try_exists()? {
            move_if_there(&self.key_file(), &aside.join(KeyFile::NAME))?;
            sync_folder_of(&aside.join(KeyFile::NAME))?;
            fs::rename(room.join(KeyFile::NAME), self.key_file())?;
        }
        if room.join(DB_NAME).try_exists()? {
            fs::rename(room.join(DB_NAME), self.db())?;
        }
        sync_folder_of(&self.db())?;
        Ok(remove_folder(&room)?)
    }

    /// A file, and its log with it: without the log it would not be whole.
    fn move_aside(&self, name: &str, aside: &Path) -> Result<(), StoreError> {
        for companion in COMPANIONS {
            let name = format!("{name}{companion}");
            move_if_there(&self.path.join(&name), &aside.join(&name))?;
        }
        sync_folder_of(&aside.join(name))?;
        Ok(())
    }
}

impl<'a> Restoring<'a> {
    /// Leaves the room as it is: [`Restoring::taken_up`] goes on with it.
    pub fn leave(self) {
        // Its end would clear it.
        std::mem::forget(self);
    }

    /// The room that [`DataDir::begin_restore`] made, after somebody left it.
    #[must_use]
    pub fn taken_up(dir: &'a DataDir) -> Self {
        Self { dir, room: dir.path.join(ROOM_NAME) }
    }

    /// Where the key file is to lie.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.room.join(KeyFile::NAME)
    }

    /// The room itself, as [`KeyFile::read`] wants it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.room
    }

    /// Where the data file is to lie.
    #[must_use]
    pub fn db(&self) -> PathBuf {
        self.room.join(DB_NAME)
    }

    /// A name that no folder of files put aside has yet; `wanted` if it is free.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn name_aside(&self, wanted: &str) -> Result<String, StoreError> {
        Ok(free_name(&self.dir.put_aside(), wanted)?)
    }

    /// Puts aside what is there and gives key and data of the room their names. Both must be whole, and every connection to
    /// either data file closed. `name` is that of [`Restoring::name_aside`].
    ///
    /// # Errors
    /// [`StoreError::Io`]; once the room is complete, the next claim of the folder finishes it.
    pub fn finish(self, name: &str, stand_in: StandIn) -> Result<(), StoreError> {
        File::options().write(true).open(self.db())?.sync_all()?;
        File::options().write(true).open(self.key_file())?.sync_all()?;
        sync_folder_of(&self.db())?;
        let order = match stand_in {
            StandIn::Stays => name.to_owned(),
            StandIn::GoesAside => format!("{name}\nstand-in"),
        };
        write_whole(&self.room.join(READY_NAME), order.as_bytes())?;
        self.dir.finish_restore()
    }
}

impl Drop for Restoring<'_> {
    fn drop(&mut self) {
        let is_complete = self.room.join(READY_NAME).try_exists().unwrap_or(true);
        if !is_complete && let Err(error) = remove_folder(&self.room) {
            tracing::warn!(%error, "the room of a restore was not removed");
        }
    }
}

fn move_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: impl AsRef<Path>) -> Option<String> {
        fs::read_to_string(path).ok()
    }

    fn put(path: impl AsRef<Path>, text: &str) {
        fs::write(path, text).unwrap();
    }

    /// A folder with the old pair, its log and a stand-in.
    fn claimed(folder: &Path) -> DataDir {
        let dir = DataDir::claim(folder).unwrap();
        put(dir.db(), "old data");
        put(folder.join("voicedrops.db-wal"), "old log");
        put(dir.key_file(), "old key");
        put(dir.stand_in_db(), "stand-in");
        dir
    }

    fn fill(room: &Restoring<'_>) {
        put(room.db(), "new data");
        put(room.key_file(), "new key");
    }

    fn assert_restored(folder: &Path) {
        assert_eq!(text(folder.join(DB_NAME)).as_deref(), Some("new data"));
        assert_eq!(text(folder.join(KeyFile::NAME)).as_deref(), Some("new key"));
        assert_eq!(text(folder.join("voicedrops.db-wal")), None, "a log of another time");
        let aside = folder.join(ASIDE_NAME).join("Tuesday");
        assert_eq!(text(aside.join(DB_NAME)).as_deref(), Some("old data"));
        assert_eq!(text(aside.join("voicedrops.db-wal")).as_deref(), Some("old log"));
        assert_eq!(text(aside.join(KeyFile::NAME)).as_deref(), Some("old key"));
        assert!(!folder.join(ROOM_NAME).exists());
    }

    #[test]
    fn what_was_there_is_put_aside_with_its_log_and_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let dir = claimed(folder.path());
        let room = dir.begin_restore().unwrap();
        fill(&room);
        assert_eq!(room.name_aside("Tuesday").unwrap(), "Tuesday");
        room.finish("Tuesday", StandIn::Stays).unwrap();
        assert_restored(folder.path());
        assert_eq!(text(dir.stand_in_db()).as_deref(), Some("stand-in"), "a provider goes on");
        let again = dir.begin_restore().unwrap();
        assert_eq!(again.name_aside("Tuesday").unwrap(), "Tuesday (2)", "nothing put aside is overwritten");
    }

    #[test]
    fn a_stand_in_that_another_key_opens_goes_aside_too() {
        let folder = tempfile::tempdir().unwrap();
        let dir = claimed(folder.path());
        let room = dir.begin_restore().unwrap();
        fill(&room);
        room.finish("Tuesday", StandIn::GoesAside).unwrap();
        assert_restored(folder.path());
        assert_eq!(text(dir.stand_in_db()), None);
        assert_eq!(text(dir.put_aside().join("Tuesday").join(STAND_IN_DB_NAME)).as_deref(), Some("stand-in"));
    }

    #[test]
    fn a_room_that_was_not_complete_is_forgotten_and_everything_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let dir = claimed(folder.path());
        let room = dir.begin_restore().unwrap();
        fill(&room);
        std::mem::forget(room);
        drop(dir);
        let dir = DataDir::claim(folder.path()).unwrap();
        assert_eq!(text(dir.db()).as_deref(), Some("old data"));
        assert_eq!(text(dir.key_file()).as_deref(), Some("old key"));
        assert!(!folder.path().join(ROOM_NAME).exists() && !dir.put_aside().exists());
    }

    #[test]
    fn whenever_the_power_fails_after_it_is_complete_the_next_claim_finishes_it() {
        // Each way that the moves can have come to a stop, in their order.
        let moves = [
            (DB_NAME, "put-aside/Tuesday/voicedrops.db"),
            ("voicedrops.db-wal", "put-aside/Tuesday/voicedrops.db-wal"),
            (KeyFile::NAME, "put-aside/Tuesday/voicedrops.key"),
            ("restoring/voicedrops.key", KeyFile::NAME),
            ("restoring/voicedrops.db", DB_NAME),
        ];
        for done in 0..=moves.len() {
            let folder = tempfile::tempdir().unwrap();
            let dir = claimed(folder.path());
            let room = dir.begin_restore().unwrap();
            fill(&room);
            put(folder.path().join(ROOM_NAME).join(READY_NAME), "Tuesday");
            std::mem::forget(room);
            fs::create_dir_all(folder.path().join("put-aside/Tuesday")).unwrap();
            for (from, to) in &moves[..done] {
                fs::rename(folder.path().join(from), folder.path().join(to)).unwrap();
            }
            drop(dir);
            drop(DataDir::claim(folder.path()).unwrap());
            assert_restored(folder.path());
            drop(DataDir::claim(folder.path()).unwrap());
            assert_restored(folder.path());
        }
    }
}
