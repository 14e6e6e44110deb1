mod bodies;
mod lists;
mod whole;

use resources::{
    ABSENCES, ALL, ALWAYS_SORTED, CARE_ENQUIRIES, COMMENTS, GROUPS, HOME_VISITS, Kind, LOCATIONS,
    SERVICE_USERS, Settable,
};
use serde_json::{Value, json};

use super::*;

/// An operation as JSON.
fn told((operation, _): (Operation, Schemas)) -> Value {
    serde_json::to_value(operation).unwrap()
}

/// The schema that documents are told by, as JSON.
fn answered(resource: &Resource) -> Value {
    serde_json::to_value(schemas::document(resource).1).unwrap()
}

/// What a schema lets something be.
fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::Array(types) => types.iter().map(|own| own.as_str().unwrap()).collect(),
        own => vec![own.as_str().unwrap()],
    }
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag | Kind::Maybe => "boolean",
        Kind::Integer(..) => "integer",
        Kind::Number(..) => "number",
        Kind::Address => "object",
        kind if kind.is_list() => "array",
        _ => "string",
    }
}

#[test]
fn every_attribute_is_in_the_schema_of_its_document() {
    for resource in ALL {
        let schema = answered(resource);
        assert_eq!(schema["required"], json!(["_id"]), "{}", resource.name);
        let properties = schema["properties"].as_object().unwrap();
        assert!(properties.keys().eq(resource.attributes().map(|own| own.name)), "{properties:?}");
        for attribute in resource.attributes() {
            let (own, name) = (&properties[attribute.name], attribute.name);
            let is_there = attribute.required
                || ALWAYS_SORTED.contains(&name)
                || ["boolean", "array"].contains(&type_of(attribute.kind))
                    && !matches!(attribute.kind, Kind::Maybe);
            let mut expected = vec![type_of(attribute.kind)];
            expected.extend((!is_there).then_some("null"));
            assert_eq!(types(own), expected, "{}.{name}", resource.name);
            let is_kept = attribute.settable == Settable::Never;
            assert_eq!(own.get("readOnly"), is_kept.then_some(&json!(true)), "{name}");
            let about = own["description"].as_str().unwrap();
            assert!(about.starts_with(attribute.about), "{name}: {about}");
        }
    }
}

#[test]
fn enumerations_are_those_of_the_description() {
    let mut seen = 0;
    for resource in ALL {
        let schema = answered(resource);
        for attribute in resource.attributes() {
            let own = &schema["properties"][attribute.name];
            let (told, words) = match attribute.kind {
                Kind::Choice(words) => (&own["enum"], words),
                Kind::Choices(words) => (&own["items"]["enum"], words),
                _ => {
                    assert_eq!(own.get("enum"), None, "{}", attribute.name);
                    continue;
                }
            };
            let mut expected: Vec<Value> = words.iter().map(|word| json!(word)).collect();
            if types(own).contains(&"null") {
                expected.push(Value::Null);
            }
            assert_eq!(*told, json!(expected), "{}", attribute.name);
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn values_are_documented_as_they_are_told() {
    let (id, time) = ("^[0-9a-f]{24}$", "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$");
    let member = json!({ "type": ["string", "null"], "maxLength": 200 });
    for (resource, name, members) in [
        (&CARE_ENQUIRIES, "_id", json!({ "type": "string", "pattern": id, "readOnly": true })),
        (&CARE_ENQUIRIES, "created", json!({ "type": "string", "pattern": time })),
        (&CARE_ENQUIRIES, "dob", json!({ "type": ["string", "null"], "format": "date" })),
        (&CARE_ENQUIRIES, "email", json!({ "format": "email", "maxLength": 254 })),
        (&CARE_ENQUIRIES, "age", json!({ "minimum": 0, "maximum": 130 })),
        (&CARE_ENQUIRIES, "latitude", json!({ "minimum": -90, "maximum": 90 })),
        (&CARE_ENQUIRIES, "first_name", json!({ "type": "string", "maxLength": 200 })),
        (&CARE_ENQUIRIES, "dementia", json!({ "type": ["boolean", "null"] })),
        (&CARE_ENQUIRIES, "enquiring_for_self", json!({ "type": "boolean" })),
        (&CARE_ENQUIRIES, "location", json!({ "type": ["string", "null"], "pattern": id })),
        (
            &CARE_ENQUIRIES,
            "literature_sent",
            json!({ "items": { "type": "string", "pattern": id }, "readOnly": true }),
        ),
        (&GROUPS, "archived", json!({ "type": ["string", "null"], "pattern": time })),
        (&SERVICE_USERS, "email_invoices_to", json!({ "type": "array" })),
        (
            &LOCATIONS,
            "street_address",
            json!({ "type": ["object", "null"], "properties": {
                "address_1": member, "address_2": member, "town": member, "county": member,
                "postcode": member, "country": member,
            } }),
        ),
    ] {
        let schema = answered(resource);
        let own = schema["properties"][name].as_object().unwrap();
        for (member, expected) in members.as_object().unwrap() {
            assert_eq!(own.get(member), Some(expected), "{name}.{member}");
        }
    }
}

#[test]
fn references_say_what_they_refer_to() {
    for (resource, name, words) in [
        (&CARE_ENQUIRIES, "location", "An id of `locations`."),
        (&CARE_ENQUIRIES, "assigned_to", "An id of `users`."),
        (&CARE_ENQUIRIES, "sales_channel", "An id of `groups` of the type `sales_channel`."),
        (&LOCATIONS, "groups", "Ids of `groups` of the type `location_group`."),
        (&CARE_ENQUIRIES, "created", "In UTC."),
    ] {
        let schema = answered(resource);
        let about = schema["properties"][name]["description"].as_str().unwrap();
        assert!(about.ends_with(words), "{name}: {about}");
    }
}

#[test]
fn rules_are_told() {
    let words = |operation: Value| operation["description"].as_str().unwrap().to_owned();
    let made = words(told(create(&COMMENTS, &HttpMethod::Put)));
    assert!(made.ends_with("Exactly one of `care_enquiry`, `service_user` is given."), "{made}");
    for operation in [create(&ABSENCES, &HttpMethod::Put), update(&ABSENCES)] {
        let words = words(told(operation));
        assert!(words.ends_with("`ends` is not before `starts`."), "{words}");
    }
    for (resource, protected) in [(&GROUPS, true), (&LOCATIONS, false)] {
        for operation in [update(resource), delete(resource)] {
            let refused = told(operation)["responses"]["403"]["description"].to_string();
            assert_eq!(refused.contains("protected"), protected, "{refused}");
        }
    }
}

#[test]
fn what_is_deleted_takes_its_parts_along() {
    for (resource, words, is_held) in [
        (&CARE_ENQUIRIES, "goes with it: `comments`, `home-visits`.", false),
        (&SERVICE_USERS, "goes with it: `absences`, `comments`.", false),
        (&COMMENTS, "There is no way back.", false),
        (&HOME_VISITS, "There is no way back.", false),
        (
            &LOCATIONS,
            "refer to it: `absences`, `care-enquiries`, `comments`, `home-visits`, \
             `service-users`.",
            true,
        ),
    ] {
        let told = told(delete(resource));
        let description = told["description"].as_str().unwrap();
        assert!(description.ends_with(words), "{description}");
        assert_eq!(told["responses"].get("400").is_some(), is_held, "{}", resource.name);
    }
}
