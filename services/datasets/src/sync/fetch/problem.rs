use std::error::Error as _;
use std::io;
use std::time::Duration;

use reqwest::StatusCode;
use thiserror::Error;
use url::Url;

/// An address could not be read.
#[derive(Debug, Error)]
#[error("{url}: {problem}")]
pub struct FetchError {
    /// Which, without user, password, query and fragment.
    pub url: String,
    /// Why not.
    #[source]
    pub problem: Problem,
}

impl FetchError {
    pub(super) fn new(url: &Url, problem: Problem) -> Self {
        Self { url: shown(url), problem }
    }
}

/// An address without what may be secret in it.
pub(in crate::sync) fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    // What has no host has no password either.
    let _ = shown.set_password(None);
    let _ = shown.set_username("");
    shown.set_query(None);
    shown.set_fragment(None);
    shown.into()
}

/// Why an address could not be read.
#[derive(Debug, Error)]
pub enum Problem {
    /// The address is of another kind.
    #[error("addresses that begin with {0}: are not read, but http:, https: and file:")]
    Scheme(String),
    /// It is the address of a file, but of none on this machine.
    #[error("this is no path on this machine")]
    NoPath,
    /// The file is not there, or may not be read.
    #[error("the file cannot be read: {0}")]
    File(#[source] io::Error),
    /// Nobody answers there.
    #[error("the server cannot be reached{}", cause(.0))]
    Unreachable(#[source] reqwest::Error),
    /// It took too long.
    #[error("the answer was not complete after {} s", .0.as_secs_f64())]
    TooSlow(Duration),
    /// The connection was lost before the end.
    #[error("the answer broke off{}", cause(.0))]
    BrokeOff(#[source] reqwest::Error),
    /// It goes round in circles.
    #[error("the server redirects too often")]
    Redirects,
    /// The server does not give it.
    #[error("the server answered {status}")]
    Status {
        /// What it answered.
        status: StatusCode,
        /// When it wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// It is something else.
    #[error("the answer is {found}, where {expected} is expected")]
    ContentType {
        /// What it should be.
        expected: &'static str,
        /// What it says it is.
        found: String,
    },
    /// It is compressed, though nobody asked for that.
    #[error("the answer is encoded as {0}, which was not asked for")]
    Encoded(String),
    /// It has no end.
    #[error("the answer has more than {0} bytes")]
    TooLarge(usize),
    /// Nobody can tell what its bytes mean.
    #[error("the answer is neither UTF-8 nor what it says it is")]
    Charset,
}

impl Problem {
    /// Whether another attempt may go well.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::TooSlow(_) | Self::BrokeOff(_) => true,
            Self::Status { status, .. } => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            _ => false,
        }
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// What is at the bottom of an error; what is above says little.
fn cause(error: &reqwest::Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.last().map(|cause| format!(": {cause}")).unwrap_or_default()
}
