//! Customers and vehicles written whole, for a file that the program fills itself: the sample dealership. An import
//! writes what a file says and remembers it; a person changes one field at a time.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    campaign::{CustomerType, DayPreference, Language},
    contact_type::ContactType,
    ids::{CustomerId, StoreId, VehicleId},
};
use rusqlite::named_params;

use crate::{
    Db, StoreError,
    columns::{Columns, change_one, day, ms, row},
};

/// Statements that one customer with all that belongs to it needs; the connection keeps 16 without being asked.
const STATEMENTS: usize = 128;

/// Keeps the statements prepared that the rows to come need again and again.
pub fn expect_many_rows(db: &Db<'_>) {
    db.0.set_prepared_statement_cache_capacity(STATEMENTS);
}

/// A customer who is not on file yet. Phones, contacts and opt-outs are added by their own modules.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCustomer<'a> {
    pub number: &'a str,
    pub first_name: Option<&'a str>,
    pub last_name: Option<&'a str>,
    pub company: Option<&'a str>,
    pub email: Option<&'a str>,
    pub address: &'a str,
    pub city: &'a str,
    pub region: &'a str,
    pub postal_code: &'a str,
    pub language: Option<Language>,
    pub customer_type: CustomerType,
    pub day_preference: Option<DayPreference>,
    /// A hold set by a person: the reason, and the day on which it is over.
    pub hold: Option<(&'a str, NaiveDate)>,
    pub complaint_open: bool,
}

/// The caller rebuilds the search text when phones and vehicles are there, too.
pub fn add_customer(db: &Db<'_>, store: StoreId, customer: &NewCustomer<'_>) -> Result<CustomerId, StoreError> {
    row(
        db.0,
        "INSERT INTO customer (store_id, number, first_name, last_name, company, email, address, city, region,
            postal_code, language, customer_type, day_preference, hold_reason, hold_until_on, complaint_open)
         VALUES (:store, :number, :first, :last, :company, :email, :address, :city, :region, :postal, :language, :type,
            :day, :hold, :until, :complaint)
         RETURNING id",
        named_params! {":store": store.0, ":number": customer.number, ":first": customer.first_name,
        ":last": customer.last_name, ":company": customer.company, ":email": customer.email,
        ":address": customer.address, ":city": customer.city, ":region": customer.region,
        ":postal": customer.postal_code, ":language": customer.language.map(Language::word),
        ":type": customer.customer_type.word(), ":day": customer.day_preference.map(DayPreference::word),
        ":hold": customer.hold.map(|(reason, _)| reason), ":until": customer.hold.map(|(_, on)| day(on)),
        ":complaint": customer.complaint_open},
        |r| Ok(CustomerId(r.value("id")?)),
    )?
    .ok_or(StoreError::NotFound)
}

/// A vehicle that is not on file yet.
#[derive(Clone, Debug, PartialEq)]
pub struct NewVehicle<'a> {
    pub vin: &'a str,
    pub year: i32,
    pub make: &'a str,
    pub model: &'a str,
    pub odometer: Option<i64>,
    /// `Some`: sold or traded, and how (P9).
    pub owns_off_reason: Option<&'a str>,
    pub has_open_repair_order: bool,
    pub last_ro_on: Option<NaiveDate>,
    pub last_ro_number: Option<&'a str>,
    pub purchased_on: Option<NaiveDate>,
    pub next_appointment_on: Option<NaiveDate>,
}

/// The caller rebuilds the owner's search text.
pub fn add_vehicle(
    db: &Db<'_>,
    store: StoreId,
    owner: CustomerId,
    vehicle: &NewVehicle<'_>,
) -> Result<VehicleId, StoreError> {
    row(
        db.0,
        "INSERT INTO vehicle (store_id, vin, customer_id, year, make, model, odometer, owned, owns_off_reason,
            has_open_repair_order, last_ro_on, last_ro_number, purchased_on, next_appointment_on)
         VALUES (:store, :vin, :owner, :year, :make, :model, :odometer, :off IS NULL, :off, :open, :ro_on, :ro_number,
            :purchased_on, :appointment_on)
         RETURNING id",
        named_params! {":store": store.0, ":vin": vehicle.vin, ":owner": owner.0, ":year": vehicle.year,
        ":make": vehicle.make, ":model": vehicle.model, ":odometer": vehicle.odometer,
        ":off": vehicle.owns_off_reason, ":open": vehicle.has_open_repair_order,
        ":ro_on": vehicle.last_ro_on.map(day), ":ro_number": vehicle.last_ro_number,
        ":purchased_on": vehicle.purchased_on.map(day),
        ":appointment_on": vehicle.next_appointment_on.map(day)},
        |r| Ok(VehicleId(r.value("id")?)),
    )?
    .ok_or(StoreError::NotFound)
}

/// The customer agreed to be called, on a day, and where that is known from.
pub fn add_consent(
    db: &Db<'_>,
    customer: CustomerId,
    given_on: NaiveDate,
    source: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    change_one(
        db.0,
        "INSERT INTO consent (customer_id, given, given_on, source, recorded_at) VALUES (?1, 1, ?2, ?3, ?4)",
        (customer.0, day(given_on), source, ms(now)),
        "the consent",
    )
}

/// Turns a VIN off for a contact type (P9).
pub fn turn_off(
    db: &Db<'_>,
    vehicle: VehicleId,
    contact_type: ContactType,
    reason: &str,
    by: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    change_one(
        db.0,
        "INSERT INTO turn_off (vehicle_id, contact_type, reason, at, by) VALUES (?1, ?2, ?3, ?4, ?5)",
        (vehicle.0, contact_type.word(), reason, ms(at), by),
        "the turn-off",
    )
}

