use std::collections::BTreeMap;

use chrono::DateTime;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::{Code, Geography, Origin, Period, release_id};
use crate::publications::{gp_reg_pat_prac_map, practice_level_crosstab_mapping};
use crate::view::list_sizes::Patients;
use crate::view::shelf::Edition;

const JANUARY: &str = "2026-01-01";

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn release(publication: &str, period: Period, revision: i32) -> Arc<Release> {
    Arc::new(Release {
        id: release_id(publication, &period, revision),
        publication: publication.to_owned(),
        period,
        revision,
        regions: None,
        origin: Origin::Published,
        published_on: None,
        imported_at: DateTime::UNIX_EPOCH,
        rows: 1,
        rejects: 0,
        segment: String::new(),
        segment_sha256: String::new(),
        files: Vec::new(),
        changes: None,
    })
}

/// A crosstab of January: practices with the appointments of each category.
fn crosstab(revision: i32, categories: &[&str], practices: &[(&str, &[u32])]) -> Tabled<Table> {
    let practices = practices.iter().map(|(code, counts)| practice(code, "U99901", counts));
    let categories = categories.iter().copied().map(Arc::<str>::from).collect();
    let table = Table { categories, practices: practices.collect() };
    let release = release("crosstab", Period::month(day(JANUARY)), revision);
    Tabled { release, table: Arc::new(table) }
}

fn practice(practice: &str, pcn: &str, categories: &[u32]) -> Practice {
    let total = categories.iter().sum();
    let geography = Geography { pcn_code: Some(code(pcn)), ..Geography::default() };
    Practice {
        code: code(practice),
        name: practice.into(),
        supplier: None,
        geography: Arc::new(geography),
        counts: Arc::new(Counts {
            status: [total, 0, 0],
            hcp: [0, total, 0],
            mode: [0, 0, total, 0, 0],
            wait: [0, 0, 0, total, 0, 0, 0, 0],
            categories: categories.into(),
        }),
    }
}

/// The only month that these crosstabs make.
fn month(
    crosstabs: &[Tabled<Table>],
    mappings: &[Tabled<practice_level_crosstab_mapping::Table>],
    maps: &[Edition<gp_reg_pat_prac_map::Row>],
    lists: &ListSizes,
) -> MonthOfAppointments {
    let maps = Arc::new(Maps::new(maps));
    let mappings = Mappings::new(mappings);
    let mut months = Sources { mappings, maps: &maps, lists, known: &[] }.months(crosstabs);
    assert_eq!(months.len(), 1);
    months.remove(0)
}

/// The organisations of a level with the appointments of each category.
fn categories(month: &MonthOfAppointments, level: Level) -> Vec<(String, Vec<u32>)> {
    let table = month.figures.levels(Boundaries::AsPublished).at(level);
    let rows = table.organisations.iter().zip(&table.figures);
    rows.map(|(own, figures)| (own.code.to_string(), figures.counts.categories.to_vec())).collect()
}

fn mapping(practice: &str, pcn: &str) -> practice_level_crosstab_mapping::Row {
    practice_level_crosstab_mapping::Row {
        practice_code: code(practice),
        practice_name: practice.to_owned(),
        supplier: None,
        pcn_code: Some(code(pcn)),
        pcn_name: Some(format!("{pcn} OF THE MAPPING")),
        sub_icb_code: None,
        sub_icb_name: None,
        icb_code: Some(code("QZ1")),
        icb_name: None,
        region_code: None,
        region_name: None,
    }
}

fn located(practice: &str, pcn: &str) -> gp_reg_pat_prac_map::Row {
    gp_reg_pat_prac_map::Row {
        practice_code: code(practice),
        practice_name: practice.to_owned(),
        postcode: None,
        pcn_code: Some(code(pcn)),
        pcn_name: None,
        sub_icb_code: None,
        sub_icb_name: None,
        icb_code: None,
        icb_name: None,
        region_code: None,
        region_name: None,
        ons_sub_icb_code: None,
        ons_icb_code: None,
        ons_region_code: None,
        supplier: None,
    }
}

/// The day of a list, where it is from, and the patients of its practices.
type Listing<'a> = (&'a str, Origin, &'a [(&'a str, u32)]);

