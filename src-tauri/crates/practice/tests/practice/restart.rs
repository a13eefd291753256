use std::path::Path;
use std::sync::Arc;

use practice::stand_in::{StandIn, StandInConfig, StandInError, Storage};
use store::key::DataKey;

use crate::world::{KEY, ManualClock, World, code, text};

fn file(folder: &Path, key_byte: u8) -> Storage {
    Storage::File { path: folder.join("stand-in.db"), key: DataKey::from_bytes([key_byte; 32]) }
}

async fn world_in(folder: &Path, clock: &Arc<ManualClock>) -> World {
    let storage = file(folder, 7);
    World::on(clock.clone(), |config| config.storage = storage).await
}

/// What a killed process leaves: the files as the operating system has them, nothing closed or tidied.
fn as_if_killed(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        // Shared memory is the living process's; the next one makes its own.
        if !entry.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
    }
    copy
}

#[tokio::test]
async fn after_a_kill_it_remembers_drops_keys_audio_events_cursors_credits_and_due_times() {
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::new();
    let before = world_in(folder.path(), &clock).await;
    before.client.taken("done", 1, "+14165550100").await;
    clock.advance(30);
    let cursor = text(&before.client.get("/v1/events").await.1["cursor"]);
    let open_id = before.client.taken("open", 2, "+14165550101").await;
    let audio_id = before.client.audio_id().await;
    let credits = before.client.get("/v1/account").await.1["credits"].clone();
    let ledger = before.ledger().await;

    let copy = as_if_killed(folder.path());
    let after = world_in(copy.path(), &clock).await;

    assert_eq!(after.ledger().await, ledger);
    assert_eq!(after.client.audio_id().await, audio_id);
    assert_eq!(after.client.get("/v1/account").await.1["credits"], credits);
    let (status, again) = after.client.drop("open", 2, "+14165550101").await;
    assert_eq!((status, text(&again["drop_id"])), (200, open_id), "its key is known");
    assert_eq!(code(&after.client.drop("other", 2, "+14165550100").await), (409, "port_busy"));

    clock.advance(30);
    let (_, page) = after.client.get(&format!("/v1/events?after={cursor}")).await;
    assert_eq!(page["events"].as_array().unwrap().len(), 1);
    assert_eq!(
        (text(&page["events"][0]["client_ref"]), text(&page["events"][0]["result"])),
        ("open".into(), "impossible".into())
    );
}

#[tokio::test]
async fn a_drop_that_fell_due_while_nobody_ran_was_delivered_then() {
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::new();
    let before = world_in(folder.path(), &clock).await;
    before.client.taken("a", 1, "+14165550100").await;
    before.stand_in.stop().await;
    clock.advance(3600);

    let after = world_in(folder.path(), &clock).await;
    let drop = after.only_drop().await;
    assert_eq!(drop.outcome_at, Some(drop.accepted_at + chrono::TimeDelta::seconds(30)));
    assert_eq!(after.client.all_events().await, [("a".into(), "delivered".into())]);
}

#[tokio::test]
async fn in_memory_everything_is_forgotten_and_old_cursors_are_gone() {
    let clock = ManualClock::new();
    let before = World::on(clock.clone(), |_| {}).await;
    let cursor = text(&before.client.get("/v1/events").await.1["cursor"]);
    before.client.taken("a", 1, "+14165550100").await;
    before.stand_in.stop().await;

    let after = World::on(clock, |_| {}).await;
    assert_eq!(after.ledger().await.drops, []);
    assert_eq!(code(&after.client.get(&format!("/v1/events?after={cursor}")).await), (410, "cursor_gone"));
}

#[tokio::test]
async fn its_file_is_encrypted_and_another_key_does_not_open_it() {
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::new();
    let world = world_in(folder.path(), &clock).await;
    world.client.taken("a", 1, "+14165550100").await;
    world.stand_in.stop().await;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(10).any(|window| window == b"4165550100"));
    }

    let mut config = StandInConfig::new(clock, KEY);
    config.storage = file(folder.path(), 8);
    assert!(matches!(StandIn::start(config).await, Err(StandInError::Store(_))));
}
