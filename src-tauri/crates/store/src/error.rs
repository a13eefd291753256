//! What can go wrong in the store, in words that may be shown to a person: no path, no SQL, no secret.

use std::io;

use rusqlite::ErrorCode;

/// Every way a function of this crate can fail.
///
/// The messages are written for people. What a log needs beyond them hangs off [`std::error::Error::source`].
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused something that no other variant names.
    #[error("the data file could not be used")]
    Sqlite(#[source] rusqlite::Error),
    /// The first page does not open. SQLCipher authenticates pages, so a wrong key and a scrambled first page look
    /// alike; [`crate::key::KeyFile::unlock`] has already refused a key that is not the file's own.
    #[error("the data file does not open with this key: it belongs to another key, or its beginning is damaged")]
    WrongKey,
    /// A file is not what this program wrote. The text says which and how.
    #[error("the data is damaged: {0}")]
    Damaged(String),
    /// The file's schema is younger than this program.
    #[error(
        "the data file was made by a newer version of Voice Drops (format {file}; this one knows {program}): update the program"
    )]
    NewerThanProgram {
        /// Schema version found in the file.
        file: i64,
        /// Highest schema version that this program knows.
        program: i64,
    },
    /// The file or row that was asked for is not there.
    #[error("what was asked for does not exist")]
    NotFound,
    /// A file or row is already there, and it is never overwritten.
    #[error("it already exists, and it was left as it is")]
    AlreadyExists,
    /// Another process holds the data folder.
    #[error("another Voice Drops is using this data folder: close it first")]
    InUse,
    /// The data folder lies where file locks and durable writes cannot be relied on.
    #[error("this folder cannot hold the data: {why}; choose a folder on this computer's own disk")]
    NotLocal {
        /// What the folder is, in words ("it is on a network drive (nfs4)").
        why: String,
    },
    /// The disk or the person's quota is full.
    #[error("the disk is full: free some space and try again")]
    DiskFull,
    /// The system's keychain is absent, locked, or did not answer in time.
    #[error("the system's keychain did not answer: unlock it, or use a passphrase")]
    KeychainUnavailable,
    /// The keychain answers, but the entry that belongs to this data is gone.
    #[error("the system's keychain no longer has the key to this data: restore the keychain entry, or a backup")]
    KeyMissing,
    /// A passphrase was given for data whose key lies in the keychain.
    #[error("the key to this data is in the system's keychain, not behind a passphrase: start without a passphrase")]
    KeyInKeychain,
    /// The key is wrapped by a passphrase, and none (or an empty one) was given.
    #[error("a passphrase is needed")]
    PassphraseNeeded,
    /// The passphrase does not unwrap the key.
    #[error("the passphrase is not the right one")]
    WrongPassphrase,
    /// The operating system refused a read or a write.
    #[error("a file could not be read or written ({})", .0.kind())]
    Io(#[source] io::Error),
    /// A [`crate::Stopper`] stopped it.
    #[error("it was stopped")]
    Stopped,
    /// An invariant would have been broken, so nothing was done. The text names it.
    #[error("refused: {0}")]
    Broken(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::OperationInterrupted) => Self::Stopped,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged("a part of the data file cannot be read".to_owned()),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn sqlite(code: i32) -> StoreError {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("near \"secret\"".to_owned())).into()
    }

    #[test]
    fn a_full_disk_is_told_apart_whoever_reports_it() {
        assert!(matches!(sqlite(ffi::SQLITE_FULL), StoreError::DiskFull));
        let os: StoreError = io::Error::from(io::ErrorKind::StorageFull).into();
        assert!(matches!(os, StoreError::DiskFull));
    }

    #[test]
    fn a_corrupt_page_is_damage() {
        assert!(matches!(sqlite(ffi::SQLITE_CORRUPT), StoreError::Damaged(_)));
    }

    #[test]
    fn messages_carry_no_sql_and_keep_the_cause_as_source() {
        let error = sqlite(ffi::SQLITE_ERROR);
        assert_eq!(error.to_string(), "the data file could not be used");
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn messages_about_files_carry_no_path() {
        let error: StoreError = io::Error::new(io::ErrorKind::PermissionDenied, "/home/alex/secret").into();
        assert_eq!(error.to_string(), "a file could not be read or written (permission denied)");
    }
}
