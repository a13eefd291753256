//! How a field is compared, by its type.

use serde::{Deserialize, Serialize};

use super::field::Kind;
use crate::campaign::choice;

choice!(
    #[ts(rename = "FetchComparison")]
    Comparison {
        Is => "is",
        IsNot => "is_not",
        OneOf => "one_of",
        NoneOf => "none_of",
        Contains => "contains",
        DoesNotContain => "does_not_contain",
        BeginsWith => "begins_with",
        LessThan => "less_than",
        AtMost => "at_most",
        MoreThan => "more_than",
        AtLeast => "at_least",
        Between => "between",
        /// Before the day that lies so far back.
        MoreThanAgo => "more_than_ago",
        /// From the day that lies so far back to today, both included.
        WithinLast => "within_last",
        /// From today to the day that lies so far ahead, both included.
        WithinNext => "within_next",
        MoreThanAhead => "more_than_ahead",
        Before => "before",
        After => "after",
        On => "on",
        IsEmpty => "is_empty",
        IsNotEmpty => "is_not_empty",
    }
);

choice!(
    /// What is written behind a comparison.
    #[ts(rename = "FetchTakes")]
    Takes {
        Nothing => "nothing",
        One => "one",
        /// From and to, both included.
        Two => "two",
        Many => "many",
        /// A number and a unit of time.
        Span => "span",
    }
);

use Comparison as C;

impl Comparison {
    /// In the order of a menu.
    pub fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Text => &[
                C::Is,
                C::IsNot,
                C::OneOf,
                C::NoneOf,
                C::Contains,
                C::DoesNotContain,
                C::BeginsWith,
                C::IsEmpty,
                C::IsNotEmpty,
            ],
            Kind::Choice | Kind::Words => &[C::Is, C::IsNot, C::OneOf, C::NoneOf, C::IsEmpty, C::IsNotEmpty],
            Kind::Number | Kind::Money => &[
                C::Is,
                C::IsNot,
                C::LessThan,
                C::AtMost,
                C::MoreThan,
                C::AtLeast,
                C::Between,
                C::IsEmpty,
                C::IsNotEmpty,
            ],
            Kind::Date => &[
                C::MoreThanAgo,
                C::WithinLast,
                C::WithinNext,
                C::MoreThanAhead,
                C::Before,
                C::After,
                C::On,
                C::Between,
                C::IsEmpty,
                C::IsNotEmpty,
            ],
            Kind::YesNo => &[C::Is, C::IsEmpty, C::IsNotEmpty],
        }
    }

    pub fn takes(self) -> Takes {
        match self {
            C::IsEmpty | C::IsNotEmpty => Takes::Nothing,
            C::OneOf | C::NoneOf => Takes::Many,
            C::Between => Takes::Two,
            C::MoreThanAgo | C::WithinLast | C::WithinNext | C::MoreThanAhead => Takes::Span,
            C::Is
            | C::IsNot
            | C::Contains
            | C::DoesNotContain
            | C::BeginsWith
            | C::LessThan
            | C::AtMost
            | C::MoreThan
            | C::AtLeast
            | C::Before
            | C::After
            | C::On => Takes::One,
        }
    }

    /// As a menu and a sentence say it. A list of words (opcodes) includes a word, and is none.
    pub fn phrase(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (C::Is, Kind::Words) => "includes",
            (C::IsNot, Kind::Words) => "does not include",
            (C::OneOf, Kind::Words) => "includes one of",
            (C::NoneOf, Kind::Words) => "includes none of",
            (C::Is, _) => "is",
            (C::IsNot, _) => "is not",
            (C::OneOf, _) => "is one of",
            (C::NoneOf, _) => "is none of",
            (C::Contains, _) => "contains",
            (C::DoesNotContain, _) => "does not contain",
            (C::BeginsWith, _) => "begins with",
            (C::LessThan, _) => "is less than",
            (C::AtMost, _) => "is at most",
            (C::MoreThan, _) => "is more than",
            (C::AtLeast, _) => "is at least",
            (C::Between, _) => "is between",
            (C::MoreThanAgo, _) => "is more than … ago",
            (C::WithinLast, _) => "is within the last",
            (C::WithinNext, _) => "is within the next",
            (C::MoreThanAhead, _) => "is more than … ahead",
            (C::Before, _) => "is before",
            (C::After, _) => "is after",
            (C::On, _) => "is on",
            (C::IsEmpty, _) => "is empty",
            (C::IsNotEmpty, _) => "is not empty",
        }
    }
}
