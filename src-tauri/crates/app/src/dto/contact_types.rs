//! When the contact types are due, as a manager sets it.

use domain::{contact_type::ContactType, due::DueSettings};

use super::dto;

dto! {
    pub struct ContactTypes {
        pub due: DueSettings,
        /// Those of the product page, to go back to.
        pub defaults: DueSettings,
    }

    pub struct ContactTypesSave {
        pub due: DueSettings,
    }

    pub struct DueEffectRequest {
        pub contact_type: ContactType,
        pub due: DueSettings,
    }

    /// Customers with something due today, by the stored settings and by those asked for.
    pub struct DueEffect {
        pub before: u32,
        pub after: u32,
    }
}
