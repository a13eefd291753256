//! An open practice file in Toronto, on Friday 2026-11-20 at 10:21, with people and drops as a test wants them.

mod drops;

use std::{collections::BTreeMap, sync::Arc};

use app::{Caller, House, error::CommandError};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    calendar::{Calendar, OpenHours},
    campaign::{Day, Language},
    contact_type::Department,
    country::Country,
    due::DueSettings,
    ids::{CustomerId, StoreId, VehicleId},
    numbers::CellStrikes,
    phone::{E164, PhoneKind, read_phone},
    zone::Zone,
};
use store::{
    Db, Store, StoreError,
    audit::AuditRow,
    customers,
    house::FileKind,
    imports::{self, Field, FileCustomer, FilePhone, FileVehicle, Summary},
    stores::{self, StoreRow},
};
use testkit::ManualClock;

pub use drops::{Running, TRANSCRIPT};

pub const STORE: StoreId = StoreId(1);

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn on(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub fn e164(text: &str) -> E164 {
    E164::parse(text).expect("E.164")
}

/// A customer of a file; a test adds what it is about.
pub fn person(number: &str, name: &str) -> FileCustomer {
    let (first, last) = name.split_once(' ').expect("two names");
    let values = [(Field::FirstName, first.to_owned()), (Field::LastName, last.to_owned())];
    FileCustomer { number: number.to_owned(), values: values.into(), rows: 1, ..FileCustomer::default() }
}

pub trait With: Sized {
    fn phone(self, kind: PhoneKind, typed: &str) -> Self;
    fn field(self, field: Field, value: &str) -> Self;
    /// Due for maintenance on the test's day.
    fn car(self, vin: &str, model: &str) -> Self;
    fn do_not_call(self) -> Self;

    fn cell(self, typed: &str) -> Self {
        self.phone(PhoneKind::Cell, typed)
    }

    fn home(self, typed: &str) -> Self {
        self.phone(PhoneKind::Home, typed)
    }
}

impl With for FileCustomer {
    fn phone(mut self, kind: PhoneKind, typed: &str) -> Self {
        let phone = FilePhone::new(typed, read_phone(typed, Country::Canada)).expect("not blank");
        self.phones.insert(kind, phone);
        self
    }

    fn field(mut self, field: Field, value: &str) -> Self {
        self.values.insert(field, value.to_owned());
        self
    }

    fn car(mut self, vin: &str, model: &str) -> Self {
        let values =
            [(Field::Year, "2019"), (Field::Make, "Honda"), (Field::Model, model), (Field::LastRoOn, "2026-02-10")];
        let values = values.into_iter().map(|(field, value)| (field, value.to_owned())).collect();
        self.vehicles.push(FileVehicle { vin: vin.to_owned(), values });
        self
    }

    fn do_not_call(self) -> Self {
        Self { do_not_call: true, ..self }
    }
}

pub struct World {
    pub house: Arc<House>,
    pub clock: Arc<ManualClock>,
    pub caller: Caller,
}

impl World {
    pub fn new() -> Self {
        Self::of(Store::in_memory().expect("memory"))
    }

    /// Of a store that is new.
    pub fn of(store: Store) -> Self {
        let now = at("2026-11-20T15:21:00Z");
        let clock = Arc::new(ManualClock::new(now));
        store
            .write(|db| {
                store::house::make(db, "test", FileKind::Practice, now, 1.0, None)?;
                stores::save(db, &lakeside(), now)
            })
            .expect("a store");
        let house = Arc::new(House::new(Arc::new(store), clock.clone(), FileKind::Practice, STORE));
        Self { house, clock, caller: Caller { name: "A. Snyder".to_owned() } }
    }

    pub fn db<T>(&self, work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> T {
        self.house.store.write(work).expect("the store does it")
    }

    pub fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    pub fn today(&self) -> NaiveDate {
        self.house.today().expect("a date")
    }

    /// Takes customers in as a file does; gives their ids in the same order.
    pub fn take_in(&self, people: &[FileCustomer]) -> Vec<CustomerId> {
        let source = imports::Source { file_name: "dms.csv", sha256: "0", by: "File", now: self.house.now() };
        self.house
            .store
            .write(|db| {
                let mut customers = imports::Customers::begin(db, STORE, source)?;
                people.iter().try_for_each(|person| customers.take(person))?;
                customers.finish(Summary::default(), &[])
            })
            .expect("an import");
        people.iter().map(|person| self.id_of(&person.number)).collect()
    }

    pub fn id_of(&self, number: &str) -> CustomerId {
        let since_on = self.today();
        let all = self.db(|db| store::search::page(db, STORE, None, since_on, 10_000));
        all.into_iter().find(|hit| hit.number == number).expect("taken in").id
    }

    pub fn take_one_in(&self, person: FileCustomer) -> CustomerId {
        self.take_in(&[person])[0]
    }

    pub fn vehicle(&self, customer: CustomerId) -> VehicleId {
        self.db(|db| customers::vehicles(db, customer))[0].id
    }

    /// The audit trail, newest first.
    pub fn audit(&self) -> Vec<AuditRow> {
        self.db(|db| store::audit::page(db, None, 100))
    }
}

/// The code of an error, and the field it stands beside.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, CommandError>) -> (String, Option<String>) {
    let error = answer.expect_err("it should be refused");
    assert!(error.message.ends_with(['.', '!', '?']), "not a sentence: {}", error.message);
    (error.code, error.field)
}

fn lakeside() -> StoreRow {
    let open = OpenHours {
        opens_local: NaiveTime::from_hms_opt(8, 0, 0).expect("a time"),
        closes_local: NaiveTime::from_hms_opt(18, 0, 0).expect("a time"),
    };
    StoreRow {
        id: STORE,
        name: "Lakeside Honda".to_owned(),
        country: "CA".to_owned(),
        region: "ON".to_owned(),
        language: Language::English,
        opt_out_number: None,
        due: DueSettings::default(),
        cell_strikes: CellStrikes::Cumulative,
        calendar: Calendar {
            zone: Zone::parse("America/Toronto").expect("a zone"),
            hours: Day::ALL.iter().map(|day| ((Department::Service, *day), open)).collect(),
            closed: Default::default(),
        },
        closed_names: BTreeMap::new(),
        departments: BTreeMap::new(),
        own_lines: Default::default(),
    }
}
