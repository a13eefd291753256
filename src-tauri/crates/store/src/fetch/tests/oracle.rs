//! What a query means, said once more and as plainly as can be: over rows in memory, with dates counted by hand. It
//! shares with the program the checked tree, and the folding of text.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use domain::fetch::{About, Checked, Field, Kind, Node, Period, Reach, Relation, Source, Span, Test, Unit, When};

use super::world::{Cell, Fact, World, today};
use crate::search_text::fold;

/// Customers, and vehicles if the query is about them.
pub fn found(world: &World, query: &Checked) -> BTreeSet<(i64, Option<i64>)> {
    let of_source = |source| world.facts.iter().filter(move |fact| fact.source == source);
    match query.about() {
        About::Customers => of_source(Source::Customer)
            .filter(|fact| holds(world, query.root(), fact))
            .map(|fact| (fact.id, None))
            .collect(),
        About::Vehicles => of_source(Source::Vehicle)
            .filter(|fact| fact.owned && holds(world, query.root(), fact))
            .map(|fact| (fact.customer, Some(fact.id)))
            .collect(),
    }
}

fn holds(world: &World, node: &Node, fact: &Fact) -> bool {
    match node {
        Node::All(nodes) => nodes.iter().all(|node| holds(world, node, fact)),
        Node::Any(nodes) => nodes.iter().any(|node| holds(world, node, fact)),
        Node::Not(inner) => !holds(world, inner, fact),
        Node::Test(field, test) => satisfies(world, field, test, fact),
        Node::Has(relation, within, rows) => world.facts.iter().any(|related| {
            related.source == relation.source()
                && belongs(*relation, related, fact)
                && within.as_ref().is_none_or(|period| is_within(*relation, period, related))
                && rows.as_ref().is_none_or(|rows| holds(world, rows, related))
        }),
    }
}

/// What has no vehicle concerns every vehicle of its customer.
fn belongs(relation: Relation, related: &Fact, to: &Fact) -> bool {
    let same_customer = related.customer == to.customer;
    let of_vehicle = match to.source {
        Source::Vehicle => related.vehicle.is_none_or(|vehicle| vehicle == to.id),
        _ => true,
    };
    match relation {
        Relation::Vehicles => same_customer && related.owned,
        Relation::FormerVehicles => same_customer && !related.owned,
        Relation::Contacts | Relation::Drops | Relation::CallBacks => same_customer && related.counts,
        Relation::TurnOffs => match to.source {
            Source::Vehicle => related.vehicle == Some(to.id),
            _ => same_customer && related.owned,
        },
        _ => same_customer && of_vehicle,
    }
}

fn is_within(relation: Relation, period: &Period, related: &Fact) -> bool {
    let field = relation.date().expect("a date");
    let when = match period.reach {
        Reach::Last => When::WithinLast(period.span()),
        Reach::Next => When::WithinNext(period.span()),
    };
    date_of(&related.cells[field.word]).is_some_and(|on| lies(on, &when))
}

fn satisfies(world: &World, field: &Field, test: &Test, fact: &Fact) -> bool {
    let cell = match fact.cells.get(field.word) {
        Some(cell) => cell,
        // The owner's, of a vehicle in question.
        None => {
            let is_owner = |owner: &&Fact| owner.source == Source::Customer && owner.id == fact.customer;
            &world.facts.iter().find(is_owner).expect("an owner").cells[field.word]
        }
    };
    if *test == Test::Empty {
        return is_empty(field, cell);
    }
    if is_empty(field, cell) {
        return false;
    }
    match (test, cell) {
        (Test::Text(values), Cell::Text(text)) if field.kind == Kind::Words => {
            text.split('|').any(|word| values.iter().any(|value| same(word, value)))
        }
        (Test::Text(values), Cell::Text(text)) => values.iter().any(|value| same(text, value)),
        (Test::Contains(part), Cell::Text(text)) => !plain(part).is_empty() && plain(text).contains(&plain(part)),
        (Test::BeginsWith(part), Cell::Text(text)) => !plain(part).is_empty() && plain(text).starts_with(&plain(part)),
        (Test::Choice(words), Cell::Text(text)) => words.contains(&text.as_str()),
        (Test::Number(range), Cell::Number(number)) => {
            range.from.is_none_or(|from| *number >= from) && range.to.is_none_or(|to| *number <= to)
        }
        (Test::Date(when), cell) => date_of(cell).is_some_and(|on| lies(on, when)),
        (Test::YesNo(yes), Cell::Flag(flag)) => yes == flag,
        (test, cell) => panic!("{test:?} of {cell:?}"),
    }
}

fn plain(text: &str) -> String {
    fold(text.trim())
}

fn same(text: &str, value: &str) -> bool {
    !plain(value).is_empty() && plain(text) == plain(value)
}

fn is_empty(field: &Field, cell: &Cell) -> bool {
    match cell {
        Cell::Nothing => true,
        Cell::Text(text) if field.kind == Kind::Words => text.split('|').all(|word| plain(word).is_empty()),
        Cell::Text(text) if field.kind == Kind::Text => plain(text).is_empty(),
        Cell::Day(_) | Cell::Moment(_) => date_of(cell).is_none(),
        Cell::Text(_) | Cell::Number(_) | Cell::Flag(_) => false,
    }
}

/// 0000-00-00 is none.
fn date_of(cell: &Cell) -> Option<NaiveDate> {
    match cell {
        Cell::Day(text) => {
            text.parse().ok().filter(|on: &NaiveDate| (1900..=2200).contains(&chrono::Datelike::year(on)))
        }
        Cell::Moment(at) => Some(super::world::zone().date_at(*at)),
        _ => None,
    }
}

fn lies(on: NaiveDate, when: &When) -> bool {
    let today = today();
    match *when {
        When::MoreThanAgo(span) => on < back(span),
        When::WithinLast(span) => back(span) <= on && on <= today,
        When::WithinNext(span) => today <= on && on <= ahead(span),
        When::MoreThanAhead(span) => on > ahead(span),
        When::Before(day) => on < day,
        When::After(day) => on > day,
        When::On(day) => on == day,
        When::Between(first, last) => first <= on && on <= last,
    }
}

fn back(span: Span) -> NaiveDate {
    match span.unit {
        Unit::Days => today() - Days::new(span.count.into()),
        Unit::Weeks => today() - Days::new(u64::from(span.count) * 7),
        Unit::Months => today() - Months::new(span.count),
        Unit::Years => today() - Months::new(span.count * 12),
    }
}

fn ahead(span: Span) -> NaiveDate {
    match span.unit {
        Unit::Days => today() + Days::new(span.count.into()),
        Unit::Weeks => today() + Days::new(u64::from(span.count) * 7),
        Unit::Months => today() + Months::new(span.count),
        Unit::Years => today() + Months::new(span.count * 12),
    }
}
