//! What a request wants kept, checked as far as it can be without looking.

use chrono::{DateTime, Utc};
use resources::{Attribute, Initially, Resource, Rule, Settable};
use serde_json::{Map, Value, json};
use web::FieldErrors;

use super::times::time;
use super::values::{nothing, read};
use super::{Arguments, Document};

const REQUIRED: &str = "This is required.";

/// What is told to who would write of a person again where they were removed.
pub(crate) const ANONYMISED: &str = "This was anonymised.";

/// Values by attribute, as columns are filled from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Draft {
    /// What is kept.
    pub(crate) values: Map<String, Value>,
}

impl Draft {
    /// A new document: what is said of it, and words for what is not.
    pub(crate) fn new(
        resource: &'static Resource,
        arguments: &Arguments,
        now: DateTime<Utc>,
    ) -> Result<Self, FieldErrors> {
        let (mut draft, mut errors) = (Self::default(), FieldErrors::new());
        for attribute in resource.attributes.iter().filter(|own| own.settable != Settable::Never) {
            let said = read(attribute, arguments, now, &mut errors).filter(|said| !said.is_null());
            let value = said.or_else(|| initial(attribute));
            if attribute.required && value.is_none() {
                require(attribute, &mut errors);
            }
            if let Some(value) = value {
                draft.put(attribute, value);
            }
        }
        for rule in resource.rules {
            draft.check_one_of(rule, &mut errors);
        }
        if errors.is_empty() { Ok(draft) } else { Err(errors) }
    }

    /// A change of a document: what is said of it, and nothing else.
    pub(crate) fn change(
        resource: &'static Resource,
        arguments: &Arguments,
        now: DateTime<Utc>,
    ) -> Result<Self, FieldErrors> {
        let (mut draft, mut errors) = (Self::default(), FieldErrors::new());
        for attribute in resource.attributes.iter().filter(|own| own.settable == Settable::Always) {
            let Some(value) = read(attribute, arguments, now, &mut errors) else { continue };
            if attribute.required && value.is_null() {
                require(attribute, &mut errors);
            }
            draft.put(attribute, value);
        }
        if errors.is_empty() { Ok(draft) } else { Err(errors) }
    }

    /// What it says of an attribute, unless that is nothing.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    /// Fills the attribute; of an address the members that are told.
    pub(crate) fn put(&mut self, attribute: &Attribute, value: Value) {
        self.values.insert(attribute.name.to_owned(), value);
    }

    /// Joins the members of an address that are told with those that are kept.
    pub(crate) fn complete_addresses(&mut self, resource: &Resource, before: Option<&Document>) {
        for attribute in resource.attributes {
            let Value::Object(mut whole) = nothing(attribute.kind) else { continue };
            let Some(Value::Object(told)) = self.values.get_mut(attribute.name) else { continue };
            let kept = before.and_then(|before| before.get(attribute.name)?.as_object());
            whole.extend(kept.cloned().unwrap_or_default());
            whole.append(told);
            *told = whole;
        }
    }

