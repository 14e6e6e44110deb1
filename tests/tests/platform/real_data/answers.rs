//! What is answered, against the files read once more.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use accounts::store::api_keys::Terms;
use csv::StringRecord;
use end_to_end::{Platform, column};
use reference::import::Outcome;
use serde_json::{Value, json};

use super::files::{Figures, by_age, by_code, memberships, sheet};
use super::{ALL, EPCN, EPRACCUR, FILES, MAP, OLD_EPCN, OLD_EPRACCUR, QUIN_AGE, import};

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_what_the_files_say() {
    let platform = Platform::start().await;
    for (publication, path, id, rows) in FILES {
        let Some(outcome) = import(&platform, publication, path).await else { return };
        let Outcome::Published(release, rejects) = outcome else { panic!("{outcome:?}") };
        assert_eq!((release.id.as_str(), release.rows, rejects.len()), (id, rows, 0), "{path}");
    }
    let (_, key) = platform.key("jo", Terms::default()).await;
    platform.answers(&key, "/api/v1/list-sizes/?month=2026-07-01", 6_139).await;
    let (map, ages) = (by_code(MAP, true, 2), by_age(QUIN_AGE));
    list_sizes_are_the_published_ones(&platform, &key, &ages).await;
    population_has_the_years_held(&platform, &key).await;
    practices_are_where_the_newest_source_says(&platform, &key, &map, &ages).await;
    networks_are_those_of_every_source(&platform, &key, &map, &ages).await;
    platform.stop().await;
}

async fn list_sizes_are_the_published_ones(
    platform: &Platform,
    key: &str,
    ages: &HashMap<(String, String), Figures>,
) {
    let path = "/api/v1/list-sizes/?month=2026-07-01";
    for (kind, level, count) in [
        ("GP", "practice", 6_139),
        // `U` is no network.
        ("PCN", "pcn", 1_298),
        ("SUB_ICB_LOCATION_CODE", "sub_icb", 106),
        ("ICB", "icb", 36),
        ("Comm Region", "region", 7),
    ] {
        let rows = platform.all_rows_as(key, &format!("{path}&level={level}")).await;
        let answered: HashMap<&str, Figures> =
            rows.iter().map(|row| (row["org_code"].as_str().unwrap(), figures(row))).collect();
        let published = ages.iter().filter(|((own, code), _)| own == kind && code != "U");
        let published: HashMap<&str, &Figures> =
            published.map(|((_, code), figures)| (code.as_str(), figures)).collect();
        assert_eq!((rows.len(), answered.len(), published.len()), (count, count, count), "{level}");
        for (code, published) in published {
            assert_eq!(answered.get(code), Some(published), "{level} {code}");
        }
    }
    let mut england = Figures::new();
    for (_, practice) in ages.iter().filter(|((kind, _), _)| kind == "GP") {
        for (group, patients) in practice {
            *england.entry(group.clone()).or_default() += patients;
        }
    }
    let rows = platform.rows_as(key, &format!("{path}&level=england")).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["registered_patients"], 63_436_508);
    assert_eq!(figures(&rows[0]), england, "England is all practices together");
    for name in ["practices_included", "practices_expected"] {
        assert_eq!(rows[0][name], 6_139, "{name}");
    }
}

/// The figures of a row, in the words of the file.
fn figures(row: &Value) -> Figures {
    let mut figures = Figures::new();
    let mut note = |sex: &str, age: &str, patients: &Value| {
        figures.insert((sex.to_owned(), age.to_owned()), patients.as_u64().unwrap());
    };
    note("ALL", "ALL", &row["registered_patients"]);
    note("MALE", "ALL", &row["male"]);
    note("FEMALE", "ALL", &row["female"]);
    for band in row["age_bands"].as_array().unwrap() {
        let age = band["age_band"].as_str().unwrap();
        note("MALE", age, &band["male"]);
        note("FEMALE", age, &band["female"]);
        let both = band["male"].as_u64().unwrap() + band["female"].as_u64().unwrap();
        assert_eq!(band["total"], both, "{age}");
    }
    figures
}

