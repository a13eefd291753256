//! One module per command group. A handler takes the open house, who calls, and a checked request.

pub mod backups;
pub mod call_select;
pub mod campaigns;
pub mod connection;
pub mod contact_types;
pub mod customers;
pub mod fetch;
pub mod house;
pub mod house_accounts;
pub mod imports;
pub mod lists;
pub mod messages;
pub mod recycle;
pub mod runs;
pub mod schedules;
pub mod watches;
