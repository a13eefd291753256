//! What a person can ask for, one module per command group: the happy path and every refusal.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod backups;
mod call_select;
mod campaigns;
mod connection;
mod contact_types;
mod customers;
mod demo;
mod fetch;
mod house;
mod house_accounts;
mod import_file;
mod imports;
mod messages;
mod ports;
mod recycle;
mod reports;
mod runs;
mod still;
mod support;
mod table;
mod world;
