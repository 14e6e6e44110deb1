//! What is refused of the lists of figures, and in which order (reference 1.2,
//! 1.3, 1.6, 1.7 and 3.12). Nothing need be held for that.

mod lists;

use std::collections::BTreeSet;

use access::Scope;
use accounts::store::api_keys::Terms;
use end_to_end::{Platform, client, header};
use reqwest::Method;
use serde_json::{Value, json};

use self::lists::{ANYWHERE, LISTS, List, NWRS, NWRS_WRONG, lists};

/// The body of a 400.
async fn refused(platform: &Platform, key: &str, path: &str) -> Value {
    let response = platform.get_as(key, path).await;
    assert_eq!(response.status(), 400, "{path}");
    assert_eq!(header(&response, "content-type"), Some("application/json"), "{path}");
    response.json().await.unwrap()
}

/// The parameters that a body names, each with at least one sentence.
fn named(body: &Value) -> BTreeSet<&str> {
    let fields = body.as_object().unwrap();
    assert!(fields.values().all(|sentences| sentences[0].is_string()), "{body}");
    fields.keys().map(String::as_str).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_everything_is_refused_and_the_filters_named() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    for List { path, unlocking, .. } in LISTS {
        let absent: Vec<String> = unlocking.iter().map(|name| format!("{name}=")).collect();
        let commas: Vec<String> = unlocking.iter().map(|name| format!("{name}=,%20,")).collect();
        for query in [
            String::new(),
            absent.join("&"),
            commas.join("&"),
            "page=2&page_size=5".to_owned(),
            "level=england&geography=current".to_owned(),
            "indicator=DM".to_owned(),
            "contract_type=GMS".to_owned(),
            "roles=true&domain=CL&active=true".to_owned(),
            "format=csv".to_owned(),
            "format=parquet&as_of=2020-01-01&fields=release".to_owned(),
        ] {
            let path = format!("{path}?{query}");
            if unlocking.is_empty() {
                let response = platform.get_as(&key, &path).await;
                // There is no second page of nothing.
                let expected = if query.starts_with("page=2") { 404 } else { 200 };
                assert_eq!(response.status(), expected, "{path}");
                continue;
            }
            let body = refused(&platform, &key, &path).await;
            assert_eq!(body.as_object().unwrap().len(), 1, "{path}: {body}");
            let detail = body["detail"].as_str().unwrap();
            let words: BTreeSet<&str> = detail.split([' ', ',', '.']).collect();
            assert!(unlocking.iter().all(|name| words.contains(name)), "{path}: {detail}");
        }
    }
    for query in ["", "snapshot=", "snapshot=,&practice=Z00001", "pcn=U99901&icb=QZ1&region=Y91"] {
        let path = format!("{NWRS}?{query}");
        let body = refused(&platform, &key, &path).await;
        assert_eq!(named(&body), BTreeSet::from(["snapshot"]), "{path}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_listed_filter_is_enough() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    for List { path, unlocking, .. } in LISTS {
        for name in unlocking {
            let value = match *name {
                "year" => "2025/26",
                "month" => "2026-01-01",
                "supplier" => "EMIS",
                _ => "A12345",
            };
            let path = format!("{path}?{name}={value}");
            assert_eq!(platform.json_as(&key, &path).await["count"], 0, "{path}");
        }
    }
    let path = format!("{NWRS}?snapshot=2026-01-31");
    assert_eq!(platform.json_as(&key, &path).await["count"], 0, "{path}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_parameter_is_named_alone_and_together() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    for (path, mut wrong) in lists() {
        wrong.extend(ANYWHERE);
        for (name, value) in &wrong {
            let path = format!("{path}?{name}={value}");
            let mut expected = BTreeSet::from([*name]);
            if path.starts_with(NWRS) && !path.contains("snapshots") {
                expected.insert("snapshot");
            }
            assert_eq!(named(&refused(&platform, &key, &path).await), expected, "{path}");
        }
        let all: Vec<String> =
            wrong.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let path = format!("{path}?{}", all.join("&"));
        let expected: BTreeSet<&str> = wrong.iter().map(|(name, _)| *name).collect();
        assert_eq!(named(&refused(&platform, &key, &path).await), expected, "{path}");
        // A good parameter more, and not one of the mistakes is forgotten.
        let path = format!("{path}&page=7&format=csv");
        assert_eq!(named(&refused(&platform, &key, &path).await), expected, "{path}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_fifty_of_a_list_are_refused() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    for (path, wrong) in lists() {
        let single = ["geography", "active", "roles"];
        for (name, _) in wrong.into_iter().filter(|(name, _)| !single.contains(name)) {
            let value = match name {
                "year" => "2025/26",
                "month" => "2026-01",
                "snapshot" => "2026-01-31",
                "level" => "icb",
                _ => "QZ1",
            };
            let others = ["snapshot=2026-01-31", "year=2025/26", "month=2026-01"];
            let others = others.into_iter().filter(|other| !other.starts_with(name));
            let others = others.collect::<Vec<_>>().join("&");
            for (count, status) in [(50, 200), (51, 400)] {
                let values = vec![value; count].join(",");
                let path = format!("{path}?{name}={values}&{others}");
                let response = platform.get_as(&key, &path).await;
                assert_eq!(response.status(), status, "{name} of {path}");
                if status == 400 {
                    let body: Value = response.json().await.unwrap();
                    assert_eq!(named(&body), BTreeSet::from([name]), "{path}");
                }
            }
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_probably_meant_is_said() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    for (path, name, meant) in [
        ("/api/v1/gp-appointments/?month=2026-01-15", "month", "2026-01-01"),
        ("/api/v1/qof/achievement/?year=2025/27", "year", "2025/26"),
        ("/api/v1/qof/indicators/?year=2025%2F27", "year", "2025/26"),
        ("/api/v1/nhs-payments/pcns/?year=2024/26", "year", "2024/25"),
        ("/api/v1/nwrs/?snapshot=January", "snapshot", "2026-01-31"),
        ("/api/v1/nwrs/", "snapshot", "/api/v1/nwrs/snapshots/"),
        ("/api/v1/gp-appointments/?month=2026-01&level=ward", "level", "sub_icb"),
        ("/api/v1/gp-appointments/?month=2026-01&fields=salary", "fields", "total_appointments"),
    ] {
        let body = refused(&platform, &key, path).await;
        let told = body[name][0].as_str().unwrap();
        assert!(told.contains(meant), "{path}: {told}");
    }
    // Practices are not added up, so they are not named with a level above them.
    for (path, wrong) in [
        ("/api/v1/gp-appointments/?practice=Z00001&level=pcn", "practice"),
        ("/api/v1/gp-appointments/?supplier=EMIS&level=practice,england", "supplier"),
        ("/api/v1/qof/prevalence/?practice=Z00001&level=england", "practice"),
        ("/api/v1/nwrs/?snapshot=2026-01-31&practice=Z00001&level=icb", "practice"),
    ] {
        let body = refused(&platform, &key, path).await;
        assert_eq!(named(&body), BTreeSet::from([wrong]), "{path}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_comes_before_what_is_asked() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let once = Terms { throttle: Some("1/day".parse().unwrap()), ..Terms::default() };
    let (_, spent) = platform.key("jo", once).await;
    assert_eq!(platform.get_as(&spent, "/api/v1/qof/years/").await.status(), 200);
    let scopes = |list: &List| {
        let others = [Scope::GpAppointments, Scope::Qof, Scope::Nwrs, Scope::NhsPayments];
        let mut others = others.to_vec();
        others.retain(|scope| *scope != list.scope);
        others
    };
    let nwrs = List { path: NWRS, scope: Scope::Nwrs, unlocking: &[], wrong: &NWRS_WRONG };
    for list in LISTS.iter().chain([&nwrs]) {
        let path = list.path;
        let others = Terms { scopes: scopes(list), ..Terms::default() };
        let (_, other) = platform.key("jo", others).await;
        let own = Terms { scopes: vec![list.scope], ..Terms::default() };
        let (_, own) = platform.key("jo", own).await;
        let wrong = format!("{path}?as_of=yesterday&month=&year=&snapshot=&format=json");
        for (method, path, bearer, status) in [
            (Method::GET, wrong.replace("json", "xml"), None, 406),
            (Method::GET, wrong.clone(), None, 401),
            (Method::GET, wrong.clone(), Some("nonsense"), 401),
            (Method::POST, wrong.clone(), None, 401),
            (Method::GET, wrong.clone(), Some(other.as_str()), 403),
            (Method::POST, wrong.clone(), Some(other.as_str()), 403),
            (Method::GET, wrong.clone(), Some(spent.as_str()), 429),
            (Method::POST, wrong.clone(), Some(key.as_str()), 405),
            (Method::GET, wrong.clone(), Some(own.as_str()), 400),
            (Method::GET, wrong.clone() + "&page=9", Some(own.as_str()), 400),
        ] {
            let request = client().request(method.clone(), format!("{}{path}", platform.url()));
            let request = match bearer {
                Some(bearer) => request.bearer_auth(bearer),
                None => request,
            };
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), status, "{method} {path}");
            match status {
                401 => assert_eq!(header(&response, "www-authenticate"), Some("Bearer")),
                405 => assert_eq!(header(&response, "allow"), Some("GET, HEAD, OPTIONS")),
                429 => assert!(header(&response, "retry-after").is_some()),
                _ => {}
            }
            let body: Value = response.json().await.unwrap();
            assert_eq!(body["detail"].is_string(), status != 400, "{method} {path}: {body}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_there_is_not_found() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    for (path, _) in lists() {
        let query = "year=2025/26&month=2026-01&snapshot=2026-01-31&practice=Z00001&pcn=U99901";
        let path = format!("{path}?{query}");
        let empty = json!({ "count": 0, "next": null, "previous": null, "results": [] });
        for page in ["", "&page=1", "&page=last", "&page_size=many"] {
            let told = platform.json_as(&key, &format!("{path}{page}")).await;
            assert_eq!(told, empty, "{path}{page}");
        }
        for page in ["2", "0", "-1", "two"] {
            let response = platform.get_as(&key, &format!("{path}&page={page}")).await;
            assert_eq!(response.status(), 404, "{path} page {page}");
            let body: Value = response.json().await.unwrap();
            assert_eq!(body, json!({ "detail": "Invalid page." }), "{path} page {page}");
        }
    }
    platform.stop().await;
}
