//! What can stand at a place of the line: for the sentence when something else does, and for completion.

use crate::fetch::{
    comparison::Comparison,
    field::{Field, Source, Subject},
    tokens::{Token, TokenKind},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fetch) enum Wanted {
    Phrase(&'static str),
    Field(Source, Subject),
    Relation(Source),
    Comparison(&'static Field),
    Value(&'static Field, Comparison),
    /// Of a span.
    Count,
    Unit,
}

use Comparison as C;

/// How comparisons of everything but dates can be typed. A longer one stands before the one it begins with.
pub(super) const PHRASES: &[(&str, Comparison)] = &[
    ("is not empty", C::IsNotEmpty),
    ("is empty", C::IsEmpty),
    ("is not one of", C::NoneOf),
    ("is none of", C::NoneOf),
    ("not in", C::NoneOf),
    ("includes none of", C::NoneOf),
    ("is one of", C::OneOf),
    ("includes one of", C::OneOf),
    ("in", C::OneOf),
    ("does not contain", C::DoesNotContain),
    ("contains", C::Contains),
    ("begins with", C::BeginsWith),
    ("starts with", C::BeginsWith),
    ("is between", C::Between),
    ("between", C::Between),
    ("is at least", C::AtLeast),
    ("at least", C::AtLeast),
    (">=", C::AtLeast),
    ("is at most", C::AtMost),
    ("at most", C::AtMost),
    ("<=", C::AtMost),
    ("is more than", C::MoreThan),
    ("more than", C::MoreThan),
    (">", C::MoreThan),
    ("is less than", C::LessThan),
    ("less than", C::LessThan),
    ("<", C::LessThan),
    ("does not include", C::IsNot),
    ("is not", C::IsNot),
    ("!=", C::IsNot),
    ("includes", C::Is),
    ("is", C::Is),
    ("=", C::Is),
];

/// "There is no field here. …"
pub(super) fn sentence(wanted: &[Wanted], there: Option<&Token>) -> String {
    let found = match there.map(|token| &token.kind) {
        None => "The line ends too early".to_owned(),
        Some(TokenKind::Unclosed(_)) => return "This quote is not closed. Put \" behind the last word.".to_owned(),
        Some(TokenKind::Word(text) | TokenKind::Quoted(text)) => {
            let shown: String = text.chars().take(40).collect();
            format!("\"{shown}\" does not fit here")
        }
        Some(TokenKind::Sign(sign)) => format!("{sign} does not fit here"),
    };
    let mut expected: Vec<String> = vec![];
    for one in wanted {
        let words = match one {
            Wanted::Phrase(text) => (*text).to_owned(),
            Wanted::Field(..) => "a field".to_owned(),
            Wanted::Relation(_) => "what they have, for example \"Repair Orders\"".to_owned(),
            Wanted::Comparison(field) => {
                let first = Comparison::of(field.kind).first().copied().unwrap_or(C::IsEmpty);
                format!("how {} is compared, for example {}", field.label, crate::fetch::print::sign(first))
            }
            Wanted::Value(field, _) => format!("a value of {}", field.label),
            Wanted::Count => "a number".to_owned(),
            Wanted::Unit => "days, weeks, months or years".to_owned(),
        };
        if !expected.contains(&words) {
            expected.push(words);
        }
    }
    match expected.split_last() {
        None => format!("{found}."),
        Some((last, [])) => format!("{found}. Expected: {last}."),
        Some((last, others)) => format!("{found}. Expected: {} or {last}.", others.join(", ")),
    }
}
