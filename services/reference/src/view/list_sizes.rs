use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::levels::{Figures, Levels, Placed};
use super::maps::Maps;
use super::provenance::Provenance;
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
pub struct MonthOfPatients {
    /// The release they are from.
    pub provenance: Provenance,
    origin: Origin,
    published: Levels<Patients>,
    /// The same by the newest map.
    current: Levels<Patients>,
}

impl MonthOfPatients {
    fn new(release: &Release, figures: Figured, maps: &Maps, known: &[Release]) -> Self {
        let day = release.period.start;
        let map = maps.on(day, release.origin).map(Arc::as_ref);
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
        let published: Vec<Placed<Patients>> = practices.collect();
        let current = published.iter().map(|own| Placed {
            code: own.code,
            name: own.name.clone(),
            geography: maps.now(own.code, &own.geography),
            figures: own.figures.clone(),
        });
        let current: Vec<Placed<Patients>> = current.collect();
        let expected = |place: fn(&Maps, Code, &Arc<Geography>) -> Arc<Geography>| {
            let practices = map?.iter();
            let places = practices.map(|(code, located)| place(maps, code, &located.geography));
            Some(places.collect::<Vec<_>>())
        };
        let then = expected(|_, _, then| Arc::clone(then));
        let now = expected(|maps, code, then| maps.now(code, then));
        Self {
            provenance: Provenance::of(release, known),
            origin: release.origin,
            published: Levels::new(published, then.as_deref()),
            current: Levels::new(current, now.as_deref()),
        }
    }

    /// The day.
    pub fn day(&self) -> NaiveDate {
        self.provenance.period_start
    }

    /// The figures, placed in one geography or the other.
    pub fn levels(&self, boundaries: Boundaries) -> &Levels<Patients> {
        match boundaries {
            Boundaries::AsPublished => &self.published,
            Boundaries::Current => &self.current,
        }
    }
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
    pub(super) fn new(shelf: &Shelf, maps: &Maps, known: &[Release]) -> Self {
        let by_age =
            shelf.editions().into_iter().map(|edition| (edition.release.clone(), by_age(&edition)));
        let totals =
            shelf.editions().into_iter().map(|edition| (edition.release.clone(), totals(&edition)));
        let mut editions: Vec<(Arc<Release>, Figured)> = by_age.chain(totals).collect();
        // What was published goes before the demo; ages before mere totals.
        editions.sort_by_key(|(release, _)| release.origin == Origin::Demo);
        let mut by_day: BTreeMap<NaiveDate, MonthOfPatients> = BTreeMap::new();
        for (release, figures) in editions {
            by_day
                .entry(release.period.start)
                .or_insert_with(|| MonthOfPatients::new(&release, figures, maps, known));
        }
        let months: Vec<MonthOfPatients> = by_day.into_values().rev().collect();
        let mut by_practice: HashMap<Code, Vec<Place>> = HashMap::new();
        for (at, month) in months.iter().enumerate() {
            let practices = &month.published.at(Level::Practice).organisations;
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
            months.find(|month| !month.published.at(Level::Pcn).organisations.is_empty())
        };
        of(Origin::Published).or_else(|| of(Origin::Demo))
    }

    /// The newest list of a practice.
    pub fn newest_of(&self, practice: Code) -> Option<OfPractice<'_>> {
        self.at(*self.by_practice.get(&practice)?.first()?)
    }

    /// Every practice, and where its lists are, newest first.
    pub fn practices(&self) -> impl Iterator<Item = (Code, &[Place])> {
        self.by_practice.iter().map(|(code, places)| (*code, places.as_slice()))
    }

    /// The list at a place.
    pub fn at(&self, place: Place) -> Option<OfPractice<'_>> {
        let month = self.months.get(place.month)?;
        let table = month.published.at(Level::Practice);
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
