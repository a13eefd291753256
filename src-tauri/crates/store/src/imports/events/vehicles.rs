//! What events do to vehicles: a repair order moves the last visit forward, a deal the purchase and the owner.
//!
//! The columns of a vehicle are what the rules and the screens read; events only move them forward, so that an older
//! file never takes back what a newer one said. The next appointment is not among them: that is judged by the
//! appointments themselves.

use chrono::{Days, NaiveDate};
use domain::{
    event::{Deal, Event, Who},
    ids::{CustomerId, VehicleId},
    source::DataSource,
};

use super::Events;
use crate::{
    StoreError,
    columns::{Columns, change_one, day, row, rows},
    imports::{
        Field,
        changed::{self, Changed, Thing},
    },
};

/// An order that is open for longer was forgotten in the dealer system: the car is not in the shop any more.
const WORK_IN_PROCESS_DAYS: u64 = 45;

/// A vehicle as it stands.
pub(super) struct OnFile {
    pub id: VehicleId,
    pub owner: CustomerId,
    purchased_on: Option<NaiveDate>,
    last_ro_on: Option<NaiveDate>,
}

impl Events<'_> {
    pub(super) fn vehicle(&self, vin: &str) -> Result<Option<OnFile>, StoreError> {
        let sql = "SELECT id, customer_id, purchased_on, last_ro_on FROM vehicle WHERE store_id = ?1 AND vin = ?2";
        row(self.db.0, sql, (self.store.0, vin), |r| {
            Ok(OnFile {
                id: VehicleId(r.value("id")?),
                owner: CustomerId(r.value("customer_id")?),
                purchased_on: r.maybe_word("purchased_on")?,
                last_ro_on: r.maybe_word("last_ro_on")?,
            })
        })
    }

    /// The vehicle of an event. A VIN that is not on file is put there with its customer; of a lead it is only the car
    /// they look at.
    pub(super) fn vehicle_of(
        &mut self,
        who: &Who,
        customer: Option<CustomerId>,
        event: &Event,
    ) -> Result<Option<VehicleId>, StoreError> {
        let Some(vin) = &who.vin else { return Ok(None) };
        let found = match (self.vehicle(vin)?, customer) {
            (Some(found), _) => Some(found.id),
            (None, _) if self.file.source == DataSource::TrafficEntry => None,
            (None, owner) => {
                if self.import.is_some() || self.would_make.insert(vin.clone()) {
                    self.tally.new_vehicles += 1;
                }
                match owner {
                    Some(owner) => self.add_vehicle(owner, who, vin)?,
                    None => None,
                }
            }
        };
        if let Some(id) = found {
            match event {
                Event::RepairOrder(_) => drop(self.visited.insert(id)),
                Event::Deal(deal) => self.purchase(vin, customer, deal)?,
                _ => {}
            }
        }
        Ok(found)
    }

    /// A deal moves the purchase forward, and with it the owner: the VIN goes to the newest delivery. What the owner on
    /// file did with the car since, a visit, says that an older deal is of the past.
    fn purchase(&mut self, vin: &str, customer: Option<CustomerId>, deal: &Deal) -> Result<(), StoreError> {
        let (Some(moves), Some(buyer), Some(now)) = (self.moves(), customer, self.vehicle(vin)?) else { return Ok(()) };
        let on = deal.delivered_on.value().copied().unwrap_or(deal.sold_on);
        if deal.is_unwound == Some(true) || now.purchased_on.is_some_and(|before| before >= on) {
            return Ok(());
        }
        let is_moved = now.owner != buyer;
        if is_moved {
            if now.last_ro_on.is_some_and(|visit| visit > on) {
                return Ok(());
            }
            moves.give_to(now.id, now.owner, buyer)?;
            self.renamed.extend([now.owner, buyer]);
        }
        let before = now.purchased_on.map(day);
        self.set(now.id, Field::PurchasedOn, before, day(on))?;
        if is_moved || now.purchased_on.is_some() {
            moves.turn_on(now.id)?;
        }
        Ok(())
    }

    /// Moves last visit, odometer and work in process of the vehicles whose orders came, and lets go of work in process
    /// that is too old to be true.
    pub(super) fn follow_orders(&mut self) -> Result<(), StoreError> {
        if self.file.source != DataSource::RepairOrder || self.import.is_none() {
            return Ok(());
        }
        let sql = "SELECT id FROM vehicle WHERE store_id = ?1 AND has_open_repair_order = 1";
        let in_shop = rows(self.db.0, sql, [self.store.0], |r| Ok(VehicleId(r.value("id")?)))?;
        self.visited.extend(in_shop);
        for vehicle in std::mem::take(&mut self.visited) {
            self.follow_orders_of(vehicle)?;
        }
        Ok(())
    }

    fn follow_orders_of(&self, id: VehicleId) -> Result<(), StoreError> {
        let since = self.zone.date_at(self.file.now).checked_sub_days(Days::new(WORK_IN_PROCESS_DAYS));
        let sql = "SELECT last_ro_on, last_ro_number, odometer, has_open_repair_order,
                EXISTS (SELECT 1 FROM repair_order o WHERE o.vehicle_id = v.id AND o.closed_on IS NULL
                        AND o.opened_on >= ?2) AS is_in_shop
             FROM vehicle v WHERE id = ?1";
        let now = row(self.db.0, sql, (id.0, day(since.unwrap_or_default())), |r| {
            let visit: (Option<String>, Option<String>) = (r.value("last_ro_on")?, r.value("last_ro_number")?);
            let shop: (bool, bool) = (r.value("has_open_repair_order")?, r.value("is_in_shop")?);
            Ok((visit, r.value::<Option<i64>>("odometer")?, shop))
        })?;
        let Some(((last_on, last_number), odometer, (was_in_shop, is_in_shop))) = now else { return Ok(()) };
        let sql = "SELECT ifnull(closed_on, opened_on) AS visit_on, source_key FROM repair_order
                   WHERE vehicle_id = ?1 ORDER BY visit_on DESC, id DESC LIMIT 1";
        let newest = row(self.db.0, sql, [id.0], |r| Ok((r.value("visit_on")?, r.value("source_key")?)))?;
        if let Some((visit_on, number)) = newest
            && Some(&visit_on) > last_on.as_ref()
        {
            self.set(id, Field::LastRoOn, last_on, visit_on)?;
            self.set(id, Field::LastRoNumber, last_number, number)?;
        }
        let sql = "SELECT max(odometer) AS highest FROM repair_order WHERE vehicle_id = ?1";
        let highest = row(self.db.0, sql, [id.0], |r| r.value::<Option<i64>>("highest"))?.flatten();
        if let Some(highest) = highest.filter(|highest| Some(*highest) > odometer) {
            self.set(id, Field::Odometer, odometer.map(|odometer| odometer.to_string()), highest.to_string())?;
        }
        if was_in_shop == is_in_shop {
            return Ok(());
        }
        let sql = "UPDATE vehicle SET has_open_repair_order = ?2 WHERE id = ?1";
        change_one(self.db.0, sql, (id.0, is_in_shop), "the vehicle")?;
        let (old, new) = (i64::from(was_in_shop).to_string(), i64::from(is_in_shop).to_string());
        self.note(id, Changed::InShop, Some(&old), &new)
    }

    fn set(&self, id: VehicleId, field: Field, old: Option<String>, new: String) -> Result<(), StoreError> {
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        let sql = format!("UPDATE vehicle SET {} = ?2 WHERE id = ?1", field.column());
        change_one(self.db.0, &sql, (id.0, &new), "the vehicle")?;
        self.note(id, Changed::Value(field), old.as_deref(), &new)
    }

    fn note(&self, id: VehicleId, what: Changed, old: Option<&str>, new: &str) -> Result<(), StoreError> {
        let Some(import) = self.import else { return Ok(()) };
        changed::add(self.db, import, Thing::Vehicle(id), what, old, Some(new))
    }
}
