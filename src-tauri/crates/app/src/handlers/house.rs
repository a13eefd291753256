//! The data file as a whole: its state, the three doors, the store, the audit trail.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::{
    calendar::{Calendar, OpenHours},
    ids::StoreId,
    numbers::CellStrikes,
    zone::Zone,
};
use store::{
    StoreError, accounts,
    audit::{self, Change},
    house::{self as rows, FileKind as Kind},
    stores::{self, Lines, StoreRow},
};

use crate::{
    app::{App, CLOSING, Desk, State, lock},
    dto::{
        Nothing,
        house::{
            AuditPage, AuditRequest, AuditRow, ClosedDayDto, DepartmentDto, Door, FileKind, HoursDto, HouseCreate,
            HouseState, HouseStatus, HouseUnlock, StoreDto, ZoneList, ZoneOffset,
        },
    },
    error::CommandError,
    events::Topic,
    house::Caller,
    opening::{self, Mode, NewFile},
    setting_up,
};

/// A passphrase that is typed each morning must be long enough to be worth its while, and no longer than it can be.
const PASSPHRASE_CHARS_MIN: usize = 8;
/// Rows of the audit trail on a page.
const AUDIT_ROWS: usize = 100;
/// A store's name fits beside the search box.
const STORE_NAME_CHARS_MAX: usize = 60;
/// A longer one is pasted by mistake.
const PASSPHRASE_CHARS_MAX: usize = 1_000;
/// Years of closed days, and every line of a large group; nobody types more.
const STORE_ROWS_MAX: usize = 1_000;

pub async fn status(app: &Arc<App>, _: &Caller, _: Nothing) -> Result<HouseStatus, CommandError> {
    let nothing = HouseStatus {
        state: HouseState::FirstStart,
        kind: None,
        store: None,
        problem: None,
        keychain_answers: false,
        now: None,
        clock_speed: 1.0,
        offsets: vec![],
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        credits: None,
        paused_all: false,
        standstill: None,
        decisions: 0,
        backup_problem: None,
    };
    let is_first = matches!(&*lock(&app.state), State::FirstStart(_));
    if is_first {
        // A passphrase from the environment is as good as a keychain that answers: nothing has to be asked.
        let keychain_answers = app.outside.passphrase.is_some() || app.keychain_answers().await;
        return Ok(HouseStatus { keychain_answers, ..nothing });
    }
    let desk = match &*lock(&app.state) {
        State::FirstStart(_) => return Ok(nothing),
        State::Locked(_) => return Ok(HouseStatus { state: HouseState::Locked, ..nothing }),
        State::CannotOpen(problem, _) => {
            return Ok(HouseStatus { state: HouseState::CannotOpen, problem: Some(problem.clone()), ..nothing });
        }
        State::Open(desk) => desk.clone(),
    };
    open_status(&desk, nothing)
}

fn open_status(desk: &Desk, nothing: HouseStatus) -> Result<HouseStatus, CommandError> {
    let house = &desk.house;
    let set_back = desk.engine.is_clock_set_back()?;
    let (row, store, account, decisions) = house.store.read(|db| -> Result<_, StoreError> {
        let overdue = store::attempts::unsettled(db)?;
        let decisions = overdue.iter().filter(|a| a.state == domain::states::AttemptState::Overdue).count();
        Ok((rows::require(db)?, stores::get(db, house.store_id)?, accounts::get(db)?, decisions))
    })?;
    let standstill = standstill(set_back, house.kind, account.as_ref().and_then(|a| a.fault));
    Ok(HouseStatus {
        state: HouseState::Open,
        kind: Some(if house.kind == Kind::Live { FileKind::Live } else { FileKind::Practice }),
        store: Some(store_dto(&store)),
        now: Some(house.now()),
        clock_speed: row.clock_speed,
        offsets: offsets(&store.calendar.zone, house.now()),
        credits: account.and_then(|a| a.credits),
        paused_all: row.paused_all.is_some(),
        standstill,
        decisions: decisions as u32,
        backup_problem: desk.backups.problem().map(|(problem, _)| problem),
        ..nothing
    })
}

