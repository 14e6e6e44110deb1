//! Answers to changes: the dataset, as it is since. The change is made by then,
//! so no answer fails for want of a name.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use web::{ApiError, Site};

use super::wire::Kept;
use crate::store::DatasetRow;
use crate::viewer::Visitor;

/// 200 with the dataset. The connection goes back before accounts is asked.
pub(super) async fn told(
    visitor: &Visitor,
    connection: ::store::Connection,
    row: &DatasetRow,
) -> Result<HttpResponse, ApiError> {
    answer(visitor, connection, row, StatusCode::OK).await
}

/// 201 with the dataset, and where it is.
pub(super) async fn created(
    visitor: &Visitor,
    connection: ::store::Connection,
    row: &DatasetRow,
) -> Result<HttpResponse, ApiError> {
    let location = location(&visitor.request, &row.key)?;
    let mut response = answer(visitor, connection, row, StatusCode::CREATED).await?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

async fn answer(
    visitor: &Visitor,
    mut connection: ::store::Connection,
    row: &DatasetRow,
    status: StatusCode,
) -> Result<HttpResponse, ApiError> {
    let kept = Kept::read(visitor, &mut connection, row).await?;
    drop(connection);
    kept.named_if_known(visitor, row).await.respond(&visitor.request, status)
}

/// Where a dataset is, below the version of the API that was called.
fn location(request: &HttpRequest, key: &str) -> Result<HeaderValue, ApiError> {
    let version = if request.path().starts_with("/api/v1/") { "v1/" } else { "" };
    let link = Site::of(request)?.link(&format!("/api/{version}datasets/{key}/"));
    HeaderValue::from_str(&link).map_err(ApiError::internal)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_new_dataset_is_where_it_was_made() {
        let public_url = "https://almanac.test/".parse().unwrap();
        let site = Site { public_url, trusted_proxies: Vec::new() };
        for (path, expected) in [
            ("/api/v1/datasets/", "https://almanac.test/api/v1/datasets/wards/"),
            ("/api/datasets/", "https://almanac.test/api/datasets/wards/"),
            ("/api/datasets/v1/create-custom/", "https://almanac.test/api/datasets/wards/"),
        ] {
            let request = TestRequest::with_uri(path).app_data(site.clone()).to_http_request();
            assert_eq!(location(&request, "wards").unwrap(), expected, "{path}");
        }
    }
}
