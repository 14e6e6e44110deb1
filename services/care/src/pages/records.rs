//! Documents as pages read them: through the lists and finds of the API.

use std::collections::{BTreeSet, HashMap};

use ::pages::{Moment, Paging};
use chrono::{DateTime, NaiveDateTime, ParseError, Utc};
use resources::{Attribute, LOCATIONS, Resource};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use web::ApiError;

use crate::CareError;
use crate::api::failed;
use crate::domain::{Arguments, DocumentId, Listing, OrganizationId, listing};
use crate::store::{self, Source};
use crate::viewer::Visitor;

/// The most documents that a list tells at once.
pub(super) const MOST: i64 = listing::MOST;

/// The most pages of locations that are read to choose from.
const MOST_PAGES: i64 = 10;

/// The documents of the account of whoever asks.
pub(super) struct Records {
    connection: ::store::Connection,
    organization: OrganizationId,
}

/// How many documents a list has, and those of the page that was asked for.
pub(super) struct Found<T> {
    pub(super) count: i64,
    pub(super) items: Vec<T>,
}

/// What documents and people are called, by id.
pub(super) type Names = HashMap<String, String>;

/// What has an id and a name.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Named {
    #[serde(rename = "_id")]
    pub(super) id: String,
    pub(super) name: String,
}

/// A time as documents tell it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
pub(super) struct At(DateTime<Utc>);

impl TryFrom<String> for At {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        let at = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S")?;
        Ok(Self(at.and_utc()))
    }
}

impl From<At> for Moment {
    fn from(At(at): At) -> Self {
        Self::from(at)
    }
}

impl Records {
    /// The documents of the account of `visitor`.
    pub(super) async fn of(visitor: &Visitor) -> Result<Self, ApiError> {
        let organization = visitor.organization()?;
        Ok(Self { connection: visitor.connection().await?, organization })
    }

    /// A page of so many documents of a list, asked for as the API is; one that
    /// is not there counts as the nearest that is. Errors: what is wrong with
    /// the parameters is told by their names.
    pub(super) async fn page<T: DeserializeOwned>(
        &mut self,
        resource: &'static Resource,
        asked: &[(&str, &str)],
        number: i64,
        size: i64,
    ) -> Result<Found<T>, ApiError> {
        let found = self.numbered(resource, asked, number, size).await?;
        let nearest = Paging::new("", &[], number, size, found.count).page;
        if nearest == number {
            Ok(found)
        } else {
            self.numbered(resource, asked, nearest, size).await
        }
    }

    async fn numbered<T: DeserializeOwned>(
        &mut self,
        resource: &'static Resource,
        asked: &[(&str, &str)],
        number: i64,
        size: i64,
    ) -> Result<Found<T>, ApiError> {
        let (number, size) = (number.to_string(), size.to_string());
        let mut asked: Vec<(&str, &str)> = asked.to_vec();
        asked.extend([("page", number.as_str()), ("per_page", size.as_str())]);
        let listing = Listing::read(resource, &Arguments::of(&asked));
        let listing = listing.map_err(|fields| failed(CareError::Invalid(fields)))?;
        let source = Source::Table(self.organization);
        let listed = store::list(&mut self.connection, resource, &source, &listing).await;
        let listed = listed.map_err(failed)?;
        let items = listed.items.iter().map(|item| serde_json::from_str(item.get()));
        let items = items.collect::<Result<Vec<T>, _>>().map_err(failed)?;
        Ok(Found { count: listed.count, items })
    }

    /// All that is known of one document; none where the account has no such.
    pub(super) async fn find<T: DeserializeOwned>(
        &mut self,
        resource: &'static Resource,
        id: &DocumentId,
    ) -> Result<Option<T>, ApiError> {
        let source = Source::Table(self.organization);
        let all: Vec<&'static Attribute> = resource.attributes().collect();
        let found = store::find(&mut self.connection, resource, &source, id, &all).await;
        let found = found.map_err(failed)?;
        found.map(|item| serde_json::from_str(item.get())).transpose().map_err(failed)
    }

    /// What documents of a resource are called that has a `name`, archived ones
    /// too: of the first hundred that are asked for.
    pub(super) async fn names<'a>(
        &mut self,
        resource: &'static Resource,
        ids: impl Iterator<Item = &'a str>,
    ) -> Result<Names, ApiError> {
        let mut asked = vec![("attributes", "name")];
        if resource.filters().any(|filter| filter.name == "archived") {
            asked.push(("filters-archived", "both"));
        }
        let about = asked.len();
        asked.extend(ids.map(|id| ("filters-ids", id)));
        if asked.len() == about {
            return Ok(Names::new());
        }
        let found = self.page::<Named>(resource, &asked, 1, MOST).await?;
        Ok(found.items.into_iter().map(|named| (named.id, named.name)).collect())
    }

    /// The locations to choose from, by name: the oldest thousand.
    pub(super) async fn locations(&mut self) -> Result<Vec<Named>, ApiError> {
        let mut locations = Vec::new();
        for number in 1..=MOST_PAGES {
            let asked = [("attributes", "name")];
            let found = self.numbered::<Named>(&LOCATIONS, &asked, number, MOST).await?;
            locations.extend(found.items);
            if usize::try_from(found.count).is_ok_and(|count| locations.len() >= count) {
                break;
            }
        }
        locations.sort_by_cached_key(|named| named.name.to_lowercase());
        Ok(locations)
    }
}

/// What users of the account are called: those of these ids who are known. While
/// accounts is away that is nobody, and pages are read all the same.
pub(super) async fn people<'a>(visitor: &Visitor, ids: impl Iterator<Item = &'a str>) -> Names {
    let ids: BTreeSet<&str> = ids.collect();
    if ids.is_empty() {
        return Names::new();
    }
    match visitor.members().await {
        Ok(members) => {
            let named = |id: &str| Some((id.to_owned(), members.name_of(id)?.to_owned()));
            ids.into_iter().filter_map(named).collect()
        }
        Err(error) => {
            tracing::warn!(%error, "names are not known");
            Names::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_documents_tell_them() {
        let at: At = serde_json::from_str("\"2026-11-22 17:05:06\"").unwrap();
        assert_eq!(Moment::from(at).machine(), "2026-11-22T17:05:06Z");
        for text in ["", "2026-11-22", "2026-11-22T17:05:06Z"] {
            assert!(At::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
