use std::sync::Arc;

use crate::domain::{IndicatorCode, Origin, Release};
pub use crate::publications::qof_mapping_indicators::Row as Indicator;
use crate::view::provenance::Provenance;
use crate::view::shelf::Tabled;

/// The indicators of one year.
pub struct Indicators {
    /// The release they are from.
    pub provenance: Provenance,
    /// What that is.
    pub origin: Origin,
    /// By code.
    pub rows: Vec<Arc<Indicator>>,
}

impl Indicators {
    pub(super) fn new(indicators: &Tabled<Vec<Indicator>>, known: &[Release]) -> Self {
        let rows = indicators.table.iter().cloned().map(Arc::new);
        let mut rows: Vec<Arc<Indicator>> = rows.collect();
        rows.sort_by_key(|row| row.indicator_code);
        let release = &indicators.release;
        Self { provenance: Provenance::of(release, known), origin: release.origin, rows }
    }

    /// One of them.
    pub fn find(&self, code: IndicatorCode) -> Option<&Arc<Indicator>> {
        let at = self.rows.binary_search_by_key(&code, |row| row.indicator_code).ok()?;
        self.rows.get(at)
    }

    /// The name of a group of them.
    pub fn group_name(&self, group: &str) -> Option<&str> {
        let own = self.rows.iter().find(|row| row.group_code == group)?;
        Some(own.group_name.as_str())
    }

    /// The points of all, as far as they are known.
    pub fn total_points(&self) -> Option<f64> {
        self.rows.iter().filter_map(|row| row.points).reduce(|sum, points| sum + points)
    }
}
