//! Whether a query can be asked: every fault, beside its place.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    DEPTH_MAX, ITEMS_MAX, VALUE_CHARS_MAX, VALUES_MAX, catalogue,
    checked::{Checked, DateRange, Node, NumberRange, Test, When},
    comparison::{Comparison, Takes},
    field::{Field, Kind, Source, Subject},
    query::{Combine, Group, Has, Item, Query, Rule},
    span::Span,
};
use crate::campaign::choice;

/// Beyond it a number is a typing error, and cents still fit.
const NUMBER_MAX: i64 = 1_000_000_000_000;

choice!(
    /// Which part of an item a fault is about.
    #[ts(rename = "FetchPart")]
    Part {
        Group => "group",
        Field => "field",
        Comparison => "comparison",
        Values => "values",
        Relation => "relation",
        Period => "period",
    }
);

/// What is wrong, in words that stand beside its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Places of items from the root down; those within a "has" go on through it. Empty: the root.
    pub path: Vec<usize>,
    pub part: Part,
    pub message: String,
}

/// # Errors
/// Every fault, in the order of the tree.
pub fn check(query: &Query) -> Result<Checked, Vec<Fault>> {
    let mut checker = Checker { faults: vec![], items: 0, path: vec![] };
    let root = checker.group(&query.root, query.about.source(), Subject::Whole);
    match root {
        Some(root) if checker.faults.is_empty() => Ok(Checked { about: query.about, root }),
        Some(_) | None => Err(checker.faults),
    }
}

struct Checker {
    faults: Vec<Fault>,
    items: usize,
    path: Vec<usize>,
}

/// `None` from any of these says that a fault was noted.
impl Checker {
    fn fault<T>(&mut self, part: Part, message: impl Into<String>) -> Option<T> {
        self.faults.push(Fault { path: self.path.clone(), part, message: message.into() });
        None
    }

    fn group(&mut self, group: &Group, source: Source, subject: Subject) -> Option<Node> {
        if group.items.is_empty() {
            let message = match self.path.is_empty() {
                true => "This query asks nothing, and would find everybody. Add a rule.",
                false => "This group is empty. Add a rule to it, or remove it.",
            };
            return self.fault(Part::Group, message);
        }
        if self.path.len() >= DEPTH_MAX {
            let message = format!("Groups stand at most {DEPTH_MAX} deep. Save a part of it as a query of its own.");
            return self.fault(Part::Group, message);
        }
        self.items += group.items.len();
        if self.items > ITEMS_MAX {
            return self.fault(Part::Group, format!("A query has at most {ITEMS_MAX} rules. Take some out."));
        }
        let mut nodes = vec![];
        for (place, item) in group.items.iter().enumerate() {
            self.path.push(place);
            nodes.extend(self.item(item, source, subject));
            self.path.pop();
        }
        let node = match group.combine {
            Combine::All => Node::All(nodes),
            Combine::Any => Node::Any(nodes),
        };
        Some(not_if(group.negated, node))
    }

    fn item(&mut self, item: &Item, source: Source, subject: Subject) -> Option<Node> {
        match item {
            Item::Group(group) => self.group(group, source, subject),
            Item::Rule(rule) => self.rule(rule, source, subject),
            Item::Has(has) => self.has(has, source),
        }
    }

    fn has(&mut self, has: &Has, source: Source) -> Option<Node> {
        if !source.relations().contains(&has.relation) {
            return self.fault(Part::Relation, format!("{} cannot be asked about here.", has.relation.label()));
        }
        if let Some(period) = has.within {
            if has.relation.date().is_none() {
                return self.fault(Part::Period, "A vehicle has several dates. Ask about one of them instead.");
            }
            if period.count > Span::COUNT_MAX {
                return self.fault(Part::Period, too_long());
            }
        }
        let rows = if has.rules.items.is_empty() {
            None
        } else {
            Some(Box::new(self.group(&has.rules, has.relation.source(), Subject::Related)?))
        };
        Some(not_if(has.negated, Node::Has(has.relation, has.within, rows)))
    }

