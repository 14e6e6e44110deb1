//! The document of all routes, as the gateway merges it.

use access::Access;

use super::*;

fn document() -> Value {
    serde_json::to_value(crate::api::routes(&Access::closed()).openapi("care")).unwrap()
}

/// Looks at every object of a document, with where it is.
fn walk(value: &Value, place: &str, look: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            look(place, value);
            for (name, member) in members {
                walk(member, &format!("{place}/{}", name.replace('/', "~1")), look);
            }
        }
        Value::Array(values) => {
            for value in values {
                walk(value, place, look);
            }
        }
        _ => {}
    }
}

/// Every operation on resources, with its path.
fn operations(document: &Value) -> Vec<(&str, &Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        if !path.starts_with("/api/v1/audit/") {
            operations.extend(item.as_object().unwrap().values().map(|own| (path.as_str(), own)));
        }
    }
    operations
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = document();
    let mut led = 0;
    walk(&document, "", &mut |place: &str, object: &Value| {
        let Some(reference) = object.get("$ref").and_then(Value::as_str) else { return };
        let target = reference.strip_prefix('#').and_then(|target| document.pointer(target));
        assert!(target.is_some(), "{place}: {reference}");
        led += 1;
    });
    assert!(led > 100, "{led}");
}

#[tokio::test]
async fn schemas_agree_with_themselves() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().unwrap().iter();
    for (name, schema) in schemas.filter(|(name, _)| name.starts_with("care.")) {
        walk(schema, name, &mut agrees);
    }
}

fn agrees(place: &str, schema: &Value) {
    // A property may be called as a keyword is.
    if place.ends_with("/properties") {
        return;
    }
    let members = schema.get("properties").and_then(Value::as_object);
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str().unwrap();
        assert!(members.is_some_and(|members| members.contains_key(name)), "{place} {name}");
    }
    let Some(words) = schema.get("enum").and_then(Value::as_array) else { return };
    assert_eq!(types(schema).contains(&"null"), words.contains(&Value::Null), "{place}");
    let unique: BTreeSet<String> = words.iter().map(Value::to_string).collect();
    assert_eq!(unique.len(), words.len(), "{place}");
    if let Some(default) = schema.get("default") {
        assert!(words.contains(default), "{place}");
    }
}

#[tokio::test]
async fn every_operation_has_a_name_and_the_parameters_of_its_path() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for (path, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap();
        assert!(names.insert(name), "{name}");
        assert!(path.starts_with("/api/v1/"), "{path} {name}");
        assert!(operation["summary"].is_string() && operation["description"].is_string());
        assert_eq!(operation["tags"], json!(["care"]));
        let none = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&none);
        let places: BTreeSet<(&str, &str)> = parameters
            .iter()
            .map(|own| (own["in"].as_str().unwrap(), own["name"].as_str().unwrap()))
            .collect();
        assert_eq!(places.len(), parameters.len(), "{name}");
        assert!(parameters.iter().all(|own| own["schema"].is_object()), "{name}");
        assert_eq!(places.contains(&("path", "id")), path.ends_with("/{id}"), "{path} {name}");
        assert_eq!(path.matches('{').count(), usize::from(path.ends_with("/{id}")), "{path}");
    }
    for name in ["list_users", "retrieve_service_user", "create_group_by_post"] {
        assert!(names.contains(name), "{name}");
    }
    assert!(!names.contains("create_user"));
}

#[tokio::test]
async fn success_is_200_and_nothing_else() {
    let document = document();
    for (path, operation) in operations(&document) {
        let responses = operation["responses"].as_object().unwrap();
        let successes: Vec<&str> =
            responses.keys().map(String::as_str).filter(|status| status < &"400").collect();
        assert_eq!(successes, ["200"], "{path}");
        for (status, response) in responses {
            let (name, shape) = (&operation["operationId"], response["content"].as_object());
            assert!(shape.unwrap().keys().eq(["application/json"]), "{name} {status}");
            assert_ne!(response["description"].as_str().unwrap_or_default(), "", "{name} {status}");
            let schema = &response["content"]["application/json"]["schema"];
            let is_hint = schema["$ref"] == "#/components/schemas/web.Hint";
            assert_eq!(is_hint, status != "200", "{name} {status}");
        }
        for status in ["200", "403", "429"] {
            let limits = responses[status]["headers"].as_object().unwrap();
            assert!(limits.keys().eq([
                "X-CareHQ-RateLimit-Limit",
                "X-CareHQ-RateLimit-Remaining",
                "X-CareHQ-RateLimit-Reset",
            ]));
        }
    }
}
