//! Words and rules of NHS reference data that need no I/O.

mod code;
mod financial_year;
mod freshness;
mod geography;
mod indicator_code;
mod level;
mod month;
mod qof_point_value;
mod rates;
mod regions;
mod release;
mod status;

pub use code::{Code, InvalidCode};
pub use financial_year::{FinancialYear, InvalidYear};
pub use freshness::Freshness;
pub use geography::Geography;
pub use indicator_code::{IndicatorCode, InvalidIndicatorCode};
pub use level::{Boundaries, Level, UnknownBoundaries, UnknownLevel};
pub use month::{Day, InvalidDay, InvalidMonth, Month};
pub use qof_point_value::qof_point_value;
pub use rates::{per, percent};
pub use regions::{InvalidRegions, Regions};
pub use release::{
    ChangeCounts, Origin, Period, Release, ReleaseFile, Standing, awaited, release_id, replaced,
    serving, standing,
};
pub use status::{Status, UnknownStatus};
