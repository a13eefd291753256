//! The rules, one test or table each. A test that shows a rule of the product page begins with its number.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod aims;
mod audience;
mod backups;
mod blocking;
mod builders;
mod call_select;
mod campaign_spec;
mod clocks;
mod due;
mod due_limits;
mod events;
mod fetch;
mod gate;
mod house_accounts;
mod numbers;
mod occasions;
mod order;
mod recycle;
mod schedule;
mod schedules;
mod sources;
mod standing;
mod states;
mod steps;
mod strictness;
