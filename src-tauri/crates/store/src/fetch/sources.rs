//! Tables of the sources, and how rows of a relation belong to a customer or a vehicle.

use domain::fetch::{Relation, Source};

use super::sql::Sql;

/// The row in question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub source: Source,
    pub alias: &'static str,
    /// The alias of the customer beside it: of what is found itself.
    pub owner: Option<&'static str>,
    /// How deep it stands among related rows.
    pub depth: usize,
}

/// One per depth: a vehicle's rows within a customer's vehicles is the deepest there is.
pub(super) const ALIASES: [&str; 2] = ["r", "s"];

pub(super) fn table(source: Source) -> &'static str {
    match source {
        Source::Customer => "customer",
        Source::Vehicle => "vehicle",
        Source::Appointment => "appointment",
        Source::RepairOrder => "repair_order",
        Source::PartsOrder => "parts_order",
        Source::Recall => "recall",
        Source::Inspection => "inspection",
        Source::DeclinedWork => "declined_work",
        Source::Deal => "deal",
        Source::Traffic => "traffic_entry",
        Source::List => "list_entry",
        Source::Contact => "contact",
        Source::Drop => "attempt",
        Source::CallBack => "call_back",
        Source::TurnOff => "turn_off",
        Source::FetchMember => "fetch_member",
    }
}

/// "WHERE": the rows of a relation that belong to the row in question. An event without a VIN concerns the customer, and
/// so every vehicle; contacts, drops and call-backs are with the customer.
pub(super) fn link(sql: &mut Sql, relation: Relation, to: &Row, related: &'static str) {
    let is_vehicle = to.source == Source::Vehicle;
    if relation == Relation::TurnOffs {
        sql.push(related).push(".vehicle_id");
        if is_vehicle {
            sql.push(" = ").push(to.alias).push(".id");
        } else {
            sql.push(" IN (SELECT o.id FROM vehicle o WHERE o.owned = 1 AND o.customer_id = ");
            sql.push(to.alias).push(".id)");
        }
        return;
    }
    sql.push(related).push(".customer_id = ").push(to.alias).push(if is_vehicle { ".customer_id" } else { ".id" });
    match relation {
        Relation::Vehicles => {
            sql.push(" AND ").push(related).push(".owned = 1");
        }
        Relation::FormerVehicles => {
            sql.push(" AND ").push(related).push(".owned = 0");
        }
        // What counts as a drop everywhere: no test, and nothing that certainly was not sent.
        Relation::Drops => {
            sql.push(" AND ").push(related).push(".target_id IS NOT NULL");
            sql.push(" AND ").push(related).push(".state <> 'not_sent'");
        }
        Relation::Contacts | Relation::CallBacks => {}
        Relation::Appointments
        | Relation::RepairOrders
        | Relation::PartsOrders
        | Relation::Recalls
        | Relation::Inspections
        | Relation::DeclinedWork
        | Relation::Deals
        | Relation::Traffic
        | Relation::Lists
        | Relation::FetchCampaigns => {
            if is_vehicle {
                sql.push(" AND ifnull(").push(related).push(".vehicle_id, ").push(to.alias).push(".id) = ");
                sql.push(to.alias).push(".id");
            }
        }
        Relation::TurnOffs => {}
    }
}
