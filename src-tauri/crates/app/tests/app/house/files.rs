//! Files that are gone, damaged, too new, half made, or in use.

use std::fs;

use ::store::{
    Store,
    data_dir::DataDir,
    encrypted, house,
    key::{DataKey, KeyFile},
};
use serde_json::{Value, json};

use crate::world::{Folder, PASSPHRASE, Program, Start, until_free};

/// A folder with a complete file that nobody uses.
async fn made() -> Folder {
    let folder = Folder::new();
    Program::own_file(&folder, 1.0).await.close().await;
    folder
}

fn key(folder: &Folder) -> DataKey {
    KeyFile::read(folder.path()).unwrap().unlock(Some(PASSPHRASE)).unwrap()
}

/// The code with which it cannot be opened, by a start that has the passphrase.
async fn problem(folder: &Folder) -> String {
    let program = Program::start(folder, Start::again()).await;
    let status = program.status().await;
    assert_eq!(status["state"], "cannot_open");
    assert!(status["problem"]["message"].as_str().unwrap().ends_with('.'));
    let code = status["problem"]["code"].as_str().unwrap().to_owned();
    // Whatever is asked, the answer is why; and no new file is made.
    assert_eq!(program.code("campaign_list", json!({})).await, code);
    assert_eq!(program.code("house_create", json!({ "door": "sample" })).await, code);
    assert_eq!(program.code("house_unlock", json!({ "passphrase": PASSPHRASE })).await, code);
    program.close().await;
    code
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_key_file_is_gone_is_not_taken_for_a_first_start() {
    let folder = made().await;
    fs::remove_file(folder.key_file()).unwrap();
    let before = fs::read(folder.db()).unwrap();
    assert_eq!(problem(&folder).await, "store.key_file_missing");
    assert_eq!(fs::read(folder.db()).unwrap(), before, "and nothing is made in its place");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_file_whose_data_is_gone_is_not_taken_for_a_first_start() {
    let folder = made().await;
    fs::remove_file(folder.db()).unwrap();
    assert_eq!(problem(&folder).await, "store.data_file_missing");
    assert!(!folder.db().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_program_has_closed_nobody_of_it_writes_to_its_file_any_more() {
    let folder = Folder::new();
    // At once, while its ports take their first look.
    let program = Program::own_file(&folder, 1.0).await;
    let store = std::sync::Arc::downgrade(&program.desk().house.store);
    program.close().await;
    assert!(store.upgrade().is_none(), "the last connection is closed");
    DataDir::claim(folder.path()).expect("and the folder is let go");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_named_and_left_as_it_is() {
    let folder = made().await;
    let whole = fs::read(folder.db()).unwrap();
    let key_file = fs::read(folder.key_file()).unwrap();

    let mut beginning = whole.clone();
    beginning[..64].fill(7);
    for (content, code) in [
        (vec![], "store.damaged"),
        (whole[..whole.len() / 2 + 100].to_vec(), "store.damaged"),
        (b"SQLite format 3\0 and what follows".repeat(200), "store.damaged"),
        (beginning, "store.wrong_key"),
    ] {
        fs::write(folder.db(), &content).unwrap();
        assert_eq!(problem(&folder).await, code);
        assert_eq!(fs::read(folder.db()).unwrap(), content);
    }
    fs::write(folder.db(), &whole).unwrap();
    for content in [&b""[..], b"{}", &key_file[..key_file.len() / 2], b"\xff\xfe"] {
        fs::write(folder.key_file(), content).unwrap();
        assert_eq!(problem(&folder).await, "store.damaged");
    }
    fs::write(folder.key_file(), &key_file).unwrap();
    let program = Program::start(&folder, Start::again()).await;
    assert_eq!(program.status().await["state"], "open", "put back, it opens as before");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_unclean_stop_the_whole_file_is_examined() {
    let folder = made().await;
    {
        let store = Store::open(&folder.db(), key(&folder).into()).unwrap();
        store.write(house::raise_lease).unwrap();
    }
    let mut content = fs::read(folder.db()).unwrap();
    let last_page = content.len() - 2_048;
    content[last_page] ^= 1;
    fs::write(folder.db(), content).unwrap();
    assert_eq!(problem(&folder).await, "store.damaged");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_a_newer_program_is_refused_by_name() {
    let folder = made().await;
    encrypted::open_existing(&folder.db(), &key(&folder)).unwrap().pragma_update(None, "user_version", 999).unwrap();
    assert_eq!(problem(&folder).await, "store.newer_than_app");

    let folder = made().await;
    let text = fs::read_to_string(folder.key_file()).unwrap();
    fs::write(folder.key_file(), text.replace("\"version\": 1", "\"version\": 2")).unwrap();
    assert_eq!(problem(&folder).await, "store.newer_than_app");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_that_is_asked_for_its_passphrase_says_so_beside_the_answer() {
    let folder = made().await;
    fs::write(folder.db(), b"").unwrap();
    let program = Program::start(&folder, Start::asking()).await;
    assert_eq!(program.code("house_unlock", json!({ "passphrase": PASSPHRASE })).await, "store.damaged");
    assert_eq!(program.status().await["state"], "locked");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_program_on_the_same_folder_is_refused() {
    let folder = Folder::new();
    let first = Program::own_file(&folder, 1.0).await;
    assert_eq!(problem(&folder).await, "store.in_use");
    assert_eq!(first.status().await["state"], "open");

    let second = Program::start(&folder, Start::again()).await;
    let still: Value = second.ask("house_retry", json!({})).await;
    assert_eq!(still["problem"]["code"], "store.in_use");
    first.close().await;
    until_free(&folder).await;
    let open: Value = second.ask("house_retry", json!({})).await;
    assert_eq!(open["state"], "open", "the first one let it go");
    let again: Value = second.ask("house_retry", json!({})).await;
    assert_eq!(again["state"], "open", "an open file is left as it is");
    second.app.close().await;
    let closing: Value = second.ask("house_retry", json!({})).await;
    assert_eq!(closing["problem"]["code"], "program.closing", "and a program that ends opens nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_put_back_opens_when_it_is_tried_again() {
    let folder = made().await;
    let key_file = fs::read(folder.key_file()).unwrap();
    fs::remove_file(folder.key_file()).unwrap();
    let program = Program::start(&folder, Start::again()).await;
    let gone: Value = program.ask("house_retry", json!({})).await;
    assert_eq!(gone["problem"]["code"], "store.key_file_missing");
    fs::write(folder.key_file(), key_file).unwrap();
    let open: Value = program.ask("house_retry", json!({})).await;
    assert_eq!(open["state"], "open");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_hold_the_data_is_named() {
    let synced = Folder::new();
    let inside = synced.path().join("Dropbox");
    fs::create_dir(&inside).unwrap();
    let seat = crate::world::Seat::default();
    let outside = crate::world::outside(&synced, Start::again(), &seat);
    let app = app::App::start(app::seams::Outside { data_dir: inside.clone(), ..outside }).await;
    let error = app.desk().err().unwrap();
    assert_eq!(error.code, "store.not_local");
    assert_eq!(fs::read_dir(inside).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_that_was_cut_short_is_made_anew() {
    let folder = made().await;
    let room = folder.path().join("setting-up");
    fs::create_dir(&room).unwrap();
    fs::rename(folder.db(), room.join("voicedrops.db")).unwrap();
    fs::rename(folder.key_file(), room.join("voicedrops.key")).unwrap();
    fs::write(folder.path().join("voicedrops.db-wal"), b"of an earlier file").unwrap();
    fs::write(folder.path().join("stand-in.db"), b"of an earlier file").unwrap();
    let program = Program::start(&folder, Start::new_file(1.0)).await;
    assert_eq!(program.status().await["state"], "first_start");
    assert!(!folder.db().exists() && !folder.key_file().exists());
    program.call("house_create", json!({ "door": "sample" })).await.unwrap();
    assert_eq!(program.status().await["store"]["name"], "Northgate Honda");
    program.close().await;
    assert!(!folder.path().join("setting-up").exists());
}
