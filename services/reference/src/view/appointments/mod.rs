mod mappings;
mod merged;
mod supplier;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use fixedbitset::FixedBitSet;

use self::mappings::{Mappings, place};
use self::merged::merged;
pub use self::supplier::{InvalidSupplier, Supplier};
use super::facet::Facet;
use super::levels::{Figures, Placed};
use super::list_sizes::ListSizes;
use super::maps::Maps;
use super::period_figures::{PeriodFigures, Roll};
use super::places::PlaceFilter;
use super::provenance::Provenance;
use super::shelf::{Shelf, Tabled};
use crate::domain::{Boundaries, Code, Level, Release};
use crate::publications::practice_level_crosstab::{Counts, Practice, Table};

/// Appointments in general practice, month by month.
#[derive(Default)]
pub struct Appointments {
    /// Newest first.
    pub months: Vec<MonthOfAppointments>,
}

impl Appointments {
    /// Joins the crosstabs to the places and the patients of their practices.
    pub(super) fn new(
        shelf: &Shelf,
        maps: &Arc<Maps>,
        lists: &ListSizes,
        known: &[Release],
    ) -> Self {
        let sources = Sources { mappings: Mappings::new(&shelf.tables()), maps, lists, known };
        Self { months: sources.months(&shelf.tables()) }
    }

    /// Whether a practice is in any month.
    pub fn has(&self, practice: Code) -> bool {
        self.months.iter().any(|month| month.figures.has(practice))
    }
}

/// The appointments of one month.
pub struct MonthOfAppointments {
    /// Its figures, at every level.
    pub figures: PeriodFigures<AppointmentFigures>,
    /// The national categories that its figures count, in order.
    pub categories: Vec<Arc<str>>,
    /// The suppliers of its practices, which are in the same order in either geography.
    suppliers: Vec<Option<Arc<str>>>,
    by_supplier: Facet<Supplier>,
    /// The releases of its parts, newest first, and which of them each
    /// practice is from.
    sources: Vec<Provenance>,
    parts: Vec<usize>,
}

impl MonthOfAppointments {
    /// Its first day.
    pub fn day(&self) -> NaiveDate {
        self.figures.provenance.period_start
    }

    /// The supplier of the clinical system of a practice, as published. Above
    /// the practice there is none.
    pub fn supplier(&self, level: Level, row: usize) -> Option<&str> {
        if level != Level::Practice {
            return None;
        }
        self.suppliers.get(row)?.as_deref()
    }

    /// The release that figures are from: of a practice that of its region, of
    /// a sum the newest.
    pub fn provenance(&self, level: Level, row: usize) -> &Provenance {
        let part = self.parts.get(row).filter(|_| level == Level::Practice);
        let source = part.and_then(|part| self.sources.get(*part));
        source.unwrap_or(&self.figures.provenance)
    }

    /// Whether the patients of any of its practices are known.
    pub fn has_lists(&self) -> bool {
        let england = self.figures.levels(Boundaries::AsPublished).at(Level::England);
        england.figures.iter().any(|figures| figures.listed.is_some())
    }

    /// The rows of a level that are asked for; `None` is all of them. Only
    /// practices have suppliers.
    pub fn select(
        &self,
        boundaries: Boundaries,
        level: Level,
        filter: &PlaceFilter,
        suppliers: &[Supplier],
    ) -> Option<FixedBitSet> {
        let places = || self.figures.levels(boundaries).at(level).places.select(filter);
        let placed = (*filter != PlaceFilter::default()).then(places);
        let supplied = self.by_supplier.any_of(suppliers).filter(|_| level == Level::Practice);
        match (placed, supplied) {
            (Some(mut rows), Some(supplied)) => {
                rows.intersect_with(&supplied);
                Some(rows)
            }
            (placed, supplied) => placed.or(supplied),
        }
    }
}

/// The appointments of an organisation in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppointmentFigures {
    /// The appointments; the categories are those of the month.
    pub counts: Arc<Counts>,
    /// What is known of its patients, and of the appointments for them.
    pub listed: Option<Listed>,
}

/// Practices whose lists of patients are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The patients on the lists.
    pub patients: u32,
    /// The day of the lists; nothing where they are not of one day.
    pub on: Option<NaiveDate>,
    /// The appointments of just these practices.
    pub appointments: u32,
}

impl Listed {
    fn and(self, other: Self) -> Self {
        Self {
            patients: self.patients + other.patients,
            on: self.on.filter(|_| self.on == other.on),
            appointments: self.appointments + other.appointments,
        }
    }
}

