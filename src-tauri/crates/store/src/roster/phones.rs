//! The numbers of a customer, with what is known of each over all files and stores that bear it.

use std::collections::{BTreeSet, HashMap};

use domain::{
    facts::{Clocks, NumberFacts, OpenAttempt, PhoneOnFile},
    ids::RunId,
    phone::{E164, PhoneKind},
};
use rusqlite::Row;

use super::whole::{DROP, Drops, IS_DROP, Who, Whole, drop};
use crate::{
    Db, StoreError,
    columns::{Columns, rows},
    numbers,
};

pub(super) struct Phone {
    pub kind: PhoneKind,
    pub e164: Option<E164>,
    phone: PhoneOnFile,
    is_opted_out: bool,
}

pub(super) fn phone(r: &Row<'_>) -> Result<Phone, StoreError> {
    let kind = r.word("kind")?;
    let e164: Option<E164> = r.maybe_word("e164")?;
    let record = numbers::from_row(r)?;
    let is_opted_out = record.opted_out_at.is_some();
    let has_extension = r.value::<Option<String>>("extension")?.is_some();
    let phone = match e164 {
        None if r.value::<String>("typed")?.trim().is_empty() => PhoneOnFile::Empty,
        None => PhoneOnFile::Invalid,
        Some(_) if has_extension && kind != PhoneKind::Work => PhoneOnFile::WithExtension,
        Some(e164) => PhoneOnFile::Number(NumberFacts {
            record,
            is_shared_line: false,
            is_store_line: false,
            open_attempt: None,
            clocks: Clocks::default(),
            e164,
        }),
    };
    Ok(Phone { kind, e164, phone, is_opted_out })
}

/// What is known of numbers beside their own row, held only for those of which something is known.
pub(super) struct Numbers {
    own_lines: BTreeSet<E164>,
    /// How often as cell, and how often as work phone; only those that stand more than once.
    shared: HashMap<E164, (u32, u32)>,
    open: HashMap<E164, OpenAttempt>,
    drops: HashMap<E164, Drops>,
}

impl Numbers {
    pub fn read(db: &Db<'_>, who: Who) -> Result<Self, StoreError> {
        let (mine, id) = match who {
            Who::Everybody => ("true", None),
            Who::One(id) => ("{}.e164 IN (SELECT e164 FROM phone WHERE customer_id = :customer)", Some(id.0)),
        };
        let of = |table: &str| mine.replace("{}", table);
        let all = |sql: String, take: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>| match id {
            Some(id) => rows(db.0, &sql, rusqlite::named_params! {":customer": id}, take).map(|_| ()),
            None => rows(db.0, &sql, [], take).map(|_| ()),
        };
        let mut numbers =
            Self { own_lines: own_lines(db)?, shared: HashMap::new(), open: HashMap::new(), drops: HashMap::new() };
        all(
            format!(
                "SELECT p.e164, sum(p.kind = 'cell') AS cells, sum(p.kind = 'work') AS works
                 FROM phone p WHERE p.e164 IS NOT NULL AND {} GROUP BY p.e164 HAVING count(*) > 1",
                of("p")
            ),
            &mut |r| {
                numbers.shared.insert(r.word("e164")?, (r.value("cells")?, r.value("works")?));
                Ok(())
            },
        )?;
        all(
            format!(
                "SELECT a.e164, a.run_id, a.state = 'overdue' AS is_overdue FROM attempt a
                 WHERE a.state IN ('intended', 'accepted', 'overdue') AND {}",
                of("a")
            ),
            &mut |r| {
                let run = r.value::<Option<i64>>("run_id")?.map(RunId);
                numbers.open.insert(r.word("e164")?, OpenAttempt { run, is_overdue: r.value("is_overdue")? });
                Ok(())
            },
        )?;
        all(format!("SELECT {DROP} WHERE {IS_DROP} AND {}", of("a")), &mut |r| {
            let (kind, on, counts) = drop(r)?;
            numbers.drops.entry(r.word("e164")?).or_default().add(kind, on, counts);
            Ok(())
        })?;
        Ok(numbers)
    }

    pub fn put(&self, whole: &mut Whole, phone: Phone, own_work: Option<E164>) {
        let Phone { kind, e164, phone, is_opted_out } = phone;
        whole.facts.any_number_opted_out |= is_opted_out;
        if kind == PhoneKind::Work {
            return;
        }
        let drops = e164.and_then(|e164| self.drops.get(&e164)).cloned().unwrap_or_default();
        whole.shares_a_number |= e164.is_some_and(|e164| self.shared.contains_key(&e164));
        let phone = match phone {
            PhoneOnFile::Number(number) => PhoneOnFile::Number(NumberFacts {
                is_shared_line: self.is_shared_line(&number.e164, own_work),
                is_store_line: self.own_lines.contains(&number.e164),
                open_attempt: self.open.get(&number.e164).copied(),
                ..number
            }),
            other => other,
        };
        match kind {
            PhoneKind::Cell => (whole.facts.cell, whole.cell_drops) = (phone, drops),
            PhoneKind::Home => (whole.facts.home, whole.home_drops) = (phone, drops),
            PhoneKind::Work => {}
        }
    }
}

impl Numbers {
    /// S8: work phone on two or more other files, or cell on more than four.
    fn is_shared_line(&self, number: &E164, own_work: Option<E164>) -> bool {
        let (cells, works) = self.shared.get(number).copied().unwrap_or_default();
        works - u32::from(works > 0 && own_work == Some(*number)) >= 2 || cells > 4
    }
}

/// Every number that a store uses itself.
fn own_lines(db: &Db<'_>) -> Result<BTreeSet<E164>, StoreError> {
    let sql = "SELECT e164 FROM store_line
               UNION SELECT caller_id FROM department WHERE caller_id IS NOT NULL
               UNION SELECT call_back_number FROM department WHERE call_back_number IS NOT NULL
               UNION SELECT opt_out_number FROM store WHERE opt_out_number IS NOT NULL";
    Ok(rows(db.0, sql, [], |r| r.word("e164"))?.into_iter().collect())
}
