use std::fmt;

use indexmap::IndexMap;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;
use web::{Shallow, kind};

/// What can be picked: texts by code, in the order they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Options(IndexMap<String, String>);

/// Not the options of a list.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidOptions {
    /// The text is no JSON.
    #[error("JSON parse error - {0}")]
    Json(String),
    /// It is no object of texts by code; what is wrong, in sentences.
    #[error("{}", .0.join(" "))]
    Content(Vec<String>),
    /// There are more than [`Options::MOST`]: so many, where those beyond are
    /// counted as often as they come.
    #[error("A dataset has at most {most} options; these are {0}.", most = Options::MOST)]
    TooMany(usize),
}

impl Options {
    /// The most options of a list.
    pub const MOST: usize = 50_000;

    /// Reads an object of texts by code. Numbers are taken for texts, digit by
    /// digit; of equal codes the last text counts, in the place of the first.
    pub fn read(json: &str) -> Result<Self, InvalidOptions> {
        let fault = |error: serde_json::Error| InvalidOptions::Json(error.to_string());
        if !json.trim_start().starts_with('{') {
            let Shallow(value) = serde_json::from_str(json).map_err(fault)?;
            let kind = kind(&value);
            let message = format!("Expected a dictionary of items but got type \"{kind}\".");
            return Err(InvalidOptions::Content(vec![message]));
        }
        let Members { members, more } = serde_json::from_str(json).map_err(fault)?;
        if more > 0 {
            return Err(InvalidOptions::TooMany(members.len() + more));
        }
        let mut options = IndexMap::with_capacity(members.len());
        let mut mistakes = Vec::new();
        for (code, value) in members {
            match text(&code, value).map_err(fault)? {
                Ok(text) => {
                    options.insert(code, text);
                }
                Err(mistake) if mistakes.len() < MOST_TOLD => mistakes.push(mistake),
                Err(_) => {}
            }
        }
        if mistakes.is_empty() { Ok(Self(options)) } else { Err(InvalidOptions::Content(mistakes)) }
    }

    /// The JSON object, without white space.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of a code.
    pub fn get(&self, code: &str) -> Option<&str> {
        self.0.get(code).map(String::as_str)
    }

    /// Code and text of each, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0.iter().map(|(code, text)| (code.as_str(), text.as_str()))
    }
}

impl FromIterator<(String, String)> for Options {
    /// Of equal codes the last text counts, in the place of the first.
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// So many mistakes are told of one list.
const MOST_TOLD: usize = 20;

/// The text of a code, or what is wrong with it in a sentence.
fn text(code: &str, value: &RawValue) -> serde_json::Result<Result<String, String>> {
    if code.is_empty() {
        return Ok(Err("A code may not be empty.".to_owned()));
    }
    let shown = Shown(code);
    let json = value.get();
    let text: String = match json.bytes().next() {
        Some(b'"') => serde_json::from_str(json)?,
        // A `Number` would be rounded.
        Some(b'-' | b'0'..=b'9') => json.to_owned(),
        _ => {
            let Shallow(other) = serde_json::from_str(json)?;
            let kind = kind(&other);
            return Ok(Err(format!("Code \"{shown}\": a text is expected, not {kind}.")));
        }
    };
    if code.contains('\0') || text.contains('\0') {
        return Ok(Err(format!("Code \"{shown}\": null characters are not allowed.")));
    }
    Ok(Ok(text))
}

/// The start of a code, for messages.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start: String = self.0.chars().take(100).collect();
        f.write_str(&start.replace('\0', "\u{fffd}"))
    }
}

