use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::levels::{Levels, Placed};
use super::list_sizes::{ListSizes, Patients};
use super::maps::{Map, Maps};
use super::memberships::Memberships;
use super::shelf::Edition;
use super::{PlaceFilter, Places, Ranked, SearchIndex};
use crate::domain::{Boundaries, Code, Geography, Level};
use crate::publications::epcn;

/// Whether a network works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::PcnStatus)]
pub enum PcnStatus {
    /// Open.
    Active,
    /// Closed; older figures still refer to it.
    Closed,
}

/// A primary care network.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = reference::Pcn)]
pub struct Pcn {
    /// `U` and five digits.
    pub pcn_code: Code,
    /// As the newest source has it.
    pub pcn_name: String,
    /// Closed networks are listed too.
    pub status: PcnStatus,
    /// When it opened.
    pub opened_on: Option<NaiveDate>,
    /// When it closed.
    pub closed_on: Option<NaiveDate>,
    /// Null where none is published.
    pub postcode: Option<String>,
    /// The sub-ICB location with most of its patients.
    pub sub_icb_code: Option<Code>,
    /// The sub-ICB location's name.
    #[schema(value_type = Option<String>)]
    pub sub_icb_name: Option<Arc<str>>,
    /// The board with most of its patients.
    pub icb_code: Option<Code>,
    /// The board's name.
    #[schema(value_type = Option<String>)]
    pub icb_name: Option<Arc<str>>,
    /// The NHS England region.
    pub region_code: Option<Code>,
    /// The region's name.
    #[schema(value_type = Option<String>)]
    pub region_name: Option<Arc<str>>,
    /// Practices in it.
    pub member_practices: u32,
    /// Patients on their lists, by the newest list.
    pub registered_patients: Option<u32>,
    /// The day of that list.
    pub registered_patients_on: Option<NaiveDate>,
    /// The release this row comes from.
    #[schema(value_type = String, example = "epcn-2024-10-01-r1")]
    pub release: Arc<str>,
    /// When that was published, where it is known.
    pub published_on: Option<NaiveDate>,
}

/// Every network there is or was, by code.
#[derive(Default)]
pub struct Pcns {
    rows: Vec<Pcn>,
    search: SearchIndex,
    places: Places,
}

impl Pcns {
    /// Joins editions of ePCN, newest first, with the newest map: what is newer
    /// wins, and a network that only one source knows is listed too.
    pub fn new(
        editions: &[Edition<epcn::Row>],
        maps: &Maps,
        memberships: &Memberships,
        lists: &ListSizes,
    ) -> Self {
        let mut by_code: BTreeMap<Code, (NaiveDate, Pcn)> = BTreeMap::new();
        // Of practices in the map, the map says where they are.
        let map = maps.newest();
        let counts = memberships.counts(|code| map.is_none_or(|map| map.get(code).is_none()));
        for edition in editions {
            for row in edition.rows.iter() {
                by_code.entry(row.code).or_insert_with(|| {
                    (edition.release.period.start, registered(edition, row, maps, &counts))
                });
            }
        }
        if let Some(map) = map {
            add_map(&mut by_code, map, lists);
        }
        let newest = lists.newest();
        let table = newest.map(|month| month.levels(Boundaries::AsPublished).at(Level::Pcn));
        let patients: HashMap<Code, u32> = table
            .into_iter()
            .flat_map(|table| table.organisations.iter().zip(&table.figures))
            .map(|(own, patients)| (own.code, patients.total))
            .collect();
        let rows = by_code.into_values().map(|(_, mut row)| {
            row.registered_patients = patients.get(&row.pcn_code).copied();
            let on = newest.map(|month| month.day());
            row.registered_patients_on = row.registered_patients.and(on);
            row
        });
        Self::indexed(rows.collect())
    }

    fn indexed(rows: Vec<Pcn>) -> Self {
        let search = SearchIndex::new(rows.iter().map(|row| (row.pcn_code, row.pcn_name.as_str())));
        let geographies: Vec<Geography> = rows.iter().map(geography).collect();
        let places = rows.iter().map(|row| row.pcn_code).zip(&geographies);
        Self { search, places: Places::new(places), rows }
    }

