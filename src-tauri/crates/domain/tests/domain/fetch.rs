//! Fetch: what a query is, the typed line, the sentence, faults and notices.

mod checking;
mod completing;
mod line;
mod meaning;
pub mod trees;

use domain::fetch::{About, Checked, Query, check, parse};

fn read(line: &str) -> Query {
    parse(About::Vehicles, line).unwrap_or_else(|error| panic!("{line}: {error:?}"))
}

fn asked(line: &str) -> Checked {
    check(&read(line)).unwrap_or_else(|faults| panic!("{line}: {faults:?}"))
}
