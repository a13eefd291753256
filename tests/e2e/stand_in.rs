//! The simulated Stratics behind a practice file: its own count of what was delivered, and its manners.

use std::collections::BTreeMap;

use practice::stand_in::Ledger;
use serde_json::{Value, json};
use store::key::KeyFile;

use crate::{
    driver::{PASSPHRASE, Window},
    session::PATIENCE,
    wire,
};

/// What the practice file's stand-in did so far.
pub fn ledger(window: &Window) -> Ledger {
    serde_json::from_value(ask(window, "/stand-in/ledger", None)).expect("a ledger")
}

/// From now on a drop is in progress for eight minutes of the store's time, so that there is time to look at it; the
/// program gives a drop ten.
pub fn slow_down(window: &Window) {
    let scenario = json!({ "latency_min_ms": 480_000, "latency_max_ms": 481_000 });
    ask(window, "/stand-in/scenario", Some(&scenario));
}

/// Its address is in the window; its key is made from the file's own.
fn ask(window: &Window, path: &str, body: Option<&Value>) -> Value {
    let connection = window.call("connection_get", &json!({})).expect("the connection");
    let address = connection["base_url"].as_str().expect("an address");
    let port = address.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let key = KeyFile::read(&window.data_dir()).expect("the key file").unlock(Some(PASSPHRASE)).expect("the key");
    let bearer = key.token("stand-in bearer");
    wire::with_key(port, path, &bearer, body, PATIENCE).expect("an answer of the stand-in")
}

/// How often each number had a message put into its mailbox.
pub fn deliveries(ledger: &Ledger) -> BTreeMap<&str, usize> {
    let delivered = ledger.drops.iter().filter(|drop| drop.result.as_deref() == Some("delivered"));
    delivered.fold(BTreeMap::new(), |mut numbers, drop| {
        *numbers.entry(drop.to.as_str()).or_default() += 1;
        numbers
    })
}
