//! The simulator (engine page, section 4): the engine, the real store and a model of the provider on one thread, a clock
//! that is moved by hand, and faults drawn from a seed. After every event the invariants of the research page are held
//! against the provider model's own ledger. The same seed gives the same trace, byte for byte.
//!
//! [`story::tell`] is the way in: one seed, from the first customer to the verdict. `cargo xtask sim` runs many of them.

#![cfg(feature = "simulation")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a simulation that cannot be set up stops")]

mod acts;
mod book;
mod checks;
mod clock;
mod dice;
mod fate;
mod instance;
mod ledger;
mod many;
mod plan;
mod provider;
mod restored;
mod restoring;
mod scene;
mod server;
mod shrink;
mod story;
mod trace;
mod wire;
mod world;

pub use dice::Kind;
pub use engine::Mutant;
pub use many::{Sums, many};
pub use plan::Plan;
pub use shrink::shrink;
pub use story::{Story, tell};
