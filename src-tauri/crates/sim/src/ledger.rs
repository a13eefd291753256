//! The provider's own record of every drop it ever saw, and of what it told of it. The invariants are held against this,
//! not against what the program believes.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    disposition::Disposition,
    ids::{CampaignId, CustomerId, PortNumber},
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

/// Whose drop it is, in words that a restored backup does not change: it gives the ids of runs again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Of {
    pub campaign: CampaignId,
    pub on: NaiveDate,
    pub customer: CustomerId,
}

/// Which file knows of a drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownTo {
    /// The file that is in its place.
    File,
    /// One that was put aside, which could be read when a backup took its place.
    FilePutAside,
    /// One that is gone.
    Nobody,
    /// That one was gone, but the feed told of it afterwards.
    Feed,
}

/// One drop, from its first byte on.
#[derive(Clone, Debug)]
pub struct Record {
    /// Counted from 1, in the order in which they were seen: their names in a trace.
    pub nr: usize,
    pub order: Order,
    /// `None`: a test drop.
    pub of: Option<Of>,
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
    pub known_to: KnownTo,
}

impl Record {
    pub fn is_told_by_the_feed(&mut self) {
        if self.known_to == KnownTo::Nobody {
            self.known_to = KnownTo::Feed;
        }
    }
}

#[derive(Default)]
pub struct Ledger {
    records: Vec<Record>,
    by_ref: BTreeMap<Uuid, usize>,
    by_key: BTreeMap<Uuid, usize>,
    delivered: BTreeMap<Of, usize>,
    delivered_to: BTreeMap<(CampaignId, NaiveDate, E164), usize>,
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
    pub fn wire(&mut self, order: &Order, of: Option<Of>, at: DateTime<Utc>) -> usize {
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
                known_to: KnownTo::File,
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
        let Some(of) = of else { return Ok(()) };
        let before = self.delivered.insert(of, nr);
        let is_once = before.is_none_or(|before| self.is_forgotten(before) || self.is_forgotten(nr));
        hold(is_once, "W1", || format!("drops {before:?} and {nr} of one day's run went to one person"))?;
        let before = self.delivered_to.insert((of.campaign, of.on, to), nr);
        let is_once = before.is_none_or(|before| self.is_forgotten(before) || self.is_forgotten(nr));
        hold(is_once, "W13", || format!("drops {before:?} and {nr} of one day's run went to one number"))
    }

    fn is_forgotten(&self, nr: usize) -> bool {
        self.records[nr - 1].known_to == KnownTo::Nobody
    }

    /// A backup took the place of the file. `is_known` says of which drops it knows; of the others it knows no port either.
    pub fn restore(&mut self, can_read_earlier: bool, is_known: impl Fn(Uuid) -> bool) {
        for record in &mut self.records {
            record.known_to = match (is_known(record.order.client_ref), record.known_to) {
                (true, _) => KnownTo::File,
                (false, KnownTo::File) if can_read_earlier => KnownTo::FilePutAside,
                (false, KnownTo::FilePutAside | KnownTo::Feed) if can_read_earlier => record.known_to,
                (false, _) => KnownTo::Nobody,
            };
            record.let_go |= record.known_to != KnownTo::File;
        }
    }
}
