//! What somebody is subscribed to and, for those who run the platform, who
//! waits to be.

use std::collections::HashMap;

use ::pages::{Moment, Page, see_other};
use access::NamesById;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::standing::Action;
use super::visit::{DECIDED, done, form, number, page};
use super::words;
use crate::ReleasesError;
use crate::api::failed;
use crate::changes::{self, By};
use crate::domain::{ItemId, SubscriptionId};
use crate::store::subscriptions::SubscriptionRow;
use crate::store::{items, subscriptions};
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "subscriptions.html")]
struct Subscriptions {
    page: Page,
    own: Vec<Own>,
    /// None: for those who do not decide.
    waiting: Option<Vec<Waiting>>,
}

/// A subscription, as its owner sees it.
struct Own {
    item: ItemId,
    name: String,
    state: &'static str,
    since: Moment,
    action: Action,
}

/// A subscription that waits, as those who decide see it.
struct Waiting {
    id: SubscriptionId,
    user: String,
    item: ItemId,
    name: String,
    asked: Moment,
}

/// What items are called.
type Items = HashMap<ItemId, String>;

/// `GET /releases/subscriptions/`
pub(super) async fn list(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let mut connection = visitor.connection().await?;
    let items = items::all(&mut connection).await.map_err(failed)?;
    let items: Items = items.into_iter().map(|item| (item.id, item.name)).collect();
    let own = subscriptions::of_user(&mut connection, visitor.known()?).await.map_err(failed)?;
    let waiting = if visitor.is_staff() {
        Some(subscriptions::pending(&mut connection).await.map_err(failed)?)
    } else {
        None
    };
    drop(connection);
    let waiting = match waiting {
        Some(rows) => Some(waiting_rows(&visitor, &items, &rows).await),
        None => None,
    };
    let shown = Subscriptions {
        page: page(&visitor, "Subscriptions", "subscriptions").noting(noted(&visitor)),
        own: own.iter().map(|row| own_row(row, &items)).collect(),
        waiting,
    };
    shown.page.show(&visitor.request, StatusCode::OK, &shown)
}

fn noted(visitor: &Visitor) -> Option<&'static str> {
    done(visitor, DECIDED).filter(|_| visitor.is_staff())
}

fn own_row(row: &SubscriptionRow, items: &Items) -> Own {
    Own {
        item: row.item_id,
        name: named(row.item_id, items),
        state: words::state(Some(row.state)),
        since: Moment::from(row.decided_at.unwrap_or(row.requested_at)),
        action: Action::of(Some(row.state)),
    }
}

async fn waiting_rows(visitor: &Visitor, items: &Items, rows: &[SubscriptionRow]) -> Vec<Waiting> {
    let users: Vec<i64> = rows.iter().map(|row| row.user_id).collect();
    // Without accounts nobody would see the page at all; a moment later it may be away.
    let names = visitor.state.access.names().look_up(&users, &[]).await;
    let (names, _) = names.unwrap_or_else(|error| {
        tracing::warn!(%error, "names are not known");
        (NamesById::new(), NamesById::new())
    });
    let row = |row: &SubscriptionRow| Waiting {
        id: row.id,
        user: names
            .get(&row.user_id)
            .map_or_else(|| format!("User {}", row.user_id), ToString::to_string),
        item: row.item_id,
        name: named(row.item_id, items),
        asked: Moment::from(row.requested_at),
    };
    rows.iter().map(row).collect()
}

fn named(item: ItemId, items: &Items) -> String {
    items.get(&item).cloned().unwrap_or_else(|| format!("Item {item}"))
}

/// `POST /releases/subscriptions/{id}/decide/`
pub(super) async fn decide(visitor: Visitor, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let id: SubscriptionId = number(&id)?;
    let (accept, done) = match form(&visitor).get("decision") {
        "accept" => (true, "accepted"),
        "reject" => (false, "rejected"),
        _ => return Err(ApiError::bad_request("The decision is neither accept nor reject.")),
    };
    let by = By::User(visitor.known()?);
    let mut connection = visitor.connection().await?;
    let done = match changes::decide(&mut connection, by, id, accept).await {
        Ok(_) => done,
        Err(ReleasesError::NoSuch) => "over",
        Err(error) => return Err(failed(error)),
    };
    Ok(see_other(&format!("/releases/subscriptions/?done={done}")))
}
