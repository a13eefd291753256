//! The values that a file may bring, each in a column of its own.

/// A column of a customer or vehicle that files fill. Phones have their own table and are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    FirstName,
    LastName,
    Company,
    Email,
    Address,
    City,
    Region,
    PostalCode,
    Language,
    CustomerType,
    DayPreference,
    Year,
    Make,
    Model,
    Odometer,
    LastRoOn,
    LastRoNumber,
    PurchasedOn,
    NextAppointmentOn,
}

impl Field {
    pub const OF_CUSTOMER: [Self; 11] = [
        Self::FirstName,
        Self::LastName,
        Self::Company,
        Self::Email,
        Self::Address,
        Self::City,
        Self::Region,
        Self::PostalCode,
        Self::Language,
        Self::CustomerType,
        Self::DayPreference,
    ];
    pub const OF_VEHICLE: [Self; 8] = [
        Self::Year,
        Self::Make,
        Self::Model,
        Self::Odometer,
        Self::LastRoOn,
        Self::LastRoNumber,
        Self::PurchasedOn,
        Self::NextAppointmentOn,
    ];

    /// The column, and the word in what a file said and in what an import changed.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Company => "company",
            Self::Email => "email",
            Self::Address => "address",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal_code",
            Self::Language => "language",
            Self::CustomerType => "customer_type",
            Self::DayPreference => "day_preference",
            Self::Year => "year",
            Self::Make => "make",
            Self::Model => "model",
            Self::Odometer => "odometer",
            Self::LastRoOn => "last_ro_on",
            Self::LastRoNumber => "last_ro_number",
            Self::PurchasedOn => "purchased_on",
            Self::NextAppointmentOn => "next_appointment_on",
        }
    }

    /// What people call it, in the middle of a sentence.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::FirstName => "first name",
            Self::LastName => "last name",
            Self::Company => "company",
            Self::Email => "e-mail",
            Self::Address => "address",
            Self::City => "city",
            Self::Region => "province or state",
            Self::PostalCode => "postal code",
            Self::Language => "language",
            Self::CustomerType => "customer type",
            Self::DayPreference => "day preference",
            Self::Year => "year",
            Self::Make => "make",
            Self::Model => "model",
            Self::Odometer => "odometer",
            Self::LastRoOn => "last visit",
            Self::LastRoNumber => "last repair order",
            Self::PurchasedOn => "delivery date",
            Self::NextAppointmentOn => "next appointment",
        }
    }

    pub(crate) fn from_column(word: &str) -> Option<Self> {
        Self::OF_CUSTOMER.into_iter().chain(Self::OF_VEHICLE).find(|field| field.column() == word)
    }
}
