//! A data file that does not open: what the window says, and that nothing is made in its place.

use std::{fs, io::Write, path::Path};

use store::key::KeyFile;

use crate::{
    driver::{By, ENTER, PASSPHRASE, Window},
    steps,
};

#[test]
fn a_wrong_passphrase_is_said_beside_its_field_and_what_was_typed_stays() {
    let mut window = steps::open_own_store("locked");
    window.reopen_after(None, |_| {});
    window.wait_for(By::TestId("passphrase"));
    window.shot("locked");
    window.fill(By::TestId("passphrase"), "not the passphrase");
    window.press(&[ENTER]);
    window.click(By::TestId("unlock"));
    window.wait_for_words("The passphrase is not the right one.");
    let typed = window.run("return document.querySelector('[data-testid=\"passphrase\"]').value;");
    assert_eq!(typed, "not the passphrase");
    window.shot("locked-refused");
    window.fill(By::TestId("passphrase"), PASSPHRASE);
    window.click(By::TestId("unlock"));
    window.wait_for(By::TestId("nav-today"));
}

#[test]
fn a_missing_key_file_is_named_and_opens_the_data_again_when_it_is_put_back() {
    let mut window = steps::open_own_store("without-key");
    let aside = window.own_file("voicedrops.key");
    window.reopen_after(Some(PASSPHRASE), |dir| drop(fs::rename(dir.join("voicedrops.key"), &aside)));
    refused(&window, "its key file is gone", "cannot-open-without-key");
    window.click(By::TestId("retry"));
    refused(&window, "its key file is gone", "cannot-open-without-key");
    let own_place = window.data_dir().join("voicedrops.key");
    assert!(!own_place.exists(), "no new one is made");
    fs::rename(&aside, own_place).unwrap();
    window.click(By::TestId("retry"));
    window.wait_for(By::TestId("nav-today"));
}

#[test]
fn a_damaged_file_and_one_of_a_newer_program_are_named_and_left_as_they_are() {
    let mut window = steps::open_own_store("damaged");
    window.reopen_after(Some(PASSPHRASE), |dir| {
        let key = KeyFile::read(dir).unwrap().unlock(Some(PASSPHRASE)).unwrap();
        let file = store::encrypted::open_existing(&dir.join("voicedrops.db"), &key).unwrap();
        file.execute_batch("PRAGMA user_version = 999").unwrap();
    });
    refused(&window, "made by a newer version of Voice Drops", "cannot-open-newer");
    let before = fs::read(window.data_dir().join("voicedrops.db")).unwrap();

    window.reopen_after(Some(PASSPHRASE), |dir| scramble(&dir.join("voicedrops.db"), 0));
    refused(&window, "its beginning is damaged", "cannot-open-damaged");
    assert_eq!(fs::read(window.data_dir().join("voicedrops.db")).unwrap().len(), before.len(), "it was left as it is");
}

fn scramble(file: &Path, at: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[at..at + 4096].fill(0xA5);
    fs::File::create(file).unwrap().write_all(&bytes).unwrap();
}

fn refused(window: &Window, says: &str, shot: &str) {
    window.wait_for(By::TestId("cannot-open"));
    let words = window.text(By::TestId("cannot-open"));
    assert!(words.contains(says) && words.contains("no new file was made in its place"), "{words}");
    window.shot(shot);
}
