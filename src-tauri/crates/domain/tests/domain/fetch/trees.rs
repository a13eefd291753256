//! Random query trees: without faults, and as people could build them.

use domain::fetch::{
    About, Combine, Comparison, Field, Group, Has, Item, Kind, Period, Query, Reach, Rule, Source, Subject, Takes, Unit,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// Deep enough to hold every form within every other.
const DEPTH: u32 = 3;

pub fn query() -> impl Strategy<Value = Query> {
    select(About::ALL)
        .prop_flat_map(|about| group(about.source(), Subject::Whole, DEPTH).prop_map(move |root| Query { about, root }))
}

fn group(source: Source, subject: Subject, depth: u32) -> BoxedStrategy<Group> {
    (select(Combine::ALL), any::<bool>(), vec(item(source, subject, depth), 1..4))
        .prop_map(|(combine, negated, items)| Group { combine, negated, items })
        .boxed()
}

fn item(source: Source, subject: Subject, depth: u32) -> BoxedStrategy<Item> {
    let rules = rule(source, subject).prop_map(Item::Rule);
    if depth == 0 {
        return rules.boxed();
    }
    let groups = group(source, subject, depth - 1).prop_map(Item::Group);
    if source.relations().is_empty() {
        return prop_oneof![3 => rules, 1 => groups].boxed();
    }
    let has = has(source, depth - 1).prop_map(Item::Has);
    prop_oneof![4 => rules, 1 => groups, 2 => has].boxed()
}

fn has(source: Source, depth: u32) -> BoxedStrategy<Has> {
    select(source.relations())
        .prop_flat_map(move |relation| {
            let rules = option::of(group(relation.source(), Subject::Related, depth));
            (Just(relation), any::<bool>(), option::of(period()), rules)
        })
        .prop_map(|(relation, negated, within, rules)| Has {
            relation,
            negated,
            within: within.filter(|_| relation.date().is_some()),
            rules: rules.unwrap_or_default(),
        })
        .boxed()
}

fn period() -> impl Strategy<Value = Period> {
    (select(Reach::ALL), 0..30_u32, select(Unit::ALL)).prop_map(|(reach, count, unit)| Period { reach, count, unit })
}

fn rule(source: Source, subject: Subject) -> BoxedStrategy<Rule> {
    select(source.fields(subject).collect::<Vec<_>>())
        .prop_flat_map(|field| (Just(field), select(Comparison::of(field.kind))))
        .prop_flat_map(|(field, comparison)| {
            let many = match comparison.takes() {
                Takes::Nothing => 0..=0,
                Takes::One | Takes::Span => 1..=1,
                Takes::Two => 2..=2,
                Takes::Many => 1..=3,
            };
            let unit = select(Unit::ALL);
            (Just((field, comparison)), vec(value(field, comparison), many), unit)
        })
        .prop_map(|((field, comparison), mut values, unit)| {
            if comparison.takes() == Takes::Two {
                in_order(field, &mut values);
            }
            let unit = (comparison.takes() == Takes::Span).then_some(unit);
            Rule { field: field.word.to_owned(), comparison, values, unit }
        })
        .boxed()
}

fn in_order(field: &Field, values: &mut [String]) {
    match field.kind {
        Kind::Number | Kind::Money => values.sort_by_key(|value| (value.parse::<f64>().unwrap_or(0.0) * 100.0) as i64),
        _ => values.sort(),
    }
}

fn value(field: &'static Field, comparison: Comparison) -> BoxedStrategy<String> {
    if comparison.takes() == Takes::Span {
        return (0..40_u32).prop_map(|count| count.to_string()).boxed();
    }
    match field.kind {
        Kind::Text | Kind::Words => text().boxed(),
        Kind::Choice => select(field.options.iter().map(|(word, _)| (*word).to_owned()).collect::<Vec<_>>()).boxed(),
        Kind::Number => (-3..3_000_i64).prop_map(|n| n.to_string()).boxed(),
        Kind::Money => {
            (-100..100_000_i64).prop_map(|n| format!("{}{}.{:02}", sign(n), n.abs() / 100, n.abs() % 100)).boxed()
        }
        Kind::Date => (0..2_000_u64).prop_map(|days| day(days).to_string()).boxed(),
        Kind::YesNo => select(vec!["yes".to_owned(), "no".to_owned()]).boxed(),
    }
}

fn sign(n: i64) -> &'static str {
    if n < 0 { "-" } else { "" }
}

fn day(days: u64) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2022, 1, 1).expect("a day") + chrono::Days::new(days)
}

/// Words of a file, and whatever could be mistaken for the language itself.
fn text() -> impl Strategy<Value = String> {
    let words = [
        "Honda",
        "HONDA ",
        "Toyota",
        "Côté",
        "cote",
        "O'Brien",
        "and",
        "or",
        "not",
        "(x",
        "a) or",
        "is empty",
        "has",
        "\"",
        "\\",
        "a\"b\\c",
        "more than 6 months ago",
        "=",
        "<",
        ",",
        "“q”",
        "New York",
        "  x",
        "%",
        "_",
        "'; DROP TABLE customer",
        "|",
        "LOF",
        "x|y",
        "0000-00-00",
        "1,5",
        "é",
        "😀",
        "a\nb",
    ];
    prop_oneof![
        4 => select(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()),
        1 => "[ -~éÉ“”≠\n]{0,12}x".prop_map(|text| text),
    ]
}
