//! What a contact can be about, and which kinds of matters a contact type looks at.

use chrono::NaiveDate;
use smallvec::SmallVec;

use crate::{
    audience::About,
    contact_type::ContactType,
    facts::{CustomerFacts, Matter, MatterSource, VehicleElsewhere, VehicleFacts},
};

/// A reason for a contact: a vehicle, or a matter with or without one. Without, the file is the customer (S10).
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    pub vehicle: Option<&'a VehicleFacts>,
    pub matter: Option<&'a Matter>,
}

/// Most customers have no more than these: then no memory is asked for.
pub type Occasions<'a> = SmallVec<[Occasion<'a>; 4]>;

impl<'a> Occasion<'a> {
    /// Everything on file that this contact type can be about. A VIN that is not owned counts for nothing (P9).
    pub fn of(contact_type: ContactType, facts: &'a CustomerFacts) -> Occasions<'a> {
        let Some(source) = own_source(contact_type) else {
            let of_vehicle = |vehicle| Self { vehicle: Some(vehicle), matter: None };
            let mut owned = facts.vehicles.iter().filter(|vehicle| vehicle.owned);
            return match (contact_type, &facts.fetched) {
                (ContactType::FetchAutomation, None) => Occasions::new(),
                (ContactType::FetchAutomation, Some(found)) if found.vehicles.is_empty() => {
                    Occasions::from_iter([Self { vehicle: None, matter: None }])
                }
                (ContactType::FetchAutomation, Some(found)) => {
                    owned.filter(|vehicle| found.vehicles.contains(&vehicle.id)).map(of_vehicle).collect()
                }
                _ => owned.by_ref().map(of_vehicle).collect(),
            };
        };
        let matters = facts.matters.iter().filter(|matter| matter.kind.source() == source);
        matters
            .filter_map(|matter| {
                let vehicle = matter.vehicle.and_then(|id| facts.vehicles.iter().find(|vehicle| vehicle.id == id));
                let counts = vehicle.is_none_or(|vehicle| vehicle.owned);
                counts.then_some(Self { vehicle, matter: Some(matter) })
            })
            .collect()
    }

    pub fn about(&self) -> About {
        About { vehicle: self.vehicle.map(|vehicle| vehicle.id), matter: self.matter.map(|matter| matter.id) }
    }

    /// For a matter about a VIN of another customer, what speaks against that VIN.
    fn elsewhere<'f>(&self, facts: &'f CustomerFacts) -> Option<&'f VehicleElsewhere> {
        let named = self.matter?.vehicle?;
        facts.elsewhere.iter().find(|vehicle| vehicle.id == named)
    }

    /// P9: for the contact type in question, whoever's vehicle it is.
    pub fn is_turned_off(&self, facts: &CustomerFacts) -> bool {
        match self.vehicle {
            Some(vehicle) => vehicle.turned_off,
            None => self.elsewhere(facts).is_some_and(|vehicle| vehicle.turned_off),
        }
    }

    /// A repair order is open on the VIN, whoever's vehicle it is.
    pub fn is_in_the_shop(&self, facts: &CustomerFacts) -> bool {
        match self.vehicle {
            Some(vehicle) => vehicle.has_open_repair_order,
            None => self.elsewhere(facts).is_some_and(|vehicle| vehicle.has_open_repair_order),
        }
    }

    /// The visit, or the purchase if there was none, by which the longest wait is told.
    pub fn last_visit_on(&self) -> Option<NaiveDate> {
        self.vehicle.and_then(|vehicle| vehicle.last_ro_on.or(vehicle.purchased_on))
    }
}

/// What a contact type is about, if it lives by single events with their own file; the others live by the vehicle's own
/// dates.
pub fn own_source(contact_type: ContactType) -> Option<MatterSource> {
    match contact_type {
        ContactType::Confirm | ContactType::NoShow => Some(MatterSource::Appointment),
        ContactType::ServiceFollowUp => Some(MatterSource::RepairOrder),
        ContactType::SpecialOrderParts => Some(MatterSource::PartsOrder),
        ContactType::Recall => Some(MatterSource::Recall),
        ContactType::Mvi => Some(MatterSource::Inspection),
        ContactType::DeclinedWork => Some(MatterSource::DeclinedWork),
        ContactType::Sales => Some(MatterSource::Deal),
        ContactType::Unsold => Some(MatterSource::TrafficEntry),
        ContactType::Marketing => Some(MatterSource::FetchMember),
        ContactType::Maintenance | ContactType::FetchAutomation => None,
    }
}

/// Every kind of matter by which [`Measure::is_due`] goes.
pub fn sources_of_being_due(contact_type: ContactType) -> Vec<MatterSource> {
    let mut sources: Vec<MatterSource> = own_source(contact_type).into_iter().collect();
    if contact_type == ContactType::NoShow {
        sources.push(MatterSource::RepairOrder);
    }
    sources
}

/// Every kind of matter that a contact type looks at: those, and what speaks against a contact.
pub fn sources(contact_type: ContactType) -> Vec<MatterSource> {
    let mut sources = sources_of_being_due(contact_type);
    if is_barred_by_appointment(contact_type) {
        sources.push(MatterSource::Appointment);
    }
    sources
}

/// Those, and what only the gate asks for: whether the customer booked since (S3).
pub fn sources_at_gate(contact_type: ContactType) -> Vec<MatterSource> {
    let mut sources = sources(contact_type);
    if !sources.contains(&MatterSource::Appointment) {
        sources.push(MatterSource::Appointment);
    }
    sources
}

/// A future service appointment keeps the VIN out of these types.
pub fn is_barred_by_appointment(contact_type: ContactType) -> bool {
    matches!(
        contact_type,
        ContactType::Maintenance
            | ContactType::Recall
            | ContactType::Mvi
            | ContactType::DeclinedWork
            | ContactType::SpecialOrderParts
    )
}
