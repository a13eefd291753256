//! Decides when: plans runs, gives them ports, sends one drop at a time, and puts things right after a crash.
//!
//! Its whole life is [`Engine::tick`], [`Engine::step`] and [`Engine::take_events`]; [`life`] calls them in thin loops,
//! tests and the simulator call them by hand. What to do next is read from the store each time, so a restart is no
//! special case: an intent whose answer was lost looks the same whether a cable or a power supply was pulled.
//!
//! Its two seams are [`clock::Clock`] and [`provider::Provider`]; the store is real everywhere, in tests too.

mod asking;
pub mod clock;
mod commands;
mod engine;
pub mod life;
#[cfg(feature = "simulation")]
pub mod mutants;
mod planning;
pub mod provider;
mod reserving;
mod restoring;
mod sending;
mod settling;
mod standing;
mod submitting;

pub use commands::{Acts, Refusal, Verdict};
pub use engine::{Engine, EngineError, Policy, Sending, Step};
#[cfg(feature = "simulation")]
pub use mutants::Mutant;
