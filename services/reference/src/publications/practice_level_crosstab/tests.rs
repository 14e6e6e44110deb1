use proptest::collection::btree_map;
use proptest::prelude::*;

use super::*;
use crate::publications::testing::{fault, read, rows, zip};
use crate::publications::{Reading, Silent};

const HEADING: &str = "APPOINTMENT_MONTH_START_DATE,GP_CODE,GP_NAME,SUPPLIER,PCN_CODE,PCN_NAME,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,HCP_TYPE,APPT_MODE,NATIONAL_CATEGORY,TIME_BETWEEN_BOOK_AND_APPT,COUNT_OF_APPOINTMENTS,APPT_STATUS\n";
const MAPPING: &str = "GP_CODE,GP_NAME,SUPPLIER,PCN_CODE,PCN_NAME,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ICB_CODE,ICB_NAME,REGION_CODE,REGION_NAME\n";
const MAP: &str = "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,ONS_SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ONS_ICB_CODE,ICB_CODE,ICB_NAME,ONS_COMM_REGION_CODE,COMM_REGION_CODE,COMM_REGION_NAME,SUPPLIER_NAME\n";
const SOUTH: &str = "01JAN2026,Z00001,MILL SURGERY,EMIS,U99901,MILL PCN,91Z,NHS Wen ICB - 91Z,GP,Face-to-Face,General Consultation Routine,Same Day,10,Attended
01JAN2026,Z00001,MILL SURGERY,EMIS,U99901,MILL PCN,91Z,NHS Wen ICB - 91Z,Other Practice staff,Telephone,Planned Clinics,8  to 14 Days,5,DNA
01JAN2026,Z00001,MILL SURGERY,EMIS,U99901,MILL PCN,91Z,NHS Wen ICB - 91Z,Unknown,Video/Online,General  Consultation Routine,Unknown / Data Issue,2,Unknown
";
const NORTH: &str = "01JAN2026,Z00002,ELM SURGERY,Unknown,U,UNALLOCATED,92Z,NHS Aln ICB - 92Z,GP,Home Visit,Home Visit,1 Day,1,Attended\n";

fn england() -> String {
    [HEADING, NORTH, SOUTH].concat()
}

fn table(reading: &Reading) -> Arc<Table> {
    let table = <PracticeLevelCrosstab as Series>::load(reading.segment.clone(), None).unwrap();
    table.downcast().unwrap()
}

#[test]
fn a_practice_is_one_row() {
    let reading = read(&PracticeLevelCrosstab, "crosstab.csv", england()).unwrap();
    assert_eq!((reading.period.label.as_str(), reading.rows), ("2026-01-01", 2));
    assert_eq!(reading.period.end.to_string(), "2026-01-31");
    let rows: Vec<Row> = rows(&reading);
    let mill = Row {
        practice_code: "Z00001".parse().unwrap(),
        practice_name: "MILL SURGERY".to_owned(),
        supplier: Some("EMIS".to_owned()),
        pcn_code: Some("U99901".parse().unwrap()),
        pcn_name: Some("MILL PCN".to_owned()),
        sub_icb_code: Some("91Z".parse().unwrap()),
        sub_icb_name: Some("NHS Wen ICB - 91Z".to_owned()),
        status: vec![10, 5, 2],
        hcp: vec![10, 5, 2],
        mode: vec![10, 5, 0, 2, 0],
        wait: vec![10, 0, 0, 5, 0, 0, 0, 2],
        categories: vec![
            CategoryCount { category: "General Consultation Routine".to_owned(), count: 12 },
            CategoryCount { category: "Planned Clinics".to_owned(), count: 5 },
        ],
    };
    assert_eq!(rows[0], mill);
    assert_eq!((rows[1].pcn_code, &rows[1].pcn_name, &rows[1].supplier), (None, &None, &None));
}

#[test]
fn members_and_columns_of_other_months_read_alike() {
    let whole = read(&PracticeLevelCrosstab, "Practice_Level_Crosstab_Jan_26.csv", england());
    let halves = zip(&[
        ("Mapping.csv", MAPPING.to_owned()),
        ("Practice_Level_Crosstab_London_East_South_Jan_26.csv", HEADING.to_owned() + SOUTH),
        ("Practice_Level_Crosstab_Midlands_North_Jan_26.csv", HEADING.to_owned() + NORTH),
    ]);
    let halves = read(&PracticeLevelCrosstab, "Practice_Level_Crosstab_Jan_26.zip", halves);
    let ccg = england().replace("SUB_ICB_LOCATION", "CCG").replace('\n', "\r\n");
    let ccg = read(&PracticeLevelCrosstab, "crosstab.csv", ccg).unwrap();
    let whole = whole.unwrap();
    assert_eq!(whole.segment, halves.unwrap().segment);
    assert_eq!(whole.segment, ccg.segment);
}

