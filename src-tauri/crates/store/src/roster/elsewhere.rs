//! What speaks against a vehicle, for customers on whose file a matter names a vehicle of somebody else.

use std::collections::HashMap;

use domain::{contact_type::ContactType, ids::VehicleId};

use super::whole::{Who, Whole};
use crate::{
    Db, StoreError,
    columns::{Columns, rows},
};

/// Of one vehicle. A bit for each contact type that it is turned off for, above the one of an open repair order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Against(u64);

impl Against {
    pub fn bits(self) -> u64 {
        self.0
    }

    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub fn has_open_repair_order(self) -> bool {
        self.0 & 1 == 1
    }

    pub fn is_off_for(self, contact_type: ContactType) -> bool {
        self.0 >> (contact_type as u64 + 1) & 1 == 1
    }
}

/// Every vehicle against which something speaks; for one customer those that their matters name.
pub(super) fn read(db: &Db<'_>, who: Who) -> Result<HashMap<VehicleId, Against>, StoreError> {
    let mut against: HashMap<VehicleId, Against> = HashMap::new();
    let (only, id) = match who {
        Who::Everybody => ("", None),
        Who::One(id) => ("AND v.id IN (SELECT vehicle_id FROM matter_of WHERE customer_id = ?1)", Some(id.0)),
    };
    let sql = format!("SELECT v.id FROM vehicle v WHERE v.has_open_repair_order = 1 {only}");
    let open = rows(db.0, &sql, rusqlite::params_from_iter(id), |r| Ok(VehicleId(r.value("id")?)))?;
    open.into_iter().for_each(|vehicle| against.entry(vehicle).or_default().0 |= 1);
    let sql = format!(
        "SELECT t.vehicle_id, t.contact_type FROM turn_off t JOIN vehicle v ON v.id = t.vehicle_id WHERE true {only}"
    );
    let read = |r: &rusqlite::Row<'_>| Ok((VehicleId(r.value("vehicle_id")?), r.word::<ContactType>("contact_type")?));
    for (vehicle, contact_type) in rows(db.0, &sql, rusqlite::params_from_iter(id), read)? {
        against.entry(vehicle).or_default().0 |= 1 << (contact_type as u64 + 1);
    }
    Ok(against)
}

/// Keeps of all that what the customer's matters name.
pub(super) fn put(whole: &mut Whole, against: &HashMap<VehicleId, Against>) {
    if against.is_empty() {
        return;
    }
    let own = &whole.facts.vehicles;
    let named = whole.facts.matters.iter().filter_map(|matter| matter.vehicle);
    let foreign = named.filter(|id| !own.iter().any(|vehicle| vehicle.id == *id));
    whole.off_elsewhere = foreign.filter_map(|id| against.get(&id).map(|against| (id, *against))).collect();
}
