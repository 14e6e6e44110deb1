//! Datasets in the words of FHIR R4: a code system, and a value set of all its
//! codes (<https://hl7.org/fhir/R4/codesystem.html>,
//! <https://hl7.org/fhir/R4/valueset.html>).
//!
//! No text of FHIR has control characters but tab, carriage return and line
//! feed: the others are left out. A code has no blanks around it: they are left
//! out too, and so is an option whose code is then empty or that of one before
//! it. Several blanks inside a code are no more allowed there, but stay: they
//! may tell two codes apart.

use std::borrow::Cow;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::{Category, Options};

/// What a FHIR resource tells of a dataset beside its options.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// Its key.
    pub key: &'a str,
    /// Where its newest code system is.
    pub code_system: &'a str,
    /// Where its newest value set is.
    pub value_set: &'a str,
    /// The version it is of.
    pub version: i32,
    /// What it is called.
    pub name: &'a str,
    /// What it is; may be empty.
    pub description: &'a str,
    /// Where to read more; may be empty.
    pub reference_url: &'a str,
    /// Where it comes from.
    pub category: Category,
    /// Whether it is a custom version of a list of the NHS Data Dictionary.
    pub is_from_nhs_dd: bool,
    /// Whether everybody sees it.
    pub is_global: bool,
    /// The organisation it belongs to.
    pub publisher: Option<&'a str>,
    /// When it became what it is.
    pub date: DateTime<Utc>,
}

/// The codes of a dataset (FHIR R4 `CodeSystem`).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = datasets::CodeSystem)]
pub struct CodeSystem<'a> {
    #[schema(value_type = String, example = "CodeSystem")]
    resource_type: &'static str,
    #[serde(flatten)]
    #[schema(inline)]
    metadata: Metadata<'a>,
    case_sensitive: bool,
    #[schema(value_type = String, example = "complete")]
    content: &'static str,
    /// How many codes there are.
    count: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    concept: Vec<Concept<'a>>,
}

/// All codes of a dataset (FHIR R4 `ValueSet`).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = datasets::ValueSet)]
pub struct ValueSet<'a> {
    #[schema(value_type = String, example = "ValueSet")]
    resource_type: &'static str,
    #[serde(flatten)]
    #[schema(inline)]
    metadata: Metadata<'a>,
    compose: Compose<'a>,
}

/// What both kinds of resource tell.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = datasets::FhirMetadata)]
struct Metadata<'a> {
    #[schema(example = "main.specialty.code")]
    id: String,
    /// The same for all versions.
    #[schema(value_type = String)]
    url: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier<'a>>,
    #[schema(example = "7")]
    version: String,
    #[schema(example = "Main_specialty_code")]
    name: String,
    #[schema(value_type = String, example = "Main Specialty Code")]
    title: Cow<'a, str>,
    /// `active` where everybody sees the dataset, else `draft`.
    #[schema(value_type = String, example = "active")]
    status: &'static str,
    experimental: bool,
    date: DateTime<Utc>,
    /// The organisation that the dataset belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    publisher: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    description: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    copyright: Option<&'static str>,
}

/// The same thing elsewhere.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = datasets::FhirIdentifier)]
struct Identifier<'a> {
    #[schema(value_type = String, example = "urn:ietf:rfc:3986")]
    system: &'static str,
    #[schema(value_type = String)]
    value: &'a str,
}

/// What is in a value set.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = datasets::FhirCompose)]
struct Compose<'a> {
    include: Vec<Include<'a>>,
}

/// Codes of a code system.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = datasets::FhirInclude)]
struct Include<'a> {
    #[schema(value_type = String)]
    system: &'a str,
    version: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    concept: Vec<Concept<'a>>,
}

/// A code.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = datasets::FhirConcept)]
struct Concept<'a> {
    #[schema(value_type = String, example = "100")]
    code: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "General Surgery")]
    display: Option<Cow<'a, str>>,
}

/// Under what licence the NHS Data Dictionary is published, in the words that
/// the licence asks for
/// (<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>).
const COPYRIGHT: &str =
    "Contains public sector information licensed under the Open Government Licence v3.0";

/// Identifiers that are URLs (<https://hl7.org/fhir/R4/datatypes.html#Identifier>).
const URLS: &str = "urn:ietf:rfc:3986";

/// The code system of a dataset.
pub fn code_system<'a>(export: &Export<'a>, options: &'a Options) -> CodeSystem<'a> {
    let concept = concepts(options);
    CodeSystem {
        resource_type: "CodeSystem",
        metadata: metadata(export, export.code_system),
        case_sensitive: true,
        content: "complete",
        count: concept.len(),
        concept,
    }
}

/// The value set of a dataset.
pub fn value_set<'a>(export: &Export<'a>, options: &'a Options) -> ValueSet<'a> {
    let include = Include {
        system: export.code_system,
        version: export.version.to_string(),
        concept: concepts(options),
    };
    ValueSet {
        resource_type: "ValueSet",
        metadata: metadata(export, export.value_set),
        compose: Compose { include: vec![include] },
    }
}

