//! Campaigns and the builder's live preview.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    campaign::{CampaignSpec, CampaignState},
    ids::{CampaignId, CustomerId, RunId},
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
        /// Sentences: other language, daylight-saving gap, list too small.
        pub notices: Vec<String>,
        pub next_run_at: Option<DateTime<Utc>>,
        pub credits: Option<i64>,
        pub data_as_of: DataAsOf,
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

    pub struct MakesAndModels {
        pub makes: Vec<MakeDto>,
    }

    pub struct MakeDto {
        pub make: String,
        pub vehicles: u32,
        pub models: Vec<String>,
    }
}
