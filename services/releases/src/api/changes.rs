//! What is new since a time, of everything a caller subscribes to.

use actix_web::HttpResponse;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::MessageBody;
use web::{ApiError, stamp, tagged};

use super::history::{Asked, Change, History, What};
use super::links::Links;
use super::since::since;
use super::wire::{OK, VERSION};
use crate::domain::{FileKind, ItemId};
use crate::viewer::Visitor;

/// The most changes of an answer.
const MOST: usize = 500;

/// What happened.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = releases::Changes)]
pub(crate) struct Changes {
    /// The version of the API.
    #[schema(example = "1")]
    api_version: &'static str,
    /// The oldest first, at most 500.
    changes: Vec<Told>,
    /// Where to ask for what comes after these: now, or some time later.
    #[schema(format = "uri")]
    next: String,
    /// The status of the answer.
    #[schema(example = 200)]
    http_status: u16,
    #[schema(example = "OK")]
    message: &'static str,
}

/// Something that happened to a release.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = releases::Change)]
pub(crate) struct Told {
    change: What,
    /// When, to the microsecond; no two changes have one time.
    #[schema(example = "2025-05-08T09:00:00.000000Z")]
    at: String,
    /// The item's number.
    #[schema(value_type = i64, example = 58)]
    item_id: ItemId,
    #[schema(example = "NHS Organisation Data Service weekly")]
    item_name: String,
    release: OfRelease,
    /// The list of the item's releases.
    #[schema(format = "uri")]
    releases_url: String,
}

/// The release that it happened to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = releases::ChangedRelease)]
pub(crate) struct OfRelease {
    /// The name of its archive.
    #[schema(example = "nhs_odsweekly_5.2.0_20250508000001.zip")]
    id: String,
    #[schema(example = "Release 5.2.0")]
    name: String,
    #[schema(example = "2025-05-08")]
    release_date: NaiveDate,
    archive_file_size_bytes: i64,
    /// 64 upper-case hexadecimal digits.
    #[schema(pattern = "^[0-9A-F]{64}$")]
    archive_file_sha256: String,
    /// Why it was withdrawn; null where that is not what happened.
    reason: Option<String>,
}

/// List what changed
///
/// What was published and what was withdrawn of the items you subscribe to now.
/// Whoever follows `next` each time misses nothing and sees nothing twice.
#[utoipa::path(
    get,
    path = "/api/v1/releases/keys/{key}/changes",
    operation_id = "list_subscribed_changes",
    tag = "releases",
    params(
        ("key" = String, Path, description = "Your release key", example = "deadc0de"),
        ("since" = Option<String>, Query, description = "Only what happened after this time (RFC 3339) or date", example = "2025-05-01"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that you hold"),
    ),
    responses(
        (status = 200, description = "The changes.", body = Changes),
        (status = 304, description = "The answer is as you hold it."),
        (status = 400, description = "The key is no key, or `since` no time.", body = MessageBody),
        (status = 401, description = "There is no key, or it was replaced, or its account is disabled.", body = MessageBody),
    )
)]
pub(crate) async fn list(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let since = since(visitor.request.query_string())?;
    let asked = Asked::After(since.unwrap_or(DateTime::UNIX_EPOCH));
    let history = History::read(&visitor, asked, MOST).await?;
    let links = Links::of(&visitor.request)?;
    let body = told(&history, since, MOST, &links)?;
    let body = serde_json::to_vec(&body).map_err(ApiError::internal)?;
    tagged(&visitor.request, "application/json", body)
}

fn told(
    history: &History,
    since: Option<DateTime<Utc>>,
    most: usize,
    links: &Links<'_>,
) -> Result<Changes, ApiError> {
    let changes = history.changes();
    let changes = changes.iter().filter(|change| since.is_none_or(|since| change.at > since));
    let changes: Vec<_> = changes.take(most).collect();
    let until = changes.last().map(|last| last.at).or(since).map(stamp);
    let changes = changes.into_iter().map(|change| one(change, links));
    Ok(Changes {
        api_version: VERSION,
        changes: changes.collect::<Result<_, _>>()?,
        next: links.changes(until.as_deref()),
        http_status: 200,
        message: OK,
    })
}

fn one(change: &Change<'_>, links: &Links<'_>) -> Result<Told, ApiError> {
    let row = &change.release.row;
    let archive = change.release.file(FileKind::Archive);
    let archive = archive.ok_or_else(|| ApiError::internal("a release without an archive"))?;
    let withdrawn = change.what == What::Withdrawn;
    Ok(Told {
        change: change.what,
        at: stamp(change.at),
        item_id: row.item_id,
        item_name: change.item_name.to_owned(),
        release: OfRelease {
            id: archive.name.clone(),
            name: row.name.clone(),
            release_date: row.release_date,
            archive_file_size_bytes: archive.size,
            archive_file_sha256: hex::encode_upper(&archive.sha256),
            reason: row.withdrawal_reason.clone().filter(|_| withdrawn),
        },
        releases_url: links.list(row.item_id),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::history::tests::history;
    use crate::api::links::Root;
    use crate::api::links::tests::{links, site};

    fn asked(since: Option<&str>, most: usize) -> serde_json::Value {
        let since = since.map(|since| since.parse().unwrap());
        let site = site();
        let links = links(&site, Root::Bearer);
        serde_json::to_value(told(&history(), since, most, &links).unwrap()).unwrap()
    }

    #[test]
    fn following_next_tells_everything_once() {
        let next = |since: &str| format!("https://almanac.test/api/v1/releases/changes{since}");
        let (first, second) = ("2025-05-01T09:00:00.000000Z", "2025-05-02T09:00:00.000000Z");
        let last = "2025-05-03T09:00:00.000001Z";
        for (since, most, times) in [
            (None, 500, &[first, second, last][..]),
            (None, 2, &[first, second]),
            (Some("2025-05-01T08:59:59Z"), 1, &[first]),
            (Some(first), 1, &[second]),
            (Some(second), 1, &[last]),
            (Some("2025-05-03T09:00:00Z"), 500, &[last]),
            (Some(last), 500, &[]),
        ] {
            let told = asked(since, most);
            let changes = told["changes"].as_array().unwrap().iter();
            let at: Vec<&str> = changes.map(|change| change["at"].as_str().unwrap()).collect();
            assert_eq!(at, times, "{since:?}");
            let until = times.last().copied().or(since).unwrap();
            assert_eq!(told["next"], next(&format!("?since={until}")), "{since:?}");
        }
        let site = site();
        let nobody = told(&history(), None, 0, &links(&site, Root::Bearer)).unwrap();
        assert_eq!(nobody.next, next(""));
    }

    #[test]
    fn why_a_release_was_withdrawn_is_told_where_it_was() {
        let told = asked(None, 500);
        let (published, withdrawn) = (&told["changes"][0], &told["changes"][2]);
        assert_eq!(published["change"], "published");
        assert_eq!(published["release"]["reason"], serde_json::Value::Null);
        assert_eq!(withdrawn["change"], "withdrawn");
        assert_eq!(withdrawn["release"]["reason"], "Wrong <file>\u{b}");
        for change in [published, withdrawn] {
            assert_eq!(change["itemId"], 58);
            assert_eq!(change["itemName"], "ODS & more");
            assert_eq!(change["release"]["id"], "a.zip");
            assert_eq!(change["release"]["archiveFileSha256"], "A0".repeat(32));
            let list = "https://almanac.test/api/v1/releases/items/58/releases";
            assert_eq!(change["releasesUrl"], list);
        }
    }
}
