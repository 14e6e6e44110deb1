//! What the tables of the Quality and Outcomes Framework (QOF) share.

mod columns;
mod index;

use std::path::Path;

pub(super) use columns::{Counts, column};
pub use index::Index;
pub(super) use index::Indexing;

use super::{Column, ReadError, Record, Reject, Source};
use crate::domain::{FinancialYear, IndicatorCode, Period};

/// Where NHS England publishes them.
pub(super) const PAGE: &str = "https://digital.nhs.uk/data-and-information/publications/statistical/quality-and-outcomes-framework-achievement-prevalence-and-exceptions-data";

/// Tables that come with the publisher's own program for 2023/24. Their names
/// tell no year, and that of their folder may be wrong for the previous one.
const YEARS: [(&str, &str); 3] = [
    ("INDICATOR_REFERENCE_CONTROL", "2023/24"),
    ("PREVIOUS_INDICATOR_MAPPINGS", "2022/23"),
    ("QOF_MANUAL_MAPPINGS", "2023/24"),
];

/// The year that a table is about, once it has been read. No file of QOF has
/// it inside, so its names tell.
pub(super) fn period(source: &Source<'_>) -> Result<Period, ReadError> {
    let known = source.names().iter().find_map(|name| year_of(name));
    Ok(Period::year(known.map_or_else(|| source.year(), Ok)?))
}

/// The cell as the code of an indicator, or of a group of them.
pub(super) fn indicator(record: &Record<'_>, column: Column) -> Result<IndicatorCode, Reject> {
    let code = record.text(column).parse::<IndicatorCode>();
    code.map_err(|error| record.reject(column, error))
}

fn year_of(name: &str) -> Option<FinancialYear> {
    let stem = Path::new(name).file_stem()?.to_str()?;
    let (_, year) = YEARS.iter().find(|(known, _)| known.eq_ignore_ascii_case(stem))?;
    year.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_the_publishers_program_have_a_year() {
        for (name, year) in [
            ("INDICATOR_REFERENCE_CONTROL.csv", Some("2023/24")),
            ("metadata/previous_indicator_mappings.csv", Some("2022/23")),
            ("QOF_MANUAL_MAPPINGS", Some("2023/24")),
            ("QOF_MANUAL_MAPPINGS_2425.csv", None),
            ("MAPPING_INDICATORS_2425.csv", None),
            ("", None),
        ] {
            assert_eq!(year_of(name).map(|year| year.to_string()).as_deref(), year, "{name}");
        }
    }
}
