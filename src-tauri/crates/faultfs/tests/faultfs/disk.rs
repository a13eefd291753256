//! Whether the disk is as bad as it says, seen through SQLite alone.

use std::fs;

use faultfs::{Fault, FaultFs, Moment, Op};
use rusqlite::Connection;

const NAME: &str = "some.db";

fn open(disk: &FaultFs, synchronous: &str) -> Connection {
    let db = Connection::open(disk.path(NAME)).unwrap();
    db.execute_batch(&format!("PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}")).unwrap();
    db
}

/// Commits until the power goes in the middle of the `k`th change. Gives how many were said to be saved.
fn commit_until_cut(disk: &FaultFs, synchronous: &str, k: u64) -> i64 {
    let db = open(disk, synchronous);
    db.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY, filling TEXT)").unwrap();
    disk.cut_at(k, Moment::During);
    let filling = "x".repeat(3_000);
    (1..).find(|n| db.execute("INSERT INTO t VALUES (?1, ?2)", (n, &filling)).is_err()).unwrap() - 1
}

/// What is there afterwards: the rows, if the file is whole, and whether they are those of the first commits.
fn found(disk: &FaultFs) -> Option<i64> {
    let db = Connection::open(disk.path(NAME)).unwrap();
    let whole = db.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    let many: rusqlite::Result<(i64, i64)> =
        db.query_row("SELECT count(*), ifnull(max(n), 0) FROM t", [], |row| row.try_into());
    match (whole.as_deref(), many) {
        (Ok("ok"), Ok((count, last))) if count == last => Some(count),
        _ => None,
    }
}

/// For many seeds: how many commits were promised, and how many of them are there.
fn after_cuts(synchronous: &str) -> Vec<(i64, Option<i64>)> {
    (1..150)
        .map(|seed| {
            let disk = FaultFs::new(seed);
            let promised = commit_until_cut(&disk, synchronous, seed % 40 + 1);
            disk.power_on();
            (promised, found(&disk))
        })
        .collect()
}

#[test]
fn what_was_synced_is_there_after_every_power_cut() {
    for (promised, found) in after_cuts("FULL") {
        // The one that was under way may have come about all the same.
        assert!(found == Some(promised) || found == Some(promised + 1), "{promised} promised, {found:?} found");
    }
}

#[test]
fn what_was_not_synced_is_lost_now_and_then() {
    let lost = |(promised, found): &(i64, Option<i64>)| found.is_some_and(|found| found < *promised);
    assert!(after_cuts("NORMAL").iter().any(lost), "a disk that loses nothing tests nothing");
}

#[test]
fn what_is_written_in_place_without_a_sync_is_torn_now_and_then() {
    let torn = (1..60).any(|seed| {
        let disk = FaultFs::new(seed);
        let db = Connection::open(disk.path(NAME)).unwrap();
        db.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; CREATE TABLE t (n, filling)")
            .unwrap();
        disk.count_anew();
        let many = "WITH r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT 500)
                    INSERT INTO t SELECT n, hex(zeroblob(400)) FROM r";
        db.execute_batch(many).unwrap();
        assert!(disk.count(Op::Write) > 0 && disk.count(Op::Sync) == 0);
        disk.power_cut();
        drop(db);
        disk.power_on();
        found(&disk).is_none()
    });
    assert!(torn, "a disk that tears nothing tests nothing");
}

#[test]
fn the_same_seed_leaves_the_same_ruins() {
    let ruins = |seed: u64| {
        let disk = FaultFs::new(seed);
        commit_until_cut(&disk, "OFF", 30);
        disk.power_on();
        (fs::read(disk.path(NAME)).ok(), fs::read(disk.path("some.db-wal")).map(|log| log.len()).ok())
    };
    assert_eq!(ruins(5), ruins(5));
    assert!((6..40).any(|seed| ruins(seed) != ruins(5)));
}

#[test]
fn a_new_file_has_no_name_before_its_folder_is_synced() {
    let was_there = |synchronous: &str, seed: u64| {
        let disk = FaultFs::new(seed);
        drop(open(&disk, "FULL"));
        let db = open(&disk, synchronous);
        db.execute_batch("CREATE TABLE t (n)").unwrap();
        disk.power_cut();
        drop(db);
        disk.power_on();
        disk.path("some.db-wal").exists()
    };
    assert!((1..30).all(|seed| was_there("FULL", seed)), "the first sync of a log takes the folder along");
    assert!((1..30).any(|seed| !was_there("OFF", seed)), "and without one its name can vanish");
}

#[test]
fn what_a_failed_sync_lost_stays_lost_whatever_is_synced_later() {
    let lost = (1..60).any(|seed| {
        let disk = FaultFs::new(seed);
        let db = open(&disk, "FULL");
        db.execute_batch("CREATE TABLE t (n)").unwrap();
        disk.fail_at(1, Fault::io(Op::Sync));
        assert!(db.execute("INSERT INTO t VALUES (1)", []).is_err());
        disk.heal();
        // Nothing is pending any more: a sync by anyone else has nothing left to write.
        !disk.is_all_durable()
    });
    assert!(lost, "a failed sync that loses nothing tests nothing");
}

#[test]
fn every_fault_says_what_the_system_would_say() {
    let said = |fault: Fault| {
        let disk = FaultFs::new(3);
        let db = open(&disk, "FULL");
        db.execute_batch("CREATE TABLE t (n)").unwrap();
        disk.fail_at(1, fault);
        let said = db.execute("INSERT INTO t VALUES (1)", []).unwrap_err();
        assert!(disk.has_fired());
        said.sqlite_error().map(|error| error.extended_code)
    };
    assert_eq!(said(Fault::no_space(Op::Write)), Some(rusqlite::ffi::SQLITE_FULL));
    assert_eq!(said(Fault::io(Op::Write)), Some(rusqlite::ffi::SQLITE_IOERR_WRITE));
    assert_eq!(said(Fault::io(Op::Sync)), Some(rusqlite::ffi::SQLITE_IOERR_FSYNC));
}

#[test]
fn a_fault_ends_with_one_operation_or_when_the_disk_is_healed() {
    let disk = FaultFs::new(3);
    let db = open(&disk, "FULL");
    db.execute_batch("CREATE TABLE t (n)").unwrap();
    let insert = || db.execute("INSERT INTO t VALUES (1)", []);
    disk.fail_at(2, Fault::io(Op::Sync));
    assert_eq!([insert().is_ok(), insert().is_ok(), insert().is_ok()], [true, false, true]);
    disk.fail_at(1, Fault::io(Op::Sync).until_healed());
    assert_eq!([insert().is_ok(), insert().is_ok()], [false, false]);
    assert!(disk.quietly(insert).is_ok(), "the test's own looks do not fail");
    disk.heal();
    insert().unwrap();
}

#[test]
fn a_killed_program_leaves_its_files_as_they_were() {
    let disk = FaultFs::new(3);
    let db = open(&disk, "OFF");
    db.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)").unwrap();
    disk.kill(|| drop(db));
    assert!(disk.path("some.db-wal").exists(), "a clean end would have taken the log along");
    assert_eq!(found(&disk), Some(1), "the system lives on, and with it what was not synced");
}

#[test]
fn files_elsewhere_are_none_of_its_business() {
    let disk = FaultFs::new(3);
    let elsewhere = tempfile::tempdir().unwrap();
    let db = Connection::open(elsewhere.path().join(NAME)).unwrap();
    disk.power_cut();
    db.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (n); INSERT INTO t VALUES (1)").unwrap();
    assert_eq!(disk.count(Op::Write), 0);
}