fn metadata<'a>(export: &Export<'a>, url: &'a str) -> Metadata<'a> {
    let is_nhs = export.category == Category::NhsDd;
    let source = Some(export.reference_url).filter(|url| is_nhs && !url.is_empty());
    Metadata {
        id: id(export.key),
        url,
        identifier: source.map(|value| Identifier { system: URLS, value }).into_iter().collect(),
        version: export.version.to_string(),
        name: name(export.key),
        title: said(export.name).unwrap_or(Cow::Borrowed(export.key)),
        status: if export.is_global { "active" } else { "draft" },
        experimental: false,
        date: export.date,
        publisher: export.publisher.and_then(said),
        description: said(export.description),
        copyright: (is_nhs || export.is_from_nhs_dd).then_some(COPYRIGHT),
    }
}

fn concepts(options: &Options) -> Vec<Concept<'_>> {
    let mut seen = HashSet::with_capacity(options.len());
    let legal = options.iter().map(|(code, text)| (legal_code(code), text));
    legal
        .filter(|(code, _)| !code.is_empty() && seen.insert(code.clone()))
        .map(|(code, text)| Concept { code, display: said(text) })
        .collect()
}

/// The blanks of FHIR.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

fn legal(text: &str) -> Cow<'_, str> {
    let is_illegal = |letter: char| letter < ' ' && !BLANKS.contains(&letter);
    if text.contains(is_illegal) {
        Cow::Owned(text.replace(is_illegal, ""))
    } else {
        Cow::Borrowed(text)
    }
}

fn legal_code(code: &str) -> Cow<'_, str> {
    match legal(code) {
        Cow::Borrowed(code) => Cow::Borrowed(code.trim_matches(BLANKS)),
        Cow::Owned(code) => Cow::Owned(code.trim_matches(BLANKS).to_owned()),
    }
}

/// No text of FHIR is empty.
fn said(text: &str) -> Option<Cow<'_, str>> {
    Some(legal(text)).filter(|text| !text.trim().is_empty())
}

/// The longest id of FHIR.
const LONGEST_ID: usize = 64;

/// So many digits tell two long keys apart.
const DIGITS: usize = 16;

/// An id of FHIR for a key: letters, digits, hyphens and dots, 64 at most. No
/// key has a dot, so that keys of up to 64 characters have ids of their own.
fn id(key: &str) -> String {
    let id = key.replace('_', ".");
    if id.len() <= LONGEST_ID {
        return id;
    }
    let start: String = id.chars().take(LONGEST_ID - DIGITS - 1).collect();
    let hash: String = hex::encode(Sha256::digest(key)).chars().take(DIGITS).collect();
    format!("{start}-{hash}")
}

