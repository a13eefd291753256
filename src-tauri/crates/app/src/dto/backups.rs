//! Backups, and what a restored file does not know.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    backups::{BackupCause, RestoreKnown},
    ids::RunId,
    phone::E164,
    states::RunState,
};

use super::{dto, house::FileKind};

dto! {
    pub struct BackupList {
        /// Where they are made.
        pub folder: String,
        /// It is the one in the data folder; nobody chose another.
        pub is_default: bool,
        /// The newest first; those of other data files in the same folder, too.
        pub backups: Vec<BackupDto>,
        pub making: Option<BackupProgress>,
        /// What happened to the last one that was to be made, and what to do.
        pub problem: Option<String>,
        pub problem_at: Option<DateTime<Utc>>,
        /// Where a restored backup puts the file that was there.
        pub put_aside: String,
    }

    pub struct BackupDto {
        /// Its folder.
        pub path: String,
        pub name: String,
        pub taken_at: DateTime<Utc>,
        /// The same at the store.
        pub taken_local: NaiveDateTime,
        pub cause: BackupCause,
        pub kind: FileKind,
        pub store: String,
        pub bytes: u64,
        pub customers: u64,
        pub campaigns: u64,
        pub runs: u64,
        pub drops: u64,
        /// When all of it was last read, with its key.
        pub verified_at: DateTime<Utc>,
        /// Of the data file that lies in the data folder.
        pub is_of_this_file: bool,
        /// It opens with a passphrase, on any computer; otherwise only where the keychain has its key.
        pub opens_with_passphrase: bool,
    }

    pub struct BackupProgress {
        /// Of a hundred.
        pub percent: u8,
    }

    pub struct BackupKey {
        /// Its folder, or a file in it.
        pub path: String,
    }

    pub struct BackupFolderSave {
        /// `None`: the one in the data folder.
        pub folder: Option<String>,
    }

    pub struct BackupRestore {
        /// Its folder, or a file in it.
        pub path: String,
        /// Where the file is locked, or is another one.
        pub passphrase: Option<String>,
        /// Stands in the audit trail.
        pub reason: String,
    }

    pub struct RunRelease {
        pub run: RunId,
        /// Stands in the audit trail.
        pub reason: String,
    }

    pub struct GoOnWithoutKnowing {
        /// Stands in the audit trail.
        pub reason: String,
    }

    /// This file took the place of another, and runs wait for a person.
    pub struct Restored {
        pub backup_at: DateTime<Utc>,
        pub restored_at: DateTime<Utc>,
        pub by: String,
        /// How it is known to whom drops went since the backup; `None`: nobody knows yet, and nothing is sent.
        pub known_by: Option<RestoreKnown>,
        /// Nobody has told yet: the event feed will have, from this moment on. `None`: it cannot any more.
        pub told_at: Option<DateTime<Utc>>,
        /// People whom the runs of that time leave out.
        pub left_out: u32,
        /// Those that wait.
        pub runs: Vec<HeldRun>,
        /// Results of drops that the file does not know, newest first, at most 20.
        pub foreign: Vec<ForeignDropDto>,
        pub foreign_many: u32,
    }

    pub struct HeldRun {
        pub run: RunId,
        pub campaign_name: String,
        pub state: RunState,
        pub scheduled_at: DateTime<Utc>,
        /// Who stood in its line at the backup: they go back to Call Select when it is released.
        pub in_line: u32,
        pub can_be_released: bool,
    }

    pub struct ForeignDropDto {
        pub number: Option<E164>,
        pub word: String,
        pub at: DateTime<Utc>,
    }
}
