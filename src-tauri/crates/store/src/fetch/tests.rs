//! The compiled SQL against a direct evaluation of the same tree, over small random dealerships in a real file.

mod draw;
mod oracle;
mod saving;
mod sql_only;
// One generator of trees for the line and for the compiler.
#[path = "../../../domain/tests/domain/fetch/trees.rs"]
mod trees;
mod world;

use std::{collections::BTreeSet, sync::LazyLock};

use domain::fetch::{About, Checked, Query, check, parse};
use proptest::{prelude::*, strategy::ValueTree};

use super::*;
use crate::StoreError;
use world::{TODAY, World};

static WORLDS: LazyLock<Vec<World>> = LazyLock::new(|| (1..=6).map(World::new).collect());

fn by_sql(world: &World, query: &Checked) -> BTreeSet<(i64, Option<i64>)> {
    let rows = world.read(|db| members(db, &world.asked(), query, usize::MAX >> 1));
    rows.into_iter().map(|(customer, vehicle)| (customer.0, vehicle.map(|vehicle| vehicle.0))).collect()
}

fn asked(about: About, line: &str) -> Checked {
    let query = parse(about, line).unwrap_or_else(|error| panic!("{line}: {error:?}"));
    check(&query).unwrap_or_else(|faults| panic!("{line}: {faults:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_compiled_sql_selects_the_same_as_a_direct_evaluation_of_the_tree(
        query in trees::query(),
        place in 0..6_usize,
    ) {
        let world = &WORLDS[place];
        let checked = check(&query).expect("no fault");
        prop_assert_eq!(by_sql(world, &checked), oracle::found(world, &checked), "{}", domain::fetch::print(&query));
    }
}

#[test]
fn the_random_trees_tell_customers_apart() {
    // A comparison of two empty sets would prove nothing.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let world = &WORLDS[0];
    let (mut some, mut all, mut none) = (0, 0, 0);
    for _ in 0..200 {
        let query: Query = trees::query().new_tree(&mut runner).expect("a tree").current();
        let found = oracle::found(world, &check(&query).expect("no fault")).len();
        let many = world.subjects(query.about);
        match found {
            0 => none += 1,
            found if found == many => all += 1,
            _ => some += 1,
        }
    }
    assert!(some > 60, "{some} of 200 told customers apart, {all} found all, {none} nobody");
}

#[test]
fn every_field_can_be_asked_with_every_comparison_and_has_its_column() {
    use domain::fetch::{Comparison, Group, Has, Item, Rule, Takes, Unit, catalogue::FIELDS};
    let world = &WORLDS[0];
    for field in FIELDS {
        for comparison in Comparison::of(field.kind) {
            let example = match field.kind {
                domain::fetch::Kind::Choice => field.options[0].0,
                domain::fetch::Kind::Date if comparison.takes() != Takes::Span => "2026-02-14",
                domain::fetch::Kind::YesNo => "yes",
                _ => "7",
            };
            let values = match comparison.takes() {
                Takes::Nothing => vec![],
                Takes::One | Takes::Many | Takes::Span => vec![example.to_owned()],
                Takes::Two => vec![example.to_owned(); 2],
            };
            let unit = (comparison.takes() == Takes::Span).then_some(Unit::Months);
            let rule = Item::Rule(Rule { field: field.word.to_owned(), comparison: *comparison, values, unit });
            for about in About::ALL {
                let is_own = about.source().fields(domain::fetch::Subject::Whole).any(|own| own == field);
                let relation = about.source().relations().iter().find(|of| of.source() == field.source);
                let item = match (is_own, relation) {
                    (true, _) => rule.clone(),
                    (false, Some(relation)) => Item::Has(Has {
                        relation: *relation,
                        negated: false,
                        within: None,
                        rules: Group::all(vec![rule.clone()]),
                    }),
                    (false, None) => continue,
                };
                let checked = check(&Query { about: *about, root: Group::all(vec![item]) }).expect(field.word);
                assert_eq!(by_sql(world, &checked), oracle::found(world, &checked), "{} {comparison:?}", field.word);
            }
        }
    }
}

#[test]
fn count_and_first_rows_agree_with_what_is_found() {
    let world = &WORLDS[1];
    for (about, line) in [(About::Vehicles, "Make is not empty"), (About::Customers, "has Vehicles")] {
        let query = asked(about, line);
        let all = by_sql(world, &query);
        let customers: BTreeSet<i64> = all.iter().map(|(customer, _)| *customer).collect();
        let counted = world.read(|db| count(db, &world.asked(), &query));
        assert_eq!((counted.found as usize, counted.customers as usize), (all.len(), customers.len()));
        assert!(counted.found > 2);
        let rows = world.read(|db| first(db, &world.asked(), &query, 2));
        assert_eq!(rows.len(), 2);
        let mut streamed = 0;
        world.read(|db| {
            each(db, &world.asked(), &query, |_| {
                streamed += 1;
                Ok::<_, StoreError>(())
            })
        });
        assert_eq!(streamed, all.len());
    }
}

#[test]
fn a_day_at_the_store_and_not_in_greenwich_decides() {
    let world = World::empty();
    // 23:30 in Toronto on the 23rd is the 24th in Greenwich.
    let late = "2026-11-24T04:30:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("an instant");
    let customer = world.customer("1001");
    world.run("UPDATE customer SET last_contact_at = ?1 WHERE id = ?2", (late.timestamp_millis(), customer));
    let is_found = |line: &str| !by_sql(&world, &asked(About::Customers, line)).is_empty();
    assert_eq!(TODAY, "2026-11-24");
    assert!(is_found("\"Last Contact Date\" on 2026-11-23"));
    assert!(is_found("\"Last Contact Date\" more than 0 days ago"));
    assert!(!is_found("\"Last Contact Date\" on 2026-11-24"));
}

#[test]
fn a_date_that_is_none_is_an_empty_date() {
    let world = World::empty();
    let customer = world.customer("1001");
    for (vin, on) in [("A", Some("0000-00-00")), ("B", Some("9999-12-31")), ("C", None), ("D", Some("2020-02-29"))] {
        world.vehicle(customer, vin, on);
    }
    let many = |line: &str| by_sql(&world, &asked(About::Vehicles, line)).len();
    assert_eq!(many("\"Last RO Date\" is empty"), 3);
    assert_eq!(many("\"Last RO Date\" is not empty"), 1);
    assert_eq!(many("\"Last RO Date\" more than 6 months ago"), 1, "0000-00-00 is not long ago");
    assert_eq!(many("\"Last RO Date\" after 2000-01-01"), 1, "9999-12-31 is not to come");
    assert_eq!(many("not (\"Last RO Date\" more than 6 months ago)"), 3, "the opposite is everybody else");
}

#[test]
fn text_is_the_same_in_whatever_case_and_accents() {
    let world = World::empty();
    for (number, city) in [("1", "Montréal"), ("2", " MONTREAL "), ("3", "St. John's"), ("4", "")] {
        let customer = world.customer(number);
        world.run("UPDATE customer SET city = ?1 WHERE id = ?2", (city, customer));
    }
    let many = |line: &str| by_sql(&world, &asked(About::Customers, line)).len();
    assert_eq!(many("City = montreal"), 2);
    assert_eq!(many("City != Montréal"), 2, "an empty city is not Montréal");
    assert_eq!(many("City begins with \"st. johns\""), 1);
    assert_eq!(many("City contains REAL"), 2);
    assert_eq!(many("City is empty"), 1);
    assert_eq!(many("City contains \"%\""), 0, "nothing is a wildcard");
    assert_eq!(many("City contains \"'\""), 0);
}

#[test]
fn values_come_with_their_counts_and_most_frequent_first() {
    let world = World::empty();
    for (number, city) in [("1", "Ottawa"), ("2", "Montréal"), ("3", "montreal"), ("4", "MONTREAL"), ("5", "  ")] {
        let customer = world.customer(number);
        world.run("UPDATE customer SET city = ?1 WHERE id = ?2", (city, customer));
    }
    let of = |word: &str, search: &str| {
        let field = domain::fetch::catalogue::find(word).expect(word);
        let found = world.read(|db| values(db, world.store_id(), field, search, 10));
        found.into_iter().map(|value| (value.value, value.rows)).collect::<Vec<_>>()
    };
    let cities = of("customer.city", "");
    assert_eq!(cities.iter().map(|(_, rows)| *rows).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(of("customer.city", "ott"), [("Ottawa".to_owned(), 1)]);
    let customer = world.customer("6");
    for (key, opcodes) in [("R1", "|LOF|BRK|"), ("R2", "|lof|"), ("R3", "")] {
        world.repair_order(customer, key, Some(opcodes));
    }
    assert_eq!(of("repair_order.opcodes", ""), [("LOF".to_owned(), 2), ("BRK".to_owned(), 1)]);
    assert_eq!(of("repair_order.opcodes", "br"), [("BRK".to_owned(), 1)]);
    for field in domain::fetch::catalogue::FIELDS {
        WORLDS[0].read(|db| values(db, WORLDS[0].store_id(), field, "o", 5));
    }
}

#[test]
fn a_query_is_kept_as_json_and_read_back() {
    let line = r#"Make = Honda and has no "Repair Orders" within the last 6 months where (Amount > 300)"#;
    let query = parse(About::Vehicles, line).expect("a line");
    let json = serde_json::to_string(&query).expect("json");
    assert_eq!(serde_json::from_str::<Query>(&json).expect("a query"), query);
    assert!(serde_json::from_str::<Query>(&json.replace("\"negated\"", "\"nagated\"")).is_err(), "nothing unknown");
}
