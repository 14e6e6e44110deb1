use super::*;
use crate::publications::testing::{fault, read, rows, workbook, zip};

const CSV: &str = "1 General Practice – January 2026 Practice Level - Detailed.csv";
const HIGH_LEVEL: &str = "3 General Practice – January 2026 Practice Level - High level.csv";

/// As in the files, with some of the columns that are passed over.
const HEADINGS: [&str; 44] = [
    "PRAC_CODE",
    "PRAC_NAME",
    "PCN_CODE",
    "PCN_NAME",
    "SUB_ICB_CODE",
    "SUB_ICB_NAME",
    "ICB_CODE",
    "ICB_NAME",
    "REGION_CODE",
    "REGION_NAME",
    "TOTAL_PATIENTS",
    "TOTAL_MALE",
    "MALE_PATIENTS_85PLUS",
    "GP_SOURCE",
    "NURSE_SOURCE",
    "DPC_SOURCE",
    "ADMIN_SOURCE",
    "TOTAL_GP_HC",
    "TOTAL_GP_EXTG_HC",
    "TOTAL_GP_EXL_HC",
    "TOTAL_GP_SAL_BY_PRAC_HC",
    "TOTAL_GP_TRN_GR_ST1_HC",
    "TOTAL_GP_TRN_GR_F1_2_HC",
    "MALE_GP_HC",
    "TOTAL_GP_FTE",
    "TOTAL_GP_EXTG_FTE",
    "TOTAL_GP_EXL_FTE",
    "TOTAL_GP_SAL_BY_PRAC_FTE",
    "TOTAL_GP_TRN_GR_ST1_FTE",
    "TOTAL_GP_TRN_GR_F1_2_FTE",
    "TOTAL_GP_LOCUM_VAC_FTE",
    "TOTAL_GP_HC_30TO34",
    "TOTAL_GP_HC_COQ_UK",
    "TOTAL_NURSES_HC",
    "TOTAL_N_PRAC_NURSE_HC",
    "TOTAL_NURSES_FTE",
    "TOTAL_N_PRAC_NURSE_FTE",
    "TOTAL_DPC_HC",
    "TOTAL_DPC_FTE",
    "TOTAL_DPC_HI_THERA_HC",
    "TOTAL_ADMIN_HC",
    "TOTAL_ADMIN_FTE",
    "TOTAL_DPC_GPA_HC",
    "TOTAL_DPC_GPA_FTE",
];

/// The practice of which [`line`] tells; other figures are 0.
const MILL: [(&str, &str); 30] = [
    ("PRAC_CODE", "Z00001"),
    ("PRAC_NAME", "MILL SURGERY"),
    ("PCN_CODE", "U99901"),
    ("PCN_NAME", "MILL PCN"),
    ("SUB_ICB_CODE", "91Z"),
    ("SUB_ICB_NAME", "NHS Wen"),
    ("ICB_CODE", "QZ1"),
    ("ICB_NAME", "Wen"),
    ("REGION_CODE", "Y91"),
    ("REGION_NAME", "North"),
    ("TOTAL_PATIENTS", "8000"),
    ("GP_SOURCE", "Fully provided"),
    ("NURSE_SOURCE", "Includes FTE Estimates"),
    ("DPC_SOURCE", "Fully provided"),
    ("ADMIN_SOURCE", "Fully provided"),
    ("TOTAL_GP_HC", "5"),
    ("TOTAL_GP_EXTG_HC", "3.0"),
    ("TOTAL_GP_SAL_BY_PRAC_HC", "3"),
    ("TOTAL_GP_TRN_GR_ST1_HC", "2"),
    ("TOTAL_GP_FTE", "4.266666667"),
    ("TOTAL_GP_EXTG_FTE", "2.133333334"),
    ("TOTAL_GP_TRN_GR_ST1_FTE", "1.066666667"),
    ("TOTAL_GP_TRN_GR_F1_2_FTE", "1.066666666"),
    ("TOTAL_GP_LOCUM_VAC_FTE", "0.25"),
    ("TOTAL_NURSES_HC", "2"),
    ("TOTAL_NURSES_FTE", "1.5"),
    ("TOTAL_ADMIN_HC", "9"),
    ("TOTAL_ADMIN_FTE", "6.4"),
    // A discontinued column is empty in every row.
    ("TOTAL_DPC_HI_THERA_HC", ""),
    ("TOTAL_DPC_GPA_FTE", "0.5"),
];

