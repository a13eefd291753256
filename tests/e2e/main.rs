//! The program as a person meets it: the real window, under a display in memory, driven through WebKitWebDriver.
//! Each test has its own empty folder, its own ports and its own program.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says where")]

mod bad_files;
mod bad_input;
mod bad_queries;
mod bad_sources;
mod call_select;
mod caller;
mod campaign;
mod data_file;
mod driver;
mod fetch;
mod first_start;
mod house_accounts;
mod import;
mod practice_run;
mod recordings;
mod recycle;
mod restart;
mod schedule;
mod screens;
mod server;
mod session;
mod stand_in;
mod steps;
mod unsold;
mod watched;
mod wire;
