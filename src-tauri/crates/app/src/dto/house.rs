//! The data file as a whole: its state, the store, the connection, settings and the audit trail.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    campaign::{Day, Language},
    contact_type::Department,
    phone::E164,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::dto;
use crate::error::CommandError;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum HouseState {
    /// No data file yet: the three doors.
    FirstStart,
    /// A passphrase is needed.
    Locked,
    Open,
    /// `problem` says why, and what to do.
    CannotOpen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Practice,
    Live,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The sample dealership, in practice, with a campaign ready to go.
    Sample,
    /// An empty practice store for my own file.
    OwnFile,
    /// A live store.
    SetUpStore,
}

dto! {
    pub struct HouseStatus {
        pub state: HouseState,
        pub kind: Option<FileKind>,
        pub store: Option<StoreDto>,
        pub problem: Option<CommandError>,
        /// Whether the system's keychain can keep the key; otherwise a new file asks for a passphrase.
        pub keychain_answers: bool,
        /// Clock time now; practice has a time of its own. `clock_speed` is clock seconds per second.
        pub now: Option<DateTime<Utc>>,
        pub clock_speed: f64,
        pub program_version: String,
        /// The store's offsets from UTC, oldest first: the window shows local times by these, not by the zone data of the
        /// machine, which may be old. The last one holds for ever.
        pub offsets: Vec<ZoneOffset>,
        /// Live: credits at the last check.
        pub credits: Option<i64>,
        /// Everything is paused by a person (Pause all).
        pub paused_all: bool,
        /// A sentence if sending stands still for a reason that concerns everything: clock set back, account refused.
        pub standstill: Option<String>,
        pub decisions: u32,
        /// A sentence if the last backup could not be made.
        pub backup_problem: Option<String>,
    }

    pub struct ZoneOffset {
        pub since: DateTime<Utc>,
        /// Seconds east of UTC.
        pub seconds: i32,
        /// "EST".
        pub abbreviation: String,
    }

    pub struct HouseCreate {
        pub door: Door,
        /// Needed where no keychain answers. At least 8 characters.
        pub passphrase: Option<String>,
        /// For `own_file` and `set_up_store`.
        pub store: Option<StoreDto>,
    }

    pub struct HouseUnlock {
        pub passphrase: String,
    }

    /// One rooftop.
    pub struct StoreDto {
        pub name: String,
        /// "CA" or "US".
        pub country: String,
        /// Province or state, two letters.
        pub region: String,
        /// IANA name.
        pub zone: String,
        pub language: Language,
        pub opt_out_number: Option<E164>,
        pub departments: Vec<DepartmentDto>,
        pub hours: Vec<HoursDto>,
        pub closed_days: Vec<ClosedDayDto>,
        /// Numbers that are never called.
        pub own_lines: Vec<E164>,
    }

    pub struct DepartmentDto {
        pub department: Department,
        pub caller_id: Option<E164>,
        pub call_back_number: Option<E164>,
    }

    /// A day without a row is closed.
    pub struct HoursDto {
        pub department: Department,
        pub day: Day,
        pub opens_local: NaiveTime,
        pub closes_local: NaiveTime,
    }

    pub struct ClosedDayDto {
        pub on: NaiveDate,
        pub name: String,
    }

    pub struct ZoneList {
        pub zones: Vec<String>,
    }

    pub struct ConnectionDto {
        pub base_url: String,
        /// The key itself never comes back.
        pub has_key: bool,
        pub ports: u16,
        pub account_name: Option<String>,
        pub credits: Option<i64>,
        pub checked_at: Option<DateTime<Utc>>,
        /// Practice: the built-in stand-in answers; there is nothing to set.
        pub built_in: bool,
    }

    pub struct ConnectionSave {
        pub base_url: String,
        /// `None` keeps the stored one.
        pub key: Option<String>,
    }

    pub struct ConnectionTest {
        pub base_url: String,
        /// `None` tests with the stored one.
        pub key: Option<String>,
    }

    pub struct ConnectionResult {
        pub account_name: String,
        pub ports: u16,
        pub credits: i64,
        pub test_mode: bool,
    }

    pub struct AuditPage {
        pub rows: Vec<AuditRow>,
        /// For the next page; `None` at the end.
        pub before: Option<i64>,
    }

    pub struct AuditRequest {
        pub before: Option<i64>,
    }

    pub struct AuditRow {
        pub id: i64,
        pub at: DateTime<Utc>,
        pub who: String,
        /// What was changed, in words.
        pub what: String,
        pub old: Option<String>,
        pub new: Option<String>,
    }
}
