//! Rules that cannot hold together, where that can be proved: the query is asked all the same, and finds nobody.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    checked::{Checked, DateRange, Node, Test},
    field::{Field, Kind},
};

/// What is worth knowing about a query that has no fault, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub message: String,
}

/// In the order of the tree.
pub fn notices(query: &Checked, today: NaiveDate) -> Vec<Notice> {
    let mut found = vec![];
    look(query.root(), today, &mut found);
    found
}

fn look(node: &Node, today: NaiveDate, found: &mut Vec<Notice>) {
    match node {
        Node::All(nodes) => {
            let mut rules = Together::default();
            gather(node, &mut rules);
            rules.contradictions(today, found);
            // What stands in groups of the same kind was looked at with this one.
            nodes.iter().for_each(|child| look_below(child, today, found));
        }
        Node::Any(nodes) => nodes.iter().for_each(|child| look(child, today, found)),
        Node::Not(_) | Node::Test(..) => {}
        Node::Has(_, _, rows) => rows.iter().for_each(|rows| look(rows, today, found)),
    }
}

fn look_below(node: &Node, today: NaiveDate, found: &mut Vec<Notice>) {
    match node {
        Node::All(nodes) => nodes.iter().for_each(|child| look_below(child, today, found)),
        Node::Any(_) | Node::Not(_) | Node::Test(..) | Node::Has(..) => look(node, today, found),
    }
}

/// Everything that must hold of one row at once, by field.
#[derive(Default)]
struct Together<'a> {
    tests: BTreeMap<&'static str, (&'static Field, Vec<&'a Test>, Vec<&'a Test>)>,
}

fn gather<'a>(node: &'a Node, rules: &mut Together<'a>) {
    match node {
        Node::All(nodes) => nodes.iter().for_each(|child| gather(child, rules)),
        Node::Test(field, test) => rules.of(field).1.push(test),
        Node::Not(inner) => {
            if let Node::Test(field, test) = inner.as_ref() {
                rules.of(field).2.push(test);
            }
        }
        Node::Any(_) | Node::Has(..) => {}
    }
}

impl<'a> Together<'a> {
    fn of(&mut self, field: &'static Field) -> &mut (&'static Field, Vec<&'a Test>, Vec<&'a Test>) {
        self.tests.entry(field.word).or_insert((field, vec![], vec![]))
    }

    fn contradictions(&self, today: NaiveDate, found: &mut Vec<Notice>) {
        for (field, holds, holds_not) in self.tests.values() {
            if let Some(message) = contradiction(field, holds, holds_not, today) {
                found.push(Notice { message: format!("{message} This finds nobody.") });
            }
        }
    }
}

fn contradiction(field: &Field, holds: &[&Test], holds_not: &[&Test], today: NaiveDate) -> Option<String> {
    let label = field.label;
    let is_empty = holds.contains(&&Test::Empty);
    if is_empty && holds.len() > 1 && holds.iter().any(|test| **test != Test::Empty) {
        return Some(format!("{label} cannot be empty and have a value."));
    }
    if let Some(test) = holds.iter().find(|test| holds_not.contains(*test)) {
        return Some(match test {
            Test::Empty => format!("{label} cannot be empty and not empty."),
            _ => format!("Two rules about {label} say the opposite of each other."),
        });
    }
    match field.kind {
        // A list of words may include several.
        Kind::Words => None,
        Kind::Text | Kind::Choice => words(field, holds),
        Kind::Number | Kind::Money => numbers(holds).then(|| format!("No number satisfies all rules about {label}.")),
        Kind::Date => {
            let ranges = holds.iter().filter_map(|test| match test {
                Test::Date(when) => Some(when.range(today)),
                _ => None,
            });
            let all = ranges.fold(DateRange::PLAUSIBLE, DateRange::and);
            all.is_empty().then(|| format!("No date satisfies all rules about {label}."))
        }
        Kind::YesNo => (holds.contains(&&Test::YesNo(true)) && holds.contains(&&Test::YesNo(false)))
            .then(|| format!("{label} cannot be yes and no.")),
    }
}

/// Two lists of values without one in common. Texts are compared roughly, and so only what differs plainly is named.
fn words(field: &Field, holds: &[&Test]) -> Option<String> {
    let plain = |text: &str| -> String { text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect() };
    let lists: Vec<Vec<&str>> = holds
        .iter()
        .filter_map(|test| match test {
            Test::Text(values) => Some(values.iter().map(String::as_str).collect()),
            Test::Choice(values) => Some(values.clone()),
            _ => None,
        })
        .collect();
    for (place, first) in lists.iter().enumerate() {
        for second in lists.iter().skip(place + 1) {
            let is_apart = first.iter().all(|a| {
                let a = plain(a);
                // Without a plain letter nothing is proved.
                !a.is_empty() && second.iter().all(|b| a != plain(b) && b.is_ascii())
            });
            let (Some(one), Some(other)) = (first.first(), second.first()) else { continue };
            if is_apart && first.iter().all(|a| a.is_ascii()) {
                return Some(format!(
                    "{} cannot be both {} and {}.",
                    field.label,
                    field.shown(one),
                    field.shown(other)
                ));
            }
        }
    }
    None
}

/// Whether ranges exclude each other.
fn numbers(holds: &[&Test]) -> bool {
    let (mut from, mut to) = (i64::MIN, i64::MAX);
    for test in holds {
        if let Test::Number(range) = test {
            from = from.max(range.from.unwrap_or(i64::MIN));
            to = to.min(range.to.unwrap_or(i64::MAX));
        }
    }
    to < from
}
