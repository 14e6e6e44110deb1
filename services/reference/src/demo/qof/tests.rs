use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::demo::testing::{Row, headings, member, members, rows};

/// By practice and indicator: the measures.
type Measures = BTreeMap<(String, String), BTreeMap<String, f64>>;

fn written(england: &England, day: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let year = FinancialYear::of(day.parse().unwrap());
    let zip = write(england, year, folder.path()).unwrap();
    (folder, zip)
}

fn measures(england: &England, zip: &Path) -> Measures {
    let mut measures = Measures::new();
    for region in ["EASTMARCH", "WESTMARCH"] {
        for row in rows(&member(zip, &format!("ACHIEVEMENT_{region}_2526.csv"))) {
            let practice = england.practices.iter().find(|one| one.code == row["PRACTICE_CODE"]);
            let own = england.geography(practice.unwrap().sub_icb).region;
            assert_eq!(
                (&row["REGION_ODS_CODE"], &row["REGION_ONS_CODE"]),
                (&own.code, &own.ons_code)
            );
            assert_eq!(row["REGION_NAME"], own.name.to_uppercase());
            let key = (row["PRACTICE_CODE"].clone(), row["INDICATOR_CODE"].clone());
            let value = row["VALUE"].parse().unwrap();
            let twin = measures.entry(key).or_default().insert(row["MEASURE"].clone(), value);
            assert_eq!(twin, None, "{row:?}");
        }
    }
    measures
}

#[test]
fn the_zip_is_as_published() {
    let (_folder, zip) = written(&England::small(), "2026-01-01");
    assert!(zip.ends_with("QOF2526.zip"));
    let members = members(&zip);
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "ACHIEVEMENT_EASTMARCH_2526.csv",
            "ACHIEVEMENT_WESTMARCH_2526.csv",
            "PREVALENCE_2526.csv",
            "MAPPING_INDICATORS_2526.csv",
            "MAPPING_NHS_GEOGRAPHIES_2526.csv",
            "ORGANISATION_REFERENCE_2526.csv",
        ]
    );
    for ((name, text), header) in members.iter().skip(3).zip([
        &INDICATORS_HEADER[..],
        &GEOGRAPHIES_HEADER,
        &ORGANISATIONS_HEADER,
    ]) {
        assert_eq!(headings(text), header, "{name}");
        assert_eq!(text.matches("\r\n").count(), text.lines().count(), "{name}");
    }
    let places = rows(&member(&zip, "MAPPING_NHS_GEOGRAPHIES_2526.csv"));
    let first = &places[0];
    for (column, value) in [
        ("NAT_ONS_CODE", "E92000001"),
        ("REGION_ODS_CODE", "Y91"),
        ("ICB_ODS_CODE", "QZ1"),
        ("SUB_ICB_ODS_CODE", "91Z"),
        ("PCN_ODS_CODE", "U99901"),
        ("PRACTICE_CODE", "Z00001"),
    ] {
        assert_eq!(first[column], value);
    }
    assert_eq!(places.iter().filter(|row| row["PCN_ODS_CODE"] == "U").count(), 1);
}

#[test]
fn indicators_are_in_groups_and_their_points_add_up() {
    let (_folder, zip) = written(&England::small(), "2026-01-01");
    let indicators = rows(&member(&zip, "MAPPING_INDICATORS_2526.csv"));
    let codes: BTreeSet<&String> = indicators.iter().map(|row| &row["INDICATOR_CODE"]).collect();
    assert_eq!((indicators.len(), codes.len()), (70, 70));
    let points = |row: &Row| row["INDICATOR_POINT_VALUE"].parse::<u32>().unwrap();
    assert_eq!(indicators.iter().map(points).sum::<u32>(), 564);
    assert!(indicators.iter().all(|row| row["INDICATOR_CODE"].starts_with(&row["GROUP_CODE"])));
    let groups: BTreeSet<&String> = indicators.iter().map(|row| &row["GROUP_CODE"]).collect();
    assert_eq!(groups.len(), GROUPS.len());
    let organisations = rows(&member(&zip, "ORGANISATION_REFERENCE_2526.csv"));
    let most = organisations.iter().filter(|row| row["REVISED_MAX_POINTS"] == "564").count();
    assert!(organisations.len() == 60 && most >= 59, "{most} of {}", organisations.len());
}

