//! What can stand at a caret in a typed line.

use serde::{Deserialize, Serialize};

use super::{
    comparison::{Comparison, Takes},
    field::{Field, Kind, Subject},
    parse::{Wanted, wanted_behind},
    print,
    query::About,
    span::Unit,
    tokens::{self, TokenKind},
};
use crate::campaign::choice;

/// Of a name that is written without quotes, and of a comparison's words.
const WORDS_MAX: usize = 5;

choice!(
    #[ts(rename = "FetchSuggestionKind")]
    SuggestionKind {
        Field => "field",
        Comparison => "comparison",
        Value => "value",
        Relation => "relation",
        /// and, or, not, has, brackets, units.
        Word => "word",
    }
);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub kind: SuggestionKind,
    /// What is put into the line.
    pub text: String,
    /// What is shown.
    pub label: String,
}

/// Suggestions for the text between two places, which they replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Bytes of the line.
    pub start: usize,
    pub end: usize,
    pub suggestions: Vec<Suggestion>,
    /// The values on file of this field can stand here, too.
    pub values_of: Option<&'static Field>,
    /// What of a value is typed so far, without quotes.
    pub typed: String,
}

/// `caret` counts bytes; between two letters of one character it moves to the one before.
pub fn complete(about: About, line: &str, caret: usize) -> Completion {
    let mut caret = caret.min(line.len());
    while !line.is_char_boundary(caret) {
        caret -= 1;
    }
    let before = line.get(..caret).unwrap_or_default();
    let tokens = tokens::tokens(before);
    // From the longest beginning of a name or phrase to nothing at all.
    let starts = tokens.iter().rev().take(WORDS_MAX).map(|token| token.start).collect::<Vec<_>>();
    let is_behind_blank = before.ends_with(char::is_whitespace) || before.ends_with('(') || before.ends_with(',');
    for start in starts.into_iter().rev().filter(|_| !before.is_empty()) {
        let typed = unquoted(before.get(start..).unwrap_or_default());
        let wanted = wanted_behind(about, before.get(..start).unwrap_or_default());
        let suggestions: Vec<_> = suggestions(&wanted).into_iter().filter(|of| begins(of, &typed)).collect();
        let values_of = values_of(&wanted).filter(|field| field.kind == Kind::Text || field.kind == Kind::Words);
        let is_whole = |of: &Suggestion| [&of.label, &of.text].iter().any(|text| text.eq_ignore_ascii_case(&typed));
        // A blank behind a whole word asks for what comes next.
        if is_behind_blank && (typed.is_empty() || suggestions.iter().any(is_whole)) {
            continue;
        }
        let is_value = values_of.is_some() && !is_behind_blank && is_one_value(before.get(start..).unwrap_or_default());
        let values_of = values_of.filter(|_| is_value);
        if !suggestions.is_empty() || is_value {
            return Completion { start, end: caret, suggestions, values_of, typed };
        }
    }
    let wanted = wanted_behind(about, before);
    let values_of = values_of(&wanted).filter(|field| matches!(field.kind, Kind::Text | Kind::Words | Kind::Number));
    Completion { start: caret, end: caret, suggestions: suggestions(&wanted), values_of, typed: String::new() }
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '“', '”']).to_owned()
}

fn begins(suggestion: &Suggestion, typed: &str) -> bool {
    let typed = typed.to_lowercase();
    [&suggestion.label, &suggestion.text].iter().any(|text| {
        let text = text.to_lowercase();
        text.starts_with(&typed) || text.split(' ').any(|word| word.starts_with(&typed))
    })
}

/// "New Yo", and not "Honda and Las".
fn is_one_value(typed: &str) -> bool {
    let tokens = tokens::tokens(typed);
    let is_joint =
        |token: &tokens::Token| matches!(token.kind, TokenKind::Sign(_)) || token.is("and") || token.is("or");
    !tokens.iter().any(is_joint)
}

fn values_of(wanted: &[Wanted]) -> Option<&'static Field> {
    wanted.iter().find_map(|one| match one {
        Wanted::Value(field, _) => Some(*field),
        Wanted::Phrase(_)
        | Wanted::Field(..)
        | Wanted::Relation(_)
        | Wanted::Comparison(_)
        | Wanted::Count
        | Wanted::Unit => None,
    })
}

fn suggestions(wanted: &[Wanted]) -> Vec<Suggestion> {
    let mut all: Vec<Suggestion> = vec![];
    // What speaks of the data comes before the words of the language.
    let (words, data): (Vec<&Wanted>, Vec<&Wanted>) = wanted.iter().partition(|one| matches!(one, Wanted::Phrase(_)));
    for suggestion in data.into_iter().chain(words).flat_map(suggested) {
        if !all.contains(&suggestion) {
            all.push(suggestion);
        }
    }
    all
}

fn suggested(wanted: &Wanted) -> Vec<Suggestion> {
    let word = |text: &str| Suggestion { kind: SuggestionKind::Word, text: text.to_owned(), label: text.to_owned() };
    match *wanted {
        Wanted::Phrase(text) => vec![word(text)],
        Wanted::Unit => Unit::ALL.iter().map(|unit| word(unit.word())).collect(),
        Wanted::Count => vec![],
        Wanted::Field(source, subject) => source
            .fields(subject)
            .map(|field| named(SuggestionKind::Field, field.label))
            .chain((subject == Subject::Whole).then(|| word("has")))
            .collect(),
        Wanted::Relation(source) => {
            source.relations().iter().map(|relation| named(SuggestionKind::Relation, relation.label())).collect()
        }
        Wanted::Comparison(field) => Comparison::of(field.kind).iter().map(|of| comparison(field, *of)).collect(),
        Wanted::Value(field, _) => values(field),
    }
}

fn named(kind: SuggestionKind, label: &str) -> Suggestion {
    Suggestion { kind, text: print::name(label), label: label.to_owned() }
}

fn comparison(field: &Field, of: Comparison) -> Suggestion {
    let sign = print::sign(of);
    let text = if of.takes() == Takes::Many { format!("{sign} (") } else { sign.to_owned() };
    Suggestion { kind: SuggestionKind::Comparison, text, label: of.phrase(field.kind).to_owned() }
}

/// What we know without the file.
fn values(field: &Field) -> Vec<Suggestion> {
    let value = |label: &str| named(SuggestionKind::Value, label);
    match field.kind {
        Kind::Choice => field.options.iter().map(|(_, label)| value(label)).collect(),
        Kind::YesNo => ["yes", "no"].into_iter().map(value_as_word).collect(),
        Kind::Text | Kind::Number | Kind::Money | Kind::Date | Kind::Words => vec![],
    }
}

/// "no" is a word of the language too, and is read as a value here without quotes.
fn value_as_word(text: &str) -> Suggestion {
    Suggestion { kind: SuggestionKind::Value, text: text.to_owned(), label: text.to_owned() }
}