#[test]
fn a_half_names_its_regions() {
    let folder = tempfile::tempdir().unwrap();
    for (name, named) in [
        ("Practice_Level_Crosstab_Jan_26.csv", false),
        ("Practice_Level_Crosstab_London_East_South_Jan_26.csv", true),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, england()).unwrap();
        let mut source = Source::new(&path, &Silent);
        let contents = <PracticeLevelCrosstab as Series>::read(&mut source).unwrap();
        assert_eq!(contents.regions.is_some(), named, "{name}");
    }
}

#[test]
fn a_practice_may_change_its_system() {
    let text = england() + &SOUTH.replace("EMIS", "EMIS/TPP").replace("Video/Online", "ONLINE");
    let rows: Vec<Row> = rows(&read(&PracticeLevelCrosstab, "crosstab.csv", text).unwrap());
    assert_eq!(rows[0].supplier.as_deref(), Some("EMIS/TPP"));
    assert_eq!(rows[0].status, [20, 10, 4]);
}

#[test]
fn faults_refuse_the_file() {
    let first = SOUTH.lines().next().unwrap();
    let month = "APPOINTMENT_MONTH_START_DATE";
    for (name, text, reason) in [
        (
            "crosstab.csv",
            england().replace("Telephone", "Fax"),
            "crosstab.csv, line 4, column 10: \"Fax\" is not one of Face-to-Face, Telephone, Home Visit, Video Conference/Online, Unknown",
        ),
        (
            "crosstab.csv",
            england().replace("DNA", ""),
            "crosstab.csv, line 4, column 14: \"\" is not one of Attended, DNA, Unknown",
        ),
        (
            "crosstab.csv",
            england().replace("Planned Clinics", " "),
            "crosstab.csv, line 4, column 11: NATIONAL_CATEGORY is empty",
        ),
        (
            "crosstab.csv",
            england().replace(",5,DNA", ",,DNA"),
            "crosstab.csv, line 4, column 13: \"\" is not a count",
        ),
        (
            "crosstab.csv",
            england().replace(",5,DNA", ",4294967286,DNA"),
            "crosstab.csv, line 4, column 13: Z00001 has more than 4294967295 appointments",
        ),
        (
            "crosstab.csv",
            england() + &first.replace(",10,", ",11,").replace("Same", "SAME "),
            "crosstab.csv, line 6, column 2: this combination of Z00001 stands twice",
        ),
        (
            "crosstab.csv",
            england().replacen("MILL PCN", "MILLS PCN", 1),
            "crosstab.csv, line 4, column 6: Z00001 has \"MILL PCN\", but \"MILLS PCN\" on line 3",
        ),
        (
            "crosstab.csv",
            england().replacen("01JAN2026", "01FEB2026", 1),
            "crosstab.csv, line 3, column 1: the month begins on 2026-01-01, but on 2026-02-01 on line 2",
        ),
        (
            "crosstab.csv",
            england().replace("01JAN2026", "02JAN2026"),
            "crosstab.csv: the month begins on 2026-01-02, which is not the first of a month",
        ),
        (
            "crosstab.csv",
            england().replace(month, "MONTH"),
            "crosstab.csv, line 1, column 1: the column APPOINTMENT_MONTH_START_DATE is missing",
        ),
        (
            "Practice_Level_Crosstab_Feb_26.csv",
            england(),
            "Practice_Level_Crosstab_Feb_26.csv: the name says 2026-02, the content 2026-01-01",
        ),
    ] {
        assert_eq!(fault(&PracticeLevelCrosstab, name, text), reason);
    }
}

#[test]
fn a_half_given_twice_refuses_the_file() {
    let half = HEADING.to_owned() + SOUTH;
    let twice = zip(&[("a.csv", &half), ("b.csv", &half)]);
    assert_eq!(
        fault(&PracticeLevelCrosstab, "crosstab.zip", twice),
        "crosstab.zip/b.csv, line 2, column 2: this combination of Z00001 stands twice"
    );
    let other = zip(&[("a_Jan_26.csv", &half), ("b_Feb_26.csv", &(HEADING.to_owned() + NORTH))]);
    let told = fault(&PracticeLevelCrosstab, "crosstab.zip", other);
    assert!(told.ends_with("the name says 2026-02, the content 2026-01-01"), "{told}");
}

