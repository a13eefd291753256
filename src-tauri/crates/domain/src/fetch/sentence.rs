//! One sentence that says what a query means, with the days that its spans come to.

use chrono::NaiveDate;

use super::{
    checked::Node,
    checked::{Checked, NumberRange, Test, When},
    field::{Field, Kind},
    query::{About, Period, Reach},
};

/// "Vehicles where Make is Honda, and Last RO Date is more than 6 months ago (before 25 May 2026)."
pub fn sentence(query: &Checked, today: NaiveDate) -> String {
    let who = match query.about() {
        About::Customers => "Customers",
        About::Vehicles => "Vehicles",
    };
    format!("{who} where {}.", top(query.root(), today))
}

/// The parts of the root, told apart by a comma.
fn top(root: &Node, today: NaiveDate) -> String {
    match root {
        Node::All(nodes) => list(nodes, ", and ", today),
        Node::Any(nodes) => list(nodes, ", or ", today),
        Node::Not(inner) if matches!(inner.as_ref(), Node::All(_) | Node::Any(_)) => {
            format!("it is not so that {}", top(inner, today))
        }
        Node::Not(_) | Node::Test(..) | Node::Has(..) => part(root, today),
    }
}

fn list(nodes: &[Node], joint: &str, today: NaiveDate) -> String {
    nodes.iter().map(|node| part(node, today)).collect::<Vec<_>>().join(joint)
}

fn part(node: &Node, today: NaiveDate) -> String {
    match node {
        Node::All(nodes) if nodes.len() > 1 => format!("({})", list(nodes, " and ", today)),
        Node::Any(nodes) if nodes.len() > 1 => format!("({})", list(nodes, " or ", today)),
        Node::All(nodes) | Node::Any(nodes) => list(nodes, "", today),
        Node::Test(field, test) => rule(field, test, Is::So, today),
        Node::Has(relation, within, rows) => {
            let there = format!("there is {}", relation.one().0);
            has(&there, within.as_ref(), rows.as_deref(), today)
        }
        Node::Not(inner) => match inner.as_ref() {
            Node::Test(field, test) => rule(field, test, Is::NotSo, today),
            Node::Has(relation, within, rows) => {
                let there = format!("there is {}", relation.one().1);
                has(&there, within.as_ref(), rows.as_deref(), today)
            }
            Node::All(nodes) if nodes.len() > 1 => format!("not all of this holds: ({})", list(nodes, " and ", today)),
            Node::Any(nodes) if nodes.len() > 1 => format!("none of this holds: ({})", list(nodes, " or ", today)),
            Node::All(_) | Node::Any(_) | Node::Not(_) => format!("it is not so that {}", part(inner, today)),
        },
    }
}

fn has(there: &str, within: Option<&Period>, rows: Option<&Node>, today: NaiveDate) -> String {
    let mut text = there.to_owned();
    if let Some(period) = within {
        text.push_str(&match period.reach {
            Reach::Last => format!(" within the last {} (since {})", period.span(), day(period.span().before(today))),
            Reach::Next => format!(" within the next {} (until {})", period.span(), day(period.span().after(today))),
        });
    }
    match rows {
        None => text,
        Some(rows) => format!("{text} with {}", part(rows, today)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    So,
    NotSo,
}

fn rule(field: &Field, test: &Test, is: Is, today: NaiveDate) -> String {
    let label = field.label;
    let so = is == Is::So;
    let verb = if so { "is" } else { "is not" };
    match test {
        Test::Empty => format!("{label} {verb} empty"),
        Test::Text(values) if field.kind == Kind::Words => match values.as_slice() {
            [one] => format!("{label} {} {one}", if so { "includes" } else { "does not include" }),
            many => format!("{label} includes {} {}", if so { "one of" } else { "none of" }, many.join(", ")),
        },
        Test::Text(values) => one_of(label, values.iter().map(String::as_str).collect(), is),
        Test::Choice(values) => one_of(label, values.iter().map(|value| field.shown(value)).collect(), is),
        Test::Contains(text) => format!("{label} {} {text}", if so { "contains" } else { "does not contain" }),
        Test::BeginsWith(text) => format!("{label} {} {text}", if so { "begins with" } else { "does not begin with" }),
        Test::Number(range) => format!("{label} {verb} {}", number_range(field.kind, range)),
        Test::Date(when) => format!("{label} {verb} {}", dates(when, today)),
        Test::YesNo(yes) => format!("{label} {verb} {}", if *yes { "yes" } else { "no" }),
    }
}

fn one_of(label: &str, values: Vec<&str>, is: Is) -> String {
    match (values.as_slice(), is) {
        ([one], Is::So) => format!("{label} is {one}"),
        ([one], Is::NotSo) => format!("{label} is not {one}"),
        (many, Is::So) => format!("{label} is one of {}", many.join(", ")),
        (many, Is::NotSo) => format!("{label} is none of {}", many.join(", ")),
    }
}

fn number_range(kind: Kind, range: &NumberRange) -> String {
    let shown = |n: i64| match kind {
        Kind::Money => format!("{}${}.{:02}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100),
        _ => n.to_string(),
    };
    match (range.from, range.to) {
        (Some(from), Some(to)) if from == to => shown(from),
        (Some(from), Some(to)) => format!("between {} and {}", shown(from), shown(to)),
        (Some(from), None) => format!("{} or more", shown(from)),
        (None, Some(to)) => format!("{} or less", shown(to)),
        (None, None) => "any number".to_owned(),
    }
}

fn dates(when: &When, today: NaiveDate) -> String {
    match when {
        When::MoreThanAgo(span) => format!("more than {span} ago (before {})", day(span.before(today))),
        When::WithinLast(span) => format!("within the last {span} (since {})", day(span.before(today))),
        When::WithinNext(span) => format!("within the next {span} (until {})", day(span.after(today))),
        When::MoreThanAhead(span) => format!("more than {span} ahead (after {})", day(span.after(today))),
        When::Before(on) => format!("before {}", day(*on)),
        When::After(on) => format!("after {}", day(*on)),
        When::On(on) => format!("on {}", day(*on)),
        When::Between(first, last) => format!("between {} and {}", day(*first), day(*last)),
    }
}

fn day(on: NaiveDate) -> String {
    on.format("%-d %b %Y").to_string()
}
