use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use super::*;
use crate::demo::day;
use crate::demo::testing::{Row, headings, rows};

const GLOBAL_SUM: usize = 21;
const TOTAL: usize = 61;

fn year() -> FinancialYear {
    FinancialYear::of(day(2026, 1, 1))
}

/// What was written, which has a byte order mark.
fn text(path: PathBuf) -> String {
    fs::read_to_string(path).unwrap().strip_prefix('\u{feff}').unwrap().to_owned()
}

fn practices(england: &England, year: FinancialYear) -> String {
    text(write_practices(england, year, tempfile::tempdir().unwrap().path()).unwrap())
}

fn pcns(england: &England, year: FinancialYear) -> String {
    text(write_pcns(england, year, tempfile::tempdir().unwrap().path()).unwrap())
}

/// Hundredths of a cell.
fn hundredths(cell: &str) -> i64 {
    let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
    assert!(part.len() <= 2, "{cell}");
    format!("{whole}{part:0<2}").parse().unwrap()
}

/// The cells of each row in their order.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let own = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|record| own(record.unwrap())).collect()
}

fn named<'a>(rows: &'a [Row], column: &str, code: &str) -> &'a Row {
    rows.iter().find(|row| row[column] == code).unwrap()
}

#[test]
fn the_practice_table_is_laid_out_as_published() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_practices(&England::small(), year(), folder.path()).unwrap();
    assert!(path.ends_with("nhspaymentsgp-25-26-prac-csv.csv"));
    let text = text(path);
    let headings = headings(&text);
    assert_eq!(headings.len(), 66);
    assert_eq!(headings.iter().collect::<BTreeSet<_>>().len(), 66);
    for (index, heading) in [
        (2, "Sub ICB Code"),
        (6, "Practice Code"),
        (17, "Average Number of\nRegistered Patients"),
        (18, "Average Number of\nWeighted Patients"),
        (GLOBAL_SUM, "Global Sum"),
        (TOTAL, "Total NHS Payments to General Practice"),
    ] {
        assert_eq!(headings[index], heading);
    }
    let rows = rows(&text);
    assert_eq!(rows.len(), 61);
    let codes: Vec<&String> = rows.iter().map(|row| &row["Practice Code"]).collect();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 61);
    assert!(!codes.is_sorted(), "the published ones are in no order");
    let first = named(&rows, "Practice Code", "Z00001");
    for (column, cell) in [
        ("NHS England (Region) code", "Y91"),
        ("Sub ICB Name", "NHS WENBURY AND THE VALE ICB - 91Z"),
        ("PCN Code", "U99901"),
        ("Practice Postcode", "ZZ1  0ZZ"),
        ("Practice Open Date", "01/04/1974"),
        ("Practice Close Date", ""),
        ("Atypical characteristics", ""),
    ] {
        assert_eq!(first[column], cell);
    }
    assert!(rows.iter().all(|row| row["Practice Postcode"].len() == 8));
    let contracts: BTreeSet<&str> = rows.iter().map(|row| row["Contract Type"].as_str()).collect();
    assert_eq!(contracts, BTreeSet::from(["APMS", "GMS", "PMS", "Unknown"]));
}

#[test]
fn the_lines_add_up_and_the_averages_are_of_the_total() {
    for england in [England::small(), England::of(600)] {
        for row in cells(&practices(&england, year())) {
            let amounts: Vec<i64> = row[17..].iter().map(|cell| hundredths(cell)).collect();
            let total = amounts[TOTAL - 17];
            let lines = &amounts[GLOBAL_SUM - 17..TOTAL - 17];
            assert_eq!(lines.iter().sum::<i64>(), total, "{row:?}");
            assert!(lines.iter().all(|line| *line >= 0) && total > 0, "{row:?}");
            let [deductions, left, with_covid, covid] = amounts[TOTAL - 16..] else {
                panic!("{row:?}")
            };
            assert_eq!((total + deductions, total + covid), (left, with_covid), "{row:?}");
            assert!(deductions < 0 || amounts[0] == 0, "{row:?}");
            for (patients, average) in [(amounts[0], amounts[2]), (amounts[1], amounts[3])] {
                let all = average * patients / 100;
                assert!((patients == 0) == (average == 0), "{row:?}");
                assert!(patients == 0 || (all - total).abs() <= patients / 100, "{row:?}");
                // From 100 to 300 pounds a patient.
                assert!(patients == 0 || (10_000..30_000).contains(&average), "{row:?}");
            }
        }
    }
}

