//! What the files of the demo have, and what answers tell of the same.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::appointments::{CROSSTAB, counted};
use crate::figures::money;
use crate::payments::{PRACTICES, line_headings, lines};
use crate::published::{Row, demo_files, headings, rows};
use crate::workforce::{DETAILED, GROUPS, NWRS};

/// Figures by name, in hundred-millionths; what is missing is not there.
pub(super) type Figures = BTreeMap<String, i64>;

pub(super) const MONTHS: &[&str] = &["2025-11-01", "2025-12-01", "2026-01-01"];
pub(super) const YEARS: &[&str] = &["2024/25", "2025/26"];
pub(super) const SNAPSHOTS: &[&str] = &["2025-12-31", "2026-01-31"];

/// The fields of achievement with their measures.
const MEASURES: [(&str, &str); 5] = [
    ("REGISTER", "register"),
    ("NUMERATOR", "numerator"),
    ("DENOMINATOR", "denominator"),
    ("PCAS", "personalised_care_adjustments"),
    ("ACHIEVED_POINTS", "achieved_points"),
];

/// What the files have of a practice in a period.
pub(super) struct Published {
    pub(super) period: String,
    /// Its code and those of what it belongs to, by level.
    pub(super) places: BTreeMap<&'static str, String>,
    pub(super) figures: Figures,
}

/// The places of a row, by level and heading.
fn places(row: &Row, columns: [(&'static str, &str); 5]) -> BTreeMap<&'static str, String> {
    let known = |code: &str| !["", "U", "Unknown or no PCN"].contains(&code);
    let columns = columns.into_iter().filter(|(_, heading)| !heading.is_empty());
    let codes = columns.map(|(level, heading)| (level, row[heading].clone()));
    let mut places: BTreeMap<_, _> = codes.filter(|(_, code)| known(code)).collect();
    places.insert("england", "ENG".to_owned());
    places
}

/// The figures of cells that are not empty.
fn figures<'a>(cells: impl IntoIterator<Item = (String, &'a str)>) -> Figures {
    let filled = cells.into_iter().filter(|(_, cell)| !cell.is_empty());
    filled.map(|(name, cell)| (name, money(cell))).collect()
}

/// Those columns of an export.
fn columns<'n>(row: &Row, names: impl IntoIterator<Item = &'n str>) -> Figures {
    figures(names.into_iter().map(|name| (name.to_owned(), row[name].as_str())))
}

pub(super) fn appointments() -> Vec<Published> {
    let (_folder, files) = demo_files(CROSSTAB);
    let mut published = Vec::new();
    for (file, month) in files.iter().zip(MONTHS) {
        let lines = rows(file, "Practice_Level_Crosstab");
        for place in rows(file, "Mapping") {
            let own = lines.iter().filter(|line| line["GP_CODE"] == place["GP_CODE"]);
            let (counts, _) = counted(&own.collect::<Vec<_>>());
            let counts = counts.into_iter().map(|(name, count)| (name.to_owned(), count));
            published.push(Published {
                period: (*month).to_owned(),
                places: places(
                    &place,
                    [
                        ("practice", "GP_CODE"),
                        ("pcn", "PCN_CODE"),
                        ("sub_icb", "SUB_ICB_LOCATION_CODE"),
                        ("icb", "ICB_CODE"),
                        ("region", "REGION_CODE"),
                    ],
                ),
                figures: counts.map(|(name, count)| (name, money(&count.to_string()))).collect(),
            });
        }
    }
    published
}

pub(super) fn appointments_told(row: &Row) -> Figures {
    let (names, _) = counted(&[]);
    columns(row, names.into_keys())
}

/// Every practice of a year of QOF, and the figures of its lines.
fn qof(
    publication: &str,
    member: &str,
    of: impl Fn(&Row) -> Vec<(String, String)>,
) -> Vec<Published> {
    let (_folder, files) = demo_files(publication);
    let mut published = Vec::new();
    for (file, year) in files.iter().zip(YEARS) {
        let mut lines: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for line in rows(file, member) {
            lines.entry(line["PRACTICE_CODE"].clone()).or_default().extend(of(&line));
        }
        for place in rows(file, "MAPPING_NHS_GEOGRAPHIES_") {
            let own = lines.remove(&place["PRACTICE_CODE"]).unwrap();
            published.push(Published {
                period: (*year).to_owned(),
                places: places(
                    &place,
                    [
                        ("practice", "PRACTICE_CODE"),
                        ("pcn", "PCN_ODS_CODE"),
                        ("sub_icb", "SUB_ICB_ODS_CODE"),
                        ("icb", "ICB_ODS_CODE"),
                        ("region", "REGION_ODS_CODE"),
                    ],
                ),
                figures: figures(own.iter().map(|(name, cell)| (name.clone(), cell.as_str()))),
            });
        }
        assert!(lines.is_empty(), "{publication} of {year}: {:?} are nowhere", lines.keys());
    }
    published
}

