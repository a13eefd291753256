//! The gate asks the rows of one customer again, after a run took hold of them.

use domain::audience::{Standing, judge};

use super::{
    dealership::{Dealership, e164},
    filing::{Filed, Template},
    oracle::{self, Answer},
    question,
    rows::calendar,
    scope,
};
use crate::{Db, StoreError, facts};

/// Of a long list only the first are asked: each costs a query of every table.
const ASKED_MAX: usize = 3;

/// Whoever is on the list gets their drop, unless they were spoken to, called in or booked since (S3).
pub fn same(
    template: &Template,
    db: &Db<'_>,
    d: &Dealership,
    filed: &Filed,
    wanted: &Answer,
) -> Result<Result<(), String>, StoreError> {
    let (scope, calendar) = (scope(template, d), calendar(d));
    for drop in wanted.list.iter().take(ASKED_MAX) {
        let number = e164(drop.number);
        let standing = Standing::Sending { reserved_at: d.reserved_at, kind: drop.kind, number: &number };
        let facts = facts::read_one(db, &scope, filed.customers[drop.person])?;
        let judged = judge(&facts, &question(d, filed, &calendar, standing));
        let found = judged.barred.first().map(|barred| barred.reason);
        let wanted = oracle::since_reserved(d, drop.person);
        if found != wanted || judged.choice.map(|choice| choice.number) != Some(number) {
            return Ok(Err(format!("at the gate {}: wanted {wanted:?}, found {:?}", drop.person, judged.barred)));
        }
    }
    Ok(Ok(()))
}
