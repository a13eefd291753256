//! The data file of Voice Drops: SQLite under SQLCipher, its keys, and every query.

pub mod data_dir;
pub mod encrypted;
pub mod error;
pub mod key;

pub use error::StoreError;
