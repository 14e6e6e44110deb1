//! Secrets that must be readable again are encrypted before they are kept:
//! XChaCha20-Poly1305, with keys from the environment.
//!
//! What is kept is one byte of version (1), eight bytes that name the key,
//! 24 random ones (the nonce), and the ciphertext with its tag. The purpose is
//! authenticated beside it, so that a secret moved to another column does not open.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, Engine};
use chacha20poly1305::aead::{Aead, Generate, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};
use thiserror::Error;

const VERSION: u8 = 1;
const NAME_LENGTH: usize = 8;
const NONCE_LENGTH: usize = 24;

/// Sets the name of a key apart from every other hash of it.
const NAME_DOMAIN: &[u8] = b"almanac secret key";

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a kept secret cannot be read. Names neither the secret nor a key.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SealError {
    /// It is no envelope that this version knows.
    #[error("a kept secret is not in a form that this version reads")]
    Form,
    /// The key it was encrypted with is not given.
    #[error("a kept secret was encrypted with a key that is not in ALMANAC_SECRET_KEYS")]
    UnknownKey,
    /// It was changed, or kept for another purpose.
    #[error("a kept secret is damaged, or belongs elsewhere")]
    Damaged,
}

/// Not keys.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum InvalidSecretKeys {
    /// One of them cannot be read, counted from 1.
    #[error("key {0} is not 32 bytes in base64; make one with `almanac secrets generate`")]
    Form(usize),
}

/// The keys that secrets are encrypted with: the first encrypts, all decrypt.
/// Written as a comma-separated list of 32 bytes in base64 each.
#[derive(Clone)]
pub struct SecretKeys {
    first: Arc<SecretKey>,
    others: Arc<[SecretKey]>,
}

struct SecretKey {
    cipher: XChaCha20Poly1305,
    name: [u8; NAME_LENGTH],
}

impl SecretKey {
    fn new(bytes: &[u8; 32]) -> Self {
        let digest = Sha256::new().chain_update(NAME_DOMAIN).chain_update(bytes).finalize();
        let mut name = [0; NAME_LENGTH];
        for (into, from) in name.iter_mut().zip(digest) {
            *into = from;
        }
        Self { cipher: XChaCha20Poly1305::new(bytes.into()), name }
    }
}

impl SecretKeys {
    /// One new key, for what need not be read again once the process ends.
    pub fn random() -> Self {
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(rand::random());
        Self { first: Arc::new(SecretKey::new(&bytes)), others: Arc::from([]) }
    }

    /// Encrypts a secret with the first key. The same secret never looks the same twice.
    pub fn seal(&self, purpose: &'static str, secret: &[u8]) -> Vec<u8> {
        let nonce = XNonce::generate();
        let payload = Payload { msg: secret, aad: purpose.as_bytes() };
        #[expect(clippy::expect_used, reason = "it only refuses gigabytes")]
        let ciphertext = self.first.cipher.encrypt(&nonce, payload).expect("a secret is short");
        let mut sealed = vec![VERSION];
        sealed.extend_from_slice(&self.first.name);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        sealed
    }

    /// Decrypts what was sealed for this purpose with any of the keys.
    pub fn open(
        &self,
        purpose: &'static str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let envelope = Envelope::read(sealed).ok_or(SealError::Form)?;
        let key = std::iter::once(&*self.first)
            .chain(self.others.iter())
            .find(|key| key.name == *envelope.name)
            .ok_or(SealError::UnknownKey)?;
        let payload = Payload { msg: envelope.ciphertext, aad: purpose.as_bytes() };
        let opened = key.cipher.decrypt(envelope.nonce.into(), payload);
        opened.map(Zeroizing::new).map_err(|_| SealError::Damaged)
    }

    /// Whether one of the keys has this [name](key_name).
    pub fn has(&self, name: &str) -> bool {
        let mut keys = std::iter::once(&*self.first).chain(self.others.iter());
        keys.any(|key| hexadecimal(key.name) == name)
    }

    /// Whether this was sealed with the first key.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        Envelope::read(sealed).is_some_and(|envelope| self.first.name == *envelope.name)
    }
}

/// The name of the key that something was sealed with, 16 hexadecimal digits: a hash, which tells
/// nothing of the key. `None` where it is no envelope that this version knows.
pub fn key_name(sealed: &[u8]) -> Option<String> {
    Envelope::read(sealed).map(|envelope| hexadecimal(*envelope.name))
}

fn hexadecimal(name: [u8; NAME_LENGTH]) -> String {
    format!("{:016x}", u64::from_be_bytes(name))
}

struct Envelope<'a> {
    name: &'a [u8; NAME_LENGTH],
    nonce: &'a [u8; NONCE_LENGTH],
    ciphertext: &'a [u8],
}

impl<'a> Envelope<'a> {
    fn read(sealed: &'a [u8]) -> Option<Self> {
        let (version, rest) = sealed.split_first()?;
        let (name, rest) = rest.split_first_chunk()?;
        let (nonce, ciphertext) = rest.split_first_chunk()?;
        (*version == VERSION).then_some(Self { name, nonce, ciphertext })
    }
}

