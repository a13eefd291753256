//! The stand-in, asked over HTTP the way any client would.

#![expect(clippy::unwrap_used, reason = "in a test, stopping is the right answer to a surprise")]

mod control;
mod feed;
mod keys;
mod outcomes;
mod ports;
mod restart;
mod sample;
mod sample_events;
mod world;
