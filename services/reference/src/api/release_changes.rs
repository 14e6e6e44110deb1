//! `/api/v1/reference/releases/{id}/changes/`

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::{DataType, Field, FieldRef};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::ListParams;
use super::export::{self, List, Wanted};
use super::releases::find;
use crate::domain::Release;
use crate::import::compare;
use crate::objects::Objects;
use crate::publications::{self, Change, Kind};
use crate::segment::{fields, text};
use crate::view::{Served, View};

/// A row that differs between two releases.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::Change)]
pub struct ChangedRow<'a> {
    /// What identifies the row in both, such as a practice's code.
    #[schema(value_type = String)]
    key: &'a str,
    /// What became of it.
    kind: Kind,
    /// The fields that differ.
    fields: Vec<ChangedField<'a>>,
}

/// A field that differs.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::ChangedField)]
pub struct ChangedField<'a> {
    /// Its name in the segment.
    #[schema(value_type = String)]
    name: &'a str,
    /// Its value before; null where there was none.
    #[schema(value_type = Object)]
    before: &'a Value,
    /// Its value after; null where there is none.
    #[schema(value_type = Object)]
    after: &'a Value,
}

/// List the changes of a release
///
/// The rows that were added, changed or removed since the revision before it,
/// or since another release of the same publication, by key. The first
/// revision of a period has no changes of its own.
#[utoipa::path(
    get,
    path = "/api/v1/reference/releases/{id}/changes/",
    operation_id = "list_release_changes",
    tag = "reference",
    params(
        ("id" = String, Path, description = "The release", example = "epraccur-2026-02-03-r2"),
        ("against" = Option<String>, Query, description = "The release to compare with; unless told the revision before", example = "epraccur-2026-02-03-r1"),
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of changed rows.", body = PageOf<ChangedRow<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such release, or no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(
    request: HttpRequest,
    id: Path<String>,
    Served(view): Served,
    objects: Data<Objects>,
) -> Result<HttpResponse, ApiError> {
    let release = find(&view, &id);
    let mut query = Query::new(&request);
    let against = query.text("against");
    let wanted = Wanted::read::<Found>(&request, &mut query);
    let other = against.as_deref().map(|against| find(&view, against));
    if let (Ok(release), Some(other)) = (&release, &other) {
        match other {
            Err(_) => query.reject("against", "No release has this id."),
            Ok(other) if other.publication != release.publication => {
                query.reject("against", "This release belongs to another publication.");
            }
            Ok(_) => {}
        }
    }
    query.finish()?;
    let release = release?;
    let before = match other {
        Some(other) => Some(other?),
        None => revision_before(&view, release),
    };
    let changes = match before {
        Some(before) => between(before, release, &objects).await?,
        None => Vec::new(),
    };
    export::respond(&request, wanted, Found(changes))
}

fn revision_before<'a>(view: &'a View, release: &Release) -> Option<&'a Release> {
    let earlier = view.known.iter().filter(|other| {
        other.publication == release.publication
            && other.period == release.period
            && other.revision < release.revision
    });
    earlier.max_by_key(|other| other.revision)
}

async fn between(
    before: &Release,
    after: &Release,
    objects: &Objects,
) -> Result<Vec<Change>, ApiError> {
    let publication = publications::find(&after.publication)
        .ok_or_else(|| ApiError::internal("a release of an unknown publication"))?;
    let before = objects.get(&before.segment).await.map_err(ApiError::unavailable)?;
    let after = objects.get(&after.segment).await.map_err(ApiError::unavailable)?;
    compare(publication, before, after).await.map_err(ApiError::internal)
}

/// The rows that differ.
struct Found(Vec<Change>);

impl List for Found {
    type Row<'a> = ChangedRow<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn row(&self, at: usize) -> Option<ChangedRow<'_>> {
        let change = self.0.get(at)?;
        let fields = change.fields.iter();
        let fields = fields.map(|(name, before, after)| ChangedField { name, before, after });
        Some(ChangedRow { key: &change.key, kind: change.kind, fields: fields.collect() })
    }

    fn columns() -> Vec<FieldRef> {
        // Fields are of many types, so a table has them as JSON.
        let field = [text("name").with_nullable(false), text("before"), text("after")];
        let item = DataType::Struct(fields(field).into());
        fields([
            text("key").with_nullable(false),
            text("kind").with_nullable(false),
            Field::new("fields", DataType::new_list(item, false), false),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<ChangedRow<'_>, Found>();
    }
}
