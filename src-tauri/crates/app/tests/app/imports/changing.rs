//! A file that is written anew while it is open: nothing of it is taken in, and it can be chosen again.

use std::{
    fs::OpenOptions,
    io::{Seek, SeekFrom, Write},
    sync::{Arc, mpsc},
    thread,
};

use store::{
    Store, StoreError,
    key::{DataKey, KEY_BYTES},
};

use super::*;
use crate::support::refusal;

/// More customers than may wait for the thread that writes, so that some are written before the last ones are read.
const CUSTOMERS: u32 = 6_000;

fn export() -> String {
    let row = |n| format!("{},Ann,Lee,416-555-{:04}\n", 10_000 + n, n % 10_000);
    format!("Cust No,First Name,Last Name,Cell\n{}", (0..CUSTOMERS).map(row).collect::<String>())
}

/// The dealer system writes its export once more: only the last letter is another, neither the length nor the rest.
fn change_the_end(path: &str) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::End(-2)).unwrap();
    file.write_all(b"7").unwrap();
}

/// A world in a file: there a reader need not wait for who writes.
fn files() -> Files {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("world.db"), Arc::new(DataKey::from_bytes([7; KEY_BYTES]))).unwrap();
    Files { world: World::of(store), folder }
}

/// Chosen again, the file is taken in as it stands now.
async fn takes_it_in_anew(files: &Files, path: &str) {
    let again = files.open(path).await.unwrap();
    let summary = files.run(agreed(&again)).await.finished.expect("taken in");
    assert_eq!((summary.rows, summary.new_customers, files.customers()), (CUSTOMERS, CUSTOMERS, CUSTOMERS));
    assert_eq!(files.typed("15999", PhoneKind::Cell).as_deref(), Some("416-555-5997"));
}

#[tokio::test]
async fn a_file_that_was_changed_after_its_preview_is_not_taken_in_until_it_is_chosen_again() {
    let files = Files::new();
    let path = files.write("export.csv", export());
    let draft = files.open(&path).await.unwrap();
    assert_eq!(files.preview(agreed(&draft)).await.unwrap().new_customers, CUSTOMERS);
    change_the_end(&path);
    let on_path = ("import.changed".to_owned(), Some("path".to_owned()));
    assert_eq!(refusal(files.preview(agreed(&draft)).await), on_path);
    let ended = files.run(agreed(&draft)).await;
    assert_eq!(refusal(ended.error.map_or(Ok(()), Err)), on_path);
    assert_eq!((files.customers(), files.list().await.len()), (0, 0), "nothing was written");
    takes_it_in_anew(&files, &path).await;
}

#[tokio::test]
async fn a_file_that_changes_between_the_two_passes_of_its_import_leaves_nothing_behind() {
    let files = files();
    let path = files.write("export.csv", export());
    let draft = files.open(&path).await.unwrap();
    let house = files.world.house.clone();
    let (holds, held) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    // Somebody else writes, so that the import has to wait between reading the outline and writing.
    let other = thread::spawn(move || {
        house.store.write(|_| {
            holds.send(()).unwrap();
            may_go.recv().unwrap();
            Ok::<_, StoreError>(())
        })
    });
    held.recv().unwrap();
    let mut changes = files.world.house.changes();
    files.start(agreed(&draft)).await.unwrap();
    // The first pass is half of the way.
    while files.progress(&draft.draft).await.done < CUSTOMERS / 2 {
        tokio::task::yield_now().await;
    }
    change_the_end(&path);
    let_go.send(()).unwrap();
    other.join().unwrap().unwrap();
    while !changes.recv().await.unwrap().changed.contains(&Topic::Imports) {}
    let ended = files.progress(&draft.draft).await;
    assert!(ended.done > CUSTOMERS / 2, "customers before the change were written: {}", ended.done);
    assert_eq!(ended.error.expect("an error").code, "import.changed");
    assert_eq!((files.customers(), files.list().await.len()), (0, 0), "and taken back");
    takes_it_in_anew(&files, &path).await;
}
