//! The vehicle grid: a VIN is on or off for each contact type, and owned or not (P9).

use std::sync::Arc;

use domain::ids::{CustomerId, VehicleId};
use store::{
    StoreError,
    customers::{self, Customer, Vehicle},
    turn_offs,
};

use super::{
    desk::{self, Desk},
    page,
};
use crate::{
    Caller, House,
    dto::{
        Nothing,
        customer_page::{GridColumn, UsualReasons, VehicleTurnOff, VehicleTurnOn},
        customers::CustomerDto,
    },
    error::CommandError,
    events::Topic,
};

/// Reasons that fit below one another in a small dialog.
const USUAL_REASONS_MAX: usize = 6;

/// Turns a VIN off for a contact type, or says that it is sold or traded. What is off already keeps its reason.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`; `store.not_found` for a vehicle of another customer,
/// `customer.vehicle_moved` for one that an import gave away.
pub async fn turn_vehicle_off(
    house: &Arc<House>,
    caller: &Caller,
    request: VehicleTurnOff,
) -> Result<CustomerDto, CommandError> {
    let reason = desk::checked_reason(&request.reason)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        let vehicle = vehicle_of(desk, request.customer, request.vehicle)?;
        let is_news = match request.column {
            GridColumn::Owns if !vehicle.owned => false,
            GridColumn::Owns => {
                turn_offs::set_not_owned(desk.db, vehicle.id, desk.who, reason, desk.now)?;
                true
            }
            GridColumn::ContactType { contact_type } => {
                turn_offs::turn_off(desk.db, vehicle.id, contact_type, desk.who, reason, desk.now)?
            }
        };
        if is_news {
            let what = cell_title(request.column, &vehicle, &customer);
            desk.write_down(&what, Some("on"), Some(&format!("off: {reason}")))?;
        }
        page::of(desk, request.customer)
    })
}

/// Turns a VIN on again, without asking why.
///
/// # Errors
/// `store.not_found` for a vehicle of another customer, `customer.vehicle_moved` for one that an import gave away.
pub async fn turn_vehicle_on(
    house: &Arc<House>,
    caller: &Caller,
    request: VehicleTurnOn,
) -> Result<CustomerDto, CommandError> {
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        let vehicle = vehicle_of(desk, request.customer, request.vehicle)?;
        let was_off = match request.column {
            GridColumn::Owns if vehicle.owned => None,
            GridColumn::Owns => {
                turn_offs::set_owned(desk.db, vehicle.id)?;
                Some(vehicle.owns_off.as_ref().map(|off| off.reason.clone()))
            }
            GridColumn::ContactType { contact_type } => {
                let off = turn_offs::of_customer(desk.db, request.customer)?;
                let mut this = off.into_iter().filter(|o| o.vehicle == vehicle.id && o.contact_type == contact_type);
                let was_off = this.next().map(|off| Some(off.off.reason));
                turn_offs::turn_on(desk.db, vehicle.id, contact_type)?;
                was_off
            }
        };
        if let Some(reason) = was_off {
            let old = reason.map_or("off".to_owned(), |reason| format!("off: {reason}"));
            desk.write_down(&cell_title(request.column, &vehicle, &customer), Some(&old), Some("on"))?;
        }
        page::of(desk, request.customer)
    })
}

/// The reasons that this store gives most often.
pub async fn usual_reasons(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<UsualReasons, CommandError> {
    let reasons = house.store.read(|db| -> Result<_, StoreError> {
        Ok(UsualReasons {
            contact_types: turn_offs::usual_reasons(db, house.store_id, USUAL_REASONS_MAX)?,
            owns: turn_offs::usual_owns_reasons(db, house.store_id, USUAL_REASONS_MAX)?,
        })
    })?;
    Ok(reasons)
}

fn vehicle_of(desk: &Desk<'_>, customer: CustomerId, id: VehicleId) -> Result<Vehicle, CommandError> {
    let found = customers::vehicles(desk.db, customer)?.into_iter().find(|vehicle| vehicle.id == id);
    let found = found.ok_or(StoreError::NotFound)?;
    if found.is_moved {
        let sentence = "An import gave this vehicle to another customer. Switch it on their page.";
        return Err(CommandError::new("customer.vehicle_moved", sentence));
    }
    Ok(found)
}

/// "Maintenance, 2019 Honda CR-V of Marie Tremblay (1042)".
fn cell_title(column: GridColumn, vehicle: &Vehicle, customer: &Customer) -> String {
    let column = match column {
        GridColumn::Owns => "Owns",
        GridColumn::ContactType { contact_type } => contact_type.title(),
    };
    format!("{column}, {} of {}", vehicle.title, desk::title(customer))
}
