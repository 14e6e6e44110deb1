use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{Months, NaiveDate};

use super::levels::{Figures, Placed};
use super::maps::Maps;
use super::period_figures::PeriodFigures;
use super::shelf::{Edition, Shelf};
use crate::domain::{Boundaries, Code, Geography, Level, Origin, Release};
use crate::publications::gp_reg_pat_prac_quin_age::BANDS;
use crate::publications::{gp_reg_pat_prac_all, gp_reg_pat_prac_quin_age};

/// Registered patients of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patients {
    /// All of them.
    pub total: u32,
    /// By sex and age; unknown where only totals were published.
    pub ages: Option<Arc<Ages>>,
}

/// Patients in each five-year band.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ages {
    /// Male patients.
    pub male: [u32; BANDS.len()],
    /// Female patients.
    pub female: [u32; BANDS.len()],
}

impl Patients {
    /// Male and female patients.
    pub fn sexes(&self) -> Option<(u32, u32)> {
        let ages = self.ages.as_ref()?;
        Some((ages.male.iter().sum(), ages.female.iter().sum()))
    }
}

impl Figures for Patients {
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.ages = match (self.ages.take(), &other.ages) {
            (Some(mut sum), Some(others)) => {
                let own = Arc::make_mut(&mut sum);
                let add = |own: &mut [u32], others: &[u32]| {
                    own.iter_mut().zip(others).for_each(|(own, other)| *own += other);
                };
                add(&mut own.male, &others.male);
                add(&mut own.female, &others.female);
                Some(sum)
            }
            _ => None,
        };
    }

    fn weight(&self) -> u64 {
        self.total.into()
    }
}

/// The list sizes of one day.
pub type MonthOfPatients = PeriodFigures<Patients>;

impl PeriodFigures<Patients> {
    /// The day.
    pub fn day(&self) -> NaiveDate {
        self.provenance.period_start
    }
}

fn month(
    release: &Release,
    figures: Figured,
    maps: &Arc<Maps>,
    known: &[Release],
) -> MonthOfPatients {
    let map = maps.on(release.period.start, release.origin);
    let practices = figures.into_iter().map(|(code, (sub_icb_code, figures))| {
        let located = map.and_then(|map| map.get(code));
        let geography = match located {
            Some(located) => Arc::clone(&located.geography),
            // Without a map there is what the list itself says.
            None => Arc::new(Geography { sub_icb_code, ..Geography::default() }),
        };
        let name = located.map(|located| Arc::clone(&located.name));
        Placed { code, name, geography, figures }
    });
    let expected = map.map(|map| Arc::new(map.roll()));
    PeriodFigures::new(release, known, practices.collect(), expected, maps)
}

/// The patients of practices, by code, each with the sub-ICB location that the
/// list itself names.
type Figured = BTreeMap<Code, (Option<Code>, Patients)>;

/// List sizes, day by day.
#[derive(Default)]
pub struct ListSizes {
    /// Newest first.
    pub months: Vec<MonthOfPatients>,
    /// Where the lists of each practice are, newest first.
    by_practice: HashMap<Code, Vec<Place>>,
}

/// Where the list of a practice is: which month, and which row of it.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    month: usize,
    row: usize,
}

impl ListSizes {
    /// Reads the lists by age, and totals alone for days that have no more.
    pub(super) fn new(shelf: &Shelf, maps: &Arc<Maps>, known: &[Release]) -> Self {
        let by_age =
            shelf.editions().into_iter().map(|edition| (edition.release.clone(), by_age(&edition)));
        let totals =
            shelf.editions().into_iter().map(|edition| (edition.release.clone(), totals(&edition)));
        // Ages go before mere totals.
        Self::of(by_age.chain(totals).collect(), maps, known)
    }

