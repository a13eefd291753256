//! What a column can mean.

use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident => $word:literal, $label:literal;)*) => {
        /// What a column can mean.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Field { $($(#[$doc])* #[serde(rename = $word)] $variant),* }

        impl Field {
            pub const ALL: &'static [Field] = &[$(Field::$variant),*];

            /// The word that is stored and sent; stable for ever.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// What people call it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }
        }
    };
}

fields! {
    CustomerNumber => "customer_number", "Customer number";
    FirstName => "first_name", "First name";
    LastName => "last_name", "Last name";
    FullName => "full_name", "Full name";
    Company => "company", "Company";
    HomePhone => "home_phone", "Home phone";
    WorkPhone => "work_phone", "Work phone";
    CellPhone => "cell_phone", "Cell phone";
    Email => "email", "E-mail";
    Address => "address", "Address";
    City => "city", "City";
    Region => "region", "Province or state";
    PostalCode => "postal_code", "Postal or ZIP code";
    Language => "language", "Language";
    /// Customer type: retail or fleet.
    Fleet => "fleet", "Fleet";
    DayPreference => "day_preference", "Day or late day";
    Vin => "vin", "VIN";
    Year => "year", "Year";
    Make => "make", "Make";
    Model => "model", "Model";
    Odometer => "odometer", "Odometer";
    LastRoDate => "last_ro_date", "Last RO date";
    LastRoNumber => "last_ro_number", "Last RO number";
    /// When the customer bought the vehicle.
    DeliveryDate => "delivery_date", "Delivery date";
    DoNotCall => "do_not_call", "Do Not Call";
    LastContactDate => "last_contact_date", "Last contact date";
    LastContactBy => "last_contact_by", "Last contact by";
    LastContactCode => "last_contact_code", "Last contact code";
    NextAppointmentDate => "next_appointment_date", "Next appointment date";
    Consent => "consent", "Consent";
    ConsentDate => "consent_date", "Consent date";
}

impl Field {
    pub const PHONES: [Self; 3] = [Self::CellPhone, Self::HomePhone, Self::WorkPhone];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.word() == word)
    }

    /// Whether its cells are dates, which must all be written the same way.
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Self::LastRoDate
                | Self::DeliveryDate
                | Self::LastContactDate
                | Self::NextAppointmentDate
                | Self::ConsentDate
        )
    }
}
