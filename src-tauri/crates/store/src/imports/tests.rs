//! Importing and taking back, on a real database, with files as the reader hands them over.

use chrono::{NaiveDate, TimeDelta, TimeZone};
use domain::{
    calendar::Calendar,
    campaign::Language,
    country::Country,
    due::DueSettings,
    ids::{CustomerId, VehicleId},
    numbers::CellStrikes,
    phone::{E164, PhoneKind, read_phone},
    source::DataSource,
    zone::Zone,
};

use super::*;
use crate::{
    Store, customers, numbers,
    stores::{self, StoreRow},
};

mod bookings;
mod contents;
mod events;
mod known;
mod many;
mod taking_back;
mod voice;

const STORE: StoreId = StoreId(1);

/// A data file with one store, and what time it is.
struct World {
    store: Store,
    now: DateTime<Utc>,
}

impl World {
    fn new() -> Self {
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 15, 0, 0).unwrap();
        let store = Store::in_memory().unwrap();
        store.write::<_, StoreError>(|db| stores::save(db, &store_row(), now)).unwrap();
        Self { store, now }
    }

    fn take_customers(&self, file: &[FileCustomer]) -> Result<ImportId, StoreError> {
        let source = Source { file_name: "export.csv", sha256: "", by: "Dana", now: self.now };
        self.store.write(|db| {
            let mut customers = Customers::begin(db, STORE, source)?;
            file.iter().try_for_each(|customer| customers.take(customer))?;
            customers.finish(Summary::default(), &[])
        })
    }

    /// An hour later than the one before, as no two things happen at one time.
    fn import(&mut self, file: &[FileCustomer]) -> ImportId {
        self.now += TimeDelta::hours(1);
        self.take_customers(file).unwrap()
    }

    fn undo(&mut self, id: ImportId) -> Result<Undone, ImportError> {
        self.now += TimeDelta::hours(1);
        self.store.write(|db| undo(db, STORE, id, "Dana", self.now))
    }

    /// New and changed customers, and new vehicles.
    fn would(&self, file: &[FileCustomer]) -> (u32, u32, u32) {
        let counts = self.store.read::<_, StoreError>(|db| {
            let mut customers = Customers::look(db, STORE)?;
            file.iter().try_for_each(|customer| customers.take(customer))?;
            Ok(customers.counts())
        });
        let counts = counts.unwrap();
        (counts.new_customers, counts.changed_customers, counts.new_vehicles)
    }

    /// The one value that a query gives, as text.
    fn value(&self, sql: &str) -> Option<String> {
        let read = |db: &Db<'_>| Ok(db.0.query_row(sql, [], |r| r.get::<_, Option<String>>(0))?);
        self.store.read::<_, StoreError>(read).unwrap()
    }

    fn count(&self, table: &str) -> i64 {
        self.value(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).unwrap().parse().unwrap()
    }

    fn run(&self, sql: &str) {
        self.store.write::<_, StoreError>(|db| Ok(db.0.execute_batch(sql)?)).unwrap();
    }

    fn customer(&self, number: &str) -> CustomerId {
        let id = self.value(&format!("SELECT CAST(id AS TEXT) FROM customer WHERE number = '{number}'"));
        CustomerId(id.expect("on file").parse().unwrap())
    }

    fn vehicle(&self, vin: &str) -> VehicleId {
        let id = self.value(&format!("SELECT CAST(id AS TEXT) FROM vehicle WHERE vin = '{vin}'"));
        VehicleId(id.expect("on file").parse().unwrap())
    }

    fn of_customer(&self, number: &str, column: &str) -> Option<String> {
        self.value(&format!("SELECT CAST({column} AS TEXT) FROM customer WHERE number = '{number}'"))
    }

    fn of_vehicle(&self, vin: &str, column: &str) -> Option<String> {
        self.value(&format!("SELECT CAST({column} AS TEXT) FROM vehicle WHERE vin = '{vin}'"))
    }

    fn typed(&self, number: &str, kind: PhoneKind) -> Option<String> {
        let id = self.customer(number);
        let phones = self.store.read::<_, StoreError>(|db| customers::phones(db, id)).unwrap();
        phones.into_iter().find(|phone| phone.kind == kind).map(|phone| phone.typed)
    }

    /// As a person does: with an audit row.
    fn correct_phone(&self, number: &str, kind: PhoneKind, typed: &str) {
        let id = self.customer(number);
        let phone = phone(typed).in_field(kind);
        self.store
            .write::<_, StoreError>(|db| {
                customers::save_phone(db, id, &phone)?;
                let entry = crate::audit::Change { who: "Dana", what: "Phone", old: None, new: Some(typed) };
                crate::audit::add(db, self.now, &entry)
            })
            .unwrap();
    }

    fn is_opted_out(&self, number: &str) -> bool {
        let number = E164::parse(number).unwrap();
        let record = self.store.read::<_, StoreError>(|db| numbers::get(db, &number)).unwrap();
        record.opted_out_at.is_some()
    }
}

fn store_row() -> StoreRow {
    let zone = Zone::parse("America/Toronto").unwrap();
    StoreRow {
        id: STORE,
        name: "Test Motors".to_owned(),
        country: "CA".to_owned(),
        region: "ON".to_owned(),
        language: Language::English,
        opt_out_number: None,
        due: DueSettings::default(),
        cell_strikes: CellStrikes::Cumulative,
        calendar: Calendar { zone, hours: Default::default(), closed: Default::default() },
        closed_names: Default::default(),
        departments: Default::default(),
        own_lines: Default::default(),
    }
}

fn phone(typed: &str) -> FilePhone {
    FilePhone::new(typed, read_phone(typed, Country::Canada)).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A customer of a file with a last name.
fn customer(number: &str) -> FileCustomer {
    let number = number.to_owned();
    let customer = FileCustomer { number, rows: 1, ..FileCustomer::default() };
    customer.with(Field::LastName, "Roy")
}

impl FileCustomer {
    fn with(mut self, field: Field, value: &str) -> Self {
        self.values.insert(field, value.to_owned());
        self
    }

    fn at(mut self, kind: PhoneKind, typed: &str) -> Self {
        self.phones.insert(kind, phone(typed));
        self
    }

    fn barred(mut self) -> Self {
        self.do_not_call = true;
        self
    }

    fn reached(mut self, on: &str, code: &str) -> Self {
        let at = day(on).and_hms_opt(17, 0, 0).unwrap().and_utc();
        let contact = FileContact { on: day(on), at, by: Some("Ana".to_owned()), code: Some(code.to_owned()) };
        self.contacts.insert(contact);
        self
    }

    fn owns(mut self, vin: &str, values: &[(Field, &str)]) -> Self {
        let values = values.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
        self.vehicles.push(FileVehicle { vin: vin.to_owned(), values });
        self
    }
}
