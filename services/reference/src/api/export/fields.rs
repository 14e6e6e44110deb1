//! Which fields of its rows a request asks for.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;
use web::Query;

use super::List;
use super::render::ExportError;

/// Which top-level fields are asked for: `fields=a,b`, in the order that rows
/// have them. All of them where nothing is said.
#[derive(Clone, Debug)]
pub struct Fields(Option<Vec<String>>);

impl Fields {
    /// Reads the parameter; a name that rows of `L` do not have is a mistake.
    pub fn read<L: List>(query: &mut Query<'_>) -> Self {
        let asked: Vec<String> = query.list("fields");
        if asked.is_empty() {
            return Self(None);
        }
        let columns = L::columns();
        let known: Vec<&str> = columns.iter().map(|column| column.name().as_str()).collect();
        for name in asked.iter().filter(|name| !known.contains(&name.as_str())) {
            let name: String = name.chars().take(64).collect();
            let known = known.join(", ");
            query.reject("fields", format!("There is no field {name:?}; there are {known}."));
        }
        Self(Some(asked))
    }

    /// Whether nothing is left out.
    pub(super) fn are_all(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a field is asked for.
    pub(super) fn have(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|asked| asked.iter().any(|asked| asked == name))
    }

    /// What is asked for of a row, given as its JSON.
    pub(super) fn of<'a>(&self, row: &'a [u8]) -> Result<Members<'a>, ExportError> {
        let mut members: Members<'a> = serde_json::from_slice(row)?;
        members.0.retain(|(name, _)| self.have(name));
        Ok(members)
    }
}

/// The members of a JSON object in their order, each value as it is written.
#[derive(Default)]
pub(super) struct Members<'a>(Vec<(&'a str, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The value of a member, as JSON.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.get())
    }
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Read)
    }
}

struct Read;

impl<'de> Visitor<'de> for Read {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(map.size_hint().unwrap_or_default());
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
