//! Numbers that name things: each kind has a type of its own, so that a shift
//! is never looked up by a clinician's number.

use diesel_derive_newtype::DieselNewType;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident)+) => {$(
        $(#[$doc])+
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            DieselNewType,
        )]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A practice: the organisation of accounts that a rota belongs to.
    PracticeId
    /// A clinician.
    ClinicianId
    /// A working term.
    WorkingTermId
    /// A shift.
    ShiftId
    /// A leave request.
    LeaveRequestId
    /// An alert.
    AlertId
    /// A run of the generator.
    GenerationRunId
}
