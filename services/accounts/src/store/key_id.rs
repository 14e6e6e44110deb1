use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Which key: those of users and those of organisations are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyId {
    /// A user's bearer key, written `12`.
    Bearer(i64),
    /// An organisation's key for signed requests, written `s12`.
    Signed(i64),
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bearer(id) => write!(f, "{id}"),
            Self::Signed(id) => write!(f, "s{id}"),
        }
    }
}

/// Not the id of a key.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a key; write for example 12, or s12 for a key for signed requests")]
pub struct InvalidKeyId(String);

impl FromStr for KeyId {
    type Err = InvalidKeyId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = match text.strip_prefix('s') {
            Some(id) => id.parse().map(Self::Signed),
            None => text.parse().map(Self::Bearer),
        };
        id.map_err(|_| InvalidKeyId(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_as_they_are_written() {
        for (text, id) in [("12", KeyId::Bearer(12)), ("s12", KeyId::Signed(12))] {
            assert_eq!(text.parse(), Ok(id));
            assert_eq!(id.to_string(), text);
        }
        for bad in ["", "s", "S12", "x12", "s12x", "12s"] {
            assert_eq!(bad.parse::<KeyId>(), Err(InvalidKeyId(bad.to_owned())));
        }
    }
}
