use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::period_figures::Roll;
use super::shelf::Edition;
use crate::domain::{Code, Geography, Level, Origin, Release};
use crate::publications::gp_reg_pat_prac_map::Row;
use crate::publications::shared;

/// A practice in a map.
#[derive(Clone, Debug)]
pub struct Located {
    /// Its name then.
    pub name: Arc<str>,
    /// Where it belonged then.
    pub geography: Arc<Geography>,
    /// Who supplied its clinical system.
    pub supplier: Option<Arc<str>>,
}

/// Where every practice belonged on one day.
pub struct Map {
    /// The release that says so.
    pub release: Arc<Release>,
    practices: BTreeMap<Code, Located>,
}

impl Map {
    /// A practice.
    pub fn get(&self, practice: Code) -> Option<&Located> {
        self.practices.get(&practice)
    }

    /// Every practice, by code.
    pub fn iter(&self) -> impl Iterator<Item = (Code, &Located)> {
        self.practices.iter().map(|(code, located)| (*code, located))
    }

    /// Every practice with its place.
    pub fn roll(&self) -> Roll {
        self.iter().map(|(code, located)| (code, Arc::clone(&located.geography))).collect()
    }

    /// How many practices there are.
    pub fn len(&self) -> usize {
        self.practices.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.practices.is_empty()
    }
}

/// Where every practice belonged, day by day.
#[derive(Default)]
pub struct Maps {
    /// Published ones before those of the demo, newest first.
    maps: Vec<Arc<Map>>,
    names: HashMap<(Level, Code), Arc<str>>,
    sub_icbs: HashMap<Code, Geography>,
    /// The sub-ICB locations of the newest map.
    today: HashSet<Code>,
}

impl Maps {
    /// Reads editions of the map, newest first.
    pub fn new(editions: &[Edition<Row>]) -> Self {
        let (mut names, mut sub_icbs) = (HashMap::new(), HashMap::new());
        let mut maps = Vec::with_capacity(editions.len());
        let mut editions: Vec<&Edition<Row>> = editions.iter().collect();
        editions.sort_by_key(|edition| edition.release.origin == Origin::Demo);
        for edition in editions {
            let practices = edition.rows.iter().map(|row| (row.practice_code, located(row)));
            let practices: BTreeMap<Code, Located> = practices.collect();
            for level in [Level::Pcn, Level::SubIcb, Level::Icb, Level::Region] {
                for located in practices.values() {
                    if let Some((code, Some(name))) = located.geography.at(level) {
                        names.entry((level, code)).or_insert_with(|| Arc::clone(name));
                    }
                }
            }
            for located in practices.values() {
                if let Some(code) = located.geography.sub_icb_code {
                    sub_icbs.entry(code).or_insert_with(|| located.geography.above(Level::SubIcb));
                }
            }
            maps.push(Arc::new(Map { release: Arc::clone(&edition.release), practices }));
        }
        let newest = maps.first().into_iter().flat_map(|map: &Arc<Map>| map.practices.values());
        let today = newest.filter_map(|located| located.geography.sub_icb_code).collect();
        Self { maps, names, sub_icbs, today }
    }

    /// The newest; one of the demo only where none was published.
    pub fn newest(&self) -> Option<&Arc<Map>> {
        self.maps.first()
    }

    /// That of a day, and of the same origin.
    pub fn on(&self, day: NaiveDate, origin: Origin) -> Option<&Arc<Map>> {
        let same =
            |map: &&Arc<Map>| map.release.period.start == day && map.release.origin == origin;
        self.maps.iter().find(same)
    }

    /// The newest within these days; one of the demo only where none was published.
    pub fn within(&self, first: NaiveDate, last: NaiveDate) -> Option<&Arc<Map>> {
        let days = first..=last;
        self.maps.iter().find(|map| days.contains(&map.release.period.start))
    }

    /// Where a sub-ICB location is, by the newest map that has it.
    pub fn above_sub_icb(&self, code: Code) -> Option<Geography> {
        self.sub_icbs.get(&code).cloned()
    }

    /// Where a practice that was there in some period is now, by the newest
    /// map. One that is in it no more is in no network; its sub-ICB location
    /// of then still tells the rest, if there is that location today.
    pub fn now(&self, practice: Code, then: &Geography) -> Arc<Geography> {
        let newest = self.newest();
        if let Some(located) = newest.and_then(|map| map.get(practice)) {
            return Arc::clone(&located.geography);
        }
        let place = then.sub_icb_code.filter(|code| self.today.contains(code));
        Arc::new(place.and_then(|code| self.above_sub_icb(code)).unwrap_or_default())
    }

    /// The newest name of an organisation above the practice.
    pub fn name(&self, level: Level, code: Code) -> Option<&Arc<str>> {
        self.names.get(&(level, code))
    }
}

fn located(row: &Row) -> Located {
    let geography = shared::placed([
        (row.pcn_code, &row.pcn_name),
        (row.sub_icb_code, &row.sub_icb_name),
        (row.icb_code, &row.icb_name),
        (row.region_code, &row.region_name),
    ]);
    Located {
        name: shared::text(&row.practice_name),
        geography,
        supplier: shared::known(row.supplier.as_deref()),
    }
}