/// History goes back some years, schedules ahead a few.
fn offsets(zone: &Zone, now: DateTime<Utc>) -> Vec<ZoneOffset> {
    const BACK: TimeDelta = TimeDelta::days(20 * 366);
    const AHEAD: TimeDelta = TimeDelta::days(5 * 366);
    let offsets = zone.offsets(now - BACK, now + AHEAD);
    offsets
        .into_iter()
        .map(|o| ZoneOffset { since: o.since, seconds: o.seconds, abbreviation: o.abbreviation })
        .collect()
}

fn standstill(set_back: bool, kind: Kind, fault: Option<accounts::AccountFault>) -> Option<String> {
    if set_back {
        return Some(
            "The computer's clock was set back. Nothing is sent until it is right again: check date and time.".into(),
        );
    }
    match (kind, fault) {
        (Kind::Live, _) => Some("Rules not installed: a live file cannot send yet.".into()),
        (_, Some(accounts::AccountFault::Unauthorized)) => {
            Some("Stratics refuses the key. Enter the right one under Connection.".into())
        }
        (_, Some(accounts::AccountFault::NoFunds)) => {
            Some("The Stratics account has no credits left. Add credits there.".into())
        }
        (Kind::Practice, None) => None,
    }
}

/// One of the three doors. Never where a file is already.
pub async fn create(app: &Arc<App>, caller: &Caller, request: HouseCreate) -> Result<HouseStatus, CommandError> {
    let _one_at_a_time = app.opening.lock().await;
    let dir = match &*lock(&app.state) {
        State::FirstStart(dir) => dir.clone(),
        State::Locked(_) | State::Open(_) => {
            return Err(CommandError::new("store.already_exists", "There is a data file here already."));
        }
        State::CannotOpen(problem, _) => return Err(problem.clone()),
    };
    let passphrase = app.outside.passphrase.clone().or(request.passphrase);
    match &passphrase {
        Some(p) if p.chars().count() < PASSPHRASE_CHARS_MIN => {
            return Err(CommandError::field(
                "house.passphrase_short",
                "passphrase",
                "Use at least 8 characters. A short sentence is easy to remember.",
            ));
        }
        Some(p) if p.chars().count() > PASSPHRASE_CHARS_MAX => {
            return Err(CommandError::field("house.passphrase_long", "passphrase", "Use at most 1,000 characters."));
        }
        Some(_) => {}
        None if app.keychain_answers().await => {}
        None => {
            return Err(CommandError::field(
                "house.passphrase_needed",
                "passphrase",
                "This computer's keychain does not answer. Choose a passphrase; it is asked at every start.",
            ));
        }
    }
    let new = match request.door {
        Door::Sample => setting_up::sample(app, passphrase).await?,
        Door::OwnFile => own_file(app, Kind::Practice, passphrase, request.store)?,
        Door::SetUpStore => own_file(app, Kind::Live, passphrase, request.store)?,
    };
    let desk = opening::make(app, dir, new, &Mode { seed: setting_up::SAMPLE_SEED, ..Mode::default() }).await?;
    opening::put_desk(app, desk);
    status(app, caller, Nothing {}).await
}

fn own_file(
    app: &App,
    kind: Kind,
    passphrase: Option<String>,
    store: Option<StoreDto>,
) -> Result<NewFile, CommandError> {
    let store = store.ok_or_else(|| CommandError::field("store.missing", "name", "Describe the store first."))?;
    let mut store = store_row(&store, StoreId(1))?;
    if kind == Kind::Practice && store.departments.values().all(|lines| lines.caller_id.is_none()) {
        store.departments = crate::import_file::practice_lines();
    }
    let start = setting_up::start(app, kind, &store.calendar)?;
    Ok(NewFile {
        kind,
        start_at: start.at,
        clock_speed: start.speed,
        store,
        passphrase,
        demo: None,
        fill: Box::new(|_, _| Ok(())),
    })
}

