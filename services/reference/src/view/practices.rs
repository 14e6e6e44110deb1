use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::list_sizes::ListSizes;
use super::maps::Maps;
use super::memberships::Memberships;
use super::shelf::Edition;
use super::{Facet, PlaceFilter, Places, Ranked, SearchIndex};
use crate::domain::{Code, Geography, Level, Status};
use crate::publications::epraccur::{self, GP_PRACTICE};

/// A practice, or another prescribing cost centre, with its PCN and ICB.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = reference::Practice)]
pub struct Practice {
    /// Its code: a letter and five digits for most.
    pub ods_code: Code,
    /// As published, in upper case.
    pub name: String,
    /// Closed practices are listed too: older figures refer to them.
    pub status: Status,
    /// The lines that are filled.
    pub address: Vec<String>,
    /// Null where none is published.
    pub postcode: Option<String>,
    /// Null where none is published.
    pub phone: Option<String>,
    /// When it opened.
    pub opened_on: Option<NaiveDate>,
    /// When it closed.
    pub closed_on: Option<NaiveDate>,
    /// Where it is now.
    #[serde(flatten)]
    #[schema(inline)]
    pub geography: Geography,
    /// When it joined its network.
    pub pcn_joined_on: Option<NaiveDate>,
    /// Who supplies its clinical system.
    #[schema(value_type = Option<String>)]
    pub system_supplier: Option<Arc<str>>,
    /// Patients on its list, by the newest list that has it.
    pub registered_patients: Option<u32>,
    /// The day of that list.
    pub registered_patients_on: Option<NaiveDate>,
    /// The release this row comes from.
    #[schema(value_type = String, example = "epraccur-2026-02-03-r1")]
    pub release: Arc<str>,
    /// When that was published, where it is known.
    pub published_on: Option<NaiveDate>,
    /// Its role ids; the default list has GP practices only.
    #[serde(skip)]
    pub roles: Vec<String>,
}

/// Which practices are asked for. Within a field any value does; empty means all.
#[derive(Clone, Debug, Default)]
pub struct PracticeFilter {
    /// Terms in code or name.
    pub search: Option<String>,
    /// Places.
    pub place: PlaceFilter,
    /// Statuses.
    pub status: Vec<Status>,
    /// ODS role ids; empty means GP practices.
    pub role: Vec<String>,
}

/// Every practice there is or was, by code.
#[derive(Default)]
pub struct Practices {
    rows: Vec<Practice>,
    /// The rows as JSON: they never change, and writing them out anew costs
    /// more than all the rest of an answer.
    json: Vec<Box<RawValue>>,
    search: SearchIndex,
    places: Places,
    by_status: Facet<Status>,
    by_role: Facet<String>,
}

impl Practices {
    /// Joins editions of epraccur, newest first: the newest row of a code
    /// wins, and codes that only older editions have stay listed.
    pub fn new(
        editions: &[Edition<epraccur::Row>],
        maps: &Maps,
        memberships: &Memberships,
        lists: &ListSizes,
    ) -> Result<Self, serde_json::Error> {
        let mut by_code: BTreeMap<Code, Practice> = BTreeMap::new();
        for edition in editions {
            let id: Arc<str> = edition.release.id.as_str().into();
            for row in edition.rows.iter() {
                by_code.entry(row.code).or_insert_with(|| {
                    let mut practice = practice(row, &id, edition.release.published_on);
                    practice.place(maps, memberships);
                    if let Some(list) = lists.newest_of(row.code) {
                        practice.registered_patients = Some(list.patients.total);
                        practice.registered_patients_on = Some(list.month.day());
                    }
                    practice
                });
            }
        }
        let rows: Vec<Practice> = by_code.into_values().collect();
        Ok(Self {
            json: rows.iter().map(serde_json::value::to_raw_value).collect::<Result<_, _>>()?,
            search: SearchIndex::new(rows.iter().map(|row| (row.ods_code, row.name.as_str()))),
            places: Places::new(rows.iter().map(|row| (row.ods_code, &row.geography))),
            by_status: Facet::new(rows.iter().map(|row| [row.status])),
            by_role: Facet::new(rows.iter().map(|row| row.roles.clone())),
            rows,
        })
    }

