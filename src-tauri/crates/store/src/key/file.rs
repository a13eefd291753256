//! The key file: which data a folder holds, and how its data key is got back. Never the key itself.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{DataKey, KEY_BYTES, Secrets, keychain::Keychain, open_sealed, random, seal};
use crate::{StoreError, data_dir::sync_folder_of};

/// Version of the file's format. A higher one is refused by name.
const FORMAT: u32 = 1;

/// The file is a few hundred bytes; whatever is much larger is not ours and is not read into memory.
const MAX_FILE_BYTES: u64 = 16 * 1024;

/// Label of the value by which a key is recognised as this file's own.
const CHECK_LABEL: &str = "voicedrops/check/1";

const SALT_BYTES: usize = 16;

/// Argon2id for new files: 64 MiB and three passes, the memory-constrained choice of RFC 9106, section 4, on one
/// lane. It costs the person a fraction of a second at start and a guesser as much for every guess.
const NEW_COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

/// The most that a file may ask for: a damaged or hostile one must not take all memory or hang the start.
const MAX_COST: Cost = Cost { memory_kib: 1024 * 1024, passes: 32, lanes: 16 };

/// Where the data key of a new file is to live.
#[derive(Clone, Copy)]
pub enum KeyHome<'a> {
    /// In the system's keychain, under the file's id.
    Keychain,
    /// In the key file, wrapped by this passphrase. The keychain is never touched.
    Passphrase(&'a str),
}

/// What `voicedrops.key` says.
#[derive(Debug)]
pub struct KeyFile {
    content: Content,
    keychain: Keychain,
}

#[derive(Debug, Serialize, Deserialize)]
struct Content {
    version: u32,
    file_id: String,
    /// A sub-key in hex: tells a wrong key from a damaged data file, and says nothing about the key.
    check: String,
    wrap: Wrap,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
enum Wrap {
    Keychain,
    /// `sealed` is nonce and ciphertext of the data key, in the form of [`seal`], under Argon2id of the passphrase.
    Passphrase {
        salt: String,
        cost: Cost,
        sealed: String,
    },
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl KeyFile {
    /// Name of the file in the data folder.
    pub const NAME: &str = "voicedrops.key";

    /// Makes a new data key, puts it where `home` says, and writes the key file, which appears whole or not at all.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] where a key file is; [`StoreError::PassphraseNeeded`] for an empty passphrase;
    /// [`StoreError::KeychainUnavailable`]; [`StoreError::DiskFull`] or [`StoreError::Io`] from the file system.
    pub fn create(dir: &Path, home: KeyHome<'_>) -> Result<(Self, DataKey), StoreError> {
        Self::create_with(dir, home, Keychain::System)
    }

    fn create_with(dir: &Path, home: KeyHome<'_>, keychain: Keychain) -> Result<(Self, DataKey), StoreError> {
        let path = dir.join(Self::NAME);
        if path.try_exists()? {
            return Err(StoreError::AlreadyExists);
        }
        let key = DataKey::generate()?;
        let file_id = Uuid::new_v4();
        let wrap = match home {
            KeyHome::Keychain => {
                // Before the file: a file that names an entry which was never written could not be opened again.
                keychain.put(&file_id.to_string(), key.bytes())?;
                Wrap::Keychain
            }
            KeyHome::Passphrase(passphrase) => wrap_by_passphrase(&key, file_id, passphrase)?,
        };
        let content = Content { version: FORMAT, file_id: file_id.to_string(), check: check_of(&key), wrap };
        let file = Self { content, keychain };
        if let Err(error) = file.write(&path) {
            if let (Wrap::Keychain, Err(left)) = (&file.content.wrap, file.keychain.delete(&file_id.to_string())) {
                tracing::warn!(error = %left, "an unused keychain entry was left behind");
            }
            return Err(error);
        }
        Ok((file, key))
    }

    /// Reads the key file of a data folder. Touches no keychain.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] if there is none; [`StoreError::Damaged`] if it is not a key file;
    /// [`StoreError::NewerThanProgram`] for a later format.
    pub fn read(dir: &Path) -> Result<Self, StoreError> {
        let file = match File::open(dir.join(Self::NAME)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreError::NotFound),
            other => other?,
        };
        let mut bytes = Vec::new();
        file.take(MAX_FILE_BYTES).read_to_end(&mut bytes)?;
        let version: VersionOnly = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        if version.version > FORMAT {
            return Err(StoreError::NewerThanProgram { file: version.version.into(), program: FORMAT.into() });
        }
        let content: Content = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        Uuid::parse_str(&content.file_id).map_err(|_| damaged())?;
        Ok(Self { content, keychain: Keychain::System })
    }

