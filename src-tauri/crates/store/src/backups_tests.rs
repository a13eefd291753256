use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::{
    house::{self, FileKind},
    key::KeyHome,
};

const PASSPHRASE: &str = "a sentence that is long enough";

fn at_ten() -> DateTime<Utc> {
    "2026-11-24T15:00:00Z".parse().unwrap()
}

/// A data folder with an open file, and a folder for backups.
struct World {
    dir: TempDir,
    store: Store,
    key: Arc<DataKey>,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("backups")).unwrap();
        let (key_file, key) = KeyFile::create(dir.path(), KeyHome::Passphrase(PASSPHRASE)).unwrap();
        let key = Arc::new(key);
        let store = Store::create(&dir.path().join("live.db"), key.clone()).unwrap();
        store.write(|db| house::make(db, key_file.file_id(), FileKind::Practice, at_ten(), 1.0, None)).unwrap();
        let world = Self { dir, store, key };
        world.fill(0, 3_000);
        world
    }

    /// Rows that fill a few steps of a copy.
    fn fill(&self, from: u32, to: u32) {
        self.store
            .write(|db| {
                (from..to).try_for_each(|n| {
                    let sql = "INSERT INTO audit (at, who, what, old) VALUES (0, 'Alex', ?1, ?2)";
                    crate::columns::change(db.0, sql, (n, "x".repeat(600))).map(|_| ())
                })
            })
            .unwrap();
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("backups")
    }

    fn make_while(&self, mut meanwhile: impl FnMut(Progress) -> ControlFlow<()>) -> Result<Backup, StoreError> {
        let key_file = self.dir.path().join(KeyFile::NAME);
        let order = Order {
            into: &self.folder(),
            name: "Tuesday",
            key_file: &key_file,
            cause: BackupCause::ByHand,
            kind: FileKind::Practice,
            store: "Northgate Honda",
            now: at_ten(),
            local: at_ten().naive_utc(),
        };
        make(&self.store, &order, &mut meanwhile)
    }

    fn make(&self) -> Backup {
        self.make_while(|_| ControlFlow::Continue(())).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn lines(store: &Store) -> i64 {
    store
        .read(|db| crate::columns::row(db.0, "SELECT count(*) AS n FROM audit", [], |r| Ok(r.get("n")?)))
        .unwrap()
        .unwrap()
}

#[test]
fn a_backup_opens_with_the_passphrase_alone_and_holds_what_was_there() {
    let world = World::new();
    let backup = world.make();
    assert_eq!(world.names(), ["Tuesday"]);
    let key = KeyFile::read(&backup.path).unwrap().unlock(Some(PASSPHRASE)).unwrap();
    let restored = tempfile::tempdir().unwrap();
    let db = restored.path().join("voicedrops.db");
    copy_out(&backup, &db, &restored.path().join(KeyFile::NAME), &key).unwrap();
    assert_eq!(lines(&Store::open(&db, Arc::new(key)).unwrap()), 3_000);
    assert_eq!(list(&world.folder()).unwrap(), [backup]);
}

#[test]
fn nothing_of_it_can_be_read_without_the_key() {
    let world = World::new();
    let backup = world.make();
    let bytes = fs::read(backup.path.join(DB_NAME)).unwrap();
    assert!(!bytes.windows(16).any(|window| window == [b'x'; 16]));
    let other = DataKey::generate().unwrap();
    assert!(matches!(verify(&backup, &other, at_ten()), Err(StoreError::WrongKey)));
}

#[test]
fn the_engine_writes_on_meanwhile_and_the_copy_is_of_the_moment_it_began() {
    let world = World::new();
    let mut steps = 0_u32;
    let backup = world
        .make_while(|progress| {
            assert!(progress.left < progress.all, "it began again");
            world.fill(10_000 + steps * 10, 10_010 + steps * 10);
            steps += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    assert!((2..20).contains(&steps), "{steps} steps");
    assert_eq!(lines(&world.store), 3_000 + i64::from(steps) * 10);
    let copy = Store::open_as_it_is(&backup.path.join(DB_NAME), world.key.clone()).unwrap();
    assert_eq!(lines(&copy), 3_000);
}

#[test]
fn it_needs_no_log_beside_it_and_looking_at_it_leaves_none() {
    let world = World::new();
    let backup = world.make();
    let names = || {
        let mut names: Vec<_> = fs::read_dir(&backup.path).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    assert_eq!(before, [CARD_NAME, DB_NAME, KeyFile::NAME]);
    let later = at_ten() + chrono::TimeDelta::hours(1);
    let verified = verify(&backup, &world.key, later).unwrap();
    assert_eq!(verified.card.verified_at, later);
    assert_eq!(at(&backup.path).unwrap(), verified, "the card says so");
    assert_eq!(names(), before);
}

#[test]
fn a_backup_that_is_stopped_leaves_nothing() {
    let world = World::new();
    let stopped = world.make_while(|_| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(StoreError::Stopped)));
    assert_eq!(world.names(), Vec::<String>::new());
}

#[test]
fn what_a_crash_left_of_one_is_no_backup_and_goes_with_the_next() {
    let world = World::new();
    let left = world.folder().join(".unfinished-Tuesday");
    fs::create_dir(&left).unwrap();
    fs::write(left.join(DB_NAME), b"half").unwrap();
    assert_eq!(list(&world.folder()).unwrap(), []);
    world.make();
    assert_eq!(world.names(), ["Tuesday"]);
}

#[test]
fn a_folder_that_is_not_there_is_not_made() {
    let world = World::new();
    fs::remove_dir(world.folder()).unwrap();
    let refused = world.make_while(|_| ControlFlow::Continue(()));
    assert!(matches!(refused, Err(StoreError::NotFound)));
    assert!(!world.folder().exists());
    assert_eq!(list(&world.folder()).unwrap(), []);
}

#[test]
fn two_of_one_name_stand_side_by_side() {
    let world = World::new();
    world.make();
    world.make();
    assert_eq!(world.names(), ["Tuesday", "Tuesday (2)"]);
}

#[test]
fn a_single_flipped_bit_anywhere_in_it_is_found() {
    let world = World::new();
    let backup = world.make();
    let db = backup.path.join(DB_NAME);
    let whole = fs::read(&db).unwrap();
    for place in [0, 20, 4_096, whole.len() / 2, whole.len() - 1] {
        let mut content = whole.clone();
        content[place] ^= 4;
        fs::write(&db, content).unwrap();
        let found = verify(&backup, &world.key, at_ten());
        assert!(matches!(found, Err(StoreError::Damaged(_) | StoreError::WrongKey)), "at {place}: {found:?}");
    }
    for length in [0, 100, whole.len() - 4_096] {
        fs::write(&db, &whole[..length]).unwrap();
        assert!(verify(&backup, &world.key, at_ten()).is_err(), "cut to {length}");
    }
}

#[test]
fn the_data_of_another_file_beside_the_key_file_are_not_taken_for_its_own() {
    let world = World::new();
    let backup = world.make();
    world.store.write(|db| crate::columns::change(db.0, "UPDATE house SET file_id = 'another'", [])).unwrap();
    let refused = world.make_while(|_| ControlFlow::Continue(()));
    assert!(matches!(refused, Err(StoreError::Damaged(_))));
    assert!(verify(&backup, &world.key, at_ten()).is_ok());
}

#[test]
fn one_of_a_newer_program_is_named() {
    let world = World::new();
    let backup = world.make();
    let copy = encrypted::open_existing(&backup.path.join(DB_NAME), &world.key).unwrap();
    copy.pragma_update(None, "user_version", 999).unwrap();
    drop(copy);
    let refused = verify(&backup, &world.key, at_ten());
    assert!(matches!(refused, Err(StoreError::NewerThanProgram { file: 999, .. })));
    let card = backup.path.join(CARD_NAME);
    let text = fs::read_to_string(&card).unwrap();
    fs::write(&card, text.replace("\"version\": 1", "\"version\": 2")).unwrap();
    assert!(matches!(at(&backup.path), Err(StoreError::NewerThanProgram { file: 2, .. })));
}

#[test]
fn it_is_found_by_its_folder_and_by_any_file_in_it() {
    let world = World::new();
    let backup = world.make();
    for place in [backup.path.clone(), backup.path.join(DB_NAME), backup.path.join(KeyFile::NAME)] {
        assert_eq!(at(&place).unwrap(), backup);
    }
    assert!(matches!(at(&world.folder()), Err(StoreError::NotFound)));
    assert!(matches!(at(Path::new("/nowhere/at/all")), Err(StoreError::NotFound)));
}

#[test]
fn what_somebody_else_put_into_its_folder_is_not_deleted_with_it() {
    let world = World::new();
    let backup = world.make();
    fs::write(backup.path.join("note.txt"), b"mine").unwrap();
    delete(&backup).unwrap();
    assert_eq!(fs::read_dir(&backup.path).unwrap().count(), 1);
    assert_eq!(list(&world.folder()).unwrap(), []);
    let gone = world.make();
    delete(&gone).unwrap();
    assert!(!gone.path.exists());
}
