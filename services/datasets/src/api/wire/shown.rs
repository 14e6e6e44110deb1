//! Answers that show a dataset.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use serde_json::value::RawValue;
use web::{ApiError, Format};

use super::{Detail, Named};
use crate::api::{aside, etag, failed};
use crate::domain::{Viewer, lines};
use crate::store::datasets::{self, DatasetRow, Parent};
use crate::store::option_lists;
use crate::viewer::Visitor;

/// What the database tells of a dataset beside its row.
pub(in crate::api) struct Kept {
    parent: Option<Parent>,
    options: Arc<RawValue>,
}

impl Kept {
    #[cfg(test)]
    pub(super) fn new(parent: Option<Parent>, options: Arc<RawValue>) -> Self {
        Self { parent, options }
    }

    pub(in crate::api) async fn read(
        visitor: &Visitor,
        connection: &mut AsyncPgConnection,
        row: &DatasetRow,
    ) -> Result<Self, ApiError> {
        let of = std::slice::from_ref(row);
        let mut parents = datasets::parents(connection, of).await.map_err(failed)?;
        let options = visitor.options_json(connection, row.option_list_id).await?;
        Ok(Self { parent: row.parent_id.and_then(|id| parents.remove(&id)), options })
    }

    /// With what accounts tells.
    pub(in crate::api) async fn named<'a>(
        self,
        visitor: &Visitor,
        row: &'a DatasetRow,
    ) -> Result<Shown<'a>, ApiError> {
        let names = Named::look_up(visitor, [row.created_by], [row.organization_id]).await?;
        Ok(self.shown(&visitor.viewer, row, names))
    }

    /// The same, without the names where accounts is away.
    pub(in crate::api) async fn named_if_known<'a>(
        self,
        visitor: &Visitor,
        row: &'a DatasetRow,
    ) -> Shown<'a> {
        let names = Named::if_known(visitor, [row.created_by], [row.organization_id]).await;
        self.shown(&visitor.viewer, row, names)
    }

    pub(super) fn shown<'a>(self, viewer: &Viewer, row: &'a DatasetRow, names: Named) -> Shown<'a> {
        let owner = row.owner();
        let (is_editable, can_publish) = (viewer.may_edit(owner), viewer.may_publish(owner));
        Shown { row, kept: self, names, is_editable, can_publish }
    }
}

/// Everything that is told of a dataset.
pub(in crate::api) struct Shown<'a> {
    row: &'a DatasetRow,
    kept: Kept,
    names: Named,
    is_editable: bool,
    can_publish: bool,
}

impl Shown<'_> {
    /// Answers in JSON, with the entity tag.
    pub(in crate::api) fn respond(
        &self,
        request: &HttpRequest,
        status: StatusCode,
    ) -> Result<HttpResponse, ApiError> {
        let tag = self.tag(request)?;
        json(status, &self.detail(&self.kept.options), tag)
    }

    /// Answers a read: 304 where the caller holds the answer, else in the form
    /// that was asked for.
    pub(in crate::api) async fn read(
        &self,
        request: &HttpRequest,
    ) -> Result<HttpResponse, ApiError> {
        let tag = self.tag(request)?;
        if web::is_held(request.headers(), &tag) {
            return Ok(not_modified(tag));
        }
        match Format::of(request) {
            Format::Csv => csv(&self.row.key, Arc::clone(&self.kept.options), tag).await,
            _ => json(StatusCode::OK, &self.detail(&self.kept.options), tag),
        }
    }

    fn tag(&self, request: &HttpRequest) -> Result<HeaderValue, ApiError> {
        let rest = serde_json::to_vec(&self.detail(RawValue::NULL)).map_err(ApiError::internal)?;
        etag::tag(self.row, request, &rest)
    }

    pub(super) fn detail<'a>(&'a self, options: &'a RawValue) -> Detail<'a> {
        let (row, parent) = (self.row, self.kept.parent.as_ref());
        Detail {
            key: &row.key,
            name: &row.name,
            description: &row.description,
            category: row.category,
            source_type: row.source_type,
            is_custom: row.is_custom,
            is_global: row.is_global,
            parent: parent.map(|parent| parent.key.as_str()),
            parent_name: parent.map(|parent| parent.name.as_str()),
            organization: row.organization_id,
            organization_name: self.names.organization(row.organization_id),
            tags: &row.tags,
            options,
            format_pattern: &row.format_pattern,
            created_at: row.created_at,
            updated_at: row.updated_at,
            last_synced_at: row.last_synced_at,
            last_scraped: row.last_scraped,
            is_editable: self.is_editable,
            reference_url: &row.reference_url,
            created_by: row.created_by,
            created_by_username: self.names.user(row.created_by),
            published_at: row.published_at,
            version: row.version,
            is_active: row.is_active,
            can_publish: self.can_publish,
        }
    }
}

/// Answers in JSON.
pub(in crate::api) fn json(
    status: StatusCode,
    body: &impl Serialize,
    tag: HeaderValue,
) -> Result<HttpResponse, ApiError> {
    let body = serde_json::to_vec(body).map_err(ApiError::internal)?;
    let mut response = HttpResponse::build(status);
    let response = response.content_type(Format::Json.content_type());
    Ok(response.insert_header((header::ETAG, tag)).body(body))
}

/// Answers with options in CSV, as a file of this name.
pub(in crate::api) async fn csv(
    name: &str,
    options: Arc<RawValue>,
    tag: HeaderValue,
) -> Result<HttpResponse, ApiError> {
    let file = aside(move || Ok(lines::file(&option_lists::parsed(&options)?))).await?;
    let mut response = HttpResponse::Ok();
    response.content_type(Format::Csv.content_type());
    // The letters of keys need no quoting (RFC 6266 §4).
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    response.insert_header((header::CONTENT_DISPOSITION, disposition));
    response.insert_header((header::ETAG, tag));
    Ok(response.body(file))
}

/// The caller holds the answer (RFC 9110 §15.4.5).
pub(in crate::api) fn not_modified(tag: HeaderValue) -> HttpResponse {
    let mut response = HttpResponse::NotModified();
    response.insert_header((header::ETAG, tag)).body(actix_web::body::None::new())
}