/// A record of [`MILL`] in which some cells say something else.
fn line<T: AsRef<str>>(headings: &[T], cells: &[(&str, &str)]) -> String {
    let cell = |heading: &T| {
        let mut known = cells.iter().chain(&MILL);
        known.find(|(name, _)| *name == heading.as_ref()).map_or("0", |(_, text)| *text)
    };
    headings.iter().map(cell).collect::<Vec<_>>().join(",")
}

fn csv<T: AsRef<str>>(headings: &[T], records: &[&[(&str, &str)]]) -> String {
    let names: Vec<&str> = headings.iter().map(AsRef::as_ref).collect();
    let records = records.iter().map(|cells| line(headings, cells));
    std::iter::once(names.join(",")).chain(records).map(|line| line + "\r\n").collect()
}

/// The only row of a file with these columns.
fn row<T: AsRef<str>>(headings: &[T], cells: &[(&str, &str)]) -> Row {
    rows(&read(&NwrsPracticeLevel, CSV, csv(headings, &[cells])).unwrap()).remove(0)
}

fn renamed(renames: &[(&str, &str)]) -> Vec<String> {
    let new = |heading: &str| {
        let found = renames.iter().find(|(old, _)| *old == heading);
        found.map_or(heading, |(_, new)| *new).to_owned()
    };
    HEADINGS.map(new).into_iter().filter(|heading| !heading.is_empty()).collect()
}

#[test]
fn columns_are_found_by_name_in_any_order() {
    let elm: [(&str, &str); 2] = [("PRAC_CODE", "Z00002"), ("PCN_CODE", "U")];
    let straight = csv(&HEADINGS, &[&[], &elm]);
    let mut shuffled = HEADINGS;
    shuffled.reverse();
    shuffled.swap(3, 20);
    let shuffled = csv(&shuffled, &[&elm, &[]]);
    let high_level = "PRAC_CODE,PRAC_NAME,STAFF_GROUP,DETAILED_STAFF_ROLE,MEASURE,VALUE\r\n";
    let archive = zip(&[
        ("0 Definitions.xlsx", workbook(&[])),
        (CSV, ["\u{feff}", &shuffled].concat().into_bytes()),
        (HIGH_LEVEL, high_level.into()),
    ]);
    let bare = read(&NwrsPracticeLevel, CSV, straight).unwrap();
    let twin = read(&NwrsPracticeLevel, "GPWPracticeCSV.012026.zip", archive).unwrap();
    assert_eq!(bare.segment, twin.segment);
    assert_eq!((bare.period.label.as_str(), bare.rows), ("2026-01-31", 2));
    assert_eq!(bare.period, twin.period);
    let rows: Vec<Row> = rows(&bare);
    assert_eq!(rows[0].pcn_code.map(|code| code.to_string()).as_deref(), Some("U99901"));
    assert_eq!(rows[1].pcn_code, None);
}

#[test]
fn figures_are_what_the_file_says() {
    let row = row(&HEADINGS, &[]);
    assert_eq!(row.patients, Some(8_000));
    assert_eq!((row.gp_headcount, row.gp_fte), (Some(5), Some(4.266666667)));
    assert_eq!(row.gp_fully_qualified_headcount, Some(3));
    assert_eq!(row.gp_fully_qualified_fte, Some(2.133333334));
    assert!(!row.fully_qualified_derived);
    assert_eq!((row.gp_trainee_fte, row.gp_locum_fte), (Some(2.133333333), Some(0.25)));
    assert_eq!((row.nurse_headcount, row.nurse_source), (Some(2), DataSource::Partial));
    assert_eq!(row.direct_patient_care_headcount, Some(0));
    assert_eq!(row.direct_patient_care_source, DataSource::Provided);
    let roles = row.roles.iter();
    let roles = roles.map(|role| (role.staff_group, role.role.as_str(), role.headcount, role.fte));
    let (gp, care) = (StaffGroup::Gp, StaffGroup::DirectPatientCare);
    assert_eq!(
        roles.collect::<Vec<_>>(),
        [
            (gp, "LOCUM_VAC", None, Some(0.25)),
            (gp, "SAL_BY_PRAC", Some(3), Some(0.0)),
            (gp, "TRN_GR_F1_2", Some(0), Some(1.066666666)),
            (gp, "TRN_GR_ST1", Some(2), Some(1.066666667)),
            (StaffGroup::Nurse, "PRAC_NURSE", Some(0), Some(0.0)),
            (care, "GPA", Some(0), Some(0.5)),
        ]
    );
}

