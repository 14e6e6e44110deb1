use super::*;
use crate::publications::testing::{fault, read, rows, strings, workbook};

const HEADING: &str = "PCN Code,PCN Name,Current Sub ICB Loc Code,Sub ICB Location,Open Date,Close Date,Address Line 1,Address Line 2,Address Line 3,Address Line 4,Address Line 5,Postcode";
const OPEN: &str =
    "U90001,MILL PCN,91Z,NHS WEN ICB - 91Z,20191001,,1 MILL LANE,,,PORT ELLERY,,ZZ1 1ZZ";
const CLOSED: &str = "U90002,ELM PCN,92Z,NHS ASH ICB - 92Z,20200401,20230331,,,,,,";

#[test]
fn sheet_and_csv_with_and_without_headings_are_one_segment() {
    let with = read(&Epcn, "epcn.csv", format!("{HEADING}\r\n{CLOSED}\r\n{OPEN}\r\n")).unwrap();
    let without = read(&Epcn, "epcn.csv", format!("{OPEN}\n{CLOSED}\n")).unwrap();
    let cells = |line: &'static str| line.split(',').collect::<Vec<_>>();
    let sheet = [HEADING, OPEN, CLOSED].map(cells);
    let sheet = (1..).zip(&sheet).map(|(number, cells)| strings(number, cells)).collect();
    let book = read(&Epcn, "ePCN.xlsx", workbook(&[("PCNDetails", sheet)])).unwrap();
    assert_eq!(with.segment, without.segment);
    assert_eq!(with.segment, book.segment);
    assert_eq!((with.period.label.as_str(), with.rows), ("2020-04-01", 2));
    let rows: Vec<Row> = rows(&with);
    assert_eq!(rows[0].address, ["1 MILL LANE", "PORT ELLERY"]);
    assert_eq!(rows[0].closed_on, None);
    assert_eq!(rows[1].closed_on, chrono::NaiveDate::from_ymd_opt(2023, 3, 31));
    assert_eq!(rows[1].postcode, None);
}

#[test]
fn a_network_stands_once() {
    let told = fault(&Epcn, "epcn.csv", format!("{HEADING}\n{OPEN}\n{CLOSED}\n{OPEN}\n"));
    assert_eq!(told, "epcn.csv, line 4, column 1: U90001 stands already on line 2");
}

#[test]
fn only_networks_are_recognised() {
    for (head, known) in [
        (HEADING, true),
        (OPEN, true),
        ("PCN Code,PCN Name\n", false),
        ("Z00001,MILL SURGERY,91Z,X,20191001,,,,,,,", false),
    ] {
        assert_eq!(Epcn::recognises(head.as_bytes()), known, "{head}");
    }
}
