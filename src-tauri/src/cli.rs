//! The words of the command line. Parses and checks them; does nothing.

use std::{net::SocketAddr, path::PathBuf, str::FromStr};

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};

/// Voice Drops: recorded messages into voicemail, for a dealership's BDC. Without a job it opens its window.
#[derive(Debug, Parser)]
#[command(name = "voicedrops", version)]
pub struct Cli {
    #[command(flatten)]
    pub place: Place,

    /// Opens the sample dealership in practice, made if it is not there yet.
    #[arg(long)]
    pub sample: bool,

    #[command(subcommand)]
    pub job: Option<Job>,
}

/// Where the data lies and which clock rules it.
#[derive(Debug, Args)]
pub struct Place {
    /// The folder with the data file.
    #[arg(long, global = true, value_name = "FOLDER", env = "VOICEDROPS_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// Practice only: when a new data file's clock starts (RFC 3339), and how many seconds it runs in one.
    #[arg(long, global = true, value_name = "START[,SPEED]")]
    pub practice_clock: Option<PracticeClock>,

    /// Prints JSON for programs instead of sentences for people.
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Job {
    /// Calls one command of the table, as the window does.
    Call {
        /// The command's name.
        #[arg(required_unless_present = "list")]
        name: Option<String>,
        /// The request, as JSON.
        #[arg(default_value = "{}")]
        request: String,
        /// Lists every command with the JSON schemas of its request and response.
        #[arg(long, conflicts_with = "name")]
        list: bool,
    },
    /// Runs the engine without a window until it is interrupted.
    Headless,
    /// Runs campaigns side by side in practice and reports what came of them.
    Demo(Demo),
    /// Takes a dealer system's export in.
    Import(Import),
    /// Makes a backup of the data file, and verifies it.
    Backup,
    /// Puts a backup in the place of the data file, which is put aside; no run of that time sends until it is released.
    Restore(Restore),
    /// Runs the stand-in of a provider as a server on this machine.
    StandIn {
        #[command(subcommand)]
        provider: StandIn,
    },
}

#[derive(Clone, Debug, Args)]
pub struct Demo {
    /// Customers of the sample dealership.
    #[arg(long, default_value_t = 200)]
    pub customers: u32,
    /// Drops in each run.
    #[arg(long, default_value_t = 20)]
    pub drops: u32,
    /// Runs at the same moment.
    #[arg(long, default_value_t = 2)]
    pub runs: u32,
    /// How many seconds of the practice clock pass in one.
    #[arg(long, default_value = "60", value_parser = speed)]
    pub speed: f64,
    /// Decides the customers and every outcome.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Another server on this machine that speaks the port protocol.
    #[arg(long, value_name = "URL", requires = "key")]
    pub stratics: Option<String>,
    /// That server's key.
    #[arg(long, requires = "stratics")]
    pub key: Option<String>,
}

#[derive(Clone, Debug, Args)]
pub struct Import {
    /// The export: CSV, an Excel workbook, or leads in ADF.
    pub file: PathBuf,
    /// What it holds: customers, appointment, repair_order, parts_order, recall, inspection, declined_work, deal,
    /// traffic_entry or list_entry; recognised by its columns if left out.
    #[arg(long)]
    pub source: Option<String>,
    /// The name of an imported list; the file's own if left out.
    #[arg(long)]
    pub list: Option<String>,
    /// utf-8, utf-8-sig, utf-16 or cp1252; recognised if left out.
    #[arg(long)]
    pub encoding: Option<String>,
    /// The character between columns; recognised if left out.
    #[arg(long)]
    pub delimiter: Option<String>,
    /// The order of day, month and year; recognised if left out.
    #[arg(long)]
    pub date_format: Option<String>,
}

#[derive(Clone, Debug, Args)]
pub struct Restore {
    /// The folder of the backup, or a file in it.
    pub backup: PathBuf,
    /// Why; it stands in the audit trail.
    #[arg(long)]
    pub reason: String,
}

#[derive(Clone, Debug, Subcommand)]
pub enum StandIn {
    /// Speaks the Stratics port protocol. Keeps its book in the data folder, or in memory without one.
    Stratics {
        /// An address of this machine only; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:0", value_parser = loopback)]
        listen: SocketAddr,
        /// The key that clients must send; left out, any key will do.
        #[arg(long)]
        key: Option<String>,
        /// How many drops can be in flight.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
        ports: u16,
        /// Decides every outcome.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many seconds of its clock pass in one.
        #[arg(long, default_value = "1", value_parser = speed)]
        speed: f64,
    },
}

/// `START[,SPEED]` of a practice file's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PracticeClock {
    pub start: DateTime<Utc>,
    pub speed: f64,
}

impl FromStr for PracticeClock {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (start, factor) = text.split_once(',').unwrap_or((text, "1"));
        let start = DateTime::parse_from_rfc3339(start.trim())
            .map_err(|_| format!("`{start}` is no instant; write it as 2026-12-01T10:00:00-05:00"))?;
        Ok(Self { start: start.to_utc(), speed: speed(factor.trim())? })
    }
}

/// Beyond this the practice clock outruns the time-outs of HTTP, which are in machine time.
const SPEED_MAX: f64 = 100_000.0;

fn speed(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|speed| (f64::MIN_POSITIVE..=SPEED_MAX).contains(speed))
        .ok_or_else(|| format!("`{text}` is no speed; write a number above 0 and at most {SPEED_MAX}"))
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr =
        text.parse().map_err(|_| format!("`{text}` is no address; write it as 127.0.0.1:8443"))?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("a stand-in listens on this machine only: use 127.0.0.1 or [::1]".into())
    }
}
