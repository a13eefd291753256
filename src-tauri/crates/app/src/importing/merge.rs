//! Makes a customer with their vehicles of their rows in a file: of several rows the last that says something wins.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{phone::PhoneKind, zone::Zone};
use intake::{Consent, Row, split_name};
use store::imports::{Field, FileConsent, FileContact, FileCustomer, FilePhone, FileVehicle, Values};

/// When a contact took place of which only the date is known; the middle of the day is furthest from both neighbours.
const NOON: NaiveTime = match NaiveTime::from_hms_opt(12, 0, 0) {
    Some(noon) => noon,
    None => NaiveTime::MIN,
};

/// The rows of one customer, put together; vehicles in the order in which they first appear.
pub(super) struct Merge<'a> {
    zone: &'a Zone,
    now: DateTime<Utc>,
    customer: FileCustomer,
    by_vin: HashMap<String, usize>,
}

impl<'a> Merge<'a> {
    pub fn new(zone: &'a Zone, now: DateTime<Utc>) -> Self {
        Self { zone, now, customer: FileCustomer::default(), by_vin: HashMap::new() }
    }

    /// All rows must be of one customer number.
    pub fn add(&mut self, row: Row) {
        let contact = row.last_contact_on.map(|on| FileContact {
            on,
            at: self.contact_at(on),
            by: row.last_contact_by.clone(),
            code: row.last_contact_code.clone(),
        });
        let customer = &mut self.customer;
        if let Some(vin) = &row.vin {
            let place = *self.by_vin.entry(vin.clone()).or_insert_with(|| {
                customer.vehicles.push(FileVehicle { vin: vin.clone(), values: Values::new() });
                customer.vehicles.len() - 1
            });
            customer.vehicles[place].values.extend(vehicle_values(&row));
        }
        customer.rows += 1;
        customer.do_not_call |= row.do_not_call == Some(true);
        customer.contacts.extend(contact);
        if let Some(consent) = row.consent {
            customer.consent = Some(FileConsent {
                kind: consent.word().to_owned(),
                given: consent != Consent::Refused,
                on: row.consent_on,
            });
        }
        for kind in PhoneKind::ALL {
            let phone = row.phone(kind).and_then(|cell| FilePhone::new(&cell.raw, cell.reading.clone()));
            if let Some(phone) = phone {
                customer.phones.insert(kind, phone);
            }
        }
        customer.number.clone_from(&row.customer_number);
        customer.values.extend(customer_values(row));
    }

    /// With those vehicles that are the customer's by the whole file.
    pub fn customer(mut self, is_theirs: impl Fn(&str) -> bool) -> FileCustomer {
        self.customer.vehicles.retain(|vehicle| is_theirs(&vehicle.vin));
        self.customer
    }

    /// Noon of that day at the store; its beginning while noon is still to come.
    fn contact_at(&self, on: NaiveDate) -> DateTime<Utc> {
        let noon = self.zone.start_at(on, NOON).at;
        if noon <= self.now { noon } else { self.zone.day_start_at(on) }
    }
}

fn customer_values(row: Row) -> impl Iterator<Item = (Field, String)> {
    let (first_name, last_name) = match (row.first_name, row.last_name, row.full_name) {
        (None, None, Some(full)) => split_name(&full),
        (first, last, _) => (first, last),
    };
    let values = [
        (Field::FirstName, first_name),
        (Field::LastName, last_name),
        (Field::Company, row.company),
        (Field::Email, row.email),
        (Field::Address, row.address),
        (Field::City, row.city),
        (Field::Region, row.region),
        (Field::PostalCode, row.postal_code),
        (Field::Language, row.language.map(|language| language.word().to_owned())),
        (Field::CustomerType, row.customer_type.map(|kind| kind.word().to_owned())),
        (Field::DayPreference, row.day_preference.map(|preference| preference.word().to_owned())),
    ];
    values.into_iter().filter_map(|(field, value)| Some((field, value?)))
}

fn vehicle_values(row: &Row) -> impl Iterator<Item = (Field, String)> {
    let date = |on: Option<NaiveDate>| on.map(|on| on.format("%Y-%m-%d").to_string());
    let values = [
        (Field::Year, row.year.map(|year| year.to_string())),
        (Field::Make, row.make.clone()),
        (Field::Model, row.model.clone()),
        (Field::Odometer, row.odometer.map(|odometer| odometer.to_string())),
        (Field::LastRoOn, date(row.last_ro_on)),
        (Field::LastRoNumber, row.last_ro_number.clone()),
        (Field::PurchasedOn, date(row.delivered_on)),
        (Field::NextAppointmentOn, date(row.next_appointment_on)),
    ];
    values.into_iter().filter_map(|(field, value)| Some((field, value?)))
}