    /// Gets the data key back: without a passphrase from the keychain, with one from this file and nothing else.
    ///
    /// Takes a fraction of a second, or up to [`super::KEYCHAIN_LIMIT`]: not for the thread that draws the window.
    ///
    /// # Errors
    /// [`StoreError::PassphraseNeeded`], [`StoreError::WrongPassphrase`], [`StoreError::KeyInKeychain`],
    /// [`StoreError::KeychainUnavailable`], [`StoreError::KeyMissing`] by their names; [`StoreError::WrongKey`] if the
    /// keychain's entry is not this file's key; [`StoreError::Damaged`] if the file was tampered with.
    pub fn unlock(&self, passphrase: Option<&str>) -> Result<DataKey, StoreError> {
        let bytes = match (&self.content.wrap, passphrase) {
            (Wrap::Keychain, None) => self.keychain.get(&self.content.file_id)?,
            (Wrap::Keychain, Some(_)) => return Err(StoreError::KeyInKeychain),
            (Wrap::Passphrase { .. }, None) => return Err(StoreError::PassphraseNeeded),
            (Wrap::Passphrase { salt, cost, sealed }, Some(passphrase)) => {
                let salt: [u8; SALT_BYTES] =
                    hex::decode(salt).ok().and_then(|salt| salt.try_into().ok()).ok_or_else(damaged)?;
                let sealed = hex::decode(sealed).map_err(|_| damaged())?;
                let wrapping = stretch(passphrase, &salt, *cost)?;
                open_sealed(&wrapping, &self.content.file_id, &sealed).map_err(|_| StoreError::WrongPassphrase)?
            }
        };
        let bytes: &[u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| StoreError::WrongKey)?;
        let key = DataKey::from_bytes(*bytes);
        if check_of(&key) == self.content.check { Ok(key) } else { Err(StoreError::WrongKey) }
    }

    /// Whether this is the data key of the file that this key file names.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] if it is another one's.
    pub fn recognises(&self, key: &DataKey) -> Result<(), StoreError> {
        if check_of(key) == self.content.check { Ok(()) } else { Err(StoreError::WrongKey) }
    }

    /// Random name of this data file; its keychain entries bear it.
    #[must_use]
    pub fn file_id(&self) -> &str {
        &self.content.file_id
    }

    /// Whether [`Self::unlock`] needs a passphrase, so that the window can ask for it first.
    #[must_use]
    pub fn needs_passphrase(&self) -> bool {
        matches!(self.content.wrap, Wrap::Passphrase { .. })
    }

    /// The keeper of other secrets of this data file; `key` is its unlocked data key.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if the file's id is none.
    pub fn secrets(&self, key: &DataKey) -> Result<Secrets, StoreError> {
        let file_id = Uuid::parse_str(&self.content.file_id).map_err(|_| damaged())?;
        Ok(match self.content.wrap {
            Wrap::Keychain => Secrets::in_keychain(file_id, self.keychain.clone()),
            Wrap::Passphrase { .. } => Secrets::sealed(file_id, key),
        })
    }

    fn write(&self, path: &Path) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec_pretty(&self.content)
            .map_err(|_| StoreError::Broken("the key file could not be put into words".to_owned()))?;
        write_whole(path, &bytes)
    }
}

/// Read first, so that a later format is named as such even if the rest of it looks foreign.
#[derive(Deserialize)]
struct VersionOnly {
    version: u32,
}

fn damaged() -> StoreError {
    StoreError::Damaged("the key file is not what Voice Drops wrote".to_owned())
}

fn check_of(key: &DataKey) -> String {
    hex::encode(key.derive(CHECK_LABEL).bytes())
}

fn wrap_by_passphrase(key: &DataKey, file_id: Uuid, passphrase: &str) -> Result<Wrap, StoreError> {
    let salt: [u8; SALT_BYTES] = random()?;
    let wrapping = stretch(passphrase, &salt, NEW_COST)?;
    let sealed = seal(&wrapping, &file_id.to_string(), key.bytes())?;
    Ok(Wrap::Passphrase { salt: hex::encode(salt), cost: NEW_COST, sealed: hex::encode(sealed) })
}

/// Argon2id of the passphrase.
fn stretch(passphrase: &str, salt: &[u8; SALT_BYTES], cost: Cost) -> Result<DataKey, StoreError> {
    if passphrase.is_empty() {
        return Err(StoreError::PassphraseNeeded);
    }
    if cost.memory_kib > MAX_COST.memory_kib || cost.passes > MAX_COST.passes || cost.lanes > MAX_COST.lanes {
        return Err(damaged());
    }
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(KEY_BYTES)).map_err(|_| damaged())?;
    let mut out = Zeroizing::new([0_u8; KEY_BYTES]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, out.as_mut_slice())
        .map_err(|_| damaged())?;
    Ok(DataKey(out))
}

/// Writes a file that only its owner may read, so that `path` holds all of it or does not exist, whenever the power
/// fails. The caller holds the folder's lock: of two writers the later would win.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let new = path.with_added_extension("new");
    let written = (|| -> io::Result<()> {
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, path)?;
        sync_folder_of(path)
    })();
    if written.is_err() {
        // Best effort: a leftover holds nothing that can be read, and the next attempt overwrites it.
        let _ = fs::remove_file(&new);
    }
    Ok(written?)
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
