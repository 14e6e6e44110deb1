use super::*;
use crate::publications::testing::{fault, read, rows, zip};

const HEADING: &str = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE";
const ROWS: &str = "Z00001,AF,113.0,TOTAL,3904\nZ00001,AST,324.0,06OV,3687\nZ00002,AF,0,TOTAL,4\n";

#[test]
fn all_sets_of_columns_read_alike() {
    let text = format!("{HEADING}\n{ROWS}");
    let new = read(&QofPrevalence, "PREVALENCE_2425.csv", &text).unwrap();
    let member = [("PREVALENCE_2425.csv", text.replace(".0", ""))];
    let twin = read(&QofPrevalence, "QOF2425.zip", zip(&member)).unwrap();
    assert_eq!(new.segment, twin.segment);
    assert_eq!((new.period.label.as_str(), new.rows, new.regions), ("2024/25", 3, None));
    let heading = "PRACTICE_CODE,INDICATOR_GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PATIENT_LIST_SIZE";
    let old = format!("{heading}\n{ROWS}");
    let old = read(&QofPrevalence, "PREVALENCE_1516.csv", old).unwrap();
    assert_eq!(old.segment, new.segment);
    let rows: Vec<Row> = rows(&new);
    assert_eq!((rows[0].register, rows[0].list_size), (Some(113), Some(3_904)));
    assert_eq!(rows[1].patient_list_type.as_deref(), Some("06OV"));
    assert_eq!(rows[2].register, Some(0));
}

#[test]
fn what_was_not_submitted_is_not_zero() {
    let text = "PRACTICE_CODE,GROUP_CODE,REGISTER,PRACTICE_LIST_SIZE\nZ00001,AF,,3904\nZ00002,AF,3,\nZ00003,AF,5,100\n";
    let reading = read(&QofPrevalence, "PREVALENCE_1415.csv", text).unwrap();
    let found: Vec<Row> = rows(&reading);
    assert_eq!((found[0].register, &found[0].patient_list_type), (None, &None));
    assert_eq!((found[1].register, found[1].list_size), (Some(3), None));
    let table = QofPrevalence::load(reading.segment, None).unwrap().downcast::<Table>().unwrap();
    let totals = Totals { register: 5, list_size: 100, practices: 1 };
    assert_eq!(table.totals("AF".parse().unwrap()), Some(totals));
}

#[test]
fn faults_refuse_the_file() {
    for (name, text, reason) in [
        (
            "PREVALENCE_2425.csv",
            format!("{HEADING}\n{ROWS}Z00001,AF,1,TOTAL,2\n"),
            "PREVALENCE_2425.csv, line 5, column 1: Z00001 AF stands already on line 2",
        ),
        (
            "PREVALENCE_2425.csv",
            format!("{HEADING}\n{}", ROWS.replace("324.0", "many")),
            "PREVALENCE_2425.csv, line 3, column 3: \"many\" is not a count; with 1 such rows of 3 the file is refused",
        ),
    ] {
        assert_eq!(fault(&QofPrevalence, name, text), reason);
    }
    let silent = fault(&QofPrevalence, "PREVALENCE.csv", format!("{HEADING}\n{ROWS}"));
    assert!(silent.starts_with("PREVALENCE.csv: "), "{silent}");
}

#[test]
fn only_prevalence_is_recognised() {
    for (head, known) in [
        (HEADING, true),
        ("PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE", false),
        ("PRACTICE_CODE,REVISED_MAX_POINTS", false),
        ("INDICATOR_CODE,INDICATOR_POINT_VALUE,GROUP_CODE,GROUP_DESCRIPTION", false),
    ] {
        assert_eq!(QofPrevalence::recognises(head.as_bytes()), known, "{head}");
    }
}
