use super::*;
use crate::publications::epcn::Epcn;
use crate::publications::testing::{fault, read, rows, strings, workbook};
use crate::segment::Row as _;

const HEADING: &str = "Partner Organisation Code,Partner Name,Practice Parent Sub ICB Loc Code,Practice Parent Sub ICB Loc Name,PCN Code,PCN Name,PCN Parent Sub ICB Loc Code,PCN Parent Sub ICB Loc Name,Practice to PCN Relationship Start Date,Practice to PCN Relationship End Date,Practice Sub ICB Loc and PCN Sub ICB Loc Match";
const PAST: &str = "Z00001,MILL SURGERY,91Z,NHS WEN ICB - 91Z,U90002,ELM PCN,92Z,NHS ASH ICB - 92Z,20191001,20210630,0";
const CURRENT: &str =
    "Z00001,MILL SURGERY,91Z,NHS WEN ICB - 91Z,U90001,MILL PCN,91Z,NHS WEN ICB - 91Z,20210701,,1";

#[test]
fn sheet_and_csv_with_and_without_headings_are_one_segment() {
    let publication = EpcnCorePartnerDetails;
    let with = read(&publication, "p.csv", format!("{HEADING}\n{PAST}\n{CURRENT}\n")).unwrap();
    let without = read(&publication, "p.csv", format!("{CURRENT}\r\n{PAST}\r\n")).unwrap();
    let rows_of = |line: &'static str| line.split(',').collect::<Vec<_>>();
    let broken = HEADING.replace("Partner ", "Partner\n");
    let heading: Vec<&str> = broken.split(',').collect();
    let sheet = vec![
        strings(1, &heading),
        strings(2, &rows_of(PAST)),
        // The real sheet has true and false in the last column.
        strings(3, &rows_of(CURRENT))
            .replace(r#"t="inlineStr"><is><t>1</t></is></c></row>"#, r#"t="b"><v>1</v></c></row>"#),
    ];
    let other = vec![strings(1, &["PCN Code", "PCN Name"])];
    let book = workbook(&[("PCNDetails", other), ("PCN Core Partner Details", sheet)]);
    let book = read(&publication, "ePCN.xlsx", book).unwrap();
    assert_eq!(with.segment, without.segment);
    assert_eq!(with.segment, book.segment);
    assert_eq!((with.period.label.as_str(), with.rows), ("2021-07-01", 2));
    let rows: Vec<Row> = rows(&with);
    assert_eq!((rows[0].same_sub_icb, rows[1].same_sub_icb), (Some(true), Some(false)));
    assert_eq!(rows[0].key(), "Z00001 U90001 2021-07-01");
}

#[test]
fn a_spell_stands_once() {
    let told = fault(&EpcnCorePartnerDetails, "p.csv", format!("{PAST}\n{PAST}\n"));
    let reason = "line 2, column 1: Z00001 U90002 2019-10-01 stands already on line 1";
    assert_eq!(told, format!("p.csv, {reason}"));
}

#[test]
fn the_two_sheets_are_told_apart() {
    assert!(EpcnCorePartnerDetails::recognises(HEADING.as_bytes()));
    assert!(EpcnCorePartnerDetails::recognises(PAST.as_bytes()));
    assert!(!Epcn::recognises(HEADING.as_bytes()) && !Epcn::recognises(PAST.as_bytes()));
}
