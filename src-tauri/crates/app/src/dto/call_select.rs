//! Call Select: what agents are offered, what they take, and how they close it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    aim::Subtype,
    call_select::{NoDrops, SortOption, Stars},
    campaign::{CustomerTypeFilter, DayFilter, Language, LanguageFilter},
    contact_type::ContactType,
    ids::{CodeId, CustomerId, FetchCampaignId, RunId, VehicleId},
    phone::PhoneKind,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::dto;

dto! {
    pub struct CallSelectTypes {
        /// In the order of an agent's morning.
        pub types: Vec<CallType>,
        /// Cities on file, for the filter.
        pub cities: Vec<String>,
    }

    pub struct CallType {
        pub contact_type: ContactType,
        /// Customers due today, those that somebody has included.
        pub due: u32,
        /// Those whom nobody has.
        pub free: u32,
        /// What can be chosen as a target.
        pub subtypes: Vec<Subtype>,
        pub recalls: Vec<String>,
        pub fetch_campaigns: Vec<FetchTargetDto>,
        /// Sales and Unsold: active steps of schedules; without one nobody is due.
        pub steps: Option<u32>,
    }

    pub struct FetchTargetDto {
        pub id: FetchCampaignId,
        pub name: String,
        /// The last day on which it counts.
        pub expires_on: NaiveDate,
    }

    /// Store Selections, Contact Selections and Targets.
    #[derive(PartialEq)]
    pub struct CallSelectAsk {
        pub contact_type: ContactType,
        /// Empty: all of the contact type.
        pub subtypes: Vec<Subtype>,
        pub recalls: Vec<String>,
        pub fetch_campaigns: Vec<FetchCampaignId>,
        pub language: LanguageFilter,
        pub day: DayFilter,
        pub customer_type: CustomerTypeFilter,
        pub city: Option<String>,
        pub sort: SortOption,
    }

    pub struct CallSelectListRequest {
        pub ask: CallSelectAsk,
        /// Rows to leave out, those of the pages before.
        pub offset: u32,
    }

    pub struct CallSelectPage {
        pub rows: Vec<CallRow>,
        pub total: u32,
        pub free: u32,
        pub held: u32,
        pub taken: u32,
    }

    pub struct CallRow {
        pub customer: CustomerId,
        pub name: String,
        pub customer_number: String,
        pub city: Option<String>,
        /// The vehicle longest due.
        pub vehicle: Option<String>,
        /// How many more things are due.
        pub more: u32,
        pub last_ro_on: Option<NaiveDate>,
        pub stars: Option<Stars>,
        pub last_contact_at: Option<DateTime<Utc>>,
        pub may_have_heard_at: Option<DateTime<Utc>>,
        pub no_drops: Option<NoDrops>,
        pub holder: Holder,
    }

    pub struct CallSelectHoldersRequest {
        /// Rows on the screen; at most 200.
        pub customers: Vec<CustomerId>,
    }

    pub struct CallSelectHolders {
        pub holders: Vec<HolderOf>,
    }

    pub struct HolderOf {
        pub customer: CustomerId,
        pub holder: Holder,
    }

    pub struct CallSelectTake {
        pub ask: CallSelectAsk,
        pub what: TakeWhat,
    }

    pub struct CallSelectTaken {
        pub taken: Vec<CustomerId>,
        pub refused: Vec<TakeRefused>,
    }

    pub struct TakeRefused {
        pub customer: CustomerId,
        /// Who has the customer, or what else keeps them.
        pub why: String,
    }

    pub struct CallSelectMine {
        /// Whose list it is.
        pub agent: String,
        /// Calls presented, not recycled; in the order of taking.
        pub calls: Vec<MyCall>,
    }

    pub struct MyCall {
        pub customer: CustomerId,
        pub name: String,
        pub customer_number: String,
        pub city: Option<String>,
        pub stars: Option<Stars>,
        pub phones: Vec<CallPhone>,
        pub taken_at: DateTime<Utc>,
        /// From which list; none when taken on the customer's page.
        pub contact_type: Option<ContactType>,
        pub sort: Option<SortOption>,
        /// The latest contact that was saved without recycling since.
        pub saved_at: Option<DateTime<Utc>>,
        pub may_have_heard_at: Option<DateTime<Utc>>,
    }

    /// As people dial it.
    pub struct CallPhone {
        pub kind: PhoneKind,
        pub shown: String,
    }

    pub struct CallRequest {
        pub customer: CustomerId,
        /// None: what it was taken for, or what is due.
        pub contact_type: Option<ContactType>,
    }

    /// Everything the Recycle View shows, read at this moment.
    pub struct CallDto {
        pub customer: CustomerId,
        pub name: String,
        pub customer_number: String,
        pub language: Option<Language>,
        pub phones: Vec<CallPhone>,
        pub holder: Holder,
        pub contact_type: ContactType,
        /// What else the customer is due for.
        pub also_due: Vec<ContactType>,
        pub files: Vec<CallFile>,
        /// Active codes of the contact type, without the Voice Drop code.
        pub codes: Vec<CallCode>,
        pub no_drops: Option<NoDrops>,
        pub may_have_heard_at: Option<DateTime<Utc>>,
    }

    /// One vehicle that is due, or what is due without a VIN.
    pub struct CallFile {
        pub vehicle: Option<VehicleId>,
        /// "2019 Honda CR-V".
        pub title: Option<String>,
        pub vin: Option<String>,
        /// "Appointment on 27 Nov 2026"; empty where the vehicle's own dates make it due.
        pub events: Vec<String>,
        pub last_ro_on: Option<NaiveDate>,
    }

    pub struct CallCode {
        pub id: CodeId,
        pub name: String,
        pub days: u16,
        pub productive: bool,
    }

    pub struct CallSelectRecycle {
        pub customer: CustomerId,
        pub contact_type: ContactType,
        pub code: CodeId,
        pub comment: String,
        pub what: RecycleWhat,
    }

    /// Marketing: the final attempt.
    pub struct CallSelectComplete {
        pub customer: CustomerId,
        pub code: Option<CodeId>,
        pub comment: String,
        pub what: RecycleWhat,
    }

    /// Save, Do Not Recycle.
    pub struct CallSelectSave {
        pub customer: CustomerId,
        pub contact_type: ContactType,
        pub code: Option<CodeId>,
        pub comment: String,
    }

    pub struct CallSelectClosed {
        /// Nothing else is due: the customer is no one's any more.
        pub freed: bool,
        /// What else is due for the same contact type.
        pub left: u32,
        pub returns_on: Option<NaiveDate>,
    }

    pub struct CallSelectGiveBack {
        /// None: all that the caller took.
        pub customer: Option<CustomerId>,
    }

    pub struct CallSelectGivenBack {
        pub customers: u32,
    }

    pub struct CustomerRate {
        pub customer: CustomerId,
        /// None: not rated.
        pub stars: Option<Stars>,
    }
}

/// Who has a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Holder {
    Nobody,
    Run { run: RunId, campaign_name: String, started_at: DateTime<Utc>, until: DateTime<Utc> },
    Agent { name: String, since: DateTime<Utc>, contact_type: Option<ContactType>, mine: bool },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum TakeWhat {
    /// How Many: so many from the top of the list.
    First {
        how_many: u32,
    },
    These {
        customers: Vec<CustomerId>,
    },
}

/// Recycle Vehicle, or Recycle Customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RecycleWhat {
    Vehicle { vehicle: VehicleId },
    Customer,
}
