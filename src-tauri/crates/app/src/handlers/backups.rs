//! Backups, restoring one, and what a restored file waits for.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{
    backups::{BackupCause, RestoreKnown},
    ids::RunId,
    states::RunState,
};
use engine::Acts;
use store::{
    Db, StoreError,
    audit::{self, Change},
    backups::{self, Backup},
    campaigns,
    data_dir::DataDir,
    house::FileKind as Kind,
    key::KeyFile,
    restores::{self, Restore},
    runs, targets,
};

use crate::{
    app::{App, Desk, blocking},
    backing_up::in_words,
    dto::{
        Done, Nothing,
        backups::{
            BackupDto, BackupFolderSave, BackupKey, BackupList, BackupProgress, BackupRestore, ForeignDropDto,
            GoOnWithoutKnowing, HeldRun, Restored, RunRelease,
        },
        house::{FileKind, HouseStatus},
    },
    error::CommandError,
    events::Topic,
    handlers::house,
    house::Caller,
    restoring::{self, key_of, not_one},
};

/// A path longer than this was pasted by mistake.
const PATH_CHARS_MAX: usize = 4_000;
const REASON_CHARS_MAX: usize = 500;
/// More foreign results than these say no more.
const FOREIGN_MAX: usize = 20;

pub async fn list(app: &Arc<App>, _: &Caller, _: Nothing) -> Result<BackupList, CommandError> {
    let dir = app.dir()?;
    let backups = app.desk().ok().map(|desk| desk.backups.clone());
    let (problem, problem_at) = backups.as_ref().and_then(|backups| backups.problem()).unzip();
    let making = backups.and_then(|backups| backups.percent()).map(|percent| BackupProgress { percent });
    let put_aside = dir.put_aside().to_string_lossy().into_owned();
    blocking(move || {
        let (folder, own) = (dir.backups(), file_id(&dir));
        let backups = backups::list(&folder.path).map_err(in_words)?;
        Ok(BackupList {
            backups: backups.iter().map(|backup| dto(backup, own.as_deref())).collect(),
            folder: folder.path.to_string_lossy().into_owned(),
            is_default: folder.is_default,
            making,
            problem,
            problem_at,
            put_aside,
        })
    })
    .await?
}

/// Of the data file that lies in the folder.
fn file_id(dir: &DataDir) -> Option<String> {
    KeyFile::read(dir.path()).ok().map(|key_file| key_file.file_id().to_owned())
}

fn dto(backup: &Backup, own: Option<&str>) -> BackupDto {
    let card = &backup.card;
    BackupDto {
        path: backup.path.to_string_lossy().into_owned(),
        name: backup.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        taken_at: card.taken_at,
        taken_local: card.taken_local,
        cause: card.cause,
        kind: if card.kind == Kind::Live { FileKind::Live } else { FileKind::Practice },
        store: card.store.clone(),
        bytes: card.bytes,
        customers: card.holds.customers,
        campaigns: card.holds.campaigns,
        runs: card.holds.runs,
        drops: card.holds.drops,
        verified_at: card.verified_at,
        is_of_this_file: own == Some(card.file_id.as_str()),
        opens_with_passphrase: KeyFile::read(&backup.path).is_ok_and(|key_file| key_file.needs_passphrase()),
    }
}

/// By hand; it is kept until a person deletes it.
pub async fn now(desk: &Arc<Desk>, caller: &Caller, _: Nothing) -> Result<BackupDto, CommandError> {
    let making = desk.clone();
    let made = blocking(move || {
        let made = making.backups.make(&making.house, BackupCause::ByHand)?;
        Ok::<_, CommandError>(dto(&made, file_id(&making.dir).as_deref()))
    })
    .await??;
    note(desk, caller, "Backup by hand", None, Some(&made.name))?;
    Ok(made)
}

