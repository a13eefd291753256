//! The rules of Voice Drops, and nothing else: who is due, in which order, on which number, when, and what follows a
//! result. Rule numbers (S1, P2, …) are those of the product page.
//!
//! Nothing here reads a clock, a file, a database or the network; `now` is always an argument, and the same facts give
//! the same answer everywhere.

pub mod aim;
pub mod audience;
pub mod backups;
pub mod calendar;
pub mod call_select;
pub mod campaign;
pub mod contact_type;
pub mod country;
pub mod disposition;
pub mod due;
pub mod due_limits;
pub mod event;
pub mod facts;
pub mod fetch;
pub mod gate;
pub mod house_accounts;
pub mod ids;
pub mod numbers;
pub mod on_file;
pub mod order;
pub mod phone;
pub mod reason;
pub mod recycle;
pub mod schedule;
pub mod source;
pub mod standing;
pub mod states;
pub mod zone;
