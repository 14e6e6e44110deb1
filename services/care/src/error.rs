use diesel::result::Error as DatabaseError;
use store::PoolError;
use thiserror::Error;
use tokio::task::JoinError;
use web::FieldErrors;

/// What care cannot do, in words for whoever asked.
#[derive(Debug, Error)]
pub enum CareError {
    /// There is no such document in this account.
    #[error("There is no such {0}.")]
    NoSuch(&'static str),
    /// Parameters are wrong, by name.
    #[error("Some parameters are missing or wrong.")]
    Invalid(FieldErrors),
    /// The document is one that every account needs.
    #[error("This {0} is protected: it can be neither changed nor deleted.")]
    Protected(&'static str),
    /// Other documents refer to what should be deleted.
    #[error("This {one} cannot be deleted while {by} refer to it.")]
    InUse {
        /// What it is.
        one: &'static str,
        /// What refers to it: `care-enquiries`.
        by: &'static str,
    },
    /// No connection to the database could be had.
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[from] PoolError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DatabaseError),
    /// A change did not come to its end.
    #[error("a change was not finished: {0}")]
    Unfinished(#[from] JoinError),
    /// A document cannot be read as the JSON that it is.
    #[error("a document cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

impl CareError {
    /// That one parameter is wrong.
    pub fn invalid(parameter: &str, message: impl Into<String>) -> Self {
        Self::Invalid(FieldErrors::from([(parameter.to_owned(), vec![message.into()])]))
    }
}
