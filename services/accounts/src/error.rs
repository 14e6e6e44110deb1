use thiserror::Error;

/// What accounts cannot do, in words for the person who asked.
#[derive(Debug, Error)]
pub enum AccountsError {
    /// The username is another user's, in whatever case.
    #[error("there is already a user {0:?}")]
    UsernameTaken(String),
    /// The username cannot be one.
    #[error("{0:?} is not a username: 1 to 150 letters, digits and @ . + - _")]
    InvalidUsername(String),
    /// The password is too short.
    #[error("a password has at least {min} characters", min = crate::passwords::MIN_LENGTH)]
    WeakPassword,
    /// No user has that name.
    #[error("there is no user {0:?}")]
    NoSuchUser(String),
    /// The name is another organisation's.
    #[error("there is already an organization {0:?}")]
    NameTaken(String),
    /// A name is needed.
    #[error("an organization needs a name")]
    EmptyName,
    /// No organisation has that id.
    #[error("there is no organization {0}")]
    NoSuchOrganization(i64),
    /// The user is not a member.
    #[error("{user:?} is not a member of organization {organization}")]
    NoSuchMember {
        /// The organisation's id.
        organization: i64,
        /// The username.
        user: String,
    },
    /// No key has that id.
    #[error("there is no key {0}")]
    NoSuchKey(i64),
    /// The database, or something else out of the caller's hands.
    #[error("the accounts database failed: {0}")]
    Database(#[from] diesel::result::Error),
    /// Hashing failed.
    #[error("cannot hash the password: {0}")]
    Hash(String),
}
