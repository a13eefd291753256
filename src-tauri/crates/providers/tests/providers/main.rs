//! The Stratics adapter against the stand-in over loopback: every way a request can end.

#![expect(clippy::unwrap_used, reason = "in a test, stopping is the right answer to a surprise")]

mod canned;
mod doubts;
mod questions;
mod results;
mod submits;
mod world;
