//! `/api/v1/datasets/`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod update;

use std::str::FromStr;

use actix_web::HttpResponse;
use actix_web::web::Path;
use web::openapi::{ErrorBody, Invalid, PageOf};
use web::{ApiError, Query, Storable};

use super::failed;
use super::wire::{Detail, Item, Kept, Named};
use crate::domain::Category;
use crate::store::datasets::{self as rows, Filter};
use crate::viewer::Visitor;

/// List datasets
///
/// Those you see: global ones, those of your organisations, and your own. By
/// category, then by name. What parameters ask for must all hold.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/",
    operation_id = "list_datasets",
    tag = "datasets",
    params(
        ("category" = Option<Category>, Query, description = "Of this category"),
        ("tags" = Option<String>, Query, description = "Carrying all of these tags, which commas separate", example = "paediatric,medical"),
        ("search" = Option<String>, Query, description = "With this in the name or the description, capitals or not", example = "hospital"),
        ("is_global" = Option<bool>, Query, description = "Those everybody sees, or the others"),
        ("page" = Option<String>, Query, description = "From 1, or `last`"),
        ("page_size" = Option<i32>, Query, description = "20 unless told, 100 at most"),
    ),
    responses(
        (status = 200, description = "A page of datasets.", body = PageOf<Item<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = Invalid),
        (status = 404, description = "There is no such page.", body = ErrorBody),
    )
)]
pub(crate) async fn list(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&visitor.request);
    let page = query.page_of(20, 100);
    let filter = filter(&mut query);
    query.finish()?;

    let mut connection = visitor.connection().await?;
    let viewer = &visitor.viewer;
    let count = rows::count(&mut connection, viewer, &filter).await.map_err(failed)?;
    let page = page.cut(usize::try_from(count).map_err(ApiError::internal)?)?;
    let (offset, limit) = page.offset_and_limit()?;
    let rows = rows::list(&mut connection, viewer, &filter, offset, limit).await;
    let rows = rows.map_err(failed)?;
    let parents = rows::parents(&mut connection, &rows).await.map_err(failed)?;
    drop(connection);
    let names = Named::look_up(&visitor, [], rows.iter().map(|row| row.organization_id)).await?;
    page.respond_rows(&visitor.request, &rows, |row| Item::of(row, viewer, &parents, &names))
}

/// Get a dataset
///
/// With its options, in their order. As CSV the options alone. What you do not
/// see is not found.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{key}/",
    operation_id = "get_dataset",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key", example = "main_specialty_code"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an answer that you hold"),
    ),
    responses(
        (status = 200, description = "The dataset; `ETag` names this state of it.", body = Detail<'static>),
        (status = 304, description = "The dataset is as you hold it."),
        (status = 404, description = "There is no such dataset.", body = ErrorBody),
    )
)]
pub(crate) async fn get(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = visitor.seen(&key).await?;
    let kept = Kept::read(&visitor, &mut connection, &row).await?;
    drop(connection);
    kept.named(&visitor, &row).await?.read(&visitor.request).await
}

/// Which datasets the parameters ask for.
pub(super) fn filter(query: &mut Query<'_>) -> Filter {
    Filter {
        category: query.phrase("category").map(|word| {
            // No category has a null character in it, and PostgreSQL no text.
            if word.contains('\0') { String::new() } else { word }
        }),
        tags: storable(query, "tags").map(|tags| pieces(&tags)).unwrap_or_default(),
        search: storable(query, "search"),
        is_global: query.one("is_global").map(|Flag(is_global)| is_global),
    }
}

/// A phrase that can be looked for.
fn storable(query: &mut Query<'_>, name: &'static str) -> Option<String> {
    match query.phrase(name)?.parse() {
        Ok(Storable(phrase)) => Some(phrase),
        Err(mistake) => {
            query.reject(name, mistake);
            None
        }
    }
}

fn pieces(list: &str) -> Vec<String> {
    let pieces = list.split(',').map(str::trim);
    pieces.filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}

/// Yes or no as a parameter.
struct Flag(bool);

impl FromStr for Flag {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(Self(true)),
            "false" | "0" => Ok(Self(false)),
            _ => Err("Must be true or false."),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked(parameters: &str) -> Result<Filter, ApiError> {
        let request = TestRequest::with_uri(&format!("/?{parameters}")).to_http_request();
        let mut query = Query::new(&request);
        let filter = filter(&mut query);
        query.finish().map(|()| filter)
    }

    #[test]
    fn parameters_say_which_datasets() {
        let text = |text: &str| Some(text.to_owned());
        let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        let any = Filter::default();
        for (parameters, expected) in [
            ("", any.clone()),
            ("category=&tags=&search=&is_global=", any.clone()),
            ("category=rcpch&category=nhs_dd", Filter { category: text("nhs_dd"), ..any.clone() }),
            ("category=nhs%00dd", Filter { category: text(""), ..any.clone() }),
            ("tags=a,+b+c+,,", Filter { tags: tags(&["a", "b c"]), ..any.clone() }),
            ("tags=a&tags=b", Filter { tags: tags(&["b"]), ..any.clone() }),
            ("tags=,+,", any.clone()),
            ("search=+x%25_", Filter { search: text(" x%_"), ..any.clone() }),
            ("is_global=TRUE", Filter { is_global: Some(true), ..any.clone() }),
            ("is_global=0", Filter { is_global: Some(false), ..any.clone() }),
        ] {
            assert_eq!(asked(parameters).unwrap(), expected, "{parameters}");
        }
    }

    #[test]
    fn every_mistake_is_told() {
        for (parameters, names) in [
            ("is_global=yes", vec!["is_global"]),
            ("is_global=2&search=%00&tags=a,%00", vec!["is_global", "search", "tags"]),
        ] {
            let refused = asked(parameters).unwrap_err();
            assert_eq!(refused.status().as_u16(), 400);
            assert_eq!(refused.fields().keys().collect::<Vec<_>>(), names);
        }
    }
}
