//! What lists are asked for.

use std::collections::BTreeMap;

use resources::Test;

use super::*;
use crate::domain::{Arguments, Listing};

/// The parameters of a list, by name.
fn parameters(resource: &'static Resource) -> BTreeMap<String, Value> {
    let operation = told(list(resource));
    let parameters = operation["parameters"].as_array().unwrap().iter();
    let named = |own: &Value| (own["name"].as_str().unwrap().to_owned(), own.clone());
    parameters.map(named).collect()
}

fn reads(resource: &'static Resource, name: &str, value: &str) -> bool {
    Listing::read(resource, &Arguments::of(&[(name, value)])).is_ok()
}

#[test]
fn a_list_does_what_is_documented_where_nothing_is_told() {
    for resource in ALL {
        let parameters = parameters(resource);
        let default = |name: &str| parameters[name]["schema"]["default"].clone();
        let listing = Listing::read(resource, &Arguments::default()).unwrap();
        let attributes: Vec<&str> = listing.attributes.iter().map(|own| own.name).collect();
        let sorts: Vec<&str> = listing.sorts.iter().map(|own| own.attribute).collect();
        assert_eq!(default("attributes"), json!(attributes));
        assert_eq!(default("sort_by"), json!(sorts));
        assert!(listing.sorts.iter().all(|own| !own.descending));
        assert_eq!(default("page"), json!(listing.page));
        assert_eq!(default("per_page"), json!(listing.per_page));
    }
}

#[test]
fn pages_are_as_long_as_documented() {
    let parameters = parameters(&CARE_ENQUIRIES);
    for (name, least, most) in [("page", 1, None), ("per_page", 1, Some(100))] {
        let schema = &parameters[name]["schema"];
        assert_eq!((schema["type"].as_str(), &schema["minimum"]), (Some("integer"), &json!(least)));
        assert_eq!(schema.get("maximum").and_then(Value::as_i64), most);
        assert!(reads(&CARE_ENQUIRIES, name, &least.to_string()));
        assert!(!reads(&CARE_ENQUIRIES, name, &(least - 1).to_string()));
        if let Some(most) = most {
            assert!(reads(&CARE_ENQUIRIES, name, &most.to_string()));
            assert!(!reads(&CARE_ENQUIRIES, name, &(most + 1).to_string()));
        }
    }
}

#[test]
fn every_filter_is_documented_with_values_that_it_takes() {
    for resource in ALL {
        let parameters = parameters(resource);
        let mut expected: Vec<String> =
            resource.filters().map(|filter| format!("filters-{}", filter.name)).collect();
        expected.extend(["attributes", "page", "per_page", "sort_by"].map(str::to_owned));
        expected.sort();
        assert!(parameters.keys().eq(expected.iter()), "{expected:?}");
        for (name, parameter) in &parameters {
            assert_eq!(
                (&parameter["in"], &parameter["required"]),
                (&json!("query"), &json!(false))
            );
            let is_list = parameter["schema"]["type"] == "array";
            let style = is_list.then(|| json!("form"));
            assert_eq!(parameter.get("style"), style.as_ref(), "{name}");
            assert_eq!(parameter.get("explode"), is_list.then_some(&json!(true)), "{name}");
            let value = &parameter["schema"];
            let value = value.get("items").unwrap_or(value);
            for word in value["enum"].as_array().into_iter().flatten() {
                assert!(reads(resource, name, word.as_str().unwrap()), "{name}={word}");
            }
        }
    }
}

#[test]
fn a_filter_has_the_values_of_its_attribute() {
    let parameters = parameters(&CARE_ENQUIRIES);
    let funding = CARE_ENQUIRIES.attribute("funding_type").unwrap();
    let Kind::Choice(words) = funding.kind else { panic!() };
    let schema = |name: &str| parameters[name]["schema"].clone();
    assert_eq!(schema("filters-funding_types")["items"]["enum"], json!(words));
    assert_eq!(schema("filters-ids")["items"]["pattern"], "^[0-9a-f]{24}$");
    assert_eq!(schema("filters-locations")["items"]["pattern"], "^[0-9a-f]{24}$");
    assert!(schema("filters-created_after")["pattern"].is_string());
    let told = parameters["filters-q"]["description"].as_str().unwrap();
    assert!(told.ends_with("Looks at `first_name`, `last_name`, `email`, `phone`, `mobile`."));
    let absences = self::parameters(&ABSENCES);
    assert_eq!(absences["filters-start_date"]["schema"]["format"], "date");
}

#[test]
fn what_is_left_out_unless_told_is_documented() {
    for resource in ALL {
        let parameters = parameters(resource);
        for filter in resource.filters() {
            let schema = &parameters[&format!("filters-{}", filter.name)]["schema"];
            match filter.test {
                Test::Set { unless_told, .. } => {
                    assert_eq!(schema["default"], unless_told);
                    assert_eq!(schema["enum"], json!(["yes", "no", "unset", "both"]));
                }
                _ => assert_eq!(schema.get("default"), None, "{}", filter.name),
            }
        }
    }
    assert_eq!(parameters(&GROUPS)["filters-archived"]["schema"]["default"], "no");
}

#[test]
fn a_list_is_told_by_the_page() {
    let (operation, schemas) = list(&CARE_ENQUIRIES);
    let operation = serde_json::to_value(operation).unwrap();
    assert_eq!(operation["operationId"], "list_care_enquiries");
    assert_eq!(operation["summary"], "List care enquiries");
    let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(*answer, "#/components/schemas/care.CareEnquiryPage");
    let page = schemas.into_iter().find(|(name, _)| name == "care.CareEnquiryPage").unwrap().1;
    let page = serde_json::to_value(page).unwrap();
    let members = ["item_count", "items", "page", "page_count", "per_page"];
    assert_eq!(page["required"], json!(members));
    assert!(page["properties"].as_object().unwrap().keys().eq(members));
    let items = &page["properties"]["items"]["items"]["$ref"];
    assert_eq!(*items, "#/components/schemas/care.CareEnquiry");
}
