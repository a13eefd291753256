//! Customers who look like accounts of the house.

use chrono::{DateTime, Utc};
use domain::ids::CustomerId;

use super::dto;

dto! {
    pub struct HouseAccounts {
        /// In order of name.
        pub candidates: Vec<HouseAccountDto>,
        /// Those excluded so far, newest first; at most 500.
        pub excluded: Vec<ExcludedAccountDto>,
    }

    pub struct HouseAccountDto {
        pub customer: CustomerId,
        pub name: String,
        pub customer_number: String,
        pub vehicles: u32,
        /// What speaks for it, in words.
        pub why: Vec<String>,
    }

    pub struct ExcludedAccountDto {
        pub customer: CustomerId,
        pub name: String,
        pub customer_number: String,
        pub reason: String,
        pub at: DateTime<Utc>,
        pub by: String,
    }

    pub struct HouseAccountsPick {
        pub customers: Vec<CustomerId>,
    }
}
