//! What the customers drive, and when each car was last at the store.

use chrono::{Datelike, Days, Months, NaiveDate};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use store::bulk::NewVehicle;

use super::{
    chance::{one_of, percent, weighted},
    desk::Desk,
};

/// Make, model, and how the maker's VINs of it begin.
type Model = (&'static str, &'static str, &'static str);

const MODELS: [(u32, Model); 16] = [
    (22, ("Honda", "Civic", "2HG")),
    (22, ("Honda", "CR-V", "2HK")),
    (9, ("Honda", "HR-V", "3CZ")),
    (9, ("Honda", "Accord", "1HG")),
    (7, ("Honda", "Pilot", "5FN")),
    (6, ("Honda", "Odyssey", "5FN")),
    (3, ("Honda", "Ridgeline", "5FP")),
    (3, ("Honda", "Fit", "3HG")),
    (2, ("Honda", "Passport", "5FN")),
    (3, ("Acura", "RDX", "5J8")),
    (3, ("Toyota", "RAV4", "2T3")),
    (3, ("Toyota", "Corolla", "2T1")),
    (3, ("Ford", "F-150", "1FT")),
    (2, ("Hyundai", "Tucson", "KM8")),
    (2, ("Mazda", "CX-5", "JM3")),
    (1, ("Chevrolet", "Equinox", "2GN")),
];
const SOLD: [&str; 3] = ["Sold privately", "Traded in elsewhere", "Written off"];
/// Of 100 vehicles so many have an appointment.
const BOOKED: u32 = 6;

/// A customer's last visit, as far as the due rule of Maintenance is concerned (3 to 18 months).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Due,
    Recent,
    Lapsed,
    /// Bought here and not back since.
    NeverServiced,
    /// Bought here some days ago.
    JustBought,
    /// Neither visit nor purchase is known.
    Unknown,
}

/// With half of those who were never serviced, about every second customer is due.
pub(super) const SERVICES: [(u32, Service); 5] = [
    (46, Service::Due),
    (24, Service::Recent),
    (22, Service::Lapsed),
    (6, Service::NeverServiced),
    (2, Service::Unknown),
];

/// A vehicle with the texts it owns.
pub(super) struct Car {
    pub vin: String,
    pub year: i32,
    pub make: &'static str,
    pub model: &'static str,
    /// At the last visit; without one, today.
    pub odometer: Option<i64>,
    pub owns_off_reason: Option<&'static str>,
    pub has_open_repair_order: bool,
    pub last_ro_on: Option<NaiveDate>,
    /// Given out with the other numbers of its history.
    pub last_ro_number: Option<String>,
    pub purchased_on: Option<NaiveDate>,
    pub next_appointment_on: Option<NaiveDate>,
}

impl Car {
    /// The `serial`-th car of the sample. Only a customer's first one is never sold: others may be.
    pub fn drawn(serial: u32, service: Service, is_first: bool, desk: &Desk, rng: &mut ChaCha8Rng) -> Self {
        let (make, model, maker) = *weighted(rng, &MODELS);
        let last_ro_on = last_visit(service, desk, rng);
        let year = match last_ro_on {
            Some(on) => on.year() - rng.random_range(0..11),
            None => desk.today.year() - rng.random_range(2..12),
        };
        let purchased_on = match service {
            Service::NeverServiced => Some(first_purchase(desk, rng)),
            Service::JustBought => Some(desk.showroom_day_until(desk.days_ago(rng.random_range(2..20)))),
            Service::Unknown => None,
            Service::Due | Service::Recent | Service::Lapsed => {
                percent(rng, 55).then(|| desk.showroom_day_until(bought(year, last_ro_on.unwrap_or(desk.today), rng)))
            }
        };
        let year = purchased_on.filter(|_| last_ro_on.is_none()).map_or(year, |on| on.year());
        let owns_off_reason = (!is_first && percent(rng, 10)).then(|| one_of(rng, &SOLD));
        let is_owned = owns_off_reason.is_none();
        let years = i64::from((desk.today.year() - year).max(0)) + 1;
        Self {
            vin: vin(maker, year, serial, rng),
            year,
            make,
            model,
            odometer: percent(rng, 92).then(|| years * rng.random_range(8_000..21_000) + rng.random_range(0..1_000)),
            owns_off_reason,
            has_open_repair_order: is_owned && percent(rng, 1),
            last_ro_on,
            last_ro_number: None,
            purchased_on,
            next_appointment_on: (is_owned && percent(rng, BOOKED)).then(|| desk.open_day_from(days_ahead(rng))),
        }
    }

    /// One that is due for Maintenance, with nothing against it.
    pub fn due(serial: u32, desk: &Desk, rng: &mut ChaCha8Rng) -> Self {
        Self {
            has_open_repair_order: false,
            next_appointment_on: None,
            ..Self::drawn(serial, Service::Due, true, desk, rng)
        }
    }

