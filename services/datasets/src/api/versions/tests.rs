use serde_json::json;

use super::*;
use crate::domain::Options;

#[test]
fn versions_are_numbers_in_plain_digits() {
    for (text, expected) in [
        ("1", Some(1)),
        ("0", Some(0)),
        ("2147483647", Some(i32::MAX)),
        ("2147483648", None),
        ("-1", None),
        ("+1", None),
        ("01", None),
        ("1.0", None),
        (" 1", None),
        ("", None),
        ("one", None),
    ] {
        assert_eq!(version_number(text), expected, "{text}");
    }
}

#[test]
fn changes_are_told_in_the_order_of_options() {
    let before = Options::read(r#"{"a":"A","b":"B","c":"C"}"#).unwrap();
    let after = Options::read(r#"{"z":"Z","c":"other","a":"A","d":"D"}"#).unwrap();
    let json = serde_json::to_string(&told("ours", 1, 3, diff(&before, &after))).unwrap();
    let expected = concat!(
        r#"{"key":"ours","since":1,"version":3,"added":{"z":"Z","d":"D"},"#,
        r#""removed":{"b":"B"},"changed":{"c":{"before":"C","after":"other"}},"#,
        r#""unchanged":1,"reordered":true}"#
    );
    assert_eq!(json, expected);
}

#[test]
fn a_version_tells_what_was_said() {
    let row = VersionRow {
        version: 2,
        name: "Ours".to_owned(),
        description: String::new(),
        reference_url: String::new(),
        option_list_id: crate::domain::OptionListId(1),
        options_count: 2,
        format_pattern: "code - description".to_owned(),
        tags: vec!["b".to_owned(), "a".to_owned()],
        created_by: None,
        created_at: "2026-11-22T10:00:00Z".parse().unwrap(),
    };
    let options = RawValue::from_string(r#"{"b":"B","a":"A"}"#.to_owned()).unwrap();
    let names = Named::none();
    let told = serde_json::to_string(&frozen("ours", &row, &options, &names)).unwrap();
    assert!(told.contains(r#""options":{"b":"B","a":"A"}"#), "{told}");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let expected = json!({
        "key": "ours",
        "version": 2,
        "name": "Ours",
        "description": "",
        "tags": ["b", "a"],
        "options": { "a": "A", "b": "B" },
        "format_pattern": "code - description",
        "reference_url": "",
        "created_at": "2026-11-22T10:00:00Z",
        "created_by": null,
        "created_by_username": null,
    });
    assert_eq!(told, expected);
}
