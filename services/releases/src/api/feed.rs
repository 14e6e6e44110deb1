//! What is new, for feed readers: Atom (RFC 4287).

use actix_web::HttpResponse;
use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};
use chrono::{DateTime, Utc};
use web::openapi::MessageBody;
use web::{ApiError, tagged};

use super::history::{Asked, Change, History, What};
use super::links::Links;
use crate::domain::FileKind;
use crate::domain::names::segment;
use crate::viewer::Visitor;

/// The most entries of a feed.
const MOST: usize = 50;

/// What a feed is sent as.
const CONTENT_TYPE: &str = "application/atom+xml; charset=utf-8";

/// Read what changed as a feed
///
/// An Atom feed of the 50 newest changes of the items you subscribe to now:
/// what was published and what was withdrawn. Its links lead to the website, and
/// no key is in it.
#[utoipa::path(
    get,
    path = "/api/v1/releases/keys/{key}/feed",
    operation_id = "read_release_feed",
    tag = "releases",
    params(
        ("key" = String, Path, description = "Your release key", example = "deadc0de"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that you hold"),
    ),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/atom+xml"),
        (status = 304, description = "The answer is as you hold it."),
        (status = 400, description = "The key is no key.", body = MessageBody),
        (status = 401, description = "There is no key, or it was replaced, or its account is disabled.", body = MessageBody),
    )
)]
pub(crate) async fn get(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let history = History::read(&visitor, Asked::Last, MOST).await?;
    let links = Links::of(&visitor.request)?;
    let feed = feed(&history, visitor.known()?, &links);
    let body = feed.write_to(Vec::new()).map_err(ApiError::internal)?;
    tagged(&visitor.request, CONTENT_TYPE, body)
}

fn feed(history: &History, user: i64, links: &Links<'_>) -> Feed {
    let changes = history.changes();
    let newest = changes.last().map_or(DateTime::UNIX_EPOCH, |change| change.at);
    let entries = changes.iter().rev().take(MOST).map(|change| entry(change, links));
    let itself = links.open_feed().map(|href| Link {
        href,
        rel: "self".to_owned(),
        mime_type: Some("application/atom+xml".to_owned()),
        ..Link::default()
    });
    Feed {
        title: Text::plain("Releases"),
        subtitle: Some(Text::plain("What was published and withdrawn of what you subscribe to")),
        id: format!("tag:{},2026:releases/feeds/{user}", links.host()),
        updated: time(newest),
        authors: vec![Person { name: "Almanac".to_owned(), ..Person::default() }],
        links: itself.into_iter().chain([to(links.pages())]).collect(),
        entries: entries.collect(),
        ..Feed::default()
    }
}

fn entry(change: &Change<'_>, links: &Links<'_>) -> Entry {
    let row = &change.release.row;
    let (title, summary) = match change.what {
        What::Published => {
            (format!("{}: {}", change.item_name, row.name), published(change.release))
        }
        What::Withdrawn => {
            let reason = row.withdrawal_reason.as_deref().unwrap_or_default();
            let title = format!("{}: {} is withdrawn", change.item_name, row.name);
            (title, format!("{}. {reason}", change.release.archive_name()))
        }
    };
    Entry {
        title: Text::plain(legible(&title)),
        id: id(change, links.host()),
        updated: time(change.at),
        published: Some(time(change.at)),
        links: vec![to(links.page(row.item_id))],
        summary: Some(Text::plain(legible(&summary))),
        ..Entry::default()
    }
}

fn published(release: &crate::store::releases::Release) -> String {
    let (name, date) = (release.archive_name(), release.row.release_date);
    match release.file(FileKind::Archive) {
        Some(file) => {
            let sha256 = hex::encode_upper(&file.sha256);
            format!("{name} of {date}, {} bytes, SHA-256 {sha256}", file.size)
        }
        None => format!("{name} of {date}"),
    }
}