/// What lies there, without opening it.
pub async fn look(app: &Arc<App>, _: &Caller, request: BackupKey) -> Result<BackupDto, CommandError> {
    let (dir, path) = (app.dir()?, place(&request.path)?);
    blocking(move || Ok(dto(&backups::at(&path).map_err(not_one)?, file_id(&dir).as_deref()))).await?
}

/// Of the open file, or one that opens with the passphrase of the environment or the keychain.
pub async fn verify(app: &Arc<App>, _: &Caller, request: BackupKey) -> Result<BackupDto, CommandError> {
    let (dir, path) = (app.dir()?, place(&request.path)?);
    let desk = app.desk().ok();
    let own_key = desk.as_ref().and_then(|desk| desk.house.store.key());
    let passphrase = app.outside.passphrase.clone();
    let verified = blocking(move || {
        let backup = backups::at(&path).map_err(not_one)?;
        let key = key_of(&backup, own_key, passphrase.as_deref())?;
        let now = desk.as_ref().map_or(backup.card.verified_at, |desk| desk.house.now());
        let verified = backups::verify(&backup, &key, now).map_err(in_words)?;
        Ok::<_, CommandError>(dto(&verified, file_id(&dir).as_deref()))
    })
    .await??;
    app.tell(&[Topic::Backups]);
    Ok(verified)
}

/// Where backups are made from now on. The folder must be there: a drive that is not plugged in is not made up.
pub async fn save_folder(
    app: &Arc<App>,
    caller: &Caller,
    request: BackupFolderSave,
) -> Result<BackupList, CommandError> {
    let desk = app.desk()?;
    let refused = |why: &str| CommandError::field("backup.folder", "folder", why);
    let chosen = match request.folder.as_deref().map(str::trim) {
        None => None,
        Some(text) => {
            let folder = place(text).map_err(|error| CommandError { field: Some("folder".to_owned()), ..error })?;
            if !folder.is_absolute() {
                return Err(refused("Enter the whole path of the folder, from its drive on."));
            }
            if !folder.is_dir() {
                return Err(refused("This folder is not there. Make it first, or plug in its drive."));
            }
            Some(folder)
        }
    };
    let before = desk.dir.backups().path;
    let dir = desk.dir.clone();
    let now = blocking(move || -> Result<PathBuf, StoreError> {
        if let Some(folder) = &chosen {
            // Whoever may not write there learns it now, and not at night.
            let probe = folder.join(".voicedrops-probe");
            std::fs::write(&probe, b"")?;
            std::fs::remove_file(&probe)?;
        }
        dir.choose_backups(chosen.as_deref())?;
        Ok(dir.backups().path)
    })
    .await?
    .map_err(|_| refused("Nothing can be written into this folder. Choose another one."))?;
    note(&desk, caller, "Folder for backups", Some(&before.to_string_lossy()), Some(&now.to_string_lossy()))?;
    desk.house.changed(&[Topic::Backups]);
    list(app, caller, Nothing {}).await
}

pub async fn restore(app: &Arc<App>, caller: &Caller, request: BackupRestore) -> Result<HouseStatus, CommandError> {
    let reason = reason(&request.reason)?;
    let path = place(&request.path)?;
    {
        let _one_at_a_time = app.opening.lock().await;
        let order = restoring::Order { path, passphrase: request.passphrase, by: caller.name.clone(), reason };
        restoring::restore(app, order).await?;
    }
    app.tell(&[Topic::House, Topic::Backups, Topic::Runs, Topic::Campaigns, Topic::Customers]);
    house::status(app, caller, Nothing {}).await
}

pub async fn release(desk: &Arc<Desk>, caller: &Caller, request: RunRelease) -> Result<Done, CommandError> {
    let reason = reason(&request.reason)?;
    desk.engine.act(|acts| -> Result<(), CommandError> {
        let name = name_of(acts.db(), request.run)?;
        let before = in_line(acts.db(), request.run)?;
        acts.release(request.run, &caller.name, &reason)?;
        let what = format!("Released after a restore: run of {name}");
        let old = format!("{before} in line");
        add(acts, caller, &what, Some(&old), Some(&reason))
    })?;
    desk.house.changed(&[Topic::Runs, Topic::Customers]);
    Ok(Done {})
}

