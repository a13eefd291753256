//! What a person can ask for, one module per command group: the happy path and every refusal.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod connection;
mod customers;
mod house;
mod imports;
mod messages;
mod recycle;
mod support;
mod world;
