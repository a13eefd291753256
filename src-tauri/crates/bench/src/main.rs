//! How fast the program is where it has to be, each figure beside a floor that was measured in the same run on the same
//! machine. `cargo xtask bench` starts it; nothing in the program depends on it, and no test on its figures.

mod asking;
mod dealership;
mod floor;
mod importing;
mod machine;
mod previewing;
mod recovery;
mod table;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use store::Store;

/// What is measured, and on how much.
struct Options {
    customers: u32,
    /// 0: no import is measured.
    import_rows: u32,
    /// Where the dealership stays for the next time, or is from the last.
    folder: Option<PathBuf>,
    what: What,
    /// Rows of an import whose memory is measured, in a process of its own.
    alone: Option<(u32, PathBuf)>,
}

/// Which figures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Audience,
    Recovery,
}

const USAGE: &str = "bench audience|recovery [--customers N] [--import-rows N] [--folder KEPT]";

fn main() -> ExitCode {
    match options().and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("bench: {why}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Options, String> {
    let mut arguments = env::args().skip(1);
    let what = arguments.next();
    let mut options =
        Options { customers: 1_000_000, import_rows: 200_000, folder: None, alone: None, what: What::Audience };
    match what.as_deref() {
        Some("audience") => {}
        Some("recovery") => (options.customers, options.what) = (200_000, What::Recovery),
        Some("import-alone") => {
            let rows = number(arguments.next())?;
            let folder = arguments.next().ok_or(USAGE)?;
            options.alone = Some((rows, folder.into()));
            return Ok(options);
        }
        _ => return Err(USAGE.to_owned()),
    }
    while let Some(name) = arguments.next() {
        match name.as_str() {
            "--customers" => options.customers = number(arguments.next())?,
            "--folder" => options.folder = Some(arguments.next().ok_or(USAGE)?.into()),
            "--import-rows" => options.import_rows = number(arguments.next())?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(options)
}

fn number(text: Option<String>) -> Result<u32, String> {
    text.and_then(|text| text.replace(['_', ','], "").parse().ok()).ok_or_else(|| USAGE.to_owned())
}

fn run(options: &Options) -> Result<(), String> {
    if let Some((rows, folder)) = &options.alone {
        return importing::alone(*rows, folder);
    }
    let passing = tempfile::tempdir().map_err(|e| e.to_string())?;
    let folder = options.folder.clone().unwrap_or_else(|| passing.path().to_owned());
    let path = folder.join("bench.db");
    let file = if path.exists() {
        println!("The encrypted file is from an earlier run.");
        Store::open(&path, machine::key()).map_err(|e| e.to_string())?
    } else {
        build(&path, options.customers)?
    };
    if options.what == What::Recovery {
        print!("{}", table::text(&recovery::measure(&file, &path)?));
        return Ok(());
    }
    let mut lines = asking::measure(&file).map_err(|e| e.to_string())?;
    drop(file);
    if options.import_rows > 0 {
        lines.extend(importing::measure(options.import_rows)?);
    }
    print!("{}", table::text(&lines));
    Ok(())
}

fn build(path: &Path, customers: u32) -> Result<Store, String> {
    let start = Instant::now();
    let file = Store::create(path, machine::key()).map_err(|e| e.to_string())?;
    let built = dealership::build(&file, customers).map_err(|e| e.to_string())?;
    println!(
        "Built the encrypted file in {:.0} s: {} customers, {} vehicles, {} repair orders, {} history rows, {} drops; {} MB.",
        start.elapsed().as_secs_f64(),
        table::thousands(built.customers),
        table::thousands(built.vehicles),
        table::thousands(built.orders),
        table::thousands(built.contacts),
        table::thousands(built.drops),
        path.parent().map_or(0, machine::folder_bytes) / 1_000_000
    );
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_dealership_is_built_asked_and_imported() {
        let folder = tempfile::tempdir().unwrap();
        let file = build(&folder.path().join("bench.db"), 2_000).unwrap();
        let lines = asking::measure(&file).unwrap();
        assert!(lines.iter().all(|line| !line.p50.is_empty()));
        let text = table::text(&lines);
        assert!(text.contains("Selection of 500 targets") && text.contains("Exact count"), "{text}");
        importing::alone(300, folder.path()).unwrap();
        let recovered = recovery::measure(&file, &folder.path().join("bench.db")).unwrap();
        assert_eq!(recovered.len(), 3);
    }
}
