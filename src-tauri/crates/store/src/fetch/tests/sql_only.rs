//! Nothing that a person wrote is SQL, and related rows are found along their indexes.

use domain::fetch::{About, check, print};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};

use super::{
    super::{compile, sql::Sql},
    WORLDS, asked, trees,
};
use crate::fetch::Asked;

fn compiled(about: About, line: &str) -> Sql {
    let world = &WORLDS[0];
    let asked_by: Asked<'_> = world.asked();
    let mut sql = Sql::default();
    sql.push("SELECT 1");
    compile::from_where(&mut sql, &asked_by, &asked(about, line), None);
    sql
}

#[test]
fn what_a_person_wrote_is_bound_and_never_text() {
    let hostile = "x'); DROP TABLE customer; --";
    for comparison in ["=", "!=", "contains", "does not contain", "begins with"] {
        let sql = compiled(About::Customers, &format!("City {comparison} \"{hostile}\""));
        assert!(!sql.text().contains("DROP"), "{}", sql.text());
        assert!(sql.values().any(|value| format!("{value:?}").contains("drop table")), "it is bound");
    }
}

#[test]
fn no_value_of_a_random_tree_is_part_of_its_sql() {
    let mut runner = TestRunner::deterministic();
    let world = &WORLDS[0];
    let mark = "zqx";
    for _ in 0..300 {
        let query = trees::query().new_tree(&mut runner).expect("a tree").current();
        let marked = print(&query).replace("Honda", mark).replace("Toyota", mark);
        let Ok(query) = domain::fetch::parse(query.about, &marked) else { continue };
        let mut sql = Sql::default();
        compile::from_where(&mut sql, &world.asked(), &check(&query).expect("no fault"), None);
        assert!(!sql.text().contains(mark), "{}", sql.text());
        assert!(!sql.text().contains("DROP TABLE"));
    }
}

#[test]
fn related_rows_are_found_along_an_index() {
    let world = &WORLDS[0];
    for about in About::ALL {
        for relation in about.source().relations() {
            let label = relation.label();
            let plan = world.explain(compiled(*about, &format!("has no \"{label}\"")).text());
            // The line about the rows themselves: their alias is r.
            let related: Vec<_> = plan.iter().filter(|step| step.contains(" r ") || step.ends_with(" r")).collect();
            assert!(!related.is_empty(), "{plan:?}");
            assert!(related.iter().all(|step| step.starts_with("SEARCH r ")), "{about:?} {label}: {plan:?}");
        }
    }
}

#[test]
fn one_customer_is_looked_at_without_reading_the_others() {
    let world = &WORLDS[0];
    for about in About::ALL {
        let mut sql = Sql::default();
        sql.push("SELECT 1");
        let query = asked(*about, "City = Oslo");
        compile::from_where(&mut sql, &world.asked(), &query, Some(domain::ids::CustomerId(1)));
        let plan = world.explain(sql.text());
        assert!(plan.iter().all(|step| step.starts_with("SEARCH ")), "{plan:?}");
    }
}
