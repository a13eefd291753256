//! Turns a dealer system's export into typed rows.
//!
//! The steps, each of which a person can look at and correct before the next: [`SourceFile::open`] reads the file,
//! [`SourceFile::table`] makes rows of text of it (encoding, delimiter), [`guess_mapping`] and [`Mapping::check`] say
//! what the columns mean, [`recognise_dates`] how the dates are written, and [`rows`] reads every row of the customers' file, [`events`] every
//! row of another source's. Leads in ADF become such a table too.
//!
//! Nothing here knows a database: merging rows into customers, and what a blank cell leaves alone, is the store's.

mod adf;
mod bytes;
mod cell;
mod cells;
mod date;
mod delimiter;
mod encoding;
mod error;
mod event;
mod event_cell;
mod event_row;
mod field;
mod header;
mod mapping;
mod record;
mod row;
mod source;
mod table;
#[cfg(test)]
mod testing;
mod text;
mod text_rows;
mod vin;
mod workbook;

pub use cell::{Consent, split_name};
pub use cells::{Note, NoteReason, PhoneCell, RejectReason, RejectedRow};
pub use date::{DateFormat, DateFormats, first_date, recognise_dates};
pub use delimiter::Delimiter;
pub use encoding::{Encoding, EncodingGuess};
pub use error::IntakeError;
pub use event::{EventFile, EventRow, RejectedEvent, events};
pub use field::Field;
pub use header::{fields_of, guess_mapping, header_fingerprint, recognise_source};
pub use mapping::{CheckedMapping, Mapping, MappingError};
pub use record::Record;
pub use row::{Row, RowKey, RowReader, Rows};
pub use source::SourceFile;
pub use table::{Table, TableFormat, TableReader};
pub use vin::{VinFault, VinReading, read_vin};
