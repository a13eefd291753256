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
    AppointmentNumber => "appointment_number", "Appointment number";
    AppointmentDate => "appointment_date", "Appointment date";
    AppointmentTime => "appointment_time", "Appointment time";
    BookedDate => "booked_date", "Booked on";
    Status => "status", "Status";
    Team => "team", "Team";
    Advisor => "advisor", "Advisor";
    Services => "services", "Services";
    RoNumber => "ro_number", "RO number";
    OpenDate => "open_date", "Opened on";
    CloseDate => "close_date", "Closed on";
    Opcodes => "opcodes", "Opcodes";
    PayType => "pay_type", "Pay type";
    Technician => "technician", "Technician";
    Amount => "amount", "Amount";
    OrderNumber => "order_number", "Order number";
    OrderDate => "order_date", "Ordered on";
    ArrivedDate => "arrived_date", "Arrived on";
    Part => "part", "Part";
    Counter => "counter", "Counter";
    RecallCampaign => "recall_campaign", "Recall campaign";
    Title => "title", "Title";
    Remedy => "remedy", "Remedy available";
    InspectionName => "inspection_name", "Inspection";
    DueDate => "due_date", "Due on";
    DeclinedDate => "declined_date", "Declined on";
    Kind => "kind", "Kind";
    DealNumber => "deal_number", "Deal number";
    SoldDate => "sold_date", "Sold on";
    EndDate => "end_date", "Lease or financing ends on";
    Salesperson => "salesperson", "Salesperson";
    EntryNumber => "entry_number", "Entry number";
    EntryDate => "entry_date", "Entered on";
    EntryTime => "entry_time", "Entered at";
    TrafficType => "traffic_type", "Traffic type";
    LostReason => "lost_reason", "Lost reason";
    FollowUpDate => "follow_up_date", "Follow-up on";
    Interest => "interest", "Interested in";
    LeadSource => "lead_source", "Lead source";
    Comment => "comment", "Comment";
    ListedDate => "listed_date", "Listed on";
}

impl Field {
    /// What the customers' file can have; the fields after these are of events.
    pub const OF_CUSTOMERS: &'static [Self] = Self::ALL.split_at(Self::ConsentDate as usize + 1).0;
    pub const PHONES: [Self; 3] = [Self::CellPhone, Self::HomePhone, Self::WorkPhone];

    /// By which a lead or a row of a list can be told to be somebody.
    pub(crate) const PERSON: [Self; 9] = [
        Self::CustomerNumber,
        Self::Vin,
        Self::CellPhone,
        Self::HomePhone,
        Self::WorkPhone,
        Self::Email,
        Self::FullName,
        Self::LastName,
        Self::Company,
    ];

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
                | Self::AppointmentDate
                | Self::BookedDate
                | Self::OpenDate
                | Self::CloseDate
                | Self::OrderDate
                | Self::ArrivedDate
                | Self::DueDate
                | Self::DeclinedDate
                | Self::SoldDate
                | Self::EndDate
                | Self::EntryDate
                | Self::FollowUpDate
                | Self::ListedDate
        )
    }
}
