//! A backup, and the way back from one, without a window: also where the data file cannot be opened.

use app::{App, error::CommandError, seams::Outside};
use serde_json::{Value, json};

use super::{print, say};
use crate::{
    cli::{Place, Restore},
    places,
};

pub async fn make(place: &Place, outside: Outside) -> Result<(), CommandError> {
    let made = ask(outside, "backup_now", json!({})).await?;
    if place.json {
        print(&made);
    } else {
        say(&format!("{} ({} customers, {} drops), verified.", text(&made["path"]), made["customers"], made["drops"]));
    }
    Ok(())
}

pub async fn restore(asked: &Restore, place: &Place, outside: Outside) -> Result<(), CommandError> {
    let path = std::path::absolute(&asked.backup).unwrap_or_else(|_| asked.backup.clone());
    let request = json!({ "path": path.to_string_lossy(), "passphrase": null, "reason": asked.reason });
    let status = ask(outside, "backup_restore", request).await?;
    if place.json {
        print(&status);
    } else {
        say("Restored. What was there is put aside, and runs of that time wait under Today until they are released.");
    }
    Ok(())
}

/// One command, and nothing is sent meanwhile. The passphrase is that of the environment.
async fn ask(outside: Outside, command: &str, request: Value) -> Result<Value, CommandError> {
    let house = App::start_still(outside).await;
    let answer = house.call(places::caller(), command, request).await;
    house.close().await;
    answer
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
