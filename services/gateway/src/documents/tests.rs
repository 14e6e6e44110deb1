use super::*;

fn site() -> Site {
    Site { public_url: "https://almanac.test".parse().unwrap(), trusted_proxies: Vec::new() }
}

#[test]
fn the_merged_document_is_kept_until_a_part_of_it_changes() {
    let document = |path: &str| json!({ "openapi": "3.1.0", "paths": { path: { "get": {} } } });
    let mut held = Held::default();
    let mut merge = |rota: Value| {
        let parts = vec![
            held.see(Service::Reference, document("/api/v1/practices/")),
            held.see(Service::Rota, rota),
        ];
        held.merged_of(&parts).unwrap_or_else(|| {
            let all = ["reference", "rota"].into_iter().zip(parts.clone()).collect();
            let merged = Arc::new(Merged::of(all, &site()).unwrap());
            held.merged = Some((parts, Arc::clone(&merged)));
            merged
        })
    };
    let first = merge(document("/api/v1/shifts/"));
    assert!(Arc::ptr_eq(&first, &merge(document("/api/v1/shifts/"))));
    let second = merge(document("/api/v1/clinicians/"));
    assert!(!Arc::ptr_eq(&first, &second));
    assert!(second.document["paths"].get("/api/v1/clinicians/").is_some());
    assert!(second.document["paths"].get("/api/v1/shifts/").is_none());
    assert_eq!(serde_json::from_slice::<Value>(&second.json).unwrap(), second.document);
    assert!(held.merged_of(&[]).is_none());
}

#[test]
fn the_index_follows_from_the_document() {
    let site = site();
    let document = json!({
        "paths": {
            "/api/v1/practices/": { "get": {} },
            "/api/v1/qof/years/": { "get": {} },
            "/api/v1/practices/{ods_code}/population/": { "get": {} },
            "/api/v1/things/": { "post": {} },
            "/api/v1/clinicians/": { "get": {}, "post": {} },
            "/api/clinicians/": { "get": {}, "post": {} },
            "/api/v1/datasets/": { "get": {}, "post": {} },
            "/api/v1/datasets/available-tags/": { "get": {} },
            "/api/v1/datasets/{key}/": { "get": {}, "patch": {} },
            "/api/datasets/": { "get": {}, "post": {} },
            "/api/v1/releases/items": { "get": {} },
            "/api/v1/releases/items/{item}/releases": { "get": {}, "post": {} },
            "/api/v1/releases/keys/{key}/items": { "get": {} },
            "/trud/api/v1/keys/{key}/items/{item}/releases": { "get": {} },
            "/v1/care-enquiries": { "get": {}, "put": {} },
            "/api/v1/care-enquiries": { "get": {}, "put": {} },
            "/api/v1/care-enquiries/{id}": { "get": {}, "patch": {} },
            "/leave-booking/calendar-data/": { "get": {} },
            "/api/token": { "post": {} },
        },
        "components": { "securitySchemes": { "bearerKey": { "description": "Say so." } } },
    });
    let expected = json!({
        "care-enquiries": "https://almanac.test/api/v1/care-enquiries",
        "clinicians": "https://almanac.test/api/v1/clinicians/",
        "datasets": "https://almanac.test/api/v1/datasets/",
        "datasets/available-tags": "https://almanac.test/api/v1/datasets/available-tags/",
        "practices": "https://almanac.test/api/v1/practices/",
        "qof/years": "https://almanac.test/api/v1/qof/years/",
        "releases/items": "https://almanac.test/api/v1/releases/items",
    });
    assert_eq!(json!(endpoints(&document, &site)), expected);
    assert_eq!(json!(authentication(&document)), json!({ "bearerKey": "Say so." }));
}
