//! What a list said at each of its versions.

use ::pages::{Errors, Moment, Page, Paging};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use diesel_async::AsyncPgConnection;
use web::ApiError;

use super::differences::Differences;
use super::options::{Shown, shown};
use super::visit::{address, page, page_number, query, status, unknown};
use super::words;
use crate::api::failed;
use crate::api::versions::version_number;
use crate::api::wire::Named;
use crate::domain::Options;
use crate::store::DatasetRow;
use crate::store::versions::{self, VersionRow};
use crate::viewer::Visitor;

/// Versions on one page.
const SIZE: i64 = 25;

#[derive(Template)]
#[template(path = "versions.html")]
struct History {
    page: Page,
    key: String,
    name: String,
    rows: Vec<Row>,
    paging: Paging,
}

/// A version as one of many.
struct Row {
    version: i32,
    name: String,
    options: String,
    at: Moment,
    by: String,
}

/// `GET /datasets/lists/{key}/versions/`
pub(super) async fn list(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let number = page_number(&visitor)?;
    let (mut connection, row) = visitor.seen(&key).await?;
    let first = visitor.first_version(&row);
    let count = versions::count(&mut connection, row.id, first).await.map_err(failed)?;
    let paging = Paging::new(&address(&row.key, "versions/"), &[], number, SIZE, count);
    let before = (paging.page - 1).saturating_mul(SIZE);
    let found = versions::list(&mut connection, row.id, first, before, SIZE).await;
    let found = found.map_err(failed)?;
    drop(connection);
    let is_told = visitor.may_know_authors(&row);
    let users = found.iter().map(|version| version.created_by.filter(|_| is_told));
    let names = Named::look_up(&visitor, users, []).await?;
    let by = |user: Option<i64>| match user {
        None => "Almanac".to_owned(),
        Some(_) if !is_told => "—".to_owned(),
        Some(id) => names.user(user).map_or_else(|| format!("User {id}"), str::to_owned),
    };
    let version = |version: VersionRow| Row {
        version: version.version,
        name: version.name,
        options: words::options(version.options_count),
        at: Moment::from(version.created_at),
        by: by(version.created_by),
    };
    let shown = History {
        page: page(&visitor, format!("Versions of {}", row.name), "lists"),
        key: row.key,
        name: row.name,
        rows: found.into_iter().map(version).collect(),
        paging,
    };
    shown.page.show(&visitor.request, StatusCode::OK, &shown)
}

#[derive(Template)]
#[template(path = "version.html")]
struct Version {
    page: Page,
    errors: Errors,
    key: String,
    version: VersionRow,
    tags: String,
    at: Moment,
    is_latest: bool,
    list: Shown,
}

/// `GET /datasets/lists/{key}/versions/{version}/`
pub(super) async fn show(
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (key, number) = path.into_inner();
    let at = page_number(&visitor)?;
    let filter = query(&visitor, "q").unwrap_or_default();
    let (mut connection, row) = visitor.seen(&key).await?;
    let first = visitor.first_version(&row);
    let version = version(&mut connection, &row, first, &number).await?;
    let options = visitor.options(&mut connection, version.option_list_id).await?;
    drop(connection);
    let path = address(&row.key, &format!("versions/{}/", version.version));
    let shown = Version {
        page: page(&visitor, format!("Version {} of {}", version.version, version.name), "lists"),
        errors: Errors::default(),
        tags: words::tags(&version.tags),
        at: Moment::from(version.created_at),
        is_latest: version.version == row.version,
        list: shown(options, path, filter, at).await?,
        key: row.key,
        version,
    };
    shown.page.show(&visitor.request, StatusCode::OK, &shown)
}

/// A version by its number, as an address has it; none before `first`.
async fn version(
    connection: &mut AsyncPgConnection,
    row: &DatasetRow,
    first: i32,
    number: &str,
) -> Result<VersionRow, ApiError> {
    let number = version_number(number).ok_or_else(unknown)?;
    versions::find(connection, row.id, first, number).await.map_err(failed)?.ok_or_else(unknown)
}

