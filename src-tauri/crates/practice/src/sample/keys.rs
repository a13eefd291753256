//! The numbers under which the dealer system files its events: each is given out once, and later ones are higher.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use store::StoreError;

/// Repair orders of one day at a store of this size; a larger sample has a larger shop.
const ORDERS_A_DAY: u32 = 38;
/// One day's numbers suffice for one customer in so many. In the fullest day, the last before a long weekend, one in 45
/// was there.
const CUSTOMERS_PER_ORDER: u32 = 20;
/// Numbers began on this day of the common era, in September 1999.
const FIRST_DAY: i32 = 730_000;

/// What is filed under numbers that count up, whatever the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Series {
    Appointment,
    PartsOrder,
    Recall,
    Inspection,
    DeclinedWork,
    Deal,
    Traffic,
    List,
}

impl Series {
    fn letters(self) -> &'static str {
        match self {
            Self::Appointment => "AP",
            Self::PartsOrder => "SO",
            Self::Recall => "RC",
            Self::Inspection => "IN",
            Self::DeclinedWork => "DW",
            Self::Deal => "D",
            Self::Traffic => "TL",
            Self::List => "LI",
        }
    }
}

pub(super) struct Keys {
    orders_a_day: u32,
    orders: HashMap<NaiveDate, u32>,
    last: HashMap<Series, u32>,
}

impl Keys {
    pub fn for_customers(customers: u32) -> Self {
        let orders_a_day = ORDERS_A_DAY.max(customers / CUSTOMERS_PER_ORDER);
        Self { orders_a_day, orders: HashMap::new(), last: HashMap::new() }
    }

    /// The next number of a repair order of that day: higher than every one of the days before.
    pub fn repair_order(&mut self, on: NaiveDate) -> Result<String, StoreError> {
        let given = self.orders.entry(on).or_default();
        if *given == self.orders_a_day {
            return Err(StoreError::Broken("the sample has more repair orders on a day than numbers".to_owned()));
        }
        let day = i64::from(on.num_days_from_ce() - FIRST_DAY);
        let number = day * i64::from(self.orders_a_day) + i64::from(*given);
        *given += 1;
        Ok(format!("RO{number}"))
    }

    pub fn next(&mut self, series: Series) -> String {
        let last = self.last.entry(series).or_insert(40_000);
        *last += 1;
        format!("{}{last}", series.letters())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_number_is_given_out_once_and_is_higher_on_a_later_day() {
        let mut keys = Keys::for_customers(100);
        let friday: Vec<String> = (0..38).map(|_| keys.repair_order(on("2026-11-20")).unwrap()).collect();
        assert!(friday.is_sorted_by(|a, b| a < b), "{friday:?}");
        assert!(*friday.last().unwrap() < keys.repair_order(on("2026-11-21")).unwrap());
        assert!(matches!(keys.repair_order(on("2026-11-20")), Err(StoreError::Broken(_))), "the day is full");
    }

    #[test]
    fn every_series_counts_for_itself() {
        let mut keys = Keys::for_customers(100);
        assert_eq!(keys.next(Series::Deal), "D40001");
        assert_eq!(keys.next(Series::Traffic), "TL40001");
        assert_eq!(keys.next(Series::Deal), "D40002");
    }
}
