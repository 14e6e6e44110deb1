use proptest::prelude::*;

use super::*;

const NOW: &str = "2026-11-22T17:00:00Z";

fn told(kind: Kind, values: &[&str]) -> Result<Value, String> {
    let attribute = Attribute::new("x", kind, "");
    let pairs: Vec<(&str, &str)> = values.iter().map(|value| ("x", *value)).collect();
    let mut errors = FieldErrors::new();
    let value = read(&attribute, &Arguments::of(&pairs), NOW.parse().unwrap(), &mut errors);
    match errors.remove("x") {
        Some(messages) => Err(messages.join(" ")),
        None => Ok(value.unwrap()),
    }
}

#[test]
fn values_are_read_by_their_kind() {
    const WORDS: &[&str] = &["local_authority", "chc"];
    let id = "0123456789abcdef01234567";
    for (kind, value, expected) in [
        (Kind::Text(4), "Zoë*", json!("Zoë*")),
        (Kind::Text(4), " a\r\n", json!(" a\r\n")),
        (Kind::Text(4), "  ", json!(null)),
        (Kind::Text(4), "", json!(null)),
        (Kind::Email, " jo@example.org ", json!("jo@example.org")),
        (Kind::Email, "", json!(null)),
        (Kind::Date, "2024-02-29", json!("2024-02-29")),
        (Kind::DateTime, "2024-02-29 10:30:00", json!("2024-02-29T10:30:00.000000Z")),
        (Kind::Mark, "2024-02-29 10:30:00", json!("2024-02-29T10:30:00.000000Z")),
        (Kind::Mark, "True", json!("2026-11-22T17:00:00.000000Z")),
        (Kind::Mark, "False", json!(null)),
        (Kind::Mark, "", json!(null)),
        (Kind::Flag, "on", json!(true)),
        (Kind::Flag, "", json!(false)),
        (Kind::Maybe, "1", json!(true)),
        (Kind::Maybe, "no", json!(false)),
        (Kind::Maybe, "unknown", json!(null)),
        (Kind::Integer(0, 130), "81", json!(81)),
        (Kind::Number(-90.0, 90.0), "-53.5", json!(-53.5)),
        (Kind::Choice(WORDS), "local-authority", json!("local_authority")),
        (Kind::Choice(WORDS), "CHC", json!("chc")),
        (Kind::Choice(WORDS), "", json!(null)),
        (Kind::Group("x"), id, json!(id)),
    ] {
        assert_eq!(told(kind, &[value]), Ok(expected), "{kind:?} {value}");
    }
}

#[test]
fn what_cannot_be_kept_is_refused() {
    const WORDS: &[&str] = &["chc"];
    for (kind, values) in [
        (Kind::Text(4), &["abcde"][..]),
        (Kind::Text(4), &["a\0"]),
        (Kind::Text(4), &["a", "b"]),
        (Kind::Email, &["jo"]),
        (Kind::Email, &["jo@localhost"]),
        (Kind::Email, &["jo@example.org, bo@example.org"]),
        (Kind::Date, &["2023-02-29"]),
        (Kind::DateTime, &["tomorrow"]),
        (Kind::Mark, &["perhaps"]),
        (Kind::Flag, &["maybe"]),
        (Kind::Maybe, &["perhaps"]),
        (Kind::Integer(0, 130), &["131"]),
        (Kind::Integer(0, 130), &["eighty"]),
        (Kind::Integer(0, 130), &["99999999999999"]),
        (Kind::Number(-90.0, 90.0), &["NaN"]),
        (Kind::Number(-90.0, 90.0), &["inf"]),
        (Kind::Choice(WORDS), &["private"]),
        (Kind::Choices(WORDS), &["chc", "private"]),
        (Kind::Group("x"), &["7"]),
        (Kind::Groups("x"), &["7"]),
        (Kind::Address, &["Leeds"]),
    ] {
        assert!(told(kind, values).is_err(), "{kind:?} {values:?}");
    }
}

#[test]
fn lists_are_emptied_by_a_blank() {
    const WORDS: &[&str] = &["male", "female"];
    for (values, expected) in [
        (&["female", "male"][..], json!(["female", "male"])),
        (&["female", "Female"], json!(["female"])),
        (&[""], json!([])),
    ] {
        assert_eq!(told(Kind::Choices(WORDS), values), Ok(expected), "{values:?}");
    }
}

#[test]
fn an_address_is_told_by_its_members() {
    let attribute = Attribute::new("home", Kind::Address, "");
    let told = |pairs: &[(&str, &str)]| {
        let mut errors = FieldErrors::new();
        let arguments = Arguments::of(pairs);
        let value = read(&attribute, &arguments, NOW.parse().unwrap(), &mut errors);
        (value, errors.into_keys().collect::<Vec<_>>())
    };
    let two = [("home.postcode", "LS1 4AP"), ("home.county", "")];
    assert_eq!(told(&two), (Some(json!({ "postcode": "LS1 4AP", "county": null })), vec![]));
    assert_eq!(told(&[]), (None, vec![]));
    let long = "x".repeat(201);
    assert_eq!(told(&[("home.town", &long)]).1, ["home.town"]);
    assert_eq!(told(&[("home", "")]).0, Some(nothing(Kind::Address)));
    let town = json!({ "town": "York" });
    assert_eq!(told(&[("home", ""), ("home.town", "York")]).0, Some(town));
    assert_eq!(told(&[("home", "York")]).1, ["home"]);
}

proptest! {
    #[test]
    fn whatever_is_sent_is_read_or_refused(value in any::<String>()) {
        const WORDS: &[&str] = &["chc"];
        for kind in [
            Kind::Text(10), Kind::Email, Kind::Date, Kind::DateTime, Kind::Mark, Kind::Flag,
            Kind::Maybe, Kind::Integer(0, 9), Kind::Number(0.0, 9.0), Kind::Choice(WORDS),
            Kind::Choices(WORDS), Kind::Group("x"), Kind::Emails, Kind::Address,
        ] {
            if let Ok(Value::String(text)) = told(kind, &[&value]) {
                prop_assert!(!text.contains('\0'));
            }
        }
    }
}
