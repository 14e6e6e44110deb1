//! What an API key looks like and when it is good: rules, no I/O.

use chrono::{DateTime, Utc};
use rand::RngExt;
use rand::distr::{Alphanumeric, SampleString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const MARK: &str = "alm_";
const PREFIX_LENGTH: usize = 8;
const SECRET_LENGTH: usize = 40;

/// A whole API key: `alm_`, eight readable characters, `_`, forty secret ones.
/// It exists only while it is made or presented; the database keeps a hash.
pub struct ApiKey(String);

impl ApiKey {
    /// A new random key.
    pub fn generate() -> Self {
        let mut rng = rand::rng();
        // Lower case, so that a prefix can be read out over the telephone.
        let prefix: String =
            (0..PREFIX_LENGTH).map(|_| char::from(rng.random_range(b'a'..=b'z'))).collect();
        let secret = Alphanumeric.sample_string(&mut rng, SECRET_LENGTH);
        Self(format!("{MARK}{prefix}_{secret}"))
    }

    /// Reads a presented key; `None` when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let (prefix, secret) = text.strip_prefix(MARK)?.split_once('_')?;
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let lengths = prefix.len() == PREFIX_LENGTH && secret.len() == SECRET_LENGTH;
        (lengths && plain(prefix) && plain(secret)).then(|| Self(text.to_owned()))
    }

    /// The part that may be shown: `alm_` and eight characters.
    pub fn prefix(&self) -> &str {
        self.0.get(..MARK.len() + PREFIX_LENGTH).unwrap_or_default()
    }

    /// What the database keeps.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// Whether this is the key that was kept as `hash`.
    pub fn matches(&self, hash: &[u8]) -> bool {
        self.hash().ct_eq(hash).into()
    }

    /// The key itself, to be shown once.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Why a known key is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Expired,
    /// Its user, or its organisation, is disabled.
    Inactive,
}

/// The standing of a key at a moment. A key is good until the instant it expires.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether its user, or its organisation, may call at all.
    pub holder_active: bool,
}

impl Standing {
    /// What is wrong with the key now, the most final fault first.
    pub fn fault(self, now: DateTime<Utc>) -> Option<KeyFault> {
        if self.revoked_at.is_some() {
            Some(KeyFault::Revoked)
        } else if self.expires_at.is_some_and(|end| end <= now) {
            Some(KeyFault::Expired)
        } else if !self.holder_active {
            Some(KeyFault::Inactive)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_key_reads_back_and_matches_only_itself() {
        let key = ApiKey::generate();
        let again = ApiKey::parse(key.expose()).unwrap();
        assert_eq!(again.prefix(), key.prefix());
        assert!(again.matches(&key.hash()));
        assert!(!ApiKey::generate().matches(&key.hash()));
        assert!(!key.matches(&[]));
    }

    #[test]
    fn keys_differ() {
        let prefixes: HashSet<String> =
            (0..1_000).map(|_| ApiKey::generate().prefix().to_owned()).collect();
        assert!(prefixes.len() > 990);
    }

    #[test]
    fn what_is_no_key_is_not_looked_up() {
        let secret = "x".repeat(SECRET_LENGTH);
        for text in [
            "",
            "alm_",
            "alm_abcdefgh",
            &format!("alm_abcdefg_{secret}"),
            &format!("alm_abcdefgh_{secret}y"),
            &format!("alm_abcdéfg_{secret}"),
            &format!("xyz_abcdefgh_{secret}"),
            &format!("alm_abc'efgh_{secret}"),
        ] {
            assert!(ApiKey::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_most_final_fault_is_told() {
        let now = Utc::now();
        let (past, future) = (Some(now - TimeDelta::days(1)), Some(now + TimeDelta::days(1)));
        for (revoked_at, expires_at, holder_active, fault) in [
            (None, None, true, None),
            (None, future, true, None),
            (None, Some(now), true, Some(KeyFault::Expired)),
            (None, past, false, Some(KeyFault::Expired)),
            (None, future, false, Some(KeyFault::Inactive)),
            (past, past, false, Some(KeyFault::Revoked)),
        ] {
            let standing = Standing { revoked_at, expires_at, holder_active };
            assert_eq!(standing.fault(now), fault, "{standing:?}");
        }
    }
}
