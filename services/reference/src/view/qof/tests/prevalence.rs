use std::collections::BTreeMap;

use proptest::collection::btree_map;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::domain::{Boundaries, Level};
use crate::publications::qof_mapping_nhs_geographies::QofMappingNhsGeographies;
use crate::publications::qof_prevalence::QofPrevalence;

#[test]
fn sums_are_of_practices_with_both_figures() {
    let rows = vec![
        counted(("Z00001", "AF"), "TOTAL", Some(5), Some(101)),
        counted(("Z00001", "DM"), "17OV", Some(1), Some(10)),
        counted(("Z00002", "AF"), "TOTAL", Some(0), Some(104)),
        counted(("Z00002", "DM"), "17OV", Some(30), Some(100)),
        counted(("Z00003", "DM"), "18OV", None, Some(1_000)),
    ];
    let sites = [("Z00001", "U99901"), ("Z00002", "U99901"), ("Z00003", "U99902")];
    let sites = sites.into_iter().chain([("Z00004", "U99902")]);
    let sites = sites.map(|(practice, pcn)| site(practice, pcn)).collect();
    let qof = qof(Sources {
        geographies: vec![held::<QofMappingNhsGeographies, _>(NOW, sites)],
        prevalence: vec![held::<QofPrevalence, _>(NOW, rows)],
        ..none()
    });
    let prevalence = qof.years[0].prevalence.as_ref().unwrap();
    // Halves go up, and practices without a list of all ages are not in it.
    assert_eq!(prevalence.average_list_size, Some(103));
    assert_eq!(prevalence.practices_expected(), Some(4));
    let [af, dm] = &prevalence.groups[..] else { panic!("there are two") };
    // 31 of 110 is not the mean of 10 % and 30 %.
    assert_eq!((dm.national.register, dm.national.list_size), (31, 110));
    assert_eq!((dm.national.practices, dm.national_percent), (2, Some(28.18)));
    assert_eq!(af.patient_list_type.as_deref(), Some("TOTAL"));
    assert_eq!((&dm.patient_list_type, &dm.name), (&None, &None));
    for (level, row, group, register, list_size, practices) in [
        (Level::Practice, 1, 1, Some(30), Some(100), 1),
        (Level::Practice, 2, 1, None, Some(1_000), 0),
        (Level::Practice, 2, 0, None, None, 0),
        (Level::Pcn, 0, 1, Some(31), Some(110), 2),
        (Level::Pcn, 0, 0, Some(5), Some(205), 2),
        (Level::Pcn, 1, 1, None, None, 0),
        (Level::Icb, 0, 1, Some(31), Some(110), 2),
        (Level::England, 0, 1, Some(31), Some(110), 2),
    ] {
        let found = prevalence.at(Boundaries::AsPublished, level, row, group).unwrap();
        let figures = (found.register, found.list_size, found.practices);
        assert_eq!(figures, (register, list_size, practices), "{level} {row} {group}");
    }
    let found = prevalence.at(Boundaries::AsPublished, Level::Practice, 2, 1).unwrap();
    assert_eq!(found.patient_list_type, Some("18OV"));
}

proptest! {
    #[test]
    fn every_level_has_the_sums_of_its_practices(
        all in btree_map(
            (0..6_u8, 0..3_u8),
            (option::of(0..50_u32), option::of(0..500_u32)),
            1..18,
        ),
    ) {
        let practice = |number: u8| format!("Z{number:05}");
        let pcn = |number: u8| format!("U9990{}", number % 2);
        let group = |number: u8| format!("DM{number}");
        let rows = all.iter().map(|((own, of), (register, list))| {
            counted((&practice(*own), &group(*of)), "TOTAL", *register, *list)
        });
        let qof = qof(Sources {
            // The last practice is in no table.
            geographies: vec![held::<QofMappingNhsGeographies, _>(
                NOW,
                (0..5).map(|own| site(&practice(own), &pcn(own))).collect(),
            )],
            prevalence: vec![held::<QofPrevalence, _>(NOW, rows.collect())],
            ..none()
        });
        let prevalence = qof.years[0].prevalence.as_ref().unwrap();
        let mut expected: BTreeMap<(String, String), (u64, u64, u32)> = BTreeMap::new();
        for ((own, of), (register, list)) in &all {
            let Some((register, list)) = register.zip(*list) else { continue };
            let network = (*own < 5).then(|| pcn(*own));
            for organisation in network.into_iter().chain(["ENG".to_owned()]) {
                let sum = expected.entry((organisation, group(*of))).or_default();
                *sum = (sum.0 + u64::from(register), sum.1 + u64::from(list), sum.2 + 1);
            }
        }
        for level in [Level::Pcn, Level::England] {
            let table = prevalence.figures.levels(Boundaries::AsPublished).at(level);
            for (row, organisation) in table.organisations.iter().enumerate() {
                for (place, group) in prevalence.groups.iter().enumerate() {
                    let found = prevalence.at(Boundaries::AsPublished, level, row, place).unwrap();
                    let key = (organisation.code.to_string(), group.code.to_string());
                    let sum = expected.get(&key).copied();
                    prop_assert_eq!(found.register, sum.map(|sum| sum.0));
                    prop_assert_eq!(found.list_size, sum.map(|sum| sum.1));
                    prop_assert_eq!(found.practices, sum.map_or(0, |sum| sum.2));
                    if level == Level::England {
                        prop_assert_eq!(group.national.register, sum.map_or(0, |sum| sum.0));
                        prop_assert_eq!(group.national.practices, found.practices);
                    }
                }
            }
        }
    }
}
