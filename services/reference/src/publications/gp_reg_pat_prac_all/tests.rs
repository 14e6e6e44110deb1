use super::*;
use crate::publications::testing::{fault, read, rows};

const CCG: &str =
    "PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,ONS_CCG_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS";
const SUB_ICB: &str = "PUBLICATION,EXTRACT_DATE,TYPE,SUB_ICB_LOCATION_CODE,ONS_SUB_ICB_LOCATION_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS";
const ROWS: &str = "X,01JAN2021,GP,91Z,E99000001,Z00001,ZZ1 1ZZ,ALL,ALL,5903\nX,01JAN2021,GP,91Z,E99000001,Z00001,ZZ1 1ZZ,MALE,ALL,2000\nX,01JAN2021,PCN,91Z,E99000001,U90001,,ALL,ALL,5903\nX,01JAN2021,GP,91Z,E99000001,Z00002,ZZ1 2ZZ,ALL,ALL,0\n";

#[test]
fn totals_of_practices_are_read_from_both_sets_of_columns() {
    let old = read(&GpRegPatPracAll, "all.csv", format!("{CCG}\n{ROWS}")).unwrap();
    let new = read(&GpRegPatPracAll, "all.csv", format!("{SUB_ICB}\n{ROWS}")).unwrap();
    assert_eq!(old.segment, new.segment);
    assert_eq!(old.period.label, "2021-01-01");
    let rows: Vec<Row> = rows(&old);
    assert_eq!(rows.iter().map(|row| row.patients).collect::<Vec<_>>(), [5_903, 0]);
}

#[test]
fn a_file_without_totals_is_refused() {
    let told = fault(&GpRegPatPracAll, "all.csv", format!("{CCG}\n{}", ROWS.replace("ALL", "X")));
    assert_eq!(told, "all.csv: no record is the total of a practice");
}

#[test]
fn tables_by_age_are_not_taken() {
    assert!(GpRegPatPracAll::recognises(CCG.as_bytes()));
    assert!(!GpRegPatPracAll::recognises(CCG.replace(",CODE", ",ORG_CODE").as_bytes()));
}
