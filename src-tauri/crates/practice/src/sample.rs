//! The sample dealership: a store, its messages and campaigns, and customers as a real desk has them. Nobody here
//! exists; every number belongs to nobody.
//!
//! The same seed, number of customers and moment give the same file.

mod areas;
mod campaigns;
mod cars;
mod chance;
mod codes;
mod dealership;
mod desk;
mod holidays;
mod lines;
mod names;
mod past;
mod people;
mod recordings;

use chrono::{DateTime, Utc};
use domain::{
    campaign::CustomerType,
    ids::{CustomerId, StoreId},
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

pub use campaigns::{campaigns, demo_campaign};
pub use dealership::{CALL_BACK, OPT_OUT, default_start, store_row};
pub use recordings::{RECORDINGS, SampleRecording};

use cars::{Car, SERVICES};
use chance::{one_of, percent, weighted};
use codes::Codes;
use desk::Desk;
use lines::{FIXED_EVERY, Lines};
use names::{AGENTS, DISPATCH_FILES};
use people::Person;

/// Customer numbers begin here, as in a dealer system that has been in use for years.
const FIRST_NUMBER: u32 = 100_200;
/// Customers of one firm that put the same work line on their files.
const COLLEAGUES: u32 = 12;

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
    for source in ["customers", "store_settings"] {
        stores::is_fresh(db, store, source, now)?;
    }
    Ok(())
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
    rng: ChaCha8Rng,
    /// The last customer number given out.
    number: u32,
    /// How many customers begin a whole stretch of [`FIXED_EVERY`].
    fixed_until: u32,
    cars: u32,
    /// Which customer of the next [`FIXED_EVERY`] has a line with a fixed outcome.
    fixed_at: u32,
    /// The customer before this one, if somebody of the same household can follow.
    host: Option<(Person, E164)>,
    dispatch: Option<E164>,
    dispatch_files: u32,
    firm_line: Option<E164>,
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
        self.cars += 1;
        bulk::add_vehicle(self.file.db, self.file.store, id, &car.as_new())?;
        let given_on = self.file.desk.days_ago(self.rng.random_range(30..1_500));
        bulk::add_consent(self.file.db, id, given_on, "sample", self.file.desk.now)?;
        search_text::rebuild(self.file.db, id)
    }

    fn customer(&mut self, index: u32) -> Result<(), StoreError> {
        let person = self.next_person();
        let given = self.given_cell(index, &person)?;
        let is_own = given.is_none() && person.shared_cell.is_none();
        let mut phones = people::phones(&person, given, &mut self.lines, &mut self.rng)?;
        self.share_firm_line(index, &person, &mut phones)?;
        let id = self.add_person(&person)?;
        for phone in &phones {
            customers::save_phone(self.file.db, id, phone)?;
        }
        self.add_vehicles(id)?;
        let given_on = self.file.desk.days_ago(self.rng.random_range(30..1_500));
        bulk::add_consent(self.file.db, id, given_on, "sample", self.file.desk.now)?;
        if is_own {
            past::add_numbers(&self.file, id, &phones, &mut self.rng)?;
        }
        search_text::rebuild(self.file.db, id)?;
        let cell = phones.into_iter().find(|phone| phone.kind == PhoneKind::Cell && phone.extension.is_none());
        let is_host = is_own && person.last_name.is_some();
        self.host = cell.and_then(|cell| cell.number).filter(|_| is_host).map(|cell| (person, cell));
        Ok(())
    }

    /// Every fiftieth lives with the customer before and gave the same cell ("same number as …").
    fn next_person(&mut self) -> Person {
        match self.host.take() {
            Some((host, cell)) if percent(&mut self.rng, 2) => host.of_same_household(cell, &mut self.rng),
            _ => Person::drawn(&mut self.rng),
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
        Ok(self.dispatch.clone())
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
        self.firm_line = Some(line.clone());
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

    /// One to three vehicles; the first is the one that calls were about.
    fn add_vehicles(&mut self, owner: CustomerId) -> Result<(), StoreError> {
        let service = *weighted(&mut self.rng, &SERVICES);
        let count = *weighted(&mut self.rng, &[(64, 1), (28, 2), (8, 3)]);
        for nth in 0..count {
            let car = Car::drawn(self.cars, service, nth == 0, &self.file.desk, &mut self.rng);
            self.cars += 1;
            let vehicle = bulk::add_vehicle(self.file.db, self.file.store, owner, &car.as_new())?;
            past::turn_off_some(&self.file, vehicle, &mut self.rng)?;
            if nth == 0 {
                past::add_contacts(&self.file, owner, vehicle, &mut self.rng)?;
            }
        }
        Ok(())
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
