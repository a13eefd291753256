//! What tests of the engine need beside it: a clock that moves by hand, a provider that follows a script and keeps a
//! ledger, a dealership in memory, and a day that is driven step by step. The store is the real one.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "used by tests only: what cannot be set up stops the test")]

mod clock;
mod day;
mod dealership;
pub mod invariants;
mod ledger;
mod person;
mod provider;
mod script;
mod server;

pub use clock::ManualClock;
pub use day::{Backup, Day, Earlier, at_once};
pub use dealership::Dealership;
pub use invariants::Violation;
pub use ledger::{Entry, Ledger, What};
pub use person::{Person, cell, home};
pub use provider::ScriptedProvider;
pub use script::{Fault, Line};
