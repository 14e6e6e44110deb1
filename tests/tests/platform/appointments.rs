//! `/api/v1/gp-appointments/` as its contract has it (reference 1, 2.1, 3.4 and 10).

mod crosstab;
mod rates;

use std::collections::BTreeMap;

use end_to_end::{Platform, column};
use reference::demo::{self, England};
use reference::domain::Origin;
use reference::import::Options;
use serde_json::{Map, Value, json};

use self::crosstab::BREAKDOWNS;
pub(crate) use self::crosstab::counted;
use crate::figures::{at_every_level, count, missing, per, sum};
use crate::published::{Row, demo_files, rows};
use crate::releases::{import, known};

const PATH: &str = "/api/v1/gp-appointments/";
pub(crate) const CROSSTAB: &str = "practice-level-crosstab";
const MAPPING: &str = "practice-level-crosstab-mapping";

/// The percentages that follow from the counts of a row.
fn percentages(counts: impl Fn(&str) -> u64) -> Map<String, Value> {
    let (total, missed) = (counts("total_appointments"), counts("did_not_attend"));
    let soon = ["same_day", "one_day", "days_2_to_7", "days_8_to_14"].map(&counts);
    let percentages = [
        ("dna_percent", per(missed, total, 100)),
        ("dna_percent_of_known", per(missed, missed + counts("attended"), 100)),
        ("same_day_percent", per(counts("same_day"), total, 100)),
        ("within_14_days_percent", per(soon.iter().sum(), total, 100)),
    ];
    percentages.into_iter().map(|(name, percent)| (name.to_owned(), percent)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_every_field_of_the_contract() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(CROSSTAB);
    let lines = rows(files.last().unwrap(), "Practice_Level_Crosstab");
    let own: Vec<&Row> = lines.iter().filter(|line| line["GP_CODE"] == "Z00001").collect();
    let (counts, categories) = counted(&own);
    let england = England::small();
    let practice = &england.practices[0];
    let place = england.geography(practice.sub_icb);
    let patients = u64::from(practice.registered("2026-01-01".parse().unwrap()).total());
    let mut expected = json!({
        "month": "2026-01-01",
        "org_type": "practice",
        "org_code": "Z00001",
        "org_name": practice.name,
        "practice_code": "Z00001",
        "practice_name": practice.name,
        "practices_included": 1,
        "practices_expected": 1,
        "supplier": own[0]["SUPPLIER"],
        "national_categories": categories,
        "registered_patients": patients,
        "registered_patients_on": "2026-01-01",
        "per_1000_patients": per(counts["total_appointments"], patients, 1_000),
        "missing": [],
        "pcn_code": "U99901",
        "pcn_name": england.pcns[0].name,
        "sub_icb_code": "91Z",
        "sub_icb_name": place.sub_icb.name,
        "icb_code": "QZ1",
        "icb_name": place.board.name,
        "region_code": "Y91",
        "region_name": place.region.name,
        "period": "2026-01-01",
        "period_start": "2026-01-01",
        "period_end": "2026-01-31",
        "release": "practice-level-crosstab-2026-01-01-r1",
        "published_on": null,
        "revised": false,
    });
    let row = expected.as_object_mut().unwrap();
    row.extend(percentages(|name| counts[name]));
    row.extend(counts.into_iter().map(|(name, count)| (name.to_owned(), json!(count))));
    let rows = platform.rows_as(&key, &format!("{PATH}?practice=Z00001&month=2026-01-01")).await;
    assert_eq!(rows, [expected]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn levels_add_up_practices_and_breakdowns_add_up_to_all() {
    let (platform, key) = Platform::demo().await;
    for month in ["2025-11-01", "2026-01-01"] {
        let path = format!("{PATH}?month={month}");
        at_every_level(&platform, &key, &path, &["month"], |row, practices| {
            for (column, words) in BREAKDOWNS {
                for (_, field) in words {
                    assert_eq!(row[*field], sum(practices, field), "{field} of {row}");
                }
                let all: u64 = words.iter().map(|(_, field)| count(row, field)).sum();
                assert_eq!(row["total_appointments"], all, "{column} of {row}");
            }
            let categories = row["national_categories"].as_array().unwrap();
            let all: u64 = categories.iter().map(|category| count(category, "count")).sum();
            assert_eq!(row["total_appointments"], all, "categories of {row}");
            for name in ["total_appointments", "registered_patients"] {
                assert_eq!(row[name], sum(practices, name), "{name} of {row}");
            }
            for (name, percent) in percentages(|name| count(row, name)) {
                assert_eq!(row[&name], percent, "{name} of {row}");
            }
            let (total, patients) = ("total_appointments", "registered_patients");
            let rate = per(count(row, total), count(row, patients), 1_000);
            assert_eq!(row["per_1000_patients"], rate, "{row}");
            assert_eq!(row["registered_patients_on"], month, "{row}");
            for name in ["practices_included", "practices_expected"] {
                assert_eq!(row[name], practices.len(), "{name} of {row}");
            }
            assert_eq!((&row["supplier"], missing(row)), (&Value::Null, Vec::new()), "{row}");
            if row["org_code"] == "U99904" {
                assert_eq!(row["icb_code"], "QZ1", "the board with most of its patients");
            }
        })
        .await;
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_by_place_level_and_month() {
    let (platform, key) = Platform::demo().await;
    for (query, expected) in [
        (
            "month=2026-01-01&pcn=U99904",
            &["Z00016", "Z00017", "Z00018", "Z00019", "Z00020", "Z00021", "Z00022"][..],
        ),
        ("month=2026-01&pcn=u99905,U99912&icb=QZ2", &["Z00023", "Z00024", "Z00025"]),
        ("practice=z00034", &["Z00034", "Z00034", "Z00034"]),
        ("practice=Z00034,Z00001&practice=Z00002&month=2025-12", &["Z00001", "Z00002", "Z00034"]),
        ("month=2026-01-01&level=icb", &["QZ1", "QZ2", "QZ3"]),
        ("month=2026-01-01&level=region,icb", &["QZ1", "QZ2", "QZ3", "Y91", "Y92"]),
        ("month=2026-01-01&icb=QZ1&level=pcn", &["U99901", "U99902", "U99903", "U99904"]),
        ("pcn=U99904&month=2026-01-01&level=pcn", &["U99904"]),
        ("sub_icb=92Z&month=2026-01,2025-12&level=sub_icb", &["92Z", "92Z"]),
        ("month=2026-01&region=Y92&level=sub_icb", &["93Z"]),
        ("month=2026-01&level=england&practice=&supplier=", &["ENG"]),
        // Well formed, and nothing is known of it.
        ("practice=A12345&month=2026-01-01", &[]),
        ("pcn=U12345", &[]),
        ("supplier=NOBODY", &[]),
        ("month=2030-01-01", &[]),
        // Patients were counted then, and appointments were not.
        ("month=2025-02-01", &[]),
        ("month=2026-01&icb=QXX&level=icb", &[]),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(column(&rows, "org_code"), expected, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn suppliers_are_found_in_any_case_and_order() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(CROSSTAB);
    let names = |label: &str| {
        let mut names: Vec<String> = label.split('/').map(str::to_lowercase).collect();
        names.sort();
        names.join("/")
    };
    let mut suppliers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in rows(files.last().unwrap(), "Practice_Level_Crosstab") {
        let practices = suppliers.entry(names(&line["SUPPLIER"])).or_default();
        if practices.last() != Some(&line["GP_CODE"]) {
            practices.push(line["GP_CODE"].clone());
        }
    }
    assert!(suppliers.keys().any(|names| names.contains('/')), "{suppliers:?}");
    for (supplier, practices) in &suppliers {
        let backwards: Vec<&str> = supplier.split('/').rev().collect();
        for asked in [supplier.to_uppercase(), backwards.join("/")] {
            let path = format!("{PATH}?supplier={asked}&month=2026-01-01");
            let found = platform.rows_as(&key, &path).await;
            assert_eq!(column(&found, "practice_code"), *practices, "{path}");
            assert!(column(&found, "supplier").iter().all(|label| names(label) == *supplier));
        }
    }
    // Alone it is enough to ask for.
    let page = platform.json_as(&key, &format!("{PATH}?supplier=EMIS,TPP")).await;
    assert_eq!(page["count"], 3 * (suppliers["emis"].len() + suppliers["tpp"].len()));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn months_come_newest_first_and_pages_leave_nothing_out() {
    let (platform, key) = Platform::demo().await;
    let places = |rows: &[Value]| -> Vec<(String, String)> {
        let months = column(rows, "month").into_iter().map(str::to_owned);
        months.zip(column(rows, "org_code").into_iter().map(str::to_owned)).collect()
    };
    let path = format!("{PATH}?month=2025-11,2026-01,2025-12&level=england,practice,icb");
    let every = platform.all_rows_as(&key, &path).await;
    let mut expected = Vec::new();
    for month in ["2026-01-01", "2025-12-01", "2025-11-01"] {
        let practices = (1..=60).map(|number| format!("Z{number:05}"));
        let codes = practices.chain(["QZ1", "QZ2", "QZ3", "ENG"].map(str::to_owned));
        expected.extend(codes.map(|code| (month.to_owned(), code)));
    }
    assert_eq!(places(&every), expected);
    for size in [7, 60, 500] {
        let walked = platform.walk_as(&key, &format!("{path}&page_size={size}")).await;
        assert!(walked == every, "in pages of {size}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn geography_is_that_of_the_month_or_that_of_today() {
    let (platform, key) = Platform::demo().await;
    // Z00034 went from one network to the next on 1 July 2025.
    let folder = tempfile::tempdir().unwrap();
    let june = "2025-06-01".parse().unwrap();
    let zip = demo::write_appointments(&England::small(), june, folder.path()).unwrap();
    for publication in [MAPPING, CROSSTAB] {
        import(&platform, publication, &zip, Options::of(Origin::Demo)).await;
    }
    known(&platform, &key, "practice-level-crosstab-2025-06-01-r1").await;
    for (query, name, expected) in [
        ("practice=Z00034", "pcn_code", json!("U99907")),
        ("practice=Z00034&geography=as_published", "pcn_code", json!("U99907")),
        ("practice=Z00034&geography=current", "pcn_code", json!("U99908")),
        ("pcn=U99907&level=pcn", "practices_included", json!(5)),
        ("pcn=U99907&level=pcn&geography=current", "practices_included", json!(4)),
        ("pcn=U99908&level=pcn&geography=current", "practices_included", json!(6)),
        // The practice without a network.
        ("practice=Z00048", "pcn_code", Value::Null),
        ("practice=Z00048", "icb_code", json!("QZ3")),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?month=2025-06-01&{query}")).await;
        assert_eq!(rows.len(), 1, "{query}");
        assert_eq!(rows[0][name], expected, "{name} of {query}");
    }
    let path = format!("{PATH}?month=2025-06-01");
    at_every_level(&platform, &key, &path, &["month"], |row, practices| {
        let name = "total_appointments";
        assert_eq!(row[name], sum(practices, name), "{row}");
        assert_eq!(row["practices_included"], practices.len(), "{row}");
    })
    .await;
    platform.stop().await;
}
