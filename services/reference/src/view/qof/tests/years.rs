use super::*;
use crate::domain::IndicatorCode;
use crate::publications::qof_achievement::QofAchievement;
use crate::publications::qof_mapping_indicators::QofMappingIndicators;
use crate::publications::qof_mapping_nhs_geographies::QofMappingNhsGeographies;
use crate::publications::qof_prevalence::QofPrevalence;

#[test]
fn a_year_has_what_was_published_of_it() {
    let demo = |year| (year, 1, Origin::Demo);
    let mut sources = Sources {
        geographies: vec![held::<QofMappingNhsGeographies, _>(
            demo("2024/25"),
            vec![site("Z00001", "U99901")],
        )],
        indicators: vec![
            held::<QofMappingIndicators, _>(
                BEFORE,
                vec![indicator("DM017", "DM", Some(4.5)), indicator("AF001", "AF", None)],
            ),
            held::<QofMappingIndicators, _>(
                ("2022/23", 1, Origin::Published),
                vec![indicator("DM002", "DM", Some(1.0))],
            ),
        ],
        achievement: vec![held::<QofAchievement, _>(
            demo("2025/26"),
            vec![rated("Z00001", "DM019")],
        )],
        prevalence: [NOW, BEFORE]
            .map(|of| {
                let row = |group| counted(("Z00001", group), "TOTAL", Some(5), Some(100));
                held::<QofPrevalence, qof_prevalence::Table>(of, vec![row("AF"), row("DM")])
            })
            .into(),
        ..none()
    };
    sources.releases = vec![
        release("qof-organisation-reference", "2020/21", 1, Origin::Published),
        release("epraccur", "2019/20", 1, Origin::Published),
    ];
    let qof = qof(sources);
    let told: Vec<String> = qof
        .years
        .iter()
        .map(|held| {
            let [indicators, achievement, prevalence] =
                [held.indicators.is_some(), held.achievement.is_some(), held.prevalence.is_some()];
            let release = &held.provenance.release;
            format!("{} {indicators} {achievement} {prevalence} {release}", held.year)
        })
        .collect();
    assert_eq!(
        told,
        [
            "2025/26 false true false qof-achievement-2025-26-r1",
            "2024/25 false false true qof-prevalence-2024-25-r1",
            "2023/24 true false true qof-prevalence-2023-24-r1",
            "2022/23 true false false qof-mapping-indicators-2022-23-r1",
            "2020/21 false false false qof-organisation-reference-2020-21-r1",
        ]
    );
    let [newest, now, before, ..] = &qof.years[..] else { panic!("there are five") };
    // The demo's places are of other practices.
    assert_eq!(now.prevalence.as_ref().unwrap().practices_expected(), None);
    assert_eq!(before.indicators.as_ref().unwrap().total_points(), Some(4.5));
    let active =
        ["DM017", "DM002"].map(|code| qof.is_active(code.parse().unwrap(), Origin::Published));
    assert_eq!(active, [true, false]);
    let known = ["Z00001", "Z00002"].map(|code| qof.has(code.parse().unwrap()));
    assert_eq!(known, [true, false]);
    for (year, codes, groups) in [
        (newest, &["DM"][..], &[][..]),
        (before, &[], &[0, 1]),
        (before, &["DM", "AF"], &[0, 1]),
        (before, &["DM017"], &[1]),
        (before, &["DM017", "DM"], &[1]),
        (before, &["DM002", "XX"], &[]),
        // A year without indicators cannot tell whose they are.
        (now, &["DM017"], &[]),
    ] {
        let asked: Vec<IndicatorCode> = codes.iter().map(|code| code.parse().unwrap()).collect();
        assert_eq!(year.groups(&asked), groups, "{} {codes:?}", year.year);
    }
}
