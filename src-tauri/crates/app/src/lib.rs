//! One function per intention of a person, and the table that names them. Checks every input; knows no window, no SQL
//! text and no wire format.

mod bindings;
pub mod dto;
pub mod error;
pub mod events;
pub mod table;
