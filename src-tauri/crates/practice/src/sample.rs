//! The sample dealership: a store, its messages and campaigns, and customers as a real desk has them. Nobody here
//! exists; every number belongs to nobody.
//!
//! The same seed, number of customers and moment give the same file.

mod appointments;
mod areas;
mod campaigns;
mod cars;
mod chance;
mod codes;
mod dealership;
mod desk;
mod events;
mod holidays;
mod keys;
mod lines;
mod names;
mod past;
mod people;
mod recordings;
mod shop;
mod showroom;
mod upkeep;
mod visits;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    campaign::CustomerType,
    ids::{CustomerId, StoreId, VehicleId},
    phone::{E164, PhoneKind},
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::{
    Db, StoreError,
    bulk::{self, NewCustomer},
    customers::{self, Phone},
    search_text, stores,
};

pub use campaigns::{SampleCampaign, campaigns, demo_campaign};
pub use dealership::{CALL_BACK, OPT_OUT, default_start, store_row};
pub use recordings::{RECORDINGS, SampleRecording};

use cars::{Car, SERVICES, Service};
use chance::{one_of, percent, weighted};
use codes::Codes;
use desk::Desk;
use events::{Events, Subject};
use lines::{FIXED_EVERY, Lines};
use names::{AGENTS, DISPATCH_FILES};
use people::Person;

/// Customer numbers begin here, as in a dealer system that has been in use for years.
const FIRST_NUMBER: u32 = 100_200;
/// Customers of one firm that put the same work line on their files.
const COLLEAGUES: u32 = 12;

/// Whatever comes into the file from elsewhere.
const SOURCES: [&str; 11] = [
    "customers",
    "store_settings",
    "appointment",
    "repair_order",
    "parts_order",
    "recall",
    "inspection",
    "declined_work",
    "deal",
    "traffic_entry",
    "list_entry",
];
/// Of 100 customers so many are in the traffic log and have no vehicle on file.
const PROSPECTS: u32 = 4;
/// Of 100 who share a number, so many bought a car after the other one had looked at it.
const BOUGHT_TOGETHER: u32 = 15;

/// How many customers, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub customers: u32,
    pub seed: u64,
    /// The first so many have nothing against a Maintenance drop: a number of their own, a vehicle that is due, nobody
    /// who holds them. For `demo`, which is asked for a count; the others are as mixed as everywhere.
    pub ready: u32,
}

/// Writes the customers of a sample store, and the recycle codes of its desk, as they stand at `now`. The caller's
/// transaction holds all of it or nothing.
///
/// # Errors
/// [`StoreError::NotFound`] without the store; [`StoreError::AlreadyExists`] if it is filled already;
/// [`StoreError::Broken`] if there are more customers than numbers, at about a million.
pub fn fill(db: &Db<'_>, store: StoreId, plan: &Plan, now: DateTime<Utc>) -> Result<(), StoreError> {
    bulk::expect_many_rows(db);
    let calendar = stores::get(db, store)?.calendar;
    let mut writer = Writer {
        file: File { db, store, desk: Desk::new(calendar, now), codes: Codes::add(db, store, now)? },
        lines: Lines::for_customers(plan.customers),
        rng: ChaCha8Rng::seed_from_u64(plan.seed),
        events: Events::new(plan.seed, plan.customers),
        number: FIRST_NUMBER,
        fixed_until: plan.customers - plan.customers % FIXED_EVERY,
        cars: 0,
        fixed_at: 0,
        host: None,
        dispatch: None,
        dispatch_files: 0,
        firm_line: None,
    };
    for index in 0..plan.customers {
        if index < plan.ready { writer.ready_customer()? } else { writer.customer(index)? }
    }
    SOURCES.iter().try_for_each(|source| stores::is_fresh(db, store, source, now))
}

/// The file that is being filled, and the desk whose file it is.
struct File<'a> {
    db: &'a Db<'a>,
    store: StoreId,
    desk: Desk,
    codes: Codes,
}

struct Writer<'a> {
    file: File<'a>,
    lines: Lines,
    /// Of people and their cars.
    rng: ChaCha8Rng,
    events: Events,
    /// The last customer number given out.
    number: u32,
    /// How many customers begin a whole stretch of [`FIXED_EVERY`].
    fixed_until: u32,
    cars: u32,
    /// Which customer of the next [`FIXED_EVERY`] has a line with a fixed outcome.
    fixed_at: u32,
    /// The customer before this one, if somebody of the same household can follow.
    host: Option<Host>,
    dispatch: Option<E164>,
    dispatch_files: u32,
    firm_line: Option<E164>,
}

