//! The vehicle grid of the customer's page: how each VIN stands with each contact type.

use std::collections::BTreeMap;

use domain::{
    aim::Aim,
    contact_type::ContactType,
    due::Measure,
    facts::CustomerFacts,
    ids::{CustomerId, VehicleId},
    standing::{self, Standing},
};
use store::{
    customers::{self, Off, Vehicle},
    turn_offs::{self, TurnOff},
};

use super::{desk::Desk, page};
use crate::{
    dto::{
        customer_page::{OffDto, TypeStandingDto},
        customers::VehicleDto,
    },
    error::CommandError,
};

/// Of every contact type, how the vehicles stand with it; `None` for events without a vehicle.
type Standings = Vec<(ContactType, BTreeMap<Option<VehicleId>, Standing>)>;

/// The vehicles, and what is due or out for the customer as a whole.
pub(super) fn of(
    desk: &Desk<'_>,
    id: CustomerId,
    maintenance: &CustomerFacts,
) -> Result<(Vec<VehicleDto>, Vec<TypeStandingDto>), CommandError> {
    let standings = standings(desk, id, maintenance)?;
    let turn_offs = turn_offs::of_customer(desk.db, id)?;
    let vehicles = customers::vehicles(desk.db, id)?;
    let vehicles = vehicles.into_iter().map(|vehicle| vehicle_dto(vehicle, &standings, &turn_offs)).collect();
    let without = standings.iter().filter_map(|(contact_type, found)| {
        let standing = found.get(&None).copied().filter(|standing| *standing != Standing::default());
        standing.map(|standing| type_dto(*contact_type, standing, None))
    });
    Ok((vehicles, without.collect()))
}

/// The facts differ by contact type: what is turned off, what is recycled, and which events are looked at.
fn standings(desk: &Desk<'_>, id: CustomerId, maintenance: &CustomerFacts) -> Result<Standings, CommandError> {
    let measure = Measure {
        settings: &desk.store.due,
        calendar: &desk.store.calendar,
        today: desk.today,
        now: desk.now,
        aim: &Aim::default(),
    };
    let of_type = |contact_type| {
        if contact_type == ContactType::Maintenance {
            return Ok((contact_type, standing::by_vehicle(contact_type, maintenance, &measure)));
        }
        let facts = page::facts_of(desk, id, contact_type)?;
        Ok((contact_type, standing::by_vehicle(contact_type, &facts, &measure)))
    };
    ContactType::ALL.into_iter().map(of_type).collect()
}

fn vehicle_dto(vehicle: Vehicle, standings: &Standings, turn_offs: &[TurnOff]) -> VehicleDto {
    let of_type = |(contact_type, found): &(ContactType, BTreeMap<Option<VehicleId>, Standing>)| {
        let off = turn_offs.iter().find(|off| off.vehicle == vehicle.id && off.contact_type == *contact_type);
        type_dto(*contact_type, found.get(&Some(vehicle.id)).copied().unwrap_or_default(), off.map(|off| &off.off))
    };
    VehicleDto {
        types: standings.iter().map(of_type).collect(),
        owns_off: vehicle.owns_off.as_ref().map(off_dto),
        is_moved: vehicle.is_moved,
        id: vehicle.id,
        vin: vehicle.vin,
        title: vehicle.title,
        odometer: vehicle.odometer,
        owned: vehicle.owned,
        last_ro_on: vehicle.last_ro_on,
        purchased_on: vehicle.purchased_on,
        next_appointment_on: vehicle.next_appointment_on,
    }
}

fn type_dto(contact_type: ContactType, standing: Standing, off: Option<&Off>) -> TypeStandingDto {
    let off = off.map(off_dto);
    TypeStandingDto { contact_type, off, due: standing.is_due, returns_on: standing.returns_on }
}

pub(super) fn off_dto(off: &Off) -> OffDto {
    OffDto { reason: off.reason.clone(), at: off.at, by: off.by.clone() }
}
