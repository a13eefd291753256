//! Speaks to the outside: one module per provider of voice drops, each implementing [`engine::provider::Provider`].
//!
//! Knows no campaign, no customer and no clock. It sends what it is given, once, and says what came of it.

mod connection;
pub mod stratics;

pub use connection::{ApiKey, BadKey, Connection, ConnectionError, Reach};
pub use stratics::Stratics;
