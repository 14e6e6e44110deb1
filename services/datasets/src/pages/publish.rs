//! Showing a list to everybody, which is asked twice about.

use ::pages::{Errors, Page, see_other};
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::differences::Differences;
use super::view::{Parent, parent};
use super::visit::{address, form, page, status};
use super::words;
use crate::DatasetsError;
use crate::api::failed;
use crate::changes;
use crate::store::DatasetRow;
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "publish.html")]
struct Publish {
    page: Page,
    errors: Errors,
    key: String,
    name: String,
    options: String,
    /// The version that the question is about: no other is published.
    version: i32,
    /// Whether it is an organisation's.
    is_shared: bool,
    parent: Option<Parent>,
    /// How it differs from its parent, if the person sees that.
    differences: Option<Differences>,
}

/// `GET /datasets/lists/{key}/publish/`
pub(super) async fn confirm(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let (connection, row) = visitor.seen(&key).await?;
    if row.is_global && visitor.viewer.may_edit(row.owner()) {
        return Ok(see_other(&address(&row.key, "")));
    }
    check(&visitor, &row)?;
    answer(&visitor, connection, &row, Errors::default()).await
}

/// `POST /datasets/lists/{key}/publish/`
pub(super) async fn post(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = visitor.seen(&key).await?;
    let version: Option<i32> = form(&visitor).get("version").parse().ok();
    let is_seen = move |row: &DatasetRow| {
        if Some(row.version) == version { Ok(()) } else { Err(DatasetsError::Changed) }
    };
    match changes::publish(&mut connection, &visitor.viewer, &row.key, is_seen).await {
        Ok(row) => Ok(see_other(&format!("{}?done=published", address(&row.key, "")))),
        Err(DatasetsError::AlreadyGlobal) => Ok(see_other(&address(&row.key, ""))),
        Err(DatasetsError::Changed) => {
            drop(connection);
            let (connection, row) = visitor.seen(&key).await?;
            check(&visitor, &row)?;
            let told = "Nothing has been published, because the list has changed since you opened \
                        this page. Look at it again.";
            answer(&visitor, connection, &row, Errors::one("", told)).await
        }
        Err(error) => Err(failed(error)),
    }
}

/// A list is published by those alone who may; it is 403 for others who see it.
fn check(visitor: &Visitor, row: &DatasetRow) -> Result<(), ApiError> {
    if visitor.viewer.may_publish(row.owner()) {
        Ok(())
    } else {
        Err(failed(DatasetsError::Forbidden))
    }
}

async fn answer(
    visitor: &Visitor,
    mut connection: ::store::Connection,
    row: &DatasetRow,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let (parent, before) = parent(visitor, &mut connection, row).await?.unzip();
    let lists = match before.flatten() {
        Some(before) => {
            let before = visitor.options(&mut connection, before.option_list_id).await?;
            let after = visitor.options(&mut connection, row.option_list_id).await?;
            Some((before, after))
        }
        None => None,
    };
    drop(connection);
    let differences = match lists {
        Some((before, after)) => Some(Differences::between(before, after).await?),
        None => None,
    };
    let shown = Publish {
        page: page(visitor, format!("Publish {}", row.name), "lists"),
        errors,
        key: row.key.clone(),
        name: row.name.clone(),
        options: words::options(row.options_count),
        version: row.version,
        is_shared: row.organization_id.is_some(),
        parent,
        differences,
    };
    shown.page.show(&visitor.request, status(&shown.errors), &shown)
}
