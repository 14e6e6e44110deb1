use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// An ODS code: of a practice, PCN, sub-ICB, ICB or region. Upper case, 3 to
/// 10 letters and digits, for ODS issues new shapes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "ArrayString<10>", into = "ArrayString<10>")]
#[schema(value_type = String, as = reference::Code, example = "A81001")]
pub struct Code(ArrayString<10>);

impl Code {
    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Not a code.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not an ODS code: 3 to 10 letters and digits.")]
pub struct InvalidCode(String);

impl FromStr for Code {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let invalid = || InvalidCode(text.chars().take(40).collect());
        if trimmed.len() < 3 || !trimmed.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(invalid());
        }
        let mut code = ArrayString::from(trimmed).map_err(|_| invalid())?;
        code.make_ascii_uppercase();
        Ok(Self(code))
    }
}

impl TryFrom<ArrayString<10>> for Code {
    type Error = InvalidCode;

    fn try_from(text: ArrayString<10>) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Code> for ArrayString<10> {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl Borrow<str> for Code {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_trimmed_and_upper_cased() {
        for (text, expected) in [
            ("A81001", Some("A81001")),
            (" a81001 ", Some("A81001")),
            ("QHM", Some("QHM")),
            ("z9b2z", Some("Z9B2Z")),
            ("ABCDEFGHIJ", Some("ABCDEFGHIJ")),
            ("ABCDEFGHIJK", None),
            ("AB", None),
            ("", None),
            ("A8-01", None),
            ("A81 01", None),
            ("Á8100", None),
        ] {
            assert_eq!(text.parse::<Code>().ok().map(|code| code.to_string()).as_deref(), expected);
        }
    }
}