/// Somebody with a cell that others of the household may give, too.
struct Host {
    id: CustomerId,
    person: Person,
    cell: E164,
}

impl Writer<'_> {
    fn ready_customer(&mut self) -> Result<(), StoreError> {
        let person = Person::drawn(&mut self.rng);
        let cell = self.lines.personal(person.place.areas, &mut self.rng)?;
        self.number += self.rng.random_range(1..4);
        let number = self.number.to_string();
        let new = NewCustomer { customer_type: CustomerType::Retail, ..as_new(&person, &number) };
        let id = bulk::add_customer(self.file.db, self.file.store, &new)?;
        customers::save_phone(self.file.db, id, &people::typed(PhoneKind::Cell, cell, &mut self.rng))?;
        let car = Car::due(self.cars, &self.file.desk, &mut self.rng);
        self.add_vehicle(id, car)?;
        let given_on = self.file.desk.days_ago(self.rng.random_range(30..1_500));
        bulk::add_consent(self.file.db, id, given_on, "sample", self.file.desk.now)?;
        search_text::rebuild(self.file.db, id)
    }

    fn customer(&mut self, index: u32) -> Result<(), StoreError> {
        let (person, host) = self.next_person();
        let given = self.given_cell(index, &person)?;
        let is_own = given.is_none() && host.is_none();
        let mut phones = people::phones(&person, given, &mut self.lines, &mut self.rng)?;
        self.share_firm_line(index, &person, &mut phones)?;
        let id = self.add_person(&person)?;
        for phone in &phones {
            customers::save_phone(self.file.db, id, phone)?;
        }
        self.add_story(id, &person, host)?;
        let given_on = self.file.desk.days_ago(self.rng.random_range(30..1_500));
        bulk::add_consent(self.file.db, id, given_on, "sample", self.file.desk.now)?;
        if is_own {
            past::add_numbers(&self.file, id, &phones, &mut self.rng)?;
        }
        search_text::rebuild(self.file.db, id)?;
        let cell = phones.into_iter().find(|phone| phone.kind == PhoneKind::Cell && phone.extension.is_none());
        let is_host = is_own && person.last_name.is_some();
        let cell = cell.and_then(|cell| cell.number).filter(|_| is_host);
        self.host = cell.map(|cell| Host { id, person, cell });
        Ok(())
    }

    /// Every 25th lives with the customer before and gave the same cell ("same number as …").
    fn next_person(&mut self) -> (Person, Option<CustomerId>) {
        match self.host.take() {
            Some(host) if percent(&mut self.rng, 4) => {
                (host.person.of_same_household(host.cell, &mut self.rng), Some(host.id))
            }
            _ => (Person::drawn(&mut self.rng), None),
        }
    }

    /// Vehicles and what came of them, or what the showroom knows of somebody who has none.
    fn add_story(&mut self, id: CustomerId, person: &Person, host: Option<CustomerId>) -> Result<(), StoreError> {
        self.events.add_to_lists(&self.file, id)?;
        match host {
            Some(host) if percent(&mut self.rng, BOUGHT_TOGETHER) => {
                let bought_on = self.add_vehicles(id, Service::JustBought)?;
                bought_on.map_or(Ok(()), |on| self.events.add_prospect_before(&self.file, host, on))
            }
            None if person.customer_type == CustomerType::Retail && percent(&mut self.rng, PROSPECTS) => {
                self.events.add_prospect(&self.file, id)
            }
            Some(_) | None => {
                // Two of a household who are due at once: only one of them gets the drop (P3).
                let service = host.map_or_else(|| *weighted(&mut self.rng, &SERVICES), |_| Service::Due);
                let bought_on = self.add_vehicles(id, service)?;
                self.events.add_visit_to_showroom(&self.file, id, bought_on)
            }
        }
    }

    /// A cell that is not drawn from the pool: a line with a fixed outcome, or a dispatcher's that several firms gave.
    fn given_cell(&mut self, index: u32, person: &Person) -> Result<Option<E164>, StoreError> {
        if index.is_multiple_of(FIXED_EVERY) {
            self.fixed_at = self.rng.random_range(0..FIXED_EVERY);
        }
        if person.shared_cell.is_some() {
            return Ok(None);
        }
        if index < self.fixed_until && index % FIXED_EVERY == self.fixed_at {
            return Ok(Lines::fixed((index / FIXED_EVERY) as usize));
        }
        if person.last_name.is_some() || self.dispatch_files == DISPATCH_FILES {
            return Ok(None);
        }
        self.dispatch_files += 1;
        if self.dispatch.is_none() {
            self.dispatch = Some(self.lines.personal(person.place.areas, &mut self.rng)?);
        }
        Ok(self.dispatch)
    }

    /// Every fiftieth works at a firm whose line others have on file, too.
    fn share_firm_line(&mut self, index: u32, person: &Person, phones: &mut Vec<Phone>) -> Result<(), StoreError> {
        if !percent(&mut self.rng, 2) || phones.iter().any(|phone| phone.kind == PhoneKind::Work) {
            return Ok(());
        }
        let is_next_firm = index % (COLLEAGUES * 50) < 50;
        let line = match self.firm_line.take().filter(|_| !is_next_firm) {
            Some(line) => line,
            None => self.lines.work(person.place.areas, &mut self.rng)?,
        };
        self.firm_line = Some(line);
        phones.push(people::typed(PhoneKind::Work, line, &mut self.rng));
        Ok(())
    }

    fn add_person(&mut self, person: &Person) -> Result<CustomerId, StoreError> {
        let rng = &mut self.rng;
        self.number += rng.random_range(1..4);
        let number = self.number.to_string();
        let email = person.email(self.number, rng);
        let hold_until_on = self.file.desk.open_day_from(rng.random_range(3..30));
        let customer = NewCustomer {
            email: email.as_deref(),
            hold: rng.random_ratio(1, 200).then_some(("Waiting for a part from the manufacturer", hold_until_on)),
            complaint_open: rng.random_ratio(1, 200),
            ..as_new(person, &number)
        };
        let id = bulk::add_customer(self.file.db, self.file.store, &customer)?;
        if self.rng.random_ratio(1, 250) {
            let agent = one_of(&mut self.rng, &AGENTS);
            customers::take(self.file.db, id, agent, self.file.desk.now)?;
        }
        Ok(id)
    }

    /// One to three vehicles; the first is the one that calls were about. Gives the day of the latest purchase.
    fn add_vehicles(&mut self, owner: CustomerId, service: Service) -> Result<Option<NaiveDate>, StoreError> {
        let count = *weighted(&mut self.rng, &[(64, 1), (28, 2), (8, 3)]);
        let mut bought_on = None;
        for nth in 0..count {
            // Nobody buys two at once.
            let service = if nth > 0 && service == Service::JustBought { Service::Lapsed } else { service };
            let car = Car::drawn(self.cars, service, nth == 0, &self.file.desk, &mut self.rng);
            bought_on = bought_on.max(car.purchased_on);
            let vehicle = self.add_vehicle(owner, car)?;
            past::turn_off_some(&self.file, vehicle, &mut self.rng)?;
            if nth == 0 {
                past::add_contacts(&self.file, owner, vehicle, &mut self.rng)?;
            }
        }
        Ok(bought_on)
    }

    /// A vehicle with its history and everything else that belongs to it.
    fn add_vehicle(&mut self, owner: CustomerId, mut car: Car) -> Result<VehicleId, StoreError> {
        self.cars += 1;
        let visits = self.events.history(&mut car, &self.file.desk)?;
        let vehicle = bulk::add_vehicle(self.file.db, self.file.store, owner, &car.as_new())?;
        let subject = Subject { file: &self.file, owner, vehicle, car: &car };
        self.events.add(&subject, &visits)?;
        Ok(vehicle)
    }
}

/// A person as the store takes them, without an e-mail address and with nothing held against them.
fn as_new<'a>(person: &'a Person, number: &'a str) -> NewCustomer<'a> {
    NewCustomer {
        number,
        first_name: person.first_name,
        last_name: person.last_name,
        company: person.company.as_deref(),
        email: None,
        address: &person.address,
        city: person.place.city,
        region: "ON",
        postal_code: &person.postal_code,
        language: person.language,
        customer_type: person.customer_type,
        day_preference: person.day_preference,
        hold: None,
        complaint_open: false,
    }
}
