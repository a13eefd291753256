//! What happens to a vehicle when a file says that it has another owner, or was bought anew.

use chrono::{DateTime, Utc};
use domain::ids::{CustomerId, ImportId, StoreId, VehicleId};

use super::changed::{self, Changed, Thing, TurnOff, json};
use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, ms, row, rows},
    customers::NAME,
};

/// Who writes it into the old owner's Contact History.
const USER: &str = "Import";

/// The file by which vehicles move.
#[derive(Clone, Copy)]
pub(super) struct Moves<'a> {
    pub db: &'a Db<'a>,
    pub store: StoreId,
    pub import: ImportId,
    pub file_name: &'a str,
    pub now: DateTime<Utc>,
}

impl Moves<'_> {
    /// Gives a vehicle to another customer. The old owner keeps a trace: not owned any more, moved by this import. The
    /// caller rebuilds the search text of both.
    pub fn give_to(&self, vehicle: VehicleId, from: CustomerId, to: CustomerId) -> Result<(), StoreError> {
        let sql = "UPDATE vehicle SET customer_id = ?2 WHERE id = ?1";
        change_one(self.db.0, sql, (vehicle.0, to.0), "the vehicle")?;
        let (old, new) = (from.to_string(), to.to_string());
        changed::add(self.db, self.import, Thing::Vehicle(vehicle), Changed::Owner, Some(&old), Some(&new))?;
        change(
            self.db.0,
            "INSERT INTO vehicle_moved (vehicle_id, customer_id, import_id, moved_at) VALUES (?1, ?2, ?3, ?4)",
            (vehicle.0, from.0, self.import.0, ms(self.now)),
        )?;
        let sql = format!(
            "INSERT INTO contact (store_id, customer_id, vehicle_id, user_name, started_at, finished_at, comment, import_id)
             SELECT ?1, ?2, v.id, ?4, ?5, ?5, 'Owns off: ' || v.vin || ' went to ' || {NAME} || ' (' || c.number
                || '), moved by import of ' || ?6, ?7
             FROM vehicle v JOIN customer c ON c.id = v.customer_id WHERE v.id = ?3"
        );
        let values = (self.store.0, from.0, vehicle.0, USER, ms(self.now), self.file_name, self.import.0);
        change_one(self.db.0, &sql, values, "the old owner's history")
    }

    /// P9: a new purchase turns the VIN on for every type; whatever was turned off was so for the owner before.
    pub fn turn_on(&self, id: VehicleId) -> Result<(), StoreError> {
        let (db, thing) = (self.db, Thing::Vehicle(id));
        let sql = "SELECT owns_off_reason FROM vehicle WHERE id = ?1 AND owned = 0";
        if let Some(reason) = row(db.0, sql, [id.0], |r| r.value::<Option<String>>("owns_off_reason"))? {
            change(
                db.0,
                "UPDATE vehicle SET owned = 1, owns_off_reason = NULL, owns_off_by = NULL, owns_off_at = NULL WHERE id = ?1",
                [id.0],
            )?;
            changed::add(db, self.import, thing, Changed::Owned, reason.as_deref(), None)?;
        }
        let sql = "SELECT contact_type, reason, at, by FROM turn_off WHERE vehicle_id = ?1";
        let turn_offs = rows(db.0, sql, [id.0], |r| {
            let contact_type = r.word("contact_type")?;
            Ok(TurnOff { contact_type, reason: r.value("reason")?, at: r.at("at")?, by: r.value("by")? })
        })?;
        for turn_off in turn_offs {
            changed::add(db, self.import, thing, Changed::TurnOff, Some(&json(&turn_off)?), None)?;
        }
        change(db.0, "DELETE FROM turn_off WHERE vehicle_id = ?1", [id.0])?;
        Ok(())
    }
}

/// Nobody had a vehicle taken away by a file that was taken back.
pub(super) fn forget(db: &Db<'_>, import: ImportId) -> Result<(), StoreError> {
    change(db.0, "DELETE FROM vehicle_moved WHERE import_id = ?1", [import.0])?;
    Ok(())
}
