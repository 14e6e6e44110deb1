//! The fields of a body, read with every mistake reported at once, in the
//! words of Django REST Framework.

use std::str::FromStr;

use serde_json::{Map, Value};

use crate::{ApiError, Day, FieldErrors};

/// What can be the value of a field.
pub trait Field: Sized {
    /// The value that this JSON says, which is not `null`, or what is wrong
    /// with it in a sentence.
    fn read(value: &Value) -> Result<Self, String>;
}

impl Field for bool {
    fn read(value: &Value) -> Result<Self, String> {
        let word = match value {
            Value::Bool(value) => return Ok(*value),
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.to_ascii_lowercase(),
            _ => String::new(),
        };
        match word.as_str() {
            "t" | "y" | "yes" | "true" | "on" | "1" => Ok(true),
            "f" | "n" | "no" | "false" | "off" | "0" => Ok(false),
            _ => Err("Must be a valid boolean.".to_owned()),
        }
    }
}

impl Field for i64 {
    fn read(value: &Value) -> Result<Self, String> {
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => String::new(),
        };
        let whole = text.split_once('.').map_or(text.as_str(), |(whole, rest)| {
            if rest.bytes().all(|byte| byte == b'0') { whole } else { "" }
        });
        whole.parse().map_err(|_| "A valid integer is required.".to_owned())
    }
}

impl Field for Day {
    fn read(value: &Value) -> Result<Self, String> {
        let text = value.as_str().unwrap_or_default();
        text.trim().parse().map_err(str::to_owned)
    }
}

impl Field for Value {
    fn read(value: &Value) -> Result<Self, String> {
        Ok(value.clone())
    }
}

/// A text without the blanks around it that says something, in at most `MOST` characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<const MOST: usize>(pub String);

impl<const MOST: usize> Field for Text<MOST> {
    fn read(value: &Value) -> Result<Self, String> {
        let Note(text) = Note::<MOST>::read(value)?;
        if text.is_empty() { Err(BLANK.to_owned()) } else { Ok(Self(text)) }
    }
}

/// A text without the blanks around it that may be empty, in at most `MOST` characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note<const MOST: usize>(pub String);

impl<const MOST: usize> Field for Note<MOST> {
    fn read(value: &Value) -> Result<Self, String> {
        let text = plain_text(value)?.trim().to_owned();
        if text.chars().count() > MOST {
            return Err(format!("Ensure this field has no more than {MOST} characters."));
        }
        Ok(Self(text))
    }
}

/// One of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<T>(pub T);

impl<T: FromStr> Field for Choice<T> {
    fn read(value: &Value) -> Result<Self, String> {
        let word = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        word.parse().map(Self).map_err(|_| format!("\"{word}\" is not a valid choice."))
    }
}

/// The number of something that must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pk(pub i64);

impl Pk {
    /// What is told where nothing has that number.
    pub fn unknown(number: impl std::fmt::Display) -> String {
        format!("Invalid pk \"{number}\" - object does not exist.")
    }
}

impl Field for Pk {
    fn read(value: &Value) -> Result<Self, String> {
        let AnyPk(number) = AnyPk::read(value)?;
        number.map(Self).map_err(Self::unknown)
    }
}

/// The same, where nothing has a number beyond 64 bits, but that is told later:
/// such a number comes as a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnyPk(pub Result<i64, String>);

impl Field for AnyPk {
    fn read(value: &Value) -> Result<Self, String> {
        let text = match value {
            Value::Number(number) if is_beyond(number) => return Ok(Self(Err(number.to_string()))),
            Value::Number(number) if !number.is_f64() => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => String::new(),
        };
        let unsigned = text.strip_prefix('-').unwrap_or(&text);
        if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            let kind = kind(value);
            return Err(format!("Incorrect type. Expected pk value, received {kind}."));
        }
        Ok(Self(text.parse().map_err(|_| text)))
    }
}

/// Whether a number may have been a whole one that is kept rounded: JSON's have
/// no bounds, but beyond 64 bits they are kept as floats.
fn is_beyond(number: &serde_json::Number) -> bool {
    number.is_f64() && number.as_f64().is_some_and(|float| float.abs() >= TWO_TO_63)
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

const BLANK: &str = "This field may not be blank.";

/// The fields of a body. What is wrong is gathered: [`Fields::finish`] tells it all.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    values: Map<String, Value>,
    errors: FieldErrors,
    partial: bool,
}

impl Fields {
    /// The name under which mistakes about no field in particular are told.
    pub const WHOLE: &'static str = "non_field_errors";

