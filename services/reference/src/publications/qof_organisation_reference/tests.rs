use super::*;
use crate::publications::testing::{fault, read, rows};

const NAME: &str = "ORGANISATION_REFERENCE_2021.csv";

#[test]
fn all_sets_of_columns_read_alike() {
    let old = "PRACTICE_CODE,REVISED_MAXIMUM_POINTS\nZ00001,567\nZ00002,\n";
    let new = "PRACTICE_CODE,REVISED_MAX_POINTS\nZ00002,\nZ00001,567.0\n";
    let old = read(&QofOrganisationReference, NAME, old).unwrap();
    let new = read(&QofOrganisationReference, "ORGANISATION_REFERENCE_2425.csv", new).unwrap();
    assert_eq!(old.segment, new.segment);
    let years = [&old, &new].map(|reading| reading.period.label.as_str());
    assert_eq!(years, ["2020/21", "2024/25"]);
    let rows: Vec<Row> = rows(&new);
    assert_eq!([rows[0].revised_max_points, rows[1].revised_max_points], [Some(567.0), None]);
}

#[test]
fn a_practice_stands_once() {
    let text = "PRACTICE_CODE,REVISED_MAX_POINTS\nZ00001,567\nZ00001,567\n";
    let told = fault(&QofOrganisationReference, NAME, text);
    assert_eq!(told, format!("{NAME}, line 3, column 1: Z00001 stands already on line 2"));
}

#[test]
fn other_tables_of_practices_are_not_taken() {
    for (head, known) in [
        ("PRACTICE_CODE,REVISED_MAXIMUM_POINTS", true),
        ("PRACTICE_CODE,VALIDATION_RULE,RULE_DESCRIPTION", false),
        ("PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE", false),
    ] {
        assert_eq!(QofOrganisationReference::recognises(head.as_bytes()), known, "{head}");
    }
}
