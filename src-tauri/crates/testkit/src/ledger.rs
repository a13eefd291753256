//! The provider's own record of what went over each port.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{ids::PortNumber, phone::E164};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Bytes of a submit went out, first or again.
    Wire,
    Accept,
    /// A mailbox has it.
    Deliver,
    /// The port can take the next drop.
    Free,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: DateTime<Utc>,
    pub what: What,
    pub port: PortNumber,
    pub to: E164,
    pub client_ref: Uuid,
    pub idempotency_key: Uuid,
    pub body: Vec<u8>,
}

/// A copy of the record at one moment.
#[derive(Clone, Debug, Default)]
pub struct Ledger(pub Vec<Entry>);

impl Ledger {
    pub fn of(&self, what: What) -> impl Iterator<Item = &Entry> {
        self.0.iter().filter(move |entry| entry.what == what)
    }

    /// The numbers of all entries of one kind, in the order in which they happened.
    pub fn numbers(&self, what: What) -> Vec<E164> {
        self.of(what).map(|entry| entry.to).collect()
    }

    pub fn times(&self, what: What) -> Vec<DateTime<Utc>> {
        self.of(what).map(|entry| entry.at).collect()
    }

    pub fn by_port(&self) -> BTreeMap<PortNumber, Ledger> {
        let mut ports: BTreeMap<PortNumber, Ledger> = BTreeMap::new();
        for entry in &self.0 {
            ports.entry(entry.port).or_default().0.push(entry.clone());
        }
        ports
    }

    /// On every port a drop is accepted only when the one before left it.
    pub fn assert_one_at_a_time(&self) {
        for (port, ledger) in self.by_port() {
            let mut busy: Option<&Entry> = None;
            for entry in &ledger.0 {
                match entry.what {
                    What::Accept => {
                        assert!(busy.is_none(), "port {port} took {entry:?} while it was busy with {busy:?}");
                        busy = Some(entry);
                    }
                    What::Free if busy.is_some_and(|drop| drop.client_ref == entry.client_ref) => busy = None,
                    What::Free | What::Wire | What::Deliver => {}
                }
            }
        }
    }
}
