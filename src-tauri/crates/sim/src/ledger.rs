//! The provider's own record of every drop it ever saw, and of what it told of it. The invariants are held against this,
//! not against what the program believes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    disposition::Disposition,
    ids::{CustomerId, PortNumber, RunId},
    phone::E164,
};
use testkit::invariants::{Checked, hold};
use uuid::Uuid;

/// What a request says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub client_ref: Uuid,
    pub key: Uuid,
    pub port: PortNumber,
    pub to: E164,
    pub audio: String,
    pub not_after: Option<DateTime<Utc>>,
    pub body: Vec<u8>,
}

/// One drop, from its first byte on.
#[derive(Clone, Debug)]
pub struct Record {
    /// Counted from 1, in the order in which they were seen: their names in a trace.
    pub nr: usize,
    pub order: Order,
    /// Of which run and customer; `None`: a test drop.
    pub of: Option<(RunId, CustomerId)>,
    /// When bytes went out, in true time.
    pub wired_at: Vec<DateTime<Utc>>,
    pub is_accepted: bool,
    pub is_delivered: bool,
    /// Every final word that was handed to the program.
    pub told: Vec<Disposition>,
    /// The program was told that its first bytes came to nothing.
    pub came_to_nothing: bool,
    /// The program was told something after which the port is free: a final word, "too late", or "no such drop".
    pub let_go: bool,
}

#[derive(Default)]
pub struct Ledger {
    records: Vec<Record>,
    by_ref: BTreeMap<Uuid, usize>,
    by_key: BTreeMap<Uuid, usize>,
    delivered: BTreeMap<(RunId, CustomerId), usize>,
    delivered_to: BTreeMap<(RunId, E164), usize>,
}

impl Ledger {
    pub fn of(&self, client_ref: Uuid) -> Option<&Record> {
        self.by_ref.get(&client_ref).map(|i| &self.records[*i])
    }

    pub fn change(&mut self, client_ref: Uuid, change: impl FnOnce(&mut Record)) {
        if let Some(i) = self.by_ref.get(&client_ref) {
            change(&mut self.records[*i]);
        }
    }

    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Bytes went out. Gives the drop's name.
    pub fn wire(&mut self, order: &Order, of: Option<(RunId, CustomerId)>, at: DateTime<Utc>) -> usize {
        let i = *self.by_ref.entry(order.client_ref).or_insert_with(|| {
            self.records.push(Record {
                nr: self.records.len() + 1,
                order: order.clone(),
                of,
                wired_at: vec![],
                is_accepted: false,
                is_delivered: false,
                told: vec![],
                came_to_nothing: false,
                let_go: false,
            });
            self.records.len() - 1
        });
        self.by_key.entry(order.key).or_insert(i);
        self.records[i].wired_at.push(at);
        i + 1
    }

    /// One key, one attempt, one body, for ever.
    pub fn w2_a_key_is_of_one_drop_and_one_body(&self, order: &Order) -> Checked {
        let known = self.by_key.get(&order.key).or_else(|| self.by_ref.get(&order.client_ref));
        let is_same = known.is_none_or(|i| self.records[*i].order == *order);
        hold(is_same, "W2", || format!("a key or a reference came again with other bytes: {order:?}"))
    }

    /// A mailbox has it.
    pub fn deliver(&mut self, client_ref: Uuid) -> Checked {
        let Some(i) = self.by_ref.get(&client_ref).copied() else { return Ok(()) };
        let (nr, of, to) = (self.records[i].nr, self.records[i].of, self.records[i].order.to);
        hold(!self.records[i].is_delivered, "W2", || format!("drop {nr} was delivered twice"))?;
        self.records[i].is_delivered = true;
        let Some((run, customer)) = of else { return Ok(()) };
        let before = self.delivered.insert((run, customer), nr);
        hold(before.is_none(), "W1", || format!("drops {before:?} and {nr} went to one person in one run"))?;
        let before = self.delivered_to.insert((run, to), nr);
        hold(before.is_none(), "W13", || format!("drops {before:?} and {nr} went to one number in one run"))
    }
}
