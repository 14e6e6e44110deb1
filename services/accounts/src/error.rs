use sealed::SealError;
use thiserror::Error;

use crate::passwords::Busy;
use crate::store::{KeyId, MOST_KEYS};

/// What accounts cannot do, in words for the person who asked.
#[derive(Debug, Error)]
pub enum AccountsError {
    /// The username is another user's, in whatever case.
    #[error("there is already a user {0:?}")]
    UsernameTaken(String),
    /// The username cannot be one.
    #[error("{0:?} is not a username: 1 to 150 letters, digits and @ . + - _")]
    InvalidUsername(String),
    /// The username is what a program of the platform is called.
    #[error("{0:?} is not a username: a program of the platform is called so")]
    ReservedUsername(String),
    /// The e-mail address cannot be one.
    #[error("{0:?} is not an e-mail address")]
    InvalidEmail(String),
    /// The password is too short.
    #[error("a password has at least {min} characters", min = crate::passwords::MIN_LENGTH)]
    WeakPassword,
    /// The password is longer than anybody types.
    #[error("a password has at most {max} bytes", max = crate::passwords::MAX_BYTES)]
    LongPassword,
    /// No user has that name.
    #[error("there is no user {0:?}")]
    NoSuchUser(String),
    /// No user has that id.
    #[error("there is no user {0}")]
    NoSuchUserId(i64),
    /// The name is another organisation's.
    #[error("there is already an organization {0:?}")]
    NameTaken(String),
    /// A name is needed.
    #[error("an organization needs a name")]
    EmptyName,
    /// No organisation has that id.
    #[error("there is no organization {0}")]
    NoSuchOrganization(i64),
    /// A sandbox has no sandbox of its own.
    #[error("organization {0} is a sandbox itself")]
    IsSandbox(i64),
    /// Nobody acts for the organisation.
    #[error("organization {0} is disabled; enable it first")]
    Disabled(i64),
    /// A live organisation and its sandbox stay what they are.
    #[error("organization {0} has a sandbox, or is the sandbox of another, and stays what it is")]
    Paired(i64),
    /// The user is not a member.
    #[error("{user:?} is not a member of organization {organization}")]
    NoSuchMember {
        /// The organisation's id.
        organization: i64,
        /// The username.
        user: String,
    },
    /// Nobody would be left to run the organisation.
    #[error("this is the organization's last admin; make somebody else one first")]
    LastAdmin,
    /// The person does not run the organisation, or does no more.
    #[error("only its admins and staff may change the organization's members and keys")]
    NotAllowed,
    /// There are as many keys that work as people may make.
    #[error("there are already {max} keys that work; revoke one first", max = MOST_KEYS)]
    TooManyKeys,
    /// The password was changed, or the user disabled, since it was verified.
    #[error("the password was changed, or the user disabled, in the meantime")]
    StaleCredentials,
    /// No key has that id.
    #[error("there is no key {0}")]
    NoSuchKey(KeyId),
    /// No token key has that id.
    #[error("there is no token key {0:?}")]
    NoSuchTokenKey(String),
    /// A kept secret cannot be read.
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// The database, or something else out of the caller's hands.
    #[error("the accounts database failed: {0}")]
    Database(#[from] diesel::result::Error),
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// Hashing failed.
    #[error("cannot hash the password: {0}")]
    Hash(String),
    /// The platform's cryptography failed to make a key.
    #[error("cannot make a key to sign tokens with")]
    KeyGeneration,
}