async fn population_has_the_years_held(platform: &Platform, key: &str) {
    let years = platform.rows_as(key, "/api/v1/practices/A81001/population/").await;
    let [this, then] = &years[..] else { panic!("{years:?}") };
    for (row, expected) in [
        (
            this,
            json!([
                "2026/27",
                3_733,
                "2026-07-01",
                3_733.0,
                1,
                "U89141",
                "16C",
                "QHM",
                "Y63",
                "gp-reg-pat-prac-quin-age-2026-07-01-r1"
            ]),
        ),
        (
            // No map of that month is held: the list itself names the sub-ICB location alone.
            then,
            json!([
                "2020/21",
                4_100,
                "2021-01-01",
                4_100.0,
                1,
                null,
                "16C",
                null,
                null,
                "gp-reg-pat-prac-all-2021-01-01-r1"
            ]),
        ),
    ] {
        let names = [
            "financial_year",
            "registered_patients",
            "registered_patients_on",
            "average_registered_patients",
            "months_available",
            "pcn_code",
            "sub_icb_code",
            "icb_code",
            "region_code",
            "release",
        ];
        assert_eq!(json!(names.map(|name| &row[name])), expected);
        assert_eq!(row["latest_registered_patients"], row["registered_patients"], "one list");
    }
    let both = this["male"].as_u64().unwrap() + this["female"].as_u64().unwrap();
    assert_eq!(both, 3_733);
    assert_eq!(
        (&this["age_bands"][0]["age_band"], &this["age_bands"][0]["female"]),
        (&json!("0_4"), &json!(84))
    );
    for name in ["age_bands", "male", "female"] {
        assert_eq!(then[name], Value::Null, "{name} was not published");
    }
    for code in ["A12345", "Z99999"] {
        let response = platform.get_as(key, &format!("/api/v1/practices/{code}/population/")).await;
        assert_eq!(response.status(), 404, "{code}");
    }
}

async fn practices_are_where_the_newest_source_says(
    platform: &Platform,
    key: &str,
    map: &HashMap<String, StringRecord>,
    ages: &HashMap<(String, String), Figures>,
) {
    let elms = platform.json_as(key, "/api/v1/practices/?search=elm").await;
    assert_eq!(elms["count"], 51, "the map adds no practice");
    let rows = platform.all_rows_as(key, "/api/v1/practices/?status=").await;
    let rows: HashMap<&str, &Value> =
        rows.iter().map(|row| (row["ods_code"].as_str().unwrap(), row)).collect();
    assert_eq!(rows.len(), 8_657);
    let text = |row: &Value, names: &[&str]| {
        json!(names.iter().map(|name| &row[*name]).collect::<Vec<_>>())
    };
    let known = |cell: &str| {
        Some(cell).filter(|cell| !["", "U", "Unknown"].contains(cell)).map(str::to_owned)
    };

    let mut unallocated = 0;
    for (code, record) in map {
        let row = rows[code.as_str()];
        let names = ["pcn_code", "sub_icb_code", "icb_code", "region_code", "system_supplier"];
        let expected = json!([5_usize, 8, 11, 14, 16].map(|column| known(&record[column])));
        assert_eq!(text(row, &names), expected, "{code} by the map");
        let total = ages[&("GP".to_owned(), code.clone())][&("ALL".to_owned(), "ALL".to_owned())];
        let names = ["registered_patients", "registered_patients_on"];
        assert_eq!(text(row, &names), json!([total, "2026-07-01"]), "{code}");
        unallocated += usize::from(row["pcn_code"].is_null());
    }
    assert_eq!(unallocated, 52);

    let (new, old) = (by_code(EPRACCUR, false, 0), by_code(OLD_EPRACCUR, false, 0));
    let totals = by_code(ALL, true, 5);
    for (code, row) in rows.iter().filter(|(code, _)| !map.contains_key(**code)) {
        let record = new.get(*code).unwrap_or_else(|| &old[*code]);
        let expected = json!([known(&record[2]), known(&record[3]), null]);
        assert_eq!(
            text(row, &["region_code", "icb_code", "system_supplier"]),
            expected,
            "{code} by ODS"
        );
        let last = totals.get(*code).map(|record| record[9].parse::<u32>().unwrap());
        let expected = json!([last, last.map(|_| "2021-01-01")]);
        let names = ["registered_patients", "registered_patients_on"];
        assert_eq!(text(row, &names), expected, "{code}: the last list known");
    }
    for (code, name, expected) in [
        ("A81001", "pcn_code", json!("U89141")),
        ("A81001", "pcn_name", json!("STOCKTON PCN")),
        ("A81001", "pcn_joined_on", json!("2019-10-01")),
        ("A81001", "icb_code", json!("QHM")),
        ("A81001", "system_supplier", json!("TPP")),
        ("A81001", "registered_patients", json!(3_733)),
        ("A81001", "release", json!("epraccur-2026-02-03-r1")),
        // In no map any more.
        ("B81006", "icb_code", json!("QOQ")),
        ("B81006", "pcn_code", json!("U56223")),
        ("A84003", "registered_patients", json!(14_738)),
    ] {
        assert_eq!(rows[code][name], expected, "{code} {name}");
    }
}

