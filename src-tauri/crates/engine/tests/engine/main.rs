//! The engine against the real store and a scripted provider, by hand and without waiting. A test that shows a rule of
//! the product page begins with its number. After every step of every test the kit looks at the invariants: counts
//! close, reservations and targets agree, one drop at a time per port, nothing is delivered twice.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod account;
mod choosing;
mod counting;
mod doubt;
mod fetch;
mod hindrances;
mod histories;
mod history;
mod matters;
mod not_now;
mod numbers;
mod overdue;
mod pausing;
mod ports;
mod recycling;
mod restoring;
mod retry_after;
mod schedule;
mod standing;
mod test_drops;

use chrono::TimeDelta;
use domain::{campaign::Count, phone::E164};
use testkit::cell;

fn number(number: u32) -> Count {
    Count::Number { number }
}

fn cells(people: impl IntoIterator<Item = usize>) -> Vec<E164> {
    people.into_iter().map(cell).collect()
}

fn seconds(seconds: i64) -> TimeDelta {
    TimeDelta::seconds(seconds)
}

fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}
