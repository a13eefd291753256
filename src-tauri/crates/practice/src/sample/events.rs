//! What happened around each vehicle, beside who the customers are: drawn from a stream of its own, so that the people
//! and cars of a sample do not change with what is told of them.

use domain::ids::{CustomerId, VehicleId};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use store::{StoreError, bulk_events::Of};

use super::{
    File,
    cars::Car,
    keys::{Keys, Series},
    visits::Visit,
};

/// The stream of events beside that of people.
const STREAM: u64 = 1;

pub(super) struct Events {
    pub rng: ChaCha8Rng,
    pub keys: Keys,
}

/// One vehicle whose story is told.
pub(super) struct Subject<'a> {
    pub file: &'a File<'a>,
    pub owner: CustomerId,
    pub vehicle: VehicleId,
    pub car: &'a Car,
}

impl Subject<'_> {
    /// What happens with a VIN that is sold does not happen at this store.
    pub fn is_owned(&self) -> bool {
        self.car.owns_off_reason.is_none()
    }

    pub fn of<'k>(&self, key: &'k str) -> Of<'k> {
        Of { store: self.file.store, customer: self.owner, vehicle: Some(self.vehicle), key }
    }
}

impl Events {
    pub fn new(seed: u64, customers: u32) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(STREAM);
        Self { rng, keys: Keys::for_customers(customers) }
    }

    pub fn key(&mut self, series: Series) -> String {
        self.keys.next(series)
    }

    /// Everything that belongs to a vehicle which is on file already.
    pub fn add(&mut self, subject: &Subject<'_>, visits: &[Visit]) -> Result<(), StoreError> {
        self.add_repair_orders(subject, visits)?;
        self.add_appointments(subject, visits)?;
        self.add_declined_work(subject, visits)?;
        self.add_parts_order(subject)?;
        self.add_recalls(subject)?;
        self.add_inspection(subject)?;
        self.add_deal(subject)
    }
}
