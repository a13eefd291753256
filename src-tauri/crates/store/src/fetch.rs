//! Fetch queries on the file: compiled to SQL, run, saved, and sent to Call Select.
//!
//! Only a [`domain::fetch::Checked`] query is compiled. Every piece of SQL is a constant of this program ([`sql::Sql`]
//! takes nothing else); what a person wrote is bound. "Today" is the store's date, never SQLite's.

pub mod campaigns;
mod columns;
mod compile;
mod run;
pub mod saved;
mod sources;
mod sql;
mod values;

pub(crate) use run::found_for;
pub use run::{Asked, Counted, Found, count, each, first, members};
pub use values::{ValueCount, values};

#[cfg(test)]
mod tests;
