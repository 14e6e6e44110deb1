use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use thiserror::Error;

use crate::Rates;

/// A user whom accounts vouched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The user's id in accounts.
    pub user: i64,
    /// Whether the user is staff of the platform.
    pub staff: bool,
    /// The API key the user called with.
    pub key: Key,
}

/// The API key behind a call, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its id in accounts.
    pub id: i64,
    /// Its readable start.
    pub prefix: String,
    /// What it may read; empty means everything.
    pub scopes: Vec<Scope>,
    /// Its own rates, where they differ from the tier's.
    pub throttle: Option<Rates>,
    /// When it ends.
    pub expires_at: Option<SystemTime>,
}

impl Key {
    /// Whether this key may read what `scope` names.
    pub fn covers(&self, scope: Scope) -> bool {
        self.scopes.is_empty() || self.scopes.contains(&scope)
    }
}

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
    const ALL: [Self; 7] = [
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
