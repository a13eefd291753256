//! What can be asked about: sources, how they hang together, and their fields.

use serde::{Deserialize, Serialize};

use super::{catalogue, comparison::Comparison, query::About};
use crate::campaign::choice;

choice!(
    /// Where rows come from.
    #[ts(rename = "FetchSource")]
    Source {
        Customer => "customer",
        Vehicle => "vehicle",
        Appointment => "appointment",
        RepairOrder => "repair_order",
        PartsOrder => "parts_order",
        Recall => "recall",
        Inspection => "inspection",
        DeclinedWork => "declined_work",
        Deal => "deal",
        Traffic => "traffic_entry",
        List => "list_entry",
        /// Contact History.
        Contact => "contact",
        /// Voice drops that went out, or are on their way: DealerMine's "Customers on Call Select".
        Drop => "drop",
        CallBack => "call_back",
        TurnOff => "turn_off",
        FetchMember => "fetch_member",
    }
);

choice!(
    /// Rows that belong to a customer or a vehicle.
    #[ts(rename = "FetchRelation")]
    Relation {
        Vehicles => "vehicles",
        /// Sold or traded (P9).
        FormerVehicles => "former_vehicles",
        Appointments => "appointments",
        RepairOrders => "repair_orders",
        PartsOrders => "parts_orders",
        Recalls => "recalls",
        Inspections => "inspections",
        DeclinedWork => "declined_work",
        Deals => "deals",
        Traffic => "traffic",
        Lists => "lists",
        Contacts => "contacts",
        Drops => "drops",
        CallBacks => "call_backs",
        TurnOffs => "turn_offs",
        FetchCampaigns => "fetch_campaigns",
    }
);

choice!(
    /// What a field holds.
    #[ts(rename = "FetchKind")]
    Kind {
        /// In the dealer system's own words; the values on file are offered.
        Text => "text",
        /// One of a few words of ours.
        Choice => "choice",
        /// Whole.
        Number => "number",
        Money => "money",
        /// By the store's calendar.
        Date => "date",
        YesNo => "yes_no",
        /// Several words, like the opcodes of a repair order.
        Words => "words",
    }
);

/// One line of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// `source.name`; stored in queries, stable for ever.
    pub word: &'static str,
    pub source: Source,
    /// As a manager says it; one of a kind among the fields that stand together.
    pub label: &'static str,
    pub kind: Kind,
    /// For a choice: the stored word and what it is called.
    pub options: &'static [(&'static str, &'static str)],
}

impl Field {
    /// The part of the word behind the source.
    pub fn name(&self) -> &'static str {
        self.word.split_once('.').map_or(self.word, |(_, name)| name)
    }

    pub fn compares(&self, comparison: Comparison) -> bool {
        Comparison::of(self.kind).contains(&comparison)
    }

    /// What a stored word is called; other kinds show their values as they are.
    pub fn shown<'a>(&self, value: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.options.iter().find(|(word, _)| *word == value).map_or(value, |(_, label)| label)
    }

    /// An option by its stored word.
    pub fn option(&self, value: &str) -> Option<&'static str> {
        self.options.iter().find(|(word, _)| *word == value).map(|(word, _)| *word)
    }

    /// An option by its word or by what it is called, as it is typed.
    pub(super) fn read_option(&self, typed: &str) -> Option<&'static str> {
        let plain = typed.trim().to_lowercase();
        let is_it = |(word, label): &&(&'static str, &'static str)| *word == plain || label.to_lowercase() == plain;
        self.options.iter().find(is_it).map(|(word, _)| *word)
    }
}

impl About {
    pub fn source(self) -> Source {
        match self {
            Self::Customers => Source::Customer,
            Self::Vehicles => Source::Vehicle,
        }
    }
}

impl Source {
    /// Whose fields can be asked about a row of this source: its own, and of a vehicle in question its owner's.
    pub fn fields(self, is_subject: Subject) -> impl Iterator<Item = &'static Field> {
        let owner = (self == Self::Vehicle && is_subject == Subject::Whole).then_some(Self::Customer);
        catalogue::FIELDS.iter().filter(move |field| field.source == self || Some(field.source) == owner)
    }

    /// What belongs to a row of this source.
    pub fn relations(self) -> &'static [Relation] {
        match self {
            Self::Customer => Relation::ALL,
            Self::Vehicle => Relation::ALL.get(2..).unwrap_or_default(),
            Self::Appointment
            | Self::RepairOrder
            | Self::PartsOrder
            | Self::Recall
            | Self::Inspection
            | Self::DeclinedWork
            | Self::Deal
            | Self::Traffic
            | Self::List
            | Self::Contact
            | Self::Drop
            | Self::CallBack
            | Self::TurnOff
            | Self::FetchMember => &[],
        }
    }
}

