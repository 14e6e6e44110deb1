use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A resource of reference that a key can be limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Practices and their population.
    Practices,
    /// Primary care networks.
    Pcns,
    /// Patients registered at a GP practice.
    ListSizes,
    /// Appointments in General Practice.
    GpAppointments,
    /// Quality and Outcomes Framework.
    Qof,
    /// National Workforce Reporting Service.
    Nwrs,
    /// NHS Payments to General Practice.
    NhsPayments,
}

impl Scope {
    /// Every scope, in the order of the API.
    pub const ALL: [Self; 7] = [
        Self::Practices,
        Self::Pcns,
        Self::ListSizes,
        Self::GpAppointments,
        Self::Qof,
        Self::Nwrs,
        Self::NhsPayments,
    ];

    /// The word for it: the same as in the path.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Practices => "practices",
            Self::Pcns => "pcns",
            Self::ListSizes => "list-sizes",
            Self::GpAppointments => "gp-appointments",
            Self::Qof => "qof",
            Self::Nwrs => "nwrs",
            Self::NhsPayments => "nhs-payments",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not a scope.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("unknown scope {0:?}; there are {list}", list = Scope::ALL.map(Scope::as_str).join(", "))]
pub struct UnknownScope(String);

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|scope| scope.as_str() == word);
        found.ok_or_else(|| UnknownScope(word.to_owned()))
    }
}
