//! How values of the domain stand in columns: instants as milliseconds, dates and times as text, choices as words.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    backups::RestoreKnown,
    call_select::SortOption,
    campaign::{CampaignState, CustomerType, Day, DayPreference, Language},
    contact_type::{ContactType, Department},
    disposition::Disposition,
    facts::{AppointmentState, Counter, PayType},
    on_file::{RecallOutcome, SoldAs, UndoneWork},
    phone::{E164, PhoneKind},
    reason::Reason,
    source::DataSource,
    states::{AttemptState, PauseCause, RunEnd, RunSkip, RunState, TargetState},
};
use rusqlite::{Row, types::FromSql};

use crate::StoreError;

pub(crate) fn ms(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

pub(crate) fn day(on: NaiveDate) -> String {
    on.format("%Y-%m-%d").to_string()
}

pub(crate) fn time(local: NaiveTime) -> String {
    local.format("%H:%M:%S").to_string()
}

fn damaged(column: &str) -> StoreError {
    StoreError::Damaged(format!("a value of {column} is not readable"))
}

/// Something that a word in a column stands for.
pub(crate) trait Word: Sized {
    fn of(word: &str) -> Option<Self>;
}

macro_rules! words {
    ($($type:ty),* $(,)?) => {$(
        impl Word for $type {
            fn of(word: &str) -> Option<Self> {
                Self::from_word(word)
            }
        }
    )*};
}
words!(
    AppointmentState,
    AttemptState,
    CampaignState,
    ContactType,
    CustomerType,
    DataSource,
    Day,
    DayPreference,
    Department,
    Disposition,
    Language,
    PauseCause,
    PayType,
    Counter,
    PhoneKind,
    Reason,
    RecallOutcome,
    RestoreKnown,
    RunEnd,
    RunSkip,
    RunState,
    SortOption,
    SoldAs,
    TargetState,
    UndoneWork,
);

impl Word for E164 {
    fn of(word: &str) -> Option<Self> {
        Self::parse(word).ok()
    }
}

impl Word for NaiveDate {
    fn of(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}

impl Word for NaiveTime {
    fn of(word: &str) -> Option<Self> {
        Self::parse_from_str(word, "%H:%M:%S").ok()
    }
}

impl Word for uuid::Uuid {
    fn of(word: &str) -> Option<Self> {
        Self::parse_str(word).ok()
    }
}

/// Reads columns by name and says which one is unreadable.
pub(crate) trait Columns {
    fn value<T: FromSql>(&self, column: &str) -> Result<T, StoreError>;

    fn word<T: Word>(&self, column: &str) -> Result<T, StoreError> {
        self.maybe_word(column)?.ok_or_else(|| damaged(column))
    }

    fn maybe_word<T: Word>(&self, column: &str) -> Result<Option<T>, StoreError> {
        match self.value::<Option<String>>(column)? {
            None => Ok(None),
            Some(text) => T::of(&text).map(Some).ok_or_else(|| damaged(column)),
        }
    }

    fn at(&self, column: &str) -> Result<DateTime<Utc>, StoreError> {
        self.maybe_at(column)?.ok_or_else(|| damaged(column))
    }

    fn maybe_at(&self, column: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        match self.value::<Option<i64>>(column)? {
            None => Ok(None),
            Some(ms) => DateTime::from_timestamp_millis(ms).map(Some).ok_or_else(|| damaged(column)),
        }
    }
}

impl Columns for Row<'_> {
    fn value<T: FromSql>(&self, column: &str) -> Result<T, StoreError> {
        Ok(self.get(column)?)
    }
}

/// Runs a prepared query and reads every row.
pub(crate) fn rows<T>(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    #[cfg(test)]
    asked::note(sql);
    let mut statement = connection.prepare_cached(sql)?;
    let mut cursor = statement.query(parameters)?;
    let mut found = vec![];
    while let Some(row) = cursor.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Runs a prepared query that gives one row or none.
pub(crate) fn row<T>(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut cursor = statement.query(parameters)?;
    match cursor.next()? {
        Some(row) => read(row).map(Some),
        None => Ok(None),
    }
}

/// Runs a prepared statement that changes rows; gives how many.
pub(crate) fn change(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(sql)?.execute(parameters)?)
}

/// Like [`change`], for exactly one row; anything else means that an invariant does not hold.
pub(crate) fn change_one(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    what: &str,
) -> Result<(), StoreError> {
    match change(connection, sql, parameters)? {
        1 => Ok(()),
        _ => Err(StoreError::Broken(format!("{what} is not in the state that was expected"))),
    }
}

/// Which queries a test's thread ran, for tests that hold them to an index.
#[cfg(test)]
pub(crate) mod asked {
    use std::{cell::RefCell, collections::BTreeSet};

    thread_local! {
        static QUERIES: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
    }

    pub(super) fn note(sql: &str) {
        QUERIES.with_borrow_mut(|queries| queries.insert(sql.to_owned()));
    }

    /// Those since the last time.
    pub(crate) fn take() -> BTreeSet<String> {
        QUERIES.take()
    }
}
