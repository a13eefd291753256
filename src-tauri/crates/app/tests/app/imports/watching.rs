//! Watched folders, one look at a time.

use app::{
    dto::watches::{WatchDto, WatchKey, WatchList, WatchSave},
    handlers::watches,
    watching,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::source::DataSource;

use super::*;
use crate::support::refusal;

const CUSTOMERS: &str = "Cust No,Last Name,Cell Phone\n7,Blake,416-555-0134\n";
const HEADER: &str = "RO Number,Cust No,Open Date,Close Date";

fn orders(numbers: &[&str]) -> String {
    let rows: Vec<String> = numbers.iter().map(|number| format!("{number},7,2026-11-18,2026-11-19")).collect();
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

/// A store with a customer, which knows the columns of repair orders, and a folder that is watched for them.
struct Folder {
    files: Files,
    nightly: TempDir,
}

impl Folder {
    async fn new() -> Self {
        let files = Files::new();
        files.take_in(CUSTOMERS).await;
        files.take_in(&orders(&["R0"])).await;
        let folder = Self { files, nightly: tempfile::tempdir().unwrap() };
        folder.save(DataSource::RepairOrder, "ro*.csv").await.unwrap();
        folder
    }

    async fn save(&self, source: DataSource, names: &str) -> Result<WatchList, CommandError> {
        let folder = self.nightly.path().to_str().unwrap().to_owned();
        let request = WatchSave { id: None, source, folder, names: names.to_owned() };
        watches::save(&self.files.world.house, &self.files.world.caller, request).await
    }

    /// Puts a file there that was written so many seconds after a moment of the past.
    fn put(&self, name: &str, content: &str, second: u64) {
        let path = self.nightly.path().join(name);
        std::fs::write(&path, content).unwrap();
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000 + second);
        std::fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
    }

    fn look(&self) {
        watching::look(&self.files.world.house).unwrap();
    }

    /// As often as a file needs to be seen to lie still.
    fn look_twice(&self) {
        self.look();
        self.look();
    }

    async fn watch(&self) -> WatchDto {
        let house = &self.files.world.house;
        watches::list(house, &self.files.world.caller, Nothing {}).await.unwrap().watches.remove(0)
    }

    async fn go_on(&self) -> Result<WatchList, CommandError> {
        let key = WatchKey { id: self.watch().await.id };
        watches::go_on(&self.files.world.house, &self.files.world.caller, key).await
    }

    /// When the rows of the folder's source are as of.
    async fn as_of(&self) -> Option<DateTime<Utc>> {
        let (house, caller) = (&self.files.world.house, &self.files.world.caller);
        let said = imports::list(house, caller, Nothing {}).await.unwrap().data_as_of;
        said.into_iter().find(|of| of.source == DataSource::RepairOrder).unwrap().at
    }

    /// So many days pass; gives what a source is as of that is taken in now.
    fn pass(&self, days: i64) -> Option<DateTime<Utc>> {
        let world = &self.files.world;
        world.pass(TimeDelta::days(days));
        DateTime::from_timestamp_millis(world.house.now().timestamp_millis())
    }

    async fn taken(&self) -> Vec<String> {
        let by_folder = self.files.list().await.into_iter().filter(|row| row.by == watching::USER);
        by_folder.map(|row| row.file_name).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_in_once_it_lies_still_and_not_again() {
    let folder = Folder::new().await;
    folder.put("ro-1.csv", &orders(&["R1"]), 1);
    folder.look();
    assert!(folder.taken().await.is_empty(), "it may still be growing");
    // It grew between the two looks.
    folder.put("ro-1.csv", &orders(&["R1", "R2"]), 2);
    folder.look();
    assert!(folder.taken().await.is_empty());
    folder.look();
    assert_eq!(folder.taken().await, ["ro-1.csv"]);
    let watch = folder.watch().await;
    assert_eq!(watch.last_outcome.as_deref(), Some("Taken in: 2 new, 0 changed."));
    assert_eq!((watch.last_file.as_deref(), watch.problem), (Some("ro-1.csv"), None));
    folder.look_twice();
    assert_eq!(folder.taken().await.len(), 1);
    assert!(folder.nightly.path().join("ro-1.csv").exists(), "nothing of the dealer's is moved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_written_anew_each_night_is_taken_in_when_its_bytes_are_new() {
    let folder = Folder::new().await;
    folder.put("ro.csv", &orders(&["R1"]), 1);
    folder.look_twice();
    folder.put("ro.csv", &orders(&["R1"]), 2);
    folder.look_twice();
    assert_eq!(folder.taken().await.len(), 1, "the same bytes");
    assert_eq!(folder.watch().await.last_outcome.as_deref(), Some("The same as the file before; nothing to do."));
    folder.put("ro.csv", &orders(&["R1", "R2"]), 3);
    folder.look_twice();
    assert_eq!(folder.taken().await.len(), 2);
    assert_eq!(folder.watch().await.last_outcome.as_deref(), Some("Taken in: 1 new, 0 changed."));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_lies_there_at_first_only_the_newest_counts_and_later_nights_come_in_order() {
    let folder = Folder::new().await;
    folder.put("ro-old.csv", &orders(&["R1"]), 1);
    folder.put("ro-new.csv", &orders(&["R2"]), 2);
    folder.put("notes.txt", "call the bank", 3);
    folder.look_twice();
    assert_eq!(folder.taken().await, ["ro-new.csv"]);
    folder.put("ro-b.csv", &orders(&["R4"]), 20);
    folder.put("ro-a.csv", &orders(&["R3"]), 10);
    folder.look_twice();
    // The list of imports is newest first.
    assert_eq!(folder.taken().await, ["ro-b.csv", "ro-a.csv", "ro-new.csv"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_column_stops_the_folder_until_a_person_has_said_what_it_means() {
    let folder = Folder::new().await;
    let changed = orders(&["R1"]).replace("Close Date", "Close Dt");
    folder.put("ro.csv", &changed, 1);
    folder.look_twice();
    let watch = folder.watch().await;
    let problem = watch.problem.unwrap();
    assert!(problem.starts_with("ro.csv: ") && problem.contains("“Close Dt” came, “Close Date” went"), "{problem}");
    assert!(watch.needs_person && folder.taken().await.is_empty());
    // Nothing more is taken in meanwhile, however good it is.
    folder.put("ro-2.csv", &orders(&["R2"]), 2);
    folder.look_twice();
    assert!(folder.taken().await.is_empty());
    assert_eq!(refusal(folder.go_on().await), ("watch.columns_unknown".to_owned(), None));
    // Opened by hand, the column corrected, taken in.
    let draft = folder.files.open(folder.nightly.path().join("ro.csv").to_str().unwrap()).await.unwrap();
    let mut plan = agreed(&draft);
    plan.mapping[3] = Some(app::dto::imports::FieldDto::CloseDate);
    folder.files.run(plan).await.finished.unwrap();
    let list = folder.go_on().await.unwrap();
    assert_eq!((list.watches[0].problem.as_deref(), list.watches[0].needs_person), (None, false));
    folder.put("ro-2.csv", &changed.replace("R1", "R2"), 3);
    folder.look_twice();
    assert_eq!(folder.taken().await, ["ro-2.csv"], "the one by hand is not taken in again");
    let audit = folder.files.world.audit();
    assert!(audit.iter().any(|row| row.what.starts_with("Watched folder goes on") && row.old.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_stops_the_folder_and_an_empty_night_does_not() {
    let folder = Folder::new().await;
    folder.put("ro-1.csv", &format!("{HEADER}\n"), 1);
    folder.look_twice();
    let watch = folder.watch().await;
    assert_eq!((watch.problem, watch.last_outcome.is_some()), (None, true));
    folder.put("ro-2.csv", "<html>Your session has expired</html>", 2);
    folder.look_twice();
    let problem = folder.watch().await.problem.unwrap();
    assert!(problem.starts_with("ro-2.csv: This is a web page or XML file"), "{problem}");
    std::fs::remove_file(folder.nightly.path().join("ro-2.csv")).unwrap();
    folder.go_on().await.unwrap();
    folder.put("ro-3.csv", &orders(&["R3"]), 3);
    folder.look_twice();
    assert_eq!(folder.taken().await, ["ro-3.csv"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn p15_a_night_without_news_leaves_the_source_as_of_that_night() {
    let folder = Folder::new().await;
    let before = folder.as_of().await;
    folder.pass(1);
    folder.put("ro.csv", &orders(&["R1"]), 1);
    folder.look_twice();
    let night = folder.pass(1);
    assert_ne!(folder.as_of().await, night);
    folder.put("ro.csv", &orders(&["R1"]), 2);
    folder.look_twice();
    assert_eq!(folder.as_of().await, night, "the same bytes, written anew");
    let night = folder.pass(1);
    folder.put("ro.csv", &format!("{HEADER}\n"), 3);
    folder.look_twice();
    assert_eq!(folder.as_of().await, night, "a header and no rows");
    folder.pass(1);
    folder.look_twice();
    assert_eq!(folder.as_of().await, night, "the same file lying there is no news");
    folder.put("ro.csv", &format!("{HEADER},Bay\n"), 4);
    folder.look_twice();
    assert_eq!(folder.as_of().await, night, "nobody knows whether other columns are the whole export");
    assert_eq!(folder.watch().await.problem, None, "and there is nothing in them to look at");
    let newest = folder.files.list().await[0].id;
    let key = app::dto::imports::ImportKey { id: newest };
    imports::undo(&folder.files.world.house, &folder.files.world.caller, key).await.unwrap();
    assert_eq!(folder.as_of().await, before, "what was said of rows goes when they are taken back");
}

#[tokio::test(flavor = "multi_thread")]
async fn p15_a_file_that_was_there_before_its_rows_came_in_by_hand_is_no_news_and_a_later_one_is() {
    let folder = Folder::new().await;
    let by_hand = folder.as_of().await;
    let night = folder.pass(2);
    folder.put("ro-1.csv", &orders(&["R0"]), 1);
    folder.look_twice();
    assert_eq!(folder.watch().await.last_outcome.as_deref(), Some("The same as the file before; nothing to do."));
    assert_eq!(folder.as_of().await, by_hand, "it is of the day on which it was taken in by hand");
    let written = u64::try_from(night.unwrap().timestamp() - 1_700_000_000).unwrap();
    folder.put("ro-2.csv", &orders(&["R0"]), written);
    folder.look_twice();
    assert_eq!((folder.as_of().await, folder.taken().await.len()), (night, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_gone_wears_a_red_mark_until_it_is_there_again() {
    let folder = Folder::new().await;
    let (place, away) = (folder.nightly.path().to_owned(), folder.nightly.path().with_extension("away"));
    std::fs::rename(&place, &away).unwrap();
    folder.look();
    let watch = folder.watch().await;
    assert!(watch.problem.unwrap().starts_with("This folder cannot be read") && !watch.needs_person);
    std::fs::rename(&away, &place).unwrap();
    folder.look();
    assert_eq!(folder.watch().await.problem, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_that_are_written_in_another_way_stop_the_folder() {
    let folder = Folder::new().await;
    folder.put("ro.csv", &orders(&["R1"]).replace("2026-11-18", "18/11/2026").replace("2026-11-19", "19/11/2026"), 1);
    folder.look_twice();
    let problem = folder.watch().await.problem.unwrap();
    assert!(problem.contains("Its dates are written in another way"), "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_in_adf_need_no_file_by_hand_first_and_other_sources_do() {
    let folder = Folder::new().await;
    let (code, field) = refusal(folder.save(DataSource::Deal, "*.csv").await);
    assert_eq!((code.as_str(), field.as_deref()), ("watch.no_mapping", Some("source")));
    folder.save(DataSource::TrafficEntry, "*.xml").await.unwrap();
    let lead = "<adf><prospect><id>1</id><customer><name part='full'>Priya Nand</name></customer></prospect></adf>";
    folder.put("lead-1.xml", lead, 1);
    folder.look_twice();
    assert_eq!(folder.taken().await, ["lead-1.xml"]);
    assert_eq!(folder.files.customer("L-1").last_name.as_deref(), Some("Nand"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_says_of_a_folder_is_checked_and_stands_in_the_audit() {
    let folder = Folder::new().await;
    let (house, caller) = (&folder.files.world.house, &folder.files.world.caller);
    let place = folder.nightly.path().to_str().unwrap().to_owned();
    let save = |place: &str, names: &str| {
        let (folder, names) = (place.to_owned(), names.to_owned());
        watches::save(house, caller, WatchSave { id: None, source: DataSource::RepairOrder, folder, names })
    };
    assert_eq!(refusal(save("nowhere", "").await).0, "watch.no_folder");
    assert_eq!(refusal(save(&place, "sub/ro*.csv").await).0, "watch.names");
    assert_eq!(refusal(save(&place, "ro*.csv").await).0, "watch.twice");
    let id = folder.watch().await.id;
    watches::remove(house, caller, WatchKey { id }).await.unwrap();
    assert_eq!(refusal(watches::remove(house, caller, WatchKey { id }).await).0, "store.not_found");
    let audit = folder.files.world.audit();
    let of_folder: Vec<_> = audit.iter().filter(|row| row.what == "Watched folder").collect();
    assert_eq!(of_folder.len(), 2);
    assert!(of_folder[0].new.is_none() && of_folder[0].old.as_deref().unwrap().starts_with("Repair orders: ro*.csv"));
}
