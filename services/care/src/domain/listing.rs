//! What a list is asked for.

use chrono::{DateTime, NaiveDate, Utc};
use resources::{Attribute, Filter, Kind, Resource, Test};
use web::FieldErrors;

use super::Arguments;
use super::times::time;
use super::values;

/// The most documents of a page.
pub(crate) const MOST: i64 = 100;

/// How many they are unless told.
pub(crate) const USUAL: i64 = 10;

/// The most values of a filter.
const MOST_WANTED: usize = 500;

/// The most words that are searched for.
const MOST_WORDS: usize = 20;

/// What every filter's parameter begins with.
const FILTERS: &str = "filters-";

/// A page of a list.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    /// What is told of each document, `_id` first.
    pub(crate) attributes: Vec<&'static Attribute>,
    /// From 1.
    pub(crate) page: i64,
    /// How many documents a page has, [`MOST`] at most.
    pub(crate) per_page: i64,
    /// What it is sorted by, the most important first.
    pub(crate) sorts: Vec<Sort>,
    /// What all documents of the list have in common.
    pub(crate) conditions: Vec<Condition>,
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    /// The name of an attribute.
    pub(crate) attribute: &'static str,
    /// The greatest first.
    pub(crate) descending: bool,
}

/// A filter with its values.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    /// The attribute is one of these.
    In(&'static Attribute, Vec<String>),
    /// The attribute, a list, has one of these.
    Has(&'static Attribute, Vec<String>),
    /// The attribute is later.
    After(&'static Attribute, DateTime<Utc>),
    /// The attribute is earlier.
    Before(&'static Attribute, DateTime<Utc>),
    /// The attribute is on this day or later.
    From(&'static Attribute, NaiveDate),
    /// The attribute is on this day or earlier.
    Until(&'static Attribute, NaiveDate),
    /// The attribute is set, or is not.
    Set(&'static Attribute, bool),
    /// All these are in what is searched.
    Keywords(Vec<String>),
}

impl Listing {
    /// Reads the parameters of a list, or says what is wrong with each.
    pub(crate) fn read(
        resource: &'static Resource,
        arguments: &Arguments,
    ) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let listing = Self {
            attributes: attributes(resource, arguments).unwrap_or_else(|| vec![&Attribute::ID]),
            page: whole(arguments, "page", 1, i64::MAX, &mut errors).unwrap_or(1),
            per_page: whole(arguments, "per_page", 1, MOST, &mut errors).unwrap_or(USUAL),
            sorts: sorts(resource, arguments, &mut errors),
            conditions: conditions(resource, arguments, &mut errors),
        };
        if errors.is_empty() { Ok(listing) } else { Err(errors) }
    }

    /// How many documents come before those of the page.
    pub(crate) fn offset(&self) -> i64 {
        (self.page - 1).saturating_mul(self.per_page)
    }
}

/// The attributes that are asked for, `_id` first, each once; `None` where none
/// is. Names that the resource does not know are left out: clients ask for some.
pub(crate) fn attributes(
    resource: &'static Resource,
    arguments: &Arguments,
) -> Option<Vec<&'static Attribute>> {
    let asked = arguments.values("attributes");
    if asked.iter().all(|name| name.trim().is_empty()) {
        return None;
    }
    let wanted = |own: &&'static Attribute| {
        own.name == Attribute::ID.name || asked.iter().any(|name| name.trim() == own.name)
    };
    Some(resource.attributes().filter(wanted).collect())
}

fn whole(
    arguments: &Arguments,
    name: &str,
    least: i64,
    most: i64,
    errors: &mut FieldErrors,
) -> Option<i64> {
    let [value] = arguments.values(name) else {
        if !arguments.values(name).is_empty() {
            reject(errors, name, values::ONLY_ONE.to_owned());
        }
        return None;
    };
    if value.trim().is_empty() {
        return None;
    }
    let number = value.trim().parse().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        let most = if most == i64::MAX { String::new() } else { format!(" to {most}") };
        reject(errors, name, format!("A whole number from {least}{most} is wanted."));
    }
    number
}

fn sorts(
    resource: &'static Resource,
    arguments: &Arguments,
    errors: &mut FieldErrors,
) -> Vec<Sort> {
    let mut sorts: Vec<Sort> = Vec::new();
    for value in arguments.values("sort_by") {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        let (name, descending) =
            value.strip_prefix('-').map_or((value, false), |name| (name, true));
        match resource.sorts().find(|known| *known == name) {
            // It has been sorted by that already.
            Some(known) if sorts.iter().any(|sort| sort.attribute == known) => {}
            Some(attribute) => sorts.push(Sort { attribute, descending }),
            None => {
                let known = resource.sorts().collect::<Vec<_>>().join(", ");
                reject(errors, "sort_by", format!("This can be sorted by {known}."));
            }
        }
    }
    if sorts.is_empty() {
        sorts.push(Sort { attribute: Attribute::ID.name, descending: false });
    }
    sorts
}

fn conditions(
    resource: &'static Resource,
    arguments: &Arguments,
    errors: &mut FieldErrors,
) -> Vec<Condition> {
    for name in arguments.names().filter_map(|name| name.strip_prefix(FILTERS)) {
        if !resource.filters().any(|filter| filter.name == name) {
            let known = resource.filters().map(|filter| filter.name);
            let known = known.collect::<Vec<_>>().join(", ");
            reject(errors, &format!("{FILTERS}{name}"), format!("The filters are {known}."));
        }
    }
    let mut conditions = Vec::new();
    for filter in resource.filters() {
        let name = format!("{FILTERS}{}", filter.name);
        match condition(resource, filter, arguments.values(&name)) {
            Ok(condition) => conditions.extend(condition),
            Err(message) => reject(errors, &name, message),
        }
    }
    conditions
}

fn condition(
    resource: &'static Resource,
    filter: &Filter,
    values: &[String],
) -> Result<Option<Condition>, String> {
    let given: Vec<&str> =
        values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    let Some(attribute) = filter.test.attribute() else {
        return if given.is_empty() { Ok(None) } else { keywords(&given).map(Some) };
    };
    let attribute = resource.attribute(attribute).ok_or("There is no such attribute.")?;
    if let Test::Set { unless_told, .. } = filter.test {
        return set(attribute, one(&given)?.unwrap_or(unless_told));
    }
    if given.is_empty() {
        return Ok(None);
    }
    let only = || Ok::<_, String>(one(&given)?.unwrap_or_default());
    let day = || -> Result<NaiveDate, String> {
        // A date alone, or a date and time of which the date counts.
        time(only()?).map(|time| time.date_naive()).map_err(str::to_owned)
    };
    Ok(Some(match filter.test {
        Test::In(_) => Condition::In(attribute, wanted(attribute, &given)?),
        Test::Has(_) => Condition::Has(attribute, wanted(attribute, &given)?),
        Test::After(_) => Condition::After(attribute, time(only()?)?),
        Test::Before(_) => Condition::Before(attribute, time(only()?)?),
        Test::From(_) => Condition::From(attribute, day()?),
        Test::Until(_) => Condition::Until(attribute, day()?),
        Test::Set { .. } | Test::Keywords => return Ok(None),
    }))
}

fn one<'a>(given: &[&'a str]) -> Result<Option<&'a str>, String> {
    match given {
        [] => Ok(None),
        [value] => Ok(Some(*value)),
        _ => Err(values::ONLY_ONE.to_owned()),
    }
}