    /// Fields of which all that is required must be there.
    pub fn new(values: Map<String, Value>) -> Self {
        Self { values, ..Self::default() }
    }

    /// The same for a change: what is absent stays as it is.
    #[must_use]
    pub fn partially(self) -> Self {
        Self { partial: true, ..self }
    }

    /// Whether there is a field of that name, whatever its value.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A text as it was sent, or nothing where that is no text.
    pub fn plain(&self, name: &str) -> &str {
        self.values.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A text that must be there and say something, as it was sent. Numbers
    /// are taken for texts.
    pub fn text(&mut self, name: &str) -> String {
        let read = match self.values.get(name) {
            None => Err("This field is required.".to_owned()),
            Some(Value::Null) => Err(NULL.to_owned()),
            Some(value) => plain_text(value),
        };
        match read {
            Ok(text) if text.trim().is_empty() => {
                self.reject(name, BLANK);
                String::new()
            }
            Ok(text) => text,
            Err(mistake) => {
                self.reject(name, mistake);
                String::new()
            }
        }
    }

    /// A field that must be there, unless this is a change.
    pub fn required<T: Field>(&mut self, name: &str) -> Option<T> {
        if !self.has(name) && !self.partial {
            self.reject(name, "This field is required.");
        }
        self.optional(name)
    }

    /// A field that may be absent, but not null.
    pub fn optional<T: Field>(&mut self, name: &str) -> Option<T> {
        match self.nullable(name)? {
            None => {
                self.reject(name, NULL);
                None
            }
            some => some,
        }
    }

    /// A field that may be absent, which is `None`, or null, which is `Some(None)`.
    pub fn nullable<T: Field>(&mut self, name: &str) -> Option<Option<T>> {
        match self.values.get(name)? {
            Value::Null => Some(None),
            value => match T::read(value) {
                Ok(value) => Some(Some(value)),
                Err(mistake) => {
                    self.reject(name, mistake);
                    None
                }
            },
        }
    }

    /// A list of at most 1,000 that may be absent, but not null. What is in a
    /// longer one is not looked at.
    pub fn list<T: Field>(&mut self, name: &str) -> Option<Vec<T>> {
        let read: Result<Vec<T>, String> = match self.values.get(name)? {
            Value::Null => Err(NULL.to_owned()),
            Value::Array(items) if items.len() > MOST_ITEMS => {
                Err(format!("Ensure this field has no more than {MOST_ITEMS} elements."))
            }
            Value::Array(items) => items.iter().map(T::read).collect(),
            other => {
                let kind = kind(other);
                Err(format!("Expected a list of items but got type \"{kind}\"."))
            }
        };
        match read {
            Ok(items) => Some(items),
            Err(mistake) => {
                self.reject(name, mistake);
                None
            }
        }
    }

    /// Notes that a field is wrong, for reasons its value alone does not show.
    pub fn reject(&mut self, name: &str, message: impl Into<String>) {
        self.errors.entry(name.to_owned()).or_default().push(message.into());
    }

    /// Whether something is wrong with a field.
    pub fn is_rejected(&self, name: &str) -> bool {
        self.errors.contains_key(name)
    }

    /// Ends reading: 400 with every mistake, or nothing at all.
    pub fn finish(self) -> Result<(), ApiError> {
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(&self.errors)) }
    }
}

const NULL: &str = "This field may not be null.";

/// So many items of a list are read.
const MOST_ITEMS: usize = 1_000;

fn plain_text(value: &Value) -> Result<String, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if !is_beyond(number) => number.to_string(),
        _ => return Err("Not a valid string.".to_owned()),
    };
    if text.contains('\0') {
        return Err("Null characters are not allowed.".to_owned());
    }
    Ok(text)
}

