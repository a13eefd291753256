//! Watched folders: the nightly files of a dealer system are taken in by themselves, each by the mapping that a person
//! confirmed for its source.
//!
//! [`look`] is one look at every folder; a loop calls it every minute, tests call it by hand. Nothing of the dealer's is
//! moved, renamed or deleted. A file is taken in once it lies there as it lay at the look before, so that none is read
//! while it is still being written.

mod columns;
mod folder;

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use chrono::{DateTime, Utc};
use domain::ids::WatchId;
use intake::{IntakeError, SourceFile};
use store::{
    StoreError, imports, stores,
    watches::{self, Problem, ProblemKind, Stamp, Watch},
};

use columns::has_its_columns;
pub(crate) use columns::{Known, known_columns};
use folder::{Found, files};

use crate::{
    Caller, House,
    app::lock,
    dto::imports::ImportSummary,
    error::CommandError,
    events::Topic,
    importing::{self, Draft, Job},
};

/// How often folders are looked at, in machine time: nightly files are in no hurry, and a lead waits a minute or two.
pub const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Who takes the files in.
pub const USER: &str = "Watched folder";

/// How the files lay there at the look before.
#[derive(Default)]
pub struct Looks(Mutex<HashMap<(WatchId, String), Stamp>>);

/// The loop; it ends when this is dropped.
pub struct Folders(tokio::task::JoinHandle<()>);

impl Drop for Folders {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Looks at the folders as long as the file is open.
pub(crate) fn start(house: &Arc<House>) -> Folders {
    let house: Weak<House> = Arc::downgrade(house);
    Folders(tokio::spawn(async move {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let Some(house) = house.upgrade() else { return };
            let looked = tokio::task::spawn_blocking(move || look(&house)).await;
            match looked {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "watched folders"),
                Err(error) => tracing::warn!(%error, "watched folders"),
            }
        }
    }))
}

/// One look at every watched folder.
///
/// # Errors
/// Those of the store; what is wrong with a file or a folder stands at its folder.
pub fn look(house: &House) -> Result<(), CommandError> {
    for watch in house.store.read(|db| watches::list(db, house.store_id))? {
        let needs_person = watch.problem.as_ref().is_some_and(|problem| problem.kind.needs_person());
        if !needs_person {
            look_at(house, &watch)?;
        }
    }
    Ok(())
}

fn look_at(house: &House, watch: &Watch) -> Result<(), CommandError> {
    let found = match files(Path::new(&watch.folder), &watch.names) {
        Ok(found) => found,
        Err(why) => {
            let sentence = format!("This folder cannot be read ({why}). It is looked at again every minute.");
            return set_problem(house, watch, ProblemKind::Folder, None, sentence);
        }
    };
    if watch.problem.is_some() {
        house.store.write(|db| watches::clear(db, watch.id))?;
        house.changed(&[Topic::Imports]);
    }
    if watch.looked_at.is_none() {
        pass_over_the_old(house, watch, &found)?;
    }
    let seen = house.store.read(|db| watches::seen(db, watch.id))?;
    for file in found {
        let before = seen.get(&file.name);
        let is_new = before != Some(&file.stamp);
        if is_new && lies_still(house, watch, &file) && take_in(house, watch, &file, before)? == Next::Stop {
            break;
        }
    }
    house.store.write(|db| watches::looked(db, watch.id, house.now()))?;
    Ok(())
}

/// Of what lies in a folder when it begins to be watched only the newest file counts: the others are nights of long ago,
/// or were taken in by hand.
fn pass_over_the_old(house: &House, watch: &Watch, found: &[Found]) -> Result<(), StoreError> {
    let Some((_, old)) = found.split_last() else { return Ok(()) };
    house.store.write(|db| old.iter().try_for_each(|file| watches::saw(db, watch.id, &file.name, file.stamp)))
}

/// Whether the file is as it was at the look before.
fn lies_still(house: &House, watch: &Watch, file: &Found) -> bool {
    let before = lock(&house.looks.0).insert((watch.id, file.name.clone()), file.stamp);
    before == Some(file.stamp)
}

/// Whether the next file of the folder may be taken in.
#[derive(PartialEq, Eq)]
enum Next {
    GoOn,
    Stop,
}

