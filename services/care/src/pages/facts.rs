//! What is known of an enquiry, under headings.

use ::pages::{Moment, counted};
use chrono::NaiveDate;
use resources::{Attribute, CARE_ENQUIRIES, Kind};
use serde_json::Value;

use super::records::{At, Names};
use super::words::word;
use crate::domain::Document;

/// The headings of an enquiry, and what stands under each by attribute and label.
const SECTIONS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Who enquired",
        &[
            ("mobile", "Mobile"),
            ("phone", "Telephone"),
            ("email", "E-mail"),
            ("enquiring_for_self", "Enquiring for themselves"),
            ("used_service_before", "Cared for by you before"),
        ],
    ),
    (
        "What is looked for",
        &[
            ("service", "Service"),
            ("funding_type", "Funding"),
            ("location", "Location"),
            ("latitude", "Latitude"),
            ("longitude", "Longitude"),
            ("care_requirements", "Care needed"),
        ],
    ),
    (
        "Who needs care",
        &[
            ("dob", "Date of birth"),
            ("age", "Age"),
            ("genders", "Gender"),
            ("genders_other", "Gender, in their words"),
            ("dementia", "Lives with dementia"),
            ("dementia_challenging_behaviour", "Challenging behaviour"),
            ("dementia_prone_to_wander", "Prone to wander"),
        ],
    ),
    (
        "How it stands",
        &[
            ("created", "Came in"),
            ("sales_channel", "Sales channel"),
            ("assigned_to", "Looked after by"),
            ("last_interaction", "Last spoken to"),
            ("literature_sent", "Literature sent"),
            ("literature_downloaded", "Literature downloaded"),
            ("closing_notes", "Why it ended"),
            ("modified", "Last changed"),
        ],
    ),
];

/// The heading of what is told and has no place of its own.
const ELSE: &str = "Also known";

/// What is told in the heading of the page.
const IN_HEADING: [&str; 4] = ["_id", "anonymized", "first_name", "last_name"];

/// A heading and what is known under it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) heading: &'static str,
    pub(super) facts: Vec<(String, Fact)>,
}

/// Something that is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// As it was written, line by line.
    Text(String),
    /// When something was.
    Time(Moment),
    /// Where somebody is written to or called, and the address of that.
    Reach { told: String, link: String },
}

impl Fact {
    fn text(told: impl Into<String>) -> Self {
        Self::Text(told.into())
    }
}

/// Everything that is known of an enquiry; what is not is left out.
pub(super) fn sections(enquiry: &Document, names: &Names) -> Vec<Section> {
    let placed = SECTIONS.into_iter().map(|(heading, labels)| {
        let labels = labels.iter().map(|(name, label)| (*name, (*label).to_owned()));
        (heading, labels.collect::<Vec<_>>())
    });
    let others = CARE_ENQUIRIES.attributes().map(|attribute| attribute.name);
    let others = others.filter(|name| !is_placed(name)).map(|name| (name, word(name)));
    let sections = placed.chain([(ELSE, others.collect())]).map(|(heading, labels)| {
        let facts = labels.into_iter().filter_map(|(name, label)| {
            let attribute = CARE_ENQUIRIES.attribute(name)?;
            Some((label, fact(attribute, enquiry.get(name)?, names)?))
        });
        Section { heading, facts: facts.collect() }
    });
    sections.filter(|section| !section.facts.is_empty()).collect()
}

fn is_placed(name: &str) -> bool {
    let mut labels = SECTIONS.into_iter().flat_map(|(_, labels)| labels);
    IN_HEADING.contains(&name) || labels.any(|(placed, _)| *placed == name)
}

/// What a value says, in words; none where it says nothing.
fn fact(attribute: &Attribute, value: &Value, names: &Names) -> Option<Fact> {
    match (attribute.kind, value) {
        (Kind::Maybe, Value::Null) => Some(Fact::text("Not known")),
        (_, Value::Null) => None,
        (_, Value::Bool(true)) => Some(Fact::text("Yes")),
        (Kind::Maybe, Value::Bool(false)) => Some(Fact::text("No")),
        // A form that does not ask says the same as somebody who says no.
        (_, Value::Bool(false)) => Some(Fact::text("Not noted")),
        (_, Value::Number(number)) => Some(Fact::text(number.to_string())),
        (kind, Value::Array(values)) => several(kind, values),
        (kind, Value::String(text)) => one(attribute.name, kind, text, names),
        (_, Value::Object(_)) => None,
    }
}

fn several(kind: Kind, values: &[Value]) -> Option<Fact> {
    if values.is_empty() {
        return None;
    }
    let texts = values.iter().filter_map(Value::as_str);
    Some(Fact::text(match kind {
        Kind::Choices(_) => texts.map(word).collect::<Vec<_>>().join(", "),
        Kind::Emails => texts.collect::<Vec<_>>().join(", "),
        _ => counted(values.len(), "item"),
    }))
}

fn one(name: &str, kind: Kind, text: &str, names: &Names) -> Option<Fact> {
    let named = |otherwise: &str| {
        Fact::text(names.get(text).map_or_else(|| otherwise.to_owned(), Clone::clone))
    };
    Some(match kind {
        Kind::Choice(_) => Fact::text(word(text)),
        Kind::DateTime | Kind::Mark => Fact::Time(At::try_from(text.to_owned()).ok()?.into()),
        Kind::Date => Fact::text(day(text)),
        Kind::Email => reach(text, mail(text)),
        Kind::User => named("A user"),
        Kind::Reference(_) | Kind::Group(_) => named("Not known"),
        Kind::Text(_) if ["mobile", "phone"].contains(&name) => reach(text, telephone(text)),
        _ => Fact::text(text),
    })
}

