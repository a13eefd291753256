//! How fast a customers' file is taken in by the importer that the window uses, and what memory that takes. Each import
//! runs in a process of its own, so that its peak is its own.

use std::{
    env,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    process::Command,
    sync::Arc,
    time::Instant,
};

use app::{Caller, House, ImportOptions, handlers::imports};
use engine::clock::SystemClock;
use store::{Store, StoreError, house, stores};

use crate::{
    dealership::{STORE, now, store_row},
    machine,
    table::{Line, thousands},
};

/// Imports so many rows, and twice as many: memory that grows with the file shows in the difference.
pub fn measure(rows: u32) -> Result<Vec<Line>, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let (one, two) = (outside(rows, &folder.path().join("one"))?, outside(rows * 2, &folder.path().join("two"))?);
    let rate = |(rows, run): (u32, &Run)| format!("{} rows/s", thousands((f64::from(rows) / run.seconds) as u64));
    let growth = match (one.peak_bytes, two.peak_bytes) {
        (Some(one), Some(two)) => {
            format!("{} bytes a row", two.saturating_sub(one) / u64::from(rows.max(1)))
        }
        _ => "not known here".to_owned(),
    };
    let peak = |run: &Run| run.peak_bytes.map_or("not known here".to_owned(), |b| format!("{} MB", b / 1_000_000));
    Ok(vec![
        Line::plain(
            &format!("Import of {} rows into an empty file", thousands(rows.into())),
            rate((rows, &one)),
            "50,000 rows/s",
        ),
        Line::plain(
            &format!("Import of {} rows into an empty file", thousands(u64::from(rows) * 2)),
            rate((rows * 2, &two)),
            "50,000 rows/s",
        ),
        Line::plain("Peak memory of the two imports", format!("{}; {}", peak(&one), peak(&two)), ""),
        Line::plain("Memory that an import takes with each row more", growth, "none"),
    ])
}

struct Run {
    seconds: f64,
    peak_bytes: Option<u64>,
}

fn outside(rows: u32, folder: &Path) -> Result<Run, String> {
    std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    let program = env::current_exe().map_err(|e| e.to_string())?;
    let output = Command::new(program).arg("import-alone").arg(rows.to_string()).arg(folder).output();
    let output = output.map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut words = text.split_whitespace();
    match (output.status.success(), words.next().and_then(|seconds| seconds.parse().ok())) {
        (true, Some(seconds)) => Ok(Run { seconds, peak_bytes: words.next().and_then(|bytes| bytes.parse().ok()) }),
        _ => Err(format!("the import failed: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// Says on one line the seconds it took and the peak of its memory.
pub fn alone(rows: u32, folder: &Path) -> Result<(), String> {
    let csv = folder.join("export.csv");
    write_csv(&csv, rows).map_err(|e| e.to_string())?;
    let file = Store::create(&folder.join("import.db"), machine::key()).map_err(|e| e.to_string())?;
    file.write(|db| -> Result<(), StoreError> {
        house::make(db, "bench", house::FileKind::Practice, now(), 1.0, None)?;
        stores::save(db, &store_row()?, now())?;
        Ok(())
    })
    .map_err(|e| e.to_string())?;
    let house = House::new(Arc::new(file), Arc::new(SystemClock::new()), house::FileKind::Practice, STORE);
    let runtime = tokio::runtime::Builder::new_multi_thread().build().map_err(|e| e.to_string())?;
    let caller = Caller { name: "Bench".to_owned() };
    let start = Instant::now();
    let report = runtime
        .block_on(imports::run_import(&Arc::new(house), &csv, ImportOptions::default(), &caller))
        .map_err(|e| e.message)?;
    let seconds = start.elapsed().as_secs_f64();
    if report.rows != rows {
        return Err(format!("{} of {rows} rows were taken in", report.rows));
    }
    println!("{seconds} {}", machine::peak_bytes().map_or(String::new(), |bytes| bytes.to_string()));
    Ok(())
}

/// One row a vehicle, as dealer systems export it.
fn write_csv(path: &Path, rows: u32) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(
        out,
        "Customer Number,First Name,Last Name,Address,City,Province,Postal Code,Language,Home Phone,Cell Phone,\
         Email,VIN,Year,Make,Model,Odometer,Last RO Date,Delivery Date"
    )?;
    for i in 0..rows {
        // Every fourth vehicle is a second one of the customer before.
        let customer = i - u32::from(i % 4 == 3);
        writeln!(
            out,
            "{},Alex,Smith,{} Main Street,Toronto,ON,M2N 1A1,EN,(416) 555-{:04},(647) 555-{:04},a{}@example.com,\
             2HGFC2F5{:09},{},Honda,Civic,{},2026-{:02}-{:02},2020-03-14",
            100_200 + customer,
            customer % 999,
            customer % 10_000,
            customer % 9_999,
            customer,
            i,
            2010 + i % 16,
            10_000 + i % 150_000,
            1 + i % 11,
            1 + i % 28
        )?;
    }
    out.flush()
}
