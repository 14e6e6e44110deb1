//! What is done to documents. Every success is 200 with a JSON object: the
//! published clients take nothing else.

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use resources::Resource;
use serde::Serialize;
use serde_json::value::RawValue;
use web::ApiError;

use super::arguments::{Sent, of_query};
use super::failed;
use crate::domain::{Document, DocumentId, Listing, listing};
use crate::store::{find, list as list_of};
use crate::viewer::Visitor;
use crate::{CareError, Members, changes};

/// A page of a list.
#[derive(Serialize)]
struct Page {
    item_count: i64,
    items: Vec<Box<RawValue>>,
    page: i64,
    page_count: i64,
    per_page: i64,
}

pub(super) async fn list(
    resource: &'static Resource,
    visitor: Visitor,
) -> Result<HttpResponse, ApiError> {
    let listing = Listing::read(resource, &of_query(&visitor.request));
    let listing = listing.map_err(|errors| ApiError::invalid(&errors))?;
    let source = visitor.source(resource).await?;
    let mut connection = visitor.connection().await?;
    let listed = list_of(&mut connection, resource, &source, &listing).await.map_err(failed)?;
    drop(connection);
    let Listing { page, per_page, .. } = listing;
    let page_count = (listed.count + per_page - 1) / per_page;
    Ok(HttpResponse::Ok().json(Page {
        item_count: listed.count,
        items: listed.items,
        page,
        page_count,
        per_page,
    }))
}

pub(super) async fn retrieve(
    resource: &'static Resource,
    visitor: Visitor,
) -> Result<HttpResponse, ApiError> {
    let asked = listing::attributes(resource, &of_query(&visitor.request));
    let attributes = asked.unwrap_or_else(|| resource.attributes().collect());
    let id = id(resource, &visitor)?;
    let source = visitor.source(resource).await?;
    let mut connection = visitor.connection().await?;
    let found = find(&mut connection, resource, &source, &id, &attributes).await;
    let found = found.map_err(failed)?.ok_or_else(|| failed(CareError::NoSuch(resource.one)))?;
    Ok(HttpResponse::Ok().content_type(ContentType::json()).body(found.get().to_owned()))
}

pub(super) async fn create(
    resource: &'static Resource,
    visitor: Visitor,
    sent: Sent,
) -> Result<HttpResponse, ApiError> {
    let arguments = sent.about(resource)?;
    let (author, members) = (visitor.author()?, members(resource, &visitor).await?);
    let made = visitor.change(async move |connection| {
        changes::create(connection, &author, &members, resource, &arguments).await
    });
    told(made.await)
}

pub(super) async fn update(
    resource: &'static Resource,
    visitor: Visitor,
    sent: Sent,
) -> Result<HttpResponse, ApiError> {
    let arguments = sent.about(resource)?;
    let id = id(resource, &visitor)?;
    let (author, members) = (visitor.author()?, members(resource, &visitor).await?);
    let changed = visitor.change(async move |connection| {
        changes::update(connection, &author, &members, resource, &id, &arguments).await
    });
    told(changed.await)
}

pub(super) async fn delete(
    resource: &'static Resource,
    visitor: Visitor,
) -> Result<HttpResponse, ApiError> {
    let (id, author) = (id(resource, &visitor)?, visitor.author()?);
    let deleted = visitor
        .change(async move |connection| changes::delete(connection, &author, resource, &id).await);
    told(deleted.await.map(|()| Document::new()))
}

fn told(document: Result<Document, CareError>) -> Result<HttpResponse, ApiError> {
    document.map(|document| HttpResponse::Ok().json(document)).map_err(failed)
}

/// The users of the account, where documents of the resource refer to some.
async fn members(resource: &Resource, visitor: &Visitor) -> Result<Members, ApiError> {
    let refers = resource.attributes.iter().any(|own| matches!(own.kind, resources::Kind::User));
    if refers { visitor.members().await } else { Ok(Members::none()) }
}

/// The id in the address; whatever is none is nobody's.
fn id(resource: &Resource, visitor: &Visitor) -> Result<DocumentId, ApiError> {
    let id = visitor.request.match_info().query("id").parse();
    id.map_err(|_| failed(CareError::NoSuch(resource.one)))
}
