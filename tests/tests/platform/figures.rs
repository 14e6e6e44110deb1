//! What the lists of figures have in common: sums by level, and rates.

use std::collections::BTreeMap;

use end_to_end::Platform;
use serde_json::{Value, json};

/// Every level above the practice.
pub(crate) const LEVELS: [&str; 5] = ["pcn", "sub_icb", "icb", "region", "england"];

/// What a practice belongs to at a level, by its own row.
pub(crate) fn belongs<'a>(row: &'a Value, level: &str) -> Option<&'a str> {
    match level {
        "england" => Some("ENG"),
        level => row[format!("{level}_code")].as_str(),
    }
}

/// `part` for every `scale` of `whole`, to two decimal places, halves up; null
/// where there is nothing to divide by.
pub(crate) fn per(part: u64, whole: u64, scale: u64) -> Value {
    if whole == 0 {
        return Value::Null;
    }
    let hundredths = (part * scale * 200 + whole) / (2 * whole);
    json!(f64::from(u32::try_from(hundredths).unwrap()) / 100.0)
}

/// A count of a row.
pub(crate) fn count(row: &Value, name: &str) -> u64 {
    row[name].as_u64().unwrap_or_else(|| panic!("no count {name} in {row}"))
}

/// The sum of the counts that rows have; null where none of them has one.
pub(crate) fn sum(rows: &[&Value], name: &str) -> Value {
    let counts = rows.iter().filter(|row| !row[name].is_null()).map(|row| count(row, name));
    json!(counts.reduce(|one, other| one + other))
}

/// An amount of pounds, in hundred-millionths: no file has more decimals.
pub(crate) fn money(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    assert!(part.len() <= 8, "{text}");
    format!("{whole}{part:0<8}").parse().unwrap()
}

/// An amount as answers have it: with two decimals, or those that a file has.
pub(crate) fn pounds(cell: &str) -> String {
    let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
    format!("{whole}.{part:0<2}")
}

/// The fields that a row says are missing, each with its reason.
pub(crate) fn missing(row: &Value) -> Vec<(&str, &str)> {
    let missing = row["missing"].as_array().unwrap().iter();
    missing.map(|one| (one["field"].as_str().unwrap(), one["reason"].as_str().unwrap())).collect()
}

/// Gets a list (`path` has a query) at every level and in both geographies, and
/// checks that every row above the practice has its own rows of practices: those
/// that say they belong there and agree in `keys`. `check` gets both.
pub(crate) async fn at_every_level(
    platform: &Platform,
    key: &str,
    path: &str,
    keys: &[&str],
    check: impl Fn(&Value, &[&Value]),
) {
    let own = |row: &Value| keys.iter().map(|name| row[*name].to_string()).collect::<Vec<_>>();
    for geography in ["as_published", "current"] {
        let path = format!("{path}&geography={geography}");
        let practices = platform.all_rows_as(key, &path).await;
        assert!(!practices.is_empty(), "{path}");
        assert!(practices.iter().all(|row| row["org_type"] == "practice"), "{path}");
        for level in LEVELS {
            let mut members: BTreeMap<_, Vec<&Value>> = BTreeMap::new();
            for row in &practices {
                // The practice without a network is in none of them.
                let Some(code) = belongs(row, level) else { continue };
                members.entry((code.to_owned(), own(row))).or_default().push(row);
            }
            let rows = platform.all_rows_as(key, &format!("{path}&level={level}")).await;
            assert_eq!(rows.len(), members.len(), "{path} at the level {level}");
            for row in &rows {
                assert_eq!(row["org_type"], level, "{path}");
                for name in ["practice_code", "practice_name"] {
                    assert_eq!(row[name], Value::Null, "{name} at the level {level}");
                }
                let code = row["org_code"].as_str().unwrap().to_owned();
                let practices = members.get(&(code, own(row)));
                check(row, practices.unwrap_or_else(|| panic!("nobody is in {row}")));
            }
        }
    }
}