#[test]
fn what_a_practice_did_not_tell_is_missing() {
    use DataSource::{None as Nothing, Partial, Provided};
    for (source, headcount, fte, expected) in [
        ("Fully provided", "2", "1.5", (Some(2), Some(1.5), Provided)),
        ("Fully provided", "0", "0", (Some(0), Some(0.0), Provided)),
        ("Fully provided", "2", "NA", (Some(2), None, Provided)),
        ("Includes FTE Estimates", "2", "1.5", (Some(2), Some(1.5), Partial)),
        ("", "2", "1.5", (Some(2), Some(1.5), Provided)),
        ("", "NA", "NA", (None, None, Nothing)),
        ("", "ND", "nd", (None, None, Nothing)),
        ("", "", "", (None, None, Nothing)),
        ("Fully provided", "NA", "NA", (None, None, Nothing)),
        ("Fully estimated - no data provided", "NA", "NA", (None, None, Nothing)),
        ("Fully estimated - no data provided", "0", "0", (None, None, Nothing)),
        ("Fully Estimated", "0", "0", (None, None, Nothing)),
        ("Fully estimated - no valid or current data", "ND", "EST", (None, None, Nothing)),
    ] {
        let cells = [
            ("NURSE_SOURCE", source),
            ("TOTAL_NURSES_HC", headcount),
            ("TOTAL_NURSES_FTE", fte),
            ("TOTAL_N_PRAC_NURSE_HC", headcount),
        ];
        let row = row(&HEADINGS, &cells);
        let told = (row.nurse_headcount, row.nurse_fte, row.nurse_source);
        assert_eq!(told, expected, "{source} {headcount} {fte}");
        let nurses = row.roles.iter().any(|role| role.staff_group == StaffGroup::Nurse);
        assert_eq!(nurses, row.nurse_source != Nothing, "{source} {headcount} {fte}");
    }
    let none = [("GP_SOURCE", "Fully estimated - no data provided")];
    let row = row(&HEADINGS, &none);
    let gps = [row.gp_fte, row.gp_fully_qualified_fte, row.gp_trainee_fte, row.gp_locum_fte];
    assert_eq!(gps, [None; 4]);
    assert_eq!((row.gp_headcount, row.gp_fully_qualified_headcount), (None, None));
}

#[test]
fn nobody_in_direct_patient_care_counts_where_all_else_is_told() {
    let untold = renamed(&[("DPC_SOURCE", "")]);
    for (headings, headcount, admin, expected) in [
        (&HEADINGS.map(str::to_owned)[..], "0", "NA", (Some(0), DataSource::Provided)),
        (&untold[..], "0", "9", (Some(0), DataSource::Provided)),
        (&untold[..], "0", "NA", (None, DataSource::None)),
        (&untold[..], "1", "NA", (Some(1), DataSource::Provided)),
        (&untold[..], "NA", "9", (None, DataSource::None)),
    ] {
        let fte = if headcount == "NA" { "NA" } else { "0" };
        let cells = [
            ("TOTAL_DPC_HC", headcount),
            ("TOTAL_DPC_FTE", fte),
            ("TOTAL_ADMIN_HC", admin),
            ("TOTAL_ADMIN_FTE", admin),
        ];
        let row = row(headings, &cells);
        let told = (row.direct_patient_care_headcount, row.direct_patient_care_source);
        assert_eq!(told, expected, "{headcount} {admin}");
    }
}

