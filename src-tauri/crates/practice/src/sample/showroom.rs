//! The sales side: deals, the traffic log with its leads, and lists that somebody took in.

use chrono::{Days, Months, NaiveDate, TimeDelta};
use domain::ids::CustomerId;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use store::{
    StoreError,
    bulk_events::{self, DealKind, NewDeal, NewListEntry, NewTrafficEntry, Of},
};

use super::{
    File,
    cars::Car,
    chance::{one_of, percent, weighted},
    events::{Events, Subject},
    keys::Series,
    names::SALESPEOPLE,
};

/// The log shows so many days back.
pub(super) const LOG_DAYS: u64 = 60;
/// The words of the showroom; "Sold" is nobody's choice but a deal's.
const STATUSES: [(u32, &str); 4] = [(26, "Open"), (30, "Working"), (14, "Appointment"), (30, "Lost")];
const TYPES: [(u32, &str); 3] = [(38, WALK_IN), (20, "Phone"), (42, INTERNET)];
const WALK_IN: &str = "Walk-in";
const INTERNET: &str = "Internet";
const LOST_REASONS: [(u32, &str); 5] = [
    (34, "Bought elsewhere"),
    (28, "Too expensive"),
    (14, "No credit"),
    (14, "Keeps the old car"),
    (10, "Model not in stock"),
];
const LEAD_SOURCES: [(u32, &str); 4] =
    [(45, "Store website"), (25, "Manufacturer website"), (20, "Classified site"), (10, "Social media")];
const INTERESTS: [&str; 8] = [
    "CR-V Sport",
    "CR-V Hybrid",
    "Civic Sedan",
    "Civic Hatchback",
    "HR-V LX",
    "Accord Hybrid",
    "Pilot TrailSport",
    "Used, below $25,000",
];
const COMMENTS: [&str; 6] = [
    "Drove it, wants to talk at home first.",
    "Asked for the payments on a lease.",
    "Has a trade-in, to be looked at.",
    "Compares with two other makes.",
    "Needs it before the winter.",
    "Asked for a price by e-mail.",
];

/// Lists that were taken in: name, how long ago, and one of how many customers stands on it.
const LISTS: [(&str, u64, u32); 2] = [("Winter tire storage", 38, 18), ("Spring home show", 240, 30)];

/// One line of the log, before it is written.
struct Entry {
    on: NaiveDate,
    status: &'static str,
    /// Some minutes before now, and not at some time of its day.
    is_of_this_morning: bool,
}

impl Events {
    /// The deal by which a vehicle came to its owner, if it was bought here.
    pub fn add_deal(&mut self, subject: &Subject<'_>) -> Result<(), StoreError> {
        let (file, car) = (subject.file, subject.car);
        let Some(sold_on) = car.purchased_on else { return self.add_unwound_deal(subject) };
        let rng = &mut self.rng;
        let delivered_on = sold_on + Days::new(rng.random_range(0..6));
        let kind = if car.make == "Honda" && percent(rng, 85) { DealKind::New } else { DealKind::Used };
        let new = NewDeal {
            sold_on,
            delivered_on: Some(delivered_on).filter(|on| *on <= file.desk.today),
            is_unwound: false,
            kind: Some(kind),
            salesperson: Some(one_of(rng, &SALESPEOPLE)),
            amount_cents: Some(price(car, kind, rng)),
            ends_on: ends_on(sold_on, rng),
        };
        let key = self.key(Series::Deal);
        bulk_events::add_deal(file.db, &subject.of(&key), &new)?;
        Ok(())
    }

    /// Now and then somebody brings a car back within days: its VIN is in stock again, the deal never was.
    fn add_unwound_deal(&mut self, subject: &Subject<'_>) -> Result<(), StoreError> {
        if !self.rng.random_ratio(1, 80) {
            return Ok(());
        }
        let file = subject.file;
        let rng = &mut self.rng;
        let sold_on = file.desk.showroom_day_until(file.desk.days_ago(rng.random_range(2..120)));
        let new = NewDeal {
            sold_on,
            delivered_on: None,
            is_unwound: true,
            kind: Some(DealKind::Used),
            salesperson: Some(one_of(rng, &SALESPEOPLE)),
            amount_cents: Some(price(subject.car, DealKind::Used, rng)),
            ends_on: None,
        };
        let key = self.key(Series::Deal);
        bulk_events::add_deal(file.db, &Of { vehicle: None, ..subject.of(&key) }, &new)?;
        Ok(())
    }

    /// What the log says of a customer with vehicles: whoever bought lately came in before, and a few look around.
    pub fn add_visit_to_showroom(
        &mut self,
        file: &File<'_>,
        customer: CustomerId,
        bought_on: Option<NaiveDate>,
    ) -> Result<(), StoreError> {
        let log_from = file.desk.days_ago(LOG_DAYS);
        if let Some(bought_on) = bought_on.filter(|on| *on >= log_from + Days::new(7)) {
            if percent(&mut self.rng, 70) {
                let on = file.desk.showroom_day_until(bought_on - Days::new(self.rng.random_range(0..6)));
                return self.add_entry(file, customer, &Entry { on, status: "Sold", is_of_this_morning: false });
            }
            return Ok(());
        }
        if percent(&mut self.rng, 2) { self.add_prospect(file, customer) } else { Ok(()) }
    }

