//! The keys: the random data key of a file, where it is kept, and how small secrets are sealed with it.
//!
//! Nothing here writes a key in the clear: it lies in the system's keychain or wrapped by a passphrase
//! ([`KeyFile`]). This module reads no environment variable and asks nobody; the shell hands in a passphrase, and
//! while it does the keychain is never touched.

mod file;
mod keychain;
mod secrets;

use std::fmt;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::StoreError;

pub(crate) use file::write_whole;
pub use file::{KeyFile, KeyHome};
pub use keychain::KEYCHAIN_LIMIT;
pub use secrets::{Kept, Secrets};

/// Bytes of a data key: 256 bits, what SQLCipher and XChaCha20 take.
pub const KEY_BYTES: usize = 32;

/// Bytes of an XChaCha20 nonce: long enough to be drawn at random for every message.
const NONCE_BYTES: usize = 24;

/// First byte of everything that [`seal`] makes, so that another cipher can follow one day.
const SEAL_VERSION: u8 = 1;

/// Block length of SHA-256 in bytes, as HMAC needs it.
const SHA256_BLOCK_BYTES: usize = 64;

/// A 256-bit key. Wiped from memory when dropped; neither printed nor cloned nor compared.
pub struct DataKey(Zeroizing<[u8; KEY_BYTES]>);

impl DataKey {
    /// Draws a new key from the operating system's random source.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the system has no randomness to give.
    pub fn generate() -> Result<Self, StoreError> {
        random().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Takes over a key that already exists. The caller's own copy is the caller's to wipe.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A key of its own for one purpose: HKDF-Expand with SHA-256 (RFC 5869) of this key and `label`.
    ///
    /// The same key and label always give the same sub-key, and a sub-key says nothing about its parent.
    #[must_use]
    pub fn derive(&self, label: &str) -> Self {
        Self(hkdf_expand_first_block(&self.0, label.as_bytes()))
    }

    /// A secret word for one purpose, 64 hexadecimal digits, that need not be kept because it can be made again.
    #[must_use]
    pub fn token(&self, label: &str) -> Zeroizing<String> {
        let literal = self.derive(label).sqlcipher_literal();
        Zeroizing::new(literal.trim_matches(['x', '\'']).to_owned())
    }

    /// The value of `PRAGMA key` for SQLCipher: `x'…'`, a raw key, so that opening costs no key derivation.
    pub(crate) fn sqlcipher_literal(&self) -> Zeroizing<String> {
        // One allocation of the final size: a growing string would leave copies behind.
        let mut literal = Zeroizing::new(String::with_capacity(KEY_BYTES * 2 + 3));
        literal.push_str("x'");
        for byte in self.0.iter() {
            for nibble in [byte >> 4, byte & 0x0f] {
                literal.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        literal.push('\'');
        literal
    }

    fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}

/// Whether the system's keychain keeps what it is given: writes an entry of its own and removes it. May take
/// [`KEYCHAIN_LIMIT`] to say no, so keep it off the threads that people wait for.
#[must_use]
pub fn keychain_answers() -> bool {
    let probe = format!("probe-{}", uuid::Uuid::new_v4());
    keychain::Keychain::System.put(&probe, b"probe").is_ok() && keychain::Keychain::System.delete(&probe).is_ok()
}

/// Encrypts and authenticates `plaintext` (XChaCha20-Poly1305, random nonce). `label` says what it is and must be
/// given again to open it, so that one sealed value cannot be put in the place of another.
///
/// # Errors
/// [`StoreError::Io`] without randomness; [`StoreError::Broken`] for a plaintext beyond the cipher's 256 GB.
pub fn seal(key: &DataKey, label: &str, plaintext: &[u8]) -> Result<Vec<u8>, StoreError> {
    let nonce: [u8; NONCE_BYTES] = random()?;
    let sealed = cipher(key)
        .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad: label.as_bytes() })
        .map_err(|_| StoreError::Broken("the secret is too long to be sealed".to_owned()))?;
    let mut out = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
    out.push(SEAL_VERSION);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens what [`seal`] made with the same key and label. The plaintext is wiped when dropped.
///
/// # Errors
/// [`StoreError::Damaged`] if a single bit differs, or key or label are not the ones it was sealed with.
pub fn open_sealed(key: &DataKey, label: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let damaged = || StoreError::Damaged("a stored secret cannot be opened".to_owned());
    let (version, rest) = sealed.split_first().ok_or_else(damaged)?;
    if *version != SEAL_VERSION {
        return Err(damaged());
    }
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(damaged)?;
    cipher(key)
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: label.as_bytes() })
        .map(Zeroizing::new)
        .map_err(|_| damaged())
}

