//! What lies in the data folder, read by somebody without the key.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::json;

use crate::world::{Folder, PASSPHRASE, Program, people, until_free};

/// Every form in which a text can lie in a file.
fn forms(text: &str) -> [Vec<u8>; 2] {
    [text.as_bytes().to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()]
}

/// Names of the files in which the text stands.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        // SQLite takes its companions away when it likes.
        let Ok(content) = fs::read(entry.path()) else { continue };
        let stands = |form: &Vec<u8>| content.windows(form.len()).any(|window| window == form);
        if forms(text).iter().any(stands) {
            found.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_and_no_number_of_a_customer_lies_readable_in_the_folder() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 400.0).await;
    program.take_in(&[people::named("1001", "Zoëlline Quarrington", "6135550100")]);
    let message = program.message().await;
    let campaign = program.campaign(&people::spec("Fall tires", message, 1)).await;
    let run = program.run_now(campaign).await;
    let report = program.until_over(run).await;
    assert_eq!(report.head.counts.delivered, 1, "the number is in the stand-in's book, too");
    let secrets =
        ["Quarrington", "Zoëlline", "6135550100", "(613) 555-0100", "2HGFC2F59KH001001", "Fall tires", PASSPHRASE];
    for is_open in [true, false] {
        let names: BTreeSet<_> =
            fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.contains("voicedrops.db") && names.len() > 3, "{names:?}");
        for secret in secrets {
            assert_eq!(files_with(folder.path(), secret), [""; 0], "{secret}");
        }
        if is_open {
            program.app.close().await;
            until_free(&folder).await;
        }
    }
    // The search itself finds what is there.
    fs::write(folder.path().join("note.txt"), "for Quarrington").unwrap();
    assert_eq!(files_with(folder.path(), "Quarrington"), ["note.txt"]);
    assert_eq!(program.code("today_get", json!({})).await, "program.closing");
}
