//! `/api/v1/reference/releases/{id}/changes/`

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::{DataType, Field, FieldRef};
use moka::future::Cache;
use objects::Objects;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Mutex;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::ListParams;
use super::export::{self, List, Wanted};
use super::releases::find;
use crate::domain::{Release, replaced};
use crate::import::{ImportError, compare};
use crate::publications::{self, Change, Kind};
use crate::segment::{fields, text};
use crate::view::Served;

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
    /// Its value before, as JSON; null where there was none.
    #[schema(example = "3733")]
    before: Option<String>,
    /// Its value after, as JSON; null where there is none.
    #[schema(example = "3740")]
    after: Option<String>,
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
    comparisons: Data<Comparisons>,
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
        None => replaced(release, &view.known),
    };
    let changes = match before {
        Some(before) => comparisons.between(before, release).await?,
        None => Arc::default(),
    };
    export::respond(&request, wanted, Found(changes))
}

/// Comparisons that are kept for whoever walks the pages.
const KEPT: u64 = 4;

/// How long one that nobody asks for is kept.
const IDLE: Duration = Duration::from_secs(60);

/// Compares releases, one pair at a time: it takes both in memory.
#[derive(Clone)]
pub struct Comparisons {
    objects: Objects,
    known: Cache<(String, String), Arc<Vec<Change>>>,
    comparing: Arc<Mutex<()>>,
}

impl Comparisons {
    /// Compares what is in this object store.
    pub fn new(objects: Objects) -> Self {
        let known = Cache::builder().max_capacity(KEPT).time_to_idle(IDLE).build();
        Self { objects, known, comparing: Arc::default() }
    }

    async fn between(
        &self,
        before: &Release,
        after: &Release,
    ) -> Result<Arc<Vec<Change>>, ApiError> {
        let publication = publications::find(&after.publication)
            .ok_or_else(|| ApiError::internal("a release of an unknown publication"))?;
        let pair = (before.segment.clone(), after.segment.clone());
        let compared = self.known.try_get_with(pair, async {
            let _turn = self.comparing.lock().await;
            let before = self.objects.get(&before.segment).await?;
            let after = self.objects.get(&after.segment).await?;
            compare(publication, before, after).await.map(Arc::new)
        });
        compared.await.map_err(|error: Arc<ImportError>| ApiError::unavailable(error.to_string()))
    }
}

/// The rows that differ.
struct Found(Arc<Vec<Change>>);

impl List for Found {
    type Row<'a> = ChangedRow<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn row(&self, at: usize) -> Option<ChangedRow<'_>> {
        let change = self.0.get(at)?;
        // Fields are of many types, and a table has one for each column.
        let told = |value: &Value| (!value.is_null()).then(|| value.to_string());
        let fields = change.fields.iter().map(|(name, before, after)| ChangedField {
            name,
            before: told(before),
            after: told(after),
        });
        Some(ChangedRow { key: &change.key, kind: change.kind, fields: fields.collect() })
    }

    fn columns() -> Vec<FieldRef> {
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