#[derive(Template)]
#[template(path = "changes.html")]
struct Changes {
    page: Page,
    errors: Errors,
    key: String,
    version: i32,
    /// The earlier version, as it was written; 0: nothing.
    since: String,
    /// What it is called, before and after, for all but the options.
    facts: Vec<(&'static str, String, String)>,
    differences: Option<Differences>,
}

/// `GET /datasets/lists/{key}/versions/{version}/changes/`
pub(super) async fn changes(
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (key, number) = path.into_inner();
    let (mut connection, row) = visitor.seen(&key).await?;
    let first = visitor.first_version(&row);
    let after = version(&mut connection, &row, first, &number).await?;
    let since = query(&visitor, "since").unwrap_or_else(|| before(after.version, first));
    let (mut errors, mut facts, mut differences) = (Errors::default(), Vec::new(), None);
    match earlier(&mut connection, &row, first, &since).await? {
        Some(before) => {
            let then = match &before {
                Some(before) => visitor.options(&mut connection, before.option_list_id).await?,
                None => Options::default(),
            };
            let now = visitor.options(&mut connection, after.option_list_id).await?;
            drop(connection);
            differences = Some(Differences::between(then, now).await?);
            facts = before.map(|before| facts_of(&before, &after)).unwrap_or_default();
        }
        None => errors.add("since", "Write the number of a version of this list, or 0."),
    }
    let shown = Changes {
        page: page(&visitor, format!("Changes of {}", row.name), "lists"),
        errors,
        key: row.key,
        version: after.version,
        since,
        facts,
        differences,
    };
    shown.page.show(&visitor.request, status(&shown.errors), &shown)
}

/// What a version is compared with unless told otherwise: the one before it, or
/// nothing where that is not to be seen.
fn before(version: i32, first: i32) -> String {
    let before = version - 1;
    if before < first { "0".to_owned() } else { before.to_string() }
}

/// The version of a number, which is none for 0; nothing where there is no such
/// version, or it is before `first`.
async fn earlier(
    connection: &mut AsyncPgConnection,
    row: &DatasetRow,
    first: i32,
    number: &str,
) -> Result<Option<Option<VersionRow>>, ApiError> {
    match version_number(number) {
        Some(0) => Ok(Some(None)),
        Some(number) => {
            let found = versions::find(connection, row.id, first, number).await.map_err(failed)?;
            Ok(found.map(Some))
        }
        None => Ok(None),
    }
}

/// What is different but the options, before and after.
fn facts_of(before: &VersionRow, after: &VersionRow) -> Vec<(&'static str, String, String)> {
    let facts = |version: &VersionRow| {
        [
            version.name.clone(),
            version.description.clone(),
            words::tags(&version.tags),
            version.format_pattern.clone(),
            version.reference_url.clone(),
        ]
    };
    let labels = ["Name", "Description", "Tags", "How to show an option", "Read more"];
    let pairs = facts(before).into_iter().zip(facts(after));
    let told = labels.into_iter().zip(pairs);
    told.filter(|(_, (before, after))| before != after)
        .map(|(label, (before, after))| (label, before, after))
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;
    use crate::domain::OptionListId;

    #[test]
    fn numbers_are_written_in_one_way() {
        assert_eq!(["0", "1", "20"].map(version_number), [Some(0), Some(1), Some(20)]);
        for text in ["", "01", "+1", "-1", "1.0", "٣", "9999999999"] {
            assert_eq!(version_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_version_is_compared_with_one_that_is_seen() {
        for (version, first, expected) in
            [(1, 1, "0"), (2, 1, "1"), (3, 3, "0"), (4, 3, "3"), (9, 3, "8")]
        {
            assert_eq!(before(version, first), expected, "{version} from {first}");
        }
    }

    #[test]
    fn only_what_differs_is_told() {
        let before = VersionRow {
            version: 1,
            name: "Towns".to_owned(),
            description: String::new(),
            reference_url: String::new(),
            option_list_id: OptionListId(1),
            options_count: 0,
            format_pattern: String::new(),
            tags: vec!["a".to_owned()],
            created_by: None,
            created_at: Utc::now(),
        };
        assert!(facts_of(&before, &before).is_empty());
        let tags = vec!["a".to_owned(), "b".to_owned()];
        let after = VersionRow { name: "Cities".to_owned(), tags, ..before.clone() };
        let text = |(label, before, after): (&'static str, &str, &str)| {
            (label, before.to_owned(), after.to_owned())
        };
        let expected = [("Name", "Towns", "Cities"), ("Tags", "a", "a, b")].map(text);
        assert_eq!(facts_of(&before, &after), expected);
    }
}
