//! `/api/v1/practices/` as its contract has it (reference 1, 3.1 and 10).

use access::Scope;
use accounts::store::api_keys::Terms;
use end_to_end::fixtures::{Practice, epraccur, many};
use end_to_end::{Platform, client, header};
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/practices/";

async fn with_practices() -> (Platform, String) {
    let platform = Platform::start().await;
    let practice = |code, name, icb, status, setting| Practice { code, name, icb, status, setting };
    platform
        .publish(&epraccur(
            "20250901",
            [
                practice("Z00001", "OLD NAME", "QZ1", "A", "4"),
                practice("Z00009", "ELM LODGE", "QZ9", "C", "4"),
                practice("Z00008", "NO LONGER A PRACTICE", "QZ1", "A", "4"),
            ],
        ))
        .await;
    platform
        .publish(&epraccur(
            "20260203",
            [
                practice("Z00001", "ELM TREE SURGERY", "QZ1", "ACTIVE", "RO76"),
                practice("Z00002", "HELMSLEY MEDICAL CENTRE", "QZ2", "ACTIVE", "RO76|RO268"),
                practice("Z00003", "OAK SURGERY (ELM ROAD)", "QZ2", "DORMANT", "RO76"),
                practice("Z00004", "ELM WALK-IN CENTRE", "QZ1", "ACTIVE", "RO87"),
                practice("Z00008", "NO LONGER A PRACTICE", "QZ1", "ACTIVE", "RO72"),
            ],
        ))
        .await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    platform.serves(&key, 4).await;
    (platform, key)
}

