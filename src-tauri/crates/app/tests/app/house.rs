//! The data file: the three doors, the passphrase, what cannot be opened, the store, the audit trail.

mod doors;
mod files;
mod secrecy;
mod store;
