use diesel::result::Error as DatabaseError;
use thiserror::Error;
use tokio::task::JoinError;
use web::ApiError;

/// What datasets cannot do, in words for the person who asked.
#[derive(Debug, Error)]
pub enum DatasetsError {
    /// There is no such dataset, or not for whoever asks.
    #[error("Not found.")]
    NoSuch,
    /// Whoever asks may see it, but not do this.
    #[error("You do not have permission to perform this action.")]
    Forbidden,
    /// Lists of the NHS Data Dictionary change where they are published.
    #[error("You do not have permission to modify NHS Data Dictionary datasets")]
    NhsDataDictionary,
    /// Others rely on it.
    #[error("Cannot delete published dataset that has custom versions created by others")]
    HasCustomVersions,
    /// Only what everybody sees can be copied.
    #[error("Custom versions can only be made of global datasets")]
    NotGlobal,
    /// There is nothing left to publish.
    #[error("The dataset is global already")]
    AlreadyGlobal,
    /// The key is that of another dataset, which may have been deleted.
    #[error("A dataset with this key already exists.")]
    KeyTaken,
    /// It is not what the caller thinks it is (RFC 9110 §13.1.1).
    #[error("The dataset was changed since it was read.")]
    Changed,
    /// What was sent is wrong, as the answer tells.
    #[error("{}", .0.message())]
    Refused(Box<ApiError>),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DatabaseError),
    /// What is kept cannot be read.
    #[error("what is kept cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// Work that was done aside did not come to its end.
    #[error("work was not finished: {0}")]
    Unfinished(#[from] JoinError),
}

impl From<ApiError> for DatasetsError {
    fn from(refusal: ApiError) -> Self {
        Self::Refused(Box::new(refusal))
    }
}
