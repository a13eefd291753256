//! One function per intention of a person, and the table that names them. Checks every input; knows no window, no SQL
//! text and no wire format.

mod app;
mod backing_up;
mod bindings;
pub mod demo;
pub mod dto;
pub mod error;
pub mod events;
pub mod export;
pub mod handlers;
mod header_change;
mod house;
pub mod import_file;
mod importing;
mod opening;
mod restoring;
pub mod seams;
mod setting_up;
pub mod table;
mod unconnected;
pub mod watching;

pub use app::{App, CLOSING_LIMIT, Desk, Pace};
pub use backing_up::Backups;
pub use house::{Caller, House};
pub use importing::{ImportOptions, ImportReport};
pub use table::{CommandInfo, commands};