/// What an object says, in order, its values as they were sent.
struct Members<'a> {
    /// At most [`Options::MOST`].
    members: IndexMap<String, &'a RawValue>,
    /// How many there are beyond these.
    more: usize,
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let (mut members, mut more) = (IndexMap::new(), 0);
                while let Some(code) = map.next_key::<String>()? {
                    if members.len() < Options::MOST || members.contains_key(&code) {
                        members.insert(code, map.next_value()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                        more += 1;
                    }
                }
                Ok(Members { members, more })
            }
        }

        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_order_is_kept() {
        let options = Options::read(r#"{"b":"B","a":"A","10":1.5,"9":"x","b":"later"}"#).unwrap();
        let pairs: Vec<_> = options.iter().collect();
        assert_eq!(pairs, [("b", "later"), ("a", "A"), ("10", "1.5"), ("9", "x")]);
        assert_eq!(options.json().unwrap(), r#"{"b":"later","a":"A","10":"1.5","9":"x"}"#);
        assert_eq!(options.get("a"), Some("A"));
    }

    #[test]
    fn numbers_keep_their_digits() {
        for number in [
            "12345678901234567890123456789",
            "0.1234567890123456789",
            "-0",
            "1.10",
            "1e400",
            "1E+2",
            "-7",
        ] {
            let options = Options::read(&format!("{{\"a\": {number} }}")).unwrap();
            assert_eq!(options.get("a"), Some(number));
            assert_eq!(options.json().unwrap(), format!("{{\"a\":\"{number}\"}}"));
        }
        for json in ["01", "+1", "1.", ".5", "-", "1e", "0x1", "Infinity"] {
            let read = Options::read(&format!("{{\"a\":{json}}}"));
            assert!(matches!(read, Err(InvalidOptions::Json(_))), "{json}");
        }
        let options = Options::read(r#"{"a":"\u00e9\n\"","\u0062": "x" }"#).unwrap();
        assert_eq!(options.iter().collect::<Vec<_>>(), [("a", "é\n\""), ("b", "x")]);
    }

    #[test]
    fn mistakes_are_told() {
        for (json, expected) in [
            ("[]", "Expected a dictionary of items but got type \"list\"."),
            ("\"x\"", "Expected a dictionary of items but got type \"str\"."),
            ("null", "Expected a dictionary of items but got type \"NoneType\"."),
            ("7", "Expected a dictionary of items but got type \"int\"."),
            ("true", "Expected a dictionary of items but got type \"bool\"."),
            (r#"{"":"x"}"#, "A code may not be empty."),
            (r#"{"a":null}"#, "Code \"a\": a text is expected, not NoneType."),
            (r#"{"a":{}}"#, "Code \"a\": a text is expected, not dict."),
            (r#"{"a":[[["x"]]]}"#, "Code \"a\": a text is expected, not list."),
            (r#"{"a":true}"#, "Code \"a\": a text is expected, not bool."),
            (r#"{"a":"\u0000"}"#, "Code \"a\": null characters are not allowed."),
        ] {
            assert_eq!(Options::read(json).unwrap_err().to_string(), expected, "{json}");
        }
        assert!(matches!(Options::read("{"), Err(InvalidOptions::Json(_))));
        assert!(matches!(Options::read("NaN"), Err(InvalidOptions::Json(_))));
        assert!(matches!(Options::read(r#"{"a":[1e400]}"#), Err(InvalidOptions::Json(_))));
        assert!(matches!(Options::read(r#"{"a":"\ud800"}"#), Err(InvalidOptions::Json(_))));
    }

    #[test]
    fn a_list_has_an_end() {
        let many = |count: usize, rest: &str| {
            let members: String = (0..count).map(|n| format!("\"{n}\":\"\",")).collect();
            Options::read(&format!("{{{members}{rest}}}"))
        };
        for rest in [r#""0":"""#, r#""0":[],"0":"last""#] {
            assert_eq!(many(Options::MOST, rest).unwrap().len(), Options::MOST);
        }
        for (rest, beyond) in [(r#""x":"""#, 1), (r#""x":[[1],{}],"0":"","y":null"#, 2)] {
            let refused = many(Options::MOST, rest).unwrap_err();
            assert_eq!(refused, InvalidOptions::TooMany(Options::MOST + beyond));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(pairs: Vec<(String, String)>) {
            let pairs = pairs.into_iter().filter(|(code, text)| {
                !code.is_empty() && !code.contains('\0') && !text.contains('\0')
            });
            let options: Options = pairs.collect();
            prop_assert_eq!(Options::read(&options.json().unwrap()).unwrap(), options);
        }
    }
}
