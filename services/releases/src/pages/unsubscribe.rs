//! Ending a subscription, or taking back that one was asked for.

use ::pages::{Page, see_other};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::visit::{self, address, page};
use crate::ReleasesError;
use crate::api::failed;
use crate::changes::{self, By};
use crate::domain::SubscriptionState;
use crate::store::items::ItemRow;
use crate::store::subscriptions;
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Unsubscribe {
    page: Page,
    item: ItemRow,
    /// Whether it was only asked for.
    waits: bool,
}

/// `GET /releases/items/{item}/unsubscribe/`
pub(super) async fn confirm(
    visitor: Visitor,
    item: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = visit::item(&visitor, &item).await?;
    let own = subscriptions::find(&mut connection, visitor.known()?, row.id).await;
    drop(connection);
    let waits = match own.map_err(failed)?.map(|own| own.state) {
        Some(SubscriptionState::Accepted) => false,
        Some(SubscriptionState::Pending) => true,
        _ => return Ok(see_other(&address(row.id, ""))),
    };
    let shown = Unsubscribe {
        page: page(&visitor, format!("Unsubscribe from {}", row.name), "items"),
        item: row,
        waits,
    };
    shown.page.show(&visitor.request, StatusCode::OK, &shown)
}

/// `POST /releases/items/{item}/unsubscribe/`
pub(super) async fn post(visitor: Visitor, item: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = visit::item(&visitor, &item).await?;
    let user = visitor.known()?;
    match changes::unsubscribe(&mut connection, By::User(user), user, row.id).await {
        Ok(()) => Ok(see_other(&address(row.id, "?done=ended"))),
        Err(ReleasesError::NoSuch) => Ok(see_other(&address(row.id, ""))),
        Err(error) => Err(failed(error)),
    }
}