pub async fn go_on(desk: &Arc<Desk>, caller: &Caller, request: GoOnWithoutKnowing) -> Result<Done, CommandError> {
    let reason = reason(&request.reason)?;
    desk.engine.act(|acts| -> Result<(), CommandError> {
        acts.go_on_without_knowing()?;
        add(acts, caller, "Went on without knowing who was called since the backup", None, Some(&reason))
    })?;
    desk.house.changed(&[Topic::Runs]);
    Ok(Done {})
}

/// What a restored file still waits for; `None` when nothing does any more.
pub(crate) fn restored(db: &Db<'_>, desk: &Desk) -> Result<Option<Restored>, StoreError> {
    let Some(restore) = restores::unknown(db)?.or(restores::last(db)?) else { return Ok(None) };
    let mut held = vec![];
    for run in runs::open(db)? {
        if run.state == RunState::Ending || restores::may_send(db, &run)?.is_none() {
            continue;
        }
        held.push(HeldRun {
            run: run.id,
            campaign_name: campaigns::version(db, run.campaign, run.version)?.0.name,
            state: run.state,
            scheduled_at: run.scheduled_at,
            in_line: in_line(db, run.id)?,
            can_be_released: matches!(restore.known, Some((RestoreKnown::File | RestoreKnown::Feed, _))),
        });
    }
    if held.is_empty() && restore.known.is_some() {
        return Ok(None);
    }
    let foreign = restores::foreign(db, FOREIGN_MAX)?;
    let foreign = foreign.into_iter().map(|drop| ForeignDropDto { number: drop.number, word: drop.word, at: drop.at });
    Ok(Some(Restored {
        backup_at: restore.backup_at,
        restored_at: restore.restored_at,
        by: restore.by.clone(),
        known_by: restore.known.map(|(known, _)| known),
        told_at: told_at(desk, &restore),
        left_out: restores::many_left_out(db, restore.id)?,
        runs: held,
        foreign: foreign.collect(),
        foreign_many: restores::many_foreign(db)?,
    }))
}

fn told_at(desk: &Desk, restore: &Restore) -> Option<chrono::DateTime<chrono::Utc>> {
    (restore.known.is_none() && restore.is_feed_whole).then(|| desk.engine.feed_tells_at(restore))
}

fn in_line(db: &Db<'_>, run: RunId) -> Result<u32, StoreError> {
    Ok(targets::reserved(db, run)?.len() as u32)
}

fn name_of(db: &Db<'_>, run: RunId) -> Result<String, StoreError> {
    Ok(campaigns::get(db, runs::get(db, run)?.campaign)?.spec.name)
}

fn add(acts: &Acts<'_>, caller: &Caller, what: &str, old: Option<&str>, new: Option<&str>) -> Result<(), CommandError> {
    Ok(audit::add(acts.db(), acts.now(), &Change { who: &caller.name, what, old, new })?)
}

fn note(desk: &Desk, caller: &Caller, what: &str, old: Option<&str>, new: Option<&str>) -> Result<(), CommandError> {
    let now = desk.house.now();
    Ok(desk.house.store.write(|db| audit::add(db, now, &Change { who: &caller.name, what, old, new }))?)
}

fn place(text: &str) -> Result<PathBuf, CommandError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > PATH_CHARS_MAX || text.contains('\0') {
        return Err(CommandError::field("backup.not_one", "path", "Choose the folder of a backup, or a file in it."));
    }
    Ok(Path::new(text).to_owned())
}

fn reason(text: &str) -> Result<String, CommandError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CommandError::field("backup.reason", "reason", "Say why, in a few words."));
    }
    if text.chars().count() > REASON_CHARS_MAX {
        return Err(CommandError::field("backup.reason", "reason", "Use at most 500 characters."));
    }
    Ok(text.to_owned())
}
