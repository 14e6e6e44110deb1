use super::*;
use crate::publications::testing::{fault, read, rows, zip};

const CCG: &str = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,ONS_CCG_CODE,CCG_CODE,CCG_NAME,ONS_STP_CODE,STP_CODE,STP_NAME,ONS_COMM_REGION_CODE,COMM_REGION_CODE,COMM_REGION_NAME";
const SUB_ICB: &str = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,ONS_SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ONS_ICB_CODE,ICB_CODE,ICB_NAME,ONS_COMM_REGION_CODE,COMM_REGION_CODE,COMM_REGION_NAME";
const ROW: &str = "GP_PRAC_PAT_LIST,01Jul2026,Z00001,MILL SURGERY,ZZ1 1ZZ,U90001,MILL PCN,E99000001,91Z,NHS Wen,E98000001,QZ1,Wen,E97000001,Y91,North";
const ALONE: &str = "GP_PRAC_PAT_LIST,01Jul2026,Z00002,ELM SURGERY,ZZ1 2ZZ,U,Unallocated,E99000001,91Z,NHS Wen,E98000001,QZ1,Wen,E97000001,Y91,North";

#[test]
fn all_sets_of_columns_read_alike() {
    let publication = GpRegPatPracMap;
    let old = read(&publication, "map.csv", format!("{CCG}\r\n{ROW}\r\n{ALONE}\r\n")).unwrap();
    let new = read(&publication, "map.csv", format!("{SUB_ICB}\n{ALONE}\n{ROW}\n")).unwrap();
    assert_eq!(old.segment, new.segment);
    assert_eq!((old.period.label.as_str(), old.rows), ("2026-07-01", 2));
    let full = format!("{SUB_ICB},SUPPLIER_NAME\n{ROW},EMIS\n{ALONE},Unknown\n");
    let twin = read(&publication, "map.zip", zip(&[("map.csv", &full)])).unwrap();
    let full = read(&publication, "map-jul-2026.csv", &full).unwrap();
    assert_eq!(full.segment, twin.segment);
    let rows: Vec<Row> = rows(&full);
    assert_eq!(rows[0].supplier.as_deref(), Some("EMIS"));
    assert_eq!(rows[0].pcn_code.map(|code| code.to_string()).as_deref(), Some("U90001"));
    assert_eq!((rows[1].pcn_code, &rows[1].pcn_name, &rows[1].supplier), (None, &None, &None));
}

#[test]
fn faults_refuse_the_file() {
    let later = ROW.replace("01Jul2026", "01Aug2026").replace("Z00001", "Z00003");
    for (name, text, reason) in [
        (
            "map.csv",
            format!("{SUB_ICB}\n{ROW}\n{ALONE}\n{ROW}\n"),
            "map.csv, line 4, column 3: Z00001 stands already on line 2",
        ),
        (
            "map.csv",
            format!("{SUB_ICB}\n{ROW}\n{later}\n"),
            "map.csv, line 3, column 2: the extract date is 2026-08-01, but 2026-07-01 on line 2",
        ),
        (
            "map.csv",
            format!("{}\n{ROW}\n", SUB_ICB.replace("PCN_NAME", "NETWORK")),
            "map.csv, line 1, column 1: the column PCN_NAME is missing",
        ),
        (
            "map-jun-2026.csv",
            format!("{SUB_ICB}\n{ROW}\n"),
            "map-jun-2026.csv: the name says 2026-06, the content 2026-07-01",
        ),
    ] {
        assert_eq!(fault(&GpRegPatPracMap, name, text), reason);
    }
}