impl FromStr for SecretKeys {
    type Err = InvalidSecretKeys;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = |(number, text): (usize, &str)| {
            let bytes = BASE64.decode(text.trim()).map(Zeroizing::new).ok();
            let bytes =
                bytes.as_ref().and_then(|bytes| <&[u8; 32]>::try_from(bytes.as_slice()).ok());
            bytes.map(SecretKey::new).ok_or(InvalidSecretKeys::Form(number))
        };
        let mut keys = (1..).zip(text.split(',')).map(read);
        let first = keys.next().unwrap_or(Err(InvalidSecretKeys::Form(1)))?;
        Ok(Self { first: Arc::new(first), others: keys.collect::<Result<_, _>>()? })
    }
}

impl fmt::Debug for SecretKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKeys").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    const PURPOSE: &str = "signed_keys.secret";

    fn text(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn keys(text: &str) -> SecretKeys {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_sealed_opens_and_never_looks_the_same() {
        let keys = SecretKeys::random();
        for secret in [&b""[..], b"s", "s3cr3t-é".as_bytes(), &[0; 200]] {
            let sealed = keys.seal(PURPOSE, secret);
            assert_eq!(*keys.open(PURPOSE, &sealed).unwrap(), secret);
            assert_ne!(sealed, keys.seal(PURPOSE, secret));
        }
    }

    #[test]
    fn whatever_byte_is_changed_it_does_not_open() {
        let keys = SecretKeys::random();
        let sealed = keys.seal(PURPOSE, b"secret");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            let expected = match place {
                0 => SealError::Form,
                1..=NAME_LENGTH => SealError::UnknownKey,
                _ => SealError::Damaged,
            };
            assert_eq!(keys.open(PURPOSE, &changed).unwrap_err(), expected, "byte {place}");
        }
        for length in 0..sealed.len() {
            assert!(keys.open(PURPOSE, &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn it_opens_for_its_purpose_only() {
        let keys = SecretKeys::random();
        let sealed = keys.seal(PURPOSE, b"secret");
        assert_eq!(keys.open("release_keys.key", &sealed).unwrap_err(), SealError::Damaged);
    }

    #[test]
    fn all_keys_open_and_the_first_seals() {
        let old = keys(&text(1));
        let both = keys(&format!("{}, {}", text(2), text(1)));
        let new = keys(&text(2));
        let before = old.seal(PURPOSE, b"secret");
        let after = both.seal(PURPOSE, b"secret");
        assert_eq!(*both.open(PURPOSE, &before).unwrap(), b"secret");
        assert_eq!(*new.open(PURPOSE, &after).unwrap(), b"secret");
        assert_eq!(new.open(PURPOSE, &before).unwrap_err(), SealError::UnknownKey);
        assert!(old.is_current(&before) && !both.is_current(&before));
        assert!(both.is_current(&after) && new.is_current(&after));
        assert!(!both.is_current(b""));
    }

    #[test]
    fn what_is_sealed_names_its_key() {
        let both = keys(&format!("{},{}", text(2), text(1)));
        let name = key_name(&keys(&text(1)).seal(PURPOSE, b"secret")).unwrap();
        assert_eq!(name.len(), 16);
        assert!(both.has(&name) && !keys(&text(2)).has(&name));
        assert_ne!(key_name(&both.seal(PURPOSE, b"secret")).unwrap(), name);
        assert_eq!(key_name(b"no envelope"), None);
    }

    #[test]
    fn keys_are_read_with_and_without_padding_and_never_shown() {
        let key = keys(&STANDARD_NO_PAD.encode([1; 32]));
        assert!(key.is_current(&keys(&text(1)).seal(PURPOSE, b"secret")));
        assert_eq!(format!("{key:?}"), "SecretKeys { .. }");
    }

    #[test]
    fn what_is_no_key_is_named_by_its_place() {
        for (given, place) in [
            (String::new(), 1),
            ("hush".to_owned(), 1),
            (STANDARD.encode([1; 31]), 1),
            (STANDARD.encode([1; 33]), 1),
            (format!("{},", text(1)), 2),
            (format!("{},{},?", text(1), text(2)), 3),
        ] {
            let refused = given.parse::<SecretKeys>().unwrap_err();
            assert_eq!(refused, InvalidSecretKeys::Form(place), "{given:?}");
            assert!(!refused.to_string().contains("hush"), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn only_what_was_sealed_can_be_opened(
            secret in prop::collection::vec(any::<u8>(), 0..80),
            at in any::<prop::sample::Index>(),
            flipped in 1..=u8::MAX,
        ) {
            let keys = keys(&text(1));
            let mut sealed = keys.seal(PURPOSE, &secret);
            prop_assert_eq!(&*keys.open(PURPOSE, &sealed).unwrap(), &secret);
            prop_assert!(keys.open(PURPOSE, &secret).is_err());
            let at = at.index(sealed.len());
            sealed[at] ^= flipped;
            prop_assert!(keys.open(PURPOSE, &sealed).is_err());
        }
    }
}