impl Figures for AppointmentFigures {
    fn add(&mut self, other: &Self) {
        let add = |own: &mut [u32], others: &[u32]| {
            own.iter_mut().zip(others).for_each(|(own, other)| *own += other);
        };
        let (own, others) = (Arc::make_mut(&mut self.counts), other.counts.as_ref());
        add(&mut own.status, &others.status);
        add(&mut own.hcp, &others.hcp);
        add(&mut own.mode, &others.mode);
        add(&mut own.wait, &others.wait);
        add(&mut own.categories, &others.categories);
        self.listed = match (self.listed, other.listed) {
            (Some(own), Some(others)) => Some(own.and(others)),
            (own, others) => own.or(others),
        };
    }

    /// A network is where most of its patients are; for a practice without a
    /// list its appointments, of which there is about one in two months for
    /// every patient, stand in.
    fn weight(&self) -> u64 {
        self.listed.map_or_else(|| self.counts.total(), |listed| listed.patients.into())
    }
}

/// What crosstabs are joined to.
struct Sources<'a> {
    mappings: Mappings,
    maps: &'a Arc<Maps>,
    lists: &'a ListSizes,
    known: &'a [Release],
}

impl Sources<'_> {
    /// The months of crosstabs, which are given newest period first.
    fn months(&self, crosstabs: &[Tabled<Table>]) -> Vec<MonthOfAppointments> {
        let months = crosstabs.chunk_by(|one, next| one.release.period == next.release.period);
        months.filter_map(|parts| self.month(parts)).collect()
    }

    /// One month, whole or in parts for several regions.
    fn month(&self, parts: &[Tabled<Table>]) -> Option<MonthOfAppointments> {
        let mut parts: Vec<&Tabled<Table>> = parts.iter().collect();
        parts.sort_by_key(|part| Reverse(part.release.revision));
        let release = &parts.first()?.release;
        let tables: Vec<&Table> = parts.iter().map(|part| part.table.as_ref()).collect();
        let sources = parts.iter().map(|part| Provenance::of(&part.release, self.known)).collect();
        let (Table { categories, practices }, parts) = merged(&tables);
        let rolls = self.rolls(release);
        let placed = practices.iter().map(|practice| self.placed(release, &rolls, practice));
        let expected = rolls.first().cloned();
        let figures =
            PeriodFigures::new(release, self.known, placed.collect(), expected, self.maps);
        let suppliers: Vec<Option<Arc<str>>> =
            practices.into_iter().map(|practice| practice.supplier).collect();
        let by_supplier = by_supplier(&suppliers);
        Some(MonthOfAppointments { figures, categories, suppliers, by_supplier, sources, parts })
    }

    /// Every practice of the month with its place: by the mapping that was
    /// published with the appointments, then by the map of the same day.
    fn rolls(&self, release: &Release) -> Vec<Arc<Roll>> {
        let (month, origin) = (release.period.start, release.origin);
        let mapping = self.mappings.on(month, origin).cloned();
        let map = self.maps.on(month, origin).map(|map| Arc::new(map.roll()));
        mapping.into_iter().chain(map).collect()
    }

    fn placed(
        &self,
        release: &Release,
        rolls: &[Arc<Roll>],
        practice: &Practice,
    ) -> Placed<AppointmentFigures> {
        let code = practice.code;
        let geography = rolls.iter().find_map(|roll| place(roll, code));
        let list = self.lists.on_or_before(code, release.period.start, release.origin);
        let listed = list.map(|list| Listed {
            patients: list.patients.total,
            on: Some(list.month.day()),
            appointments: practice.counts.status.iter().sum(),
        });
        Placed {
            code,
            name: Some(Arc::clone(&practice.name)),
            // The crosstab itself knows the network and the sub-ICB location alone.
            geography: Arc::clone(geography.unwrap_or(&practice.geography)),
            figures: AppointmentFigures { counts: Arc::clone(&practice.counts), listed },
        }
    }
}

fn by_supplier(labels: &[Option<Arc<str>>]) -> Facet<Supplier> {
    // There are a dozen of them, and thousands of practices.
    let mut known: HashMap<&str, Option<Supplier>> = HashMap::new();
    Facet::new(labels.iter().map(|label| {
        let label = label.as_deref()?;
        known.entry(label).or_insert_with(|| label.parse().ok()).clone()
    }))
}
