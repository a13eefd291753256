//! `voicedrops import FILE`: the window's import, without the window.

use std::path::Path;

use domain::{
    calendar::{Calendar, OpenHours},
    campaign::{Day, Language},
    contact_type::Department,
    ids::StoreId,
    zone::Zone,
};
use store::{
    house::FileKind,
    stores::{Lines, StoreRow},
};

use crate::{
    ImportOptions, ImportReport,
    app::{App, Pace, State, lock},
    error::CommandError,
    handlers,
    house::Caller,
    opening::{self, Mode, NewFile},
    seams::Outside,
    setting_up,
};

/// Where a file's store is until somebody says otherwise.
const ZONE: &str = "America/Toronto";

/// Takes a file in, and sends nothing: a run that is due waits for the new customers. An empty or missing directory gets a practice store named after the file.
pub async fn run(
    outside: Outside,
    file: &Path,
    options: ImportOptions,
    caller: &Caller,
) -> Result<ImportReport, CommandError> {
    let app = App::closed(Pace::Still, outside);
    let (dir, is_new) = match &*lock(&app.state) {
        State::FirstStart(dir) => (dir.clone(), true),
        State::Locked(dir) => (dir.clone(), false),
        State::CannotOpen(problem, _) => return Err(problem.clone()),
        State::Open(_) => return Err(CommandError::new("store.already_exists", "The file is open already.")),
    };
    let made = is_new.then(|| dir.clone());
    let desk = if is_new {
        // The file is read before anything is made: a wrong path leaves no store behind.
        handlers::imports::readable(file).await?;
        opening::make(&app, dir, new_store(&app, file)?, &Mode::default()).await?
    } else {
        opening::unlock(&app, dir, app.outside.passphrase.clone(), &Mode::default()).await?
    };
    opening::put_desk(&app, desk);
    let house = app.desk()?.house.clone();
    let report = handlers::imports::run_import(&house, file, options, caller).await;
    app.close().await;
    if let (Some(dir), Err(_)) = (made, &report) {
        // Whoever corrects a word and starts again must not find a store that is empty.
        opening::unmake(&dir)?;
    }
    report
}

fn new_store(app: &App, file: &Path) -> Result<NewFile, CommandError> {
    let name = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_else(|| "Practice".to_owned());
    let zone = Zone::parse(ZONE).map_err(|e| CommandError::new("store.zone", e.to_string()))?;
    let store = practice_store(name.chars().take(60).collect(), zone);
    let start = setting_up::start(app, FileKind::Practice, &store.calendar)?;
    Ok(NewFile {
        kind: FileKind::Practice,
        store,
        start_at: start.at,
        clock_speed: start.speed,
        passphrase: app.outside.passphrase.clone(),
        demo: None,
        fill: Box::new(|_, _| Ok(())),
    })
}

/// A store with the usual hours of a dealership in Ontario.
fn practice_store(name: String, zone: Zone) -> StoreRow {
    let hour = |h| chrono::NaiveTime::from_hms_opt(h, 0, 0).unwrap_or_default();
    let week = Day::ALL.iter().filter(|day| **day != Day::Sunday);
    let hours = week
        .flat_map(|day| {
            let (opens, closes) = if *day == Day::Saturday { (9, 16) } else { (8, 18) };
            let hours = OpenHours { opens_local: hour(opens), closes_local: hour(closes) };
            [Department::Service, Department::Sales].map(|department| ((department, *day), hours))
        })
        .collect();
    StoreRow {
        id: StoreId(1),
        name,
        country: "CA".to_owned(),
        region: "ON".to_owned(),
        language: Language::English,
        opt_out_number: None,
        due: domain::due::DueSettings::default(),
        cell_strikes: domain::numbers::CellStrikes::default(),
        calendar: Calendar { zone, hours, closed: std::collections::BTreeSet::new() },
        closed_names: std::collections::BTreeMap::new(),
        departments: practice_lines(),
        own_lines: std::collections::BTreeSet::new(),
    }
}

/// Practice needs a caller ID too; this one belongs to nobody.
pub(crate) fn practice_lines() -> std::collections::BTreeMap<Department, Lines> {
    let number = domain::phone::E164::parse("+14165550190").ok();
    [Department::Service, Department::Sales]
        .into_iter()
        .map(|department| (department, Lines { caller_id: number, call_back_number: number }))
        .collect()
}
