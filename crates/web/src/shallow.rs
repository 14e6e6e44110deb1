use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A JSON value without what is in it: an array or an object is empty here,
/// however much there was. All of it has been read, so mistakes in it are told
/// as reading a [`Value`] tells them.
#[derive(Clone, Debug, PartialEq)]
pub struct Shallow(pub Value);

impl<'de> Deserialize<'de> for Shallow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Outside).map(Self)
    }
}

struct Outside;

impl<'de> Visitor<'de> for Outside {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        while items.next_element::<Shallow>()?.is_some() {}
        Ok(Value::Array(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        while members.next_entry::<Shallow, Shallow>()?.is_some() {}
        Ok(Value::Object(Map::new()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_in_a_value_is_left_out() {
        for (text, expected) in [
            ("[1,[2],{}]", json!([])),
            (r#" {"a":{"b":[]},"c":null} "#, json!({})),
            (r#""\u00e9""#, json!("é")),
            ("-7", json!(-7)),
            ("18446744073709551615", json!(u64::MAX)),
            ("1.50", json!(1.5)),
            ("false", json!(false)),
            ("null", json!(null)),
        ] {
            assert_eq!(serde_json::from_str::<Shallow>(text).unwrap(), Shallow(expected), "{text}");
        }
    }

    #[test]
    fn mistakes_are_told_as_of_whole_values() {
        let deep = "[".repeat(200) + &"]".repeat(200);
        for text in [
            "",
            "{",
            "{} {}",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\":[{\"b\":1e400}]}",
            "{\"a\":1,\n\"b\":\"\\ud800\"}",
            "{\"\\ud800\":1}",
            "{\"a\":\"\u{1}\"}",
            "{\"a\" 1}",
            "{1:1}",
            "[NaN]",
            deep.as_str(),
        ] {
            let expected = serde_json::from_str::<Value>(text).unwrap_err().to_string();
            let told = serde_json::from_str::<Shallow>(text).unwrap_err().to_string();
            assert_eq!(told, expected, "{text}");
        }
    }
}
