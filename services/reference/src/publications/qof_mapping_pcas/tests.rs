use super::*;
use crate::publications::testing::{fault, read, rows};
use crate::segment::Row as _;

const NAME: &str = "MAPPING_PCAS_EXCL_TO_INDICATOR_2021_v2.csv";
const HEADING: &str = "INDICATOR_CODE,PCA_EXCL_NAME,PCA_EXCL_SHORT_NAME,PCA_EXCL_DESCRIPTION,TYPE,GENERAL_SPECIFIC,PCA_CATEGORY,PCA_CATEGORY_DESCRIPTION";
const ROWS: &[u8] = b"AF006,AFPCADEC_DAT,AFPCADEC,\"The patient\x92s choice, noted\",PCA,General,3,Chosen\nAF006,REG_DAT3,REG1_DAT3,New,Exclusion,n/a,n/a,n/a\nAF007,REG_DAT3,REG1_DAT3,New,Exclusion,n/a,n/a,n/a\n";

#[test]
fn an_indicator_has_several_and_shares_them() {
    let text = [HEADING.as_bytes(), b"\n", ROWS].concat();
    let reading = read(&QofMappingPcas, NAME, text).unwrap();
    assert_eq!(reading.period.label, "2020/21");
    let rows: Vec<Row> = rows(&reading);
    let keys: Vec<String> = rows.iter().map(Row::key).collect();
    assert_eq!(keys, ["AF006 AFPCADEC_DAT", "AF006 REG_DAT3", "AF007 REG_DAT3"]);
    assert_eq!(rows[0].description.as_deref(), Some("The patient\u{2019}s choice, noted"));
    assert_eq!((rows[0].kind.as_str(), rows[0].scope.as_deref()), ("PCA", Some("General")));
    assert_eq!((&rows[1].scope, &rows[1].category), (&None, &None));
}

#[test]
fn one_stands_once_for_an_indicator() {
    let line = "AF006,REG_DAT3,REG1_DAT3,New,Exclusion,n/a,n/a,n/a\n";
    let told = fault(&QofMappingPcas, NAME, format!("{HEADING}\n{line}{line}"));
    let reason = format!("{NAME}, line 3, column 1: AF006 REG_DAT3 stands already on line 2");
    assert_eq!(told, reason);
}

#[test]
fn other_tables_are_not_taken() {
    for (head, known) in [
        (HEADING, true),
        ("SHORT_NAME,NAME,DESCRIPTION,TYPE,GENERAL_SPECIFIC", false),
        ("INDICATOR_CODE,INDICATOR_POINT_VALUE,GROUP_CODE,GROUP_DESCRIPTION", false),
    ] {
        assert_eq!(QofMappingPcas::recognises(head.as_bytes()), known, "{head}");
    }
}
