use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::demo::day;
use crate::demo::testing::{Row, headings, member, members, rows};

const DETAILED: &str = "1 General Practice \u{2013} January 2026 Practice Level - Detailed.csv";
const HIGH: &str = "3 General Practice \u{2013} January 2026 Practice Level - High level.csv";

fn written(england: &England) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let zip = write(england, day(2026, 1, 31), folder.path()).unwrap();
    (folder, zip)
}

/// Billionths of a cell, which must hold a number.
fn number(row: &Row, heading: &str) -> i64 {
    let (whole, part) = row[heading].split_once('.').unwrap_or((row[heading].as_str(), ""));
    assert!(part.len() <= 9, "{heading} {part}");
    format!("{whole}{part:0<9}").parse().unwrap()
}

#[test]
fn the_zip_is_as_published() {
    let (_folder, zip) = written(&England::small());
    assert!(zip.ends_with("GPWPracticeCSV.012026.zip"));
    let members = members(&zip);
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [DETAILED, HIGH]);
    for (name, text) in &members {
        assert!(text.starts_with("\u{feff}PRAC_CODE,PRAC_NAME,"), "{name}");
        assert_eq!(text.matches("\r\n").count(), text.lines().count(), "{name}");
    }
    let detailed = headings(&members[0].1);
    assert_eq!(detailed.len(), 829);
    assert_eq!(detailed.iter().collect::<BTreeSet<_>>().len(), 829);
    for heading in [
        "TOTAL_PATIENTS",
        "FEMALE_PATIENTS_85PLUS",
        "DPC_SOURCE",
        "TOTAL_GP_HC",
        "TOTAL_GP_EXTG_FTE",
        "MALE_GP_LOCUM_ABS_FTE",
        "FEMALE_GP_TRN_GR_F1_2_HC",
        "MALE_GP_EXTGL_HC_70PLUS",
        "TOTAL_GP_HC_COQ_MIDDLE_EAST",
        "TOTAL_NURSES_FTE",
        "TOTAL_N_ADV_NURSE_PRAC_HC",
        "MALE_NURSES_HC_UNKNOWN_AGE",
        "TOTAL_DPC_HI_THERA_HC",
        "TOTAL_ADMIN_MANAGE_PTNR_FTE",
        "TOTAL_GP_FTE_UNDER30",
        "TOTAL_ADMIN_FTE_UNDER25",
        "FEMALE_DPC_NHS_TALKING_THERA_FTE",
        "FEMALE_N_ENH_PRAC_NURSE_FTE",
        "MALE_ADMIN_DT_LEAD_HC",
        "TOTAL_UNKNOWN_GENDER",
    ] {
        assert!(detailed.iter().any(|own| own == heading), "{heading}");
    }
}

#[test]
fn one_practice_did_not_report_its_nurses() {
    let (_folder, zip) = written(&England::small());
    let detailed = rows(&member(&zip, DETAILED));
    assert_eq!(detailed.len(), 60);
    let missing: Vec<&Row> =
        detailed.iter().filter(|row| row["NURSE_SOURCE"] == ESTIMATED).collect();
    let [missing] = missing[..] else { panic!("{} of them", missing.len()) };
    assert_eq!(missing.values().filter(|cell| *cell == "NA").count(), 108);
    for (heading, cell) in missing {
        let nurses = heading.contains("_NURSES_") || heading.contains("_N_");
        assert_eq!(cell == "NA", nurses, "{heading}: {cell}");
    }
    for row in &detailed {
        let about_nurses = row["PRAC_CODE"] == missing["PRAC_CODE"];
        assert_eq!(row.values().any(|cell| cell == "NA"), about_nurses, "{row:?}");
        for source in ["GP_SOURCE", "DPC_SOURCE", "ADMIN_SOURCE"] {
            assert_eq!(row[source], PROVIDED);
        }
        let blank = row.iter().filter(|(_, cell)| cell.is_empty());
        assert_eq!(blank.count(), 24, "discontinued columns");
    }
    let high = rows(&member(&zip, HIGH));
    let none: Vec<&Row> = high.iter().filter(|row| row["VALUE"] == "NA").collect();
    assert_eq!(none.len(), 2 * Group::Nurses.roles().len());
    assert!(none.iter().all(|row| row["PRAC_CODE"] == missing["PRAC_CODE"]));
}