fn lists(days: &[Listing<'_>]) -> ListSizes {
    let editions = days.iter().map(|(on, origin, practices)| {
        let release = release("lists", Period::snapshot(day(on)), 1);
        let release = Arc::new(Release { origin: *origin, ..release.as_ref().clone() });
        let practices = practices.iter().map(|(practice, total)| {
            (code(practice), (None, Patients { total: *total, ages: None }))
        });
        (release, practices.collect::<BTreeMap<_, _>>())
    });
    ListSizes::of(editions.collect(), &Arc::default(), &[])
}

#[test]
fn the_parts_of_a_month_are_one() {
    let south = crosstab(1, &["Clinic", "Visit"], &[("Z00001", &[1, 2]), ("Z00002", &[3, 4])]);
    let north = crosstab(2, &["Visit", "Walk-in"], &[("Z00002", &[5, 6]), ("Z00003", &[7, 8])]);
    let none = ListSizes::default();
    for parts in [[&south, &north], [&north, &south]] {
        let parts = parts.map(|Tabled { release, table }| Tabled {
            release: Arc::clone(release),
            table: Arc::clone(table),
        });
        let month = month(&parts, &[], &[], &none);
        let labels: Vec<&str> = month.categories.iter().map(AsRef::as_ref).collect();
        assert_eq!(labels, ["Clinic", "Visit", "Walk-in"]);
        let expected = [("Z00001", [1, 2, 0]), ("Z00002", [0, 5, 6]), ("Z00003", [0, 7, 8])];
        let expected = expected.map(|(code, counts)| (code.to_owned(), counts.to_vec()));
        assert_eq!(categories(&month, Level::Practice), expected);
        assert_eq!(categories(&month, Level::Pcn), [("U99901".to_owned(), vec![1, 14, 14])]);
        assert_eq!(&*month.figures.provenance.release, "crosstab-2026-01-01-r2");
        assert_eq!(month.day(), day(JANUARY));
    }
}

#[test]
fn figures_of_a_whole_month_are_shared() {
    let whole = crosstab(1, &["Clinic"], &[("Z00001", &[1]), ("Z00002", &[2])]);
    let table = Arc::clone(&whole.table);
    let month = month(&[whole], &[], &[], &ListSizes::default());
    let figures = &month.figures.levels(Boundaries::AsPublished).at(Level::Practice).figures;
    for (practice, figures) in table.practices.iter().zip(figures) {
        assert!(Arc::ptr_eq(&practice.counts, &figures.counts));
    }
    assert_eq!(&*table.practices[0].counts.categories, [1], "sums are apart");
}

#[test]
fn places_are_those_published_with_the_month() {
    let mappings = |first: &str| {
        let rows = [mapping("Z00001", "U99902"), mapping("Z00009", "U99902")];
        Tabled {
            release: release("mapping", Period::month(day(first)), 1),
            table: Arc::new(practice_level_crosstab_mapping::Table::of(rows.into_iter())),
        }
    };
    let maps = |on: &str| Edition {
        release: release("map", Period::snapshot(day(on)), 1),
        rows: Arc::new(vec![
            located("Z00001", "U99903"),
            located("Z00002", "U99903"),
            located("Z00008", "U99903"),
        ]),
    };
    for (mapped, drawn, pcns, expected) in [
        (JANUARY, JANUARY, ["U99902", "U99903", "U99901"], Some(2)),
        ("2025-12-01", JANUARY, ["U99903", "U99903", "U99901"], Some(3)),
        ("2025-12-01", "2025-12-01", ["U99901", "U99901", "U99901"], None),
    ] {
        let practices = [("Z00001", &[1][..]), ("Z00002", &[1]), ("Z00003", &[1])];
        let whole = crosstab(1, &["Clinic"], &practices);
        let month = month(&[whole], &[mappings(mapped)], &[maps(drawn)], &ListSizes::default());
        let levels = month.figures.levels(Boundaries::AsPublished);
        let practices = levels.at(Level::Practice).organisations.iter();
        let found: Vec<Option<Code>> = practices.map(|own| own.geography.pcn_code).collect();
        assert_eq!(found, pcns.map(|pcn| Some(code(pcn))));
        assert_eq!(levels.at(Level::England).organisations[0].expected, expected);
        assert_eq!(levels.at(Level::England).organisations[0].included, 3);
    }
}

#[test]
fn patients_are_those_of_practices_with_a_list() {
    let whole =
        crosstab(1, &["Clinic"], &[("Z00001", &[10]), ("Z00002", &[20]), ("Z00003", &[40])]);
    let (today, before) = (Some(day(JANUARY)), Some(day("2025-10-01")));
    let lists = lists(&[
        (JANUARY, Origin::Published, &[("Z00001", 100)]),
        ("2025-10-01", Origin::Published, &[("Z00001", 90), ("Z00002", 50)]),
    ]);
    let month = month(&[whole], &[], &[], &lists);
    assert!(month.has_lists());
    let levels = month.figures.levels(Boundaries::AsPublished);
    let listed = |level| levels.at(level).figures.iter().map(|own| own.listed).collect::<Vec<_>>();
    let of = |patients, on, appointments| Some(Listed { patients, on, appointments });
    assert_eq!(listed(Level::Practice), [of(100, today, 10), of(50, before, 20), None]);
    assert_eq!(listed(Level::England), [of(150, None, 30)]);
    assert_eq!(levels.at(Level::England).figures[0].counts.total(), 70);
}

#[test]
fn lists_are_a_year_old_at_most() {
    let listed: &[(&str, u32)] = &[("Z00001", 1)];
    let lists = lists(&[
        ("2025-01-01", Origin::Published, listed),
        ("2025-06-01", Origin::Demo, listed),
        ("2026-02-01", Origin::Published, listed),
    ]);
    for (on, origin, expected) in [
        ("2024-12-01", Origin::Published, None),
        ("2025-01-01", Origin::Published, Some("2025-01-01")),
        (JANUARY, Origin::Published, Some("2025-01-01")),
        (JANUARY, Origin::Demo, Some("2025-06-01")),
        ("2026-02-01", Origin::Published, Some("2026-02-01")),
        ("2027-02-01", Origin::Published, Some("2026-02-01")),
        ("2027-03-01", Origin::Published, None),
        ("2025-05-01", Origin::Demo, None),
    ] {
        let found = lists.on_or_before(code("Z00001"), day(on), origin);
        assert_eq!(found.map(|list| list.month.day()), expected.map(day), "{on} {origin:?}");
        assert!(lists.on_or_before(code("Z00002"), day(on), origin).is_none());
    }
}

#[test]
fn suppliers_and_places_narrow_practices() {
    let table = Table {
        categories: Vec::new(),
        practices: [
            ("Z00001", "U99901", Some("TPP/EMIS")),
            ("Z00002", "U99901", Some("EMIS")),
            ("Z00003", "U99902", Some("EMIS/TPP")),
            ("Z00004", "U99902", None),
        ]
        .map(|(code, pcn, supplier)| Practice {
            supplier: supplier.map(Arc::from),
            ..practice(code, pcn, &[])
        })
        .into(),
    };
    let release = release("crosstab", Period::month(day(JANUARY)), 1);
    let whole = Tabled { release, table: Arc::new(table) };
    let month = month(&[whole], &[], &[], &ListSizes::default());
    assert!(!month.has_lists());
    assert_eq!(month.supplier(Level::Practice, 2), Some("EMIS/TPP"));
    assert_eq!((month.supplier(Level::Practice, 3), month.supplier(Level::Pcn, 0)), (None, None));
    for (pcns, suppliers, expected) in [
        (&[][..], &[][..], None),
        (&[], &["emis/tpp"], Some(&[0, 2][..])),
        (&[], &["EMIS", "TPP/emis"], Some(&[0, 1, 2])),
        (&[], &["TPP"], Some(&[])),
        (&["U99902"], &[], Some(&[2, 3])),
        (&["U99902"], &["TPP/EMIS"], Some(&[2])),
    ] {
        let pcn = pcns.iter().map(|pcn| code(pcn)).collect();
        let filter = PlaceFilter { pcn, ..PlaceFilter::default() };
        let wanted: Vec<Supplier> = suppliers.iter().map(|name| name.parse().unwrap()).collect();
        for boundaries in [Boundaries::AsPublished, Boundaries::Current] {
            // Without any map there is no network today.
            if boundaries == Boundaries::Current && !pcns.is_empty() {
                continue;
            }
            let found = month.select(boundaries, Level::Practice, &filter, &wanted);
            let found = found.map(|rows| rows.ones().collect::<Vec<_>>());
            assert_eq!(found.as_deref(), expected, "{pcns:?} {suppliers:?}");
        }
    }
}

proptest! {
    #[test]
    fn every_level_adds_up(practices in vec((0..4_u8, vec(0..1_000_u32, 3)), 1..40)) {
        let numbered = practices.iter().zip(1..).map(|((pcn, counts), number)| {
            practice(&format!("Z{number:05}"), &format!("U9990{pcn}"), counts)
        });
        let categories = ["Clinic", "Visit", "Walk-in"].map(Arc::<str>::from).to_vec();
        let table = Arc::new(Table { categories, practices: numbered.collect() });
        let release = release("crosstab", Period::month(day(JANUARY)), 1);
        let month = month(&[Tabled { release, table }], &[], &[], &ListSizes::default());
        for level in [Level::Practice, Level::Pcn, Level::England] {
            let figures = &month.figures.levels(Boundaries::AsPublished).at(level).figures;
            for category in 0..3 {
                let sum: u32 = figures.iter().map(|own| own.counts.categories[category]).sum();
                let expected: u32 = practices.iter().map(|(_, counts)| counts[category]).sum();
                prop_assert_eq!(sum, expected);
            }
            for own in figures {
                let total = u64::from(own.counts.categories.iter().sum::<u32>());
                prop_assert_eq!(own.counts.total(), total);
                prop_assert_eq!(own.weight(), total);
            }
        }
    }
}
