//! Documents to try the service with, all of them made up: a care provider with
//! four locations, the people it cares for, and those who enquired lately.
//!
//! Each file is a list of documents in the shape of the API, with three
//! liberties: a reference is told by the name of what it refers to, parts stand
//! inside their wholes, and times are told as seen from now: in minutes, or in
//! days with the time of the day.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use resources::{
    Attribute, CARE_ENQUIRIES, GROUPS, Kind, LOCATIONS, Resource, SERVICE_USERS, Settable,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::changes::{self, Author, By};
use crate::domain::{Arguments, Document, DocumentId, OrganizationId};
use crate::store::organizations;
use crate::{CareError, Members};

/// What is made, in an order in which everything that is referred to is there.
static FILES: [(&Resource, &str); 4] = [
    (&GROUPS, include_str!("groups.json")),
    (&LOCATIONS, include_str!("locations.json")),
    (&SERVICE_USERS, include_str!("service_users.json")),
    (&CARE_ENQUIRIES, include_str!("care_enquiries.json")),
];

/// Fills an organisation that has no document yet, all or nothing; one that has
/// any stays as it is. It may be called several times at once.
pub async fn fill(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
) -> Result<(), CareError> {
    connection
        .transaction(async |connection| {
            organizations::lock(connection, organization).await?;
            if !organizations::has_any(connection, organization).await? {
                make(connection, organization).await?;
            }
            Ok(())
        })
        .await
}

/// Makes the documents in an organisation; how many there are. Whoever calls
/// owns the transaction.
pub(crate) async fn make(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
) -> Result<usize, CareError> {
    let mut maker = Maker {
        connection,
        author: Author { organization, by: By::Command },
        now: Utc::now(),
        named: BTreeMap::new(),
        count: 0,
    };
    for (resource, text) in FILES {
        for told in serde_json::from_str::<Vec<Document>>(text)? {
            maker.whole(resource, told).await?;
        }
    }
    Ok(maker.count)
}

/// A time as seen from now.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
enum Moment {
    /// So many minutes from now.
    Minutes(i64),
    /// So many days from today, at this time.
    Day(i64, NaiveTime),
}

impl Moment {
    fn at(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Minutes(minutes) => now + TimeDelta::minutes(minutes),
            Self::Day(days, time) => {
                (now.date_naive() + TimeDelta::days(days)).and_time(time).and_utc()
            }
        }
    }
}

struct Maker<'a> {
    connection: &'a mut AsyncPgConnection,
    author: Author,
    now: DateTime<Utc>,
    /// What there is by now, by name.
    named: BTreeMap<String, DocumentId>,
    count: usize,
}

impl Maker<'_> {
    /// Makes a document, and then its parts.
    async fn whole(
        &mut self,
        resource: &'static Resource,
        mut told: Document,
    ) -> Result<(), CareError> {
        let parts = take_parts(resource, &mut told)?;
        let id = self.one(resource, self.resolve(resource, told)?).await?;
        for (part, attribute, told) in parts {
            let mut told = self.resolve(part, told)?;
            told.insert(attribute.name.to_owned(), json!(id));
            self.one(part, told).await?;
        }
        Ok(())
    }

    /// Makes a document as the API would, and then sets what care keeps itself.
    async fn one(
        &mut self,
        resource: &'static Resource,
        told: Document,
    ) -> Result<DocumentId, CareError> {
        let (mut kept, said): (Document, Document) =
            told.into_iter().partition(|(name, _)| is_kept(resource, name));
        let arguments = Arguments::of_json(resource, said).map_err(CareError::Invalid)?;
        let (author, members) = (&self.author, Members::none());
        let made = changes::create(self.connection, author, &members, resource, &arguments).await?;
        let id = changes::id_of(&made)?;
        if let Some(name) = made.get("name").and_then(Value::as_str) {
            self.named.insert(name.to_owned(), id.clone());
        }
        if let Some(created) = kept.get(Attribute::CREATED.name).cloned() {
            kept.entry(Attribute::MODIFIED.name).or_insert(created);
        }
        organizations::put(self.connection, resource, author.organization, &id, &kept).await?;
        self.count += 1;
        Ok(id)
    }

    /// The same with ids for names, and with times.
    fn resolve(&self, resource: &Resource, told: Document) -> Result<Document, CareError> {
        let resolved = told.into_iter().map(|(name, value)| -> Result<_, CareError> {
            let value = match resource.attribute(&name).map(|own| own.kind) {
                Some(Kind::DateTime | Kind::Mark) => self.time(value)?,
                Some(kind) if kind.target().is_some() => self.ids(&name, value)?,
                _ => value,
            };
            Ok((name, value))
        });
        resolved.collect()
    }

    fn time(&self, moment: Value) -> Result<Value, CareError> {
        let time = serde_json::from_value::<Moment>(moment)?.at(self.now);
        Ok(json!(time.to_rfc3339_opts(SecondsFormat::Secs, true)))
    }

    fn ids(&self, attribute: &str, names: Value) -> Result<Value, CareError> {
        match names {
            Value::Array(names) => {
                names.into_iter().map(|name| self.ids(attribute, name)).collect()
            }
            name => {
                let id = name.as_str().and_then(|name| self.named.get(name));
                let unknown = || CareError::invalid(attribute, format!("{name} is not there yet."));
                id.map(|id| json!(id)).ok_or_else(unknown)
            }
        }
    }
}

/// Whether care keeps an attribute itself.
fn is_kept(resource: &Resource, name: &str) -> bool {
    resource.attribute(name).is_some_and(|own| own.settable == Settable::Never)
}

/// A document to be made, and the attribute by which it is part of another.
type Part = (&'static Resource, &'static Attribute, Document);

/// Takes the parts out of a document.
fn take_parts(resource: &Resource, told: &mut Document) -> Result<Vec<Part>, CareError> {
    let mut parts = Vec::new();
    for (part, attribute) in resource.parts() {
        let Some(all) = told.remove(&part.table()) else { continue };
        let all: Vec<Document> = serde_json::from_value(all)?;
        parts.extend(all.into_iter().map(|told| (part, attribute, told)));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests;
