//! What the window is told without asking. An event names what changed; the window asks again for what it shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Topics are gathered for 100 ms, so that a busy minute is ten messages a second and not one per row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct WindowEvent {
    pub changed: Vec<Topic>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    House,
    Runs,
    Campaigns,
    Customers,
    Messages,
    Recycle,
    Imports,
    Backups,
    /// Saved queries and Fetch Campaigns.
    Fetch,
}

impl Topic {
    pub const ALL: [Self; 8] = [
        Self::House,
        Self::Runs,
        Self::Campaigns,
        Self::Customers,
        Self::Messages,
        Self::Recycle,
        Self::Imports,
        Self::Fetch,
    ];
}
