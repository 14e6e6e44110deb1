//! What there is to subscribe to.

use std::collections::HashMap;

use actix_web::HttpResponse;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::MessageBody;
use web::{ApiError, tagged};

use super::failed;
use super::links::Links;
use super::wire::{OK, VERSION};
use crate::domain::{ItemId, SubscriptionState};
use crate::store::items::{self as rows, ItemRow};
use crate::store::subscriptions::{self, SubscriptionRow};
use crate::viewer::Visitor;

/// Every item.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = releases::Items)]
pub(crate) struct Items {
    /// The version of the API.
    #[schema(example = "1")]
    api_version: &'static str,
    /// By name.
    items: Vec<Item>,
    /// The status of the answer.
    #[schema(example = 200)]
    http_status: u16,
    #[schema(example = "OK")]
    message: &'static str,
}

/// An item, and where you are with it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = releases::Item)]
pub(crate) struct Item {
    /// Its number.
    #[schema(value_type = i64, example = 58)]
    id: ItemId,
    #[schema(example = "NHS Organisation Data Service weekly")]
    name: String,
    categories: Vec<String>,
    /// Your subscription; null where there never was one. Releases are for those
    /// whose subscription is `accepted`.
    subscription: Option<SubscriptionState>,
    /// The date of the latest release; null where there is none.
    latest_release_date: Option<NaiveDate>,
    /// The list of its releases.
    #[schema(format = "uri")]
    releases_url: String,
}

/// List items
///
/// All there are, with your subscriptions: why the releases of an item cannot be
/// had can be read here, and changed on the website.
#[utoipa::path(
    get,
    path = "/api/v1/releases/keys/{key}/items",
    operation_id = "list_release_items",
    tag = "releases",
    params(
        ("key" = String, Path, description = "Your release key", example = "deadc0de"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that you hold"),
    ),
    responses(
        (status = 200, description = "The items.", body = Items),
        (status = 304, description = "The answer is as you hold it."),
        (status = 400, description = "The key is no key.", body = MessageBody),
        (status = 401, description = "There is no key, or it was replaced, or its account is disabled.", body = MessageBody),
    )
)]
pub(crate) async fn list(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let user = visitor.known()?;
    let mut connection = visitor.connection().await?;
    let items = rows::all(&mut connection).await.map_err(failed)?;
    let dates = rows::latest_dates(&mut connection).await.map_err(failed)?;
    let own = subscriptions::of_user(&mut connection, user).await.map_err(failed)?;
    drop(connection);
    let links = Links::of(&visitor.request)?;
    let items = told(items, dates, &own, &links);
    let body = Items { api_version: VERSION, items, http_status: 200, message: OK };
    let body = serde_json::to_vec(&body).map_err(ApiError::internal)?;
    tagged(&visitor.request, "application/json", body)
}

fn told(
    items: Vec<ItemRow>,
    dates: Vec<(ItemId, NaiveDate)>,
    own: &[SubscriptionRow],
    links: &Links<'_>,
) -> Vec<Item> {
    let dates: HashMap<ItemId, NaiveDate> = dates.into_iter().collect();
    let states: HashMap<ItemId, SubscriptionState> =
        own.iter().map(|row| (row.item_id, row.state)).collect();
    let item = |row: ItemRow| Item {
        id: row.id,
        name: row.name,
        categories: row.categories,
        subscription: states.get(&row.id).copied(),
        latest_release_date: dates.get(&row.id).copied(),
        releases_url: links.list(row.id),
    };
    items.into_iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::api::links::Root;
    use crate::api::links::tests::{links, site};
    use crate::domain::{Approval, SubscriptionId};

    #[test]
    fn an_item_is_told_with_the_callers_subscription() {
        let time: DateTime<Utc> = "2025-05-08T09:00:00Z".parse().unwrap();
        let row = |id: i64, name: &str| ItemRow {
            id: ItemId(id),
            name: name.to_owned(),
            description: String::new(),
            categories: vec!["ODS".to_owned()],
            approval: Approval::Automatic,
            created_at: time,
        };
        let own = [SubscriptionRow {
            id: SubscriptionId(1),
            user_id: 3,
            item_id: ItemId(58),
            state: SubscriptionState::Pending,
            requested_at: time,
            decided_at: None,
        }];
        let date: NaiveDate = "2025-05-08".parse().unwrap();
        let site = site();
        let links = links(&site, Root::Path { key: "deadc0de".to_owned() });
        let items = vec![row(58, "A"), row(14, "B")];
        let told = told(items, vec![(ItemId(58), date)], &own, &links);
        let told = serde_json::to_string(&told).unwrap();
        let expected = concat!(
            r#"[{"id":58,"name":"A","categories":["ODS"],"subscription":"pending","#,
            r#""latestReleaseDate":"2025-05-08","#,
            r#""releasesUrl":"https://almanac.test/api/v1/releases/keys/deadc0de/items/58/releases"},"#,
            r#"{"id":14,"name":"B","categories":["ODS"],"subscription":null,"#,
            r#""latestReleaseDate":null,"#,
            r#""releasesUrl":"https://almanac.test/api/v1/releases/keys/deadc0de/items/14/releases"}]"#,
        );
        assert_eq!(told, expected);
    }
}