/// What Python calls a value of JSON, as clients of Django REST Framework are
/// used to reading.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(value: Value, read: impl FnOnce(&mut Fields)) -> Value {
        let mut fields = Fields::new(value.as_object().unwrap().clone());
        read(&mut fields);
        json!(fields.errors)
    }

    #[test]
    fn values_are_read_generously() {
        for (value, expected) in [
            (json!(true), Ok(true)),
            (json!("False"), Ok(false)),
            (json!(1), Ok(true)),
            (json!("maybe"), Err("Must be a valid boolean.".to_owned())),
            (json!([]), Err("Must be a valid boolean.".to_owned())),
        ] {
            assert_eq!(bool::read(&value), expected, "{value}");
        }
        for (value, expected) in [
            (json!(5), Some(5)),
            (json!("5"), Some(5)),
            (json!(5.0), Some(5)),
            (json!("-5"), Some(-5)),
            (json!(5.5), None),
            (json!(true), None),
            (json!(""), None),
            (json!("99999999999999999999"), None),
        ] {
            assert_eq!(i64::read(&value).ok(), expected, "{value}");
        }
    }

    #[test]
    fn dates_are_texts() {
        assert_eq!(Day::read(&json!(" 2024-02-29 ")).ok(), "2024-02-29".parse::<Day>().ok());
        assert!(Day::read(&json!(20240229)).is_err());
    }

    #[test]
    fn every_mistake_has_its_sentence() {
        let errors = told(
            json!({ "name": " ", "long": "xyz", "word": "X", "pk": "a", "big": "9".repeat(20),
                    "null": null, "list": "x", "items": [1, "y"] }),
            |fields| {
                assert_eq!(fields.required::<Text<9>>("name"), None);
                assert_eq!(fields.required::<Text<2>>("long"), None);
                assert_eq!(fields.required::<Choice<u8>>("word"), None);
                assert_eq!(fields.required::<Pk>("pk"), None);
                assert_eq!(fields.required::<Pk>("big"), None);
                assert_eq!(fields.optional::<bool>("null"), None);
                assert_eq!(fields.list::<i64>("list"), None);
                assert_eq!(fields.list::<i64>("items"), None);
                assert_eq!(fields.required::<i64>("absent"), None);
                assert_eq!(fields.optional::<i64>("missing"), None);
                assert_eq!(fields.nullable::<i64>("null"), Some(None));
            },
        );
        assert_eq!(
            errors,
            json!({
                "name": ["This field may not be blank."],
                "long": ["Ensure this field has no more than 2 characters."],
                "word": ["\"X\" is not a valid choice."],
                "pk": ["Incorrect type. Expected pk value, received str."],
                "big": ["Invalid pk \"99999999999999999999\" - object does not exist."],
                "null": ["This field may not be null."],
                "list": ["Expected a list of items but got type \"str\"."],
                "items": ["A valid integer is required."],
                "absent": ["This field is required."],
            })
        );
    }

    #[test]
    fn numbers_beyond_64_bits_are_no_texts() {
        for (json, expected) in [
            ("1.5", Some("1.5")),
            ("-9223372036854775808", Some("-9223372036854775808")),
            ("18446744073709551615", Some("18446744073709551615")),
            ("18446744073709551616", None),
            ("-12345678901234567890", None),
            ("1e30", None),
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            let read = Text::<30>::read(&value).map(|Text(text)| text);
            let expected = expected.map(str::to_owned).ok_or("Not a valid string.".to_owned());
            assert_eq!(read, expected, "{json}");
        }
    }

    #[test]
    fn nothing_has_a_number_beyond_64_bits() {
        for (json, expected) in [
            ("7", Ok(7)),
            ("\" -7 \"", Ok(-7)),
            ("9223372036854775807", Ok(i64::MAX)),
            ("9223372036854775808", Err("9223372036854775808")),
            ("\"12345678901234567890123\"", Err("12345678901234567890123")),
            ("12345678901234567890123", Err("1.2345678901234568e+22")),
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            let AnyPk(number) = AnyPk::read(&value).unwrap();
            assert_eq!(number, expected.map_err(str::to_owned), "{json}");
            assert_eq!(Pk::read(&value), expected.map(Pk).map_err(Pk::unknown), "{json}");
        }
        for value in [json!(7.5), json!(7.0), json!("x"), json!("-"), json!([7]), json!(true)] {
            assert!(AnyPk::read(&value).is_err(), "{value}");
        }
    }

    #[test]
    fn lists_have_an_end() {
        let list = |count: usize| json!({ "items": vec![Value::Null; count] });
        let last = told(list(MOST_ITEMS + 1), |fields| {
            assert_eq!(fields.list::<i64>("items"), None);
        });
        let message = "Ensure this field has no more than 1000 elements.";
        assert_eq!(last, json!({ "items": [message] }));
        let fits = told(list(MOST_ITEMS), |fields| {
            assert_eq!(fields.list::<Value>("items").map(|items| items.len()), Some(MOST_ITEMS));
        });
        assert_eq!(fits, json!({}));
        let null = told(json!({ "items": null }), |fields| {
            assert_eq!(fields.list::<i64>("items"), None);
        });
        assert_eq!(null, json!({ "items": [NULL] }));
    }

    #[test]
    fn a_change_requires_nothing() {
        let mut fields = Fields::default().partially();
        assert_eq!(fields.required::<i64>("absent"), None);
        assert!(fields.finish().is_ok());
    }
}