#[test]
fn roles_sexes_ages_and_countries_add_up() {
    let england = England::of(200);
    let (_folder, zip) = written(&england);
    for row in rows(&member(&zip, DETAILED)) {
        let sum = |headings: Vec<String>| -> i64 {
            headings.iter().map(|heading| number(&row, heading)).sum()
        };
        // FTEs are rounded to nine places, one by one.
        let same = |one: i64, other: i64, heading: &str| {
            assert!(one.abs_diff(other) < 100, "{heading} in {row:?}");
        };
        for group in Group::ALL {
            if row["NURSE_SOURCE"] == ESTIMATED && group == Group::Nurses {
                continue;
            }
            let (whole, stem) = group.stems();
            let roles = || group.roles().iter().filter(|role| role.kind != Kind::Discontinued);
            for measure in ["HC", "FTE"] {
                for sex in ["TOTAL", "MALE", "FEMALE"] {
                    let heading = format!("{sex}_{whole}_{measure}");
                    let own = roles().map(|role| format!("{sex}_{stem}_{}_{measure}", role.code));
                    same(number(&row, &heading), sum(own.collect()), &heading);
                }
                let ages = group.ages().iter().map(|age| format!("TOTAL_{whole}_{measure}_{age}"));
                let total = number(&row, &format!("TOTAL_{whole}_{measure}"));
                same(total, sum(ages.collect()), whole);
            }
        }
        let countries = roles::COUNTRIES.map(|country| format!("TOTAL_GP_HC_COQ_{country}"));
        same(number(&row, "TOTAL_GP_HC"), sum(countries.to_vec()), "countries");
        let (mut unknown, mut trainees) = (0, number(&row, "TOTAL_GP_FTE"));
        for whole in Group::ALL.map(|group| group.stems().0) {
            if row[&format!("TOTAL_{whole}_HC")] != "NA" {
                let [all, men, women] = ["TOTAL", "MALE", "FEMALE"]
                    .map(|sex| number(&row, &format!("{sex}_{whole}_HC")));
                unknown += all - men - women;
            }
        }
        assert_eq!(unknown, number(&row, UNKNOWN_SEX));
        for role in Group::Gps.roles().iter().filter(|role| role.kind == Kind::Trainee) {
            trainees -= number(&row, &format!("TOTAL_GP_{}_FTE", role.code));
        }
        same(trainees, number(&row, "TOTAL_GP_EXTG_FTE"), "without trainees");
    }
}

#[test]
fn patients_are_those_of_the_month() {
    let england = England::small();
    let (_folder, zip) = written(&england);
    let month = day(2026, 1, 1);
    let detailed = rows(&member(&zip, DETAILED));
    let listed: BTreeMap<&str, u32> = england
        .listed(month)
        .map(|practice| (practice.code.as_str(), practice.registered(month).total()))
        .collect();
    assert_eq!(detailed.len(), listed.len());
    for row in &detailed {
        let count = |heading: &str| row[heading].parse::<u32>().unwrap();
        assert_eq!(count("TOTAL_PATIENTS"), listed[row["PRAC_CODE"].as_str()]);
        assert_eq!(count("TOTAL_PATIENTS"), count("TOTAL_MALE") + count("TOTAL_FEMALE"));
        for sex in ["MALE", "FEMALE"] {
            let bands = PATIENTS.map(|(band, _)| count(&format!("{sex}_PATIENTS_{band}")));
            assert_eq!(bands.iter().sum::<u32>(), count(&format!("TOTAL_{sex}")), "{sex}");
        }
        assert!(!row["ICB_NAME"].contains("Integrated"));
    }
    assert_eq!(detailed.iter().filter(|row| row["PCN_CODE"] == "U").count(), 1);
}

#[test]
fn there_are_as_many_staff_as_in_england() {
    let england = England::of(600);
    let month = day(2026, 1, 1);
    let mut counts = [0_u64; 4];
    let mut patients = 0;
    for practice in england.listed(month) {
        patients += u64::from(practice.registered(month).total());
        for member in staff(practice, month) {
            let group = Group::ALL.iter().position(|group| *group == member.group).unwrap();
            counts[group] += 1;
        }
    }
    for (count, expected) in counts.into_iter().zip([78, 38, 37, 155]) {
        let per_patients = count * 100_000 / patients;
        assert!(per_patients.abs_diff(expected) <= 10, "{per_patients} for {expected}");
    }
}

#[test]
fn the_high_level_table_says_what_the_detailed_one_does() {
    let (_folder, zip) = written(&England::small());
    let detailed = rows(&member(&zip, DETAILED));
    let high = rows(&member(&zip, HIGH));
    let groups: BTreeSet<&str> = high.iter().map(|row| row["STAFF_GROUP"].as_str()).collect();
    assert_eq!(groups, Group::ALL.into_iter().map(Group::name).collect::<BTreeSet<_>>());
    let measures: BTreeSet<&str> = high.iter().map(|row| row["MEASURE"].as_str()).collect();
    assert_eq!(measures, BTreeSet::from(["FTE", "Headcount"]));
    let receptionists = high.iter().filter(|row| row["DETAILED_STAFF_ROLE"] == "Receptionist");
    for row in receptionists {
        let practice = detailed.iter().find(|one| one["PRAC_CODE"] == row["PRAC_CODE"]).unwrap();
        let heading = if row["MEASURE"] == "FTE" { "FTE" } else { "HC" };
        let own = number(practice, &format!("TOTAL_ADMIN_RECEPT_{heading}"));
        assert_eq!(number(row, "VALUE"), own);
        assert!(row["VALUE"].contains('.'));
    }
}