/// Whether a row is what the query finds, or one that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Whole,
    Related,
}

impl Relation {
    pub fn source(self) -> Source {
        match self {
            Self::Vehicles | Self::FormerVehicles => Source::Vehicle,
            Self::Appointments => Source::Appointment,
            Self::RepairOrders => Source::RepairOrder,
            Self::PartsOrders => Source::PartsOrder,
            Self::Recalls => Source::Recall,
            Self::Inspections => Source::Inspection,
            Self::DeclinedWork => Source::DeclinedWork,
            Self::Deals => Source::Deal,
            Self::Traffic => Source::Traffic,
            Self::Lists => Source::List,
            Self::Contacts => Source::Contact,
            Self::Drops => Source::Drop,
            Self::CallBacks => Source::CallBack,
            Self::TurnOffs => Source::TurnOff,
            Self::FetchCampaigns => Source::FetchMember,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Vehicles => "Vehicles",
            Self::FormerVehicles => "Former Vehicles",
            Self::Appointments => "Appointments",
            Self::RepairOrders => "Repair Orders",
            Self::PartsOrders => "Parts Orders",
            Self::Recalls => "Recalls",
            Self::Inspections => "Inspections",
            Self::DeclinedWork => "Declined Work",
            Self::Deals => "Deals",
            Self::Traffic => "Traffic Log",
            Self::Lists => "Lists",
            Self::Contacts => "Contacts",
            Self::Drops => "Voice Drops",
            Self::CallBacks => "Call Backs",
            Self::TurnOffs => "Turn Offs",
            Self::FetchCampaigns => "Fetch Campaigns",
        }
    }

    /// One of them, for a sentence: with "a" and with "no".
    pub(super) fn one(self) -> (&'static str, &'static str) {
        match self {
            Self::Vehicles => ("a vehicle", "no vehicle"),
            Self::FormerVehicles => ("a vehicle they no longer own", "no vehicle they once owned"),
            Self::Appointments => ("an appointment", "no appointment"),
            Self::RepairOrders => ("a repair order", "no repair order"),
            Self::PartsOrders => ("a parts order", "no parts order"),
            Self::Recalls => ("a recall", "no recall"),
            Self::Inspections => ("an inspection", "no inspection"),
            Self::DeclinedWork => ("declined work", "no declined work"),
            Self::Deals => ("a deal", "no deal"),
            Self::Traffic => ("an entry in the traffic log", "no entry in the traffic log"),
            Self::Lists => ("a place on an imported list", "no place on an imported list"),
            Self::Contacts => ("a contact", "no contact"),
            Self::Drops => ("a voice drop", "no voice drop"),
            Self::CallBacks => ("a call-back", "no call-back"),
            Self::TurnOffs => ("a turn-off", "no turn-off"),
            Self::FetchCampaigns => ("a place in a Fetch Campaign", "no place in a Fetch Campaign"),
        }
    }

    /// The date that a period is about. A vehicle has no one date.
    pub fn date(self) -> Option<&'static Field> {
        let word = match self {
            Self::Vehicles | Self::FormerVehicles => return None,
            Self::Appointments => "appointment.appointment_on",
            Self::RepairOrders => "repair_order.opened_on",
            Self::PartsOrders => "parts_order.ordered_on",
            Self::Recalls => "recall.opened_on",
            Self::Inspections => "inspection.due_on",
            Self::DeclinedWork => "declined_work.declined_on",
            Self::Deals => "deal.sold_on",
            Self::Traffic => "traffic_entry.entered_on",
            Self::Lists => "list_entry.listed_on",
            Self::Contacts => "contact.started_at",
            Self::Drops => "drop.intended_on",
            Self::CallBacks => "call_back.called_on",
            Self::TurnOffs => "turn_off.at",
            Self::FetchCampaigns => "fetch_member.expires_on",
        };
        catalogue::find(word)
    }
}
