//! A provider's stand-in as a program of its own, for other programs on this machine to speak to.

use std::sync::Arc;

use app::error::CommandError;
use chrono::Utc;
use engine::clock::PracticeClock;
use practice::stand_in::{self, Control, StandInConfig, Storage};
use serde_json::json;
use store::{
    StoreError,
    data_dir::{Contents, DataDir},
    key::{DataKey, KeyFile, KeyHome},
};

use crate::{
    cli::{Place, StandIn},
    places,
};

/// The book's own key, made from the folder's.
const KEY_LABEL: &str = "stand-in";

pub async fn run(provider: StandIn, place: &Place) -> Result<(), CommandError> {
    let StandIn::Stratics { listen, key, ports, seed, speed } = provider;
    // Held until the end: one stand-in at a time in a folder.
    let folder = match place.data_dir.clone() {
        Some(path) => Some(blocking(move || DataDir::claim(&path)).await?),
        None => None,
    };
    let storage = match &folder {
        Some(folder) => {
            let (path, dir) = (folder.stand_in_db(), folder.path().to_owned());
            let contents = folder.contents().map_err(|error| failed(&error))?;
            let key = blocking(move || data_key(&dir, contents)).await?.derive(KEY_LABEL);
            Storage::File { path, key }
        }
        None => Storage::Memory,
    };
    let told_to_end = super::told_to_end()?;
    let clock = Arc::new(PracticeClock::new(Utc::now(), speed));
    let config =
        StandInConfig { listen, ports, seed, storage, key, control: Control::Open, ..StandInConfig::new(clock, "") };
    let running = stand_in::StandIn::start(config).await.map_err(|error| failed(&error))?;
    // On one line, so that whoever started it can read it and go on.
    super::say(&json!({ "base_url": running.base_url() }).to_string());
    told_to_end.await;
    running.stop().await;
    Ok(())
}

/// The folder's key: behind the passphrase of the environment if there is one, and otherwise in the keychain.
fn data_key(dir: &std::path::Path, contents: Contents) -> Result<DataKey, StoreError> {
    let passphrase = places::passphrase();
    let passphrase = passphrase.as_deref();
    match contents {
        Contents::Nothing => {
            let home = passphrase.map_or(KeyHome::Keychain, KeyHome::Passphrase);
            KeyFile::create(dir, home).map(|(_, key)| key)
        }
        Contents::Complete | Contents::DataWithoutKey | Contents::KeyWithoutData => {
            KeyFile::read(dir)?.unlock(passphrase)
        }
    }
}

/// Off the runtime's threads: a key takes long to derive, and a keychain may wait for a person.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, CommandError> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| failed(&error))?;
    done.map_err(|error| failed(&error))
}

fn failed(error: &dyn std::fmt::Display) -> CommandError {
    CommandError::new("stand_in.not_started", format!("The stand-in could not start: {error}."))
}
