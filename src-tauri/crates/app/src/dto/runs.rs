//! Today, the runs under way, what needs a decision, and the report of a run.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    contact_type::ContactType,
    disposition::Disposition,
    ids::{AttemptId, CampaignId, CustomerId, PortNumber, RunId, TargetId},
    phone::{E164, PhoneKind},
    reason::Reason,
    states::{Counts, PauseCause, RunSkip, RunState, TargetState},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{backups::Restored, dto, imports::DataAsOf};

dto! {
    pub struct Today {
        pub on: NaiveDate,
        pub delivered: u32,
        pub failed: u32,
        pub in_progress: u32,
        pub unknown: u32,
        /// Count asked of every run of today that is not skipped or missed.
        pub planned: u32,
        pub call_backs: u32,
        /// Runs under way, waiting or paused, by port, then in line.
        pub lanes: Vec<Lane>,
        /// Runs of today that are over, newest first.
        pub ended: Vec<EndedRun>,
        pub next: Vec<NextRun>,
        pub decisions: Vec<Decision>,
        /// Customers with no number that can be used.
        pub impossible: u32,
        pub blocked_until: u32,
        pub blocked_for_ever: u32,
        /// Newest first, at most 100.
        pub drops: Vec<DropRow>,
        /// The customers, and whatever else an active campaign rests on.
        pub data_as_of: Vec<DataAsOf>,
        /// The file was restored from a backup, and something still waits for a person.
        pub restored: Option<Restored>,
    }

    pub struct Lane {
        pub run: RunId,
        pub campaign: CampaignId,
        pub campaign_name: String,
        pub contact_type: ContactType,
        pub state: RunState,
        /// A standing run with nobody to send to: open, and in no line (P6).
        pub resting: bool,
        pub port: Option<PortNumber>,
        pub counts: Counts,
        pub asked: u32,
        pub in_flight: Option<InFlight>,
        pub since: DateTime<Utc>,
        pub paused_by: Option<String>,
        pub pause_cause: Option<PauseCause>,
        /// A sentence: why it waits or is paused, and what to do.
        pub note: Option<String>,
        /// The run's window ends.
        pub until: DateTime<Utc>,
        pub version_saved_at: DateTime<Utc>,
        pub is_newest_version: bool,
    }

    pub struct InFlight {
        pub customer: CustomerId,
        pub name: String,
        pub kind: PhoneKind,
        pub number: E164,
        pub since: DateTime<Utc>,
    }

    pub struct EndedRun {
        pub run: RunId,
        pub campaign_name: String,
        pub state: RunState,
        pub skip: Option<RunSkip>,
        pub note: Option<String>,
        pub counts: Counts,
        pub ended_at: DateTime<Utc>,
    }

    pub struct NextRun {
        pub campaign: CampaignId,
        pub campaign_name: String,
        pub at: DateTime<Utc>,
        /// `None`: all due.
        pub count: Option<u32>,
    }

    /// An attempt whose ending is not known.
    pub struct Decision {
        pub attempt: AttemptId,
        pub run: Option<RunId>,
        pub customer: Option<CustomerId>,
        pub name: String,
        pub number: E164,
        pub campaign_name: String,
        pub intended_at: DateTime<Utc>,
        pub accepted_at: Option<DateTime<Utc>>,
        /// What is known, in words.
        pub known: String,
        /// The answer to the last "Ask again".
        pub last_answer: Option<String>,
    }

    pub struct DecisionSettle {
        pub attempt: AttemptId,
        pub choice: DecisionChoice,
    }

    pub struct DropRow {
        pub attempt: AttemptId,
        pub customer: CustomerId,
        pub name: String,
        pub vehicle: Option<String>,
        pub contact_type: ContactType,
        pub kind: PhoneKind,
        pub number: E164,
        pub at: DateTime<Utc>,
        /// `None`: In Progress.
        pub disposition: Option<Disposition>,
        pub unknown: bool,
        /// Stratics later said otherwise: its word. Shown, never applied.
        pub other_result: Option<String>,
    }

    pub struct RunKey {
        pub run: RunId,
    }

    pub struct RunSetCount {
        pub run: RunId,
        pub count: domain::campaign::Count,
    }

    pub struct RunNow {
        pub campaign: CampaignId,
    }

    pub struct PausedRuns {
        pub runs: Vec<RunId>,
    }

    pub struct ReportListRequest {
        /// Runs before this one; `None` starts with the newest.
        pub before: Option<RunId>,
    }

    pub struct ReportList {
        pub runs: Vec<ReportHead>,
        pub before: Option<RunId>,
    }

    pub struct ReportHead {
        pub run: RunId,
        pub campaign: CampaignId,
        pub campaign_name: String,
        pub contact_type: ContactType,
        pub on: NaiveDate,
        pub sequence: u32,
        pub state: RunState,
        pub skip: Option<RunSkip>,
        pub note: Option<String>,
        pub port: Option<PortNumber>,
        pub asked: u32,
        pub counts: Counts,
        pub scheduled_at: DateTime<Utc>,
        pub started_at: Option<DateTime<Utc>>,
        pub ended_at: Option<DateTime<Utc>>,
        /// Exactly ended_at less started_at (S16).
        pub duration_ms: Option<i64>,
        pub paused_ms: i64,
        pub waited_ms: i64,
    }

    pub struct RunReport {
        pub head: ReportHead,
        pub spec: domain::campaign::CampaignSpec,
        pub version_saved_at: DateTime<Utc>,
        pub results: Vec<ResultLine>,
        pub skipped: Vec<ReasonLine>,
        pub released: Vec<ReasonLine>,
        pub call_backs: u32,
        pub newly_blocked: u32,
        pub newly_blocked_for_ever: u32,
        /// Results that came after the run ended.
        pub late_results: u32,
        /// Why the run came up short, if it did (P1).
        pub shortfall: Option<String>,
        /// Mean machine of a drop, intent to final, in clock milliseconds.
        pub mean_drop_ms: Option<i64>,
    }

    pub struct ResultLine {
        pub disposition: Disposition,
        pub targets: u32,
    }

    pub struct ReasonLine {
        pub reason: Reason,
        pub targets: u32,
    }

    pub struct RunTargetsRequest {
        pub run: RunId,
        /// Position to start after; a page has 200.
        pub after: Option<u32>,
    }

    pub struct RunTargets {
        pub targets: Vec<TargetRow>,
        pub after: Option<u32>,
    }

    pub struct TargetRow {
        pub target: TargetId,
        pub position: u32,
        pub customer: CustomerId,
        pub name: String,
        pub customer_number: String,
        pub vehicle: Option<String>,
        pub kind: Option<PhoneKind>,
        pub number: Option<E164>,
        pub state: TargetState,
        pub reason: Option<Reason>,
        pub detail: Option<String>,
        pub disposition: Option<Disposition>,
        pub raw_word: Option<String>,
        /// Stratics later said otherwise: its word. Shown, never applied.
        pub other_result: Option<String>,
        pub sent_at: Option<DateTime<Utc>>,
        pub final_at: Option<DateTime<Utc>>,
        /// "back on Call Select 1 Dec", "blocked until 5 Dec".
        pub follows: Option<String>,
        pub is_late: bool,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum DecisionChoice {
    AskAgain,
    TreatAsDelivered,
    TreatAsNotDelivered,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    Csv,
    Xlsx,
}
