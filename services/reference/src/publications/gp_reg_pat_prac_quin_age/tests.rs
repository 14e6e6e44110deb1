use super::*;
use crate::publications::testing::{fault, read, rows, zip};
use crate::segment::Row as _;

const HEADING: &str = "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\r\n";

/// The 43 records of an organisation with `each` patients in every band.
fn organisation(org_type: &str, code: &str, each: u32) -> String {
    let line = |sex: &str, age: &str, patients: u32| {
        format!("X,2026-07-01,{org_type},{code},,,{sex},{age},{patients}\r\n")
    };
    let mut lines = line("ALL", "ALL", each * 40);
    for sex in ["FEMALE", "MALE"] {
        lines += &line(sex, "ALL", each * 20);
        let mut bands = BANDS;
        // As the files have them: in the order of text.
        bands.sort_unstable();
        lines.extend(bands.map(|band| line(sex, band, each)));
    }
    lines
}

fn england() -> String {
    [
        HEADING,
        &organisation("Comm Region", "Y91", 3),
        &organisation("ICB", "QZ1", 3),
        &organisation("SUB_ICB_LOCATION_CODE", "91Z", 3),
        &organisation("PCN", "U90001", 1),
        &organisation("PCN", "U", 2),
        &organisation("GP", "Z00002", 2),
        &organisation("GP", "Z00001", 1),
    ]
    .concat()
}

#[test]
fn each_organisation_is_one_row() {
    let reading = read(&GpRegPatPracQuinAge, "quin.csv", england()).unwrap();
    let twin = zip(&[("quin.csv", england())]);
    let twin = read(&GpRegPatPracQuinAge, "quin_Jul_26.zip", twin).unwrap();
    assert_eq!(reading.segment, twin.segment);
    assert_eq!((reading.period.label.as_str(), reading.rows), ("2026-07-01", 7));
    let rows: Vec<Row> = rows(&reading);
    let keys: Vec<String> = rows.iter().map(Row::key).collect();
    assert_eq!(
        keys,
        [
            "icb QZ1",
            "pcn U",
            "pcn U90001",
            "practice Z00001",
            "practice Z00002",
            "region Y91",
            "sub_icb 91Z",
        ]
    );
    assert_eq!((rows[1].org_code, rows[1].patients), (None, 80));
    assert_eq!((rows[4].male, rows[4].female), (40, 40));
    assert_eq!(rows[4].male_bands, [2; 20]);
}

#[test]
fn bands_keep_their_order() {
    let old = "X,2026-07-01,GP,Z00001,,,MALE,10_14,1\r\n";
    let text = HEADING.to_owned() + &organisation("GP", "Z00001", 1);
    let text = text.replace(old, &old.replace(",1\r", ",9\r"));
    let text = text.replace(",MALE,ALL,20", ",MALE,ALL,28");
    let text = text.replace("ALL,ALL,40", "ALL,ALL,48");
    let rows: Vec<Row> = rows(&read(&GpRegPatPracQuinAge, "quin.csv", text).unwrap());
    assert_eq!(rows[0].male_bands[..4], [1, 1, 9, 1]);
    assert_eq!(rows[0].female_bands, [1; 20]);
}

#[test]
fn sums_that_do_not_fit_refuse_the_file() {
    let one = HEADING.to_owned() + &organisation("GP", "Z00001", 1);
    let first = "X,2026-07-01,GP,Z00001,,,ALL,ALL,40\r\n";
    for (text, reason) in [
        (
            one.replace("ALL,ALL,40", "ALL,ALL,41"),
            "quin.csv, line 2, column 8: practice Z00001: 41 patients, but 20 FEMALE and 20 MALE",
        ),
        (
            one.replace(",MALE,5_9,1", ",MALE,5_9,2"),
            "quin.csv, line 24, column 8: practice Z00001: 20 MALE patients, but 21 in all MALE ages",
        ),
        (
            one.replace("X,2026-07-01,GP,Z00001,,,MALE,5_9,1\r\n", ""),
            "quin.csv, line 2, column 8: practice Z00001: there is no MALE 5_9",
        ),
        (
            one.clone() + first,
            "quin.csv, line 45, column 8: ALL ALL of practice Z00001 stands already on line 2",
        ),
        (
            one.replace(",MALE,5_9,", ",MALE,5-9,"),
            "quin.csv, line 36, column 8: \"MALE\" and \"5-9\" are not a sex and an age group",
        ),
        (
            one.clone() + &organisation("PCN", "U90001", 2),
            "quin.csv: the rows of type practice add up to 40 patients, those of type pcn to 80",
        ),
        (
            one.replacen("2026-07-01", "2026-06-01", 1),
            "quin.csv, line 3, column 2: the extract date is 2026-07-01, but 2026-06-01 on line 2",
        ),
    ] {
        assert_eq!(fault(&GpRegPatPracQuinAge, "quin.csv", text), reason);
    }
}
