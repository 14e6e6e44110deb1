use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

/// The supplier of a practice's clinical system, or several of them: `TPP/EMIS`
/// and `emis/tpp` are the same, for the source has them in either order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Supplier(Arc<str>);

/// Not a supplier.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a supplier such as EMIS or TPP/EMIS.")]
pub struct InvalidSupplier(String);

impl FromStr for Supplier {
    type Err = InvalidSupplier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = text.split('/').map(str::trim).filter(|name| !name.is_empty());
        let names: BTreeSet<String> = names.map(str::to_uppercase).collect();
        if names.is_empty() {
            return Err(InvalidSupplier(text.chars().take(40).collect()));
        }
        let names: Vec<String> = names.into_iter().collect();
        Ok(Self(names.join("/").into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suppliers_are_sets_of_names() {
        let supplier = |text: &str| text.parse::<Supplier>().unwrap();
        for (one, other, same) in [
            ("EMIS", "emis", true),
            ("TPP/EMIS", "EMIS/TPP", true),
            ("TPP/EMIS", " emis / Tpp /", true),
            ("TPP/TPP", "TPP", true),
            ("TPP/EMIS", "TPP", false),
            ("EMIS", "EMIS/EVERGREENLIFE", false),
        ] {
            assert_eq!(supplier(one) == supplier(other), same, "{one} {other}");
        }
        for text in ["", "/", " / "] {
            assert_eq!(text.parse::<Supplier>(), Err(InvalidSupplier(text.to_owned())));
        }
    }
}
