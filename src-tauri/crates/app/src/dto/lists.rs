//! Lists that leave the program as files (P10).

use domain::{
    campaign::CampaignSpec,
    fetch::Query,
    ids::{CampaignId, CustomerId, ImportId, RunId},
    on_file::EventSource,
    reason::ReasonGroup,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{call_select::CallSelectAsk, dto, runs::ExportFormat};

dto! {
    pub struct ListExport {
        pub list: ExportedList,
        pub format: ExportFormat,
    }

    pub struct ExportsUnderWay {
        pub exports: Vec<ExportUnderWay>,
    }

    /// A file that is being written in a place that a person chose.
    pub struct ExportUnderWay {
        pub id: u32,
        pub file_name: String,
        /// Written so far.
        pub rows: u32,
    }

    pub struct ExportKey {
        pub id: u32,
    }
}

/// Every list and report of the window. All its rows go into the file, however many of them the screen shows at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExportedList {
    /// Everybody who can get a drop, in order (S2), and whom the count takes.
    Eligible {
        spec: Box<CampaignSpec>,
        campaign: Option<CampaignId>,
    },
    /// The people behind one line of the preview, with all of their reasons.
    Excluded {
        spec: Box<CampaignSpec>,
        campaign: Option<CampaignId>,
        group: ReasonGroup,
    },
    Customers,
    /// Customers who match a search.
    Found {
        text: String,
    },
    ContactHistory {
        customer: CustomerId,
    },
    /// All that one source has of a customer.
    OnFile {
        customer: CustomerId,
        source: EventSource,
    },
    /// Every target of a run, with the run's exact times (S16).
    Report {
        run: RunId,
    },
    /// Those that are offered, and those that were excluded.
    HouseAccounts,
    Campaigns,
    /// Unsold and Sales schedules, a line for each step.
    Schedules,
    Runs,
    /// The drops of the store's today.
    DropsOfToday,
    Messages,
    WatchedFolders,
    Imports,
    /// The rows of a file that were not taken.
    RejectedRows {
        import: ImportId,
    },
    RecycleCodes,
    /// Everything that a query finds.
    Fetched {
        query: Box<Query>,
    },
    /// Everybody on a list of Call Select, in its order.
    CallSelect {
        ask: Box<CallSelectAsk>,
    },
    /// What the caller took and did not close.
    MyCalls,
    Audit,
    /// Results of drops that the file does not know.
    ForeignDrops,
}
