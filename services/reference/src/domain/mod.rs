//! Words and rules of NHS reference data that need no I/O.

mod code;
mod financial_year;
mod freshness;
mod geography;
mod level;
mod month;
mod release;
mod status;

pub use code::{Code, InvalidCode};
pub use financial_year::FinancialYear;
pub use freshness::Freshness;
pub use geography::Geography;
pub use level::{Boundaries, Level, UnknownBoundaries, UnknownLevel};
pub use month::{Day, InvalidDay, InvalidMonth, Month};
pub use release::{
    ChangeCounts, Origin, Period, Release, ReleaseFile, Standing, release_id, replaced, serving,
    standing,
};
pub use status::{Status, UnknownStatus};