pub(super) fn achievement() -> Vec<Published> {
    qof("qof-achievement", "ACHIEVEMENT_", |line| {
        // Newly diagnosed patients are not told.
        let measure = MEASURES.iter().find(|(word, _)| *word == line["MEASURE"]);
        let figure = |(_, field): &(&str, &str)| {
            (format!("{} {field}", line["INDICATOR_CODE"]), line["VALUE"].clone())
        };
        measure.map(figure).into_iter().collect()
    })
}

pub(super) fn achievement_told(row: &Row) -> Figures {
    let indicator = &row["indicator_code"];
    figures(
        MEASURES.iter().map(|(_, field)| (format!("{indicator} {field}"), row[*field].as_str())),
    )
}

pub(super) fn prevalence() -> Vec<Published> {
    qof("qof-prevalence", "PREVALENCE_", |line| {
        let figure = |(heading, field): (&str, &str)| {
            (format!("{} {field}", line["GROUP_CODE"]), line[heading].clone())
        };
        [("REGISTER", "register"), ("PRACTICE_LIST_SIZE", "list_size")].map(figure).into()
    })
}

pub(super) fn prevalence_told(row: &Row) -> Figures {
    let group = &row["indicator_code"];
    let fields = ["register", "list_size"];
    figures(fields.map(|field| (format!("{group} {field}"), row[field].as_str())))
}

pub(super) fn workforce() -> Vec<Published> {
    let (_folder, files) = demo_files(NWRS);
    let mut published = Vec::new();
    for (file, snapshot) in files.iter().zip(SNAPSHOTS) {
        for row in rows(file, DETAILED) {
            let told = |cell: &str| if cell == "NA" { String::new() } else { cell.to_owned() };
            let groups = GROUPS.map(|(group, heading, _)| {
                (format!("{group}_headcount"), told(&row[&format!("TOTAL_{heading}_HC")]))
            });
            let patients = ("total_patients".to_owned(), row["TOTAL_PATIENTS"].clone());
            let cells: Vec<(String, String)> = groups.into_iter().chain([patients]).collect();
            published.push(Published {
                period: (*snapshot).to_owned(),
                places: places(
                    &row,
                    [
                        ("practice", "PRAC_CODE"),
                        ("pcn", "PCN_CODE"),
                        ("sub_icb", "SUB_ICB_CODE"),
                        ("icb", "ICB_CODE"),
                        ("region", "REGION_CODE"),
                    ],
                ),
                figures: figures(cells.iter().map(|(name, cell)| (name.clone(), cell.as_str()))),
            });
        }
    }
    published
}

pub(super) fn workforce_told(row: &Row) -> Figures {
    let groups = GROUPS.map(|(group, ..)| format!("{group}_headcount"));
    columns(row, groups.iter().map(String::as_str).chain(["total_patients"]))
}

pub(super) fn payments() -> Vec<Published> {
    let (_folder, files) = demo_files(PRACTICES);
    let mut published = Vec::new();
    for (file, year) in files.iter().zip(YEARS) {
        let headings = headings(file);
        for row in rows(file, "") {
            let lines = lines(&row, line_headings(&headings)).into_iter();
            let lines = lines.map(|(code, _, amount)| (code, money(&amount.unwrap())));
            let total = &row["Total NHS Payments to General Practice"];
            published.push(Published {
                period: (*year).to_owned(),
                places: places(
                    &row,
                    [
                        ("practice", "Practice Code"),
                        ("pcn", "PCN Code"),
                        ("sub_icb", "Sub ICB Code"),
                        ("icb", ""),
                        ("region", "NHS England (Region) code"),
                    ],
                ),
                figures: lines.chain([("total".to_owned(), money(total))]).collect(),
            });
        }
    }
    published
}

pub(super) fn payments_told(row: &Row) -> Figures {
    let lines: Vec<Value> = serde_json::from_str(&row["payments"]).unwrap();
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let lines = lines.iter().map(|line| (text(line, "code"), money(&text(line, "amount"))));
    lines.chain([("total".to_owned(), money(&row["total_payments"]))]).collect()
}
