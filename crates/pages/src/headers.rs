use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The one stylesheet of every page.
pub(crate) const STYLE: &str = include_str!("../assets/almanac.css");

/// Nothing runs and nothing is fetched: only the style in the page itself, and
/// forms that come back here.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let checksum = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{checksum}'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'; img-src 'self' data:"
    )
});

/// A page that is its reader's alone: nobody may store it, frame it, or learn
/// from it where they came from.
pub(crate) fn html(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .insert_header((HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Cookie"))
        .body(body)
}

/// Sends the browser to `path` with GET, as after every change: 303 See Other
/// (RFC 9110 §15.4.4). `path` may have a query, and is relative to this site.
pub fn see_other(path: &str) -> HttpResponse {
    moved(StatusCode::SEE_OTHER, path)
}

/// Any redirect that nobody may store.
pub(crate) fn moved(status: StatusCode, path: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::LOCATION, path))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Cookie"))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_knows_the_stylesheet_and_nothing_else() {
        let response = html(StatusCode::OK, String::new());
        let policy = response.headers().get(header::CONTENT_SECURITY_POLICY).unwrap();
        let policy = policy.to_str().unwrap();
        let checksum = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        assert!(policy.contains(&format!("style-src 'sha256-{checksum}';")), "{policy}");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(!STYLE.contains("</") && !STYLE.contains("url("), "the style must stay inside");
    }

    #[test]
    fn nobody_stores_a_page() {
        for response in [html(StatusCode::OK, String::new()), see_other("/accounts/")] {
            assert_eq!(response.headers().get(header::CACHE_CONTROL).unwrap(), "no-store");
        }
        assert_eq!(see_other("/x/?done=y").headers().get(header::LOCATION).unwrap(), "/x/?done=y");
    }
}
