//! The values of a field on file, with how often each stands there.

use std::collections::BTreeMap;

use domain::{
    fetch::{Field, Kind, Source},
    ids::StoreId,
};

use super::{
    columns::{Stored, column},
    compile::expression,
    run::read,
    sources::table,
    sql::Sql,
};
use crate::{Db, StoreError, columns::Columns, search_text::fold};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueCount {
    /// As it is compared: of a choice, its word.
    pub value: String,
    pub rows: u32,
}

/// The most frequent first. `search`: only values that hold this. Dates and yes or no have none to choose from.
pub fn values(
    db: &Db<'_>,
    store: StoreId,
    field: &'static Field,
    search: &str,
    limit: usize,
) -> Result<Vec<ValueCount>, StoreError> {
    match field.kind {
        Kind::Date | Kind::YesNo | Kind::Money => Ok(vec![]),
        Kind::Words => words(db, store, field, search, limit),
        Kind::Text | Kind::Choice | Kind::Number => whole(db, store, field, search, limit),
    }
}

fn whole(
    db: &Db<'_>,
    store: StoreId,
    field: &'static Field,
    search: &str,
    limit: usize,
) -> Result<Vec<ValueCount>, StoreError> {
    let mut sql = Sql::default();
    select(&mut sql, field, store);
    let needle = fold(search.trim());
    if !needle.is_empty() {
        sql.push(" AND instr(fold(");
        text(&mut sql, field);
        sql.push("), ").bind(needle).push(") > 0");
    }
    // What differs in case or accents only is one value, spelled as most files do.
    sql.push(" GROUP BY value)");
    sql.push(" GROUP BY fold(value) HAVING fold(value) <> '' ORDER BY many DESC, value LIMIT ").bind(limit as i64);
    let mut found = vec![];
    read(db, &sql, |r| {
        found.push(ValueCount { value: r.value("value")?, rows: r.value("many")? });
        Ok::<_, StoreError>(())
    })?;
    Ok(found)
}

/// Lists of words are few on file, and each list is taken apart here.
fn words(
    db: &Db<'_>,
    store: StoreId,
    field: &'static Field,
    search: &str,
    limit: usize,
) -> Result<Vec<ValueCount>, StoreError> {
    let mut sql = Sql::default();
    select(&mut sql, field, store);
    sql.push(" GROUP BY value) WHERE value IS NOT NULL GROUP BY value");
    let needle = fold(search.trim());
    let mut by_word: BTreeMap<String, ValueCount> = BTreeMap::new();
    read(db, &sql, |r| {
        let rows: u32 = r.value("many")?;
        for word in r.value::<String>("value")?.split('|').map(str::trim).filter(|word| !word.is_empty()) {
            let folded = fold(word);
            if folded.contains(&needle) {
                by_word.entry(folded).or_insert_with(|| ValueCount { value: word.to_owned(), rows: 0 }).rows += rows;
            }
        }
        Ok::<_, StoreError>(())
    })?;
    let mut found: Vec<ValueCount> = by_word.into_values().collect();
    found.sort_by_key(|value| std::cmp::Reverse(value.rows));
    found.truncate(limit);
    Ok(found)
}

/// "SELECT value, many FROM (SELECT … WHERE …": the inner list of values of one store.
fn select(sql: &mut Sql, field: &'static Field, store: StoreId) {
    sql.push("SELECT value, max(n) AS most, sum(n) AS many FROM (SELECT trim(");
    text(sql, field);
    sql.push(") AS value, count(*) AS n FROM ").push(table(field.source)).push(" r");
    match field.source {
        Source::CallBack => {
            sql.push(" JOIN customer x ON x.id = r.customer_id WHERE x.store_id = ").bind(store.0);
        }
        Source::TurnOff => {
            sql.push(" JOIN vehicle x ON x.id = r.vehicle_id WHERE x.store_id = ").bind(store.0);
        }
        Source::Vehicle => {
            sql.push(" WHERE r.owned = 1 AND r.store_id = ").bind(store.0);
        }
        Source::Customer
        | Source::Appointment
        | Source::RepairOrder
        | Source::PartsOrder
        | Source::Recall
        | Source::Inspection
        | Source::DeclinedWork
        | Source::Deal
        | Source::Traffic
        | Source::List
        | Source::Contact
        | Source::Drop
        | Source::FetchMember => {
            sql.push(" WHERE r.store_id = ").bind(store.0);
        }
    }
}

fn text(sql: &mut Sql, field: &'static Field) {
    let column = column(field);
    let is_number = column.stored == Stored::Number;
    sql.push(if is_number { "CAST(" } else { "(" });
    expression(sql, &column, "r");
    sql.push(if is_number { " AS TEXT)" } else { ")" });
}
