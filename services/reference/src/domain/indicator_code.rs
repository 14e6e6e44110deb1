use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// The code of a QOF indicator or of a group of them, such as `DM019` or `DM`.
/// Upper case, 2 to 10 letters and digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "ArrayString<10>", into = "ArrayString<10>")]
#[schema(value_type = String, as = reference::IndicatorCode, example = "DM019")]
pub struct IndicatorCode(ArrayString<10>);

impl IndicatorCode {
    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Not a code.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not an indicator code: 2 to 10 letters and digits.")]
pub struct InvalidIndicatorCode(String);

impl FromStr for IndicatorCode {
    type Err = InvalidIndicatorCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let invalid = || InvalidIndicatorCode(text.chars().take(40).collect());
        if trimmed.len() < 2 || !trimmed.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(invalid());
        }
        let mut code = ArrayString::from(trimmed).map_err(|_| invalid())?;
        code.make_ascii_uppercase();
        Ok(Self(code))
    }
}

impl TryFrom<ArrayString<10>> for IndicatorCode {
    type Error = InvalidIndicatorCode;

    fn try_from(text: ArrayString<10>) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<IndicatorCode> for ArrayString<10> {
    fn from(code: IndicatorCode) -> Self {
        code.0
    }
}

impl fmt::Display for IndicatorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for IndicatorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IndicatorCode({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_may_have_two_characters() {
        for (text, expected) in [
            ("DM", Some("DM")),
            (" dm019 ", Some("DM019")),
            ("ABCDEFGHIJ", Some("ABCDEFGHIJ")),
            ("ABCDEFGHIJK", None),
            ("D", None),
            ("DM-19", None),
            ("", None),
        ] {
            let code = text.parse::<IndicatorCode>().ok().map(|code| code.to_string());
            assert_eq!(code.as_deref(), expected, "{text}");
        }
    }
}
