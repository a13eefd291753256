//! The desktop shell: the only code that knows Tauri, and the place where the parts are put together.

pub mod cli;
pub mod desk;
pub mod ending;
pub mod events;
pub mod places;
pub mod settings;

pub fn run() {}
