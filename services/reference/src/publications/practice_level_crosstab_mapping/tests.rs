use super::*;
use crate::publications::Silent;
use crate::publications::testing::{fault, read, rows, zip};

const HEADING: &str = "GP_CODE,GP_NAME,SUPPLIER,PCN_CODE,PCN_NAME,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ICB_CODE,ICB_NAME,REGION_CODE,REGION_NAME";
const CCG: &str = "GP_CODE,GP_NAME,SUPPLIER,PCN_CODE,PCN_NAME,CCG_CODE,CCG_NAME,STP_CODE,STP_NAME,REGION_CODE,REGION_NAME";
const MILL: &str =
    "Z00001,MILL SURGERY,TPP,U99901,MILL PCN,91Z,NHS Wen ICB - 91Z,QZ1,Wen,Y91,North";
const ELM: &str =
    "Z00002,ELM SURGERY,Unknown,U,UNALLOCATED,91Z,NHS Wen ICB - 91Z,QZ1,Wen,Y91,North";
const CROSSTAB: &str = "APPOINTMENT_MONTH_START_DATE,GP_CODE,GP_NAME,SUPPLIER,PCN_CODE,PCN_NAME,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,HCP_TYPE,APPT_MODE,NATIONAL_CATEGORY,TIME_BETWEEN_BOOK_AND_APPT,COUNT_OF_APPOINTMENTS,APPT_STATUS";
const MAP: &str = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,ONS_SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ONS_ICB_CODE,ICB_CODE,ICB_NAME,ONS_COMM_REGION_CODE,COMM_REGION_CODE,COMM_REGION_NAME,SUPPLIER_NAME";

#[test]
fn a_member_reads_like_the_file() {
    let publication = PracticeLevelCrosstabMapping;
    let text = format!("{HEADING}\r\n{ELM}\r\n{MILL}\r\n");
    let file = read(&publication, "Mapping_Jan_26.csv", &text).unwrap();
    let crosstab = format!("{CROSSTAB}\n");
    let archive = zip(&[("Mapping.csv", &text), ("Practice_Level_Crosstab_Jan_26.csv", &crosstab)]);
    let member = read(&publication, "Practice_Level_Crosstab_Jan_26.zip", archive).unwrap();
    let old = format!("{CCG}\n{MILL}\n{ELM}\n");
    let old = read(&publication, "Mapping_Jan_26.csv", old).unwrap();
    assert_eq!(file.segment, member.segment);
    assert_eq!(file.segment, old.segment);
    assert_eq!((member.period.label.as_str(), member.rows), ("2026-01-01", 2));
    assert_eq!(member.period.end.to_string(), "2026-01-31");
    let rows: Vec<Row> = rows(&file);
    assert_eq!(rows[0].region_code.map(|code| code.to_string()).as_deref(), Some("Y91"));
    assert_eq!((rows[1].pcn_code, &rows[1].pcn_name, &rows[1].supplier), (None, &None, &None));
}

#[test]
fn the_folder_may_tell_the_month() {
    let folder = tempfile::tempdir().unwrap();
    let month = folder.path().join("2025-08");
    std::fs::create_dir(&month).unwrap();
    let path = month.join("Mapping.csv");
    std::fs::write(&path, format!("{HEADING}\n{MILL}\n")).unwrap();
    let mut source = Source::new(&path, &Silent);
    let contents = <PracticeLevelCrosstabMapping as Series>::read(&mut source).unwrap();
    assert_eq!(contents.period.label, "2025-08-01");
}

#[test]
fn suppliers_of_a_practice_are_joined() {
    let two = MILL.replace(",TPP,", ",TPP/EMIS,");
    let text = format!("{HEADING}\n{MILL}\n{two}\n{ELM}\n");
    let reading = read(&PracticeLevelCrosstabMapping, "Mapping_Jan_26.csv", text).unwrap();
    let rows: Vec<Row> = rows(&reading);
    assert_eq!((rows.len(), rows[0].supplier.as_deref()), (2, Some("TPP/EMIS")));
}

#[test]
fn faults_refuse_the_file() {
    let moved = MILL.replace(",TPP,", ",EMIS,").replace("U99901", "U99902");
    for (text, reason) in [
        (
            format!("{HEADING}\n{MILL}\n{ELM}\n{MILL}\n"),
            "Mapping_Jan_26.csv, line 4, column 1: Z00001 stands already on line 2",
        ),
        (
            format!("{HEADING}\n{MILL}\n{moved}\n"),
            "Mapping_Jan_26.csv, line 3, column 1: Z00001 stands already on line 2, with other details",
        ),
        (
            format!("{}\n{MILL}\n", HEADING.replace("ICB_NAME,REGION", "NAME,REGION")),
            "Mapping_Jan_26.csv, line 1, column 1: the column ICB_NAME or STP_NAME is missing",
        ),
        (
            format!("{HEADING}\n{}\n", MILL.replace("91Z,", "9/Z,")),
            "Mapping_Jan_26.csv, line 2, column 6: \"9/Z\" is not an ODS code: 3 to 10 letters and digits.; with 1 such rows of 1 the file is refused",
        ),
    ] {
        assert_eq!(fault(&PracticeLevelCrosstabMapping, "Mapping_Jan_26.csv", text), reason);
    }
}

#[test]
fn other_tables_are_not_recognised() {
    let recognises = <PracticeLevelCrosstabMapping as Series>::recognises;
    assert!(recognises(HEADING.as_bytes()) && recognises(CCG.as_bytes()));
    assert!(!recognises(CROSSTAB.as_bytes()) && !recognises(MAP.as_bytes()));
}