    /// The rows a filter admits: by search rank where it searches, then by code.
    pub fn select(&self, search: Option<&str>, filter: &PlaceFilter) -> Ranked {
        self.search.select(search, self.places.select(filter))
    }

    /// A row by its position.
    pub fn get(&self, row: usize) -> Option<&Pcn> {
        self.rows.get(row)
    }
}

/// A network as ODS has it.
fn registered(
    edition: &Edition<epcn::Row>,
    row: &epcn::Row,
    maps: &Maps,
    counts: &HashMap<Code, u32>,
) -> Pcn {
    let name = row.sub_icb_code.and_then(|code| maps.name(Level::SubIcb, code).cloned());
    // A map knows which board a sub-ICB location is in; ePCN does not.
    let above = row.sub_icb_code.and_then(|code| maps.above_sub_icb(code));
    let above = above.unwrap_or_default();
    Pcn {
        pcn_code: row.code,
        pcn_name: row.name.clone(),
        status: if row.closed_on.is_some() { PcnStatus::Closed } else { PcnStatus::Active },
        opened_on: row.opened_on,
        closed_on: row.closed_on,
        postcode: row.postcode.clone(),
        sub_icb_code: row.sub_icb_code,
        sub_icb_name: name.or_else(|| row.sub_icb_name.as_deref().map(Arc::from)),
        icb_code: above.icb_code,
        icb_name: above.icb_name,
        region_code: above.region_code,
        region_name: above.region_name,
        member_practices: counts.get(&row.code).copied().unwrap_or(0),
        registered_patients: None,
        registered_patients_on: None,
        release: edition.release.id.as_str().into(),
        published_on: edition.release.published_on,
    }
}

/// Adds the networks of the newest map, and where they are by it.
fn add_map(by_code: &mut BTreeMap<Code, (NaiveDate, Pcn)>, map: &Map, lists: &ListSizes) {
    let day = map.release.period.start;
    for own in &networks(map, lists).at(Level::Pcn).organisations {
        let unknown = || (day, unregistered(own.code, map));
        let (since, row) = by_code.entry(own.code).or_insert_with(unknown);
        if *since <= day {
            row.release = map.release.id.as_str().into();
            row.published_on = map.release.published_on;
            // It has practices, whatever was planned before.
            row.status = PcnStatus::Active;
            row.closed_on = None;
            if let Some(name) = &own.name {
                row.pcn_name = name.to_string();
            }
        }
        let geography = own.geography.as_ref().clone();
        row.sub_icb_code = geography.sub_icb_code;
        row.sub_icb_name = geography.sub_icb_name;
        row.icb_code = geography.icb_code;
        row.icb_name = geography.icb_name;
        row.region_code = geography.region_code;
        row.region_name = geography.region_name;
        row.member_practices = own.included;
    }
}

/// The networks of a map: where most of their patients are, and how many
/// practices they have.
fn networks(map: &Map, lists: &ListSizes) -> Levels<Patients> {
    let practices = map.iter().map(|(code, located)| {
        let list = lists.newest_of(code);
        let total = list.map_or(0, |list| list.patients.total);
        Placed {
            code,
            name: None,
            geography: Arc::clone(&located.geography),
            figures: Patients { total, ages: None },
        }
    });
    Levels::new(practices.collect(), None)
}

/// A network that only the map knows.
fn unregistered(code: Code, map: &Map) -> Pcn {
    Pcn {
        pcn_code: code,
        pcn_name: code.to_string(),
        status: PcnStatus::Active,
        opened_on: None,
        closed_on: None,
        postcode: None,
        sub_icb_code: None,
        sub_icb_name: None,
        icb_code: None,
        icb_name: None,
        region_code: None,
        region_name: None,
        member_practices: 0,
        registered_patients: None,
        registered_patients_on: None,
        release: map.release.id.as_str().into(),
        published_on: map.release.published_on,
    }
}

fn geography(row: &Pcn) -> Geography {
    Geography {
        sub_icb_code: row.sub_icb_code,
        icb_code: row.icb_code,
        region_code: row.region_code,
        ..Geography::default()
    }
}
