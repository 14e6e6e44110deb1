//! No way in is left open: every operation that any service has, and every page.

use std::collections::BTreeSet;

use almanac::Service;
use end_to_end::{Platform, client, header};
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// Operations that strangers may call, and what they are told who send nothing.
const PUBLIC: [(&str, u16); 6] = [
    // The ways to show who you are. The first two want a CSRF token before anything else.
    ("POST /accounts/login/", 403),
    ("POST /accounts/logout/", 403),
    ("GET /accounts/csrf/", 204),
    ("POST /api/token", 400),
    ("POST /api/token/refresh", 400),
    // Public keys.
    ("GET /.well-known/jwks.json", 200),
];

/// What strangers may ask of published datasets, none of which has the key `key`.
const PUBLIC_OF_DATASETS: [(&str, u16); 9] = [
    ("available-tags/", 200),
    ("{key}/", 404),
    ("{key}/versions/", 404),
    ("{key}/versions/{version}/", 404),
    ("{key}/versions/{version}/changes/", 404),
    ("{key}/code-system/", 404),
    ("{key}/value-set/", 404),
    ("{key}/versions/{version}/code-system/", 404),
    ("{key}/versions/{version}/value-set/", 404),
];

/// All of these operations, with and without a version in the address.
fn public() -> Vec<(String, u16)> {
    let of_datasets = ["/api/v1", "/api"].into_iter().flat_map(|prefix| {
        PUBLIC_OF_DATASETS.map(|(path, status)| (format!("GET {prefix}/datasets/{path}"), status))
    });
    let others = PUBLIC.map(|(name, status)| (name.to_owned(), status));
    others.into_iter().chain(of_datasets).collect()
}

/// What strangers are told of releases where that is not that their key is
/// missing: a word in the address that is none is wrong, and of files nobody
/// learns whether they are there.
fn told_of_releases(name: &str) -> Option<u16> {
    let (_, path) = name.split_once(' ')?;
    let roots = ["/trud/", "/download/", "/api/v1/releases/"];
    if !roots.iter().any(|root| path.starts_with(root)) {
        return None;
    }
    let files = ["/content/", "/public-keys/"];
    if files.iter().any(|files| path.contains(files)) {
        return Some(404);
    }
    path.contains("/keys/{key}/").then_some(400)
}

/// Pages that strangers may open.
const PUBLIC_PAGES: [(&str, u16); 12] = [
    ("GET /accounts/login/", 200),
    ("GET /accounts/logout/", 200),
    ("GET /datasets/lists/{key}/", 404),
    ("GET /datasets/lists/{key}/versions/", 404),
    ("GET /datasets/lists/{key}/versions/{version}/", 404),
    ("GET /datasets/lists/{key}/versions/{version}/changes/", 404),
    ("GET /datasets/files/{key}/csv/", 404),
    ("GET /releases/", 200),
    ("GET /releases/items/{item}/", 404),
    ("GET /releases/signing-keys/", 200),
    ("GET /releases/signing-keys/{file}", 404),
    ("GET /releases/static/publish.js", 200),
];

/// What `WWW-Authenticate` says, by scheme.
const CHALLENGES: [(&str, &str); 5] = [
    ("bearerKey", "Bearer"),
    ("session", "Session realm=\"api\""),
    ("token", "Bearer realm=\"api\""),
    ("releaseKey", "Bearer realm=\"releases\""),
    ("signature", "CareHQ"),
];

async fn call(platform: &Platform, name: &str) -> Response {
    let (method, path) = name.split_once(' ').unwrap();
    let method: Method = method.parse().unwrap();
    // Any id will do: who calls is asked before what for.
    let path = path.replace(['{', '}'], "");
    client().request(method, format!("{}{path}", platform.url())).send().await.unwrap()
}

/// The operations of a document, by method and path.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, own)| (format!("{} {path}", method.to_uppercase()), own))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_turned_away_from_every_operation() {
    let platform = Platform::start().await;
    let document: Value = platform.get("/api/schema/").await.json().await.unwrap();
    let (operations, public_ones) = (operations(&document), public());
    let mut hidden = 0;
    for (name, operation) in &operations {
        assert!(operation["x-permission"].is_string(), "{name}: permission");
        assert!(operation["x-throttle-tier"].is_string(), "{name}: tier");
        let security = operation["security"].as_array().unwrap();
        let open = security.is_empty() || security.contains(&json!({}));
        let public = public_ones.iter().find(|(public, _)| public == name);
        assert_eq!(open, public.is_some(), "{name}: public operations are listed, and they alone");
        let answer = call(&platform, name).await;
        match public {
            Some((_, status)) => assert_eq!(answer.status(), *status, "{name}"),
            None if told_of_releases(name).is_some() => {
                assert_eq!(Some(answer.status().as_u16()), told_of_releases(name), "{name}");
                assert_eq!(header(&answer, "content-type"), Some("application/json"), "{name}");
                hidden += 1;
            }
            None => {
                assert_eq!(answer.status(), 401, "{name}");
                let scheme = security[0].as_object().unwrap().keys().next().unwrap();
                let (_, challenge) = CHALLENGES.iter().find(|(known, _)| known == scheme).unwrap();
                assert_eq!(header(&answer, "www-authenticate"), Some(*challenge), "{name}");
                assert_eq!(header(&answer, "content-type"), Some("application/json"), "{name}");
            }
        }
    }
    assert!(hidden > 0, "there are releases");
    for (name, _) in public_ones {
        assert!(operations.iter().any(|(known, _)| *known == name), "{name} is gone");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_merged_document_leaves_no_operation_out() {
    let platform = Platform::start().await;
    let merged: Value = platform.get("/api/schema/").await.json().await.unwrap();
    let merged: BTreeSet<String> = operations(&merged).into_iter().map(|(name, _)| name).collect();
    let mut own = BTreeSet::new();
    for service in Service::ALL {
        let document = service.document().unwrap();
        own.extend(operations(&document).into_iter().map(|(name, _)| name));
    }
    assert!(!own.is_empty());
    assert_eq!(merged, own);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_sent_to_sign_in_from_every_page() {
    let platform = Platform::start().await;
    let pages: Vec<String> =
        Service::ALL.into_iter().flat_map(|service| service.routes().pages()).collect();
    assert!(pages.len() > PUBLIC_PAGES.len());
    for name in &pages {
        let answer = call(&platform, name).await;
        if let Some((_, status)) = PUBLIC_PAGES.iter().find(|(public, _)| public == name) {
            assert_eq!(answer.status(), *status, "{name}");
        } else if name.starts_with("GET ") {
            assert_eq!(answer.status(), 302, "{name}");
            let location = header(&answer, "location").unwrap();
            assert!(location.starts_with("/accounts/login/?next="), "{name}: {location}");
        } else {
            assert_eq!(answer.status(), 401, "{name}");
        }
    }
    for (name, _) in PUBLIC_PAGES {
        assert!(pages.iter().any(|page| page == name), "{name} is gone");
    }
    platform.stop().await;
}
