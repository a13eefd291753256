//! How long it takes from a start after an unclean stop to a file that is known to be whole: its log is taken in, its tables
//! are looked at, and every page and index is read. Nothing sends before that.

use std::{fs, path::Path, time::Instant};

use store::{Store, audit, encrypted};

use crate::{dealership, machine, table::Line};

/// Rounds of each figure: a start reads the whole file, so a few say enough.
const ROUNDS: usize = 5;
/// Changes that are in the log only when the power fails: an hour of a busy desk.
const LOGGED: u32 = 2_000;
/// What the time to ready is to be (research page, target figures).
const GOAL: &str = "2,000 ms at 200,000 customers";

/// `file` is open and stays so; what is started is a copy of what lies on the disk at this moment.
pub fn measure(file: &Store, path: &Path) -> Result<Vec<Line>, String> {
    for n in 0..LOGGED {
        file.write(|db| {
            let change = audit::Change { who: "Alex", what: "Count", old: Some("1"), new: Some(&n.to_string()) };
            audit::add(db, dealership::now(), &change)
        })
        .map_err(|e: store::StoreError| e.to_string())?;
    }
    let mut ready = vec![];
    let mut checked = vec![];
    let mut copied = vec![];
    let mut scans = vec![];
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        let crashed = folder.path().join("bench.db");
        for companion in ["", "-wal"] {
            let of = |path: &Path| std::path::PathBuf::from(format!("{}{companion}", path.display()));
            fs::copy(of(path), of(&crashed)).map_err(|e| e.to_string())?;
        }
        let start = Instant::now();
        let opened = Store::open(&crashed, machine::key()).map_err(|e| e.to_string())?;
        let check = Instant::now();
        opened.check_integrity().map_err(|e| e.to_string())?;
        checked.push(check.elapsed());
        opened.read(store::runs::open).map_err(|e| e.to_string())?;
        ready.push(start.elapsed());
        drop(opened);
        let start = Instant::now();
        let copy = folder.path().join("copy.db");
        encrypted::copy(&crashed, &copy, &machine::key(), |_| std::ops::ControlFlow::Continue(()))
            .map_err(|e| e.to_string())?;
        copied.push(start.elapsed());
        scans.push(scan(&crashed)?);
    }
    let floor = crate::table::percentile(&mut scans, 50);
    Ok(vec![
        Line::of_times("Ready after an unclean stop, full check included", &mut ready, floor, GOAL),
        Line::of_times("of that: every page and index", &mut checked, floor, ""),
        Line::of_times("A backup's copy, without rest between steps", &mut copied, floor, ""),
    ])
}

/// The floor: every page is read and decrypted once.
fn scan(path: &Path) -> Result<std::time::Duration, String> {
    let start = Instant::now();
    encrypted::read_all_pages(path, &machine::key()).map_err(|e| e.to_string())?;
    Ok(start.elapsed())
}
