//! How the files of `deploy/` are read.

use serde::Deserialize;
use serde_norway::{Deserializer, Value};

/// Everything that runs for ever: the gateway, and every service behind it.
pub(crate) fn services() -> impl Iterator<Item = &'static str> {
    [gateway::NAME].into_iter().chain(behind_gateway())
}

/// Every service that the gateway asks.
pub(crate) fn behind_gateway() -> impl Iterator<Item = &'static str> {
    almanac::Service::ALL.into_iter().map(almanac::Service::name)
}

/// A file of `deploy/`.
pub(crate) fn text(path: &str) -> String {
    let path = format!("{}/../deploy/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The documents of a YAML file of `deploy/`, with what they merge in.
pub(crate) fn documents(path: &str) -> Vec<Value> {
    Deserializer::from_str(&text(path)).map(|document| merged(document, path)).collect()
}

/// A YAML file of `deploy/` that has one document.
pub(crate) fn yaml(path: &str) -> Value {
    let [document]: [Value; 1] = documents(path).try_into().unwrap();
    document
}

fn merged(document: Deserializer<'_>, path: &str) -> Value {
    let mut value = Value::deserialize(document).unwrap_or_else(|e| panic!("{path}: {e}"));
    // What is merged in may merge in more.
    loop {
        let before = value.clone();
        value.apply_merge().unwrap();
        if value == before {
            return value;
        }
    }
}

/// The entries of a mapping, in their order.
pub(crate) fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let mapping = value.as_mapping();
    mapping.into_iter().flatten().map(|(name, value)| (name.as_str().unwrap(), value))
}

/// The items of a list; none where there is no list.
pub(crate) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_sequence().into_iter().flatten()
}

/// The texts of a list; none where there is no list.
pub(crate) fn words(value: &Value) -> Vec<&str> {
    items(value).map(|word| word.as_str().unwrap()).collect()
}

/// The names that `KEY=value` lines set.
pub(crate) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).filter(|name| {
        let fits = |byte: u8| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit();
        !name.is_empty() && name.bytes().all(fits)
    })
}
