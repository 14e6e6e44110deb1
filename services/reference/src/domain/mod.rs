//! Words and rules of NHS reference data that need no I/O.

mod code;
mod release;
mod status;

pub use code::{Code, InvalidCode};
pub use release::{Origin, Period, Release, release_id, serving};
pub use status::{Status, UnknownStatus};
