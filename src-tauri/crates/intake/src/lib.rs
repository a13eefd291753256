//! Turns a dealer system's export into typed rows.
//!
//! The steps, each of which a person can look at and correct before the next: [`SourceFile::open`] reads the file,
//! [`SourceFile::table`] makes rows of text of it (encoding, delimiter), [`guess_mapping`] and [`Mapping::check`] say
//! what the columns mean, [`recognise_dates`] how the dates are written, and [`rows`] reads every row.
//!
//! Nothing here knows a database: merging rows into customers, and what a blank cell leaves alone, is the store's.

mod cell;
mod date;
mod delimiter;
mod encoding;
mod error;
mod field;
mod header;
mod mapping;
mod row;
mod source;
mod table;
#[cfg(test)]
mod testing;
mod vin;
mod workbook;

pub use cell::Consent;
pub use date::{DateFormat, DateFormats, first_date, recognise_dates};
pub use delimiter::Delimiter;
pub use encoding::{Encoding, EncodingGuess};
pub use error::IntakeError;
pub use field::Field;
pub use header::{guess_mapping, header_fingerprint};
pub use mapping::{CheckedMapping, Mapping, MappingError};
pub use row::{Note, NoteReason, PhoneCell, RejectReason, RejectedRow, Row, rows};
pub use source::SourceFile;
pub use table::{Record, Table, TableFormat};
pub use vin::{VinFault, VinReading, read_vin};