#[test]
fn one_provider_has_no_contract_and_no_patients() {
    let england = England::small();
    let rows = rows(&practices(&england, year()));
    let without: Vec<&Row> =
        rows.iter().filter(|row| row["Average Number of Registered Patients"] == "0").collect();
    let [provider] = without[..] else { panic!("{without:?}") };
    for (column, cell) in [
        ("Practice Code", england.others[0].code.as_str()),
        ("PCN Code", "Unknown or no PCN"),
        ("Contract Type", "Unknown"),
        ("Dispensing Practice", "Unknown"),
        ("Practice type", "Walk in centre"),
        ("Practice Rurality", "Missing"),
        ("Atypical characteristics", "| No registered patients |"),
        ("Average payments per registered patient", "0"),
    ] {
        assert_eq!(provider[column], cell);
    }
}

#[test]
fn a_year_has_the_practices_of_that_year() {
    let england = England::small();
    let parts = |year| {
        let rows = rows(&practices(&england, year));
        let part = rows.into_iter().filter(|row| row["Atypical characteristics"].contains("Part"));
        part.map(|mut row| row.remove("Practice Code").unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(parts(year()), ["Z00060"]);
    let before = FinancialYear::of(day(2025, 3, 31));
    assert_eq!(parts(before), ["Z00061"]);
    let earlier = rows(&practices(&england, before));
    let closed = named(&earlier, "Practice Code", "Z00061");
    assert_eq!(closed["Practice Close Date"], "31/03/2025");

    let now = rows(&practices(&england, year()));
    let codes: BTreeSet<&str> = now.iter().map(|row| row["Practice Code"].as_str()).collect();
    for practice in england.listed(day(2026, 1, 1)) {
        assert!(codes.contains(practice.code.as_str()), "{}", practice.code);
    }
    let quarters = ["2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"];
    let sum: u32 = quarters
        .iter()
        .map(|day| england.practices[0].registered(day.parse().unwrap()).total())
        .sum();
    let first = named(&now, "Practice Code", "Z00001");
    let average = hundredths(&first["Average Number of Registered Patients"]);
    assert_eq!(average, 25 * i64::from(sum));
}

#[test]
fn pcns_have_the_patients_of_their_members() {
    let folder = tempfile::tempdir().unwrap();
    let england = England::small();
    let path = write_pcns(&england, year(), folder.path()).unwrap();
    assert!(path.ends_with("nhspaymentsgp-25-26-pcn-csv.csv"));
    let text = text(path);
    let headings = headings(&text);
    assert_eq!((headings.len(), headings[2].as_str()), (14, "PCN Code"));

    let open = england.pcns.iter().filter(|pcn| pcn.closed.is_none());
    let expected: Vec<&String> = open.map(|pcn| &pcn.code).collect();
    let table = cells(&text);
    assert_eq!(table.iter().map(|row| &row[2]).collect::<Vec<_>>(), expected);

    let mut members = BTreeMap::<String, [i64; 2]>::new();
    for row in rows(&practices(&england, year())) {
        let own = members.entry(row["PCN Code"].clone()).or_default();
        own[0] += hundredths(&row["Average Number of Registered Patients"]);
        own[1] += hundredths(&row["Average Number of Weighted Patients"]);
    }
    for row in &table {
        let amounts: Vec<i64> = row[4..].iter().map(|cell| hundredths(cell)).collect();
        assert_eq!(amounts[..2], members[&row[2]], "{row:?}");
        assert_eq!(amounts[3..].iter().sum::<i64>(), amounts[2], "{row:?}");
        assert!(amounts[3] > 0, "{row:?}");
    }
}

#[test]
fn a_pcn_in_two_boards_is_in_the_larger_one() {
    let england = England::small();
    let table = rows(&pcns(&england, year()));
    for pcn in england.pcns.iter().filter(|pcn| pcn.closed.is_none()) {
        let board = england.geography(pcn.sub_icb).board;
        assert_eq!(named(&table, "PCN Code", &pcn.code)["ICB Code"], board.code);
    }
}
