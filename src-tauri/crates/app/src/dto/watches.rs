//! Watched folders.

use chrono::{DateTime, Utc};
use domain::{ids::WatchId, source::DataSource};

use super::dto;

dto! {
    pub struct WatchList {
        /// In the order in which they were made.
        pub watches: Vec<WatchDto>,
        /// Sources of which a file was taken in, so that their columns are known, and leads: what a folder can be
        /// watched for.
        pub sources: Vec<DataSource>,
    }

    pub struct WatchDto {
        pub id: WatchId,
        pub source: DataSource,
        pub folder: String,
        /// Which files of it, as in ro*.csv; empty: all.
        pub names: String,
        pub last_file: Option<String>,
        pub last_at: Option<DateTime<Utc>>,
        /// What came of that file, as a sentence.
        pub last_outcome: Option<String>,
        /// A red mark, and why.
        pub problem: Option<String>,
        pub problem_at: Option<DateTime<Utc>>,
        /// The file of the red mark.
        pub problem_file: Option<String>,
        /// Nothing is taken in until a person says to go on.
        pub needs_person: bool,
    }

    pub struct WatchSave {
        /// `None`: a new one.
        pub id: Option<WatchId>,
        pub source: DataSource,
        pub folder: String,
        /// Which files of it: * stands for any letters, ? for one; empty: all.
        pub names: String,
    }

    pub struct WatchKey {
        pub id: WatchId,
    }
}
