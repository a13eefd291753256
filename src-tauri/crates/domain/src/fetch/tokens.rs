//! The words and signs of a typed line, with their places.

/// Words that mean something by themselves; as a name or a value they stand in quotes.
const RESERVED: &[&str] = &[
    "after", "ago", "ahead", "all", "and", "any", "at", "before", "begins", "between", "contains", "does", "empty",
    "has", "have", "in", "includes", "is", "less", "more", "next", "no", "none", "not", "on", "one", "or", "starts",
    "than", "the", "to", "was", "where", "with", "within",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    /// Bytes of the line, quotes included.
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word(String),
    Quoted(String),
    /// One of the signs below, in one spelling each.
    Sign(&'static str),
    /// A quote that nothing closes, with what stands behind it.
    Unclosed(String),
}

impl Token {
    /// Whether it is this word, in any case, without quotes; or this sign.
    pub fn is(&self, text: &str) -> bool {
        match &self.kind {
            TokenKind::Word(word) => word.eq_ignore_ascii_case(text),
            TokenKind::Sign(sign) => *sign == text,
            TokenKind::Quoted(_) | TokenKind::Unclosed(_) => false,
        }
    }
}

/// Longer ones first.
const SIGNS: &[(&str, &str)] = &[
    ("!=", "!="),
    ("<>", "!="),
    ("≠", "!="),
    ("<=", "<="),
    ("=<", "<="),
    ("≤", "<="),
    (">=", ">="),
    ("=>", ">="),
    ("≥", ">="),
    ("==", "="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("(", "("),
    (")", ")"),
    (",", ","),
];

pub(super) fn tokens(line: &str) -> Vec<Token> {
    let mut found = vec![];
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let blank = rest.len() - rest.trim_start().len();
        if blank > 0 {
            at += blank;
            continue;
        }
        let (kind, length) = next(rest);
        found.push(Token { kind, start: at, end: at + length });
        at += length;
    }
    found
}

/// The token at the beginning of a text that begins with no blank, and its length in bytes.
fn next(rest: &str) -> (TokenKind, usize) {
    if let Some((sign, plain)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return (TokenKind::Sign(plain), sign.len());
    }
    // A word processor's quotes are quotes.
    if let Some(open) = rest.chars().next().filter(|c| matches!(c, '"' | '“' | '”')) {
        return quoted(rest, open);
    }
    let ends = |(at, c): &(usize, char)| {
        c.is_whitespace() || matches!(c, '"' | '“' | '”') || SIGNS.iter().any(|(sign, _)| rest[*at..].starts_with(sign))
    };
    let length = rest.char_indices().skip(1).find(ends).map_or(rest.len(), |(at, _)| at);
    (TokenKind::Word(rest[..length].to_owned()), length)
}

fn quoted(rest: &str, open: char) -> (TokenKind, usize) {
    let mut text = String::new();
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => {
                text.push(c);
                is_escaped = false;
            }
            '\\' => is_escaped = true,
            '"' => return (TokenKind::Quoted(text), at + c.len_utf8()),
            '”' if open != '"' => return (TokenKind::Quoted(text), at + c.len_utf8()),
            _ => text.push(c),
        }
    }
    (TokenKind::Unclosed(text), rest.len())
}

/// A name or a value as it stands in a line.
pub(super) fn quoted_if_needed(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./@&#+$%*:'".contains(c);
    let is_reserved = RESERVED.iter().any(|word| text.eq_ignore_ascii_case(word));
    if !text.is_empty() && text.chars().all(is_plain) && !is_reserved {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
