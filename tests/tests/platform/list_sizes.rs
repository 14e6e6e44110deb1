//! `/api/v1/list-sizes/` as its contract has it (reference 1, 2.2, 4 and 10).

use std::collections::{BTreeMap, BTreeSet};

use end_to_end::{Platform, client, column};
use reference::demo::{BANDS, BandCounts, England, Practice, months};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/list-sizes/";

/// What narrows the list enough.
const UNLOCKING: [&str; 6] = ["month", "org", "pcn", "sub_icb", "icb", "region"];

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_every_field_of_the_contract() {
    let (platform, key) = Platform::demo().await;
    let (england, month) = (England::small(), "2026-01-01".parse().unwrap());
    let practice = &england.practices[0];
    let (counts, place) = (practice.registered(month), england.geography(practice.sub_icb));
    let bands = BANDS.iter().zip(counts.male).zip(counts.female);
    let bands = bands.map(|((band, male), female)| {
        json!({ "age_band": band, "male": male, "female": female, "total": male + female })
    });
    let expected = json!({
        "month": "2026-01-01",
        "org_type": "practice",
        "org_code": "Z00001",
        "org_name": practice.name,
        "registered_patients": counts.total(),
        "male": counts.male.iter().sum::<u32>(),
        "female": counts.female.iter().sum::<u32>(),
        "age_bands": bands.collect::<Vec<Value>>(),
        "practices_included": 1,
        "practices_expected": 1,
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
        "period_end": "2026-01-01",
        "release": "gp-reg-pat-prac-quin-age-2026-01-01-r1",
        "published_on": null,
        "revised": false,
    });
    let rows = platform.rows_as(&key, &format!("{PATH}?month=2026-01-01&org=Z00001")).await;
    assert_eq!(rows, [expected]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn levels_add_up_the_practices_in_them() {
    let (platform, key) = Platform::demo().await;
    let england = England::small();
    for month in ["2025-02-01", "2025-08-01", "2026-01-01"] {
        let day = month.parse().unwrap();
        let place = |practice: &Practice| england.geography(practice.sub_icb);
        let within = |level: &str, practice: &Practice| match level {
            "practice" => Some(practice.code.clone()),
            "pcn" => england.pcn(practice, day).map(|pcn| pcn.code.clone()),
            "sub_icb" => Some(place(practice).sub_icb.code.clone()),
            "icb" => Some(place(practice).board.code.clone()),
            "region" => Some(place(practice).region.code.clone()),
            _ => Some("ENG".to_owned()),
        };
        for level in ["practice", "pcn", "sub_icb", "icb", "region", "england"] {
            let mut sums: BTreeMap<String, (BandCounts, u32)> = BTreeMap::new();
            for practice in england.listed(day) {
                // The practice without a network is in none of them.
                let Some(code) = within(level, practice) else { continue };
                let (counts, practices) = sums.entry(code).or_default();
                *counts += practice.registered(day);
                *practices += 1;
            }
            let path = format!("{PATH}?month={month}&level={level}");
            let rows = platform.rows_as(&key, &path).await;
            let codes: Vec<&str> = sums.keys().map(String::as_str).collect();
            assert_eq!(column(&rows, "org_code"), codes, "{path}");
            for (row, (code, (counts, practices))) in rows.iter().zip(&sums) {
                assert_eq!(row["org_type"], level, "{path}");
                assert_eq!(row["registered_patients"], counts.total(), "{code} in {path}");
                assert_eq!(row["male"], counts.male.iter().sum::<u32>(), "{code} in {path}");
                assert_eq!(row["practices_included"], *practices, "{code} in {path}");
                assert_eq!(row["practices_expected"], *practices, "{code} in {path}");
                let bands = row["age_bands"].as_array().unwrap();
                let female: Vec<&Value> = bands.iter().map(|band| &band["female"]).collect();
                assert_eq!(json!(female), json!(counts.female), "{code} in {path}");
                if code == "U99904" {
                    assert_eq!(row["icb_code"], "QZ1", "the board with most of its patients");
                }
            }
        }
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
        ("month=2026-01-01&pcn=u99905,U99912&icb=QZ2", &["Z00023", "Z00024", "Z00025"]),
        ("month=2026-01-01&org=z00034", &["Z00034"]),
        ("month=2026-01-01&org=Z00034,U99901&org=ENG", &["Z00034", "U99901", "ENG"]),
        ("month=2026-01-01&org=Z00034&level=pcn", &[]),
        ("month=2026-01-01&pcn=U99904&level=pcn", &["U99904"]),
        ("month=2026-01-01&icb=QZ1&level=pcn", &["U99901", "U99902", "U99903", "U99904"]),
        ("month=2026-01-01&icb=QZ2&level=pcn", &["U99905", "U99906", "U99907", "U99908"]),
        ("month=2026-01-01&region=Y91&level=icb", &["QZ1", "QZ2"]),
        ("month=2026-01-01&region=Y92&level=sub_icb", &["93Z"]),
        ("month=2026-01-01&sub_icb=92Z&level=sub_icb", &["92Z"]),
        ("month=2026-01-01&org_type=icb", &["QZ1", "QZ2", "QZ3"]),
        ("month=2026-01-01&level=region,icb", &["QZ1", "QZ2", "QZ3", "Y91", "Y92"]),
        ("month=2026-01&level=england", &["ENG"]),
        ("month=2026-01,2025-12-01&level=england", &["ENG", "ENG"]),
        ("month=2026-01&level=england&icb=&org=", &["ENG"]),
        // Well formed, and nothing is known of it.
        ("org=A12345", &[]),
        ("pcn=U12345", &[]),
        ("month=2030-01-01", &[]),
        ("icb=QXX&level=england", &[]),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(column(&rows, "org_code"), expected, "{query}");
    }
    for (query, count) in
        [("month=2026-01", 60), ("org=Z00034", 12), ("org=ENG", 12), ("org=Z00061", 2)]
    {
        let page = platform.json_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(page["count"], count, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_everything_is_refused_and_the_filters_named() {
    let (platform, key) = Platform::demo().await;
    for query in [
        "",
        "level=england",
        "org_type=icb",
        "month=",
        "month=,&org=%20&pcn=&sub_icb=&icb=&region=",
        "geography=current",
        "page=2&page_size=5",
        "fields=month&as_of=2020-01-01",
        "format=csv",
        "format=parquet",
        "supplier=EMIS&practice=Z00001",
    ] {
        let response = platform.get_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(response.status(), 400, "{query}");
        let body: Value = response.json().await.unwrap();
        let detail = body["detail"].as_str().unwrap();
        let words: BTreeSet<&str> = detail.split([' ', ',', '.']).collect();
        assert!(UNLOCKING.iter().all(|name| words.contains(name)), "{query}: {detail}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_parameter_is_named() {
    let (platform, key) = Platform::demo().await;
    let many = |name: &str, value: &str| format!("{name}={}", vec![value; 51].join(","));
    for (query, wrong) in [
        ("month=2026-01-15", &["month"][..]),
        ("month=January", &["month"]),
        ("month=2026-13", &["month"]),
        ("month=2026-01,2026", &["month"]),
        ("org=Q%2F1", &["org"]),
        ("org=ab&month=2026-01", &["org"]),
        ("level=ward", &["level"]),
        ("month=2026-01&geography=old", &["geography"]),
        (&many("month", "2026-01"), &["month"]),
        (&many("org", "Z00001"), &["org"]),
        (
            "month=soon&org=!&pcn=U-1&sub_icb=a&icb=TOOLONGACODE&region=*&level=ward\
             &org_type=ward&geography=old&as_of=yesterday&fields=month,salary",
            &[
                "as_of",
                "fields",
                "geography",
                "icb",
                "level",
                "month",
                "org",
                "org_type",
                "pcn",
                "region",
                "sub_icb",
            ],
        ),
    ] {
        let response = platform.get_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(response.status(), 400, "{query}");
        let body: Value = response.json().await.unwrap();
        let named: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(named, wrong, "{query}");
        assert!(wrong.iter().all(|name| body[*name][0].is_string()), "{body}");
    }
    let response = platform.get_as(&key, &format!("{PATH}?month=2026-01-15")).await;
    let body: Value = response.json().await.unwrap();
    assert!(body["month"][0].as_str().unwrap().contains("2026-01-01"), "{body}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn geography_is_that_of_the_month_or_that_of_today() {
    let (platform, key) = Platform::demo().await;
    for (query, name, expected) in [
        // Z00034 went from one network to the next on 1 July 2025.
        ("org=Z00034&month=2025-06-01", "pcn_code", json!("U99907")),
        ("org=Z00034&month=2025-07-01", "pcn_code", json!("U99908")),
        ("org=Z00034&month=2025-06-01&geography=as_published", "pcn_code", json!("U99907")),
        ("org=Z00034&month=2025-06-01&geography=current", "pcn_code", json!("U99908")),
        ("org=U99907&month=2025-06-01", "practices_included", json!(5)),
        ("org=U99907&month=2025-06-01&geography=current", "practices_included", json!(4)),
        ("org=U99908&month=2025-06-01&geography=current", "practices_included", json!(6)),
        // Z00060 opened in August: its network had a practice less before.
        ("org=U99912&month=2025-02-01", "practices_expected", json!(4)),
        ("org=U99912&month=2025-02-01&geography=current", "practices_included", json!(4)),
        ("org=U99912&month=2025-02-01&geography=current", "practices_expected", json!(4)),
        // Z00061 closed in March: it is in no network now, but its location is where it was.
        ("org=QZ1&month=2025-02-01", "practices_included", json!(21)),
        ("org=QZ1&month=2025-02-01&geography=current", "practices_included", json!(21)),
        ("org=QZ1&month=2025-02-01&geography=current", "practices_expected", json!(21)),
        ("org=Z00061&month=2025-02-01&geography=current", "icb_code", json!("QZ1")),
        ("org=Z00061&month=2025-02-01&geography=current", "pcn_code", Value::Null),
        ("org=ENG&month=2025-02-01&geography=current", "practices_included", json!(60)),
        // The practice without a network.
        ("org=Z00048&month=2026-01-01", "pcn_code", Value::Null),
        ("org=Z00048&month=2026-01-01", "pcn_name", Value::Null),
        ("org=Z00048&month=2026-01-01", "icb_code", json!("QZ3")),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(rows.len(), 1, "{query}");
        assert_eq!(rows[0][name], expected, "{name} of {query}");
    }
    for (query, moved) in [
        ("pcn=U99907&month=2025-06-01", true),
        ("pcn=U99907&month=2025-06-01&geography=current", false),
        ("pcn=U99908&month=2025-06-01", false),
        ("pcn=U99908&month=2025-06-01&geography=current", true),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(column(&rows, "org_code").contains(&"Z00034"), moved, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_in_one_order() {
    let (platform, key) = Platform::demo().await;
    let path = format!("{PATH}?org=ENG,QZ1,Z00001,U99901&page_size=7");
    let (mut seen, mut next) = (Vec::new(), Some(format!("{}{path}", platform.url())));
    while let Some(url) = next {
        let page: Value =
            client().get(&url).bearer_auth(&key).send().await.unwrap().json().await.unwrap();
        assert_eq!(page["count"], 48, "{url}");
        let rows = page["results"].as_array().unwrap();
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        seen.extend(rows.iter().map(|row| (text(row, "month"), text(row, "org_code"))));
        next = page["next"].as_str().map(str::to_owned);
    }
    // Newest month first, then the narrowest level.
    let mut newest_first: Vec<String> = months().map(|month| month.to_string()).collect();
    newest_first.reverse();
    let codes = ["Z00001", "U99901", "QZ1", "ENG"].map(str::to_owned);
    let expected =
        newest_first.iter().flat_map(|month| codes.clone().map(|code| (month.clone(), code)));
    assert_eq!(seen, expected.collect::<Vec<_>>());

    let every = platform.all_rows_as(&key, &format!("{PATH}?icb=QZ1,QZ2,QZ3")).await;
    let keys: BTreeSet<_> =
        every.iter().map(|row| (row["month"].as_str(), row["org_code"].as_str())).collect();
    let listed: usize = months().map(|month| England::small().listed(month).count()).sum();
    assert_eq!((every.len(), keys.len()), (listed, listed), "no list twice, and none left out");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_of_the_cookbook_has_everybody() {
    let (platform, key) = Platform::demo().await;
    for (organisations, name, level) in [
        ("/api/v1/practices/?status=active", "ods_code", "practice"),
        ("/api/v1/pcns/?search=", "pcn_code", "pcn"),
    ] {
        let mut all = platform.rows_as(&key, organisations).await;
        all.retain(|row| row["status"] == "active");
        let lists = format!("{PATH}?month=2026-01-01&level={level}");
        let lists = platform.rows_as(&key, &lists).await;
        assert_eq!(column(&all, name), column(&lists, "org_code"), "{organisations}");
    }
    for path in ["/api/v1/practices/?search=A12345", "/api/v1/pcns/?search=U12345"] {
        assert_eq!(platform.json_as(&key, path).await["count"], 0, "{path} is a placeholder");
    }
    platform.stop().await;
}
