//! `POST /api/v1/releases/items/{item}/releases`

mod form;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use utoipa::ToSchema;
use web::openapi::MessageBody;
use web::{ApiError, media_type};

use self::form::{Archive, fields, receive};
use super::links::Links;
use super::wire::{Listed, Releases};
use super::{failed, item_id, segment};
use crate::changes::{By, Published};
use crate::domain::ItemId;
use crate::store::items;
use crate::viewer::Visitor;
use crate::{LARGEST_ARCHIVE, ReleasesError};

/// A release that is new.
#[derive(ToSchema)]
#[schema(as = releases::NewRelease, rename_all = "camelCase")]
#[expect(dead_code, reason = "documents what `publish` reads")]
pub(crate) struct NewRelease {
    /// What it is called.
    #[schema(min_length = 1, max_length = 200, example = "Release 5.2.0")]
    name: String,
    /// Its day.
    #[schema(format = "date", example = "2025-05-08")]
    release_date: String,
    /// The archive, which must come last. What it is called here it is called for
    /// ever: at most 200 characters of printable ASCII. The whole body has at most 4 GiB.
    #[schema(value_type = String, format = "binary")]
    archive: Vec<u8>,
}

/// Publish a release
///
/// Signs the archive and lists it, all at once when the last byte has come. What
/// is published never changes: the same archive again, under the same name and
/// date, changes nothing; another one of its name is refused, and so is one of
/// the name of a release that was withdrawn.
#[utoipa::path(
    post,
    path = "/api/v1/releases/items/{item}/releases",
    operation_id = "publish_release",
    tag = "releases",
    params(("item" = i64, Path, description = "The item's number", example = 58)),
    request_body(content = NewRelease, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "This very release had been published before.", body = Releases),
        (status = 201, description = "The release, as the list has it; `Location` is where its archive is.", body = Releases),
        (status = 400, description = "A field is missing or wrong, or the body broke off; the message names each field.", body = MessageBody),
        (status = 404, description = "There is no such item.", body = MessageBody),
        (status = 409, description = "Something else was published under this name.", body = MessageBody),
        (status = 413, description = "The archive is larger than 4 GiB.", body = MessageBody),
        (status = 415, description = "The body is not `multipart/form-data`.", body = MessageBody),
    )
)]
pub(crate) async fn publish(
    visitor: Visitor,
    mut body: Multipart,
) -> Result<HttpResponse, ApiError> {
    let user = visitor.known()?;
    check(&visitor.request)?;
    let item = found(&visitor).await?;
    let (details, field) = fields(&mut body).await?;
    let publisher = visitor.state.publisher();
    let publish = async |archive: Archive| {
        publisher.publish(By::User(user), item, &details, archive, |_| ()).await
    };
    match receive(field, body, publish).await {
        (Ok(published), _) => told(&visitor.request, &published),
        (Err(ReleasesError::Source(_)), Some(refusal)) => Err(refusal),
        (Err(error), _) => Err(failed(error)),
    }
}

/// What can be refused by its head.
fn check(request: &HttpRequest) -> Result<(), ApiError> {
    let media_type = media_type(request).unwrap_or_default();
    if media_type != "multipart/form-data" {
        return Err(ApiError::unsupported_media_type(&media_type));
    }
    if length(request.headers()).is_some_and(|length| length > LARGEST_ARCHIVE) {
        return Err(failed(ReleasesError::TooLarge));
    }
    Ok(())
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The item that the path names.
async fn found(visitor: &Visitor) -> Result<ItemId, ApiError> {
    let unknown = || failed(ReleasesError::NoSuch);
    let item = item_id(&segment(&visitor.request, "item")).ok_or_else(unknown)?;
    let mut connection = visitor.connection().await?;
    let found = items::find(&mut connection, item).await.map_err(failed)?;
    found.map(|found| found.id).ok_or_else(unknown)
}

/// The release as the list has it, and where its archive is.
fn told(request: &HttpRequest, published: &Published) -> Result<HttpResponse, ApiError> {
    let release = &published.release;
    let links = Links::of(request)?;
    let archive = links.file(release.row.item_id, release.archive_name());
    let location = HeaderValue::from_str(&archive).map_err(ApiError::internal)?;
    let status = if published.new { StatusCode::CREATED } else { StatusCode::OK };
    let body = Releases::told(vec![Listed::of(release, &links)?], status.as_u16());
    let mut response = HttpResponse::build(status);
    if published.new {
        response.insert_header((header::LOCATION, location));
    }
    Ok(response.json(body))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::api::links::tests::site;
    use crate::api::wire::tests::release;

    #[test]
    fn some_bodies_are_refused_unread() {
        let largest = LARGEST_ARCHIVE;
        for (media_type, length, expected) in [
            ("multipart/form-data; boundary=x", None, None),
            ("Multipart/Form-Data; boundary=x", Some(largest), None),
            ("multipart/form-data; boundary=x", Some(largest + 1), Some(413)),
            ("multipart/mixed; boundary=x", None, Some(415)),
            ("application/zip", None, Some(415)),
            ("", Some(largest + 1), Some(415)),
        ] {
            let mut request = TestRequest::post();
            if !media_type.is_empty() {
                request = request.insert_header((header::CONTENT_TYPE, media_type));
            }
            if let Some(length) = length {
                request = request.insert_header((header::CONTENT_LENGTH, length.to_string()));
            }
            let checked = check(&request.to_http_request());
            let status = checked.err().map(|refused| refused.status().as_u16());
            assert_eq!(status, expected, "{media_type} {length:?}");
        }
    }

    #[actix_web::test]
    async fn what_is_published_is_told_as_the_list_has_it() {
        let request = TestRequest::post().app_data(site()).to_http_request();
        for (new, status) in [(true, 201), (false, 200)] {
            let release = release(58, "a b.zip", "2025-05-08T09:00:00Z");
            let answer = told(&request, &Published { release, new }).unwrap();
            assert_eq!(answer.status().as_u16(), status);
            let location = answer.headers().get(header::LOCATION).cloned();
            let archive = "https://almanac.test/api/v1/releases/items/58/content/a%20b.zip";
            assert_eq!(location.is_some(), new);
            assert!(location.is_none_or(|location| location == archive));
            let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap();
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body["httpStatus"], status);
            assert_eq!(body["releases"][0]["id"], "a b.zip");
            assert_eq!(body["releases"][0]["archiveFileUrl"], archive);
        }
    }
}
