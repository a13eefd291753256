//! The connection to Stratics: where it is, its key, and whether it answers.

use std::sync::Arc;

use store::{
    accounts,
    audit::{self, Change},
    house::FileKind,
};

use crate::{
    app::{App, Desk},
    dto::{
        Nothing,
        house::{ConnectionDto, ConnectionResult, ConnectionSave, ConnectionTest},
    },
    error::CommandError,
    events::Topic,
    house::Caller,
    opening::{self, ACCOUNT_KEY},
};

/// Stands for the kept key where only the address is checked.
const UNCHANGED: &str = "unchanged";

pub async fn get(desk: &Arc<Desk>, _: &Caller, _: Nothing) -> Result<ConnectionDto, CommandError> {
    let account = desk.house.store.read(accounts::get)?;
    let built_in = desk.stand_in.is_some();
    Ok(match account {
        None => ConnectionDto {
            base_url: String::new(),
            has_key: false,
            ports: 0,
            account_name: None,
            credits: None,
            checked_at: None,
            built_in,
        },
        Some(account) => ConnectionDto {
            base_url: account.base_url,
            has_key: built_in || account.key_kept.is_some(),
            ports: account.ports,
            account_name: account.name,
            credits: account.credits,
            checked_at: account.checked_at,
            built_in,
        },
    })
}

/// Keeps address and key; takes effect when the file is opened again.
pub async fn save(app: &Arc<App>, caller: &Caller, request: ConnectionSave) -> Result<ConnectionDto, CommandError> {
    let desk = app.desk()?;
    if desk.house.kind == FileKind::Practice {
        return Err(CommandError::new(
            "connection.practice",
            "A practice file talks to the built-in Stratics. There is nothing to set.",
        ));
    }
    let base_url = request.base_url.trim().to_owned();
    let key = request.key.as_deref().map(str::trim).filter(|k| !k.is_empty());
    // Checked by the adapter's own rules before anything is kept.
    (app.outside.seams.stratics)(&base_url, key.unwrap_or(UNCHANGED))?;
    if key.is_none() {
        refuse_elsewhere(&desk, &base_url)?;
    }
    let kept = key.map(|key| desk.secrets.put(ACCOUNT_KEY, key.as_bytes())).transpose()?.map(opening::bytes_of);
    let now = desk.house.now();
    desk.house.store.write(|db| -> Result<(), CommandError> {
        let before = accounts::get(db)?.map(|a| a.base_url);
        accounts::connect(db, &base_url, false, kept.as_deref())?;
        let what = if key.is_some() { "Connection, with a new key" } else { "Connection" };
        let entry = Change { who: &caller.name, what, old: before.as_deref(), new: Some(&base_url) };
        Ok(audit::add(db, now, &entry)?)
    })?;
    desk.house.changed(&[Topic::House]);
    get(&desk, caller, Nothing {}).await
}

/// Asks the server for the account, with the key as typed or the one that is kept. What the account as it is kept says
/// is written down.
pub async fn test(app: &Arc<App>, caller: &Caller, request: ConnectionTest) -> Result<ConnectionResult, CommandError> {
    let desk = app.desk()?;
    if desk.stand_in.is_some() {
        // The built-in stand-in is asked through the connection that is open.
        let status = desk.engine.provider().check_account().await?;
        let now = desk.house.now();
        desk.house.store.write(|db| accounts::checked(db, &status.name, status.ports, status.credits, now))?;
        return Ok(result(status));
    }
    let base_url = request.base_url.trim();
    let typed = request.key.as_deref().map(str::trim).filter(|k| !k.is_empty()).map(str::to_owned);
    if typed.is_none() {
        (app.outside.seams.stratics)(base_url, UNCHANGED)?;
        refuse_elsewhere(&desk, base_url)?;
    }
    let is_kept = typed.is_none() && desk.house.store.read(accounts::get)?.is_some_and(|a| a.base_url == base_url);
    let key = match typed {
        Some(key) => key,
        None => kept_key(&desk)?,
    };
    let provider = (app.outside.seams.stratics)(base_url, &key)?;
    let status = provider.check_account().await?;
    tracing::info!(who = caller.name, "the connection was tested");
    if is_kept {
        let now = desk.house.now();
        desk.house.store.write(|db| accounts::checked(db, &status.name, status.ports, status.credits, now))?;
        desk.house.changed(&[Topic::House]);
    }
    Ok(result(status))
}

/// A kept key belongs to the address it was kept with: another server is never shown it.
fn refuse_elsewhere(desk: &Desk, base_url: &str) -> Result<(), CommandError> {
    match desk.house.store.read(accounts::get)? {
        Some(kept) if kept.key_kept.is_some() && kept.base_url != base_url => Err(CommandError::field(
            "connection.no_key",
            "key",
            "The key on file belongs to another address. Enter the key for this one.",
        )),
        Some(_) | None => Ok(()),
    }
}

fn kept_key(desk: &Desk) -> Result<String, CommandError> {
    let kept = desk.house.store.read(accounts::get)?.and_then(|a| a.key_kept);
    let kept =
        kept.ok_or_else(|| CommandError::field("connection.no_key", "key", "Enter the key of your Stratics account."))?;
    let key = desk.secrets.get(ACCOUNT_KEY, &opening::kept_of(kept))?;
    Ok(String::from_utf8_lossy(&key).into_owned())
}

fn result(status: engine::provider::AccountStatus) -> ConnectionResult {
    ConnectionResult {
        account_name: status.name,
        ports: status.ports,
        credits: status.credits,
        test_mode: status.test_mode,
    }
}
