use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::geographies::{Geographies, Sited};
use super::indicators::Indicators;
use crate::domain::{Boundaries, Code, IndicatorCode, Level, Release, percent};
use crate::publications::qof_prevalence::{self, Table, Totals};
use crate::view::levels::{Figures, Organisation, Placed};
use crate::view::maps::Maps;
use crate::view::period_figures::PeriodFigures;
use crate::view::shelf::Tabled;

/// The type of a list that has patients of every age.
const ALL_AGES: &str = "TOTAL";

/// The disease registers of one year.
pub struct Prevalence {
    /// What they are of, by code.
    pub groups: Vec<Group>,
    /// The registers, at every level.
    pub figures: PeriodFigures<Registers>,
    /// The mean list of a practice, with patients of every age; halves go up.
    pub average_list_size: Option<u32>,
    /// Whether every practice has a row for every group.
    complete: bool,
}

/// A group of indicators that has a register.
pub struct Group {
    /// Its code, such as `DM`.
    pub code: IndicatorCode,
    /// Its name, where the year has a table of indicators.
    pub name: Option<String>,
    /// Which patients the lists have; nothing where practices differ.
    pub patient_list_type: Option<String>,
    /// The sums of all practices that have both figures.
    pub national: Totals,
    /// Their prevalence.
    pub national_percent: Option<f64>,
}

/// The register of a group at an organisation. Sums leave out practices
/// without a register or a list.
pub struct Register<'a> {
    /// Whose.
    pub organisation: &'a Organisation,
    /// Of what.
    pub group: &'a Group,
    /// Patients on it.
    pub register: Option<u64>,
    /// Patients who could be.
    pub list_size: Option<u64>,
    /// Which patients those are.
    pub patient_list_type: Option<&'a str>,
    /// The practices that have both figures.
    pub practices: u32,
}

impl Prevalence {
    pub(super) fn new(
        Tabled { release, table }: &Tabled<Table>,
        indicators: Option<&Indicators>,
        geographies: &Geographies,
        maps: &Arc<Maps>,
        known: &[Release],
    ) -> Self {
        let practices = table.index.runs().map(|(code, rows)| {
            let Sited { name, geography } = geographies.of(code);
            let figures = Registers::Rows { table: Arc::clone(table), rows };
            Placed { code, name, geography, figures }
        });
        let expected = geographies.roll.clone();
        Self {
            groups: groups(table, indicators),
            figures: PeriodFigures::new(release, known, practices.collect(), expected, maps),
            average_list_size: average_list_size(table),
            complete: table.len() == table.index.practices().len() * table.index.indicators().len(),
        }
    }

    /// The register of a group at an organisation, both by their places.
    pub fn at(
        &self,
        boundaries: Boundaries,
        level: Level,
        organisation: usize,
        group: usize,
    ) -> Option<Register<'_>> {
        let table = self.figures.levels(boundaries).at(level);
        let registers = table.figures.get(organisation)?;
        let totals = registers.totals(group);
        let own = registers.row(group).filter(|_| level == Level::Practice);
        let sums = Some(totals).filter(|totals| totals.practices > 0);
        let group = self.groups.get(group)?;
        let (register, list_size, patient_list_type) = match own {
            Some(own) => {
                let [register, list_size] = [own.register, own.list_size];
                (register.map(u64::from), list_size.map(u64::from), own.patient_list_type)
            }
            None => (
                sums.map(|sums| sums.register),
                sums.map(|sums| sums.list_size),
                group.patient_list_type.as_deref(),
            ),
        };
        Some(Register {
            organisation: table.organisations.get(organisation)?,
            group,
            register,
            list_size,
            patient_list_type,
            practices: totals.practices,
        })
    }

    /// Whether a row of the file stands behind the register of a group at an
    /// organisation; sums always have one.
    pub fn is_told(
        &self,
        boundaries: Boundaries,
        level: Level,
        organisation: usize,
        group: usize,
    ) -> bool {
        let registers = || self.figures.levels(boundaries).at(level).figures.get(organisation);
        self.complete
            || level != Level::Practice
            || registers().is_some_and(|own| own.row(group).is_some())
    }

    /// Whether there are registers of a practice.
    pub fn has(&self, practice: Code) -> bool {
        self.figures.has(practice)
    }

    /// Practices there should be in England, where that is known.
    pub fn practices_expected(&self) -> Option<u32> {
        let england = self.figures.levels(Boundaries::AsPublished).at(Level::England);
        england.organisations.first()?.expected
    }

    /// The place of a group.
    pub(super) fn place_of(&self, group: &str) -> Option<usize> {
        self.groups.binary_search_by(|own| own.code.as_str().cmp(group)).ok()
    }
}

