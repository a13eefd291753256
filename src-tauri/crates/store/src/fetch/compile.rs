//! A checked query as SQL. Every condition is 1 or 0, never NULL, so that "not" is the opposite.

use chrono::NaiveDate;
use domain::{
    fetch::{About, Checked, DateRange, Field, Kind, Node, NumberRange, Period, Relation, Source, Test},
    ids::CustomerId,
};
use rusqlite::types::Value;

use super::{
    columns::{Column, Stored, column},
    run::Asked,
    sources::{ALIASES, Row, link, table},
    sql::Sql,
};
use crate::{
    columns::{day, ms},
    search_text::fold,
};

/// "FROM … WHERE …": what the query finds. Customers have the alias c; vehicles v, beside their customer c.
pub(super) fn from_where(sql: &mut Sql, asked: &Asked<'_>, query: &Checked, only: Option<CustomerId>) {
    let row = match query.about() {
        About::Customers => {
            sql.push(" FROM customer c WHERE c.store_id = ").bind(asked.store.0);
            Row { source: Source::Customer, alias: "c", owner: None, depth: 0 }
        }
        About::Vehicles => {
            sql.push(" FROM vehicle v JOIN customer c ON c.id = v.customer_id WHERE v.owned = 1 AND v.store_id = ");
            sql.bind(asked.store.0);
            Row { source: Source::Vehicle, alias: "v", owner: Some("c"), depth: 0 }
        }
    };
    if let Some(customer) = only {
        sql.push(" AND c.id = ").bind(customer.0);
    }
    sql.push(" AND ");
    Compiler { asked, sql }.node(query.root(), &row);
}

/// The text of a field, folded: for lists of values.
pub(super) fn expression(sql: &mut Sql, column: &Column, alias: &'static str) {
    sql.push(column.before).push(alias).push(column.after).push(column.name);
}

struct Compiler<'a> {
    asked: &'a Asked<'a>,
    sql: &'a mut Sql,
}

