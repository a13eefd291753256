//! The data file of Voice Drops: SQLite under SQLCipher, its keys, and every query.
//!
//! No SQL text and no SQLite type leaves this crate but [`encrypted::open`]'s connection, for the stand-in's own file.
//! Functions take a [`Db`], which only [`Store::read`] and [`Store::write`] hand out, so the caller decides what
//! belongs in one transaction.

pub mod accounts;
pub mod attempts;
pub mod audience;
#[cfg(test)]
mod audience_tests;
pub mod audit;
pub mod backups;
pub mod bulk;
pub mod bulk_events;
pub mod call_backs;
pub mod call_select;
pub mod campaigns;
pub mod choices;
mod columns;
pub mod complaints;
pub mod contacts;
pub mod customers;
pub mod data_dir;
mod db;
pub mod encrypted;
pub mod error;
pub mod events;
pub mod facts;
pub mod fetch;
pub mod history;
pub mod house;
pub mod house_accounts;
pub mod imports;
mod kept;
pub mod key;
pub mod matters;
pub mod messages;
mod migrate;
pub mod numbers;
pub mod recycle;
pub mod recycle_use;
pub mod reports;
pub mod restores;
mod roster;
pub mod runs;
pub mod schedules;
pub mod search;
pub mod search_text;
#[cfg(feature = "simulation")]
pub mod simulation;
pub mod stores;
pub mod targets;
pub mod turn_offs;
pub mod watches;

pub use db::{Db, Stopper, Store};
pub use error::StoreError;
