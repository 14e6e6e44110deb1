use std::fmt;

use diesel::prelude::*;

use crate::AccountsError;
use crate::schema::users;

/// Names that programs of the platform sign what they do with.
const RESERVED: [&str; 3] = ["almanac", "generator", "system"];

/// A user to add.
#[derive(Clone, Insertable)]
#[diesel(table_name = users)]
pub struct NewUser {
    /// Unique whatever its case; see [`NewUser::new`].
    pub username: String,
    /// May be empty.
    pub email: String,
    /// From [`crate::passwords::hash`].
    pub password_hash: String,
    /// Whether the user runs the platform.
    pub staff: bool,
    /// A clinician of the rota service.
    pub clinician_id: Option<i64>,
}

impl fmt::Debug for NewUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUser").field("username", &self.username).finish_non_exhaustive()
    }
}

impl NewUser {
    /// An ordinary user. The e-mail address defaults to the username where that is one.
    pub fn new(
        username: &str,
        email: Option<String>,
        password_hash: String,
    ) -> Result<Self, AccountsError> {
        let plain = |c: char| c.is_alphanumeric() || "@.+-_".contains(c);
        if !(1..=150).contains(&username.chars().count()) || !username.chars().all(plain) {
            return Err(AccountsError::InvalidUsername(username.to_owned()));
        }
        if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(username)) {
            return Err(AccountsError::ReservedUsername(username.to_owned()));
        }
        let email = match email {
            Some(email) => checked_email(&email)?.to_owned(),
            None if username.contains('@') && checked_email(username).is_ok() => {
                username.to_owned()
            }
            None => String::new(),
        };
        let username = username.to_owned();
        Ok(Self { username, email, password_hash, staff: false, clinician_id: None })
    }
}

/// The address without the spaces around it; it may be empty.
pub(super) fn checked_email(email: &str) -> Result<&str, AccountsError> {
    let trimmed = email.trim();
    let plain = |c: char| !c.is_whitespace() && !c.is_control();
    let parts = trimmed
        .rsplit_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && trimmed.len() <= 254);
    let fit = trimmed.is_empty() || (parts && trimmed.chars().all(plain));
    if fit { Ok(trimmed) } else { Err(AccountsError::InvalidEmail(email.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_email_defaults_to_a_username_that_is_one() {
        let email = |name: &str, email: Option<&str>| {
            NewUser::new(name, email.map(str::to_owned), String::new()).unwrap().email
        };
        assert_eq!(email("jo@example.nhs.uk", None), "jo@example.nhs.uk");
        assert_eq!(email("jo", None), "");
        assert_eq!(email("jo@example.nhs.uk", Some(" x@y.z ")), "x@y.z");
        assert_eq!(email("jo@example.nhs.uk", Some("")), "");
    }

    #[test]
    fn the_hash_is_not_shown() {
        let user = NewUser::new("jo", None, "$argon2id$secret".to_owned()).unwrap();
        assert_eq!(format!("{user:?}"), "NewUser { username: \"jo\", .. }");
    }

    #[test]
    fn usernames_are_plain() {
        for bad in ["", "a b", "a/b", "a\n", &"x".repeat(151)] {
            assert!(NewUser::new(bad, None, String::new()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn nobody_is_called_what_a_program_is() {
        let told = |name: &str| NewUser::new(name, None, String::new()).map(|user| user.username);
        for name in ["generator", "Generator", "SYSTEM", "almanac"] {
            assert!(matches!(told(name), Err(AccountsError::ReservedUsername(_))), "{name}");
        }
        assert_eq!(told("generator2").unwrap(), "generator2");
    }

    #[test]
    fn emails_have_two_parts() {
        for bad in ["jo", "@", "jo@", "@example.org", "j o@example.org", "jo@x\0", "jo@x\ny"] {
            assert!(checked_email(bad).is_err(), "{bad:?}");
        }
        assert!(checked_email(&format!("{}@x", "x".repeat(253))).is_err());
    }
}