impl Compiler<'_> {
    fn node(&mut self, node: &Node, row: &Row) {
        match node {
            Node::All(nodes) => self.list(nodes, " AND ", row),
            Node::Any(nodes) => self.list(nodes, " OR ", row),
            Node::Not(inner) => {
                self.sql.push("NOT (");
                self.node(inner, row);
                self.sql.push(")");
            }
            Node::Test(field, test) => self.test(field, test, row),
            Node::Has(relation, within, rows) => self.has(*relation, within.as_ref(), rows.as_deref(), row),
        }
    }

    fn list(&mut self, nodes: &[Node], joint: &'static str, row: &Row) {
        for (place, node) in nodes.iter().enumerate() {
            self.sql.push(if place == 0 { "(" } else { joint });
            self.node(node, row);
        }
        self.sql.push(")");
    }

    fn has(&mut self, relation: Relation, within: Option<&Period>, rows: Option<&Node>, row: &Row) {
        let alias = ALIASES[row.depth.min(ALIASES.len() - 1)];
        self.sql.push("EXISTS (SELECT 1 FROM ").push(table(relation.source())).push(" ").push(alias).push(" WHERE ");
        link(self.sql, relation, row, alias);
        let related = Row { source: relation.source(), alias, owner: None, depth: row.depth + 1 };
        if let Some((period, field)) = within.zip(relation.date()) {
            self.sql.push(" AND ");
            self.test(field, &Test::Date(period.when()), &related);
        }
        if let Some(rows) = rows {
            self.sql.push(" AND ");
            self.node(rows, &related);
        }
        self.sql.push(")");
    }

    fn test(&mut self, field: &'static Field, test: &Test, row: &Row) {
        let alias = match row.owner {
            Some(owner) if field.source == Source::Customer => owner,
            Some(_) | None => row.alias,
        };
        let column = column(field);
        self.sql.push("ifnull(");
        self.condition(field.kind, &column, alias, test);
        self.sql.push(", 0)");
    }

    fn condition(&mut self, kind: Kind, column: &Column, alias: &'static str, test: &Test) {
        match test {
            Test::Empty => self.empty(column, alias),
            Test::Text(values) if kind == Kind::Words => self.words(values, column, alias),
            Test::Text(values) => {
                let folded: Vec<String> = values.iter().map(|value| fold(value.trim())).filter(not_blank).collect();
                self.folded(column, alias);
                self.sql.push(" IN (").bind_all(folded).push(")");
            }
            Test::Contains(text) => match Some(fold(text.trim())).filter(not_blank) {
                None => self.never(),
                Some(needle) => {
                    self.sql.push("instr(");
                    self.folded(column, alias);
                    self.sql.push(", ").bind(needle).push(") > 0");
                }
            },
            Test::BeginsWith(text) => match Some(fold(text.trim())).filter(not_blank) {
                None => self.never(),
                Some(needle) => {
                    self.sql.push("instr(");
                    self.folded(column, alias);
                    self.sql.push(", ").bind(needle).push(") = 1");
                }
            },
            Test::Choice(words) => {
                expression(self.sql, column, alias);
                self.sql.push(" IN (").bind_all(words.iter().map(|word| (*word).to_owned())).push(")");
            }
            Test::Number(range) => self.numbers(*range, column, alias),
            Test::Date(when) => self.dates(when.range(self.asked.today), column, alias),
            Test::YesNo(yes) => {
                expression(self.sql, column, alias);
                self.sql.push(if *yes { " = 1" } else { " = 0" });
            }
        }
    }

    fn never(&mut self) {
        self.sql.push("0");
    }

    fn folded(&mut self, column: &Column, alias: &'static str) {
        self.sql.push("fold(");
        expression(self.sql, column, alias);
        self.sql.push(")");
    }

    fn empty(&mut self, column: &Column, alias: &'static str) {
        match column.stored {
            Stored::Text => {
                self.sql.push("ifnull(");
                self.folded(column, alias);
                self.sql.push(", '') = ''");
            }
            Stored::Words => {
                self.sql.push("trim(ifnull(");
                self.folded(column, alias);
                self.sql.push(", ''), ' |') = ''");
            }
            Stored::Date => {
                self.sql.push("NOT ifnull(");
                self.dates(DateRange::PLAUSIBLE, column, alias);
                self.sql.push(", 0)");
            }
            Stored::Choice | Stored::Number | Stored::Instant | Stored::Flag => {
                expression(self.sql, column, alias);
                self.sql.push(" IS NULL");
            }
        }
    }

    /// A word between its bars. One with a bar in it is no word.
    fn words(&mut self, values: &[String], column: &Column, alias: &'static str) {
        let folded: Vec<String> = values.iter().map(|value| fold(value.trim())).filter(not_blank).collect();
        let words: Vec<String> = folded.into_iter().filter(|word| !word.contains('|')).collect();
        if words.is_empty() {
            return self.never();
        }
        for (place, word) in words.into_iter().enumerate() {
            self.sql.push(if place == 0 { "(" } else { " OR " }).push("instr(");
            self.folded(column, alias);
            self.sql.push(", ").bind(format!("|{word}|")).push(") > 0");
        }
        self.sql.push(")");
    }

    fn numbers(&mut self, range: NumberRange, column: &Column, alias: &'static str) {
        self.between(range.from.map(Value::from), range.to.map(Value::from), column, alias);
    }

    fn dates(&mut self, range: DateRange, column: &Column, alias: &'static str) {
        if range.is_empty() {
            return self.never();
        }
        if column.stored == Stored::Instant {
            // From the first moment of the first day to the one before the day behind the last.
            let start = |on: NaiveDate| ms(self.asked.zone.day_start_at(on));
            let (from, to) = (start(range.first), start(range.last.succ_opt().unwrap_or(range.last)) - 1);
            return self.between(Some(from.into()), Some(to.into()), column, alias);
        }
        self.between(Some(day(range.first).into()), Some(day(range.last).into()), column, alias);
    }

    fn between(&mut self, from: Option<Value>, to: Option<Value>, column: &Column, alias: &'static str) {
        self.sql.push("(");
        let mut joint = "";
        for (end, sign) in [(from, " >= "), (to, " <= ")] {
            if let Some(end) = end {
                self.sql.push(joint);
                expression(self.sql, column, alias);
                self.sql.push(sign).bind(end);
                joint = " AND ";
            }
        }
        self.sql.push(")");
    }
}

#[allow(clippy::ptr_arg, reason = "for Iterator::filter and Option::filter over strings")]
fn not_blank(text: &String) -> bool {
    !text.is_empty()
}
