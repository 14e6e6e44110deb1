use super::*;
use crate::publications::testing::{fault, read, rows, zip};
use crate::segment::Row as _;

const OLD: &str = "PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE";
const NEW: &str =
    "REGION_ODS_CODE,REGION_ONS_CODE,REGION_NAME,PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE";

/// Figures of a practice: a register, an indicator, and one that only some have.
fn practice(code: &str) -> Vec<String> {
    [
        "AF001,ACHIEVED_POINTS,5",
        "AF001,REGISTER,113.0",
        "DM019,ACHIEVED_POINTS,9.87",
        "DM019,DENOMINATOR,80",
        "DM019,NUMERATOR,64.0",
        "DM019,PCAS,0",
        "DEP004,NEWLY_DIAGNOSED,7",
    ]
    .map(|figure| format!("{code},{figure}"))
    .into()
}

/// The table of a region.
fn region(name: &str, code: &str) -> String {
    let lines = practice(code);
    let lines = lines.iter().map(|line| format!("Y91,E97000001,{name},{line}\r\n"));
    format!("{NEW}\r\n{}", lines.collect::<String>())
}

#[test]
fn a_row_has_every_figure_of_an_indicator() {
    let old = format!("{OLD}\n{}\n", practice("Z00001").join("\n"));
    let reading = read(&QofAchievement, "ACHIEVEMENT_2021_v2.csv", &old).unwrap();
    assert_eq!((reading.period.label.as_str(), reading.rows), ("2020/21", 3));
    assert_eq!(reading.regions, None);
    let found: Vec<Row> = rows(&reading);
    let keys: Vec<String> = found.iter().map(Row::key).collect();
    assert_eq!(keys, ["Z00001 AF001", "Z00001 DEP004", "Z00001 DM019"]);
    assert_eq!((found[0].register, found[0].numerator), (Some(113), None));
    assert_eq!((found[1].newly_diagnosed, found[1].register), (Some(7), None));
    assert_eq!((found[2].numerator, found[2].denominator), (Some(64), Some(80)));
    assert_eq!(found[2].personalised_care_adjustments, Some(0));
    assert_eq!(found[2].achieved_points, Some(9.87));
    let table = QofAchievement::load(reading.segment, None).unwrap().downcast::<Table>().unwrap();
    assert_eq!(table.row(2), Some(found[2]));

    // Before 2019/20, and with a figure that says nothing.
    let exceptions = old.replace("PCAS", "EXCEPTIONS") + "Z00001,DM020,NUMERATOR,\n";
    let exceptions = read(&QofAchievement, "ACHIEVEMENT_1819.csv", exceptions).unwrap();
    assert_eq!(rows::<Row>(&exceptions), found);
    let regional = read(&QofAchievement, "ACHIEVEMENT_2021.csv", region("", "Z00001")).unwrap();
    assert_eq!(rows::<Row>(&regional), found);
}

#[test]
fn a_region_is_a_part_and_all_are_the_whole() {
    let names = [
        "EAST_OF_ENGLAND",
        "LONDON",
        "MIDLANDS",
        "NORTH_EAST_AND_YORKSHIRE",
        "NORTH_WEST",
        "SOUTH_EAST",
        "SOUTH_WEST",
    ];
    let tables: Vec<(String, String)> = (1..)
        .zip(names)
        .map(|(number, name)| {
            (format!("ACHIEVEMENT_{name}_2425.csv"), region(name, &format!("Z0000{number}")))
        })
        .collect();
    let members: Vec<(&str, &str)> =
        tables.iter().map(|(name, table)| (name.as_str(), table.as_str())).collect();
    for (name, content, regions, count) in [
        ("QOF2425.zip", zip(&members), None, 21),
        ("QOF2425.zip", zip(&members[1..3]), Some("london,midlands"), 6),
        ("ACHIEVEMENT_LONDON_2425.csv", tables[1].1.clone().into_bytes(), Some("london"), 3),
        // The content tells where the name is silent.
        ("ACHIEVEMENT_2425.csv", tables[1].1.clone().into_bytes(), Some("london"), 3),
    ] {
        let reading = read(&QofAchievement, name, content).unwrap();
        let covered = reading.regions.map(|regions| regions.to_string());
        assert_eq!(covered.as_deref(), regions, "{name}");
        assert_eq!((reading.period.label.as_str(), reading.rows), ("2024/25", count), "{name}");
    }
}

#[test]
fn faults_refuse_the_file() {
    let name = "ACHIEVEMENT_2425.csv";
    let one = region("LONDON", "Z00001");
    for (name, text, reason) in [
        (
            name,
            format!("{one}Y91,E97000001,LONDON,Z00001,AF001,REGISTER,113\r\n"),
            "ACHIEVEMENT_2425.csv, line 9, column 6: REGISTER of Z00001 AF001 stands already above",
        ),
        (
            name,
            format!("{one}Y92,E97000002,LONDON,Z00001,AF002,REGISTER,1\r\n"),
            "ACHIEVEMENT_2425.csv, line 9, column 1: Z00001 is in Y92, but in Y91 above",
        ),
        (
            name,
            one.replace("PCAS", "PCA"),
            "ACHIEVEMENT_2425.csv, line 7, column 6: \"PCA\" is not a measure",
        ),
        (
            name,
            one.replace("113.0", "113.5"),
            "ACHIEVEMENT_2425.csv, line 3, column 7: \"113.5\" is not a count",
        ),
        (
            "ACHIEVEMENT_SOUTH_WEST_2425.csv",
            one.clone(),
            "ACHIEVEMENT_SOUTH_WEST_2425.csv: the name says south-west, but practices are of london",
        ),
    ] {
        assert_eq!(fault(&QofAchievement, name, text), reason);
    }
}

#[test]
fn only_achievement_is_recognised() {
    for (head, known) in [
        (OLD, true),
        (NEW, true),
        ("PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE", false),
        ("PRAC_CODE,STAFF_GROUP,MEASURE,VALUE", false),
    ] {
        assert_eq!(QofAchievement::recognises(head.as_bytes()), known, "{head}");
    }
}
