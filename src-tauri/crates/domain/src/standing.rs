//! How a vehicle stands with a contact type, for the customer's page: due, out until a date, or neither. By the same
//! rules as a run ([`crate::audience::judge`]), but of each vehicle, and without what concerns the whole customer.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    audience::recycled,
    contact_type::ContactType,
    due::{self, Measure, Occasion},
    facts::CustomerFacts,
    ids::VehicleId,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// By its dates, neither turned off, nor booked, nor out.
    pub is_due: bool,
    /// It is out, and when it is back; of several events the first.
    pub returns_on: Option<NaiveDate>,
}

/// Every vehicle that the contact type looks at, and `None` for what names no vehicle. Sales and Unsold fall due by the
/// steps of their schedules, so they are never due here; that they are out is said.
pub fn by_vehicle(
    contact_type: ContactType,
    facts: &CustomerFacts,
    measure: &Measure<'_>,
) -> BTreeMap<Option<VehicleId>, Standing> {
    let goes_by_steps = matches!(contact_type, ContactType::Sales | ContactType::Unsold);
    let mut found: BTreeMap<Option<VehicleId>, Standing> = BTreeMap::new();
    for occasion in Occasion::of(contact_type, facts) {
        let standing = found.entry(occasion.vehicle.map(|vehicle| vehicle.id)).or_default();
        let is_due = measure.is_due(contact_type, &occasion, facts);
        let returns_on = recycled(contact_type, &occasion, facts)
            .filter(|file| file.is_out(measure.today) && measure.is_held_back_by_recycling(&occasion))
            // An event that is over does not come back, however long its code runs.
            .filter(|_| is_due || goes_by_steps || !contact_type.is_about_one_event())
            .map(|file| file.returns_on());
        match returns_on {
            Some(on) => standing.returns_on = Some(standing.returns_on.map_or(on, |other| other.min(on))),
            None => standing.is_due |= is_due && !is_barred(contact_type, &occasion, facts, measure),
        }
    }
    found
}

fn is_barred(contact_type: ContactType, occasion: &Occasion<'_>, facts: &CustomerFacts, measure: &Measure<'_>) -> bool {
    occasion.is_turned_off(facts)
        || (due::is_barred_by_appointment(contact_type) && measure.has_appointment(occasion, facts))
        || measure.is_held_back_by_follow_up(occasion)
}