#[test]
fn other_tables_are_not_recognised() {
    let recognises = <PracticeLevelCrosstab as Series>::recognises;
    assert!(recognises(england().as_bytes()));
    assert!(!recognises(MAPPING.as_bytes()) && !recognises(MAP.as_bytes()));
}

#[test]
fn a_table_has_the_same_categories_for_all() {
    let table = table(&read(&PracticeLevelCrosstab, "crosstab.csv", england()).unwrap());
    let categories: Vec<&str> = table.categories.iter().map(AsRef::as_ref).collect();
    assert_eq!(categories, ["General Consultation Routine", "Home Visit", "Planned Clinics"]);
    let told: Vec<(&str, &str, u64, &[u32])> = table
        .practices
        .iter()
        .map(|practice| {
            let counts = &practice.counts;
            let (code, name) = (practice.code.as_str(), &*practice.name);
            (code, name, counts.total(), &*counts.categories)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Z00001", "MILL SURGERY", 17, &[12, 0, 5][..]),
            ("Z00002", "ELM SURGERY", 1, &[0, 1, 0][..])
        ]
    );
    let mill = &table.practices[0];
    assert_eq!(mill.counts.wait, [10, 0, 0, 5, 0, 0, 0, 2]);
    assert_eq!(mill.geography.pcn_name.as_deref(), Some("MILL PCN"));
    assert_eq!((mill.geography.icb_code, mill.geography.region_code), (None, None));
}

#[test]
fn practices_of_one_network_share_their_geography() {
    let text = england() + &SOUTH.replace("Z00001", "Z00003");
    let table = table(&read(&PracticeLevelCrosstab, "crosstab.csv", text).unwrap());
    let [first, other, third] = &table.practices[..] else { panic!("{table:?}") };
    assert!(Arc::ptr_eq(&first.geography, &third.geography));
    assert!(!Arc::ptr_eq(&first.geography, &other.geography));
}

#[test]
fn a_breakdown_of_another_length_is_told() {
    let reading = read(&PracticeLevelCrosstab, "crosstab.csv", england()).unwrap();
    let mut rows: Vec<Row> = rows(&reading);
    rows[0].mode.push(0);
    assert!(matches!(Table::of(rows.into_iter()), Err(SegmentError::Column("mode"))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_breakdown_adds_up(
        figures in btree_map(
            (0..3_usize, 0..3_usize, 0..3_usize, 0..5_usize, 0..8_usize, 0..4_usize),
            0..1_000_u32,
            1..40,
        )
    ) {
        let lines: Vec<String> = figures
            .iter()
            .map(|(&(practice, status, hcp, mode, wait, category), count)| {
                let (status, hcp) = (STATUSES[status], HCP_TYPES[hcp]);
                let (mode, wait) = (MODES[mode], WAITS[wait]);
                format!("01JAN2026,Z0000{practice},SURGERY,TPP,U,U,91Z,Wen,{hcp},{mode},Category {category},{wait},{count},{status}\n")
            })
            .collect();
        let forwards = HEADING.to_owned() + &lines.concat();
        let backwards = lines.iter().rev().fold(HEADING.to_owned(), |text, line| text + line);
        let forwards = read(&PracticeLevelCrosstab, "crosstab.csv", forwards).unwrap();
        let backwards = read(&PracticeLevelCrosstab, "crosstab.csv", backwards).unwrap();
        prop_assert_eq!(&forwards.segment, &backwards.segment);
        let mut all = 0;
        for row in rows::<Row>(&forwards) {
            let total: u32 = row.status.iter().sum();
            for breakdown in [&row.hcp, &row.mode, &row.wait] {
                prop_assert_eq!(breakdown.iter().sum::<u32>(), total);
            }
            let categories = row.categories.iter().map(|counted| counted.count);
            prop_assert_eq!(categories.sum::<u32>(), total);
            all += total;
        }
        prop_assert_eq!(all, figures.values().sum::<u32>());
        let table = table(&forwards);
        let kept = table.practices.iter().map(|practice| practice.counts.total());
        prop_assert_eq!(kept.sum::<u64>(), u64::from(all));
    }
}