pub async fn unlock(app: &Arc<App>, caller: &Caller, request: HouseUnlock) -> Result<HouseStatus, CommandError> {
    let _one_at_a_time = app.opening.lock().await;
    let dir = match &*lock(&app.state) {
        State::Locked(dir) => Some(dir.clone()),
        State::Open(_) => None,
        State::FirstStart(_) => return Err(CommandError::new("store.not_open", "There is no data file yet.")),
        State::CannotOpen(problem, _) => return Err(problem.clone()),
    };
    if let Some(dir) = dir {
        // A wrong passphrase leaves the file locked, and what else is wrong with it stays beside the field.
        let desk = opening::unlock(app, dir, Some(request.passphrase), &Mode::default()).await?;
        opening::put_desk(app, desk);
    }
    status(app, caller, Nothing {}).await
}

/// Looks at the folder again after it could not be opened: the other program was closed, the disk is back.
pub async fn retry(app: &Arc<App>, caller: &Caller, _: Nothing) -> Result<HouseStatus, CommandError> {
    let _one_at_a_time = app.opening.lock().await;
    let is_worth_it = matches!(&*lock(&app.state), State::CannotOpen(problem, _) if problem.code != CLOSING);
    if is_worth_it {
        opening::look_again(app);
        opening::open_without_asking(app).await;
    }
    status(app, caller, Nothing {}).await
}

/// Zone, hours, closed days, departments and own lines.
pub async fn save_store(app: &Arc<App>, caller: &Caller, request: StoreDto) -> Result<HouseStatus, CommandError> {
    let desk = app.desk()?;
    let house = &desk.house;
    let row = store_row(&request, house.store_id)?;
    let now = house.now();
    house.store.write(|db| -> Result<(), CommandError> {
        let before = stores::get(db, house.store_id)?;
        let row = StoreRow { due: before.due.clone(), cell_strikes: before.cell_strikes, ..row };
        stores::save(db, &row, now)?;
        let (old, new) = (json(&store_dto(&before)), json(&store_dto(&row)));
        let entry = Change { who: &caller.name, what: "Store and hours", old: Some(&old), new: Some(&new) };
        Ok(audit::add(db, now, &entry)?)
    })?;
    desk.engine.wake();
    house.changed(&[Topic::House, Topic::Campaigns, Topic::Runs]);
    status(app, caller, Nothing {}).await
}

fn json(store: &StoreDto) -> String {
    serde_json::to_string(store).unwrap_or_default()
}

/// The zones of Canada and the US that a store can lie in.
pub async fn zones(_: &Arc<App>, _: &Caller, _: Nothing) -> Result<ZoneList, CommandError> {
    const ZONES: [&str; 30] = [
        "America/St_Johns",
        "America/Halifax",
        "America/Moncton",
        "America/Puerto_Rico",
        "America/Toronto",
        "America/Montreal",
        "America/New_York",
        "America/Detroit",
        "America/Indiana/Indianapolis",
        "America/Kentucky/Louisville",
        "America/Winnipeg",
        "America/Regina",
        "America/Chicago",
        "America/Menominee",
        "America/Indiana/Knox",
        "America/Edmonton",
        "America/Denver",
        "America/Boise",
        "America/Phoenix",
        "America/Yellowknife",
        "America/Iqaluit",
        "America/Vancouver",
        "America/Whitehorse",
        "America/Los_Angeles",
        "America/Anchorage",
        "America/Juneau",
        "America/Adak",
        "Pacific/Honolulu",
        "Pacific/Guam",
        "Pacific/Pago_Pago",
    ];
    let zones = ZONES.into_iter().filter(|z| Zone::parse(z).is_ok()).map(str::to_owned).collect();
    Ok(ZoneList { zones })
}

pub async fn audit(house: &Arc<crate::House>, _: &Caller, request: AuditRequest) -> Result<AuditPage, CommandError> {
    let rows = house.store.read(|db| audit::page(db, request.before, AUDIT_ROWS))?;
    let before = (rows.len() == AUDIT_ROWS).then(|| rows.last().map(|r| r.id)).flatten();
    let rows = rows
        .into_iter()
        .map(|r| AuditRow { id: r.id, at: r.at, who: r.who, what: r.what, old: r.old, new: r.new })
        .collect();
    Ok(AuditPage { rows, before })
}