    pub fn as_new(&self) -> NewVehicle<'_> {
        NewVehicle {
            vin: &self.vin,
            year: self.year,
            make: self.make,
            model: self.model,
            odometer: self.odometer,
            owns_off_reason: self.owns_off_reason,
            has_open_repair_order: self.has_open_repair_order,
            last_ro_on: self.last_ro_on,
            last_ro_number: self.last_ro_number.as_deref(),
            purchased_on: self.purchased_on,
            next_appointment_on: self.next_appointment_on,
        }
    }
}

fn last_visit(service: Service, desk: &Desk, rng: &mut ChaCha8Rng) -> Option<NaiveDate> {
    let back = |months| desk.today.checked_sub_months(Months::new(months)).unwrap_or(desk.today);
    let (from, to) = match service {
        Service::Due => (back(18), back(3)),
        Service::Recent => (back(3) + Days::new(1), desk.today),
        Service::Lapsed => (back(60), back(18)),
        Service::NeverServiced | Service::JustBought | Service::Unknown => return None,
    };
    let days = (to - from).num_days().unsigned_abs().max(1);
    let mut day = rng.random_range(0..days);
    if matches!(service, Service::Due) {
        // Who comes when due is due no more, so those who wait long gather: a third of them are Thin Ice.
        day = day.min(rng.random_range(0..days));
    }
    Some(desk.open_day_until(from + Days::new(day)))
}

/// Some day of the model year, or the one before the first visit.
fn bought(year: i32, before: NaiveDate, rng: &mut ChaCha8Rng) -> NaiveDate {
    let on = NaiveDate::from_yo_opt(year, rng.random_range(2..360)).unwrap_or(before);
    on.min(before.pred_opt().unwrap_or(before))
}

/// Whoever was never back: most bought long ago, some just now.
fn first_purchase(desk: &Desk, rng: &mut ChaCha8Rng) -> NaiveDate {
    let days = if percent(rng, 30) { rng.random_range(1..45) } else { rng.random_range(45..960) };
    desk.showroom_day_until(desk.days_ago(days))
}

/// How far ahead an appointment lies: the next days are full, and some people book at one visit the one after.
fn days_ahead(rng: &mut ChaCha8Rng) -> u64 {
    let (from, to) = *weighted(rng, &[(4, (0, 1)), (33, (1, 4)), (26, (4, 8)), (18, (8, 15)), (19, (15, 31))]);
    rng.random_range(from..to)
}

const VIN_CHARS: &[u8] = b"ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
/// The model years 2010 to 2039; the years before and after use the same letters.
const YEAR_CHARS: &[u8; 30] = b"ABCDEFGHJKLMNPRSTVWXY123456789";
const CHECK_AT: usize = 8;
const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/// A VIN with a right check digit; the serial number at its end makes it different from all others.
fn vin(maker: &str, year: i32, serial: u32, rng: &mut ChaCha8Rng) -> String {
    let mut vin: String = maker.to_owned();
    vin.extend((0..6).map(|_| char::from(one_of(rng, VIN_CHARS))));
    vin.push(char::from(YEAR_CHARS[(year - 2010).rem_euclid(30) as usize]));
    // The plant, and in a sample of more than a million cars the millions.
    vin.push(char::from(VIN_CHARS[(serial / 1_000_000) as usize % VIN_CHARS.len()]));
    vin.push_str(&format!("{:06}", serial % 1_000_000));
    let sum: u32 = vin.chars().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    let check = char::from_digit(sum % 11, 10).unwrap_or('X');
    vin.replace_range(CHECK_AT..=CHECK_AT, &check.to_string());
    vin
}

/// A letter's value in the check sum: A to H 1 to 8, J to R 1 to 9, S to Z 2 to 9.
fn value(c: char) -> u32 {
    match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        'A'..='H' => u32::from(c) - u32::from('A') + 1,
        'J'..='R' => u32::from(c) - u32::from('J') + 1,
        _ => u32::from(c) - u32::from('S') + 2,
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn the_check_sum_of_a_known_vin_comes_out() {
        // The example of 49 CFR 565: 1M8GDM9A_KP042788, check digit X.
        let sum: u32 = "1M8GDM9A0KP042788".chars().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
        assert_eq!(sum % 11, 10);
    }

    #[test]
    fn a_vin_says_maker_year_and_serial_and_checks_out() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for serial in [0, 41, 999_999, 1_000_000] {
            let vin = vin("2HG", 2026, serial, &mut rng);
            assert_eq!(vin.len(), 17);
            assert!(vin.starts_with("2HG") && vin.ends_with(&format!("{:06}", serial % 1_000_000)), "{vin}");
            assert_eq!(vin.as_bytes()[9], b'T', "{vin}");
            let sum: u32 = vin.chars().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
            assert_eq!(vin.as_bytes()[CHECK_AT], char::from_digit(sum % 11, 10).unwrap_or('X') as u8, "{vin}");
        }
    }
}
