//! Row identities. Distinct types, so that a run is never taken for a campaign.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
                 schemars::JsonSchema, ts_rs::TS)]
        #[serde(transparent)]
        #[ts(type = "number")]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids!(
    /// One rooftop.
    StoreId,
    /// A person or fleet on the file of one store.
    CustomerId,
    /// A VIN on a customer's file.
    VehicleId,
    /// An appointment, a repair order, or any other single event that can be the reason for a contact.
    MatterId,
    /// A saved Fetch query.
    FetchQueryId,
    /// A query that was sent to Call Select, with an expiry date.
    FetchCampaignId,
    /// An Unsold or Sales schedule.
    ScheduleId,
    /// A recording with its words.
    MessageId,
    /// Who, which message, how many, when.
    CampaignId,
    /// One execution of a campaign.
    RunId,
    /// One customer in one run.
    TargetId,
    /// One submission of one target to the provider.
    AttemptId,
    /// One row of Contact History.
    ContactId,
    /// A recycle code of one store and contact type.
    CodeId,
    /// An inbound call after a drop.
    CallBackId,
    /// One file that was taken in.
    ImportId,
    /// A folder whose files are taken in by themselves.
    WatchId,
);

/// A lane of the provider's account, from 1; one drop in flight at a time (S4).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS,
)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct PortNumber(pub u16);

impl std::fmt::Display for PortNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
