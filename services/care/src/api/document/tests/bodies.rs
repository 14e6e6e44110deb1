//! What is sent.

use chrono::Utc;
use resources::{Action, USERS};

use super::*;
use crate::domain::{Arguments, Draft};

fn of(resource: &Resource, creates: bool, form: bool) -> Value {
    serde_json::to_value(schemas::body(resource, Sent { creates, form }).1).unwrap()
}

fn names(members: &Value) -> Vec<&str> {
    members.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_body_has_what_its_sender_decides() {
    for resource in ALL {
        for (creates, form) in [(true, true), (true, false), (false, true), (false, false)] {
            let schema = of(resource, creates, form);
            let none = json!({});
            let told = names(schema.get("properties").unwrap_or(&none));
            let mut expected: Vec<String> = Vec::new();
            for attribute in resource.attributes {
                match (attribute.settable, attribute.kind) {
                    (Settable::Never, _) => {}
                    (Settable::Once, _) if !creates => {}
                    (_, Kind::Address) if form => {
                        let members =
                            ["address_1", "address_2", "country", "county", "postcode", "town"];
                        expected.extend(members.map(|own| format!("{}.{own}", attribute.name)));
                    }
                    _ => expected.push(attribute.name.to_owned()),
                }
            }
            assert_eq!(told, expected, "{}", resource.name);
        }
    }
    assert_eq!(of(&USERS, true, false).get("properties"), None);
}

#[test]
fn what_is_required_is_what_is_missed() {
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Create)) {
        let missed = Draft::new(resource, &Arguments::default(), Utc::now()).err();
        let mut missed: Vec<String> = missed.unwrap_or_default().into_keys().collect();
        // One of two is more than a schema says: the description tells of it.
        missed.retain(|name| resource.attribute(name).unwrap().required);
        for form in [true, false] {
            let required = of(resource, true, form).get("required").cloned();
            assert_eq!(required, Some(json!(missed)), "{}", resource.name);
            assert_eq!(of(resource, false, form).get("required"), None, "{}", resource.name);
        }
    }
    let enquiry = json!(["first_name", "funding_type", "last_name", "sales_channel", "service"]);
    assert_eq!(of(&CARE_ENQUIRIES, true, true)["required"], enquiry);
    assert_eq!(of(&HOME_VISITS, true, false)["required"], json!(["care_enquiry", "date_time"]));
}

#[test]
fn only_json_says_null() {
    for (resource, name, form, json) in [
        (&CARE_ENQUIRIES, "email", &["string"][..], &["string", "null"][..]),
        (&CARE_ENQUIRIES, "first_name", &["string"], &["string"]),
        (&CARE_ENQUIRIES, "funding_type", &["string"], &["string"]),
        (&CARE_ENQUIRIES, "dementia", &["boolean", "string"], &["boolean", "null"]),
        (&CARE_ENQUIRIES, "enquiring_for_self", &["boolean"], &["boolean"]),
        (&CARE_ENQUIRIES, "age", &["integer"], &["integer", "null"]),
        (&CARE_ENQUIRIES, "genders", &["array"], &["array"]),
        (&GROUPS, "archived", &["string", "boolean"], &["string", "boolean", "null"]),
    ] {
        for creates in [true, false] {
            for (is_form, expected) in [(true, form), (false, json)] {
                let schema = of(resource, creates, is_form);
                assert_eq!(types(&schema["properties"][name]), expected, "{name} {is_form}");
            }
        }
    }
    assert_eq!(
        types(&of(&LOCATIONS, true, false)["properties"]["street_address"]),
        ["object", "null"]
    );
    let host = of(&HOME_VISITS, true, false);
    let words = host["properties"]["host"]["enum"].as_array().unwrap();
    assert_eq!(words.last(), Some(&Value::Null));
    let host = of(&HOME_VISITS, true, true);
    let words = host["properties"]["host"]["enum"].as_array().unwrap();
    assert_eq!(words.last(), Some(&json!("other")));
}

#[test]
fn limits_are_told() {
    let enquiry = of(&CARE_ENQUIRIES, true, true);
    let of_enquiry = |name: &str, member: &str| enquiry["properties"][name][member].clone();
    assert_eq!(of_enquiry("first_name", "maxLength"), 200);
    assert_eq!(of_enquiry("first_name", "pattern"), r"\S");
    assert_eq!(of_enquiry("phone", "pattern"), Value::Null);
    assert_eq!(of_enquiry("genders", "maxItems"), 100);
    assert_eq!(of_enquiry("longitude", "minimum"), -180);
    assert_eq!(of_enquiry("dementia", "enum"), json!([true, false, "unknown"]));
    let location = of(&LOCATIONS, false, true);
    assert_eq!(location["properties"]["invoice_address.postcode"]["maxLength"], 200);
}

#[test]
fn what_is_filled_in_is_told_where_documents_are_made() {
    for (creates, default) in [(true, Some(&json!("in_person"))), (false, None)] {
        let visit = of(&HOME_VISITS, creates, false);
        assert_eq!(visit["properties"]["visit_type"].get("default"), default);
        let about = visit["properties"]["location"]["description"].as_str().unwrap();
        assert_eq!(about.ends_with("Unless told, as in what it is part of."), creates, "{about}");
        let location = of(&LOCATIONS, creates, false);
        let about = location["properties"]["street_address"]["description"].as_str().unwrap();
        assert_eq!(about.ends_with("stay as they are."), !creates, "{about}");
    }
}

#[test]
fn a_body_is_a_form_or_json() {
    for (operation, json, form) in [
        (create(&LOCATIONS, &HttpMethod::Put), "care.LocationInput", "care.LocationForm"),
        (create(&LOCATIONS, &HttpMethod::Post), "care.LocationInput", "care.LocationForm"),
        (update(&LOCATIONS), "care.LocationPatch", "care.LocationPatchForm"),
    ] {
        let operation = told(operation);
        let body = &operation["requestBody"];
        assert_eq!(body["required"], true);
        let content = body["content"].as_object().unwrap();
        assert!(content.keys().eq(["application/json", "application/x-www-form-urlencoded"]));
        for (media_type, name) in [("application/json", json), (FORM, form)] {
            let expected = format!("#/components/schemas/{name}");
            assert_eq!(content[media_type]["schema"]["$ref"], expected);
        }
        let repeated = json!({ "style": "form", "explode": true });
        let encoding = json!({ "groups": repeated, "services": repeated });
        assert_eq!(content[FORM]["encoding"], encoding);
    }
}

#[test]
fn both_methods_that_make_a_document_have_a_name() {
    let put = told(create(&CARE_ENQUIRIES, &HttpMethod::Put));
    let post = told(create(&CARE_ENQUIRIES, &HttpMethod::Post));
    assert_eq!(put["operationId"], "create_care_enquiry");
    assert_eq!(post["operationId"], "create_care_enquiry_by_post");
    assert_eq!(put["summary"], "Create a care enquiry");
    assert_eq!(told(create(&ABSENCES, &HttpMethod::Put))["summary"], "Create an absence");
}
