//! What practice needs beside the program itself: servers that speak the providers' wire formats on loopback, and a
//! dealership that does not exist.
//!
//! Nothing here decides anything for the program; it only answers, the way a provider would.

pub mod sample;
pub mod stand_in;
