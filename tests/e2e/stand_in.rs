//! The stand-in's own count of what was delivered, which no part of the program can talk it into.

use std::collections::BTreeMap;

use practice::stand_in::Ledger;
use serde_json::json;
use store::key::KeyFile;

use crate::{
    driver::{PASSPHRASE, Window},
    session::PATIENCE,
    wire,
};

/// What the practice file's stand-in did so far. Its address is in the window; its key is made from the file's own.
pub fn ledger(window: &Window) -> Ledger {
    let connection = window.call("connection_get", &json!({})).expect("the connection");
    let address = connection["base_url"].as_str().expect("an address");
    let port = address.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let key = KeyFile::read(&window.data_dir()).expect("the key file").unlock(Some(PASSPHRASE)).expect("the key");
    let answer = wire::get(port, "/stand-in/ledger", &key.token("stand-in bearer"), PATIENCE).expect("the ledger");
    serde_json::from_value(answer).expect("a ledger")
}

/// How often each number had a message put into its mailbox.
pub fn deliveries(ledger: &Ledger) -> BTreeMap<&str, usize> {
    let delivered = ledger.drops.iter().filter(|drop| drop.result.as_deref() == Some("delivered"));
    delivered.fold(BTreeMap::new(), |mut numbers, drop| {
        *numbers.entry(drop.to.as_str()).or_default() += 1;
        numbers
    })
}
