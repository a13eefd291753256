//! Phone numbers as they stand on a file, and as they are dialled.

mod reading;

pub use reading::read_phone;
use serde::{Deserialize, Serialize};

/// A number in E.164, for example `+14165550134`. Made only by [`read_phone`] or from a stored value that was.
///
/// The text lies in place, zeros behind it: a million customers are judged without asking for memory once.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS,
)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
#[schemars(with = "String")]
pub struct E164([u8; E164_BYTES]);

/// `+` and 15 digits at most.
pub const E164_BYTES: usize = 16;

/// The text is not `+` and 8 to 15 digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number in E.164")]
pub struct NotE164;

impl E164 {
    /// Takes a number that is already in E.164.
    pub fn parse(text: &str) -> Result<Self, NotE164> {
        let digits = text.strip_prefix('+').ok_or(NotE164)?;
        let well_formed = (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if !well_formed {
            return Err(NotE164);
        }
        let mut bytes = [0; E164_BYTES];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self(bytes))
    }

    /// As it lies in memory, zeros behind the text.
    pub fn bytes(&self) -> [u8; E164_BYTES] {
        self.0
    }

    /// Takes what [`E164::bytes`] gave.
    pub fn from_bytes(bytes: [u8; E164_BYTES]) -> Result<Self, NotE164> {
        let is_number =
            bytes[0] == b'+' && bytes[1..].iter().fold(true, |all, b| all & (b.is_ascii_digit() | (*b == 0)));
        if is_number { Ok(Self(bytes)) } else { Err(NotE164) }
    }

    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(E164_BYTES);
        // Nothing but ASCII is ever put in.
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }

    /// As people write it here: `(416) 555-0134`; other countries stay in E.164.
    pub fn display(&self) -> String {
        match self.as_str().strip_prefix("+1") {
            Some(n) if n.len() == 10 => format!("({}) {}-{}", &n[..3], &n[3..6], &n[6..]),
            _ => self.as_str().to_owned(),
        }
    }
}

impl std::fmt::Display for E164 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(f)
    }
}

impl std::fmt::Debug for E164 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "E164({:?})", self.as_str())
    }
}

impl TryFrom<String> for E164 {
    type Error = NotE164;
    fn try_from(text: String) -> Result<Self, NotE164> {
        Self::parse(&text)
    }
}

impl From<E164> for String {
    fn from(number: E164) -> String {
        number.as_str().to_owned()
    }
}

/// The field of the file a number stands in. What stands in the cell field is a cell phone, whatever else bears it (S8).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    Cell,
    Home,
    Work,
}

impl PhoneKind {
    pub const ALL: [PhoneKind; 3] = [Self::Cell, Self::Home, Self::Work];

    pub fn word(self) -> &'static str {
        match self {
            Self::Cell => "cell",
            Self::Home => "home",
            Self::Work => "work",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// What a careful reader makes of the text in a phone field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneReading {
    Empty,
    /// Kept as typed, so that a person can mend it.
    Invalid,
    Number(E164),
    /// A switchboard: a voice drop would reach nobody's mailbox (S8).
    WithExtension(E164, String),
}
