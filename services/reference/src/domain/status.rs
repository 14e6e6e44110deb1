use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// Whether an organisation works.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(try_from = "String", into = "&'static str")]
#[schema(as = reference::Status, rename_all = "snake_case")]
pub enum Status {
    /// Open.
    Active,
    /// Closed; older figures still refer to it.
    Closed,
    /// Not working, and not closed.
    Dormant,
    /// Not yet open.
    Proposed,
}

impl Status {
    const ALL: [Self; 4] = [Self::Active, Self::Closed, Self::Dormant, Self::Proposed];

    fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
            Self::Dormant => "dormant",
            Self::Proposed => "proposed",
        }
    }
}

/// Not a status.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a status; there are {list}.", list = Status::ALL.map(Status::as_str).join(", "))]
pub struct UnknownStatus(String);

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(word));
        found.ok_or_else(|| UnknownStatus(word.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Status {
    type Error = UnknownStatus;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

impl From<Status> for &'static str {
    fn from(status: Status) -> Self {
        status.as_str()
    }
}
