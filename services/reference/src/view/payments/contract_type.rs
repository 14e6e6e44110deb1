use std::str::FromStr;

use thiserror::Error;

/// The longest word that can be a type of contract.
const LONGEST: usize = 20;

/// What a practice has contracted for, in capitals: `GMS`, `PMS`, `APMS` or
/// another word, for the NHS may have new ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContractType(String);

/// Not a type of contract.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a type of contract such as GMS, PMS or APMS.")]
pub struct InvalidContractType(String);

impl FromStr for ContractType {
    type Err = InvalidContractType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = text.trim();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" -/".contains(&byte);
        if word.is_empty() || word.len() > LONGEST || !word.bytes().all(plain) {
            return Err(InvalidContractType(text.chars().take(40).collect()));
        }
        Ok(Self(word.to_ascii_uppercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_contract_are_in_capitals() {
        for (text, expected) in [
            ("GMS", Some("GMS")),
            (" apms ", Some("APMS")),
            ("Pms", Some("PMS")),
            ("", None),
            ("G_M_S", None),
            ("ALTERNATIVE PROVIDER OF MEDICAL SERVICES", None),
        ] {
            let read = text.parse::<ContractType>().ok().map(|ContractType(word)| word);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