    /// Joins lists to the maps of their days. Of several of one day the first is
    /// taken; one of the demo only where none was published.
    pub(super) fn of(
        mut editions: Vec<(Arc<Release>, Figured)>,
        maps: &Arc<Maps>,
        known: &[Release],
    ) -> Self {
        editions.sort_by_key(|(release, _)| release.origin == Origin::Demo);
        let mut by_day: BTreeMap<NaiveDate, MonthOfPatients> = BTreeMap::new();
        for (release, figures) in editions {
            by_day
                .entry(release.period.start)
                .or_insert_with(|| month(&release, figures, maps, known));
        }
        let months: Vec<MonthOfPatients> = by_day.into_values().rev().collect();
        let mut by_practice: HashMap<Code, Vec<Place>> = HashMap::new();
        for (at, month) in months.iter().enumerate() {
            let practices =
                &month.levels(Boundaries::AsPublished).at(Level::Practice).organisations;
            for (row, practice) in practices.iter().enumerate() {
                let place = Place { month: at, row };
                by_practice.entry(practice.code).or_default().push(place);
            }
        }
        Self { months, by_practice }
    }

    /// The newest with networks, which a list without its map has not; that of
    /// the demo only where none was published.
    pub fn newest(&self) -> Option<&MonthOfPatients> {
        let of = |origin| {
            let mut months = self.months.iter().filter(move |month| month.origin == origin);
            months.find(|month| {
                !month.levels(Boundaries::AsPublished).at(Level::Pcn).organisations.is_empty()
            })
        };
        of(Origin::Published).or_else(|| of(Origin::Demo))
    }

    /// The newest list of a practice.
    pub fn newest_of(&self, practice: Code) -> Option<OfPractice<'_>> {
        self.at(*self.by_practice.get(&practice)?.first()?)
    }

    /// The list of a practice on a day or, where it has none then, the newest of
    /// the 12 months before. That of a published figure is a published one.
    pub fn on_or_before(
        &self,
        practice: Code,
        day: NaiveDate,
        origin: Origin,
    ) -> Option<OfPractice<'_>> {
        let earliest = day.checked_sub_months(Months::new(12))?;
        let places = self.by_practice.get(&practice)?;
        let later =
            |place: &Place| self.months.get(place.month).is_some_and(|month| month.day() > day);
        let places = places.get(places.partition_point(later)..)?;
        let lists = places.iter().filter_map(|place| self.at(*place));
        let mut recent = lists.take_while(|list| list.month.day() >= earliest);
        recent.find(|list| list.month.origin == origin)
    }

    /// Every practice, and where its lists are, newest first.
    pub fn practices(&self) -> impl Iterator<Item = (Code, &[Place])> {
        self.by_practice.iter().map(|(code, places)| (*code, places.as_slice()))
    }

    /// The list at a place.
    pub fn at(&self, place: Place) -> Option<OfPractice<'_>> {
        let month = self.months.get(place.month)?;
        let table = month.levels(Boundaries::AsPublished).at(Level::Practice);
        let practice = table.organisations.get(place.row)?;
        let patients = table.figures.get(place.row)?;
        let (name, geography) = (practice.name.as_deref(), practice.geography.as_ref());
        Some(OfPractice { month, name, geography, patients })
    }
}

/// The list of a practice on one day.
#[derive(Clone, Copy)]
pub struct OfPractice<'a> {
    /// The day, and where the figures come from.
    pub month: &'a MonthOfPatients,
    /// The practice's name then.
    pub name: Option<&'a str>,
    /// Where it was then.
    pub geography: &'a Geography,
    /// Its patients.
    pub patients: &'a Patients,
}

fn by_age(edition: &Edition<gp_reg_pat_prac_quin_age::Row>) -> Figured {
    let practices = edition.rows.iter().filter(|row| row.org_type == Level::Practice);
    let practices = practices.filter_map(|row| {
        let bands = |bands: &[u32]| bands.try_into().ok();
        let ages = bands(&row.male_bands).zip(bands(&row.female_bands));
        let ages = ages.map(|(male, female)| Arc::new(Ages { male, female }));
        Some((row.org_code?, (None, Patients { total: row.patients, ages })))
    });
    practices.collect()
}

fn totals(edition: &Edition<gp_reg_pat_prac_all::Row>) -> Figured {
    let practices = edition.rows.iter().map(|row| {
        let patients = Patients { total: row.patients, ages: None };
        (row.practice_code, (row.sub_icb_code, patients))
    });
    practices.collect()
}