/// The registers of an organisation, one for each group.
#[derive(Clone, Debug)]
pub enum Registers {
    /// Those of a practice, which stay in their table.
    Rows {
        /// The table.
        table: Arc<Table>,
        /// Where they are.
        rows: Range<usize>,
    },
    /// Those of several, added up.
    Sums(Box<[Totals]>),
}

impl Registers {
    /// The row of a group; sums have none.
    fn row(&self, group: usize) -> Option<qof_prevalence::Prevalence<'_>> {
        let Self::Rows { table, rows } = self else { return None };
        let groups = table.index.indicators();
        let code = groups.get(group)?;
        // Nearly every practice has all groups.
        if rows.len() == groups.len() {
            return table.row(rows.start + group);
        }
        rows.clone().filter_map(|row| table.row(row)).find(|row| row.group_code == *code)
    }

    /// The sums of a group.
    fn totals(&self, group: usize) -> Totals {
        if let Self::Sums(sums) = self {
            return sums.get(group).copied().unwrap_or_default();
        }
        let both = self.row(group).and_then(|row| row.register.zip(row.list_size));
        both.map_or_else(Totals::default, |(register, list_size)| Totals {
            register: register.into(),
            list_size: list_size.into(),
            practices: 1,
        })
    }
}

impl Figures for Registers {
    fn add(&mut self, other: &Self) {
        if let Self::Rows { table, .. } = &*self {
            let groups = 0..table.index.indicators().len();
            *self = Self::Sums(groups.map(|group| self.totals(group)).collect());
        }
        let Self::Sums(sums) = self else { return };
        for (group, sum) in sums.iter_mut().enumerate() {
            let others = other.totals(group);
            sum.register += others.register;
            sum.list_size += others.list_size;
            sum.practices += others.practices;
        }
    }

    /// The patients of the first list there is: practices have the same lists.
    fn weight(&self) -> u64 {
        match self {
            Self::Rows { table, rows } => {
                let mut rows = rows.clone().filter_map(|row| table.row(row));
                rows.find_map(|row| row.list_size).map_or(0, u64::from)
            }
            Self::Sums(sums) => sums.first().map_or(0, |sum| sum.list_size),
        }
    }
}

fn groups(table: &Table, indicators: Option<&Indicators>) -> Vec<Group> {
    let groups = table.index.indicators().iter().zip(list_types(table));
    let groups = groups.map(|(&code, patient_list_type)| {
        let national = table.totals(code).unwrap_or_default();
        let name = indicators.and_then(|all| all.group_name(code.as_str()));
        Group {
            code,
            name: name.map(str::to_owned),
            patient_list_type,
            national,
            national_percent: percent(national.register, national.list_size),
        }
    });
    groups.collect()
}

/// The type of the lists of each group, where all practices have the same.
fn list_types(table: &Table) -> Vec<Option<String>> {
    let mut types = vec![BTreeSet::new(); table.index.indicators().len()];
    for (row, group) in table.index.places().enumerate() {
        if let Some((row, types)) = table.row(row).zip(types.get_mut(group)) {
            types.insert(row.patient_list_type);
        }
    }
    let one = |types: BTreeSet<Option<&str>>| match types.len() {
        1 => types.into_iter().flatten().next().map(str::to_owned),
        _ => None,
    };
    types.into_iter().map(one).collect()
}

fn average_list_size(table: &Table) -> Option<u32> {
    let lists = table.index.runs().filter_map(|(_, rows)| {
        let rows = rows.filter_map(|row| table.row(row));
        let mut lists = rows.filter(|row| row.patient_list_type == Some(ALL_AGES));
        lists.find_map(|row| row.list_size)
    });
    let (sum, count) = lists.fold((0, 0), |(sum, count), list| (sum + u64::from(list), count + 1));
    u32::try_from((sum * 2 + count).checked_div(count * 2)?).ok()
}
