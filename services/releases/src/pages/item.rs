//! An item: what it is, its releases and how to get them.

use ::pages::Page;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use web::{ApiError, Site};

use super::history::{self, Row};
use super::standing::Standing;
use super::visit::{self, RELEASED, SUBSCRIBED, done, page};
use crate::api::failed;
use crate::domain::{ItemId, SubscriptionState};
use crate::store::items::{ItemRow, LicenceRow};
use crate::store::{items, releases, subscriptions};
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "item.html")]
struct Shown {
    page: Page,
    item: ItemRow,
    categories: String,
    licences: Vec<LicenceRow>,
    /// None: nobody signed in.
    standing: Option<Standing>,
    is_staff: bool,
    releases: Vec<Row>,
    fetch: Fetch,
}

/// Where programs get the releases of an item, as absolute addresses.
struct Fetch {
    /// For those that show the key in a header.
    latest: String,
    /// For those that have it in the address.
    list: String,
    feed: String,
}

impl Fetch {
    fn of(id: ItemId, site: &Site) -> Self {
        Self {
            latest: site.link(&format!("/api/v1/releases/items/{id}/releases?latest")),
            list: site.link(&format!("/trud/api/v1/keys/YOUR-KEY/items/{id}/releases")),
            feed: site.link("/api/v1/releases/keys/YOUR-KEY/feed"),
        }
    }
}

/// `GET /releases/items/{item}/`
pub(super) async fn show(visitor: Visitor, item: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = visit::item(&visitor, &item).await?;
    let licences = items::licences(&mut connection, row.id).await.map_err(failed)?;
    let history = releases::history(&mut connection, row.id).await.map_err(failed)?;
    let own = match visitor.user_id() {
        Some(user) => {
            let found = subscriptions::find(&mut connection, user, row.id).await;
            Some(found.map_err(failed)?)
        }
        None => None,
    };
    drop(connection);
    let state = own.as_ref().and_then(Option::as_ref).map(|own| own.state);
    let may_download = state == Some(SubscriptionState::Accepted);
    let shown = Shown {
        page: page(&visitor, row.name.clone(), "items").noting(noted(&visitor)),
        categories: row.categories.join(", "),
        licences,
        standing: own.as_ref().map(|own| Standing::from(own.as_ref())),
        is_staff: visitor.is_staff(),
        releases: history::rows(&history, may_download),
        fetch: Fetch::of(row.id, Site::of(&visitor.request)?),
        item: row,
    };
    shown.page.show(&visitor.request, StatusCode::OK, &shown)
}

/// What the person just did, if the address says so.
fn noted(visitor: &Visitor) -> Option<&'static str> {
    let subscribed = done(visitor, SUBSCRIBED).filter(|_| visitor.user_id().is_some());
    subscribed.or_else(|| done(visitor, RELEASED).filter(|_| visitor.is_staff()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_where_the_world_reaches_us() {
        let public_url = "https://almanac.test/".parse().unwrap();
        let fetch = Fetch::of(ItemId(58), &Site { public_url, trusted_proxies: Vec::new() });
        let expected = "https://almanac.test/api/v1/releases/items/58/releases?latest";
        assert_eq!(fetch.latest, expected);
        let expected = "https://almanac.test/trud/api/v1/keys/YOUR-KEY/items/58/releases";
        assert_eq!(fetch.list, expected);
        assert_eq!(fetch.feed, "https://almanac.test/api/v1/releases/keys/YOUR-KEY/feed");
    }
}
