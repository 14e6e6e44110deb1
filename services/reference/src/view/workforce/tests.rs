use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::domain::{Origin, Period, release_id};
use crate::publications::Series;
use crate::publications::nwrs_practice_level::{DataSource, Gp, NwrsPracticeLevel, Role, Row};
use crate::segment;

/// People and their full-time equivalents in each group, where it was told of.
type Groups = [Option<(u32, f64)>; 4];

fn row(code: &str, pcn: Option<&str>, patients: Option<u32>, groups: Groups) -> Row {
    let [gp, nurse, care, admin] = groups;
    let source = |told: Option<_>| match told {
        Some(_) => DataSource::Provided,
        None => DataSource::None,
    };
    let people = |told: Option<(u32, f64)>| told.map(|(headcount, _)| headcount);
    let fte = |told: Option<(u32, f64)>| told.map(|(_, fte)| fte);
    let role = |staff_group, role: &str, told: Option<(u32, f64)>| Role {
        staff_group,
        role: role.to_owned(),
        headcount: people(told),
        fte: fte(told),
    };
    let roles = [role(StaffGroup::Gp, "PTNR", gp), role(StaffGroup::Nurse, "PRAC_NURSE", nurse)];
    Row {
        practice_code: code.parse().unwrap(),
        practice_name: "ELM TREE SURGERY".to_owned(),
        pcn_code: pcn.map(|pcn| pcn.parse().unwrap()),
        pcn_name: pcn.map(|_| "ELM PCN".to_owned()),
        sub_icb_code: Some("91Z".parse().unwrap()),
        sub_icb_name: None,
        icb_code: Some("QZ1".parse().unwrap()),
        icb_name: None,
        region_code: Some("Y91".parse().unwrap()),
        region_name: None,
        patients,
        gp_headcount: people(gp),
        gp_fte: fte(gp),
        gp_fully_qualified_headcount: people(gp),
        gp_fully_qualified_fte: fte(gp),
        fully_qualified_derived: false,
        gp_trainee_fte: gp.map(|_| 0.0),
        gp_locum_fte: gp.map(|_| 0.0),
        gp_source: source(gp),
        nurse_headcount: people(nurse),
        nurse_fte: fte(nurse),
        nurse_source: source(nurse),
        direct_patient_care_headcount: people(care),
        direct_patient_care_fte: fte(care),
        direct_patient_care_source: source(care),
        admin_headcount: people(admin),
        admin_fte: fte(admin),
        admin_source: source(admin),
        roles: roles.into_iter().filter(|role| role.fte.is_some()).collect(),
    }
}

