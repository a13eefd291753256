//! The reasons for contacting a customer (product page, section 1).

use serde::{Deserialize, Serialize};

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
pub enum ContactType {
    Maintenance,
    Confirm,
    NoShow,
    ServiceFollowUp,
    SpecialOrderParts,
    Recall,
    Mvi,
    DeclinedWork,
    Sales,
    Unsold,
    Marketing,
    FetchAutomation,
}

impl ContactType {
    pub const ALL: [ContactType; 12] = [
        Self::Maintenance,
        Self::Confirm,
        Self::NoShow,
        Self::ServiceFollowUp,
        Self::SpecialOrderParts,
        Self::Recall,
        Self::Mvi,
        Self::DeclinedWork,
        Self::Sales,
        Self::Unsold,
        Self::Marketing,
        Self::FetchAutomation,
    ];

    /// The word that is stored and sent; stable for ever.
    pub fn word(self) -> &'static str {
        match self {
            Self::Maintenance => "maintenance",
            Self::Confirm => "confirm",
            Self::NoShow => "no_show",
            Self::ServiceFollowUp => "service_follow_up",
            Self::SpecialOrderParts => "special_order_parts",
            Self::Recall => "recall",
            Self::Mvi => "mvi",
            Self::DeclinedWork => "declined_work",
            Self::Sales => "sales",
            Self::Unsold => "unsold",
            Self::Marketing => "marketing",
            Self::FetchAutomation => "fetch_automation",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.word() == word)
    }

    /// As a manager reads it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Maintenance => "Maintenance",
            Self::Confirm => "Confirm",
            Self::NoShow => "No Show",
            Self::ServiceFollowUp => "Service Follow-up",
            Self::SpecialOrderParts => "Special Order Parts",
            Self::Recall => "Recall",
            Self::Mvi => "MVI",
            Self::DeclinedWork => "Declined Work",
            Self::Sales => "Sales",
            Self::Unsold => "Unsold",
            Self::Marketing => "Marketing",
            Self::FetchAutomation => "Fetch Automation",
        }
    }

    /// Confirm, No Show, CSI and Parts are about a visit the customer made or booked; the rest days between marketing
    /// drops do not bind them (P2).
    pub fn is_marketing(self) -> bool {
        !matches!(self, Self::Confirm | Self::NoShow | Self::ServiceFollowUp | Self::SpecialOrderParts)
    }

    /// Whether a drop holds back the appointment, order, deal or entry it is about, and nothing else (S10).
    pub fn is_about_one_event(self) -> bool {
        matches!(
            self,
            Self::Confirm | Self::NoShow | Self::ServiceFollowUp | Self::SpecialOrderParts | Self::Sales | Self::Unsold
        )
    }

    /// At equal times these runs get a port first (S5).
    pub fn goes_first(self) -> bool {
        matches!(self, Self::Confirm | Self::NoShow | Self::SpecialOrderParts)
    }

    /// The department whose hours, caller ID and call-back number apply.
    pub fn department(self) -> Department {
        match self {
            Self::Sales | Self::Unsold => Department::Sales,
            Self::Maintenance
            | Self::Confirm
            | Self::NoShow
            | Self::ServiceFollowUp
            | Self::SpecialOrderParts
            | Self::Recall
            | Self::Mvi
            | Self::DeclinedWork
            | Self::Marketing
            | Self::FetchAutomation => Department::Service,
        }
    }
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    Service,
    Sales,
}

impl Department {
    pub fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Sales => "sales",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Service, Self::Sales].into_iter().find(|d| d.word() == word)
    }
}
