//! The lists of NHS organisations that are synced, and how their JSON is read.

use serde_json::{Map, Value};
use thiserror::Error;

use super::Options;
use super::dictionary::tidy;

/// How often they are synced.
pub const FREQUENCY_HOURS: i32 = 24;

/// A list of organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    /// What callers name the dataset by.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Where it is below the address of the API.
    pub path: &'static str,
    /// What the dataset is, in a sentence.
    pub description: &'static str,
    /// Words to find it by.
    pub tags: &'static [&'static str],
    shape: Shape,
}

/// Where an item has its code and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// The code in this member, the text in `name`.
    Plain(&'static str),
    /// As `Plain("ods_code")`, with organisations of the same shape inside.
    Nested,
    /// The code and the name of the organisation that a unit belongs to.
    DiabetesUnit,
}

/// An answer that is no list of organisations.
#[derive(Debug, Error)]
pub enum Fault {
    /// It cannot be read at all.
    #[error("the answer is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It is another thing.
    #[error("the answer is not a JSON array")]
    NotAnArray,
    /// Nothing in it has a code and a name.
    #[error("none of the {0} items of the answer has a code and a name")]
    Nothing(usize),
}

/// The list of this key.
pub fn find(key: &str) -> Option<&'static List> {
    LISTS.iter().find(|list| list.key == key)
}

/// All lists, in the order in which they are synced.
pub static LISTS: [List; 7] = [
    List {
        key: "hospitals_england_wales",
        name: "Hospitals (England & Wales)",
        path: "/organisations/limited/",
        description: "Hospitals of England and Wales by ODS code",
        tags: &["hospitals"],
        shape: Shape::Plain("ods_code"),
    },
    List {
        key: "nhs_trusts",
        name: "NHS Trusts",
        path: "/trusts/",
        description: "NHS trusts and NHS foundation trusts by ODS code",
        tags: &["trusts"],
        shape: Shape::Plain("ods_code"),
    },
    List {
        key: "welsh_lhbs",
        name: "Welsh Local Health Boards",
        path: "/local_health_boards/",
        description: "Local health boards of Wales by ODS code, each followed by its hospitals",
        tags: &["health boards", "Wales"],
        shape: Shape::Nested,
    },
    List {
        key: "london_boroughs",
        name: "London Boroughs",
        path: "/london_boroughs/",
        description: "The boroughs of London and the City by ONS code",
        tags: &["geography", "London"],
        shape: Shape::Plain("gss_code"),
    },
    List {
        key: "nhs_england_regions",
        name: "NHS England Regions",
        path: "/nhs_england_regions/",
        description: "The regions of NHS England by code",
        tags: &["geography", "regions"],
        shape: Shape::Plain("region_code"),
    },
    List {
        key: "paediatric_diabetes_units",
        name: "Paediatric Diabetes Units",
        path: "/paediatric_diabetes_units/",
        description: "Units that care for children and young people with diabetes, by the code of \
                      the hospital or trust they belong to",
        tags: &["paediatric", "diabetes"],
        shape: Shape::DiabetesUnit,
    },
    List {
        key: "integrated_care_boards",
        name: "Integrated Care Boards (ICBs)",
        path: "/integrated_care_boards/",
        description: "Integrated care boards of England by ODS code",
        tags: &["care boards", "geography"],
        shape: Shape::Plain("ods_code"),
    },
];

/// The options in an answer of the API, and how many of its items lack a code
/// or a name and were left out. Of equal codes the last text counts, in the
/// place of the first.
pub fn read(list: &List, json: &str) -> Result<(Options, usize), Fault> {
    let answer: Value = serde_json::from_str(json)?;
    let Value::Array(items) = answer else { return Err(Fault::NotAnArray) };
    let found: Vec<Option<(String, String)>> =
        items.iter().flat_map(|item| list.shape.pairs(item)).collect();
    let skipped = found.iter().filter(|pair| pair.is_none()).count();
    let options = Options::from_iter(found.into_iter().flatten());
    if options.is_empty() { Err(Fault::Nothing(items.len())) } else { Ok((options, skipped)) }
}

impl Shape {
    /// Code and text of an item and of what is inside; none for what lacks them.
    fn pairs(self, item: &Value) -> Vec<Option<(String, String)>> {
        let Value::Object(members) = item else { return vec![None] };
        match self {
            Self::Plain(code) => vec![text(members, code).zip(text(members, "name"))],
            Self::Nested => {
                let board = Self::Plain("ods_code").pairs(item);
                let inside = members.get("organisations").and_then(Value::as_array);
                let inside = inside.into_iter().flatten().flat_map(|item| {
                    // Indented, for people to tell hospitals from boards.
                    let pairs = Self::Plain("ods_code").pairs(item).into_iter();
                    pairs.map(|pair| pair.map(|(code, text)| (code, format!("  {text}"))))
                });
                board.into_iter().chain(inside).collect()
            }
            Self::DiabetesUnit => vec![diabetes_unit(members)],
        }
    }
}

/// A unit is known by its hospital, else by its trust; where that has no name,
/// by its own number. A hospital without a name is not replaced by the trust.
fn diabetes_unit(unit: &Map<String, Value>) -> Option<(String, String)> {
    let own = text(unit, "pz_code");
    let organisation = ["primary_organisation", "parent"]
        .into_iter()
        .find_map(|member| unit.get(member).and_then(Value::as_object));
    let named = organisation.and_then(|found| Some((found, text(found, "name")?)));
    match named {
        Some((organisation, name)) => Some((text(organisation, "ods_code").or(own)?, name)),
        None => own.map(|code| (code.clone(), format!("PDU {code}"))),
    }
}

