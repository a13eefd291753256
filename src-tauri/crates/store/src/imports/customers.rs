//! A customers' file on its way in: each customer is compared and written at once, so that no more than one is held.

use std::collections::HashSet;

use domain::ids::{CustomerId, ImportId, StoreId};

use super::{
    FileCustomer, Ready, Rejected, Source, Summary,
    apply::Writer,
    plan::{VehiclePlan, plan},
    present::Present,
};
use crate::{Db, StoreError};

/// What writing changes, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub new_customers: u32,
    /// Customers on file of whom anything changes, their vehicles included.
    pub changed_customers: u32,
    pub new_vehicles: u32,
}

/// A customers' file, compared with what stands on file and written, one customer after the other.
pub struct Customers<'a> {
    db: &'a Db<'a>,
    present: Present<'a>,
    /// `None`: the file is only looked at.
    writer: Option<Writer<'a>>,
    new_customers: u32,
    new_vehicles: u32,
    changed: HashSet<CustomerId>,
}

impl<'a> Customers<'a> {
    /// Only counts.
    pub fn look(db: &'a Db<'a>, store: StoreId) -> Result<Self, StoreError> {
        let present = Present::new(db, store)?;
        Ok(Self { db, present, writer: None, new_customers: 0, new_vehicles: 0, changed: HashSet::new() })
    }

    /// Writes. The caller's transaction holds all of the file or nothing.
    pub fn begin(db: &'a Db<'a>, store: StoreId, source: Source<'a>) -> Result<Self, StoreError> {
        let writer = Some(Writer::begin(db, store, source)?);
        Ok(Self { writer, ..Self::look(db, store)? })
    }

    /// Says beforehand how many customers the file has; it only makes writing quicker.
    pub fn expect(&self, customers: usize) {
        if !self.present.has_customers {
            self.db.expect(customers);
        }
    }

    /// Takes one customer. Each customer number and each VIN may stand in a file once.
    pub fn take(&mut self, customer: &FileCustomer) -> Result<(), StoreError> {
        self.take_ready(&Ready::new(customer.clone())?)
    }

    /// The same for a customer of whom all that can be is worked out already, by another thread for example.
    pub fn take_ready(&mut self, customer: &Ready) -> Result<(), StoreError> {
        let plan = plan(customer, &self.present)?;
        self.new_vehicles += plan.vehicles.iter().map(VehiclePlan::is_new).map(u32::from).sum::<u32>();
        self.changed.extend(plan.vehicles.iter().filter_map(|vehicle| vehicle.moves_from));
        match plan.id {
            None => self.new_customers += 1,
            Some(id) if plan.changes_anything() => drop(self.changed.insert(id)),
            Some(_) => {}
        }
        match &mut self.writer {
            Some(writer) => writer.customer(&plan),
            None => Ok(()),
        }
    }

    /// Of what was taken so far.
    pub fn counts(&self) -> Counts {
        Counts {
            new_customers: self.new_customers,
            changed_customers: self.changed.len() as u32,
            new_vehicles: self.new_vehicles,
        }
    }

    /// Ends the file. Of `summary` the counts of what changed are filled in here.
    ///
    /// # Errors
    /// [`StoreError::Broken`] for a file that was only looked at.
    pub fn finish(self, mut summary: Summary, rejected: &[Rejected]) -> Result<ImportId, StoreError> {
        let counts = self.counts();
        (summary.new_customers, summary.changed_customers) = (counts.new_customers, counts.changed_customers);
        let writer = self.writer.ok_or_else(|| StoreError::Broken("this file was only looked at".to_owned()))?;
        writer.finish(&summary, rejected)
    }
}
