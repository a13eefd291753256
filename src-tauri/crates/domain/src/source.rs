//! Where the data come from, and how old each may grow before no campaign starts on it (P15).

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    campaign::choice,
    contact_type::ContactType,
    facts::MatterSource,
    fetch::{Checked, Source},
    zone::Zone,
};

choice!(
    /// A kind of file that a dealer system brings, with a mapping and a freshness of its own.
    DataSource {
        Customers => "customers",
        Appointment => "appointment",
        RepairOrder => "repair_order",
        PartsOrder => "parts_order",
        Recall => "recall",
        Inspection => "inspection",
        DeclinedWork => "declined_work",
        Deal => "deal",
        /// The traffic log of the showroom, and internet leads.
        TrafficEntry => "traffic_entry",
        /// Imported lists.
        ListEntry => "list_entry",
    }
);

/// How old a source may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeLimit {
    /// It is of today, by the store's date.
    SameDay,
    Days(i64),
}

impl DataSource {
    /// As a manager reads it, over a list.
    pub fn title(self) -> &'static str {
        match self {
            Self::Customers => "Customers",
            Self::Appointment => "Appointments",
            Self::RepairOrder => "Repair orders",
            Self::PartsOrder => "Special order parts",
            Self::Recall => "Recalls",
            Self::Inspection => "Inspections",
            Self::DeclinedWork => "Declined work",
            Self::Deal => "Deals",
            Self::TrafficEntry => "Traffic log and leads",
            Self::ListEntry => "Imported lists",
        }
    }

    /// Its file, in the middle of a sentence.
    pub fn file(self) -> &'static str {
        match self {
            Self::Customers => "customer file",
            Self::Appointment => "appointment file",
            Self::RepairOrder => "repair order file",
            Self::PartsOrder => "special order parts file",
            Self::Recall => "recall file",
            Self::Inspection => "inspection file",
            Self::DeclinedWork => "declined work file",
            Self::Deal => "deal file",
            Self::TrafficEntry => "traffic log",
            Self::ListEntry => "list",
        }
    }

    /// P15 names appointments and traffic log (same day) and repair orders (3 days). The customers' file bears the last
    /// repair orders, so it has their limit; whatever else moves slowly, and is exported by many stores once a week.
    pub fn limit(self) -> AgeLimit {
        match self {
            Self::Appointment | Self::TrafficEntry => AgeLimit::SameDay,
            Self::Customers | Self::RepairOrder => AgeLimit::Days(3),
            Self::PartsOrder | Self::Recall | Self::Inspection | Self::DeclinedWork | Self::Deal | Self::ListEntry => {
                AgeLimit::Days(7)
            }
        }
    }

    /// Whether no campaign that rests on it may start. What was never taken in is too old.
    pub fn is_too_old(self, as_of_at: Option<DateTime<Utc>>, now: DateTime<Utc>, zone: &Zone) -> bool {
        as_of_at.is_none_or(|at| match self.limit() {
            AgeLimit::SameDay => zone.date_at(at) < zone.date_at(now),
            AgeLimit::Days(days) => now - at > TimeDelta::days(days),
        })
    }

    /// What a run that does not start for it says.
    pub fn too_old(self, as_of_at: Option<DateTime<Utc>>) -> String {
        let file = self.file();
        match (as_of_at, self.limit()) {
            (None, _) => format!("No {file} has been taken in."),
            (Some(_), AgeLimit::SameDay) => format!("The {file} is not of today. Import a new one."),
            (Some(_), AgeLimit::Days(days)) => format!("The {file} is older than {days} days. Import a new one."),
        }
    }

    /// What a contact type cannot do without. Of a Fetch Automation this is the least: see [`Self::of_query`].
    pub fn of(contact_type: ContactType) -> Self {
        match contact_type {
            ContactType::Maintenance | ContactType::Marketing | ContactType::FetchAutomation => Self::Customers,
            ContactType::Confirm | ContactType::NoShow => Self::Appointment,
            ContactType::ServiceFollowUp => Self::RepairOrder,
            ContactType::SpecialOrderParts => Self::PartsOrder,
            ContactType::Recall => Self::Recall,
            ContactType::Mvi => Self::Inspection,
            ContactType::DeclinedWork => Self::DeclinedWork,
            ContactType::Sales => Self::Deal,
            ContactType::Unsold => Self::TrafficEntry,
        }
    }

    /// What speaks against a contact of this type: a store need not have it, but where it was once taken in, an old one
    /// would send drops to people who came, or bought, since.
    pub fn beside(contact_type: ContactType) -> Option<Self> {
        match contact_type {
            ContactType::NoShow => Some(Self::RepairOrder),
            ContactType::Unsold => Some(Self::Deal),
            ContactType::Maintenance
            | ContactType::Confirm
            | ContactType::ServiceFollowUp
            | ContactType::SpecialOrderParts
            | ContactType::Recall
            | ContactType::Mvi
            | ContactType::DeclinedWork
            | ContactType::Sales
            | ContactType::Marketing
            | ContactType::FetchAutomation => None,
        }
    }

    /// What a saved query cannot do without (S17): those whom it finds, and the file behind every rule and every "has / has
    /// no". An old traffic log would make "has no entry since" true of people who came in this morning.
    pub fn of_query(query: &Checked) -> BTreeSet<Self> {
        let customers = BTreeSet::from([Self::Customers]);
        customers.into_iter().chain(query.sources().into_iter().filter_map(Self::behind)).collect()
    }

    /// The file that brings what can be asked about; `None`: it comes into being here, and is never old.
    fn behind(asked: Source) -> Option<Self> {
        match asked {
            Source::Customer | Source::Vehicle => Some(Self::Customers),
            Source::Appointment => Some(Self::Appointment),
            Source::RepairOrder => Some(Self::RepairOrder),
            Source::PartsOrder => Some(Self::PartsOrder),
            Source::Recall => Some(Self::Recall),
            Source::Inspection => Some(Self::Inspection),
            Source::DeclinedWork => Some(Self::DeclinedWork),
            Source::Deal => Some(Self::Deal),
            Source::Traffic => Some(Self::TrafficEntry),
            Source::List => Some(Self::ListEntry),
            Source::Contact | Source::Drop | Source::CallBack | Source::TurnOff | Source::FetchMember => None,
        }
    }

    /// The kind of matter that its rows are; customers and lists are none.
    pub fn matter(self) -> Option<MatterSource> {
        match self {
            Self::Customers | Self::ListEntry => None,
            Self::Appointment => Some(MatterSource::Appointment),
            Self::RepairOrder => Some(MatterSource::RepairOrder),
            Self::PartsOrder => Some(MatterSource::PartsOrder),
            Self::Recall => Some(MatterSource::Recall),
            Self::Inspection => Some(MatterSource::Inspection),
            Self::DeclinedWork => Some(MatterSource::DeclinedWork),
            Self::Deal => Some(MatterSource::Deal),
            Self::TrafficEntry => Some(MatterSource::TrafficEntry),
        }
    }
}
