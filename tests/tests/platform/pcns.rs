//! `/api/v1/pcns/` as its contract has it (reference 1, 3.3 and 10).

use std::collections::BTreeMap;

use end_to_end::{Platform, client, column};
use reference::demo::England;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/pcns/";

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_every_field_and_the_board_with_most_patients() {
    let (platform, key) = Platform::demo().await;
    let (england, month) = (England::small(), "2026-01-01".parse().unwrap());
    let network = &england.pcns[3];
    let (mut members, mut boards) = (0, BTreeMap::new());
    for practice in england.listed(month) {
        if england.pcn(practice, month).is_some_and(|pcn| pcn.code == network.code) {
            members += 1;
            let board = england.geography(practice.sub_icb).board;
            *boards.entry(&board.code).or_insert(0) += practice.registered(month).total();
        }
    }
    let most = boards.iter().max_by_key(|(_, patients)| **patients).unwrap().0;
    assert_eq!((boards.len(), members), (2, 7), "U99904 lies in two boards");
    let place = england.geography(network.sub_icb);
    let expected = json!({
        "pcn_code": "U99904",
        "pcn_name": network.name,
        "status": "active",
        "opened_on": "2019-07-01",
        "closed_on": null,
        "postcode": network.postcode,
        "sub_icb_code": place.sub_icb.code,
        "sub_icb_name": place.sub_icb.name,
        "icb_code": most,
        "icb_name": place.board.name,
        "region_code": "Y91",
        "region_name": place.region.name,
        "member_practices": members,
        "registered_patients": boards.values().sum::<u32>(),
        "registered_patients_on": "2026-01-01",
        "release": "gp-reg-pat-prac-map-2026-01-01-r1",
        "published_on": null,
    });
    let rows = platform.rows_as(&key, &format!("{PATH}?search=U99904")).await;
    assert_eq!(rows, [expected]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn networks_have_the_members_of_the_newest_map() {
    let (platform, key) = Platform::demo().await;
    let rows = platform.rows_as(&key, PATH).await;
    let expected = [
        ("U99901", 5),
        ("U99902", 5),
        ("U99903", 5),
        // Two of its practices are across the border, and not in the next one.
        ("U99904", 7),
        ("U99905", 3),
        ("U99906", 5),
        // One went to the next in July 2025.
        ("U99907", 4),
        ("U99908", 6),
        ("U99909", 5),
        // One belongs to no network.
        ("U99910", 4),
        ("U99911", 5),
        ("U99912", 5),
        ("U99913", 0),
    ];
    let members = |row: &Value| row["member_practices"].as_u64().unwrap();
    let found: Vec<(&str, u64)> =
        column(&rows, "pcn_code").into_iter().zip(rows.iter().map(members)).collect();
    assert_eq!(found, expected);

    let closed = rows.last().unwrap();
    for (name, expected) in [
        ("status", json!("closed")),
        ("opened_on", json!("2019-07-01")),
        ("closed_on", json!("2023-03-31")),
        ("sub_icb_code", json!("91Z")),
        ("icb_code", json!("QZ1")),
        ("region_code", json!("Y91")),
        ("registered_patients", Value::Null),
        ("registered_patients_on", Value::Null),
        ("release", json!("epcn-2019-07-01-r1")),
    ] {
        assert_eq!(closed[name], expected, "{name} of the closed one");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_and_filters() {
    let (platform, key) = Platform::demo().await;
    for (query, expected) in [
        ("search=hazel", &["U99910"][..]),
        ("search=HAZEL+pcn", &["U99910"]),
        ("search=hazel+holly", &[]),
        ("search=u99911", &["U99911"]),
        ("search=U9991", &["U99910", "U99911", "U99912", "U99913"]),
        // Words that begin so, then words that have it somewhere.
        ("search=b", &["U99903", "U99904", "U99905", "U99906"]),
        ("search=A12345", &[]),
        ("icb=QZ1", &["U99901", "U99902", "U99903", "U99904", "U99913"]),
        ("icb=qz2,QZ9", &["U99905", "U99906", "U99907", "U99908"]),
        ("sub_icb=92Z&search=ch", &["U99908"]),
        ("region=Y92", &["U99909", "U99910", "U99911", "U99912"]),
        ("pcn=U99901&pcn=u99913", &["U99901", "U99913"]),
        ("pcn=U12345", &[]),
        ("icb=QXX", &[]),
        ("icb=&search=&pcn=U99901", &["U99901"]),
    ] {
        let page = platform.json_as(&key, &format!("{PATH}?{query}")).await;
        let rows: Vec<Value> = serde_json::from_value(page["results"].clone()).unwrap();
        assert_eq!(column(&rows, "pcn_code"), expected, "{query}");
        assert_eq!(page["count"], expected.len(), "{query}");
    }
    for (query, wrong) in [
        ("icb=Q%2F1", &["icb"][..]),
        ("icb=ab&pcn=!&sub_icb=-&region=TOOLONGACODE", &["icb", "pcn", "region", "sub_icb"]),
        ("fields=pcn_code,patients&as_of=2026", &["as_of", "fields"]),
        (&format!("search={}", "x".repeat(201)), &["search"]),
        (&format!("pcn={}", vec!["U99901"; 51].join(",")), &["pcn"]),
    ] {
        let response = platform.get_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(response.status(), 400, "{query}");
        let body: Value = response.json().await.unwrap();
        let named: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(named, wrong, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let (platform, key) = Platform::demo().await;
    let mut seen: Vec<String> = Vec::new();
    let mut next = Some(format!("{}{PATH}?search=pcn&page_size=5", platform.url()));
    while let Some(url) = next {
        let page: Value =
            client().get(&url).bearer_auth(&key).send().await.unwrap().json().await.unwrap();
        assert_eq!(page["count"], 13, "{url}");
        let rows = page["results"].as_array().unwrap();
        seen.extend(column(rows, "pcn_code").into_iter().map(str::to_owned));
        next = page["next"].as_str().map(str::to_owned);
    }
    let codes: Vec<String> = (1..=13).map(|number| format!("U999{number:02}")).collect();
    assert_eq!(seen, codes);
    for page in ["4", "0", "first"] {
        let path = format!("{PATH}?page_size=5&page={page}");
        assert_eq!(platform.get_as(&key, &path).await.status(), 404, "{path}");
    }
    platform.stop().await;
}