fn codes(page: &Value) -> Vec<&str> {
    let rows = page["results"].as_array().unwrap();
    rows.iter().map(|row| row["ods_code"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_every_field_of_the_contract() {
    let (platform, key) = with_practices().await;
    let page = platform.json_as(&key, "/api/v1/practices/?search=elm%20tree").await;
    let expected = json!({
        "count": 1,
        "next": null,
        "previous": null,
        "results": [{
            "ods_code": "Z00001",
            "name": "ELM TREE SURGERY",
            "status": "active",
            "address": ["1 HIGH STREET", "ASHCOMBE"],
            "postcode": "ZZ1 1ZZ",
            "phone": "01632 960001",
            "opened_on": "2026-02-03",
            "closed_on": null,
            "pcn_code": null,
            "pcn_name": null,
            "pcn_joined_on": null,
            "sub_icb_code": "91Z",
            "sub_icb_name": null,
            "icb_code": "QZ1",
            "icb_name": null,
            "region_code": "Y91",
            "region_name": null,
            "system_supplier": null,
            "registered_patients": null,
            "registered_patients_on": null,
            "release": "epraccur-2026-02-03-r1",
            "published_on": null,
        }],
    });
    assert_eq!(page, expected);
    let text = platform.get_as(&key, "/api/v1/practices/?search=elm").await.text().await.unwrap();
    assert!(text.starts_with(r#"{"count":4,"next":null,"previous":null,"results":["#), "{text}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_and_filters() {
    let (platform, key) = with_practices().await;
    for (query, expected) in [
        ("", &["Z00001", "Z00002", "Z00003", "Z00009"][..]),
        ("?search=elm", &["Z00001", "Z00003", "Z00009", "Z00002"]),
        ("?search=ELM+road", &["Z00003"]),
        ("?search=z00002", &["Z00002"]),
        ("?search=A12345", &[]),
        ("?search=", &["Z00001", "Z00002", "Z00003", "Z00009"]),
        ("?search=elm&search=oak", &["Z00003"]),
        ("?icb=qz1", &["Z00001"]),
        ("?icb=QZ1,QZ9", &["Z00001", "Z00009"]),
        ("?icb=QZ1&icb=QZ9", &["Z00001", "Z00009"]),
        ("?icb=QXX", &[]),
        ("?pcn=U89141", &[]),
        ("?pcn=", &["Z00001", "Z00002", "Z00003", "Z00009"]),
        ("?status=dormant,closed", &["Z00003", "Z00009"]),
        ("?role=RO87", &["Z00004"]),
        ("?role=ro268", &["Z00002"]),
        ("?role=RO72", &["Z00008"]),
        ("?region=Y91&sub_icb=91Z&icb=QZ2", &["Z00002", "Z00003"]),
    ] {
        let page = platform.json_as(&key, &format!("{PATH}{query}")).await;
        assert_eq!(codes(&page), expected, "{query}");
        assert_eq!(page["count"], expected.len(), "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_parameter_is_named() {
    let (platform, key) = with_practices().await;
    for (query, wrong) in [
        ("?icb=Q%2F1", &["icb"][..]),
        ("?pcn=ab", &["pcn"]),
        ("?icb=TOOLONGACODE1&pcn=!!!", &["icb", "pcn"]),
        ("?status=open", &["status"]),
        ("?role=GP", &["role"]),
        (&format!("?icb={}", vec!["QZ1"; 51].join(",")), &["icb"]),
    ] {
        let response = platform.get_as(&key, &format!("{PATH}{query}")).await;
        assert_eq!(response.status(), 400, "{query}");
        let body: Value = response.json().await.unwrap();
        let named: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(named, wrong, "{query}");
        assert!(body[wrong[0]][0].is_string(), "{body}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let platform = Platform::start().await;
    platform.publish(&many("20260203", 1_234)).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    platform.serves(&key, 1_234).await;

    let first = platform.json_as(&key, PATH).await;
    assert_eq!(codes(&first).len(), 100);
    let mut seen = Vec::new();
    let mut next = Some(format!("{}{PATH}?search=surgery&page_size=500", platform.url()));
    while let Some(url) = next {
        let page: Value =
            client().get(&url).bearer_auth(&key).send().await.unwrap().json().await.unwrap();
        assert_eq!(page["count"], 1_234);
        seen.extend(codes(&page).into_iter().map(str::to_owned));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(seen.len(), 1_234);
    assert!(seen.is_sorted());

    let url = platform.url();
    let page = platform.json_as(&key, "/api/v1/practices/?page_size=500&page=2").await;
    assert_eq!(page["previous"], format!("{url}{PATH}?page_size=500"));
    assert_eq!(page["next"], format!("{url}{PATH}?page_size=500&page=3"));
    let page = platform.json_as(&key, "/api/v1/practices/?page_size=9999&page=last").await;
    assert_eq!(codes(&page).len(), 234);
    for page in ["4", "0", "-1", "two", "1.0", "99999999999999999999"] {
        let path = format!("{PATH}?page_size=500&page={page}");
        let response = platform.get_as(&key, &path).await;
        assert_eq!(response.status(), 404, "{page}");
        assert_eq!(response.json::<Value>().await.unwrap(), json!({ "detail": "Invalid page." }));
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_come_in_the_order_of_the_contract() {
    let (platform, key) = with_practices().await;
    let scopes = vec![Scope::Qof];
    let (_, other) = platform.key("jo", Terms { scopes, ..Terms::default() }).await;
    let url = platform.url();
    for (method, path, bearer, status) in [
        // 404 before 406 before 401 before 403 before 405 before 400 before 404
        (Method::GET, "/api/v1/nothing/?format=xml", None, 404),
        (Method::GET, "/api/v1/practices/?format=xml", None, 406),
        (Method::GET, "/api/v1/practices/?icb=!", None, 401),
        (Method::POST, "/api/v1/practices/", None, 401),
        (Method::GET, "/api/v1/practices/?icb=!", Some("nonsense"), 401),
        (Method::POST, "/api/v1/practices/", Some(other.as_str()), 403),
        (Method::GET, "/api/v1/practices/?icb=!", Some(other.as_str()), 403),
        (Method::POST, "/api/v1/practices/?icb=!", Some(key.as_str()), 405),
        (Method::DELETE, "/api/v1/practices/", Some(key.as_str()), 405),
        (Method::GET, "/api/v1/practices/?icb=!&page=9", Some(key.as_str()), 400),
        (Method::GET, "/api/v1/practices/?page=9", Some(key.as_str()), 404),
        (Method::GET, "/api/v1/practices/", Some(key.as_str()), 200),
        (Method::HEAD, "/api/v1/practices/", Some(key.as_str()), 200),
        (Method::OPTIONS, "/api/v1/practices/", Some(key.as_str()), 200),
        (Method::OPTIONS, "/api/v1/practices/", None, 401),
    ] {
        let mut request = client().request(method.clone(), format!("{url}{path}"));
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{method} {path} {bearer:?}");
        assert!(header(&response, "x-request-id").is_some());
        if status != 404 || path.contains("practices") {
            let vary = Some("Accept, Accept-Encoding, Authorization, Cookie");
            assert_eq!(header(&response, "vary"), vary, "{method} {path}");
        }
        match status {
            401 => assert_eq!(header(&response, "www-authenticate"), Some("Bearer")),
            405 => assert_eq!(header(&response, "allow"), Some("GET, HEAD, OPTIONS")),
            _ => {}
        }
        if status >= 400 {
            let body: Value = response.json().await.unwrap();
            assert!(status == 400 || body["detail"].is_string(), "{body}");
        } else if method == Method::HEAD {
            let length: u64 = header(&response, "content-length").unwrap().parse().unwrap();
            assert!(length > 0 && response.bytes().await.unwrap().is_empty());
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_without_its_slash_redirects() {
    let (platform, key) = with_practices().await;
    let url = format!("{}/api/v1/practices?search=elm", platform.url());
    let response = client().get(&url).send().await.unwrap();
    assert_eq!(response.status(), 301);
    assert_eq!(header(&response, "location"), Some("/api/v1/practices/?search=elm"));
    assert_eq!(client().post(&url).send().await.unwrap().status(), 308);
    let followed = reqwest::Client::new().get(&url).bearer_auth(&key).send().await.unwrap();
    assert_eq!(followed.json::<Value>().await.unwrap()["count"], 4);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_parameters_are_ignored_aloud_or_refused_on_request() {
    let (platform, key) = with_practices().await;
    let path = "/api/v1/practices/?sreach=elm&colour=red&page_size=5";
    let response = platform.get_as(&key, path).await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "x-ignored-params"), Some("colour, sreach"));
    let strict = client()
        .get(format!("{}{path}", platform.url()))
        .header("prefer", "handling=strict")
        .bearer_auth(&key);
    let response = strict.send().await.unwrap();
    assert_eq!(response.status(), 400);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_compressed_for_those_who_ask() {
    let (platform, key) = with_practices().await;
    for coding in ["gzip", "br", "zstd"] {
        let request = client()
            .get(format!("{}{PATH}", platform.url()))
            .header("accept-encoding", coding)
            .bearer_auth(&key);
        let response = request.send().await.unwrap();
        assert_eq!(header(&response, "content-encoding"), Some(coding));
        assert!(!response.bytes().await.unwrap().starts_with(b"{"));
    }
    platform.stop().await;
}
