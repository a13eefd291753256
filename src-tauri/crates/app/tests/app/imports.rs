//! Files through the commands: from opening to taking back.

mod as_of;
mod changing;
mod coming_in;
mod refusals;
mod sources;
mod taking_back;
mod watching;

use std::path::{Path, PathBuf};

use app::{
    ImportReport,
    dto::{
        Nothing,
        imports::{ImportDraft, ImportDraftId, ImportOpen, ImportPlan, ImportPreview, ImportProgress, ImportSummary},
    },
    error::CommandError,
    events::Topic,
    handlers::imports,
};
use domain::phone::PhoneKind;
use store::customers::{self, Customer};
use tempfile::TempDir;

use crate::support::World;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../intake/tests/data/dms-export-2000.csv")
}

/// The numbers that the maker of the sample export wrote beside it.
fn sample_report() -> ImportReport {
    let truth = std::fs::read_to_string(sample().with_extension("truth.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
    let number = |name: &str| truth[name].as_u64().unwrap() as u32;
    ImportReport {
        source: "customers".to_owned(),
        new_events: 0,
        changed_events: 0,
        same_events: 0,
        rows: number("rows"),
        customers: number("customers"),
        vehicles: number("vehicles"),
        usable_cells: number("usable_cells"),
        usable_homes: number("usable_homes"),
        do_not_call: number("do_not_call"),
        rejected: number("bad_rows"),
        encoding: "cp1252".to_owned(),
        delimiter: ",".to_owned(),
        date_format: Some(truth["date_format"].as_str().unwrap().to_owned()),
    }
}

/// A world with a folder for files.
struct Files {
    world: World,
    folder: TempDir,
}

impl Files {
    fn new() -> Self {
        Self { world: World::new(), folder: tempfile::tempdir().unwrap() }
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    async fn open(&self, path: &str) -> Result<ImportDraft, CommandError> {
        let request = ImportOpen { path: path.to_owned(), source: None, encoding: None, delimiter: None };
        imports::open(&self.world.house, &self.world.caller, request).await
    }

    async fn open_text(&self, content: &str) -> ImportDraft {
        self.open(&self.write("export.csv", content)).await.unwrap()
    }

    async fn preview(&self, plan: ImportPlan) -> Result<ImportPreview, CommandError> {
        imports::preview(&self.world.house, &self.world.caller, plan).await
    }

    async fn start(&self, plan: ImportPlan) -> Result<ImportProgress, CommandError> {
        imports::start(&self.world.house, &self.world.caller, plan).await
    }

    async fn progress(&self, draft: &str) -> ImportProgress {
        let request = ImportDraftId { draft: draft.to_owned() };
        imports::progress(&self.world.house, &self.world.caller, request).await.unwrap()
    }

    /// Starts and waits for the end, as the window does: until it is told that imports changed.
    async fn run(&self, plan: ImportPlan) -> ImportProgress {
        let mut changes = self.world.house.changes();
        let draft = plan.draft.clone();
        self.start(plan).await.unwrap();
        while !changes.recv().await.unwrap().changed.contains(&Topic::Imports) {}
        self.progress(&draft).await
    }

    /// Takes a file of this text in, agreeing with every guess.
    async fn take_in(&self, content: &str) -> ImportSummary {
        let draft = self.open_text(content).await;
        self.run(agreed(&draft)).await.finished.expect("taken in")
    }

    async fn list(&self) -> Vec<ImportSummary> {
        imports::list(&self.world.house, &self.world.caller, Nothing {}).await.unwrap().imports
    }

    /// Customers on file.
    fn customers(&self) -> u32 {
        self.world.db(|db| store::search::count(db, self.world.house.store_id))
    }

    fn customer(&self, number: &str) -> Customer {
        let id = self.world.id_of(number);
        self.world.db(|db| customers::get(db, self.world.house.store_id, id))
    }

    fn typed(&self, number: &str, kind: PhoneKind) -> Option<String> {
        let id = self.world.id_of(number);
        let phones = self.world.db(|db| customers::phones(db, id));
        phones.into_iter().find(|phone| phone.kind == kind).map(|phone| phone.typed)
    }
}

/// The choices of a person who agrees with every guess.
fn agreed(draft: &ImportDraft) -> ImportPlan {
    ImportPlan {
        draft: draft.draft.clone(),
        mapping: draft.columns.iter().map(|column| column.field).collect(),
        date_format: draft.date_format.clone(),
        list: None,
    }
}
