//! What crosses between the window (or the terminal) and the program. Instants are RFC 3339 in UTC; the store's zone
//! comes with the house, and only the window's formatting module turns one into the other.

pub mod backups;
pub mod call_select;
pub mod campaigns;
pub mod contact_types;
pub mod customer_page;
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

/// Derives what every request and answer needs.
macro_rules! dto {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident : $ty:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema, ts_rs::TS)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* }
    )*};
}
pub(crate) use dto;

dto! {
    /// A request that needs nothing.
    pub struct Nothing {}

    /// Done; nothing to say.
    pub struct Done {}
}