fn cipher(key: &DataKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}

fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Io(std::io::Error::other(error)))?;
    Ok(bytes)
}

/// T(1) of HKDF-Expand, which is the whole output for 32 bytes: HMAC-SHA-256(key, info || 0x01).
fn hkdf_expand_first_block(key: &[u8; KEY_BYTES], info: &[u8]) -> Zeroizing<[u8; KEY_BYTES]> {
    let padded = |pad: u8| {
        let mut block = Zeroizing::new([pad; SHA256_BLOCK_BYTES]);
        block.iter_mut().zip(key).for_each(|(byte, key_byte)| *byte ^= key_byte);
        block
    };
    let mut inner = Sha256::new();
    inner.update(*padded(0x36));
    inner.update(info);
    inner.update([1]);
    let mut outer = Sha256::new();
    outer.update(*padded(0x5c));
    outer.update(inner.finalize());
    let mut digest: [u8; KEY_BYTES] = outer.finalize().into();
    let out = Zeroizing::new(digest);
    digest.zeroize();
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sub_key_is_hkdf_expand_as_in_rfc_5869() {
        // Test case 1 of the RFC; the first 32 of its 42 bytes.
        let mut prk = [0_u8; KEY_BYTES];
        hex::decode_to_slice("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5", &mut prk).unwrap();
        let info = hex::decode("f0f1f2f3f4f5f6f7f8f9").unwrap();
        let okm = hkdf_expand_first_block(&prk, &info);
        assert_eq!(hex::encode(*okm), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    }

    #[test]
    fn sub_keys_differ_by_label_and_are_repeatable() {
        let key = DataKey::from_bytes([7; KEY_BYTES]);
        assert_eq!(key.derive("secrets").bytes(), key.derive("secrets").bytes());
        assert_ne!(key.derive("secrets").bytes(), key.derive("backup").bytes());
        assert_ne!(key.derive("secrets").bytes(), key.bytes());
    }

    #[test]
    fn two_generated_keys_differ() {
        assert_ne!(DataKey::generate().unwrap().bytes(), DataKey::generate().unwrap().bytes());
    }

    #[test]
    fn a_key_never_prints_itself() {
        let key = DataKey::from_bytes([0xab; KEY_BYTES]);
        assert_eq!(format!("{key:?}"), "DataKey(hidden)");
    }

    #[test]
    fn sqlcipher_gets_the_raw_key_in_hex() {
        let mut bytes = [0_u8; KEY_BYTES];
        bytes[0] = 0xa5;
        bytes[31] = 0x0f;
        let expected = format!("x'a5{}0f'", "00".repeat(30));
        assert_eq!(*DataKey::from_bytes(bytes).sqlcipher_literal(), expected);
    }

    #[test]
    fn a_sealed_secret_opens_only_with_its_own_key_and_label() {
        let key = DataKey::from_bytes([1; KEY_BYTES]);
        let sealed = seal(&key, "stratics", b"sk_live_1").unwrap();
        assert_eq!(open_sealed(&key, "stratics", &sealed).unwrap().as_slice(), b"sk_live_1");
        let other = DataKey::from_bytes([2; KEY_BYTES]);
        assert!(matches!(open_sealed(&other, "stratics", &sealed), Err(StoreError::Damaged(_))));
        assert!(matches!(open_sealed(&key, "slybroadcast", &sealed), Err(StoreError::Damaged(_))));
    }

    #[test]
    fn sealing_twice_never_gives_the_same_bytes() {
        let key = DataKey::from_bytes([1; KEY_BYTES]);
        assert_ne!(seal(&key, "a", b"x").unwrap(), seal(&key, "a", b"x").unwrap());
    }

    proptest! {
        #[test]
        fn any_flipped_bit_is_noticed(plain in proptest::collection::vec(any::<u8>(), 0..64), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
            let key = DataKey::from_bytes([3; KEY_BYTES]);
            let mut sealed = seal(&key, "a", &plain).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(open_sealed(&key, "a", &sealed).is_err());
        }

        #[test]
        fn arbitrary_bytes_never_open_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let key = DataKey::from_bytes([3; KEY_BYTES]);
            prop_assert!(open_sealed(&key, "a", &bytes).is_err());
        }
    }
}