fn reach(text: &str, link: Option<String>) -> Fact {
    let told = text.to_owned();
    match link {
        Some(link) => Fact::Reach { told, link },
        None => Fact::Text(told),
    }
}

/// Where somebody is written to; none where the address would have to be escaped.
fn mail(text: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"@.-_+".contains(&byte);
    text.bytes().all(plain).then(|| format!("mailto:{text}"))
}

/// Where somebody is called; none where there is no number.
fn telephone(text: &str) -> Option<String> {
    let only = |letter: char| letter.is_ascii_digit() || " +()-./".contains(letter);
    let plus = if text.trim_start().starts_with('+') { "+" } else { "" };
    // From abroad it is left out.
    let dialled = if plus.is_empty() { text.to_owned() } else { text.replace("(0)", "") };
    let digits: String = dialled.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty() && text.chars().all(only)).then(|| format!("tel:{plus}{digits}"))
}

/// `4 March 1941`.
fn day(text: &str) -> String {
    let day = text.parse::<NaiveDate>();
    day.map_or_else(|_| text.to_owned(), |day| day.format("%-d %B %Y").to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "0123456789abcdef01234567";

    fn told(enquiry: Value) -> Vec<Section> {
        let names = Names::from([(ID.to_owned(), "Elm House".to_owned())]);
        sections(enquiry.as_object().unwrap(), &names)
    }

    fn labels(section: &Section) -> Vec<&str> {
        section.facts.iter().map(|(label, _)| label.as_str()).collect()
    }

    #[test]
    fn every_attribute_is_told_somewhere() {
        for (_, labels) in SECTIONS {
            for (name, _) in labels {
                assert!(CARE_ENQUIRIES.attribute(name).is_some(), "{name}");
            }
        }
        let values = CARE_ENQUIRIES.attributes().map(|attribute| {
            let value = match attribute.kind {
                Kind::Flag | Kind::Maybe => json!(true),
                Kind::Integer(..) | Kind::Number(..) => json!(1),
                Kind::DateTime | Kind::Mark => json!("2026-11-22 17:05:06"),
                kind if kind.is_list() => json!(["x"]),
                _ => json!("x"),
            };
            (attribute.name.to_owned(), value)
        });
        let told = told(Value::Object(values.collect()));
        let count: usize = told.iter().map(|section| section.facts.len()).sum();
        assert_eq!(count, CARE_ENQUIRIES.attributes().count() - IN_HEADING.len());
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let told = told(json!({
            "email": null, "dementia": null, "genders": [], "service": "nursing_home",
            "funding_type": "local_authority_top_up", "location": ID,
        }));
        let headings: Vec<&str> = told.iter().map(|section| section.heading).collect();
        assert_eq!(headings, ["What is looked for", "Who needs care"]);
        assert_eq!(labels(&told[0]), ["Service", "Funding", "Location"]);
        let texts: Vec<&Fact> = told[0].facts.iter().map(|(_, fact)| fact).collect();
        let expected = ["Nursing home", "Local authority top-up", "Elm House"].map(Fact::text);
        assert_eq!(texts, expected.iter().collect::<Vec<_>>());
        assert_eq!(told[1].facts, [("Lives with dementia".to_owned(), Fact::text("Not known"))]);
    }

    #[test]
    fn values_are_told_by_their_kind() {
        for (name, value, expected) in [
            ("dementia", json!(false), Fact::text("No")),
            ("dementia_prone_to_wander", json!(false), Fact::text("Not noted")),
            ("dementia_prone_to_wander", json!(true), Fact::text("Yes")),
            ("age", json!(81), Fact::text("81")),
            ("latitude", json!(53.5), Fact::text("53.5")),
            ("dob", json!("1941-03-04"), Fact::text("4 March 1941")),
            ("genders", json!(["female", "non_binary"]), Fact::text("Female, Non-binary")),
            ("literature_sent", json!([ID]), Fact::text("1 item")),
            ("care_requirements", json!("a\nb"), Fact::text("a\nb")),
            ("assigned_to", json!("89abcdef0123456701234567"), Fact::text("A user")),
            ("location", json!("89abcdef0123456701234567"), Fact::text("Not known")),
        ] {
            let attribute = CARE_ENQUIRIES.attribute(name).unwrap();
            assert_eq!(fact(attribute, &value, &Names::new()), Some(expected), "{name}");
        }
        let created = CARE_ENQUIRIES.attribute("created").unwrap();
        let Some(Fact::Time(at)) = fact(created, &json!("2026-11-22 17:05:06"), &Names::new())
        else {
            panic!("no time")
        };
        assert_eq!(at.machine(), "2026-11-22T17:05:06Z");
    }

    #[test]
    fn people_are_reached_at_addresses_that_browsers_know() {
        for (text, expected) in [
            ("01632 960000", Some("tel:01632960000")),
            ("+44 (0)7700 900123", Some("tel:+447700900123")),
            ("(01632) 960-000", Some("tel:01632960000")),
            ("07700 900123 after six", None),
            ("none", None),
        ] {
            assert_eq!(telephone(text).as_deref(), expected, "{text}");
        }
        for (text, expected) in [
            ("jo.holt+care@example.org", Some("mailto:jo.holt+care@example.org")),
            ("a?bcc=b@example.org", None),
            ("a&b@example.org", None),
            ("zoë@example.org", None),
        ] {
            assert_eq!(mail(text).as_deref(), expected, "{text}");
        }
    }
}
