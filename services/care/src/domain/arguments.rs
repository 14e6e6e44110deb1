//! The parameters of a request, as forms have them: text by name.

use std::collections::BTreeMap;
use std::fmt;

use resources::{Attribute, Kind, Resource};
use serde_json::{Map, Value};
use web::FieldErrors;

/// What is said of one parameter.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Given {
    /// That it is null, which no form can say.
    Null,
    /// Values, in order; one at least.
    Values(Vec<String>),
}

/// Parameters by name. A name that comes several times has several values;
/// members of an object are named with a dot: `invoice_address.postcode`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Arguments(BTreeMap<String, Given>);

impl Arguments {
    /// Those of a form or a query, in its order.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut arguments = Self::default();
        for (name, value) in pairs {
            arguments.push(name, value);
        }
        arguments
    }

    /// The same of what is written down.
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Self::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    /// Those of a JSON object about a resource. What the resource does not know
    /// is left out, as it is of a form.
    pub(crate) fn of_json(
        resource: &Resource,
        object: Map<String, Value>,
    ) -> Result<Self, FieldErrors> {
        let (mut arguments, mut errors) = (Self::default(), FieldErrors::new());
        for (name, value) in object {
            let Some(attribute) = resource.attribute(&name) else { continue };
            if let Err(message) = arguments.take(attribute, value) {
                errors.entry(name).or_default().push(message.to_owned());
            }
        }
        if errors.is_empty() { Ok(arguments) } else { Err(errors) }
    }

    /// What is said of a parameter, if anything is.
    pub(crate) fn get(&self, name: &str) -> Option<&Given> {
        self.0.get(name)
    }

    /// The values of a parameter; none where nothing, or null, is said of it.
    pub(crate) fn values(&self, name: &str) -> &[String] {
        match self.0.get(name) {
            Some(Given::Values(values)) => values,
            _ => &[],
        }
    }

    /// What there is something said of.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn push(&mut self, name: String, value: String) {
        match self.0.entry(name).or_insert_with(|| Given::Values(Vec::new())) {
            Given::Values(values) => values.push(value),
            null @ Given::Null => *null = Given::Values(vec![value]),
        }
    }

    fn take(&mut self, attribute: &Attribute, value: Value) -> Result<(), &'static str> {
        let name = attribute.name;
        match (attribute.kind, value) {
            (_, Value::Null) => {
                self.0.insert(name.to_owned(), Given::Null);
            }
            (Kind::Address, Value::Object(members)) => {
                for (member, value) in members {
                    let name = format!("{name}.{member}");
                    if value.is_null() {
                        self.0.insert(name, Given::Null);
                    } else {
                        self.push(name, scalar(value)?);
                    }
                }
            }
            (Kind::Address, _) => return Err("An object is wanted."),
            (kind, Value::Array(values)) if kind.is_list() => {
                let values = values.into_iter().map(scalar).collect::<Result<Vec<_>, _>>()?;
                let given = if values.is_empty() { Given::Null } else { Given::Values(values) };
                self.0.insert(name.to_owned(), given);
            }
            (_, value) => self.push(name.to_owned(), scalar(value)?),
        }
        Ok(())
    }
}

impl fmt::Debug for Arguments {
    /// What they are about, and no more: they are about people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// The text for a value, as a form would have it.
fn scalar(value: Value) -> Result<String, &'static str> {
    match value {
        Value::String(text) => Ok(text),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null => Err("Null is not wanted here."),
        Value::Array(_) => Err("A single value is wanted, not an array."),
        Value::Object(_) => Err("A single value is wanted, not an object."),
    }
}

#[cfg(test)]
mod tests {
    use resources::{CARE_ENQUIRIES, LOCATIONS};
    use serde_json::json;

    use super::*;

    fn json(resource: &Resource, value: Value) -> Result<Arguments, FieldErrors> {
        let Value::Object(object) = value else { panic!("{value}") };
        Arguments::of_json(resource, object)
    }

    #[test]
    fn a_name_that_is_repeated_has_several_values() {
        let arguments = Arguments::of(&[("a", "1"), ("b", ""), ("a", "2\r\n")]);
        assert_eq!(arguments.values("a"), ["1", "2\r\n"]);
        assert_eq!(arguments.values("b"), [""]);
        assert!(arguments.get("c").is_none());
        assert_eq!(format!("{arguments:?}"), r#"{"a", "b"}"#);
    }

    #[test]
    fn json_says_what_a_form_would() {
        let told = json(
            &CARE_ENQUIRIES,
            json!({
                "first_name": "Zoë", "dementia": true, "age": 81, "genders": ["female", "male"],
                "notes": "unknown", "enquiry_type": { "x": 1 },
            }),
        );
        let expected = Arguments::of(&[
            ("first_name", "Zoë"),
            ("dementia", "true"),
            ("age", "81"),
            ("genders", "female"),
            ("genders", "male"),
        ]);
        assert_eq!(told.unwrap(), expected);
        let told = json(&CARE_ENQUIRIES, json!({ "genders": [], "email": null })).unwrap();
        assert!(matches!(told.get("genders"), Some(Given::Null)));
        assert!(matches!(told.get("email"), Some(Given::Null)));
    }

    #[test]
    fn members_of_an_object_have_a_dot() {
        let address = json!({ "invoice_address": { "postcode": "LS1 4AP", "town": null } });
        let told = json(&LOCATIONS, address).unwrap();
        assert_eq!(told.values("invoice_address.postcode"), ["LS1 4AP"]);
        assert!(matches!(told.get("invoice_address.town"), Some(Given::Null)));
    }

    #[test]
    fn what_has_the_wrong_shape_is_named() {
        for (body, name) in [
            (json!({ "first_name": ["a"] }), "first_name"),
            (json!({ "first_name": {} }), "first_name"),
            (json!({ "genders": [["male"]] }), "genders"),
            (json!({ "genders": [null] }), "genders"),
        ] {
            let errors = json(&CARE_ENQUIRIES, body).unwrap_err();
            assert_eq!(errors.into_keys().collect::<Vec<_>>(), [name]);
        }
        let errors = json(&LOCATIONS, json!({ "invoice_address": "Leeds" })).unwrap_err();
        assert!(errors.contains_key("invoice_address"));
    }
}
