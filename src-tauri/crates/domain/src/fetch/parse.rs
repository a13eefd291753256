//! A typed line as a query, or where and why it cannot be read.
//!
//! ```text
//! line       = group
//! group      = and-list { "or" and-list }          "and" binds tighter
//! and-list   = item { "and" item }
//! item       = [ "not" ] [ "all" | "any" ] "(" group ")" | "not" item | rule
//!            | "has" [ "no" ] relation [ period ] [ "where" item ]
//! rule       = field comparison [ values ]
//! ```
//! A line that is one group with "all" or "any" in front is that group.

mod dates;
mod wanted;

use super::{
    DEPTH_MAX, LINE_CHARS_MAX,
    check::elsewhere,
    comparison::{Comparison, Takes},
    field::{Field, Kind, Relation, Source, Subject},
    query::{About, Combine, Group, Has, Item, Period, Query, Reach, Rule},
    span::{Span, Unit},
    tokens::{Token, TokenKind, tokens},
};
pub(super) use wanted::Wanted;

/// Longest label in words.
const LABEL_WORDS_MAX: usize = 5;
/// Brackets within brackets; a little more than a query may have, so that the sentence about it can be said.
const NESTING_MAX: usize = DEPTH_MAX * 4;

/// Where a line stops making sense, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Bytes of the line; both at its end if something is missing.
    pub start: usize,
    pub end: usize,
    pub message: String,
}

/// # Errors
/// The first place that cannot be read. What reads well may still have faults: see [`super::check()`].
pub fn parse(about: About, line: &str) -> Result<Query, LineError> {
    if line.chars().count() > LINE_CHARS_MAX {
        let message = format!("This line is too long: use at most {LINE_CHARS_MAX} characters, or build the tree.");
        return Err(LineError { start: 0, end: line.len(), message });
    }
    let tokens = tokens(line);
    let mut parser = Parser::new(&tokens, line.len());
    parser.line(about)
}

