//! `voicedrops import FILE`: a store is made for a file that can be taken in, and for no other.

use std::{fs, path::Path};

use app::{Caller, ImportOptions, ImportReport, error::CommandError};

use crate::world::{Folder, Seat, Start, outside};

async fn import(folder: &Folder, file: &Path) -> Result<ImportReport, CommandError> {
    let caller = Caller { name: "A. Snyder".to_owned() };
    let outside = outside(folder, Start::again(), &Seat::default());
    app::import_file::run(outside, file, ImportOptions::default(), &caller).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_taken_in_leaves_no_store_behind() {
    let folder = Folder::new();
    let files = tempfile::tempdir().unwrap();
    let file = files.path().join("export.csv");
    let missing = import(&folder, &file).await.unwrap_err();
    assert!(missing.code.starts_with("import."), "{}", missing.code);
    assert!(!folder.db().exists() && !folder.key_file().exists());

    fs::write(&file, "Customer,Make\n1001,Honda\n").unwrap();
    let no_phone = import(&folder, &file).await.unwrap_err();
    assert!(no_phone.code.starts_with("import."), "{}", no_phone.code);
    assert!(!folder.db().exists() && !folder.key_file().exists());

    fs::write(&file, "Customer Number,Name,Cell Phone,Make\n1001,Ann Lee,(416) 555-0134,Honda\n").unwrap();
    let report = import(&folder, &file).await.unwrap();
    assert_eq!((report.rows, report.customers), (1, 1));
    assert!(folder.db().exists() && folder.key_file().exists());

    // A store that was there before stays, whatever becomes of the next file.
    fs::remove_file(&file).unwrap();
    import(&folder, &file).await.unwrap_err();
    assert!(folder.db().exists() && folder.key_file().exists());
}
