//! Campaigns and the builder's live preview.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    campaign::{CampaignSpec, CampaignState},
    ids::{CampaignId, CustomerId, FetchCampaignId, FetchQueryId, RunId, ScheduleId},
    phone::{E164, PhoneKind},
    reason::{NumberFault, Reason, ReasonGroup},
    states::RunState,
};

use super::{dto, imports::DataAsOf};

dto! {
    pub struct CampaignKey {
        pub id: CampaignId,
    }

    pub struct CampaignSave {
        /// `None` makes a new draft.
        pub id: Option<CampaignId>,
        pub spec: CampaignSpec,
        /// What the file says now if somebody else saved since: the version the editor opened.
        pub based_on: Option<u32>,
    }

    pub struct CampaignDto {
        pub id: CampaignId,
        /// Shown to people; counts up per store.
        pub number: u32,
        pub state: CampaignState,
        pub version: u32,
        pub saved_at: DateTime<Utc>,
        pub spec: CampaignSpec,
        pub has_run: bool,
        /// Whose step it is: then it is changed there.
        pub schedule: Option<ScheduleId>,
        pub next_run_at: Option<DateTime<Utc>>,
        /// Why there is no next run, or what will keep it from starting.
        pub warning: Option<String>,
        pub last_run: Option<LastRun>,
        /// A run under way, and the version it runs with when that is not the newest.
        pub running: Option<RunningVersion>,
    }

    pub struct LastRun {
        pub run: RunId,
        pub on: NaiveDate,
        pub state: RunState,
        pub delivered: u32,
        pub asked: u32,
    }

    pub struct RunningVersion {
        pub run: RunId,
        pub version_saved_at: DateTime<Utc>,
        pub is_newest: bool,
    }

    pub struct CampaignList {
        pub campaigns: Vec<CampaignDto>,
    }

    pub struct CampaignPreviewRequest {
        pub spec: CampaignSpec,
        /// Whose set-up it is; `None`: not saved yet. A step of a schedule leaves out whoever had it.
        pub campaign: Option<CampaignId>,
    }

    pub struct AudiencePreview {
        /// Customers who can get a drop.
        pub eligible: u32,
        /// How many of them the count takes.
        pub would_get: u32,
        /// The first 50, in order (S2).
        pub first: Vec<PreviewPerson>,
        /// Everyone who would not, each customer once, under the first reason that holds.
        pub groups: Vec<PreviewGroup>,
        pub customers: u32,
        pub notices: Vec<Notice>,
        pub next_run_at: Option<DateTime<Utc>>,
        pub credits: Option<i64>,
        /// What the contact type rests on.
        pub data_as_of: Vec<DataAsOf>,
    }

    pub struct PreviewPerson {
        pub customer: CustomerId,
        pub name: String,
        pub customer_number: String,
        pub vehicle: Option<String>,
        pub kind: Option<PhoneKind>,
        pub number: Option<E164>,
        /// `None`: never contacted.
        pub last_contact_at: Option<DateTime<Utc>>,
    }

    pub struct PreviewGroup {
        pub group: ReasonGroup,
        pub customers: u32,
        /// What the line is made of, where it can be more than one thing; the most frequent first.
        pub parts: Vec<PreviewPart>,
    }

    /// A part of a line. Of Impossible to Contact each customer stands in one part for each number.
    pub struct PreviewPart {
        pub reason: Reason,
        pub number: Option<NumberPart>,
        pub customers: u32,
    }

    pub struct NumberPart {
        pub kind: PhoneKind,
        pub fault: NumberFault,
    }

    /// What a manager should know before saving; it keeps nobody from it.
    pub struct Notice {
        pub kind: NoticeKind,
        pub text: String,
    }

    pub struct CampaignOverlaps {
        pub notices: Vec<Notice>,
    }

    pub struct PreviewPeopleRequest {
        pub spec: CampaignSpec,
        pub campaign: Option<CampaignId>,
        pub group: ReasonGroup,
        /// Rows to pass over; a page has 100.
        pub offset: u32,
    }

    pub struct PreviewPeople {
        pub people: Vec<ExcludedPerson>,
        pub total: u32,
    }

    pub struct ExcludedPerson {
        pub person: PreviewPerson,
        /// All reasons, the first first.
        pub reasons: Vec<ReasonDto>,
    }

    pub struct ReasonDto {
        pub reason: Reason,
        /// "until 5 Dec 2026", "by A. Snyder", "same number as Marie Tremblay".
        pub detail: Option<String>,
        /// For Impossible to Contact: why per number.
        pub numbers: Vec<NumberFaultDto>,
    }

    pub struct NumberFaultDto {
        pub kind: PhoneKind,
        pub fault: NumberFault,
        pub until_on: Option<NaiveDate>,
    }

    /// What a campaign or a schedule can be about, as it stands on file.
    pub struct CampaignChoices {
        /// Open recalls by the maker's word.
        pub recalls: Vec<RecallDto>,
        /// Of the traffic log, in the store's own words.
        pub statuses: Vec<CountedWord>,
        pub traffic_types: Vec<CountedWord>,
        pub lost_reasons: Vec<CountedWord>,
        /// Those that offer somebody today.
        pub fetch_campaigns: Vec<FetchCampaignChoice>,
        pub fetch_queries: Vec<FetchQueryChoice>,
    }

    pub struct RecallDto {
        pub campaign: String,
        pub title: Option<String>,
        /// Vehicles on which it is open.
        pub vehicles: u32,
    }

    pub struct CountedWord {
        pub word: String,
        pub entries: u32,
    }

    pub struct FetchCampaignChoice {
        pub id: FetchCampaignId,
        pub name: String,
        pub expires_on: NaiveDate,
        pub customers: u32,
    }

    pub struct FetchQueryChoice {
        pub id: FetchQueryId,
        pub name: String,
    }

    pub struct MakesAndModels {
        pub makes: Vec<MakeDto>,
    }

    pub struct MakeDto {
        pub make: String,
        pub vehicles: u32,
        pub models: Vec<String>,
    }
}

/// What a notice is about. The order is the order in which they are shown.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
    ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// There is no day to run on, or no time.
    NoRun,
    /// The saved query has rules that cannot hold together.
    Query,
    /// Confirm: by the next open day it is too late.
    LastChance,
    /// Fewer than asked for.
    Short,
    /// More than fit into the window.
    Window,
    /// Another campaign would choose the same customers that day.
    Overlap,
    /// More campaigns start at that time than there are ports.
    Ports,
    /// Somebody would hear the other language.
    Language,
    /// The start falls into the hour that the clocks leave out.
    ClockChange,
}
