//! The releases of an item.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use serde_json::json;
use url::form_urlencoded;
use web::openapi::MessageBody;
use web::{ApiError, tagged};

use super::links::Links;
use super::since::since;
use super::wire::{Listed, Releases};
use super::{failed, item_id, segment};
use crate::domain::ItemId;
use crate::store::releases::{self as rows, Release};
use crate::store::subscriptions;
use crate::viewer::Visitor;

/// List the releases of an item
///
/// Of an item you subscribe to; all of them at once, from new to old. With
/// `latest`, only the first. What cannot be had for want of an item, of a
/// subscription or of releases is all told in the same words. Other parameters
/// are ignored.
#[utoipa::path(
    get,
    path = "/trud/api/v1/keys/{key}/items/{item}/releases",
    operation_id = "list_item_releases",
    tag = "releases",
    params(
        ("key" = String, Path, description = "Your release key", example = "deadc0de"),
        ("item" = i64, Path, description = "The item's number", example = 58),
        ("latest" = Option<String>, Query, description = "With any value, or none: only the latest release", example = "true"),
        ("since" = Option<String>, Query, description = "Only what was published after this time (RFC 3339) or date", example = "2025-05-01"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that you hold"),
    ),
    responses(
        (status = 200, description = "The releases.", body = Releases),
        (status = 304, description = "The answer is as you hold it."),
        (status = 400, description = "The key is no key, or `since` no time.", body = MessageBody),
        (status = 401, description = "There is no key, or it was replaced, or its account is disabled.", body = MessageBody),
        (status = 404, description = "There is nothing to be had.", body = Releases, example = json!({
            "apiVersion": "1",
            "releases": [],
            "httpStatus": 404,
            "message": "NOT FOUND: No releases found for API key deadc0de, item 58.",
        })),
    )
)]
pub(crate) async fn list(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let request = &visitor.request;
    let wanted = Wanted::read(request.query_string())?;
    let item = segment(request, "item");
    let releases = match item_id(&item) {
        Some(item) => found(&visitor, item).await?,
        None => Vec::new(),
    };
    if releases.is_empty() {
        return Err(nothing(request, &item));
    }
    let links = Links::of(request)?;
    let listed = wanted.of(&releases).map(|release| Listed::of(release, &links));
    let body = Releases::told(listed.collect::<Result<_, _>>()?, 200);
    let body = serde_json::to_vec(&body).map_err(ApiError::internal)?;
    tagged(request, "application/json", body)
}

/// The releases that the caller may have of an item.
async fn found(visitor: &Visitor, item: ItemId) -> Result<Vec<Release>, ApiError> {
    let user = visitor.known()?;
    let mut connection = visitor.connection().await?;
    let may = subscriptions::is_accepted(&mut connection, user, item).await.map_err(failed)?;
    if !may {
        return Ok(Vec::new());
    }
    rows::listed(&mut connection, item).await.map_err(failed)
}

/// That there are none, in the words that clients look for, with the key and the
/// item as they were sent.
fn nothing(request: &HttpRequest, item: &str) -> ApiError {
    let key = request.match_info().get("key").or_else(|| bearer(request)).unwrap_or_default();
    let message = format!("NOT FOUND: No releases found for API key {key}, item {item}.");
    ApiError::not_found(message).with_member("releases", json!([]))
}

/// The key in a header that the gate has found good.
fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (_, key) = value.trim().split_once(' ')?;
    Some(key.trim())
}

/// Which of an item's releases are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    latest: bool,
    since: Option<DateTime<Utc>>,
}

impl Wanted {
    fn read(parameters: &str) -> Result<Self, ApiError> {
        let mut names = form_urlencoded::parse(parameters.as_bytes()).map(|(name, _)| name);
        Ok(Self { latest: names.any(|name| name == "latest"), since: since(parameters)? })
    }

    /// Those of an item's releases, which stand from new to old.
    fn of(self, releases: &[Release]) -> impl Iterator<Item = &Release> {
        let most = if self.latest { 1 } else { usize::MAX };
        let is_new = move |release: &&Release| {
            self.since.is_none_or(|since| release.row.published_at > since)
        };
        releases.iter().take(most).filter(is_new)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::api::wire::tests::release;

    fn ids(parameters: &str) -> Vec<String> {
        let releases = [
            // Of yesterday's date, but published last.
            release(58, "c.zip", "2025-05-08T09:00:00.000002Z"),
            release(58, "b.zip", "2025-05-08T09:00:00.000001Z"),
            release(58, "a.zip", "2025-05-09T00:00:00Z"),
        ];
        let wanted = Wanted::read(parameters).unwrap();
        wanted.of(&releases).map(|release| release.archive_name().to_owned()).collect()
    }

    #[test]
    fn parameters_say_which_releases() {
        for (parameters, expected) in [
            ("", &["c.zip", "b.zip", "a.zip"][..]),
            ("consumer=webapp-releases-page", &["c.zip", "b.zip", "a.zip"]),
            ("latest", &["c.zip"]),
            ("latest=", &["c.zip"]),
            ("latest=true", &["c.zip"]),
            ("latest=false", &["c.zip"]),
            ("consumer=x&latest&x=y", &["c.zip"]),
            ("Latest", &["c.zip", "b.zip", "a.zip"]),
            ("since=2025-05-08T09:00:00.000001Z", &["c.zip", "a.zip"]),
            ("since=2025-05-09", &[]),
            ("since=2025-05-08", &["c.zip", "b.zip", "a.zip"]),
            ("latest&since=2025-05-08T09:00:00.000002Z", &[]),
            ("latest&since=2025-05-08T09:00:00.000001Z", &["c.zip"]),
        ] {
            assert_eq!(ids(parameters), expected, "{parameters}");
        }
        assert!(Wanted::read("latest&since=x").is_err());
    }

    #[test]
    fn that_there_is_nothing_is_told_with_key_and_item() {
        let in_path = TestRequest::default().param("key", "deadc0de").to_http_request();
        let in_header = TestRequest::default()
            .insert_header((header::AUTHORIZATION, "bearer  deadc0de "))
            .to_http_request();
        for request in [in_path, in_header] {
            let told = nothing(&request, "5/8");
            assert_eq!(told.status().as_u16(), 404);
            let expected = "NOT FOUND: No releases found for API key deadc0de, item 5/8.";
            assert_eq!(told.message(), expected);
        }
    }
}