#[test]
fn every_practice_achieves_what_it_can() {
    let england = England::small();
    let (_folder, zip) = written(&england, "2026-01-01");
    let points: BTreeMap<&str, u32> =
        INDICATORS.iter().map(|indicator| (indicator.code, indicator.points)).collect();
    let registers: BTreeSet<&str> =
        INDICATORS.iter().filter(|one| one.is_register).map(|one| one.code).collect();
    let all = measures(&england, &zip);
    assert_eq!(all.len(), 60 * 70);
    let mut without_adjustments = 0;
    for ((practice, code), measures) in &all {
        let most = f64::from(points[code.as_str()]);
        assert!((0.0..=most).contains(&measures["ACHIEVED_POINTS"]), "{practice} {code}");
        if registers.contains(code.as_str()) {
            let names: Vec<&String> = measures.keys().collect();
            assert_eq!(names, ["ACHIEVED_POINTS", "REGISTER"], "{practice} {code}");
            continue;
        }
        let (numerator, denominator) = (measures["NUMERATOR"], measures["DENOMINATOR"]);
        assert!(numerator <= denominator, "{practice} {code}");
        without_adjustments += usize::from(!measures.contains_key("PCAS"));
        let group = code.trim_end_matches(char::is_numeric);
        let counted = match (code.as_str(), group) {
            ("DEP004", _) => Some("NEWLY_DIAGNOSED"),
            (_, "BP" | "CHOL" | "CS" | "SMOK" | "VI") => None,
            _ => Some("REGISTER"),
        };
        let other = ["NEWLY_DIAGNOSED", "REGISTER"].into_iter();
        let present: Vec<&str> = other.filter(|name| measures.contains_key(*name)).collect();
        assert_eq!(present.first().copied(), counted, "{practice} {code}");
        assert!(present.len() < 2, "{practice} {code}");
    }
    assert!((20..200).contains(&without_adjustments), "{without_adjustments}");
    for practice in england.listed("2026-01-01".parse().unwrap()) {
        let own = all.iter().filter(|((code, _), _)| *code == practice.code);
        let positive = own.filter(|(_, measures)| measures.get("DENOMINATOR") > Some(&0.0));
        assert!(positive.count() > 30, "{}", practice.code);
    }
}

#[test]
fn prevalence_is_of_the_registered_patients() {
    let england = England::small();
    let (_folder, zip) = written(&england, "2026-01-01");
    let achieved = measures(&england, &zip);
    let prevalence = rows(&member(&zip, "PREVALENCE_2526.csv"));
    assert_eq!(prevalence.len(), 60 * 21);
    let month = "2026-01-01".parse().unwrap();
    for row in &prevalence {
        let register: f64 = row["REGISTER"].strip_suffix(".0").unwrap().parse().unwrap();
        let list: u32 = row["PRACTICE_LIST_SIZE"].parse().unwrap();
        assert!(register <= f64::from(list), "{row:?}");
        let practice = england.practices.iter().find(|one| one.code == row["PRACTICE_CODE"]);
        let counts = practice.unwrap().registered(month);
        let over_50: u32 = counts.female[10..].iter().chain(&counts.male[10..]).sum();
        match row["PATIENT_LIST_TYPE"].as_str() {
            "TOTAL" => assert_eq!(list, counts.total()),
            "50OV" => assert_eq!(list, over_50),
            _ => assert!(over_50 < list && list < counts.total(), "{row:?}"),
        }
        if row["GROUP_CODE"] == "AF" {
            let own = &achieved[&(row["PRACTICE_CODE"].clone(), "AF001".to_owned())];
            assert_eq!(own["REGISTER"], register);
        }
    }
    let types: BTreeSet<(&str, &str)> = prevalence
        .iter()
        .map(|row| (row["GROUP_CODE"].as_str(), row["PATIENT_LIST_TYPE"].as_str()))
        .collect();
    assert_eq!(types.len(), 21);
    for one in [("AST", "06OV"), ("RA", "16OV"), ("DM", "17OV"), ("OB", "18OV"), ("OST", "50OV")] {
        assert!(types.contains(&one), "{one:?}");
    }
}

#[test]
fn earlier_years_have_whole_registers_and_other_practices() {
    let (_folder, zip) = written(&England::small(), "2024-01-01");
    assert!(zip.ends_with("QOF2324.zip"));
    let prevalence = rows(&member(&zip, "PREVALENCE_2324.csv"));
    assert!(prevalence.iter().all(|row| row["REGISTER"].parse::<u32>().is_ok()));
    let practices: BTreeSet<&str> =
        prevalence.iter().map(|row| row["PRACTICE_CODE"].as_str()).collect();
    assert!(practices.contains("Z00061") && !practices.contains("Z00060"));
}

#[test]
fn the_ages_of_a_list_are_counted_in_fifths_of_a_band() {
    let counts = BandCounts { female: [50; 20], male: [100; 20] };
    for (group, expected) in [
        ("AF", 3_000),
        ("AST", 18 * 150 + 120),
        ("DM", 16 * 150 + 90),
        ("CKD", 16 * 150 + 60),
        ("OST", 10 * 150),
        ("CS", 8 * 50),
    ] {
        let group = GROUPS.iter().find(|one| one.code == group).unwrap();
        assert_eq!(group.list.count(&counts), expected, "{}", group.code);
    }
}
