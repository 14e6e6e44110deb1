//! A list, as it is now.

use ::pages::{Errors, Moment, Page};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use diesel_async::AsyncPgConnection;
use url::form_urlencoded::Serializer;
use web::ApiError;

use super::options::{Shown, shown};
use super::visit::{CHANGED, address, done, page, page_number, query};
use super::words::{badges, category, is_unread, owner};
use crate::api::failed;
use crate::api::wire::Named;
use crate::domain::{Category, Viewer};
use crate::store::datasets::{self, DatasetRow};
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "view.html")]
struct View {
    page: Page,
    errors: Errors,
    row: DatasetRow,
    badges: Vec<&'static str>,
    origin: &'static str,
    owner: String,
    made_by: Option<String>,
    parent: Option<Parent>,
    /// Each with where what carries it is found.
    tags: Vec<(String, String)>,
    moments: Moments,
    may: May,
    is_unread: bool,
    list: Shown,
}

/// What a list was made from.
pub(super) struct Parent {
    pub(super) name: String,
    /// Where it is, for those who still see it.
    pub(super) address: Option<String>,
}

/// When things happened to a list.
struct Moments {
    made: Moment,
    changed: Moment,
    published: Option<Moment>,
    synced: Option<Moment>,
}

/// What the person may do with a list that they see.
#[derive(Debug, PartialEq, Eq)]
struct May {
    edit: bool,
    copy: bool,
    publish: bool,
}

impl May {
    fn of(viewer: &Viewer, row: &DatasetRow) -> Self {
        Self {
            edit: viewer.may_edit(row.owner()),
            copy: row.is_global && viewer.may_create() && !is_unread(row),
            publish: viewer.may_publish(row.owner()),
        }
    }
}

/// `GET /datasets/lists/{key}/`
pub(super) async fn show(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let number = page_number(&visitor)?;
    let filter = query(&visitor, "q").unwrap_or_default();
    let (mut connection, row) = visitor.seen(&key).await?;
    let options = visitor.options(&mut connection, row.option_list_id).await?;
    let parent = parent(&visitor, &mut connection, &row).await?;
    drop(connection);
    let names = Named::look_up(&visitor, [row.created_by], [row.organization_id]).await?;
    let may = May::of(&visitor.viewer, &row);
    let done = done(&visitor, CHANGED).filter(|_| may.edit);
    let shown = View {
        page: page(&visitor, row.name.clone(), "lists").noting(done),
        errors: Errors::default(),
        badges: badges(&row),
        origin: category(row.category),
        owner: owner(&row, &visitor.viewer, names.organization(row.organization_id)),
        made_by: names.user(row.created_by).map(str::to_owned),
        parent: parent.map(|(parent, _)| parent),
        tags: row.tags.iter().map(|tag| (tag.clone(), carrying(tag))).collect(),
        moments: moments(&row),
        may,
        is_unread: is_unread(&row),
        list: shown(options, address(&row.key, ""), filter, number).await?,
        row,
    };
    shown.page.show(&visitor.request, StatusCode::OK, &shown)
}

/// What a list was made from, and that itself where whoever asks still sees it.
pub(super) async fn parent(
    visitor: &Visitor,
    connection: &mut AsyncPgConnection,
    row: &DatasetRow,
) -> Result<Option<(Parent, Option<DatasetRow>)>, ApiError> {
    let parents = datasets::parents(connection, std::slice::from_ref(row)).await;
    let Some(named) = parents.map_err(failed)?.into_values().next() else { return Ok(None) };
    let found = datasets::find(connection, &visitor.viewer, &named.key).await.map_err(failed)?;
    let address = found.as_ref().map(|found| address(&found.key, ""));
    Ok(Some((Parent { name: named.name, address }, found)))
}

/// Where lists that carry a tag are found.
fn carrying(tag: &str) -> String {
    let query = Serializer::new(String::new()).append_pair("tag", tag).finish();
    format!("/datasets/?{query}")
}

fn moments(row: &DatasetRow) -> Moments {
    let synced = match row.category {
        Category::NhsDd => row.last_scraped,
        _ => row.last_synced_at,
    };
    Moments {
        made: Moment::from(row.created_at),
        changed: Moment::from(row.updated_at),
        published: row.published_at.map(Moment::from),
        synced: synced.map(Moment::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_was_not_read_yet_is_not_copied() {
        let viewer = Viewer { user_id: Some(1), memberships: Vec::new() };
        let row = DatasetRow {
            category: Category::NhsDd,
            is_global: true,
            created_by: None,
            ..DatasetRow::example()
        };
        assert!(!May::of(&viewer, &row).copy);
        let read = DatasetRow { options_count: 1, ..row };
        assert_eq!(May::of(&viewer, &read), May { edit: false, copy: true, publish: false });
    }

    #[test]
    fn a_tag_leads_to_what_carries_it() {
        assert_eq!(carrying("mental health"), "/datasets/?tag=mental+health");
        assert_eq!(carrying("a&b=ü"), "/datasets/?tag=a%26b%3D%C3%BC");
    }
}
