//! Decides when: plans runs, gives them ports, sends one drop at a time, and puts things right after a crash.
//!
//! Its two seams are [`clock::Clock`] and [`provider::Provider`]; the store is real everywhere, in tests too.

pub mod clock;
pub mod provider;
