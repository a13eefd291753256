//! A query as it is saved and sent. It may be unfinished, or speak of a field that is gone: [`super::check()`] says so.

use serde::{Deserialize, Serialize};

use super::{
    comparison::Comparison,
    field::Relation,
    span::{Span, Unit},
};
use crate::campaign::choice;

choice!(
    /// What a query finds.
    #[ts(rename = "FetchAbout")]
    About {
        Customers => "customers",
        /// Those that their customer still owns (P9).
        Vehicles => "vehicles",
    }
);
choice!(
    #[ts(rename = "FetchCombine")]
    Combine { All => "all", Any => "any" }
);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "FetchQuery")]
#[schemars(rename = "FetchQuery")]
pub struct Query {
    pub about: About,
    pub root: Group,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "FetchGroup")]
#[schemars(rename = "FetchGroup")]
pub struct Group {
    pub combine: Combine,
    /// The opposite of the whole group.
    #[serde(default)]
    pub negated: bool,
    pub items: Vec<Item>,
}

impl Group {
    pub fn all(items: Vec<Item>) -> Self {
        Self { combine: Combine::All, negated: false, items }
    }

    pub fn any(items: Vec<Item>) -> Self {
        Self { combine: Combine::Any, negated: false, items }
    }
}

/// "Has" without a condition.
impl Default for Group {
    fn default() -> Self {
        Self::all(vec![])
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(rename = "FetchItem")]
#[schemars(rename = "FetchItem")]
pub enum Item {
    Group(Group),
    Rule(Rule),
    Has(Has),
}

/// A field compared with values. The values are what was written, so that an unfinished rule can be kept and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "FetchRule")]
#[schemars(rename = "FetchRule")]
pub struct Rule {
    /// The word of a field in the catalogue.
    pub field: String,
    pub comparison: Comparison,
    /// None, one, two (between) or many (is one of). Dates as YYYY-MM-DD; numbers and money as digits, with a point;
    /// choices by their word; yes or no.
    #[serde(default)]
    pub values: Vec<String>,
    /// Of a span ("more than 6 months ago"); its number is the one value.
    #[serde(default)]
    pub unit: Option<Unit>,
}

/// Whether there are related rows, in a period, of which something holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "FetchHas")]
#[schemars(rename = "FetchHas")]
pub struct Has {
    pub relation: Relation,
    /// There is none.
    #[serde(default)]
    pub negated: bool,
    #[serde(default)]
    pub within: Option<Period>,
    /// About one and the same row. No items: any row.
    #[serde(default)]
    pub rules: Group,
}

choice!(
    #[ts(rename = "FetchReach")]
    Reach { Last => "last", Next => "next" }
);

/// Both ends and today included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "FetchPeriod")]
#[schemars(rename = "FetchPeriod")]
pub struct Period {
    pub reach: Reach,
    pub count: u32,
    pub unit: Unit,
}

impl Period {
    pub fn span(&self) -> Span {
        Span { count: self.count, unit: self.unit }
    }
}
