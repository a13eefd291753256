use proptest::prelude::*;
use tempfile::TempDir;

use super::{super::keychain::tests::Memory, *};

const PASSPHRASE: &str = "correct horse battery staple";

fn dir() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Rewrites one field of the key file as a person with an editor would.
fn edit(dir: &TempDir, change: impl FnOnce(&mut serde_json::Value)) {
    let path = dir.path().join(KeyFile::NAME);
    let mut value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut value);
    fs::write(&path, serde_json::to_vec(&value).unwrap()).unwrap();
}

#[test]
fn the_passphrase_gives_the_same_key_back() {
    let dir = dir();
    let (made, key) = KeyFile::create(dir.path(), KeyHome::Passphrase(PASSPHRASE)).unwrap();
    let read = KeyFile::read(dir.path()).unwrap();
    assert!(read.needs_passphrase());
    assert_eq!(read.file_id(), made.file_id());
    assert_eq!(read.unlock(Some(PASSPHRASE)).unwrap().bytes(), key.bytes());
}

#[test]
fn a_wrong_or_missing_passphrase_is_told_apart() {
    let dir = dir();
    let (file, _) = KeyFile::create(dir.path(), KeyHome::Passphrase(PASSPHRASE)).unwrap();
    assert!(matches!(file.unlock(Some("correct horse")), Err(StoreError::WrongPassphrase)));
    assert!(matches!(file.unlock(Some("")), Err(StoreError::PassphraseNeeded)));
    assert!(matches!(file.unlock(None), Err(StoreError::PassphraseNeeded)));
}

#[test]
fn an_empty_passphrase_makes_no_file() {
    let dir = dir();
    assert!(matches!(KeyFile::create(dir.path(), KeyHome::Passphrase("")), Err(StoreError::PassphraseNeeded)));
    assert!(matches!(KeyFile::read(dir.path()), Err(StoreError::NotFound)));
}

#[test]
fn neither_key_nor_passphrase_stands_in_the_file() {
    let dir = dir();
    let (_, key) = KeyFile::create(dir.path(), KeyHome::Passphrase(PASSPHRASE)).unwrap();
    let text = fs::read_to_string(dir.path().join(KeyFile::NAME)).unwrap();
    assert!(!text.contains(&hex::encode(key.bytes())));
    assert!(!text.contains(PASSPHRASE));
}

#[test]
fn an_existing_key_file_is_never_overwritten() {
    let dir = dir();
    let (_, key) = KeyFile::create(dir.path(), KeyHome::Passphrase(PASSPHRASE)).unwrap();
    let again = KeyFile::create(dir.path(), KeyHome::Passphrase("other"));
    assert!(matches!(again, Err(StoreError::AlreadyExists)));
    let read = KeyFile::read(dir.path()).unwrap();
    assert_eq!(read.unlock(Some(PASSPHRASE)).unwrap().bytes(), key.bytes());
}

#[test]
fn creating_leaves_one_file_that_only_its_owner_reads() {
    let dir = dir();
    KeyFile::create(dir.path(), KeyHome::Passphrase(PASSPHRASE)).unwrap();
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [KeyFile::NAME]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(dir.path().join(KeyFile::NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_key_in_the_keychain_is_found_by_the_file_id() {
    let dir = dir();
    let memory = Memory::default();
    let keychain = Keychain::Memory(memory.clone());
    let (file, key) = KeyFile::create_with(dir.path(), KeyHome::Keychain, keychain).unwrap();
    assert!(!file.needs_passphrase());
    assert_eq!(file.unlock(None).unwrap().bytes(), key.bytes());
    file.keychain.put(file.file_id(), &[0; KEY_BYTES]).unwrap();
    assert!(matches!(file.unlock(None), Err(StoreError::WrongKey)));
    file.keychain.put(file.file_id(), b"short").unwrap();
    assert!(matches!(file.unlock(None), Err(StoreError::WrongKey)));
    memory.clear();
    assert!(matches!(file.unlock(None), Err(StoreError::KeyMissing)));
}

#[test]
fn with_a_passphrase_the_keychain_is_never_touched() {
    let dir = dir();
    let memory = Memory::default();
    let keychain = Keychain::Memory(memory.clone());
    let (file, key) = KeyFile::create_with(dir.path(), KeyHome::Passphrase(PASSPHRASE), keychain).unwrap();
    file.secrets(&key).unwrap().put("stratics", b"sk_1").unwrap();
    assert_eq!(memory.len(), 0);
}

#[test]
fn a_passphrase_for_a_key_in_the_keychain_is_refused_without_asking_it() {
    let dir = dir();
    let keychain = Keychain::Memory(Memory::default());
    KeyFile::create_with(dir.path(), KeyHome::Keychain, keychain).unwrap();
    // Read back, the file would ask the system's keychain; it must not come to that.
    let file = KeyFile::read(dir.path()).unwrap();
    assert!(matches!(file.unlock(Some(PASSPHRASE)), Err(StoreError::KeyInKeychain)));
}

#[test]
fn a_file_that_cannot_be_written_leaves_no_keychain_entry() {
    let dir = dir();
    let memory = Memory::default();
    let nowhere = dir.path().join("missing");
    let made = KeyFile::create_with(&nowhere, KeyHome::Keychain, Keychain::Memory(memory.clone()));
    assert!(matches!(made, Err(StoreError::Io(_))));
    assert_eq!(memory.len(), 0);
}

#[test]
fn a_later_format_is_refused_by_name() {
    let dir = dir();
    KeyFile::create(dir.path(), KeyHome::Passphrase(PASSPHRASE)).unwrap();
    fs::write(dir.path().join(KeyFile::NAME), br#"{"version":9,"future":true}"#).unwrap();
    assert!(matches!(KeyFile::read(dir.path()), Err(StoreError::NewerThanProgram { file: 9, program: 1 })));
}

#[test]
fn a_file_that_asks_for_absurd_work_is_damaged() {
    let dir = dir();
    KeyFile::create(dir.path(), KeyHome::Passphrase(PASSPHRASE)).unwrap();
    edit(&dir, |value| value["wrap"]["cost"]["memory_kib"] = u32::MAX.into());
    let file = KeyFile::read(dir.path()).unwrap();
    assert!(matches!(file.unlock(Some(PASSPHRASE)), Err(StoreError::Damaged(_))));
}

#[test]
fn a_key_wrapped_for_another_file_does_not_open() {
    let dir = dir();
    KeyFile::create(dir.path(), KeyHome::Passphrase(PASSPHRASE)).unwrap();
    edit(&dir, |value| value["file_id"] = Uuid::new_v4().to_string().into());
    let file = KeyFile::read(dir.path()).unwrap();
    assert!(matches!(file.unlock(Some(PASSPHRASE)), Err(StoreError::WrongPassphrase)));
}

proptest! {
    #[test]
    fn whatever_the_file_holds_reading_it_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let dir = dir();
        fs::write(dir.path().join(KeyFile::NAME), bytes).unwrap();
        prop_assert!(matches!(KeyFile::read(dir.path()), Err(StoreError::Damaged(_))));
    }
}
