//! Dates are compared in a manager's words. Signs can be typed too, and become words: `<` is "before".

use chrono::NaiveDate;

use super::{Parser, Read, wanted::Wanted};
use crate::fetch::{check, comparison::Comparison, field::Field, query::Rule, span::Unit, tokens::TokenKind};

/// What a date is compared with.
enum Operand {
    Date(String),
    Ago(String, Unit),
    Ahead(String, Unit),
}

use Comparison as C;

impl Parser<'_> {
    pub(super) fn date_rule(&mut self, field: &'static Field) -> Read<Rule> {
        self.wanted.push(Wanted::Comparison(field));
        let plain = |comparison, values| Rule { field: field.word.to_owned(), comparison, values, unit: None };
        let spanned = |comparison, (count, unit): (String, Unit)| Rule {
            field: field.word.to_owned(),
            comparison,
            values: vec![count],
            unit: Some(unit),
        };
        if self.phrase("is not empty") {
            return Ok(plain(C::IsNotEmpty, vec![]));
        }
        if self.phrase("is empty") {
            return Ok(plain(C::IsEmpty, vec![]));
        }
        let is_bare = !(self.phrase("is") || self.phrase("was"));
        if self.any_of(&["within the last", "in the last", "within last"]) {
            return Ok(spanned(C::WithinLast, self.span()?));
        }
        if self.any_of(&["within the next", "in the next", "within next"]) {
            return Ok(spanned(C::WithinNext, self.span()?));
        }
        if self.phrase("more than") {
            return match self.relative(field)? {
                (span, true) => Ok(spanned(C::MoreThanAgo, span)),
                (span, false) => Ok(spanned(C::MoreThanAhead, span)),
            };
        }
        if self.phrase("less than") {
            return match self.relative(field)? {
                (span, true) => Ok(spanned(C::WithinLast, span)),
                (span, false) => Ok(spanned(C::WithinNext, span)),
            };
        }
        if self.phrase("between") {
            return Ok(plain(C::Between, self.two(field, C::Between)?));
        }
        for (word, comparison) in [("before", C::Before), ("after", C::After), ("on", C::On)] {
            if self.phrase(word) {
                return Ok(plain(comparison, vec![self.value(field, comparison)?]));
            }
        }
        let start = self.at;
        for sign in ["<=", ">=", "<", ">", "="] {
            if self.phrase(sign) {
                let operand = self.operand(field)?;
                return self.in_words(field, sign, operand).map_err(|message| {
                    self.at = start;
                    self.error(message)
                });
            }
        }
        if !is_bare && !matches!(self.tokens.get(self.at).map(|token| &token.kind), None | Some(TokenKind::Sign(_))) {
            return Ok(plain(C::On, vec![self.value(field, C::On)?]));
        }
        self.wanted.push(Wanted::Comparison(field));
        Err(self.unexpected())
    }

    fn any_of(&mut self, phrases: &[&'static str]) -> bool {
        phrases.iter().any(|phrase| self.phrase(phrase))
    }

    /// "6 months ago": `true`; "6 months ahead": `false`.
    fn relative(&mut self, _field: &'static Field) -> Read<((String, Unit), bool)> {
        let span = self.span()?;
        if self.word("ago") {
            return Ok((span, true));
        }
        if self.word("ahead") { Ok((span, false)) } else { Err(self.unexpected()) }
    }

    fn operand(&mut self, field: &'static Field) -> Read<Operand> {
        let is_span = self
            .tokens
            .get(self.at + 1)
            .is_some_and(|token| matches!(&token.kind, TokenKind::Word(word) if Unit::read(word).is_some()));
        if !is_span {
            return Ok(Operand::Date(self.value(field, C::On)?));
        }
        let ((count, unit), is_ago) = self.relative(field)?;
        Ok(if is_ago { Operand::Ago(count, unit) } else { Operand::Ahead(count, unit) })
    }

    /// A sign compares days: `<` a day is before it.
    fn in_words(&self, field: &Field, sign: &str, operand: Operand) -> Result<Rule, String> {
        let (comparison, value, unit) = match (sign, operand) {
            ("<", Operand::Date(on)) => (C::Before, on, None),
            (">", Operand::Date(on)) => (C::After, on, None),
            ("=", Operand::Date(on)) => (C::On, on, None),
            ("<=", Operand::Date(on)) => (C::Before, neighbour(&on, NaiveDate::succ_opt)?, None),
            (">=", Operand::Date(on)) => (C::After, neighbour(&on, NaiveDate::pred_opt)?, None),
            ("<", Operand::Ago(count, unit)) => (C::MoreThanAgo, count, Some(unit)),
            (">", Operand::Ahead(count, unit)) => (C::MoreThanAhead, count, Some(unit)),
            (_, Operand::Ago(count, unit)) => {
                let unit = unit.word();
                return Err(format!("Say \"more than {count} {unit} ago\" or \"within the last {count} {unit}\"."));
            }
            (_, Operand::Ahead(count, unit)) => {
                let unit = unit.word();
                return Err(format!("Say \"more than {count} {unit} ahead\" or \"within the next {count} {unit}\"."));
            }
            (_, Operand::Date(_)) => return Err("Say before, after or on.".to_owned()),
        };
        Ok(Rule { field: field.word.to_owned(), comparison, values: vec![value], unit })
    }
}

fn neighbour(text: &str, of: fn(&NaiveDate) -> Option<NaiveDate>) -> Result<String, String> {
    let on = check::date(text.trim())?;
    Ok(of(&on).unwrap_or(on).to_string())
}
