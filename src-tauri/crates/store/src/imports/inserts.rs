//! The four statements that a customers' file needs for nearly every row, prepared once for the file instead
//! of being found by their text each time.

use domain::{
    ids::{CustomerId, ImportId, StoreId, VehicleId},
    phone::{E164, PhoneKind},
};
use rusqlite::{Connection, Statement, ToSql};

use super::{
    Field, FilePhone,
    changed::{SAVE_SAID, Thing},
    plan::{CustomerPlan, ValueChange, VehiclePlan},
};
use crate::{Db, StoreError};

/// No upsert: for every row it would make a table in memory, in case that it finds one.
const ADD_PHONE: &str = "INSERT INTO phone (customer_id, kind, typed, e164, extension) VALUES (?1, ?2, ?3, ?4, ?5)";

pub(super) struct Inserts<'a> {
    connection: &'a Connection,
    store: StoreId,
    import: ImportId,
    customer: Statement<'a>,
    vehicle: Statement<'a>,
    phone: Statement<'a>,
    said: Statement<'a>,
}

impl<'a> Inserts<'a> {
    pub fn new(db: &'a Db<'a>, store: StoreId, import: ImportId) -> Result<Self, StoreError> {
        let connection = db.0;
        Ok(Self {
            connection,
            store,
            import,
            customer: connection.prepare(&insert_customer())?,
            vehicle: connection.prepare(&insert_vehicle())?,
            phone: connection.prepare(ADD_PHONE)?,
            said: connection.prepare(SAVE_SAID)?,
        })
    }

    /// Adds somebody who is not on file.
    pub fn customer(&mut self, plan: &CustomerPlan<'_>) -> Result<CustomerId, StoreError> {
        let search_text = plan.search_text.as_deref().unwrap_or_default();
        let keys: [&dyn ToSql; 4] = [&self.store.0, &plan.number, &self.import.0, &search_text];
        insert(&mut self.customer, keys, in_order(&plan.values, &Field::OF_CUSTOMER))?;
        Ok(CustomerId(self.connection.last_insert_rowid()))
    }

    /// Adds a VIN that is not on file.
    pub fn vehicle(&mut self, owner: CustomerId, plan: &VehiclePlan<'_>) -> Result<VehicleId, StoreError> {
        let keys: [&dyn ToSql; 4] = [&self.store.0, &plan.vin, &self.import.0, &owner.0];
        insert(&mut self.vehicle, keys, in_order(&plan.values, &Field::OF_VEHICLE))?;
        Ok(VehicleId(self.connection.last_insert_rowid()))
    }

    /// Fills one field of somebody who is new.
    pub fn phone(&mut self, customer: CustomerId, kind: PhoneKind, phone: &FilePhone) -> Result<(), StoreError> {
        let number = phone.e164.as_ref().map(E164::as_str);
        self.phone.execute((customer.0, kind.word(), &phone.typed, number, &phone.extension))?;
        Ok(())
    }

    /// Writes what the file says of it, in JSON.
    pub fn said(&mut self, thing: Thing, said: &str) -> Result<(), StoreError> {
        self.said.execute((thing.word(), thing.row_id(), said))?;
        Ok(())
    }
}

fn insert_customer() -> String {
    let values = Field::OF_CUSTOMER.map(|field| match field {
        Field::CustomerType => "ifnull(?, 'retail')",
        _ => "?",
    });
    format!(
        "INSERT INTO customer (store_id, number, made_by_import, search_text, {}) VALUES (?, ?, ?, ?, {})",
        Field::OF_CUSTOMER.map(Field::column).join(", "),
        values.join(", ")
    )
}

fn insert_vehicle() -> String {
    format!(
        "INSERT INTO vehicle (store_id, vin, made_by_import, customer_id, {}) VALUES (?, ?, ?, ?, {})",
        Field::OF_VEHICLE.map(Field::column).join(", "),
        Field::OF_VEHICLE.map(|_| "?").join(", ")
    )
}

/// Values are bound as text: their columns turn them into what they hold.
fn insert<'v>(
    statement: &mut Statement<'_>,
    keys: [&dyn ToSql; 4],
    values: impl Iterator<Item = Option<&'v str>>,
) -> Result<(), StoreError> {
    let behind = keys.len() + 1;
    for (at, key) in (1..).zip(keys) {
        statement.raw_bind_parameter(at, key)?;
    }
    for (at, value) in (behind..).zip(values) {
        statement.raw_bind_parameter(at, value)?;
    }
    statement.raw_execute()?;
    Ok(())
}

/// The new values in the order of the columns; a field that the file leaves blank is NULL.
fn in_order<'a>(changes: &'a [ValueChange<'a>], fields: &'a [Field]) -> impl Iterator<Item = Option<&'a str>> {
    fields.iter().map(|field| changes.iter().find(|change| change.field == *field).map(|change| change.new))
}
