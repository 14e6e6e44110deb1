//! Passwords, kept as argon2id hashes.

use std::sync::LazyLock;
use std::thread::available_parallelism;
use std::time::Duration;

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use tracing::error;

use crate::AccountsError;

/// The fewest characters a password may have (NIST SP 800-63B §5.1.1.2).
pub const MIN_LENGTH: usize = 8;

/// The most bytes a password may have: longer ones only cost time.
pub const MAX_BYTES: usize = 1_000;

/// 19 MiB of memory, two passes, one lane: the first choice of OWASP's
/// password storage cheat sheet.
const PARAMS: Params = match Params::new(19 * 1_024, 2, 1, None) {
    Ok(params) => params,
    Err(_) => panic!("argon2 takes these parameters"),
};

/// Each hash takes all of a core, and memory: more at once gain nothing.
static HASHING: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(available_parallelism().map_or(1, usize::from)));

/// Whom nobody is has a hash too, so that they are no quicker to refuse.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now(b"nobody's password").ok());

/// Leave to hash; as many are given at once as there are cores.
pub(crate) type Permit = SemaphorePermit<'static>;

/// How long anybody waits for leave to hash.
const PATIENCE: Duration = Duration::from_secs(5);

/// More passwords are waiting to be hashed than can be soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("too many passwords are being checked; try again soon")]
pub struct Busy;

/// Waits for leave to hash, at most five seconds.
pub(crate) async fn permit() -> Result<Permit, Busy> {
    permit_of(&HASHING, PATIENCE).await
}

async fn permit_of(hashing: &'static Semaphore, patience: Duration) -> Result<Permit, Busy> {
    match timeout(patience, hashing.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Busy),
    }
}

/// The hash to keep of a password. Takes tens of milliseconds of one core.
///
/// # Errors
/// [`AccountsError::WeakPassword`] and [`AccountsError::LongPassword`], and
/// [`AccountsError::Busy`] where others keep all cores busy for five seconds.
pub async fn hash(password: SecretString) -> Result<String, AccountsError> {
    // Forms and JSON differ in what they leave of blanks at the ends, so these must not be all.
    if password.expose_secret().trim().chars().count() < MIN_LENGTH {
        return Err(AccountsError::WeakPassword);
    }
    if password.expose_secret().len() > MAX_BYTES {
        return Err(AccountsError::LongPassword);
    }
    let _permit = permit().await?;
    let hashed = tokio::task::spawn_blocking(move || hash_now(password.expose_secret().as_bytes()));
    hashed.await.map_err(|error| AccountsError::Hash(error.to_string()))?
}

/// Whether a hash is that of a password. Without a hash it is false, and takes as long.
pub(crate) async fn verify(_: &Permit, password: SecretString, hash: Option<String>) -> bool {
    if password.expose_secret().len() > MAX_BYTES {
        return false;
    }
    let verified = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let Some(hash) = hash.as_ref().or(NOBODY.as_ref()) else { return false };
        let matches = PasswordHash::new(hash)
            .and_then(|hash| argon2().verify_password(password.expose_secret().as_bytes(), &hash));
        known && matches.is_ok()
    });
    verified.await.unwrap_or_else(|cause| {
        error!(%cause, "cannot verify a password");
        false
    })
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS)
}

fn hash_now(password: &[u8]) -> Result<String, AccountsError> {
    let salt = SaltString::generate(&mut OsRng);
    let hashed = argon2().hash_password(password, &salt).map(|hash| hash.to_string());
    hashed.map_err(|error| AccountsError::Hash(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn verify(password: SecretString, hash: Option<String>) -> bool {
        super::verify(&permit().await.unwrap(), password, hash).await
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        static FULL: Semaphore = Semaphore::const_new(0);
        static FREE: Semaphore = Semaphore::const_new(1);
        assert_eq!(permit_of(&FULL, Duration::ZERO).await.err(), Some(Busy));
        let permit = permit_of(&FREE, Duration::ZERO).await.unwrap();
        assert_eq!(permit_of(&FREE, Duration::ZERO).await.err(), Some(Busy));
        drop(permit);
        assert!(permit_of(&FREE, Duration::ZERO).await.is_ok());
    }

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only() {
        let text = hash("correct horse".into()).await.unwrap();
        // What OWASP asks for, whatever the library's default becomes.
        assert!(text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{text}");
        assert!(verify("correct horse".into(), Some(text.clone())).await);
        assert!(!verify("wrong horse".into(), Some(text)).await);
        assert!(!verify("correct horse".into(), Some("no hash".to_owned())).await);
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!verify("nobody's password".into(), None).await);
        let nobody = NOBODY.as_deref().unwrap();
        assert!(nobody.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{nobody}");
    }

    #[tokio::test]
    async fn lengths_are_limited() {
        for weak in ["short", "        ", "  short   ", "\u{3000}\u{3000}\u{3000}\u{3000}short"] {
            assert!(matches!(hash(weak.into()).await, Err(AccountsError::WeakPassword)), "{weak}");
        }
        let longest = "x".repeat(MAX_BYTES);
        let hashed = hash(longest.as_str().into()).await.unwrap();
        assert!(verify(longest.as_str().into(), Some(hashed.clone())).await);
        let longer = format!("{longest}x");
        assert!(matches!(hash(longer.as_str().into()).await, Err(AccountsError::LongPassword)));
        assert!(!verify(longer.into(), Some(hashed)).await);
    }
}
