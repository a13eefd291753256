//! Makes customers with their vehicles of the rows of one file: of several rows the last that says something wins.

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{phone::PhoneKind, zone::Zone};
use intake::{Consent, Row, split_name};
use store::imports::{Field, FileConsent, FileContact, FileCustomer, FilePhone, FileVehicle, Values};

/// When a contact took place of which only the date is known; the middle of the day is furthest from both neighbours.
const NOON: NaiveTime = match NaiveTime::from_hms_opt(12, 0, 0) {
    Some(noon) => noon,
    None => NaiveTime::MIN,
};

/// Rows of a file, gathered by customer number and VIN in the order in which they first appear.
pub(super) struct Merge<'a> {
    zone: &'a Zone,
    now: DateTime<Utc>,
    customers: Vec<FileCustomer>,
    by_number: HashMap<String, usize>,
    /// One entry per VIN and customer; who owns the VIN is decided at the end.
    vehicles: Vec<(usize, FileVehicle)>,
    by_vin: HashMap<(usize, String), usize>,
}

impl<'a> Merge<'a> {
    pub fn new(zone: &'a Zone, now: DateTime<Utc>) -> Self {
        Self { zone, now, customers: vec![], by_number: HashMap::new(), vehicles: vec![], by_vin: HashMap::new() }
    }

    pub fn add(&mut self, row: Row) {
        let owner = place(&mut self.by_number, &mut self.customers, row.customer_number.clone(), || FileCustomer {
            number: row.customer_number.clone(),
            ..FileCustomer::default()
        });
        if let Some(vin) = &row.vin {
            let vehicle = place(&mut self.by_vin, &mut self.vehicles, (owner, vin.clone()), || {
                (owner, FileVehicle { vin: vin.clone(), values: Values::new() })
            });
            let values = &mut self.vehicles[vehicle].1.values;
            for (field, value) in vehicle_values(&row) {
                values.insert(field, value);
            }
        }
        let contact = row.last_contact_on.map(|on| FileContact {
            on,
            at: self.contact_at(on),
            by: row.last_contact_by.clone(),
            code: row.last_contact_code.clone(),
        });
        let customer = &mut self.customers[owner];
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
        for (field, value) in customer_values(row) {
            customer.values.insert(field, value);
        }
    }

    /// A VIN under several customers goes to the newest delivery; without a difference there, to the last row.
    pub fn customers(mut self) -> Vec<FileCustomer> {
        let mut owner_of: HashMap<String, usize> = HashMap::new();
        for (place, (_, vehicle)) in self.vehicles.iter().enumerate() {
            // Dates compare as text, and no date before any.
            let delivered = |place: usize| self.vehicles[place].1.values.get(&Field::PurchasedOn);
            let best = owner_of.entry(vehicle.vin.clone()).or_insert(place);
            if delivered(place) >= delivered(*best) {
                *best = place;
            }
        }
        let kept: BTreeSet<usize> = owner_of.into_values().collect();
        for (place, (owner, vehicle)) in self.vehicles.into_iter().enumerate() {
            if kept.contains(&place) {
                self.customers[owner].vehicles.push(vehicle);
            }
        }
        self.customers
    }

    /// Noon of that day at the store; its beginning while noon is still to come.
    fn contact_at(&self, on: NaiveDate) -> DateTime<Utc> {
        let noon = self.zone.start_at(on, NOON).at;
        if noon <= self.now { noon } else { self.zone.day_start_at(on) }
    }
}

/// Where the thing of this key stands; it is added if there is none.
fn place<K: Hash + Eq, T>(
    places: &mut HashMap<K, usize>,
    things: &mut Vec<T>,
    key: K,
    new: impl FnOnce() -> T,
) -> usize {
    *places.entry(key).or_insert_with(|| {
        things.push(new());
        things.len() - 1
    })
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
