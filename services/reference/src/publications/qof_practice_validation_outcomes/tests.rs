use super::*;
use crate::publications::testing::{fault, read, rows};
use crate::segment::Row as _;

const NAME: &str = "PRACTICE_VALIDATION_OUTCOMES_2021.csv";
const OLD: &str = "PRACTICE_CODE,VALIDATION_RULE,RULE_DESCRIPTION";
const NEW: &str = "PRACTICE_CODE,RULE,DESCRIPTION";
const ROWS: &str = "Z00001,1,Achieved points <= total\nZ00001,3,Status on 31 March <> Active\n";

#[test]
fn a_practice_may_fail_several_rules() {
    let old = read(&QofPracticeValidationOutcomes, NAME, format!("{OLD}\n{ROWS}")).unwrap();
    let new = read(&QofPracticeValidationOutcomes, NAME, format!("{NEW}\n{ROWS}")).unwrap();
    assert_eq!(old.segment, new.segment);
    assert_eq!(old.period.label, "2020/21");
    let rows: Vec<Row> = rows(&old);
    let keys: Vec<String> = rows.iter().map(Row::key).collect();
    assert_eq!(keys, ["Z00001 1", "Z00001 3"]);
    assert_eq!(rows[1].description, "Status on 31 March <> Active");
}

#[test]
fn a_rule_stands_once_for_a_practice() {
    let text = format!("{OLD}\n{ROWS}Z00001,1,Achieved points <= total\n");
    let told = fault(&QofPracticeValidationOutcomes, NAME, text);
    assert_eq!(told, format!("{NAME}, line 4, column 1: Z00001 1 stands already on line 2"));
}

#[test]
fn other_tables_are_not_taken() {
    for (head, known) in [
        (OLD, true),
        (NEW, true),
        ("RULE,DESCRIPTION", false),
        ("PRACTICE_CODE,REVISED_MAX_POINTS", false),
    ] {
        assert_eq!(QofPracticeValidationOutcomes::recognises(head.as_bytes()), known, "{head}");
    }
}
