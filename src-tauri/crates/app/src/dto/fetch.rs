//! Fetch: queries, what they find, and campaigns made of them. A query itself is `domain::fetch::Query`.
//!
//! Places in a line count UTF-16 units, as a text field of the window does.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    fetch::{About, Comparison, Kind, Part, Query, Relation, Source, SuggestionKind, Takes},
    ids::{CustomerId, FetchCampaignId, FetchQueryId, VehicleId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::dto;

dto! {
    /// Everything a query can be made of, in the order of menus.
    pub struct FetchCatalogue {
        pub fields: Vec<FetchFieldDto>,
        pub relations: Vec<FetchRelationDto>,
    }

    pub struct FetchFieldDto {
        /// What a rule stores.
        pub word: String,
        /// One of a kind among the fields that stand together: those of vehicles and their owners, or of one relation.
        pub label: String,
        pub source: Source,
        pub kind: Kind,
        /// Of a choice.
        pub options: Vec<FetchOption>,
        pub comparisons: Vec<FetchComparisonDto>,
        /// Whether `fetch_values` knows values of it.
        pub has_values: bool,
    }

    pub struct FetchOption {
        pub word: String,
        pub label: String,
    }

    pub struct FetchComparisonDto {
        pub comparison: Comparison,
        /// "is more than … ago": where a … stands, the values go.
        pub phrase: String,
        pub takes: Takes,
    }

    pub struct FetchRelationDto {
        pub relation: Relation,
        pub label: String,
        /// Whose fields its rules have.
        pub source: Source,
        /// Of what a query can ask whether it has them.
        pub of: Vec<Source>,
        /// The label of the date that a period is about; `None`: it takes no period.
        pub date: Option<String>,
    }

    pub struct FetchCheck {
        pub written: FetchWritten,
    }

    /// A line that cannot be read gives neither query nor sentence; a query with faults gives no sentence.
    pub struct FetchChecked {
        pub query: Option<Query>,
        /// The query as it is typed: comparisons of dates in words.
        pub line: Option<String>,
        /// What it means, in one sentence.
        pub sentence: Option<String>,
        pub line_error: Option<FetchLineError>,
        pub faults: Vec<FetchFault>,
        /// Worth knowing, and no fault: rules that cannot hold together.
        pub notices: Vec<String>,
    }

    pub struct FetchLineError {
        pub start: u32,
        pub end: u32,
        pub message: String,
    }

    pub struct FetchFault {
        /// Places of items from the root down, through the rules of a "has". Empty: the root.
        pub path: Vec<u32>,
        pub part: Part,
        pub message: String,
    }

    pub struct FetchComplete {
        pub about: About,
        pub line: String,
        pub caret: u32,
    }

    pub struct FetchCompletion {
        /// What a suggestion replaces.
        pub start: u32,
        pub end: u32,
        pub suggestions: Vec<FetchSuggestion>,
    }

    pub struct FetchSuggestion {
        pub kind: SuggestionKind,
        /// What goes into the line; a blank comes behind it.
        pub text: String,
        pub label: String,
        /// Of a value on file.
        pub rows: Option<u32>,
    }

    pub struct FetchValues {
        pub field: String,
        /// Only values that hold this; empty: all.
        pub search: String,
    }

    /// The 50 most frequent.
    pub struct FetchValueList {
        pub values: Vec<FetchValue>,
    }

    pub struct FetchValue {
        /// What a rule stores.
        pub value: String,
        pub label: String,
        pub rows: u32,
    }

    pub struct FetchFind {
        pub query: Query,
    }

    pub struct FetchFound {
        /// Customers or vehicles, as the query asks.
        pub found: u32,
        pub customers: u32,
        /// The first 50.
        pub rows: Vec<FetchRow>,
    }

    pub struct FetchRow {
        pub customer: CustomerId,
        pub vehicle: Option<VehicleId>,
        pub customer_number: String,
        pub name: String,
        pub city: Option<String>,
        pub vehicle_title: Option<String>,
        pub vin: Option<String>,
        pub last_ro_on: Option<NaiveDate>,
        /// `None`: never contacted.
        pub last_contact_at: Option<DateTime<Utc>>,
    }

    pub struct FetchQueryKey {
        pub id: FetchQueryId,
    }

    pub struct FetchQueryList {
        pub queries: Vec<FetchQueryDto>,
    }

    pub struct FetchQueryDto {
        pub id: FetchQueryId,
        pub name: String,
        /// `None`: another version of the program wrote it.
        pub query: Option<Query>,
        pub sentence: Option<String>,
        /// Why it cannot be asked any more.
        pub fault: Option<String>,
        pub saved_at: DateTime<Utc>,
        pub saved_by: String,
        /// Active campaigns that ask it: it cannot be deleted.
        pub used_by: Vec<String>,
    }

    pub struct FetchSave {
        /// `None` saves a new one.
        pub id: Option<FetchQueryId>,
        pub name: String,
        pub query: Query,
    }

    pub struct FetchReadyMadeList {
        pub queries: Vec<FetchReadyMade>,
    }

    pub struct FetchReadyMade {
        pub word: String,
        pub name: String,
        pub tells: String,
        pub query: Query,
    }

    pub struct FetchCampaignKey {
        pub id: FetchCampaignId,
    }

    pub struct FetchCampaignList {
        pub campaigns: Vec<FetchCampaignDto>,
    }

    pub struct FetchCampaignDto {
        pub id: FetchCampaignId,
        pub name: String,
        pub query: FetchQueryId,
        pub query_name: String,
        /// The last day on which it counts.
        pub expires_on: NaiveDate,
        pub state: FetchCampaignState,
        pub made_at: DateTime<Utc>,
        pub made_by: String,
        pub members: u32,
        /// Still to be contacted.
        pub open: u32,
    }

    /// Sends what a saved query finds now to Call Select.
    pub struct FetchCampaignMake {
        pub query: FetchQueryId,
        pub name: String,
        pub expires_on: NaiveDate,
    }
}

/// A query from the tree, or from the line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FetchWritten {
    Query { query: Query },
    Line { about: About, line: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum FetchCampaignState {
    Active,
    /// Its last day is over.
    Expired,
    /// A person ended it.
    Ended,
}