    /// Somebody who looks around; many came in the last days.
    pub fn add_prospect(&mut self, file: &File<'_>, customer: CustomerId) -> Result<(), StoreError> {
        let desk = &file.desk;
        let is_of_this_morning = percent(&mut self.rng, 11);
        let days = if percent(&mut self.rng, 35) { 1..6 } else { 6..LOG_DAYS };
        let on = desk.showroom_day_until(desk.days_ago(self.rng.random_range(days)));
        let status = if is_of_this_morning { "Open" } else { *weighted(&mut self.rng, &STATUSES) };
        self.add_entry(file, customer, &Entry { on, status, is_of_this_morning })
    }

    /// The one of a household who looked around before another one bought.
    pub fn add_prospect_before(
        &mut self,
        file: &File<'_>,
        customer: CustomerId,
        bought_on: NaiveDate,
    ) -> Result<(), StoreError> {
        let on = file.desk.showroom_day_until(bought_on - Days::new(self.rng.random_range(1..12)));
        self.add_entry(file, customer, &Entry { on, status: "Working", is_of_this_morning: false })
    }

    fn add_entry(&mut self, file: &File<'_>, customer: CustomerId, entry: &Entry) -> Result<(), StoreError> {
        let (desk, rng) = (&file.desk, &mut self.rng);
        let traffic_type = if entry.is_of_this_morning { INTERNET } else { *weighted(rng, &TYPES) };
        let is_lead = traffic_type == INTERNET;
        let entered_at = if entry.is_of_this_morning {
            desk.now - TimeDelta::minutes(rng.random_range(12..220))
        } else if is_lead {
            desk.moment_between(entry.on, 7 * 60, 22 * 60, rng)
        } else {
            let closes = if desk.is_short_day(entry.on) { 16 } else { 19 };
            desk.moment_between(entry.on, 9 * 60 + 5, closes * 60 + 30, rng)
        };
        let entered_on = desk.date_at(entered_at);
        let (follow_up_on, appointment_on) = self.booked_in_showroom(file, entry.status, entered_on);
        let rng = &mut self.rng;
        let interest = format!("{} {}", model_year(desk.today, rng), one_of(rng, &INTERESTS));
        let new = NewTrafficEntry {
            entered_at,
            entered_on,
            status: entry.status,
            traffic_type: Some(traffic_type),
            lost_reason: (entry.status == "Lost").then(|| *weighted(rng, &LOST_REASONS)),
            follow_up_on,
            appointment_on,
            is_lead,
            salesperson: (!entry.is_of_this_morning).then(|| one_of(rng, &SALESPEOPLE)),
            interest: Some(&interest),
            lead_source: is_lead.then(|| *weighted(rng, &LEAD_SOURCES)),
            comment: percent(rng, 60).then(|| one_of(rng, &COMMENTS)),
        };
        let key = self.key(Series::Traffic);
        bulk_events::add_traffic_entry(file.db, &Of { store: file.store, customer, vehicle: None, key: &key }, &new)?;
        Ok(())
    }

    /// Follow-up and appointment of an entry: some are to come, some are over.
    fn booked_in_showroom(
        &mut self,
        file: &File<'_>,
        status: &str,
        entered_on: NaiveDate,
    ) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let rng = &mut self.rng;
        match status {
            "Working" if percent(rng, 55) => {
                let is_to_come = percent(rng, 50);
                let from = if is_to_come { file.desk.today } else { entered_on };
                (Some(from + Days::new(rng.random_range(0..7))), None)
            }
            "Appointment" => {
                let on = file.desk.today.max(entered_on) + Days::new(rng.random_range(0..6));
                (None, Some(file.desk.showroom_day_until(on)))
            }
            _ => (None, None),
        }
    }

    /// Some stand on a list that was taken in.
    pub fn add_to_lists(&mut self, file: &File<'_>, customer: CustomerId) -> Result<(), StoreError> {
        for (list, days_ago, one_of_so_many) in LISTS {
            if !self.rng.random_ratio(1, one_of_so_many) {
                continue;
            }
            let note = format!("Rack {}{}", one_of(&mut self.rng, &["A", "B", "C", "D"]), self.rng.random_range(1..40));
            let note = if list == LISTS[0].0 { Some(note.as_str()) } else { None };
            let key = self.key(Series::List);
            let of = Of { store: file.store, customer, vehicle: None, key: &key };
            bulk_events::add_list_entry(
                file.db,
                &of,
                &NewListEntry { list, listed_on: file.desk.days_ago(days_ago), note },
            )?;
        }
        Ok(())
    }
}

fn model_year(today: NaiveDate, rng: &mut ChaCha8Rng) -> i32 {
    use chrono::Datelike;
    today.year() + i32::from(percent(rng, 30))
}

/// With what is signed beside the car.
fn price(car: &Car, kind: DealKind, rng: &mut ChaCha8Rng) -> i64 {
    let list: i64 = match car.model {
        "Pilot" | "Odyssey" | "Ridgeline" | "Passport" | "RDX" | "F-150" => 52_000,
        "CR-V" | "Accord" | "RAV4" | "Equinox" => 41_000,
        _ => 31_000,
    };
    let share = match kind {
        DealKind::New => rng.random_range(95..122),
        DealKind::Used => rng.random_range(45..80),
    };
    list * share + rng.random_range(0..100) * 10
}

/// A lease or a loan ends after years of twelve months; some pay at once.
fn ends_on(sold_on: NaiveDate, rng: &mut ChaCha8Rng) -> Option<NaiveDate> {
    let months = *weighted(rng, &[(16, 0), (12, 24), (18, 36), (24, 48), (14, 60), (10, 72), (6, 84)]);
    (months > 0).then(|| sold_on.checked_add_months(Months::new(months)).unwrap_or(sold_on))
}
