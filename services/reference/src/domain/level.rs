use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// How far figures are added up.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(try_from = "String", into = "&'static str")]
#[schema(as = reference::Level, rename_all = "snake_case")]
pub enum Level {
    /// Not at all.
    Practice,
    /// By primary care network; practices without one are left out.
    Pcn,
    /// By sub-ICB location.
    SubIcb,
    /// By integrated care board.
    Icb,
    /// By NHS England region.
    Region,
    /// All together.
    England,
}

impl Level {
    /// Every level, narrowest first.
    pub const ALL: [Self; 6] =
        [Self::Practice, Self::Pcn, Self::SubIcb, Self::Icb, Self::Region, Self::England];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Pcn => "pcn",
            Self::SubIcb => "sub_icb",
            Self::Icb => "icb",
            Self::Region => "region",
            Self::England => "england",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not a level.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a level; there are {list}.", list = Level::ALL.map(Level::as_str).join(", "))]
pub struct UnknownLevel(String);

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(word));
        found.ok_or_else(|| UnknownLevel(word.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Level {
    type Error = UnknownLevel;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

impl From<Level> for &'static str {
    fn from(level: Level) -> Self {
        level.as_str()
    }
}

/// Whose geography figures are placed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Boundaries {
    /// As published with the period.
    #[default]
    AsPublished,
    /// Those of the newest map, for every period.
    Current,
}

/// Not a choice of geography.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a geography; there are as_published and current.")]
pub struct UnknownBoundaries(String);

impl FromStr for Boundaries {
    type Err = UnknownBoundaries;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word.to_ascii_lowercase().as_str() {
            "as_published" => Ok(Self::AsPublished),
            "current" => Ok(Self::Current),
            _ => Err(UnknownBoundaries(word.chars().take(40).collect())),
        }
    }
}