async fn networks_are_those_of_every_source(
    platform: &Platform,
    key: &str,
    map: &HashMap<String, StringRecord>,
    ages: &HashMap<(String, String), Figures>,
) {
    let figure = |kind: &str, code: &str| {
        ages[&(kind.to_owned(), code.to_owned())][&("ALL".to_owned(), "ALL".to_owned())]
    };
    let mut members: BTreeMap<&str, u64> = BTreeMap::new();
    let mut boards: BTreeMap<&str, u64> = BTreeMap::new();
    for record in map.values().filter(|record| &record[5] != "U") {
        *members.entry(&record[5]).or_default() += 1;
        if &record[5] == "U41591" {
            *boards.entry(&record[11]).or_default() += figure("GP", &record[2]);
        }
    }
    let sheets = [EPCN, OLD_EPCN].map(|book| sheet(book, "PCNDetails")).concat();
    let listed = sheets.iter().map(|row| row[0].as_str()).chain(members.keys().copied());
    let union: BTreeSet<&str> = listed.collect();

    let rows = platform.all_rows_as(key, "/api/v1/pcns/?search=").await;
    let codes: Vec<&str> = column(&rows, "pcn_code");
    assert_eq!(codes, union.iter().copied().collect::<Vec<_>>(), "in order of their codes");
    assert_eq!((union.len(), members.len()), (1_391, 1_298));
    for row in &rows {
        let code = row["pcn_code"].as_str().unwrap();
        let Some(count) = members.get(code) else { continue };
        assert_eq!(row["member_practices"], *count, "{code}");
        assert_eq!(row["registered_patients"], figure("PCN", code), "{code}");
        assert_eq!(row["registered_patients_on"], "2026-07-01", "{code}");
        assert_eq!(row["release"], "gp-reg-pat-prac-map-2026-07-01-r1", "{code}");
    }
    let most = boards.iter().max_by_key(|(_, patients)| **patients).unwrap().0;
    assert_eq!(boards.len(), 2, "U41591 lies in two boards");
    let two = rows.iter().find(|row| row["pcn_code"] == "U41591").unwrap();
    assert_eq!(two["icb_code"], *most, "U41591 among the networks");
    let path = "/api/v1/list-sizes/?month=2026-07-01&org=U41591";
    assert_eq!(platform.rows_as(key, path).await[0]["icb_code"], *most, "U41591 and its patients");

    // ePCN says who is in a network only of practices that the map lacks.
    let mut left: BTreeMap<String, u64> = BTreeMap::new();
    let practices = memberships(&[EPCN, OLD_EPCN]);
    for (_, pcn) in practices.into_iter().filter(|(practice, _)| !map.contains_key(practice)) {
        *left.entry(pcn).or_default() += 1;
    }
    for row in &rows {
        let code = row["pcn_code"].as_str().unwrap();
        if !members.contains_key(code) {
            let count = left.get(code).copied().unwrap_or(0);
            assert_eq!(row["member_practices"], count, "{code} is in no map");
        }
    }
}
