use super::*;
use crate::publications::testing::{fault, read, rows};

const OLD: &str = "INDICATOR_CODE,INDICATOR_POINT_VALUE,GROUP_CODE,GROUP_DESCRIPTION,DOMAIN_CODE,DOMAIN_DESCRIPTION,PATIENT_LIST_TYPE";
const NEW: &str = "INDICATOR_CODE,INDICATOR_DESCRIPTION,INDICATOR_POINT_VALUE,GROUP_CODE,GROUP_DESCRIPTION,SUB_DOMAIN_CODE,SUB_DOMAIN_DESCRIPTION,DOMAIN_CODE,DOMAIN_DESCRIPTION,PATIENT_LIST_TYPE";
const REFERENCE: &str = "INDICATOR_CODE,REGISTER_FLAG,GROUP_CODE,GROUP_DESCRIPTION,SUB_DOMAIN_CODE,SUB_DOMAIN_DESCRIPTION,DOMAIN_CODE,DOMAIN_DESCRIPTION,ALT_PAT_LIST,ADD_PAT_LIST,INDICATOR_POINT_VALUE,PCAS";
const PREVIOUS: &str = "INDICATOR_CODE,INDICATOR_POINT_VALUE,INDICATOR_GROUP_CODE,INDICATOR_GROUP_DESCRIPTION,DOMAIN_CODE,DOMAIN_DESCRIPTION,PATIENT_LIST_TYPE,PATIENT_ADD_LIST_TYPE";

/// The year of a table, and its rows.
fn told(name: &str, text: &str) -> (String, Vec<Row>) {
    let reading = read(&QofMappingIndicators, name, text).unwrap();
    let found = rows(&reading);
    (reading.period.label, found)
}

#[test]
fn all_sets_of_columns_are_read() {
    let text = format!("{OLD}\nNDH001,0,NDH,Non-diabetic,CL,Clinical,18OV\n");
    let (year, old) = told("MAPPING_INDICATORS_2021_v2.csv", &text);
    assert_eq!((year.as_str(), old[0].points), ("2020/21", Some(0.0)));
    assert_eq!((&old[0].description, &old[0].sub_domain_code), (&None, &None));
    assert_eq!(old[0].patient_list_type.as_deref(), Some("18OV"));
    assert_eq!((old[0].lower_threshold, old[0].upper_threshold), (None, None));

    let text = format!(
        "{NEW},LOWER_THRESHOLD,UPPER_THRESHOLD\nCS005,\"Screened, in time\",7.5,CS,Cervical screening,PHAS,Additional,PH,Public Health,25_64_F,45,80\n"
    );
    let (year, new) = told("MAPPING_INDICATORS_2425.csv", &text);
    assert_eq!((year.as_str(), new[0].points), ("2024/25", Some(7.5)));
    assert_eq!(new[0].description.as_deref(), Some("Screened, in time"));
    assert_eq!((new[0].group_code.as_str(), new[0].domain_code.as_str()), ("CS", "PH"));
    assert_eq!(new[0].sub_domain_name.as_deref(), Some("Additional"));
    assert_eq!((new[0].lower_threshold, new[0].upper_threshold), (Some(45.0), Some(80.0)));
}

#[test]
fn tables_of_the_publishers_program_are_read() {
    let text = format!(
        "{REFERENCE}\r\nAF001,1,AF,Atrial fibrillation,CL,Clinical,CL,Clinical,,,5,1\r\nDM006,,DM,Diabetes ,CL,Clinical,CL,Clinical,17OV,,3,1\r\n"
    );
    let (year, found) = told("INDICATOR_REFERENCE_CONTROL.csv", &text);
    assert_eq!((year.as_str(), found.len()), ("2023/24", 2));
    assert_eq!(found[0].patient_list_type.as_deref(), Some("TOTAL"));
    assert_eq!(found[1].patient_list_type.as_deref(), Some("17OV"));
    assert_eq!(found[1].group_name, "Diabetes");

    let text = format!(
        "{PREVIOUS}\nQIPDDMI001,0,QIPDD_MI,Drug dependency,QI,Quality improvement,18OV,TOTAL\n"
    );
    let (year, found) = told("PREVIOUS_INDICATOR_MAPPINGS.csv", &text);
    assert_eq!((year.as_str(), found[0].group_code.as_str()), ("2022/23", "QIPDD_MI"));
    assert_eq!(found[0].patient_list_type.as_deref(), Some("18OV"));
}

#[test]
fn an_indicator_stands_once() {
    let line = "AF001,5,AF,Atrial fibrillation,CL,Clinical,TOTAL";
    let text = format!("{OLD}\n{line}\n{line}\n");
    let reason = "MAPPING_INDICATORS_2021.csv, line 3, column 1: AF001 stands already on line 2";
    assert_eq!(fault(&QofMappingIndicators, "MAPPING_INDICATORS_2021.csv", text), reason);
}

#[test]
fn only_mappings_of_indicators_are_recognised() {
    for (head, known) in [
        (OLD, true),
        (NEW, true),
        (REFERENCE, true),
        (PREVIOUS, true),
        ("PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE", false),
        ("PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE", false),
        ("INDICATOR_CODE,PCA_EXCL_NAME,PCA_EXCL_SHORT_NAME,PCA_EXCL_DESCRIPTION,TYPE", false),
    ] {
        assert_eq!(QofMappingIndicators::recognises(head.as_bytes()), known, "{head}");
    }
}