#[test]
fn editions_before_2020_have_fully_qualified_gps_worked_out() {
    let headings = renamed(&[
        ("PCN_CODE", ""),
        ("PCN_NAME", ""),
        ("SUB_ICB_CODE", "CCG_CODE"),
        ("SUB_ICB_NAME", "CCG_NAME"),
        ("ICB_CODE", "STP_CODE"),
        ("ICB_NAME", "STP_NAME"),
        ("REGION_CODE", "COMM_REGION_CODE"),
        ("REGION_NAME", "COMM_REGION_NAME"),
        ("DPC_SOURCE", ""),
        ("TOTAL_GP_EXTG_HC", "TOTAL_GP_EXR_HC"),
        ("TOTAL_GP_EXTG_FTE", "TOTAL_GP_EXR_FTE"),
        ("TOTAL_GP_TRN_GR_ST1_HC", "TOTAL_GP_REG_ST1_4_HC"),
        ("TOTAL_GP_TRN_GR_ST1_FTE", "TOTAL_GP_REG_ST1_4_FTE"),
        ("TOTAL_GP_TRN_GR_F1_2_HC", "TOTAL_GP_REG_F1_2_HC"),
        ("TOTAL_GP_TRN_GR_F1_2_FTE", "TOTAL_GP_REG_F1_2_FTE"),
    ]);
    let cells = |total: &'static str, registrars: &'static str| {
        [
            ("CCG_CODE", "91Z"),
            ("STP_CODE", "QZ1"),
            ("COMM_REGION_CODE", "Y91"),
            ("TOTAL_GP_FTE", total),
            ("TOTAL_GP_EXR_FTE", "3.5"),
            ("TOTAL_GP_REG_ST1_4_HC", "1"),
            ("TOTAL_GP_REG_ST1_4_FTE", registrars),
            ("TOTAL_GP_REG_F1_2_HC", "1"),
            ("TOTAL_GP_REG_F1_2_FTE", "0.7"),
        ]
    };
    let known = row(&headings, &cells("4.5", "1.1"));
    assert_eq!((known.gp_trainee_fte, known.gp_fully_qualified_fte), (Some(1.8), Some(2.7)));
    assert_eq!(known.gp_fully_qualified_headcount, Some(3));
    assert!(known.fully_qualified_derived);
    assert_eq!(known.region_code.map(|code| code.to_string()).as_deref(), Some("Y91"));
    assert!(known.roles.iter().all(|role| role.role != "EXR"));
    let missing = row(&headings, &cells("NA", "1.1"));
    assert_eq!((missing.gp_fte, missing.gp_fully_qualified_fte), (None, None));
    let excess = csv(&headings, &[&cells("1.5", "1.1")]);
    let told = fault(&NwrsPracticeLevel, CSV, excess);
    assert!(told.contains(": GPs in training are more than all GPs; with 1 such rows"), "{told}");
}

#[test]
fn figures_that_are_none_refuse_the_row() {
    for (heading, text, reason) in [
        ("TOTAL_GP_FTE", "-1", "\"-1\" is not a number of full-time equivalents"),
        ("TOTAL_GP_FTE", "NaN", "\"NaN\" is not a number of full-time equivalents"),
        ("TOTAL_GP_FTE", "inf", "\"inf\" is not a number of full-time equivalents"),
        ("TOTAL_DPC_GPA_FTE", "4001", "\"4001\" is not a number of full-time equivalents"),
        ("TOTAL_ADMIN_HC", "5.5", "\"5.5\" is not a headcount"),
        ("TOTAL_N_PRAC_NURSE_HC", "many", "\"many\" is not a headcount"),
        ("TOTAL_NURSES_HC", "-2", "\"-2\" is not a headcount"),
        ("PRAC_NAME", "", "PRAC_NAME is empty"),
    ] {
        let column = HEADINGS.iter().position(|name| *name == heading).unwrap() + 1;
        let told = fault(&NwrsPracticeLevel, CSV, csv(&HEADINGS, &[&[(heading, text)]]));
        let refused = "with 1 such rows of 1 the file is refused";
        assert_eq!(told, format!("{CSV}, line 2, column {column}: {reason}; {refused}"));
    }
}

#[test]
fn a_practice_stands_once_or_says_the_same() {
    let same = csv(&HEADINGS, &[&[], &[], &[("PRAC_CODE", "Z00002")]]);
    assert_eq!(read(&NwrsPracticeLevel, CSV, same).unwrap().rows, 2);
    let other = csv(&HEADINGS, &[&[], &[("PRAC_CODE", "Z00002")], &[("TOTAL_GP_HC", "6")]]);
    assert_eq!(
        fault(&NwrsPracticeLevel, CSV, other),
        format!("{CSV}, line 4, column 1: Z00001 stands already on line 2, with other values")
    );
}

