//! What an import cannot be faster than: the same customers, phones and vehicles, written one after the other by bare
//! inserts into the same tables with their indexes, in an encrypted file of the same kind. It reads no file, compares
//! nothing, and remembers nothing of what was said.

use std::{path::Path, time::Instant};

use chrono::NaiveDate;
use domain::{
    campaign::{CustomerType, Language},
    ids::CustomerId,
    phone::{E164, PhoneKind},
};
use store::{
    Db, Store, StoreError,
    bulk::{self, NewCustomer, NewVehicle},
    customers::{self, Phone},
};

use crate::dealership::{STORE, now, store_row};

/// How many seconds so many rows take.
pub fn seconds(file: &Path, rows: u32) -> Result<f64, String> {
    let file = Store::create(file, crate::machine::key()).map_err(|e| e.to_string())?;
    file.write(|db| store::stores::save(db, &store_row()?, now())).map_err(|e| e.to_string())?;
    let start = Instant::now();
    file.write(|db| (0..rows).try_fold(CustomerId(0), |owner, i| add(db, owner, i)).map(drop))
        .map_err(|e| e.to_string())?;
    Ok(start.elapsed().as_secs_f64())
}

/// The same values as [`super::importing`] writes into its file.
fn add(db: &Db<'_>, before: CustomerId, i: u32) -> Result<CustomerId, StoreError> {
    let owner = if i % 4 == 3 { before } else { add_customer(db, i)? };
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
    let vehicle = NewVehicle {
        vin: &format!("2HGFC2F5{i:09}"),
        year: 2010 + (i % 16) as i32,
        make: "Honda",
        model: "Civic",
        odometer: Some(i64::from(10_000 + i % 150_000)),
        owns_off_reason: None,
        has_open_repair_order: false,
        last_ro_on: day(2026, 1 + i % 11, 1 + i % 28),
        last_ro_number: None,
        purchased_on: day(2020, 3, 14),
        next_appointment_on: None,
    };
    bulk::add_vehicle(db, STORE, owner, &vehicle)?;
    Ok(owner)
}

fn add_customer(db: &Db<'_>, i: u32) -> Result<CustomerId, StoreError> {
    let customer = NewCustomer {
        number: &(100_200 + i).to_string(),
        first_name: Some("Alex"),
        last_name: Some("Smith"),
        company: None,
        email: Some(&format!("a{i}@example.com")),
        address: &format!("{} Main Street", i % 999),
        city: "Toronto",
        region: "ON",
        postal_code: "M2N 1A1",
        language: Some(Language::English),
        customer_type: CustomerType::Retail,
        day_preference: None,
        hold: None,
        complaint_open: false,
    };
    let id = bulk::add_customer(db, STORE, &customer)?;
    for (kind, area, line) in [(PhoneKind::Home, 416, i % 10_000), (PhoneKind::Cell, 647, i % 9_999)] {
        let typed = format!("({area}) 555-{line:04}");
        let number = E164::parse(&format!("+1{area}555{line:04}")).ok();
        customers::save_phone(db, id, &Phone { kind, typed, number, extension: None })?;
    }
    Ok(id)
}