/// What a change is known by for ever (RFC 4151).
fn id(change: &Change<'_>, host: &str) -> String {
    let what = match change.what {
        What::Published => "published",
        What::Withdrawn => "withdrawn",
    };
    let (date, item) = (change.at.date_naive(), change.release.row.item_id);
    let archive = segment(change.release.archive_name());
    format!("tag:{host},{date}:releases/items/{item}/{archive}/{what}")
}

fn to(page: String) -> Link {
    Link { href: page, mime_type: Some("text/html".to_owned()), ..Link::default() }
}

fn time(time: DateTime<Utc>) -> FixedDateTime {
    time.fixed_offset()
}

/// A text with nothing in it that XML cannot say (XML 1.0, section 2.2).
fn legible(text: &str) -> String {
    let cannot = |c: char| {
        (c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r'))
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    text.replace(cannot, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::history::tests::history;
    use crate::api::links::Root;
    use crate::api::links::tests::{links, site};

    fn written(root: Root) -> String {
        let site = site();
        let feed = feed(&history(), 3, &links(&site, root));
        String::from_utf8(feed.write_to(Vec::new()).unwrap()).unwrap()
    }

    fn key() -> Root {
        Root::Path { key: "deadc0de".to_owned() }
    }

    #[test]
    fn the_newest_change_comes_first() {
        let read: Feed = written(key()).parse().unwrap();
        let expected = "2025-05-03T09:00:00.000001Z".parse::<DateTime<Utc>>().unwrap();
        assert_eq!(read.updated, expected);
        assert_eq!(read.id, "tag:almanac.test,2026:releases/feeds/3");
        assert_eq!(read.authors[0].name, "Almanac");
        let entries: Vec<_> = read
            .entries
            .iter()
            .map(|entry| (entry.title.as_str(), entry.id.as_str(), entry.links[0].href.as_str()))
            .collect();
        assert_eq!(
            entries,
            [
                (
                    "ODS & more: Release 5.2.0 is withdrawn",
                    "tag:almanac.test,2025-05-03:releases/items/58/a.zip/withdrawn",
                    "https://almanac.test/releases/items/58/",
                ),
                (
                    "dm+d: Release 5.2.0",
                    "tag:almanac.test,2025-05-02:releases/items/24/b.zip/published",
                    "https://almanac.test/releases/items/24/",
                ),
                (
                    "ODS & more: Release 5.2.0",
                    "tag:almanac.test,2025-05-01:releases/items/58/a.zip/published",
                    "https://almanac.test/releases/items/58/",
                ),
            ]
        );
        let summary = read.entries[0].summary.as_ref().unwrap();
        assert_eq!(summary.as_str(), "a.zip. Wrong <file>\u{fffd}");
        let summary = read.entries[1].summary.as_ref().unwrap();
        let expected = format!("b.zip of 2025-05-08, 100 bytes, SHA-256 {}", "A0".repeat(32));
        assert_eq!(summary.as_str(), expected);
    }

    #[test]
    fn names_are_escaped_and_no_key_is_told() {
        for root in [key(), Root::Bearer] {
            let text = written(root.clone());
            assert!(text.contains("ODS &amp; more"), "{text}");
            assert!(text.contains("Wrong &lt;file"), "{text}");
            assert!(!text.contains("deadc0de"), "{text}");
            assert!(!text.contains('\u{b}'), "{text}");
            let read: Feed = text.parse().unwrap();
            let itself = read.links.iter().find(|link| link.rel == "self");
            let itself = itself.map(|link| link.href.as_str());
            let expected =
                (root == Root::Bearer).then_some("https://almanac.test/api/v1/releases/feed");
            assert_eq!(itself, expected);
        }
    }

    #[test]
    fn what_xml_cannot_say_is_replaced() {
        for (text, expected) in [
            ("a\tb\nc é <&>", "a\tb\nc é <&>"),
            ("\u{0}\u{1b}[31m", "\u{fffd}\u{fffd}[31m"),
            ("\u{7f}\u{fffe}\u{ffff}", "\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(legible(text), expected);
        }
    }
}
