use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::{Code, Geography, Origin};
use crate::publications::practice_level_crosstab_mapping::Table;
use crate::view::period_figures::Roll;
use crate::view::shelf::Tabled;

/// Where each `Mapping.csv` puts the practices of its month.
#[derive(Default)]
pub(super) struct Mappings(Vec<Mapping>);

struct Mapping {
    /// The first day of its month.
    month: NaiveDate,
    origin: Origin,
    /// By code.
    roll: Arc<Roll>,
}

impl Mappings {
    /// Those of all months.
    pub(super) fn new(tables: &[Tabled<Table>]) -> Self {
        let mappings = tables.iter().map(|Tabled { release, table }| {
            let (month, origin) = (release.period.start, release.origin);
            Mapping { month, origin, roll: Arc::clone(&table.practices) }
        });
        Self(mappings.collect())
    }

    /// That of a month, and of the same origin.
    pub(super) fn on(&self, month: NaiveDate, origin: Origin) -> Option<&Arc<Roll>> {
        let same = |mapping: &&Mapping| mapping.month == month && mapping.origin == origin;
        self.0.iter().find(same).map(|mapping| &mapping.roll)
    }
}

/// The place of a practice in a roll, which is sorted by code.
pub(super) fn place(roll: &[(Code, Arc<Geography>)], practice: Code) -> Option<&Arc<Geography>> {
    let at = roll.binary_search_by_key(&practice, |(code, _)| *code).ok()?;
    roll.get(at).map(|(_, geography)| geography)
}
