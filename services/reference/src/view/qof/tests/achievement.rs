use std::collections::BTreeSet;

use proptest::collection::btree_set;
use proptest::prelude::*;

use super::*;
use crate::domain::{Code, FinancialYear, Geography, IndicatorCode};
use crate::publications::qof_achievement::QofAchievement;
use crate::publications::qof_mapping_indicators::QofMappingIndicators;
use crate::publications::qof_mapping_nhs_geographies::QofMappingNhsGeographies;
use crate::view::places::PlaceFilter;
use crate::view::qof::Runs;

/// The achievement that was selected: year, practice and indicator.
fn told(qof: &Qof, rows: &Runs) -> Vec<String> {
    let row = |place| {
        let (year, row) = rows.at(place).unwrap();
        let year = &qof.years[year];
        let figures = year.achievement.as_ref().unwrap().at(row).unwrap().figures;
        format!("{} {} {}", year.year, figures.practice_code, figures.indicator_code)
    };
    (0..rows.len()).map(row).collect()
}

#[test]
fn regions_are_one_list_by_practice() {
    let register =
        Rated { register: Some(7), numerator: None, denominator: None, ..rated("Z00001", "AF001") };
    let south = vec![register, rated("Z00001", "DM019"), rated("Z00003", "DM019")];
    let north = vec![rated("Z00002", "DM019")];
    let qof = qof(Sources {
        geographies: vec![held::<QofMappingNhsGeographies, _>(
            NOW,
            vec![site("Z00001", "U99901"), site("Z00002", "U99901")],
        )],
        indicators: vec![held::<QofMappingIndicators, _>(
            NOW,
            vec![indicator("DM019", "DM", Some(10.0))],
        )],
        achievement: vec![
            held::<QofAchievement, _>(NOW, south),
            held::<QofAchievement, _>(("2024/25", 2, Origin::Published), north),
            held::<QofAchievement, _>(BEFORE, vec![rated("Z00001", "DM019")]),
        ],
        ..none()
    });
    let select = |years: &[&str], filter: PlaceFilter, indicators: &[&str]| {
        let years: Vec<FinancialYear> = years.iter().map(|year| year.parse().unwrap()).collect();
        let indicators: Vec<IndicatorCode> =
            indicators.iter().map(|code| code.parse().unwrap()).collect();
        told(&qof, &qof.achieved(&years, &filter, &indicators))
    };
    let all = PlaceFilter::default();
    let practice = PlaceFilter { org: vec!["Z00001".parse().unwrap()], ..all.clone() };
    let network = PlaceFilter { pcn: vec!["U99901".parse().unwrap()], ..all.clone() };
    let whole = [
        "2024/25 Z00001 AF001",
        "2024/25 Z00001 DM019",
        "2024/25 Z00002 DM019",
        "2024/25 Z00003 DM019",
        "2023/24 Z00001 DM019",
    ];
    assert_eq!(select(&[], all.clone(), &[]), whole);
    assert_eq!(select(&["2024/25"], all.clone(), &[]), whole[..4]);
    assert_eq!(select(&[], practice.clone(), &[]), [whole[0], whole[1], whole[4]]);
    assert_eq!(select(&["2024/25"], practice, &["DM019"]), [whole[1]]);
    assert_eq!(select(&[], network, &["DM019"]), [whole[1], whole[2]], "by that year's places");
    assert_eq!(select(&["2024/25"], all.clone(), &["DM019", "AF001"]), whole[..4]);
    assert!(select(&["2022/23"], all, &[]).is_empty());

    let year = qof.years[0].achievement.as_ref().unwrap();
    assert_eq!((year.len(), year.is_empty()), (4, false));
    let [af, dm, north, unplaced] = [0, 1, 2, 3].map(|place| year.at(place).unwrap());
    assert!(year.at(4).is_none());
    assert_eq!((af.name, dm.name), (Some("Surgery Z00001"), Some("Surgery Z00001")));
    assert_eq!(unplaced.name, None);
    assert_eq!(unplaced.geography, &Geography::default());
    assert_eq!((af.measured.numerator, dm.measured.numerator), (false, true));
    assert_eq!((af.collected.numerator, dm.measured.register), (true, false));
    assert_eq!((af.indicator, dm.indicator.unwrap().points), (None, Some(10.0)));
    let releases = [&af, &north].map(|found| found.provenance.release.to_string());
    assert_eq!(releases, ["qof-achievement-2024-25-r1", "qof-achievement-2024-25-r2"]);
    let before = qof.years[1].achievement.as_ref().unwrap().at(0).unwrap();
    assert_eq!((before.name, before.indicator), (None, None), "nothing is borrowed");
}

proptest! {
    #[test]
    fn what_is_selected_is_what_a_walk_finds(
        all in btree_set((0..6_u8, 0..4_u8), 1..20),
        practices in btree_set(0..7_u8, 0..3),
        indicators in btree_set(0..5_u8, 0..3),
    ) {
        let practice = |number: &u8| format!("Z{number:05}");
        let indicator = |number: &u8| format!("DM{number:03}");
        let part = |odd: u8, revision| {
            let rows = all.iter().filter(|(own, _)| own % 2 == odd);
            let rows = rows.map(|(own, of)| rated(&practice(own), &indicator(of)));
            held::<QofAchievement, _>(("2024/25", revision, Origin::Published), rows.collect())
        };
        let qof = qof(Sources { achievement: vec![part(0, 1), part(1, 2)], ..none() });
        let org: Vec<Code> =
            practices.iter().map(|own| practice(own).parse().unwrap()).collect();
        let filter = PlaceFilter { org, ..PlaceFilter::default() };
        let codes: Vec<IndicatorCode> =
            indicators.iter().rev().map(|own| indicator(own).parse().unwrap()).collect();
        let found = told(&qof, &qof.achieved(&[], &filter, &codes));
        let any = |asked: &BTreeSet<u8>, own: &u8| asked.is_empty() || asked.contains(own);
        let walk = all.iter().filter(|(own, of)| any(&practices, own) && any(&indicators, of));
        let walk = walk.map(|(own, of)| format!("2024/25 {} {}", practice(own), indicator(of)));
        prop_assert_eq!(found, walk.collect::<Vec<String>>());
    }
}
