use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum OrgType {
    /// A GP practice.
    Practice,
    /// A primary care network.
    Pcn,
    /// A sub-ICB location.
    SubIcb,
    /// An integrated care board.
    Icb,
    /// An NHS England region.
    Region,
}

impl OrgType {
    const ALL: [Self; 5] = [Self::Practice, Self::Pcn, Self::SubIcb, Self::Icb, Self::Region];

    /// The word for it in keys and segments.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Pcn => "pcn",
            Self::SubIcb => "sub_icb",
            Self::Icb => "icb",
            Self::Region => "region",
        }
    }
}

impl fmt::Display for OrgType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not a type of organisation.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a type of organisation")]
pub struct UnknownOrgType(String);

impl FromStr for OrgType {
    type Err = UnknownOrgType;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|known| known.as_str() == word);
        found.ok_or_else(|| UnknownOrgType(word.chars().take(40).collect()))
    }
}

impl TryFrom<String> for OrgType {
    type Error = UnknownOrgType;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}

impl From<OrgType> for &'static str {
    fn from(org_type: OrgType) -> Self {
        org_type.as_str()
    }
}
