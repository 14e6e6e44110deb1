use super::*;
use crate::publications::gp_reg_pat_prac_map::GpRegPatPracMap;
use crate::publications::testing::{fault, read, rows};

const OLD: &str = "NAT_ONS_CODE,NAT_CODE,COUNTRY,REGION_ODS_CODE,REGION_ONS_CODE,REGION_NAME,STP_ODS_CODE,STP_ONS_CODE,STP_NAME,CCG_ODS_CODE,CCG_ONS_CODE,CCG_NAME,PCN_ODS_CODE,PCN_NAME,PRACTICE_CODE,PRACTICE_NAME";
const NEW: &str = "NAT_ONS_CODE,NAT_CODE,NAT_COUNTRY,REGION_ODS_CODE,REGION_ONS_CODE,REGION_NAME,ICB_ODS_CODE,ICB_ONS_CODE,ICB_NAME,SUB_ICB_ODS_CODE,SUB_ICB_ONS_CODE,SUB_ICB_NAME,PCN_ODS_CODE,PCN_NAME,PRACTICE_CODE,PRACTICE_NAME";
const MANUAL: &str = "PRACTICE_CODE,PRACTICE_NAME,PCN_ODS_CODE,PCN_NAME,CCG_ODS_CODE,CCG_ONS_CODE,CCG_NAME,STP_ODS_CODE,STP_ONS_CODE,STP_NAME,REGION_ODS_CODE,REGION_ONS_CODE,REGION_NAME,NAT_CODE,NAT_ONS_CODE,NAT_COUNTRY";
const ROW: &str = "E92000001,ENG,England,Y91,E97000001,North,QZ1,E98000001,Wen,91Z,E99000001,NHS Wen,U99901,Mill PCN,Z00001,Mill Surgery";
const ALONE: &str = "E92000001,ENG,England,Y91,E97000001,North,QZ1,E98000001,Wen,91Z,E99000001,NHS Wen,U,Unallocated,Z00002,Elm Surgery";

#[test]
fn all_sets_of_columns_read_alike() {
    let publication = QofMappingNhsGeographies;
    let old = format!("{OLD}\n{ROW}\n{ALONE}\n");
    let old = read(&publication, "MAPPING_NHS_GEOGRAPHIES_2021.csv", old).unwrap();
    let new = format!("{NEW}\r\n{ALONE}\r\n{ROW}\r\n");
    let new = read(&publication, "MAPPING_NHS_GEOGRAPHIES_2425.csv", new).unwrap();
    let turned = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let order = [14, 15, 12, 13, 9, 10, 11, 6, 7, 8, 3, 4, 5, 1, 0, 2];
        order.map(|place| cells[place]).join(",")
    };
    let manual = format!("{MANUAL}\n{}\n{}\n", turned(ROW), turned(ALONE));
    let manual = read(&publication, "QOF_MANUAL_MAPPINGS.csv", manual).unwrap();
    assert_eq!(old.segment, new.segment);
    assert_eq!(old.segment, manual.segment);
    let years = [&old, &new, &manual].map(|reading| reading.period.label.as_str());
    assert_eq!(years, ["2020/21", "2024/25", "2023/24"]);
    let rows: Vec<Row> = rows(&new);
    assert_eq!(rows[0].pcn_code.map(|code| code.to_string()).as_deref(), Some("U99901"));
    assert_eq!(rows[0].ons_region_code.as_deref(), Some("E97000001"));
    assert_eq!(rows[0].practice_name.as_deref(), Some("Mill Surgery"));
    assert_eq!((rows[1].pcn_code, &rows[1].pcn_name), (None, &None));
    assert_eq!(rows[1].sub_icb_name.as_deref(), Some("NHS Wen"));
}

#[test]
fn a_practice_stands_once() {
    let text = format!("{NEW}\n{ROW}\n{ROW}\n");
    let reason = "GEOGRAPHIES_2425.csv, line 3, column 15: Z00001 stands already on line 2";
    assert_eq!(fault(&QofMappingNhsGeographies, "GEOGRAPHIES_2425.csv", text), reason);
}

#[test]
fn maps_of_other_series_are_not_taken_nor_these_by_them() {
    const REGISTERED: &str = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,ONS_SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ONS_ICB_CODE,ICB_CODE,ICB_NAME,ONS_COMM_REGION_CODE,COMM_REGION_CODE,COMM_REGION_NAME";
    const APPOINTMENTS: &str = "GP_CODE,GP_NAME,SUPPLIER,PCN_CODE,PCN_NAME,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ICB_CODE,ICB_NAME,REGION_CODE,REGION_NAME";
    for (head, known) in
        [(OLD, true), (NEW, true), (MANUAL, true), (REGISTERED, false), (APPOINTMENTS, false)]
    {
        assert_eq!(QofMappingNhsGeographies::recognises(head.as_bytes()), known, "{head}");
    }
    assert!(GpRegPatPracMap::recognises(REGISTERED.as_bytes()));
    for head in [OLD, NEW, MANUAL] {
        assert!(!GpRegPatPracMap::recognises(head.as_bytes()), "{head}");
    }
}
