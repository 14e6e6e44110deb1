use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;

use super::*;
use crate::demo::testing::{Row, headings, member, members, rows};
use crate::demo::{day, months};

const JANUARY: NaiveDate = day(2026, 1, 1);

fn crosstab(england: &England, month: NaiveDate) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    rows(&fs::read_to_string(write_crosstab(england, month, folder.path()).unwrap()).unwrap())
}

fn values<'a>(rows: impl IntoIterator<Item = &'a Row>, column: &str) -> BTreeSet<&'a str> {
    rows.into_iter().map(|row| row[column].as_str()).collect()
}

#[test]
fn the_zip_is_as_published() {
    let folder = tempfile::tempdir().unwrap();
    let england = England::small();
    let zip = write_appointments(&england, JANUARY, folder.path()).unwrap();
    assert!(zip.ends_with("Practice_Level_Crosstab_Jan_26.zip"));
    let names: Vec<String> = members(&zip).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Practice_Level_Crosstab_Jan_26.csv", "Mapping.csv"]);

    let text = member(&zip, "Practice_Level_Crosstab_Jan_26.csv");
    assert_eq!(headings(&text), CROSSTAB);
    assert_eq!(text.matches("\r\n").count(), text.lines().count());
    let bare = write_crosstab(&england, JANUARY, folder.path()).unwrap();
    assert_eq!(fs::read_to_string(bare).unwrap(), text);

    let mapping = member(&zip, "Mapping.csv");
    assert_eq!(headings(&mapping), MAPPING);
    let mapping = rows(&mapping);
    let lines = rows(&text);
    assert_eq!(values(&mapping, "GP_CODE"), values(&lines, "GP_CODE"));
    assert_eq!((mapping.len(), values(&lines, "GP_CODE").len()), (60, 60));
    let alone: Vec<&Row> = mapping.iter().filter(|row| row["PCN_CODE"] == "U").collect();
    assert_eq!((alone.len(), alone[0]["PCN_NAME"].as_str()), (1, "UNALLOCATED"));
    let suppliers = values(&mapping, "SUPPLIER");
    for supplier in ["EMIS", "TPP", "MEDICUS", "EMIS/EVERGREENLIFE", "TPP/EVERGREENLIFE"] {
        assert!(suppliers.contains(supplier), "{supplier} in {suppliers:?}");
    }
}

#[test]
fn every_practice_has_every_word() {
    let lines = crosstab(&England::small(), JANUARY);
    assert_eq!(values(&lines, "APPOINTMENT_MONTH_START_DATE"), BTreeSet::from(["01JAN2026"]));
    let mut practices = BTreeMap::<&str, Vec<&Row>>::new();
    for line in &lines {
        practices.entry(&line["GP_CODE"]).or_default().push(line);
    }
    for (code, lines) in practices {
        let count = |column| values(lines.iter().copied(), column).len();
        let columns = ["HCP_TYPE", "APPT_MODE", "NATIONAL_CATEGORY", "TIME_BETWEEN_BOOK_AND_APPT"];
        assert_eq!((columns.map(count), count("APPT_STATUS")), ([3, 5, 19, 8], 3), "{code}");
        let waits = values(lines.iter().copied(), "TIME_BETWEEN_BOOK_AND_APPT");
        for wait in ["8  to 14 Days", "15  to 21 Days", "22  to 28 Days"] {
            assert!(waits.contains(wait), "{wait} in {code}");
        }
        let combinations: HashSet<[&str; 5]> = lines
            .iter()
            .map(|line| {
                let [a, b, c, d] = columns;
                [a, b, c, d, "APPT_STATUS"].map(|column| line[column].as_str())
            })
            .collect();
        assert_eq!(combinations.len(), lines.len(), "{code} has a combination twice");
    }
}

#[test]
fn there_are_as_many_as_in_england() {
    let england = England::of(200);
    for month in months().skip(9) {
        let lines = crosstab(&england, month);
        let practices = values(&lines, "GP_CODE").len();
        assert!((172..=182).contains(&(lines.len() / practices)), "{} lines", lines.len());
        let counts = lines.iter().map(|line| line["COUNT_OF_APPOINTMENTS"].parse::<u64>().unwrap());
        assert!(counts.clone().all(|count| count > 0));
        let patients: u64 =
            england.listed(month).map(|one| u64::from(one.registered(month).total())).sum();
        let percent = 100 * counts.sum::<u64>() / patients;
        assert!((48..=54).contains(&percent), "{percent} for 100 patients");
    }
}

#[test]
fn appointments_add_up_and_few_patients_have_few() {
    let (england, combinations) = (England::small(), combinations());
    let newest = england.practices.iter().find(|one| one.code == "Z00060").unwrap();
    // It opened in August, with nobody yet.
    for month in [day(2025, 7, 1), day(2025, 8, 1)] {
        assert_eq!(appointments(newest, month, &combinations).len(), 0, "{month}");
    }
    for practice in england.listed(JANUARY) {
        for month in [day(2025, 9, 1), JANUARY] {
            let counted = appointments(practice, month, &combinations);
            let sum: u64 = counted.iter().map(|(_, count)| count).sum();
            assert_eq!(sum, total(practice, month), "{} in {month}", practice.code);
        }
    }
}

#[test]
fn the_halves_are_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let month = day(2025, 10, 1);
    for england in [England::small(), England::of(800)] {
        let [one, other] = write_crosstab_halves(&england, month, folder.path()).unwrap();
        assert!(one.ends_with("Practice_Level_Crosstab_London_East_South_Oct_25.csv"));
        assert!(other.ends_with("Practice_Level_Crosstab_Midlands_North_Oct_25.csv"));
        let lines = |path| fs::read_to_string(path).unwrap();
        let (one, other) = (lines(one), lines(other));
        let whole = lines(write_crosstab(&england, month, folder.path()).unwrap());
        let split: BTreeSet<&str> = one.lines().chain(other.lines()).collect();
        assert_eq!(split, whole.lines().collect::<BTreeSet<_>>());
        assert_eq!(one.lines().count() + other.lines().count(), whole.lines().count() + 1);
        let [southern, northern] = [&one, &other].map(|text| -> BTreeSet<&str> {
            text.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect()
        });
        assert!(!southern.is_empty() && !northern.is_empty());
        assert!(southern.is_disjoint(&northern));
    }
}