/// A member that is a text or a number, unless it says nothing.
fn text(members: &Map<String, Value>, member: &str) -> Option<String> {
    let text = match members.get(member)? {
        Value::String(text) => tidy(text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn pairs(key: &str, json: &str) -> (Vec<(String, String)>, usize) {
        let (options, skipped) = read(find(key).unwrap(), json).unwrap();
        let pairs = options.iter().map(|(code, text)| (code.to_owned(), text.to_owned()));
        (pairs.collect(), skipped)
    }

    fn check(key: &str, json: &str, expected: &[(&str, &str)], skipped: usize) {
        let own = |(code, text): &(&str, &str)| ((*code).to_owned(), (*text).to_owned());
        let expected = (expected.iter().map(own).collect(), skipped);
        assert_eq!(pairs(key, json), expected, "{key} {json}");
    }

    #[test]
    fn codes_and_names_are_where_they_are() {
        let hospitals = r#"[{"ods_code":"RXX01","name":"Guy's  Hospital "},{"name":"No code"},
            {"ods_code":"","name":"Empty"},{"ods_code":"RXX02","name":null},7,
            {"ods_code":"RXX03","name":"Third"}]"#;
        let expected = [("RXX01", "Guy's Hospital"), ("RXX03", "Third")];
        check("hospitals_england_wales", hospitals, &expected, 4);
        for key in ["nhs_trusts", "integrated_care_boards"] {
            check(key, r#"[{"ods_code":"R1","name":"One"}]"#, &[("R1", "One")], 0);
        }
        let borough = r#"[{"gss_code":"E09000001","ods_code":"X","name":"City of London"}]"#;
        check("london_boroughs", borough, &[("E09000001", "City of London")], 0);
        let region = r#"[{"region_code":"Y56","name":"London"},{"region_code":7,"name":"Seven"}]"#;
        check("nhs_england_regions", region, &[("Y56", "London"), ("7", "Seven")], 0);
    }

    #[test]
    fn the_last_of_equal_codes_counts_in_the_place_of_the_first() {
        let json = r#"[{"ods_code":"A","name":"1"},{"ods_code":"B","name":"2"},
            {"ods_code":"A","name":"3"}]"#;
        check("nhs_trusts", json, &[("A", "3"), ("B", "2")], 0);
    }

    #[test]
    fn hospitals_stand_below_their_boards() {
        let json = r#"[
            {"ods_code":"7A1","name":"Betsi Cadwaladr","organisations":[
                {"ods_code":"7A1A1","name":"Ysbyty Glan Clwyd"},{"ods_code":"7A1A2"}]},
            {"ods_code":"7A2","name":"Hywel Dda","organisations":null},
            {"organisations":[{"ods_code":"7A3A1","name":"Orphan"}]}]"#;
        let expected = [
            ("7A1", "Betsi Cadwaladr"),
            ("7A1A1", "  Ysbyty Glan Clwyd"),
            ("7A2", "Hywel Dda"),
            ("7A3A1", "  Orphan"),
        ];
        check("welsh_lhbs", json, &expected, 2);
    }

    #[test]
    fn diabetes_units_are_known_by_whom_they_belong_to() {
        for (unit, expected) in [
            (
                r#"{"pz_code":"PZ1","primary_organisation":{"ods_code":"R1","name":"H"}}"#,
                Some(("R1", "H")),
            ),
            (r#"{"pz_code":"PZ1","primary_organisation":{"name":"H"}}"#, Some(("PZ1", "H"))),
            (r#"{"primary_organisation":{"ods_code":"R1","name":"H"}}"#, Some(("R1", "H"))),
            (r#"{"primary_organisation":{"name":"H"}}"#, None),
            (
                r#"{"pz_code":"PZ1","primary_organisation":null,"parent":{"ods_code":"R","name":"T"}}"#,
                Some(("R", "T")),
            ),
            (r#"{"pz_code":"PZ1","parent":{"ods_code":"R","name":"T"}}"#, Some(("R", "T"))),
            (
                r#"{"pz_code":"PZ1","primary_organisation":{"ods_code":"R1","name":""},
                 "parent":{"ods_code":"R","name":"T"}}"#,
                Some(("PZ1", "PDU PZ1")),
            ),
            (r#"{"pz_code":"PZ1"}"#, Some(("PZ1", "PDU PZ1"))),
            (r#"{"parent":{"ods_code":"R"}}"#, None),
        ] {
            let json = format!(r#"[{unit},{{"pz_code":"LAST"}}]"#);
            let last = ("LAST", "PDU LAST");
            let all: Vec<_> = expected.into_iter().chain([last]).collect();
            check("paediatric_diabetes_units", &json, &all, usize::from(expected.is_none()));
        }
    }

    #[test]
    fn what_is_no_list_is_a_fault() {
        let trusts = find("nhs_trusts").unwrap();
        assert!(matches!(read(trusts, r#"[{"ods_code":"A","#), Err(Fault::Json(_))));
        assert!(matches!(read(trusts, "<html></html>"), Err(Fault::Json(_))));
        assert!(matches!(read(trusts, r#"{"results":[]}"#), Err(Fault::NotAnArray)));
        assert!(matches!(read(trusts, "[]"), Err(Fault::Nothing(0))));
        assert!(matches!(read(trusts, r#"[{},{"ods_code":"A"}]"#), Err(Fault::Nothing(2))));
    }

    #[test]
    fn lists_differ() {
        let keys: BTreeSet<_> = LISTS.iter().map(|list| list.key).collect();
        let paths: BTreeSet<_> = LISTS.iter().map(|list| list.path).collect();
        assert_eq!((keys.len(), paths.len()), (LISTS.len(), LISTS.len()));
        assert_eq!(find("hospitals_england_wales").unwrap().tags, ["hospitals"]);
        assert_eq!(find("hospitals"), None);
    }
}
