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
    floor, machine,
    table::{Line, thousands},
};

/// Imports so many rows, and twice as many: memory that grows with the file shows in the difference.
pub fn measure(rows: u32) -> Result<Vec<Line>, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let (one, two) = (outside(rows, &folder.path().join("one"))?, outside(rows * 2, &folder.path().join("two"))?);
    let per_second = |rows: u32, seconds: f64| format!("{} rows/s", thousands((f64::from(rows) / seconds) as u64));
    let line = |what: String, rows: u32, seconds: f64, run: &Run| Line {
        what,
        p50: per_second(rows, seconds),
        p95: String::new(),
        floor: per_second(rows, run.floor_seconds),
        ratio: format!("{:.2}", seconds / run.floor_seconds.max(1e-9)),
        goal: "50,000 rows/s".to_owned(),
    };
    let growth = match (one.peak_bytes, two.peak_bytes) {
        (Some(one), Some(two)) => {
            format!("{} bytes a row", two.saturating_sub(one) / u64::from(rows.max(1)))
        }
        _ => "not known here".to_owned(),
    };
    let peak = |run: &Run| run.peak_bytes.map_or("not known here".to_owned(), |b| format!("{} MB", b / 1_000_000));
    Ok(vec![
        line(format!("Import of {} rows into an empty file", thousands(rows.into())), rows, one.seconds, &one),
        line(
            format!("Import of {} rows into an empty file", thousands(u64::from(rows) * 2)),
            rows * 2,
            two.seconds,
            &two,
        ),
        line(
            format!("Import of {} repair orders of customers on file", thousands(rows.into())),
            rows,
            one.orders_seconds,
            &one,
        ),
        Line::plain("Peak memory of the two imports", format!("{}; {}", peak(&one), peak(&two)), ""),
        Line::plain("Memory that an import takes with each row more", growth, "none"),
    ])
}

struct Run {
    seconds: f64,
    peak_bytes: Option<u64>,
    /// Bare inserts of the same customers.
    floor_seconds: f64,
    /// A file of as many repair orders, after it.
    orders_seconds: f64,
}

fn outside(rows: u32, folder: &Path) -> Result<Run, String> {
    std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    let program = env::current_exe().map_err(|e| e.to_string())?;
    let output = Command::new(program).arg("import-alone").arg(rows.to_string()).arg(folder).output();
    let output = output.map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let words: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match (output.status.success(), words.as_slice()) {
        (true, [seconds, peak_bytes, floor_seconds, orders_seconds]) => Ok(Run {
            seconds: *seconds,
            peak_bytes: Some(*peak_bytes as u64).filter(|bytes| *bytes > 0),
            floor_seconds: *floor_seconds,
            orders_seconds: *orders_seconds,
        }),
        _ => Err(format!("the import failed: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// Says on one line: the seconds it took, the peak of its memory in bytes (0: not known here), the seconds of the floor,
/// and those of as many repair orders for the same customers.
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
    let house = Arc::new(House::new(Arc::new(file), Arc::new(SystemClock::new()), house::FileKind::Practice, STORE));
    let seconds = import(&house, &csv, "customers", rows)?;
    let peak_bytes = machine::peak_bytes().unwrap_or_default();
    let floor_seconds = floor::seconds(&folder.join("floor.db"), rows)?;
    let orders = folder.join("orders.csv");
    write_orders(&orders, rows).map_err(|e| e.to_string())?;
    let orders_seconds = import(&house, &orders, "repair_order", rows)?;
    println!("{seconds} {peak_bytes} {floor_seconds} {orders_seconds}");
    Ok(())
}

/// How many seconds it took.
fn import(house: &Arc<House>, csv: &Path, source: &str, rows: u32) -> Result<f64, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().map_err(|e| e.to_string())?;
    let (caller, start) = (Caller { name: "Bench".to_owned() }, Instant::now());
    let options = ImportOptions { source: Some(source.to_owned()), ..ImportOptions::default() };
    let report = runtime.block_on(imports::run_import(house, csv, options, &caller)).map_err(|e| e.message)?;
    let seconds = start.elapsed().as_secs_f64();
    if report.rows != rows || report.rejected > 0 {
        return Err(format!("{} of {rows} rows were read, {} rejected", report.rows, report.rejected));
    }
    Ok(seconds)
}

/// One closed repair order for each vehicle of [`write_csv`].
fn write_orders(path: &Path, rows: u32) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "RO Number,Cust No,VIN,Open Date,Close Date")?;
    for i in 0..rows {
        let customer = 100_200 + i - u32::from(i % 4 == 3);
        let (month, day) = (1 + i % 10, 1 + i % 27);
        writeln!(out, "R{i},{customer},2HGFC2F5{i:09},2026-{month:02}-{day:02},2026-{month:02}-{:02}", day + 1)?;
    }
    out.flush()
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
