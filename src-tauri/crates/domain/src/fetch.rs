//! Fetch: a question about customers or vehicles, as data. A manager builds it as a tree or types it as a line; both are
//! the same [`Query`]. What it may ask about stands in one [`catalogue`]; [`check()`] turns a query into a [`Checked`]
//! one, or names every fault beside its place.
//!
//! Here is no SQL: `store::fetch` compiles a [`Checked`] query, and knows no other kind.
//!
//! **Empty fields.** A field without a value (nothing there, blanks only, or a date that is none, like 0000-00-00)
//! satisfies "is empty" and no other positive comparison. "is not", "does not contain", "is none of" and "is not empty"
//! are the exact opposites of their twins, so an empty field satisfies the first three. Every comparison is yes or no.
//!
//! **Text** is compared without regard to case, accents, apostrophes and the blanks around it.

pub mod catalogue;
pub mod check;
mod checked;
mod comparison;
mod complete;
mod contradictions;
mod field;
mod parse;
mod print;
mod query;
mod ready_made;
mod sentence;
mod span;
mod tokens;

pub use check::{Fault, Part, check};
pub use checked::{Checked, DateRange, Node, NumberRange, Test, When};
pub use comparison::{Comparison, Takes};
pub use complete::{Completion, Suggestion, SuggestionKind, complete};
pub use contradictions::{Notice, notices};
pub use field::{Field, Kind, Relation, Source, Subject};
pub use parse::{LineError, parse};
pub use print::print;
pub use query::{About, Combine, Group, Has, Item, Period, Query, Reach, Rule};
pub use ready_made::{ReadyMade, ready_made};
pub use sentence::sentence;
pub use span::{Span, Unit};

/// Groups within groups. Nobody reads deeper brackets, and a compiled query stays far from SQLite's limit.
pub const DEPTH_MAX: usize = 8;
/// Rules, groups and "has" together.
pub const ITEMS_MAX: usize = 200;
/// Values of one "is one of".
pub const VALUES_MAX: usize = 100;
/// Longest value: nothing on file is longer that one would compare.
pub const VALUE_CHARS_MAX: usize = 200;
/// Longest typed line; a tree within the limits above can be longer, and is then built, not typed.
pub const LINE_CHARS_MAX: usize = 20_000;

/// A name or a value as it stands in a line: in quotes if it needs them.
pub fn quoted(text: &str) -> String {
    tokens::quoted_if_needed(text)
}