    /// The rows a filter admits: by search rank where it searches, then by code.
    pub fn select(&self, filter: &PracticeFilter) -> Ranked {
        let role = match filter.role.as_slice() {
            [] => self.by_role.any_of(&[GP_PRACTICE.to_owned()]),
            roles => self.by_role.any_of(roles),
        };
        let conditions = [
            role,
            self.by_status.any_of(&filter.status),
            (filter.place != PlaceFilter::default()).then(|| self.places.select(&filter.place)),
        ];
        let admitted = conditions.into_iter().flatten().reduce(|mut all, next| {
            all.intersect_with(&next);
            all
        });
        self.search.select(filter.search.as_deref(), admitted.unwrap_or_default())
    }

    /// The position of a code.
    pub fn find(&self, code: Code) -> Option<usize> {
        self.rows.binary_search_by_key(&code, |row| row.ods_code).ok()
    }

    /// A row by its position.
    pub fn get(&self, row: usize) -> Option<&Practice> {
        self.rows.get(row)
    }

    /// A row, as its JSON, by its position.
    pub fn json(&self, row: usize) -> Option<&RawValue> {
        self.json.get(row).map(AsRef::as_ref)
    }

    /// Rows of every role.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Practice {
    /// Says where the practice is: by the newest map or, where that lacks it,
    /// by what ODS says of it.
    fn place(&mut self, maps: &Maps, memberships: &Memberships) {
        let located = maps.newest().and_then(|map| map.get(self.ods_code));
        if let Some(located) = located {
            self.geography = located.geography.as_ref().clone();
            self.system_supplier.clone_from(&located.supplier);
        } else {
            let name = |level, code: Option<Code>| maps.name(level, code?).cloned();
            let own = &mut self.geography;
            if let Some(spell) = memberships.current(self.ods_code) {
                own.pcn_code = Some(spell.pcn_code);
                own.pcn_name =
                    name(Level::Pcn, own.pcn_code).or_else(|| Some(spell.pcn_name.as_str().into()));
            }
            own.sub_icb_code = own.sub_icb_code.or_else(|| memberships.commissioner(self.ods_code));
            own.sub_icb_name = name(Level::SubIcb, own.sub_icb_code);
            own.icb_name = name(Level::Icb, own.icb_code);
            own.region_name = name(Level::Region, own.region_code);
        }
        let pcn = self.geography.pcn_code;
        self.pcn_joined_on = pcn.and_then(|pcn| memberships.joined_on(self.ods_code, pcn));
    }
}