/// A contact of the past, with none of a customer's clocks moved: see [`set_contact_times`].
#[derive(Clone, Debug, PartialEq)]
pub struct PastContact<'a> {
    pub customer: CustomerId,
    pub vehicle: Option<VehicleId>,
    pub user_name: &'a str,
    pub contact_type: Option<ContactType>,
    pub at: DateTime<Utc>,
    pub comment: &'a str,
}

pub fn add_past_contact(db: &Db<'_>, store: StoreId, contact: &PastContact<'_>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "INSERT INTO contact (store_id, customer_id, vehicle_id, user_name, contact_type, started_at, finished_at, comment)
         VALUES (:store, :customer, :vehicle, :user, :type, :at, :at, :comment)",
        named_params! {":store": store.0, ":customer": contact.customer.0, ":vehicle": contact.vehicle.map(|v| v.0),
        ":user": contact.user_name, ":type": contact.contact_type.map(ContactType::word), ":at": ms(contact.at),
        ":comment": contact.comment},
        "the contact",
    )
}

/// What the contacts of the past did to a customer's clocks, at once.
pub fn set_contact_times(db: &Db<'_>, customer: CustomerId, last_at: DateTime<Utc>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE customer SET last_contact_at = ?2, last_agent_contact_at = ?2 WHERE id = ?1",
        (customer.0, ms(last_at)),
        "the customer",
    )
}

#[cfg(test)]
mod tests {
    use domain::{calendar::Calendar, due::DueSettings, numbers::CellStrikes, zone::Zone};

    use super::*;
    use crate::{
        Store,
        customers::{self, Off},
        stores::{self, StoreRow},
        turn_offs::{self, TurnOff},
    };

    const STORE: StoreId = StoreId(1);

    fn now() -> DateTime<Utc> {
        "2026-11-24T15:00:00Z".parse().unwrap()
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn with_store() -> Store {
        let zone = Zone::parse("America/Toronto").unwrap();
        let row = StoreRow {
            id: STORE,
            name: "Northgate Honda".to_owned(),
            country: "CA".to_owned(),
            region: "ON".to_owned(),
            language: Language::English,
            opt_out_number: None,
            due: DueSettings::default(),
            cell_strikes: CellStrikes::default(),
            calendar: Calendar { zone, hours: Default::default(), closed: Default::default() },
            closed_names: Default::default(),
            departments: Default::default(),
            own_lines: Default::default(),
        };
        let file = Store::in_memory().unwrap();
        file.write(|db| stores::save(db, &row, now())).unwrap();
        file
    }

    fn marie<'a>() -> NewCustomer<'a> {
        NewCustomer {
            number: "100200",
            first_name: Some("Marie"),
            last_name: Some("Tremblay"),
            company: None,
            email: None,
            address: "12 Yonge St",
            city: "Toronto",
            region: "ON",
            postal_code: "M2N 1A1",
            language: Some(Language::French),
            customer_type: CustomerType::Retail,
            day_preference: Some(DayPreference::LateDay),
            hold: None,
            complaint_open: false,
        }
    }

    fn civic<'a>() -> NewVehicle<'a> {
        NewVehicle {
            vin: "2HGFC2F59KH000001",
            year: 2019,
            make: "Honda",
            model: "Civic",
            odometer: Some(88_000),
            owns_off_reason: None,
            has_open_repair_order: false,
            last_ro_on: Some(on("2026-05-04")),
            last_ro_number: Some("RO400100"),
            purchased_on: None,
            next_appointment_on: None,
        }
    }

    #[test]
    fn a_customer_is_read_back_as_written() {
        let file = with_store();
        let (customer, vehicles) = file
            .write(|db| -> Result<_, StoreError> {
                let id = add_customer(db, STORE, &marie())?;
                add_vehicle(db, STORE, id, &civic())?;
                add_consent(db, id, on("2025-01-02"), "sample", now())?;
                Ok((customers::get(db, STORE, id)?, customers::vehicles(db, id)?))
            })
            .unwrap();
        assert_eq!((customer.name.as_str(), customer.city.as_deref()), ("Marie Tremblay", Some("Toronto")));
        assert_eq!(customer.language, Some(Language::French));
        assert_eq!(customer.day_preference, Some(DayPreference::LateDay));
        assert_eq!(vehicles.len(), 1);
        assert_eq!((vehicles[0].title.as_str(), vehicles[0].owned), ("2019 Honda Civic", true));
        assert_eq!(vehicles[0].last_ro_on, Some(on("2026-05-04")));
    }

    #[test]
    fn a_vehicle_with_a_reason_for_it_is_not_owned_any_more() {
        let sold = NewVehicle { owns_off_reason: Some("Sold privately"), ..civic() };
        let vehicles = with_store()
            .write(|db| -> Result<_, StoreError> {
                let id = add_customer(db, STORE, &marie())?;
                add_vehicle(db, STORE, id, &sold)?;
                customers::vehicles(db, id)
            })
            .unwrap();
        assert!(!vehicles[0].owned);
    }

    #[test]
    fn a_turn_off_stands_beside_its_vehicle_with_its_reason() {
        let (vehicle, turn_offs) = with_store()
            .write(|db| -> Result<_, StoreError> {
                let id = add_customer(db, STORE, &marie())?;
                let vehicle = add_vehicle(db, STORE, id, &civic())?;
                turn_off(db, vehicle, ContactType::Maintenance, "Services it at home", "Alex", now())?;
                Ok((vehicle, turn_offs::of_customer(db, id)?))
            })
            .unwrap();
        let off = Off { reason: "Services it at home".to_owned(), at: Some(now()), by: Some("Alex".to_owned()) };
        assert_eq!(turn_offs, [TurnOff { vehicle, contact_type: ContactType::Maintenance, off }]);
    }
}