#[test]
fn faults_refuse_the_file() {
    let twice = renamed(&[("TOTAL_DPC_GPA_FTE", "TOTAL_DPC_GPA_HC")]);
    let told = fault(&NwrsPracticeLevel, CSV, csv(&twice, &[&[]]));
    assert_eq!(told, format!("{CSV}, line 1, column 44: the column TOTAL_DPC_GPA_HC stands twice"));
    let without = csv(&renamed(&[("TOTAL_NURSES_FTE", "")]), &[&[]]);
    let told = fault(&NwrsPracticeLevel, CSV, without);
    assert_eq!(told, format!("{CSV}, line 1, column 1: the column TOTAL_NURSES_FTE is missing"));
    let other = zip(&[(CSV, csv(&HEADINGS, &[&[]]))]);
    let told = fault(&NwrsPracticeLevel, "GPWPracticeCSV.122025.zip", other);
    assert_eq!(
        told,
        "GPWPracticeCSV.122025.zip: one name tells the month 2026-01-01, another 2025-12-01"
    );
}

#[test]
fn snapshots_are_of_the_last_day_of_a_month() {
    for (name, day) in [
        ("General Practice – June 2022 Practice Level.csv", "2022-06-30"),
        ("1 General Practice - February 2024 Practice Level - Detailed.csv", "2024-02-29"),
        ("GPWPractice 122025.csv", "2025-12-31"),
    ] {
        let reading = read(&NwrsPracticeLevel, name, csv(&HEADINGS, &[&[]])).unwrap();
        assert_eq!(reading.period.label, day, "{name}");
    }
}

/// The headings of a whole edition, with those that came in later at the end.
fn edition() -> Vec<String> {
    const ROLES: [(&str, &[&str]); 4] = [
        ("GP", &["EXTG", "EXL", "EXTGL", "SEN_PTNR", "TRN_GR_ST1", "TRN_GR_F1_2", "LOCUM_ABS"]),
        ("N", &["PRAC_NURSE", "ADV_NURSE_PRAC", "EXT_ROLE_NURSE", "TRAINEE_NURSE"]),
        ("DPC", &["HCA", "PHLEB", "PHARMA", "SPLW", "APP_HCA", "TRAINEE_PHARMT"]),
        ("ADMIN", &["MANAGER", "RECEPT", "OTH"]),
    ];
    const AGES: [&str; 4] = ["UNDER30", "30TO34", "70PLUS", "UNKNOWN_AGE"];
    const COUNTRIES: [&str; 3] = ["UK", "EUROPE_OTHER", "UNKNOWN"];
    let mut headings: Vec<String> =
        HEADINGS.iter().take(17).map(|heading| (*heading).to_owned()).collect();
    for (prefix, roles) in ROLES {
        let group = if prefix == "N" { "NURSES" } else { prefix };
        for measure in ["HC", "FTE"] {
            for sex in ["TOTAL", "MALE", "FEMALE"] {
                headings.push(format!("{sex}_{group}_{measure}"));
                headings
                    .extend(roles.iter().map(|role| format!("{sex}_{prefix}_{role}_{measure}")));
                headings.extend(AGES.map(|age| format!("{sex}_{group}_{measure}_{age}")));
            }
        }
    }
    for sex in ["TOTAL", "MALE", "FEMALE"] {
        headings.extend(COUNTRIES.map(|country| format!("{sex}_GP_HC_COQ_{country}")));
        headings.extend(AGES.map(|age| format!("{sex}_GP_EXTG_HC_{age}")));
    }
    let later = ["DPC_GPA_HC", "DPC_GPA_FTE", "N_ENH_PRAC_NURSE_HC", "N_ENH_PRAC_NURSE_FTE"];
    headings.push("TOTAL_UNKNOWN_GENDER".to_owned());
    headings.extend(later.map(|heading| format!("TOTAL_{heading}")));
    headings
}