fn keywords(given: &[&str]) -> Result<Condition, String> {
    let words: Vec<String> =
        given.iter().flat_map(|value| value.split_whitespace()).map(str::to_owned).collect();
    if words.len() > MOST_WORDS {
        return Err(format!("At most {MOST_WORDS} words can be given."));
    }
    if words.iter().any(|word| word.contains('\0')) {
        return Err(values::NO_NULLS.to_owned());
    }
    Ok(Condition::Keywords(words))
}

fn set(attribute: &'static Attribute, value: &str) -> Result<Option<Condition>, String> {
    match value.to_ascii_lowercase().as_str() {
        "unset" | "both" => Ok(None),
        text => match values::flag(text) {
            Ok(wanted) => Ok(Some(Condition::Set(attribute, wanted))),
            Err(_) => Err("One of these is wanted: yes, no, unset, both.".to_owned()),
        },
    }
}

/// The values of a filter, as the attribute that it looks at has them.
fn wanted(attribute: &Attribute, given: &[&str]) -> Result<Vec<String>, String> {
    if given.len() > MOST_WANTED {
        return Err(format!("At most {MOST_WANTED} values can be given."));
    }
    let read = |value: &&str| match attribute.kind {
        Kind::Choice(words) | Kind::Choices(words) => values::word(words, value).map(str::to_owned),
        _ => values::id(value),
    };
    given.iter().map(read).collect()
}

fn reject(errors: &mut FieldErrors, name: &str, message: String) {
    errors.entry(name.to_owned()).or_default().push(message);
}

#[cfg(test)]
mod tests;