fn workforce(rows: Vec<Row>) -> Workforce {
    let period = Period::snapshot("2026-01-31".parse().unwrap());
    let release = Release {
        id: release_id("nwrs-practice-level", &period, 1),
        publication: "nwrs-practice-level".to_owned(),
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
    let (segment, _) = segment::write(rows).unwrap();
    let table = <NwrsPracticeLevel as Series>::load(segment, None).unwrap();
    let table: Arc<Table> = table.downcast().unwrap();
    Workforce::of(&[Tabled { release: Arc::new(release), table }], &Arc::default(), &[])
}

fn figures(workforce: &Workforce, level: Level) -> Vec<(String, StaffFigures)> {
    let table = workforce.snapshots[0].figures.levels(Boundaries::AsPublished).at(level);
    let rows = table.organisations.iter().zip(&table.figures);
    rows.map(|(own, staffing)| (own.code.to_string(), staffing.figures(level))).collect()
}

fn two_networks() -> Workforce {
    let all = |people| [Some((people, 2.5)), Some((2, 1.1)), Some((1, 0.2)), Some((4, 3.3))];
    let [gp, _, care, admin] = all(6);
    workforce(vec![
        row("Z00001", Some("U99901"), Some(5_000), all(3)),
        row("Z00002", Some("U99901"), Some(9_000), [gp, None, care, admin]),
        row("Z00003", Some("U99902"), None, all(5)),
        row("Z00004", Some("U99903"), Some(1_000), [None; 4]),
    ])
}

#[test]
fn a_practice_has_its_own_figures_and_none_for_what_it_did_not_tell() {
    let practices = figures(&two_networks(), Level::Practice);
    let [(_, whole), (_, part), (_, unlisted), (_, silent)] = &practices[..] else { panic!() };
    assert_eq!((whole.total.headcount, whole.total.fte), (Some(10), Some(7.1)));
    assert_eq!(whole.patients_per_fully_qualified_gp_fte, Some(2_000.0));
    assert_eq!(whole.fte_per_1000_patients, Some(1.42));
    assert_eq!((part.nurse, part.total), (Group::default(), Group::default()));
    assert_eq!(part.patients_per_fully_qualified_gp_fte, Some(3_600.0));
    assert_eq!(part.fte_per_1000_patients, None);
    let one = Reporting { gp: 1, nurse: 0, direct_patient_care: 1, admin: 1, all: 0 };
    assert_eq!(part.reporting, one);
    assert_eq!((unlisted.total.fte, unlisted.fte_per_1000_patients), (Some(7.1), None));
    assert_eq!((silent.patients, silent.reporting), (Some(1_000), Reporting::default()));
}

#[test]
fn a_ratio_is_of_the_practices_that_told_of_its_parts() {
    let workforce = two_networks();
    let networks = figures(&workforce, Level::Pcn);
    let [(_, both), (_, unlisted), (_, silent)] = &networks[..] else { panic!() };
    assert_eq!((both.patients, both.gp.headcount, both.gp.fte), (Some(14_000), Some(9), Some(5.0)));
    assert_eq!((both.nurse.headcount, both.total.headcount), (Some(2), Some(10)));
    assert_eq!(both.patients_per_fully_qualified_gp_fte, Some(2_800.0));
    assert_eq!(both.fte_per_1000_patients, Some(1.42));
    let counts = Reporting { gp: 2, nurse: 1, direct_patient_care: 2, admin: 2, all: 1 };
    assert_eq!(both.reporting, counts);
    assert_eq!((unlisted.patients, unlisted.total.fte), (None, Some(7.1)));
    assert_eq!(unlisted.fte_per_1000_patients, None);
    assert_eq!((silent.gp, silent.total), (Gp::default(), Group::default()));
    let snapshot = &workforce.snapshots[0];
    assert_eq!((snapshot.practices(), snapshot.day().to_string()), (4, "2026-01-31".to_owned()));
    assert!(workforce.has("Z00004".parse().unwrap()));
    assert!(!workforce.has("Z00009".parse().unwrap()));
}

#[test]
fn roles_are_added_up_where_they_are() {
    let workforce = two_networks();
    let roles = |level, code: &str| {
        let code = code.parse().unwrap();
        let roles = workforce.snapshots[0].roles(Boundaries::AsPublished, level, code);
        let told = roles.into_iter().map(|role| (role.role.to_string(), role.headcount, role.fte));
        told.collect::<Vec<_>>()
    };
    let told = |role: &str, headcount, fte| (role.to_owned(), Some(headcount), Some(fte));
    for (level, code, expected) in [
        (Level::Practice, "Z00002", vec![told("PTNR", 6, 2.5)]),
        (Level::Pcn, "U99901", vec![told("PTNR", 9, 5.0), told("PRAC_NURSE", 2, 1.1)]),
        (Level::England, "ENG", vec![told("PTNR", 14, 7.5), told("PRAC_NURSE", 4, 2.2)]),
        (Level::Pcn, "U99903", vec![]),
    ] {
        assert_eq!(roles(level, code), expected, "{code}");
    }
}

/// The network, the patients and the staff of a practice.
fn practice() -> impl Strategy<Value = (Option<u32>, Option<u32>, Groups)> {
    let (network, patients) = (prop::option::of(0..3_u32), prop::option::of(1..20_000_u32));
    (network, patients, prop::array::uniform4(told()))
}

fn told() -> impl Strategy<Value = Option<(u32, f64)>> {
    let group = (0..50_u32, 0..500_u32);
    prop::option::of(group.prop_map(|(people, tenths)| (people, f64::from(tenths) / 10.0)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn levels_have_what_their_practices_have(
        practices in prop::collection::vec(practice(), 1..12)
    ) {
        let rows = (1..).zip(&practices).map(|(number, (pcn, patients, groups))| {
            let pcn = pcn.map(|pcn| format!("U9990{pcn}"));
            row(&format!("Z{number:05}"), pcn.as_deref(), *patients, *groups)
        });
        let workforce = workforce(rows.collect());
        for level in [Level::Practice, Level::SubIcb, Level::Icb, Level::Region, Level::England] {
            let rows = figures(&workforce, level);
            let sum = |of: fn(&StaffFigures) -> Option<u32>| -> u32 {
                rows.iter().filter_map(|(_, figures)| of(figures)).sum()
            };
            let gps = practices.iter().filter_map(|(_, _, [gp, ..])| *gp);
            let gps: u32 = gps.map(|(people, _)| people).sum();
            let patients: u32 = practices.iter().filter_map(|(_, patients, _)| *patients).sum();
            prop_assert_eq!(sum(|figures| figures.gp.headcount), gps, "{}", level);
            prop_assert_eq!(sum(|figures| figures.patients), patients, "{}", level);
            let told_all = |groups: &Groups| groups.iter().all(Option::is_some);
            let whole = practices.iter().filter(|(_, _, groups)| told_all(groups));
            let all: u32 = rows.iter().map(|(_, figures)| figures.reporting.all).sum();
            prop_assert_eq!(all, u32::try_from(whole.count()).unwrap(), "{}", level);
        }
        let england = &figures(&workforce, Level::England)[0].1;
        let rated = practices.iter().filter_map(|(_, patients, groups)| {
            let fte: Option<f64> = groups.iter().map(|told| told.map(|(_, fte)| fte)).sum();
            Some((f64::from((*patients)?), fte?))
        });
        let rated = rated.reduce(|(patients, fte), (more, others)| (patients + more, fte + others));
        let expected = rated.map(|(patients, fte)| fte * 1_000.0 / patients);
        prop_assert_eq!(england.fte_per_1000_patients.is_some(), expected.is_some());
        if let Some((told, exact)) = england.fte_per_1000_patients.zip(expected) {
            prop_assert!((told - exact).abs() < 0.005_001, "{} is not {}", told, exact);
        }
    }
}
