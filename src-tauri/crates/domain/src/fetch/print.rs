//! A query as a line that can be typed: one way to write each, so that the line and the tree are the same query.

use super::{
    catalogue,
    comparison::{Comparison as C, Takes},
    field::{Field, Kind},
    query::{Combine, Group, Has, Item, Query, Rule},
    span::{Span, Unit},
    tokens,
};

/// [`super::parse()`] reads it back to the same query. An unfinished query is written as far as it goes.
pub fn print(query: &Query) -> String {
    let root = &query.root;
    let is_bare = !root.negated && (root.combine == Combine::All || root.items.len() > 1);
    // A lone group with its word in front would be read as the root itself.
    let is_taken_for_root = matches!(root.items.as_slice(), [Item::Group(only)] if has_word(only));
    if is_bare && !is_taken_for_root {
        return items(root);
    }
    format!("{}{} ({})", if root.negated { "not " } else { "" }, root.combine.word(), items(root))
}

fn items(group: &Group) -> String {
    let joint = match group.combine {
        Combine::All => " and ",
        Combine::Any => " or ",
    };
    group.items.iter().map(item).collect::<Vec<_>>().join(joint)
}

/// "any (A)": brackets around one item do not say how it is combined.
fn has_word(group: &Group) -> bool {
    group.combine == Combine::Any && group.items.len() < 2
}

fn brackets(group: &Group) -> String {
    let not = if group.negated { "not " } else { "" };
    let word = if has_word(group) { "any " } else { "" };
    format!("{not}{word}({})", items(group))
}

fn item(item: &Item) -> String {
    match item {
        Item::Group(group) => brackets(group),
        Item::Rule(of) => rule(of),
        Item::Has(of) => has(of),
    }
}

fn has(has: &Has) -> String {
    let mut text = format!("has {}{}", if has.negated { "no " } else { "" }, name(has.relation.label()));
    if let Some(period) = has.within {
        text.push_str(&format!(" within the {} {}", period.reach.word(), period.span()));
    }
    if !has.rules.items.is_empty() {
        text.push_str(&format!(" where {}", brackets(&has.rules)));
    }
    text
}

fn rule(rule: &Rule) -> String {
    let field = catalogue::find(&rule.field);
    let label = name(field.map_or(rule.field.as_str(), |field| field.label));
    let values: Vec<String> = rule.values.iter().map(|of| value(field, of)).collect();
    let comparison = sign(rule.comparison);
    let behind = match rule.comparison.takes() {
        Takes::Nothing => return format!("{label} {comparison}"),
        Takes::One => values.join(" "),
        Takes::Two => values.join(" and "),
        Takes::Many => format!("({})", values.join(", ")),
        Takes::Span => span(rule),
    };
    match rule.comparison {
        C::MoreThanAgo => format!("{label} {comparison} {behind} ago"),
        C::MoreThanAhead => format!("{label} {comparison} {behind} ahead"),
        _ => format!("{label} {comparison} {behind}"),
    }
}

/// "6 months"; what is no number stands as it is.
fn span(rule: &Rule) -> String {
    let count = rule.values.first().map(String::as_str).unwrap_or_default();
    let unit = rule.unit.unwrap_or(Unit::Days);
    match count.parse::<u32>() {
        Ok(number) if number.to_string() == count => Span { count: number, unit }.to_string(),
        _ => format!("{} {}", tokens::quoted_if_needed(count), unit.word()),
    }
}

/// As it is typed, in front of its values.
pub(super) fn sign(comparison: C) -> &'static str {
    match comparison {
        C::Is => "=",
        C::IsNot => "!=",
        C::OneOf => "is one of",
        C::NoneOf => "is none of",
        C::Contains => "contains",
        C::DoesNotContain => "does not contain",
        C::BeginsWith => "begins with",
        C::LessThan => "<",
        C::AtMost => "<=",
        C::MoreThan => ">",
        C::AtLeast => ">=",
        C::Between => "between",
        C::MoreThanAgo | C::MoreThanAhead => "more than",
        C::WithinLast => "within the last",
        C::WithinNext => "within the next",
        C::Before => "before",
        C::After => "after",
        C::On => "on",
        C::IsEmpty => "is empty",
        C::IsNotEmpty => "is not empty",
    }
}

fn value(field: Option<&'static Field>, value: &str) -> String {
    match field {
        Some(field) if field.kind == Kind::Choice => tokens::quoted_if_needed(field.shown(value)),
        Some(_) | None => tokens::quoted_if_needed(value),
    }
}

/// A label as it stands in a line.
pub(super) fn name(label: &str) -> String {
    tokens::quoted_if_needed(label)
}
