//! Search, the customer's page, opt-outs, phones and call-backs; turn-offs, switches, holds, and what is on file.

mod call_backs;
mod holds;
mod on_file;
mod opt_outs;
pub mod page;
mod phones;
mod search;
mod switches;
mod turn_offs;
