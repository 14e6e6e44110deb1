//! Publishing a release: the one page with a script, which sends the archive
//! and tells how far it is.

use ::pages::{Errors, Page};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::visit::{self, page};
use crate::LARGEST_ARCHIVE;
use crate::store::items::ItemRow;
use crate::viewer::Visitor;

/// Where the script is.
pub(super) const SCRIPT: &str = "/releases/static/publish.js";

#[derive(Template)]
#[template(path = "publish.html")]
struct Publish {
    page: Page,
    /// The script tells of them.
    errors: Errors,
    item: ItemRow,
    script: &'static str,
    largest: u64,
}

/// `GET /releases/items/{item}/publish/`
pub(super) async fn show(visitor: Visitor, item: Path<String>) -> Result<HttpResponse, ApiError> {
    let (connection, row) = visit::item(&visitor, &item).await?;
    drop(connection);
    let shown = Publish {
        page: page(&visitor, format!("Publish a release of {}", row.name), "items"),
        errors: Errors::default(),
        item: row,
        script: SCRIPT,
        largest: LARGEST_ARCHIVE,
    };
    scripted(shown.page.show(&visitor.request, StatusCode::OK, &shown)?)
}

/// Lets a page run scripts that are files of ours, and these call us.
fn scripted(mut page: HttpResponse) -> Result<HttpResponse, ApiError> {
    let policy = page.headers().get(header::CONTENT_SECURITY_POLICY);
    let policy = policy.and_then(|policy| policy.to_str().ok());
    let policy = policy.ok_or_else(|| ApiError::internal("a page without a policy"))?;
    let policy = format!("{policy}; script-src 'self'; connect-src 'self'");
    let policy = HeaderValue::from_str(&policy).map_err(ApiError::internal)?;
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(page)
}

/// `GET /releases/static/publish.js`
pub(super) async fn script() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/javascript; charset=utf-8"))
        // It changes only with the binary; an hour is soon enough to notice.
        .insert_header((header::CACHE_CONTROL, "private, max-age=3600"))
        .body(include_str!("publish.js"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_a_script_allows_our_own_and_no_other() {
        let policy = "default-src 'none'; img-src 'self' data:";
        let page =
            HttpResponse::Ok().insert_header((header::CONTENT_SECURITY_POLICY, policy)).finish();
        let page = scripted(page).unwrap();
        let told: Vec<&HeaderValue> =
            page.headers().get_all(header::CONTENT_SECURITY_POLICY).collect();
        let expected = "default-src 'none'; img-src 'self' data:; script-src 'self'; \
                        connect-src 'self'";
        assert_eq!(told, [expected]);
        assert!(scripted(HttpResponse::Ok().finish()).is_err());
    }
}
