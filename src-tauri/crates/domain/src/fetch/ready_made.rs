//! Queries to begin with, by the settings of the store.

use super::{
    comparison::Comparison,
    field::Relation,
    query::{About, Group, Has, Item, Query, Rule},
    span::Unit,
};
use crate::due::DueSettings;

/// Declined work that is worth a call, until the manager says otherwise.
const DECLINED_OVER: &str = "300";
/// Bought longer ago than this, a vehicle that never came has a home elsewhere.
const SOLD_YEARS: u32 = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadyMade {
    /// Stable.
    pub word: &'static str,
    pub name: &'static str,
    /// What it finds, in a sentence.
    pub tells: String,
    pub query: Query,
}

pub fn ready_made(settings: &DueSettings) -> Vec<ReadyMade> {
    let trigger_end = settings.maintenance_to_months;
    let thin_from = trigger_end.saturating_sub(settings.thin_ice_months);
    let vehicles = |items| Query { about: About::Vehicles, root: Group::all(items) };
    vec![
        ReadyMade {
            word: "sold_not_serviced",
            name: "Sold Not Serviced",
            tells: format!("Bought here within {SOLD_YEARS} years, and never back for service."),
            query: vehicles(vec![
                span("vehicle.purchased_on", Comparison::WithinLast, SOLD_YEARS, Unit::Years),
                plain("vehicle.last_ro_on", Comparison::IsEmpty, &[]),
                none(Relation::RepairOrders),
            ]),
        },
        ReadyMade {
            word: "beyond_maintenance_trigger",
            name: "Beyond Maintenance Trigger",
            tells: format!("Last visit more than {trigger_end} months ago, the end of the store's trigger."),
            query: vehicles(vec![span("vehicle.last_ro_on", Comparison::MoreThanAgo, trigger_end, Unit::Months)]),
        },
        ReadyMade {
            word: "thin_ice",
            name: "Thin Ice",
            tells: format!("The last {} months before they fall out of the trigger.", settings.thin_ice_months),
            query: vehicles(vec![
                span("vehicle.last_ro_on", Comparison::MoreThanAgo, thin_from, Unit::Months),
                span("vehicle.last_ro_on", Comparison::WithinLast, trigger_end, Unit::Months),
            ]),
        },
        ReadyMade {
            word: "declined_work_over",
            name: "Declined Work Over $300",
            tells: format!("Work of more than ${DECLINED_OVER} that was declined, and is still open."),
            query: vehicles(vec![Item::Has(Has {
                relation: Relation::DeclinedWork,
                negated: false,
                within: None,
                rules: Group::all(vec![
                    plain("declined_work.is_open", Comparison::Is, &["yes"]),
                    plain("declined_work.amount_cents", Comparison::MoreThan, &[DECLINED_OVER]),
                ]),
            })]),
        },
    ]
}

fn plain(field: &str, comparison: Comparison, values: &[&str]) -> Item {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Item::Rule(Rule { field: field.to_owned(), comparison, values, unit: None })
}

fn span(field: &str, comparison: Comparison, count: u32, unit: Unit) -> Item {
    let (field, values) = (field.to_owned(), vec![count.to_string()]);
    Item::Rule(Rule { field, comparison, values, unit: Some(unit) })
}

fn none(relation: Relation) -> Item {
    Item::Has(Has { relation, negated: true, within: None, rules: Group::default() })
}