    fn rule(&mut self, rule: &Rule, source: Source, subject: Subject) -> Option<Node> {
        let field = self.field(&rule.field, source, subject)?;
        if !field.compares(rule.comparison) {
            let message = format!("{} cannot be compared like this. Choose another comparison.", field.label);
            return self.fault(Part::Comparison, message);
        }
        let read = shape(field, rule).and_then(|()| test(field, rule));
        let (is_opposite, test) = match read {
            Ok(read) => read,
            Err(message) => return self.fault(Part::Values, message),
        };
        Some(not_if(is_opposite, Node::Test(field, test)))
    }

    fn field(&mut self, word: &str, source: Source, subject: Subject) -> Option<&'static Field> {
        if word.is_empty() {
            return self.fault(Part::Field, "Choose a field.");
        }
        let Some(field) = catalogue::find(word) else {
            let shown: String = word.chars().take(VALUE_CHARS_MAX).collect();
            return self.fault(Part::Field, format!("The field {shown} is no longer there. Choose another."));
        };
        if !source.fields(subject).any(|of_source| of_source == field) {
            return self.fault(Part::Field, elsewhere(field, source));
        }
        Some(field)
    }
}

/// Where a field that exists can be asked about.
pub(super) fn elsewhere(field: &Field, source: Source) -> String {
    let relation = source.relations().iter().find(|relation| relation.source() == field.source);
    match relation {
        Some(relation) => format!(
            "{} belongs to {}. Ask: has {} where {} …",
            field.label,
            relation.label(),
            super::print::name(relation.label()),
            super::print::name(field.label)
        ),
        None => format!("{} cannot be asked about here.", field.label),
    }
}

fn not_if(is_opposite: bool, node: Node) -> Node {
    if is_opposite { Node::Not(Box::new(node)) } else { node }
}

fn too_long() -> String {
    format!("Enter 0 to {}.", Span::COUNT_MAX)
}

/// Whether there are as many values as the comparison takes.
fn shape(field: &Field, rule: &Rule) -> Result<(), String> {
    let takes = rule.comparison.takes();
    let many = rule.values.len();
    let is_right = match takes {
        Takes::Nothing => many == 0,
        Takes::One | Takes::Span => many == 1,
        Takes::Two => many == 2,
        Takes::Many => (1..=VALUES_MAX).contains(&many),
    };
    if !is_right {
        return Err(match takes {
            Takes::Nothing => "Nothing is written behind this comparison.".to_owned(),
            Takes::One | Takes::Span => format!("Say what {} is compared with.", field.label),
            Takes::Two => "Enter both ends.".to_owned(),
            Takes::Many => format!("Enter 1 to {VALUES_MAX} values."),
        });
    }
    if rule.unit.is_some() != (takes == Takes::Span) {
        return Err("Choose days, weeks, months or years.".to_owned());
    }
    if rule.values.iter().any(|value| value.chars().count() > VALUE_CHARS_MAX) {
        return Err(format!("Nothing on file is that long. Enter at most {VALUE_CHARS_MAX} characters."));
    }
    if rule.values.iter().any(|value| value.trim().is_empty()) {
        return Err(format!("Say what {} is compared with. For no value, choose \"is empty\".", field.label));
    }
    Ok(())
}

/// The positive test of a rule, and whether the rule is its opposite.
fn test(field: &'static Field, rule: &Rule) -> Result<(bool, Test), String> {
    use Comparison as C;
    let is_opposite = matches!(rule.comparison, C::IsNot | C::NoneOf | C::DoesNotContain | C::IsNotEmpty);
    if matches!(rule.comparison, C::IsEmpty | C::IsNotEmpty) {
        return Ok((is_opposite, Test::Empty));
    }
    let test = match field.kind {
        Kind::Text | Kind::Words => text(rule),
        Kind::Choice => {
            let option = |value: &String| {
                let known = field.option(value);
                known.ok_or_else(|| format!("{} is never {}. Choose one of the list.", field.label, value.trim()))
            };
            Test::Choice(rule.values.iter().map(option).collect::<Result<_, _>>()?)
        }
        Kind::Number => Test::Number(number_range(rule, whole)?),
        Kind::Money => Test::Number(number_range(rule, cents)?),
        Kind::Date => Test::Date(when(rule)?),
        Kind::YesNo => Test::YesNo(match rule.values.first().map(|value| value.trim().to_lowercase()).as_deref() {
            Some("yes") => true,
            Some("no") => false,
            Some(_) | None => return Err("Choose yes or no.".to_owned()),
        }),
    };
    Ok((is_opposite, test))
}

