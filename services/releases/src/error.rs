use diesel::result::Error as DatabaseError;
use objects::ObjectsError;
use sealed::SealError;
use store::PoolError;
use thiserror::Error;
use tokio::task::JoinError;
use web::FieldErrors;

use crate::openpgp::SigningError;

/// What releases cannot do, in words for the person who asked.
#[derive(Debug, Error)]
pub enum ReleasesError {
    /// There is no such thing, or not for whoever asks.
    #[error("Not found.")]
    NoSuch,
    /// What was sent is wrong, by field.
    #[error("{}", sentences(.0))]
    Invalid(FieldErrors),
    /// A number or a name that is given once has been given.
    #[error("{0}")]
    Taken(String),
    /// A release of this archive name has been published, with other bytes or other words.
    #[error(
        "{0} has been published and differs from this: what is published never changes, so give \
         the archive another name"
    )]
    Published(String),
    /// A release of this archive name has been withdrawn.
    #[error("{0} has been withdrawn, and its name is not given again")]
    Withdrawn(String),
    /// Nobody subscribes without accepting the licences.
    #[error("Every licence must be accepted.")]
    NotAccepted,
    /// The archive is larger than any may be.
    #[error("The archive is larger than 4 GiB.")]
    TooLarge,
    /// Somebody took the files for abandoned.
    #[error("the upload was silent for too long and has been removed: start again")]
    Collected,
    /// The archive did not come to its end.
    #[error("the archive cannot be read: {0}")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The object store failed.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
    /// The object store has not what it must have.
    #[error(
        "the object store has no {0}, which was published last: it is another place, or its disk is \
         not there"
    )]
    Away(String),
    /// No connection to the database could be had.
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[from] PoolError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DatabaseError),
    /// Nothing could be signed.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The key to sign with cannot be read.
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// Work that was done aside did not come to its end.
    #[error("work was not finished: {0}")]
    Unfinished(#[from] JoinError),
}

impl ReleasesError {
    /// That one field is wrong.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(FieldErrors::from([(field.to_owned(), vec![message.into()])]))
    }
}

/// What is wrong with each field: `name: This field is required. archive: …`.
fn sentences(fields: &FieldErrors) -> String {
    let sentences = fields.iter().map(|(field, errors)| format!("{field}: {}", errors.join(" ")));
    sentences.collect::<Vec<_>>().join(" ")
}
