//! What a parameter may say of an attribute.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use email_address::EmailAddress;
use resources::{ADDRESS, Attribute, Kind};
use serde_json::{Map, Value, json};
use web::{Day, FieldErrors};

use super::arguments::Given;
use super::times::time;
use super::{Arguments, DocumentId};

/// The longest e-mail address (RFC 5321 §4.5.3.1.3).
pub(crate) const LONGEST_EMAIL: usize = 254;

/// The most characters of a member of an address.
pub(crate) const LONGEST_MEMBER: usize = 200;

/// The most values of a list.
pub(crate) const MOST_VALUES: usize = 100;

/// What several values are answered with where there can be one.
pub(super) const ONLY_ONE: &str = "Only one value can be given.";

/// What the null character, which PostgreSQL does not keep, is answered with.
pub(super) const NO_NULLS: &str = "Null characters are not allowed.";

/// What the parameters say of an attribute, as its column is filled from it, or
/// what is wrong with them. `None`: they say nothing.
pub(super) fn read(
    attribute: &Attribute,
    arguments: &Arguments,
    now: DateTime<Utc>,
    errors: &mut FieldErrors,
) -> Option<Value> {
    let name = attribute.name;
    if matches!(attribute.kind, Kind::Address) {
        return address(name, arguments, errors);
    }
    let told = match arguments.get(name)? {
        Given::Null if attribute.kind.is_list() => Ok(json!([])),
        Given::Null => Ok(nothing(attribute.kind)),
        Given::Values(values) if attribute.kind.is_list() => list(attribute.kind, values),
        Given::Values(values) => match values.as_slice() {
            [value] => one(attribute.kind, value, now),
            _ => Err(ONLY_ONE.to_owned()),
        },
    };
    told.map_err(|message| errors.entry(name.to_owned()).or_default().push(message)).ok()
}

/// What stands where there is nothing.
pub(crate) fn nothing(kind: Kind) -> Value {
    match kind {
        Kind::Flag => json!(false),
        Kind::Address => Value::Object(empty_address()),
        kind if kind.is_list() => json!([]),
        _ => Value::Null,
    }
}

fn empty_address() -> Map<String, Value> {
    ADDRESS.into_iter().map(|member| (member.to_owned(), Value::Null)).collect()
}

fn list(kind: Kind, values: &[String]) -> Result<Value, String> {
    // This is how a form says that nothing is in a list.
    if let [blank] = values
        && blank.trim().is_empty()
    {
        return Ok(json!([]));
    }
    if values.len() > MOST_VALUES {
        return Err(format!("At most {MOST_VALUES} values can be given."));
    }
    let mut read: Vec<String> = Vec::new();
    for value in values {
        let value = match kind {
            Kind::Emails => email(value)?,
            Kind::Choices(words) => word(words, value)?.to_owned(),
            _ => id(value)?,
        };
        if !read.contains(&value) {
            read.push(value);
        }
    }
    Ok(json!(read))
}

fn one(kind: Kind, value: &str, now: DateTime<Utc>) -> Result<Value, String> {
    match kind {
        Kind::Flag => return Ok(json!(flag(value)?)),
        Kind::Maybe if ["null", "unknown", "not_sure"].contains(&value) => return Ok(Value::Null),
        Kind::Maybe => return Ok(json!(flag(value)?)),
        Kind::Text(most) => return text(value, most),
        _ if value.trim().is_empty() => return Ok(Value::Null),
        _ => {}
    }
    Ok(match kind {
        Kind::Email => json!(email(value)?),
        Kind::Date => json!(value.trim().parse::<Day>().map_err(str::to_owned)?.0),
        Kind::DateTime => json!(stamp(time(value)?)),
        Kind::Mark => mark(value, now)?,
        Kind::Integer(least, most) => json!(number::<i32>(value, least, most)?),
        Kind::Number(least, most) => json!(number::<f64>(value, least, most)?),
        Kind::Choice(words) => json!(word(words, value)?),
        _ => json!(id(value)?),
    })
}

/// As it was sent; what is blank is nothing.
fn text(value: &str, most: usize) -> Result<Value, String> {
    if value.contains('\0') {
        return Err(NO_NULLS.to_owned());
    }
    if value.chars().count() > most {
        return Err(format!("At most {most} characters can be given."));
    }
    Ok(if value.trim().is_empty() { Value::Null } else { json!(value) })
}

/// The booleans of the published clients: Python's `True`, PHP's `1` and nothing, …
pub(super) fn flag(value: &str) -> Result<bool, String> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" | "" => Ok(false),
        _ => Err("True or false is wanted.".to_owned()),
    }
}

fn mark(value: &str, now: DateTime<Utc>) -> Result<Value, String> {
    match flag(value) {
        Ok(true) => Ok(json!(stamp(now))),
        Ok(false) => Ok(Value::Null),
        Err(_) => Ok(json!(stamp(time(value)?))),
    }
}

fn email(value: &str) -> Result<String, String> {
    let value = value.trim();
    let good = value.len() <= LONGEST_EMAIL
        && EmailAddress::from_str(value).is_ok_and(|email| email.domain().contains('.'));
    if good { Ok(value.to_owned()) } else { Err("An e-mail address is wanted.".to_owned()) }
}

fn number<T: FromStr + PartialOrd + std::fmt::Display>(
    value: &str,
    least: T,
    most: T,
) -> Result<T, String> {
    let number = value.trim().parse::<T>().ok().filter(|number| (&least..=&most).contains(&number));
    number.ok_or_else(|| format!("A number from {least} to {most} is wanted."))
}

/// A word of an enumeration. Some forms write hyphens for underscores.
pub(super) fn word(words: &'static [&'static str], value: &str) -> Result<&'static str, String> {
    let sent = value.trim().to_ascii_lowercase().replace(['-', ' '], "_");
    let known = words.iter().find(|word| **word == sent).copied();
    known.ok_or_else(|| format!("One of these is wanted: {}.", words.join(", ")))
}

pub(super) fn id(value: &str) -> Result<String, String> {
    let id = value.trim().parse::<DocumentId>().map_err(|error| error.to_string())?;
    Ok(id.to_string())
}

/// As PostgreSQL reads it.
pub(super) fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The members that are told of an address.
fn address(name: &str, arguments: &Arguments, errors: &mut FieldErrors) -> Option<Value> {
    let mut members = BTreeMap::new();
    for member in ADDRESS {
        let parameter = format!("{name}.{member}");
        let told = match arguments.get(&parameter) {
            None => continue,
            Some(Given::Null) => Ok(Value::Null),
            Some(Given::Values(values)) => match values.as_slice() {
                [value] => text(value, LONGEST_MEMBER),
                _ => Err(ONLY_ONE.to_owned()),
            },
        };
        match told {
            Ok(value) => {
                members.insert(member, value);
            }
            Err(message) => errors.entry(parameter).or_default().push(message),
        }
    }
    match arguments.get(name) {
        _ if !members.is_empty() => Some(json!(members)),
        None => None,
        Some(Given::Values(values)) if values.iter().any(|value| !value.trim().is_empty()) => {
            let message = format!("Name its members: {name}.postcode, {name}.town, …");
            errors.entry(name.to_owned()).or_default().push(message);
            None
        }
        Some(_) => Some(Value::Object(empty_address())),
    }
}

#[cfg(test)]
mod tests;
