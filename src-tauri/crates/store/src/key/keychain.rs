//! The system's keychain: Credential Manager, macOS Keychain, or the Secret Service. Never the kernel's keyutils,
//! which forgets at logout.

use std::{sync::mpsc, thread, time::Duration};

use zeroize::Zeroizing;

use crate::StoreError;

/// Longest wait for one answer of the keychain. A Secret Service without a default collection (a bare
/// `dbus-run-session`) waits for ever for a prompt that nobody sees; a person needs some seconds to unlock a real one.
pub const KEYCHAIN_LIMIT: Duration = Duration::from_secs(10);

/// The name under which a person finds our entries in their keychain.
const SERVICE: &str = "Voice Drops";

/// Where entries are kept. Tests keep them in memory, so that they never open anybody's real keychain.
#[derive(Clone, Debug)]
pub(crate) enum Keychain {
    /// The one of the operating system.
    System,
    #[cfg(test)]
    Memory(tests::Memory),
}

impl Keychain {
    /// Writes or replaces the entry of `user`.
    pub(crate) fn put(&self, user: &str, secret: &[u8]) -> Result<(), StoreError> {
        let secret = Zeroizing::new(secret.to_vec());
        self.ask(user, move |entry| entry.set_secret(&secret))
    }

    /// The entry of `user`; [`StoreError::KeyMissing`] if the keychain answers and has none.
    pub(crate) fn get(&self, user: &str) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        self.ask(user, |entry| entry.get_secret().map(Zeroizing::new))
    }

    /// Removes the entry of `user`; without one, nothing happens.
    pub(crate) fn delete(&self, user: &str) -> Result<(), StoreError> {
        match self.ask(user, |entry| entry.delete_credential()) {
            Err(StoreError::KeyMissing) => Ok(()),
            other => other,
        }
    }

    fn ask<T: Send + 'static>(
        &self,
        user: &str,
        question: impl FnOnce(&dyn Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let user = user.to_owned();
        let answer = match self {
            Self::System => {
                within(KEYCHAIN_LIMIT, move || keyring::Entry::new(SERVICE, &user).and_then(|entry| question(&entry)))?
            }
            #[cfg(test)]
            Self::Memory(memory) => question(&memory.entry(user)),
        };
        answer.map_err(|error| match error {
            keyring::Error::NoEntry => StoreError::KeyMissing,
            other => {
                tracing::warn!(error = %other, "the keychain refused");
                StoreError::KeychainUnavailable
            }
        })
    }
}

/// The three questions that are put to an entry.
pub(crate) trait Entry {
    fn set_secret(&self, secret: &[u8]) -> keyring::Result<()>;
    fn get_secret(&self) -> keyring::Result<Vec<u8>>;
    fn delete_credential(&self) -> keyring::Result<()>;
}

impl Entry for keyring::Entry {
    fn set_secret(&self, secret: &[u8]) -> keyring::Result<()> {
        self.set_secret(secret)
    }

    fn get_secret(&self) -> keyring::Result<Vec<u8>> {
        self.get_secret()
    }

    fn delete_credential(&self) -> keyring::Result<()> {
        self.delete_credential()
    }
}

/// Runs `call` on a thread of its own and waits at most `limit` for it.
///
/// A call that overruns is left behind: it cannot be stopped, only no longer waited for. Its late answer is dropped.
fn within<T: Send + 'static>(limit: Duration, call: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    let (answer, answered) = mpsc::sync_channel(1);
    thread::Builder::new().name("keychain".to_owned()).spawn(move || {
        // Nobody listening any more is the overrun case, and no error.
        let _ = answer.send(call());
    })?;
    answered.recv_timeout(limit).map_err(|_| {
        tracing::warn!("the keychain did not answer");
        StoreError::KeychainUnavailable
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{
        collections::HashMap,
        sync::{Arc, Mutex},
    };

    use super::*;

    /// A keychain in memory.
    #[derive(Clone, Debug, Default)]
    pub(crate) struct Memory(Arc<Mutex<HashMap<String, Vec<u8>>>>);

    impl Memory {
        pub(super) fn entry(&self, user: String) -> MemoryEntry {
            MemoryEntry { memory: self.clone(), user }
        }

        pub(crate) fn len(&self) -> usize {
            self.0.lock().unwrap().len()
        }

        pub(crate) fn clear(&self) {
            self.0.lock().unwrap().clear();
        }
    }

    pub(super) struct MemoryEntry {
        memory: Memory,
        user: String,
    }

    impl Entry for MemoryEntry {
        fn set_secret(&self, secret: &[u8]) -> keyring::Result<()> {
            self.memory.0.lock().unwrap().insert(self.user.clone(), secret.to_vec());
            Ok(())
        }

        fn get_secret(&self) -> keyring::Result<Vec<u8>> {
            self.memory.0.lock().unwrap().get(&self.user).cloned().ok_or(keyring::Error::NoEntry)
        }

        fn delete_credential(&self) -> keyring::Result<()> {
            self.memory.0.lock().unwrap().remove(&self.user).map(drop).ok_or(keyring::Error::NoEntry)
        }
    }

    #[test]
    fn an_answer_in_time_is_passed_on() {
        assert_eq!(within(KEYCHAIN_LIMIT, || 7).unwrap(), 7);
    }

    #[test]
    fn a_keychain_that_never_answers_is_given_up() {
        let (never_sent, waited_for) = mpsc::channel::<()>();
        let given_up = within(Duration::from_millis(1), move || waited_for.recv());
        assert!(matches!(given_up, Err(StoreError::KeychainUnavailable)));
        drop(never_sent);
    }

    #[test]
    fn a_call_that_panics_counts_as_no_answer() {
        let given_up = within(KEYCHAIN_LIMIT, || panic!("on purpose"));
        assert!(matches!(given_up, Err(StoreError::KeychainUnavailable)));
    }

    #[test]
    fn entries_are_written_read_replaced_and_removed() {
        let keychain = Keychain::Memory(Memory::default());
        assert!(matches!(keychain.get("a"), Err(StoreError::KeyMissing)));
        keychain.put("a", b"1").unwrap();
        keychain.put("a", b"2").unwrap();
        assert_eq!(keychain.get("a").unwrap().as_slice(), b"2");
        keychain.delete("a").unwrap();
        keychain.delete("a").unwrap();
        assert!(matches!(keychain.get("a"), Err(StoreError::KeyMissing)));
    }
}