    /// What is wrong with the document as it will be: `before` is how it was.
    pub(crate) fn check(
        &self,
        resource: &Resource,
        before: Option<&Document>,
    ) -> Result<(), FieldErrors> {
        let told = |name: &str| match self.values.get(name) {
            Some(said) => Some(said),
            None => before?.get(name),
        };
        let at = |name: &str| told(name)?.as_str().and_then(|text| time(text).ok());
        let mut errors = FieldErrors::new();
        let anonymised = before.is_some_and(is_anonymised);
        for own in resource.attributes.iter().filter(|own| anonymised && own.personal) {
            if self.values.contains_key(own.name) {
                errors.entry(own.name.to_owned()).or_default().push(ANONYMISED.to_owned());
            }
        }
        for rule in resource.rules {
            let Rule::Order(first, second) = rule else { continue };
            if let (Some(early), Some(late)) = (at(first), at(second))
                && late < early
            {
                let message = format!("This cannot be before {first}.");
                errors.entry((*second).to_owned()).or_default().push(message);
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Takes back that a document is done whose time is moved, unless it says
    /// whether it is: that follows anew from its time.
    pub(crate) fn reopen(&mut self, resource: &Resource, before: &Document) {
        for rule in resource.rules {
            let Rule::CompletesItself { after, marks, .. } = rule else { continue };
            let at = |value: Option<&Value>| value?.as_str().and_then(|text| time(text).ok());
            let moved = self.values.contains_key(*after)
                && at(self.values.get(*after)) != at(before.get(*after));
            if moved && !self.values.contains_key(*marks) {
                self.values.insert((*marks).to_owned(), Value::Null);
            }
        }
    }

    /// The ids it refers to by an attribute.
    pub(crate) fn ids(&self, attribute: &Attribute) -> Vec<&str> {
        match self.values.get(attribute.name) {
            Some(Value::String(id)) => vec![id],
            Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    fn check_one_of(&self, rule: &Rule, errors: &mut FieldErrors) {
        let Rule::OneOf(names) = rule else { return };
        let given = names.iter().filter(|name| self.get(name).is_some()).count();
        if given != 1 && !names.iter().any(|name| errors.contains_key(*name)) {
            let message = format!("Exactly one of {} is wanted.", names.join(" and "));
            for name in *names {
                errors.entry((*name).to_owned()).or_default().push(message.clone());
            }
        }
    }
}

/// Whether everything about a person was removed from a document.
pub(crate) fn is_anonymised(document: &Document) -> bool {
    document.get(Attribute::ANONYMIZED.name).is_some_and(|time| !time.is_null())
}

fn initial(attribute: &Attribute) -> Option<Value> {
    match attribute.initially {
        Initially::Word(word) => Some(json!(word)),
        Initially::Nothing if !attribute.required => match nothing(attribute.kind) {
            Value::Null => None,
            something => Some(something),
        },
        _ => None,
    }
}

fn require(attribute: &Attribute, errors: &mut FieldErrors) {
    // What is wrong with it has been told already.
    errors.entry(attribute.name.to_owned()).or_insert_with(|| vec![REQUIRED.to_owned()]);
}

#[cfg(test)]
mod tests {
    use resources::{ABSENCES, CARE_ENQUIRIES, COMMENTS, HOME_VISITS, LOCATIONS};

    use super::*;

    const ID: &str = "0123456789abcdef01234567";

    fn now() -> DateTime<Utc> {
        "2026-11-22T17:00:00Z".parse().unwrap()
    }

    fn names(errors: FieldErrors) -> Vec<String> {
        errors.into_keys().collect()
    }

    #[test]
    fn a_new_document_has_what_it_needs() {
        let arguments = Arguments::of(&[("first_name", " "), ("email", "?"), ("_id", ID)]);
        let errors = Draft::new(&CARE_ENQUIRIES, &arguments, now()).unwrap_err();
        let expected =
            ["email", "first_name", "funding_type", "last_name", "sales_channel", "service"];
        assert_eq!(names(errors), expected);
    }

    #[test]
    fn what_is_not_said_is_filled_in() {
        let arguments = Arguments::of(&[
            ("care_enquiry", ID),
            ("date_time", "2026-11-30 10:00:00"),
            ("created", "2020-01-01 00:00:00"),
            ("visit_type", ""),
        ]);
        let draft = Draft::new(&HOME_VISITS, &arguments, now()).unwrap();
        assert_eq!(draft.get("visit_type"), Some(&json!("in_person")));
        assert_eq!(draft.get("created"), None);
        let arguments = Arguments::of(&[("name", "Elm House"), ("invoice_address.town", "Leeds")]);
        let mut draft = Draft::new(&LOCATIONS, &arguments, now()).unwrap();
        draft.complete_addresses(&LOCATIONS, None);
        let address = json!({
            "address_1": null, "address_2": null, "town": "Leeds", "county": null,
            "postcode": null, "country": null,
        });
        assert_eq!(draft.get("invoice_address"), Some(&address));
    }

    #[test]
    fn a_change_is_what_is_said() {
        let arguments = Arguments::of(&[("comment", "Rang back."), ("care_enquiry", ID)]);
        let draft = Draft::change(&COMMENTS, &arguments, now()).unwrap();
        assert_eq!(draft.values, *json!({ "comment": "Rang back." }).as_object().unwrap());
        let errors = Draft::change(&COMMENTS, &Arguments::of(&[("comment", "")]), now());
        assert_eq!(names(errors.unwrap_err()), ["comment"]);
    }

    #[test]
    fn a_changed_address_keeps_its_other_members() {
        let before = json!({ "invoice_address": { "town": "Leeds", "county": "Yorkshire" } });
        let arguments = Arguments::of(&[("invoice_address.town", "York")]);
        let mut draft = Draft::change(&LOCATIONS, &arguments, now()).unwrap();
        draft.complete_addresses(&LOCATIONS, before.as_object());
        let address = draft.get("invoice_address").unwrap();
        assert_eq!((&address["town"], &address["county"]), (&json!("York"), &json!("Yorkshire")));
    }

    #[test]
    fn a_comment_has_one_subject() {
        for (pairs, good) in [
            (&[("comment", "x")][..], false),
            (&[("comment", "x"), ("care_enquiry", ID)], true),
            (&[("comment", "x"), ("service_user", ID)], true),
            (&[("comment", "x"), ("care_enquiry", ID), ("service_user", ID)], false),
        ] {
            let draft = Draft::new(&COMMENTS, &Arguments::of(pairs), now());
            assert_eq!(draft.is_ok(), good, "{pairs:?}");
            if let Err(errors) = draft {
                assert_eq!(names(errors), ["care_enquiry", "service_user"]);
            }
        }
    }

    #[test]
    fn nothing_ends_before_it_starts() {
        let (early, late) = ("2026-11-22 10:00:00", "2026-11-22 10:00:01");
        let before = json!({ "starts": early, "ends": late });
        for (said, good) in [
            (&[("starts", late)][..], true),
            (&[("starts", "2026-11-22 10:00:02")], false),
            (&[("ends", early)], true),
            (&[("ends", "2026-11-22 09:59:59")], false),
            (&[("starts", late), ("ends", early)], false),
            (&[("starts", "2026-12-01 10:00:00"), ("ends", "")], true),
            (&[("notes", "x")], true),
        ] {
            let draft = Draft::change(&ABSENCES, &Arguments::of(said), now()).unwrap();
            let told = draft.check(&ABSENCES, before.as_object());
            assert_eq!(told.is_ok(), good, "{said:?}");
            if let Err(errors) = told {
                assert_eq!(names(errors), ["ends"]);
            }
        }
    }

    #[test]
    fn nobody_is_written_of_again_where_they_were_removed() {
        let before = json!({ "anonymized": "2026-11-01 10:00:00" });
        for (said, expected) in [
            (&[("email", "jo@example.org"), ("service", "home_care")][..], &["email"][..]),
            (&[("service", "home_care")], &[]),
        ] {
            let draft = Draft::change(&CARE_ENQUIRIES, &Arguments::of(said), now()).unwrap();
            let told = draft.check(&CARE_ENQUIRIES, before.as_object());
            assert_eq!(told.map_or_else(names, |()| Vec::new()), expected, "{said:?}");
        }
    }

    #[test]
    fn a_visit_that_is_moved_is_not_over() {
        let before =
            json!({ "date_time": "2026-11-20 10:00:00", "completed": "2026-11-20 11:00:00" });
        for (said, reopened) in [
            (&[("date_time", "2026-11-30 10:00:00")][..], true),
            (&[("date_time", "2026-11-20 10:00:00")], false),
            (&[("date_time", "2026-11-30 10:00:00"), ("completed", "yes")], false),
            (&[("notes", "x")], false),
        ] {
            let mut draft = Draft::change(&HOME_VISITS, &Arguments::of(said), now()).unwrap();
            draft.reopen(&HOME_VISITS, before.as_object().unwrap());
            assert_eq!(draft.values.get("completed") == Some(&Value::Null), reopened, "{said:?}");
        }
    }
}
