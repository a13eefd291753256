//! Small secrets beside the data key, such as the key to a provider's account.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{DataKey, keychain::Keychain, open_sealed, seal};
use crate::StoreError;

/// Label of the sub-key under which secrets are sealed.
const SECRETS_LABEL: &str = "voicedrops/secrets/1";

/// Where one secret went. The caller keeps this in its `secret` table, and hands it back to read the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the keychain, under the file's id and the secret's name.
    InKeychain,
    /// Nowhere yet: these sealed bytes are the caller's to store.
    Sealed(Vec<u8>),
}

/// Keeps secrets in the same kind of place as the file's data key: a file behind a passphrase never touches the
/// keychain. Made by [`super::KeyFile::secrets`].
#[derive(Debug)]
pub struct Secrets {
    file_id: Uuid,
    home: Home,
}

#[derive(Debug)]
enum Home {
    Keychain(Keychain),
    Sealed(DataKey),
}

impl Secrets {
    pub(super) fn in_keychain(file_id: Uuid, keychain: Keychain) -> Self {
        Self { file_id, home: Home::Keychain(keychain) }
    }

    pub(super) fn sealed(file_id: Uuid, key: &DataKey) -> Self {
        Self { file_id, home: Home::Sealed(key.derive(SECRETS_LABEL)) }
    }

    /// Keeps `secret` under `name`, replacing an earlier one, and says where it is.
    ///
    /// # Errors
    /// [`StoreError::KeychainUnavailable`] if the keychain does not take it within [`super::KEYCHAIN_LIMIT`].
    pub fn put(&self, name: &str, secret: &[u8]) -> Result<Kept, StoreError> {
        let entry = self.entry(name);
        match &self.home {
            Home::Keychain(keychain) => keychain.put(&entry, secret).map(|()| Kept::InKeychain),
            Home::Sealed(key) => seal(key, &entry, secret).map(Kept::Sealed),
        }
    }

    /// Reads the secret that `put` kept. It is wiped when dropped.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] if the keychain lost it, [`StoreError::KeychainUnavailable`] if it does not answer,
    /// [`StoreError::Damaged`] for sealed bytes of another file or name, [`StoreError::KeyInKeychain`] for a secret
    /// that lies in the keychain while this file is behind a passphrase.
    pub fn get(&self, name: &str, kept: &Kept) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let entry = self.entry(name);
        match (&self.home, kept) {
            (Home::Keychain(keychain), Kept::InKeychain) => keychain.get(&entry),
            (Home::Sealed(key), Kept::Sealed(sealed)) => open_sealed(key, &entry, sealed),
            (Home::Sealed(_), Kept::InKeychain) => Err(StoreError::KeyInKeychain),
            (Home::Keychain(_), Kept::Sealed(_)) => {
                Err(StoreError::Damaged("a stored secret cannot be opened".to_owned()))
            }
        }
    }

    /// Forgets the secret. Sealed bytes are forgotten by the caller's own delete; then this does nothing.
    ///
    /// # Errors
    /// [`StoreError::KeychainUnavailable`] if the keychain does not answer.
    pub fn delete(&self, name: &str) -> Result<(), StoreError> {
        match &self.home {
            Home::Keychain(keychain) => keychain.delete(&self.entry(name)),
            Home::Sealed(_) => Ok(()),
        }
    }

    /// The file's id stands before the name: two files of one person never share an entry.
    fn entry(&self, name: &str) -> String {
        format!("{}/{name}", self.file_id)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::keychain::tests::Memory, *};

    #[test]
    fn behind_a_passphrase_a_secret_is_sealed_and_the_keychain_is_not_asked() {
        let secrets = Secrets::sealed(Uuid::new_v4(), &DataKey::from_bytes([1; 32]));
        let kept = secrets.put("stratics", b"sk_1").unwrap();
        let Kept::Sealed(bytes) = &kept else { panic!("not sealed") };
        assert!(!bytes.windows(4).any(|window| window == b"sk_1"));
        assert_eq!(secrets.get("stratics", &kept).unwrap().as_slice(), b"sk_1");
        assert!(matches!(secrets.get("other", &kept), Err(StoreError::Damaged(_))));
        assert!(matches!(secrets.get("stratics", &Kept::InKeychain), Err(StoreError::KeyInKeychain)));
        secrets.delete("stratics").unwrap();
    }

    #[test]
    fn a_sealed_secret_of_another_file_does_not_open() {
        let key = DataKey::from_bytes([1; 32]);
        let kept = Secrets::sealed(Uuid::new_v4(), &key).put("stratics", b"sk_1").unwrap();
        let other = Secrets::sealed(Uuid::new_v4(), &key);
        assert!(matches!(other.get("stratics", &kept), Err(StoreError::Damaged(_))));
    }

    #[test]
    fn two_files_keep_their_secrets_apart_in_one_keychain() {
        let keychain = Keychain::Memory(Memory::default());
        let (one, two) = (Uuid::new_v4(), Uuid::new_v4());
        let one = Secrets::in_keychain(one, keychain.clone());
        let two = Secrets::in_keychain(two, keychain);
        let kept = one.put("stratics", b"1").unwrap();
        assert_eq!(kept, Kept::InKeychain);
        assert!(matches!(two.get("stratics", &kept), Err(StoreError::KeyMissing)));
        two.put("stratics", b"2").unwrap();
        one.delete("stratics").unwrap();
        assert_eq!(two.get("stratics", &kept).unwrap().as_slice(), b"2");
    }
}