pub(crate) fn store_dto(row: &StoreRow) -> StoreDto {
    StoreDto {
        name: row.name.clone(),
        country: row.country.clone(),
        region: row.region.clone(),
        zone: row.calendar.zone.name().to_owned(),
        language: row.language,
        opt_out_number: row.opt_out_number,
        departments: row
            .departments
            .iter()
            .map(|(department, lines)| DepartmentDto {
                department: *department,
                caller_id: lines.caller_id,
                call_back_number: lines.call_back_number,
            })
            .collect(),
        hours: row
            .calendar
            .hours
            .iter()
            .map(|((department, day), hours)| HoursDto {
                department: *department,
                day: *day,
                opens_local: hours.opens_local,
                closes_local: hours.closes_local,
            })
            .collect(),
        closed_days: row.closed_names.iter().map(|(on, name)| ClosedDayDto { on: *on, name: name.clone() }).collect(),
        own_lines: row.own_lines.iter().cloned().collect(),
    }
}

/// A store as typed, checked.
pub(crate) fn store_row(dto: &StoreDto, id: StoreId) -> Result<StoreRow, CommandError> {
    let name = dto.name.trim();
    if name.is_empty() {
        return Err(CommandError::field("store.name_empty", "name", "Enter the store's name."));
    }
    if name.chars().count() > STORE_NAME_CHARS_MAX {
        return Err(CommandError::field("store.name_long", "name", "Use at most 60 characters."));
    }
    if !["CA", "US"].contains(&dto.country.as_str()) {
        return Err(CommandError::field("store.country", "country", "Choose Canada or the United States."));
    }
    let region = dto.region.trim();
    if region.chars().count() != 2 || !region.chars().all(|c| c.is_ascii_alphabetic()) {
        return Err(CommandError::field("store.region", "region", "Enter the two letters of the province or state."));
    }
    if dto.closed_days.len() > STORE_ROWS_MAX
        || dto.closed_days.iter().any(|day| !(1900..=2200).contains(&day.on.year()))
    {
        let message = "At most 1,000 closed days, between the years 1900 and 2200.";
        return Err(CommandError::field("store.closed_days", "closed_days", message));
    }
    if dto.closed_days.iter().any(|day| day.name.chars().count() > STORE_NAME_CHARS_MAX) {
        return Err(CommandError::field(
            "store.closed_days",
            "closed_days",
            "Name a closed day in at most 60 characters.",
        ));
    }
    if dto.own_lines.len() > STORE_ROWS_MAX {
        return Err(CommandError::field("store.own_lines", "own_lines", "At most 1,000 numbers of your own."));
    }
    let zone = Zone::parse(&dto.zone)
        .map_err(|_| CommandError::field("store.zone", "zone", "Choose the store's time zone."))?;
    let mut hours = BTreeMap::new();
    for h in &dto.hours {
        if h.closes_local <= h.opens_local {
            return Err(CommandError::field("store.hours", "hours", "A day closes before it opens. Check the hours."));
        }
        hours.insert((h.department, h.day), OpenHours { opens_local: h.opens_local, closes_local: h.closes_local });
    }
    let closed_names: BTreeMap<_, _> = dto.closed_days.iter().map(|c| (c.on, c.name.trim().to_owned())).collect();
    let lines = |d: &DepartmentDto| Lines { caller_id: d.caller_id, call_back_number: d.call_back_number };
    Ok(StoreRow {
        id,
        name: name.to_owned(),
        country: dto.country.clone(),
        region: region.to_ascii_uppercase(),
        language: dto.language,
        opt_out_number: dto.opt_out_number,
        due: domain::due::DueSettings::default(),
        cell_strikes: CellStrikes::default(),
        calendar: Calendar { zone, hours, closed: closed_names.keys().copied().collect() },
        closed_names,
        departments: dto.departments.iter().map(|d| (d.department, lines(d))).collect(),
        own_lines: dto.own_lines.iter().cloned().collect(),
    })
}
