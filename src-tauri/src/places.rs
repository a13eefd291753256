//! Where things lie on this machine if nobody says otherwise.

use std::path::PathBuf;

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
