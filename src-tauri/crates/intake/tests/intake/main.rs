//! Whole files through the public interface.

// The helpers of tests may fail as loudly as the tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod dealer_export;
mod event_files;
mod export_builder;
mod formats;
mod hostile;
