//! Admin > Recycle Setup (S10, S11, S18, P8).

use chrono::{DateTime, NaiveDate, Utc};
use domain::{contact_type::ContactType, ids::CodeId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::dto;

dto! {
    pub struct RecycleSetup {
        pub types: Vec<RecycleType>,
        /// Date Calculated: when use was counted.
        pub calculated_at: DateTime<Utc>,
    }

    pub struct RecycleType {
        pub contact_type: ContactType,
        /// Active ones first.
        pub codes: Vec<RecycleCodeDto>,
        /// The Voice Drop code appears when the first run of this contact type starts (S11).
        pub voice_drop_code_exists: bool,
    }

    pub struct RecycleCodeDto {
        pub id: CodeId,
        pub contact_type: ContactType,
        pub name: String,
        pub days: u16,
        pub active: bool,
        pub productive: bool,
        pub is_voice_drop: bool,
        pub last_used_on: Option<NaiveDate>,
        pub times_used: u32,
        /// Fewer than 10 uses, or none for a year.
        pub red: bool,
        pub made_at: DateTime<Utc>,
    }

    pub struct RecycleEffectRequest {
        pub id: CodeId,
        pub days: u16,
        pub active: bool,
    }

    /// What saving would do, before it is done.
    pub struct RecycleEffect {
        /// Customers out on this code whose return date would move.
        pub customers: u32,
        /// Positive: later.
        pub days_later: i32,
        pub back_today: u32,
        /// Active campaigns that would stop.
        pub stops_campaigns: Vec<String>,
    }

    pub struct RecycleCodeSave {
        pub id: CodeId,
        pub name: String,
        pub days: u16,
        pub active: bool,
        pub productive: bool,
        pub applies: DaysApply,
    }

    pub struct RecycleCodeAdd {
        pub contact_type: ContactType,
        pub name: String,
        pub days: u16,
        pub productive: bool,
    }

    pub struct RecycleCodeKey {
        pub id: CodeId,
    }
}

/// A change of days: whom it binds (S11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum DaysApply {
    FromNowOn,
    AlsoThoseOut,
}
