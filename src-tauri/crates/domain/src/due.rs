//! When a vehicle is due for a contact type (product page, section 6). Months are calendar months, clamped to the
//! month's end, both ends included, by the store's date.

use chrono::{Months, NaiveDate};

use crate::{contact_type::ContactType, facts::VehicleFacts};

/// Defaults are store settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueSettings {
    /// Maintenance: last visit, or purchase if never serviced, lies this many months back at least …
    pub maintenance_from_months: u32,
    /// … and at most.
    pub maintenance_to_months: u32,
}

impl Default for DueSettings {
    fn default() -> Self {
        Self { maintenance_from_months: 3, maintenance_to_months: 18 }
    }
}

/// Whether a date lies `from` to `to` months back.
fn lies_months_back(date: NaiveDate, from: u32, to: u32, today: NaiveDate) -> bool {
    let newest = today.checked_sub_months(Months::new(from));
    let oldest = today.checked_sub_months(Months::new(to));
    matches!((oldest, newest), (Some(oldest), Some(newest)) if oldest <= date && date <= newest)
}

/// Whether the dates of a vehicle make it due. Turn-offs, appointments and recycling are judged apart, so that a
/// preview can name them.
pub fn is_due(contact_type: ContactType, vehicle: &VehicleFacts, settings: &DueSettings, today: NaiveDate) -> bool {
    if !vehicle.owned || vehicle.has_open_repair_order {
        return false;
    }
    match contact_type {
        ContactType::Maintenance => vehicle.last_ro_on.or(vehicle.purchased_on).is_some_and(|date| {
            lies_months_back(date, settings.maintenance_from_months, settings.maintenance_to_months, today)
        }),
        // Their data come with their own files; without data nothing is due.
        ContactType::Confirm
        | ContactType::NoShow
        | ContactType::ServiceFollowUp
        | ContactType::SpecialOrderParts
        | ContactType::Recall
        | ContactType::Mvi
        | ContactType::DeclinedWork
        | ContactType::Sales
        | ContactType::Unsold
        | ContactType::Marketing
        | ContactType::FetchAutomation => false,
    }
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
