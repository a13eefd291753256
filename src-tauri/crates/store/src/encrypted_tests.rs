use std::io::{Seek, SeekFrom, Write};

use tempfile::TempDir;

use super::*;

const MARKER: &str = "Margaret Thornbury";

struct Place {
    dir: TempDir,
    key: DataKey,
}

impl Place {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), key: DataKey::from_bytes([7; 32]) }
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("voicedrops.db")
    }

    /// A file of many pages, closed cleanly.
    fn filled(&self) -> PathBuf {
        let connection = create_new(&self.file(), &self.key).unwrap();
        connection.execute_batch("CREATE TABLE person (name TEXT NOT NULL) STRICT").unwrap();
        for _ in 0..2_000 {
            connection.execute("INSERT INTO person (name) VALUES (?1)", [MARKER]).unwrap();
        }
        connection.close().unwrap();
        self.file()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(self.dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = File::options().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn what_was_written_is_read_back_with_the_same_key() {
    let place = Place::new();
    let path = place.filled();
    let connection = open_existing(&path, &place.key).unwrap();
    let count: i64 = connection.query_row("SELECT count(*) FROM person", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 2_000);
    check_integrity(&connection).unwrap();
}

#[test]
fn no_byte_of_the_files_is_plaintext_while_open_or_closed() {
    let place = Place::new();
    let connection = create_new(&place.file(), &place.key).unwrap();
    connection.execute_batch("CREATE TABLE person (name TEXT NOT NULL) STRICT").unwrap();
    connection.execute("INSERT INTO person (name) VALUES (?1)", [MARKER]).unwrap();
    assert!(place.names().contains(&"voicedrops.db-wal".to_owned()));
    for name in place.names() {
        let bytes = fs::read(place.dir.path().join(&name)).unwrap();
        for plain in [MARKER.as_bytes(), b"CREATE TABLE", PLAINTEXT_MAGIC] {
            assert!(!bytes.windows(plain.len()).any(|window| window == plain), "{name} holds plaintext");
        }
    }
}

#[test]
fn a_new_file_is_whole_the_moment_it_exists_and_leaves_nothing_beside_it() {
    let place = Place::new();
    create_new(&place.file(), &place.key).unwrap().close().unwrap();
    assert_eq!(place.names(), ["voicedrops.db"]);
    assert_eq!(fs::metadata(place.file()).unwrap().len(), PAGE_BYTES);
    open_existing(&place.file(), &place.key).unwrap();
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_a_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let connection = create_new(&place.file(), &place.key).unwrap();
    connection.execute_batch("CREATE TABLE a (b TEXT) STRICT").unwrap();
    assert!(place.names().contains(&"voicedrops.db-wal".to_owned()));
    for name in place.names() {
        let mode = fs::metadata(place.dir.path().join(&name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} is open to others");
    }
}

#[test]
fn creating_never_replaces_a_file() {
    let place = Place::new();
    let path = place.filled();
    let before = fs::read(&path).unwrap();
    assert!(matches!(create_new(&path, &place.key), Err(StoreError::AlreadyExists)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_creation_that_was_cut_short_is_done_again() {
    let place = Place::new();
    fs::write(place.dir.path().join("voicedrops.db.new"), b"half").unwrap();
    fs::write(place.dir.path().join("voicedrops.db.new-wal"), b"half").unwrap();
    create_new(&place.file(), &place.key).unwrap().close().unwrap();
    assert_eq!(place.names(), ["voicedrops.db"]);
}

#[test]
fn a_creation_that_fails_leaves_nothing() {
    let place = Place::new();
    let path = place.dir.path().join("missing").join("voicedrops.db");
    assert!(matches!(create_new(&path, &place.key), Err(StoreError::Io(_))));
    assert!(place.names().is_empty());
}

#[test]
fn opening_never_creates() {
    let place = Place::new();
    assert!(matches!(open_existing(&place.file(), &place.key), Err(StoreError::NotFound)));
    assert!(place.names().is_empty());
}

#[test]
fn open_makes_the_file_once_and_then_opens_it() {
    let place = Place::new();
    let first = open(&place.file(), &place.key).unwrap();
    first.execute_batch("CREATE TABLE person (name TEXT) STRICT").unwrap();
    first.close().unwrap();
    let second = open(&place.file(), &place.key).unwrap();
    assert!(second.prepare("SELECT name FROM person").is_ok());
}

#[test]
fn a_wrong_key_is_refused_and_changes_nothing() {
    let place = Place::new();
    let path = place.filled();
    let before = fs::read(&path).unwrap();
    let other = DataKey::from_bytes([8; 32]);
    assert!(matches!(open_existing(&path, &other), Err(StoreError::WrongKey)));
    assert!(matches!(open(&path, &other), Err(StoreError::WrongKey)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn what_is_certainly_not_our_file_is_damaged_and_not_a_wrong_key() {
    let place = Place::new();
    let path = place.file();
    for (bytes, word) in [
        (Vec::new(), "empty"),
        (b"hello".to_vec(), "cut short"),
        ([PLAINTEXT_MAGIC, &[0; 8192]].concat(), "not encrypted"),
    ] {
        fs::write(&path, bytes).unwrap();
        for opened in [open_existing(&path, &place.key), open(&path, &place.key)] {
            let Err(StoreError::Damaged(why)) = opened else { panic!("{word}: {opened:?}") };
            assert!(why.contains(word), "{why}");
        }
    }
}

#[test]
fn a_folder_in_the_place_of_the_file_is_named() {
    let place = Place::new();
    fs::create_dir(place.file()).unwrap();
    assert!(matches!(open(&place.file(), &place.key), Err(StoreError::Damaged(_))));
    assert!(matches!(create_new(&place.file(), &place.key), Err(StoreError::AlreadyExists)));
}

#[test]
fn a_damaged_page_behind_the_first_is_damage() {
    let place = Place::new();
    let path = place.filled();
    overwrite(&path, 3 * PAGE_BYTES + 100, &[0x55; 64]);
    let connection = open_existing(&path, &place.key).unwrap();
    assert!(matches!(check_integrity(&connection), Err(StoreError::Damaged(_))));
    let read: Result<String, StoreError> =
        connection.query_row("SELECT max(name) FROM person", [], |row| row.get(0)).map_err(StoreError::from);
    assert!(matches!(read, Err(StoreError::Damaged(_))), "{read:?}");
}

#[test]
fn a_page_torn_while_the_log_was_worked_off_is_no_damage() {
    let place = Place::new();
    let open = open_existing(&place.filled(), &place.key).unwrap();
    open.execute("UPDATE person SET name = 'Agnes'", []).unwrap();
    // As the power cut finds them: the log is whole, and a page of the file was being written from it.
    let after = Place::new();
    fs::copy(place.file(), after.file()).unwrap();
    fs::copy(place.dir.path().join("voicedrops.db-wal"), after.dir.path().join("voicedrops.db-wal")).unwrap();
    overwrite(&after.file(), 3 * PAGE_BYTES + 100, &[0x55; 64]);
    let connection = open_existing(&after.file(), &after.key).unwrap();
    check_integrity(&connection).unwrap();
    let names: (String, i64) =
        connection.query_row("SELECT max(name), count(*) FROM person", [], |row| row.try_into()).unwrap();
    assert_eq!(names, ("Agnes".to_owned(), 2_000));
}

#[test]
fn a_file_cut_off_in_the_middle_is_damage() {
    let place = Place::new();
    let path = place.filled();
    File::options().write(true).open(&path).unwrap().set_len(2 * PAGE_BYTES).unwrap();
    let found = open_existing(&path, &place.key).and_then(|connection| check_integrity(&connection));
    assert!(matches!(found, Err(StoreError::Damaged(_))), "{found:?}");
}

#[test]
fn a_full_file_is_a_full_disk_and_loses_nothing() {
    let place = Place::new();
    let connection = open_existing(&place.filled(), &place.key).unwrap();
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    // SQLite answers this limit as it answers a disk without space.
    connection.pragma_update(None, "max_page_count", pages).unwrap();
    let filling = "INSERT INTO person (name) SELECT name FROM person";
    let refused = connection.execute(filling, []).map_err(StoreError::from);
    assert!(matches!(refused, Err(StoreError::DiskFull)), "{refused:?}");
    let count: i64 = connection.query_row("SELECT count(*) FROM person", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 2_000);
}

#[test]
fn every_connection_has_the_settings_that_durability_stands_on() {
    let place = Place::new();
    let connection = create_new(&place.file(), &place.key).unwrap();
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("synchronous"), 2);
    assert_eq!(number("foreign_keys"), 1);
    assert_eq!(number("trusted_schema"), 0);
    assert_eq!(number("temp_store"), 2);
    assert_eq!(number("busy_timeout"), 5_000);
    let journal: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(journal, "wal");
}

#[test]
fn a_reader_sees_commits_and_cannot_write() {
    let place = Place::new();
    let writer = open_existing(&place.filled(), &place.key).unwrap();
    let reader = open_reader(&place.file(), &place.key).unwrap();
    writer.execute("INSERT INTO person (name) VALUES ('new')", []).unwrap();
    let count: i64 = reader.query_row("SELECT count(*) FROM person", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 2_001);
    assert!(reader.execute("DELETE FROM person", []).is_err());
}

#[test]
fn a_database_in_memory_holds_foreign_keys_too() {
    let connection = open_in_memory().unwrap();
    connection
        .execute_batch("CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE b (a INTEGER REFERENCES a) STRICT")
        .unwrap();
    assert!(connection.execute("INSERT INTO b (a) VALUES (1)", []).is_err());
}

#[test]
fn the_sqlite_inside_is_past_the_wal_reset_race() {
    // 3.7.0 to 3.51.2 can corrupt a file that two connections use.
    assert!(rusqlite::version_number() >= 3_051_003);
}