fn text(rule: &Rule) -> Test {
    let first = || rule.values.first().map(|value| value.trim().to_owned()).unwrap_or_default();
    match rule.comparison {
        Comparison::Contains | Comparison::DoesNotContain => Test::Contains(first()),
        Comparison::BeginsWith => Test::BeginsWith(first()),
        _ => Test::Text(rule.values.iter().map(|value| value.trim().to_owned()).collect()),
    }
}

fn number_range(rule: &Rule, read: fn(&str) -> Result<i64, String>) -> Result<NumberRange, String> {
    let values = rule.values.iter().map(|value| read(value.trim())).collect::<Result<Vec<i64>, _>>()?;
    let (first, last) = (values.first().copied(), values.last().copied());
    let (from, to) = match rule.comparison {
        Comparison::LessThan => (None, last.map(|n| n - 1)),
        Comparison::AtMost => (None, last),
        Comparison::MoreThan => (first.map(|n| n + 1), None),
        Comparison::AtLeast => (first, None),
        _ => (first, last),
    };
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err("The second number is smaller than the first.".to_owned()),
        _ => Ok(NumberRange { from, to }),
    }
}

fn whole(text: &str) -> Result<i64, String> {
    let wrong = || format!("{text} is no whole number. Write it like 2019.");
    let number: i64 = text.replace(',', "").parse().map_err(|_| wrong())?;
    if number.abs() > NUMBER_MAX { Err(wrong()) } else { Ok(number) }
}

/// "$1,250.50" and "1250.5" are 125,050.
fn cents(text: &str) -> Result<i64, String> {
    let wrong = || format!("{text} is no amount. Write it like 300 or 299.95.");
    let plain = text.replace(['$', ','], "");
    let (sign, plain) = match plain.trim().strip_prefix('-') {
        Some(rest) => (-1, rest.to_owned()),
        None => (1, plain.trim().to_owned()),
    };
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let is_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) || part.len() > 2 {
        return Err(wrong());
    }
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    let part: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
    if whole > NUMBER_MAX { Err(wrong()) } else { Ok(sign * (whole * 100 + part)) }
}

fn when(rule: &Rule) -> Result<When, String> {
    let values: Vec<&str> = rule.values.iter().map(|value| value.trim()).collect();
    let first = values.first().copied().unwrap_or_default();
    if let Some(unit) = rule.unit {
        let count = first.parse().ok().filter(|count| *count <= Span::COUNT_MAX).ok_or_else(too_long)?;
        let span = Span { count, unit };
        return Ok(match rule.comparison {
            Comparison::WithinLast => When::WithinLast(span),
            Comparison::WithinNext => When::WithinNext(span),
            Comparison::MoreThanAhead => When::MoreThanAhead(span),
            _ => When::MoreThanAgo(span),
        });
    }
    let from = date(first)?;
    Ok(match rule.comparison {
        Comparison::Before => When::Before(from),
        Comparison::After => When::After(from),
        Comparison::Between => {
            let to = date(values.last().copied().unwrap_or_default())?;
            if to < from {
                return Err("The second date lies before the first.".to_owned());
            }
            When::Between(from, to)
        }
        _ => When::On(from),
    })
}

/// YYYY-MM-DD, and nothing that is no day.
pub(super) fn date(text: &str) -> Result<NaiveDate, String> {
    let read = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let is_plausible = |on: &NaiveDate| DateRange::PLAUSIBLE.contains(*on) && on.year() >= 1900;
    read.filter(is_plausible).ok_or_else(|| format!("{text} is no date. Write it like 2026-02-14."))
}