/// What came of one file.
enum Outcome {
    Taken(Box<ImportSummary>),
    /// Nothing to do, in words.
    Nothing(&'static str),
    /// The same, but the dealer system has said that nothing is new.
    Unchanged(&'static str),
    /// Later: it is still held by another program.
    NotYet,
    Stopped(ProblemKind, String),
}

/// `before`: how it lay there when it was seen to last.
fn take_in(house: &House, watch: &Watch, file: &Found, before: Option<&Stamp>) -> Result<Next, CommandError> {
    // An import by hand goes first; the next look finds the file again.
    let Ok(_writing) = house.imports.begin_writing() else { return Ok(Next::Stop) };
    let outcome = match read(house, watch, file) {
        Ok(outcome) => outcome,
        Err(error) if error.retryable => return Err(error),
        Err(error) => Outcome::Stopped(ProblemKind::File, error.message),
    };
    let sentence = match outcome {
        Outcome::NotYet => return Ok(Next::Stop),
        Outcome::Stopped(kind, sentence) => {
            let sentence = format!("{}: {sentence}", file.name);
            set_problem(house, watch, kind, Some(&file.name), sentence)?;
            return Ok(Next::Stop);
        }
        Outcome::Unchanged(why) => {
            is_as_of_now(house, watch, file, before)?;
            why.to_owned()
        }
        Outcome::Nothing(why) => why.to_owned(),
        Outcome::Taken(summary) => in_words(&summary),
    };
    house.store.write(|db| {
        watches::saw(db, watch.id, &file.name, file.stamp)?;
        watches::told(db, watch.id, &file.name, &sentence, house.now())
    })?;
    house.changed(&[Topic::Imports, Topic::Customers]);
    Ok(Next::GoOn)
}

/// A night without news is news (P15): the source is as of now. A file that lay there before its rows were taken in by
/// hand says nothing of today, nor does one that adds nothing to nothing.
fn is_as_of_now(house: &House, watch: &Watch, file: &Found, before: Option<&Stamp>) -> Result<(), StoreError> {
    let source = watch.source.word();
    house.store.write(|db| {
        let as_of = stores::data_as_of(db, house.store_id, source)?;
        let is_later = |at: DateTime<Utc>| before.is_some() || file.stamp.modified_at > at.timestamp_millis();
        if as_of.is_some_and(is_later) { stores::is_fresh(db, house.store_id, source, house.now()) } else { Ok(()) }
    })
}

fn read(house: &House, watch: &Watch, file: &Found) -> Result<Outcome, CommandError> {
    let path = Path::new(&watch.folder).join(&file.name);
    let opened = SourceFile::open(&path).and_then(|source| Ok((source.table(None, None)?, source)));
    let (table, source_file) = match opened {
        Ok(opened) => opened,
        Err(IntakeError::CannotRead { .. } | IntakeError::NotFound | IntakeError::Changed) => {
            return Ok(Outcome::NotYet);
        }
        Err(IntakeError::HeaderOnly { header }) if has_its_columns(watch, &header) => {
            return Ok(Outcome::Unchanged("No rows below its header; nothing to take in."));
        }
        Err(IntakeError::HeaderOnly { .. }) => {
            return Ok(Outcome::Nothing("No rows below its header, and its columns are not those of before."));
        }
        Err(error) => return Ok(Outcome::Stopped(ProblemKind::File, error.to_string())),
    };
    let sha256 = source_file.sha256();
    if house.store.read(|db| imports::is_newest_file(db, house.store_id, watch.source, sha256))? {
        let why = "The same as the file before; nothing to do.";
        let is_known = matches!(known_columns(house, watch, &table)?, Known::Yes(_));
        return Ok(if is_known { Outcome::Unchanged(why) } else { Outcome::Nothing(why) });
    }
    let chosen = match known_columns(house, watch, &table)? {
        Known::Yes(chosen) => *chosen,
        Known::No(sentence) => return Ok(Outcome::Stopped(ProblemKind::Columns, sentence)),
    };
    let draft = Draft { id: String::new(), source: watch.source, file: source_file, table, job: Job::default() };
    let caller = Caller { name: USER.to_owned() };
    let summary = match importing::write(house, &caller, &draft, &chosen) {
        // Whoever writes it was not done yet; nothing was taken in.
        Err(error) if error.code == importing::CHANGED => return Ok(Outcome::NotYet),
        other => other?,
    };
    Ok(summary.map_or(Outcome::NotYet, |summary| Outcome::Taken(Box::new(summary))))
}

fn set_problem(
    house: &House,
    watch: &Watch,
    kind: ProblemKind,
    file: Option<&str>,
    sentence: String,
) -> Result<(), CommandError> {
    if watch.problem.as_ref().is_some_and(|before| before.sentence == sentence) {
        return Ok(());
    }
    let problem = Problem { kind, file: file.map(str::to_owned), sentence, at: house.now() };
    house.store.write(|db| watches::stop(db, watch.id, &problem))?;
    house.changed(&[Topic::Imports]);
    Ok(())
}

fn in_words(summary: &ImportSummary) -> String {
    let rejected = match summary.rejected {
        0 => String::new(),
        count => format!(", {count} rows rejected"),
    };
    match &summary.events {
        Some(events) => format!("Taken in: {} new, {} changed{rejected}.", events.new, events.changed),
        None => format!(
            "Taken in: {} customers new, {} changed{rejected}.",
            summary.new_customers, summary.changed_customers
        ),
    }
}
