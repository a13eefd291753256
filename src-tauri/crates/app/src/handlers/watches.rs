//! Folders whose new files are taken in by themselves.

use std::{path::Path, sync::Arc};

use domain::{campaign::NAME_CHARS_MAX, source::DataSource};
use intake::{IntakeError, SourceFile, TableFormat, header_fingerprint};
use store::{
    Db, StoreError, imports,
    watches::{self, ProblemKind, Wanted, Watch},
};

use crate::{
    Caller, House,
    app::blocking,
    dto::{
        Nothing,
        watches::{WatchDto, WatchKey, WatchList, WatchSave},
    },
    error::CommandError,
    events::Topic,
};

/// The longest path that Windows and Linux both take.
const FOLDER_CHARS_MAX: usize = 4_096;

/// Every watched folder with what came of its last file.
pub async fn list(house: &Arc<House>, _caller: &Caller, _request: Nothing) -> Result<WatchList, CommandError> {
    house.store.read(|db| read(db, house)).map_err(CommandError::from)
}

fn read(db: &Db<'_>, house: &House) -> Result<WatchList, StoreError> {
    let mut sources = vec![];
    for source in DataSource::ALL {
        if *source == DataSource::TrafficEntry || imports::newest_mapping(db, *source)?.is_some() {
            sources.push(*source);
        }
    }
    Ok(WatchList { watches: watches::list(db, house.store_id)?.into_iter().map(dto).collect(), sources })
}

fn dto(watch: Watch) -> WatchDto {
    let needs_person = watch.problem.as_ref().is_some_and(|problem| problem.kind.needs_person());
    let problem_at = watch.problem.as_ref().map(|problem| problem.at);
    let problem_file = watch.problem.as_ref().and_then(|problem| problem.file.clone());
    WatchDto {
        id: watch.id,
        source: watch.source,
        folder: watch.folder,
        names: watch.names,
        last_file: watch.last_file,
        last_at: watch.last_at,
        last_outcome: watch.last_outcome,
        problem: watch.problem.map(|problem| problem.sentence),
        problem_at,
        problem_file,
        needs_person,
    }
}

/// Watches a folder, by the columns of the file that was last taken in for its source.
///
/// # Errors
/// `watch.no_folder` on "folder"; `watch.names` on "names"; `watch.no_mapping` on "source"; `watch.twice`.
pub async fn save(house: &Arc<House>, caller: &Caller, request: WatchSave) -> Result<WatchList, CommandError> {
    let (work, caller) = (house.clone(), caller.clone());
    let list = blocking(move || {
        let (folder, names) = (request.folder.trim(), request.names.trim());
        check(folder, names)?;
        let fingerprint = work.store.read(|db| imports::newest_mapping(db, request.source))?.map(|(of, _)| of);
        // Leads in ADF have no columns, so a folder for them needs no file by hand first.
        if fingerprint.is_none() && request.source != DataSource::TrafficEntry {
            let sentence = "Take one file of this kind in by hand first: its columns and dates are then remembered.";
            return Err(CommandError::field("watch.no_mapping", "source", sentence));
        }
        let wanted = Wanted { source: request.source, folder, names, fingerprint: fingerprint.as_deref() };
        let saved = work.store.write(|db| {
            watches::save(db, work.store_id, request.id, &wanted, &caller.name, work.now())?;
            read(db, &work)
        });
        saved.map_err(|error| match error {
            StoreError::AlreadyExists => {
                let sentence = "These files are watched for this source already.";
                CommandError::field("watch.twice", "folder", sentence)
            }
            other => other.into(),
        })
    })
    .await??;
    house.changed(&[Topic::Imports]);
    Ok(list)
}

fn check(folder: &str, names: &str) -> Result<(), CommandError> {
    let path = Path::new(folder);
    if folder.is_empty() || folder.len() > FOLDER_CHARS_MAX || !path.is_absolute() || !path.is_dir() {
        let sentence = "There is no such folder. Write its whole path, as in C:\\exports.";
        return Err(CommandError::field("watch.no_folder", "folder", sentence));
    }
    if names.contains(['/', '\\']) || names.chars().count() > NAME_CHARS_MAX {
        let sentence = "Write only how the files are called, as in ro*.csv; leave it blank for every file.";
        return Err(CommandError::field("watch.names", "names", sentence));
    }
    Ok(())
}

/// Watches it no more. What was taken in stays.
///
/// # Errors
/// `store.not_found`.
pub async fn remove(house: &Arc<House>, caller: &Caller, request: WatchKey) -> Result<WatchList, CommandError> {
    let now = house.now();
    let list = house.store.write(|db| {
        watches::remove(db, house.store_id, request.id, &caller.name, now)?;
        read(db, house)
    })?;
    house.changed(&[Topic::Imports]);
    Ok(list)
}

/// A person has looked at the red mark: files are taken in again. New columns must have been said what they mean, by
/// taking the file in by hand.
///
/// # Errors
/// `watch.columns_unknown`; `store.not_found`.
pub async fn go_on(house: &Arc<House>, caller: &Caller, request: WatchKey) -> Result<WatchList, CommandError> {
    let (work, caller) = (house.clone(), caller.clone());
    let list = blocking(move || {
        let watch = work.store.read(|db| watches::get(db, work.store_id, request.id))?;
        let fingerprint = columns_from_now_on(&work, &watch)?;
        let now = work.now();
        let done = work.store.write(|db| {
            watches::go_on(db, work.store_id, watch.id, fingerprint.as_deref(), &caller.name, now)?;
            read(db, &work)
        });
        done.map_err(CommandError::from)
    })
    .await??;
    house.changed(&[Topic::Imports]);
    Ok(list)
}

/// The fingerprint of the columns by which the folder goes on: those of the file with the red mark, if somebody has
/// said what they mean.
fn columns_from_now_on(house: &House, watch: &Watch) -> Result<Option<String>, CommandError> {
    let Some(problem) = watch.problem.as_ref().filter(|problem| problem.kind == ProblemKind::Columns) else {
        return Ok(watch.fingerprint.clone());
    };
    let file = problem.file.as_ref().map(|name| Path::new(&watch.folder).join(name));
    let table = file.map(|path| SourceFile::open(&path).and_then(|file| file.table(None, None)));
    let table = match table {
        // It was taken away: whatever comes next is judged by the columns that are known.
        None | Some(Err(IntakeError::NotFound)) => return Ok(watch.fingerprint.clone()),
        Some(Err(error)) => return Err(CommandError::new("watch.unreadable", error.to_string())),
        Some(Ok(table)) => table,
    };
    let now = header_fingerprint(&table.header);
    let is_known = house.store.read(|db| imports::mapping(db, watch.source, &now))?.is_some();
    if is_known || matches!(table.format, TableFormat::Adf { .. }) {
        return Ok(Some(now));
    }
    let sentence = "Nobody has said yet what the new columns mean. Open the file here, check its columns and take it in; \
                    then press Go on.";
    Err(CommandError::new("watch.columns_unknown", sentence))
}
