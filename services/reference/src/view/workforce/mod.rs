mod figures;
mod staffing;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

pub use self::figures::{Reporting, StaffFigures};
use self::figures::{SUMMED, in_decimals};
pub use self::staffing::Staffing;
use self::staffing::either;
use super::levels::Placed;
use super::maps::Maps;
use super::period_figures::{PeriodFigures, Roll};
use super::places::PlaceFilter;
use super::shelf::{Shelf, Tabled};
use crate::domain::{Boundaries, Code, Level, Release};
use crate::publications::nwrs_practice_level::{Group, RoleFigures, StaffGroup, Table};

/// Who works at practices, snapshot by snapshot.
#[derive(Default)]
pub struct Workforce {
    /// Newest first.
    pub snapshots: Vec<SnapshotOfStaff>,
}

/// Who worked at practices on one day.
pub struct SnapshotOfStaff {
    /// The release.
    pub release: Arc<Release>,
    /// Its figures, at every level.
    pub figures: PeriodFigures<Staffing>,
}

impl Workforce {
    /// Adds up every snapshot. Its file says where practices were, and which
    /// there were: those that told nothing are in it too.
    pub(super) fn new(shelf: &Shelf, maps: &Arc<Maps>, known: &[Release]) -> Self {
        Self::of(&shelf.tables(), maps, known)
    }

    fn of(tables: &[Tabled<Table>], maps: &Arc<Maps>, known: &[Release]) -> Self {
        let snapshots = tables.iter().map(|tabled| SnapshotOfStaff::new(tabled, maps, known));
        Self { snapshots: snapshots.collect() }
    }

    /// Whether a practice is in any of them.
    pub fn has(&self, practice: Code) -> bool {
        self.snapshots.iter().any(|snapshot| snapshot.figures.has(practice))
    }
}

impl SnapshotOfStaff {
    fn new(tabled: &Tabled<Table>, maps: &Arc<Maps>, known: &[Release]) -> Self {
        let Tabled { release, table } = tabled;
        let practices = table.practices().iter().map(|practice| Placed {
            code: practice.code,
            name: Some(Arc::clone(&practice.name)),
            geography: Arc::clone(&practice.geography),
            figures: Staffing::of(&practice.staff),
        });
        let roll = table.practices().iter();
        let roll: Roll =
            roll.map(|practice| (practice.code, Arc::clone(&practice.geography))).collect();
        let expected = Some(Arc::new(roll));
        let figures = PeriodFigures::new(release, known, practices.collect(), expected, maps);
        Self { release: Arc::clone(release), figures }
    }

    /// The day: the last of a month.
    pub fn day(&self) -> NaiveDate {
        self.figures.provenance.period_end
    }

    /// How many practices there are, whatever they told.
    pub fn practices(&self) -> usize {
        let table = self.figures.levels(Boundaries::AsPublished).at(Level::Practice);
        table.organisations.len()
    }

    /// The roles that anybody has at the practices of an organisation, by
    /// group and word, each of the practices that told of the group.
    pub fn roles(
        &self,
        boundaries: Boundaries,
        level: Level,
        organisation: Code,
    ) -> Vec<RoleFigures> {
        let table = self.figures.levels(boundaries).at(Level::Practice);
        let practices = table.places.select(&within(level, organisation));
        let staff = practices.ones().filter_map(|row| table.figures.get(row)?.staff());
        let mut sums: BTreeMap<(StaffGroup, Arc<str>), Group> = BTreeMap::new();
        for role in staff.flat_map(|staff| staff.roles()) {
            let sum = sums.entry((role.staff_group, role.role)).or_default();
            sum.headcount = either(sum.headcount, role.headcount, |one, other| one + other);
            sum.fte = either(sum.fte, role.fte, |one, other| one + other);
        }
        let roles = sums.into_iter().map(|((staff_group, role), sum)| {
            let Group { headcount, fte } = in_decimals(sum, SUMMED);
            RoleFigures { staff_group, role, headcount, fte }
        });
        roles.collect()
    }
}

/// The practices of an organisation.
fn within(level: Level, organisation: Code) -> PlaceFilter {
    let mut filter = PlaceFilter::default();
    let codes = match level {
        Level::Practice => &mut filter.org,
        Level::Pcn => &mut filter.pcn,
        Level::SubIcb => &mut filter.sub_icb,
        Level::Icb => &mut filter.icb,
        Level::Region => &mut filter.region,
        Level::England => return filter,
    };
    codes.push(organisation);
    filter
}
