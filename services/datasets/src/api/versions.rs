//! `/api/v1/datasets/{key}/versions/`

#[cfg(test)]
mod tests;
mod wire;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use diesel_async::AsyncPgConnection;
use serde_json::value::RawValue;
use web::openapi::{ErrorBody, Invalid, PageOf};
use web::{ApiError, Format, Query};

use self::wire::{Changes, Version, VersionItem, frozen, told};
use super::wire::{Named, csv, json, not_modified};
use super::{aside, etag, failed};
use crate::DatasetsError;
use crate::domain::diff::diff;
use crate::store::DatasetRow;
use crate::store::option_lists::parsed;
use crate::store::versions::{self as rows, VersionRow};
use crate::viewer::Visitor;

/// List the versions of a dataset
///
/// The newest first. Every change of a dataset made one, and none is ever
/// removed. Those from before it was published are for its owners alone, and so
/// are the names of people who made any.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{key}/versions/",
    operation_id = "list_dataset_versions",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key"),
        ("page" = Option<String>, Query, description = "From 1, or `last`"),
        ("page_size" = Option<i32>, Query, description = "20 unless told, 100 at most"),
    ),
    responses(
        (status = 200, description = "A page of versions.", body = PageOf<VersionItem<'static>>),
        (status = 404, description = "There is no such dataset, or no such page.", body = ErrorBody),
    )
)]
pub(crate) async fn list(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, dataset) = visitor.seen(&key).await?;
    let mut query = Query::new(&visitor.request);
    let page = query.page_of(20, 100);
    query.finish()?;

    let from = visitor.first_version(&dataset);
    let count = rows::count(&mut connection, dataset.id, from).await.map_err(failed)?;
    let page = page.cut(usize::try_from(count).map_err(ApiError::internal)?)?;
    let (offset, limit) = page.offset_and_limit()?;
    let rows = rows::list(&mut connection, dataset.id, from, offset, limit).await;
    let rows = rows.map_err(failed)?;
    drop(connection);
    let names = authors(&visitor, &dataset, &rows).await?;
    page.respond_rows(&visitor.request, &rows, |row| VersionItem::of(row, &names))
}

/// Get a version of a dataset
///
/// What it said then, for ever: pin it where options must not change. As CSV
/// the options alone.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{key}/versions/{version}/",
    operation_id = "get_dataset_version",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key"),
        ("version" = i32, Path, description = "The version's number"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that you hold"),
    ),
    responses(
        (status = 200, description = "The version.", body = Version<'static>),
        (status = 304, description = "The answer is as you hold it."),
        (status = 404, description = "There is no such dataset, or no such version of it.", body = ErrorBody),
    )
)]
pub(crate) async fn get(
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (key, version) = path.into_inner();
    let (mut connection, dataset) = visitor.seen(&key).await?;
    let row = found(&visitor, &mut connection, &dataset, &version).await?;
    drop(connection);
    let names = authors(&visitor, &dataset, std::slice::from_ref(&row)).await?;

    let rest = frozen(&key, &row, RawValue::NULL, &names);
    let rest = serde_json::to_vec(&rest).map_err(ApiError::internal)?;
    let tag = etag::tag_of_version(dataset.id, &row, &visitor.request, &rest)?;
    if web::is_held(visitor.request.headers(), &tag) {
        return Ok(not_modified(tag));
    }
    let mut connection = visitor.connection().await?;
    let options = visitor.options_json(&mut connection, row.option_list_id).await?;
    drop(connection);
    match Format::of(&visitor.request) {
        Format::Csv => csv(&format!("{key}-{}", row.version), options, tag).await,
        _ => json(StatusCode::OK, &frozen(&key, &row, &options, &names), tag),
    }
}

/// Compare two versions of a dataset
///
/// What became of the options since the version before, or since another.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{key}/versions/{version}/changes/",
    operation_id = "list_dataset_version_changes",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key"),
        ("version" = i32, Path, description = "The version's number"),
        ("since" = Option<i32>, Query, description = "The version to compare with: the one before unless told, if you see that; 0 for nothing at all"),
    ),
    responses(
        (status = 200, description = "What differs.", body = Changes<'static>),
        (status = 400, description = "There is no version `since`.", body = Invalid),
        (status = 404, description = "There is no such dataset, or no such version of it.", body = ErrorBody),
    )
)]
pub(crate) async fn changes(
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (key, version) = path.into_inner();
    let (mut connection, dataset) = visitor.seen(&key).await?;
    let row = found(&visitor, &mut connection, &dataset, &version).await?;
    let mut query = Query::new(&visitor.request);
    let since = since(&mut query, row.version, visitor.first_version(&dataset));
    let before = earlier(&visitor, &mut query, &mut connection, &dataset, since).await?;
    query.finish()?;

    let after = visitor.options_json(&mut connection, row.option_list_id).await?;
    let before = match before {
        Some(before) => Some(visitor.options_json(&mut connection, before.option_list_id).await?),
        None => None,
    };
    drop(connection);
    let body = aside(move || {
        let before = before.as_deref().map(parsed).transpose()?.unwrap_or_default();
        let after = parsed(&after)?;
        let told = told(&key, since, row.version, diff(&before, &after));
        Ok(serde_json::to_vec(&told)?)
    });
    Ok(HttpResponse::Ok().content_type(Format::Json.content_type()).body(body.await?))
}

/// The version to compare with; `first` is the first one that the visitor sees.
fn since(query: &mut Query<'_>, version: i32, first: i32) -> i32 {
    let before = if version > first { version - 1 } else { 0 };
    match query.text("since").map(|text| version_number(&text)) {
        None => before,
        Some(Some(since)) => since,
        Some(None) => {
            query.reject("since", "The number of a version is expected, or 0.");
            before
        }
    }
}

/// What was said at the version to compare with; nothing at version 0.
async fn earlier(
    visitor: &Visitor,
    query: &mut Query<'_>,
    connection: &mut AsyncPgConnection,
    of: &DatasetRow,
    since: i32,
) -> Result<Option<VersionRow>, ApiError> {
    if since == 0 {
        return Ok(None);
    }
    let row = rows::find(connection, of.id, visitor.first_version(of), since).await;
    let row = row.map_err(failed)?;
    if row.is_none() {
        query.reject("since", "There is no such version.");
    }
    Ok(row)
}

/// What those who made these versions are called, for those who may know.
async fn authors(
    visitor: &Visitor,
    of: &DatasetRow,
    rows: &[VersionRow],
) -> Result<Named, ApiError> {
    let may_know = visitor.may_know_authors(of);
    let authors = rows.iter().map(|row| row.created_by.filter(|_| may_know));
    Named::look_up(visitor, authors, []).await
}

/// The version that a path names, if the visitor sees it.
pub(super) async fn found(
    visitor: &Visitor,
    connection: &mut AsyncPgConnection,
    of: &DatasetRow,
    version: &str,
) -> Result<VersionRow, ApiError> {
    let version = version_number(version).ok_or_else(|| failed(DatasetsError::NoSuch))?;
    let row = rows::find(connection, of.id, visitor.first_version(of), version).await;
    row.map_err(failed)?.ok_or_else(|| failed(DatasetsError::NoSuch))
}

/// A number as versions have them, in the one way it is written.
pub(crate) fn version_number(text: &str) -> Option<i32> {
    let number: i32 = text.parse().ok()?;
    (number >= 0 && number.to_string() == text).then_some(number)
}
