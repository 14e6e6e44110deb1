//! Passwords, kept as argon2id hashes (OWASP's first choice of parameters).

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHasher, SaltString};
use secrecy::{ExposeSecret, SecretString};

use crate::AccountsError;

/// The fewest characters a password may have (NIST SP 800-63B §5.1.1.2).
pub const MIN_LENGTH: usize = 8;

/// The hash to keep of a password. Takes tens of milliseconds of one core, so
/// it runs where blocking is allowed.
pub async fn hash(password: SecretString) -> Result<String, AccountsError> {
    if password.expose_secret().chars().count() < MIN_LENGTH {
        return Err(AccountsError::WeakPassword);
    }
    let hashed = tokio::task::spawn_blocking(move || {
        let salt = SaltString::generate(&mut OsRng);
        Argon2::default()
            .hash_password(password.expose_secret().as_bytes(), &salt)
            .map(|hash| hash.to_string())
    });
    let hashed = hashed.await.map_err(|error| AccountsError::Hash(error.to_string()))?;
    hashed.map_err(|error| AccountsError::Hash(error.to_string()))
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;
    use argon2::password_hash::PasswordHash;

    use super::*;

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only() {
        let text = hash("correct horse".into()).await.unwrap();
        assert!(text.starts_with("$argon2id$"), "{text}");
        let parsed = PasswordHash::new(&text).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", &parsed).is_ok());
        assert!(Argon2::default().verify_password(b"wrong horse", &parsed).is_err());
        assert!(matches!(hash("short".into()).await, Err(AccountsError::WeakPassword)));
    }
}