/// What could stand behind a line; nothing if it cannot be read as far as that.
pub(super) fn wanted_behind(about: About, line: &str) -> Vec<Wanted> {
    let tokens = tokens(line);
    let mut parser = Parser::new(&tokens, line.len());
    match parser.line(about) {
        Err(error) if error.start < line.len() => vec![],
        Ok(_) | Err(_) => parser.wanted,
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    length: usize,
    nesting: usize,
    /// Everything that could stand at the present place.
    wanted: Vec<Wanted>,
}

/// Of which rows the items speak.
#[derive(Clone, Copy)]
struct Place {
    source: Source,
    subject: Subject,
}

type Read<T> = Result<T, LineError>;

impl<'a> Parser<'a> {
    fn new(tokens: &'a [Token], length: usize) -> Self {
        Self { tokens, at: 0, length, nesting: 0, wanted: vec![] }
    }

    fn line(&mut self, about: About) -> Read<Query> {
        let place = Place { source: about.source(), subject: Subject::Whole };
        let has_word = {
            let first = usize::from(self.tokens.first().is_some_and(|token| token.is("not")));
            self.tokens.get(first).is_some_and(|token| token.is("all") || token.is("any"))
        };
        let mut root = self.group(place)?;
        if self.at < self.tokens.len() {
            return Err(self.unexpected());
        }
        if has_word
            && let [Item::Group(_)] = root.items.as_slice()
            && let Some(Item::Group(only)) = root.items.pop()
        {
            root = only;
        }
        Ok(Query { about, root })
    }

    fn group(&mut self, place: Place) -> Read<Group> {
        let mut lists = vec![self.and_list(place)?];
        while self.word("or") {
            lists.push(self.and_list(place)?);
        }
        if lists.len() == 1 {
            return Ok(Group::all(lists.pop().unwrap_or_default()));
        }
        let one = |mut items: Vec<Item>| match items.len() {
            1 => items.pop(),
            _ => Some(Item::Group(Group::all(items))),
        };
        Ok(Group::any(lists.into_iter().filter_map(one).collect()))
    }

    fn and_list(&mut self, place: Place) -> Read<Vec<Item>> {
        let mut items = vec![self.item(place)?];
        while self.word("and") {
            items.push(self.item(place)?);
        }
        Ok(items)
    }

    fn item(&mut self, place: Place) -> Read<Item> {
        self.nesting += 1;
        if self.nesting > NESTING_MAX {
            return Err(self.error(format!("Brackets stand at most {DEPTH_MAX} deep.")));
        }
        let item = self.item_within(place);
        self.nesting -= 1;
        item
    }

    fn item_within(&mut self, place: Place) -> Read<Item> {
        let is_not = self.word("not");
        if let Some(group) = self.brackets(place, is_not)? {
            return Ok(Item::Group(group));
        }
        if is_not {
            let opposite = Group { negated: true, ..Group::all(vec![self.item(place)?]) };
            return Ok(Item::Group(opposite));
        }
        if !place.source.relations().is_empty() && (self.word("has") || self.word("have")) {
            return self.has(place);
        }
        self.rule(place)
    }

    /// `None`: no bracket opens here.
    fn brackets(&mut self, place: Place, negated: bool) -> Read<Option<Group>> {
        let combine = match () {
            () if self.word("all") => Some(Combine::All),
            () if self.word("any") => Some(Combine::Any),
            () => None,
        };
        if !self.word("(") {
            return if combine.is_some() { Err(self.unexpected()) } else { Ok(None) };
        }
        let mut group = self.group(place)?;
        if !self.word(")") {
            return Err(self.unexpected());
        }
        match combine {
            Some(combine) if group.items.len() == 1 => group.combine = combine,
            Some(combine) if group.combine != combine => {
                group = Group { combine, negated: false, items: vec![Item::Group(group)] };
            }
            Some(_) | None => {}
        }
        Ok(Some(Group { negated, ..group }))
    }

    fn has(&mut self, place: Place) -> Read<Item> {
        let negated = self.word("no") || self.word("not");
        let relation = self.relation(place.source)?;
        let within = self.period()?;
        let related = Place { source: relation.source(), subject: Subject::Related };
        let rules = match self.word("where") {
            false => Group::default(),
            true => match self.item(related)? {
                Item::Group(group) => group,
                item @ (Item::Rule(_) | Item::Has(_)) => Group::all(vec![item]),
            },
        };
        Ok(Item::Has(Has { relation, negated, within, rules }))
    }

    fn relation(&mut self, source: Source) -> Read<Relation> {
        self.wanted.push(Wanted::Relation(source));
        let labels = source.relations().iter().map(|relation| (relation.label(), *relation));
        match self.label(labels) {
            Some(relation) => Ok(relation),
            None => Err(self.unexpected()),
        }
    }

    fn period(&mut self) -> Read<Option<Period>> {
        let reaches =
            [(Reach::Last, ["within the last", "in the last"]), (Reach::Next, ["within the next", "in the next"])];
        for (reach, phrases) in reaches {
            self.wanted.push(Wanted::Phrase(phrases[0]));
            if phrases.iter().any(|phrase| self.phrase(phrase)) {
                let (count, unit) = self.span()?;
                let Some(count) = count.parse().ok().filter(|count| *count <= Span::COUNT_MAX) else {
                    self.at = self.at.saturating_sub(2);
                    return Err(self.error(format!("Say how long, with a number up to {}.", Span::COUNT_MAX)));
                };
                return Ok(Some(Period { reach, count, unit }));
            }
        }
        Ok(None)
    }

    fn rule(&mut self, place: Place) -> Read<Item> {
        self.wanted.push(Wanted::Field(place.source, place.subject));
        let fields = place.source.fields(place.subject).map(|field| (field.label, field));
        let Some(field) = self.label(fields) else { return Err(self.no_field(place)) };
        let rule = match field.kind {
            Kind::Date => self.date_rule(field)?,
            _ => self.plain_rule(field)?,
        };
        Ok(Item::Rule(rule))
    }

    fn plain_rule(&mut self, field: &'static Field) -> Read<Rule> {
        self.wanted.push(Wanted::Comparison(field));
        let Some(comparison) = wanted::PHRASES
            .iter()
            .find(|(phrase, comparison)| field.compares(*comparison) && self.phrase(phrase))
            .map(|(_, comparison)| *comparison)
        else {
            return Err(self.unexpected());
        };
        let values = match comparison.takes() {
            Takes::Nothing | Takes::Span => vec![],
            Takes::One => vec![self.value(field, comparison)?],
            Takes::Two => self.two(field, comparison)?,
            Takes::Many => self.many(field, comparison)?,
        };
        Ok(Rule { field: field.word.to_owned(), comparison, values, unit: None })
    }

    fn two(&mut self, field: &'static Field, comparison: Comparison) -> Read<Vec<String>> {
        let first = self.value(field, comparison)?;
        if !(self.word("and") || self.word("to")) {
            return Err(self.unexpected());
        }
        Ok(vec![first, self.value(field, comparison)?])
    }

    fn many(&mut self, field: &'static Field, comparison: Comparison) -> Read<Vec<String>> {
        if !self.word("(") {
            return Err(self.unexpected());
        }
        let mut values = vec![self.value(field, comparison)?];
        while self.word(",") {
            values.push(self.value(field, comparison)?);
        }
        if self.word(")") { Ok(values) } else { Err(self.unexpected()) }
    }

    /// A text may be several words without quotes; numbers and dates are one.
    fn value(&mut self, field: &'static Field, comparison: Comparison) -> Read<String> {
        self.wanted.push(Wanted::Value(field, comparison));
        let mut words: Vec<String> = vec![];
        loop {
            match self.tokens.get(self.at).map(|token| &token.kind) {
                Some(TokenKind::Quoted(text)) if words.is_empty() => {
                    let text = text.clone();
                    self.advance();
                    return Ok(read(field, text));
                }
                Some(TokenKind::Word(word))
                    if !(word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or")) =>
                {
                    words.push(word.clone());
                    self.advance();
                }
                Some(TokenKind::Word(_) | TokenKind::Quoted(_) | TokenKind::Sign(_) | TokenKind::Unclosed(_))
                | None => {
                    break;
                }
            }
            let may_go_on = matches!(field.kind, Kind::Text | Kind::Choice | Kind::Words);
            if !may_go_on {
                break;
            }
        }
        if words.is_empty() { Err(self.unexpected()) } else { Ok(read(field, words.join(" "))) }
    }

    /// "6 months"; "month" is one of them.
    fn span(&mut self) -> Read<(String, Unit)> {
        self.wanted.push(Wanted::Count);
        let count = match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(TokenKind::Word(word)) if Unit::read(word).is_some() => "1".to_owned(),
            Some(TokenKind::Word(text) | TokenKind::Quoted(text)) => {
                let text = text.clone();
                self.advance();
                text
            }
            Some(TokenKind::Sign(_) | TokenKind::Unclosed(_)) | None => return Err(self.unexpected()),
        };
        self.wanted.push(Wanted::Unit);
        let unit = match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(TokenKind::Word(word)) => Unit::read(word),
            Some(TokenKind::Quoted(_) | TokenKind::Sign(_) | TokenKind::Unclosed(_)) | None => None,
        };
        let Some(unit) = unit else { return Err(self.unexpected()) };
        self.advance();
        Ok((count, unit))
    }

    /// The longest of the labels that stands here: in quotes, or as plain words.
    fn label<T>(&mut self, labels: impl Iterator<Item = (&'static str, T)>) -> Option<T> {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let mut spelled: Vec<(usize, String)> = vec![];
        match rest.first().map(|token| &token.kind) {
            Some(TokenKind::Quoted(text)) => spelled.push((1, text.trim().to_lowercase())),
            _ => {
                let mut so_far = String::new();
                for (place, token) in rest.iter().take(LABEL_WORDS_MAX).enumerate() {
                    let TokenKind::Word(word) = &token.kind else { break };
                    so_far.push_str(if place == 0 { "" } else { " " });
                    so_far.push_str(&word.to_lowercase());
                    spelled.push((place + 1, so_far.clone()));
                }
            }
        }
        let mut best: Option<(usize, T)> = None;
        for (label, of) in labels {
            let plain = label.to_lowercase();
            let Some((many, _)) = spelled.iter().find(|(_, text)| *text == plain) else { continue };
            if best.as_ref().is_none_or(|(longest, _)| many > longest) {
                best = Some((*many, of));
            }
        }
        let (many, of) = best?;
        (0..many).for_each(|_| self.advance());
        Some(of)
    }

    /// A word or sign, in any case.
    fn word(&mut self, text: &'static str) -> bool {
        if self.tokens.get(self.at).is_some_and(|token| token.is(text)) {
            self.advance();
            return true;
        }
        self.wanted.push(Wanted::Phrase(text));
        false
    }

    /// Several words in a row, or none of them.
    fn phrase(&mut self, words: &str) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let many = words.split(' ').count();
        let is_there = rest.len() >= many && words.split(' ').zip(rest).all(|(word, token)| token.is(word));
        if is_there {
            (0..many).for_each(|_| self.advance());
        }
        is_there
    }

    fn advance(&mut self) {
        self.at += 1;
        self.wanted.clear();
    }

    fn no_field(&self, place: Place) -> LineError {
        let written = match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(TokenKind::Word(text) | TokenKind::Quoted(text)) => text.trim().to_lowercase(),
            Some(TokenKind::Sign(_) | TokenKind::Unclosed(_)) | None => return self.unexpected(),
        };
        let other = super::catalogue::FIELDS.iter().find(|field| field.label.to_lowercase() == written);
        match other {
            Some(field) => self.error(elsewhere(field, place.source)),
            None => self.unexpected(),
        }
    }

    fn unexpected(&self) -> LineError {
        self.error(wanted::sentence(&self.wanted, self.tokens.get(self.at)))
    }

    /// At the present token, or at the end of the line.
    fn error(&self, message: String) -> LineError {
        let (start, end) =
            self.tokens.get(self.at).map_or((self.length, self.length), |token| (token.start, token.end));
        LineError { start, end, message }
    }
}

/// A choice is stored by its word, however it is typed.
fn read(field: &'static Field, typed: String) -> String {
    match field.kind {
        Kind::Choice => field.read_option(&typed).map_or(typed, str::to_owned),
        Kind::YesNo => typed.to_lowercase(),
        Kind::Text | Kind::Number | Kind::Money | Kind::Date | Kind::Words => typed,
    }
}
