//! The provider's account: where it is, what was last known of it, its ports, and how far its events are applied.

use chrono::{DateTime, Utc};
use domain::ids::{AttemptId, PortNumber, RunId};
use rusqlite::named_params;

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, ms, row, rows},
};

/// Why nothing can be sent through an account, until a check succeeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountFault {
    Unauthorized,
    NoFunds,
}

impl AccountFault {
    fn word(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::NoFunds => "no_funds",
        }
    }
}

/// More lanes than any account has; what a server says beyond is not believed.
const PORTS_MAX: u16 = 1_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub base_url: String,
    /// The stand-in inside this program answers.
    pub built_in: bool,
    /// How the key is kept (see [`crate::key::Kept`]), as this program stored it.
    pub key_kept: Option<Vec<u8>>,
    pub name: Option<String>,
    pub ports: u16,
    pub credits: Option<i64>,
    pub checked_at: Option<DateTime<Utc>>,
    pub event_cursor: Option<String>,
    pub fault: Option<AccountFault>,
}

pub fn get(db: &Db<'_>) -> Result<Option<Account>, StoreError> {
    row(db.0, "SELECT * FROM account WHERE id = 1", [], |r| {
        Ok(Account {
            base_url: r.value("base_url")?,
            built_in: r.value("built_in")?,
            key_kept: r.value("key_kept")?,
            name: r.value("name")?,
            ports: r.value("ports")?,
            credits: r.value("credits")?,
            checked_at: r.maybe_at("checked_at")?,
            event_cursor: r.value("event_cursor")?,
            fault: match r.value::<Option<String>>("fault")?.as_deref() {
                None => None,
                Some("no_funds") => Some(AccountFault::NoFunds),
                Some(_) => Some(AccountFault::Unauthorized),
            },
        })
    })
}

/// Where the account is and how its key is kept. What was known of another server is forgotten, its cursor too.
pub fn connect(db: &Db<'_>, base_url: &str, built_in: bool, key_kept: Option<&[u8]>) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO account (id, provider, base_url, built_in, key_kept) VALUES (1, 'stratics', :url, :built_in, :key)
         ON CONFLICT (id) DO UPDATE SET built_in = excluded.built_in,
            key_kept = ifnull(excluded.key_kept, key_kept),
            event_cursor = iif(built_in AND excluded.built_in OR base_url = excluded.base_url, event_cursor, NULL),
            base_url = excluded.base_url, fault = NULL",
        named_params! {":url": base_url, ":built_in": built_in, ":key": key_kept},
    )?;
    Ok(())
}

/// A check succeeded: the account has a name, credits and ports. Ports in use stay even if the account lost some.
pub fn checked(db: &Db<'_>, name: &str, ports: u16, credits: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    let ports = ports.min(PORTS_MAX);
    change_one(
        db.0,
        "UPDATE account SET name = ?1, ports = ?2, credits = ?3, checked_at = ?4, fault = NULL WHERE id = 1",
        (name, ports, credits, ms(now)),
        "the account",
    )?;
    for number in 1..=ports {
        change(db.0, "INSERT OR IGNORE INTO port (account_id, number) VALUES (1, ?1)", [number])?;
    }
    change(db.0, "DELETE FROM port WHERE number > ?1 AND run_id IS NULL AND held_by_attempt IS NULL", [ports])?;
    Ok(())
}

pub fn set_fault(db: &Db<'_>, fault: AccountFault) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE account SET fault = ?1 WHERE id = 1", [fault.word()], "the account")
}

/// After every report of the batch is applied.
pub fn set_cursor(db: &Db<'_>, cursor: Option<&str>) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE account SET event_cursor = ?1 WHERE id = 1", [cursor], "the account")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    pub number: PortNumber,
    pub run: Option<RunId>,
    pub held_by_attempt: Option<AttemptId>,
}

pub fn ports(db: &Db<'_>) -> Result<Vec<Port>, StoreError> {
    rows(db.0, "SELECT * FROM port ORDER BY number", [], |r| {
        Ok(Port {
            number: PortNumber(r.value("number")?),
            run: r.value::<Option<i64>>("run_id")?.map(RunId),
            held_by_attempt: r.value::<Option<i64>>("held_by_attempt")?.map(AttemptId),
        })
    })
}

/// Gives the lowest free port to a run, in one statement; `None` if there is none.
pub fn claim_port(db: &Db<'_>, run: RunId) -> Result<Option<PortNumber>, StoreError> {
    let sql = format!("UPDATE port SET run_id = ?1 WHERE number = (SELECT min(p.number) {FREE}) RETURNING number");
    row(db.0, &sql, [run.0], |r| Ok(PortNumber(r.value("number")?)))
}

/// Ports of the account that no run has and no drop occupies, lowest first.
pub fn free_ports(db: &Db<'_>) -> Result<Vec<PortNumber>, StoreError> {
    let sql = format!("SELECT p.number {FREE} ORDER BY p.number");
    rows(db.0, &sql, [], |r| Ok(PortNumber(r.value("number")?)))
}

const FREE: &str = "FROM port p, account a
    WHERE p.run_id IS NULL AND p.held_by_attempt IS NULL AND p.number <= a.ports
      AND NOT EXISTS (SELECT 1 FROM attempt t WHERE t.port = p.number AND t.state IN ('intended', 'accepted'))";

/// The run lets its port go; an attempt that holds it keeps it from everybody.
pub fn release_port(db: &Db<'_>, run: RunId) -> Result<(), StoreError> {
    change(db.0, "UPDATE port SET run_id = NULL WHERE run_id = ?1", [run.0])?;
    Ok(())
}

pub fn hold_port(db: &Db<'_>, port: PortNumber, attempt: AttemptId) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE port SET held_by_attempt = ?2 WHERE number = ?1", (port.0, attempt.0), "the port")
}

/// An answer came: whatever this attempt held is free.
pub fn free_port(db: &Db<'_>, attempt: AttemptId) -> Result<(), StoreError> {
    change(db.0, "UPDATE port SET held_by_attempt = NULL WHERE held_by_attempt = ?1", [attempt.0])?;
    Ok(())
}
