//! The disk itself, and the real store and engine on it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod disk;
mod every_fault;
mod morning;
mod template;
