//! The canonical result of an attempt, and what each one says about the number (product page, under S18).

use serde::{Deserialize, Serialize};

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    Delivered,
    Impossible,
    Busy,
    Unavailable,
    MailboxFull,
    MailboxNotSetUp,
    NoAnswer,
    Landline,
    /// The provider keeps the number on its own do-not-call list.
    DoNotCall,
    /// The provider says that no such number exists.
    BadNumber,
    CarrierRefused,
    Cancelled,
    /// A failure, or a word we do not know; the raw word is kept with the attempt.
    Failed,
    /// A person settled an unknown.
    TreatedAsDelivered,
    TreatedAsNotDelivered,
}

impl Disposition {
    pub const ALL: [Disposition; 15] = [
        Self::Delivered,
        Self::Impossible,
        Self::Busy,
        Self::Unavailable,
        Self::MailboxFull,
        Self::MailboxNotSetUp,
        Self::NoAnswer,
        Self::Landline,
        Self::DoNotCall,
        Self::BadNumber,
        Self::CarrierRefused,
        Self::Cancelled,
        Self::Failed,
        Self::TreatedAsDelivered,
        Self::TreatedAsNotDelivered,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Impossible => "impossible",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::MailboxFull => "mailbox_full",
            Self::MailboxNotSetUp => "mailbox_not_set_up",
            Self::NoAnswer => "no_answer",
            Self::Landline => "landline",
            Self::DoNotCall => "do_not_call",
            Self::BadNumber => "bad_number",
            Self::CarrierRefused => "carrier_refused",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::TreatedAsDelivered => "treated_as_delivered",
            Self::TreatedAsNotDelivered => "treated_as_not_delivered",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.word() == word)
    }

    /// As Contact History shows it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Delivered => "Delivered",
            Self::Impossible => "Impossible",
            Self::Busy => "Busy",
            Self::Unavailable => "Unavailable",
            Self::MailboxFull => "Mailbox full",
            Self::MailboxNotSetUp => "Mailbox not set up",
            Self::NoAnswer => "No answer",
            Self::Landline => "Landline",
            Self::DoNotCall => "On the provider's do-not-call list",
            Self::BadNumber => "Bad number",
            Self::CarrierRefused => "Carrier refused",
            Self::Cancelled => "Cancelled",
            Self::Failed => "Failed",
            Self::TreatedAsDelivered => "Treated as delivered",
            Self::TreatedAsNotDelivered => "Treated as not delivered",
        }
    }

    pub fn is_delivered(self) -> bool {
        matches!(self, Self::Delivered | Self::TreatedAsDelivered)
    }

    /// Carrier refused, cancelled and a person's "treat as not delivered" fail the target but say nothing about the
    /// number: no strike, no end of a series, no retry rest.
    pub fn is_about_the_number(self) -> bool {
        !matches!(self, Self::CarrierRefused | Self::Cancelled | Self::TreatedAsNotDelivered)
    }

    /// Counts towards the error budget (engine page, section 3): a fault of the carrier, not of the customer's number.
    pub fn spends_error_budget(self) -> bool {
        matches!(self, Self::CarrierRefused)
    }
}