#[test]
fn a_whole_edition_has_the_roles_of_both_sexes() {
    let row = row(&edition(), &[]);
    let words: Vec<&str> = row.roles.iter().map(|role| role.role.as_str()).collect();
    assert_eq!(
        words,
        [
            "LOCUM_ABS",
            "SEN_PTNR",
            "TRN_GR_F1_2",
            "TRN_GR_ST1",
            "ADV_NURSE_PRAC",
            "ENH_PRAC_NURSE",
            "EXT_ROLE_NURSE",
            "PRAC_NURSE",
            "TRAINEE_NURSE",
            "APP_HCA",
            "GPA",
            "HCA",
            "PHARMA",
            "PHLEB",
            "SPLW",
            "TRAINEE_PHARMT",
            "MANAGER",
            "OTH",
            "RECEPT",
        ]
    );
    assert!(row.roles.iter().all(|role| role.headcount.is_some() && role.fte.is_some()));
}

#[test]
fn only_published_tables_of_this_kind_are_recognised() {
    let plain = HEADINGS.join(",");
    let wide: String = (0..800).map(|number| format!(",MALE_DPC_ROLE_{number:03}_HC")).collect();
    let wide = plain.clone() + &wide;
    assert!(wide.len() < 64 * 1_024);
    for (head, known) in [
        (plain.clone(), true),
        (format!("\u{feff}{plain}\r\nZ00001,"), true),
        (plain.to_lowercase(), true),
        (wide, true),
        (plain.clone() + ",YEAR,MONTH", false),
        (plain.to_lowercase() + ",year,month", false),
        (plain.replace("TOTAL_NURSES_HC", "TOTAL_NURSE_HC"), false),
        ("PRAC_CODE,PRAC_NAME,STAFF_GROUP,DETAILED_STAFF_ROLE,MEASURE,VALUE".to_owned(), false),
    ] {
        assert_eq!(NwrsPracticeLevel::recognises(head.as_bytes()), known, "{head:.80}");
    }
}

#[test]
fn a_table_has_the_staff_of_each_practice() {
    let elm: [(&str, &str); 3] =
        [("PRAC_CODE", "Z00002"), ("NURSE_SOURCE", "Fully Estimated"), ("TOTAL_GP_HC", "0")];
    let reading = read(&NwrsPracticeLevel, CSV, csv(&HEADINGS, &[&elm, &[]])).unwrap();
    let loaded = NwrsPracticeLevel::load(reading.segment, None).unwrap();
    let table = loaded.downcast_ref::<Table>().unwrap();
    let [mill, other] = table.practices() else { panic!("two practices") };
    assert_eq!((mill.code.as_str(), &*mill.name), ("Z00001", "MILL SURGERY"));
    assert_eq!(mill.geography.pcn_name.as_deref(), Some("MILL PCN"));
    assert!(Arc::ptr_eq(&mill.geography, &other.geography));
    assert!(Arc::ptr_eq(&mill.name, &other.name));
    let staff = &mill.staff;
    assert_eq!(staff.patients(), Some(8_000));
    assert_eq!(
        staff.gp(),
        Gp {
            headcount: Some(5),
            fte: Some(4.266666667),
            fully_qualified_headcount: Some(3),
            fully_qualified_fte: Some(2.133333334),
            trainee_fte: Some(2.133333333),
            locum_fte: Some(0.25),
        }
    );
    let nurses = Group { headcount: Some(2), fte: Some(1.5) };
    assert_eq!(staff.group(StaffGroup::Nurse), nurses);
    assert_eq!(staff.source(StaffGroup::Nurse), DataSource::Partial);
    assert!(!staff.fully_qualified_derived());
    let roles = staff.roles().map(|role| (role.role.to_string(), role.headcount, role.fte));
    let role =
        |word: &str, headcount: Option<u32>, fte: f64| (word.to_owned(), headcount, Some(fte));
    assert_eq!(
        roles.collect::<Vec<_>>(),
        [
            role("LOCUM_VAC", None, 0.25),
            role("SAL_BY_PRAC", Some(3), 0.0),
            role("TRN_GR_F1_2", Some(0), 1.066667),
            role("TRN_GR_ST1", Some(2), 1.066667),
            role("GPA", Some(0), 0.5),
        ]
    );
    let elm = table.get("Z00002".parse().unwrap()).unwrap();
    assert_eq!(elm.staff.gp().headcount, Some(0));
    assert_eq!(elm.staff.group(StaffGroup::Nurse), Group::default());
    assert_eq!(elm.staff.source(StaffGroup::Nurse), DataSource::None);
    assert!(table.get("Z00003".parse().unwrap()).is_none());
}