/// A name for programs: a capital, then letters, digits and underscores.
fn name(key: &str) -> String {
    let key = key.replace('-', "_");
    let mut letters = key.chars();
    match letters.next() {
        Some(first) if first.is_ascii_lowercase() => {
            format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
        }
        _ => format!("Dataset_{key}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn export() -> Export<'static> {
        Export {
            key: "our_list",
            code_system: "https://almanac.test/code-system/",
            value_set: "https://almanac.test/value-set/",
            version: 7,
            name: "Our list",
            description: "",
            reference_url: "https://ours.test/",
            category: Category::UserCreated,
            is_from_nhs_dd: false,
            is_global: false,
            publisher: Some("Ours"),
            date: "2026-11-22T10:00:00.5Z".parse().unwrap(),
        }
    }

    fn options(pairs: &[(&str, &str)]) -> Options {
        pairs.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_private_list_is_a_draft() {
        let options = options(&[("b", "B"), (" a ", " "), (" ", "blank"), ("b ", "again")]);
        let told = json!(code_system(&export(), &options));
        let concept = json!([{ "code": "b", "display": "B" }, { "code": "a" }]);
        let expected = json!({
            "resourceType": "CodeSystem",
            "id": "our.list",
            "url": "https://almanac.test/code-system/",
            "version": "7",
            "name": "Our_list",
            "title": "Our list",
            "status": "draft",
            "experimental": false,
            "date": "2026-11-22T10:00:00.500Z",
            "publisher": "Ours",
            "caseSensitive": true,
            "content": "complete",
            "count": 2,
            "concept": concept,
        });
        assert_eq!(told, expected);
        let told = json!(value_set(&export(), &options));
        assert_eq!(told["resourceType"], "ValueSet");
        assert_eq!(told["url"], "https://almanac.test/value-set/");
        let include = json!([
            { "system": "https://almanac.test/code-system/", "version": "7", "concept": concept },
        ]);
        assert_eq!(told["compose"], json!({ "include": include }));
    }

    #[test]
    fn what_fhir_allows_in_no_text_is_left_out() {
        let export = Export {
            name: "Our\u{1} list\u{1f}",
            description: "One\r\n\ttwo\u{b}",
            publisher: Some("\u{2}"),
            ..export()
        };
        let options = options(&[
            ("\u{1} a\u{b}b \u{c}", "A\u{7}\tB\n"),
            ("ab", "again"),
            ("\t\u{1}\r\n", "nothing"),
            ("\u{a0}c\u{a0}", "\u{1b}"),
        ]);
        let told = json!(code_system(&export, &options));
        let concept = json!([
            { "code": "ab", "display": "A\tB\n" },
            { "code": "\u{a0}c\u{a0}" },
        ]);
        assert_eq!(told["concept"], concept);
        assert_eq!([&told["title"], &told["description"]], ["Our list", "One\r\n\ttwo"]);
        assert_eq!(told.get("publisher"), None);
        let unnamed = Export { name: "\u{1}", ..export };
        assert_eq!(json!(code_system(&unnamed, &options))["title"], "our_list");
    }

    #[test]
    fn lists_of_the_nhs_say_where_they_are_from() {
        let export = Export {
            category: Category::NhsDd,
            is_global: true,
            description: "NHS Data Dictionary - Our list",
            publisher: None,
            ..export()
        };
        let options = Options::default();
        for told in [json!(code_system(&export, &options)), json!(value_set(&export, &options))] {
            assert_eq!(told["status"], "active");
            assert_eq!(told["description"], "NHS Data Dictionary - Our list");
            let identifier = json!([{ "system": URLS, "value": "https://ours.test/" }]);
            assert_eq!(told["identifier"], identifier);
            assert_eq!(told["copyright"], COPYRIGHT);
            assert_eq!(told.get("publisher"), None);
        }
        let told = json!(code_system(&export, &options));
        assert_eq!((&told["count"], told.get("concept")), (&json!(0), None::<&Value>));
        let told = json!(value_set(&export, &options));
        assert_eq!(told["compose"]["include"][0].get("concept"), None);
        let unnamed = Export { reference_url: "", ..export };
        assert_eq!(json!(code_system(&unnamed, &options)).get("identifier"), None);
    }

    #[test]
    fn custom_versions_keep_the_copyright() {
        let custom = Export { is_from_nhs_dd: true, ..export() };
        for (export, expected) in [(custom, Some(&json!(COPYRIGHT))), (export(), None)] {
            let told = json!(value_set(&export, &Options::default()));
            assert_eq!(told.get("copyright"), expected);
            assert_eq!(told.get("identifier"), None);
        }
    }

    #[test]
    fn keys_have_ids_and_names() {
        for (key, expected_id, expected_name) in [
            ("main_specialty_code", "main.specialty.code", "Main_specialty_code"),
            ("out-patient_x", "out-patient.x", "Out_patient_x"),
            ("7up", "7up", "Dataset_7up"),
            ("_custom_5", ".custom.5", "Dataset__custom_5"),
            ("-", "-", "Dataset__"),
        ] {
            assert_eq!((id(key), name(key)), (expected_id.to_owned(), expected_name.to_owned()));
        }
        let (short, long) = ("a".repeat(LONGEST_ID), "a".repeat(LONGEST_ID + 1));
        assert_eq!(id(&short), short);
        assert_eq!(id(&long).len(), LONGEST_ID);
        assert_ne!(id(&long), id(&"a".repeat(LONGEST_ID + 2)));
    }

    proptest! {
        #[test]
        fn every_key_has_a_legal_id_and_name(key in "[a-z0-9_-]{1,100}") {
            let (id, name) = (id(&key), name(&key));
            prop_assert!((1..=LONGEST_ID).contains(&id.len()));
            prop_assert!(id.chars().all(|one| one.is_ascii_alphanumeric() || "-.".contains(one)));
            prop_assert!(name.starts_with(|first: char| first.is_ascii_uppercase()));
            prop_assert!(name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_'));
            prop_assert!(name.len() <= 255);
        }

        #[test]
        fn short_keys_have_ids_of_their_own(one in "[a_-]{1,4}", other in "[a_-]{1,4}") {
            prop_assert_eq!(id(&one) == id(&other), one == other);
        }

        #[test]
        fn no_code_is_told_twice(codes in prop::collection::vec("[ab ]{1,3}", 0..8)) {
            let options: Options = codes.iter().map(|code| (code.clone(), "x".into())).collect();
            let concepts = concepts(&options);
            let told: Vec<&str> = concepts.iter().map(|concept| &*concept.code).collect();
            let expected: HashSet<&str> =
                codes.iter().map(|code| code.trim()).filter(|code| !code.is_empty()).collect();
            prop_assert_eq!(told.len(), expected.len());
            prop_assert_eq!(told.into_iter().collect::<HashSet<_>>(), expected);
        }
    }
}
