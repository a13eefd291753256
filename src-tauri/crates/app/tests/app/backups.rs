//! Backups and restoring one, through the whole program.

use std::{fs, path::PathBuf};

use app::dto::{
    backups::{BackupDto, BackupList},
    house::FileKind,
};
use domain::{
    backups::{BackupCause, RestoreKnown},
    states::{PauseCause, RunState},
};
use serde_json::{Value, json};

use crate::{
    runs::{campaign, lane, with_crowd},
    world::{Folder, PASSPHRASE, Program, Start},
};

async fn by_hand(program: &Program) -> BackupDto {
    program.ask("backup_now", json!({})).await
}

async fn list(program: &Program) -> BackupList {
    program.ask("backup_list", json!({})).await
}

fn restore(backup: &BackupDto) -> Value {
    json!({ "path": backup.path, "passphrase": null, "reason": "The import was wrong" })
}

/// The damage of a bad sector in the middle of the file.
fn damage(folder: &Folder) {
    let mut content = fs::read(folder.db()).unwrap();
    let middle = content.len() / 2;
    content[middle..middle + 64].fill(7);
    fs::write(folder.db(), content).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_by_hand_is_listed_with_what_it_holds_and_can_be_verified() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 5).await;
    assert_eq!(list(&program).await.backups.len(), 0);
    let backup = by_hand(&program).await;
    assert_eq!((backup.cause, backup.kind), (BackupCause::ByHand, FileKind::Practice));
    assert_eq!((backup.customers, backup.runs, backup.drops), (5, 0, 0));
    assert!(backup.is_of_this_file && backup.opens_with_passphrase);
    assert!(backup.name.starts_with("voicedrops 2026-11-24 1"), "{}", backup.name);
    assert_eq!(program.audited(0).await, format!("Backup by hand: - > {}", backup.name));
    let verified: BackupDto = program.ask("backup_verify", json!({ "path": backup.path })).await;
    assert!(verified.verified_at >= backup.verified_at);
    let found: BackupDto =
        program.ask("backup_look", json!({ "path": format!("{}/voicedrops.db", backup.path) })).await;
    assert_eq!(found.path, backup.path);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_one_made_by_hand_is_told_also_beside_one_that_is_dated_later() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 1).await;
    let earlier = by_hand(&program).await;
    // As another data file's backups may be, whose practice clock is ahead.
    let card = PathBuf::from(&earlier.path).join("backup.json");
    let later = fs::read_to_string(&card).unwrap().replace("\"taken_at\": \"2026", "\"taken_at\": \"2036");
    fs::write(&card, later).unwrap();
    let made = by_hand(&program).await;
    assert_ne!(made.path, earlier.path);
    assert_eq!(list(&program).await.backups[0].path, earlier.path, "the newest first");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn todays_is_made_once_and_an_old_one_goes() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let desk = program.desk();
    assert!(!desk.backups.look(&desk.house).unwrap());
    assert!(!desk.backups.look(&desk.house).unwrap());
    let found = list(&program).await;
    assert_eq!(found.backups.iter().map(|b| b.cause).collect::<Vec<_>>(), [BackupCause::Daily]);
    assert!(found.making.is_none() && found.problem.is_none());
    by_hand(&program).await;
    // Eleven more days and weeks of the same file, as the cards say.
    let today = found.backups[0].clone();
    let card = PathBuf::from(&today.path).join("backup.json");
    let text = fs::read_to_string(&card).unwrap();
    for day in 1..=20 {
        let path = PathBuf::from(&found.folder).join(format!("of day {day}"));
        fs::create_dir(&path).unwrap();
        for name in ["voicedrops.db", "voicedrops.key"] {
            fs::copy(PathBuf::from(&today.path).join(name), path.join(name)).unwrap();
        }
        fs::write(path.join("backup.json"), text.replace("2026-11-24T", &format!("2026-10-{day:02}T"))).unwrap();
    }
    desk.backups.make(&desk.house, BackupCause::Daily).unwrap();
    let kept = list(&program).await.backups;
    let many = |cause| kept.iter().filter(|backup| backup.cause == cause).count();
    assert_eq!((many(BackupCause::Daily), many(BackupCause::ByHand)), (9, 1), "seven days, two weeks, and mine");
    drop(desk);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_cannot_be_made_is_said_and_stops_nothing() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let drive = Folder::new();
    let chosen: BackupList = program.ask("backup_folder_save", json!({ "folder": drive.path() })).await;
    assert!(!chosen.is_default);
    fs::remove_dir_all(drive.path()).unwrap();
    assert_eq!(program.code("backup_now", json!({})).await, "backup.folder_missing");
    let desk = program.desk();
    assert!(desk.backups.look(&desk.house).unwrap(), "tried, and could not");
    let problem = list(&program).await.problem.unwrap();
    assert_eq!(problem, "The folder for backups is not there. Plug in its drive, or choose another folder.");
    assert_eq!(program.status().await["backup_problem"], problem);
    assert_eq!(program.status().await["standstill"], Value::Null);
    let back: BackupList = program.ask("backup_folder_save", json!({ "folder": null })).await;
    assert!(back.is_default);
    by_hand(&program).await;
    assert_eq!(program.status().await["backup_problem"], Value::Null);
    drop(desk);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_hold_them_is_refused_beside_its_field() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let beside = |code: &str| (code.to_owned(), Some("folder".to_owned()));
    for wrong in ["backups", "/no/such/folder/here"] {
        assert_eq!(program.refused("backup_folder_save", json!({ "folder": wrong })).await, beside("backup.folder"));
    }
    assert_eq!(program.refused("backup_folder_save", json!({ "folder": " " })).await, beside("backup.not_one"));
    assert!(list(&program).await.is_default);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn w12_a_backup_restored_from_the_window_sends_nothing_until_its_run_is_released() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 30).await;
    let campaign = campaign(&program, "Tires", 3).await;
    let run = program.run_now(campaign).await;
    lane(&program, run, |lane| lane.in_flight.is_some()).await;
    let backup = by_hand(&program).await;
    let _: Value = program.ask("backup_restore", restore(&backup)).await;
    assert_eq!(program.status().await["state"], "open");
    let held = lane(&program, run, |_| true).await;
    assert_eq!((held.state, held.pause_cause), (RunState::Paused, Some(PauseCause::Restored)));
    let restored = program.today().await.restored.unwrap();
    assert_eq!((restored.known_by, restored.left_out), (Some(RestoreKnown::File), 3));
    assert_eq!((restored.runs.len(), restored.runs[0].in_line), (1, 2));
    assert!(restored.runs[0].can_be_released);
    assert_eq!(program.code("run_resume", json!({ "run": run })).await, "run.not_now");
    assert_eq!(program.audited(0).await.split(": ").next(), Some("Restored from a backup"));

    let nothing = ("backup.reason".to_owned(), Some("reason".to_owned()));
    assert_eq!(program.refused("run_release", json!({ "run": run, "reason": " " })).await, nothing);
    let _: Value = program.ask("run_release", json!({ "run": run, "reason": "Checked with the desk" })).await;
    assert_eq!(program.audited(0).await, "Released after a restore: run of Tires: 2 in line > Checked with the desk");
    let going = lane(&program, run, |lane| lane.state == RunState::Running).await;
    assert!(going.pause_cause.is_none());
    assert!(program.today().await.restored.is_none());
    assert_eq!(program.code("run_release", json!({ "run": run, "reason": "Again" })).await, "run.not_now");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_is_put_aside_whole_and_can_be_restored_again() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 5).await;
    let first = by_hand(&program).await;
    campaign(&program, "Tires", 3).await;
    let later = by_hand(&program).await;
    let _: Value = program.ask("backup_restore", restore(&first)).await;
    let names: Value = program.ask("campaign_list", json!({})).await;
    assert_eq!(names["campaigns"].as_array().unwrap().len(), 0);
    let aside: Vec<_> = fs::read_dir(folder.path().join("put-aside")).unwrap().map(|e| e.unwrap().path()).collect();
    assert!(aside[0].join("voicedrops.db").is_file() && aside[0].join("voicedrops.key").is_file());
    let _: Value = program.ask("backup_restore", restore(&later)).await;
    let names: Value = program.ask("campaign_list", json!({})).await;
    assert_eq!(names["campaigns"].as_array().unwrap().len(), 1);
    assert_eq!(fs::read_dir(folder.path().join("put-aside")).unwrap().count(), 2);
    program.close().await;
    let program = Program::start(&folder, Start::again()).await;
    assert_eq!(program.status().await["state"], "open", "and it opens at the next start");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r8_a_damaged_file_is_never_used_and_its_backup_opens_from_the_same_screen() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 5).await;
    let backup = by_hand(&program).await;
    program.close().await;
    damage(&folder);
    {
        // As after a power cut: the file did not say that it was closed.
        let key = store::key::KeyFile::read(folder.path()).unwrap().unlock(Some(PASSPHRASE)).unwrap();
        let open = store::encrypted::open_existing(&folder.db(), &key).unwrap();
        open.execute("UPDATE house SET clean_stop = 0", []).unwrap();
    }
    let program = Program::start(&folder, Start::again()).await;
    let status = program.status().await;
    assert_eq!(
        (status["state"].as_str(), status["problem"]["code"].as_str()),
        (Some("cannot_open"), Some("store.damaged"))
    );
    let found = list(&program).await.backups;
    assert_eq!(found.iter().map(|b| &b.path).collect::<Vec<_>>(), [&backup.path]);
    let _: Value = program.ask("backup_verify", json!({ "path": backup.path })).await;
    let before = fs::read(folder.db()).unwrap();
    let status: Value = program.ask("backup_restore", restore(&backup)).await;
    assert_eq!(status["state"], "open");
    let restored = program.today().await.restored.unwrap();
    assert_eq!(restored.known_by, None, "of a damaged file nobody knows what is missing");
    let aside = fs::read_dir(folder.path().join("put-aside")).unwrap().next().unwrap().unwrap().path();
    assert_eq!(fs::read(aside.join("voicedrops.db")).unwrap().len(), before.len(), "nothing is deleted");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_computer_opens_a_backup_with_its_passphrase_alone() {
    let (old, new) = (Folder::new(), Folder::new());
    let program = with_crowd(&old, 1.0, 5).await;
    let backup = by_hand(&program).await;
    program.close().await;
    let program = Program::start(&new, Start::asking()).await;
    assert_eq!(program.status().await["state"], "first_start");
    let (code, field) = program.refused("backup_restore", restore(&backup)).await;
    assert_eq!((code.as_str(), field.as_deref()), ("store.passphrase_needed", Some("passphrase")));
    let with = |passphrase: &str| json!({ "path": backup.path, "passphrase": passphrase, "reason": "A new computer" });
    assert_eq!(program.code("backup_restore", with("a sentence that is wrong")).await, "store.wrong_passphrase");
    assert_eq!(program.status().await["state"], "first_start", "and nothing was changed");
    let status: Value = program.ask("backup_restore", with(PASSPHRASE)).await;
    assert_eq!(status["state"], "open");
    let customers: Value = program.ask("customer_search", json!({ "text": "+1613555" })).await;
    assert_ne!(customers, json!(null));
    assert_eq!(program.today().await.restored.unwrap().known_by, None);
    let _: Value = program.ask("restore_go_on", json!({ "reason": "The old computer is gone" })).await;
    assert!(program.today().await.restored.is_none());
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_whole_backup_is_refused_and_everything_stays_as_it_was() {
    let folder = Folder::new();
    let program = with_crowd(&folder, 1.0, 5).await;
    let backup = by_hand(&program).await;
    let place = |path: &str| json!({ "path": path, "passphrase": null, "reason": "Test" });
    let beside = ("backup.not_one".to_owned(), Some("path".to_owned()));
    for none in ["", "/no/such/place", &folder.path().to_string_lossy()] {
        assert_eq!(program.refused("backup_restore", place(none)).await, beside, "{none}");
    }
    let db = PathBuf::from(&backup.path).join("voicedrops.db");
    let whole = fs::read(&db).unwrap();
    let mut bent = whole.clone();
    bent[whole.len() / 2] ^= 1;
    fs::write(&db, bent).unwrap();
    assert_eq!(program.code("backup_verify", json!({ "path": backup.path })).await, "backup.damaged");
    assert_eq!(program.code("backup_restore", restore(&backup)).await, "backup.damaged");
    assert_eq!(program.status().await["state"], "open");
    assert!(program.today().await.restored.is_none());
    assert!(!folder.path().join("put-aside").exists());
    by_hand(&program).await;
    program.close().await;
}
