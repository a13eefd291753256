//! Where things lie on this machine if nobody says otherwise.

use std::path::PathBuf;

use app::Caller;

use crate::cli::Place;

/// The same name as `identifier` in `tauri.conf.json`, so that Tauri and the terminal mean one folder.
pub const IDENTIFIER: &str = "ca.voicedrops.desktop";
const SAMPLE: &str = "practice sample";

/// The folder that is asked for, or the platform's own; the sample has one to itself. `None` if the platform has no
/// place for a program's data and none is given.
pub fn data_dir(place: &Place, sample: bool) -> Option<PathBuf> {
    place.data_dir.clone().or_else(|| {
        let own = dirs::data_dir()?.join(IDENTIFIER);
        Some(own.join(if sample { SAMPLE } else { "data" }))
    })
}

/// What opens the data file where the keychain is not to be asked. Empty counts as none.
pub fn passphrase() -> Option<String> {
    std::env::var("VOICEDROPS_PASSPHRASE").ok().filter(|passphrase| !passphrase.is_empty())
}

/// Whose acts the audit trail names: the person who is signed in to this computer.
pub fn caller() -> Caller {
    let names = ["USER", "USERNAME", "LOGNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    Caller { name: names.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "This computer".to_owned()) }
}