fn practice(row: &epraccur::Row, release: &Arc<str>, published_on: Option<NaiveDate>) -> Practice {
    let row = row.clone();
    Practice {
        ods_code: row.code,
        name: row.name,
        status: row.status,
        address: row.address,
        postcode: row.postcode,
        phone: row.phone,
        opened_on: row.opened_on,
        closed_on: row.closed_on,
        geography: Geography {
            sub_icb_code: row.sub_icb_code,
            icb_code: row.icb_code,
            region_code: row.region_code,
            ..Geography::default()
        },
        pcn_joined_on: None,
        system_supplier: None,
        registered_patients: None,
        registered_patients_on: None,
        release: Arc::clone(release),
        published_on,
        roles: row.roles,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::{Origin, Period, Release, release_id};

    fn edition(day: &str, rows: Vec<epraccur::Row>) -> Edition<epraccur::Row> {
        let period = Period::snapshot(day.parse().unwrap());
        let release = Release {
            id: release_id("epraccur", &period, 1),
            publication: "epraccur".to_owned(),
            period,
            revision: 1,
            regions: None,
            origin: Origin::Published,
            published_on: None,
            imported_at: DateTime::UNIX_EPOCH,
            rows: 0,
            rejects: 0,
            segment: String::new(),
            segment_sha256: String::new(),
            files: Vec::new(),
            changes: None,
        };
        Edition { release: Arc::new(release), rows: Arc::new(rows) }
    }

    fn row(code: &str, name: &str, role: &str, icb: &str) -> epraccur::Row {
        epraccur::Row {
            code: code.parse().unwrap(),
            name: name.to_owned(),
            region_code: Some("Y91".parse().unwrap()),
            icb_code: Some(icb.parse().unwrap()),
            address: Vec::new(),
            postcode: None,
            opened_on: None,
            closed_on: None,
            status: Status::Active,
            subtype: None,
            sub_icb_code: None,
            joined_on: None,
            left_on: None,
            phone: None,
            amended: false,
            provider_code: None,
            roles: vec![role.to_owned()],
        }
    }

    fn practices() -> Practices {
        let editions = [
            edition(
                "2026-02-03",
                vec![
                    row("Z00001", "NEW NAME", "RO76", "QZ1"),
                    row("Z00002", "NO LONGER A PRACTICE", "RO72", "QZ1"),
                    row("Z00004", "ANOTHER", "RO76", "QZ2"),
                ],
            ),
            edition(
                "2025-09-01",
                vec![
                    row("Z00001", "OLD NAME", "RO76", "QZ1"),
                    row("Z00002", "NO LONGER A PRACTICE", "RO76", "QZ1"),
                    row("Z00003", "CLOSED LONG AGO", "RO76", "QZ9"),
                ],
            ),
        ];
        let (maps, memberships) = (Maps::default(), Memberships::default());
        Practices::new(&editions, &maps, &memberships, &ListSizes::default()).unwrap()
    }

    fn codes(filter: &PracticeFilter) -> Vec<String> {
        let practices = practices();
        let found = practices.select(filter);
        found
            .slice(0..found.len())
            .iter()
            .map(|&row| practices.get(row).unwrap().ods_code.to_string())
            .collect()
    }

    #[test]
    fn the_newest_edition_wins_per_code() {
        let practices = practices();
        assert_eq!(practices.len(), 4);
        assert_eq!(practices.get(0).unwrap().name, "NEW NAME");
        assert_eq!(&*practices.get(0).unwrap().release, "epraccur-2026-02-03-r1");
        assert_eq!(&*practices.get(2).unwrap().release, "epraccur-2025-09-01-r1");
        assert_eq!(codes(&PracticeFilter::default()), ["Z00001", "Z00003", "Z00004"]);
    }

    #[test]
    fn filters_narrow_and_roles_widen() {
        let icb =
            |code: &str| PlaceFilter { icb: vec![code.parse().unwrap()], ..PlaceFilter::default() };
        let pcn = PlaceFilter { pcn: vec!["U00001".parse().unwrap()], ..PlaceFilter::default() };
        let all = PracticeFilter::default;
        for (filter, expected) in [
            (PracticeFilter { place: icb("QZ1"), ..all() }, &["Z00001"][..]),
            (PracticeFilter { place: icb("QZ9"), ..all() }, &["Z00003"]),
            (PracticeFilter { place: pcn, ..all() }, &[]),
            (PracticeFilter { role: vec!["RO72".to_owned()], ..all() }, &["Z00002"]),
            (PracticeFilter { status: vec![Status::Closed], ..all() }, &[]),
            (PracticeFilter { search: Some("no long".to_owned()), ..all() }, &[]),
            (PracticeFilter { search: Some("ano".to_owned()), ..all() }, &["Z00004"]),
            (PracticeFilter { search: Some("name".to_owned()), place: icb("QZ2"), ..all() }, &[]),
        ] {
            assert_eq!(codes(&filter), expected, "{filter:?}");
        }
    }
}
